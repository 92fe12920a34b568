/**
 * What we know: the only caller of back ends. Caches promises, shares concurrent requests, evicts failures,
 * polls what is running while someone watches, and says what changed. Knows no view and no vscode.
 */
import * as l10n from '@vscode/l10n';
import { offers, type Capability } from '../trackers/backend';
import type { Experiment, Project, Workspace } from '../shared/experiment';
import type { Disposable, Event } from '../shared/base/event';
import { toProblem, type PollFailure, type Problem } from '../shared/problem';
import type { FilledRequest, RawAnswer, RequestTemplate } from '../shared/requests';
import type { ConnectionRef, ExperimentRef, ProjectRef, WorkspaceRef } from '../shared/reference';
import { ArtifactStore } from './artifacts';
import {
  cannot,
  experimentKey as partKey,
  listingKey,
  projectKey,
  workspaceKey,
  StoreCore,
  type BackendSource,
  type Change,
  type ListingRef,
  type Purpose,
} from './core';
import { KnownExperiments } from './knownExperiments';
import { LoggingStore } from './logging';
import { ExperimentParts } from './experimentDetails';
import { Polls } from './polling';
import { ProjectStore } from './projects';
import { RegistryStore } from './registry';
import { TagStore } from './tags';

export type { BackendSource, Change, ListingRef } from './core';
export type { Capability } from '../trackers/backend';

/** Of those that changed last: with none in so many, the newest experiment is not worth the questions. */
const projectsLookedInto = 5;

export class Store extends ExperimentParts implements Disposable {
  readonly #core: StoreCore;
  readonly #known: KnownExperiments;
  readonly #polls: Polls;
  readonly #subscription: Disposable;

  readonly onDidChange: Event<Change>;
  /** `pollFailure` of a watched experiment is another now. */
  readonly onDidChangePollFailure: Event<ExperimentRef>;
  readonly projectStore: ProjectStore;
  readonly tags: TagStore;
  readonly registry: RegistryStore;
  readonly artifacts: ArtifactStore;
  readonly logging: LoggingStore;

