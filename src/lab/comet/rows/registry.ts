/** How Comet spells registry models, their versions and what happened to them. Knows no HTTP. */
import { modelAssets, modelId, type ModelName } from '../../state/models';
import type { LabAsset } from '../../content';
import type { RegistryModel, RegistryState, RegistryVersion } from '../../state/registry';
import type { LabStore } from '../../store';
import { assetRow } from './rows';

export const experimentModelRow = (registry: RegistryState, model: ModelName) => ({
  experimentModelId: modelId(model),
  experimentKey: model.experimentKey,
  modelName: model.modelName,
  registryRecords: registry.recordsOf(model).map(({ model: owner, version }) => ({
    registryModelId: owner.id,
    registryModelItemId: version.id,
    registryModelName: owner.name,
    version: version.version,
    createdAt: version.createdAt,
  })),
});

/** Files of a version; none when its experiment or model was deleted. */
export async function versionAssets(store: LabStore, version: RegistryVersion): Promise<LabAsset[]> {
  const content = await store.experiment(version.experimentKey)?.content();
  return content === undefined ? [] : modelAssets(content, version.modelName);
}

export function modelRow(model: RegistryModel) {
  return {
    registryModelId: model.id,
    modelName: model.name,
    description: model.description,
    isPublic: model.isPublic,
    numberOfVersions: model.versions.length,
    userName: model.userName,
    createdAt: model.createdAt,
    lastUpdated: model.lastUpdated,
    imagePath: null,
  };
}

export class RegistryRows {
  readonly #store: LabStore;
  readonly #registry: RegistryState;
  readonly #origin: string;

  constructor(store: LabStore, registry: RegistryState, origin: string) {
    this.#store = store;
    this.#registry = registry;
    this.#origin = origin;
  }

  /** As lists have it: what the files say of themselves, as texts, and not the files. */
  async overview(model: RegistryModel) {
    const [latest] = model.versions;
    if (latest === undefined) {
      return { ...modelRow(model), latestVersion: null };
    }
    const assets = await versionAssets(this.#store, latest);
    const metadata = assets.map((asset) => asset.metadata).filter((text) => text !== null);
    return { ...modelRow(model), latestVersion: { ...this.item(model, latest), metadata } };
  }

  async withVersions(model: RegistryModel, versions: readonly RegistryVersion[]) {
    return {
      ...modelRow(model),
      versions: await Promise.all(versions.map((version) => this.#withAssets(model, version))),
    };
  }

  async #withAssets(model: RegistryModel, version: RegistryVersion) {
    const assets = await versionAssets(this.#store, version);
    return {
      ...this.item(model, version),
      assets: assets.map((asset) => ({ ...assetRow(this.#origin, version.experimentKey, asset), s3Link: null })),
    };
  }

  /** The documents call the model's name in the experiment one way, their examples another: both are there. */
  item(model: RegistryModel, version: RegistryVersion) {
    const query = new URLSearchParams({
      workspaceName: model.workspace,
      modelName: model.name,
      version: version.version,
    });
    return {
      registryModelItemId: version.id,
      experimentModel: { ...experimentModelRow(this.#registry, version), experimentModelName: version.modelName },
      version: version.version,
      comment: version.comment,
      stages: version.stages,
      tags: version.stages,
      status: version.status,
      userName: version.userName,
      createdAt: version.createdAt,
      lastUpdated: version.lastUpdated,
      restApiUrl: `${this.#origin}/api/rest/v2/registry-model/item/download?${query.toString()}`,
    };
  }

  /** One version alone, as the newer SDK asks for it. */
  itemDetails(model: RegistryModel, version: RegistryVersion) {
    return {
      ...this.item(model, version),
      registryModelId: model.id,
      registryModelName: model.name,
      experimentKey: version.experimentKey,
      updatedAt: version.lastUpdated,
      metadata: version.metadata,
    };
  }
}

const day = new Intl.DateTimeFormat('en-US', { dateStyle: 'long', timeZone: 'UTC' });

/** What happened to a version by day, the newest first. */
export function historyByDay(model: RegistryModel, version: RegistryVersion): Record<string, unknown[]> {
  const days: Record<string, unknown[]> = {};
  for (const { actionType, at, userName, from, to } of [...version.history].reverse()) {
    (days[day.format(at)] ??= []).push({
      actionType,
      comment: null,
      newValue: to === null ? {} : { changedBy: userName, registryModelStatus: to },
      previousValue: from === null ? {} : { changedBy: userName, registryModelStatus: from },
      registryModelId: model.id,
      registryModelItemActualPathParams: null,
      registryModelItemId: version.id,
      registryModelItemVersion: version.version,
      registryModelName: model.name,
      userAvatarLink: null,
      userName,
    });
  }
  return days;
}
