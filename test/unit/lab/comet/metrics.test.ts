// Metrics as the lab serves them: sampled or full, aligned or not, with values that are no numbers.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { addPoint, mostPoints, type ExperimentContent } from '../../../../src/lab/content';
import { sampleIndices, sampleSize } from '../../../../src/lab/comet/routes/experiments/metrics';
import { addSyntheticExperiment, syntheticKey } from '../../../support/lab/syntheticLab';
import { query, serveEmptyLab, type ServedLab } from '../../../support/lab/labFixture';

interface Series {
  metricName: string;
  values: (number | string)[];
  steps: (number | null)[] | null;
  epochs: (number | null)[] | null;
  timestamps: number[];
  durations: number[];
}

interface Chart {
  experiments: Record<
    string,
    { experimentKey: string; steps: number[] | null; metrics: Series[]; params: Record<string, string> }
  >;
  empty: boolean;
}

describe('lab metrics', () => {
  let lab: ServedLab;
  const key = syntheticKey(1);

  beforeEach(async () => {
    lab = await serveEmptyLab();
  });

  afterEach(() => lab.close());

  const fill = (change: (content: ExperimentContent) => void): void => {
    const project = lab.store.addProject('ada', 'p');
    addSyntheticExperiment(lab.store, project, { key, name: 'one', startTime: 0, endTime: 1 }, change);
  };

  const points = (
    content: ExperimentContent,
    name: string,
    count: number,
    value: (step: number) => string = String,
  ): void => {
    for (let step = 0; step < count; step += 1) {
      addPoint(content.metrics, name, null, {
        value: value(step),
        step,
        epoch: Math.floor(step / 10),
        time: 1000 + step * 250,
      });
    }
  };

  const chart = async (body: Record<string, unknown>): Promise<Chart> =>
    (await lab.post('experiments/multi-metric-chart', {
      targetedExperiments: [key],
      independentMetrics: true,
      fetchFull: false,
      ...body,
    })) as Chart;

  it('samples about 500 points, first and last included, always the same ones', async () => {
    fill((content) => points(content, 'loss', mostPoints, (step) => (step === 7777 ? '1000' : String(step))));
    const first = (await chart({ metrics: ['loss'] })).experiments[key]!.metrics[0]!;
    assert.equal(first.values.length, sampleSize);
    assert.deepEqual([first.steps![0], first.steps!.at(-1)], [0, mostPoints - 1]);
    assert.deepEqual((await chart({ metrics: ['loss'] })).experiments[key]!.metrics[0], first);
  });

  it('gives every point up to 15,000 when asked for all, with its step, epoch, time and the time since the one before', async () => {
    fill((content) => points(content, 'loss', mostPoints));
    const [series] = (await chart({ metrics: ['loss'], fetchFull: true })).experiments[key]!.metrics;
    assert.deepEqual(
      series!.values,
      Array.from({ length: mostPoints }, (_, step) => step),
    );
    assert.deepEqual(series!.steps, series!.values);
    assert.deepEqual(
      [series!.epochs![25], series!.timestamps[4], series!.durations[0], series!.durations[1]],
      [2, 2000, 0, 250],
    );
  });

  it('keeps no more than 15,000 points of a metric, thinning the older ones', async () => {
    fill((content) => points(content, 'loss', mostPoints + 100));
    const { metrics } = (await lab.read(
      `experiment/metrics/get-metric?${query({ experimentKey: key, metricName: 'loss' })}`,
    )) as { metrics: { step: number }[] };
    assert.ok(metrics.length <= mostPoints && metrics.length > mostPoints / 2);
    assert.deepEqual(
      metrics.map(({ step }) => step),
      metrics.map(({ step }) => step).toSorted((a, b) => a - b),
    );
    assert.equal(metrics.at(-1)!.step, mostPoints + 99);
  });

  it('sends values as numbers in charts and as text elsewhere; what JSON cannot hold is text in both', async () => {
    const texts = ['0.5', 'NaN', 'Infinity', '-Infinity', '-2'];
    fill((content) => points(content, 'odd', texts.length, (step) => texts[step]!));
    const [series] = (await chart({ metrics: ['odd'] })).experiments[key]!.metrics;
    assert.deepEqual(series!.values, [0.5, 'NaN', 'Infinity', '-Infinity', -2]);
    const { metrics } = (await lab.read(
      `experiment/metrics/get-metric?${query({ experimentKey: key, metricName: 'odd' })}`,
    )) as { metrics: Record<string, unknown>[] };
    assert.deepEqual(
      metrics.map(({ metricValue }) => metricValue),
      texts,
    );
    const { values } = (await lab.read(`experiment/metrics/summary?experimentKey=${key}`)) as {
      values: Record<string, unknown>[];
    };
    const [summary] = values;
    assert.deepEqual(
      [summary?.valueMin, summary?.valueMax, summary?.valueCurrent, summary?.stepMax, summary?.timestampCurrent],
      ['-Infinity', 'Infinity', '-2', 2, 2000],
    );
  });

  it('summarises a metric that is never a number', async () => {
    fill((content) => points(content, 'lost', 3, () => 'NaN'));
    const { values } = (await lab.read(`experiment/metrics/summary?experimentKey=${key}`)) as {
      values: Record<string, unknown>[];
    };
    assert.deepEqual([values[0]?.valueMin, values[0]?.valueMax, values[0]?.valueCurrent], ['NaN', 'NaN', 'NaN']);
  });

  it('aligns metrics on the steps that all of them have, when they are to be correlated', async () => {
    fill((content) => {
      for (const step of [1, 2, 3, 4, 6]) {
        addPoint(content.metrics, 'a', null, { value: String(step * 10), step, epoch: null, time: step });
      }
      for (const step of [2, 4, 5, 6, 4]) {
        addPoint(content.metrics, 'b', null, { value: String(step * 100), step, epoch: null, time: step });
      }
    });
    const { steps, metrics } = (await chart({ metrics: ['a', 'b'], independentMetrics: false })).experiments[key]!;
    assert.deepEqual(steps, [2, 4, 6]);
    assert.deepEqual(
      metrics.map(({ values }) => values),
      [
        [20, 40, 60],
        [200, 400, 600],
      ],
    );
    const apart = (await chart({ metrics: ['a', 'b'] })).experiments[key]!;
    assert.equal(apart.steps, null);
    assert.deepEqual(
      apart.metrics.map(({ values }) => values.length),
      [5, 5],
    );
  });

  it('leaves out what it does not have and says when that is everything', async () => {
    fill((content) => {
      addPoint(content.metrics, 'without step', 'train', { value: '1', step: null, epoch: null, time: 5 });
      content.parameters.set('lr', [{ value: '0.1', step: null, time: 0, context: null }]);
    });
    assert.deepEqual(await chart({ metrics: ['nothing'] }), { experiments: {}, empty: true });
    assert.deepEqual(await chart({ targetedExperiments: ['nobody'], metrics: ['without step'] }), {
      experiments: {},
      empty: true,
    });
    const answer = await chart({
      targetedExperiments: [key, 'nobody', key],
      metrics: ['nothing', 'without step'],
      params: ['lr', 'depth'],
    });
    assert.equal(answer.empty, false);
    assert.deepEqual(Object.keys(answer.experiments), [key]);
    const [series] = answer.experiments[key]!.metrics;
    assert.deepEqual([series!.metricName, series!.steps, series!.epochs], ['without step', null, null]);
    assert.deepEqual(answer.experiments[key]!.params, { lr: '0.1' });
  });

  it('samples by position: distinct, ascending, both ends, never more than asked', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 20_000 }), fc.integer({ min: 2, max: 600 }), (length, size) => {
        const indices = sampleIndices(length, size);
        assert.equal(indices.length, Math.min(length, size));
        assert.equal(new Set(indices).size, indices.length);
        assert.deepEqual(
          indices,
          indices.toSorted((a, b) => a - b),
        );
        if (length > 0) {
          assert.deepEqual([indices[0], indices.at(-1)], [0, length - 1]);
        }
      }),
    );
  });
});
