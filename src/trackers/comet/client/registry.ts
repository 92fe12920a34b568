/** Models of Comet's experiments, its registry, webhooks, and artifacts. */
import { mapInTurns } from '../../../platform/eventLoop';
import type { Opening } from '../../backend';
import { artifacts } from '../endpoints/artifacts';
import type { ArgumentsOf } from '../endpoints/endpoint';
import { models, registry, webhooks, type WebhookConfig } from '../endpoints/registry';
import * as wire from '../wire/artifacts';
import { narrow } from '../wire/primitives';
import type { CometCalls } from './calls';

export const modelCalls = (calls: CometCalls) => ({
  experimentModels: async (experimentKey: string, signal: AbortSignal) =>
    (await calls.call(models.experimentModels, { experimentKey }, signal)).models,
  downloadModel: (experimentKey: string, modelName: string, signal: AbortSignal, opening: Opening = {}) =>
    calls.open(models.downloadModel, { experimentKey, modelName }, false, opening, signal),
});

export const registryCalls = (calls: CometCalls) => ({
  registryModels: async (workspaceName: string, signal: AbortSignal) =>
    (await calls.call(registry.registryModels, { workspaceName }, signal)).registryModels,
  registryModelDetails: (workspaceName: string, modelName: string, signal: AbortSignal) =>
    calls.call(registry.registryModelDetails, { workspaceName, modelName }, signal),
  /** Empty when there are none. */
  registryModelNotes: async (workspaceName: string, modelName: string, signal: AbortSignal) =>
    (await calls.call(registry.registryModelNotes, { workspaceName, modelName }, signal)).notes ?? '',
  downloadRegistryModel: (
    workspaceName: string,
    modelName: string,
    which: { readonly version?: string; readonly stage?: string },
    signal: AbortSignal,
    opening: Opening = {},
  ) => calls.open(registry.downloadRegistryModel, { workspaceName, modelName, ...which }, false, opening, signal),
  createRegistryModel: (model: ArgumentsOf<typeof registry.createRegistryModel>, signal: AbortSignal) =>
    calls.call(registry.createRegistryModel, model, signal),
  createRegistryModelVersion: (item: ArgumentsOf<typeof registry.createRegistryModelVersion>, signal: AbortSignal) =>
    calls.call(registry.createRegistryModelVersion, item, signal),
  updateRegistryModelVersion: (change: ArgumentsOf<typeof registry.updateRegistryModelVersion>, signal: AbortSignal) =>
    calls.change(registry.updateRegistryModelVersion, change, signal),
  deleteRegistryModelVersion: (modelItemId: string, signal: AbortSignal) =>
    calls.change(registry.deleteRegistryModelVersion, { modelItemId }, signal),
  updateRegistryModel: (change: ArgumentsOf<typeof registry.updateRegistryModel>, signal: AbortSignal) =>
    calls.change(registry.updateRegistryModel, change, signal),
  setRegistryModelNotes: (workspaceName: string, registryModelName: string, notes: string, signal: AbortSignal) =>
    calls.change(registry.setRegistryModelNotes, { workspaceName, registryModelName, notes }, signal),
  deleteRegistryModel: (workspaceName: string, modelName: string, signal: AbortSignal) =>
    calls.change(registry.deleteRegistryModel, { workspaceName, modelName }, signal),
  addRegistryModelVersionStage: (modelItemId: string, stage: string, signal: AbortSignal) =>
    calls.change(registry.addRegistryModelVersionStage, { modelItemId, stage }, signal),
  deleteRegistryModelVersionStage: (modelItemId: string, stage: string, signal: AbortSignal) =>
    calls.change(registry.deleteRegistryModelVersionStage, { modelItemId, stage }, signal),
});

export const webhookCalls = (calls: CometCalls) => ({
  webhookConfig: (workspaceName: string, modelName: string | undefined, signal: AbortSignal) =>
    calls.call(webhooks.webhookConfig, { workspaceName, modelName }, signal),
  overrideWebhookConfig: (webhookConfigs: readonly WebhookConfig[], signal: AbortSignal) =>
    calls.change(webhooks.overrideWebhookConfig, { webhookConfigs }, signal),
});

type VersionName = ArgumentsOf<typeof artifacts.artifactVersion>;

/** Names of artifacts travel escaped twice, as the official SDK sends them. */
export const artifactCalls = (calls: CometCalls) => ({
  artifacts: async (workspace: string, signal: AbortSignal, type?: string) =>
    (await calls.call(artifacts.artifacts, { workspace, type }, signal)).artifacts,
  artifactDetails: (
    artifact: { readonly workspace: string; readonly artifactName: string } | { readonly artifactId: string },
    signal: AbortSignal,
  ) =>
    calls.call(
      artifacts.artifactDetails,
      'artifactId' in artifact ? { artifact_id: artifact.artifactId } : escaped(artifact),
      signal,
    ),
  artifactVersion: (version: VersionName, signal: AbortSignal) =>
    calls.call(artifacts.artifactVersion, escaped(version), signal),
  artifactFiles: async (version: VersionName, signal: AbortSignal) => {
    const { files } = await calls.call(artifacts.artifactFiles, escaped(version), signal);
    return mapInTurns(files, (row, index) => narrow(wire.ArtifactFile, row, `files.${index}`));
  },
  experimentArtifacts: async (experimentKey: string, filter: 'all' | 'input' | 'output', signal: AbortSignal) => {
    const rows = await calls.call(artifacts.experimentArtifacts, { experimentKey, filter }, signal);
    return mapInTurns(rows, (row, index) => narrow(wire.ArtifactVersion, row, `artifacts.${index}`));
  },
});

const escaped = <Named extends { readonly artifactName?: string | undefined }>({
  artifactName,
  ...version
}: Named) => ({
  ...version,
  artifactName: artifactName === undefined ? undefined : encodeURIComponent(artifactName),
});
