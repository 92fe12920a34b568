/** Nodes as VS Code draws them. Reads what is known and asks nobody; words come from words.ts. */
import { MarkdownString, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState, Uri, type Command } from 'vscode';
import type { Asset, Experiment, ExperimentState } from '../shared/experiment';
import { formatBytes, formatCount, formatNumber } from '../shared/format';
import type { Problem } from '../shared/problem';
import type { ExperimentTab } from '../shared/protocol';
import type { ExperimentRef } from '../shared/reference';
import type { Verb } from '../shared/verbs';
import { listingOf, type Sources } from './children';
import { nearest, type ArchivedNode, type AssetNode, type ConnectionNode, type ExperimentNode, type GroupNode, type Node, type Part, type PartNode, type ProblemNode, type ProjectNode } from './nodes';
import {
  afterLabel, experimentDescription, experimentSentence, experimentTooltip, groupLabel, metricTooltip, oneLine, type TooltipFacts,
} from './words';

const { Collapsed, Expanded, None } = TreeItemCollapsibleState;

export async function itemOf(node: Node, sources: Sources, now: number): Promise<TreeItem> {
  const item = await draw(node, sources, now);
  item.id = node.id;
  item.contextValue ??= node.kind;
  return item;
}

function draw(node: Node, sources: Sources, now: number): TreeItem | Promise<TreeItem> {
  switch (node.kind) {
    case 'connection': return connectionItem(node);
    case 'workspace': return row(node.workspace, { icon: 'organization', collapsible: node.alone ? Expanded : Collapsed });
    case 'project': return projectItem(node, sources);
    case 'group': return groupItem(node, now);
    case 'archived': return archivedItem(node, sources);
    case 'experiment': return experimentItem(node, sources, now);
    case 'part': return partItem(node);
    case 'metric': return row(node.summary.name, {
      icon: 'graph-line', description: oneLine(formatNumber(node.summary.current?.value ?? '')),
      tooltip: metricTooltip(node.summary), command: openTab('Open charts', node, 'charts'),
    });
    case 'folder': return row(node.label, { icon: ThemeIcon.Folder, description: formatNumber(node.count), collapsible: Collapsed });
    case 'codeFile': return fileRow(node.label, {
      description: node.size === null ? '' : formatBytes(node.size), tooltip: node.path, command: run('openCode', 'Open code', { ...plain(node), path: node.path }),
    });
    case 'patch': return row('Uncommitted patch', {
      icon: 'git-compare', description: formatCount(node.files, 'file'), command: run('openPatch', 'Open the patch', plain(node)),
    });
    case 'asset': return assetItem(node);
    case 'model': return row(node.model, { icon: 'package', description: oneLine(node.registered.join(', ')) });
    case 'fact': return row(node.name, { icon: node.icon, description: oneLine(node.value), tooltip: `${node.name}\n${node.value.slice(0, longestTooltip)}` });
    case 'more': return row(`Load ${formatNumber(node.step)} more (${formatNumber(node.left)} left)`, { icon: 'ellipsis', command: run('loadMore', 'Load more', node) });
    case 'notice': return row(node.text, { icon: 'info' });
    case 'problem': return problemItem(node);
  }
}

const longestTooltip = 2000;

interface Look {
  readonly icon?: string | ThemeIcon;
  readonly description?: string;
  /** Plain text. Without one VS Code shows the label. */
  readonly tooltip?: string;
  readonly collapsible?: TreeItemCollapsibleState;
  readonly command?: Command;
}

function row(label: string, { icon, description, tooltip, collapsible = None, command }: Look): TreeItem {
  const item = new TreeItem(oneLine(label), collapsible);
  if (icon !== undefined) item.iconPath = typeof icon === 'string' ? new ThemeIcon(icon) : icon;
  if (description !== undefined) item.description = afterLabel(label, description);
  if (tooltip !== undefined) item.tooltip = tooltip;
  if (command !== undefined) item.command = command;
  return item;
}

/** A file with the icon that the user's icon theme has for its name; the address is for that alone. */
function fileRow(label: string, look: Look): TreeItem {
  const item = row(label, { ...look, icon: ThemeIcon.File });
  item.resourceUri = Uri.from({ scheme: 'experiment-icon', path: `/${oneLine(label).replaceAll('\\', '/').split('/').at(-1) ?? ''}` });
  return item;
}

