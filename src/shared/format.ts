/** Numbers, durations, sizes, times and states -> words. Knows no locale: what a test reads is what a user reads. */
import * as l10n from '@vscode/l10n';
import type { ExperimentState } from './experiment';

const numeral = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/**
 * A number in at most 6 significant digits, whole numbers in full as far as each has a number of its own (2⁵³).
 * Takes text as well, as trackers send numbers; text that is no number comes back as it is.
 */
export function formatNumber(value: number | string): string {
  if (typeof value === 'string') {
    const text = value.trim();
    return numeral.test(text) ? formatNumber(Number(text)) : value;
  }
  if (Number.isNaN(value)) {
    return 'NaN';
  }
  if (!Number.isFinite(value)) {
    return value > 0 ? '∞' : '-∞';
  }
  const size = Math.abs(value);
  if (Number.isInteger(value) && size <= 2 ** 53) {
    return groupThousands(String(value === 0 ? 0 : value));
  }
  if (size < 1e-4 || size >= 1e15) {
    return scientific(value, 5);
  }
  if (size >= 999_999) {
    return groupThousands(String(Math.round(value)));
  }
  return groupThousands(trimZeros(value.toPrecision(size >= 1 ? 6 : 5)));
}

/** As `formatNumber`, in as few characters as tell values apart on an axis: `15k`, `1.2M`, `3e-5`. */
export function formatTick(value: number): string {
  if (!Number.isFinite(value)) {
    return formatNumber(value);
  }
  const size = Math.abs(value);
  if (size === 0) {
    return '0';
  }
  if (size < 1e-3 || size >= 1e12) {
    return scientific(value, 4);
  }
  for (const [unit, suffix] of [
    [1e9, 'G'],
    [1e6, 'M'],
    [1e4, 'k'],
  ] as const) {
    if (size < unit) {
      continue;
    }
    const divisor = suffix === 'k' ? 1e3 : unit;
    return `${trimZeros((value / divisor).toPrecision(5))}${suffix}`;
  }
  return trimZeros(value.toPrecision(5));
}

/** Two units at most: `42 s`, `3 min 12 s`, `2 h 5 min`, `3 d 4 h`. Takes milliseconds. */
export function formatDuration(milliseconds: number): string {
  if (!Number.isFinite(milliseconds) || milliseconds < 0) {
    return 'unknown';
  }
  if (milliseconds < 1000) {
    return l10n.t('{milliseconds} ms', { milliseconds: Math.round(milliseconds) });
  }
  if (milliseconds < 10_000) {
    return `${trimZeros((Math.floor(milliseconds / 100) / 10).toFixed(1))} s`;
  }
  const seconds = Math.floor(milliseconds / 1000);
  if (seconds < 60) {
    return `${seconds} s`;
  }
  if (seconds < 3600) {
    return pair(Math.floor(seconds / 60), 'min', seconds % 60, 's');
  }
  const minutes = Math.floor(seconds / 60);
  if (minutes < 24 * 60) {
    return pair(Math.floor(minutes / 60), 'h', minutes % 60, 'min');
  }
  const hours = Math.floor(minutes / 60);
  return pair(Math.floor(hours / 24), 'd', hours % 24, 'h');
}

/** Multiples of 1024, as VS Code counts: `812 B`, `1.4 KB`, `3.02 MB`. */
export function formatBytes(bytes: number): string {
  if (!Number.isFinite(bytes) || bytes < 0) {
    return 'unknown';
  }
  const units = ['B', 'KB', 'MB', 'GB', 'TB', 'PB'];
  let size = bytes;
  let unit = 0;
  // What would be rounded to 1024 of a unit is 1 of the next.
  while (size >= 1023.5 && unit < units.length - 1) {
    size /= 1024;
    unit += 1;
  }
  const digits = unit === 0 || size >= 100 ? 0 : size >= 10 ? 1 : 2;
  return `${digits === 0 ? size.toFixed(0) : trimZeros(size.toFixed(digits))} ${units[unit] ?? ''}`;
}

