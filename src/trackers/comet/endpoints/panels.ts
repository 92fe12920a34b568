/** Comet's endpoints about what pages are drawn from: panels and what they keep, dashboards, views. */
import * as l10n from '@vscode/l10n';
import * as wire from '../wire/templates';
import { flag, list, object, optional, read, readBytes, readOne, text, upload, write } from './endpoint';

/** In snake case, unlike most. */
const dashboard = {
  project_id: text(),
  codePanelTemplateIds: optional(list<string>()),
  v3: optional(object()),
};
const ofProject = { experimentKey: optional(text()), includeWorkspaceViews: optional(flag()) };

export const templates = {
  /** Of a workspace (the parameter is `workspace` here). */
  panels: read('Panels', 'code-panel/get-all', { workspace: text() }, wire.Panels, { size: 'list' }),
  /** One with its source, by template or by instance. */
  panel: readOne(
    'Panel',
    'code-panel/download',
    { templateId: optional(text(), ''), instanceId: optional(text()) },
    wire.Panel,
    { size: 'text' },
  ),
  /** A zip of one JSON file. */
  downloadPanel: readBytes(l10n.t('Zip of a panel'), 'template/{templateId}/download', { templateId: text() }),
  /** Of all projects of a workspace. */
  dashboards: read('Dashboards', 'dashboard-template/get-all', { workspace: text() }, wire.Dashboards, {
    size: 'list',
  }),
  /** As it is; several of its values are JSON in texts. */
  dashboard: readOne(
    'Dashboard',
    'dashboard-template/download',
    { projectId: text(), templateId: text() },
    wire.Dashboard,
    { size: 'list' },
  ),
  /** Not in the documents. */
  views: read(l10n.t('Views of a project'), 'views/get-all', { projectId: text(), ...ofProject }, wire.Views, {
    size: 'list',
  }),
  /** Not in the documents. */
  chartTemplates: read(
    l10n.t('Chart templates'),
    'views/chart-templates',
    { projectId: optional(text()), ...ofProject },
    wire.Views,
    { size: 'list' },
  ),
  /** A form of `file`, a zip as it is downloaded: a new panel, or another source for one that is there. */
  uploadPanel: upload(
    l10n.t('Upload a panel'),
    'write/template/upload',
    { teamName: text(), templateId: optional(text()) },
    wire.NewPanel,
  ),
  createDashboard: write(
    l10n.t('Create a dashboard'),
    'write/dashboard-template/create',
    { ...dashboard, template_name: text() },
    wire.Dashboard,
  ),
  /** A change, although its path does not begin with `write`. */
  upsertDashboard: write(
    l10n.t('Change a dashboard'),
    'dashboard-templates/project/upsert',
    { ...dashboard, template_id: text(), template_name: optional(text(), '') },
    wire.Dashboard,
  ),
  /** Not in the documents. */
  upsertView: write(l10n.t('Change a view'), 'write/views/upsert', {}, 'object'),
  /** Not in the documents. */
  upsertChartTemplate: write(l10n.t('Change a chart template'), 'write/chart-templates/upsert', {}, 'object'),
};

/** The text that an instance of a panel keeps. */
export const stores = {
  /** The whole store as one text, mostly JSON; null when nothing was stored. */
  getStore: readOne(
    l10n.t('Store of a panel'),
    'viz-instance/store/get',
    { instanceId: text(), projectId: text() },
    wire.Store,
    { size: 'text' },
  ),
  /** Replaces the whole store. Path inferred. */
  saveStore: write(l10n.t('Save the store of a panel'), 'write/viz-instance/store/save', {
    instanceId: text(),
    projectId: text(),
    store: text(),
  }),
};
