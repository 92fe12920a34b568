/** Endpoints of Comet about stores: the text that an instance of a panel keeps. */
import type { CometCalls } from '../endpoint';
import { Store } from '../wire/templates';

export class StoreCalls {
  readonly #calls: CometCalls;

  constructor(calls: CometCalls) {
    this.#calls = calls;
  }

  /** GET viz-instance/store/get: the whole store as one text, mostly JSON; null when nothing was stored. */
  async getStore(projectId: string, instanceId: string, signal: AbortSignal): Promise<string | null> {
    return (await this.#calls.read(Store, 'viz-instance/store/get', { instanceId, projectId }, signal)).store;
  }

  /** POST write/viz-instance/store/save: replaces the whole store. Path inferred. */
  saveStore(projectId: string, instanceId: string, store: string, signal: AbortSignal): Promise<void> {
    return this.#calls.write('write/viz-instance/store/save', { instanceId, projectId, store }, signal);
  }
}
