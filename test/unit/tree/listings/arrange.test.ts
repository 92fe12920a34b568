/** Order, groups and filter of the tree, and the promise that long lists do not block. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ConnectionInfo, Experiment, ExperimentState } from '../../../../src/shared/experiment';
import {
  arrange,
  byName,
  comparison,
  dayOf,
  sameArrangement,
  type ListOptions,
} from '../../../../src/tree/listings/arrange';
import { groupings, sortOrders, type Grouping, type SortOrder } from '../../../../src/tree/listings/preferences';
import { matches, parseFilter } from '../../../../src/tree/listings/filter';
import { experimentNodes, type ConnectionNode, type ProjectNode, type WorkspaceNode } from '../../../../src/tree/nodes';
import { sortInTurns, TimeSlice } from '../../../../src/platform/eventLoop';
import { bareExperiment } from '../../../support/fixtures/bareExperiment';

const start = Date.UTC(2026, 10, 20, 12);
const day = 24 * 3600 * 1000;

const experiment = (given: Partial<Experiment> & { readonly key: string }): Experiment => ({
  ...bareExperiment,
  name: given.key,
  startTime: start,
  ...given,
});

const options = (given: Partial<ListOptions> = {}): ListOptions => ({
  sort: 'newest',
  grouping: 'none',
  filter: null,
  tagsOf: () => [],
  metricValueOf: () => undefined,
  ...given,
});
const keys = (experiments: readonly Experiment[]): string[] => experiments.map(({ key }) => key);
const sorted = async (experiments: readonly Experiment[], given: Partial<ListOptions>): Promise<string[]> =>
  keys((await arrange(experiments, options(given))).experiments);

const states: readonly ExperimentState[] = ['running', 'finished', 'crashed', 'stopped', 'queued', 'unknown'];
const tags = ['baseline', 'v2', 'v10', 'Ü', 'a/b'] as const;
const known = fc.record({
  name: fc.oneof(fc.string({ maxLength: 12 }), fc.constantFrom('run 2', 'run 10', 'Run 2', 'run 02')),
  state: fc.constantFrom(...states),
  startTime: fc.option(fc.integer({ min: 0, max: 2_000_000_000_000 })),
  duration: fc.option(fc.integer({ min: 0, max: 10 })),
  user: fc.option(fc.constantFrom('ada', 'Grace')),
  archived: fc.boolean(),
  tags: fc.uniqueArray(fc.constantFrom(...tags)),
  value: fc.option(fc.double(), { nil: undefined }),
});
/** Experiments with their tags and metric values; lists longer than one slice are among them. */
const world = fc.array(known, { maxLength: 700 }).map((facts) => {
  const experiments = facts.map(({ name, state, startTime, duration, user, archived }, index) =>
    experiment({ key: `key${index}`, name, state, startTime, duration, user, archived }),
  );
  const of = new Map(experiments.map(({ key }, index) => [key, facts[index]!]));
  return {
    experiments,
    tagsOf: (key: string) => of.get(key)?.tags ?? [],
    metricValueOf: (key: string) => of.get(key)?.value,
  };
});

