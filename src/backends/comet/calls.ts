/**
 * How calls to Comet are made: reads, writes, changes that Comet makes by GET, uploads and bytes, each answer narrowed by the
 * schema of its endpoint. Knows no endpoint and nothing of our vocabulary.
 */
import type * as v from 'valibot';
import { BackendError } from '../../shared/problem';
import type { ByteStream, Opening } from '../backend';
import type { Form, Http, HttpCall } from '../http';
import { peek } from '../httpBody';
import { webPage } from '../httpErrors';
import { messageIn } from './wire/message';
import { narrow } from './wire/primitives';

export type Query = NonNullable<HttpCall['query']>;

/** "Nothing there" comes as a short JSON message where bytes were expected; longer bodies are bytes. */
const messageBytes = 1024;

/** Paths are below the REST root. Every method rejects with a BackendError and with nothing else. */
export class CometCalls {
  readonly #http: Http;
  readonly #purpose: 'question' | 'poll';

  /** @param http at the REST root (`…/api/rest/v2`) */
  constructor(http: Http, purpose: 'question' | 'poll') {
    this.#http = http;
    this.#purpose = purpose;
  }

  /** The address that a path and a query make. */
  address(path: string, query: Query): string {
    return this.#http.address(path, query);
  }

  /** A read by GET. */
  async get<Schema extends v.GenericSchema>(schema: Schema, path: string, query: Query, signal: AbortSignal): Promise<v.InferOutput<Schema>> {
    return narrow(schema, await this.#http.json({ method: 'GET', kind: 'read', purpose: this.#purpose, path, query, signal }));
  }

  /** A read of one thing, which Comet answers with 400 when there is no such thing. */
  read<Schema extends v.GenericSchema>(schema: Schema, path: string, query: Query, signal: AbortSignal): Promise<v.InferOutput<Schema>> {
    return orNotFound(this.get(schema, path, query, signal));
  }

  /** As `read`, for texts of any length: those that are long come as `TextInPieces`. */
  readLong<Schema extends v.GenericSchema>(schema: Schema, path: string, query: Query, signal: AbortSignal): Promise<v.InferOutput<Schema>> {
    const answer = this.#http.json({ method: 'GET', kind: 'read', purpose: this.#purpose, path, query, longTexts: 'inPieces', signal });
    return orNotFound(answer.then((body) => narrow(schema, body)));
  }

  /** As `read`, for what users logged: numbers that JavaScript would write otherwise come as texts of their digits. */
  readLogged<Schema extends v.GenericSchema>(schema: Schema, path: string, query: Query, signal: AbortSignal): Promise<v.InferOutput<Schema>> {
    const answer = this.#http.json({ method: 'GET', kind: 'read', path, query, numbers: 'asWritten', signal });
    return orNotFound(answer.then((body) => narrow(schema, body)));
  }

  /** A read that travels as POST. */
  async ask<Schema extends v.GenericSchema>(schema: Schema, path: string, body: object, signal: AbortSignal): Promise<v.InferOutput<Schema>> {
    return narrow(schema, await this.#http.json({ method: 'POST', kind: 'read', purpose: this.#purpose, path, body, signal }));
  }

  /** A change by POST whose answer says something. */
  async make<Schema extends v.GenericSchema>(schema: Schema, path: string, body: object, signal: AbortSignal): Promise<v.InferOutput<Schema>> {
    return narrow(schema, await this.#http.json({ method: 'POST', kind: 'change', path, body, signal }));
  }

  /** A change by POST. Whatever acknowledges it will do: a message, a text, nothing. */
  async write(path: string, body: object, signal: AbortSignal, how: { readonly method?: 'PUT'; readonly query?: Query } = {}): Promise<void> {
    await this.#http.acknowledged({ method: 'POST', kind: 'change', path, body, signal, ...how });
  }

  /** A change by GET: never made again, whatever happens. */
  async changeByGet(path: string, query: Query, signal: AbortSignal): Promise<void> {
    await this.#http.acknowledged({ method: 'GET', kind: 'change', path, query, signal });
  }

  /** A change by GET whose answer says something. */
  async makeByGet<Schema extends v.GenericSchema>(schema: Schema, path: string, query: Query, signal: AbortSignal): Promise<v.InferOutput<Schema>> {
    return narrow(schema, await this.#http.json({ method: 'GET', kind: 'change', path, query, signal }));
  }

  /** A change by POST of a form. */
  async upload<Schema extends v.GenericSchema>(schema: Schema, path: string, query: Query, form: Form, signal: AbortSignal): Promise<v.InferOutput<Schema>> {
    return narrow(schema, await this.#http.acknowledged({ method: 'POST', kind: 'change', path, query, form, signal }));
  }

  /** Bytes to be read rather than kept, as long as they are not a web page where none is to be expected. */
  async bytes(path: string, query: Query, mayBePage: boolean, signal: AbortSignal): Promise<Uint8Array> {
    const { contentType, bytes } = await orNotFound(this.#http.bytes({ method: 'GET', kind: 'read', purpose: this.#purpose, path, query, signal }));
    if (!mayBePage) {
      this.#refusePage(contentType);
    }
    return bytes;
  }

  /** Bytes of any number, all or the rest of them. */
  async open(path: string, query: Query, mayBePage: boolean, { from, kept = false, ...known }: Opening, signal: AbortSignal): Promise<ByteStream> {
    const purpose = kept ? 'download' : 'shown';
    const stream = await orNotFound(this.#http.open({ method: 'GET', kind: 'read', purpose, path, query, signal }, from, known));
    if (!mayBePage) {
      this.#refusePage(stream.contentType);
    }
    if (stream.resumed || (stream.size !== null && stream.size > messageBytes)) {
      return stream;
    }
    const { beginning, body } = await peek(stream.body, messageBytes);
    if (isMessage(beginning)) {
      throw nothingThere();
    }
    return { ...stream, body };
  }

  #refusePage(contentType: string | null): void {
    if (/\bhtml\b/i.test(contentType ?? '')) {
      throw webPage(this.#http.host, 200);
    }
  }
}

/** Whether bytes are Comet's way to say that there are none. */
export function isMessage(bytes: Uint8Array): boolean {
  if (bytes.length >= messageBytes || bytes[0] !== '{'.charCodeAt(0)) {
    return false;
  }
  try {
    const message = messageIn(JSON.parse(Buffer.from(bytes).toString('utf8')));
    return message !== null && message.sdk_error_code !== null;
  } catch {
    return false;
  }
}

export const nothingThere = (): BackendError => new BackendError('notFound', 'The server does not hold this file (any more).');

/** Codes say more than the status does. */
async function orNotFound<Result>(answer: Promise<Result>): Promise<Result> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof BackendError && error.kind === 'refused' && error.status === 400 && (error.trackerCode ?? 0) === 0) {
      throw new BackendError('notFound', error.message, { status: 400, trackerCode: error.trackerCode });
    }
    throw error;
  }
}
