/** Nodes as VS Code draws them. Reads what is known and asks nobody; words come from words.ts. */
import { MarkdownString, ThemeIcon, TreeItemCollapsibleState, type Command, type TreeItem } from 'vscode';
import { isReport, type Asset, type Experiment, type ExperimentState } from '../../shared/experiment';
import { formatBytes, formatCount, formatNumber } from '../../shared/format';
import type { Problem } from '../../shared/problem';
import type { ExperimentTab } from '../../shared/protocol';
import type { ConnectionRef, ExperimentRef } from '../../shared/reference';
import { shownAddress } from '../../shared/text/summary';
import { roleWords } from '../children/experimentLink';
import {
  nearest,
  type ArchivedNode,
  type AssetNode,
  type ConnectionNode,
  type ExperimentNode,
  type GroupNode,
  type ModelNode,
  type Node,
  type Part,
  type PartNode,
  type ProblemNode,
  type ProjectNode,
  type WorkspaceNode,
} from '../nodes';
import { projectPartItem } from './project';
import { coloured, contextOf, dotted, fileRow, lines, longestTooltip, row, run } from './treeItem';
import { ableTo, listingOf, type TreeContext } from '../context';
import { versionedItem } from './registryAndArtifacts';
import {
  experimentDescription,
  experimentSentence,
  experimentTooltip,
  groupLabel,
  metricTooltip,
  oneLine,
  type RowFacts,
  type TooltipFacts,
} from '../labels';

const { Collapsed, Expanded } = TreeItemCollapsibleState;

export async function itemOf(node: Node, context: TreeContext, now: number): Promise<TreeItem> {
  const item = await draw(node, context, now);
  item.id = node.id;
  item.contextValue ??= node.kind;
  return item;
}

function draw(node: Node, context: TreeContext, now: number): TreeItem | Promise<TreeItem> {
  switch (node.kind) {
    case 'connection':
      return connectionItem(node);
    case 'workspace':
      return workspaceItem(node, context);
    case 'project':
      return projectItem(node, context);
    case 'group':
      return groupItem(node, now);
    case 'archived':
      return archivedItem(node, context);
    case 'experiment':
      return experimentItem(node, context, now);
    case 'part':
      return partItem(node, context);
    case 'metric':
      return row(node.summary.name, {
        icon: 'graph-line',
        description: oneLine(formatNumber(node.summary.current?.value ?? '')),
        tooltip: metricTooltip(node.summary),
        command: openTab('Open charts', node, 'charts'),
      });
    case 'folder':
      return row(node.label, { icon: ThemeIcon.Folder, description: formatNumber(node.count), collapsible: Collapsed });
    case 'codeFile':
      return fileRow(node.label, {
        description: node.size === null ? '' : formatBytes(node.size),
        tooltip: node.path,
        command: run('openCode', 'Open code', { ...plain(node), path: node.path }),
      });
    case 'patch':
      return row('Uncommitted patch', {
        icon: 'git-compare',
        description: formatCount(node.files, 'file'),
        command: run('openPatch', 'Open the patch', plain(node)),
      });
    case 'asset':
      return assetItem(node, context);
    case 'model':
      return modelItem(node, context);
    case 'fact':
      return row(node.name, {
        icon: node.icon,
        description: oneLine(node.value),
        tooltip: `${node.name}\n${node.value.slice(0, longestTooltip)}`,
      });
    case 'projectFolder':
    case 'projectNotes':
    case 'queries':
    case 'query':
    case 'panels':
    case 'panel':
    case 'dashboards':
    case 'dashboard':
    case 'shareLinks':
    case 'shareLink':
      return projectPartItem(node);
    case 'registry':
    case 'registryModel':
    case 'registryNotes':
    case 'registryVersion':
    case 'artifactList':
    case 'artifact':
    case 'artifactVersion':
    case 'usedBy':
    case 'artifactFile':
    case 'versionFiles':
      return versionedItem(node);
    case 'more':
      return row(`Load ${formatNumber(node.step)} more (${formatNumber(node.left)} left)`, {
        icon: 'ellipsis',
        command: run('loadMore', 'Load more', node),
      });
    case 'notice':
      return row(node.text, { icon: 'info' });
    case 'problem':
      return problemItem(node);
  }
}

/** What menus wait for, by what the tracker must have for it. */
const workspaceFlags = { createProject: 'projectEdits.create', editWebhooks: 'registry.setWebhooks' } as const;
const projectFlags = {
  createExperiment: 'projectEdits.createExperiment',
  editProject: 'projectEdits.change',
  deleteProject: 'projectEdits.delete',
  editNotes: 'notes.write',
  newQuery: 'queries',
  addShareLink: 'shareLinks.add',
  findBestExperiment: 'optimizers',
} as const;
const experimentFlags = {
  moveExperiments: 'edits.move',
  linkExperiments: 'edits.link',
  registerModel: 'registry.register',
  logging: 'logging',
} as const;
const assetFlags = { tagAssets: 'logging.tagAsset', deleteAssets: 'logging.deleteAsset' } as const;

