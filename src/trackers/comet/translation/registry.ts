/** The model registry, from Comet's wire to our vocabulary: pure functions, one a shape. Sends no request. */
import type {
  RegistryModel,
  RegistryModelDetails,
  RegistryVersion,
  WebhookConfiguration,
} from '../../../shared/registry';
import { toAsset } from './experiment';
import { newestFirst } from './versions';
import type { RegistryItem, RegistryModel as ModelRow, WebhookConfiguration as WebhookRow } from '../wire/registry';

export function toRegistryModel(row: ModelRow, workspace: string): RegistryModel {
  return {
    id: row.registryModelId,
    workspace,
    name: row.modelName ?? row.registryModelId,
    description: row.description === '' ? null : row.description,
    isPublic: row.isPublic,
    user: row.userName,
    createdAt: row.createdAt,
    lastUpdated: row.lastUpdated,
    versionCount: row.numberOfVersions,
    latestVersion: row.latestVersion?.version ?? null,
  };
}

/** The details do not say themselves how many versions there are, nor which is the latest. */
export function toRegistryModelDetails(row: ModelRow, workspace: string): RegistryModelDetails {
  const versions = newestFirst(row.versions.map(toRegistryVersion));
  const model = toRegistryModel(row, workspace);
  return {
    ...model,
    versionCount: model.versionCount ?? versions.length,
    latestVersion: model.latestVersion ?? versions[0]?.version ?? null,
    versions,
  };
}

function toRegistryVersion(item: RegistryItem): RegistryVersion {
  return {
    id: item.registryModelItemId,
    version: item.version,
    comment: item.comment === '' ? null : item.comment,
    stages: item.stages,
    user: item.userName,
    createdAt: item.createdAt,
    lastUpdated: item.lastUpdated,
    experimentKey: item.experimentModel?.experimentKey ?? null,
    experimentModel: item.experimentModel?.modelName ?? null,
    assets: item.assets.map(toAsset),
  };
}

export const toWebhooks = (row: WebhookRow, workspace: string, model: string | null): WebhookConfiguration => ({
  workspace,
  model,
  webhooks: row.webhookUrls.map(({ url, header }) => ({ url, header })),
});
