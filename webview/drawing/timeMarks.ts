/**
 * Marks on axes of time: by the clock and calendar of this machine's time zone, or by how long something took. Pure;
 * knows no chart.
 */
import { timeDay, timeMinute, timeMonth, timeSecond, timeTicks, timeYear } from 'd3-time';
import { formatClock, formatTime } from '../../src/shared/format';
import type { Range } from '../../src/shared/series/series';
import { isRising, labelled, numberLabels, numberMarks, roundValues, spread, type AxisMark } from './marks';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
/** Milliseconds from 1970 on, either way, that a date can be of. */
const furthestDate = 8.64e15;

/**
 * Seconds, minutes, hours, days, months or years as clocks and calendars have them, whatever the clocks did. Times are
 * epoch milliseconds.
 */
export function clockMarks(range: Range, count: number): AxisMark[] {
  const { from, to } = range;
  if (!(Math.abs(from) <= furthestDate && Math.abs(to) <= furthestDate)) {
    return numberMarks(range, count);
  }
  return labelled(clockTimes(from, to, Math.max(1, Math.floor(count))), clockLabels);
}

function clockTimes(from: number, to: number, count: number): readonly number[] {
  if (!(to > from)) {
    return [from];
  }
  for (let wanted = count; wanted >= 1; wanted -= 1) {
    const found = timeTicks(new Date(from), new Date(to), wanted)
      .map(Number)
      .filter((time) => time >= from && time <= to);
    if (found.length > 0 && found.length <= count + 1 && isRising(found)) {
      return found;
    }
  }
  return spread(from, to, Math.min(count, 3));
}

interface ClockFormat {
  /** Whether a time is written without a rest. */
  readonly isOn: (time: number) => boolean;
  readonly write: (time: number) => string;
}

const isMidnight = (time: number): boolean => timeDay.floor(new Date(time)).getTime() === time;
const date = (time: number): string => formatTime(time).split(' ')[0] ?? '';
const monthAndDay = (time: number): string => date(time).slice(-5);
const hourAndMinute = (time: number): string => formatClock(time).slice(0, 5);
const milliseconds = (time: number): string =>
  `${formatClock(time)}.${String(new Date(time).getMilliseconds()).padStart(3, '0')}`;
const isOnMinute = (time: number): boolean => timeMinute.floor(new Date(time)).getTime() === time;
const isOnSecond = (time: number): boolean => timeSecond.floor(new Date(time)).getTime() === time;

/** From the shortest on. */
const clockFormats: readonly ClockFormat[] = [
  { isOn: (time) => timeYear.floor(new Date(time)).getTime() === time, write: (time) => date(time).slice(0, -6) },
  { isOn: (time) => timeMonth.floor(new Date(time)).getTime() === time, write: (time) => date(time).slice(0, -3) },
  { isOn: isMidnight, write: monthAndDay },
  { isOn: isMidnight, write: date },
  { isOn: isOnMinute, write: (time) => (isMidnight(time) ? monthAndDay(time) : hourAndMinute(time)) },
  { isOn: isOnMinute, write: (time) => `${monthAndDay(time)} ${hourAndMinute(time)}` },
  { isOn: isOnSecond, write: formatClock },
  { isOn: isOnSecond, write: (time) => `${monthAndDay(time)} ${formatClock(time)}` },
  { isOn: Number.isInteger, write: milliseconds },
  { isOn: Number.isInteger, write: (time) => `${date(time)} ${milliseconds(time)}` },
];

function clockLabels(times: readonly number[]): readonly string[] {
  const usable = clockFormats.filter(({ isOn }) => times.every(isOn));
  for (const write of [writeEach, writeWithOffset]) {
    for (const format of usable) {
      const labels = write(times, format);
      if (new Set(labels).size === labels.length) {
        return labels;
      }
    }
  }
  return numberLabels(times);
}

const writeEach = (times: readonly number[], { write }: ClockFormat): readonly string[] => times.map(write);

