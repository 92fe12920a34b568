/**
 * What `comet_ml.Optimizer` asks for below `/optimizer/`: how a search is specified, a new one, its next values, how a
 * trial ended. Refusals are bodies with a code and a message and status 200, which is what the official SDK reads.
 */
import { randomBytes } from 'node:crypto';
import { Hono } from 'hono';
import {
  array,
  boolean,
  integer,
  minValue,
  nullish,
  object,
  picklist,
  pipe,
  record,
  safeParse,
  string,
  union,
  unknown,
  type InferOutput,
} from 'valibot';
import { algorithms, type Algorithm, type LabOptimizer, type OptimizerSettings } from '../../../state/optimizers';
import { checkedBody, type LabEnv, type Serving } from '../../request';
import { number } from '../../../schemas';
import type { Parameter } from '../../../state/parameterSearch';

const whole = (lowest: number) => pipe(number(), integer(), minValue(lowest));

const createBody = object({
  algorithm: string(),
  name: nullish(string()),
  parameters: record(string(), record(string(), unknown())),
  spec: nullish(record(string(), unknown())),
  trials: nullish(whole(1)),
});
const updateBody = object({
  id: string(),
  pid: string(),
  trial: whole(0),
  status: nullish(string()),
  score: nullish(number()),
  epoch: nullish(number()),
});

const choice = object({
  type: picklist(['discrete', 'categorical']),
  values: array(union([string(), number(), boolean()])),
});
const range = object({
  type: picklist(['integer', 'float', 'double']),
  min: nullish(number()),
  max: nullish(number()),
  mu: nullish(number()),
  sigma: nullish(number()),
  scalingType: nullish(picklist(['linear', 'uniform', 'loguniform', 'normal', 'lognormal'])),
});
const specSchema = object({
  maxCombo: nullish(whole(0)),
  objective: nullish(picklist(['minimize', 'maximize'])),
  seed: nullish(number()),
  gridSize: nullish(whole(1)),
  randomize: nullish(boolean()),
  retryLimit: nullish(whole(0)),
  metric: nullish(string()),
});

/** What may be said of a search, and what is taken when it is not said. */
const common = [
  { name: 'maxCombo', type: 'integer', default: 0 },
  { name: 'metric', type: 'string', default: 'loss' },
  { name: 'seed', type: 'integer', default: null },
  { name: 'retryLimit', type: 'integer', default: 20 },
  { name: 'retryAssignLimit', type: 'integer', default: 0 },
  { name: 'minSampleSize', type: 'integer', default: 100 },
];
const specs: Readonly<Record<Algorithm, readonly Readonly<Record<string, unknown>>[]>> = {
  grid: [
    ...common,
    { name: 'gridSize', type: 'integer', default: 10 },
    { name: 'randomize', type: 'boolean', default: false },
  ],
  random: common,
  bayes: [...common, { name: 'objective', type: 'string', default: 'minimize' }],
};

const refusal = (message: string) => ({ code: 400, message });
const isAlgorithm = (name: string): name is Algorithm => algorithms.some((one) => one === name);

export function sweepRoutes({ states: { optimizers }, now }: Serving): Hono<LabEnv> {
  const app = new Hono<LabEnv>();

  app.get('/algorithms', (c) => c.json(algorithms));

  app.get('/spec', (c) => {
    const name = c.req.query('algorithmName') ?? '';
    return c.json(isAlgorithm(name) ? specs[name] : refusal(`unknown algorithm: ${name}`));
  });

  app.post('/create', async (c) => {
    const settings = settingsOf(await checkedBody(c, createBody), now());
    if (typeof settings === 'string') {
      return c.json(refusal(settings));
    }
    optimizers.create(settings);
    return c.json({ code: 200, id: settings.id });
  });

  app.get('/status', (c) => {
    const id = c.req.query('id');
    if (id === undefined) {
      return c.json(optimizers.all().map(statusOf));
    }
    const optimizer = optimizers.get(id);
    return c.json(optimizer === undefined ? refusal('invalid optimizer id') : statusOf(optimizer));
  });

  app.get('/next', (c) => {
    const optimizer = optimizers.get(c.req.query('id') ?? '');
    if (optimizer === undefined) {
      return c.json(refusal('invalid optimizer id'));
    }
    const trial = optimizers.next(optimizer, randomBytes(16).toString('hex'));
    return c.json(trial === null ? refusal('search is completed') : { code: 200, parameters: trial });
  });

  app.post('/update', async (c) => {
    const { id, pid, trial, status, score } = await checkedBody(c, updateBody);
    const optimizer = optimizers.get(id);
    const isKnown =
      optimizer !== undefined &&
      optimizers.end(optimizer, { pid, trial, status: status ?? 'completed', score: score ?? null, time: now() });
    return c.json(isKnown ? { code: 200, message: 'Saved' } : refusal('no such trial'));
  });

  return app;
}

