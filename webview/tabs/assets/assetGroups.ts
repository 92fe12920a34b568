/** Assets that were logged again and again under one name, together. Pure. */
import type { Asset } from '../../../src/shared/experiment';
import { naturalOrder } from '../../../src/shared/series/series';

export interface AssetGroup {
  /** Unique among the groups. */
  readonly id: string;
  readonly name: string;
  readonly context: string | null;
  /** By step, those without one last as they were logged; never empty. */
  readonly members: readonly Asset[];
}

/** Groups of one name and run context, in natural order of the names. */
export function groupAssets(assets: readonly Asset[]): readonly AssetGroup[] {
  const groups = new Map<string, Asset[]>();
  for (const asset of assets) {
    const id = JSON.stringify([asset.name, asset.context]);
    const members = groups.get(id);
    if (members === undefined) {
      groups.set(id, [asset]);
    } else {
      members.push(asset);
    }
  }
  return [...groups]
    .map(([id, members]): AssetGroup => ({
      id,
      name: members[0]?.name ?? '',
      context: members[0]?.context ?? null,
      members: members.sort(
        (one, other) =>
          (one.step ?? Infinity) - (other.step ?? Infinity) || (one.createdAt ?? 0) - (other.createdAt ?? 0),
      ),
    }))
    .sort((one, other) => naturalOrder(one.name, other.name) || naturalOrder(one.context ?? '', other.context ?? ''));
}

/** The member that was the newest at that step; the first when all are newer. */
export function memberAt({ members }: AssetGroup, step: number): number {
  const found = members.findLastIndex((member) => member.step !== null && member.step <= step);
  return Math.max(0, found);
}

/** What several experiments logged under one name. */
export interface AssetRow {
  /** Unique among the rows. */
  readonly id: string;
  readonly name: string;
  readonly context: string | null;
  /** All steps at which any of them logged one, ascending; a last null when some were logged without a step. */
  readonly steps: readonly (number | null)[];
  /** By experiment; those that logged none are left out. */
  readonly groups: ReadonlyMap<string, AssetGroup>;
}

/** Rows of one name and run context over all experiments, in natural order of the names. */
export function comparedRows(all: ReadonlyMap<string, readonly Asset[]>): readonly AssetRow[] {
  const rows = new Map<string, Map<string, AssetGroup>>();
  for (const [experiment, assets] of all) {
    for (const group of groupAssets(assets)) {
      const row = rows.get(group.id) ?? new Map<string, AssetGroup>();
      rows.set(group.id, row.set(experiment, group));
    }
  }
  return [...rows]
    .map(([id, groups]): AssetRow => {
      const [first] = groups.values();
      const steps = new Set([...groups.values()].flatMap(({ members }) => members.map(({ step }) => step)));
      return {
        id,
        groups,
        name: first?.name ?? '',
        context: first?.context ?? null,
        steps: [...steps].sort((one, other) => (one ?? Infinity) - (other ?? Infinity)),
      };
    })
    .sort((one, other) => naturalOrder(one.name, other.name) || naturalOrder(one.context ?? '', other.context ?? ''));
}

/** What an experiment has to show at a step, and how far that is from what was asked for. */
export type Found =
  | { readonly state: 'none' }
  /** Logged at later steps only. */
  | { readonly state: 'later'; readonly first: number }
  /** All of the nearest step at or before it, or of none; never empty. */
  | {
      readonly state: 'found';
      readonly assets: readonly Asset[];
      readonly step: number | null;
      readonly exact: boolean;
    };

export function foundAt({ groups }: AssetRow, experiment: string, step: number | null): Found {
  const members = groups.get(experiment)?.members;
  if (members === undefined) {
    return { state: 'none' };
  }
  const before = members.filter((member) => member.step !== null && member.step <= (step ?? Infinity));
  const without = members.filter((member) => member.step === null);
  const nearest = step === null && without.length > 0 ? null : (before.at(-1)?.step ?? null);
  const assets = nearest === null ? without : before.filter((member) => member.step === nearest);
  if (assets.length === 0) {
    return { state: 'later', first: members[0]?.step ?? 0 };
  }
  return { state: 'found', assets, step: nearest, exact: nearest === step };
}

/** The last place of a row's slider at or before a step; the first when all are later. */
export function memberIndexAt({ steps }: Pick<AssetRow, 'steps'>, step: number | null): number {
  return Math.max(
    0,
    steps.findLastIndex((one) => step === null || (one !== null && one <= step)),
  );
}
