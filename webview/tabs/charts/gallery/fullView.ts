/**
 * One chart of a gallery that fills the page: the keys and the bar that lead to its neighbours and back to all charts.
 */
import * as l10n from '@vscode/l10n';
import { html, type ReactiveController, type ReactiveControllerHost, type TemplateResult } from 'lit';
import { formatCount, formatNumber } from '../../../../src/shared/format';
import { iconButton } from '../../../elements/parts';

export class FullView implements ReactiveController {
  readonly #gallery: ReactiveControllerHost & HTMLElement;
  readonly #names: () => readonly string[];
  #chart: string | null = null;

  /** `names`: the metrics of all charts that can fill the page, in their order. */
  constructor(gallery: ReactiveControllerHost & HTMLElement, names: () => readonly string[]) {
    this.#gallery = gallery;
    this.#names = names;
    gallery.addController(this);
    new BarHeight(gallery);
  }

  /** The metric whose chart fills the page; null while all charts are shown. */
  get chart(): string | null {
    return this.#chart;
  }

  hostConnected(): void {
    // After a click outside of every chart nothing has the focus, and the keys should work all the same.
    window.addEventListener('keydown', this.#key);
  }

  /** A chart that is gone cannot fill the page. */
  hostUpdate(): void {
    if (this.#chart !== null && !this.#names().includes(this.#chart)) {
      this.#chart = null;
    }
  }

  hostDisconnected(): void {
    window.removeEventListener('keydown', this.#key);
  }

  open(name: string): void {
    this.#chart = name;
    this.#gallery.requestUpdate();
  }

  /** Back to all charts, where the one that was seen alone is brought into view. */
  close(): void {
    const chart = this.#gallery.querySelector<HTMLElement>('metric-chart.whole');
    this.#chart = null;
    this.#gallery.requestUpdate();
    void this.#gallery.updateComplete.then(() => {
      chart?.scrollIntoView({ block: 'nearest' });
      if (!(chart?.contains(document.activeElement) ?? true)) {
        chart?.querySelector<HTMLElement>('.plot[tabindex], button')?.focus();
      }
    });
  }

  /**
   * The bar above the chart.
   * @param controls of the tab: what stands above all charts and holds for this one as well
   */
  bar(name: string, controls: unknown, zoom: unknown): TemplateResult {
    const names = this.#names();
    return html`
  <div class="whole-bar toolbar" role="toolbar" aria-label=${l10n.t('Full view')}>
    <span class="whole-way">${iconButton('previous', l10n.t('Previous chart'), () => this.#go(-1))}<span role="status">${l10n.t('{count} of {total}', { count: formatNumber(names.indexOf(name) + 1), total: formatCount(names.length, 'chart') })}</span>${iconButton('next', l10n.t('Next chart'), () => this.#go(1))}</span>
    ${controls}${zoom}
    <span class="whole-close">${iconButton('close', l10n.t('Back to all charts (Escape)'), () => this.close())}</span>
  </div>`;
  }

  /** To the next chart or the one before; after the last comes the first. */
  #go(by: -1 | 1): void {
    const names = this.#names();
    this.#chart = names[(names.indexOf(this.#chart ?? '') + by + names.length) % names.length] ?? null;
    this.#gallery.requestUpdate();
  }

  /** What has the focus comes first: a chart that is zoomed or pinned goes back from that before it leaves the page. */
  readonly #key = (event: KeyboardEvent): void => {
    const { target } = event;
    if (
      this.#chart === null ||
      event.defaultPrevented ||
      !(target === document.body || (target instanceof Node && this.#gallery.contains(target)))
    ) {
      return;
    }
    // Another tab may be in front.
    if (this.#gallery.getClientRects().length === 0) {
      return;
    }
    switch (event.key) {
      case 'Escape':
        this.close();
        break;
      case 'PageDown':
        this.#go(1);
        break;
      case 'PageUp':
        this.#go(-1);
        break;
      default:
        return;
    }
    event.preventDefault();
  };
}

/** Tells the style sheet how high the bar is, for what lies below it: where it is narrow it has more rows. */
class BarHeight implements ReactiveController {
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
