/** How charts are arranged at first, and what of an earlier life still holds: another version may have remembered it. */
import { chartSizes, scaleKinds, smoothingKinds, type ChartArrangement } from '../../src/shared/protocol';
import { horizontalAxes } from '../../src/shared/series';

export const firstArrangement: ChartArrangement = {
  axis: 'step', axisMetric: null, smoothing: 0, smoothingKind: 'timeWeighted', horizontalScale: 'linear', verticalScale: 'linear', clipped: false, linked: true,
  heights: {}, folded: [], repeats: null, hidden: [], hiddenIn: {}, places: {}, pinned: [], order: [], size: 'medium', grouping: { by: 'prefix' }, listFolded: false,
};

type Check = (value: unknown) => boolean;

const isText: Check = (value) => typeof value === 'string';
const isFlag: Check = (value) => typeof value === 'boolean';
const isOneOf = (...all: readonly unknown[]): Check => (value) => all.includes(value);
const isList = (each: Check): Check => (value) => Array.isArray(value) && value.every(each);
const isRecord = (each: Check): Check => (value) => typeof value === 'object' && value !== null && !Array.isArray(value) && Object.values(value).every(each);
const isShaped = (parts: Readonly<Record<string, Check>>): Check => (value) =>
  typeof value === 'object' && value !== null && Object.entries(parts).every(([name, check]) => check((value as Record<string, unknown>)[name]));
const isEither = (...checks: readonly Check[]): Check => (value) => checks.some((check) => check(value));
const isHeight = isEither(isOneOf(null), Number.isFinite);

const checks: Readonly<Record<keyof ChartArrangement, Check>> = {
  axis: isOneOf(...horizontalAxes),
  axisMetric: isEither(isText, isOneOf(null)),
  smoothing: (value) => typeof value === 'number' && value >= 0 && value < 1,
  smoothingKind: isOneOf(...smoothingKinds),
  horizontalScale: isOneOf(...scaleKinds),
  verticalScale: isOneOf(...scaleKinds),
  clipped: isFlag,
  linked: isFlag,
  heights: isRecord(isShaped({ from: isHeight, to: isHeight })),
  folded: isList(isText),
  repeats: isEither(isOneOf(null), isShaped({
    middle: isOneOf('mean', 'median'), spread: isOneOf('deviation', 'confidence', 'extremes'), by: isEither(isText, isOneOf(null)),
  })),
  hidden: isList(isText),
  hiddenIn: isRecord(isList(isText)),
  places: isRecord((value) => Number.isSafeInteger(value) && Number(value) >= 0),
  pinned: isList(isText),
  order: isList(isText),
  size: isOneOf(...chartSizes),
  grouping: isEither(isShaped({ by: isOneOf('prefix', 'none') }), isShaped({ by: isOneOf('pattern'), pattern: isText })),
  listFolded: isFlag,
};

/** What is remembered as far as it is what it should be; the rest is as at first. */
export function rememberedArrangement(remembered: unknown): ChartArrangement {
  if (typeof remembered !== 'object' || remembered === null) return firstArrangement;
  const known = Object.entries(remembered).filter(([name, value]) => Object.hasOwn(checks, name) && checks[name as keyof ChartArrangement](value));
  return { ...firstArrangement, ...(Object.fromEntries(known) as Partial<ChartArrangement>) };
}
