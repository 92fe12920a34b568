/** Endpoints of Comet about projects. */
import type { CometCalls } from '../endpoint';
import * as wire from '../wire/projects';

/** How requests name a project: by its names or by its id, never by both. */
export type ProjectName =
  { readonly workspaceName: string; readonly projectName: string } | { readonly projectId: string };

/**
 * A rule of a query. `value` is a pair for `between` and `not_between`, null for operators that compare with nothing.
 */
export interface Rule {
  readonly field: string;
  readonly type: string;
  readonly operator: string;
  readonly value: string | number | boolean | readonly (string | number)[] | null;
}

/** All predicates must hold. */
export interface Predicate extends Rule {
  readonly source: string;
}

/** Rules under one condition, which may hold such trees in turn; their sources stand with the rules. */
export interface RulesTree {
  readonly condition: 'AND' | 'OR';
  readonly rules: readonly (RulesTree | Predicate)[];
}

export interface ProjectsPageQuery {
  readonly workspaceName: string;
  readonly offset?: number;
  readonly count?: number;
  /** Which values there are is not documented. */
  readonly sort?: string;
  readonly order?: string;
  readonly owner?: string;
  readonly public?: boolean;
  readonly starterProject?: boolean;
  readonly search?: string;
}

export class ProjectCalls {
  readonly #calls: CometCalls;

  constructor(calls: CometCalls) {
    this.#calls = calls;
  }

  /** GET projects: all of a workspace. What documents call `isPublic` travels as `public`. */
  async projects(workspaceName: string, signal: AbortSignal): Promise<wire.Project[]> {
    return (await this.#calls.get(wire.Projects, 'projects', { workspaceName }, signal)).projects;
  }

  /** GET projects/page: some of a workspace, `{rows, filteredRowCount, totalRowCount}` with field names of its own. */
  projectsPage(page: ProjectsPageQuery, signal: AbortSignal): Promise<wire.ProjectsPage> {
    return this.#calls.get(wire.ProjectsPage, 'projects/page', { ...page }, signal);
  }

  /** GET project: one project. */
  projectMetadata(project: ProjectName, signal: AbortSignal): Promise<wire.Project> {
    return this.#calls.read(wire.Project, 'project', { ...project }, signal);
  }

  /** GET project/column-names: all metrics, parameters, others and tags that occur; `id` is `<name>--<source>`. */
  async projectColumns(project: ProjectName, archived: boolean, signal: AbortSignal): Promise<wire.Column[]> {
    return (await this.#calls.get(wire.Columns, 'project/column-names', { ...project, archived }, signal)).columns;
  }

  /** GET project/notes: Markdown. */
  async projectNotes(projectId: string, signal: AbortSignal): Promise<string> {
    return (await this.#calls.read(wire.Notes, 'project/notes', { projectId }, signal)).notes ?? '';
  }

  /** GET project/get-project-share-links: codes. */
  async projectShareLinks(projectId: string, signal: AbortSignal): Promise<string[]> {
    return (await this.#calls.get(wire.ShareCodes, 'project/get-project-share-links', { projectId }, signal))
      .shareCodes;
  }

  /** POST project/query (a read): `{experimentKeys, experimentsInProject}`; archived experiments or active ones. */
  projectQuery(
    project: ProjectName,
    predicates: readonly Predicate[],
    archived: boolean,
    signal: AbortSignal,
  ): Promise<wire.QueryResult> {
    return this.#calls.ask(
      wire.QueryResult,
      'project/query',
      { ...project, predicates: treesOf(predicates), archived },
      signal,
    );
  }

  /** POST write/project/create: the new project's id. */
  async createProject(
    project: {
      readonly workspaceName: string;
      readonly projectName: string;
      readonly projectDescription: string;
      readonly isPublic: boolean;
    },
    signal: AbortSignal,
  ): Promise<string> {
    return (await this.#calls.make(wire.NewProject, 'write/project/create', project, signal)).projectId;
  }

  /** POST write/project/delete: without `deleteAllExperiments` these go to the default project. */
  deleteProject(project: ProjectName, deleteAllExperiments: boolean, signal: AbortSignal): Promise<void> {
    return this.#calls.write('write/project/delete', { ...project, deleteAllExperiments }, signal);
  }

  /** POST write/project/update: what is not named stays. Naming the project in both ways is an error. */
  updateProject(
    project: ProjectName,
    change: { readonly newProjectName?: string; readonly newProjectDescription?: string; readonly isPublic?: boolean },
    signal: AbortSignal,
  ): Promise<void> {
    return this.#calls.write('write/project/update', { ...project, ...change }, signal);
  }

  /** POST write/project/notes: Markdown; replaces. */
  setProjectNotes(projectId: string, notes: string, signal: AbortSignal): Promise<void> {
    return this.#calls.write('write/project/notes', { projectId, notes }, signal);
  }

  /** GET write/project/add-share-link: the new code. A change, although made by GET. */
  async addProjectShareLink(projectId: string, signal: AbortSignal): Promise<string> {
    return (await this.#calls.makeByGet(wire.NewShareCode, 'write/project/add-share-link', { projectId }, signal))
      .shareCode;
  }

  /** GET write/project/delete-project-share-link: a change, although made by GET. */
  deleteProjectShareLink(projectId: string, shareCode: string, signal: AbortSignal): Promise<void> {
    return this.#calls.changeByGet('write/project/delete-project-share-link', { projectId, shareCode }, signal);
  }

  /** POST write/project/update-owner: for administrators of the workspace. */
  setProjectOwner(projectId: string, userName: string, signal: AbortSignal): Promise<void> {
    return this.#calls.write('write/project/update-owner', { projectId, userName }, signal);
  }
}

/** As the official SDK sends them: a tree for each source, rules whose ids are the names of their fields. */
function treesOf(predicates: readonly Predicate[]): object[] {
  const sources = [...new Set(predicates.map(({ source }) => source))];
  return sources.map((source) => ({
    source,
    query: {
      condition: 'AND',
      rules: predicates
        .filter((one) => one.source === source)
        .map(({ field, type, operator, value }) => ruleOf({ field, type, operator, value })),
      valid: true,
    },
  }));
}

/** The bounds of `between` travel as text. */
export const ruleOf = (rule: Rule): object => ({
  id: rule.field,
  ...rule,
  value: Array.isArray(rule.value) ? rule.value.map(String) : rule.value,
});
