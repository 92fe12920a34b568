/**
 * Assets as a tree: by the folders in their names, by type or by step; found, sorted and summed. Pure; knows no page.
 */
import * as l10n from '@vscode/l10n';
import type { Asset, AssetKind } from '../../../src/shared/experiment';
import { formatNumber } from '../../../src/shared/format';
import type { AssetGrouping } from '../../arrangement';
import { naturalOrder } from '../../../src/shared/series/series';

export const sortings = ['name', 'type', 'step', 'size', 'logged'] as const;
export interface Sorting {
  readonly by: (typeof sortings)[number];
  readonly descending: boolean;
}

export interface AssetGroup {
  readonly kind: 'group';
  /** Unique in the tree. */
  readonly id: string;
  readonly title: string;
  readonly children: readonly AssetNode[];
  /** Assets below, however deep. */
  readonly count: number;
  /** Bytes of all of them whose size is known; null when none is. */
  readonly size: number | null;
}

export interface AssetLeaf {
  readonly kind: 'asset';
  readonly id: string;
  readonly title: string;
  readonly asset: Asset;
}

export type AssetNode = AssetGroup | AssetLeaf;

/** A node, whatever is folded around it. */
export interface AssetRow {
  readonly node: AssetNode;
  /** 1 at the top. */
  readonly level: number;
  /** Among its siblings, from 1 on, and how many they are. */
  readonly position: number;
  readonly siblings: number;
  /** The row of the group around it; -1 at the top. */
  readonly parent: number;
}

export const kindTitles: Readonly<Record<AssetKind, string>> = {
  image: l10n.t('Images'),
  video: l10n.t('Videos'),
  audio: l10n.t('Audio'),
  model: l10n.t('Models'),
  confusionMatrix: l10n.t('Confusion matrices'),
  curve: l10n.t('Curves'),
  histogram: l10n.t('Histograms'),
  embeddings: l10n.t('Embeddings'),
  text: l10n.t('Text samples'),
  dataframe: l10n.t('Data frames'),
  notebook: l10n.t('Notebooks'),
  code: l10n.t('Source code'),
  file: l10n.t('Files'),
};
const kinds = Object.keys(kindTitles);

/** The tracker's own word, else ours. */
export const typeOf = ({ type, kind }: Asset): string => type ?? kind;

