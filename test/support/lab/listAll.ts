/** What a back end lists, whole: of what comes in pages or folders. */
import type { Asset, Experiment } from '../../../src/shared/experiment';
import type { ExperimentBackend, ExperimentListing } from '../../../src/trackers/backend';

export async function experimentsOf(
  backend: ExperimentBackend,
  listing: ExperimentListing,
  signal: AbortSignal,
): Promise<Experiment[]> {
  const experiments: Experiment[] = [];
  for await (const page of backend.experiments(listing, signal)) {
    experiments.push(...page);
  }
  return experiments;
}

/** Of a tracker that keeps no folders. */
export const assetsOf = async (
  backend: ExperimentBackend,
  key: string,
  signal: AbortSignal,
): Promise<readonly Asset[]> => (await backend.files?.list(key, null, signal))?.files ?? [];
