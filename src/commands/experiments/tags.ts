/** Asks the user which tags to add to experiments or to remove from them, and checks what may be a tag. */
import * as l10n from '@vscode/l10n';
import { back } from '../../prompts/multiStep';
import { BackendError } from '../../shared/problem';
import type { ExperimentRef } from '../../shared/reference';
import type { ListingRef, Store } from '../../store/store';
import { pickMany } from '../../prompts/inputBox';

/** Trimmed, each once. Throws a BackendError (`refused`) where one is not a valid tag. */
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

/** Null where the tag is valid. */
export function complaintAboutTag(tag: string): string | null {
  if (tag.trim() === '') {
    return l10n.t('A tag cannot be empty.');
  }
  // Control characters, and Unicode's separators of lines and paragraphs.
  return /\p{Cc}|\p{Zl}|\p{Zp}/u.test(tag)
    ? l10n.t('A tag cannot contain a line break, a tab or another control character.')
    : null;
}

/** How `pickMany` takes a tag that the user types. */
export const typedTag = {
  check: complaintAboutTag,
  valueOf: (tag: string): string => tag,
  hint: (tag: string): string => l10n.t('Enter adds the new tag “{tag}”', { tag }),
};

/**
 * The tags to add; undefined when the user cancelled, or chose only tags that all the experiments have. Where the
 * choices cannot be loaded, tags can still be typed.
 */
export async function askTags(store: Store, refs: readonly ExperimentRef[]): Promise<readonly string[] | undefined> {
  // Empty until the choices are loaded: a tag typed before that is added even where all experiments have it.
  let alreadyOnAll: readonly string[] = [];
  const choices = Promise.allSettled([tagsInUse(store, refs), tagsOnAll(store, refs)]).then(([inUse, onAll]) => {
    alreadyOnAll = onAll.status === 'fulfilled' ? onAll.value : [];
    const others = inUse.status === 'fulfilled' ? inUse.value.filter((tag) => !alreadyOnAll.includes(tag)) : [];
    return [...new Set([...others, ...alreadyOnAll])].map((tag) => ({
      label: tag,
      value: tag,
      ...(alreadyOnAll.includes(tag) ? { description: l10n.t('already set') } : {}),
    }));
  });
  const chosen = await pickMany({
    title: refs.length === 1 ? l10n.t('Add Tags') : l10n.t('Add Tags to {count} Experiments', { count: refs.length }),
    placeholder: l10n.t('Choose tags, or type a new one and press Enter'),
    choices,
    typed: typedTag,
  });
  const wanted = chosen === undefined || chosen === back ? [] : chosen.filter((tag) => !alreadyOnAll.includes(tag));
  return wanted.length === 0 ? undefined : wanted;
}

/**
 * Asks which of the experiments' tags to remove; undefined when the user cancelled. Rejects with `notFound` where the
 * experiments have no tags.
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
      refs.length === 1 ? l10n.t('The experiment has no tags.') : l10n.t('None of these experiments has any tags.'),
    );
  }
  const chosen = await pickMany({
    title:
      refs.length === 1
        ? l10n.t('Remove Tags')
        : l10n.t('Remove Tags from {count} Experiments', { count: refs.length }),
    placeholder: l10n.t('Select the tags to remove'),
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

/** Grouped by project, and by archived or not: some trackers give the tags of such a list in one answer. */
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

/** The tags that every one of the experiments has. */
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
