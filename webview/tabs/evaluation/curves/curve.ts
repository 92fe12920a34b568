/** Curves as they are logged: one quantity over another, once or at several steps. Pure. */
import * as l10n from '@vscode/l10n';
import { shareAt } from '../../../drawing/extent';
import { between } from '../../../drawing/marks';
import { listOf, malformed, numberIn, readObject, textIn } from '../../assets/json';

export interface Curve {
  readonly name: string;
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/** Throws what a part can show when it is none. */
export function readCurve(text: string, name: string): Curve {
  const value = readObject(text, 'curve');
  const x = Float64Array.from(listOf(value['x']), numberIn);
  const y = Float64Array.from(listOf(value['y']), numberIn);
  if (x.length === 0 || x.length !== y.length) {
    throw malformed('curve');
  }
  return { name: textIn(value['name']) ?? name, x, y };
}

/** By trapezoids; null where x goes back and forth or a value is no number. */
export function areaUnder({ x, y }: Curve): number | null {
  let area = 0;
  let direction = 0;
  for (let index = 1; index < x.length; index += 1) {
    const width = (x[index] ?? NaN) - (x[index - 1] ?? NaN);
    if (width !== 0) {
      if (direction * width < 0) {
        return null;
      }
      direction = Math.sign(width);
    }
    area += width * ((y[index] ?? NaN) / 2 + (y[index - 1] ?? NaN) / 2);
  }
  return Number.isFinite(area) && direction !== 0 ? area * direction : null;
}

/** Between the two points around a place; null outside the curve. */
export function valueAt({ x, y }: Curve, place: number): number | null {
  let best: number | null = null;
  for (let index = 1; index < x.length; index += 1) {
    const [from, to] = [x[index - 1] ?? NaN, x[index] ?? NaN];
    if (from === to || !(place >= Math.min(from, to) && place <= Math.max(from, to))) {
      continue;
    }
    best = between(y[index - 1] ?? NaN, y[index] ?? NaN, shareAt({ from, to }, place));
  }
  return best;
}

/** What the axes of well-known curves are called, by the curve's name. */
export function axisTitles(name: string): { readonly x: string; readonly y: string; readonly chance: boolean } {
  if (/\broc\b|roc[_ -]?curve/i.test(name)) {
    return { x: l10n.t('False positive rate'), y: l10n.t('True positive rate'), chance: true };
  }
  if (/precision.*recall|\bpr\b|pr[_ -]?curve/i.test(name)) {
    return { x: l10n.t('Recall'), y: l10n.t('Precision'), chance: false };
  }
  return { x: '', y: '', chance: false };
}

/** Curves whose names differ only behind the last slash stand in one plot. */
export function familyOf(name: string): string {
  const slash = name.lastIndexOf('/');
  return slash <= 0 ? name : name.slice(0, slash);
}
