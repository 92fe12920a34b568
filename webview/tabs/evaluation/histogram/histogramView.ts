/** Histograms of one name: as a ridge over the steps, as a heat map, one step at a time, or as a table. */
import * as l10n from '@vscode/l10n';
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { formatCount, formatNumber } from '../../../../src/shared/format';
import { textOf } from '../../assets/assetBytes';
import type { AssetGroup } from '../../assets/assetGroups';
import { PageElement, type ExperimentHost } from '../../../elements/element';
import type { ExperimentAssets } from '../../assets/experimentAssets';
import { part } from '../../../elements/parts';
import { between } from '../../../drawing/marks';
import { axes, widthOfMarks, Width, type Frame } from '../../../drawing/plotFrame';
import { Question } from '../../../elements/question';
import { stepInWords, stepSlider } from '../../../elements/stepSlider';
import { ThemeChange } from '../../../drawing/theme';
import { Visibility } from '../../../elements/visibility';
import { quantile, readHistograms, type Histogram } from './histogram';
import {
  bars,
  binCount,
  cut,
  heatMarks,
  linearCounts,
  logarithmicCounts,
  paintHeat,
  prepare,
  ridgeAt,
  ridges,
  widestStep,
  type CountScale,
  type Drawing,
} from './histogramDrawing';
import { plotTable, tableButton, type PlotTable } from '../plotTable';

export const histogramModes = ['ridge', 'heat', 'single'] as const;
export type HistogramMode = (typeof histogramModes)[number];

const height = 260;
const margins = { left: 14, right: 64, top: 10, bottom: 26 };

export class HistogramView extends PageElement {
  static override properties = {
    host: { attribute: false },
    experiment: { attribute: false },
    group: { attribute: false },
    mode: { attribute: false },
    logarithmic: { attribute: false },
    place: { state: true },
    pointed: { state: true },
    asTable: { state: true },
  };

  declare host: ExperimentHost;
  declare experiment: ExperimentAssets;
  declare group: AssetGroup;
  declare mode: HistogramMode;
  /** Counts on a logarithmic scale. */
  declare logarithmic: boolean;
  declare place: number;
  declare pointed: { readonly bin: number; readonly place: number } | null;
  declare asTable: boolean;

  readonly #question = new Question(this, async ({ assetIds }: { of: string; assetIds: readonly string[] }) =>
    prepare(
      (
        await Promise.all(
          assetIds.map(async (id) => readHistograms(textOf(await this.experiment.bytes.read(id)), this.#stepOf(id))),
        )
      ).flat(),
    ),
  );
  readonly #visibility = new Visibility(this, () => this.requestUpdate());
  readonly #width = new Width(this);

  constructor() {
    super();
    this.logarithmic = false;
    this.place = Infinity;
    this.pointed = null;
    this.asTable = false;
    new ThemeChange(this);
  }

  override render(): TemplateResult {
    const { group, experiment } = this;
    if (this.#visibility.visible) {
      this.#question.want({ of: experiment.id, assetIds: group.members.map(({ id }) => id) }, 0);
    }
    return html`<figure class="plot-card">
      <figcaption><span class="tile-name" title=${group.name}><bdi>${group.name}</bdi>${group.context === null ? nothing : html` <span class="hint">${group.context}</span>`}</span>
        ${tableButton(group.name, this.asTable, (asTable) => (this.asTable = asTable))}</figcaption>
      ${part(this.#question.answer, { what: l10n.t('the histogram'), host: this.host, retry: this.#question.retry }, (drawing) => this.#draw(drawing))}
    </figure>`;
  }

  override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    const canvas = this.querySelector('canvas');
    if (canvas !== null && this.#question.answer.state === 'ready') {
      paintHeat(canvas, this.#question.answer.value, this.#scale);
    }
  }

  get #scale(): CountScale {
    return this.logarithmic ? logarithmicCounts : linearCounts;
  }

