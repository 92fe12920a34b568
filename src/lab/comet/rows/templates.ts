/**
 * How Comet spells panels, dashboards and views: camel case and snake case mixed, and JSON as text inside JSON. Knows
 * no HTTP.
 */
import type { LabDashboard, LabPanel } from '../../state/templates';

export const panelRow = (panel: LabPanel) => ({
  templateId: panel.id,
  owner: panel.owner,
  teamId: panel.workspace,
  templateName: panel.name,
  queryBuilderId: '',
  scopeType: panel.scope,
  revisionId: panel.changedAt,
  createdAt: panel.createdAt,
});

const emptyCode = {
  code: '',
  css: '',
  description: '',
  html: '',
  defaultConfig: '""',
  internalResources: [],
  userResources: [],
  pyCode: '',
  type: 'js',
  pyConfig: '',
};

export const panelDetails = (panel: LabPanel) => ({
  ...panelRow(panel),
  code: { ...emptyCode, ...panel.code },
  rank: { templateId: panel.id, voteCount: 0, userVoteType: 'NOVOTE' },
  thumbnailName: `template-thumbnail-${panel.id}`,
  editable: true,
});

/** The one entry of a panel's zip. */
export const panelEntry = 'tempVisualizationTemplate.json';

export const dashboardRow = (dashboard: LabDashboard, projectName: string) => ({
  templateId: dashboard.id,
  templateName: dashboard.name,
  projectId: dashboard.projectId,
  projectName,
  createdBy: dashboard.createdBy,
});

const emptyState = {
  experimentQueryState: '{}',
  dashboardChartState: '{}',
  reactGridTableState: '{}',
  v2: {},
  source: '',
  current: false,
  unsaved_view: false,
  project_default: false,
  pinnedExperiments: [],
  codePanelTemplateIds: [],
  isAutoRefreshEnabled: false,
};

export const dashboardDetails = (dashboard: LabDashboard) => ({
  project_id: dashboard.projectId,
  template_name: dashboard.name,
  template_id: dashboard.id,
  created_by: dashboard.createdBy,
  ...emptyState,
  ...dashboard.state,
});

/** As newer clients read them. */
export const viewRow = (dashboard: LabDashboard) => ({
  ...dashboardDetails(dashboard),
  experimentKey: dashboard.experimentKey,
  viewSource: dashboard.source,
  lastUpdate: dashboard.changedAt,
});
