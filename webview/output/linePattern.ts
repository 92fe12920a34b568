/** What a line is searched for: words, a text, or a regular expression. Pure; knows no lines. */
import { endlessMistake, mayTakeForEver } from '../../src/shared/endlessExpression';

export interface PatternOptions {
  readonly matchCase: boolean;
  /** The query is a regular expression. */
  readonly expression: boolean;
  /** Without an expression: each word must be on the line, in any order; `"…"` keeps words together. */
  readonly words: boolean;
}

export interface LinePattern {
  test(line: string): boolean;
  /** Where it is on a line, in order, not overlapping. */
  ranges(line: string): readonly Range[];
}

export type Range = readonly [from: number, to: number];

/** Null when nothing is searched for. What is wrong with an expression is told in the words of the browser, or in ours. */
export function readPattern(query: string, options: PatternOptions): LinePattern | { readonly mistake: string } | null {
  const flags = options.matchCase ? 'g' : 'gi';
  if (query === '') return null;
  if (options.expression) {
    try {
      const expression = new RegExp(query, flags);
      return mayTakeForEver(query) ? { mistake: endlessMistake } : patternOf([expression]);
    } catch (error) {
      return { mistake: mistakeOf(error) };
    }
  }
  const parts = options.words ? wordsOf(query) : [query];
  return parts.length === 0 ? null : patternOf(parts.map((part) => new RegExp(escaped(part), `${flags}u`)));
}

function patternOf(expressions: readonly RegExp[]): LinePattern {
  return {
    test: (line) => expressions.every((expression) => fromStart(expression).test(line)),
    ranges: (line) => merged(expressions.flatMap((expression) =>
      [...line.matchAll(fromStart(expression))].map((match): Range => [match.index, match.index + match[0].length]).filter(([from, to]) => to > from))),
  };
}

/** Global expressions go on where they stopped. */
function fromStart(expression: RegExp): RegExp {
  expression.lastIndex = 0;
  return expression;
}

function merged(ranges: readonly Range[]): readonly Range[] {
  const result: [number, number][] = [];
  for (const [from, to] of ranges.toSorted(([one], [other]) => one - other)) {
    const last = result.at(-1);
    if (last === undefined || from >= last[1]) result.push([from, to]);
    else last[1] = Math.max(last[1], to);
  }
  return result;
}

const wordsOf = (query: string): readonly string[] => [...query.matchAll(/"([^"]+)"|([^\s"]+)/g)].map(([, phrase, word]) => phrase ?? word ?? '');
const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');

/** `Invalid regular expression: /(/gi: Unterminated group` -> `Unterminated group`. */
function mistakeOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.slice(message.lastIndexOf(': ') + 1).trim();
}