/** How long ago: `just now`, `5 min ago`, `3 h ago`, `2 days ago`. Both are epoch milliseconds. */
export function formatAge(time: number, now: number): string {
  const distance = now - time;
  if (!Number.isFinite(distance)) {
    return 'unknown';
  }
  const words = distanceInWords(Math.abs(distance));
  // Clocks differ by seconds: the near future is now.
  if (words === null) {
    return l10n.t('just now');
  }
  return distance < 0 ? l10n.t('in {words}', { words }) : l10n.t('{words} ago', { words });
}

/** Local time, sortable: `2026-11-21 14:03:09`. Takes epoch milliseconds. */
export function formatTime(time: number): string {
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) {
    return 'unknown';
  }
  return `${String(date.getFullYear())}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${formatClock(time)}`;
}

/** Local time of day: `14:03:09`. Takes epoch milliseconds. */
export function formatClock(time: number): string {
  const date = new Date(time);
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

const stateWords: Readonly<Record<ExperimentState, string>> = {
  running: l10n.t('Running'),
  finished: l10n.t('Finished'),
  crashed: l10n.t('Crashed'),
  stopped: l10n.t('Stopped'),
  queued: l10n.t('Queued'),
  unknown: l10n.t('Unknown'),
};

/** `Running`, or `Finished, archived`. */
export function stateLabel(state: ExperimentState, archived: boolean): string {
  return archived ? l10n.t('{state}, archived', { state: stateWords[state] }) : stateWords[state];
}

/** What sentences count: one of it, and any other number. */
const countables = {
  'archived experiment': [l10n.t('archived experiment'), l10n.t('archived experiments')],
  asset: [l10n.t('asset'), l10n.t('assets')],
  bin: [l10n.t('bin'), l10n.t('bins')],
  character: [l10n.t('character'), l10n.t('characters')],
  chart: [l10n.t('chart'), l10n.t('charts')],
  column: [l10n.t('column'), l10n.t('columns')],
  connection: [l10n.t('connection'), l10n.t('connections')],
  curve: [l10n.t('curve'), l10n.t('curves')],
  day: [l10n.t('day'), l10n.t('days')],
  dimension: [l10n.t('dimension'), l10n.t('dimensions')],
  example: [l10n.t('example'), l10n.t('examples')],
  experiment: [l10n.t('experiment'), l10n.t('experiments')],
  file: [l10n.t('file'), l10n.t('files')],
  image: [l10n.t('image'), l10n.t('images')],
  key: [l10n.t('key'), l10n.t('keys')],
  line: [l10n.t('line'), l10n.t('lines')],
  link: [l10n.t('link'), l10n.t('links')],
  metric: [l10n.t('metric'), l10n.t('metrics')],
  minute: [l10n.t('minute'), l10n.t('minutes')],
  month: [l10n.t('month'), l10n.t('months')],
  'more character': [l10n.t('more character'), l10n.t('more characters')],
  'more file': [l10n.t('more file'), l10n.t('more files')],
  name: [l10n.t('name'), l10n.t('names')],
  node: [l10n.t('node'), l10n.t('nodes')],
  'other value': [l10n.t('other value'), l10n.t('other values')],
  outlier: [l10n.t('outlier'), l10n.t('outliers')],
  package: [l10n.t('package'), l10n.t('packages')],
  parameter: [l10n.t('parameter'), l10n.t('parameters')],
  point: [l10n.t('point'), l10n.t('points')],
  reason: [l10n.t('reason'), l10n.t('reasons')],
  'remembered connection': [l10n.t('remembered connection'), l10n.t('remembered connections')],
  'remote file': [l10n.t('remote file'), l10n.t('remote files')],
  row: [l10n.t('row'), l10n.t('rows')],
  sample: [l10n.t('sample'), l10n.t('samples')],
  second: [l10n.t('second'), l10n.t('seconds')],
  sound: [l10n.t('sound'), l10n.t('sounds')],
  step: [l10n.t('step'), l10n.t('steps')],
  tag: [l10n.t('tag'), l10n.t('tags')],
  text: [l10n.t('text'), l10n.t('texts')],
  value: [l10n.t('value'), l10n.t('values')],
  variable: [l10n.t('variable'), l10n.t('variables')],
  version: [l10n.t('version'), l10n.t('versions')],
  video: [l10n.t('video'), l10n.t('videos')],
  week: [l10n.t('week'), l10n.t('weeks')],
  year: [l10n.t('year'), l10n.t('years')],
} as const satisfies Readonly<Record<string, readonly [one: string, many: string]>>;
export type Countable = keyof typeof countables;

/** `1 chart`, `3 charts`, `1,024 values`. */
export function formatCount(count: number, of: Countable): string {
  const [one, many] = countables[of];
  return `${formatNumber(count)} ${count === 1 ? one : many}`;
}

/** `charts`. */
export const pluralOf = (countable: Countable): string => countables[countable][1];

/** As `formatAge`, for rows without room: `now`, `5m`, `3h`, `13d`, `2w`, `3mo`, `2y`; what is to come is `in 5m`. */
export function formatShortAge(time: number, now: number): string {
  const distance = now - time;
  if (!Number.isFinite(distance)) {
    return 'unknown';
  }
  const minutes = Math.floor(Math.abs(distance) / 60_000);
  if (minutes < 1) {
    return 'now';
  }
  const days = Math.floor(minutes / (60 * 24));
  const short =
    minutes < 60
      ? `${minutes}m`
      : days < 1
        ? `${Math.floor(minutes / 60)}h`
        : days < 14
          ? `${days}d`
          : days < 60
            ? `${Math.floor(days / 7)}w`
            : days < 730
              ? `${Math.floor(days / 30.44)}mo`
              : `${Math.floor(days / 365)}y`;
  return distance < 0 ? l10n.t('in {short}', { short }) : short;
}

/**
 * As `formatDuration`, for rows without room and without seconds from a minute on: `42s`, `50m`, `2h 5m`, `3d 4h`.
 * Takes milliseconds.
 */
export function formatShortDuration(milliseconds: number): string {
  if (!Number.isFinite(milliseconds) || milliseconds < 0) {
    return 'unknown';
  }
  if (milliseconds < 1000) {
    return '<1s';
  }
  const seconds = Math.floor(milliseconds / 1000);
  if (seconds < 60) {
    return `${seconds}s`;
  }
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  if (hours < 1) {
    return `${minutes}m`;
  }
  const [large, small] = hours < 24 ? [`${hours}h`, minutes % 60] : [`${Math.floor(hours / 24)}d`, hours % 24];
  return small === 0 ? large : `${large} ${small}${hours < 24 ? 'm' : 'h'}`;
}

function distanceInWords(milliseconds: number): string | null {
  const minutes = Math.floor(milliseconds / 60_000);
  if (minutes < 1) {
    return null;
  }
  if (minutes < 60) {
    return l10n.t('{minutes} min', { minutes });
  }
  const hours = Math.floor(minutes / 60);
  if (hours < 24) {
    return `${hours} h`;
  }
  const days = Math.floor(hours / 24);
  if (days < 14) {
    return formatCount(days, 'day');
  }
  if (days < 60) {
    return formatCount(Math.floor(days / 7), 'week');
  }
  if (days < 730) {
    return formatCount(Math.floor(days / 30.44), 'month');
  }
  return formatCount(Math.floor(days / 365), 'year');
}

function pair(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;
}

function scientific(value: number, digits: number): string {
  const [mantissa = '', exponent = ''] = value.toExponential(digits - 1).split('e');
  return `${trimZeros(mantissa)}e${exponent.replace('+', '')}`;
}

const trimZeros = (text: string): string => (text.includes('.') ? text.replace(/\.?0+$/, '') : text);
const groupThousands = (text: string): string => {
  const [whole = '', fraction] = text.split('.');
  const grouped = whole.replace(/^-?\d{5,}$/, (digits) => digits.replace(/\B(?=(\d{3})+$)/g, ','));
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
};
const two = (value: number): string => String(value).padStart(2, '0');
