/** Where axes are marked, and the words there: for any range that numbers can hold, and in any time zone. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Range } from '../../../../src/shared/series/series';
import type { ScaleKind } from '../../../../webview/arrangement';
import { axisScale, xMarks, yMarks, type AxisMark } from '../../../../webview/tabs/charts/engine/axisScale';
import { numberLabels, numberMarks, wholeMarks } from '../../../../webview/drawing/marks';
import { positionText } from '../../../../webview/drawing/positionText';
import { clockMarks, durationMarks } from '../../../../webview/drawing/timeMarks';

const second = 1000,
  minute = 60 * second,
  hour = 60 * minute,
  day = 24 * hour;
const labels = (marks: readonly AxisMark[]): string[] => marks.map(({ label }) => label);
const values = (marks: readonly AxisMark[]): number[] => marks.map(({ value }) => value);

/** In the time zone, as far as this process knows it; the machine's own again afterwards. */
function inZone<Result>(zone: string, run: () => Result): Result {
  const before = process.env['TZ'];
  process.env['TZ'] = zone;
  try {
    return run();
  } finally {
    if (before === undefined) {
      delete process.env['TZ'];
    } else {
      process.env['TZ'] = before;
    }
  }
}

/** What must hold of every axis. */
function areFine(marks: readonly AxisMark[], { from, to }: Range, most: number): void {
  const context = `${JSON.stringify({ from, to })} gives ${JSON.stringify(marks)}`;
  assert.ok(marks.length >= 1, `none: ${context}`);
  assert.ok(marks.length <= most + 1, `too many: ${context}`);
  marks.forEach(({ value }, index) => {
    assert.ok(value >= from && value <= to, `outside: ${context}`);
    if (index > 0) {
      assert.ok(value > marks[index - 1]!.value, `not rising: ${context}`);
    }
  });
  assert.equal(new Set(labels(marks)).size, marks.length, `alike: ${context}`);
  assert.ok(
    marks.every(({ label }) => label !== '' && !/NaN|undefined|∞|Infinity|unknown/.test(label)),
    `no words: ${context}`,
  );
}

/** The number that a label says. */
const said = (label: string): number =>
  Number(label.replace(/,/g, '').replace(/k$/, 'e3').replace(/M$/, 'e6').replace(/G$/, 'e9'));

const anyNumber = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.double({ noNaN: true, min: -10, max: 10 }),
  fc.maxSafeInteger().map(Number),
  fc.constantFrom(
    0,
    1,
    0.3,
    100,
    1e15,
    2 ** 53,
    1e308,
    -1e308,
    Number.MAX_VALUE,
    -Number.MAX_VALUE,
    Number.MIN_VALUE,
    2 ** -1022,
    1.7e18,
  ),
);
/** The number so many steps of the last place away. */
function steppedBy(value: number, steps: number): number {
  const bits = new BigInt64Array(1),
    numbers = new Float64Array(bits.buffer);
  numbers[0] = Math.abs(value);
  bits[0]! += BigInt(steps);
  return Math.sign(value || 1) * (Number.isFinite(numbers[0]) ? numbers[0] : Number.MAX_VALUE);
}
const range: fc.Arbitrary<Range> = fc
  .oneof(
    fc.tuple(anyNumber, anyNumber).map(([one, other]) => ({ from: Math.min(one, other), to: Math.max(one, other) })),
    // A few units in the last place wide, as a constant up to rounding, or the last zoom there is.
    fc
      .tuple(anyNumber, fc.integer({ min: 1, max: 300 }))
      .map(([value, steps]) => [value, steppedBy(value, steps)])
      .map(([one, other]) => ({ from: Math.min(one!, other!), to: Math.max(one!, other!) })),
    // Narrow, as zoomed to.
    fc.tuple(anyNumber, fc.integer({ min: 1, max: 15 })).map(([value, digits]) => ({
      from: value,
      to: Math.min(Number.MAX_VALUE, value + Math.abs(value) * 10 ** -digits),
    })),
  )
  .filter(({ from, to }) => from < to);
const count = fc.integer({ min: 1, max: 20 });