/** A sentence when it cannot be searched. */
function settingsOf(
  { algorithm, name, parameters, spec, trials }: InferOutput<typeof createBody>,
  time: number,
): OptimizerSettings | string {
  if (!isAlgorithm(algorithm)) {
    return `unknown algorithm: ${algorithm}`;
  }
  const space: [string, Parameter][] = [];
  for (const [parameter, said] of Object.entries(parameters)) {
    const read = parameterOf(said);
    if (read === null) {
      return `parameter ${parameter} is not understood`;
    }
    space.push([parameter, read]);
  }
  if (space.length === 0) {
    return 'there is no parameter';
  }
  const checked = safeParse(specSchema, spec ?? {});
  if (!checked.success) {
    return `spec is not understood: ${checked.issues[0].message}`;
  }
  const { maxCombo, objective, gridSize, randomize, retryLimit, seed: given } = checked.output;
  const id = randomBytes(16).toString('hex');
  const seed = Math.abs(Math.floor(given ?? randomBytes(4).readUInt32LE())) % 2 ** 32;
  return {
    id,
    name: name ?? id,
    algorithm,
    parameters,
    spec: { ...spec, seed },
    trials: trials ?? 1,
    startTime: time,
    space,
    seed,
    gridSize: gridSize ?? 10,
    shuffles: randomize ?? false,
    mostSets: maxCombo ?? 0,
    maximizes: objective === 'maximize',
    retries: retryLimit ?? 20,
  };
}

/** Null when it is none that can be searched. */
function parameterOf(said: Readonly<Record<string, unknown>>): Parameter | null {
  const listed = safeParse(choice, said);
  if (listed.success) {
    return listed.output.values.length === 0 ? null : { type: 'choice', values: listed.output.values };
  }
  const ranged = safeParse(range, said);
  if (!ranged.success) {
    return null;
  }
  const { type, min, max, mu, sigma, scalingType } = ranged.output;
  const scaling =
    scalingType === 'linear' || scalingType === null || scalingType === undefined ? 'uniform' : scalingType;
  const isBell = scaling === 'normal' || scaling === 'lognormal';
  const middle = mu ?? 0;
  const spread = 3 * (sigma ?? 1);
  const [low, high] = !isBell
    ? [min, max]
    : scaling === 'normal'
      ? [min ?? middle - spread, max ?? middle + spread]
      : [min ?? Math.exp(middle - spread), max ?? Math.exp(middle + spread)];
  if (low === null || low === undefined || high === null || high === undefined || low > high) {
    return null;
  }
  if ((scaling === 'loguniform' || scaling === 'lognormal') && low <= 0) {
    return null;
  }
  if (type === 'integer' && Math.ceil(low) > Math.floor(high)) {
    return null;
  }
  return { type: type === 'integer' ? 'integer' : 'float', scaling, minimum: low, maximum: high };
}

function statusOf(optimizer: LabOptimizer) {
  const { id, name, algorithm, parameters, spec, trials, startTime, mostSets, seed } = optimizer.settings;
  const status = optimizer.status;
  return {
    id,
    name,
    algorithm,
    parameters,
    spec,
    trials,
    startTime,
    status,
    version: '1.0.0',
    comboCount: optimizer.sets.size,
    configSpaceSize: optimizer.total,
    maxCombo: mostSets,
    retryCount: 0,
    lastUpdateTime: optimizer.lastUpdate,
    endTime: status === 'completed' ? optimizer.lastUpdate : null,
    state: {
      sequence_i: optimizer.sets.size,
      sequence_trial: optimizer.count,
      sequence_retry: 0,
      total: optimizer.total,
      seed,
    },
  };
}
