/** One text sample as it was logged: its beginning, and all of it on request. */
import * as l10n from '@vscode/l10n';
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { Asset } from '../../../src/shared/experiment';
import { formatCount } from '../../../src/shared/format';
import { failed, ready, type Loadable } from '../../../src/shared/problem';
import { textOf, type AssetBytes } from '../assets/assetBytes';
import { PageElement } from '../../elements/element';
import { Visibility } from '../../elements/visibility';

/** Characters that are shown before somebody wants all. */
const glance = 2000;

export function sampleText(text: Loadable<string> | undefined, whole: boolean, showAll: () => void): TemplateResult {
  switch (text?.state) {
    case undefined:
    case 'loading':
      return html`<span class="hint" aria-busy="true">${l10n.t('Loading…')}</span>`;
    case 'failed':
      return html`<span class="hint warning" role="alert">${text.problem.message} ${text.problem.advice}</span>`;
    case 'ready': {
      const cut = text.value.length > glance && !whole;
      return html`<pre dir="auto">${cut ? `${text.value.slice(0, glance)}…` : text.value}</pre>
        ${cut ? html`<button class="plain-link" @click=${showAll}>${l10n.t('Show all {characters}', { characters: formatCount(text.value.length, 'character') })}</button>` : nothing}`;
    }
  }
}

/** Reads its asset when it comes into view. */
export class AssetText extends PageElement {
  static override properties = {
    bytes: { attribute: false },
    asset: { attribute: false },
    text: { state: true },
    whole: { state: true },
  };

  declare bytes: AssetBytes;
  declare asset: Asset;
  declare text: Loadable<string> | undefined;
  declare whole: boolean;

  readonly #visibility = new Visibility(this, () => this.#read());
  #wanted: string | null = null;

  constructor() {
    super();
    this.text = undefined;
    this.whole = false;
  }

  override render(): TemplateResult {
    return sampleText(this.text, this.whole, () => (this.whole = true));
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('asset') || changed.has('bytes')) {
      this.#read();
    }
  }

  /** The last text stays until the next one is there. */
  #read(): void {
    const { asset } = this;
    if (!this.#visibility.visible || this.#wanted === asset.id) {
      return;
    }
    this.#wanted = asset.id;
    this.whole = false;
    void this.bytes
      .read(asset.id)
      .then((bytes) => ready(textOf(bytes)), failed)
      .then((text) => {
        if (this.#wanted === asset.id) {
          this.text = text;
        }
      });
  }
}

customElements.define('asset-text', AssetText);
