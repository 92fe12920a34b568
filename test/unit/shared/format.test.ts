/** Words for numbers, durations, sizes, ages and states. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  formatAge,
  formatBytes,
  formatCount,
  formatDuration,
  formatNumber,
  formatShortAge,
  formatShortDuration,
  formatTick,
  formatTime,
  stateLabel,
} from '../../../src/shared/format';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

describe('format', () => {
  it('writes numbers in a few significant digits', () => {
    const cases: [number | string, string][] = [
      [0, '0'],
      [-0, '0'],
      [5, '5'],
      [-12, '-12'],
      [1234, '1234'],
      [15000, '15,000'],
      [-1234567, '-1,234,567'],
      [0.1 + 0.2, '0.3'],
      [0.123456789, '0.12346'],
      [1.23456789, '1.23457'],
      [12345.678, '12,345.7'],
      [999999.5, '1,000,000'],
      [1234567.8, '1,234,568'],
      [0.00012, '0.00012'],
      [0.000012345678, '1.2346e-5'],
      [1e-300, '1e-300'],
      [1e21, '1e21'],
      [-2.5e17, '-2.5e17'],
      [NaN, 'NaN'],
      [Infinity, '∞'],
      [-Infinity, '-∞'],
      ['0.640000', '0.64'],
      [' 1e-3 ', '0.001'],
      ['true', 'true'],
      ['', ''],
      ['0x10', '0x10'],
      ['NaN', 'NaN'],
      ['1,5', '1,5'],
    ];
    for (const [value, expected] of cases) {
      assert.equal(formatNumber(value), expected, String(value));
    }
  });

  it('stays within a ten-thousandth of every number it writes', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, min: -1e300, max: 1e300 }), (value) => {
        const read = Number(formatNumber(value).replaceAll(',', ''));
        assert.ok(Math.abs(read - value) <= Math.abs(value) * 1e-4, `${value} -> ${read}`);
      }),
    );
  });

  it('writes axis ticks in a few characters', () => {
    const cases: [number, string][] = [
      [0, '0'],
      [0.25, '0.25'],
      [9999, '9999'],
      [15000, '15k'],
      [2_500_000, '2.5M'],
      [-3e9, '-3G'],
      [0.00005, '5e-5'],
      [1e15, '1e15'],
    ];
    for (const [value, expected] of cases) {
      assert.equal(formatTick(value), expected);
    }
  });

  it('writes durations in two units at most', () => {
    const cases: [number, string][] = [
      [0, '0 ms'],
      [999, '999 ms'],
      [1000, '1 s'],
      [1540, '1.5 s'],
      [9999, '9.9 s'],
      [42 * second, '42 s'],
      [59_999, '59 s'],
      [minute, '1 min'],
      [3 * minute + 12 * second, '3 min 12 s'],
      [hour, '1 h'],
      [2 * hour + 5 * minute, '2 h 5 min'],
      [day, '1 d'],
      [3 * day + 4 * hour, '3 d 4 h'],
      [400 * day, '400 d'],
      [-1, 'unknown'],
      [NaN, 'unknown'],
    ];
    for (const [value, expected] of cases) {
      assert.equal(formatDuration(value), expected);
    }
  });

  it('writes sizes in multiples of 1024', () => {
    const cases: [number, string][] = [
      [0, '0 B'],
      [812, '812 B'],
      [1023, '1023 B'],
      [1024, '1 KB'],
      [1434, '1.4 KB'],
      [3_170_000, '3.02 MB'],
      [15 * 1024 * 1024, '15 MB'],
      [1024 * 1024 - 1, '1 MB'],
      [5 * 1024 ** 4, '5 TB'],
      [3000 * 1024 ** 5, '3000 PB'],
      [-1, 'unknown'],
    ];
    for (const [value, expected] of cases) {
      assert.equal(formatBytes(value), expected);
    }
  });

  it('writes ages, and takes clocks that differ', () => {
    const now = Date.UTC(2026, 10, 21, 12);
    const cases: [number, string][] = [
      [0, 'just now'],
      [59 * second, 'just now'],
      [-20 * second, 'just now'],
      [5 * minute, '5 min ago'],
      [3 * hour, '3 h ago'],
      [day, '1 day ago'],
      [13 * day, '13 days ago'],
      [20 * day, '2 weeks ago'],
      [100 * day, '3 months ago'],
      [3 * 365.25 * day, '3 years ago'],
      [-2 * hour, 'in 2 h'],
    ];
    for (const [distance, expected] of cases) {
      assert.equal(formatAge(now - distance, now), expected);
    }
  });

  it('shows ages and durations in short where there is no room', () => {
    const minute = 60_000,
      hour = 60 * minute,
      day = 24 * hour;
    const now = Date.UTC(2026, 10, 20);
    const ages: readonly [number, string][] = [
      [0, 'now'],
      [59_999, 'now'],
      [-59_999, 'now'],
      [minute, '1m'],
      [59 * minute, '59m'],
      [hour, '1h'],
      [23.9 * hour, '23h'],
      [day, '1d'],
      [13.9 * day, '13d'],
      [14 * day, '2w'],
      [59.9 * day, '8w'],
      [60 * day, '1mo'],
      [92 * day, '3mo'],
      [729 * day, '23mo'],
      [730 * day, '2y'],
      [-5 * minute, 'in 5m'],
      [NaN, 'unknown'],
      [Infinity, 'unknown'],
    ];
    for (const [distance, expected] of ages) {
      assert.equal(formatShortAge(now - distance, now), expected, String(distance));
    }
    const durations: readonly [number, string][] = [
      [0, '<1s'],
      [999, '<1s'],
      [1000, '1s'],
      [42_900, '42s'],
      [minute, '1m'],
      [50 * minute + 59_000, '50m'],
      [hour, '1h'],
      [2 * hour + 5 * minute, '2h 5m'],
      [day, '1d'],
      [3 * day + 4.5 * hour, '3d 4h'],
      [-1, 'unknown'],
      [NaN, 'unknown'],
      [Infinity, 'unknown'],
    ];
    for (const [duration, expected] of durations) {
      assert.equal(formatShortDuration(duration), expected, String(duration));
    }
  });

  it('writes local times that sort', () => {
    const time = new Date(2026, 10, 1, 4, 3, 9).getTime();
    assert.equal(formatTime(time), '2026-11-01 04:03:09');
    assert.equal(formatTime(NaN), 'unknown');
    fc.assert(
      fc.property(fc.date({ min: new Date(2001, 0, 1), max: new Date(2090, 0, 1), noInvalidDate: true }), (date) => {
        assert.match(formatTime(date.getTime()), /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
      }),
    );
  });

  it('names states and counts', () => {
    assert.equal(stateLabel('running', false), 'Running');
    assert.equal(stateLabel('crashed', true), 'Crashed, archived');
    assert.equal(formatCount(1, 'chart'), '1 chart');
    assert.equal(formatCount(0, 'chart'), '0 charts');
    assert.equal(formatCount(12_000, 'value'), '12,000 values');
  });
});
