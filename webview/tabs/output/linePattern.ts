/** What a line is searched for: words, a text, or a regular expression. Pure; knows no lines. */
import { typedRegExp, type TextRange } from '../../../src/shared/text/userRegExp';

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
  ranges(line: string): readonly TextRange[];
}

/** What a query says: a pattern, why there is none, or when it can be read. */
export interface ReadPattern {
  readonly pattern: LinePattern | null;
  readonly mistake: string | null;
  readonly loading: Promise<void> | null;
}

const patternAlone = (pattern: LinePattern | null): ReadPattern => ({ pattern, mistake: null, loading: null });

/** Without pattern, mistake and loading nothing is searched for. */
export function readPattern(query: string, options: PatternOptions): ReadPattern {
  if (query === '') {
    return patternAlone(null);
  }
  if (options.expression) {
    const { regExp, mistake, loading } = typedRegExp(query, { matchCase: options.matchCase });
    return { pattern: regExp, mistake, loading };
  }
  const parts = options.words ? wordsOf(query) : [query];
  return patternAlone(
    parts.length === 0
      ? null
      : patternOf(parts.map((part) => new RegExp(escaped(part), options.matchCase ? 'gu' : 'giu'))),
  );
}

function patternOf(expressions: readonly RegExp[]): LinePattern {
  return {
    test: (line) => expressions.every((expression) => fromStart(expression).test(line)),
    ranges: (line) =>
      merged(
        expressions.flatMap((expression) =>
          [...line.matchAll(fromStart(expression))]
            .map((match): TextRange => [match.index, match.index + match[0].length])
            .filter(([from, to]) => to > from),
        ),
      ),
  };
}

/** Global expressions go on where they stopped. */
function fromStart(expression: RegExp): RegExp {
  expression.lastIndex = 0;
  return expression;
}

function merged(ranges: readonly TextRange[]): readonly TextRange[] {
  const result: [number, number][] = [];
  for (const [from, to] of ranges.toSorted(([one], [other]) => one - other)) {
    const last = result.at(-1);
    if (last === undefined || from >= last[1]) {
      result.push([from, to]);
    } else {
      last[1] = Math.max(last[1], to);
    }
  }
  return result;
}

const wordsOf = (query: string): readonly string[] =>
  [...query.matchAll(/"([^"]+)"|([^\s"]+)/g)].map(([, phrase, word]) => phrase ?? word ?? '');
const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
