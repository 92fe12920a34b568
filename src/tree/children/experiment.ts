/** What stands below an experiment: asked for when it is opened, never before. Knows the store and nodes, no vscode. */
import * as l10n from '@vscode/l10n';
import { type Asset, type AssetKind, type GitState, type Summary, type SystemDetails } from '../../shared/experiment';
import { formatBytes, formatCount, type Countable } from '../../shared/format';
import { toProblem } from '../../shared/problem';
import type { CloudDetails } from '../../shared/project';
import type { ExperimentRef } from '../../shared/reference';
import type { Capability, Store } from '../../store/store';
import { byName } from '../listings/arrange';
import { experimentArtifactNodes } from './artifacts';
import { distinctIds, factNodes, orNotice, rows, type Row } from './keyValues';
import { entriesAt, type FolderEntries } from './folders';
import { childId, parts, problemNode, type FolderNode, type Node, type Part, type PartNode } from '../nodes';
import { ableTo } from '../context';

/** Parts that not every tracker keeps. */
const optionalParts = {
  code: 'code',
  git: 'git',
  output: 'output',
  assets: 'files',
  models: 'models',
  artifacts: 'artifacts',
  html: 'reports',
  graph: 'graphs',
  system: 'system',
  cloud: 'system.cloud',
  others: 'others',
} as const satisfies Partial<Record<Part, Capability>>;
const isOptional = (part: Part): part is keyof typeof optionalParts => part in optionalParts;

export async function partNodes(parent: Node & ExperimentRef, store: Store): Promise<PartNode[]> {
  const { connection, key } = parent;
  const able = await ableTo(parent, store, optionalParts);
  return parts
    .filter((part) => !isOptional(part) || able.includes(part))
    .map((part) => ({ kind: 'part', id: childId(parent, 'part', part), parent, connection, key, part }));
}

/** Rejects with a BackendError. */
export async function childrenOfPart(node: PartNode | FolderNode, store: Store): Promise<Node[]> {
  const path = node.kind === 'folder' ? node.path : [];
  switch (node.part) {
    case 'metrics':
      return metricNodes(node, await store.details.metrics(node));
    case 'parameters':
      return orNotice(
        node,
        factNodes(node, summaryRows(await store.details.parameters(node)), 'symbol-parameter'),
        l10n.t('No parameters were logged.'),
      );
    case 'code':
      return codeNodes(
        node,
        entriesAt(await store.details.code(node), (file) => file.path, path),
      );
    case 'git':
      return gitNodes(node, store);
    case 'output':
    case 'html':
    case 'graph':
      return [];
    case 'assets':
      return assetNodes(node, entriesAt(await store.details.assets(node), assetPath, path));
    case 'models':
      return modelNodes(node, store);
    case 'artifacts':
      return experimentArtifactNodes(node, store);
    case 'cloud':
      return cloudNodes(node, await store.details.cloud(node));
    case 'system':
      return systemNodes(node, await store.details.system(node));
    case 'others':
      return orNotice(
        node,
        factNodes(node, summaryRows(await store.details.others(node)), 'symbol-string'),
        l10n.t('Nothing else was logged.'),
      );
  }
}

function metricNodes(parent: PartNode | FolderNode, summaries: readonly Summary[]): Node[] {
  const { connection, key } = parent;
  const shown = summaries.filter(({ ofMachine }) => !ofMachine).sort((one, other) => byName(one.name, other.name));
  const ids = distinctIds(
    parent,
    'metric',
    shown.map(({ name }) => name),
  );
  return orNotice(
    parent,
    shown.map((summary, index) => ({ kind: 'metric', id: ids[index] ?? '', parent, connection, key, summary })),
    l10n.t('No metrics were logged.'),
  );
}

function codeNodes(
  parent: PartNode | FolderNode,
  { folders, files }: FolderEntries<{ readonly path: string; readonly size: number | null }>,
): Node[] {
  const { connection, key } = parent;
  const ids = distinctIds(
    parent,
    'codeFile',
    files.map(({ item }) => item.path),
  );
  return orNotice(
    parent,
    [
      ...folderNodes(parent, 'code', folders),
      ...files.map(({ item, label }, index): Node => ({
        kind: 'codeFile',
        id: ids[index] ?? '',
        parent,
        connection,
        key,
        path: item.path,
        label,
        size: item.size,
      })),
    ],
    l10n.t('No code was logged.'),
  );
}

async function gitNodes(parent: PartNode | FolderNode, store: Store): Promise<Node[]> {
  const { connection, key } = parent;
  const [git, patch] = await Promise.allSettled([store.details.git(parent), store.details.patch(parent)]);
  if (git.status === 'rejected') {
    throw git.reason;
  }
  const nodes: Node[] = factNodes(parent, gitRows(git.value), 'git-commit');
  // What Git knows stands even where the patch, a whole text, does not arrive.
  if (patch.status === 'rejected') {
    nodes.push(problemNode(parent, toProblem(patch.reason)));
  } else if (patch.value !== null) {
    nodes.push({
      kind: 'patch',
      id: childId(parent, 'patch', ''),
      parent,
      connection,
      key,
      files: changedFiles(patch.value),
    });
  }
  return orNotice(parent, nodes, l10n.t('No Git state was logged.'));
}

