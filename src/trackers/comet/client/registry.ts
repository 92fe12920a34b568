/** Endpoints of Comet's model registry. */
import type { ByteStream, Opening } from '../../backend';
import type { CometCalls } from '../endpoint';
import { Notes } from '../wire/projects';
import * as wire from '../wire/registry';

/** A version of a registered model, made of a model that an experiment logged. */
export interface NewItem {
  /** Not the model's name: its id, which the models of the experiment tell. */
  readonly experimentModelId: string;
  readonly registryModelName: string;
  readonly version?: string;
  readonly comment?: string;
  readonly stages?: readonly string[];
}

export class RegistryCalls {
  readonly #calls: CometCalls;

  constructor(calls: CometCalls) {
    this.#calls = calls;
  }

  /** GET registry-model: all of a workspace, each with its `latestVersion`. */
  async registryModels(workspaceName: string, signal: AbortSignal): Promise<wire.RegistryModel[]> {
    return (await this.#calls.get(wire.RegistryModels, 'registry-model', { workspaceName }, signal)).registryModels;
  }

  /** GET registry-model/count, which the documents list among the writes too. */
  async registryModelCount(workspaceName: string, signal: AbortSignal): Promise<number> {
    return (await this.#calls.read(wire.RegistryModelCount, 'registry-model/count', { workspaceName }, signal))
      .registryModelCount;
  }

  /** GET registry-model/details: with all its `versions` and their assets. */
  registryModelDetails(workspaceName: string, modelName: string, signal: AbortSignal): Promise<wire.RegistryModel> {
    return this.#calls.read(wire.RegistryModelDetails, 'registry-model/details', { workspaceName, modelName }, signal);
  }

  /**
   * GET registry-model/latest_version (with the underscore): the model with one version, the latest of a stage or of
   * numbers.
   */
  latestRegistryModelVersion(
    workspaceName: string,
    modelName: string,
    of: { readonly stage?: string; readonly versionMajor?: number; readonly versionMinor?: number },
    signal: AbortSignal,
  ): Promise<wire.RegistryModel> {
    return this.#calls.read(
      wire.RegistryModelDetails,
      'registry-model/latest_version',
      { workspaceName, modelName, ...of },
      signal,
    );
  }

  /** GET registry-model/notes: Markdown. */
  async registryModelNotes(workspaceName: string, modelName: string, signal: AbortSignal): Promise<string> {
    return (await this.#calls.read(Notes, 'registry-model/notes', { workspaceName, modelName }, signal)).notes ?? '';
  }

  /**
   * GET registry-model/item/download: a zip of the files of a version, or of the one at a stage; of the latest without
   * either.
   */
  downloadRegistryModel(
    workspaceName: string,
    modelName: string,
    which: { readonly version?: string; readonly stage?: string },
    signal: AbortSignal,
    opening: Opening = {},
  ): Promise<ByteStream> {
    return this.#calls.open(
      'registry-model/item/download',
      { workspaceName, modelName, ...which },
      false,
      opening,
      signal,
    );
  }

  /** POST write/registry-model: a new registered model with its first version, `1.0.0` if not said. */
  createRegistryModel(
    model: NewItem & { readonly description?: string; readonly isPublic?: boolean },
    signal: AbortSignal,
  ): Promise<wire.NewRegistryItem> {
    return this.#calls.make(wire.NewRegistryItem, 'write/registry-model', model, signal);
  }

  /** POST write/registry-model/item: a new version of a registered model. */
  createRegistryModelVersion(item: NewItem, signal: AbortSignal): Promise<wire.NewRegistryItem> {
    return this.#calls.make(wire.NewRegistryItem, 'write/registry-model/item', item, signal);
  }

  /** POST write/registry-model/item/update: comment and stages of a version; what is not named stays. */
  updateRegistryModelVersion(
    change: { readonly registryModelItemId: string; readonly comment?: string; readonly stages?: readonly string[] },
    signal: AbortSignal,
  ): Promise<void> {
    return this.#calls.write('write/registry-model/item/update', change, signal);
  }

  /** GET write/registry-model/item/delete: a change, although made by GET. */
  deleteRegistryModelVersion(modelItemId: string, signal: AbortSignal): Promise<void> {
    return this.#calls.changeByGet('write/registry-model/item/delete', { modelItemId }, signal);
  }

  /** POST write/registry-model/update: what is not named stays. */
  updateRegistryModel(
    change: {
      readonly registryModelId: string;
      readonly registryModelName?: string;
      readonly description?: string;
      readonly isPublic?: boolean;
    },
    signal: AbortSignal,
  ): Promise<void> {
    return this.#calls.write('write/registry-model/update', change, signal);
  }

  /** POST write/registry-model/notes: Markdown; replaces. The model is called `registryModelName` here. */
  setRegistryModelNotes(
    workspaceName: string,
    registryModelName: string,
    notes: string,
    signal: AbortSignal,
  ): Promise<void> {
    return this.#calls.write('write/registry-model/notes', { workspaceName, registryModelName, notes }, signal);
  }

  /** GET write/registry-model/delete: with all versions. A change, although made by GET. */
  deleteRegistryModel(workspaceName: string, modelName: string, signal: AbortSignal): Promise<void> {
    return this.#calls.changeByGet('write/registry-model/delete', { workspaceName, modelName }, signal);
  }

  /**
   * GET write/registry-model/item/stage: adds one; an error when the version is at it. A change, although made by GET.
   */
  addRegistryModelVersionStage(modelItemId: string, stage: string, signal: AbortSignal): Promise<void> {
    return this.#calls.changeByGet('write/registry-model/item/stage', { modelItemId, stage }, signal);
  }

  /** GET write/registry-model/item/stage/delete: a change, although made by GET. */
  deleteRegistryModelVersionStage(modelItemId: string, stage: string, signal: AbortSignal): Promise<void> {
    return this.#calls.changeByGet('write/registry-model/item/stage/delete', { modelItemId, stage }, signal);
  }
}
