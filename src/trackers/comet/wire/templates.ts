/** Panels, dashboards, views and stores as Comet sends them. Camel case and snake case are mixed, as they travel. */
import * as v from 'valibot';
import { flag, list, number, recordOf, text } from './primitives';

export const Store = v.object({ store: text });

export const Panels = v.object({
  codePanelTemplateRows: list(
    v.object({
      templateId: v.string(),
      templateName: text,
      owner: text,
      teamId: text,
      queryBuilderId: text,
      scopeType: text,
      revisionId: number,
      createdAt: number,
    }),
  ),
});
export type PanelRow = v.InferOutput<typeof Panels>['codePanelTemplateRows'][number];

/** Panels in Python keep their source in `pyCode`, those in JavaScript in `code`. */
export const Panel = v.object({
  templateId: text,
  templateName: text,
  owner: text,
  teamId: text,
  queryBuilderId: text,
  code: v.object({
    code: text,
    css: text,
    html: text,
    description: text,
    defaultConfig: text,
    internalResources: list(v.unknown()),
    userResources: list(v.unknown()),
    pyCode: text,
    pyConfig: text,
    type: text,
  }),
  rank: v.nullish(v.unknown(), null),
  scopeType: text,
  revisionId: number,
  createdAt: number,
  thumbnailName: text,
  editable: flag,
});
export type Panel = v.InferOutput<typeof Panel>;

export const NewPanel = v.object({ templateId: text });

export const Dashboards = v.object({
  dashboardTemplates: list(
    v.object({ templateId: v.string(), templateName: text, projectId: text, projectName: text, createdBy: text }),
  ),
});
export type DashboardRow = v.InferOutput<typeof Dashboards>['dashboardTemplates'][number];

/** Kept whole: what the page draws from is its own business. */
export const Dashboard = recordOf(v.unknown());
export type Dashboard = v.InferOutput<typeof Dashboard>;

export const Views = v.object({ views: list(v.unknown()) });
