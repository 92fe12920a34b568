/**
 * Reads what a page kept with `setState` before a reload. Another version of the extension may have written it, so all
 * of it is checked. Pure.
 */
import { fallback, maxLength, nullable, object, picklist, pipe, safeParse, string, unknown } from 'valibot';
import { experimentTabs, type ExperimentTab } from '../shared/verbs/experimentTabs';
import { mostCompared } from '../shared/protocol';
import type { ExperimentRef, ReportRef } from '../shared/reference';

export interface RememberedExperiment {
  readonly ref: ExperimentRef;
  readonly tab: ExperimentTab;
  readonly compared: readonly ExperimentRef[];
}

const identifier = pipe(string(), maxLength(1000));
/** A reference to an experiment; what else is in it is left out. */
export const experimentRefSchema = object({ connection: identifier, key: identifier });
const memorySchema = object({
  ...experimentRefSchema.entries,
  tab: fallback(picklist(experimentTabs), 'overview'),
  // May be absent; its entries are checked one by one below.
  compared: fallback(unknown(), []),
});

const reportSchema = object({ ...experimentRefSchema.entries, assetId: nullable(identifier) });

/** Null when it does not tell which report was shown. */
export function readReportMemory(memory: unknown): ReportRef | null {
  const { success, output } = safeParse(reportSchema, memory);
  return success ? output : null;
}

/** Null when it does not tell which experiment was shown. */
export function readExperimentMemory(memory: unknown): RememberedExperiment | null {
  const { success, output } = safeParse(memorySchema, memory);
  if (!success) {
    return null;
  }
  const { connection, key, tab, compared } = output;
  return {
    ref: { connection, key },
    tab,
    compared: Array.isArray(compared)
      ? compared
          .slice(0, mostCompared)
          .map(readExperimentRef)
          .filter((one) => one !== null)
      : [],
  };
}

/** Reads a reference that comes from outside; null when it is not one. */
export function readExperimentRef(value: unknown): ExperimentRef | null {
  const { success, output } = safeParse(experimentRefSchema, value);
  return success ? output : null;
}
