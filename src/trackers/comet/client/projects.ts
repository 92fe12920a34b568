/** Comet's projects and what their pages are drawn from: panels, what instances of them store, dashboards. */
import { projects } from '../endpoints/projects';
import type { ArgumentsOf } from '../endpoints/endpoint';
import { stores, templates } from '../endpoints/panels';
import type { CometCalls } from './calls';

/** How requests name a project: by its names or by its id, never by both. */
export type ProjectName =
  { readonly workspaceName: string; readonly projectName: string } | { readonly projectId: string };

/**
 * A rule of a query; all must hold. `value` is a pair for `between` and `not_between`, null for operators that compare
 * with nothing.
 */
export interface Predicate {
  readonly source: string;
  readonly field: string;
  readonly type: string;
  readonly operator: string;
  readonly value: string | number | boolean | readonly (string | number)[] | null;
}

export const projectCalls = (calls: CometCalls) => ({
  projects: async (workspaceName: string, signal: AbortSignal) =>
    (await calls.call(projects.projects, { workspaceName }, signal)).projects,
  projectMetadata: (project: ProjectName, signal: AbortSignal) => calls.call(projects.projectMetadata, project, signal),
  projectColumns: async (project: ProjectName, archived: boolean, signal: AbortSignal) =>
    (await calls.call(projects.projectColumns, { ...project, archived }, signal)).columns,
  /** Empty when there are none. */
  projectNotes: async (projectId: string, signal: AbortSignal) =>
    (await calls.call(projects.projectNotes, { projectId }, signal)).notes ?? '',
  projectShareLinks: async (projectId: string, signal: AbortSignal) =>
    (await calls.call(projects.projectShareLinks, { projectId }, signal)).shareCodes,
  projectQuery: (project: ProjectName, predicates: readonly Predicate[], archived: boolean, signal: AbortSignal) =>
    calls.call(projects.projectQuery, { ...project, predicates: treesOf(predicates), archived }, signal),
  /** The new project's id. */
  createProject: async (project: ArgumentsOf<typeof projects.createProject>, signal: AbortSignal) =>
    (await calls.call(projects.createProject, project, signal)).projectId,
  deleteProject: (project: ProjectName, deleteAllExperiments: boolean, signal: AbortSignal) =>
    calls.change(projects.deleteProject, { ...project, deleteAllExperiments }, signal),
  updateProject: (
    project: ProjectName,
    change: { readonly newProjectName?: string; readonly newProjectDescription?: string; readonly isPublic?: boolean },
    signal: AbortSignal,
  ) => calls.change(projects.updateProject, { ...project, ...change }, signal),
  setProjectNotes: (projectId: string, notes: string, signal: AbortSignal) =>
    calls.change(projects.setProjectNotes, { projectId, notes }, signal),
  addProjectShareLink: async (projectId: string, signal: AbortSignal) =>
    (await calls.call(projects.addProjectShareLink, { projectId }, signal)).shareCode,
  deleteProjectShareLink: (projectId: string, shareCode: string, signal: AbortSignal) =>
    calls.change(projects.deleteProjectShareLink, { projectId, shareCode }, signal),
});

/** As the official SDK sends them: a tree for each source, rules whose ids are the names of their fields. */
function treesOf(predicates: readonly Predicate[]): object[] {
  const sources = [...new Set(predicates.map(({ source }) => source))];
  return sources.map((source) => ({
    source,
    query: {
      condition: 'AND',
      rules: predicates
        .filter((one) => one.source === source)
        .map(({ field, type, operator, value }) => ({
          id: field,
          field,
          type,
          operator,
          // The bounds of `between` travel as text.
          value: Array.isArray(value) ? value.map(String) : value,
        })),
      valid: true,
    },
  }));
}

export const templateCalls = (calls: CometCalls) => ({
  panels: async (workspace: string, signal: AbortSignal) =>
    (await calls.call(templates.panels, { workspace }, signal)).codePanelTemplateRows,
  panel: (which: { readonly templateId: string } | { readonly instanceId: string }, signal: AbortSignal) =>
    calls.call(templates.panel, which, signal),
  dashboards: async (workspace: string, signal: AbortSignal) =>
    (await calls.call(templates.dashboards, { workspace }, signal)).dashboardTemplates,
  dashboard: (projectId: string, templateId: string, signal: AbortSignal) =>
    calls.call(templates.dashboard, { projectId, templateId }, signal),
});

export const storeCalls = (calls: CometCalls) => ({
  /** Null when nothing was stored. */
  getStore: async (projectId: string, instanceId: string, signal: AbortSignal) =>
    (await calls.call(stores.getStore, { instanceId, projectId }, signal)).store,
  saveStore: (projectId: string, instanceId: string, store: string, signal: AbortSignal) =>
    calls.change(stores.saveStore, { instanceId, projectId, store }, signal),
});
