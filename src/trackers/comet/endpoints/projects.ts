/** Comet's endpoints about projects. */
import * as l10n from '@vscode/l10n';
import * as wire from '../wire/projects';
import { ask, changeByGet, flag, list, number, optional, read, readOne, text, write } from './endpoint';

/** Requests name a project by its names or by its id, never by both. */
export const projectById = {
  projectId: optional(text(), ''),
  workspaceName: optional(text()),
  projectName: optional(text()),
};
export const projectByNames = {
  projectName: optional(text(), ''),
  workspaceName: optional(text(), ''),
  projectId: optional(text()),
};

export const projects = {
  /** All of a workspace. What documents call `isPublic` travels as `public`. */
  projects: read('Projects', 'projects', { workspaceName: text() }, wire.Projects, { size: 'list' }),
  /** `{rows, filteredRowCount, totalRowCount}` with field names of its own. How to sort is not documented. */
  projectsPage: read(
    l10n.t('Page of projects'),
    'projects/page',
    {
      workspaceName: text(),
      offset: optional(number(), 0),
      count: optional(number(), 20),
      search: optional(text(), ''),
      sort: optional(text()),
      order: optional(text()),
      owner: optional(text()),
      public: optional(flag()),
      starterProject: optional(flag()),
    },
    wire.ProjectsPage,
    { size: 'list' },
  ),
  projectMetadata: readOne('Project', 'project', projectById, wire.Project),
  /** All metrics, parameters, others and tags that occur; `id` is `<name>--<source>`. */
  projectColumns: read(
    l10n.t('Columns of a project'),
    'project/column-names',
    { ...projectById, archived: flag() },
    wire.Columns,
    { size: 'list' },
  ),
  /** Markdown. */
  projectNotes: readOne(l10n.t('Notes of a project'), 'project/notes', { projectId: text() }, wire.Notes, {
    size: 'text',
  }),
  projectShareLinks: read(
    l10n.t('Share links of a project'),
    'project/get-project-share-links',
    { projectId: text() },
    wire.ShareCodes,
  ),
  /** Archived experiments or active ones, for which all predicates hold: a tree of rules for each source. */
  projectQuery: ask(
    l10n.t('Query of a project'),
    'project/query',
    { ...projectByNames, predicates: list<object>(), archived: flag() },
    wire.QueryResult,
    { size: 'list' },
  ),
  createProject: write(
    l10n.t('Create a project'),
    'write/project/create',
    { projectName: text(), workspaceName: text(), projectDescription: text(), isPublic: flag() },
    wire.NewProject,
  ),
  /** Without `deleteAllExperiments` these go to the default project. */
  deleteProject: write(l10n.t('Delete a project'), 'write/project/delete', {
    ...projectByNames,
    deleteAllExperiments: flag(),
  }),
  /** What is not named stays. */
  updateProject: write(l10n.t('Update a project'), 'write/project/update', {
    ...projectById,
    newProjectName: optional(text(), ''),
    newProjectDescription: optional(text()),
    isPublic: optional(flag()),
  }),
  /** Markdown; replaces. */
  setProjectNotes: write(l10n.t('Set the notes of a project'), 'write/project/notes', {
    projectId: text(),
    notes: text(),
  }),
  /** For administrators of the workspace. */
  setProjectOwner: write(
    l10n.t('Set the owner of a project'),
    'write/project/update-owner',
    { projectId: text(), userName: text() },
    'perhapsNothing',
  ),
  /** The new code. */
  addProjectShareLink: changeByGet(
    l10n.t('Add a share link'),
    'write/project/add-share-link',
    { projectId: text() },
    wire.NewShareCode,
  ),
  deleteProjectShareLink: changeByGet(
    l10n.t('Delete a share link'),
    'write/project/delete-project-share-link',
    { projectId: text(), shareCode: text() },
    'object',
  ),
};
