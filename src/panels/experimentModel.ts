/**
 * One experiment as a panel shows it: its light parts, loaded as far as they are wanted, kept up to date while they are
 * visible. Knows no page and no other experiment.
 */
import * as l10n from '@vscode/l10n';
import type { ConnectionInfo } from '../shared/experiment';
import type { Disposable } from '../shared/base/event';
import { BackendError, failed, loading, ready, type Loadable, type Problem, type ProblemKind } from '../shared/problem';
import type { ExperimentPageState } from '../shared/protocol';
import type { ExperimentRef } from '../shared/reference';
import { deepEqual } from '../shared/base/objects';
import type { Change, Store } from '../store/store';

export type LightPart =
  'experiment' | 'tags' | 'metrics' | 'parameters' | 'others' | 'git' | 'code' | 'assets' | 'models' | 'system';
export type LightParts = Pick<ExperimentPageState, LightPart>;
/** The value that a part holds once it is ready. */
type PartValue<P extends LightPart> = Extract<NonNullable<LightParts[P]>, { state: 'ready' }>['value'];

/** Since when, in epoch milliseconds, and why something could not be loaded again. */
export interface StaleSince {
  readonly time: number;
  readonly problem: Problem;
}

/** What says nothing about the experiment: it is as it was, as far as anybody knows. */
const staleKinds: ReadonlySet<ProblemKind> = new Set([
  'unauthorized',
  'rateLimited',
  'unreachable',
  'timedOut',
  'unexpected',
  'cancelled',
]);

export interface Visibility {
  readonly visible: boolean;
  /** What was asked again only because the experiment runs changes nothing until this ends. */
  readonly paused: boolean;
}

export interface ExperimentModelOptions {
  readonly store: Store;
  readonly connections: { get(id: string): ConnectionInfo | undefined };
  /** Wanted whatever is in front. */
  readonly always: readonly LightPart[];
  /** Loaded once, when all else that is wanted has come. */
  readonly atLast: readonly LightPart[];
  readonly changed: () => void;
}

