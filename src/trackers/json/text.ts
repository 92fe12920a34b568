/**
 * Complete pieces of JSON text, read and put into what is made of them. Knows nothing of streams, slices and positions.
 */
import * as l10n from '@vscode/l10n';

/** Not JSON, or only the beginning of it. */
export class JsonError extends Error {
  override readonly name = 'JsonError';
}

/**
 * JSON perhaps, but more of it than anybody takes. The message names what there is too much of, such as `more than 7
 * values`.
 */
export class JsonLimitError extends JsonError {}

/** Deeper than any tracker nests, and less than what would exhaust memory with brackets alone, or the reader's stack. */
export const deepest = 512;

export const tooDeep = (): JsonLimitError =>
  new JsonLimitError(l10n.t('more than {deepest} lists and objects inside each other', { deepest }));

/** How many values a value is, itself and what is in it. @throws JsonLimitError when it is more than `depth` deep */
export function valuesIn(value: unknown, depth: number): number {
  if (typeof value !== 'object' || value === null) {
    return 1;
  }
  if (depth <= 0) {
    throw tooDeep();
  }
  let count = 1;
  if (Array.isArray(value)) {
    for (const child of value as readonly unknown[]) {
      count += valuesIn(child, depth - 1);
    }
  } else {
    for (const key in value) {
      count += valuesIn((value as Readonly<Record<string, unknown>>)[key], depth - 1);
    }
  }
  return count;
}

/** White space as JSON has it, or the mark that some servers begin UTF-8 with. */
export const isBlank = (text: string): boolean => /^\uFEFF?[ \t\r\n]*$/.test(text);

/**
 * As numbers; or as texts of their digits where JavaScript would write them otherwise, as `1.0`, `1e-05` and most that
 * are beyond 2⁵³.
 */
export type Numbers = 'read' | 'asWritten';

/**
 * Moves what is listed in the text, between the brackets of a container, into it; gives the number of values.
 * @throws JsonError, among them JsonLimitError when one of them is more than `depth` deep
 */
export function addChildren(
  container: unknown[] | Record<string, unknown>,
  text: string,
  numbers: Numbers,
  depth: number,
): number {
  let count = 0;
  if (Array.isArray(container)) {
    for (const child of parse(`[${text}]`, numbers) as unknown[]) {
      count += valuesIn(child, depth);
      container.push(child);
    }
  } else {
    for (const [key, child] of Object.entries(parse(`{${text}}`, numbers) as Record<string, unknown>)) {
      count += valuesIn(child, depth);
      setOwn(container, key, child);
    }
  }
  return count;
}

/** `key` is null in an array; nothing is added where there is no container. */
export function addChild(
  container: unknown[] | Record<string, unknown> | null,
  key: string | null,
  child: unknown,
): void {
  if (Array.isArray(container)) {
    container.push(child);
  } else if (container !== null && key !== null) {
    setOwn(container, key, child);
  }
}

/** As `JSON.parse` does: `__proto__` is a key like any other. */
function setOwn(target: Record<string, unknown>, key: string, value: unknown): void {
  if (key === '__proto__') {
    Object.defineProperty(target, key, { value, writable: true, enumerable: true, configurable: true });
  } else {
    target[key] = value;
  }
}

/** What stands between the quotes of a string. */
export const parseString = (text: string): string => parse(`"${text}"`) as string;

const stringsAndNumbers = /"(?:[^"\\]|\\.)*(?:"|\\?$)|-?\d[\d.eE+-]*/gs;
const jsonNumber = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** Puts quotes around the numbers that would lose their digits. */
const quoteNumbers = (text: string): string =>
  text.replace(stringsAndNumbers, (found) =>
    found.startsWith('"') || String(Number(found)) === found || !jsonNumber.test(found) ? found : `"${found}"`,
  );

/**
 * A string that has no end goes to the end of the text: else each quote in it would be the beginning of another look at
 * all.
 */
const stringsAndBareWords = /"(?:[^"\\]|\\.)*(?:"|\\?$)|-?\bInfinity\b|\bNaN\b/gs;

/**
 * As `JSON.parse`, but bare `NaN`, `Infinity` and `-Infinity` are texts of that name.
 * @throws JsonError
 */
export function parse(written: string, numbers: Numbers = 'read'): unknown {
  const text = numbers === 'asWritten' ? quoteNumbers(written) : written;
  try {
    return JSON.parse(text);
  } catch {
    const repaired = text.replace(stringsAndBareWords, (found) => (found.startsWith('"') ? found : `"${found}"`));
    try {
      return JSON.parse(repaired);
    } catch {
      // What JSON.parse says quotes the body, which may hold anything.
      throw new JsonError(l10n.t('The text is not JSON.'));
    }
  }
}
