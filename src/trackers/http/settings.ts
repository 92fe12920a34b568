/**
 * What a connection to a server and a call to it consist of, as plain values. Knows neither VS Code nor any tracker.
 */
import type { Explanation } from './errors';
import type { Form } from './form';
import type { NetworkSettings } from './network';
import type { Purpose } from './queues';
import type { JsonReading } from '../json/read';

export interface HttpSettings {
  /** Where all paths are appended, any path prefix included; without user name or password. */
  readonly baseUrl: string;
  /** Headers that authenticate. Sent to the origin of `baseUrl` and nowhere else; never logged. */
  readonly authentication: () => Readonly<Record<string, string>>;
  readonly network: NetworkSettings;
  /** One line an attempt, without secrets. */
  readonly log: (line: string) => void;
  readonly userAgent?: string;
  readonly limits?: Partial<HttpLimits>;
  /** What the tracker's own JSON says about an answer, successes included; null when it says nothing wrong. */
  readonly explain?: (status: number, body: unknown) => Explanation | null;
}

/**
 * What an answer is: about one thing, many things, values of metrics, or what people and programs wrote (output, HTML,
 * code, patches).
 */
export type AnswerKind = 'details' | 'list' | 'series' | 'text';

export interface AnswerLimit {
  /** Once unpacked. */
  readonly bytes: number;
  /** Of JSON, lists and objects included. */
  readonly values: number;
}

/** Times in milliseconds. */
export interface HttpLimits {
  /**
   * Questions at once, and half as many files that are shown, downloads and uploads; further ones wait, and can be
   * cancelled while they do.
   */
  readonly concurrentRequests: number;
  /** What the server takes; null where it sets no such limit. Further requests wait, as above. */
  readonly requestsPerMinute: number | null;
  readonly connect: number;
  /** From sending to the first byte of the answer, connecting included. */
  readonly answer: number;
  /** Between two pieces of a body, on their way here or there. */
  readonly idle: number;
  /**
   * Each further so many bytes of a body must come, or go, within such a time; what the reader takes its time for does
   * not count.
   */
  readonly leastSpeed: { readonly bytes: number; readonly within: number };
  /**
   * All of a call that is neither a download nor an upload: attempts, pauses and body. Does not count the wait for a
   * turn, nor for the server's minute.
   */
  readonly whole: number;
  /** How often a safe call is made at most. */
  readonly attempts: number;
  /** The first pause before another attempt; doubles each time, with jitter, up to the longest. */
  readonly firstPause: number;
  readonly longestPause: number;
  /** A longer `Retry-After` fails at once; the error carries it. */
  readonly longestRetryAfter: number;
  /** How much of an answer is taken, by what it is. */
  readonly answers: Readonly<Record<AnswerKind, AnswerLimit>>;
  readonly redirects: number;
}

export const defaultLimits: HttpLimits = {
  concurrentRequests: 8,
  requestsPerMinute: null,
  connect: 15_000,
  answer: 60_000,
  idle: 30_000,
  leastSpeed: { bytes: 64 * 1024, within: 60_000 },
  whole: 300_000,
  attempts: 4,
  firstPause: 400,
  longestPause: 8_000,
  longestRetryAfter: 20_000,
  answers: {
    details: { bytes: 8 * 1024 * 1024, values: 200_000 },
    list: { bytes: 128 * 1024 * 1024, values: 4_000_000 },
    series: { bytes: 128 * 1024 * 1024, values: 4_000_000 },
    text: { bytes: 512 * 1024 * 1024, values: 10_000 },
  },
  redirects: 5,
};

export interface HttpCall {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Appended to the base URL; the caller escapes what it puts into it. */
  readonly path: string;
  /** Escaped here; `undefined` is left out. */
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent instead of a body, for as long as it takes. */
  readonly form?: Form;
  /**
   * A `read` may be made again after a failure. A `change` never is, whatever its method: some trackers change by GET.
   */
  readonly kind: 'read' | 'change';
  /**
   * What it is for, which decides whose turn is next; a form is an upload, what is opened is to be shown, and the rest
   * are questions.
   */
  readonly purpose?: Purpose;
  /** What is expected back, which decides how much of it is taken; details unless said otherwise. */
  readonly answer?: AnswerKind;
  /** How long texts of a JSON answer come; joined unless said otherwise. */
  readonly longTexts?: JsonReading['longTexts'];
  /** How numbers of a JSON answer come. */
  readonly numbers?: JsonReading['numbers'];
  readonly signal: AbortSignal;
}
