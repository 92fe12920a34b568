/** Writing to an experiment, with Comet. */
import { openFile } from '../../http/client';
import type { Logging, Upload } from '../../backend';
import type { CometClient } from '../client/client';

export class CometLogging implements Logging {
  readonly #client: CometClient;

  constructor(client: CometClient) {
    this.#client = client;
  }

  logParameter(key: string, parameterName: string, parameterValue: string, signal: AbortSignal): Promise<void> {
    return this.#client.logging.logParameter(key, { parameterName, parameterValue }, signal);
  }

  logMetric(
    key: string,
    {
      name,
      value,
      step,
      epoch,
    }: { readonly name: string; readonly value: number; readonly step: number | null; readonly epoch: number | null },
    signal: AbortSignal,
  ): Promise<void> {
    const when = { ...(step === null ? {} : { step }), ...(epoch === null ? {} : { epoch }) };
    return this.#client.logging.logMetric(key, { metricName: name, metricValue: value, ...when }, signal);
  }

  logOther(key: string, name: string, value: string, signal: AbortSignal): Promise<void> {
    return this.#client.logging.logOther(key, name, value, signal);
  }

  async uploadAsset(
    key: string,
    upload: Upload,
    progress: (bytes: number) => void,
    signal: AbortSignal,
  ): Promise<void> {
    const { file, name, type, step, context, overwrite } = upload;
    const extension = /[^/.]\.([^/.]+)$/.exec(name)?.[1];
    const description = {
      fileName: name,
      overwrite,
      ...(extension === undefined ? {} : { extension }),
      ...(type === null ? {} : { type }),
      ...(step === null ? {} : { step }),
      ...(context === null ? {} : { context }),
    };
    await this.#client.assets.uploadAsset(key, description, await openFile(file), null, progress, signal);
  }

  deleteAsset(key: string, assetId: string, signal: AbortSignal): Promise<void> {
    return this.#client.assets.deleteAsset(key, assetId, signal);
  }

  tagAsset(key: string, assetId: string, tags: readonly string[], signal: AbortSignal): Promise<void> {
    return this.#client.assets.addAssetTags(key, assetId, tags, signal);
  }
}
