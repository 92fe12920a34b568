/**
 * The lines of one chart made ready to be drawn: placed on the axis, smoothed, repeats joined to a middle with a band.
 * What did not change since the last time is not made again, and is the very same object. Knows no canvas and no page.
 */
import type { MetricSeries } from '../../../../src/shared/experiment';
import type { ChartArrangement } from '../../../arrangement';
import {
  align,
  alignOnMetric,
  bandOf,
  hasGrownFrom,
  type AlignedLine,
  type Band,
  type Line,
  type Range,
} from '../../../../src/shared/series/series';
import type { LineColors } from '../../../drawing/palette';
import { axisScale, type AxisScale } from '../engine/axisScale';
import type { ChartSeries } from './chartSeries';
import { wholeRange } from './ranges';
import { smoothedBy } from './smoothing';

export type ChartSettings = Pick<
  ChartArrangement,
  'axis' | 'axisMetric' | 'smoothing' | 'smoothingKind' | 'horizontalScale' | 'verticalScale' | 'clipped' | 'repeats'
>;

export interface RepeatsBand {
  readonly band: Band;
  readonly middle: 'mean' | 'median';
  /** The low and the high as lines, for the heights that they need. */
  readonly edges: readonly Line[];
}

export interface PreparedLine {
  /** Of the experiment; of the first of those that it stands for. */
  readonly id: string;
  /** All that it stands for. */
  readonly ids: readonly string[];
  readonly title: string;
  readonly colors: LineColors;
  /** Null for the middle of repeats. */
  readonly series: MetricSeries | null;
  readonly raw: AlignedLine;
  readonly smoothed: Line | null;
  /** What both were before points were added at their end; null where they are no such lines. */
  readonly grownFrom: { readonly raw: Line; readonly smoothed: Line | null } | null;
  readonly repeats: RepeatsBand | null;
}

/** One experiment on the axis, also where a line stands for several. */
export interface AlignedSeries {
  readonly id: string;
  readonly title: string;
  readonly completeness: ChartSeries['completeness'];
  readonly series: MetricSeries;
  readonly raw: AlignedLine;
}

export interface Prepared {
  readonly lines: readonly PreparedLine[];
  readonly aligned: readonly AlignedSeries[];
  /** Titles of those that never logged the axis that others did. */
  readonly seriesWithoutX: readonly string[];
  readonly axis: AlignedLine['axis'];
  /** The metric on the horizontal axis, when one is there. */
  readonly axisMetric: string | null;
  readonly xScale: AxisScale;
  readonly yScale: AxisScale;
  readonly fullRange: Range;
}

interface CachedLine {
  readonly series: MetricSeries;
  readonly over: MetricSeries | null;
  readonly placing: string;
  readonly raw: AlignedLine;
  readonly grownFrom: { readonly raw: Line; readonly smoothing: string; readonly smoothed: Line | null } | null;
  smoothing: string;
  smoothed: Line | null;
}

interface CachedRepeats {
  readonly members: readonly AlignedLine[];
  readonly key: string;
  readonly raw: AlignedLine;
  readonly repeats: RepeatsBand;
  smoothing: string;
  smoothed: Line | null;
}

export class LinePreparation {
  readonly #made = new Map<string, CachedLine>();
  readonly #madeRepeats = new Map<string, CachedRepeats>();
  #last: Prepared | null = null;

