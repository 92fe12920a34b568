/** Nodes as VS Code draws them. Reads what is known and sends no request; words come from labels.ts. */
import * as l10n from '@vscode/l10n';
import { ThemeIcon, TreeItemCollapsibleState, type Command, type TreeItem } from 'vscode';
import { isReport, type Asset, type ExperimentState } from '../../shared/experiment';
import type { ExperimentTab } from '../../shared/verbs/experimentTabs';
import { formatBytes, formatCount, formatNumber } from '../../shared/format';
import type { Problem } from '../../shared/problem';
import type { ConnectionRef, ExperimentRef } from '../../shared/reference';
import { shownAddress } from '../../shared/text/summary';
import {
  nearest,
  type ArchivedNode,
  type AssetNode,
  type ConnectionNode,
  type GroupNode,
  type ModelNode,
  type Node,
  type Part,
  type PartNode,
  type ProblemNode,
  type ProjectNode,
  type WorkspaceNode,
} from '../nodes';
import { experimentItem, plain, stateIcon } from './experiment';
import { projectPartItem } from './project';
import { coloured, contextOf, dotted, fileRow, lines, longestTooltip, row, run } from './treeItem';
import { needsOf } from '../../shared/verbs/verbNeeds';
import { ableTo, listingOf, type TreeContext } from '../context';
import { versionedItem } from './registryAndArtifacts';
import { groupLabel, metricTooltip, oneLine } from '../labels';

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
        command: openTab(l10n.t('Open charts'), node, 'charts'),
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
      return row(l10n.t('Uncommitted patch'), {
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
      return row(
        l10n.t('Load {step} more ({left} left)', { step: formatNumber(node.step), left: formatNumber(node.left) }),
        {
          icon: 'ellipsis',
          command: run('loadMore', 'Load more', node),
        },
      );
    case 'notice':
      return row(node.text, { icon: 'info' });
    case 'problem':
      return problemItem(node);
  }
}

/** The verbs of which menus on the node wait for those that the tracker can do. */
const workspaceFlags = ['createProject', 'editWebhooks'] as const;
const projectFlags = [
  'createExperiment',
  'editProject',
  'deleteProject',
  'editNotes',
  'newQuery',
  'addShareLink',
  'findBestExperiment',
] as const;
const assetFlags = ['tagAssets', 'deleteAssets'] as const;

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
    context: contextOf('workspace', await ableTo(node, store, needsOf(workspaceFlags))),
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
        ? l10n.t('{count} of {experiments}', {
            count: formatNumber(arranged.experiments.length),
            experiments: formatCount(total, 'experiment'),
          })
        : formatCount(total, 'experiment');
  const metric = choices.metric(node);
  return row(name, {
    icon: 'project',
    collapsible: Collapsed,
    context: contextOf('project', await ableTo(node, store, needsOf(projectFlags))),
    description: dotted(count, metric === null ? null : oneLine(metric)),
    tooltip: lines(
      name,
      description?.slice(0, longestTooltip) ?? null,
      metric === null ? null : l10n.t('Beside each experiment: {metric}', { metric }),
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
  return row(
    arranged === null
      ? l10n.t('Archived')
      : l10n.t('Archived ({count})', { count: formatNumber(arranged.experiments.length) }),
    {
      icon: 'archive',
      collapsible: Collapsed,
    },
  );
}

interface PartLook {
  readonly label: string;
  readonly icon: string;
  /** What a click does with a part that is one document. */
  readonly opens?: 'openOutput' | 'openHtml' | 'openGraph';
}

const partLooks: Readonly<Record<Part, PartLook>> = {
  metrics: { label: l10n.t('Metrics'), icon: 'graph-line' },
  parameters: { label: l10n.t('Parameters'), icon: 'symbol-parameter' },
  code: { label: l10n.t('Code'), icon: 'code' },
  git: { label: l10n.t('Git'), icon: 'source-control' },
  output: { label: l10n.t('Output'), icon: 'output', opens: 'openOutput' },
  assets: { label: l10n.t('Assets'), icon: 'files' },
  models: { label: l10n.t('Models'), icon: 'package' },
  artifacts: { label: l10n.t('Artifacts'), icon: 'layers' },
  html: { label: 'HTML', icon: 'browser', opens: 'openHtml' },
  graph: { label: l10n.t('Graph'), icon: 'type-hierarchy', opens: 'openGraph' },
  system: { label: l10n.t('System'), icon: 'server-process' },
  cloud: { label: l10n.t('Cloud'), icon: 'cloud' },
  others: { label: l10n.t('Others'), icon: 'note' },
};

async function partItem(node: PartNode, { store }: TreeContext): Promise<TreeItem> {
  const { label, icon, opens } = partLooks[node.part];
  const context = contextOf(
    node.part,
    node.part === 'assets' ? await ableTo(node, store, needsOf(['uploadAssets'])) : [],
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
  const fileFlags = asset.remoteUrl === null ? ['download', ...(isReport(asset) ? ['report'] : [])] : [];
  const flags = [...fileFlags, ...(own ? await ableTo(node, store, needsOf(assetFlags)) : [])];
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
    context: contextOf('model', await ableTo(node, store, needsOf(['registerModel']))),
  });
}

const assetTooltip = ({ name, type, size, step, context, remoteUrl, tags }: Asset): string =>
  [
    oneLine(name),
    [type, size === null ? null : formatBytes(size)].filter((fact) => fact !== null).join(', '),
    step === null ? null : l10n.t('Step {step}', { step: formatNumber(step) }),
    context === null ? null : l10n.t('Context {context}', { context: oneLine(context) }),
    tags.length === 0 ? null : tags.map((tag) => `#${oneLine(tag, 40)}`).join(' '),
    remoteUrl === null ? null : l10n.t('Kept at {remoteUrl}', { remoteUrl: oneLine(shownAddress(remoteUrl)) }),
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
  item.accessibilityInformation = { label: l10n.t('Problem: {message} {advice}', { message, advice }).trim() };
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
