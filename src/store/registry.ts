/** What we know of model registries: a part of the store. Knows no view and no vscode. */
import * as l10n from '@vscode/l10n';
import type { ByteStream, ModelRegistry, Opening } from '../trackers/backend';
import { BackendError } from '../shared/problem';
import type { RegistryModelRef, RegistryVersionRef, WorkspaceRef } from '../shared/reference';
import type {
  NewVersion,
  RegistryModel,
  RegistryModelChange,
  RegistryModelDetails,
  RegistryVersion,
  WebhookConfiguration,
} from '../shared/registry';
import { experimentKey, workspaceKey, type StoreCore } from './core';

export class RegistryStore {
  readonly #core: StoreCore;

  constructor(core: StoreCore) {
    this.#core = core;
  }

  models(ref: WorkspaceRef): Promise<readonly RegistryModel[]> {
    return this.#core.light.get(workspaceKey(ref, 'registry/models'), () =>
      this.#call(ref, (registry, signal) => registry.listModels(ref.workspace, signal)),
    );
  }

  model(ref: RegistryModelRef): Promise<RegistryModelDetails> {
    return this.#core.light.get(workspaceKey(ref, `registry/model/${ref.registryModel}`), () =>
      this.#call(ref, (registry, signal) => registry.getModel(ref.workspace, ref.registryModel, signal)),
    );
  }

  async version(ref: RegistryVersionRef): Promise<RegistryVersion> {
    const version = (await this.model(ref)).versions.find((one) => one.version === ref.version);
    if (version === undefined) {
      throw new BackendError(
        'notFound',
        l10n.t('The model “{registryModel}” has no version {version} (any more).', {
          registryModel: ref.registryModel,
          version: ref.version,
        }),
        {
          advice: l10n.t('Refresh the workspace.'),
        },
      );
    }
    return version;
  }

  /** Never from the cache: it is about to be edited. */
  notes(ref: RegistryModelRef): Promise<string> {
    return this.#call(ref, (registry, signal) => registry.getNotes?.(ref.workspace, ref.registryModel, signal));
  }

  setNotes(ref: RegistryModelRef, notes: string): Promise<void> {
    return this.#change(ref, (registry, signal) =>
      registry.setNotes?.(ref.workspace, ref.registryModel, notes, signal),
    );
  }

  async register(ref: WorkspaceRef, version: NewVersion): Promise<void> {
    await this.#change(ref, (registry, signal) => registry.register?.(ref.workspace, version, signal));
    const experiment = { connection: ref.connection, key: version.experimentKey };
    this.#core.light.evict(experimentKey(experiment, 'live/models'));
    this.#core.fire({ kind: 'experiment', ...experiment });
  }

  changeModel(ref: RegistryModelRef, change: RegistryModelChange): Promise<void> {
    return this.#change(ref, (registry, signal) =>
      registry.changeModel?.(ref.workspace, ref.registryModel, change, signal),
    );
  }

  deleteModel(ref: RegistryModelRef): Promise<void> {
    return this.#change(ref, (registry, signal) => registry.deleteModel?.(ref.workspace, ref.registryModel, signal));
  }

  async comment(ref: RegistryVersionRef, comment: string): Promise<void> {
    const version = await this.version(ref);
    await this.#change(ref, (registry, signal) => registry.commentVersion?.(version, comment, signal));
  }

  async addStage(ref: RegistryVersionRef, stage: string): Promise<void> {
    const version = await this.version(ref);
    await this.#change(ref, (registry, signal) => registry.addStage?.(version, stage, signal));
  }

  async removeStage(ref: RegistryVersionRef, stage: string): Promise<void> {
    const version = await this.version(ref);
    await this.#change(ref, (registry, signal) => registry.removeStage?.(version, stage, signal));
  }

  async deleteVersion(ref: RegistryVersionRef): Promise<void> {
    const version = await this.version(ref);
    await this.#change(ref, (registry, signal) => registry.deleteVersion?.(version, signal));
  }

  downloadVersion(ref: RegistryVersionRef, opening: Opening, signal: AbortSignal): Promise<ByteStream> {
    return this.#call(ref, (registry, own) =>
      registry.downloadVersion?.(
        ref.workspace,
        ref.registryModel,
        ref.version,
        opening,
        AbortSignal.any([own, signal]),
      ),
    );
  }

  /** Never from the cache: it is about to be edited, and holds secrets. */
  webhooks(ref: WorkspaceRef, model: string | null): Promise<WebhookConfiguration> {
    return this.#call(ref, (registry, signal) => registry.getWebhooks?.(ref.workspace, model, signal));
  }

  setWebhooks(ref: WorkspaceRef, configuration: WebhookConfiguration): Promise<void> {
    return this.#change(ref, (registry, signal) => registry.setWebhooks?.(configuration, signal));
  }

  #call<T>(
    { connection }: WorkspaceRef,
    use: (registry: ModelRegistry, signal: AbortSignal) => Promise<T> | undefined,
  ): Promise<T> {
    return this.#core.callOptional(
      connection,
      l10n.t('This tracker cannot do this with registered models.'),
      ({ registry }, signal) => registry && use(registry, signal),
    );
  }

  async #change(
    ref: WorkspaceRef,
    operation: (registry: ModelRegistry, signal: AbortSignal) => Promise<void> | undefined,
  ): Promise<void> {
    try {
      await this.#call(ref, operation);
    } finally {
      // A refusal too may mean that somebody else was there before us.
      this.#core.light.evict(workspaceKey(ref, 'registry/'));
      this.#core.fire({ kind: 'workspace', connection: ref.connection, workspace: ref.workspace });
    }
  }
}
