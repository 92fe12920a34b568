/** How long a server asks to be left alone (`Retry-After`), and the words for it. Pure. */
import * as l10n from '@vscode/l10n';
import { formatCount } from '../../shared/format';
import { longestWait } from '../../shared/problem';

/** A wait that was asked for, as far as it is obeyed. */
export interface RetryAfter {
  /** Milliseconds, at most `longestWait`. None where what was said asks for none. */
  readonly wait: number;
  /** More was asked for. */
  readonly isCut: boolean;
}

const day = '(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)';
const month = '(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)';
const time = '\\d{2}:\\d{2}:\\d{2}';
/** The three forms of a date in HTTP: today's, that of RFC 850, and that of C. All are in GMT. */
const dates = [
  new RegExp(`^${day}, \\d{2} ${month} \\d{4} ${time} GMT$`),
  new RegExp(`^${day}[a-z]*, \\d{2}-${month}-\\d{2} ${time} GMT$`),
  new RegExp(`^${day} ${month} [ \\d]\\d ${time} \\d{4}$`),
];

/** No comma of a date. */
const betweenValues = new RegExp(`,(?! \\d{2}[ -]${month})`);

/**
 * Whole seconds or an HTTP date, as the standard has it. All else, and what is over already, asks for no wait; of
 * several values the longest counts. Null when nothing was said.
 */
export function retryAfterOf(values: readonly string[], now = Date.now()): RetryAfter | null {
  const waits = values.flatMap((value) => value.split(betweenValues)).map((value) => waitOf(value.trim(), now));
  const wait = Math.max(0, ...waits);
  return values.length === 0 ? null : { wait: Math.min(longestWait, wait), isCut: wait > longestWait };
}

function waitOf(value: string, now: number): number {
  if (/^\d+$/.test(value)) {
    return Number(value) * 1000;
  }
  if (!dates.some((form) => form.test(value))) {
    return 0;
  }
  const date = Date.parse(value.endsWith('GMT') ? value : `${value} GMT`);
  return Number.isNaN(date) ? 0 : date - now;
}

/** The sentence, and another one on the wait that the server asked for. */
export function withWait(sentence: string, asked: RetryAfter | null): string {
  if (asked === null || asked.wait === 0) {
    return sentence;
  }
  const time = inUnits(asked.wait);
  const wait = asked.isCut
    ? l10n.t('It can be asked again in {time}, although it wants to be left alone for longer.', { time })
    : l10n.t('It can be asked again in {time}.', { time });
  return `${sentence} ${wait}`;
}

function inUnits(milliseconds: number): string {
  const seconds = Math.max(1, Math.ceil(milliseconds / 1000));
  return seconds < 120 && seconds !== 60
    ? formatCount(seconds, 'second')
    : formatCount(Math.ceil(seconds / 60), 'minute');
}