  #stepOf(id: string): number | null {
    return this.group.members.find((member) => member.id === id)?.step ?? null;
  }

  #draw(drawing: Drawing): TemplateResult {
    const { histograms } = drawing;
    const mode = histograms.length === 1 ? 'single' : this.mode;
    const place = Math.min(this.place, histograms.length - 1);
    return html`
      ${histograms.every(({ bins }) => bins.length === 0) ? nothing : this.asTable ? plotTable(this.host, tableOf(this.group.name, histograms, mode === 'single' ? (histograms[place] ?? null) : null)) : this.#plot(drawing, mode, place)}
      ${mode === 'single' ? stepSlider({ label: l10n.t('Step of {name}', { name: this.group.name }), steps: histograms.map(({ step }) => step), place, move: (next) => (this.place = next) }) : nothing}
      <p class="plot-words note" role="status">${this.#words(drawing, mode === 'single' ? place : histograms.length - 1)}</p>`;
  }

  #plot(drawing: Drawing, mode: HistogramMode, place: number): TemplateResult {
    const { histograms, from, to } = drawing;
    const frame: Frame = {
      left: margins.left,
      top: margins.top,
      width: Math.max(
        40,
        this.#width.pixels -
          margins.left -
          Math.max(margins.right, widestStep(histograms) + 14, widthOfMarks({ from, to }, height, false)) -
          18,
      ),
      height: height - margins.top - margins.bottom,
      x: { from, to },
      y: { from: 0, to: 1 },
    };
    const label = l10n.t('Histogram {name}, {steps}', {
      name: this.group.name,
      steps: formatCount(histograms.length, 'step'),
    });
    return html`
      <div class="plot-area" @pointermove=${(event: PointerEvent) => this.#point(event, drawing, frame, mode, place)} @pointerleave=${() => (this.pointed = null)}>
        ${mode !== 'heat' ? nothing : html`<canvas .style=${`left: ${frame.left}px; top: ${frame.top}px; width: ${frame.width}px; height: ${frame.height}px`}></canvas>`}
        <svg role="img" aria-label=${label} width="100%" height=${height}>
          ${mode === 'ridge' ? ridges(drawing, frame, this.pointed?.place ?? null, this.#scale) : mode === 'heat' ? heatMarks(drawing, frame) : bars(drawing, frame, place, this.#scale)}
          ${mode === 'heat' ? nothing : axes(frame, { yMarks: false })}
        </svg>
      </div>`;
  }

  #point(event: PointerEvent, { histograms }: Drawing, frame: Frame, mode: HistogramMode, shown: number): void {
    const { left, top } = (event.currentTarget as HTMLElement).getBoundingClientRect();
    const across = (event.clientX - left - frame.left) / frame.width;
    const down = (event.clientY - top - frame.top) / frame.height;
    if (across < 0 || across > 1 || down < 0 || down > 1) {
      this.pointed = null;
    } else if (mode === 'heat') {
      this.pointed = { bin: cut(1 - down, binCount), place: cut(across, histograms.length) };
    } else {
      this.pointed = {
        bin: cut(across, binCount),
        place: mode === 'single' ? shown : ridgeAt(down, histograms.length),
      };
    }
  }

  #words({ histograms, from, to, counts }: Drawing, place: number): string {
    const { pointed } = this;
    const at = pointed?.place ?? place;
    const histogram = histograms[at];
    if (histogram === undefined) {
      return '';
    }
    const step = stepInWords(histogram.step, at, histograms.length);
    const all = [formatCount(histogram.count, 'value'), ...beyondInWords(histogram)].join(', ');
    if (histogram.bins.length === 0) {
      return `${step}: ${all}`;
    }
    if (pointed === null) {
      const spread = spreadInWords(histogram, to - from);
      return histogram.below === null && histogram.above === null
        ? `${step}: ${all}, ${spread}`
        : l10n.t('{step}: {values}; of the others {spread}', { step, values: all, spread });
    }
    const edge = (bin: number): string => formatNumber(round(between(from, to, bin / binCount)));
    return l10n.t('{step}: about {count} of {values} from {low} to {high}', {
      step,
      count: formatNumber(Math.round(counts[at]?.[pointed.bin] ?? 0)),
      values: all,
      low: edge(pointed.bin),
      high: edge(pointed.bin + 1),
    });
  }
}

/** What no bin with two ends holds, as infinite weights. */
const beyondInWords = ({ below, above }: Histogram): readonly string[] => [
  ...(below === null
    ? []
    : [l10n.t('{count} below {edge}', { count: formatNumber(below.count), edge: formatNumber(round(below.edge)) })]),
  ...(above === null
    ? []
    : [l10n.t('{count} above {edge}', { count: formatNumber(above.count), edge: formatNumber(round(above.edge)) })]),
];

function spreadInWords(histogram: Histogram, width: number): string {
  // Bins next to the offset are far narrower than anybody wants to know.
  const finest = width * 1e-5;
  const inWords = (share: number): string => {
    const value = quantile(histogram, share),
      coarse = Math.round(value / finest) * finest;
    return formatNumber(round(finest > 0 && Number.isFinite(coarse) ? coarse : value));
  };
  return l10n.t('median {median}, 5 to 95 %: {low} to {high}', {
    median: inWords(0.5),
    low: inWords(0.05),
    high: inWords(0.95),
  });
}

/**
 * The bins of one step as they were logged, the values beyond the edges among them, or where the values of each step
 * lie.
 */
function tableOf(name: string, histograms: readonly Histogram[], single: Histogram | null): PlotTable {
  if (single !== null) {
    return {
      label: l10n.t('Histogram {name}', { name }),
      noun: 'bin',
      headings: [l10n.t('From'), l10n.t('To'), l10n.t('Count')],
      rows: [
        ...beyondRow(-Infinity, single.below),
        ...single.bins.map(({ from, to, count }) => [from, to, count]),
        ...beyondRow(Infinity, single.above),
      ],
    };
  }
  return {
    label: l10n.t('Histograms {name}', { name }),
    noun: 'step',
    headings: [
      l10n.t('Step'),
      l10n.t('Values'),
      l10n.t('Beyond the edges'),
      l10n.t('Lowest'),
      '5 %',
      '25 %',
      l10n.t('Median'),
      '75 %',
      '95 %',
      l10n.t('Highest'),
    ],
    rows: histograms.map((histogram) => [
      histogram.step,
      histogram.count,
      (histogram.below?.count ?? 0) + (histogram.above?.count ?? 0),
      histogram.bins[0]?.from ?? null,
      ...[0.05, 0.25, 0.5, 0.75, 0.95].map((share) => quantile(histogram, share)),
      histogram.bins.at(-1)?.to ?? null,
    ]),
  };
}

const beyondRow = (end: number, beyond: Histogram['below']): readonly (readonly number[])[] =>
  beyond === null ? [] : [end < 0 ? [end, beyond.edge, beyond.count] : [beyond.edge, end, beyond.count]];

const round = (value: number): number => Number(value.toPrecision(4));

customElements.define('histogram-view', HistogramView);
