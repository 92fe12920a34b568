/** A regular expression that somebody types: what it finds, or in a sentence why it finds nothing. Pure. */
import { endlessMistake, mayTakeForEver } from './endlessExpression';

export type TypedExpression = { readonly pattern: RegExp; readonly mistake: null } | { readonly pattern: null; readonly mistake: string };

/** Case does not matter. The expression keeps no memory of where it stopped, whatever the flags say. One that may search for ever is refused. */
export function typedExpression(source: string, flags = ''): TypedExpression {
  try {
    const pattern = new RegExp(source, [...new Set(`${flags}i`)].filter((flag) => !'gy'.includes(flag)).join(''));
    return mayTakeForEver(source) ? { pattern: null, mistake: endlessMistake } : { pattern, mistake: null };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { pattern: null, mistake: `This is not a regular expression: ${message.slice(message.lastIndexOf(': ') + 1).trim().toLowerCase()}.` };
  }
}
