/** Experiments as VS Code draws them: icon and colour by state, what is known beside the name, what menus offer. */
import { MarkdownString, TreeItemCollapsibleState, type ThemeIcon, type TreeItem } from 'vscode';
import type { Experiment, ExperimentState } from '../../shared/experiment';
import { flagsOf } from '../../shared/verbs/experimentVerbs';
import type { ExperimentRef } from '../../shared/reference';
import { roleWords } from '../children/experimentLink';
import type { TreeContext } from '../context';
import {
  experimentDescription,
  experimentSentence,
  experimentTooltip,
  type RowFacts,
  type TooltipFacts,
} from '../labels';
import type { ExperimentNode } from '../nodes';
import { coloured, contextOf, row, run } from './treeItem';

const { Collapsed } = TreeItemCollapsibleState;

/** A reference alone: what a command is handed by a row travels as JSON. */
export const plain = ({ connection, key }: ExperimentRef): ExperimentRef => ({ connection, key });

/** Icon and colour by state, in colours that every theme has and that are legible in light ones. */
export function stateIcon(state: ExperimentState, archived: boolean): ThemeIcon {
  if (archived) {
    return coloured('archive', 'disabledForeground');
  }
  switch (state) {
    case 'running':
      return coloured('sync~spin', 'charts.blue');
    case 'finished':
      return coloured('pass', 'charts.green');
    case 'crashed':
      return coloured('error', 'problemsErrorIcon.foreground');
    case 'stopped':
      return coloured('stop-circle', 'descriptionForeground');
    case 'queued':
      return coloured('clock', 'charts.yellow');
    case 'unknown':
      return coloured('question', 'disabledForeground');
  }
}

/** The newest that is known of a node's experiment. */
export const experimentOf = (node: ExperimentNode, { store }: TreeContext): Experiment =>
  store.experiments.known(node) ?? node.experiment;

/** The metric shown beside an experiment. */
const metricOf = ({ connection }: ExperimentRef, { projectId }: Experiment, { choices }: TreeContext): string | null =>
  choices.metric({ connection, projectId });

export async function experimentItem(node: ExperimentNode, context: TreeContext, now: number): Promise<TreeItem> {
  const experiment = experimentOf(node, context);
  const metric = metricOf(node, experiment, context);
  const facts = rowFacts(node, experiment, metric, context);
  const role = node.role === null ? '' : `${roleWords[node.role]} `;
  const item = row(`${role}${experiment.name}`, {
    icon:
      facts.diverged.length > 0 && experiment.state === 'finished' && !experiment.archived
        ? coloured('warning', 'problemsWarningIcon.foreground')
        : stateIcon(experiment.state, experiment.archived),
    description: experimentDescription(experiment, facts, now),
    collapsible: Collapsed,
    command: run('openExperiment', 'Open experiment', plain(node)),
    context: contextOf('experiment', await flags(node, context)),
  });
  item.accessibilityInformation = { label: `${role}${experimentSentence(experiment, facts, metric, now)}` };
  return item;
}

/** What is known of it beside its state, without asking. */
function rowFacts(
  node: ExperimentNode,
  { workspace, projectId, archived }: Experiment,
  metric: string | null,
  { store, listings }: TreeContext,
): RowFacts {
  const { connection, key } = node;
  const facts = listings.facts(node, metric);
  const best = listings.best({ connection, workspace, projectId, archived });
  const others = store.details.divergedMetrics(node).filter((name) => name !== metric);
  return {
    ...facts,
    best: best?.keys.has(key) === true ? best : null,
    diverged: metric !== null && facts.value !== null && !Number.isFinite(facts.value) ? [metric, ...others] : others,
  };
}

/**
 * What can be done with it, for the menus; nothing while the experiment is being forgotten, since a drawing must not
 * ask the server.
 */
async function flags(ref: ExperimentRef, { store }: TreeContext): Promise<readonly string[]> {
  const known = store.experiments.known(ref);
  return known === undefined
    ? []
    : store.offers(ref).then(
        (offers) => flagsOf(offers, known),
        () => [],
      );
}

/** Drawn when the pointer rests on the experiment: only then are its metrics and its Git state asked for. */
export async function tooltipOf(node: ExperimentNode, context: TreeContext, now: number): Promise<MarkdownString> {
  const { store } = context;
  const experiment = experimentOf(node, context);
  const metric = metricOf(node, experiment, context);
  const [tags, metrics, git] = await Promise.allSettled([
    store.tags.of(node),
    store.details.metrics(node),
    store.details.git(node),
  ]);
  const facts: TooltipFacts = {
    ...rowFacts(node, experiment, metric, context),
    experiment,
    metric,
    ...(tags.status === 'fulfilled' ? { tags: tags.value } : {}),
    metrics: metrics.status === 'fulfilled' ? metrics.value : null,
    git: git.status === 'fulfilled' ? git.value : null,
  };
  const tooltip = new MarkdownString(experimentTooltip(facts, now));
  tooltip.isTrusted = false;
  tooltip.supportHtml = false;
  return tooltip;
}