describe('marks on axes', () => {
  it('are few, rising, inside, and each says where it stands, in any range that numbers can hold', () => {
    fc.assert(
      fc.property(range, count, (within, most) => {
        const marks = numberMarks(within, most);
        areFine(marks, within, most);
        const gap = Math.min(...marks.slice(1).map(({ value }, index) => value / 2 - marks[index]!.value / 2)) * 2;
        for (const { value, label } of marks) {
          if (marks.length > 1) {
            assert.ok(Math.abs(said(label) / 2 - value / 2) <= gap * 0.01, `${label} stands at ${value}`);
          }
        }
      }),
      { numRuns: 5000 },
    );
  });

  it('hold whole steps, epochs and points wherever there are any, up to 2⁵³', () => {
    fc.assert(
      fc.property(range, count, (within, most) => {
        const marks = wholeMarks(within, most);
        areFine(marks, within, most);
        if (Math.ceil(within.from) <= Math.floor(within.to)) {
          assert.ok(
            marks.every(({ value }) => Number.isInteger(value)),
            JSON.stringify(marks),
          );
        }
      }),
      { numRuns: 3000 },
    );
  });

  it('hold durations and times of the clock in any range', () => {
    const zones = [
      'Europe/Berlin',
      'America/New_York',
      'America/Sao_Paulo',
      'Australia/Lord_Howe',
      'Pacific/Apia',
      'Asia/Kathmandu',
      'Africa/Cairo',
      'UTC',
    ];
    const time = fc.oneof(
      fc.integer({ min: Date.UTC(1905, 0), max: Date.UTC(2100, 0) }),
      fc.integer({ min: Date.UTC(2011, 9), max: Date.UTC(2012, 4) }),
      fc.constantFrom(0, 8.64e15, -8.64e15, 1e300),
    );
    const span = fc.oneof(
      fc.double({ noNaN: true, min: 0.01, max: 100 }),
      fc.double({ noNaN: true, min: 100, max: 3 * day }),
      fc.double({ noNaN: true, min: day, max: 400 * day }),
      fc.double({ noNaN: true, min: 365 * day, max: 9000 * 365 * day }),
    );
    const times = fc
      .oneof(
        { weight: 5, arbitrary: fc.tuple(time, span).map(([from, width]) => ({ from, to: from + width })) },
        { weight: 1, arbitrary: range },
      )
      .filter(({ from, to }) => from < to);
    fc.assert(
      fc.property(times, count, fc.constantFrom(...zones), (within, most, zone) =>
        areFine(
          inZone(zone, () => clockMarks(within, most)),
          within,
          most,
        ),
      ),
      { numRuns: 3000 },
    );
    const durations = fc.oneof(
      span.map((width) => ({ from: 0, to: width })),
      fc
        .tuple(fc.double({ noNaN: true, min: -3 * day, max: 900 * day }), span)
        .map(([from, width]) => ({ from, to: from + width })),
      range,
    );
    fc.assert(
      fc.property(durations, count, (within, most) => areFine(durationMarks(within, most), within, most)),
      { numRuns: 3000 },
    );
  });

  it('are as many as have room for their words, on every scale of a chart', () => {
    const kind = fc.constantFrom<ScaleKind>('linear', 'logarithmic', 'symmetricLog');
    const axis = fc.constantFrom(
      'step' as const,
      'epoch' as const,
      'relative' as const,
      'wall' as const,
      'index' as const,
      'metric' as const,
    );
    fc.assert(
      fc.property(range, kind, axis, fc.integer({ min: 40, max: 1400 }), (asked, scaled, of, pixels) => {
        const within =
          scaled === 'logarithmic' ? { from: Math.max(Number.MIN_VALUE, asked.from), to: asked.to } : asked;
        if (!(within.from < within.to)) {
          return;
        }
        const scale = axisScale(scaled, () => [Float64Array.of(within.from, within.to)]);
        const across = xMarks(scale, within, pixels, of);
        areFine(across, within, pixels / 40 + 2);
        const [start, end] = [scale.scale.forward(within.from), scale.scale.forward(within.to)];
        if (end > start) {
          const pixelOf = (value: number): number => ((scale.scale.forward(value) - start) / (end - start)) * pixels;
          across.slice(1).forEach(({ value, label }, index) => {
            const before = across[index]!;
            assert.ok(
              pixelOf(value) - pixelOf(before.value) >= ((label.length + before.label.length) / 2) * 6,
              `${before.label} and ${label} lie over each other`,
            );
          });
        }
        areFine(yMarks(scale, within, pixels), within, 2 * Math.max(2, pixels / 26));
      }),
      { numRuns: 3000 },
    );
  });

  it('tell steps apart late in a long run, and levels that differ in the sixth decimal', () => {
    assert.deepEqual(labels(wholeMarks({ from: 1_234_560, to: 1_234_600 }, 4)), [
      '1,234,560',
      '1,234,570',
      '1,234,580',
      '1,234,590',
      '1,234,600',
    ]);
    assert.deepEqual(labels(numberMarks({ from: 99.999999, to: 100.000019 }, 4)), [
      '100.000000',
      '100.000005',
      '100.000010',
      '100.000015',
    ]);
    assert.deepEqual(labels(wholeMarks({ from: 2 ** 53 - 4, to: 2 ** 53 }, 2)), [
      '9,007,199,254,740,988',
      '9,007,199,254,740,990',
      '9,007,199,254,740,992',
    ]);
    assert.deepEqual(labels(numberMarks({ from: 1_700_000_000_000_000_000, to: 1_700_000_000_000_002_000 }, 2)), [
      '1.7e18',
      '1.700000000000001e18',
      '1.700000000000002e18',
    ]);
  });

  it('are a handful at once where values are constant up to rounding', () => {
    for (const [from, to] of [
      [0.9999999999999999, 1.0000000000000002],
      [0.3, 0.30000000000000004],
      [1_700_000_000_000_000_000, 1_700_000_000_000_000_512],
      [5e-324, 1e-323],
    ] as const) {
      for (const scaled of ['linear', 'logarithmic', 'symmetricLog'] as const) {
        const scale = axisScale(scaled, () => [Float64Array.of(from, to)]);
        areFine(yMarks(scale, { from, to }, 150), { from, to }, 6);
        areFine(xMarks(scale, { from, to }, 300, 'step'), { from, to }, 6);
      }
    }
  });

  it('reach as far as numbers do', () => {
    assert.deepEqual(labels(numberMarks({ from: -1e308, to: 1e308 }, 4)), ['-1e308', '-5e307', '0', '5e307', '1e308']);
    assert.deepEqual(labels(numberMarks({ from: -Number.MAX_VALUE, to: Number.MAX_VALUE }, 4)), [
      '-1e308',
      '0',
      '1e308',
    ]);
    assert.deepEqual(labels(numberMarks({ from: 0, to: 2e-320 }, 2)), ['0', '1e-320']);
  });

  it('stand at local midnight of each day, each day once, whatever the clocks did', () => {
    const from = Date.UTC(2026, 9, 22, 10),
      to = Date.UTC(2026, 9, 30, 10);
    assert.deepEqual(labels(inZone('Europe/Berlin', () => clockMarks({ from, to }, 8))), [
      '10-23',
      '10-24',
      '10-25',
      '10-26',
      '10-27',
      '10-28',
      '10-29',
      '10-30',
    ]);
    assert.deepEqual(
      inZone('Europe/Berlin', () => values(clockMarks({ from, to }, 8)).map((time) => new Date(time).getHours())),
      [0, 0, 0, 0, 0, 0, 0, 0],
    );
    // America/New_York went back on 1 November 2026, forward on 8 March.
    for (const [one, other] of [
      [Date.UTC(2026, 9, 31, 12), Date.UTC(2026, 10, 2, 12)],
      [Date.UTC(2026, 2, 7, 12), Date.UTC(2026, 2, 9, 12)],
    ] as const) {
      const hours = inZone('America/New_York', () =>
        values(clockMarks({ from: one, to: other }, 4)).map((time) => new Date(time).getHours()),
      );
      assert.ok(hours.length >= 3 && hours.every((each) => each % 12 === 0), hours.join());
    }
    // In São Paulo the clocks were put forward at midnight: 4 November 2018 began at one.
    assert.deepEqual(
      inZone('America/Sao_Paulo', () =>
        labels(clockMarks({ from: Date.UTC(2018, 10, 2, 12), to: Date.UTC(2018, 10, 6, 12) }, 5)),
      ),
      ['11-03', '11-04', '11-05', '11-06'],
    );
    // Samoa had no 30 December 2011.
    assert.deepEqual(
      inZone('Pacific/Apia', () =>
        labels(clockMarks({ from: Date.UTC(2011, 11, 28, 12), to: Date.UTC(2012, 0, 2, 0) }, 6)),
      ),
      ['12-29', '12-31', '01-01', '01-02'],
    );
  });

  it('tell apart the two hours that read the same when clocks are put back', () => {
    const from = Date.UTC(2026, 9, 24, 23, 30),
      to = Date.UTC(2026, 9, 25, 2, 30);
    assert.deepEqual(labels(inZone('Europe/Berlin', () => clockMarks({ from, to }, 4))), [
      '02:00+02',
      '02:00+01',
      '03:00',
    ]);
  });

  it('are months and years where days would be too many', () => {
    assert.deepEqual(
      labels(inZone('UTC', () => clockMarks({ from: Date.UTC(2026, 0, 10), to: Date.UTC(2026, 5, 20) }, 6))),
      ['2026-02', '2026-03', '2026-04', '2026-05', '2026-06'],
    );
    assert.deepEqual(
      labels(inZone('UTC', () => clockMarks({ from: Date.UTC(2015, 0, 10), to: Date.UTC(2026, 5, 20) }, 6))),
      ['2016', '2018', '2020', '2022', '2024', '2026'],
    );
    assert.deepEqual(
      labels(
        inZone('UTC', () => clockMarks({ from: Date.UTC(2026, 0, 1, 9, 31), to: Date.UTC(2026, 0, 1, 10, 13) }, 4)),
      ),
      ['09:45', '10:00'],
    );
  });

  it('say durations in as many units as it takes', () => {
    assert.deepEqual(labels(durationMarks({ from: 0, to: 42 * minute }, 4)), ['0', '15 min', '30 min']);
    assert.deepEqual(labels(durationMarks({ from: 26 * hour, to: 26 * hour + 12 * minute }, 3)), [
      '1 d 2 h',
      '1 d 2 h 5 min',
      '1 d 2 h 10 min',
    ]);
    assert.deepEqual(labels(durationMarks({ from: 3 * day, to: 3 * day + 40 }, 4)), [
      '3 d',
      '3 d 0.01 s',
      '3 d 0.02 s',
      '3 d 0.03 s',
      '3 d 0.04 s',
    ]);
    assert.deepEqual(labels(durationMarks({ from: 0, to: 40 * day }, 4)), ['0', '10 d', '20 d', '30 d', '40 d']);
    assert.deepEqual(labels(durationMarks({ from: 0, to: 0.2 }, 2)), ['0', '0.1 ms', '0.2 ms']);
  });

  it('are short where that is enough', () => {
    assert.deepEqual(labels(wholeMarks({ from: 0, to: 14_970 }, 4)), ['0', '5000', '10k']);
    assert.deepEqual(labels(wholeMarks({ from: 0, to: 3 }, 8)), ['0', '1', '2', '3']);
    assert.deepEqual(labels(wholeMarks({ from: 7, to: 7 }, 5)), ['7']);
    assert.deepEqual(labels(wholeMarks({ from: 7.2, to: 7.9 }, 2)), ['7.5'], 'between two steps');
    assert.deepEqual(numberLabels([0.9998, 0.9999, 1]), ['0.9998', '0.9999', '1.0000']);
    assert.deepEqual(numberLabels([0, 50_000, 100_000]), ['0', '50k', '100k']);
    assert.deepEqual(numberLabels([1e-7, 2e-7]), ['1e-7', '2e-7']);
    assert.deepEqual(numberLabels([-0.5, -0, 0.5]), ['-0.5', '0.0', '0.5']);
  });

  it('have their places in words as well, with every digit of a step', () => {
    assert.equal(positionText(14_970, 'step'), 'Step 14,970');
    assert.equal(positionText(2 ** 53 - 1, 'step'), 'Step 9,007,199,254,740,991');
    assert.equal(positionText(0, 'index'), 'Point 1');
    assert.equal(positionText(90_000, 'relative'), 'After 1 min 30 s');
  });
});