const changedFiles = (patch: string): number => patch.match(/^diff --git /gm)?.length ?? 0;

const gitRows = (git: GitState | null): Row[] =>
  git === null
    ? []
    : rows({
        Branch: [git.branch, 'git-branch'],
        Commit: git.commit,
        Origin: [git.origin, 'repo'],
        'Root commit': git.root,
        User: [git.user, 'account'],
      });

function assetNodes(parent: PartNode | FolderNode, { folders, files }: FolderEntries<Asset>): Node[] {
  const { connection, key } = parent;
  return orNotice(
    parent,
    [
      ...folderNodes(parent, 'assets', folders),
      ...files.map(({ item, label }): Node => ({
        kind: 'asset',
        id: childId(parent, 'asset', item.id),
        parent,
        connection,
        key,
        assetId: item.id,
        label,
        asset: item,
      })),
    ],
    l10n.t('No assets were logged.'),
  );
}

const kindFolders: Readonly<Record<AssetKind, string>> = {
  audio: 'audio',
  code: 'code',
  confusionMatrix: l10n.t('confusion matrices'),
  curve: 'curves',
  dataframe: l10n.t('data frames'),
  embeddings: 'embeddings',
  file: 'files',
  histogram: 'histograms',
  image: 'images',
  model: 'models',
  notebook: 'notebooks',
  text: 'text',
  video: 'videos',
};

/** Trackers lump most things into one folder of theirs: only `models/<name>` says more than the kind does. */
export function assetPath({ folder, kind, name }: Asset): string {
  return `${folder !== null && folder.includes('/') ? folder : kindFolders[kind]}/${name}`;
}

function folderNodes(
  parent: PartNode | FolderNode,
  part: FolderNode['part'],
  folders: FolderEntries<unknown>['folders'],
): FolderNode[] {
  const { connection, key } = parent;
  return folders.map(({ path, label, count }) => ({
    kind: 'folder',
    id: childId(parent, 'folder', label),
    parent,
    connection,
    key,
    part,
    path,
    label,
    count,
  }));
}

async function modelNodes(parent: PartNode | FolderNode, store: Store): Promise<Node[]> {
  const { connection, key } = parent;
  const models = await store.details.models(parent);
  const ids = distinctIds(
    parent,
    'model',
    models.map(({ name }) => name),
  );
  return orNotice(
    parent,
    models.map((model, index) => ({
      kind: 'model',
      id: ids[index] ?? '',
      parent,
      connection,
      key,
      model: model.name,
      registered: model.registered.map(({ name, version }) => `${name} ${version}`),
    })),
    l10n.t('No models were logged.'),
  );
}

function systemNodes(parent: PartNode | FolderNode, system: SystemDetails): Node[] {
  const count = (things: readonly unknown[], noun: Countable): string | null =>
    things.length === 0 ? null : formatCount(things.length, noun);
  const cards = system.graphicsCards.map(({ index, name, totalMemory }): [string, [string, string]] => [
    l10n.t('Graphics card {index}', { index }),
    [totalMemory === null ? name : `${name}, ${formatBytes(totalMemory)}`, 'circuit-board'],
  ]);
  const known = rows({
    'Operating system': [system.operatingSystem, 'vm'],
    Machine: [system.machine, 'server'],
    Processor: [system.processor, 'chip'],
    Memory: [system.totalMemory === null ? null : formatBytes(system.totalMemory), 'database'],
    ...Object.fromEntries(cards),
    Host: [system.hostname, 'server-environment'],
    Address: [system.ip, 'globe'],
    User: [system.user, 'account'],
    Python: [system.pythonVersion, 'snake'],
    Executable: [system.executable, 'file-binary'],
    Command: [system.command.length === 0 ? null : system.command.join(' '), 'terminal'],
    Process: [system.pid === null ? null : String(system.pid), 'pulse'],
    'Installed packages': [count(system.installedPackages, 'package'), 'package'],
    'System packages': [count(system.osPackages, 'package'), 'package'],
    Environment: [count(Object.keys(system.environment), 'variable'), 'symbol-variable'],
    'System metrics': [count(system.systemMetricNames, 'metric'), 'dashboard'],
  });
  const additional = system.additional.map(({ key, value }): Row => ({ name: key, value, icon: 'info' }));
  return orNotice(
    parent,
    factNodes(parent, [...known, ...additional], 'info'),
    l10n.t('Nothing is known of the machine.'),
  );
}

function cloudNodes(parent: PartNode | FolderNode, cloud: CloudDetails | null): Node[] {
  if (cloud === null) {
    return orNotice(parent, [], l10n.t('No cloud is known to have run it.'));
  }
  const metadata = Object.entries(cloud.metadata).map(([name, value]): Row => ({
    name,
    value: typeof value === 'string' ? value : JSON.stringify(value),
  }));
  return factNodes(parent, [{ name: l10n.t('Provider'), value: cloud.provider, icon: 'cloud' }, ...metadata], 'info');
}

const summaryRows = (summaries: readonly Summary[]): Row[] =>
  summaries
    .map(({ name, current }) => ({ name, value: current?.value ?? '' }))
    .sort((one, other) => byName(one.name, other.name));
