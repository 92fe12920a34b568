/** Which metrics a query means: words that all occur in the name, or a regular expression between slashes. Pure. */
import { typedRegExp } from '../../../../src/shared/text/userRegExp';

export interface MetricFilter {
  matches(name: string): boolean;
  /** In a sentence why the regular expression is of no use; it then matches nothing. */
  readonly mistake: string | null;
  /** Resolves when the regular expression can be read; until then it matches all. Null when it has been. */
  readonly loading: Promise<void> | null;
}

/** Case does not matter; an expression that is not closed yet (`/loss`) is still words being typed. */
export function metricFilter(query: string): MetricFilter {
  const expression = /^\/(.+)\/([a-z]*)$/.exec(query.trim());
  if (expression === null) {
    const words = query
      .toLowerCase()
      .split(/\s+/)
      .filter((word) => word !== '');
    return {
      mistake: null,
      loading: null,
      matches: (name) => words.every((word) => name.toLowerCase().includes(word)),
    };
  }
  const { regExp, mistake, loading } = typedRegExp(expression[1] ?? '', { flags: expression[2] ?? '' });
  return { mistake, loading, matches: (name) => regExp?.test(name) ?? loading !== null };
}
