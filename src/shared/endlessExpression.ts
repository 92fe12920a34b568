/**
 * Regular expressions that may take for ever on a single line, since the engine tries each way to share the line out among
 * repeats in repeats. Nothing can interrupt it, so they are told by their form. Pure; errs on the safe side.
 */

/** What is said of one. */
export const endlessMistake = 'Repeats within a repeated group, as in (a+)+, may search for ever. Write it without one of them.';

/** What an expression, or a group of it, holds. */
interface Held {
  /** Something that repeats without limit: `a*`. */
  endless: boolean;
  /** Something that may be longer or shorter: `a?`, `a|ab`. */
  varying: boolean;
}

const quantifier = /([*+?]|\{(\d+)(?:(,)(\d*))?\})\??/y;
/** Few enough repeats that all ways to share a line out among them can be tried. */
const fewRepeats = 10;

/** Whether a group repeats that itself holds what repeats or varies: `(a+)+`, `(a|ab)*`. For what `RegExp` takes. */
export function mayTakeForEver(source: string): boolean {
  const outer: Held[] = [];
  let group: Held = { endless: false, varying: false };
  for (let at = 0; at < source.length;) {
    let atom: Held = { endless: false, varying: false };
    switch (source[at]) {
      case '(':
        outer.push(group);
        group = atom;
        // What follows is the kind of the group, no quantifier.
        at += source[at + 1] === '?' ? 2 : 1;
        continue;
      case '|':
        group.varying = true;
        at += 1;
        continue;
      case ')':
        atom = group;
        group = outer.pop() ?? { endless: false, varying: false };
        at += 1;
        break;
      case '[':
        at = endOfClass(source, at);
        break;
      default:
        at += source[at] === '\\' ? 2 : 1;
    }
    quantifier.lastIndex = at;
    const found = quantifier.exec(source);
    const { least, most } = repeatsOf(found);
    if ((atom.endless && most > 1) || (atom.varying && most > fewRepeats)) return true;
    group.endless ||= atom.endless || most === Infinity;
    group.varying ||= atom.varying || least !== most;
    at += found?.[0].length ?? 0;
  }
  return false;
}

function repeatsOf(found: RegExpExecArray | null): { readonly least: number; readonly most: number } {
  if (found === null) return { least: 1, most: 1 };
  const [, sign, least = '', comma, most = ''] = found;
  switch (sign) {
    case '*': return { least: 0, most: Infinity };
    case '+': return { least: 1, most: Infinity };
    case '?': return { least: 0, most: 1 };
    default: return { least: Number(least), most: comma === undefined ? Number(least) : most === '' ? Infinity : Number(most) };
  }
}

function endOfClass(source: string, start: number): number {
  let at = start + 1;
  while (at < source.length && source[at] !== ']') at += source[at] === '\\' ? 2 : 1;
  return at + 1;
}
