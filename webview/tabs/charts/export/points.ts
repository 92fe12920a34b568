/**
 * The points of a chart as CSV and as JSON: of each visible line all that is loaded, in the order it was logged, with
 * every digit, also outside of what is in view. Pure.
 */
import type { AlignedLine } from '../../../../src/shared/series/series';
import type { ExportedChart, ExportedLine } from './exportedChart';

/** The points of a line, in columns of one length; null for a column that was never logged. */
interface Columns {
  readonly length: number;
  readonly values: Float64Array;
  readonly steps: Float64Array | null;
  readonly epochs: Float64Array | null;
  readonly times: Float64Array | null;
  /** The place on the horizontal axis, where that is in none of the columns above. */
  readonly places: Float64Array | null;
  readonly smoothed: Float64Array | null;
}

const empty = (length: number): Float64Array => new Float64Array(length).fill(NaN);
/** Axes that are columns of every series already. */
const logged = new Set<AlignedLine['axis']>(['step', 'epoch', 'wall']);

function columnsOf({ series, raw, smoothed, band }: ExportedLine): Columns {
  const elsewhere = !logged.has(raw.axis);
  if (series === null) {
    const x = band?.x ?? raw.x;
    const on = (axis: AlignedLine['axis']): Float64Array | null => (raw.axis === axis ? x : null);
    return {
      length: x.length,
      values: band?.middle ?? raw.y,
      steps: on('step'),
      epochs: on('epoch'),
      times: on('wall'),
      places: elsewhere ? x : null,
      smoothed: smoothed?.y ?? null,
    };
  }
  const { values, steps, epochs, times } = series;
  const places = elsewhere ? empty(values.length) : null;
  const calm = smoothed === null ? null : empty(values.length);
  // Points without a value on this axis are not drawn. They are exported, without one.
  for (let index = 0; index < raw.origin.length; index += 1) {
    const origin = raw.origin[index] ?? 0;
    if (places !== null) {
      places[origin] = raw.x[index] ?? NaN;
    }
    if (calm !== null) {
      calm[origin] = smoothed?.y[index] ?? NaN;
    }
  }
  return { length: values.length, values, steps, epochs, times, places, smoothed: calm };
}

const lineEnd = '\r\n';

/**
 * RFC 4180, one row a point: experiment, its key, metric, step, epoch, time (ISO 8601, UTC), the place on the
 * horizontal axis where that is another one (relative time in milliseconds), value, and smoothed value, low, high and
 * runs where lines have them. `NaN`, `Infinity` and `-Infinity` are written as such, as values; what was not logged is
 * empty. Where some line is a sample of what was logged, `sampled` says of each row whether its line is (`true`,
 * `false`): a file has no other place that every reader of CSV keeps. Names are other people's, and spreadsheets run
 * what begins like a formula: such names get an apostrophe in front, which spreadsheets take for "text follows". So do
 * names that begin with apostrophes before such a character: taking one away always gives back what was logged.
 */
