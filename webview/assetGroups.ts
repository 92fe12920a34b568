/** Assets that were logged again and again under one name, together. Pure. */
import type { Asset } from '../src/shared/experiment';
import { naturalOrder } from '../src/shared/series';

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
    if (members === undefined) groups.set(id, [asset]);
    else members.push(asset);
  }
  return [...groups].map(([id, members]): AssetGroup => ({
    id, name: members[0]?.name ?? '', context: members[0]?.context ?? null,
    members: members.sort((one, other) => (one.step ?? Infinity) - (other.step ?? Infinity) || (one.createdAt ?? 0) - (other.createdAt ?? 0)),
  })).sort((one, other) => naturalOrder(one.name, other.name) || naturalOrder(one.context ?? '', other.context ?? ''));
}

/** The member that was the newest at that step; the first when all are newer. */
export function memberAt({ members }: AssetGroup, step: number): number {
  const found = members.findLastIndex((member) => member.step !== null && member.step <= step);
  return Math.max(0, found);
}
