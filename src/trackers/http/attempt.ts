/**
 * One attempt of a call: sent with the key to the right origin alone and no faster than the server takes requests,
 * redirects followed, only successful answers let through, the body read under its deadline. Knows nothing of turns,
 * retries and logs, nor of any tracker.
 */
import * as l10n from '@vscode/l10n';
import { Readable } from 'node:stream';
import type { Dispatcher } from 'undici';
import { BackendError } from '../../shared/problem';
import { answerOf, inWords, redirectOf, slowAdvice, type Answer } from './answer';
import { beginningOf } from './body';
import type { Deadline } from './deadline';
import { encodeForm, type EncodedForm } from './form';
import {
  changeSentAway,
  explainFailure,
  explainStatus,
  isCertificateTrouble,
  redirectInside,
  redirectToPlain,
  Refusal,
  tooSlow,
} from './errors';
import { addedTrust, Network, proxyAdvice } from './network';
import { redact, secretsIn } from './redaction';
import { RequestRate } from './requestRate';
import { retryAfterOf } from './retryAfter';
import type { HttpCall, HttpLimits, HttpSettings } from './settings';
import type { Purpose } from './queues';

/** What a server says about an error is read up to here. */
const explanationBytes = 64 * 1024;

export class HttpSender {
  readonly #settings: HttpSettings;
  readonly #limits: HttpLimits;
  readonly #base: URL;
  readonly #rate: RequestRate;
  #network: Network | null = null;
  #trustsMore = false;

  /** @throws TypeError when the base URL is not an address. */
  constructor(settings: HttpSettings, limits: HttpLimits) {
    this.#settings = settings;
    this.#limits = limits;
    this.#rate = new RequestRate(limits.requestsPerMinute);
    this.#base = new URL(settings.baseUrl.replace(/\/+$/, ''));
  }

  get host(): string {
    return this.#base.host;
  }

  async close(): Promise<void> {
    await this.#network?.destroy();
  }

  redact(text: string): string {
    return redact(text, secretsIn(this.#settings.authentication()));
  }

  address(call: Pick<HttpCall, 'path' | 'query'>): URL {
    const url = new URL(`${this.#base.href.replace(/\/$/, '')}/${call.path.replace(/^\/+/, '')}`);
    for (const [name, value] of Object.entries(call.query ?? {})) {
      if (value !== undefined) {
        url.searchParams.append(name, String(value));
      }
    }
    return url;
  }

  /** Sends and follows redirects. `answered` is told each status. @throws BackendError for anything but success */
  async ask(
    call: HttpCall,
    headers: Readonly<Record<string, string>>,
    deadline: Deadline,
    answered: (status: number) => void,
  ): Promise<Answer> {
    let url = this.address(call);
    let { method } = call;
    let body = bodyOf(call);
    /** Somebody out in the world said where to go, and must not send us inside. */
    let outside = false;
    // Without cookies the same question gets the same answer; a change in particular is not sent twice to one address.
    const asked = new Set([url.href]);
    for (let hop = 0; hop <= this.#limits.redirects; hop += 1) {
      const response = await this.#inTime(url, purposeOf(call), deadline, () =>
        this.#send(url, method, body, headers, deadline, outside),
      );
      answered(response.statusCode);
      const next = redirectOf(response, url);
      if (next === null) {
        return await this.#check(this.#answer(response, deadline, purposeOf(call)), url);
      }
      await response.body.dump({ limit: explanationBytes, signal: deadline.signal });
      if (call.kind === 'change' && next.origin !== url.origin) {
        throw changeSentAway(this.host, next.origin, response.statusCode);
      }
      outside = await this.#admit(url, next, outside);
      if (method !== 'GET' && response.statusCode !== 307 && response.statusCode !== 308) {
        if (call.kind === 'change') {
          throw new BackendError(
            'unexpected',
            l10n.t('{host} sent the change elsewhere without taking it.', { host: this.host }),
            {
              status: response.statusCode,
              advice: l10n.t('Check the address of the server; this one points to {origin}.', { origin: next.origin }),
            },
          );
        }
        method = 'GET';
        body = null;
        asked.clear();
      }
      url = next;
      if (asked.has(url.href)) {
        break;
      }
      asked.add(url.href);
    }
    throw new BackendError(
      'unexpected',
      l10n.t('{host} sends requests from one address to the next without end.', { host: this.host }),
      {
        advice: l10n.t('Check the address of the server.'),
      },
    );
  }

  /**
   * Whether a redirect may be followed out in the world alone. @throws BackendError (refused) when it must not be
   * followed
   */
  async #admit(from: URL, to: URL, outside: boolean): Promise<boolean> {
    if (to.origin === from.origin) {
      return outside;
    }
    if (from.protocol === 'https:' && to.protocol === 'http:') {
      throw redirectToPlain(this.host, to.origin);
    }
    const network = this.#openNetwork();
    if (!outside && !(await network.isOutside(from))) {
      return false;
    }
    if (await network.leadsInside(to)) {
      throw redirectInside(this.host, to.origin);
    }
    return true;
  }

