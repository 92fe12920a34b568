/** How values laid beside each other are shown at first, and what of an earlier life still holds. */
import { shownRows, type TablesArrangement } from '../../src/shared/protocol';
import { asRemembered, isEither, isOneOf, isText, type Checks } from '../elements/remembered';

/** In the place of a baseline's id: the user wants none. */
export const nobody = '';

export const firstTables: TablesArrangement = { rows: 'all', baseline: null };

const checks: Checks<TablesArrangement> = { rows: isOneOf(...shownRows), baseline: isEither(isText, isOneOf(null)) };

export const rememberedTables = (remembered: unknown): TablesArrangement =>
  asRemembered(firstTables, checks, remembered);
