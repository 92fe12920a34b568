/** Parameters as a JSON text to read and to compare: by name, one a line, each value as it was logged. */
import type { Summary } from '../experiment';

const jsonNumber = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

export function parametersText(parameters: readonly Summary[]): string {
  const lines = parameters
    .toSorted((one, other) => (one.name < other.name ? -1 : one.name > other.name ? 1 : 0))
    .map(({ name, current }) => `  ${JSON.stringify(name)}: ${literal(current?.value ?? null)}`);
  return lines.length === 0 ? '{}\n' : `{\n${lines.join(',\n')}\n}\n`;
}

/**
 * Whether a text is a number in JSON. What no double holds is none: `5e10234` is a commit, and
 * would be infinite.
 */
export const isJsonNumber = (text: string): boolean =>
  jsonNumber.test(text) &&
  Number.isFinite(Number(text)) &&
  (Number(text) !== 0 || !/[1-9]/.test(text.replace(/[eE].*/, '')));

/** `1e-3` and `0.10` stay what they were: numbers are copied, not read. */
const literal = (value: string | null): string =>
  value === null || isJsonNumber(value) || value === 'true' || value === 'false'
    ? String(value)
    : JSON.stringify(value);
