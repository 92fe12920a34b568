/**
 * What each chart of a gallery is given of the experiments: the same objects as before wherever nothing in them
 * changed, so that charts redraw only then.
 */
import type { Summary, SummaryPoint } from '../../../../src/shared/experiment';
import type { LineColors } from '../../../drawing/palette';
import type { SeriesSource } from '../data/seriesSource';
import type { ChartSeries } from '../data/chartSeries';
import type { GalleryExperiment } from './galleryExperiment';

export interface SeriesListOptions {
  readonly source: SeriesSource;
  readonly axisMetric: string | null;
  /** By the experiment's id. */
  readonly groups: ReadonlyMap<string, string>;
  readonly colorsOf: (experiment: GalleryExperiment) => LineColors;
}

export class SeriesLists {
  readonly #made = new Map<string, readonly ChartSeries[]>();
  #experiments: readonly (readonly [GalleryExperiment, ReadonlyMap<string, Summary>])[] = [];

  setExperiments(experiments: readonly GalleryExperiment[]): void {
    this.#experiments = experiments.map((experiment) => [
      experiment,
      new Map((experiment.metrics ?? []).map((metric) => [metric.name, metric])),
    ]);
  }

  /** What a chart was given last; what it is given now when that is nothing yet or `fresh` is wanted. */
  of(name: string, fresh: boolean, options: SeriesListOptions): readonly ChartSeries[] {
    const before = this.#made.get(name);
    if (before !== undefined && !fresh) {
      return before;
    }
    const made = this.#make(name, before ?? [], options);
    if (before?.length === made.length && made.every((one, index) => one === before[index])) {
      return before;
    }
    this.#made.set(name, made);
    return made;
  }

  /** Of the experiments that logged the metric, in their order. */
  #make(
    name: string,
    madeBefore: readonly ChartSeries[],
    { source, axisMetric, groups, colorsOf }: SeriesListOptions,
  ): readonly ChartSeries[] {
    const known = new Map(madeBefore.map((one) => [one.id, one]));
    const list: ChartSeries[] = [];
    for (const [experiment, metrics] of this.#experiments) {
      const metric = metrics.get(name);
      if (metric === undefined) {
        continue;
      }
      const { id, title, start } = experiment;
      const { series: held, staleBecause, completeness } = source.held(id, name);
      const over =
        axisMetric === null ? null : metrics.has(axisMetric) ? source.held(id, axisMetric).series : neverLogged;
      const one: ChartSeries = {
        id,
        title,
        start,
        held,
        over,
        completeness,
        staleBecause,
        colors: colorsOf(experiment),
        last: metric.current?.value ?? null,
        lowest: same(metric.minimum, known.get(id)?.lowest),
        highest: same(metric.maximum, known.get(id)?.highest),
        group: groups.get(id) ?? null,
      };
      const before = known.get(id);
      list.push(before !== undefined && isSame(before, one) ? before : one);
    }
    return list;
  }
}

/** As good as a metric without a value. */
const neverLogged: ChartSeries['held'] = { state: 'ready', value: null };

/** The point that is known already when a new state says the same. */
const same = (point: SummaryPoint | null, known: SummaryPoint | null | undefined): SummaryPoint | null =>
  point !== null && known?.value === point.value && known.step === point.step && known.time === point.time
    ? known
    : point;

const isSame = (one: ChartSeries, other: ChartSeries): boolean =>
  (Object.keys(one) as (keyof ChartSeries)[]).every((key) => one[key] === other[key]);
