/** Bytes of assets, to be drawn: a few questions at once, the newest wish first, kept while there is room. Knows no kind of asset. */
import type { ExperimentHost } from './element';

export type Bytes = Uint8Array<ArrayBuffer>;

const questionsAtOnce = 4;
const roomForBytes = 96 * 1024 * 1024;

interface Wish {
  readonly assetId: string;
  readonly signal: AbortSignal | undefined;
  readonly resolve: (bytes: Bytes) => void;
  readonly reject: (reason: unknown) => void;
}

export class AssetBytes {
  readonly #host: ExperimentHost;
  readonly #kept = new Map<string, Bytes>();
  readonly #underway = new Map<string, Promise<Bytes>>();
  readonly #wishes: Wish[] = [];
  #asking = 0;

  constructor(host: ExperimentHost) {
    this.#host = host;
  }

  /** Rejects as the host refuses; a wish that is withdrawn before its turn rejects with the signal's reason and asks nothing. */
  read(assetId: string, signal?: AbortSignal): Promise<Bytes> {
    const kept = this.#kept.get(assetId);
    if (kept !== undefined) {
      this.#keep(assetId, kept);
      return Promise.resolve(kept);
    }
    return this.#underway.get(assetId) ?? new Promise((resolve, reject) => {
      this.#wishes.push({ assetId, signal, resolve, reject });
      this.#next();
    });
  }

  #next(): void {
    while (this.#asking < questionsAtOnce) {
      const wish = this.#wishes.pop();
      if (wish === undefined) return;
      if (wish.signal?.aborted === true) wish.reject(wish.signal.reason);
      else void this.#ask(wish.assetId).then(wish.resolve, wish.reject);
    }
  }

  /** Two wishes for one asset may both have waited for their turn. */
  #ask(assetId: string): Promise<Bytes> {
    const kept = this.#kept.get(assetId);
    if (kept !== undefined) return Promise.resolve(kept);
    const underway = this.#underway.get(assetId);
    if (underway !== undefined) return underway;
    this.#asking += 1;
    const asked = this.#host.ask('asset', { assetId }).then((bytes) => {
      this.#keep(assetId, bytes);
      return bytes;
    }).finally(() => {
      this.#asking -= 1;
      this.#underway.delete(assetId);
      this.#next();
    });
    this.#underway.set(assetId, asked);
    return asked;
  }

  /** The least lately used go first. */
  #keep(assetId: string, bytes: Bytes): void {
    this.#kept.delete(assetId);
    this.#kept.set(assetId, bytes);
    let size = 0;
    for (const { length } of this.#kept.values()) size += length;
    for (const [id, { length }] of this.#kept) {
      if (size <= roomForBytes || id === assetId) return;
      this.#kept.delete(id);
      size -= length;
    }
  }
}

const utf8 = new TextDecoder();
export const textOf = (bytes: Bytes): string => utf8.decode(bytes);
