/**
 * What the shapes of Comet's wire are made of: lenient where servers differ, strict where we depend on it. Null and
 * absent are the same, unknown fields are ignored. Knows nothing of requests nor of our vocabulary.
 */
import * as l10n from '@vscode/l10n';
import * as v from 'valibot';
import { BackendError } from '../../../shared/problem';
import { TextInPieces } from '../../../shared/text/chunkedText';

export const text = v.nullish(v.string(), null);

/** Text of any length, from a body whose long texts were read in pieces. */
export const longText = v.nullish(
  v.union([
    v.pipe(
      v.string(),
      v.transform((value) => new TextInPieces([value])),
    ),
    v.instance(TextInPieces),
  ]),
  null,
);

/** Text, though some servers send what was logged as it was: with its digits when it was read by `readLogged`. */
export const loggedText = v.pipe(
  v.nullish(v.union([v.string(), v.number(), v.boolean()]), null),
  v.transform((value) => (value === null ? null : String(value))),
);

/** A number, or one in quotes. */
export const number = v.pipe(
  v.nullish(v.union([v.number(), v.string()]), null),
  v.transform((value) => (value === null || value === '' ? null : Number(value))),
  v.check((value) => !Number.isNaN(value)),
);

export const flag = v.nullish(v.boolean(), null);

/** Free JSON as text: most servers send it as text already. */
export const jsonText = v.pipe(
  v.nullish(v.unknown(), null),
  v.transform((value) => (typeof value === 'string' || value === null ? value : JSON.stringify(value))),
);

export const list = <Item extends v.GenericSchema>(item: Item) => v.nullish(v.array(item), []);

/** A list that may be too long to narrow in one turn: its items are narrowed one by one. */
export const longList = v.nullish(v.custom<readonly unknown[]>(Array.isArray), []);

/** An object by names that are anybody's: `v.record` would leave out those of a prototype, as `constructor`. */
export const recordOf = <Value extends v.GenericSchema>(value: Value) =>
  v.pipe(
    v.custom<object>((body) => typeof body === 'object' && body !== null && !Array.isArray(body)),
    v.transform((body): [string, unknown][] => Object.entries(body)),
    v.array(v.tuple([v.string(), value])),
    v.transform((entries) => Object.fromEntries(entries) as Record<string, v.InferOutput<Value>>),
  );

/** An object whose fields do not matter here. */
export const record = v.nullish(recordOf(v.unknown()), null);

const isOfObjects = (schema: v.GenericSchema): boolean =>
  schema.type === 'object' ||
  ('options' in schema &&
    Array.isArray(schema.options) &&
    schema.options.every((option: v.GenericSchema) => isOfObjects(option)));

/** @throws BackendError (unexpected) that names where in the body the surprise is, never what it is */
export function narrow<Schema extends v.GenericSchema>(
  schema: Schema,
  body: unknown,
  path = '',
): v.InferOutput<Schema> {
  // To the schemas a list is an object too, one without any of the fields.
  if (Array.isArray(body) && isOfObjects(schema)) {
    throw surprise(path, 'Object');
  }
  const result = v.safeParse(schema, body, { abortEarly: true });
  if (result.success) {
    return result.output;
  }
  const place = [path, v.getDotPath(result.issues[0])].filter((part) => part !== null && part !== '').join('.');
  throw surprise(place, result.issues[0].expected);
}

/** @param expected a type as valibot names it; a quoted name stands for a field that is missing */
export function surprise(place: string, expected: string | null): BackendError {
  const named = place === '' ? l10n.t('it') : `"${place}"`;
  return new BackendError(
    'unexpected',
    expected === null
      ? l10n.t('The answer of the server is not understood: {place} is not as expected.', { place: named })
      : expected.startsWith('"')
        ? l10n.t('The answer of the server is not understood: {place} is missing.', { place: named })
        : l10n.t('The answer of the server is not understood: {place} is not of type {type}.', {
            place: named,
            type: expected,
          }),
    {
      advice: l10n.t('The server may be of a version that is not known yet; please report this.'),
    },
  );
}
