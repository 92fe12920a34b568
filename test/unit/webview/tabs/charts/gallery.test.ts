/**
 * How charts are arranged, without a page: groups and order, places in the palette, who is hidden, who repeats whom.
 */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Summary } from '../../../../../src/shared/experiment';
import { colorOfRun, runColors } from '../../../../../webview/drawing/runColor';
import { arrangeMetrics, movedInOrder } from '../../../../../src/shared/series/series';
import { loadRegExps } from '../../../../../src/shared/text/userRegExp';
import type { GalleryExperiment } from '../../../../../webview/tabs/charts/gallery/galleryExperiment';
import { metricFilter } from '../../../../../webview/tabs/charts/gallery/metricFilter';
import { getOwn } from '../../../../../src/shared/base/objects';
import { dashOf, paletteLooks, paletteSize, assignPaletteIndexes } from '../../../../../webview/drawing/palette';
import { differingParameters, repeatGroups } from '../../../../../webview/tabs/charts/gallery/repeatGroups';
import {
  hiddenFrom,
  onlyIn,
  toggledEverywhere,
  toggledIn,
} from '../../../../../webview/tabs/charts/gallery/shownExperiments';

const summary = (name: string, value = '1'): Summary => ({
  name,
  context: null,
  ofMachine: false,
  current: { value, step: null, time: null },
  minimum: null,
  maximum: null,
});
const ids = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l'), {
  minLength: 1,
});

