/** A regular expression that somebody types: what it finds, or in a few words why it is none. Pure. */

export type TypedExpression = { readonly pattern: RegExp; readonly mistake: null } | { readonly pattern: null; readonly mistake: string };

/** Case does not matter. The expression keeps no memory of where it stopped, whatever the flags say. */
export function typedExpression(source: string, flags = ''): TypedExpression {
  try {
    return { pattern: new RegExp(source, [...new Set(`${flags}i`)].filter((flag) => !'gy'.includes(flag)).join('')), mistake: null };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { pattern: null, mistake: message.slice(message.lastIndexOf(': ') + 1).trim().toLowerCase() };
  }
}
