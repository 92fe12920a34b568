/** How versions of models and artifacts follow each other. Pure. */

const inOrder = new Intl.Collator('en', { numeric: true });

/**
 * `1.10.0` before `1.9.0`: the time of making may be missing, and a patch of an old version may be younger than a new
 * one.
 */
export const newestFirst = <V extends { readonly version: string }>(versions: readonly V[]): V[] =>
  versions.toSorted((a, b) => inOrder.compare(b.version, a.version));
