/**
 * Bytes of experiments' assets, to be drawn: a few questions at once, the newest request first, remembered while there
 * is space. Knows no kind of asset.
 */
import { decodedText } from '../../../src/shared/text/decodedText';
import { experimentId, type ExperimentRef } from '../../../src/shared/reference';
import type { ExperimentHost } from '../../elements/element';

export type Bytes = Uint8Array<ArrayBuffer>;

const questionsAtOnce = 4;
const mostCachedBytes = 96 * 1024 * 1024;

interface ReadRequest {
  readonly of: ExperimentRef;
  readonly assetId: string;
  readonly signal: AbortSignal | undefined;
  readonly resolve: (bytes: Bytes) => void;
  readonly reject: (reason: unknown) => void;
}

/** The bytes of all experiments that are shown together: they share the room and the turns. */
export class AssetPool {
  readonly #host: ExperimentHost;
  readonly #cached = new Map<string, Bytes>();
  readonly #underway = new Map<string, Promise<Bytes>>();
  readonly #queue: ReadRequest[] = [];
  #asking = 0;
  #size = 0;

  constructor(host: ExperimentHost) {
    this.#host = host;
  }

  /**
   * Rejects as the host refuses; a request that is withdrawn before its turn rejects with the signal's reason and asks
   * nothing.
   */
  read(of: ExperimentRef, assetId: string, signal?: AbortSignal): Promise<Bytes> {
    const name = nameOf(of, assetId);
    const cached = this.#cached.get(name);
    if (cached !== undefined) {
      this.#store(name, cached);
      return Promise.resolve(cached);
    }
    return (
      this.#underway.get(name) ??
      new Promise((resolve, reject) => {
        this.#queue.push({ of, assetId, signal, resolve, reject });
        this.#next();
      })
    );
  }

  #next(): void {
    while (this.#asking < questionsAtOnce) {
      const request = this.#queue.pop();
      if (request === undefined) {
        return;
      }
      if (request.signal?.aborted === true) {
        request.reject(request.signal.reason);
      } else {
        void this.#ask(request.of, request.assetId).then(request.resolve, request.reject);
      }
    }
  }

  /** Two requests for one asset may both have waited for their turn. */
  #ask(of: ExperimentRef, assetId: string): Promise<Bytes> {
    const name = nameOf(of, assetId);
    const cached = this.#cached.get(name);
    if (cached !== undefined) {
      return Promise.resolve(cached);
    }
    const underway = this.#underway.get(name);
    if (underway !== undefined) {
      return underway;
    }
    this.#asking += 1;
    const asked = this.#host
      .ask('asset', { of, assetId })
      .then((bytes) => {
        this.#store(name, bytes);
        return bytes;
      })
      .finally(() => {
        this.#asking -= 1;
        this.#underway.delete(name);
        this.#next();
      });
    this.#underway.set(name, asked);
    return asked;
  }

  /** The least lately used go first. */
  #store(name: string, bytes: Bytes): void {
    this.#size += bytes.length - (this.#cached.get(name)?.length ?? 0);
    this.#cached.delete(name);
    this.#cached.set(name, bytes);
    for (const [oldest, { length }] of this.#cached) {
      if (this.#size <= mostCachedBytes || oldest === name) {
        return;
      }
      this.#cached.delete(oldest);
      this.#size -= length;
    }
  }
}

const nameOf = (of: ExperimentRef, assetId: string): string => `${experimentId(of)}/${assetId}`;

/** The bytes of one experiment's assets; without a pool to share it has one of its own. */
export class AssetBytes {
  readonly #of: ExperimentRef;
  readonly #pool: AssetPool;

  constructor(host: ExperimentHost, of: ExperimentRef, pool = new AssetPool(host)) {
    this.#of = of;
    this.#pool = pool;
  }

  /** As the pool reads. */
  read(assetId: string, signal?: AbortSignal): Promise<Bytes> {
    return this.#pool.read(this.#of, assetId, signal);
  }
}

/** As the mark at its beginning says, otherwise UTF-8. */
export const textOf = (bytes: Bytes): string => decodedText(bytes);