export async function csvOf(chart: ExportedChart): Promise<string> {
  const { title, lines, axis, axisTitle } = chart;
  const elsewhere = !logged.has(axis);
  const calm = lines.some(({ smoothed }) => smoothed !== null);
  const banded = lines.some(({ band }) => band !== null);
  const thinned = lines.some(({ sampled }) => sampled);
  const header = [
    'experiment',
    'key',
    'metric',
    'step',
    'epoch',
    'time',
    ...(elsewhere ? [textField(axis === 'relative' ? 'milliseconds' : axisTitle)] : []),
    'value',
    ...(calm ? ['smoothed'] : []),
    ...(banded ? ['low', 'high', 'runs'] : []),
    ...(thinned ? ['sampled'] : []),
  ];
  const metric = textField(title);
  const parts = [header.join(',') + lineEnd];
  for (const line of lines) {
    const { length, values, steps, epochs, times, places, smoothed } = columnsOf(line);
    const names = `${textField(line.title)},${line.series === null ? '' : textField(line.series.experimentKey)},${metric}`;
    let rows = '';
    for (let index = 0; index < length; index += 1) {
      rows += `${names},${place(steps, index)},${place(epochs, index)},${instant(times?.[index])}`;
      // A run that lacks this axis is drawn by the order of its points: no place to be mixed with the others'.
      if (elsewhere) {
        rows += `,${line.raw.axis === axis ? place(places, index) : ''}`;
      }
      rows += `,${String(values[index])}`;
      if (calm) {
        rows += smoothed === null ? ',' : `,${String(smoothed[index])}`;
      }
      if (banded) {
        rows +=
          line.band === null
            ? ',,,'
            : `,${String(line.band.low[index])},${String(line.band.high[index])},${String(line.band.runs[index])}`;
      }
      if (thinned) {
        rows += `,${line.sampled}`;
      }
      rows += lineEnd;
    }
    parts.push(rows);
    await betweenLines();
  }
  return parts.join('');
}

/**
 * `{ metric, axis, notes, lines: [{ experiment, key, axis, steps, epochs, times, places, values, smoothed, low, high,
 * runs, sampled }] }`, columns as in the CSV; null for a column that there is not. A line's own axis is `index` where
 * it lacks the chart's. JSON has no NaN and no infinities: they are the texts "NaN", "Infinity" and "-Infinity", which
 * JavaScript's `Number` and Python's `float` read. A place that was not logged is null. Times are Unix epoch
 * milliseconds. `notes` is what the chart says of its points: that some are missing, for one.
 */
export async function jsonOf(chart: ExportedChart): Promise<string> {
  const parts: string[] = [];
  for (const line of chart.lines) {
    const { values, steps, epochs, times, places, smoothed } = columnsOf(line);
    const { band } = line;
    parts.push(
      JSON.stringify({
        experiment: line.title,
        key: line.series?.experimentKey ?? null,
        axis: line.raw.axis,
        steps: placesIn(steps),
        epochs: placesIn(epochs),
        times: placesIn(times),
        places: placesIn(places),
        values: numbersIn(values),
        smoothed: numbersIn(smoothed),
        low: numbersIn(band?.low),
        high: numbersIn(band?.high),
        runs: band === null ? null : Array.from(band.runs),
        sampled: line.sampled,
      }),
    );
    await betweenLines();
  }
  return `{"metric":${JSON.stringify(chart.title)},"axis":${JSON.stringify(chart.axisTitle)},"notes":${JSON.stringify(chart.notes)},"lines":[\n${parts.join(',\n')}\n]}\n`;
}

/** Quoted always; see `csvOf` for the apostrophe. */
function textField(text: string): string {
  const guarded = /^'*[=+\-@＝＋－＠\t\r\n]/.test(text) ? `'${text}` : text;
  return `"${guarded.replaceAll('"', '""')}"`;
}

function place(column: Float64Array | null, index: number): string {
  const value = column?.[index];
  return value === undefined || Number.isNaN(value) ? '' : String(value);
}

/** Beyond what a date holds the milliseconds tell as much. */
function instant(time: number | undefined): string {
  if (time === undefined || Number.isNaN(time)) {
    return '';
  }
  return Math.abs(time) <= 8.64e15 ? new Date(time).toISOString() : String(time);
}

const numbersIn = (column: Float64Array | null | undefined): readonly (number | string)[] | null =>
  column == null ? null : Array.from(column, (value) => (Number.isFinite(value) ? value : String(value)));
const placesIn = (column: Float64Array | null): readonly (number | string | null)[] | null =>
  column === null
    ? null
    : Array.from(column, (value) => (Number.isNaN(value) ? null : Number.isFinite(value) ? value : String(value)));

/** Lets the page draw and answer between two lines of many points. */
const betweenLines = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));
