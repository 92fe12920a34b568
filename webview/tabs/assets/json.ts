/** Narrow what other people logged as JSON. Pure. */
import * as l10n from '@vscode/l10n';
import { jsonValue, readJsonSource } from '../../../src/shared/text/jsonSource';
import { BackendError } from '../../../src/shared/problem';

export type JsonObject = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
export const textIn = (value: unknown): string | null =>
  typeof value === 'string' ? value : typeof value === 'number' || typeof value === 'boolean' ? String(value) : null;
/** NaN for what is no number. Python writes `NaN` and `Infinity` as text. */
export const numberIn = (value: unknown): number =>
  typeof value === 'number' ? value : typeof value === 'string' && value.trim() !== '' ? Number(value) : NaN;

export const malformed = (what: string): BackendError =>
  new BackendError('unexpected', l10n.t('This is no {what} that can be shown here.', { what }), {
    advice: l10n.t('Open or download the asset instead.'),
  });

/** Rejects text that is no JSON object. */
export function readObject(text: string, what: string): JsonObject {
  const value = parseJson(text);
  if (!isObject(value)) {
    throw malformed(what);
  }
  return value;
}

/** To compute with; what shows what is in it reads it with `jsonSource`. Undefined for what is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Python writes NaN and Infinity, which JSON has not.
    const source = readJsonSource(text);
    return source === undefined ? undefined : jsonValue(source);
  }
}
