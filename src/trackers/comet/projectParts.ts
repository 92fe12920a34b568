/**
 * What hangs on a project beside its experiments, with Comet: notes, columns, queries, share links, panels, dashboards.
 */
import type { Project } from '../../shared/experiment';
import type {
  BestExperiment,
  Column,
  Dashboard,
  Panel,
  PanelSource,
  Predicate,
  ShareLink,
} from '../../shared/projectParts';
import type { ExperimentListing, ProjectParts } from '../backend';
import type { CometClient } from './client/client';
import { toBestExperiment, toColumn, toDashboard, toPanel, toPanelSource } from './translation/project';

export class CometProjectParts implements ProjectParts {
  readonly #client: CometClient;
  readonly #projectUrl: (project: Project) => string;

  constructor(client: CometClient, projectUrl: (project: Project) => string) {
    this.#client = client;
    this.#projectUrl = projectUrl;
  }

  getNotes(project: Project, signal: AbortSignal): Promise<string> {
    return this.#client.projects.projectNotes(project.id, signal);
  }

  setNotes(project: Project, notes: string, signal: AbortSignal): Promise<void> {
    return this.#client.projects.setProjectNotes(project.id, notes, signal);
  }

  async listColumns({ project, archived }: ExperimentListing, signal: AbortSignal): Promise<Column[]> {
    const columns = await this.#client.projects.projectColumns(nameOf(project), archived, signal);
    return columns.map(toColumn).filter((column) => column !== null);
  }

  async query(
    { project, archived }: ExperimentListing,
    predicates: readonly Predicate[],
    signal: AbortSignal,
  ): Promise<string[]> {
    return (await this.#client.projects.projectQuery(nameOf(project), predicates, archived, signal)).experimentKeys;
  }

  async listShareLinks(project: Project, signal: AbortSignal): Promise<ShareLink[]> {
    return (await this.#client.projects.projectShareLinks(project.id, signal)).map((code) =>
      this.#toShareLink(project, code),
    );
  }

  async addShareLink(project: Project, signal: AbortSignal): Promise<ShareLink> {
    return this.#toShareLink(project, await this.#client.projects.addProjectShareLink(project.id, signal));
  }

  removeShareLink(project: Project, code: string, signal: AbortSignal): Promise<void> {
    return this.#client.projects.deleteProjectShareLink(project.id, code, signal);
  }

  async listPanels(workspace: string, signal: AbortSignal): Promise<Panel[]> {
    return (await this.#client.templates.panels(workspace, signal)).map(toPanel);
  }

  async getPanelSource(templateId: string, signal: AbortSignal): Promise<PanelSource> {
    return toPanelSource(await this.#client.templates.panel({ templateId }, signal));
  }

  /** Comet lists those of the whole workspace. */
  async listDashboards(project: Project, signal: AbortSignal): Promise<Dashboard[]> {
    const rows = await this.#client.templates.dashboards(project.workspace, signal);
    return rows
      .filter((row) => (row.projectId === null ? row.projectName === project.name : row.projectId === project.id))
      .map(toDashboard);
  }

  async getDashboard(project: Project, dashboardId: string, signal: AbortSignal): Promise<string> {
    return JSON.stringify(await this.#client.templates.dashboard(project.id, dashboardId, signal), null, 2);
  }

  async bestExperiment(
    {
      optimizationId,
      metric,
      goal,
    }: { readonly optimizationId: string; readonly metric: string; readonly goal: 'minimize' | 'maximize' },
    signal: AbortSignal,
  ): Promise<BestExperiment> {
    const question = { optimizationId, metricName: metric, goal: goal === 'minimize' ? 'MIN' : 'MAX' } as const;
    return toBestExperiment(await this.#client.experiments.bestExperiment(question, signal));
  }

  #toShareLink(project: Project, code: string): ShareLink {
    return { code, url: `${this.#projectUrl(project)}?shareable=${encodeURIComponent(code)}` };
  }
}

export const nameOf = (project: Project) => ({ workspaceName: project.workspace, projectName: project.name });
