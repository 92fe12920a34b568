/** Projects and what hangs on them, as Comet sends them. */
import * as v from 'valibot';
import { flag, list, number, text } from './primitives';

export const Project = v.pipe(
  v.object({
    projectId: v.string(),
    projectName: v.string(),
    workspaceName: text,
    workspaceId: text,
    ownerUserName: text,
    projectDescription: text,
    numberOfExperiments: number,
    lastUpdated: number,
    public: flag,
    isPublic: flag,
  }),
  v.transform((project) => ({ ...project, isPublic: project.public ?? project.isPublic })),
);
export type Project = v.InferOutput<typeof Project>;

export const Projects = v.object({ projects: list(Project) });

/** Named otherwise than in every other answer; the counts in a row are of the whole listing, and text. */
export const ProjectsPage = v.object({
  rows: list(
    v.object({
      projectId: v.string(),
      projectName: v.string(),
      projectDesc: text,
      userName: text,
      generalProject: flag,
      experimentCount: number,
      imagePath: text,
      isPublic: flag,
      teamId: text,
      teamName: text,
      created_at: number,
      lastUpdated: number,
      lastUpdatedByUser: number,
      isStarterProject: flag,
      isInProjectTeam: flag,
      owner: flag,
      canEdit: flag,
      totalRowCount: number,
      filteredRowCount: number,
    }),
  ),
  filteredRowCount: number,
  totalRowCount: number,
});
export type ProjectsPage = v.InferOutput<typeof ProjectsPage>;

export const NewProject = v.object({ projectId: v.string() });

export const Columns = v.object({
  columns: list(v.object({ name: v.string(), id: text, type: text, source: text, kinds: list(v.string()) })),
});
export type Column = v.InferOutput<typeof Columns>['columns'][number];

export const QueryResult = v.object({ experimentKeys: list(v.string()), experimentsInProject: number });
export type QueryResult = v.InferOutput<typeof QueryResult>;

export const Notes = v.object({ notes: text });
export const ShareCodes = v.object({ shareCodes: list(v.string()) });
export const NewShareCode = v.object({ shareCode: v.string() });

/** The address of an experiment under another project. */
export const Link = v.object({ link: text });
