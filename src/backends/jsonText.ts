/** Complete pieces of JSON text, read and put into what is made of them. Knows nothing of streams, slices and positions. */

/** Not JSON, or only the beginning of it. */
export class JsonError extends Error {
  override readonly name = 'JsonError';
}

/** White space as JSON has it, or the mark that some servers begin UTF-8 with. */
export const isBlank = (text: string): boolean => /^\uFEFF?[ \t\r\n]*$/.test(text);

/** As numbers; or as texts of their digits where JavaScript would write them otherwise, as `1.0`, `1e-05` and most that are beyond 2⁵³. */
export type Numbers = 'read' | 'asWritten';

/** Moves what is listed in the text, between the brackets of a container, into it. */
export function addChildren(container: unknown[] | Record<string, unknown>, text: string, numbers: Numbers): void {
  if (Array.isArray(container)) {
    for (const child of parse(`[${text}]`, numbers) as unknown[]) {
      container.push(child);
    }
  } else {
    for (const [key, child] of Object.entries(parse(`{${text}}`, numbers) as Record<string, unknown>)) {
      setOwn(container, key, child);
    }
  }
}

/** `key` is null in an array; nothing is added where there is no container. */
export function addChild(container: unknown[] | Record<string, unknown> | null, key: string | null, child: unknown): void {
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

const stringsAndNumbers = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*/g;
const jsonNumber = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** Puts quotes around the numbers that would lose their digits. */
const quoteNumbers = (text: string): string => text.replace(stringsAndNumbers, (found) =>
  (found.startsWith('"') || String(Number(found)) === found || !jsonNumber.test(found) ? found : `"${found}"`));

const stringsAndBareWords = /"(?:[^"\\]|\\.)*"|-?\bInfinity\b|\bNaN\b/g;

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
      throw new JsonError('The text is not JSON.');
    }
  }
}
