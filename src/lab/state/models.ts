/** Models that experiments logged: files under `models/<name>`, and an id that says whose model of which name it is. */
import type { ExperimentContent, LabAsset } from '../content';
import type { LabStore } from '../store';
import { LabProblem } from '../problem';

export const modelFolder = 'models/';

export interface ModelName {
  readonly experimentKey: string;
  readonly modelName: string;
}

/** The same in every start of the lab, and readable without opening any recording. Keys hold no `-`. */
export const modelId = ({ experimentKey, modelName }: ModelName): string =>
  `${experimentKey}-${Buffer.from(modelName).toString('base64url')}`;

/** Null when no model can have the id. */
export function modelOfId(id: string): ModelName | null {
  const end = id.indexOf('-');
  if (end < 0) {
    return null;
  }
  const model = { experimentKey: id.slice(0, end), modelName: Buffer.from(id.slice(end + 1), 'base64url').toString() };
  return modelId(model) === id ? model : null;
}

export const modelNames = ({ assets }: ExperimentContent): string[] => [
  ...new Set(
    [...assets.values()]
      .filter(({ folder }) => folder.startsWith(modelFolder))
      .map(({ folder }) => folder.slice(modelFolder.length)),
  ),
];

export const modelAssets = ({ assets }: ExperimentContent, modelName: string): LabAsset[] =>
  [...assets.values()].filter(({ folder }) => folder === modelFolder + modelName);

/** Its files. Throws a `LabProblem` when the experiment or its model is not there. */
export async function findModel(store: LabStore, { experimentKey, modelName }: ModelName): Promise<LabAsset[]> {
  const experiment = store.experiment(experimentKey);
  if (experiment === undefined) {
    throw new LabProblem('notFound', 'experiment', 'experiment does not exist');
  }
  const found = modelAssets(await experiment.content(), modelName);
  if (found.length === 0) {
    throw new LabProblem('notFound', 'model', 'model does not exist');
  }
  return found;
}
