/** Which metrics a query means: words that all occur in the name, or a regular expression between slashes. Pure. */

export interface MetricFilter {
  matches(name: string): boolean;
  /** Why the regular expression is none; it then matches nothing. */
  readonly mistake: string | null;
}

/** Case does not matter; an expression that is not closed yet (`/loss`) is still words being typed. */
export function metricFilter(query: string): MetricFilter {
  const expression = /^\/(.+)\/([a-z]*)$/.exec(query.trim());
  if (expression === null) {
    const words = query.toLowerCase().split(/\s+/).filter((word) => word !== '');
    return { mistake: null, matches: (name) => words.every((word) => name.toLowerCase().includes(word)) };
  }
  try {
    // Without `g` and `y`: they would remember where they stopped.
    const pattern = new RegExp(expression[1] ?? '', [...new Set(`${expression[2] ?? ''}i`)].filter((flag) => !'gy'.includes(flag)).join(''));
    return { mistake: null, matches: (name) => pattern.test(name) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { mistake: message.slice(message.lastIndexOf(': ') + 1).trim().toLowerCase(), matches: () => false };
  }
}
