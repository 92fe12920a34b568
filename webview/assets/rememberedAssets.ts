/** How assets are shown at first, and what of an earlier life still holds. */
import { assetGroupings, type AssetsArrangement } from '../../src/shared/protocol';
import { asRemembered, isEither, isOneOf, isText, type Checks } from '../elements/remembered';

const firstAssets: AssetsArrangement = { grouping: 'folder', of: null };

const checks: Checks<AssetsArrangement> = { grouping: isOneOf(...assetGroupings), of: isEither(isText, isOneOf(null)) };

export const rememberedAssets = (remembered: unknown): AssetsArrangement =>
  asRemembered(firstAssets, checks, remembered);
