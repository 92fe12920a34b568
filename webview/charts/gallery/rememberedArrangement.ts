/**
 * How charts are arranged at first, and what of an earlier life still holds: another version may have remembered it.
 */
import { chartSizes, scaleKinds, smoothingKinds, type ChartArrangement } from '../../../src/shared/protocol';
import { horizontalAxes } from '../../../src/shared/series/series';
import {
  asRemembered,
  isEither,
  isFlag,
  isList,
  isOneOf,
  isRecord,
  isShaped,
  isText,
  type Checks,
} from '../../elements/remembered';

export const firstArrangement: ChartArrangement = {
  axis: 'step',
  axisMetric: null,
  smoothing: 0,
  smoothingKind: 'timeWeighted',
  horizontalScale: 'linear',
  verticalScale: 'linear',
  clipped: false,
  linked: true,
  heights: {},
  folded: [],
  repeats: null,
  hidden: [],
  hiddenIn: {},
  places: {},
  pinned: [],
  order: [],
  size: 'medium',
  grouping: { by: 'prefix' },
  listFolded: false,
};

const isHeight = isEither(isOneOf(null), Number.isFinite);

const checks: Checks<ChartArrangement> = {
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
  repeats: isEither(
    isOneOf(null),
    isShaped({
      middle: isOneOf('mean', 'median'),
      spread: isOneOf('deviation', 'confidence', 'extremes'),
      by: isEither(isText, isOneOf(null)),
    }),
  ),
  hidden: isList(isText),
  hiddenIn: isRecord(isList(isText)),
  places: isRecord((value) => Number.isSafeInteger(value) && Number(value) >= 0),
  pinned: isList(isText),
  order: isList(isText),
  size: isOneOf(...chartSizes),
  grouping: isEither(
    isShaped({ by: isOneOf('prefix', 'none') }),
    isShaped({ by: isOneOf('pattern'), pattern: isText }),
  ),
  listFolded: isFlag,
};

export const rememberedArrangement = (remembered: unknown): ChartArrangement =>
  asRemembered(firstArrangement, checks, remembered);
