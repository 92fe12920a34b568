/** Parts of the page whose code comes when they are first shown. Knows no part. */
import * as l10n from '@vscode/l10n';
import type { ReactiveControllerHost } from 'lit';
import { BackendError, failed, loading, ready, type Loadable } from '../../src/shared/problem';

export class OnDemand<P extends string> {
  readonly #element: ReactiveControllerHost;
  readonly #sources: Readonly<Record<P, () => Promise<unknown>>>;
  readonly #states = new Map<P, Loadable<null>>();

  constructor(element: ReactiveControllerHost, sources: Readonly<Record<P, () => Promise<unknown>>>) {
    this.#element = element;
    this.#sources = sources;
  }

  /** Safe to call at each drawing: the first call fetches. */
  state(part: P): Loadable<null> {
    const known = this.#states.get(part);
    if (known !== undefined) {
      return known;
    }
    this.fetch(part);
    return loading;
  }

  fetch(part: P): void {
    this.#states.set(part, loading);
    void this.#sources
      [part]()
      .then(
        () => ready(null),
        () =>
          failed(
            new BackendError('unexpected', l10n.t('This part of the page could not be read.'), {
              advice: l10n.t('Close the panel and open it again.'),
            }),
          ),
      )
      .then((state) => {
        this.#states.set(part, state);
        this.#element.requestUpdate();
      });
  }
}
