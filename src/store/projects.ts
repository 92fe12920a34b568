/** What we know of workspaces and projects, and what changes them: a part of the store. Knows no view and no vscode. */
import * as l10n from '@vscode/l10n';
import type { ExperimentBackend } from '../trackers/backend';
import type { Project, Workspace } from '../shared/experiment';
import { BackendError } from '../shared/problem';
import type { BestExperiment, Dashboard, Panel, PanelSource, ProjectChange, ShareLink } from '../shared/project';
import type { Column, Predicate } from '../shared/queries/query';
import type {
  ConnectionRef,
  DashboardRef,
  PanelRef,
  ProjectRef,
  ShareLinkRef,
  WorkspaceRef,
} from '../shared/reference';
import { cannot, projectKey, workspaceKey, type StoreCore } from './core';

export class ProjectStore {
  readonly #core: StoreCore;

  constructor(core: StoreCore) {
    this.#core = core;
  }

  workspaces({ connection }: ConnectionRef): Promise<readonly Workspace[]> {
    return this.#core.light.get(`${connection}/workspaces`, () =>
      this.#core.call(connection, (backend, signal) => backend.listWorkspaces(signal)),
    );
  }

  list(ref: WorkspaceRef): Promise<readonly Project[]> {
    return this.#core.light.get(workspaceKey(ref, 'projects'), () =>
      this.#core.call(ref.connection, (backend, signal) => backend.listProjects(ref.workspace, signal)),
    );
  }

  async get(ref: ProjectRef): Promise<Project> {
    const project = (await this.list(ref)).find(({ id }) => id === ref.projectId);
    if (project === undefined) {
      throw new BackendError(
        'notFound',
        l10n.t('The project is no longer in the workspace “{workspace}”.', { workspace: ref.workspace }),
        {
          advice: l10n.t('Refresh the workspace.'),
        },
      );
    }
    return project;
  }

  async url(ref: ProjectRef): Promise<string> {
    const [backend, project] = await Promise.all([this.#core.backend(ref.connection), this.get(ref)]);
    return backend.projectUrl(project);
  }

  /** Rejects with `unsupported` where workspaces have no page. */
  async workspaceUrl({ connection, workspace }: WorkspaceRef): Promise<string> {
    return (
      (await this.#core.backend(connection)).workspaceUrl?.(workspace) ??
      cannot(l10n.t('This tracker cannot show workspaces in a browser.'))
    );
  }

  async createWorkspace({ connection }: ConnectionRef, name: string): Promise<void> {
    await this.#core.callOptional(
      connection,
      l10n.t('This tracker cannot create workspaces.'),
      ({ projectEdits }, signal) => projectEdits?.createWorkspace?.(name, signal),
    );
    this.#core.light.evict(`${connection}/workspaces`);
    this.#core.fire({ kind: 'connection', connection });
  }

  async create(
    ref: WorkspaceRef,
    project: { readonly name: string; readonly description: string; readonly isPublic: boolean },
  ): Promise<ProjectRef> {
    const projectId = await this.#core.callOptional(
      ref.connection,
      l10n.t('This tracker cannot create projects.'),
      ({ projectEdits }, signal) => projectEdits?.create?.(ref.workspace, project, signal),
    );
    this.#listChanged(ref);
    return { connection: ref.connection, workspace: ref.workspace, projectId };
  }

  async change(ref: ProjectRef, change: ProjectChange): Promise<void> {
    const project = await this.get(ref);
    await this.#core.callOptional(
      ref.connection,
      l10n.t('This tracker cannot change projects.'),
      ({ projectEdits }, signal) => projectEdits?.change?.(project, change, signal),
    );
    this.#core.light.evict(projectKey(ref, ''));
    this.#listChanged(ref);
  }

  async delete(ref: ProjectRef): Promise<void> {
    const project = await this.get(ref);
    await this.#core.callOptional(
      ref.connection,
      l10n.t('This tracker cannot delete projects.'),
      ({ projectEdits }, signal) => projectEdits?.delete?.(project, signal),
    );
    this.#core.light.evict(projectKey(ref, ''));
    this.#listChanged(ref);
  }

  /** Never from the cache: they are about to be edited. */
  notes(ref: ProjectRef): Promise<string> {
    return this.#ofProject(ref, l10n.t('This tracker cannot keep notes.'), ({ notes }, project, signal) =>
      notes?.read(project, signal),
    );
  }

  async setNotes(ref: ProjectRef, text: string): Promise<void> {
    await this.#ofProject(ref, l10n.t('This tracker cannot keep notes.'), ({ notes }, project, signal) =>
      notes?.write?.(project, text, signal),
    );
    this.#changed(ref);
  }

  columns(ref: ProjectRef, archived: boolean): Promise<readonly Column[]> {
    return this.#core.light.get(projectKey(ref, `columns/${archived}`), () =>
      this.#ofProject(ref, l10n.t('This tracker cannot be asked by columns.'), ({ queries }, project, signal) =>
        queries?.columns({ project, archived }, signal),
      ),
    );
  }

  /** Keys, in the tracker's order; asked each time. */
  query(ref: ProjectRef, predicates: readonly Predicate[], archived: boolean): Promise<readonly string[]> {
    return this.#ofProject(ref, l10n.t('This tracker cannot run queries.'), ({ queries }, project, signal) =>
      queries?.run({ project, archived }, predicates, signal),
    );
  }

  shareLinks(ref: ProjectRef): Promise<readonly ShareLink[]> {
    return this.#core.light.get(projectKey(ref, 'shareLinks'), () =>
      this.#ofProject(ref, l10n.t('This tracker cannot share projects by link.'), ({ shareLinks }, project, signal) =>
        shareLinks?.list(project, signal),
      ),
    );
  }

  async addShareLink(ref: ProjectRef): Promise<ShareLink> {
    const link = await this.#ofProject(
      ref,
      l10n.t('This tracker cannot share projects by link.'),
      ({ shareLinks }, project, signal) => shareLinks?.add?.(project, signal),
    );
    this.#core.light.evict(projectKey(ref, 'shareLinks'));
    this.#changed(ref);
    return link;
  }

  async removeShareLink(ref: ShareLinkRef): Promise<void> {
    await this.#ofProject(
      ref,
      l10n.t('This tracker cannot share projects by link.'),
      ({ shareLinks }, project, signal) => shareLinks?.remove?.(project, ref.shareCode, signal),
    );
    this.#core.light.evict(projectKey(ref, 'shareLinks'));
    this.#changed(ref);
  }

  panels(ref: WorkspaceRef): Promise<readonly Panel[]> {
    return this.#core.light.get(workspaceKey(ref, 'panels'), () =>
      this.#core.callOptional(ref.connection, l10n.t('This tracker cannot keep panels.'), ({ panels }, signal) =>
        panels?.list(ref.workspace, signal),
      ),
    );
  }

  panelSource(ref: PanelRef): Promise<PanelSource> {
    return this.#core.heavy.get(workspaceKey(ref, `panel/${ref.panelId}`), () =>
      this.#core.callOptional(ref.connection, l10n.t('This tracker cannot keep panels.'), ({ panels }, signal) =>
        panels?.source(ref.panelId, signal),
      ),
    );
  }

  dashboards(ref: ProjectRef): Promise<readonly Dashboard[]> {
    return this.#core.light.get(projectKey(ref, 'dashboards'), () =>
      this.#ofProject(ref, l10n.t('This tracker cannot keep dashboards.'), ({ dashboards }, project, signal) =>
        dashboards?.list(project, signal),
      ),
    );
  }

  dashboard(ref: DashboardRef): Promise<string> {
    return this.#core.heavy.get(projectKey(ref, `dashboard/${ref.dashboardId}`), () =>
      this.#ofProject(ref, l10n.t('This tracker cannot keep dashboards.'), ({ dashboards }, project, signal) =>
        dashboards?.read(project, ref.dashboardId, signal),
      ),
    );
  }

  bestExperiment(
    ref: ConnectionRef,
    question: { readonly group: string; readonly metric: string; readonly goal: 'minimize' | 'maximize' },
  ): Promise<BestExperiment> {
    return this.#core.callOptional(
      ref.connection,
      l10n.t('This tracker cannot tell the best experiment of an optimizer.'),
      ({ optimizers }, signal) => optimizers?.bestExperiment(question, signal),
    );
  }

  #listChanged(ref: WorkspaceRef): void {
    this.#core.light.evict(workspaceKey(ref, 'projects'));
    this.#core.fire({ kind: 'workspace', connection: ref.connection, workspace: ref.workspace });
  }

  #changed({ connection, projectId }: ProjectRef): void {
    this.#core.fire({ kind: 'project', connection, projectId });
  }

  async #ofProject<T>(
    ref: ProjectRef,
    otherwise: string,
    use: (backend: ExperimentBackend, project: Project, signal: AbortSignal) => Promise<T> | undefined,
  ): Promise<T> {
    const project = await this.get(ref);
    return this.#core.callOptional(ref.connection, otherwise, (backend, signal) => use(backend, project, signal));
  }
}
