/**
 * The one choke point for requests to a server: at most so many at once, deadlines, retry of safe calls, limits, and
 * one redacted log line an attempt. Knows neither VS Code nor any tracker; a tracker explains its own bodies through
 * `explain`.
 */
import * as l10n from '@vscode/l10n';
import { setTimeout as sleep } from 'node:timers/promises';
import { longestText, oneLine } from '../../shared/text/plainText';
import { BackendError } from '../../shared/problem';
import type { ByteStream, Opening } from '../backend';
import { acceptedEncodings, peek } from './body';
import { Deadline } from './deadline';
import { mayHaveBeenDone, notAcknowledged, notKnownWhetherDone, Refusal, TransientError, webPage } from './errors';
import { shownAddress } from './redaction';
import { described, goesOn, isPartOnly, resumingHeaders } from './resume';
import { inWords, type Answer } from './answer';
import { HttpSender, purposeOf } from './attempt';
import { defaultLimits, type HttpCall, type HttpLimits, type HttpSettings } from './settings';
import { Turns } from './queues';
import { JsonError, JsonLimitError, readJson } from '../json/read';

export type { Explanation } from './errors';
export { openFile, type Form, type FormFile } from './form';
export { directNetwork, type NetworkSettings } from './network';
export { defaultLimits, type AnswerKind, type HttpCall, type HttpLimits, type HttpSettings } from './settings';

/** Bytes. */
const shortWords = 64;

type Headers = Readonly<Record<string, string>>;

/** One attempt, as the log tells it. */
interface Attempt {
  readonly number: number;
  readonly started: number;
  status: number | null;
  bytes: number;
}

/** An answer and the attempt that it came with. */
type Use<Result> = (answer: Answer, attempt: Attempt) => Promise<Result>;

export class Http {
  readonly #settings: HttpSettings;
  readonly #limits: HttpLimits;
  readonly #sender: HttpSender;
  readonly #turns: Turns;
  readonly #closed = new AbortController();

  /** @throws TypeError when the base URL is not an address. */
  constructor(settings: HttpSettings) {
    this.#settings = settings;
    this.#limits = { ...defaultLimits, ...settings.limits };
    this.#sender = new HttpSender(settings, this.#limits);
    this.#turns = new Turns(this.#limits.concurrentRequests);
  }

  /** The server's name (and port) for sentences. */
  get host(): string {
    return this.#sender.host;
  }

