/** One experiment with everything in it, as the pages' tests show it; each test changes what it is about. */
import type { Asset, Experiment, MetricSeries, Summary } from '../../src/shared/experiment';
import { experimentTabs } from '../../src/shared/experimentTabs';
import { pageVerbs } from '../../src/shared/experimentVerbs';
import { BackendError, ready } from '../../src/shared/problem';
import type { ComparedExperiment, ExperimentPageProtocol, ExperimentPageState } from '../../src/shared/protocol';
import type { StubHostOptions } from './stubHost';

const minute = 60_000;
const started = new Date(2026, 10, 20, 9, 30, 12).getTime();

export const experiment: Experiment = {
  key: '8f2d0c5b7a1e4f3c9d6b2a8e5f7c1d34',
  name: 'digits-mlp lr=0.003 wide',
  workspace: 'vision-lab',
  projectId: 'p1',
  projectName: 'digit-classifier',
  state: 'finished',
  archived: false,
  startTime: started,
  endTime: started + 42 * minute,
  duration: 42 * minute,
  user: 'ada',
  filePath: 'src/train.py',
  optimizationId: null,
  throttled: false,
  status: null,
  bookmarked: null,
  group: null,
  original: null,
  tags: null,
  lastMetrics: null,
  parameters: null,
};

const seeded = (seed: number) => (): number => {
  seed = (seed * 16807) % 2147483647;
  return seed / 2147483647;
};

export interface SeriesOptions {
  readonly points?: number;
  readonly from?: number;
  readonly to?: number;
  readonly noise?: number;
  readonly change?: (values: number[]) => void;
  readonly sampled?: boolean;
}

/** A run's curve: falls or rises to where it goes, with noise. */
export function curve(
  name: string,
  { points = 500, from = 2.3, to = 0.12, noise = 0.06, change, sampled = false }: SeriesOptions = {},
): MetricSeries {
  const random = seeded(
    Array.from(name, (letter) => letter.charCodeAt(0)).reduce((sum, code) => (sum * 31 + code) % 2147483646, 7) + 1,
  );
  const stride = points <= 1000 ? 30 : 1;
  const values = Array.from({ length: points }, (_, index) => {
    const progress = index / Math.max(1, points - 1);
    return (
      to +
      (from - to) * Math.exp(-5 * progress) +
      (random() - 0.5) * noise * (0.3 + Math.exp(-3 * progress)) * Math.abs(from - to)
    );
  });
  change?.(values);
  return {
    experimentKey: experiment.key,
    name,
    values: Float64Array.from(values),
    sampled,
    steps: Float64Array.from(values, (_, index) => index * stride),
    epochs: Float64Array.from(values, (_, index) => Math.floor((index * 30) / points)),
    times: Float64Array.from(values, (_, index) => started + (index / points) * 42 * minute),
  };
}

/** What a metric's summary says about its series. */
export function summaryOf(series: MetricSeries, context: string | null): Summary {
  const point = (index: number) => ({
    value: String(series.values[index] ?? NaN),
    step: series.steps?.[index] ?? null,
    time: series.times?.[index] ?? null,
  });
  let lowest = 0,
    highest = 0;
  series.values.forEach((value, index) => {
    if (value < (series.values[lowest] ?? NaN)) {
      lowest = index;
    }
    if (value > (series.values[highest] ?? NaN)) {
      highest = index;
    }
  });
  return {
    name: series.name,
    context,
    current: point(series.values.length - 1),
    minimum: point(lowest),
    maximum: point(highest),
  };
}

const machine = { from: 40, to: 62, noise: 1.2, points: 250 };

