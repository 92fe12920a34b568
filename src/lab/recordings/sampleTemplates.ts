/** Panels and dashboards of the sample lab: a few that look like what people keep, in both languages of panels. */
import { createHash } from 'node:crypto';
import { firstProjectId } from '../store';
import type { LabDashboard, LabPanel, TemplateChange } from '../state/templates';

/** The same id in every start. */
export const made = (...name: string[]): string =>
  createHash('sha256')
    .update(JSON.stringify(['sample', ...name]))
    .digest('hex')
    .slice(0, 32);

const spread = `/* Draws how far the last values of one metric lie apart. */
class SpreadPanel extends Comet.Panel {
  setup() {
    this.options = { metricName: 'validate_accuracy', title: 'Spread over seeds' };
  }

  async draw(experimentKeys) {
    const name = this.getOption('metricName');
    const series = await Promise.all(experimentKeys.map((key) => this.api.experimentMetric(key, name)));
    const last = series.filter((points) => points.length > 0).map((points) => Number(points[points.length - 1][1]));
    Plotly.newPlot('spread', [{ y: last, type: 'box', boxpoints: 'all' }], { title: this.getOption('title') });
  }
}
`;

const confusion = `# Shows which classes are taken for which, summed over the chosen experiments.
import json

import numpy
import streamlit
from comet_ml import API

api = API()
total = None
labels = []
for key in api.get_panel_experiment_keys():
    experiment = api.get_experiment_by_key(key)
    for asset in experiment.get_asset_list(asset_type="confusion-matrix"):
        matrix = json.loads(experiment.get_asset(asset["assetId"], return_type="text"))
        counts = numpy.array(matrix["matrix"])
        labels = matrix["labels"]
        total = counts if total is None else total + counts

if total is None:
    streamlit.write("None of these experiments has a confusion matrix.")
else:
    streamlit.dataframe({label: total[:, column] for column, label in enumerate(labels)})
`;

const slowest = `/* A row for each experiment, the longest first. */
class DurationPanel extends Comet.Panel {
  async draw(experimentKeys) {
    const rows = await Promise.all(experimentKeys.map((key) => this.api.experimentMetadata(key)));
    rows.sort((one, other) => other.durationMillis - one.durationMillis);
    this.print(rows.map((row) => row.experimentName + ': ' + Math.round(row.durationMillis / 1000) + ' s').join('<br>'));
  }
}
`;

const plotly = [
  { name: 'Comet SDK', version: 'latest', enabled: true },
  { name: 'Plotly.js', version: '1.50.1', enabled: true },
];

/** Kept at `at`, epoch milliseconds. */
export function sampleTemplates(at: number): TemplateChange[] {
  const panel = (workspace: string, name: string, scope: LabPanel['scope'], code: LabPanel['code']): LabPanel => ({
    id: made('panel', workspace, name),
    workspace,
    name,
    owner: 'ada',
    scope,
    code,
    createdAt: at,
    changedAt: at,
  });
  const overSeeds = panel('vision-lab', 'Spread over seeds', 'PRIVATE', {
    type: 'js',
    code: spread,
    html: '<div id="spread"></div>',
    description: 'Last values of one metric as a box.',
    internalResources: plotly,
  });
  const confusions = panel('vision-lab', 'Confusions, summed', 'PUBLIC', {
    type: 'py',
    pyCode: confusion,
    description: 'Which digits are taken for which.',
  });
  const durations = panel('tabular-team', 'The slowest', 'PRIVATE', {
    type: 'js',
    code: slowest,
    description: 'How long each took.',
  });

  const dashboard = (
    workspace: string,
    project: string,
    name: string,
    metric: string,
    panels: readonly LabPanel[],
  ): LabDashboard => ({
    id: made('dashboard', workspace, project),
    projectId: firstProjectId(workspace, project),
    name,
    createdBy: 'ada',
    source: 'dashboard_template',
    experimentKey: null,
    changedAt: at,
    state: {
      experimentQueryState: JSON.stringify({ filters: [], activeSegment: {} }),
      dashboardChartState: JSON.stringify({
        downsample_size: 1000,
        entire_row_charts: false,
        charts: [{ metricNames: [metric], smoothing: 0.3 }],
      }),
      reactGridTableState: JSON.stringify({
        selection: [],
        pageSize: 25,
        pageNumber: 0,
        sorting: [{ columnName: metric, direction: 'desc' }],
      }),
      codePanelTemplateIds: panels.map(({ id }) => id),
    },
  });
  return [
    ...[overSeeds, confusions, durations].map((one): TemplateChange => ({ kind: 'panel', panel: one })),
    ...[
      dashboard('vision-lab', 'digits-sweep', 'Sweep at a glance', 'validate_accuracy', [confusions]),
      dashboard('vision-lab', 'digits-seeds', 'Seeds side by side', 'validate_accuracy', [overSeeds, confusions]),
      dashboard('tabular-team', 'tumours', 'Tumours', 'validate_loss', [durations]),
      dashboard('tabular-team', 'diabetes', 'Diabetes', 'validate_loss', [durations]),
      dashboard('tabular-team', 'wine', 'Wine', 'validate_accuracy', []),
    ].map((one): TemplateChange => ({ kind: 'dashboard', dashboard: one })),
  ];
}
