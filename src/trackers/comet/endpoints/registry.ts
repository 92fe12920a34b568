/**
 * Comet's endpoints about models that experiments logged, the registry of those that a workspace keeps, and webhooks.
 */
import * as l10n from '@vscode/l10n';
import { Assets } from '../wire/assets';
import { Notes } from '../wire/projects';
import * as wire from '../wire/registry';
import type { RemoteAsset } from './assets';
import { changeByGet, flag, list, number, optional, read, readBytes, readOne, text, write } from './endpoint';

const experimentKey = text();
const ofModel = { workspaceName: text(), modelName: text() };
const ofVersion = { modelItemId: text() };
/** `experimentModelId` is not the model's name: its id, which the models of the experiment tell. */
const newVersion = {
  experimentModelId: text(),
  registryModelName: text(),
  version: optional(text()),
  comment: optional(text()),
  stages: optional(list<string>()),
};

export const models = {
  /** Models and where they are registered; the name comes in two spellings. */
  experimentModels: readOne(l10n.t('Models of an experiment'), 'experiment/model', { experimentKey }, wire.Models, {
    size: 'list',
  }),
  /** The files of one model; rows are narrowed by who reads them. */
  experimentModelAssets: readOne(
    l10n.t('Assets of a model'),
    'experiment/model/asset/list',
    { experimentKey, modelName: text() },
    Assets,
    { size: 'list' },
  ),
  /** A zip of its files. */
  downloadModel: readBytes(l10n.t('Zip of a model'), 'experiment/model/download', { experimentKey, modelName: text() }),
  /** A model of which the server keeps addresses alone. Not in the documents. */
  logRemoteModel: write(
    l10n.t('Log a remote model'),
    '../../../clientlib/asset/log-remote-model',
    { experimentKey, modelName: text(), remoteEntities: list<RemoteAsset>() },
    'object',
  ),
};

export const registry = {
  /** All of a workspace, each with its `latestVersion`. */
  registryModels: read(l10n.t('Registry models'), 'registry-model', { workspaceName: text() }, wire.RegistryModels, {
    size: 'list',
  }),
  /** The documents list it among the writes too. */
  registryModelCount: readOne(
    l10n.t('Number of registry models'),
    'registry-model/count',
    { workspaceName: text() },
    wire.RegistryModelCount,
  ),
  /** With all its `versions` and their assets. */
  registryModelDetails: readOne(
    l10n.t('Registry model'),
    'registry-model/details',
    ofModel,
    wire.RegistryModelDetails,
    {
      size: 'list',
    },
  ),
  /** With the underscore: the model with one version, the latest of a stage or of numbers. */
  latestRegistryModelVersion: readOne(
    l10n.t('Latest version of a registry model'),
    'registry-model/latest_version',
    { ...ofModel, stage: optional(text()), versionMajor: optional(number()), versionMinor: optional(number()) },
    wire.RegistryModelDetails,
  ),
  /** Markdown. */
  registryModelNotes: readOne(l10n.t('Notes of a registry model'), 'registry-model/notes', ofModel, Notes, {
    size: 'text',
  }),
  /** A zip of the files of a version, or of the one at a stage; of the latest without either. */
  downloadRegistryModel: readBytes(l10n.t('Zip of a registry model version'), 'registry-model/item/download', {
    ...ofModel,
    version: optional(text(), '1.0.0'),
    stage: optional(text()),
  }),
  /** With its first version, `1.0.0` if not said. */
  createRegistryModel: write(
    l10n.t('Create a registry model'),
    'write/registry-model',
    { ...newVersion, isPublic: optional(flag(), false), description: optional(text()) },
    wire.NewRegistryItem,
  ),
  createRegistryModelVersion: write(
    l10n.t('Add a version of a registry model'),
    'write/registry-model/item',
    newVersion,
    wire.NewRegistryItem,
  ),
  /** What is not named stays. */
  updateRegistryModelVersion: write(
    l10n.t('Update a registry model version'),
    'write/registry-model/item/update',
    { registryModelItemId: text(), comment: optional(text(), ''), stages: optional(list<string>()) },
    'perhapsNothing',
  ),
  deleteRegistryModelVersion: changeByGet(
    l10n.t('Delete a registry model version'),
    'write/registry-model/item/delete',
    ofVersion,
    'perhapsNothing',
  ),
  /** What is not named stays. */
  updateRegistryModel: write(
    l10n.t('Update a registry model'),
    'write/registry-model/update',
    {
      registryModelId: text(),
      description: optional(text(), ''),
      registryModelName: optional(text()),
      isPublic: optional(flag()),
    },
    'perhapsNothing',
  ),
  /** Markdown; replaces. The model is called `registryModelName` here. */
  setRegistryModelNotes: write(
    l10n.t('Set the notes of a registry model'),
    'write/registry-model/notes',
    { workspaceName: text(), registryModelName: text(), notes: text() },
    'perhapsNothing',
  ),
  /** With all versions. */
  deleteRegistryModel: changeByGet(
    l10n.t('Delete a registry model'),
    'write/registry-model/delete',
    ofModel,
    'perhapsNothing',
  ),
  /** Adds one; an error when the version is at it. */
  addRegistryModelVersionStage: changeByGet(
    l10n.t('Add a stage'),
    'write/registry-model/item/stage',
    { ...ofVersion, stage: text() },
    'perhapsNothing',
  ),
  deleteRegistryModelVersionStage: changeByGet(
    l10n.t('Remove a stage'),
    'write/registry-model/item/stage/delete',
    { ...ofVersion, stage: text() },
    'perhapsNothing',
  ),
};

/** Servers that are told of changes of stages; of all models of a workspace when none is named. */
export interface WebhookConfig {
  readonly workspaceName: string;
  readonly modelName?: string;
  /** `header` holds secrets. */
  readonly webhookUrls: readonly { readonly url: string; readonly header: Readonly<Record<string, string>> }[];
}

export const webhooks = {
  /** Secrets come back as they were set. */
  webhookConfig: read(
    'Webhooks',
    'webhooks/config',
    { workspaceName: text(), modelName: optional(text()) },
    wire.WebhookConfiguration,
  ),
  /** Adds to what is there. Path inferred; answered with 204 and nothing. */
  updateWebhookConfig: write(
    l10n.t('Update webhooks'),
    'write/webhooks/config',
    { webhookConfigs: list<WebhookConfig>() },
    'perhapsNothing',
  ),
  /** Replaces what is there. Path inferred; answered with 204 and nothing. */
  overrideWebhookConfig: write(
    l10n.t('Override webhooks'),
    'write/webhooks/config/override',
    { webhookConfigs: list<WebhookConfig>() },
    'perhapsNothing',
  ),
};
