/**
 * How calls to Comet are made: reads, writes, changes that Comet makes by GET, uploads and bytes, each answer narrowed
 * by the schema of its endpoint. Knows no endpoint and nothing of our vocabulary.
 */
import type * as v from 'valibot';
import { BackendError } from '../../shared/problem';
import type { ByteStream, Opening } from '../backend';
import type { AnswerKind, Form, Http, HttpCall } from '../http/client';
import { peek } from '../http/body';
import { notAcknowledged, notKnownWhetherDone, webPage } from '../http/errors';
import { messageIn } from './wire/message';
import { narrow } from './wire/primitives';

export type Query = NonNullable<HttpCall['query']>;

/** "Nothing there" comes as a short JSON message where bytes were expected; longer bodies are bytes. */
const messageBytes = 1024;

/** What is expected of a read that is not about one thing, by path; it decides how much of the answer is taken. */
const answerKinds: ReadonlyMap<string, AnswerKind> = new Map<string, AnswerKind>([
  ...[
    'artifacts/get',
    'artifacts/get-all',
    'artifacts/version/files',
    'code-panel/get-all',
    'dashboard-template/download',
    'dashboard-template/get-all',
    'experiment/asset/get-by-name',
    'experiment/asset/list',
    'experiment/log-other',
    'experiment/metrics/summary',
    'experiment/model',
    'experiment/model/asset/list',
    'experiment/parameters',
    'experiments',
    'experiments/search',
    'get/artifacts',
    'project/column-names',
    'project/query',
    'projects',
    'projects/page',
    'registry-model',
    'registry-model/details',
    'views/chart-templates',
    'views/get-all',
  ].map((path) => [path, 'list'] as const),
  ...['experiment/metrics/get-all', 'experiment/metrics/get-metric', 'experiments/multi-metric-chart'].map(
    (path) => [path, 'series'] as const,
  ),
  ...[
    'code-panel/download',
    'experiment/asset/get-asset',
    'experiment/code',
    'experiment/git/patch',
    'experiment/graph',
    'experiment/html',
    'experiment/output',
    'project/notes',
    'registry-model/notes',
    'viz-instance/store/get',
  ].map((path) => [path, 'text'] as const),
]);

/**
 * Changes whose acknowledgement the documents do not describe as a message: they are believed on any JSON object, or on
 * an empty answer too where clients are known not to read one.
 */
const acknowledgements: ReadonlyMap<string, 'object' | 'perhapsNothing'> = new Map([
  ...[
    'dashboard-templates/project/upsert',
    'write/artifacts/details',
    'write/artifacts/version/labels',
    'write/chart-templates/upsert',
    'write/experiment/asset/delete',
    'write/experiment/asset/tags',
    'write/experiment/asset/tags/delete',
    'write/experiment/cloud-details',
    'write/experiment/dependencies',
    'write/experiment/file-path',
    'write/experiment/metric/delete',
    'write/experiment/move',
    'write/experiment/parameter/delete',
    'write/experiment/tags/delete',
    'write/experiment/update-status',
    'write/experiment/upload-asset-complete',
    'write/experiments/parameters/delete',
    'write/project/delete-project-share-link',
    'write/views/upsert',
    '../../../clientlib/asset/log-remote-model',
    '../../../clientlib/rest/v2/write/artifact/assets/remote/batch',
  ].map((path) => [path, 'object'] as const),
  ...[
    'write/add-workspace-member',
    'write/artifacts/state',
    'write/project/update-owner',
    'write/registry-model/delete',
    'write/registry-model/item/delete',
    'write/registry-model/item/stage',
    'write/registry-model/item/stage/delete',
    'write/registry-model/item/update',
    'write/registry-model/notes',
    'write/registry-model/update',
    'write/webhooks/config',
    'write/webhooks/config/override',
  ].map((path) => [path, 'perhapsNothing'] as const),
]);

/** Whether an answer is one that Comet gives to a change. */
function acknowledges(path: string, body: unknown): boolean {
  switch (acknowledgements.get(path)) {
    case 'perhapsNothing':
      return body === undefined || isFilled(body) || body === '200 Ok';
    case 'object':
      return isFilled(body);
    default:
      return path.endsWith('/mark-not-throttled') ? body === undefined || isFilled(body) : messageIn(body) !== null;
  }
}

