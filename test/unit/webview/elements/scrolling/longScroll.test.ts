/** A height beyond what browsers lay out. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { LongScroll } from '../../../../../webview/elements/scrolling/longScroll';

describe('a long scroll', () => {
  it('leads there and back, in order, exactly where nothing is pressed', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 100_000_000 }),
        fc.integer({ min: 1, max: 3000 }),
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 2 }),
        (whole, view, places) => {
          const scroll = new LongScroll(whole, view);
          const reach = Math.max(0, whole - view);
          assert.ok(scroll.height <= 12_000_000);
          assert.equal(scroll.toTrue(Math.max(0, scroll.height - view)), reach);
          const tops = places.map((place) => place * reach).sort((one, other) => one - other);
          const laidOut = tops.map((top) => scroll.toLaidOut(top));
          assert.deepEqual(
            laidOut.toSorted((one, other) => one - other),
            laidOut,
          );
          for (const [index, top] of tops.entries()) {
            assert.ok(Math.abs(scroll.toTrue(laidOut[index]!) - top) < 1e-3);
            if (!scroll.isPressed) {
              assert.equal(laidOut[index], top);
            }
          }
        },
      ),
    );
  });
});
