/** Owns the question for tags: those in use to choose from, new ones by typing, those already set marked. */
import * as l10n from '@vscode/l10n';
import { back } from '../../prompts/multiStep';
import { BackendError } from '../../shared/problem';
import type { ExperimentRef } from '../../shared/reference';
import type { ListingRef, Store } from '../../store/store';
import { pickMany } from '../../prompts/inputBox';

/** As they are written: trimmed, each once. Throws `refused` for what no tracker takes. */
export function checkTags(tags: readonly string[]): readonly string[] {
  const clean = [...new Set(tags.map((tag) => tag.trim()))];
  for (const tag of clean) {
    const complaint = complaintAboutTag(tag);
    if (complaint !== null) {
      throw new BackendError('refused', complaint);
    }
  }
  return clean;
}

/** Null for what can be a tag. */
export function complaintAboutTag(tag: string): string | null {
  if (tag.trim() === '') {
    return l10n.t('A tag cannot be empty.');
  }
  return /\p{Cc}|\p{Zl}|\p{Zp}/u.test(tag) ? l10n.t('A tag cannot hold a line break.') : null;
}

export const typedTag = {
  check: complaintAboutTag,
  valueOf: (tag: string): string => tag,
  hint: (tag: string): string => l10n.t('Enter adds the new tag “{tag}”', { tag }),
};

/**
 * The tags to add; undefined when the user cancelled or chose none. Where suggestions fail, tags can still be typed.
 */
export async function askTags(store: Store, refs: readonly ExperimentRef[]): Promise<readonly string[] | undefined> {
  let set: readonly string[] = [];
  const choices = Promise.allSettled([tagsInUse(store, refs), tagsOnAll(store, refs)]).then(([inUse, onAll]) => {
    set = onAll.status === 'fulfilled' ? onAll.value : [];
    const others = inUse.status === 'fulfilled' ? inUse.value.filter((tag) => !set.includes(tag)) : [];
    return [...new Set([...others, ...set])].map((tag) => ({
      label: tag,
      value: tag,
      ...(set.includes(tag) ? { description: l10n.t('already set') } : {}),
    }));
  });
  const chosen = await pickMany({
    title: refs.length === 1 ? l10n.t('Add Tags') : l10n.t('Add Tags to {count} Experiments', { count: refs.length }),
    placeholder: l10n.t('Choose tags, or type a new one and press Enter'),
    choices,
    typed: typedTag,
  });
  const wanted = chosen === undefined || chosen === back ? [] : chosen.filter((tag) => !set.includes(tag));
  return wanted.length === 0 ? undefined : wanted;
}

/**
 * Of those that any of the experiments has; undefined when the user cancelled. Rejects with `notFound` when there are
 * none.
 */
export async function askTagsToRemove(
  store: Store,
  refs: readonly ExperimentRef[],
): Promise<readonly string[] | undefined> {
  const counts = new Map<string, number>();
  for (const tag of (await tagsOfEach(store, refs)).flat()) {
    counts.set(tag, (counts.get(tag) ?? 0) + 1);
  }
  if (counts.size === 0) {
    throw new BackendError(
      'notFound',
      refs.length === 1 ? l10n.t('The experiment has no tags.') : l10n.t('None of these experiments has a tag.'),
    );
  }
  const chosen = await pickMany({
    title:
      refs.length === 1
        ? l10n.t('Remove Tags')
        : l10n.t('Remove Tags from {count} Experiments', { count: refs.length }),
    placeholder: l10n.t('Tick the tags to take away'),
    choices: Promise.resolve(
      [...counts]
        .sort(([one], [other]) => one.localeCompare(other))
        .map(([tag, count]) => ({
          label: tag,
          value: tag,
          ...(refs.length === 1 ? {} : { description: l10n.t('on {count} of {total}', { count, total: refs.length }) }),
        })),
    ),
  });
  return chosen === back ? undefined : chosen;
}

/** The experiments by the list they stand in: tags of a list are one question where the tracker can. */
async function listingsOf(
  store: Store,
  refs: readonly ExperimentRef[],
): Promise<readonly { readonly listing: ListingRef; readonly keys: readonly string[] }[]> {
  const listings = new Map<string, { readonly listing: ListingRef; readonly keys: string[] }>();
  for (const { connection, key } of refs) {
    const { workspace, projectId, archived } = await store.experiments.get({ connection, key });
    const id = `${connection}/${projectId}/${archived}`;
    const known = listings.get(id);
    if (known === undefined) {
      listings.set(id, { listing: { connection, workspace, projectId, archived }, keys: [key] });
    } else {
      known.keys.push(key);
    }
  }
  return [...listings.values()];
}

async function tagsInUse(store: Store, refs: readonly ExperimentRef[]): Promise<readonly string[]> {
  const listings = await listingsOf(store, refs);
  const tags = await Promise.all(listings.map(({ listing }) => store.tags.inUse(listing)));
  return tags.flat().sort((one, other) => one.localeCompare(other));
}

/** Those that need not be added any more. */
async function tagsOnAll(store: Store, refs: readonly ExperimentRef[]): Promise<readonly string[]> {
  const [first = [], ...others] = await tagsOfEach(store, refs);
  return first.filter((tag) => others.every((own) => own.includes(tag)));
}

async function tagsOfEach(store: Store, refs: readonly ExperimentRef[]): Promise<readonly (readonly string[])[]> {
  const listings = await listingsOf(store, refs);
  return (await Promise.all(listings.map(({ listing, keys }) => store.tags.ofListed(listing, keys)))).flatMap(
    (byKey) => [...byKey.values()],
  );
}
