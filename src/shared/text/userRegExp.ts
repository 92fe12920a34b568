/**
 * Regular expressions that somebody types. RE2 searches them in time linear in the text, whatever they say, so that
 * none can freeze a page. The library is large: it is loaded when the first expression is read.
 */
import * as l10n from '@vscode/l10n';
import type { RE2JS } from 're2js';

export type TextRange = readonly [from: number, to: number];

export interface UserRegExp {
  test(text: string): boolean;
  /**
   * Where it matches, in order, not overlapping, without empty matches. In very long texts only the first matches
   * (`searchSteps`).
   */
  ranges(text: string): readonly TextRange[];
  /**
   * What its first group matches, or all that it matches if it has no group or that one takes no part; null without a
   * match.
   */
  captured(text: string): string | null;
}

export interface TypedRegExp {
  /** Null when it is of no use, or as long as the library is not loaded. */
  readonly regExp: UserRegExp | null;
  /** In a sentence why it is of no use. */
  readonly mistake: string | null;
  /** Resolves when it is worth reading again; null when it has been read. Never rejects. */
  readonly loading: Promise<void> | null;
}

/** States of a compiled expression. Counted repeats multiply them: `(\w{50}){20}` has more. */
const mostStates = 1000;
/**
 * To find all matches, RE2 may look at the rest of the text once for each. States × characters × matches is at most so
 * much: some tens of milliseconds.
 */
const searchSteps = 4_000_000;

const tooLarge = l10n.t('This expression is too large. Use fewer or smaller counted repeats, such as {1,50}.');
const unsupported = l10n.t(
  'Look-ahead, look-behind and back-references cannot be used here, since they may search for ever. Write it without them.',
);
const notLoaded = l10n.t('The search for regular expressions could not be loaded. Close this panel and open it again.');

let engine: typeof RE2JS | 'unavailable' | null = null;
let loading: Promise<void> | null = null;

/** @param flags as in JavaScript, of which `s` and `m` count. Case does not matter unless `matchCase` is true. */
export function typedRegExp(
  source: string,
  { flags = '', matchCase = false }: { readonly flags?: string; readonly matchCase?: boolean } = {},
): TypedRegExp {
  if (engine === null) {
    return { regExp: null, mistake: null, loading: loadRegExps() };
  }
  return {
    loading: null,
    ...(engine === 'unavailable' ? refused(notLoaded) : compile(engine, source, flags, matchCase)),
  };
}

/** Resolves when expressions can be read. Never rejects. */
export async function loadRegExps(): Promise<void> {
  loading ??= import('re2js').then(
    ({ RE2JS: loaded }) => void (engine = loaded),
    () => void (engine = 'unavailable'),
  );
  await loading;
}

/** Whether `typedRegExp` reads at once: for callers that remember what it said before. */
export const regExpsLoaded = (): boolean => engine !== null;

const refused = (mistake: string): Pick<TypedRegExp, 'regExp' | 'mistake'> => ({ regExp: null, mistake });

function compile(
  library: typeof RE2JS,
  source: string,
  flags: string,
  matchCase: boolean,
): Pick<TypedRegExp, 'regExp' | 'mistake'> {
  // RE2 would read a named back-reference as the letters that stand there.
  if (/(?:^|[^\\])(?:\\\\)*\\k</.test(source)) {
    return refused(unsupported);
  }
  try {
    const compiled = library.compile(
      library.translateRegExp(source),
      (matchCase ? 0 : library.CASE_INSENSITIVE) |
        (flags.includes('s') ? library.DOTALL : 0) |
        (flags.includes('m') ? library.MULTILINE : 0),
    );
    return compiled.programSize() > mostStates
      ? refused(tooLarge)
      : { regExp: new LinearRegExp(compiled), mistake: null };
  } catch (error) {
    return refused(mistakeOf(error, source));
  }
}

class LinearRegExp implements UserRegExp {
  readonly #compiled: RE2JS;

  constructor(compiled: RE2JS) {
    this.#compiled = compiled;
  }

  test(text: string): boolean {
    return this.#compiled.test(text);
  }

  ranges(text: string): readonly TextRange[] {
    const most = Math.max(1, Math.floor(searchSteps / (this.#compiled.programSize() * (text.length + 1))));
    const matcher = this.#compiled.matcher(text);
    const found: TextRange[] = [];
    for (let matches = 0; matches < most && matcher.find(); matches += 1) {
      const [from, to] = [matcher.start(), matcher.end()];
      if (to > from) {
        found.push([from, to]);
      }
    }
    return found;
  }

  captured(text: string): string | null {
    const matcher = this.#compiled.matcher(text);
    if (!matcher.find()) {
      return null;
    }
    return (matcher.groupCount() > 0 ? matcher.group(1) : null) ?? matcher.group() ?? null;
  }
}

/** What the library says of an expression, `error parsing regexp: missing closing ): `a(``, in our sentence. */
function mistakeOf(error: unknown, source: string): string {
  const message = error instanceof Error ? error.message : String(error);
  if (/`\(\?<?[=!]/.test(message) || (/invalid escape sequence/.test(message) && /\\[1-9]/.test(source))) {
    return unsupported;
  }
  const [, reason = message] = /^error parsing regexp: (.*?)(?:: `.*)?$/s.exec(message) ?? [];
  return l10n.t('This is not a regular expression: {reason}.', { reason });
}
