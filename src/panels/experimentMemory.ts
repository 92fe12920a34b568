/** What pages remembered with `setState`, read again after a reload: another version may have written it. Pure. */
import { fallback, maxLength, nullable, object, picklist, pipe, safeParse, string, unknown } from 'valibot';
import { experimentTabs, type ExperimentTab } from '../shared/verbs/experimentTabs';
import { mostCompared } from '../shared/protocol';
import type { ExperimentRef, ReportRef } from '../shared/reference';

export interface RememberedExperiment {
  readonly ref: ExperimentRef;
  readonly tab: ExperimentTab;
  readonly compared: readonly ExperimentRef[];
}

const name = pipe(string(), maxLength(1000));
/** A reference to an experiment; what else is in it is left out. */
export const experimentSchema = object({ connection: name, key: name });
const memorySchema = object({
  ...experimentSchema.entries,
  tab: fallback(picklist(experimentTabs), 'overview'),
  compared: fallback(unknown(), []),
});

const reportSchema = object({ ...experimentSchema.entries, assetId: nullable(name) });

/** Null when it does not tell which report was shown. */
export function readReportMemory(memory: unknown): ReportRef | null {
  const { success, output } = safeParse(reportSchema, memory);
  return success ? output : null;
}

/** Null when it does not tell which experiment was shown. */
export function readMemory(memory: unknown): RememberedExperiment | null {
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
          .map(readReference)
          .filter((one) => one !== null)
      : [],
  };
}

/** What somebody else calls a reference to an experiment; null when it is none. */
export function readReference(value: unknown): ExperimentRef | null {
  const { success, output } = safeParse(experimentSchema, value);
  return success ? output : null;
}
