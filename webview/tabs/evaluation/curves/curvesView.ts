/**
 * Curves of one family in one plot, those of several experiments over each other, with a legend that hides and shows
 * them.
 */
import * as l10n from '@vscode/l10n';
import { html, nothing, svg, type TemplateResult } from 'lit';
import type { Asset } from '../../../../src/shared/experiment';
import { formatCount, formatNumber } from '../../../../src/shared/format';
import { toProblem, type Problem } from '../../../../src/shared/problem';
import { naturalOrder } from '../../../../src/shared/series/series';
import { textOf } from '../../assets/assetBytes';
import { dashOf, roundOf, seriesVariable } from '../../../drawing/palette';
import { swatch } from '../../../drawing/swatch';
import { PageElement, type ExperimentHost } from '../../../elements/element';
import type { ExperimentAssets } from '../../assets/experimentAssets';
import { icon } from '../../../elements/icons';
import { part } from '../../../elements/parts';
import { extentOf, widened, type Extent } from '../../../drawing/extent';
import { axes, fromX, pathOf, widthOfMarks, toX, toY, Width, type Frame } from '../../../drawing/plotFrame';
import { Question } from '../../../elements/question';
import { Visibility } from '../../../elements/visibility';
import { areaUnder, axisTitles, readCurve, valueAt, type Curve } from './curve';
import { plotTable, tableButton } from '../plotTable';

const height = 300;
const margins = { left: 58, right: 14, top: 8, bottom: 38 };
/** More curves of one experiment than this are hidden at first, all but the last ones. */
const mostAtFirst = 12;
/** Of several experiments so many are drawn at first, the newest of each name. */
const mostBeside = 60;

/** The curves of the family that one experiment logged: by name, steps ascending. */
export interface CurvesOf {
  readonly experiment: ExperimentAssets;
  readonly assets: readonly Asset[];
}

interface DrawnCurve extends Curve {
  readonly id: string;
  readonly experiment: ExperimentAssets;
  readonly step: number | null;
  readonly label: string;
  readonly area: number | null;
  readonly xRange: Extent;
  readonly yRange: Extent;
  /** A later one of the same name and experiment has replaced it. */
  readonly past: boolean;
  readonly line: string;
  readonly dash: readonly number[];
}

interface Answer {
  readonly curves: readonly DrawnCurve[];
  readonly failures: readonly { readonly label: string; readonly problem: Problem }[];
}

export class CurvesView extends PageElement {
  static override properties = {
    host: { attribute: false },
    name: { attribute: false },
    members: { attribute: false },
    beside: { attribute: false },
    hiddenIds: { state: true },
    pointed: { state: true },
    lit: { state: true },
    asTable: { state: true },
  };

  declare host: ExperimentHost;
  declare name: string;
  declare members: readonly CurvesOf[];
  /** Experiments are laid beside each other: colours tell them apart, dashes their curves. */
  declare beside: boolean;
  /** Null until somebody chooses. */
  declare hiddenIds: ReadonlySet<string> | null;
  /** A place on the horizontal axis. */
  declare pointed: number | null;
  declare lit: string | null;
  declare asTable: boolean;

  readonly #question = new Question(this, () => this.#read());
  readonly #visibility = new Visibility(this, () => this.requestUpdate());
  readonly #width = new Width(this);
  readonly #paths = new WeakMap<DrawnCurve, { readonly frame: string; readonly path: string }>();

  constructor() {
    super();
    this.beside = false;
    this.hiddenIds = null;
    this.pointed = null;
    this.lit = null;
    this.asTable = false;
  }