  /**
   * The JSON that the server answers, as much as the kind of answer allows; `undefined` for an empty body. @throws
   * BackendError
   */
  json(call: HttpCall): Promise<unknown> {
    return this.#complete(call, { accept: 'application/json' }, (answer, body, deadline) =>
      this.#readJson(call, answer, body, deadline),
    );
  }

  /**
   * As `json`, for changes that are believed only when `isOwn` finds the answer to be the tracker's own. @throws
   * BackendError
   */
  acknowledged(call: HttpCall, isOwn: (body: unknown) => boolean): Promise<unknown> {
    return this.#complete(call, { accept: 'application/json' }, async (answer, body, deadline) => {
      const { beginning, body: whole } = await peek(body, shortWords);
      const isShort = beginning.length < shortWords;
      let said: unknown;
      try {
        said = await this.#readJson(call, answer, whole, deadline);
      } catch (error) {
        // Some acknowledge in a few words that are no JSON.
        if (!(isShort && error instanceof BackendError && !(error instanceof Refusal))) {
          throw error;
        }
        said = Buffer.from(beginning).toString();
        if (!isOwn(said)) {
          throw error;
        }
      }
      if (!isOwn(said)) {
        throw notAcknowledged(this.host);
      }
      return said;
    });
  }

  /** A whole body that need not be JSON, such as a patch. @throws BackendError */
  bytes(call: HttpCall): Promise<{ readonly contentType: string | null; readonly bytes: Uint8Array }> {
    return this.#complete(call, {}, async (answer, body) => {
      const chunks: Uint8Array[] = [];
      for await (const chunk of body) {
        chunks.push(chunk);
      }
      return { contentType: answer.header('content-type'), bytes: Buffer.concat(chunks) };
    });
  }

  /**
   * Opens a body of any length, to continue at byte `from` of what is known. It keeps its turn until it is read to the
   * end or left; when reading does not begin within the idle deadline, it is given up. @throws BackendError, and the
   * body does too
   */
  async open(asked: HttpCall, from = 0, known: Omit<Opening, 'from'> = {}): Promise<ByteStream> {
    const call: HttpCall = { purpose: 'shown', ...asked };
    const deadline = await this.#takeTurn(call);
    try {
      const { answer, attempt, resumed } = await this.#openAt(call, { ...known, from }, deadline);
      deadline.step(this.#limits.idle, l10n.t('Nobody took what {host} sent.', { host: this.host }));
      return { ...described(answer), resumed, body: this.#download(call, answer, attempt, deadline) };
    } catch (error) {
      deadline.end();
      throw error;
    }
  }

  /** Where a call would go; holds no key. */
  address(path: string, query: NonNullable<HttpCall['query']>): string {
    return this.#sender.address({ path, query }).href;
  }

  /** A text without the secrets of this connection. */
  redact(text: string): string {
    return this.#sender.redact(text);
  }

  /** Ends all that is under way or waiting, as cancelled. */
  async close(): Promise<void> {
    this.#closed.abort();
    await this.#sender.close();
  }

  /** A call whose body is read within it, so that a broken body counts as a failed attempt. */
  async #complete<Result>(
    call: HttpCall,
    headers: Headers,
    read: (answer: Answer, body: AsyncIterable<Uint8Array>, deadline: Deadline) => Promise<Result>,
  ): Promise<Result> {
    const { whole, answers } = this.#limits;
    const deadline = await this.#takeTurn(call);
    if (call.form === undefined) {
      deadline.whole(
        whole,
        l10n.t('{host} did not answer in full within {time}.', { host: this.host, time: inWords(whole) }),
      );
    }
    try {
      return await this.#attempts(
        call,
        { ...headers, 'accept-encoding': acceptedEncodings },
        deadline,
        async (answer, attempt) => {
          const body = answer.body(answers[call.answer ?? 'details'].bytes, (bytes) => (attempt.bytes += bytes));
          const result = await read(answer, body, deadline);
          this.#tell(call, attempt, null);
          return result;
        },
      );
    } catch (failure) {
      throw call.kind === 'change' && failure instanceof BackendError && mayHaveBeenDone(failure)
        ? notKnownWhetherDone(failure)
        : failure;
    } finally {
      deadline.end();
    }
  }

  /** Asks for the rest of the known bytes, or for all when the server cannot go on there, or has others by now. */
  async #openAt(
    call: HttpCall,
    opening: Opening,
    deadline: Deadline,
  ): Promise<{ answer: Answer; attempt: Attempt; resumed: boolean }> {
    // Encoded bytes have no offsets in common with the decoded ones.
    const plain = { 'accept-encoding': 'identity' };
    const keep: Use<{ answer: Answer; attempt: Attempt }> = (answer, attempt) => Promise.resolve({ answer, attempt });
    if ((opening.from ?? 0) > 0) {
      try {
        const opened = await this.#attempts(call, { ...plain, ...resumingHeaders(opening) }, deadline, keep);
        const resumed = goesOn(opened.answer, opening);
        if (resumed || opened.answer.status !== 206) {
          return { ...opened, resumed };
        }
        opened.answer.discard();
      } catch (error) {
        // Beyond the end, or no longer the same.
        if (!(error instanceof BackendError && (error.status === 416 || error.status === 412))) {
          throw error;
        }
      }
    }
    const opened = await this.#attempts(call, plain, deadline, keep);
    if (isPartOnly(opened.answer)) {
      opened.answer.discard();
      throw new BackendError(
        'unexpected',
        l10n.t('{host} sent a part of the file where the whole was asked for.', { host: this.host }),
        {
          status: opened.answer.status,
          advice: l10n.t('Try again; something on the way to the server may have kept a part of it.'),
        },
      );
    }
    return { ...opened, resumed: false };
  }

  async *#download(call: HttpCall, answer: Answer, attempt: Attempt, deadline: Deadline): AsyncGenerator<Uint8Array> {
    try {
      yield* answer.body(Infinity, (bytes) => (attempt.bytes += bytes));
      this.#tell(call, attempt, null);
    } catch (failure) {
      this.#tell(call, attempt, failure);
      throw failure;
    } finally {
      deadline.end();
    }
  }

  /** Waits for its turn. */
  async #takeTurn(call: HttpCall): Promise<Deadline> {
    const deadline = new Deadline(call.signal, this.#closed.signal);
    await this.#turns.take(purposeOf(call), deadline);
    return deadline;
  }

  async #attempts<Result>(call: HttpCall, headers: Headers, deadline: Deadline, use: Use<Result>): Promise<Result> {
    for (let number = 1; ; number += 1) {
      const attempt: Attempt = { number, started: performance.now(), status: null, bytes: 0 };
      try {
        const answer = await this.#sender.ask(call, headers, deadline, (status) => (attempt.status = status));
        return await use(answer, attempt);
      } catch (failure) {
        this.#tell(call, attempt, failure);
        const pause = this.#pauseAfter(failure, call, number);
        if (pause === null) {
          throw failure;
        }
        deadline.rest();
        await sleep(pause, undefined, { signal: deadline.signal }).catch(() => {
          throw deadline.reason;
        });
      }
    }
  }

  /** How long to wait before the same is asked again; null when it must not be. */
  #pauseAfter(failure: unknown, call: HttpCall, number: number): number | null {
    const { attempts, firstPause, longestPause, longestRetryAfter } = this.#limits;
    // A poll asks again by itself, in its next round.
    if (
      call.kind !== 'read' ||
      purposeOf(call) === 'poll' ||
      !(failure instanceof TransientError) ||
      number >= attempts
    ) {
      return null;
    }
    if (failure.retryAfter !== null && failure.retryAfter > 0) {
      return failure.retryAfter <= longestRetryAfter ? failure.retryAfter : null;
    }
    const longest = Math.min(longestPause, firstPause * 2 ** (number - 1));
    return longest / 2 + (Math.random() * longest) / 2;
  }

  async #readJson(
    { longTexts = 'joined', numbers = 'read', answer: expectedAnswer = 'details' }: HttpCall,
    answer: Answer,
    body: AsyncIterable<Uint8Array>,
    deadline: Deadline,
  ): Promise<unknown> {
    if (/\bhtml\b/i.test(answer.header('content-type') ?? '')) {
      answer.discard();
      throw webPage(this.host, answer.status);
    }
    const peeked = await peek(body, 1);
    try {
      const value = await readJson(peeked.body, {
        longTexts,
        numbers,
        mostValues: this.#limits.answers[expectedAnswer].values,
        turnOfLarge: () => this.#turns.takeLarge(deadline),
      });
      this.#sender.refuse(answer.status, value);
      return value;
    } catch (error) {
      if (!(error instanceof JsonError)) {
        throw error;
      }
      if (error instanceof JsonLimitError) {
        throw new BackendError(
          'unexpected',
          l10n.t('{host} sends {message}, which is more than this extension takes into memory at once.', {
            host: this.host,
            message: error.message,
          }),
          {
            status: answer.status,
            advice: l10n.t('Read it on the tracker’s web page, or fetch it with the tracker’s own tools.'),
          },
        );
      }
      if (peeked.beginning[0] === '<'.charCodeAt(0)) {
        throw webPage(this.host, answer.status);
      }
      throw new BackendError(
        'unexpected',
        l10n.t('{host} answered with something that is not JSON.', { host: this.host }),
        {
          status: answer.status,
          advice: l10n.t('Check the address of the server; something on the way to it may be answering in its place.'),
        },
      );
    }
  }

  #tell(call: HttpCall, attempt: Attempt, failure: unknown): void {
    const { number, started, status, bytes } = attempt;
    const parts = [
      `${call.method} ${shownAddress(this.#sender.address(call))}`,
      l10n.t('status {status}', { status: status ?? 'none' }),
      l10n.t('{milliseconds} ms', { milliseconds: Math.round(performance.now() - started) }),
      l10n.t('{bytes} bytes', { bytes }),
      ...(number === 1 ? [] : [l10n.t('attempt {number}', { number })]),
      ...(failure === null ? [] : [describe(failure)]),
    ];
    this.#settings.log(oneLine(this.redact(parts.join(', ')), longestText));
  }
}

function describe(failure: unknown): string {
  if (!(failure instanceof BackendError)) {
    return l10n.t('a fault of our own');
  }
  const code = typeof failure.cause === 'string' ? ` (${failure.cause})` : '';
  return `${failure.kind}${code}: ${failure.message}`;
}
