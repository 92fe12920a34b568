/**
 * What the subjects of the store share: one cache of promises, one way to a back end, one stream of changes. Asks nothing
 * by itself.
 */
import type { ExperimentBackend } from '../trackers/backend';
import { Emitter, type Disposable, type Event } from '../shared/base/event';
import { BackendError, toProblem, type Problem } from '../shared/problem';
import { PromiseCache } from './promiseCache';
import type { ConnectionRef, ExperimentRef, ProjectRef, WorkspaceRef } from '../shared/reference';

/** Where back ends come from. */
export interface BackendSource {
  /** Rejects with a BackendError: `unauthorized` without a key, `notFound` for a connection that is gone. */
  backend(connection: string): Promise<ExperimentBackend>;
  /** A connection came, went or was signed in again. */
  readonly onDidChange: Event<ConnectionRef>;
}

/** What changed, from the wide to the narrow: all below it may be different. */
export type Change =
  | ({ readonly kind: 'connection' } & ConnectionRef)
  | ({ readonly kind: 'workspace' } & WorkspaceRef)
  | ({ readonly kind: 'project' } & Omit<ProjectRef, 'workspace'>)
  /** `polled`: nothing was done; it runs, is watched, and was asked about again. */
  | ({ readonly kind: 'experiment'; readonly polled?: true } & ExperimentRef);

/** What is asked because of a poll goes behind what a person waits for. */
export type Purpose = 'question' | 'poll';

/** A list of experiments of one project; archived ones are a list of their own. */
export interface ListingRef extends ProjectRef {
  readonly archived: boolean;
}

const lightCapacity = 20_000;
/**
 * Whole texts and series: worth keeping for those in view only, of which a panel may lay a hundred beside each other.
 */
const heavyCapacity = 128;

export class StoreCore implements Disposable {
  readonly light = new PromiseCache(lightCapacity);
  readonly heavy = new PromiseCache(heavyCapacity);
  readonly #source: BackendSource;
  readonly #aborts = new Map<string, AbortController>();
  readonly #changes = new Emitter<Change>();
  /** Parts that a poll dropped: views that show them ask for them again because of the poll. */
  readonly #outdated = new Set<string>();

  /** Told how each call ended; null when it was answered. */
  readonly #heard: (ref: ConnectionRef, problem: Problem | null) => void;

  readonly onDidChange: Event<Change> = this.#changes.event;

  constructor(source: BackendSource, heard: (ref: ConnectionRef, problem: Problem | null) => void = () => undefined) {
    this.#source = source;
    this.#heard = heard;
  }

  fire(change: Change): void {
    this.#changes.fire(change);
  }

  backend(connection: string): Promise<ExperimentBackend> {
    return this.#source.backend(connection);
  }

  /** The signal ends when the connection is forgotten. */
  async call<T>(
    connection: string,
    use: (backend: ExperimentBackend, signal: AbortSignal) => Promise<T>,
    purpose: Purpose = 'question',
  ): Promise<T> {
    let abort = this.#aborts.get(connection);
    if (abort === undefined) {
      this.#aborts.set(connection, (abort = new AbortController()));
    }
    try {
      const backend = await this.backend(connection);
      const answer = await use(purpose === 'poll' ? (backend.polling ?? backend) : backend, abort.signal);
      this.#heard({ connection }, null);
      return answer;
    } catch (error) {
      this.#heard({ connection }, toProblem(error));
      throw error;
    }
  }

  /** A part of an experiment, asked for once. */
  part<T>(
    cache: PromiseCache,
    ref: ExperimentRef,
    part: string,
    use: (backend: ExperimentBackend, signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const key = experimentKey(ref, part);
    return cache.get(key, () => this.call(ref.connection, use, this.purposeOf(key)));
  }

  /** A poll found that what begins with this may have changed. */
  outdate(prefix: string): void {
    for (const key of [...this.light.evict(prefix), ...this.heavy.evict(prefix)]) {
      this.#outdated.add(key);
    }
  }

  /** Why a part that is not at hand is asked for now; said once. */
  purposeOf(key: string): Purpose {
    return this.#outdated.delete(key) ? 'poll' : 'question';
  }

  /**
   * As `call`, by what the back end may lack: undefined then. `otherwise` is what it rejects with, a sentence.
   */
  callOptional<T>(
    connection: string,
    otherwise: string,
    use: (backend: ExperimentBackend, signal: AbortSignal) => Promise<T> | undefined,
  ): Promise<T> {
    return this.call(connection, (backend, signal) => use(backend, signal) ?? cannot(otherwise));
  }

  /** Ends what is under way and forgets what is cached. */
  forget(connection: string): void {
    this.#aborts.get(connection)?.abort();
    this.#aborts.delete(connection);
    this.light.evict(`${connection}/`);
    this.heavy.evict(`${connection}/`);
    for (const key of this.#outdated) {
      if (key.startsWith(`${connection}/`)) {
        this.#outdated.delete(key);
      }
    }
  }

  dispose(): void {
    for (const abort of this.#aborts.values()) {
      abort.abort();
    }
    this.#changes.dispose();
  }
}

/**
 * Names of cache entries: what stands below another begins with it. Trackers choose keys and names, which may hold a
 * slash themselves; connections never do.
 */
const below = (connection: string, kind: string, name: string, part: string): string =>
  `${connection}/${kind}/${name.replaceAll('%', '%25').replaceAll('/', '%2F')}/${part}`;
export const workspaceKey = ({ connection, workspace }: WorkspaceRef, part: string): string =>
  below(connection, 'workspace', workspace, part);
export const projectKey = ({ connection, projectId }: Omit<ProjectRef, 'workspace'>, part: string): string =>
  below(connection, 'project', projectId, part);
/** Of a list of experiments. */
export const listingKey = (connection: string, projectId: string, archived: boolean): string =>
  projectKey({ connection, projectId }, `experiments/${archived}`);
/** Of what is known of whole experiments. */
export const experimentId = ({ connection, key }: ExperimentRef): string => `${connection}/${key}`;
export const experimentKey = ({ connection, key }: ExperimentRef, part: string): string =>
  below(connection, 'experiment', key, part);
/** What an entry is below: for parts of an experiment the `experimentKey` without a part. */
export const ownerOf = (entry: string): string => `${entry.split('/', 3).join('/')}/`;

/** @param sentence that says what this tracker cannot do */
export const cannot = (sentence: string): Promise<never> => Promise.reject(new BackendError('unsupported', sentence));
