/** The Notes tab: what was written about the experiment's project. Fetched when it is first shown. */
import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import type { ExperimentPageState } from '../../../src/shared/protocol';
import { PageElement, type ExperimentHost } from '../../elements/element';
import { actionButton, part, staleNote } from '../../elements/parts';
import { Question } from '../../elements/question';
import { renderMarkdown } from './markdown';

export class NotesTab extends PageElement {
  static override properties = {
    host: { attribute: false },
    state: { attribute: false },
    active: { attribute: false },
  };

  declare host: ExperimentHost;
  declare state: ExperimentPageState;
  declare active: boolean;

  readonly #notes = new Question(this, (nothingToSay: null) => this.host.ask('notes', nothingToSay));
  #drawn: { readonly text: string; readonly content: unknown } | null = null;

  override render(): unknown {
    if (this.active) {
      this.#notes.want(null, this.state.revision);
    }
    const { host, state } = this;
    const project = state.experiment.state === 'ready' ? state.experiment.value.projectName : null;
    return html`
      <div class="text-bar">
        <h2 class="text-path">${l10n.t('Notes of the project')} ${project === null ? nothing : html`<bdi>${project}</bdi>`}</h2>
        ${this.#notes.answer.state === 'ready' ? actionButton('rename', l10n.t('Edit notes'), () => host.do('editNotes', null)) : nothing}
        ${actionButton('browser', l10n.t('Open in browser'), () => host.do('verb', { verb: 'openInBrowser' }))}
      </div>
      <div class="notes" tabindex="0" role="region" aria-label=${l10n.t('Notes')}>
        ${staleNote(this.#notes.staleBecause, this.#notes.retry)}
        ${part(
          this.#notes.answer,
          {
            what: l10n.t('the notes'),
            host,
            retry: this.#notes.retry,
            empty: (notes) =>
              notes === null || notes.trim() === '' ? l10n.t('Nothing has been noted about this project yet.') : null,
          },
          (notes) => html`<article class="markdown">${this.#draw(notes ?? '')}</article>`,
        )}
        ${this.#ownNote()}
      </div>`;
  }

  #draw(text: string): unknown {
    if (this.#drawn?.text !== text) {
      this.#drawn = { text, content: renderMarkdown(text) };
    }
    return this.#drawn.content;
  }

  /** Trackers keep the notes of a single experiment to their web pages; some people log one beside the parameters. */
  #ownNote(): TemplateResult {
    const others = this.state.others?.state === 'ready' ? this.state.others.value : [];
    const note = others.find(({ name }) => /^notes?$/i.test(name))?.current?.value ?? '';
    return html`
      <section class="own-note">
        <h2>${l10n.t('Notes of this experiment')}</h2>
        ${note === '' ? nothing : html`<article class="markdown">${renderMarkdown(note)}</article>`}
        <p class="note">${note === '' ? nothing : `${l10n.t('This was logged with the run.')} `}${l10n.t('What is written into an experiment’s own Notes tab on the web can be read and changed only there.')}
          <button class="plain-link" @click=${() => this.host.do('verb', { verb: 'openInBrowser' })}>${l10n.t('Open in browser')}</button></p>
      </section>`;
  }
}

customElements.define('notes-tab', NotesTab);