const run = (verb: Verb, title: string, ...parameters: readonly unknown[]): Command => ({ command: `experiments.${verb}`, title, arguments: [...parameters] });
const plain = ({ connection, key }: ExperimentRef): ExperimentRef => ({ connection, key });
const openTab = (title: string, ref: ExperimentRef, tab: ExperimentTab): Command => run('openExperiment', title, plain(ref), undefined, tab);

function connectionItem({ info, alone }: ConnectionNode): TreeItem {
  return row(info.label, {
    icon: info.kind === 'lab' ? 'beaker' : 'server', description: oneLine(info.server), tooltip: `${info.label}\n${info.server}`, collapsible: alone ? Expanded : Collapsed,
  });
}

function projectItem(node: ProjectNode, { listings, choices }: Sources): TreeItem {
  const { name, description, experimentCount } = node.project;
  const arranged = listings.current(listingOf(node));
  const total = arranged?.total ?? experimentCount;
  const count = total === null ? null
    : arranged !== null && choices.filter !== null ? `${formatNumber(arranged.experiments.length)} of ${formatCount(total, 'experiment')}`
      : formatCount(total, 'experiment');
  const metric = choices.metric(node);
  return row(name, {
    icon: 'project', collapsible: Collapsed,
    description: [count, metric === null ? null : oneLine(metric)].filter((fact) => fact !== null).join(' · '),
    tooltip: [name, description?.slice(0, longestTooltip), metric === null ? null : `Beside each experiment: ${metric}`].filter(Boolean).join('\n'),
  });
}

function groupItem({ by, value, count }: GroupNode, now: number): TreeItem {
  const icon = by === 'state' ? stateIcon(value as ExperimentState, false) : new ThemeIcon(by === 'tag' ? 'tag' : 'calendar');
  return row(groupLabel(by, value, now), { icon, description: formatNumber(count), collapsible: Collapsed });
}

function archivedItem(node: ArchivedNode, { listings }: Sources): TreeItem {
  const arranged = listings.current(listingOf(node));
  return row(arranged === null ? 'Archived' : `Archived (${formatNumber(arranged.experiments.length)})`, { icon: 'archive', collapsible: Collapsed });
}

/** Icon and colour by state, in colours that every theme has and that are legible in light ones. */
function stateIcon(state: ExperimentState, archived: boolean): ThemeIcon {
  if (archived) return new ThemeIcon('archive', new ThemeColor('disabledForeground'));
  switch (state) {
    case 'running': return new ThemeIcon('sync~spin', new ThemeColor('charts.blue'));
    case 'finished': return new ThemeIcon('pass', new ThemeColor('charts.green'));
    case 'crashed': return new ThemeIcon('error', new ThemeColor('problemsErrorIcon.foreground'));
    case 'stopped': return new ThemeIcon('stop-circle', new ThemeColor('descriptionForeground'));
    case 'queued': return new ThemeIcon('clock', new ThemeColor('charts.yellow'));
    case 'unknown': return new ThemeIcon('question', new ThemeColor('disabledForeground'));
  }
}

/** The newest word about a node's experiment. */
export const experimentOf = (node: ExperimentNode, { store }: Sources): Experiment => store.known(node) ?? node.experiment;

/** The metric shown beside an experiment. */
const metricOf = ({ connection }: ExperimentRef, { projectId }: Experiment, { choices }: Sources): string | null => choices.metric({ connection, projectId });

async function experimentItem(node: ExperimentNode, sources: Sources, now: number): Promise<TreeItem> {
  const experiment = experimentOf(node, sources);
  const metric = metricOf(node, experiment, sources);
  const facts = sources.listings.facts(node, metric);
  const item = row(experiment.name, {
    icon: stateIcon(experiment.state, experiment.archived), description: experimentDescription(experiment, facts, now), collapsible: Collapsed,
    command: run('openExperiment', 'Open experiment', plain(node)),
  });
  item.accessibilityInformation = { label: experimentSentence(experiment, facts, metric, now) };
  item.contextValue = ['experiment', ...(await flags(node, sources))].join('+');
  return item;
}

/** What can be done with it, for the menus; nothing while the experiment is being forgotten, since a drawing must not ask the server. */
async function flags(ref: ExperimentRef, { store }: Sources): Promise<string[]> {
  if (store.known(ref) === undefined) return [];
  const capabilities = await store.capabilities(ref).catch(() => ({}));
  return Object.entries(capabilities).filter(([, able]) => able === true).map(([capability]) => capability);
}

