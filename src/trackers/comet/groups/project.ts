/**
 * What hangs on a project or a workspace beside experiments, with Comet: each function is one group of the back end.
 */
import type { Project } from '../../../shared/experiment';
import type { ShareLink } from '../../../shared/project';
import type { Dashboards, Notes, Optimizers, Panels, Queries, ShareLinks } from '../../backend';
import type { CometClient } from '../client/client';
import { fromPredicate, toColumn } from '../translation/predicates';
import { toBestExperiment, toDashboard, toPanel, toPanelSource } from '../translation/project';

export const cometNotes = (client: CometClient) =>
  ({
    read: (project, signal) => client.projects.projectNotes(project.id, signal),
    write: (project, notes, signal) => client.projects.setProjectNotes(project.id, notes, signal),
  }) satisfies Notes;

export const cometQueries = (client: CometClient): Queries => ({
  columns: async ({ project, archived }, signal) => {
    const columns = await client.projects.projectColumns(nameOf(project), archived, signal);
    return columns.map(toColumn).filter((column) => column !== null);
  },
  run: async ({ project, archived }, predicates, signal) =>
    (await client.projects.projectQuery(nameOf(project), predicates.map(fromPredicate), archived, signal))
      .experimentKeys,
});

export const cometShareLinks = (client: CometClient, projectUrl: (project: Project) => string) => {
  const toShareLink = (project: Project, code: string): ShareLink => ({
    code,
    url: `${projectUrl(project)}?shareable=${encodeURIComponent(code)}`,
  });
  return {
    list: async (project, signal) =>
      (await client.projects.projectShareLinks(project.id, signal)).map((code) => toShareLink(project, code)),
    add: async (project, signal) => toShareLink(project, await client.projects.addProjectShareLink(project.id, signal)),
    remove: (project, code, signal) => client.projects.deleteProjectShareLink(project.id, code, signal),
  } satisfies ShareLinks;
};

export const cometPanels = (client: CometClient): Panels => ({
  list: async (workspace, signal) => (await client.templates.panels(workspace, signal)).map(toPanel),
  source: async (templateId, signal) => toPanelSource(await client.templates.panel({ templateId }, signal)),
});

/** Comet lists those of the whole workspace. */
export const cometDashboards = (client: CometClient): Dashboards => ({
  list: async (project, signal) => {
    const rows = await client.templates.dashboards(project.workspace, signal);
    return rows
      .filter((row) => (row.projectId === null ? row.projectName === project.name : row.projectId === project.id))
      .map(toDashboard);
  },
  read: async (project, dashboardId, signal) =>
    JSON.stringify(await client.templates.dashboard(project.id, dashboardId, signal), null, 2),
});

export const cometOptimizers = (client: CometClient): Optimizers => ({
  bestExperiment: async ({ group, metric, goal }, signal) => {
    const question = { optimizationId: group, metricName: metric, goal: goal === 'minimize' ? 'MIN' : 'MAX' } as const;
    return toBestExperiment(await client.experiments.bestExperiment(question, signal));
  },
});

export const nameOf = (project: Project) => ({ workspaceName: project.workspace, projectName: project.name });
