/** The experiments that one tab shows together: how they are told apart, their assets and the bytes of these. Knows no tab. */
import { html, nothing, svg, type TemplateResult } from 'lit';
import type { Asset } from '../src/shared/experiment';
import type { Loadable } from '../src/shared/problem';
import type { ExperimentPageState } from '../src/shared/protocol';
import { experimentId, type ExperimentRef } from '../src/shared/reference';
import { AssetBytes, AssetPool } from './assetBytes';
import { paletteSize } from './charts/palette';
import type { ExperimentHost } from './element';
import { icon } from './icons';

export interface ExperimentAssets {
  /** Of the experiment, among all of all connections. */
  readonly id: string;
  readonly reference: ExperimentRef;
  readonly title: string;
  /** The experiment that the page is about: only its assets can be opened and downloaded from here. */
  readonly own: boolean;
  /** In the palette. */
  readonly place: number;
  /** Null while nobody has asked for them. */
  readonly assets: Loadable<readonly Asset[]> | null;
  readonly bytes: AssetBytes;
}

/** Further experiments take the palette's colours again, with other dashes. */
export const inkCount = paletteSize;
export const inkOfPlace = (place: number): string => `ink-${place % inkCount}`;

/** As the charts' palette has them. */
const dashes = ['', '7 3', '2 2', '10 3 2 3', '4 2', '14 4', '8 2 2 2 2 2'];
/** Of the curves of one experiment, which share its colour. */
export const dashOf = (index: number): string => dashes[index % dashes.length] ?? '';

export class ExperimentsShown {
  #pool: AssetPool | null = null;
  readonly #bytes = new Map<string, AssetBytes>();

  /** The page's own first, the others as they were added; `places` as in the charts' arrangement. */
  of(host: ExperimentHost, { reference, experiment, assets, compared }: ExperimentPageState, places: Readonly<Record<string, number>>): readonly ExperimentAssets[] {
    const all = [{ reference, experiment, assets }, ...compared];
    const names = all.map((one) => (one.experiment.state === 'ready' ? one.experiment.value.name : one.reference.key));
    const found = all.map((one, index): ExperimentAssets => {
      const id = experimentId(one.reference);
      const name = names[index] ?? '';
      const title = names.filter((other) => other === name).length > 1 ? `${name} (${one.reference.key.slice(0, 6)})` : name;
      return { id, reference: one.reference, title, own: index === 0, place: places[id] ?? index, assets: one.assets, bytes: this.#bytesOf(host, one.reference, id) };
    });
    for (const id of this.#bytes.keys()) if (!found.some((one) => one.id === id)) this.#bytes.delete(id);
    return found;
  }

  #bytesOf(host: ExperimentHost, reference: ExperimentRef, id: string): AssetBytes {
    const before = this.#bytes.get(id);
    if (before !== undefined) return before;
    this.#pool ??= new AssetPool(host);
    const bytes = new AssetBytes(host, reference, this.#pool);
    this.#bytes.set(id, bytes);
    return bytes;
  }
}

export const assetsOf = ({ assets }: ExperimentAssets): readonly Asset[] => (assets?.state === 'ready' ? assets.value : []);

/** A short line in the experiment's colour; the further on in the palette, the more it is dashed. */
export const swatch = (place: number): TemplateResult => html`<svg class="legend-line ${inkOfPlace(place)}" width="22" height="8" aria-hidden="true">
  ${svg`<line x1="0" x2="22" y1="4" y2="4" stroke-dasharray=${dashOf(Math.floor(place / inkCount))}></line>`}</svg>`;

export const experimentName = ({ title, place }: ExperimentAssets): TemplateResult =>
  html`<span class="experiment-name" title=${title}>${swatch(place)}<bdi>${title}</bdi></span>`;

/** Which experiments' assets are not there yet, or could not be had; nothing when all are. */
export function missingAssets(experiments: readonly ExperimentAssets[]): TemplateResult | typeof nothing {
  const missing = experiments.filter(({ own, assets }) => !own && assets?.state !== 'ready');
  if (missing.length === 0) return nothing;
  return html`<ul class="missing-assets">${missing.map((one) => html`<li>${experimentName(one)}
    ${one.assets?.state === 'failed'
      ? html`<span class="hint warning" role="alert">${icon('warning')} ${one.assets.problem.message} ${one.assets.problem.advice}</span>`
      : html`<span class="hint" role="status" aria-busy="true">Loading its assets…</span>`}</li>`)}</ul>`;
}