  /** Null when none of the series that are shown is there with a value. */
  prepare(all: readonly ChartSeries[], hidden: readonly string[], settings: ChartSettings): Prepared | null {
    const present = new Set(all.map(({ id }) => id));
    for (const id of this.#made.keys()) {
      if (!present.has(id)) {
        this.#made.delete(id);
      }
    }
    const shown = all.flatMap((one) => {
      const made = hidden.includes(one.id) ? null : this.#align(one, settings);
      return made === null ? [] : [{ one, made }];
    });
    if (shown.length === 0) {
      return (this.#last = null);
    }

    // In order of logging stands for steps; among times or epochs it would be a place out of nowhere.
    const hasAxis = shown.filter(({ made }) => made.raw.axis !== 'index');
    const usable = hasAxis.length === 0 || settings.axis === 'step' ? shown : hasAxis;
    const lines = this.#lines(usable, settings);
    const aligned = usable.map(({ one: { id, title, completeness }, made: { series, raw } }): AlignedSeries => ({
      id,
      title,
      completeness,
      series,
      raw,
    }));
    const content: Content = {
      lines,
      aligned,
      seriesWithoutX:
        usable === shown ? [] : shown.filter(({ made }) => made.raw.axis === 'index').map(({ one }) => one.title),
      axis: (hasAxis[0] ?? shown[0])?.made.raw.axis ?? 'index',
      axisMetric: settings.axisMetric,
    };
    const { horizontalScale, verticalScale } = settings;
    const last = this.#last;
    if (
      last !== null &&
      isSame(last, content) &&
      last.xScale.kind === horizontalScale &&
      last.yScale.kind === verticalScale
    ) {
      return last;
    }
    // On a linear axis the ends say how far it reaches; a line whose x is not sorted has none.
    const xScale = axisScale(horizontalScale, () =>
      lines.map(({ raw: { x, xIsUnsorted = false } }) => (xIsUnsorted || horizontalScale !== 'linear' ? x : ends(x))),
    );
    return (this.#last = {
      ...content,
      xScale,
      yScale: axisScale(verticalScale, () =>
        lines.flatMap(({ raw, repeats }) => [raw.y, ...(repeats?.edges ?? []).map(({ y }) => y)]),
      ),
      fullRange: wholeRange(
        lines.map(({ raw }) => raw),
        xScale,
      ),
    });
  }

  #lines(
    shown: readonly { readonly one: ChartSeries; readonly made: CachedLine }[],
    settings: ChartSettings,
  ): readonly PreparedLine[] {
    const groups = new Map<string, { readonly one: ChartSeries; readonly made: CachedLine }[]>();
    for (const each of shown) {
      const key =
        settings.repeats === null || each.one.group === null ? `one ${each.one.id}` : `repeats ${each.one.group}`;
      const group = groups.get(key);
      if (group === undefined) {
        groups.set(key, [each]);
      } else {
        group.push(each);
      }
    }
    for (const key of this.#madeRepeats.keys()) {
      if ((groups.get(key)?.length ?? 0) < 2) {
        this.#madeRepeats.delete(key);
      }
    }
    return [...groups].flatMap(([key, members]): PreparedLine[] => {
      const first = members[0];
      if (first === undefined) {
        return [];
      }
      const {
        one: { id, title, colors, group },
        made,
      } = first;
      if (members.length === 1) {
        return [
          {
            id,
            ids: [id],
            title,
            colors,
            series: made.series,
            raw: made.raw,
            smoothed: smoothed(made, settings),
            grownFrom: grownFrom(made),
            repeats: null,
          },
        ];
      }
      const joined = this.#join(
        key,
        members.map((member) => member.made.raw),
        settings,
      );
      return [
        {
          id,
          ids: members.map((member) => member.one.id),
          title: group ?? title,
          colors,
          series: null,
          raw: joined.raw,
          smoothed: smoothed(joined, settings),
          grownFrom: null,
          repeats: joined.repeats,
        },
      ];
    });
  }

  /** Null while the series, or the one it stands over, is not there. */
  #align({ id, start, held, over }: ChartSeries, { axis, axisMetric }: ChartSettings): CachedLine | null {
    if (held.state !== 'ready' || held.value === null || held.value.values.length === 0) {
      return null;
    }
    const series = held.value;
    const other = over?.state === 'ready' ? over.value : null;
    if (axisMetric !== null && other === null) {
      return null;
    }
    const placing = axisMetric === null ? `${axis} ${axis === 'relative' ? String(start) : ''}` : 'metric';
    const before = this.#made.get(id);
    if (before?.series === series && before.over === other && before.placing === placing) {
      return before;
    }
    const raw = other === null ? align(series, axis, start) : alignOnMetric(series, other);
    const hasGrown = before?.placing === placing && hasGrownFrom(raw, before.raw);
    const made: CachedLine = {
      series,
      over: other,
      placing,
      raw,
      smoothing: '',
      smoothed: null,
      grownFrom: hasGrown ? { raw: before.raw, smoothing: before.smoothing, smoothed: before.smoothed } : null,
    };
    this.#made.set(id, made);
    return made;
  }

  #join(key: string, members: readonly AlignedLine[], { repeats }: ChartSettings): CachedRepeats {
    // Steps are logged by count and meet. No two runs do anything at the same time: there each counts by its line
    // between its points.
    const betweenPoints = countsBetweenPoints(members[0]?.axis);
    const options = {
      middle: repeats?.middle ?? 'mean',
      spread: repeats?.spread ?? 'deviation',
      grid: betweenPoints ? 'union' : 'shared',
      interpolate: betweenPoints,
    } as const;
    const how = `${options.middle} ${options.spread} ${options.grid}`;
    const before = this.#madeRepeats.get(key);
    if (
      before?.key === how &&
      before.members.length === members.length &&
      before.members.every((member, index) => member === members[index])
    ) {
      return before;
    }
    const band = bandOf(members, options);
    const { x, middle, low, high } = band;
    const made: CachedRepeats = {
      members,
      key: how,
      repeats: {
        band,
        middle: options.middle,
        edges: [
          { x, y: low },
          { x, y: high },
        ],
      },
      raw: {
        x,
        y: middle,
        axis: members[0]?.axis ?? 'index',
        origin: new Uint32Array(0),
        withoutX: 0,
        repeated: 0,
        unsorted: 0,
      },
      smoothing: '',
      smoothed: null,
    };
    this.#madeRepeats.set(key, made);
    return made;
  }
}

