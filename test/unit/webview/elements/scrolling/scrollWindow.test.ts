/** The window of long lists: what is drawn, where it stands, and that what is seen stays where it is. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ReactiveController } from 'lit';
import { LongScroll } from '../../../../../webview/elements/scrolling/longScroll';
import { ScrollWindow, type ScrollWindowOptions } from '../../../../../webview/elements/scrolling/scrollWindow';
import {
  evenTrack,
  revealed,
  stretchesOf,
  visibleSpan,
  type Track,
} from '../../../../../webview/elements/scrolling/track';

/** Items of several sizes, as columns may be. */
function unevenTrack(sizes: readonly number[]): Track {
  const starts = [0];
  for (const size of sizes) {
    starts.push(starts.at(-1)! + size);
  }
  return {
    count: sizes.length,
    startOf: (index) => starts[Math.min(index, sizes.length)]!,
    indexAt: (position) =>
      Math.max(
        0,
        Math.min(
          sizes.length - 1,
          starts.findLastIndex((start) => start <= position),
        ),
      ),
  };
}

const tracks = fc.oneof(
  fc
    .tuple(fc.integer({ min: 0, max: 3_000_000 }), fc.integer({ min: 1, max: 60 }))
    .map(([count, size]) => evenTrack(count, size)),
  fc.array(fc.integer({ min: 1, max: 300 }), { maxLength: 200 }).map(unevenTrack),
);