  override render(): TemplateResult {
    const { members, name, beside } = this;
    if (this.#visibility.visible) {
      this.#question.want(
        [
          beside,
          members.map(({ experiment, assets }) => [
            experiment.id,
            experiment.title,
            experiment.paletteIndex,
            assets.map(({ id }) => id),
          ]),
        ],
        0,
      );
    }
    return html`<figure class="plot-card">
      <figcaption><span class="tile-name" title=${name}><bdi>${name}</bdi></span>
        <span class="plot-tools"><span class="note">${formatCount(
          members.reduce((count, { assets }) => count + assets.length, 0),
          'curve',
        )}</span>${tableButton(name, this.asTable, (asTable) => (this.asTable = asTable))}</span></figcaption>
      ${part(this.#question.answer, { what: l10n.t('the curves'), host: this.host, retry: this.#question.retry }, (answer) => this.#draw(answer))}
    </figure>`;
  }

  /** One that cannot be read is named; when none can, that is the answer. */
  async #read(): Promise<Answer> {
    const { members, name, beside } = this;
    const names = [...new Set(members.flatMap(({ assets }) => assets.map((asset) => asset.name)))].sort(naturalOrder);
    const read = async ({ experiment, assets }: CurvesOf, asset: Asset, index: number): Promise<DrawnCurve> => {
      const curve = readCurve(textOf(await experiment.bytes.read(asset.id)), asset.name);
      const place = names.indexOf(asset.name);
      return {
        ...curve,
        experiment,
        id: `${experiment.id}/${asset.id}`,
        step: asset.step,
        area: areaUnder(curve),
        xRange: extentOf(curve.x),
        yRange: extentOf(curve.y),
        label: labelOf(curve.name, asset, assets, name),
        past: assets.findLastIndex((other) => other.name === asset.name) !== index,
        line: `var(${seriesVariable(beside ? experiment.paletteIndex : index)})`,
        dash: dashOf(beside ? place + roundOf(experiment.paletteIndex) : roundOf(index)),
      };
    };
    const all = members.flatMap((member) => member.assets.map((asset, index) => ({ member, asset, index })));
    const settled = await Promise.allSettled(all.map(({ member, asset, index }) => read(member, asset, index)));
    const curves = settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    const failures = settled.flatMap((one, index) =>
      one.status === 'rejected'
        ? [
            {
              label: [beside ? (all[index]?.member.experiment.title ?? '') : '', all[index]?.asset.name ?? '']
                .filter((words) => words !== '')
                .join(', '),
              problem: toProblem(one.reason),
            },
          ]
        : [],
    );
    const [rejected] = settled.filter((one) => one.status === 'rejected');
    if (curves.length === 0 && rejected !== undefined) {
      throw rejected.reason;
    }
    return { curves, failures };
  }

  #draw({ curves, failures }: Answer): TemplateResult {
    const hidden = this.hiddenIds ?? hiddenAtFirst(curves, this.beside);
    return html`
      ${failures.map(({ label, problem }) => html`<p class="note warning" role="alert">${icon('warning')} <bdi>${label}</bdi>: ${problem.message}</p>`)}
      ${this.asTable ? this.#table(curves.filter(({ id }) => !hidden.has(id))) : this.#plot(curves, hidden)}
      <ul class="plot-legend" aria-label=${l10n.t('Curves')}>${curves.map((curve) => this.#entry(curve, hidden))}</ul>`;
  }

  #plot(curves: readonly DrawnCurve[], hidden: ReadonlySet<string>): TemplateResult {
    const titles = axisTitles(this.name);
    const x = extentOf(curves.flatMap(({ xRange }) => [xRange.from, xRange.to]));
    const y = extentOf(curves.flatMap(({ yRange }) => [yRange.from, yRange.to]));
    const unit = [x, y].every(({ from, to }) => from >= 0 && to <= 1 && to > 0.5);
    const yRange = unit ? { from: 0, to: 1.02 } : widened(y, 0.04),
      tall = height - margins.top - margins.bottom;
    const left = Math.max(margins.left, widthOfMarks(yRange, tall, titles.y !== ''));
    const frame: Frame = {
      left,
      top: margins.top,
      width: Math.max(40, this.#width.pixels - left - margins.right - 18),
      height: tall,
      x: unit ? { from: 0, to: 1 } : x,
      y: yRange,
    };
    const { pointed, lit } = this;
    const drawn = curves.filter(({ id }) => !hidden.has(id));
    return html`
      <div class="plot-area" @pointermove=${(event: PointerEvent) => this.#point(event, frame)} @pointerleave=${() => (this.pointed = null)}>
        <svg role="img" aria-label=${l10n.t('Curves {name}: {curves}', { name: this.name, curves: drawn.map((curve) => this.#inWords(curve)).join('; ') })} width="100%" height=${height}>
          ${axes(frame, { xTitle: titles.x, yTitle: titles.y })}
          ${titles.chance ? svg`<line class="chance" x1=${toX(frame, 0)} y1=${toY(frame, 0)} x2=${toX(frame, 1)} y2=${toY(frame, 1)}></line>` : nothing}
          ${drawn.map((curve) => svg`<path class="curve ${lit === null ? '' : lit === curve.id ? 'lit' : 'dim'}" stroke=${curve.line} stroke-dasharray=${curve.dash.join(' ')} d=${this.#path(curve, frame)}></path>`)}
          ${pointed === null ? nothing : svg`<line class="cursor" x1=${toX(frame, pointed)} x2=${toX(frame, pointed)} y1=${frame.top} y2=${frame.top + frame.height}></line>`}
        </svg>
      </div>`;
  }

  /** The pointer moves far more often than the frame changes. */
  #path(curve: DrawnCurve, frame: Frame): string {
    const known = this.#paths.get(curve);
    const name = JSON.stringify(frame);
    if (known?.frame === name) {
      return known.path;
    }
    const path = pathOf(curve.x.length, (at) => [toX(frame, curve.x[at] ?? NaN), toY(frame, curve.y[at] ?? NaN)]);
    this.#paths.set(curve, { frame: name, path });
    return path;
  }

  #table(curves: readonly DrawnCurve[]): TemplateResult {
    const titles = axisTitles(this.name);
    const { beside } = this;
    return plotTable(this.host, {
      label: l10n.t('Curves {name}', { name: this.name }),
      noun: 'point',
      headings: [
        ...(beside ? [l10n.t('Experiment')] : []),
        l10n.t('Curve'),
        l10n.t('Step'),
        titles.x === '' ? 'x' : titles.x,
        titles.y === '' ? 'y' : titles.y,
      ],
      rows: curves.flatMap(({ experiment, name, step, x, y }) =>
        Array.from(x, (value, index) => [...(beside ? [experiment.title] : []), name, step, value, y[index] ?? null]),
      ),
    });
  }

  #entry(curve: DrawnCurve, hidden: ReadonlySet<string>): TemplateResult {
    const { id, label, area, experiment } = curve;
    const value = this.pointed === null ? null : valueAt(curve, this.pointed);
    const words =
      this.pointed === null
        ? area === null
          ? ''
          : l10n.t('area {area}', { area: formatNumber(round(area)) })
        : value === null
          ? '–'
          : formatNumber(round(value));
    const light = (on: boolean) => () => (this.lit = on && !hidden.has(id) ? id : null);
    return html`<li><button aria-pressed=${String(!hidden.has(id))} @click=${() => this.#toggle(hidden, id)} @pointerenter=${light(true)} @pointerleave=${light(false)} @focus=${light(true)} @blur=${light(false)}>
      ${swatch(curve)}${this.beside ? html`<bdi>${experiment.title}</bdi> · ` : nothing}<bdi>${label}</bdi><span class="legend-value">${words}</span></button></li>`;
  }

  #inWords(curve: DrawnCurve): string {
    const name = this.#nameOf(curve);
    return curve.area === null ? name : l10n.t('{name}, area {area}', { name, area: formatNumber(round(curve.area)) });
  }

  #nameOf({ experiment, label }: DrawnCurve): string {
    return this.beside ? `${experiment.title} · ${label}` : label;
  }

  #toggle(hidden: ReadonlySet<string>, id: string): void {
    const next = new Set(hidden);
    if (!next.delete(id)) {
      next.add(id);
    }
    this.hiddenIds = next;
  }

  #point(event: PointerEvent, frame: Frame): void {
    const place = fromX(frame, event.clientX - (event.currentTarget as HTMLElement).getBoundingClientRect().left);
    this.pointed = place < frame.x.from || place > frame.x.to ? null : place;
  }
}

/** Without what the family's name says already; with the step where there are several. */
function labelOf(curve: string, { name, step }: Asset, all: readonly Asset[], family: string): string {
  const short = curve.startsWith(`${family}/`) ? curve.slice(family.length + 1) : curve;
  return step !== null && all.filter((other) => other.name === name).length > 1
    ? l10n.t('{short}, step {step}', { short, step: formatNumber(step) })
    : short;
}

function hiddenAtFirst(curves: readonly DrawnCurve[], beside: boolean): ReadonlySet<string> {
  if (!beside) {
    return new Set(curves.slice(0, Math.max(0, curves.length - mostAtFirst)).map(({ id }) => id));
  }
  const newest = new Set(curves.filter(({ past }) => !past).slice(0, mostBeside));
  return new Set(curves.filter((curve) => !newest.has(curve)).map(({ id }) => id));
}

const round = (value: number): number => Number(value.toPrecision(4));

customElements.define('curves-view', CurvesView);
