/**
 * An answer that has begun: its headers, where it points to, and its body, to be read under the deadline of its call.
 */
import * as l10n from '@vscode/l10n';
import type { Dispatcher } from 'undici';
import { BackendError } from '../../shared/problem';
import { decode, EncodingError } from './body';
import type { Deadline } from './deadline';
import { brokenOff, tooSlow } from './errors';
import type { Purpose } from './queues';
import type { HttpLimits } from './settings';

/** A successful answer whose body has not been read. */
export interface Answer {
  readonly status: number;
  /** By lower-case name; the first of several. */
  readonly header: (name: string) => string | null;
  /** By lower-case name; all of them. */
  readonly headers: (name: string) => readonly string[];
  /**
   * The decoded body under the idle deadline; to be read once. Whatever breaks it becomes a BackendError.
   * `arrived` is told the length of each piece.
   */
  readonly body: (mostBytes: number, arrived: (bytes: number) => void) => AsyncIterable<Uint8Array>;
  /** Lets go of a body that is not needed. */
  readonly discard: () => void;
}

/** What to do about a body that is too slow. */
export const slowAdvice: Readonly<Record<Purpose, string>> = {
  question: l10n.t('Try again. If it stays like this, look at the network or ask who runs the server.'),
  poll: l10n.t('It is asked again by itself.'),
  shown: l10n.t('Try again, or download it.'),
  download: l10n.t('What has arrived is kept: download it again to go on from there.'),
  upload: l10n.t('It did not arrive whole: upload it again when the network is quicker.'),
};

/** What is known of the call that was answered. */
interface Answered extends Pick<HttpLimits, 'leastSpeed' | 'idle'> {
  /** The server's name for sentences. */
  readonly host: string;
  readonly response: Dispatcher.ResponseData;
  readonly deadline: Deadline;
  readonly purpose: Purpose;
}

export function answerOf(answered: Answered): Answer {
  const { response } = answered;
  return {
    status: response.statusCode,
    header: (name) => headerOf(response, name),
    headers: (name) => headersNamed(response, name),
    body: (mostBytes, arrived) => bodyOf(answered, mostBytes, arrived),
    discard: () => response.body.destroy(),
  };
}

async function* bodyOf(
  { host, leastSpeed, idle, response, deadline, purpose }: Answered,
  mostBytes: number,
  arrived: (bytes: number) => void,
): AsyncGenerator<Uint8Array> {
  const decoded = decode(response.body, headerOf(response, 'content-encoding'));
  if (decoded === null) {
    throw new BackendError(
      'unexpected',
      l10n.t('{host} packs its answers in a way that was not asked for.', { host }),
      {
        status: response.statusCode,
      },
    );
  }
  const stalled = l10n.t('{host} stopped in the middle of its answer.', { host });
  const { bytes: least, within } = leastSpeed;
  let bytes = 0;
  try {
    deadline.demand(least, within, () =>
      tooSlow('down', { host, least, time: inWords(within), advice: slowAdvice[purpose] }),
    );
    deadline.step(idle, stalled);
    for await (const chunk of decoded as AsyncIterable<Uint8Array>) {
      deadline.rest();
      deadline.moved(chunk.length);
      arrived(chunk.length);
      bytes += chunk.length;
      if (bytes > mostBytes) {
        throw new BackendError(
          'unexpected',
          l10n.t('{host} sends more than {most} MiB at once, which is more than this extension takes into memory.', {
            host,
            most: Math.round(mostBytes / 2 ** 20),
          }),
          {
            status: response.statusCode,
            advice: l10n.t('Read it on the tracker’s web page, or fetch it with the tracker’s own tools.'),
          },
        );
      }
      yield chunk;
      deadline.step(idle, stalled);
    }
  } catch (failure) {
    if (deadline.signal.aborted) {
      throw deadline.reason;
    }
    if (failure instanceof EncodingError) {
      throw new BackendError('unexpected', l10n.t('{host} sent {message}.', { host, message: failure.message }), {
        status: response.statusCode,
        advice: l10n.t(
          'Something on the way to the server may be changing its answers; if it stays like this, tell who runs the server.',
        ),
      });
    }
    throw failure instanceof BackendError ? failure : brokenOff(host);
  } finally {
    deadline.demandNothing();
  }
}

const headersNamed = (response: Dispatcher.ResponseData, name: string): readonly string[] =>
  [response.headers[name] ?? []].flat();
const headerOf = (response: Dispatcher.ResponseData, name: string): string | null =>
  headersNamed(response, name)[0] ?? null;

/** Where an answer points to; null when it is not a redirect that can be followed. */
export function redirectOf(response: Dispatcher.ResponseData, from: URL): URL | null {
  const location = headerOf(response, 'location');
  const redirects = [301, 302, 303, 307, 308].includes(response.statusCode);
  if (!redirects || location === null || !URL.canParse(location, from.href)) {
    return null;
  }
  const next = new URL(location, from);
  next.username = '';
  next.password = '';
  return next.protocol === 'https:' || next.protocol === 'http:' ? next : null;
}

export const inWords = (milliseconds: number): string =>
  milliseconds < 1000 ? l10n.t('{milliseconds} ms', { milliseconds }) : `${Math.round(milliseconds / 1000)} s`;
