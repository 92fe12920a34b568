/**
 * Histograms as the tracker shows them. The SDK logs one `histogram3d` asset a step; the tracker adds one
 * `histogram_combined_3d` asset for all those of one name and context, which is what its pages draw.
 */
import { createHash } from 'node:crypto';
import type { LabAsset } from '../content';

/** The combined assets that belong to these assets. Their bytes are put together when asked for. */
export function combinedHistograms(assets: Iterable<LabAsset>): LabAsset[] {
  const groups = new Map<string, LabAsset[]>();
  for (const asset of assets) {
    if (asset.type === 'histogram3d') {
      const group = JSON.stringify([asset.name, asset.context]);
      groups.set(group, [...(groups.get(group) ?? []), asset]);
    }
  }
  return [...groups].map(([group, members]) => combined(group, members));
}

/** After single histograms of that name and context came or went: the combined one is made again. */
export function combineAgain(
  assets: Map<string, LabAsset>,
  { name, context }: Pick<LabAsset, 'name' | 'context'>,
): void {
  const group = [...assets.values()].filter((asset) => asset.name === name && asset.context === context);
  for (const { id, type } of group) {
    if (type === 'histogram_combined_3d') {
      assets.delete(id);
    }
  }
  for (const asset of combinedHistograms(group)) {
    assets.set(asset.id, asset);
  }
}

function combined(group: string, members: readonly LabAsset[]): LabAsset {
  const inOrder = members.toSorted((a, b) => (a.step ?? 0) - (b.step ?? 0));
  const [first] = inOrder;
  const opening = (asset: LabAsset): string => `{"step":${JSON.stringify(asset.step)},"histogram":`;
  const before = '{"histograms":[';
  const after = ']}';
  return {
    id: createHash('sha256')
      .update(`${first?.id ?? ''}${group}`)
      .digest('hex')
      .slice(0, 32),
    name: first?.name ?? '',
    type: 'histogram_combined_3d',
    context: first?.context ?? null,
    step: null,
    createdAt: Math.max(...inOrder.map(({ createdAt }) => createdAt)),
    folder: 'assets',
    metadata: null,
    tags: [],
    link: null,
    size:
      before.length +
      after.length +
      inOrder.length -
      1 +
      inOrder.reduce((sum, asset) => sum + opening(asset).length + asset.size + 1, 0),
    bytes: async () => {
      const parts: string[] = [];
      for (const asset of inOrder) {
        parts.push(`${opening(asset)}${new TextDecoder().decode(await asset.bytes())}}`);
      }
      return new TextEncoder().encode(before + parts.join(',') + after);
    },
  };
}