const plain = ({ connection, key }: ExperimentRef): ExperimentRef => ({ connection, key });
const openTab = (title: string, ref: ExperimentRef, tab: ExperimentTab): Command =>
  run('openExperiment', title, plain(ref), undefined, tab);

function connectionItem({ info, alone }: ConnectionNode): TreeItem {
  return row(info.label, {
    icon: info.kind === 'lab' ? 'beaker' : 'server',
    description: oneLine(info.server),
    tooltip: `${info.label}\n${info.server}`,
    collapsible: alone ? Expanded : Collapsed,
  });
}

async function workspaceItem(node: WorkspaceNode, { store }: TreeContext): Promise<TreeItem> {
  return row(node.workspace, {
    icon: 'organization',
    collapsible: node.alone ? Expanded : Collapsed,
    context: contextOf('workspace', await ableTo(node, store, workspaceFlags)),
  });
}

async function projectItem(node: ProjectNode, { store, listings, choices }: TreeContext): Promise<TreeItem> {
  const { name, description, experimentCount } = node.project;
  const arranged = listings.current(listingOf(node));
  const total = arranged?.total ?? experimentCount;
  const count =
    total === null
      ? null
      : arranged !== null && choices.filter !== null
        ? `${formatNumber(arranged.experiments.length)} of ${formatCount(total, 'experiment')}`
        : formatCount(total, 'experiment');
  const metric = choices.metric(node);
  return row(name, {
    icon: 'project',
    collapsible: Collapsed,
    context: contextOf('project', await ableTo(node, store, projectFlags)),
    description: dotted(count, metric === null ? null : oneLine(metric)),
    tooltip: lines(
      name,
      description?.slice(0, longestTooltip) ?? null,
      metric === null ? null : `Beside each experiment: ${metric}`,
    ),
  });
}

function groupItem({ by, value, count }: GroupNode, now: number): TreeItem {
  const icon =
    by === 'state' ? stateIcon(value as ExperimentState, false) : new ThemeIcon(by === 'tag' ? 'tag' : 'calendar');
  return row(groupLabel(by, value, now), { icon, description: formatNumber(count), collapsible: Collapsed });
}

function archivedItem(node: ArchivedNode, { listings }: TreeContext): TreeItem {
  const arranged = listings.current(listingOf(node));
  return row(arranged === null ? 'Archived' : `Archived (${formatNumber(arranged.experiments.length)})`, {
    icon: 'archive',
    collapsible: Collapsed,
  });
}