export const allSeries: readonly (readonly [MetricSeries, context: string | null])[] = [
  [curve('learning_rate', { from: 0.003, to: 0.00001, noise: 0 }), null],
  [
    curve('gradient_norm', {
      from: 9,
      to: 0.8,
      noise: 0.8,
      change: (values) => values.splice(120, 8, ...Array.from({ length: 8 }, () => NaN)),
    }),
    null,
  ],
  [curve('train_loss'), 'train'],
  [curve('train_accuracy', { from: 0.1, to: 0.985 }), 'train'],
  [curve('train_learning_rate', { from: 0.003, to: 0.00001, noise: 0 }), 'train'],
  [curve('validate_loss', { to: 0.31, points: 30, sampled: false }), 'validate'],
  [curve('validate_accuracy', { from: 0.1, to: 0.951, points: 30, sampled: false }), 'validate'],
  [curve('layer/0/weight_norm', { from: 1.1, to: 4.2, noise: 0.1 }), null],
  [curve('layer/1/weight_norm', { from: 1.4, to: 6.8, noise: 0.1 }), null],
  [curve('layer/2/weight_norm', { from: 0.9, to: 2.7, noise: 0.1 }), null],
  [curve('sys.cpu.percent.avg', machine), null],
  [curve('sys.gpu.0.gpu_utilization', { ...machine, from: 10, to: 91 }), null],
  [curve('sys.gpu.0.used_memory', { ...machine, from: 1e9, to: 7.4e9, noise: 0.01 }), null],
  [curve('sys.ram.used', { ...machine, from: 6e9, to: 9.5e9, noise: 0.02 }), null],
];

const summary = (name: string, value: string): Summary => ({
  name,
  context: null,
  current: { value, step: null, time: null },
  minimum: null,
  maximum: null,
});

const asset = (
  id: string,
  name: string,
  kind: Asset['kind'],
  size: number | null,
  rest: Partial<Asset> = {},
): Asset => ({
  id,
  name,
  kind,
  type: kind,
  size,
  step: null,
  context: null,
  createdAt: started + 40 * minute,
  folder: null,
  remoteUrl: null,
  tags: [],
  metadata: null,
  ...rest,
});

export const codeFiles: Readonly<Record<string, string>> = {
  'src/train.py': `"""Trains a small network on scikit-learn's digits."""
import comet_ml
import numpy as np
from sklearn.datasets import load_digits

from model import Network
from schedule import cosine


def main(rate: float = 0.003, epochs: int = 30) -> None:
    experiment = comet_ml.Experiment(log_code=True)
    digits = load_digits()
    network = Network(width=128, seed=7)
    for epoch in range(epochs):
        for step, (inputs, targets) in enumerate(batches(digits, size=64)):
            loss = network.learn(inputs, targets, rate=cosine(rate, epoch, epochs))
            experiment.log_metric("loss", loss, step=step, epoch=epoch)
\tprint(f"epoch {epoch}: {loss:.4f}")


if __name__ == "__main__":
    main()
`,
  'src/model.py': Array.from({ length: 220 }, (_, index) => `layer_${index} = Dense(${index * 2})`).join('\n'),
  'src/schedule.py':
    'from math import cos, pi\n\n\ndef cosine(rate, epoch, epochs):\n    return rate * (1 + cos(pi * epoch / epochs)) / 2\n',
};

export const patch = `diff --git a/src/train.py b/src/train.py
index 83db48f..bf269f4 100644
--- a/src/train.py
+++ b/src/train.py
@@ -10,7 +10,8 @@ def main(rate: float = 0.003, epochs: int = 30) -> None:
     experiment = comet_ml.Experiment(log_code=True)
     digits = load_digits()
-    network = Network(width=64, seed=7)
+    network = Network(width=128, seed=7)
+    network.warm_up(digits)
     for epoch in range(epochs):
diff --git a/notes/new idea.md b/notes/new idea.md
new file mode 100644
--- /dev/null
+++ b/notes/new idea.md
@@ -0,0 +1,2 @@
+Try a wider network.
+And label smoothing.
diff --git a/old.py b/old.py
deleted file mode 100644
--- a/old.py
+++ /dev/null
@@ -1 +0,0 @@
-x = 1
diff --git a/helpers.py b/src/helpers.py
similarity index 100%
rename from helpers.py
rename to src/helpers.py
diff --git a/logo.png b/logo.png
index 1..2 100644
Binary files a/logo.png and b/logo.png differ
`;

