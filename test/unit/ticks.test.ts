/** Where axes are marked, and the words there. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { levelLabel, levels, placeInWords, placeLabel, places } from '../../webview/drawing/ticks';

const minute = 60_000;

describe('ticks', () => {
  it('marks whole steps and epochs', () => {
    assert.deepEqual(places({ from: 0, to: 14_970 }, 4, 'step'), [0, 5000, 10_000]);
    assert.deepEqual(places({ from: 0, to: 8970 }, 4, 'step'), [0, 2500, 5000, 7500]);
    assert.deepEqual(places({ from: 0, to: 9 }, 4, 'step'), [0, 5], 'no half steps');
    assert.deepEqual(places({ from: 0, to: 3 }, 8, 'epoch'), [0, 1, 2, 3]);
    assert.deepEqual(places({ from: 7, to: 7 }, 5, 'step'), [7]);
  });

  it('marks times at round times', () => {
    assert.deepEqual(places({ from: 0, to: 42 * minute }, 4, 'relative'), [0, 15, 30].map((count) => count * minute));
    const start = new Date(2026, 10, 20, 9, 31, 17).getTime();
    assert.deepEqual(places({ from: start, to: start + 42 * minute }, 4, 'wall').map((place) => placeLabel(place, 15 * minute, 'wall')), ['09:45', '10:00']);
    assert.equal(placeLabel(90_000, 30_000, 'relative'), '1 min 30 s');
    assert.equal(placeLabel(0, 30_000, 'relative'), '0');
    assert.equal(placeLabel(start, 24 * 60 * minute, 'wall'), '11-20');
  });

  it('writes levels so that neighbours differ', () => {
    assert.deepEqual([0.9998, 0.9999, 1].map((level) => levelLabel(level, 0.0001)), ['0.9998', '0.9999', '1.0000']);
    assert.deepEqual([0, 50_000, 100_000].map((level) => levelLabel(level, 50_000)), ['0', '50k', '100k']);
    assert.deepEqual([-1e-17, 0.5].map((level) => levelLabel(level, 0.5)), ['0.0', '0.5']);
    assert.equal(levelLabel(2e-7, 1e-7), '2e-7');
  });

  it('gives a handful of rising marks within any range, each with words of its own', () => {
    const range = fc.tuple(fc.double({ noNaN: true, min: -1e9, max: 1e9 }), fc.double({ noNaN: true, min: 1e-3, max: 1e9 })).map(([from, width]) => ({ from, to: from + width }));
    fc.assert(fc.property(range, fc.integer({ min: 2, max: 12 }), (within, count) => {
      const found = levels(within, count);
      assert.ok(found.length <= count + 1);
      found.forEach((level, index) => {
        assert.ok(level >= within.from - 1e-6 * (within.to - within.from) && level <= within.to + 1e-6 * (within.to - within.from));
        if (index > 0) assert.ok(level > found[index - 1]!);
      });
      const gap = (found[1] ?? 1) - (found[0] ?? 0);
      if (gap > Math.abs(within.from) * 1e-6) assert.equal(new Set(found.map((level) => levelLabel(level, gap))).size, found.length, found.map((level) => levelLabel(level, gap)).join());
    }));
    fc.assert(fc.property(range, fc.integer({ min: 2, max: 12 }), fc.constantFrom('step' as const, 'relative' as const, 'wall' as const), (within, count, axis) => {
      const found = places(within, count, axis);
      assert.ok(found.length >= 1 && found.length <= count + 1, `${found.length} of ${count}`);
    }));
  });

  it('says a place in words', () => {
    assert.equal(placeInWords(14_970, 'step'), 'Step 14,970');
    assert.equal(placeInWords(0, 'index'), 'Point 1');
    assert.equal(placeInWords(90_000, 'relative'), 'After 1 min 30 s');
  });
});
