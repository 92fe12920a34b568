/** Which charts of a gallery are visible, or so near that they soon may be. */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { MetricChart } from '../chart/metricChart';

/** How far outside the window a chart is made ready, in pixels. */
const readyMargin = 150;

export class VisibleCharts implements ReactiveController {
  readonly #gallery: ReactiveControllerHost & Element;
  readonly #changed: () => void;
  readonly #observed = new Set<MetricChart>();
  #names: ReadonlySet<string> = new Set();
  #observer: IntersectionObserver | null = null;

  /** `changed`: charts have come into view, or have left it. */
  constructor(gallery: ReactiveControllerHost & Element, changed: () => void) {
    this.#gallery = gallery;
    this.#changed = changed;
    gallery.addController(this);
  }

  /** All charts of the gallery, visible or not. */
  get charts(): ReadonlySet<MetricChart> {
    return this.#observed;
  }

  /** The metrics of those that are visible. */
  get names(): ReadonlySet<string> {
    return this.#names;
  }

  hostConnected(): void {
    this.#observer = new IntersectionObserver(
      (entries) => {
        const names = new Set(this.#names);
        for (const { target, isIntersecting } of entries) {
          if (!isChart(target)) {
            continue;
          }
          if (isIntersecting) {
            names.add(target.name);
          } else {
            names.delete(target.name);
          }
        }
        this.#names = names;
        this.#changed();
      },
      // The margin counts at the edge of the root alone, so the root must be what scrolls.
      { root: this.#gallery.closest('[role=tabpanel]'), rootMargin: `${readyMargin}px 0px` },
    );
  }

  hostUpdated(): void {
    const present = new Set(this.#gallery.querySelectorAll<MetricChart>('metric-chart'));
    const gone = [...this.#observed].filter((chart) => !present.has(chart));
    for (const chart of gone) {
      this.#observer?.unobserve(chart);
      this.#observed.delete(chart);
    }
    for (const chart of present) {
      if (!this.#observed.has(chart)) {
        this.#observed.add(chart);
        this.#observer?.observe(chart);
      }
    }
    if (gone.length > 0) {
      const names = new Set([...present].map(({ name }) => name));
      this.#names = new Set([...this.#names].filter((name) => names.has(name)));
    }
  }

  hostDisconnected(): void {
    this.#observer?.disconnect();
    this.#observed.clear();
  }
}

const isChart = (element: Element): element is MetricChart => element.localName === 'metric-chart';
