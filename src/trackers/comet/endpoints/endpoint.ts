/**
 * What a row of the table of Comet's endpoints says: what a request is called, where it goes, what it takes, whether it
 * changes anything, and the shape of its answer. Spelled once here; the client, the requests by hand and the coverage
 * read it. Paths are below the REST root (`…/api/rest/v2`) and those that documents leave out are inferred.
 */
import * as l10n from '@vscode/l10n';
import type * as v from 'valibot';
import { BackendError } from '../../../shared/problem';
import type { RequestTemplate } from '../../../shared/requests';
import type { AnswerKind, HttpCall } from '../../http/client';

/** An argument: whether it may be left out, and what a request by hand begins with, if it names it at all. */
export interface Argument<Value, Optional extends boolean = boolean> {
  readonly optional: Optional;
  readonly example: unknown;
  /** A type alone, never there. */
  readonly takes?: (value: Value) => void;
}
export type Arguments = Readonly<Record<string, Argument<never>>>;

type ValueOf<A> = A extends Argument<infer Value> ? Value : never;
type OptionalNames<A extends Arguments> = {
  [Name in keyof A]: A[Name]['optional'] extends true ? Name : never;
}[keyof A];

/** What a call gives for the arguments of an endpoint. */
export type Given<A extends Arguments> = {
  readonly [Name in Exclude<keyof A, OptionalNames<A>>]: ValueOf<A[Name]>;
} & { readonly [Name in OptionalNames<A>]?: ValueOf<A[Name]> | undefined };

export type ArgumentsOf<E extends { readonly arguments: object }> = E['arguments'] extends infer A extends Arguments
  ? Given<A>
  : never;

const required =
  <Value>(empty: Value) =>
  (example: Value = empty): Argument<Value, false> => ({ optional: false, example });
export const text = required('');
export const number = required(0);
export const flag = required(false);
/** One of some words; a request by hand begins with the first. */
export const choice = <Word extends string>(...words: readonly [Word, ...Word[]]): Argument<Word, false> => ({
  optional: false,
  example: words[0],
});
export const list = <Item = unknown>(example: readonly Item[] = []): Argument<readonly Item[], false> => ({
  optional: false,
  example,
});
export const object = (
  example: Readonly<Record<string, unknown>> = {},
): Argument<Readonly<Record<string, unknown>>, false> => ({ optional: false, example });
/** An argument that may be left out; a request by hand names it only with an example. */
export const optional = <Value>(_: Argument<Value>, example?: NoInfer<Value> | null): Argument<Value, true> => ({
  optional: true,
  example,
});
/** An argument that may be null too. */
export const orNull = <Value, Optional extends boolean>(
  argument: Argument<Value, Optional>,
): Argument<Value | null, Optional> => ({ optional: argument.optional, example: argument.example });
/** Several kinds in one. */
export const either = <Value>(example: Value): Argument<Value, false> => ({ optional: false, example });

/**
 * How a change is acknowledged that answers nothing else: by Comet's own message; where documents do not describe one,
 * by any JSON object that says something; or, where clients are known not to read one, by an empty answer too.
 */
export type Acknowledgement = 'message' | 'object' | 'perhapsNothing';

/** How an answer is read, where that is not the same everywhere. */
interface Reading {
  /** What is expected back, which decides how much of it is taken. */
  readonly size?: AnswerKind;
  /** `asWritten`: numbers that JavaScript would write otherwise come as texts of their digits. */
  readonly numbers?: 'asWritten';
  /** `inPieces`: long texts come as `TextInPieces`. */
  readonly longTexts?: 'inPieces';
}

/** A schema narrows JSON answers; `bytes` are anything else. */
export interface Endpoint<
  A extends Arguments = Arguments,
  Answer extends v.GenericSchema | Acknowledgement | 'bytes' = v.GenericSchema | Acknowledgement | 'bytes',
>
  extends Omit<RequestTemplate, 'arguments'>, Reading {
  readonly arguments: A;
  readonly answer: Answer;
  /** It is about one thing, which Comet answers with 400 when there is no such thing. */
  readonly oneThing: boolean;
  /** Whether it can be sent by hand. */
  readonly byHand: boolean;
}