export class ExperimentModel implements Disposable {
  readonly reference: ExperimentRef;
  readonly #store: Store;
  readonly #options: ExperimentModelOptions;
  readonly #subscription: Disposable;
  readonly #requests = new Map<LightPart, number>();
  /** Parts that were loaded, and may be different now. */
  readonly #outdated = new Set<LightPart>();
  #parts: LightParts = {
    experiment: loading,
    tags: loading,
    metrics: loading,
    parameters: null,
    others: null,
    git: null,
    code: null,
    assets: null,
    models: null,
    system: null,
  };
  #front: readonly LightPart[] = [];
  #visibility: Visibility = { visible: false, paused: false };
  #watch: Disposable | null = null;
  #underWay = 0;
  #postponed = false;
  #revision = 0;
  #updatedAt: number | null;
  /** Parts that are shown as they were, since they could not be loaded again. */
  readonly #stale = new Map<LightPart, StaleSince>();

  constructor({ connection, key }: ExperimentRef, options: ExperimentModelOptions) {
    this.reference = { connection, key };
    this.#options = options;
    this.#store = options.store;
    const known = this.#store.experiments.known(this.reference);
    if (known !== undefined) {
      this.#parts = { ...this.#parts, experiment: ready(known) };
    }
    this.#updatedAt = this.#store.experiments.updatedAt(this.reference);
    this.#subscription = this.#store.onDidChange((change) => this.#onChange(change));
  }

  get parts(): LightParts {
    return this.#parts;
  }

  get connectionLabel(): string {
    return this.#options.connections.get(this.reference.connection)?.label ?? '';
  }

  /** Grows whenever series or texts may have changed. */
  get revision(): number {
    return this.#revision;
  }

  /** When the server was last heard about what is shown; epoch milliseconds. */
  get updatedAt(): number | null {
    return this.#updatedAt;
  }

  /** Why what is in front may be old, of the part that failed first; null when all of it is as the server said last. */
  get staleSince(): StaleSince | null {
    const inFront = this.#wanted;
    return (
      [...this.#stale]
        .filter(([part]) => inFront.has(part))
        .map(([, stale]) => stale)
        .toSorted((one, other) => one.time - other.time)[0] ?? null
    );
  }

  /** What the tab in front needs; the other parts stay as they are until they are. */
  show(parts: readonly LightPart[]): void {
    this.#front = parts;
    if (!this.#visibility.visible) {
      return;
    }
    for (const part of parts) {
      if (this.#parts[part] === null || this.#outdated.has(part)) {
        this.#load(part);
      }
    }
  }

  setVisibility(visibility: Visibility): void {
    const before = this.#visibility;
    this.#visibility = visibility;
    const isWatched = visibility.visible && !visibility.paused;
    if (!isWatched) {
      this.#watch?.dispose();
    }
    this.#watch = isWatched ? (this.#watch ?? this.#store.polling.watch(this.reference)) : null;
    if (!visibility.paused && this.#postponed) {
      this.#postponed = false;
      this.#change();
    } else if (visibility.visible && !before.visible) {
      this.#loadWanted();
    }
  }

  dispose(): void {
    this.#watch?.dispose();
    this.#watch = null;
    this.#subscription.dispose();
    for (const part of this.#requests.keys()) {
      this.#requests.set(part, -1);
    }
  }

  readonly #loaders: { readonly [P in LightPart]: () => Promise<PartValue<P>> } = {
    experiment: () => this.#store.experiments.get(this.reference),
    tags: () => this.#store.tags.of(this.reference),
    metrics: () => this.#store.details.metrics(this.reference),
    parameters: () => this.#store.details.parameters(this.reference),
    others: () => this.#store.details.others(this.reference),
    git: () => this.#store.details.git(this.reference),
    code: () => this.#store.details.code(this.reference),
    assets: () => this.#store.details.assets(this.reference),
    models: () => this.#store.details.models(this.reference),
    system: () => this.#store.details.system(this.reference),
  };

  #onChange(change: Change): void {
    if (!this.#concerns(change)) {
      return;
    }
    for (const part of this.#requests.keys()) {
      this.#outdated.add(part);
    }
    if (this.#visibility.paused && change.kind === 'experiment' && change.polled === true) {
      this.#postponed = true;
    } else {
      this.#change();
    }
  }

  #concerns(change: Change): boolean {
    const { connection, key } = this.reference;
    if (change.connection !== connection) {
      return false;
    }
    switch (change.kind) {
      case 'connection':
        return true;
      case 'workspace':
        return false;
      case 'project': {
        const { experiment } = this.#parts;
        return experiment.state === 'ready' && experiment.value.projectId === change.projectId;
      }
      case 'experiment':
        return change.key === key;
    }
  }

  #change(): void {
    this.#revision += 1;
    this.#options.changed();
    // What is hidden is asked for again when it appears.
    if (this.#visibility.visible) {
      this.#loadWanted();
    }
  }

  get #wanted(): ReadonlySet<LightPart> {
    return new Set([...this.#options.always, ...this.#front]);
  }

  #loadWanted(): void {
    for (const part of this.#wanted) {
      this.#load(part);
    }
  }

  #load<P extends LightPart>(part: P, load: () => Promise<PartValue<P>> = this.#loaders[part]): void {
    this.#outdated.delete(part);
    if (this.#options.connections.get(this.reference.connection) !== undefined) {
      void this.#follow(part, load());
      return;
    }
    this.#set('experiment', failed(connectionGone()));
    this.#set(part, failed(connectionGone()));
  }

  /**
   * What is shown stays until its successor has arrived, also while the server cannot be asked; any other failure is
   * shown in its place until it is tried again.
   */
  async #follow<P extends LightPart>(part: P, promise: Promise<PartValue<P>>): Promise<void> {
    const turn = (this.#requests.get(part) ?? 0) + 1;
    this.#requests.set(part, turn);
    if (this.#parts[part]?.state !== 'ready') {
      this.#set(part, loading);
    }
    this.#underWay += 1;
    const loaded: Loadable<PartValue<P>> = await promise.then((value) => ready(value), failed);
    this.#underWay -= 1;
    if (this.#requests.get(part) !== turn) {
      return;
    }
    if (loaded.state === 'failed' && this.#parts[part]?.state === 'ready' && staleKinds.has(loaded.problem.kind)) {
      if (loaded.problem.kind !== 'cancelled' && !this.#stale.has(part)) {
        this.#stale.set(part, { time: Date.now(), problem: loaded.problem });
      }
      this.#outdated.add(part);
      this.#options.changed();
      return;
    }
    const wasStale = this.#stale.delete(part);
    this.#set(part, loaded);
    if (wasStale) {
      this.#options.changed();
    }
    if (this.#underWay > 0 || [...this.#wanted].some((wanted) => this.#parts[wanted]?.state !== 'ready')) {
      return;
    }
    for (const last of this.#options.atLast) {
      if (this.#parts[last] === null) {
        this.#load(last);
      }
    }
  }

  /** What has come again as it was stays the very same, so that no change is told. */
  #set<P extends LightPart>(part: P, value: Loadable<PartValue<P>>): void {
    const updatedAt = part === 'experiment' ? this.#store.experiments.updatedAt(this.reference) : this.#updatedAt;
    const isSame = deepEqual(this.#parts[part], value);
    if (isSame && updatedAt === this.#updatedAt) {
      return;
    }
    if (!isSame) {
      this.#parts = { ...this.#parts, [part]: value };
    }
    this.#updatedAt = updatedAt;
    this.#options.changed();
  }
}

const connectionGone = (): BackendError =>
  new BackendError('unauthorized', l10n.t('The connection that this experiment belongs to is gone.'), {
    advice: l10n.t('Sign in to its server again, then open the experiment from the sidebar.'),
  });