/** When clocks are put back an hour comes twice: what reads the same is told apart by its distance from Greenwich. */
function writeWithOffset(times: readonly number[], format: ClockFormat): readonly string[] {
  const labels = writeEach(times, format);
  return labels.map((label, index) =>
    labels.indexOf(label) === labels.lastIndexOf(label) ? label : `${label}${offsetOf(times[index] ?? 0)}`,
  );
}

function offsetOf(time: number): string {
  const minutes = -new Date(time).getTimezoneOffset();
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  return `${minutes < 0 ? '−' : '+'}${String(hours).padStart(2, '0')}${rest === 0 ? '' : `:${String(rest).padStart(2, '0')}`}`;
}

/** From a second to a day. */
const durationSteps = [
  ...[1, 2, 5, 10, 15, 30].map((count) => count * second),
  ...[1, 2, 5, 10, 15, 30].map((count) => count * minute),
  ...[1, 2, 3, 6, 12].map((count) => count * hour),
];

/** Round durations. Takes milliseconds. */
export const durationMarks = (range: Range, count: number): AxisMark[] =>
  labelled(durations(range, Math.max(1, Math.floor(count))), durationLabels);

function durations({ from, to }: Range, count: number): readonly number[] {
  const rough = (to - from) / count;
  if (!(to > from) || rough <= second / 2 || !Number.isFinite(rough)) {
    return roundValues({ from, to }, count);
  }
  const step = durationSteps.find((candidate) => candidate >= rough);
  const found =
    step === undefined
      ? roundValues({ from: from / day, to: to / day }, count).map((days) => days * day)
      : Array.from(
          { length: Math.max(0, Math.floor(to / step) - Math.ceil(from / step) + 1) },
          (_, index) => (Math.ceil(from / step) + index) * step,
        );
  const within = found.filter((duration) => duration >= from && duration <= to);
  return within.length > 0 && isRising(within) ? within : spread(from, to, Math.min(count, 3));
}

/** `0`, `1 min 30 s`, `2 d 12 h`: as many units as it takes. */
export function durationLabels(values: readonly number[]): readonly string[] {
  const gap =
    values.length < 2 ? Infinity : Math.min(...values.slice(1).map((value, index) => value - (values[index] ?? NaN)));
  const size = Math.max(...values.map(Math.abs));
  const inUnits = (unit: number, name: string): readonly string[] =>
    numberLabels(values.map((value) => value / unit)).map((label, index) =>
      values[index] === 0 ? '0' : `${label} ${name}`,
    );
  if (size < second || size > Number.MAX_SAFE_INTEGER) {
    return inUnits(1, 'ms');
  }
  if (values.every((value) => value % day === 0)) {
    return inUnits(day, 'd');
  }
  const decimals = [0, 1, 2, 3, 4, 5, 6].find((count) =>
    values.every((value) => Math.abs(Number((value / second).toFixed(count)) * second - value) <= gap * 1e-3),
  );
  const parts = decimals === undefined || (size / second) * 10 ** decimals > Number.MAX_SAFE_INTEGER ? null : decimals;
  const labels = parts === null ? inUnits(second, 's') : values.map((value) => durationInParts(value, parts));
  // Divided, neighbours of so many digits may have become one.
  return new Set(labels).size === labels.length ? labels : inUnits(1, 'ms');
}

function durationInParts(milliseconds: number, decimals: number): string {
  const perSecond = 10 ** decimals;
  const all = Math.round((Math.abs(milliseconds) / second) * perSecond);
  const units: readonly (readonly [size: number, name: string])[] = [
    [86_400 * perSecond, 'd'],
    [3600 * perSecond, 'h'],
    [60 * perSecond, 'min'],
  ];
  const parts: string[] = [];
  let rest = all;
  for (const [size, name] of units) {
    if (rest >= size) {
      parts.push(`${Math.floor(rest / size)} ${name}`);
    }
    rest %= size;
  }
  if (rest > 0) {
    parts.push(
      `${(rest / perSecond)
        .toFixed(decimals)
        .replace(/(\.\d*?)0+$/, '$1')
        .replace(/\.$/, '')} s`,
    );
  }
  return parts.length === 0 ? '0' : `${milliseconds < 0 ? '-' : ''}${parts.join(' ')}`;
}
