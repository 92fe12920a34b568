/** Metrics of which each experiment logged a single value: tiles that say it, not charts of one dot. Knows no chart. */
import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import type { Summary, SummaryPoint } from '../../../../src/shared/experiment';
import { formatNumber } from '../../../../src/shared/format';
import type { LineColors } from '../../../drawing/palette';
import { swatch } from '../../../drawing/swatch';
import type { GalleryExperiment } from './galleryExperiment';

/**
 * Names of the metrics that have one value in every experiment that logged them. Of a running experiment the next may
 * come.
 */
export function singleValues(experiments: readonly GalleryExperiment[]): ReadonlySet<string> {
  const single = new Set<string>(),
    others = new Set<string>();
  for (const { metrics, state } of experiments) {
    for (const metric of metrics ?? []) {
      (state !== 'running' && isSingle(metric) ? single : others).add(metric.name);
    }
  }
  return new Set([...single].filter((name) => !others.has(name)));
}

/** The first, lowest, highest and last point are one: at the same step and time. */
function isSingle({ current, minimum, maximum }: Summary): boolean {
  if (current === null || minimum === null || maximum === null || (current.step === null && current.time === null)) {
    return false;
  }
  const isSame = (point: SummaryPoint): boolean =>
    point.step === current.step && point.time === current.time && Number(point.value) === Number(current.value);
  return isSame(minimum) && isSame(maximum);
}

export interface ValueTilesOptions {
  readonly names: readonly string[];
  readonly experiments: readonly GalleryExperiment[];
  readonly colorsOf: (experiment: GalleryExperiment) => LineColors;
}

export function valueTiles({ names, experiments, colorsOf }: ValueTilesOptions): TemplateResult | typeof nothing {
  if (names.length === 0) {
    return nothing;
  }
  return html`<ul class="value-tiles" aria-label=${l10n.t('Single values')}>${names.map(
    (name) => html`
    <li class="value-tile" data-value=${name}><span class="chart-name" title=${name}><bdi>${name}</bdi></span>
      ${experiments.flatMap((experiment) => {
        const point = experiment.metrics?.find((metric) => metric.name === name)?.current;
        return point == null ? [] : [valueOf(experiment, point, experiments.length > 1, colorsOf(experiment))];
      })}
    </li>`,
  )}</ul>`;
}

const valueOf = (
  { title }: GalleryExperiment,
  { value, step }: SummaryPoint,
  isNamed: boolean,
  colors: LineColors,
): TemplateResult => html`
  <span class="tile-row">${isNamed ? html`${swatch(colors)}<bdi class="legend-title" title=${title}>${title}</bdi>` : nothing}
    <span class="tile-value" title=${value}>${formatNumber(value)}</span>${isNamed || step === null ? nothing : html`<span class="note">${l10n.t('step {step}', { step: formatNumber(step) })}</span>`}</span>`;
