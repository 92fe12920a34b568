/** Owns the question for tags: those in use to choose from, new ones by typing, those already set marked. */
import { window } from 'vscode';
import { BackendError } from '../shared/problem';
import type { ExperimentRef } from '../shared/reference';
import type { ListingRef, Store } from '../store';

/** As they are written: trimmed, each once. Throws `refused` for what no tracker takes. */
export function checkTags(tags: readonly string[]): readonly string[] {
  const clean = [...new Set(tags.map((tag) => tag.trim()))];
  for (const tag of clean) {
    if (tag === '') throw new BackendError('refused', 'A tag cannot be empty.');
    if (/\p{Cc}|\p{Zl}|\p{Zp}/u.test(tag)) throw new BackendError('refused', 'A tag cannot hold a line break.');
  }
  return clean;
}

/** The tags to add; undefined when the user turned away or chose none. Suggestions that fail leave the typing. */
export async function askTags(store: Store, refs: readonly ExperimentRef[]): Promise<readonly string[] | undefined> {
  const title = refs.length === 1 ? 'Add Tags' : `Add Tags to ${refs.length} Experiments`;
  const picker = window.createQuickPick();
  picker.title = title;
  picker.placeholder = 'Choose tags, or type a new one and press Enter';
  picker.canSelectMany = true;
  picker.busy = true;
  let known: readonly string[] = [];
  let set: readonly string[] = [];
  const suggestions = Promise.allSettled([tagsInUse(store, refs), tagsOnAll(store, refs)]).then(([inUse, onAll]) => {
    set = onAll.status === 'fulfilled' ? onAll.value : [];
    const others = inUse.status === 'fulfilled' ? inUse.value.filter((tag) => !set.includes(tag)) : [];
    known = [...new Set([...others, ...set])];
    picker.items = known.map((label) => ({ label, ...(set.includes(label) ? { description: 'already set' } : {}) }));
    picker.busy = false;
  });

  const accepted = new Promise<readonly string[] | undefined>((resolve) => {
    // A row for the new tag would not do: whenever rows change, the editor forgets which were ticked.
    picker.onDidChangeValue((value) => {
      const tag = value.trim();
      picker.title = tag === '' || known.includes(tag) ? title : `${title}: Enter adds the new tag “${tag}”`;
    });
    picker.onDidHide(() => resolve(undefined));
    picker.onDidAccept(() => {
      const chosen = [...picker.selectedItems.map(({ label }) => label), picker.value.trim()];
      const wanted = [...new Set(chosen)].filter((tag) => tag !== '' && !set.includes(tag));
      resolve(wanted.length === 0 ? undefined : wanted);
    });
  });
  picker.show();
  try {
    return await accepted;
  } finally {
    picker.hide();
    // The list must not be filled after its end.
    void suggestions.finally(() => picker.dispose());
  }
}

/** The experiments by the list they stand in: tags of a list are one question where the tracker can. */
async function listingsOf(store: Store, refs: readonly ExperimentRef[]): Promise<readonly { readonly listing: ListingRef; readonly keys: readonly string[] }[]> {
  const listings = new Map<string, { readonly listing: ListingRef; readonly keys: string[] }>();
  for (const { connection, key } of refs) {
    const { workspace, projectId, archived } = await store.experiment({ connection, key });
    const id = `${connection}/${projectId}/${archived}`;
    const known = listings.get(id);
    if (known === undefined) listings.set(id, { listing: { connection, workspace, projectId, archived }, keys: [key] });
    else known.keys.push(key);
  }
  return [...listings.values()];
}

async function tagsInUse(store: Store, refs: readonly ExperimentRef[]): Promise<readonly string[]> {
  const listings = await listingsOf(store, refs);
  const tags = await Promise.all(listings.map(({ listing }) => store.tagsInUse(listing)));
  return tags.flat().sort((one, other) => one.localeCompare(other));
}

/** Those that nobody needs to add any more. */
async function tagsOnAll(store: Store, refs: readonly ExperimentRef[]): Promise<readonly string[]> {
  const listings = await listingsOf(store, refs);
  const tags = (await Promise.all(listings.map(({ listing, keys }) => store.tagsOf(listing, keys)))).flatMap((byKey) => [...byKey.values()]);
  const [first = [], ...others] = tags;
  return first.filter((tag) => others.every((own) => own.includes(tag)));
}
