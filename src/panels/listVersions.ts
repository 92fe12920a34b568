/**
 * What a panel holds back of its state: lists, of which its page is told the version only, and asks for the rest. Knows
 * no page.
 */
import * as l10n from '@vscode/l10n';
import { BackendError, type Loadable } from '../shared/problem';
import { versionedLists, type ListVersion, type VersionedList, type ListPiece, type Pushed } from '../shared/protocol';

/** Items that travel at once: to write them into a message, as the editor does, takes a small part of a frame. */
export const mostItems = 1_000;

type Lists = { readonly [L in VersionedList]?: Loadable<readonly unknown[]> | null };

export class ListVersions {
  /** Never the same for two lists, so that what comes back after it was gone is not taken for what was there before. */
  readonly #versions = new WeakMap<readonly unknown[], number>();
  #lastVersion = 0;

  /** The parts with a version in the place of each list that is there. */
  pushed<Parts extends Lists>(parts: Parts): Pushed<Parts> {
    const versions = versionedLists.flatMap((name): [VersionedList, ListVersion][] => {
      const list = parts[name];
      return list?.state === 'ready' ? [[name, { state: 'versioned', version: this.#versionOf(list.value) }]] : [];
    });
    return { ...parts, ...Object.fromEntries(versions) } as Pushed<Parts>;
  }

  /** @throws BackendError `notFound` when there is no such list, or not yet. */
  piece(parts: Lists, list: VersionedList, from: number): ListPiece {
    const whole = versionedLists.includes(list) ? parts[list] : null;
    if (whole?.state !== 'ready') {
      throw new BackendError('notFound', l10n.t('This has not been loaded.'), {
        advice: l10n.t('Refresh the experiment.'),
      });
    }
    const start = Number.isSafeInteger(from) && from >= 0 ? from : 0;
    return {
      version: this.#versionOf(whole.value),
      items: whole.value.slice(start, start + mostItems),
      total: whole.value.length,
    };
  }

  #versionOf(list: readonly unknown[]): number {
    const known = this.#versions.get(list);
    if (known !== undefined) {
      return known;
    }
    this.#lastVersion += 1;
    this.#versions.set(list, this.#lastVersion);
    return this.#lastVersion;
  }
}
