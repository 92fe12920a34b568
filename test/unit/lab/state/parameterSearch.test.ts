// Sweeps over the lab's own optimizer: what is proposed, how it ends, and that a restarted lab goes on where it was.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  gridPoint,
  gridTotal,
  promisingPoint,
  randomNumbers,
  randomPoint,
  type Parameter,
  type Space,
} from '../../../../src/lab/state/parameterSearch';
import { PersistentLab } from '../../../support/lab/persistentLab';
import { query, type ServedLab } from '../../../support/lab/labFixture';

type Answer = Record<string, unknown>;

describe('the optimizer of the lab', () => {
  let kept: PersistentLab;
  let lab: ServedLab;
  beforeEach(async () => {
    kept = await PersistentLab.create();
    lab = await kept.open();
  });
  afterEach(() => kept.remove());

  const ask = async (path: string, body?: Answer, key = lab.apiKey): Promise<[number, Answer]> => {
    const answer = await fetch(`${lab.url}/optimizer/${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { 'X-API-KEY': key },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return [answer.status, (await answer.json()) as Answer];
  };
  const create = async (settings: Answer): Promise<string> => {
    const [status, made] = await ask('create', { algorithm: 'grid', trials: 1, spec: { metric: 'loss' }, ...settings });
    assert.deepEqual([status, made.code], [200, 200], JSON.stringify(made));
    return String(made.id);
  };
  const next = async (id: string): Promise<Answer | null> =>
    ((await ask(`next?${query({ id })}`))[1].parameters ?? null) as Answer | null;

  it('asks for the key, and answers in JSON whatever is asked', async () => {
    assert.equal((await ask('spec?algorithmName=bayes', undefined, 'wrong'))[0], 401);
    assert.equal((await ask('nothing'))[0], 404);
    assert.deepEqual((await ask('spec?algorithmName=guess'))[1], { code: 400, message: 'unknown algorithm: guess' });
    for (const path of ['status?id=none', 'next?id=none']) {
      assert.equal((await ask(path))[1].code, 400, path);
    }
    const [, spec] = (await ask('spec?algorithmName=grid')) as unknown as [
      number,
      { name: string; default: unknown }[],
    ];
    assert.equal(spec.find(({ name }) => name === 'gridSize')?.default, 10);
  });

  it('tries every point of a grid once, each as often as asked for, and goes on after a restart', async () => {
    const id = await create({
      parameters: { x: { type: 'discrete', values: [1, 2] }, y: { type: 'categorical', values: ['a', 'b'] } },
      trials: 2,
    });
    const tried: unknown[] = [];
    for (let number = 1; number <= 8; number += 1) {
      if (number === 4) {
        await lab.close();
        lab = await kept.open();
      }
      const { pid, trial, count, parameters } = (await next(id)) as Answer;
      assert.equal(count, number);
      tried.push([parameters, trial]);
      assert.equal(
        (await ask('update', { id, pid, trial, status: 'completed', score: number, epoch: null }))[1].code,
        200,
      );
    }
    assert.deepEqual(
      tried,
      [
        [1, 'a'],
        [1, 'b'],
        [2, 'a'],
        [2, 'b'],
      ].flatMap(([x, y]) => [
        [{ x, y }, 0],
        [{ x, y }, 1],
      ]),
    );
    assert.equal((await ask(`status?id=${id}`))[1].status, 'running');
    assert.equal(await next(id), null);
    const [, status] = await ask(`status?id=${id}`);
    assert.deepEqual([status.status, status.comboCount, status.algorithm, status.trials], ['completed', 4, 'grid', 2]);
    assert.equal(
      (await ask('update', { id, pid: 'nobody', trial: 0, status: 'completed', score: 1, epoch: null }))[1].code,
      400,
    );
  });

  it('refuses what cannot be searched', async () => {
    for (const parameters of [
      {},
      { x: {} },
      { x: { type: 'discrete', values: [] } },
      { x: { type: 'integer', min: 2, max: 1 } },
      { x: { type: 'float', min: 0, max: 1, scalingType: 'loguniform' } },
      { x: { type: 'integer', min: 0.2, max: 0.8 } },
    ]) {
      assert.equal((await ask('create', { algorithm: 'random', parameters }))[1].code, 400, JSON.stringify(parameters));
    }
    assert.equal(
      (
        await ask('create', {
          algorithm: 'grid',
          parameters: { x: { type: 'discrete', values: [1] } },
          spec: { gridSize: 0 },
        })
      )[1].code,
      400,
    );
  });

  it('is named by the experiments of its sweep, so that the best one is found', async () => {
    const { experimentKey } = (await lab.post('write/experiment/create', {
      workspaceName: 'vision-lab',
      projectName: 'p',
    })) as { experimentKey: string };
    await lab.post('write/experiment/log-other', { experimentKey, key: 'optimizer_id', value: 'opt-1' });
    await lab.post('write/experiment/metric', { experimentKey, metricName: 'loss', metricValue: 0.5 });
    const { experiments } = (await lab.read(
      `experiments?${query({ workspaceName: 'vision-lab', projectName: 'p' })}`,
    )) as { experiments: Answer[] };
    assert.deepEqual(
      experiments.map(({ optimizationId }) => optimizationId),
      ['opt-1'],
    );
    assert.deepEqual(
      await lab.read(`get-best-experiment?${query({ optimizationId: 'opt-1', metricName: 'loss', goal: 'MIN' })}`),
      { experimentKey, metricValue: 0.5, experimentCount: 1 },
    );
  });

  describe('what it proposes', () => {
    const range = (
      scaling: 'uniform' | 'loguniform' | 'normal' | 'lognormal',
      type: 'integer' | 'float' = 'float',
    ): Parameter => ({ type, scaling, minimum: 1, maximum: 100 });
    const space: Space = new Map([
      ['a', range('uniform')],
      ['b', range('loguniform')],
      ['c', range('normal')],
      ['d', range('lognormal')],
      ['e', range('uniform', 'integer')],
      ['f', { type: 'choice', values: ['x', 'y', 'z'] }],
    ]);

    it('is within its ranges, and the same for the same seed', () => {
      fc.assert(
        fc.property(fc.integer({ min: 0, max: 2 ** 32 - 1 }), fc.integer({ min: 1, max: 12 }), (seed, gridSize) => {
          const [one, other] = [randomNumbers(seed), randomNumbers(seed)];
          const tried = Array.from({ length: 8 }, () => randomPoint(space, one));
          assert.deepEqual(
            tried,
            Array.from({ length: 8 }, () => randomPoint(space, other)),
          );
          const promising = promisingPoint(
            space,
            tried.map(({ point }, index) => ({ point, loss: index })),
            one,
          );
          for (const { values } of [
            ...tried,
            promising,
            gridPoint(space, gridSize, seed % gridTotal(space, gridSize)),
          ]) {
            for (const name of ['a', 'b', 'c', 'd', 'e']) {
              assert.ok(
                Number(values[name]) >= 1 - 1e-9 && Number(values[name]) <= 100 + 1e-9,
                `${name} ${String(values[name])}`,
              );
            }
            assert.ok(Number.isInteger(values.e) && ['x', 'y', 'z'].includes(String(values.f)));
          }
        }),
        { numRuns: 200 },
      );
    });

    it('comes nearer to what was good', () => {
      const line: Space = new Map([['x', { type: 'float', scaling: 'uniform', minimum: 0, maximum: 1 }]]);
      const random = randomNumbers(1);
      const tried = Array.from({ length: 5 }, () => randomPoint(line, random)).map(({ point }) => ({
        point,
        loss: (Number(point[0]) - 0.8) ** 2,
      }));
      for (let number = 0; number < 25; number += 1) {
        const { point } = promisingPoint(line, tried, random);
        tried.push({ point, loss: (Number(point[0]) - 0.8) ** 2 });
      }
      const distance = (points: typeof tried): number =>
        points.reduce((sum, { loss }) => sum + Math.sqrt(loss), 0) / points.length;
      assert.ok(
        distance(tried.slice(-10)) < distance(tried.slice(0, 5)) / 2,
        `${distance(tried.slice(-10))} after ${distance(tried.slice(0, 5))}`,
      );
    });
  });
});
