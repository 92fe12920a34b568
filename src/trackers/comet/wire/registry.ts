/** What Comet sends about models: those that experiments logged, a workspace's registry of them, and its webhooks. */
import * as v from 'valibot';
import { Asset } from './assets';
import { flag, jsonText, list, loggedText, number, recordOf, text } from './primitives';

/** Where in the registry a logged model was registered. */
const RegistryRecord = v.object({
  registryModelId: text,
  registryModelItemId: text,
  registryModelName: text,
  version: loggedText,
  createdAt: number,
});

/** Its name comes as `modelName` or as `experimentModelName`. */
const ExperimentModel = v.pipe(
  v.object({
    experimentModelId: text,
    experimentKey: text,
    modelName: text,
    experimentModelName: text,
    registryRecords: list(RegistryRecord),
  }),
  v.transform(({ experimentModelName, ...model }) => ({ ...model, modelName: model.modelName ?? experimentModelName })),
);
export type ExperimentModel = v.InferOutput<typeof ExperimentModel>;
export const Models = v.object({ models: list(ExperimentModel) });

/** One version of a registry model; Comet calls it an item. */
const RegistryItem = v.object({
  registryModelItemId: v.string(),
  experimentModel: v.nullish(ExperimentModel, null),
  version: v.pipe(
    loggedText,
    v.transform((version) => version ?? ''),
  ),
  comment: text,
  stages: list(v.string()),
  userName: text,
  createdAt: number,
  lastUpdated: number,
  restApiUrl: text,
  /** In overviews alone. */
  metadata: list(jsonText),
  /** In details alone. */
  assets: list(Asset),
});
export type RegistryItem = v.InferOutput<typeof RegistryItem>;

/** Its name comes as `modelName` or as `registryModelName`, its visibility as `isPublic` or as `public`. */
const RegistryModel = v.pipe(
  v.object({
    registryModelId: v.string(),
    modelName: text,
    registryModelName: text,
    description: text,
    isPublic: flag,
    public: flag,
    numberOfVersions: number,
    userName: text,
    createdAt: number,
    lastUpdated: number,
    imagePath: text,
    /** In lists alone. */
    latestVersion: v.nullish(RegistryItem, null),
    /** In details alone. */
    versions: list(RegistryItem),
  }),
  v.transform(({ public: publicFlag, registryModelName, ...model }) => ({
    ...model,
    modelName: model.modelName ?? registryModelName,
    isPublic: model.isPublic ?? publicFlag,
  })),
);
export type RegistryModel = v.InferOutput<typeof RegistryModel>;
/** Details come in the shape of a row of the list. */
export const RegistryModelDetails = RegistryModel;
export const RegistryModels = v.object({ registryModels: list(RegistryModel) });
export const RegistryModelCount = v.object({
  registryModelCount: v.pipe(
    number,
    v.transform((count) => count ?? 0),
  ),
});

/** What Comet answers when a version was registered. */
export const NewRegistryItem = v.object({ registryModelId: text, registryModelItemId: text });
export type NewRegistryItem = v.InferOutput<typeof NewRegistryItem>;

/** `header` holds secrets: it is never logged. */
export const WebhookConfiguration = v.object({
  workspaceName: text,
  modelName: text,
  webhookUrls: list(v.object({ url: v.string(), header: v.nullish(recordOf(v.string()), {}) })),
});
export type WebhookConfiguration = v.InferOutput<typeof WebhookConfiguration>;
