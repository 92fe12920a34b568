/**
 * What we know: the only caller of back ends, composed of a part for each subject. Caches promises, shares concurrent
 * requests, evicts failures, polls what is running while someone watches, and says what changed. Knows no view and no
 * vscode.
 */
import { offers, type Capability } from '../trackers/backend';
import type { Disposable, Event } from '../shared/base/event';
import type { ConnectionRef, ExperimentRef, ProjectRef, WorkspaceRef } from '../shared/reference';
import { ArtifactStore } from './artifacts';
import { projectKey, workspaceKey, StoreCore, type BackendSource, type Change } from './core';
import { ExperimentDetails } from './experimentDetails';
import { ExperimentStore } from './experiments';
import { KnownExperiments } from './knownExperiments';
import { LoggingStore } from './logging';
import { Polls } from './polling';
import { ProjectStore } from './projects';
import { RegistryStore } from './registry';
import { RequestStore } from './requests';
import { TagStore } from './tags';

export type { BackendSource, Change, ListingRef } from './core';
export type { Capability } from '../trackers/backend';

export class Store implements Disposable {
  readonly #core: StoreCore;
  readonly #known: KnownExperiments;
  readonly #polls: Polls;
  readonly #subscription: Disposable;

  readonly onDidChange: Event<Change>;
  readonly experiments: ExperimentStore;
  readonly details: ExperimentDetails;
  readonly projects: ProjectStore;
  readonly tags: TagStore;
  readonly registry: RegistryStore;
  readonly artifacts: ArtifactStore;
  readonly logging: LoggingStore;
  readonly requests: RequestStore;
  /** What is watched while it runs. */
  readonly polling: Pick<Polls, 'watch' | 'failure' | 'onDidChangeFailure' | 'askNow' | 'reschedule'>;

  constructor(source: BackendSource, options: { readonly pollInterval: () => number; readonly now?: () => number }) {
    const now = options.now ?? Date.now;
    const polls = new Polls({
      interval: options.pollInterval,
      now,
      // What was forgotten to be asked for again runs as it did, until that is known again.
      isRunning: (ref) => {
        const known = this.#known.get(ref);
        return known === undefined ? null : known.state === 'running';
      },
      ask: (ref) => this.experiments.poll(ref),
    });
    const core = new StoreCore(source, (ref, problem) => polls.heard(ref, problem));
    const known = new KnownExperiments(core, now);
    this.#core = core;
    this.#known = known;
    this.#polls = polls;
    this.polling = polls;
    this.onDidChange = core.onDidChange;
    this.projects = new ProjectStore(core);
    this.tags = new TagStore(core, this.projects, (ref) => known.get(ref));
    this.experiments = new ExperimentStore({
      core,
      known,
      projects: this.projects,
      schedule: (ref) => polls.schedule(ref),
      refresh: (ref) => this.refresh(ref),
      forget: (ref) => this.#forgetExperiment(ref),
    });
    this.details = new ExperimentDetails(core, (ref) => known.get(ref));
    this.registry = new RegistryStore(core);
    this.artifacts = new ArtifactStore(core);
    this.logging = new LoggingStore(core);
    this.requests = new RequestStore(core, (ref) => this.refresh(ref));
    this.#subscription = source.onDidChange((changed) => this.refresh(changed));
  }

  /** What the connection's tracker has. Asks no server. */
  async offers({ connection }: ConnectionRef): Promise<(capability: Capability) => boolean> {
    const backend = await this.#core.backend(connection);
    return (capability) => offers(backend, capability);
  }

  /**
   * Forgets all that is known below the reference, so that views ask again; polling that was held up goes on
   * at once.
   */
  refresh(scope: ConnectionRef | WorkspaceRef | ProjectRef | ExperimentRef): void {
    const { connection } = scope;
    if ('key' in scope) {
      this.#forgetExperiment(scope);
      this.#core.fire({ kind: 'experiment', ...plain(scope) });
    } else if ('projectId' in scope) {
      this.#core.light.evict(projectKey(scope, ''));
      this.#core.heavy.evict(projectKey(scope, ''));
      this.#core.light.evict(workspaceKey(scope, 'projects'));
      for (const ref of this.#known.forgetProject(connection, scope.projectId)) {
        this.tags.forget(ref);
      }
      this.#core.fire({ kind: 'project', connection, projectId: scope.projectId });
    } else if ('workspace' in scope) {
      this.#core.light.evict(workspaceKey(scope, ''));
      this.#core.heavy.evict(workspaceKey(scope, ''));
      this.#core.fire({ kind: 'workspace', connection, workspace: scope.workspace });
    } else {
      this.#forgetConnection(connection);
      this.#core.fire({ kind: 'connection', connection });
    }
    this.#polls.resume(scope);
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#polls.dispose();
    this.#core.dispose();
  }

  #forgetExperiment(ref: ExperimentRef): void {
    this.#known.forget(ref);
    this.tags.forget(ref);
  }

  #forgetConnection(connection: string): void {
    this.#core.forget(connection);
    this.tags.forgetConnection(connection);
    this.#known.forgetConnection(connection);
  }
}

const plain = ({ connection, key }: ExperimentRef): ExperimentRef => ({ connection, key });
