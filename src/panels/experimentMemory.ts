/** What an experiment page remembered with `setState`, read again after a reload: another version may have written it. Pure. */
import { experimentTabs, type ExperimentTab } from '../shared/protocol';
import type { ExperimentRef } from '../shared/reference';

export interface RememberedExperiment {
  readonly ref: ExperimentRef;
  readonly tab: ExperimentTab;
  readonly compared: readonly ExperimentRef[];
}

/** Null when it does not tell which experiment was shown. */
export function readMemory(memory: unknown): RememberedExperiment | null {
  const ref = readReference(memory);
  if (ref === null) return null;
  const { tab, compared } = memory as Readonly<Record<string, unknown>>;
  return {
    ref,
    tab: experimentTabs.find((known) => known === tab) ?? 'overview',
    compared: Array.isArray(compared) ? compared.map(readReference).filter((one) => one !== null) : [],
  };
}

/** What somebody else calls a reference to an experiment; null when it is none. */
export function readReference(value: unknown): ExperimentRef | null {
  if (typeof value !== 'object' || value === null) return null;
  const { connection, key } = value as Readonly<Record<string, unknown>>;
  return typeof connection === 'string' && typeof key === 'string' ? { connection, key } : null;
}