describe('arrange', () => {
  it('sorts by time, name, duration and metric, those without last', async () => {
    const experiments = [
      experiment({ key: 'a', name: 'run 10', startTime: start, duration: 5 }),
      experiment({ key: 'b', name: 'run 2', startTime: start + 1, duration: null }),
      experiment({ key: 'c', name: 'run 1', startTime: null, duration: 7 }),
      experiment({ key: 'd', name: 'Run 1', startTime: start - 1, duration: 0 }),
    ];
    const values = new Map([
      ['a', 0.5],
      ['c', -1],
    ]);
    const expected: [SortOrder, string][] = [
      ['newest', 'badc'],
      ['oldest', 'dabc'],
      ['name', 'cdba'],
      ['longest', 'cadb'],
      ['shortest', 'dacb'],
      ['highest', 'acbd'],
      ['lowest', 'cabd'],
    ];
    for (const [sort, order] of expected) {
      assert.equal(
        (await sorted(experiments, { sort, metricValueOf: (key) => values.get(key) })).join(''),
        order,
        sort,
      );
    }
  });

  it('puts runs that diverged after those with a value, whichever way, and before those without', async () => {
    const values = new Map<string, number>([
      ['a', Number.NaN],
      ['b', 2],
      ['c', Number.POSITIVE_INFINITY],
      ['d', 1],
      ['e', Number.NEGATIVE_INFINITY],
    ]);
    const experiments = ['a', 'b', 'c', 'd', 'e', 'f'].map((key) => experiment({ key, startTime: null }));
    assert.equal(
      (await sorted(experiments, { sort: 'highest', metricValueOf: (key) => values.get(key) })).join(''),
      'bdacef',
    );
    assert.equal(
      (await sorted(experiments, { sort: 'lowest', metricValueOf: (key) => values.get(key) })).join(''),
      'dbacef',
    );
  });

  it('loses nothing, invents nothing and does not depend on the order it was given', async () => {
    await fc.assert(
      fc.asyncProperty(world, fc.constantFrom(...sortOrders), async ({ experiments, tagsOf, metricValueOf }, sort) => {
        const forward = await arrange(experiments, options({ sort, tagsOf, metricValueOf }));
        const backward = await arrange(experiments.toReversed(), options({ sort, tagsOf, metricValueOf }));
        assert.deepEqual(keys(forward.experiments).sort(), keys(experiments).sort());
        assert.ok(sameArrangement(forward, backward));
        const compare = comparison({ sort, metricValueOf });
        forward.experiments.slice(1).forEach((one, index) => assert.ok(compare(forward.experiments[index]!, one) < 0));
        assert.equal(forward.total, experiments.length);
      }),
      { numRuns: 40 },
    );
  });

  it('puts each experiment into its groups, in the order of the whole list', async () => {
    await fc.assert(
      fc.asyncProperty(
        world,
        fc.constantFrom(...groupings),
        async ({ experiments, tagsOf, metricValueOf }, grouping) => {
          const { groups, experiments: all } = await arrange(experiments, options({ grouping, tagsOf, metricValueOf }));
          if (grouping === 'none') {
            assert.equal(groups, null);
            return;
          }
          assert.ok(groups !== null);
          const valuesOf = (one: Experiment): (string | null)[] => {
            if (grouping === 'state') {
              return [one.state];
            }
            if (grouping === 'day') {
              return [one.startTime === null ? null : dayOf(one.startTime)];
            }
            return tagsOf(one.key).length === 0 ? [null] : [...tagsOf(one.key)];
          };
          assert.equal(new Set(groups.map(({ value }) => value)).size, groups.length);
          for (const { value, experiments: some } of groups) {
            assert.ok(some.length > 0);
            assert.deepEqual(keys(some), keys(all.filter((one) => valuesOf(one).includes(value))));
          }
          assert.equal(
            groups.reduce((sum, { experiments: some }) => sum + some.length, 0),
            experiments.reduce((sum, one) => sum + valuesOf(one).length, 0),
          );
        },
      ),
      { numRuns: 40 },
    );
  });

  it('orders groups: states by urgency, days by the sort, tags by name, those without last', async () => {
    const of = async (
      grouping: Grouping,
      experiments: Experiment[],
      given: Partial<ListOptions> = {},
    ): Promise<(string | null)[]> =>
      ((await arrange(experiments, options({ grouping, ...given }))).groups ?? []).map(({ value }) => value);
    assert.deepEqual(
      await of(
        'state',
        states.map((state) => experiment({ key: state, state })),
      ),
      ['running', 'queued', 'crashed', 'finished', 'stopped', 'unknown'],
    );
    const days = [null, start, start - day, start - 30 * day].map((startTime, index) =>
      experiment({ key: `k${index}`, startTime }),
    );
    const names = [start, start - day, start - 30 * day].map(dayOf);
    assert.deepEqual(await of('day', days), [...names, null]);
    assert.deepEqual(await of('day', days, { sort: 'oldest' }), [...names.toReversed(), null]);
    const tagged = new Map([
      ['a', ['v10', 'v2']],
      ['b', []],
      ['c', ['v2', 'v2']],
    ]);
    assert.deepEqual(
      await of(
        'tag',
        ['a', 'b', 'c'].map((key) => experiment({ key })),
        { tagsOf: (key) => tagged.get(key) ?? [] },
      ),
      ['v2', 'v10', null],
    );
  });

  it('filters by words of name, user, state and key and by tags, in any case', () => {
    const one = experiment({
      key: 'abcdef0123456789',
      name: 'ResNet 50 <b>ünï</b>',
      user: 'Ada',
      state: 'crashed',
      archived: true,
    });
    const found = (text: string, ...own: string[]): boolean => matches(one, parseFilter(text)!, own);
    for (const text of [
      'resnet',
      'RESNET 50',
      '50 ada',
      'crash',
      'archived',
      'abcd',
      'ABCDEF',
      '<b>ÜNÏ',
      '  net   ada  ',
    ]) {
      assert.ok(found(text), text);
    }
    for (const text of ['vgg', 'resnet vgg', 'finished', 'abc', 'bcdef', '0123']) {
      assert.ok(!found(text), text);
    }
    assert.ok(found('#base', 'Baseline'));
    assert.ok(found('#BASE #v2 resnet', 'baseline', 'v2'));
    assert.ok(!found('#line', 'baseline'));
    assert.ok(!found('#base vgg', 'baseline'));
    assert.ok(!found('#base'));
    for (const nothing of ['', '   ', '#', ' # ##']) {
      assert.equal(parseFilter(nothing), null, nothing);
    }
  });

  it('selects exactly what matches and counts the rest', async () => {
    await fc.assert(
      fc.asyncProperty(
        world,
        fc.constantFrom('run', 'ada', '#v', 'crashed #base', 'key12'),
        async ({ experiments, tagsOf }, text) => {
          const filter = parseFilter(text)!;
          const { experiments: selected, total } = await arrange(experiments, options({ filter, tagsOf }));
          assert.deepEqual(
            new Set(keys(selected)),
            new Set(keys(experiments.filter((one) => matches(one, filter, tagsOf(one.key))))),
          );
          assert.equal(total, experiments.length);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('sorts as the engine does, stably', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 2000 }), async (numbers) => {
        const items = numbers.map((number, index) => ({ number, index }));
        assert.deepEqual(
          await sortInTurns(items, (one, other) => one.number - other.number, new TimeSlice()),
          items.toSorted((one, other) => one.number - other.number),
        );
      }),
      { numRuns: 30 },
    );
  });

  it('orders names naturally and totally', () => {
    assert.deepEqual(['run 10', 'run 9', 'Run 9', 'run 09', 'émile', 'zoe', 'eve'].sort(byName), [
      'émile',
      'eve',
      'run 09',
      'run 9',
      'Run 9',
      'run 10',
      'zoe',
    ]);
    fc.assert(
      fc.property(fc.string(), fc.string(), (one, other) => {
        assert.equal(Math.sign(byName(one, other)) + Math.sign(byName(other, one)), 0);
        assert.equal(byName(one, other) === 0, one === other);
      }),
    );
  });

  it('makes a node with an id of its own for each of 10,000 in every order and grouping', async () => {
    const project = projectNode();
    const experiments = many(10_000);
    for (const sort of sortOrders) {
      for (const grouping of groupings) {
        const { experiments: all } = await arrange(
          experiments,
          options({
            sort,
            grouping,
            filter: parseFilter('run'),
            tagsOf: (key) => [`t${key.at(-1)}`],
            metricValueOf: (key) => Number(key.slice(1)),
          }),
        );
        assert.equal(new Set(experimentNodes(project, all).map(({ id }) => id)).size, 10_000, `${sort}, ${grouping}`);
      }
    }
  });

  it('lets the event loop go on while a long list is arranged', async () => {
    const experiments = many(40_000);
    const given = options({
      sort: 'name',
      grouping: 'tag',
      filter: parseFilter('run #t'),
      tagsOf: (key) => [`t${key.at(-1)}`],
    });
    let [turns, arranging] = [0, true];
    const count = (): void => {
      turns += 1;
      if (arranging) {
        setImmediate(count);
      }
    };
    setImmediate(count);
    await arrange(experiments, given);
    arranging = false;
    // How long a turn is, `npm run bench` measures.
    assert.ok(turns > 1, `${turns} turns`);
  });
});

const many = (length: number): Experiment[] =>
  Array.from({ length }, (_, index) =>
    experiment({
      key: `k${index}`,
      name: `run ${(index * 7919) % length}`,
      startTime: start + ((index * 7919) % length) * 60_000,
      duration: index % 977,
    }),
  );

function projectNode(): ProjectNode {
  const info: ConnectionInfo = { id: 'c', label: 'c', tracker: 'comet', kind: 'server', server: 'localhost' };
  const connection: ConnectionNode = { kind: 'connection', id: 'c', parent: null, connection: 'c', info, alone: true };
  const workspace: WorkspaceNode = {
    kind: 'workspace',
    id: 'c/w',
    parent: connection,
    connection: 'c',
    workspace: 'w',
    alone: true,
  };
  return {
    kind: 'project',
    id: 'c/w/p',
    parent: workspace,
    connection: 'c',
    workspace: 'w',
    projectId: 'p',
    project: {
      id: 'p',
      workspace: 'w',
      name: 'P',
      description: null,
      experimentCount: null,
      lastUpdated: null,
      isPublic: null,
    },
  };
}