  /** @throws BackendError when the tracker's own JSON says that something is wrong */
  refuse(status: number, body: unknown): void {
    const explanation = this.#settings.explain?.(status, body) ?? null;
    if (explanation !== null) {
      throw new Refusal(explanation.kind, this.redact(explanation.message), {
        status,
        advice: explanation.advice ?? '',
        trackerCode: explanation.trackerCode ?? null,
      });
    }
  }

  /** Waits until the tracker's own server takes another request; where a redirect leads is no affair of its limit. */
  async #inTime<Result>(url: URL, purpose: Purpose, deadline: Deadline, send: () => Promise<Result>): Promise<Result> {
    if (url.origin !== this.#base.origin) {
      return send();
    }
    deadline.holdUp();
    const answered = await this.#rate.take(purpose === 'poll', deadline, () => {
      this.#settings.log(`A request waits: ${this.host} takes ${this.#limits.requestsPerMinute} a minute`);
    });
    deadline.goOn();
    try {
      return await send();
    } finally {
      answered();
    }
  }

  async #send(
    url: URL,
    method: HttpCall['method'],
    body: string | EncodedForm | null,
    headers: Readonly<Record<string, string>>,
    deadline: Deadline,
    outside: boolean,
  ): Promise<Dispatcher.ResponseData> {
    const isByProxy = this.#openNetwork().proxyFor(url) !== null;
    const request = {
      method,
      headers: {
        'user-agent': this.#settings.userAgent ?? 'experiment-explorer',
        ...headersOf(body),
        ...headers,
        ...(url.origin === this.#base.origin ? this.#authentication() : {}),
      },
    };
    deadline.step(this.#limits.answer, this.#noAnswer(isByProxy), isByProxy ? proxyAdvice : undefined);
    for (;;) {
      const network = this.#openNetwork();
      try {
        const sent = isForm(body) ? Readable.from(this.#pieces(body, deadline), { objectMode: false }) : body;
        const response = await network.request(url, { ...request, body: sent }, deadline.signal, outside);
        // A body that is let go of half-way must not reject without a handler.
        response.body.on('error', () => undefined);
        return response;
      } catch (failure) {
        if (deadline.signal.aborted) {
          throw deadline.reason;
        }
        if (failure instanceof BackendError) {
          throw failure;
        }
        if (!isCertificateTrouble(failure) || !this.#trustMore(network)) {
          throw explainFailure(failure, url.host, isByProxy);
        }
      }
    }
  }

  #openNetwork(): Network {
    return (this.#network ??= new Network(this.#settings.network, this.#limits.connect, null));
  }

  #noAnswer(isByProxy = false): string {
    const { host } = this;
    const time = inWords(this.#limits.answer);
    return isByProxy
      ? l10n.t('{host}, or the proxy on the way to it, did not answer within {time}.', { host, time })
      : l10n.t('{host} did not answer within {time}.', { host, time });
  }

  /** A form on its way: each piece must be taken in time, and then the answer must come in time. */
  async *#pieces(form: EncodedForm, deadline: Deadline): AsyncGenerator<Uint8Array> {
    const { bytes: least, within } = this.#limits.leastSpeed;
    deadline.demand(least, within, () =>
      tooSlow('up', { host: this.host, least, time: inWords(within), advice: slowAdvice.upload }),
    );
    for await (const piece of form.pieces()) {
      deadline.step(this.#limits.idle, l10n.t('{host} stopped taking what it was sent.', { host: this.host }));
      yield piece;
      deadline.rest();
      deadline.moved(piece.length);
    }
    deadline.demandNothing();
    deadline.step(this.#limits.answer, this.#noAnswer());
  }

  /** Opens the network again with the certificates that the settings add; false when that has been of no use. */
  #trustMore(used: Network): boolean {
    if (used !== this.#network) {
      return true;
    }
    const trust = this.#trustsMore ? null : addedTrust(this.#settings.network);
    this.#trustsMore = true;
    if (trust === null) {
      return false;
    }
    this.#network = new Network(this.#settings.network, this.#limits.connect, trust);
    used.close().catch(() => undefined);
    return true;
  }

  #authentication(): Readonly<Record<string, string>> {
    const headers = this.#settings.authentication();
    if (Object.values(headers).some((value) => !/^[\x20-\x7e]*$/.test(value))) {
      throw new BackendError('unauthorized', l10n.t('The key holds characters that no key has.'), {
        advice: l10n.t('Sign in again with a valid key.'),
      });
    }
    return headers;
  }

  #answer(response: Dispatcher.ResponseData, deadline: Deadline, purpose: Purpose): Answer {
    const { leastSpeed, idle } = this.#limits;
    return answerOf({ host: this.host, leastSpeed, idle, response, deadline, purpose });
  }

  async #check(answer: Answer, url: URL): Promise<Answer> {
    if (answer.status >= 200 && answer.status < 300) {
      return answer;
    }
    const body = await beginningOf(
      answer.body(Infinity, () => undefined),
      explanationBytes,
    );
    this.refuse(answer.status, parseOrNull(body));
    // A proxy answers plain requests by itself, and as if it were the server.
    const isByProxy = url.protocol === 'http:' && this.#openNetwork().proxyFor(url) !== null;
    const error = explainStatus(answer.status, this.host, retryAfterOf(answer.headers('retry-after')), isByProxy);
    if (url.origin !== this.#base.origin && (answer.status === 401 || answer.status === 403)) {
      throw new BackendError(
        error.kind,
        l10n.t('{host} sent the request on to {origin}, where the key is not given.', {
          host: this.host,
          origin: url.origin,
        }),
        {
          status: answer.status,
          advice: l10n.t('If {origin} is the right server, sign in with that address.', { origin: url.origin }),
        },
      );
    }
    throw error;
  }
}

/** What a call is for, when it does not say so. */
export const purposeOf = ({ purpose, form }: HttpCall): Purpose =>
  purpose ?? (form === undefined ? 'question' : 'upload');

const bodyOf = ({ body, form }: HttpCall): string | EncodedForm | null => {
  if (form !== undefined) {
    return encodeForm(form);
  }
  return body === undefined ? null : JSON.stringify(body);
};

const isForm = (body: string | EncodedForm | null): body is EncodedForm => body !== null && typeof body !== 'string';

function headersOf(body: string | EncodedForm | null): Readonly<Record<string, string>> {
  if (isForm(body)) {
    return { 'content-type': body.contentType, 'content-length': String(body.length) };
  }
  return body === null ? {} : { 'content-type': 'application/json' };
}

function parseOrNull(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    return null;
  }
}
