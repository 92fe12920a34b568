/**
 * The model registry, with Comet, which knows the models of experiments by ids and those of the registry by tidied
 * names.
 */
import * as l10n from '@vscode/l10n';
import { BackendError } from '../../../shared/problem';
import {
  registryName,
  type NewVersion,
  type RegistryModel,
  type RegistryModelChange,
  type RegistryModelDetails,
  type RegistryVersion,
  type WebhookConfiguration,
} from '../../../shared/registry';
import type { ByteStream, ModelRegistry, Opening } from '../../backend';
import type { CometClient } from '../client/client';
import { toRegistryModel, toRegistryModelDetails, toWebhooks } from '../translation/registry';

export class CometRegistry implements Required<ModelRegistry> {
  readonly #client: CometClient;

  constructor(client: CometClient) {
    this.#client = client;
  }

  async listModels(workspace: string, signal: AbortSignal): Promise<RegistryModel[]> {
    return (await this.#client.registry.registryModels(workspace, signal)).map((row) =>
      toRegistryModel(row, workspace),
    );
  }

  async getModel(workspace: string, name: string, signal: AbortSignal): Promise<RegistryModelDetails> {
    return toRegistryModelDetails(await this.#client.registry.registryModelDetails(workspace, name, signal), workspace);
  }

  getNotes(workspace: string, name: string, signal: AbortSignal): Promise<string> {
    return this.#client.registry.registryModelNotes(workspace, name, signal);
  }

  setNotes(workspace: string, name: string, notes: string, signal: AbortSignal): Promise<void> {
    return this.#client.registry.setRegistryModelNotes(workspace, name, notes, signal);
  }

  async register(
    workspace: string,
    { experimentKey, model, registryName: wanted, version, comment, stages }: NewVersion,
    signal: AbortSignal,
  ): Promise<void> {
    const name = tidied(wanted);
    const [experimentModelId, known] = await Promise.all([
      this.#experimentModelId(experimentKey, model, signal),
      this.listModels(workspace, signal),
    ]);
    const item = {
      experimentModelId,
      registryModelName: name,
      ...(version === null ? {} : { version }),
      ...(comment === null ? {} : { comment }),
      ...(stages.length === 0 ? {} : { stages: [...new Set(stages)] }),
    };
    if (!known.some((one) => one.name === name)) {
      await this.#client.registry.createRegistryModel({ ...item, isPublic: false }, signal);
      return;
    }
    if (
      version !== null &&
      (await this.getModel(workspace, name, signal)).versions.some((one) => one.version === version)
    ) {
      throw new BackendError(
        'refused',
        l10n.t('The model “{name}” has a version {version} already.', { name, version }),
        {
          advice: l10n.t('Choose a higher version.'),
        },
      );
    }
    await this.#client.registry.createRegistryModelVersion(item, signal);
  }

  async changeModel(
    workspace: string,
    name: string,
    { name: wanted, description, isPublic }: RegistryModelChange,
    signal: AbortSignal,
  ): Promise<void> {
    const known = await this.listModels(workspace, signal);
    const model = known.find((one) => one.name === name);
    if (model === undefined) {
      throw new BackendError(
        'notFound',
        l10n.t('The workspace has no registered model “{name}” (any more).', { name }),
        {
          advice: l10n.t('Refresh the workspace.'),
        },
      );
    }
    const newName = wanted === undefined ? name : tidied(wanted);
    if (newName !== name && known.some((one) => one.name === newName)) {
      throw new BackendError(
        'refused',
        l10n.t('The workspace “{workspace}” has a registered model “{newName}” already.', { workspace, newName }),
        {
          advice: l10n.t('Choose another name.'),
        },
      );
    }
    const change = {
      ...(newName === name ? {} : { registryModelName: newName }),
      ...(description === undefined ? {} : { description }),
      ...(isPublic === undefined ? {} : { isPublic }),
    };
    if (Object.keys(change).length > 0) {
      await this.#client.registry.updateRegistryModel({ registryModelId: model.id, ...change }, signal);
    }
  }

  deleteModel(workspace: string, name: string, signal: AbortSignal): Promise<void> {
    return this.#client.registry.deleteRegistryModel(workspace, name, signal);
  }

  commentVersion(version: RegistryVersion, comment: string, signal: AbortSignal): Promise<void> {
    return this.#client.registry.updateRegistryModelVersion({ registryModelItemId: version.id, comment }, signal);
  }

  async addStage(version: RegistryVersion, stage: string, signal: AbortSignal): Promise<void> {
    if (version.stages.includes(stage)) {
      throw new BackendError(
        'refused',
        l10n.t('Version {version} is at the stage “{stage}” already.', { version: version.version, stage }),
      );
    }
    await this.#client.registry.addRegistryModelVersionStage(version.id, stage, signal);
  }

  removeStage(version: RegistryVersion, stage: string, signal: AbortSignal): Promise<void> {
    return this.#client.registry.deleteRegistryModelVersionStage(version.id, stage, signal);
  }

  deleteVersion(version: RegistryVersion, signal: AbortSignal): Promise<void> {
    return this.#client.registry.deleteRegistryModelVersion(version.id, signal);
  }

  downloadVersion(
    workspace: string,
    name: string,
    version: string,
    opening: Opening,
    signal: AbortSignal,
  ): Promise<ByteStream> {
    return this.#client.registry.downloadRegistryModel(workspace, name, { version }, signal, opening);
  }

  async getWebhooks(workspace: string, model: string | null, signal: AbortSignal): Promise<WebhookConfiguration> {
    return toWebhooks(
      await this.#client.webhooks.webhookConfig(workspace, model ?? undefined, signal),
      workspace,
      model,
    );
  }

  /** What is not named goes: the user has edited all of it. */
  setWebhooks({ workspace, model, webhooks }: WebhookConfiguration, signal: AbortSignal): Promise<void> {
    const configuration = {
      workspaceName: workspace,
      ...(model === null ? {} : { modelName: model }),
      webhookUrls: webhooks,
    };
    return this.#client.webhooks.overrideWebhookConfig([configuration], signal);
  }

  async #experimentModelId(experimentKey: string, name: string, signal: AbortSignal): Promise<string> {
    const model = (await this.#client.models.experimentModels(experimentKey, signal)).find(
      (one) => one.modelName === name,
    );
    if (model === undefined) {
      throw new BackendError('notFound', l10n.t('The experiment has no model “{name}” (any more).', { name }), {
        advice: l10n.t('Refresh the experiment.'),
      });
    }
    if (model.experimentModelId === null) {
      throw new BackendError(
        'unsupported',
        l10n.t('The server does not tell the id of the model, without which it cannot be registered.'),
      );
    }
    return model.experimentModelId;
  }
}

/** @throws BackendError (refused) when nothing is left of the name */
function tidied(wanted: string): string {
  const name = registryName(wanted);
  if (name === '') {
    throw new BackendError('refused', l10n.t('The name of a registered model needs a letter or a digit.'), {
      advice: l10n.t('Choose another name.'),
    });
  }
  return name;
}
