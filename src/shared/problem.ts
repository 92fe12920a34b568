/**
 * What can go wrong, as a value: a kind that code acts on and sentences that a user reads. Never holds a secret, a
 * header or a response body; each sentence is one line of bounded length in which the editor finds no link.
 */

import * as l10n from '@vscode/l10n';
import { longestSentence, oneLine } from './text/plainText';

export type ProblemKind =
  | 'unauthorized'
  | 'forbidden'
  | 'notFound'
  | 'unsupported'
  | 'rateLimited'
  | 'unreachable'
  | 'timedOut'
  | 'refused'
  | 'unexpected'
  | 'cancelled';

/**
 * Milliseconds. A server that asks for a longer wait is asked again then: its mistake must not mute a connection for
 * days.
 */
export const longestWait = 600_000;

/** JSON-safe; what the tree draws as an error node and a page as a failed part. */
export interface Problem {
  readonly kind: ProblemKind;
  /** What happened, in a sentence. */
  readonly message: string;
  /** What the user can do about it, in a sentence; empty when nothing but trying again helps. */
  readonly advice: string;
  /**
   * Milliseconds to wait before trying again, when the server said something about it; at most `longestWait`, none
   * where it asked for none.
   */
  readonly retryAfter: number | null;
}

/**
 * Why something that is watched is not up to date: the rounds of asking that failed, one after the other. JSON-safe;
 * times are epoch milliseconds.
 */
export interface PollFailure {
  /** In a row; at least one. */
  readonly failedRounds: number;
  /** When the first of them failed. */
  readonly failingSince: number;
  /** Of the latest round. */
  readonly problem: Problem;
  /** When it is asked again by itself. Null: not before somebody refreshes, as with a key that was refused. */
  readonly retryAt: number | null;
}

/** The only error that back ends throw. `kind` decides; the message is for reading alone. */
export class BackendError extends Error implements Problem {
  override readonly name = 'BackendError';
  readonly kind: ProblemKind;
  readonly advice: string;
  readonly retryAfter: number | null;
  /** HTTP status when there was an answer. */
  readonly status: number | null;
  /** The tracker's own error code when it sent one. */
  readonly trackerCode: number | null;

  constructor(
    kind: ProblemKind,
    message: string,
    details: {
      advice?: string;
      retryAfter?: number | null;
      status?: number | null;
      trackerCode?: number | null;
      cause?: unknown;
    } = {},
  ) {
    // A server's own words may be part of it.
    super(oneLine(message, longestSentence), details.cause === undefined ? undefined : { cause: details.cause });
    this.kind = kind;
    this.advice = oneLine(details.advice ?? '', longestSentence);
    this.retryAfter = details.retryAfter ?? null;
    this.status = details.status ?? null;
    this.trackerCode = details.trackerCode ?? null;
  }
}

/** A body that came, or went, too slowly to wait for: asking for the same at once would not help. */
export class TooSlow extends BackendError {}

/** Turns anything thrown into a Problem, without leaking what it was. */
export function toProblem(error: unknown): Problem {
  if (error instanceof BackendError) {
    return { kind: error.kind, message: error.message, advice: error.advice, retryAfter: error.retryAfter };
  }
  if (error instanceof Error && error.name === 'AbortError') {
    return { kind: 'cancelled', message: l10n.t('Cancelled.'), advice: '', retryAfter: null };
  }
  return {
    kind: 'unexpected',
    message:
      oneLine(error instanceof Error ? error.message : '', longestSentence) || l10n.t('Something unexpected happened.'),
    advice: l10n.t('See the Experiment Explorer log for details.'),
    retryAfter: null,
  };
}

/** A value on its way: what a view draws for each is its own affair, but it must draw all three. */
export type Loadable<T> =
  | { readonly state: 'loading' }
  | { readonly state: 'ready'; readonly value: T }
  | { readonly state: 'failed'; readonly problem: Problem };

export const loading: Loadable<never> = { state: 'loading' };
export const ready = <T>(value: T): Loadable<T> => ({ state: 'ready', value });
export const failed = (error: unknown): Loadable<never> => ({ state: 'failed', problem: toProblem(error) });
