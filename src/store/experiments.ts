/**
 * The experiments of the store: their lists, what each is like, and what changes them as a whole. What hangs on an
 * experiment is `experimentDetails.ts`. Knows no view and no vscode.
 */
import * as l10n from '@vscode/l10n';
import type { Experiment } from '../shared/experiment';
import { toProblem, type Problem } from '../shared/problem';
import type { ConnectionRef, ExperimentRef, ProjectRef } from '../shared/reference';
import { experimentKey as partKey, listingKey, type ListingRef, type Purpose, type StoreCore } from './core';
import type { KnownExperiments } from './knownExperiments';
import type { ProjectStore } from './projects';

/** Of those that changed last: with none in so many, the newest experiment is not worth the questions. */
const projectsLookedInto = 5;

export interface ExperimentStoreOptions {
  readonly core: StoreCore;
  readonly known: KnownExperiments;
  readonly projects: ProjectStore;
  /** Something was heard of what may run: it is polled if it does and is watched. */
  readonly schedule: (ref: ConnectionRef) => void;
  /** Forgets what is known below, and says so. */
  readonly refresh: (ref: ProjectRef) => void;
  /** As `refresh`, without a word. */
  readonly forget: (ref: ExperimentRef) => void;
}

export class ExperimentStore {
  readonly #core: StoreCore;
  readonly #known: KnownExperiments;
  readonly #projects: ProjectStore;
  readonly #options: ExperimentStoreOptions;

  constructor(options: ExperimentStoreOptions) {
    this.#core = options.core;
    this.#known = options.known;
    this.#projects = options.projects;
    this.#options = options;
  }

  /** In the tracker's order. */
  list(listing: ListingRef): Promise<readonly Experiment[]> {
    const { connection, projectId, archived } = listing;
    return this.#core.light.get(listingKey(connection, projectId, archived), async () => {
      const project = await this.#projects.get(listing);
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
      this.#options.schedule(listing);
      return experiments;
    });
  }

  /** The one that began last, in the project that changed last; null where there are no experiments. */
  async newest(ref: ConnectionRef): Promise<ExperimentRef | null> {
    const workspaces = await this.#projects.workspaces(ref);
    const projects = (
      await Promise.all(
        workspaces.map(({ name }) => this.#projects.list({ connection: ref.connection, workspace: name })),
      )
    ).flat();
    for (const { workspace, id } of projects
      .toSorted((one, other) => (other.lastUpdated ?? 0) - (one.lastUpdated ?? 0))
      .slice(0, projectsLookedInto)) {
      const experiments = await this.list({
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

  async get(ref: ExperimentRef): Promise<Experiment> {
    return this.known(ref) ?? this.#core.light.get(partKey(ref, 'experiment'), () => this.#ask(ref));
  }

  /** When the server last told us about this experiment; epoch milliseconds. */
  updatedAt(ref: ExperimentRef): number | null {
    return this.#known.heardAt(ref);
  }

  async url(ref: ExperimentRef): Promise<string> {
    const [backend, experiment] = await Promise.all([this.#core.backend(ref.connection), this.get(ref)]);
    return backend.experimentUrl(experiment);
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
    const experiment = await this.get(ref);
    await this.#core.callOptional(
      ref.connection,
      l10n.t('This tracker cannot delete experiments.'),
      ({ edits }, signal) => edits?.delete?.(ref.key, signal),
    );
    await this.#known.takeFromLists(ref.connection, experiment);
    this.#options.forget(ref);
    this.#core.fire({ kind: 'project', connection: ref.connection, projectId: experiment.projectId });
    this.#core.fire({ kind: 'experiment', ...plain(ref) });
  }

  /** A new experiment in a project; `name` null: the tracker makes one up. */
  async create(ref: ProjectRef, name: string | null): Promise<ExperimentRef> {
    const project = await this.#projects.get(ref);
    const key = await this.#core.callOptional(
      ref.connection,
      l10n.t('This tracker cannot create experiments.'),
      ({ projectEdits }, signal) => projectEdits?.createExperiment?.(project, name, signal),
    );
    this.#options.refresh(ref);
    return { connection: ref.connection, key };
  }

  /** Into another project of the same connection, all at once. */
  async move(refs: readonly ExperimentRef[], target: ProjectRef): Promise<void> {
    const [project, experiments] = await Promise.all([
      this.#projects.get(target),
      Promise.all(refs.map((ref) => this.get(ref))),
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
      this.#options.forget(ref);
    }
    this.#refreshLists(target.connection, [
      ...experiments.map(({ workspace, projectId }) => ({ workspace, projectId })),
      target,
    ]);
  }

  /** They show in the other project too, and stay where they are. */
  async link(refs: readonly ExperimentRef[], target: ProjectRef): Promise<void> {
    const project = await this.#projects.get(target);
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

  /** Because of a poll: what may have grown is asked for again. Null when it was answered. */
  async poll(ref: ExperimentRef): Promise<Problem | null> {
    try {
      await this.#ask(ref, 'poll');
      this.#core.outdate(partKey(ref, 'live/'));
      this.#core.fire({ kind: 'experiment', polled: true, ...ref });
      return null;
    } catch (error) {
      return toProblem(error);
    }
  }

  async #ask(ref: ExperimentRef, purpose: Purpose = 'question'): Promise<Experiment> {
    const experiment = await this.#core.call(
      ref.connection,
      (backend, signal) => backend.getExperiment(ref.key, signal),
      purpose,
    );
    await this.#known.replace(ref.connection, experiment);
    this.#options.schedule(ref);
    return experiment;
  }

  async #setArchived(ref: ExperimentRef, archived: boolean): Promise<void> {
    const experiment = await this.get(ref);
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
    const experiment = { ...(await this.get(ref)), ...change };
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
      this.#options.refresh(project);
    }
  }
}

const plain = ({ connection, key }: ExperimentRef): ExperimentRef => ({ connection, key });