export const output = `\u001b[1;38;5;39mCOMET INFO:\u001b[0m Experiment is live on comet.com https://www.comet.com/vision-lab/digit-classifier/8f2d0c5b
Epochs:   0%|          | 0/30\rEpochs:  50%|█████     | 15/30\rEpochs: 100%|██████████| 30/30
\u001b[33mWARNING\u001b[0m learning rate below 1e-5
${Array.from({ length: 30 }, (_, epoch) => `epoch ${epoch}: loss \u001b[32m${(2.3 * Math.exp(-epoch / 8)).toFixed(4)}\u001b[0m accuracy ${(1 - 0.9 * Math.exp(-epoch / 8)).toFixed(4)}`).join('\n')}
\u001b[31mTraceback (most recent call last):\u001b[0m
  nothing of the kind, all went well
`;

export const pageState: ExperimentPageState = {
  reference: { connection: 'c1', key: experiment.key },
  front: { tab: 'overview', request: 0 },
  connectionLabel: 'ada at www.comet.com',
  experiment: ready(experiment),
  verbs: pageVerbs.filter((verb) => verb !== 'stop' && verb !== 'restore'),
  tabs: experimentTabs,
  tags: ready(['baseline', 'wide', 'paper-v2']),
  metrics: ready(allSeries.map(([series, context]) => summaryOf(series, context))),
  parameters: ready([
    summary('batch_size', '64'),
    summary('epochs', '30'),
    summary('hidden_layers', '[128, 64]'),
    summary('learning_rate', '0.003'),
    summary('optimizer', 'adam'),
    summary('random_state', '7'),
    summary('shuffle', 'true'),
    summary('tolerance', '1e-5'),
    summary('weight_decay', '0.0001'),
    summary('width', '128'),
    summary('schedule/kind', 'cosine'),
  ]),
  others: ready([
    summary('Name', experiment.name),
    summary('Created from', 'sklearn'),
    summary('dataset', 'digits'),
    summary('notes', 'the one for the paper'),
  ]),
  git: ready({
    branch: 'refs/heads/wider',
    commit: '4f1c2b9a8d7e6f5a4b3c2d1e0f9a8b7c6d5e4f3a',
    origin: 'git@github.com:vision-lab/digits.git',
    root: 'digits',
    user: 'ada',
  }),
  code: ready(Object.entries(codeFiles).map(([path, text]) => ({ path, assetId: path, size: text.length }))),
  assets: ready([
    asset('a1', 'confusion-matrix.json', 'confusionMatrix', 18_234, { step: 14_970 }),
    asset('a2', 'predictions/epoch-10.png', 'image', 48_120, { step: 5_000 }),
    asset('a3', 'predictions/epoch-2.png', 'image', 47_900, { step: 1_000 }),
    asset('a4', 'weights.npz', 'model', 3_400_000, { folder: 'models/digits-mlp' }),
    asset('a5', 'config.json', 'model', 512, { folder: 'models/digits-mlp' }),
    asset('a6', 'report.html', 'file', 9_000),
    asset('a7', 'embeddings.json', 'embeddings', 120_000),
    asset('a8', 'train.csv', 'dataframe', null, { remoteUrl: 's3://key:secret@bucket/train.csv?signature=1' }),
    asset('a9', 'weights-histogram', 'histogram', 30_000, { step: 14_970, context: 'train' }),
    asset('a10', 'src/train.py', 'code', 812),
  ]),
  models: ready([{ name: 'digits-mlp', registered: [{ name: 'digits', version: '1.2.0' }] }]),
  system: ready({
    user: 'ada',
    hostname: 'node-17.cluster',
    ip: '10.0.3.17',
    operatingSystem: 'Linux-6.8.0-x86_64',
    machine: 'x86_64',
    processor: 'AMD EPYC 7763',
    pythonVersion: '3.11.9',
    executable: '/opt/venv/bin/python',
    pid: 4711,
    command: ['src/train.py', '--rate', '0.003'],
    totalMemory: 64 * 1024 ** 3,
    graphicsCards: [{ index: 0, name: 'NVIDIA A10G', totalMemory: 24 * 1024 ** 3 }],
    installedPackages: [
      'comet_ml==3.58.8',
      'joblib==1.5.1',
      'numpy==2.3.1',
      'scikit-learn==1.7.0',
      'scipy==1.16.0',
      'threadpoolctl==3.6.0',
    ],
    osPackages: [],
    environment: { CUDA_VISIBLE_DEVICES: '0', OMP_NUM_THREADS: '8' },
    additional: [],
    systemMetricNames: [],
  }),
  revision: 1,
  updatedAt: started + 42 * minute,
  compared: [],
  polling: { paused: false, interval: 10_000, blindness: null },
};

/** Experiments to lay beside the fixture's: the same metrics, other curves; `width` and `random_state` differ. */
export const comparedExperiments = (count: number): readonly ComparedExperiment[] =>
  Array.from({ length: count }, (_, index): ComparedExperiment => {
    const key = (index + 1).toString(16).padStart(32, '0');
    return {
      reference: { connection: index % 4 === 3 ? 'c2' : 'c1', key },
      connectionLabel: index % 4 === 3 ? 'ada at comet.lab.example' : 'ada at www.comet.com',
      experiment: ready({
        ...experiment,
        key,
        name: `digits-mlp seed=${index + 1}`,
        startTime: started + (index + 1) * minute,
      }),
      metrics: ready(allSeries.map(([series, context]) => summaryOf(curveOf(series, key), context))),
      parameters: ready(
        (pageState.parameters?.state === 'ready' ? pageState.parameters.value : []).map((one) =>
          one.name === 'random_state'
            ? summary(one.name, String(index + 1))
            : one.name === 'width'
              ? summary(one.name, index % 2 === 0 ? '64' : '256')
              : one,
        ),
      ),
      others: ready([summary('Name', `digits-mlp seed=${index + 1}`), summary('dataset', 'digits')]),
      assets: ready([]),
      revision: 1,
      updatedAt: started + 42 * minute,
    };
  });

/** The same metric as another experiment logged it; NaN and lengths stay. */
const curveOf = (series: MetricSeries, key: string): MetricSeries => {
  const factor = 0.7 + (Number.parseInt(key.slice(-4), 16) % 17) / 20;
  return { ...series, experimentKey: key, values: series.values.map((value) => value * factor) };
};

/** The whole rest of a text at once. */
export function outputOf(text: string): StubHostOptions<ExperimentPageProtocol>['answers']['output'] {
  return ({ from }) => Promise.resolve({ from, text: text.slice(from), total: text.length });
}

/** Answers from the fixture; a test replaces what it is about. */
export const answers: StubHostOptions<ExperimentPageProtocol>['answers'] = {
  list: () => Promise.reject(new BackendError('notFound', 'The fixture pushes all its lists.')),
  series: ({ of, names }) =>
    Promise.resolve(
      allSeries
        .map(([series]) => series)
        .filter(({ name }) => names.includes(name))
        .map((series) => (of.key === experiment.key ? series : curveOf(series, of.key))),
    ),
  code: ({ path }) => {
    const text = codeFiles[path];
    return text === undefined
      ? Promise.reject(new BackendError('notFound', `There is no file ${path}.`))
      : Promise.resolve(text);
  },
  patch: () => Promise.resolve(patch),
  output: outputOf(output),
  crash: () => Promise.resolve(null),
  notes: () => Promise.resolve('# Digits\n\nThe wide network is the one for the paper.\n'),
  asset: () => Promise.reject(new BackendError('notFound', 'The fixture has no bytes of this asset.')),
  html: () => Promise.resolve(null),
  graph: () => Promise.resolve(null),
};
