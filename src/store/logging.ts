/**
 * Writing to experiments: a part of the store. What was written is asked for again by the views that show it. Knows no
 * view and no vscode.
 */
import * as l10n from '@vscode/l10n';
import type { Logging, Upload } from '../trackers/backend';
import type { AssetRef, ExperimentRef } from '../shared/reference';
import { experimentKey, type StoreCore } from './core';

export class LoggingStore {
  readonly #core: StoreCore;

  constructor(core: StoreCore) {
    this.#core = core;
  }

  parameter(ref: ExperimentRef, name: string, value: string): Promise<void> {
    return this.#write(ref, (logging, signal) => logging.logParameter?.(ref.key, name, value, signal));
  }

  metric(
    ref: ExperimentRef,
    point: {
      readonly name: string;
      readonly value: number;
      readonly step: number | null;
      readonly epoch: number | null;
    },
  ): Promise<void> {
    return this.#write(ref, (logging, signal) => logging.logMetric?.(ref.key, point, signal));
  }

  other(ref: ExperimentRef, name: string, value: string): Promise<void> {
    return this.#write(ref, (logging, signal) => logging.logOther?.(ref.key, name, value, signal));
  }

  /** `progress` hears how many bytes went out since it last heard. */
  upload(ref: ExperimentRef, upload: Upload, progress: (bytes: number) => void, signal: AbortSignal): Promise<void> {
    return this.#write(ref, (logging, own) =>
      logging.uploadAsset?.(ref.key, upload, progress, AbortSignal.any([own, signal])),
    );
  }

  deleteAsset(ref: AssetRef): Promise<void> {
    return this.#write(ref, (logging, signal) => logging.deleteAsset?.(ref.key, ref.assetId, signal));
  }

  tagAsset(ref: AssetRef, tags: readonly string[]): Promise<void> {
    return this.#write(ref, (logging, signal) => logging.tagAsset?.(ref.key, ref.assetId, tags, signal));
  }

  async #write(
    { connection, key }: ExperimentRef,
    operation: (logging: Partial<Logging>, signal: AbortSignal) => Promise<void> | undefined,
  ): Promise<void> {
    const ref = { connection, key };
    try {
      await this.#core.callOptional(
        connection,
        l10n.t('This tracker cannot be written to in this way.'),
        ({ logging }, signal) => logging && operation(logging, signal),
      );
    } finally {
      // A write that failed half-way may have been heard.
      this.#core.light.evict(experimentKey(ref, ''));
      this.#core.heavy.evict(experimentKey(ref, ''));
      this.#core.fire({ kind: 'experiment', ...ref });
    }
  }
}