/** An object in which something is said. */
const isFilled = (body: unknown): boolean =>
  typeof body === 'object' &&
  body !== null &&
  !Array.isArray(body) &&
  Object.values(body).some((value) => value !== null && !(Array.isArray(value) && value.length === 0));

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
  async get<Schema extends v.GenericSchema>(
    schema: Schema,
    path: string,
    query: Query,
    signal: AbortSignal,
  ): Promise<v.InferOutput<Schema>> {
    return narrow(
      schema,
      await this.#http.json({
        method: 'GET',
        kind: 'read',
        purpose: this.#purpose,
        path,
        query,
        answer: answerKinds.get(path) ?? 'details',
        signal,
      }),
    );
  }

  /** A read of one thing, which Comet answers with 400 when there is no such thing. */
  read<Schema extends v.GenericSchema>(
    schema: Schema,
    path: string,
    query: Query,
    signal: AbortSignal,
  ): Promise<v.InferOutput<Schema>> {
    return orNotFound(this.get(schema, path, query, signal));
  }

  /** As `read`, for texts of any length: those that are long come as `TextInPieces`. */
  readLong<Schema extends v.GenericSchema>(
    schema: Schema,
    path: string,
    query: Query,
    signal: AbortSignal,
  ): Promise<v.InferOutput<Schema>> {
    const answer = this.#http.json({
      method: 'GET',
      kind: 'read',
      purpose: this.#purpose,
      path,
      query,
      longTexts: 'inPieces',
      answer: 'text',
      signal,
    });
    return orNotFound(answer.then((body) => narrow(schema, body)));
  }

  /** As `read`, for what users logged: numbers that JavaScript would write otherwise come as texts of their digits. */
  readLogged<Schema extends v.GenericSchema>(
    schema: Schema,
    path: string,
    query: Query,
    signal: AbortSignal,
  ): Promise<v.InferOutput<Schema>> {
    const answer = this.#http.json({
      method: 'GET',
      kind: 'read',
      purpose: this.#purpose,
      path,
      query,
      numbers: 'asWritten',
      answer: answerKinds.get(path) ?? 'details',
      signal,
    });
    return orNotFound(answer.then((body) => narrow(schema, body)));
  }

  /** A read that travels as POST. */
  async ask<Schema extends v.GenericSchema>(
    schema: Schema,
    path: string,
    body: object,
    signal: AbortSignal,
  ): Promise<v.InferOutput<Schema>> {
    return narrow(
      schema,
      await this.#http.json({
        method: 'POST',
        kind: 'read',
        purpose: this.#purpose,
        path,
        body,
        answer: answerKinds.get(path) ?? 'details',
        signal,
      }),
    );
  }

  /** A change by POST whose answer says something. */
  async make<Schema extends v.GenericSchema>(
    schema: Schema,
    path: string,
    body: object,
    signal: AbortSignal,
  ): Promise<v.InferOutput<Schema>> {
    return narrowChange(
      schema,
      await this.#http.json({ method: 'POST', kind: 'change', path, body, signal }),
      this.#http.host,
    );
  }

  /** A change by POST, believed on Comet's own acknowledgement alone. */
  async write(
    path: string,
    body: object,
    signal: AbortSignal,
    how: { readonly method?: 'PUT'; readonly query?: Query } = {},
  ): Promise<void> {
    await this.#http.acknowledged({ method: 'POST', kind: 'change', path, body, signal, ...how }, (answer) =>
      acknowledges(path, answer),
    );
  }

  /** A change by GET: never made again, whatever happens. */
  async changeByGet(path: string, query: Query, signal: AbortSignal): Promise<void> {
    await this.#http.acknowledged({ method: 'GET', kind: 'change', path, query, signal }, (answer) =>
      acknowledges(path, answer),
    );
  }

  /** A change by GET whose answer says something. */
  async makeByGet<Schema extends v.GenericSchema>(
    schema: Schema,
    path: string,
    query: Query,
    signal: AbortSignal,
  ): Promise<v.InferOutput<Schema>> {
    return narrowChange(
      schema,
      await this.#http.json({ method: 'GET', kind: 'change', path, query, signal }),
      this.#http.host,
    );
  }

  /** A change by POST of a form. */
  async upload<Schema extends v.GenericSchema>(
    schema: Schema,
    path: string,
    query: Query,
    form: Form,
    signal: AbortSignal,
  ): Promise<v.InferOutput<Schema>> {
    const body = await this.#http.acknowledged({ method: 'POST', kind: 'change', path, query, form, signal }, isFilled);
    return narrowChange(schema, body, this.#http.host);
  }

  /** Bytes to be read rather than kept, as long as they are not a web page where none is to be expected. */
  async bytes(path: string, query: Query, mayBePage: boolean, signal: AbortSignal): Promise<Uint8Array> {
    const { contentType, bytes } = await orNotFound(
      this.#http.bytes({ method: 'GET', kind: 'read', purpose: this.#purpose, path, query, answer: 'text', signal }),
    );
    if (!mayBePage) {
      this.#refusePage(contentType);
    }
    return bytes;
  }

  /** Bytes of any number, all or the rest of them. */
  async open(
    path: string,
    query: Query,
    mayBePage: boolean,
    { from, kept = false, ...known }: Opening,
    signal: AbortSignal,
  ): Promise<ByteStream> {
    const purpose = kept ? 'download' : 'shown';
    const stream = await orNotFound(
      this.#http.open({ method: 'GET', kind: 'read', purpose, path, query, signal }, from, known),
    );
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

/** What a change is answered with must be what Comet answers: else nobody knows what became of it. */
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
  new BackendError('notFound', 'The server does not hold this file (any more).');

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
