/** Requests by hand, from the tracker's own templates. Knows no view and no vscode. */
import * as l10n from '@vscode/l10n';
import type { ConnectionRef } from '../shared/reference';
import type { FilledRequest, RawAnswer, RequestTemplate } from '../shared/requests';
import type { StoreCore } from './core';

export class RequestStore {
  readonly #core: StoreCore;
  readonly #refresh: (ref: ConnectionRef) => void;

  /** @param refresh forgets all that is known of a connection */
  constructor(core: StoreCore, refresh: (ref: ConnectionRef) => void) {
    this.#core = core;
    this.#refresh = refresh;
  }

  templates({ connection }: ConnectionRef): Promise<readonly RequestTemplate[]> {
    return this.#core.callOptional(
      connection,
      l10n.t('This tracker cannot be sent requests by hand.'),
      ({ requests }) => requests && Promise.resolve(requests.templates),
    );
  }

  /** A request by hand; after a change, everything of the connection is asked for again. */
  async send(ref: ConnectionRef, request: FilledRequest): Promise<RawAnswer> {
    try {
      return await this.#core.callOptional(
        ref.connection,
        l10n.t('This tracker cannot be sent requests by hand.'),
        ({ requests }, signal) => requests?.send(request, signal),
      );
    } finally {
      if (request.template.changes) {
        this.#refresh({ connection: ref.connection });
      }
    }
  }
}