/** Drawn when the pointer rests on the experiment: only then are its metrics and its Git state asked for. */
export async function tooltipOf(node: ExperimentNode, sources: Sources, now: number): Promise<MarkdownString> {
  const { store, listings } = sources;
  const experiment = experimentOf(node, sources);
  const metric = metricOf(node, experiment, sources);
  const [tags, metrics, git] = await Promise.allSettled([store.tags(node), store.metrics(node), store.git(node)]);
  const facts: TooltipFacts = {
    ...listings.facts(node, metric), experiment, metric,
    ...(tags.status === 'fulfilled' ? { tags: tags.value } : {}),
    metrics: metrics.status === 'fulfilled' ? metrics.value : null,
    git: git.status === 'fulfilled' ? git.value : null,
  };
  const tooltip = new MarkdownString(experimentTooltip(facts, now));
  tooltip.isTrusted = false;
  tooltip.supportHtml = false;
  return tooltip;
}

const partLooks: Readonly<Record<Part, { readonly label: string; readonly icon: string }>> = {
  metrics: { label: 'Metrics', icon: 'graph-line' },
  parameters: { label: 'Parameters', icon: 'symbol-parameter' },
  code: { label: 'Code', icon: 'code' },
  git: { label: 'Git', icon: 'source-control' },
  output: { label: 'Output', icon: 'output' },
  assets: { label: 'Assets', icon: 'files' },
  models: { label: 'Models', icon: 'package' },
  system: { label: 'System', icon: 'server-process' },
  others: { label: 'Others', icon: 'note' },
};

function partItem(node: PartNode): TreeItem {
  const { label, icon } = partLooks[node.part];
  const item = row(label, { icon, collapsible: node.part === 'output' ? None : Collapsed, ...(node.part === 'output' ? { command: run('openOutput', 'Open output', plain(node)) } : {}) });
  item.contextValue = node.part;
  return item;
}

function assetItem(node: AssetNode): TreeItem {
  const { asset } = node;
  const item = fileRow(node.label, {
    description: asset.remoteUrl === null ? (asset.size === null ? '' : formatBytes(asset.size)) : oneLine(asset.remoteUrl), tooltip: assetTooltip(asset),
    command: run('openAsset', 'Open asset', { ...plain(node), assetId: node.assetId }),
  });
  item.contextValue = asset.remoteUrl === null ? 'asset+download' : 'asset';
  return item;
}

const assetTooltip = ({ name, type, size, step, context, remoteUrl, tags }: Asset): string => [
  oneLine(name),
  [type, size === null ? null : formatBytes(size)].filter((fact) => fact !== null).join(', '),
  step === null ? null : `Step ${formatNumber(step)}`,
  context === null ? null : `Context ${oneLine(context)}`,
  tags.length === 0 ? null : tags.map((tag) => `#${oneLine(tag, 40)}`).join(' '),
  remoteUrl === null ? null : `Kept at ${oneLine(remoteUrl)}`,
].filter(Boolean).join('\n');

/** The message says what happened and, where the server said so, how long to wait; the advice what to do. */
function problemItem(node: ProblemNode): TreeItem {
  const { message, advice } = node.problem;
  const item = row(message, { icon: problemIcon(node.problem), description: oneLine(advice), tooltip: `${message}\n${advice}`.trim(), command: repair(node) });
  item.accessibilityInformation = { label: `Problem: ${message} ${advice}`.trim() };
  return item;
}

/** What a click on a problem does: what mends it, or another try. */
const repair = ({ problem, parent }: ProblemNode): Command =>
  (problem.kind === 'unauthorized' ? run('signIn', 'Sign in') : run('refresh', 'Try again', ...(parent === null ? [] : [parent])));

function problemIcon({ kind }: Problem): ThemeIcon {
  switch (kind) {
    case 'rateLimited':
    case 'unreachable':
    case 'timedOut':
    case 'cancelled': return new ThemeIcon('warning', new ThemeColor('problemsWarningIcon.foreground'));
    case 'unauthorized':
    case 'forbidden':
    case 'notFound':
    case 'unsupported':
    case 'refused':
    case 'unexpected': return new ThemeIcon('error', new ThemeColor('problemsErrorIcon.foreground'));
  }
}

/** The experiment that a node is or belongs to. */
export function experimentRefOf(node: Node): ExperimentRef | null {
  const experiment = nearest(node, 'experiment');
  return experiment === null ? null : { connection: experiment.connection, key: experiment.key };
}
