/**
 * How endpoints of Comet are called: each as its row of the table says, each answer narrowed by the schema there. Knows
 * no endpoint and nothing of our vocabulary.
 */
import * as l10n from '@vscode/l10n';
import type * as v from 'valibot';
import { BackendError } from '../../../shared/problem';
import type { ByteStream, Opening } from '../../backend';
import { peek } from '../../http/body';
import type { Form, Http, HttpCall } from '../../http/client';
import { notAcknowledged, notKnownWhetherDone, webPage } from '../../http/errors';
import { fill, type Acknowledgement, type Arguments, type Endpoint, type Given } from '../endpoints/endpoint';
import { messageIn } from '../wire/message';
import { narrow } from '../wire/primitives';

/** "Nothing there" comes as a short JSON message where bytes were expected; longer bodies are bytes. */
const messageBytes = 1024;

/** Whether an answer is one that Comet gives to a change. */
function acknowledges(how: Acknowledgement, body: unknown): boolean {
  switch (how) {
    case 'message':
      return messageIn(body) !== null;
    case 'object':
      return isFilled(body);
    case 'perhapsNothing':
      return body === undefined || isFilled(body) || body === '200 Ok';
  }
}

/** An object in which something is said. */
const isFilled = (body: unknown): boolean =>
  typeof body === 'object' &&
  body !== null &&
  !Array.isArray(body) &&
  Object.values(body).some((value) => value !== null && !(Array.isArray(value) && value.length === 0));

/** Every method rejects with a BackendError and with nothing else. */
export class CometCalls {
  readonly #http: Http;
  readonly #purpose: 'question' | 'poll';

  /** @param http at the REST root (`…/api/rest/v2`) */
  constructor(http: Http, purpose: 'question' | 'poll') {
    this.#http = http;
    this.#purpose = purpose;
  }

  /** Where a call would go. */
  address<A extends Arguments>(endpoint: Endpoint<A>, given: Given<A>): string {
    const { path, query = {} } = fill(endpoint, given);
    return this.#http.address(path, query);
  }

  /** What the endpoint answers: a read, or a change whose answer says something. */
  async call<A extends Arguments, Schema extends v.GenericSchema>(
    endpoint: Endpoint<A, Schema>,
    given: Given<A>,
    signal: AbortSignal,
  ): Promise<v.InferOutput<Schema>> {
    const call = this.#call(endpoint, given, signal);
    if (endpoint.changes) {
      return narrowChange(endpoint.answer, await this.#http.json(call), this.#http.host);
    }
    const answer = this.#http.json(call).then((body) => narrow(endpoint.answer, body));
    return endpoint.oneThing ? orNotFound(answer) : answer;
  }

  /** A change, believed on Comet's own acknowledgement alone. */
  async change<A extends Arguments>(
    endpoint: Endpoint<A, Acknowledgement>,
    given: Given<A>,
    signal: AbortSignal,
  ): Promise<void> {
    await this.#http.acknowledged(this.#call(endpoint, given, signal), (answer) =>
      acknowledges(endpoint.answer, answer),
    );
  }

  /** A change by a form. */
  async upload<A extends Arguments, Schema extends v.GenericSchema>(
    endpoint: Endpoint<A, Schema>,
    given: Given<A>,
    form: Form,
    signal: AbortSignal,
  ): Promise<v.InferOutput<Schema>> {
    const body = await this.#http.acknowledged({ ...this.#call(endpoint, given, signal), form }, isFilled);
    return narrowChange(endpoint.answer, body, this.#http.host);
  }

  /** Bytes to be read rather than kept, as long as they are not a web page where none is to be expected. */
  async bytes<A extends Arguments>(
    endpoint: Endpoint<A, 'bytes'>,
    given: Given<A>,
    mayBePage: boolean,
    signal: AbortSignal,
  ): Promise<Uint8Array> {
    const { contentType, bytes } = await orNotFound(this.#http.bytes(this.#call(endpoint, given, signal)));
    if (!mayBePage) {
      this.#refusePage(contentType);
    }
    return bytes;
  }

  /** Bytes of any number, all or the rest of them. */
  async open<A extends Arguments>(
    endpoint: Endpoint<A, 'bytes'>,
    given: Given<A>,
    mayBePage: boolean,
    { from, kept = false, ...known }: Opening,
    signal: AbortSignal,
  ): Promise<ByteStream> {
    const purpose = kept ? 'download' : 'shown';
    const stream = await orNotFound(this.#http.open({ ...this.#call(endpoint, given, signal), purpose }, from, known));
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

  /** A change is a change whatever its method; only reads have a purpose that can wait. */
  #call<A extends Arguments>(endpoint: Endpoint<A>, given: Given<A>, signal: AbortSignal): HttpCall {
    const { method, changes, size = 'details', numbers, longTexts } = endpoint;
    const call = { method, ...fill(endpoint, given), signal };
    return changes
      ? { ...call, kind: 'change' }
      : { ...call, kind: 'read', purpose: this.#purpose, answer: size, numbers, longTexts };
  }

  #refusePage(contentType: string | null): void {
    if (/\bhtml\b/i.test(contentType ?? '')) {
      throw webPage(this.#http.host, 200);
    }
  }
}

/** What a change is answered with must be what Comet answers: else it is not known what became of it. */
function narrowChange<Schema extends v.GenericSchema>(
  schema: Schema,
  body: unknown,
  host: string,
): v.InferOutput<Schema> {
  try {
    const answer = narrow(schema, body);
    if (!isFilled(answer) && messageIn(body) === null) {
      throw notAcknowledged(host);
    }
    return answer;
  } catch (error) {
    throw error instanceof BackendError ? notKnownWhetherDone(error) : error;
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

export const nothingThere = (): BackendError =>
  new BackendError('notFound', l10n.t('The server does not hold this file (any more).'));

/** Codes say more than the status does. */
async function orNotFound<Result>(answer: Promise<Result>): Promise<Result> {
  try {
    return await answer;
  } catch (error) {
    if (
      error instanceof BackendError &&
      error.kind === 'refused' &&
      error.status === 400 &&
      (error.trackerCode ?? 0) === 0
    ) {
      throw new BackendError('notFound', error.message, { status: 400, trackerCode: error.trackerCode });
    }
    throw error;
  }
}