describe('the visible span of a track', () => {
  it('has every item that is seen, few others, and is the same within a stride', () => {
    fc.assert(
      fc.property(
        tracks,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.integer({ min: 0, max: 2000 }),
        fc.integer({ min: 0, max: 20 }),
        fc.integer({ min: 1, max: 9 }),
        (track, share, view, beyond, stride) => {
          const whole = track.startOf(track.count);
          const position = Math.floor(share * Math.max(0, whole - view));
          const span = visibleSpan(track, position, view, { beyond, stride });
          assert.ok(span.from >= 0 && span.to <= track.count);
          if (track.count === 0) {
            assert.deepEqual(span, { from: 0, to: 0 });
            return;
          }
          const [first, last] = [track.indexAt(position), track.indexAt(Math.max(position, position + view - 1))];
          assert.ok(span.from <= Math.max(0, first - beyond));
          assert.ok(span.to >= Math.min(track.count, last + 1 + beyond));
          assert.ok(span.to - span.from <= view + 2 * beyond + 2 * stride + 2);
          const begin = track.startOf(Math.floor(first / stride) * stride);
          assert.deepEqual(visibleSpan(track, begin, view, { beyond, stride }), span);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('is scrolled no further than an item needs to be seen whole', () => {
    fc.assert(
      fc.property(
        tracks,
        fc.nat(),
        fc.nat(100_000),
        fc.integer({ min: 300, max: 2000 }),
        (track, some, position, view) => {
          fc.pre(track.count > 0);
          const index = some % track.count;
          const to = revealed(track, index, position, view);
          assert.ok(track.startOf(index) >= to && track.startOf(index + 1) <= to + view);
          assert.equal(revealed(track, index, to, view), to);
          if (track.startOf(index) >= position && track.startOf(index + 1) <= position + view) {
            assert.equal(to, position);
          }
        },
      ),
      { numRuns: 1000 },
    );
  });
});

describe('a scroll window', () => {
  const size = 20;

  /** As a browser does: whole pixels, within what is laid out, and nothing at all while it is hidden. */
  class Scroller {
    readonly length: () => number;
    clientHeight = 400;
    clientWidth = 300;
    #top = 0;

    constructor(length: () => number) {
      this.length = length;
    }

    get scrollTop(): number {
      return this.clientHeight === 0 ? 0 : this.#top;
    }

    set scrollTop(top: number) {
      if (this.clientHeight > 0) {
        this.#top = Math.round(Math.min(Math.max(0, top), Math.max(0, this.length() - this.clientHeight)));
      }
    }

    hide(): void {
      this.clientHeight = 0;
      this.#top = 0;
    }
  }

  function opened(count: number, options: Partial<ScrollWindowOptions> = {}) {
    const list = { count, updates: 0 };
    const controllers: ReactiveController[] = [];
    const host = {
      addController: (controller: ReactiveController) => void controllers.push(controller),
      removeController: () => undefined,
      requestUpdate: () => void (list.updates += 1),
      updateComplete: Promise.resolve(true),
    };
    const scroller: Scroller = new Scroller(() => window.length);
    const window: ScrollWindow = new ScrollWindow(host, {
      axis: 'y',
      scroller: () => scroller as unknown as HTMLElement,
      track: () => evenTrack(list.count, size),
      beyond: 5,
      stride: 1,
      untilMeasured: 30,
      ...options,
    });
    const draw = (): void => {
      window.hostUpdate();
      window.hostUpdated();
    };
    draw();
    const scrollBy = (pixels: number): void => {
      scroller.scrollTop += pixels;
      window.scrolled();
    };
    /** Where the first drawn item is seen, in pixels below the beginning of the view. */
    const offset = (): number => window.before - scroller.scrollTop;
    return { list, window, scroller, draw, scrollBy, offset };
  }

  it('draws what is seen and asks for a drawing only when that changes', () => {
    const { list, window, scrollBy } = opened(1000);
    assert.deepEqual(window.span, { from: 0, to: 26 });
    assert.deepEqual([window.before, window.length], [0, 20_000]);
    const before = list.updates;
    scrollBy(19);
    assert.equal(list.updates, before);
    scrollBy(1);
    assert.equal(list.updates, before + 1);
    scrollBy(1000);
    assert.deepEqual(window.span, { from: 46, to: 77 });
    assert.equal(window.before, 46 * size);
    assert.equal(window.before + (77 - 46) * size + window.after, window.length);
    assert.equal(window.firstVisible, 51);
    assert.equal(window.pageSize, 19);
  });

  it('leaves what is seen where it is while items are added, and ends with the last when there are fewer', () => {
    const { list, window, scroller, draw, scrollBy } = opened(1000);
    scrollBy(5000);
    list.count = 2000;
    draw();
    assert.equal(scroller.scrollTop, 5000);
    assert.equal(window.firstVisible, 250);
    list.count = 100;
    draw();
    assert.equal(scroller.scrollTop, 100 * size - 400);
    assert.ok(window.isAtEnd(0));
    assert.deepEqual(window.span, { from: 75, to: 100 });
    list.count = 0;
    draw();
    assert.deepEqual([window.span, window.length, window.after], [{ from: 0, to: 0 }, 0, 0]);
  });

  it('comes back to where it was when it has been hidden, also where it was sent meanwhile', () => {
    const { window, scroller, draw, scrollBy } = opened(1000);
    scrollBy(3000);
    scroller.hide();
    assert.equal(window.scrolled(), false);
    draw();
    scroller.clientHeight = 400;
    window.measure();
    assert.equal(scroller.scrollTop, 3000);
    scroller.hide();
    window.scrollToItem(500);
    scroller.clientHeight = 400;
    window.measure();
    assert.equal(scroller.scrollTop, 500 * size);
    const other = opened(1000);
    other.scroller.hide();
    other.window.scrollToItem(500);
    other.scroller.clientHeight = 400;
    other.window.measure();
    assert.equal(other.scroller.scrollTop, 500 * size);
  });

  it('reveals an item at the nearest edge or in the middle, and moves nothing that is seen', () => {
    const { window, scroller } = opened(1000, { covered: () => 40 });
    window.reveal(17);
    assert.equal(scroller.scrollTop, 0);
    window.reveal(18);
    assert.equal(scroller.scrollTop, size);
    window.reveal(500, 'middle');
    assert.equal(scroller.scrollTop, 500 * size - 180);
    window.reveal(400);
    assert.equal(scroller.scrollTop, 400 * size);
  });

  it('is true to the pixel, step by step, among more items than a browser can lay out', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 700_000, max: 20_000_000 }),
        fc.array(
          fc.oneof(
            fc.integer({ min: -900, max: 900 }).map((step) => ({ step })),
            fc.double({ min: 0, max: 1, noNaN: true }).map((share) => ({ share })),
          ),
          { maxLength: 30 },
        ),
        (count, moves) => {
          const { window, scroller, scrollBy, offset, draw } = opened(count);
          assert.ok(window.length <= 12_000_000);
          for (const move of moves) {
            const place = window.span.from * size - offset();
            if ('step' in move) {
              const top = scroller.scrollTop;
              scrollBy(move.step);
              const moved = window.span.from * size - offset() - place;
              const between = new LongScroll(count * size, 400).isBetween(scroller.scrollTop);
              if (between) {
                assert.ok(Math.abs(moved - (scroller.scrollTop - top)) < 1e-3, `${moved} for ${move.step}`);
              }
            } else {
              window.scrollToItem(Math.floor(move.share * (count - 1)));
              window.settle();
            }
            draw();
            const seen = window.firstVisible * size - (window.span.from * size - offset());
            assert.ok(seen <= 1e-3 && seen > -size, `the first item begins ${seen} pixels below the top`);
          }
          window.scrollToItem(count);
          assert.ok(window.isAtEnd(1));
          assert.equal(window.span.to, count);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('the stretches of a track', () => {
  const drawn = (count: number, span: { from: number; to: number }, also: number | null): number[] =>
    stretchesOf(count, span, also)
      .filter(({ isGap }) => !isGap)
      .flatMap(({ from, to }) => Array.from({ length: to - from }, (_, index) => from + index));

  it('cover all items once, in order, gaps and drawn ones by turns', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 60 }),
        fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true })),
        fc.option(fc.integer({ min: -2, max: 62 })),
        (count, shares, also) => {
          const [from = 0, to = 0] = shares.map((share) => Math.floor(share * count)).sort((one, other) => one - other);
          const stretches = stretchesOf(count, { from, to }, also);
          let end = 0;
          for (const [index, stretch] of stretches.entries()) {
            assert.equal(stretch.from, end);
            assert.equal(stretch.isGap, index % 2 === 0);
            end = stretch.to;
          }
          assert.equal(end, count);
          assert.equal(stretches.at(-1)?.isGap, true);
          const all = new Set(Array.from({ length: to - from }, (_, index) => from + index));
          if (also !== null && also >= 0 && also < count) {
            all.add(also);
          }
          assert.deepEqual(
            drawn(count, { from, to }, also),
            [...all].sort((one, other) => one - other),
          );
        },
      ),
      { numRuns: 500 },
    );
  });

  it('have what must stay before the view, in it and after it', () => {
    assert.deepEqual(drawn(100, { from: 40, to: 43 }, 7), [7, 40, 41, 42]);
    assert.deepEqual(drawn(100, { from: 40, to: 43 }, 41), [40, 41, 42]);
    assert.deepEqual(drawn(100, { from: 40, to: 43 }, 43), [40, 41, 42, 43]);
    assert.deepEqual(drawn(100, { from: 40, to: 43 }, 99), [40, 41, 42, 99]);
    assert.deepEqual(drawn(100, { from: 40, to: 43 }, null), [40, 41, 42]);
    assert.deepEqual(drawn(0, { from: 0, to: 0 }, 0), []);
  });
});
