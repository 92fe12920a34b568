/**
 * The bar above a chart that fills the page: to its neighbours, back to all, and what else is of use there. Knows no
 * chart.
 */
import { html, type ReactiveController, type ReactiveControllerHost, type TemplateResult } from 'lit';
import { formatCount, formatNumber } from '../../../../src/shared/format';
import { iconButton } from '../../../elements/parts';

export interface FullViewBarOptions {
  /** Of the chart among the `count` that are shown, from 0 on. */
  readonly index: number;
  readonly count: number;
  readonly go: (by: -1 | 1) => void;
  readonly close: () => void;
  /** Of the tab: what stands above all charts and holds for this one as well. */
  readonly controls: unknown;
  readonly zoom: unknown;
}

export const fullViewBar = ({ index, count, go, close, controls, zoom }: FullViewBarOptions): TemplateResult => html`
  <div class="whole-bar toolbar" role="toolbar" aria-label="Full view">
    <span class="whole-way">${iconButton('previous', 'Previous chart', () => go(-1))}<span role="status">${formatNumber(index + 1)} of ${formatCount(count, 'chart')}</span>${iconButton('next', 'Next chart', () => go(1))}</span>
    ${controls}${zoom}
    <span class="whole-close">${iconButton('close', 'Back to all charts (Escape)', close)}</span>
  </div>`;

/** Tells the style sheet how high the bar is, for what lies below it: where it is narrow it has more rows. */
export class FullViewBarHeight implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #observer = new ResizeObserver(() => this.#tell());
  #bar: HTMLElement | null = null;

  constructor(host: ReactiveControllerHost & HTMLElement) {
    this.#host = host;
    host.addController(this);
  }

  hostUpdated(): void {
    const bar = this.#host.querySelector<HTMLElement>('.whole-bar');
    if (bar === this.#bar) {
      return;
    }
    this.#observer.disconnect();
    this.#bar = bar;
    if (bar === null) {
      return;
    }
    this.#observer.observe(bar, { box: 'border-box' });
    // The first frame must not jump.
    this.#tell();
  }

  hostDisconnected(): void {
    this.#observer.disconnect();
    this.#bar = null;
  }

  #tell(): void {
    if (this.#bar !== null) {
      this.#host.style.setProperty('--whole-bar', `${this.#bar.getBoundingClientRect().height}px`);
    }
  }
}
