/** Which assets can be drawn here, and on which tab. Pure. */
import { isHtml, type Asset } from '../../../src/shared/experiment';

export const mediaKinds = ['images', 'audio', 'video', 'text'] as const;
export type MediaKind = (typeof mediaKinds)[number];

export const evaluationKinds = ['matrices', 'curves', 'histograms', 'embeddings', 'tables'] as const;
export type EvaluationKind = (typeof evaluationKinds)[number];

/** Null for what is no medium. Scenes of 3-D points call themselves images and are none. */
export function mediaKindOf({ kind, type }: Asset): MediaKind | null {
  switch (kind) {
    case 'image':
      return type === '3d-image' ? null : 'images';
    case 'audio':
      return 'audio';
    case 'video':
      return 'video';
    case 'text':
      return 'text';
    default:
      return null;
  }
}

/** Null for what is drawn elsewhere or nowhere. */
export function evaluationKindOf({ kind, type, name }: Asset): EvaluationKind | null {
  switch (kind) {
    case 'confusionMatrix':
      return 'matrices';
    case 'curve':
      return 'curves';
    case 'histogram':
      return 'histograms';
    case 'embeddings':
      return 'embeddings';
    case 'dataframe':
      return isHtml(name) ? null : 'tables';
    case 'file':
      return type === 'datagrid' || /\.(csv|tsv)$/i.test(name) ? 'tables' : null;
    default:
      return null;
  }
}

/** Histograms are logged a step at a time; where the tracker has combined them into one asset, that one tells all. */
export function withoutCombinedParts(assets: readonly Asset[]): readonly Asset[] {
  const nameOf = ({ name, context }: Asset): string => JSON.stringify([name, context]);
  const combined = new Set(assets.filter(({ type }) => type === 'histogram_combined_3d').map(nameOf));
  return assets.filter((asset) => asset.type !== 'histogram3d' || !combined.has(nameOf(asset)));
}

/** Of a kind, in the order of the kinds; kinds without any are left out. */
export function byKind<K extends string>(
  assets: readonly Asset[],
  kinds: readonly K[],
  kindOf: (asset: Asset) => K | null,
): ReadonlyMap<K, readonly Asset[]> {
  const found = new Map<K, Asset[]>(kinds.map((kind) => [kind, []]));
  for (const asset of assets) {
    const kind = kindOf(asset);
    if (kind !== null) {
      found.get(kind)?.push(asset);
    }
  }
  return new Map([...found].filter(([, members]) => members.length > 0));
}
