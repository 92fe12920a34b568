/** Endpoints of Comet about models that experiments logged. */
import { mapInTurns } from '../../../eventLoop';
import type { ByteStream, Opening } from '../../backend';
import type { CometCalls } from '../endpoint';
import { Asset, Assets } from '../wire/assets';
import { narrow } from '../wire/primitives';
import * as wire from '../wire/registry';
import type { RemoteAsset } from './assets';

export class ModelCalls {
  readonly #calls: CometCalls;

  constructor(calls: CometCalls) {
    this.#calls = calls;
  }

  /** GET experiment/model: models and where they are registered; the name comes in two spellings. */
  async experimentModels(experimentKey: string, signal: AbortSignal): Promise<wire.ExperimentModel[]> {
    return (await this.#calls.read(wire.Models, 'experiment/model', { experimentKey }, signal)).models;
  }

  /** GET experiment/model/asset/list: the files of one model. */
  async experimentModelAssets(experimentKey: string, modelName: string, signal: AbortSignal): Promise<Asset[]> {
    const { assets } = await this.#calls.read(
      Assets,
      'experiment/model/asset/list',
      { experimentKey, modelName },
      signal,
    );
    return mapInTurns(assets, (row, index) => narrow(Asset, row, `assets.${index}`));
  }

  /** GET experiment/model/download: a zip of the model's files. */
  downloadModel(
    experimentKey: string,
    modelName: string,
    signal: AbortSignal,
    opening: Opening = {},
  ): Promise<ByteStream> {
    return this.#calls.open('experiment/model/download', { experimentKey, modelName }, false, opening, signal);
  }

  /**
   * POST /clientlib/asset/log-remote-model: a model of which the server keeps addresses alone. Not in the documents.
   */
  logRemoteModel(
    experimentKey: string,
    modelName: string,
    remoteEntities: readonly RemoteAsset[],
    signal: AbortSignal,
  ): Promise<void> {
    return this.#calls.write(
      '../../../clientlib/asset/log-remote-model',
      { experimentKey, modelName, remoteEntities },
      signal,
    );
  }
}