  constructor(source: BackendSource, options: { readonly pollInterval: () => number; readonly now?: () => number }) {
    const now = options.now ?? Date.now;
    const polls = new Polls({
      interval: options.pollInterval,
      now,
      // What was forgotten to be asked for again runs as it did, until that is known again.
      isRunning: (ref) => {
        const known = this.known(ref);
        return known === undefined ? null : known.state === 'running';
      },
      ask: (ref) => this.#askAgain(ref),
    });
    const core = new StoreCore(source, (ref, problem) => polls.heard(ref, problem));
    super(core, (ref) => this.known(ref));
    this.#core = core;
    this.#polls = polls;
    this.#known = new KnownExperiments(core, now);
    this.onDidChangePollFailure = polls.onDidChangeFailure;
    this.onDidChange = this.#core.onDidChange;
    this.projectStore = new ProjectStore(this.#core);
    this.tags = new TagStore(this.#core, this.projectStore, (ref) => this.known(ref));
    this.registry = new RegistryStore(this.#core);
    this.artifacts = new ArtifactStore(this.#core);
    this.logging = new LoggingStore(this.#core);
    this.#subscription = source.onDidChange((changed) => this.refresh(changed));
  }

  workspaces(ref: ConnectionRef): Promise<readonly Workspace[]> {
    return this.projectStore.workspaces(ref);
  }

  projects(ref: WorkspaceRef): Promise<readonly Project[]> {
    return this.projectStore.list(ref);
  }

  project(ref: ProjectRef): Promise<Project> {
    return this.projectStore.get(ref);
  }

  /** What the connection's tracker has. Asks no server. */
  async offers({ connection }: ConnectionRef): Promise<(capability: Capability) => boolean> {
    const backend = await this.#core.backend(connection);
    return (capability) => offers(backend, capability);
  }

  requestTemplates({ connection }: ConnectionRef): Promise<readonly RequestTemplate[]> {
    return this.#core.callOptional(
      connection,
      l10n.t('This tracker cannot be sent requests by hand.'),
      ({ requests }) => requests && Promise.resolve(requests.templates),
    );
  }

  /** A request by hand; after a change, everything of the connection is asked for again. */
  async sendRequest(ref: ConnectionRef, request: FilledRequest): Promise<RawAnswer> {
    try {
      return await this.#core.callOptional(
        ref.connection,
        l10n.t('This tracker cannot be sent requests by hand.'),
        ({ requests }, signal) => requests?.send(request, signal),
      );
    } finally {
      if (request.template.changes) {
        this.refresh({ connection: ref.connection });
      }
    }
  }

  /** In the tracker's order. */
  experiments(listing: ListingRef): Promise<readonly Experiment[]> {
    const { connection, projectId, archived } = listing;
    return this.#core.light.get(listingKey(connection, projectId, archived), async () => {
      const project = await this.project(listing);
      const experiments = await this.#core.call(connection, async (backend, signal) => {
        const pages: (readonly Experiment[])[] = [];
        for await (const page of backend.experiments({ project, archived }, signal)) {
          pages.push(page);
          for (const experiment of page) {
            this.#known.learn(connection, experiment);
          }
        }
        return pages.flat();
      });
      this.#polls.schedule(listing);
      return experiments;
    });
  }

  /** The one that began last, in the project that changed last; null where there are no experiments. */
  async newestExperiment(ref: ConnectionRef): Promise<ExperimentRef | null> {
    const workspaces = await this.workspaces(ref);
    const projects = (
      await Promise.all(workspaces.map(({ name }) => this.projects({ connection: ref.connection, workspace: name })))
    ).flat();
    for (const { workspace, id } of projects
      .toSorted((one, other) => (other.lastUpdated ?? 0) - (one.lastUpdated ?? 0))
      .slice(0, projectsLookedInto)) {
      const experiments = await this.experiments({
        connection: ref.connection,
        workspace,
        projectId: id,
        archived: false,
      });
      const [newest] = experiments.toSorted((one, other) => (other.startTime ?? 0) - (one.startTime ?? 0));
      if (newest !== undefined) {
        return { connection: ref.connection, key: newest.key };
      }
    }
    return null;
  }

  /** What a list or an earlier answer said about it, without asking. */
  known(ref: ExperimentRef): Experiment | undefined {
    return this.#known.get(ref);
  }

  async experiment(ref: ExperimentRef): Promise<Experiment> {
    return this.known(ref) ?? this.#core.light.get(partKey(ref, 'experiment'), () => this.#ask(ref));
  }

  /** When the server last told us about this experiment; epoch milliseconds. */
  updatedAt(ref: ExperimentRef): number | null {
    return this.#known.heardAt(ref);
  }

  async experimentUrl(ref: ExperimentRef): Promise<string> {
    const [backend, experiment] = await Promise.all([this.#core.backend(ref.connection), this.experiment(ref)]);
    return backend.experimentUrl(experiment);
  }

  async projectUrl(ref: ProjectRef): Promise<string> {
    const [backend, project] = await Promise.all([this.#core.backend(ref.connection), this.project(ref)]);
    return backend.projectUrl(project);
  }

  /** Rejects with `unsupported` where workspaces have no page. */
  async workspaceUrl({ connection, workspace }: WorkspaceRef): Promise<string> {
    return (
      (await this.#core.backend(connection)).workspaceUrl?.(workspace) ??
      cannot(l10n.t('This tracker cannot show workspaces in a browser.'))
    );
  }

  async rename(ref: ExperimentRef, name: string): Promise<void> {
    await this.#core.callOptional(
      ref.connection,
      l10n.t('This tracker cannot rename experiments.'),
      ({ edits }, signal) => edits?.rename?.(ref.key, name, signal),
    );
    // Some trackers tell the name among the other values as well.
    this.#core.light.evict(partKey(ref, 'live/others'));
    await this.#replace(ref, { name });
  }

  archive(ref: ExperimentRef): Promise<void> {
    return this.#setArchived(ref, true);
  }

  restore(ref: ExperimentRef): Promise<void> {
    return this.#setArchived(ref, false);
  }

  /** Asks the run to stop; it ends when it hears that, so its state follows later. */
  async stop(ref: ExperimentRef): Promise<void> {
    await this.#core.callOptional(
      ref.connection,
      l10n.t('This tracker cannot stop experiments.'),
      ({ edits }, signal) => edits?.stop?.(ref.key, signal),
    );
    await this.#ask(ref);
    this.#core.fire({ kind: 'experiment', ...plain(ref) });
  }

  async delete(ref: ExperimentRef): Promise<void> {
    const experiment = await this.experiment(ref);
    await this.#core.callOptional(
      ref.connection,
      l10n.t('This tracker cannot delete experiments.'),
      ({ edits }, signal) => edits?.delete?.(ref.key, signal),
    );
    await this.#known.takeFromLists(ref.connection, experiment);
    this.#forgetExperiment(ref);
    this.#core.fire({ kind: 'project', connection: ref.connection, projectId: experiment.projectId });
    this.#core.fire({ kind: 'experiment', ...plain(ref) });
  }

  /** A new experiment in a project; `name` null: the tracker makes one up. */
  async create(ref: ProjectRef, name: string | null): Promise<ExperimentRef> {
    const project = await this.project(ref);
    const key = await this.#core.callOptional(
      ref.connection,
      l10n.t('This tracker cannot create experiments.'),
      ({ projectEdits }, signal) => projectEdits?.createExperiment?.(project, name, signal),
    );
    this.refresh(ref);
    return { connection: ref.connection, key };
  }

  /** Into another project of the same connection, all at once. */
  async move(refs: readonly ExperimentRef[], target: ProjectRef): Promise<void> {
    const [project, experiments] = await Promise.all([
      this.project(target),
      Promise.all(refs.map((ref) => this.experiment(ref))),
    ]);
    await this.#core.callOptional(
      target.connection,
      l10n.t('This tracker cannot move experiments.'),
      ({ edits }, signal) =>
        edits?.move?.(
          refs.map(({ key }) => key),
          project,
          signal,
        ),
    );
    for (const ref of refs) {
      this.#forgetExperiment(ref);
    }
    this.#refreshLists(target.connection, [
      ...experiments.map(({ workspace, projectId }) => ({ workspace, projectId })),
      target,
    ]);
  }

  /** They show in the other project too, and stay where they are. */
  async link(refs: readonly ExperimentRef[], target: ProjectRef): Promise<void> {
    const project = await this.project(target);
    await this.#core.callOptional(
      target.connection,
      l10n.t('This tracker cannot link experiments.'),
      ({ edits }, signal) =>
        edits?.link?.(
          refs.map(({ key }) => key),
          project,
          signal,
        ),
    );
    this.#refreshLists(target.connection, [target]);
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

  /** While the result lives and the experiment runs, it is asked about again and again. */
  watch(ref: ExperimentRef): Disposable {
    return this.#polls.watch(ref);
  }

  /**
   * Why a watched experiment is not up to date; null while the last round was answered, and for what is not watched.
   * Its `problem` says when a server asks to be left alone for longer than ten minutes, which is the longest that it
   * is.
   */
  pollFailure(ref: ExperimentRef): PollFailure | null {
    return this.#polls.failure(ref);
  }

  /** Asks the server of the connection at once about what is watched and runs. */
  retryNow(ref: ConnectionRef): void {
    this.#polls.askNow(ref);
  }

  /** The interval changed. */
  reschedule(): void {
    this.#polls.reschedule();
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#polls.dispose();
    this.#core.dispose();
  }

  async #ask(ref: ExperimentRef, purpose: Purpose = 'question'): Promise<Experiment> {
    const experiment = await this.#core.call(
      ref.connection,
      (backend, signal) => backend.getExperiment(ref.key, signal),
      purpose,
    );
    await this.#known.replace(ref.connection, experiment);
    this.#polls.schedule(ref);
    return experiment;
  }

  async #askAgain(ref: ExperimentRef): Promise<Problem | null> {
    try {
      await this.#ask(ref, 'poll');
      this.#core.outdate(partKey(ref, 'live/'));
      this.#core.fire({ kind: 'experiment', polled: true, ...ref });
      return null;
    } catch (error) {
      return toProblem(error);
    }
  }

  async #setArchived(ref: ExperimentRef, archived: boolean): Promise<void> {
    const experiment = await this.experiment(ref);
    await this.#core.callOptional(
      ref.connection,
      archived
        ? l10n.t('This tracker cannot archive experiments.')
        : l10n.t('This tracker cannot restore experiments.'),
      ({ edits }, signal) => (archived ? edits?.archive?.(ref.key, signal) : edits?.restore?.(ref.key, signal)),
    );
    await this.#known.moveBetweenLists(ref.connection, { ...experiment, archived });
    this.#core.fire({ kind: 'project', connection: ref.connection, projectId: experiment.projectId });
    this.#core.fire({ kind: 'experiment', ...plain(ref) });
  }

  async #replace(ref: ExperimentRef, change: Partial<Experiment>): Promise<void> {
    const experiment = { ...(await this.experiment(ref)), ...change };
    await this.#known.replace(ref.connection, experiment);
    this.#core.fire({ kind: 'project', connection: ref.connection, projectId: experiment.projectId });
    this.#core.fire({ kind: 'experiment', ...plain(ref) });
  }

  #refreshLists(
    connection: string,
    projects: readonly { readonly workspace: string; readonly projectId: string }[],
  ): void {
    const each = new Map(projects.map(({ workspace, projectId }) => [projectId, { connection, workspace, projectId }]));
    for (const project of each.values()) {
      this.refresh(project);
    }
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
