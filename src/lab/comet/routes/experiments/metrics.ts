/** Metrics of experiments: summaries, every value, and many metrics of many experiments for a chart. */
import { Hono } from 'hono';
import { array, boolean, nullish, object, string } from 'valibot';
import type { LabMetric } from '../../../content';
import { askedExperiment, checkedBody, type LabEnv, type Serving } from '../../request';
import { jsonStream, listParts, mapped } from '../../streaming';
import { Refusal } from '../../errors';
import { jsonNumber, metricRows, metricSummary } from '../../rows/rows';

const chartBody = object({
  targetedExperiments: nullish(array(string()), []),
  /** All of them when it is left out. */
  metrics: nullish(array(string())),
  params: nullish(array(string())),
  independentMetrics: nullish(boolean()),
  fetchFull: nullish(boolean()),
});

export function metricRoutes(serving: Serving): Hono<LabEnv> {
  const app = new Hono<LabEnv>();

  app.get('/experiment/metrics/summary', async (c) => {
    const { metrics } = await askedExperiment(serving, c).content();
    return jsonStream(c, listParts('values', mapped(metrics.values(), metricSummary)));
  });

  app.get('/experiment/metrics/get-metric', async (c) => {
    const { metrics } = await askedExperiment(serving, c).content();
    const name = c.req.query('metricName');
    if (name === undefined) {
      throw new Refusal(400, 'metric name not specified');
    }
    const metric = metrics.get(name);
    return jsonStream(c, listParts('metrics', metric === undefined ? [] : metricRows(metric)));
  });

  app.get('/experiment/metrics/get-all', async (c) => {
    const { metrics } = await askedExperiment(serving, c).content();
    return jsonStream(c, listParts('metrics', allRows(metrics.values())));
  });

  app.post('/experiments/multi-metric-chart', async (c) => {
    const body = await checkedBody(c, chartBody);
    const charts: Chart[] = [];
    for (const key of new Set(body.targetedExperiments)) {
      const content = await serving.store.experiment(key)?.content();
      if (content === undefined) {
        continue;
      }
      const names = body.metrics ?? content.metrics.keys();
      const found = Array.from(names, (name) => content.metrics.get(name)).filter((metric) => metric !== undefined);
      if (found.length === 0) {
        continue;
      }
      const params = (body.params ?? []).flatMap((name) => {
        const value = content.parameters.get(name)?.at(-1)?.value;
        return value === undefined ? [] : [[name, value] as const];
      });
      charts.push({ key, metrics: found, params: Object.fromEntries(params) });
    }
    return jsonStream(c, chartParts(charts, body.independentMetrics ?? true, body.fetchFull ?? false), {
      packed: false,
    });
  });

  return app;
}

interface Chart {
  readonly key: string;
  readonly metrics: readonly LabMetric[];
  readonly params: Readonly<Record<string, string>>;
}

function* allRows(metrics: Iterable<LabMetric>) {
  for (const metric of metrics) {
    yield* metricRows(metric);
  }
}

function* chartParts(charts: readonly Chart[], independent: boolean, full: boolean): Generator<string> {
  yield '{"experiments":{';
  for (const [index, { key, metrics, params }] of charts.entries()) {
    const steps = independent ? null : sharedSteps(metrics);
    yield `${index === 0 ? '' : ','}${JSON.stringify(key)}:{"experimentKey":${JSON.stringify(key)},"empty":false,`;
    yield `"params":${JSON.stringify(params)},"metrics":[`;
    const shown = steps === null ? null : full ? steps : sampleIndices(steps.length).map((at) => steps[at] ?? 0);
    for (const [position, metric] of metrics.entries()) {
      const indices =
        shown !== null ? indicesOfSteps(metric, shown) : full ? null : sampleIndices(metric.values.length);
      yield position === 0 ? '' : ',';
      yield* seriesParts(metric, indices);
    }
    yield `],"steps":${JSON.stringify(shown)},"epochs":null}`;
  }
  yield `},"empty":${String(charts.length === 0)}}`;
}

/** Values are numbers here, unlike in every other answer; `durations` are milliseconds since the value before. */
function* seriesParts(metric: LabMetric, indices: readonly number[] | null): Generator<string> {
  const { values, steps, epochs, isPlain } = metric;
  const times = indices === null ? metric.times : indices.map((at) => metric.times[at] ?? 0);
  yield `{"metricName":${JSON.stringify(metric.name)},"values":`;
  yield* listOf(values, indices, (part) => (isPlain ? part.join(',') : itemsOf(part.map(jsonNumber))));
  yield ',"steps":';
  yield* steps.every((step) => step === null) ? ['null'] : listOf(steps, indices, itemsOf);
  yield ',"epochs":';
  yield* epochs.every((epoch) => epoch === null) ? ['null'] : listOf(epochs, indices, itemsOf);
  yield ',"timestamps":';
  yield* listOf(times, null, itemsOf);
  yield ',"durations":';
  yield* listOf(times, null, (part, start) =>
    itemsOf(part.map((time, at) => time - (part[at - 1] ?? times[start - 1] ?? time))),
  );
  yield '}';
}

const itemsOf = (part: readonly unknown[]): string => JSON.stringify(part).slice(1, -1);

/**
 * A JSON list of a column's items at `indices`, or of all; in parts, each a thousand items that `text` turns into JSON.
 */
function* listOf<Item>(
  column: readonly Item[],
  indices: readonly number[] | null,
  text: (part: Item[], start: number) => string,
): Generator<string> {
  const length = indices?.length ?? column.length;
  yield '[';
  for (let start = 0; start < length; start += 1000) {
    const part =
      indices === null
        ? column.slice(start, start + 1000)
        : indices.slice(start, start + 1000).map((index) => column[index] as Item);
    yield (start === 0 ? '' : ',') + text(part, start);
  }
  yield ']';
}

/** Steps at which every one of the metrics has a value, ascending. */
function sharedSteps(metrics: readonly LabMetric[]): number[] {
  const [first = new Set<number>(), ...others] = metrics.map(
    (metric) => new Set(metric.steps.filter((step) => step !== null)),
  );
  return [...first].filter((step) => others.every((steps) => steps.has(step))).sort((a, b) => a - b);
}

/** Where the metric has each of the steps; the last value wins when a step repeats. */
function indicesOfSteps(metric: LabMetric, steps: readonly number[]): number[] {
  const last = new Map(metric.steps.map((step, at) => [step, at]));
  return steps.flatMap((step) => last.get(step) ?? []);
}

/**
 * Points of a series that is not asked for in full, as in Comet. Plain and blind on purpose: points evenly apart in
 * order, first and last included, always the same ones. A spike of a single step may fall through, as it does on the
 * real service; who wants extremes asks for everything.
 */
export const sampleSize = 500;

/** Indices of the points to send, ascending. All of them when there are no more than the sample's size. */
export function sampleIndices(length: number, size: number = sampleSize): number[] {
  const count = Math.min(length, size);
  if (count === length) {
    return Array.from({ length }, (_, index) => index);
  }
  return Array.from({ length: count }, (_, index) => Math.round((index * (length - 1)) / (count - 1)));
}