/** Of repeats on this axis each counts between two points of its own as well, on the line that joins them. */
export const countsBetweenPoints = (axis: AlignedLine['axis'] | undefined): boolean =>
  axis === 'relative' || axis === 'wall' || axis === 'metric';

const ends = (x: Float64Array): Float64Array => Float64Array.of(x[0] ?? NaN, x.at(-1) ?? NaN);

function smoothed(
  made: { readonly raw: AlignedLine; smoothing: string; smoothed: Line | null },
  { smoothing, smoothingKind }: ChartSettings,
): Line | null {
  const key = `${smoothingKind} ${smoothing}`;
  if (made.smoothing !== key) {
    made.smoothing = key;
    made.smoothed = smoothing > 0 ? smoothedBy(smoothingKind, smoothing, made.raw) : null;
  }
  return made.smoothed;
}

/** As it was smoothed before only when in the same way. */
const grownFrom = ({ grownFrom: before, smoothing }: CachedLine): PreparedLine['grownFrom'] =>
  before === null ? null : { raw: before.raw, smoothed: before.smoothing === smoothing ? before.smoothed : null };

type Content = Pick<Prepared, 'lines' | 'aligned' | 'seriesWithoutX' | 'axis' | 'axisMetric'>;

const isSame = (one: Content, other: Content): boolean =>
  one.axis === other.axis &&
  alike(
    one.lines,
    other.lines,
    (line, same) =>
      line.id === same.id &&
      line.title === same.title &&
      line.colors === same.colors &&
      line.raw === same.raw &&
      line.smoothed === same.smoothed &&
      line.repeats === same.repeats &&
      line.ids.length === same.ids.length,
  ) &&
  alike(
    one.aligned,
    other.aligned,
    (series, same) =>
      series.raw === same.raw && series.title === same.title && series.completeness === same.completeness,
  ) &&
  alike(one.seriesWithoutX, other.seriesWithoutX, (title, same) => title === same);

const alike = <T>(some: readonly T[], others: readonly T[], same: (one: T, other: T) => boolean): boolean =>
  some.length === others.length && some.every((one, index) => others[index] !== undefined && same(one, others[index]));