/** Every word occurs in name, type, context, tags or folder; case does not matter. */
export function assetsHolding(assets: readonly Asset[], query: string): readonly Asset[] {
  const words = query
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  if (words.length === 0) {
    return assets;
  }
  return assets.filter((asset) => {
    const text = [
      asset.name,
      typeOf(asset),
      kindTitles[asset.kind],
      asset.context ?? '',
      asset.folder ?? '',
      ...asset.tags,
    ]
      .join('\n')
      .toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

export const sizeOf = (assets: readonly Asset[]): number | null =>
  assets.every(({ size }) => size === null) ? null : assets.reduce((sum, { size }) => sum + (size ?? 0), 0);

/** The whole tree; of equal names the earlier step first, groups before assets. */
export function assetTree(assets: readonly Asset[], grouping: AssetGrouping, sorting: Sorting): readonly AssetNode[] {
  const root: Branch = { title: '', rank: 0, groups: new Map(), assets: [] };
  for (const asset of assets) {
    let branch = root;
    for (const step of pathOf(asset, grouping)) {
      let next = branch.groups.get(step.title);
      if (next === undefined) {
        branch.groups.set(step.title, (next = { ...step, groups: new Map(), assets: [] }));
      }
      branch = next;
    }
    branch.assets.push(asset);
  }
  return nodesOf(root, '', grouping, sorting);
}

interface Branch {
  readonly title: string;
  /** Groups of different ranks stand in that order, whatever their names. */
  readonly rank: number;
  readonly groups: Map<string, Branch>;
  readonly assets: Asset[];
}

type Step = Pick<Branch, 'title' | 'rank'>;

function pathOf(asset: Asset, grouping: AssetGrouping): readonly Step[] {
  switch (grouping) {
    case 'folder':
      return [...modelOf(asset), ...partsOf(asset.name).slice(0, -1)].map((title) => ({ title, rank: 0 }));
    case 'type':
      return [
        { title: kindTitles[asset.kind], rank: kinds.indexOf(asset.kind) },
        ...modelOf(asset)
          .slice(1)
          .map((title) => ({ title, rank: 0 })),
      ];
    case 'step':
      return [
        asset.step === null
          ? { title: l10n.t('Without step'), rank: 1 }
          : { title: l10n.t('Step {step}', { step: formatNumber(asset.step) }), rank: 0 },
      ];
  }
}

/** Files of one model lie in a folder of its name. */
const modelOf = ({ kind, folder }: Asset): readonly string[] =>
  kind === 'model' && folder?.startsWith('models/') === true
    ? ['models', ...partsOf(folder.slice('models/'.length))]
    : [];

/** No reader folds folders that far down; a name of nothing but slashes is no reason for a tree of thousands of levels. */
const mostParts = 40;

function partsOf(name: string): readonly string[] {
  const parts = name.split('/').filter((part) => part.trim() !== '');
  if (parts.length > mostParts) {
    return [...parts.slice(0, mostParts - 1), parts.slice(mostParts - 1).join('/')];
  }
  return parts.length === 0 ? [name] : parts;
}

function nodesOf(branch: Branch, path: string, grouping: AssetGrouping, sorting: Sorting): readonly AssetNode[] {
  const groups = [...branch.groups.values()].map((one): AssetGroup & Step => {
    const id = `${path}/${encodeURIComponent(wellFormed(one.title))}`;
    const children = nodesOf(one, id, grouping, sorting);
    const sizes = children
      .map((child) => (child.kind === 'group' ? child.size : child.asset.size))
      .filter((size) => size !== null);
    return {
      kind: 'group',
      id,
      title: one.title,
      rank: one.rank,
      children,
      count: children.reduce((sum, child) => sum + (child.kind === 'group' ? child.count : 1), 0),
      size: sizes.length === 0 ? null : sizes.reduce((sum, size) => sum + size, 0),
    };
  });
  const direction = sorting.descending ? -1 : 1;
  groups.sort(
    (one, other) =>
      one.rank - other.rank ||
      (sorting.by === 'size' ? byNumber(one.size, other.size, direction) : 0) ||
      (sorting.by === 'name' ? direction : 1) * naturalOrder(one.title, other.title),
  );
  const leaves = branch.assets.map((asset): AssetLeaf => ({
    kind: 'asset',
    id: `asset ${asset.id}`,
    title: grouping === 'folder' ? (partsOf(asset.name).at(-1) ?? asset.name) : asset.name,
    asset,
  }));
  leaves.sort(
    (one, other) =>
      bySorting(one, other, sorting.by, direction) ||
      naturalOrder(one.title, other.title) ||
      byNumber(one.asset.step, other.asset.step, 1) ||
      byNumber(one.asset.createdAt, other.asset.createdAt, 1),
  );
  return [...groups, ...leaves];
}

function bySorting(one: AssetLeaf, other: AssetLeaf, by: Sorting['by'], direction: 1 | -1): number {
  switch (by) {
    case 'name':
      return direction * naturalOrder(one.title, other.title);
    case 'type':
      return direction * naturalOrder(typeOf(one.asset), typeOf(other.asset));
    case 'step':
      return byNumber(one.asset.step, other.asset.step, direction);
    case 'size':
      return byNumber(one.asset.size, other.asset.size, direction);
    case 'logged':
      return byNumber(one.asset.createdAt, other.asset.createdAt, direction);
  }
}

/** Without a number last, both ways. */
const byNumber = (one: number | null, other: number | null, direction: 1 | -1): number =>
  one === null || other === null ? Number(one === null) - Number(other === null) : direction * (one - other);

/** Half a character is no text that can be encoded. */
const wellFormed = (text: string): string => text.replace(/\p{Cs}/gu, '\ufffd');

/** What is left to be seen when those groups are folded, from top to bottom. */
export function rowsOf(nodes: readonly AssetNode[], folded: ReadonlySet<string>): readonly AssetRow[] {
  const rows: AssetRow[] = [];
  const add = (siblings: readonly AssetNode[], level: number, parent: number): void => {
    siblings.forEach((node, index) => {
      rows.push({ node, level, position: index + 1, siblings: siblings.length, parent });
      if (node.kind === 'group' && !folded.has(node.id)) {
        add(node.children, level + 1, rows.length - 1);
      }
    });
  };
  add(nodes, 1, -1);
  return rows;
}

export function groupIds(nodes: readonly AssetNode[]): readonly string[] {
  return nodes.flatMap((node) => (node.kind === 'group' ? [node.id, ...groupIds(node.children)] : []));
}