/** Icon and colour by state, in colours that every theme has and that are legible in light ones. */
function stateIcon(state: ExperimentState, archived: boolean): ThemeIcon {
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

/** The newest word about a node's experiment. */
export const experimentOf = (node: ExperimentNode, { store }: TreeContext): Experiment =>
  store.known(node) ?? node.experiment;

/** The metric shown beside an experiment. */
const metricOf = ({ connection }: ExperimentRef, { projectId }: Experiment, { choices }: TreeContext): string | null =>
  choices.metric({ connection, projectId });

async function experimentItem(node: ExperimentNode, context: TreeContext, now: number): Promise<TreeItem> {
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
  const others = store.divergedMetrics(node).filter((name) => name !== metric);
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
async function flags(ref: ExperimentRef, { store }: TreeContext): Promise<string[]> {
  if (store.known(ref) === undefined) {
    return [];
  }
  const [capabilities, groups] = await Promise.all([
    store.capabilities(ref).catch(() => ({})),
    ableTo(ref, store, experimentFlags),
  ]);
  return [
    ...Object.entries(capabilities)
      .filter(([, able]) => able === true)
      .map(([capability]) => capability),
    ...groups,
  ];
}

/** Drawn when the pointer rests on the experiment: only then are its metrics and its Git state asked for. */
export async function tooltipOf(node: ExperimentNode, context: TreeContext, now: number): Promise<MarkdownString> {
  const { store } = context;
  const experiment = experimentOf(node, context);
  const metric = metricOf(node, experiment, context);
  const [tags, metrics, git] = await Promise.allSettled([store.tags.of(node), store.metrics(node), store.git(node)]);
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

interface PartLook {
  readonly label: string;
  readonly icon: string;
  /** What a click does with a part that is one document. */
  readonly opens?: 'openOutput' | 'openHtml' | 'openGraph';
}

const partLooks: Readonly<Record<Part, PartLook>> = {
  metrics: { label: 'Metrics', icon: 'graph-line' },
  parameters: { label: 'Parameters', icon: 'symbol-parameter' },
  code: { label: 'Code', icon: 'code' },
  git: { label: 'Git', icon: 'source-control' },
  output: { label: 'Output', icon: 'output', opens: 'openOutput' },
  assets: { label: 'Assets', icon: 'files' },
  models: { label: 'Models', icon: 'package' },
  artifacts: { label: 'Artifacts', icon: 'layers' },
  html: { label: 'HTML', icon: 'browser', opens: 'openHtml' },
  graph: { label: 'Graph', icon: 'type-hierarchy', opens: 'openGraph' },
  system: { label: 'System', icon: 'server-process' },
  cloud: { label: 'Cloud', icon: 'cloud' },
  others: { label: 'Others', icon: 'note' },
};

async function partItem(node: PartNode, { store }: TreeContext): Promise<TreeItem> {
  const { label, icon, opens } = partLooks[node.part];
  const context = contextOf(
    node.part,
    node.part === 'assets' ? await ableTo(node, store, { uploadAssets: 'logging.uploadAsset' }) : [],
  );
  return row(
    label,
    opens === undefined
      ? { icon, context, collapsible: Collapsed }
      : { icon, context, command: run(opens, `Open ${label}`, plain(node)) },
  );
}

async function assetItem(node: AssetNode, { store }: TreeContext): Promise<TreeItem> {
  const { asset } = node;
  // Those of a registry version belong to the experiment that logged them: there they can be changed.
  const own = nearest(node, 'part') !== null;
  const kept = asset.remoteUrl === null ? ['download', ...(isReport(asset) ? ['report'] : [])] : [];
  const flags = [...kept, ...(own ? await ableTo(node, store, assetFlags) : [])];
  return fileRow(node.label, {
    description:
      asset.remoteUrl === null
        ? asset.size === null
          ? ''
          : formatBytes(asset.size)
        : oneLine(shownAddress(asset.remoteUrl)),
    tooltip: assetTooltip(asset),
    command: run('openAsset', 'Open asset', { ...plain(node), assetId: node.assetId }),
    context: contextOf('asset', flags),
  });
}

async function modelItem(node: ModelNode, { store }: TreeContext): Promise<TreeItem> {
  return row(node.model, {
    icon: 'package',
    description: oneLine(node.registered.join(', ')),
    context: contextOf('model', await ableTo(node, store, { registerModel: 'registry.register' })),
  });
}

const assetTooltip = ({ name, type, size, step, context, remoteUrl, tags }: Asset): string =>
  [
    oneLine(name),
    [type, size === null ? null : formatBytes(size)].filter((fact) => fact !== null).join(', '),
    step === null ? null : `Step ${formatNumber(step)}`,
    context === null ? null : `Context ${oneLine(context)}`,
    tags.length === 0 ? null : tags.map((tag) => `#${oneLine(tag, 40)}`).join(' '),
    remoteUrl === null ? null : `Kept at ${oneLine(shownAddress(remoteUrl))}`,
  ]
    .filter(Boolean)
    .join('\n');

/** The message says what happened and, where the server said so, how long to wait; the advice what to do. */
function problemItem(node: ProblemNode): TreeItem {
  const { message, advice } = node.problem;
  const item = row(message, {
    icon: problemIcon(node.problem),
    description: oneLine(advice),
    tooltip: `${message}\n${advice}`.trim(),
    command: repair(node),
  });
  item.accessibilityInformation = { label: `Problem: ${message} ${advice}`.trim() };
  return item;
}

/** What a click on a problem does: what mends it, or another try. */
const repair = ({ problem, parent }: ProblemNode): Command =>
  problem.kind === 'unauthorized'
    ? run('signIn', 'Sign in', ...connectionOf(parent))
    : run('refresh', 'Try again', ...(parent === null ? [] : [parent]));

/** The reference alone: what a command is handed by a row travels as JSON. */
function connectionOf(node: Node | null): readonly ConnectionRef[] {
  const connection = node === null ? null : nearest(node, 'connection');
  return connection === null ? [] : [{ connection: connection.connection }];
}

function problemIcon({ kind }: Problem): ThemeIcon {
  switch (kind) {
    case 'rateLimited':
    case 'unreachable':
    case 'timedOut':
    case 'cancelled':
      return coloured('warning', 'problemsWarningIcon.foreground');
    case 'unauthorized':
    case 'forbidden':
    case 'notFound':
    case 'unsupported':
    case 'refused':
    case 'unexpected':
      return coloured('error', 'problemsErrorIcon.foreground');
  }
}

/** The experiment that a node is or belongs to. */
export function experimentRefOf(node: Node): ExperimentRef | null {
  const experiment = nearest(node, 'experiment');
  return experiment === null ? null : { connection: experiment.connection, key: experiment.key };
}
