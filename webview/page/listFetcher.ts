/**
 * The lists that the host holds back of its state: asked for when their version is another one, a few at once, kept
 * until then. Knows no tab.
 */
import { failed, loading, ready, type Loadable } from '../../src/shared/problem';
import {
  versionedLists,
  type ExperimentPageState,
  type ListVersion,
  type VersionedList,
  type PushedPageState,
} from '../../src/shared/protocol';
import { experimentId, type ExperimentRef } from '../../src/shared/reference';
import type { ExperimentHost } from '../elements/element';

const questionsAtOnce = 4;
/** Milliseconds between two looks at what has come while there is more to come. */
const patience = 100;

type List = Loadable<readonly unknown[]>;
type Lists = { readonly reference: ExperimentRef } & { readonly [L in VersionedList]?: List | ListVersion | null };

interface FetchedList {
  readonly of: ExperimentRef;
  readonly name: VersionedList;
  /** What is shown, also while a newer version is on its way. */
  list: List;
  /** Of what is shown; 0 for none. */
  version: number;
  /** As the host said last. */
  newest: number;
  asking: boolean;
  /** Until the next state, which may say why. */
  refused: boolean;
}

export class ListFetcher {
  readonly #host: Pick<ExperimentHost, 'ask'>;
  readonly #changed: (state: ExperimentPageState) => void;
  #pushed: PushedPageState | null = null;
  #fetched: ReadonlyMap<string, FetchedList> = new Map();
  #asking = 0;
  #timer: number | null = null;

  /** `changed`: with the whole state, when lists of it have come. */
  constructor(host: Pick<ExperimentHost, 'ask'>, changed: (state: ExperimentPageState) => void) {
    this.#host = host;
    this.#changed = changed;
  }

  /** The state as far as its lists are here; the others are asked for. */
  receive(pushed: PushedPageState): ExperimentPageState {
    this.#pushed = pushed;
    const all: readonly Lists[] = [pushed, ...pushed.compared];
    this.#fetched = new Map(
      all.flatMap((one) =>
        versionedLists.flatMap((name): [string, FetchedList][] => {
          const list = one[name];
          if (list?.state !== 'versioned') {
            return [];
          }
          const key = keyOf(one.reference, name);
          const kept = this.#fetched.get(key) ?? {
            of: one.reference,
            name,
            list: loading,
            version: 0,
            newest: 0,
            asking: false,
            refused: false,
          };
          kept.newest = list.version;
          kept.refused = false;
          return [[key, kept]];
        }),
      ),
    );
    this.#ask();
    return this.#whole(pushed);
  }

  /** In their order, as far as there are turns. */
  #ask(): void {
    for (const kept of this.#fetched.values()) {
      if (this.#asking >= questionsAtOnce) {
        return;
      }
      if (kept.version >= kept.newest || kept.asking || kept.refused) {
        continue;
      }
      this.#asking += 1;
      kept.asking = true;
      void this.#fetch(kept).then(() => {
        this.#asking -= 1;
        kept.asking = false;
        this.#ask();
        this.#tell();
      });
    }
  }

  async #fetch(kept: FetchedList): Promise<void> {
    try {
      const { items, version } = await this.#pieces(kept);
      kept.list = ready(items);
      kept.version = version;
    } catch (error) {
      kept.refused = true;
      if (kept.list.state !== 'ready') {
        kept.list = failed(error);
      }
    }
  }

  /** From the start again when the list has changed in between. */
  async #pieces({ of, name }: FetchedList): Promise<{ readonly items: readonly unknown[]; readonly version: number }> {
    let items: readonly unknown[] = [];
    let version: number | null = null;
    for (;;) {
      const piece = await this.#host.ask('list', { of, list: name, from: items.length });
      items = version === null || version === piece.version ? [...items, ...piece.items] : [];
      version = piece.version;
      if (items.length >= piece.total) {
        return { items, version };
      }
    }
  }

  /** While there is more to come, what has come is shown now and then. */
  #tell(): void {
    if (this.#timer !== null && this.#asking > 0) {
      return;
    }
    if (this.#timer !== null) {
      window.clearTimeout(this.#timer);
    }
    this.#timer = this.#asking === 0 ? null : window.setTimeout(() => this.#show(), patience);
    if (this.#asking === 0) {
      this.#show();
    }
  }

  #show(): void {
    this.#timer = null;
    if (this.#pushed !== null) {
      this.#changed(this.#whole(this.#pushed));
    }
  }

  #whole({ compared, ...own }: PushedPageState): ExperimentPageState {
    return { ...this.#filled(own), compared: compared.map((one) => this.#filled(one)) } as ExperimentPageState;
  }

  #filled<T extends Lists>(parts: T): T {
    const filled = versionedLists.flatMap((name): [VersionedList, List][] =>
      parts[name]?.state === 'versioned'
        ? [[name, this.#fetched.get(keyOf(parts.reference, name))?.list ?? loading]]
        : [],
    );
    return { ...parts, ...Object.fromEntries(filled) };
  }
}

const keyOf = (of: ExperimentRef, name: VersionedList): string => `${experimentId(of)} ${name}`;
