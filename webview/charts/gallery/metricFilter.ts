/** Which metrics a query means: words that all occur in the name, or a regular expression between slashes. Pure. */
import { typedExpression } from '../../../src/shared/expression';

export interface MetricFilter {
  matches(name: string): boolean;
  /** In a sentence why the regular expression is of no use; it then matches nothing. */
  readonly mistake: string | null;
}

/** Case does not matter; an expression that is not closed yet (`/loss`) is still words being typed. */
export function metricFilter(query: string): MetricFilter {
  const expression = /^\/(.+)\/([a-z]*)$/.exec(query.trim());
  if (expression === null) {
    const words = query.toLowerCase().split(/\s+/).filter((word) => word !== '');
    return { mistake: null, matches: (name) => words.every((word) => name.toLowerCase().includes(word)) };
  }
  const { pattern, mistake } = typedExpression(expression[1] ?? '', expression[2]);
  return { mistake, matches: (name) => pattern?.test(name) ?? false };
}