const usual = { oneThing: false, byHand: true } as const;

/** A read by GET. */
export const read = <A extends Arguments, S extends v.GenericSchema>(
  title: string,
  path: string,
  args: A,
  answer: S,
  reading: Reading = {},
): Endpoint<A, S> => ({
  ...usual,
  title,
  method: 'GET',
  path,
  arguments: args,
  encoding: 'query',
  changes: false,
  answer,
  ...reading,
});

/** A read by GET of one thing. */
export const readOne = <A extends Arguments, S extends v.GenericSchema>(
  title: string,
  path: string,
  args: A,
  answer: S,
  reading: Reading = {},
): Endpoint<A, S> => ({ ...read(title, path, args, answer, reading), oneThing: true });

/** Bytes by GET. */
export const readBytes = <A extends Arguments>(title: string, path: string, args: A): Endpoint<A, 'bytes'> => ({
  ...usual,
  title,
  method: 'GET',
  path,
  arguments: args,
  encoding: 'query',
  changes: false,
  answer: 'bytes',
  oneThing: true,
  size: 'text',
});

/** A read that travels as POST. */
export const ask = <A extends Arguments, S extends v.GenericSchema>(
  title: string,
  path: string,
  args: A,
  answer: S,
  reading: Reading = {},
): Endpoint<A, S> => ({ ...read(title, path, args, answer, reading), method: 'POST', encoding: 'body' });

/** A change by POST. */
export const write = <A extends Arguments, Answer extends v.GenericSchema | Acknowledgement = 'message'>(
  title: string,
  path: string,
  args: A,
  ...[answer]: Answer extends 'message' ? readonly [] : readonly [answer: Answer]
): Endpoint<A, Answer> => ({
  ...usual,
  title,
  method: 'POST',
  path,
  arguments: args,
  encoding: 'body',
  changes: true,
  answer: (answer ?? 'message') as Answer,
});

/** A change that Comet makes by GET: never made again, prefetched or kept, whatever happens. */
export const changeByGet = <A extends Arguments, Answer extends v.GenericSchema | Acknowledgement = 'message'>(
  title: string,
  path: string,
  args: A,
  ...answer: Answer extends 'message' ? readonly [] : readonly [answer: Answer]
): Endpoint<A, Answer> => ({ ...write<A, Answer>(title, path, args, ...answer), method: 'GET', encoding: 'query' });

/** A change by POST of a form; the arguments travel in the query. */
export const upload = <A extends Arguments, S extends v.GenericSchema>(
  title: string,
  path: string,
  args: A,
  answer: S,
): Endpoint<A, S> => ({
  ...usual,
  title,
  method: 'POST',
  path,
  arguments: args,
  encoding: 'form',
  changes: true,
  answer,
});

/** An endpoint that the product itself uses and that is not sent by hand. */
export const notByHand = <E extends Endpoint>(endpoint: E): E => ({ ...endpoint, byHand: false });

/**
 * An endpoint and its arguments as a call: those that the path names go into it, the others into the query or the body.
 * @throws BackendError (refused) for an argument that cannot be written into an address
 */
export function fill(
  { path, encoding }: Pick<RequestTemplate, 'path' | 'encoding'>,
  given: object,
): Pick<HttpCall, 'path' | 'query' | 'body'> {
  const values = new Map(Object.entries(given));
  const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(scalar(name, values.get(name))));
  for (const name of named) {
    values.delete(name);
  }
  if (encoding === 'body') {
    return { path: filled, body: named.length === 0 ? given : Object.fromEntries(values) };
  }
  const query = [...values].filter(([, value]) => value !== null && value !== undefined);
  return { path: filled, query: Object.fromEntries(query.map(([name, value]) => [name, scalar(name, value)])) };
}

function scalar(name: string, value: unknown): string {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    return String(value);
  }
  throw new BackendError(
    'refused',
    l10n.t('“{name}” travels in the address, so it can only be a text, a number or true and false.', { name }),
  );
}
