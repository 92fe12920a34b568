/**
 * The experiments that one tab shows together: how they are told apart, their assets and the bytes of these. Knows no
 * tab.
 */
import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import type { Asset } from '../../../src/shared/experiment';
import type { Loadable } from '../../../src/shared/problem';
import type { AssetVerb, ExperimentPageState } from '../../../src/shared/protocol';
import { experimentId, type ExperimentRef } from '../../../src/shared/reference';
import { AssetBytes, AssetPool } from './assetBytes';
import { paletteSwatch } from '../../drawing/swatch';
import type { ExperimentHost } from '../../elements/element';
import { icon } from '../../elements/icons';
import { iconButton } from '../../elements/parts';

export interface ExperimentAssets {
  /** Of the experiment, among all of all connections. */
  readonly id: string;
  readonly reference: ExperimentRef;
  readonly title: string;
  /** The experiment that the page is about. */
  readonly own: boolean;
  /** In the palette. */
  readonly paletteIndex: number;
  /** Null until they are asked for. */
  readonly assets: Loadable<readonly Asset[]> | null;
  readonly bytes: AssetBytes;
}

export class ExperimentsShown {
  #pool: AssetPool | null = null;
  readonly #bytes = new Map<string, AssetBytes>();

  /** The page's own first, the others as they were added; `paletteIndexes` as in the charts' arrangement. */
  of(
    host: ExperimentHost,
    { reference, experiment, assets, compared }: ExperimentPageState,
    paletteIndexes: Readonly<Record<string, number>>,
  ): readonly ExperimentAssets[] {
    const all = [{ reference, experiment, assets }, ...compared];
    const names = all.map((one) => (one.experiment.state === 'ready' ? one.experiment.value.name : one.reference.key));
    const found = all.map((one, index): ExperimentAssets => {
      const id = experimentId(one.reference);
      const name = names[index] ?? '';
      const title =
        names.filter((other) => other === name).length > 1 ? `${name} (${one.reference.key.slice(0, 8)})` : name;
      return {
        id,
        reference: one.reference,
        title,
        own: index === 0,
        paletteIndex: paletteIndexes[id] ?? index,
        assets: one.assets,
        bytes: this.#bytesOf(host, one.reference, id),
      };
    });
    for (const id of this.#bytes.keys()) {
      if (!found.some((one) => one.id === id)) {
        this.#bytes.delete(id);
      }
    }
    return found;
  }

  #bytesOf(host: ExperimentHost, reference: ExperimentRef, id: string): AssetBytes {
    const before = this.#bytes.get(id);
    if (before !== undefined) {
      return before;
    }
    this.#pool ??= new AssetPool(host);
    const bytes = new AssetBytes(host, reference, this.#pool);
    this.#bytes.set(id, bytes);
    return bytes;
  }
}

export const assetsOf = ({ assets }: ExperimentAssets): readonly Asset[] =>
  assets?.state === 'ready' ? assets.value : [];

export const experimentName = ({ title, paletteIndex }: ExperimentAssets): TemplateResult =>
  html`<span class="experiment-name" title=${title}>${paletteSwatch(paletteIndex)}<bdi>${title}</bdi></span>`;

/** Buttons for one of the experiment's assets; none where only a reference to it is kept. */
export function assetButtons(
  host: ExperimentHost,
  { reference }: ExperimentAssets,
  { id, name, remoteUrl }: Asset,
): TemplateResult | typeof nothing {
  if (remoteUrl !== null) {
    return nothing;
  }
  const act = (verb: AssetVerb) => (): void => host.do('assetVerb', { verb, of: reference, assetId: id });
  return html`${iconButton('open', l10n.t('Open {name}', { name }), act('openAsset'))}${iconButton('download', l10n.t('Download {name}', { name }), act('downloadAsset'))}`;
}

/** Which experiments' assets are not there yet, or could not be had; nothing when all are. */
export function missingAssets(experiments: readonly ExperimentAssets[]): TemplateResult | typeof nothing {
  const missing = experiments.filter(({ own, assets }) => !own && assets?.state !== 'ready');
  if (missing.length === 0) {
    return nothing;
  }
  return html`<ul class="missing-assets">${missing.map(
    (one) => html`<li>${experimentName(one)}
    ${
      one.assets?.state === 'failed'
        ? html`<span class="hint warning" role="alert">${icon('warning')} ${one.assets.problem.message} ${one.assets.problem.advice}</span>`
        : html`<span class="hint" role="status" aria-busy="true">${l10n.t('Loading its assets…')}</span>`
    }</li>`,
  )}</ul>`;
}
