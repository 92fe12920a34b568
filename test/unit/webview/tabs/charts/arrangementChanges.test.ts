/** How what is done in a gallery changes what its page remembers. */
import assert from 'node:assert/strict';
import type { Summary } from '../../../../../src/shared/experiment';
import type { ArrangedGroup } from '../../../../../src/shared/series/series';
import {
  ofPresent,
  withFolded,
  withMoved,
  withPinned,
  withYRange,
} from '../../../../../webview/tabs/charts/gallery/arrangementChanges';

describe('an arrangement of charts', () => {
  it('remembers a typed y range for each chart, and forgets one alone', () => {
    const loss = { from: 0, to: 1 };
    const one = withYRange({ yRanges: {} }, 'loss', loss);
    const two = withYRange(one, '__proto__', { from: null, to: 5 });
    assert.deepEqual(Object.entries(two.yRanges), [
      ['loss', loss],
      ['__proto__', { from: null, to: 5 }],
    ]);
    assert.deepEqual(withYRange(two, 'loss', { from: 2, to: 3 }).yRanges['loss'], { from: 2, to: 3 });
    assert.deepEqual(Object.keys(withYRange(two, 'loss', undefined).yRanges), ['__proto__']);
    assert.deepEqual(one.yRanges, { loss }, 'what was remembered before is another object');
  });

  it('pins at the end of the pinned ones, folds, and takes both back, each once', () => {
    assert.deepEqual(withPinned({ pinned: ['a', 'b'] }, 'c', true), { pinned: ['a', 'b', 'c'] });
    assert.deepEqual(withPinned({ pinned: ['a', 'b'] }, 'a', true), { pinned: ['b', 'a'] });
    assert.deepEqual(withPinned({ pinned: ['a', 'b'] }, 'a', false), { pinned: ['b'] });
    assert.deepEqual(withFolded({ folded: ['x'] }, 'y', true), { folded: ['x', 'y'] });
    assert.deepEqual(withFolded({ folded: ['x'] }, 'x', false), { folded: [] });
    assert.deepEqual(withFolded({ folded: ['x'] }, 'y', false), { folded: ['x'] });
  });

  it('forgets what was hidden of experiments that are gone', () => {
    assert.deepEqual(
      ofPresent({ hidden: ['a', 'b'], hiddenIn: { loss: ['b', 'c'], rate: ['b'] } }, new Set(['a', 'c'])),
      {
        hidden: ['a'],
        hiddenIn: { loss: ['c'], rate: [] },
      },
    );
  });

  describe('with a metric moved', () => {
    const metric = (name: string): Summary => ({
      name,
      context: null,
      ofMachine: false,
      current: null,
      minimum: null,
      maximum: null,
    });
    const group = (names: readonly string[], pinned = false): ArrangedGroup => ({
      name: 'train',
      metrics: names.map(metric),
      pinned,
    });
    const order = ['x', 'a', 'b', 'c', 'y'];

    it('has its group at the end of the order, and no other group in another one', () => {
      assert.deepEqual(withMoved({ pinned: [], order }, group(['a', 'b', 'c']), 'b', -1, ['a', 'b', 'c']), {
        order: ['x', 'y', 'b', 'a', 'c'],
      });
    });

    it('passes what a search has left out', () => {
      assert.deepEqual(withMoved({ pinned: [], order: [] }, group(['a', 'b', 'c']), 'a', 1, ['a', 'c']), {
        order: ['b', 'c', 'a'],
      });
    });

    it('is the same at an end', () => {
      assert.equal(withMoved({ pinned: [], order }, group(['a', 'b']), 'a', -1, ['a', 'b']), null);
      assert.equal(withMoved({ pinned: [], order }, group(['a', 'b']), 'b', 1, ['a', 'b']), null);
    });

    it('is moved among the pinned ones where it is pinned', () => {
      assert.deepEqual(withMoved({ pinned: ['a', 'gone', 'b'], order }, group(['a', 'b'], true), 'b', -1, ['a', 'b']), {
        pinned: ['b', 'a', 'gone'],
      });
    });
  });
});
