/**
 * Below the header of a crashed run: the exception that ended it, and the way to it in the output. Says nothing where
 * that is not known.
 */
import * as l10n from '@vscode/l10n';
import { html, nothing } from 'lit';
import { experimentId, type ExperimentRef } from '../../src/shared/reference';
import type { Crash } from '../../src/shared/protocol';
import { PageElement, type ExperimentHost } from '../elements/element';
import { icon } from '../elements/icons';

export class CrashStrip extends PageElement {
  static override properties = {
    reference: { attribute: false },
    revision: { attribute: false },
    crash: { state: true },
  };

  declare host: ExperimentHost;
  declare reference: ExperimentRef;
  /** A new one asks again. */
  declare revision: number;
  declare show: () => void;
  declare crash: Crash | null;

  #asked = '';

  constructor() {
    super();
    this.crash = null;
  }

  override render(): unknown {
    this.#ask();
    if (this.crash === null) {
      return nothing;
    }
    const { exception, details } = this.crash;
    return html`
      <div class="strip strip-bad" role="note" aria-label=${l10n.t('Why it crashed')}>
        ${icon('crashed')}
        <p class="strip-text" dir="auto" title=${[exception, ...details].join('\n')}>${exception}</p>
        <button class="plain-link" @click=${() => this.show()}>${l10n.t('Show in output')}</button>
      </div>`;
  }

  #ask(): void {
    const asked = `${experimentId(this.reference)} ${this.revision}`;
    if (asked === this.#asked) {
      return;
    }
    this.#asked = asked;
    // Where the output cannot be had, its tab says why.
    this.host.ask('crash', null).then(
      (crash) => {
        if (asked === this.#asked) {
          this.crash = crash;
        }
      },
      () => undefined,
    );
  }
}

customElements.define('crash-strip', CrashStrip);
