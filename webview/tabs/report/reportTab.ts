/**
 * The Report tab: HTML that was logged, in a frame in which nothing is fetched and nothing runs, and its source.
 * Scripts run in a panel of their own alone. Fetched when it is first shown.
 */
import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import { isReport, type Asset } from '../../../src/shared/experiment';
import type { ExperimentPageState } from '../../../src/shared/protocol';
import { AssetBytes, textOf } from '../assets/assetBytes';
import { NumberedText } from '../code/numberedText';
import { PageElement, type ExperimentHost } from '../../elements/element';
import { actionButton, part, staleNote } from '../../elements/parts';
import { Question } from '../../elements/question';
import { segments } from '../../elements/segments';
import { ThemeChange } from '../../drawing/theme';
import { ReportFrame } from './reportFrame';

const logged = 'logged';

export class ReportTab extends PageElement {
  static override properties = {
    host: { attribute: false },
    state: { attribute: false },
    active: { attribute: false },
    chosen: { state: true },
    view: { state: true },
  };

  declare host: ExperimentHost;
  declare state: ExperimentPageState;
  declare active: boolean;
  /** What was logged as the experiment's report, or an asset's id. */
  declare chosen: string;
  declare view: 'page' | 'source';

  #bytes: AssetBytes | null = null;
  readonly #report = new Question(this, async ({ chosen }: { chosen: string }): Promise<string | null> => {
    if (chosen === logged) {
      return this.host.ask('html', null);
    }
    this.#bytes ??= new AssetBytes(this.host, this.state.reference);
    return textOf(await this.#bytes.read(chosen));
  });
  readonly #source = new NumberedText(this);
  readonly #frame = new ReportFrame();

  constructor() {
    super();
    this.chosen = logged;
    this.view = 'page';
    new ThemeChange(this);
  }

  override render(): TemplateResult {
    if (this.active) {
      this.#report.want({ chosen: this.chosen }, this.chosen === logged ? this.state.revision : 0);
    }
    const { assets } = this.state;
    const files = assets?.state === 'ready' ? assets.value.filter(isReport) : [];
    const { answer } = this.#report;
    if (answer.state === 'ready' && this.view === 'source') {
      this.#source.show(answer.value ?? '');
    }
    return html`
      <div class="text-bar">
        ${files.length === 0 ? nothing : segments({ label: l10n.t('Report'), chosen: this.chosen, choose: (id) => (this.chosen = id), segments: [{ id: logged, title: l10n.t('Logged report') }, ...files.map(({ id, name }) => ({ id, title: name }))] })}
        ${segments({
          label: l10n.t('View'),
          chosen: this.view,
          choose: (view) => (this.view = view),
          segments: [
            { id: 'page', title: l10n.t('Page') },
            { id: 'source', title: l10n.t('Source') },
          ],
        })}
        ${this.#about()}
        ${this.#actions(files)}
      </div>
      ${staleNote(this.#report.staleBecause, this.#report.retry)}
      ${part(
        answer,
        {
          what: l10n.t('the report'),
          host: this.host,
          retry: this.#report.retry,
          empty: (source) => (source === null || source.trim() === '' ? l10n.t('No HTML report was logged.') : null),
        },
        (source) =>
          this.view === 'source'
            ? this.#source.lines(l10n.t('Source of the report'))
            : this.#frame.draw(source ?? '', false).frame,
      )}`;
  }

  #about(): TemplateResult {
    const { answer } = this.#report;
    const source = answer.state === 'ready' ? (answer.value ?? '') : '';
    if (this.view === 'source') {
      return html`<span class="text-path"></span>${source === '' ? nothing : this.#source.field(l10n.t('Search in the source'))}`;
    }
    const hasScripts = source !== '' && this.#frame.draw(source, false).hasScripts;
    const about = hasScripts
      ? l10n.t(
          'Shown without its scripts, which run in a panel of their own. Links and pictures from elsewhere are left out.',
        )
      : l10n.t('Links and pictures from elsewhere are left out.');
    return html`<span class="text-path note report-about">${about}</span>`;
  }

  #actions(files: readonly Asset[]): TemplateResult | typeof nothing {
    const { answer } = this.#report;
    const source = answer.state === 'ready' ? answer.value : null;
    const file = files.find(({ id }) => id === this.chosen);
    return html`
      ${
        source === null || source.trim() === ''
          ? nothing
          : html`
        ${actionButton('enlarge', l10n.t('Open in its own panel'), () => this.host.do('openReport', { assetId: file?.id ?? null }))}
        ${actionButton('copy', l10n.t('Copy source'), () => this.host.do('copyText', { text: source }))}`
      }
      ${file === undefined ? nothing : actionButton('open', l10n.t('Open in editor'), () => this.host.do('assetVerb', { verb: 'openAsset', of: this.state.reference, assetId: file.id }))}`;
  }
}

customElements.define('report-tab', ReportTab);