describe('arrangement of charts', () => {
  before(loadRegExps);

  describe('metrics', () => {
    const metrics = ['loss', 'a/x10', 'a/x2', 'b/y'].map((name) => summary(name));
    const arranged = (change: Partial<Parameters<typeof arrangeMetrics>[1]>) => {
      const { groups, mistake } = arrangeMetrics(metrics, {
        grouping: { by: 'prefix' },
        pinned: [],
        order: [],
        ...change,
      });
      return {
        mistake,
        groups: groups.map(({ name, metrics: members }) => [name, ...members.map((metric) => metric.name)]),
      };
    };

    it('stand by prefix, the pinned ones first, the moved ones before the others', () => {
      assert.deepEqual(arranged({}).groups, [
        ['a', 'a/x2', 'a/x10'],
        ['b', 'b/y'],
        ['', 'loss'],
      ]);
      assert.deepEqual(arranged({ pinned: ['loss', 'gone', 'b/y'], order: ['a/x10'] }).groups, [
        ['Pinned', 'loss', 'b/y'],
        ['a', 'a/x10', 'a/x2'],
      ]);
    });

    it('stand by the first capture of a pattern, or by all that it matches', () => {
      assert.deepEqual(arranged({ grouping: { by: 'pattern', pattern: '/(x|y)' } }).groups, [
        ['x', 'a/x2', 'a/x10'],
        ['y', 'b/y'],
        ['', 'loss'],
      ]);
      assert.deepEqual(arranged({ grouping: { by: 'pattern', pattern: 'LOSS|b' } }).groups, [
        ['b', 'b/y'],
        ['loss', 'loss'],
        ['', 'a/x2', 'a/x10'],
      ]);
      const bad = arranged({ grouping: { by: 'pattern', pattern: '(' } });
      assert.deepEqual(bad.groups, [['', 'a/x2', 'a/x10', 'b/y', 'loss']]);
      assert.match(bad.mistake ?? '', /missing closing \)/);
    });

    it('move past what is shown and leave the rest where it is', () => {
      assert.deepEqual(movedInOrder(['a', 'b', 'c', 'd'], 'a', 1, ['a', 'c', 'd']), ['b', 'c', 'a', 'd']);
      assert.deepEqual(movedInOrder(['a', 'b', 'c', 'd'], 'd', -1, ['a', 'd']), ['d', 'a', 'b', 'c']);
      const names = ['a', 'b'];
      assert.equal(movedInOrder(names, 'b', 1, names), names);
      assert.equal(movedInOrder(names, 'a', -1, names), names);
    });

    it('are found by words or an expression', () => {
      assert.ok(metricFilter('LOSS train').matches('train_loss') && !metricFilter('loss x').matches('train_loss'));
      assert.ok(metricFilter('/^train.*S$/').matches('train_loss') && metricFilter('/(/').mistake !== null);
      const sticky = metricFilter('/loss/gy');
      assert.deepEqual(
        [1, 2, 3].map(() => sticky.matches('a loss')),
        [true, true, true],
      );
    });

    it('are neither found nor grouped by an expression that is none', () => {
      const filter = metricFilter('/(?=a)/');
      assert.match(filter.mistake ?? '', /^Look-ahead, look-behind and back-references cannot be used here/);
      assert.equal(filter.matches('a'), false);
      const { groups, mistake } = arrangeMetrics([summary('a')], {
        grouping: { by: 'pattern', pattern: '(?=a)' },
        pinned: [],
        order: [],
      });
      assert.deepEqual([groups.map((group) => group.name), mistake], [[''], filter.mistake]);
    });
  });

  describe('places in the palette', () => {
    it('look different for a hundred experiments: in colour, or in dashes over the length of a swatch', () => {
      assert.ok(paletteLooks >= 100);
      const swatchLength = 22;
      /** Where ink is, in half pixels. */
      const ink = (round: number): readonly boolean[] => {
        const dash = dashOf(round);
        const length = dash.reduce((sum, part) => sum + part, 0);
        return Array.from({ length: swatchLength * 2 }, (_, index) => {
          let rest = length === 0 ? 0 : (index / 2) % length;
          let part = 0;
          while (rest >= (dash[part] ?? Infinity)) {
            rest -= dash[part++] ?? 0;
          }
          return part % 2 === 0;
        });
      };
      const rounds = Array.from({ length: paletteLooks / paletteSize }, (_, round) => ink(round));
      rounds.forEach((one, index) =>
        rounds.slice(0, index).forEach((other, before) => {
          const differing = one.filter((inked, at) => inked !== other[at]).length / 2;
          assert.ok(differing >= 4, `dashes ${before} and ${index} differ on ${differing} pixels`);
        }),
      );
    });

    it('spreads keys evenly over all colours', () => {
      const counts = Array.from({ length: runColors }, () => 0);
      for (let index = 0; index < 4000; index += 1) {
        counts[colorOfRun(((index * 2_654_435_761) % 2 ** 32).toString(16).padStart(32, 'a'))]! += 1;
      }
      assert.ok(
        counts.every((count) => count > 400 && count < 600),
        counts.join(),
      );
    });

    it('gives a place of another colour, remembered by another version, up', () => {
      const key = 'a';
      const elsewhere = (colorOfRun(key) + 1) % paletteSize;
      assert.deepEqual(assignPaletteIndexes({ 'c/a': elsewhere }, [{ connection: 'c', key }]), {
        'c/a': colorOfRun(key),
      });
    });

    it('have the colour of the run, whoever else is there, and are kept by those who have one', () => {
      fc.assert(
        fc.property(fc.array(ids, { minLength: 1, maxLength: 8 }), (chosen) => {
          const visits = chosen.map((keys) => keys.map((key) => `c/${key}`));
          let paletteIndexes: Readonly<Record<string, number>> = {};
          for (const present of visits) {
            const before = paletteIndexes;
            paletteIndexes = assignPaletteIndexes(
              paletteIndexes,
              present.map((id) => ({ connection: 'c', key: id.slice(2) })),
            );
            const taken = present.map((id) => paletteIndexes[id]!);
            assert.equal(new Set(taken).size, present.length, 'each its own');
            for (const id of present) {
              if (before[id] !== undefined) {
                assert.equal(paletteIndexes[id], before[id]);
              }
            }
            for (const id of present) {
              assert.equal(paletteIndexes[id]! % paletteSize, colorOfRun(id.slice(2)), 'its own colour');
            }
            const newcomers = present.filter((id) => before[id] === undefined);
            for (const id of newcomers) {
              const lower = Array.from(
                { length: Math.floor(paletteIndexes[id]! / paletteSize) },
                (_, round) => colorOfRun(id.slice(2)) + round * paletteSize,
              );
              assert.ok(
                lower.every((place) => taken.includes(place)),
                'no lower one of its colour is free',
              );
            }
            assert.equal(
              new Set(Object.values(paletteIndexes)).size,
              Object.keys(paletteIndexes).length,
              'nobody who is away keeps what was taken',
            );
            if (newcomers.length === 0) {
              assert.equal(paletteIndexes, before);
            }
          }
        }),
      );
    });
  });

  describe('hidden experiments', () => {
    it('are hidden and shown everywhere or in one chart', () => {
      const first = { hidden: [], hiddenIn: {} };
      const here = toggledIn(first, 'loss', ['a']);
      assert.deepEqual(here, { hidden: [], hiddenIn: { loss: ['a'] } });
      assert.deepEqual(toggledIn(here, 'loss', ['a']), first);
      const both = toggledEverywhere(here, ['a']);
      assert.deepEqual(both, { hidden: ['a'], hiddenIn: { loss: ['a'] } });
      assert.deepEqual(toggledEverywhere(both, ['a']), first, 'what all show no chart hides');
      assert.deepEqual(toggledIn(both, 'other', ['a']), first, 'a click on what nobody shows shows it');
      const only = onlyIn({ hidden: ['b'], hiddenIn: {} }, 'loss', ['b'], ['a', 'b', 'c']);
      assert.deepEqual(only, { hidden: [], hiddenIn: { loss: ['a', 'c'] } });
      assert.deepEqual(onlyIn(only, 'loss', null, ['a', 'b', 'c']), first);
      assert.deepEqual(hiddenFrom(['a', 'b'], ['b', 'c']), ['a', 'b', 'c']);
      const everywhere = ['a'];
      assert.equal(hiddenFrom(everywhere, undefined), everywhere);
    });

    it('are hidden together while any is shown, and shown together when none is', () => {
      const some = { hidden: ['a'], hiddenIn: { loss: ['b'] } };
      const none = toggledIn(some, 'loss', ['a', 'b', 'c']);
      assert.deepEqual(none, { hidden: ['a'], hiddenIn: { loss: ['b', 'c'] } });
      assert.deepEqual(toggledIn(none, 'loss', ['a', 'b', 'c']), { hidden: [], hiddenIn: {} });
      assert.deepEqual(toggledEverywhere(some, ['a', 'b']), { hidden: ['a', 'b'], hiddenIn: { loss: ['b'] } });
      assert.deepEqual(toggledEverywhere({ hidden: ['a', 'b'], hiddenIn: { loss: ['b', 'c'] } }, ['a', 'b']), {
        hidden: [],
        hiddenIn: { loss: ['c'] },
      });
      assert.deepEqual(onlyIn(some, 'loss', ['a', 'b'], ['a', 'b', 'c']), { hidden: [], hiddenIn: { loss: ['c'] } });
    });

    it('are shown again by a chart that has no others', () => {
      assert.deepEqual(onlyIn({ hidden: ['a', 'b', 'x'], hiddenIn: { loss: ['a'] } }, 'loss', null, ['a', 'b']), {
        hidden: ['x'],
        hiddenIn: {},
      });
      assert.deepEqual(onlyIn({ hidden: ['a'], hiddenIn: { loss: ['b'] } }, 'loss', null, ['a', 'b']), {
        hidden: ['a'],
        hiddenIn: {},
      });
    });

    it('are hidden by charts of any name', () => {
      for (const name of ['__proto__', 'constructor', 'toString']) {
        const first = { hidden: [], hiddenIn: {} };
        const here = toggledIn(first, name, ['a']);
        assert.deepEqual(Object.entries(here.hiddenIn), [[name, ['a']]]);
        assert.equal(getOwn(first.hiddenIn, name), undefined);
        assert.deepEqual(getOwn(here.hiddenIn, name), ['a']);
        assert.deepEqual(Object.entries(toggledIn(here, name, ['a']).hiddenIn), []);
      }
    });
  });

  describe('repeats', () => {
    const one = (id: string, parameters: Readonly<Record<string, string>> | null): GalleryExperiment => ({
      id,
      reference: { connection: 'c', key: id },
      title: id,
      whereabouts: '',
      state: null,
      start: null,
      metrics: null,
      problem: null,
      revision: 0,
      own: false,
      parameters: parameters === null ? null : Object.entries(parameters).map(([name, value]) => summary(name, value)),
    });
    const four = [
      one('a', { width: '64', seed: '1', kind: 'x' }),
      one('b', { width: '64', seed: '2', kind: 'x' }),
      one('c', { width: '128', seed: '3', kind: 'x' }),
      one('d', null),
    ];

    it('are all that are shown, or those with an equal value; one alone repeats nothing', () => {
      assert.deepEqual([...repeatGroups(four, null)], []);
      assert.deepEqual(
        [...repeatGroups(four, { middle: 'mean', spread: 'deviation', by: null })],
        [
          ['a', 'All shown'],
          ['b', 'All shown'],
          ['c', 'All shown'],
          ['d', 'All shown'],
        ],
      );
      assert.deepEqual(
        [...repeatGroups(four, { middle: 'mean', spread: 'deviation', by: 'width' })],
        [
          ['a', 'width = 64'],
          ['b', 'width = 64'],
        ],
      );
      assert.deepEqual([...repeatGroups(four.slice(1), { middle: 'mean', spread: 'deviation', by: 'width' })], []);
    });

    it('are told apart by what differs', () => {
      assert.deepEqual(differingParameters(four), ['seed', 'width']);
      assert.deepEqual(differingParameters([one('a', { only: '1' }), one('b', {})]), ['only']);
    });
  });
});
