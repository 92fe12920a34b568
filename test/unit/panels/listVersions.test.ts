/**
 * What a panel holds back of its state: how little is left to push, the versions, the pieces; and when data counts as
 * the same.
 */
import assert from 'node:assert/strict';
import { ListVersions, mostItems } from '../../../src/panels/listVersions';
import type { Summary } from '../../../src/shared/experiment';
import { failed, loading, ready, type BackendError } from '../../../src/shared/problem';
import { mostCompared, type VersionedList } from '../../../src/shared/protocol';
import { deepEqual } from '../../../src/shared/base/objects';
import { comparedExperiments } from '../../support/fixtures/experimentFixture';

const point = { value: '0.123456789', step: 14_970, time: 1_763_600_000_000 };
const summaries = (count: number): readonly Summary[] =>
  Array.from({ length: count }, (_, index) => ({
    name: `validate_layer/${index}/weight_norm`,
    context: 'validate',
    ofMachine: false,
    current: point,
    minimum: point,
    maximum: point,
  }));
const versionOf = (part: unknown): unknown => (part as { version?: unknown }).version;
const refusal = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    return (error as BackendError).kind;
  }
  return assert.fail('not refused');
};

describe('held lists', () => {
  it('leave little to push of as many experiments as a panel shows', () => {
    const lists = new ListVersions();
    const all = comparedExperiments(mostCompared).map((one) => ({
      ...one,
      metrics: ready(summaries(40)),
      parameters: ready(summaries(30)),
    }));
    const [whole, pushed] = [all, all.map((one) => lists.pushed(one))].map((value) => JSON.stringify(value).length) as [
      number,
      number,
    ];
    assert.ok(whole > 1_000_000 && pushed < 110_000, `${whole} and ${pushed} characters`);
  });

  it('have a version each, which stays while they do and never comes back', () => {
    const lists = new ListVersions();
    const metrics = ready(summaries(2));
    const first = lists.pushed({ metrics, parameters: ready(summaries(2)), title: 'run' });
    assert.equal(first.title, 'run');
    assert.deepEqual([versionOf(first.metrics), versionOf(first.parameters)], [1, 2]);
    assert.deepEqual(lists.pushed({ metrics: ready(metrics.state === 'ready' ? metrics.value : []) }).metrics, {
      state: 'versioned',
      version: 1,
    });
    assert.equal(versionOf(lists.pushed({ metrics: ready(summaries(2)) }).metrics), 3);
  });

  it('say themselves that they are not there', () => {
    const problem = failed(new Error('no'));
    assert.deepEqual(new ListVersions().pushed({ metrics: loading, parameters: null, assets: problem }), {
      metrics: loading,
      parameters: null,
      assets: problem,
    });
  });

  it('come in pieces of one version', () => {
    const lists = new ListVersions();
    const items = summaries(2 * mostItems + 1);
    const parts = { metrics: ready(items), parameters: loading };
    const version = versionOf(lists.pushed(parts).metrics);
    const pieces = [0, mostItems, 2 * mostItems].map((from) => lists.piece(parts, 'metrics', from));
    assert.deepEqual(
      pieces.flatMap((piece) => piece.items),
      items,
    );
    assert.deepEqual(
      pieces.map((piece) => [piece.version, piece.items.length, piece.total]),
      [mostItems, mostItems, 1].map((length) => [version, length, items.length]),
    );
    for (const from of [-1, 0.5, NaN, '7', null]) {
      assert.equal(lists.piece(parts, 'metrics', from as number).items[0], items[0]);
    }
    for (const list of ['parameters', 'assets', 'experiment', '__proto__', 7]) {
      assert.equal(
        refusal(() => lists.piece(parts, list as VersionedList, 0)),
        'notFound',
      );
    }
  });
});

describe('data', () => {
  it('is the same when it would be written the same, NaN included', () => {
    const value = { a: [1, NaN, null, { b: 'x' }], c: undefined };
    assert.ok(deepEqual(value, structuredClone(value)));
    for (const [one, other] of [
      [{ a: 1 }, { a: 2 }],
      [{ a: 1 }, { a: 1, b: 1 }],
      [{ a: undefined }, { b: undefined }],
      [[1], [1, 2]],
      [[], {}],
      [null, {}],
      ['1', 1],
      [{ a: [0] }, { a: [[0]] }],
    ]) {
      assert.ok(!deepEqual(one, other) && !deepEqual(other, one), JSON.stringify([one, other]));
    }
  });
});
