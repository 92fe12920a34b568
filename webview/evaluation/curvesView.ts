/** Curves of one family in one plot, with a legend that hides and shows them. */
import { html, nothing, svg, type TemplateResult } from 'lit';
import type { Asset } from '../../src/shared/experiment';
import { formatCount, formatNumber } from '../../src/shared/format';
import { textOf, type AssetBytes } from '../assetBytes';
import { PageElement, type ExperimentHost } from '../element';
import { part } from '../parts';
import { axes, extentOf, fromX, pathOf, toX, toY, Width, widened, type Frame } from '../plotFrame';
import { Question } from '../question';
import { Visibility } from '../visibility';
import { areaUnder, axisTitles, readCurve, valueAt, type Curve } from './curve';
import { categoryCount } from './palette';

const height = 300;
const margins = { left: 58, right: 14, top: 8, bottom: 38 };
const dashes = ['', '6 3', '2 3', '8 3 2 3'];
/** More curves than this are hidden at first, all but the last ones. */
const mostAtFirst = 12;

interface DrawnCurve extends Curve {
  readonly id: string;
  readonly label: string;
  readonly area: number | null;
}

export class CurvesView extends PageElement {
  static override properties = {
    host: { attribute: false }, bytes: { attribute: false }, name: { attribute: false }, assets: { attribute: false }, hiddenIds: { state: true }, pointed: { state: true }, lit: { state: true },
  };

  declare host: ExperimentHost;
  declare bytes: AssetBytes;
  declare name: string;
  declare assets: readonly Asset[];
  /** Null until somebody chooses. */
  declare hiddenIds: ReadonlySet<string> | null;
  /** A place on the horizontal axis. */
  declare pointed: number | null;
  declare lit: string | null;

  readonly #question = new Question(this, ({ assetIds }: { assetIds: readonly string[] }) => Promise.all(assetIds.map((id) => this.#read(id))));
  readonly #visibility = new Visibility(this, () => this.requestUpdate());
  readonly #width = new Width(this);

  constructor() {
    super();
    this.hiddenIds = null;
    this.pointed = null;
    this.lit = null;
  }

  override render(): TemplateResult {
    if (this.#visibility.visible) this.#question.want({ assetIds: this.assets.map(({ id }) => id) }, 0);
    return html`<figure class="plot-card">
      <figcaption><span class="tile-name" title=${this.name}><bdi>${this.name}</bdi></span><span class="note">${formatCount(this.assets.length, 'curve')}</span></figcaption>
      ${part(this.#question.answer, { what: 'the curves', host: this.host, retry: this.#question.retry }, (curves) => this.#draw(curves))}
    </figure>`;
  }

  async #read(id: string): Promise<DrawnCurve> {
    const asset = this.assets.find((one) => one.id === id);
    const curve = readCurve(textOf(await this.bytes.read(id)), asset?.name ?? '');
    const short = this.assets.length > 1 && curve.name.startsWith(`${this.name}/`) ? curve.name.slice(this.name.length + 1) : curve.name;
    const several = this.assets.filter(({ name }) => name === asset?.name).length > 1;
    return { ...curve, id, area: areaUnder(curve), label: several && asset?.step != null ? `${short}, step ${formatNumber(asset.step)}` : short };
  }

  #draw(curves: readonly DrawnCurve[]): TemplateResult {
    const hidden = this.hiddenIds ?? new Set(curves.slice(0, Math.max(0, curves.length - mostAtFirst)).map(({ id }) => id));
    const titles = axisTitles(this.name);
    const x = extentOf(curves.flatMap((curve) => [...curve.x]));
    const y = extentOf(curves.flatMap((curve) => [...curve.y]));
    const unit = [x, y].every(({ from, to }) => from >= 0 && to <= 1 && to > 0.5);
    const frame: Frame = {
      left: margins.left, top: margins.top, width: Math.max(40, this.#width.pixels - margins.left - margins.right - 18), height: height - margins.top - margins.bottom,
      x: unit ? { from: 0, to: 1 } : x, y: unit ? { from: 0, to: 1.02 } : widened(y, 0.04),
    };
    const { pointed } = this;
    return html`
      <div class="plot-area" @pointermove=${(event: PointerEvent) => this.#point(event, frame)} @pointerleave=${() => (this.pointed = null)}>
        <svg role="img" aria-label="Curves ${this.name}: ${curves.map(({ label, area }) => `${label}${area === null ? '' : `, area ${formatNumber(round(area))}`}`).join('; ')}" width="100%" height=${height}>
          ${axes(frame, { xTitle: titles.x, yTitle: titles.y })}
          ${titles.chance ? svg`<line class="chance" x1=${toX(frame, 0)} y1=${toY(frame, 0)} x2=${toX(frame, 1)} y2=${toY(frame, 1)}></line>` : nothing}
          ${curves.map((curve, index) => (hidden.has(curve.id) ? nothing : svg`<path class="curve ink-${index % categoryCount} ${this.lit === null ? '' : this.lit === curve.id ? 'lit' : 'dim'}"
            stroke-dasharray=${dashes[Math.floor(index / categoryCount) % dashes.length] ?? ''} d=${pathOf(curve.x.length, (at) => [toX(frame, curve.x[at] ?? NaN), toY(frame, curve.y[at] ?? NaN)])}></path>`))}
          ${pointed === null ? nothing : svg`<line class="cursor" x1=${toX(frame, pointed)} x2=${toX(frame, pointed)} y1=${frame.top} y2=${frame.top + frame.height}></line>`}
        </svg>
      </div>
      <ul class="plot-legend" aria-label="Curves">${curves.map((curve, index) => this.#entry(curve, index, hidden))}</ul>`;
  }

  #entry(curve: DrawnCurve, index: number, hidden: ReadonlySet<string>): TemplateResult {
    const { id, label, area } = curve;
    const value = this.pointed === null ? null : valueAt(curve, this.pointed);
    const words = this.pointed === null ? (area === null ? '' : `area ${formatNumber(round(area))}`) : value === null ? '–' : formatNumber(round(value));
    const light = (on: boolean) => () => (this.lit = on && !hidden.has(id) ? id : null);
    return html`<li><button aria-pressed=${String(!hidden.has(id))} @click=${() => this.#toggle(hidden, id)} @pointerenter=${light(true)} @pointerleave=${light(false)} @focus=${light(true)} @blur=${light(false)}>
      <svg class="legend-line ink-${index % categoryCount}" width="22" height="8" aria-hidden="true"><line x1="0" x2="22" y1="4" y2="4" stroke-dasharray=${dashes[Math.floor(index / categoryCount) % dashes.length] ?? ''}></line></svg>
      <bdi>${label}</bdi><span class="legend-value">${words}</span></button></li>`;
  }

  #toggle(hidden: ReadonlySet<string>, id: string): void {
    const next = new Set(hidden);
    if (!next.delete(id)) next.add(id);
    this.hiddenIds = next;
  }

  #point(event: PointerEvent, frame: Frame): void {
    const place = fromX(frame, event.clientX - (event.currentTarget as HTMLElement).getBoundingClientRect().left);
    this.pointed = place < frame.x.from || place > frame.x.to ? null : place;
  }
}

const round = (value: number): number => Number(value.toPrecision(4));

customElements.define('curves-view', CurvesView);
