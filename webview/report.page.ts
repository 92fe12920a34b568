/**
 * The report page: HTML that a run logged, and its source. The only page in which scripts of others run: when the
 * reader asks for it, again each time, until it is stopped.
 */
import * as l10n from '@vscode/l10n';
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { deepEqual } from '../src/shared/base/objects';
import type { ReportPageMemory, ReportPageProtocol, ReportPageState } from '../src/shared/protocol';
import { textOf } from './tabs/assets/assetBytes';
import { NumberedText } from './tabs/code/numberedText';
import { ThemeChange } from './drawing/theme';
import { PageElement } from './elements/element';
import { actionButton, loadingPart, part, staleNote } from './elements/parts';
import { Question } from './elements/question';
import { segments } from './elements/segments';
import { connect, type Host } from './host';
import { FindKey } from './page/findKey';
import { ReportFrame } from './tabs/report/reportFrame';
import { registerToolkit } from './toolkit';

export class ReportPage extends PageElement {
  static override properties = { state: { state: true }, view: { state: true }, allowed: { state: true } };

  declare state: ReportPageState | null;
  declare view: 'page' | 'source';
  /**
   * The report whose scripts the reader allowed, by its text: another one has to be allowed again. Never remembered.
   */
  declare allowed: string | null;

  readonly #host: Host<ReportPageProtocol, ReportPageMemory>;
  readonly #report = new Question(this, async (): Promise<string | null> => {
    const report = await this.#host.ask('report', null);
    return typeof report === 'string' || report === null ? report : textOf(report);
  });
  readonly #source = new NumberedText(this);
  readonly #frame = new ReportFrame();
  #remembered: ReportPageMemory | null = null;

  constructor() {
    super();
    this.state = null;
    this.view = 'page';
    this.allowed = null;
    this.#host = connect<ReportPageProtocol, ReportPageMemory>((state) => this.#receive(state));
    new ThemeChange(this);
    new FindKey(this);
  }

  override render(): TemplateResult {
    if (this.state === null) {
      return html`<main class="alone">${loadingPart(l10n.t('the report'))}</main>`;
    }
    this.#report.want(this.state.reference, this.state.revision);
    const { answer } = this.#report;
    if (answer.state === 'ready' && this.view === 'source') {
      this.#source.show(answer.value ?? '');
    }
    return html`
      <main class="report-page">
        <div class="text-bar">
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
          ${
            this.#held === null
              ? nothing
              : html`
            ${actionButton('copy', l10n.t('Copy source'), () => this.#host.do('copyText', { text: this.#held ?? '' }))}
            ${actionButton('open', l10n.t('Open source'), () => this.#host.do('openSource', null))}`
          }
        </div>
        ${staleNote(this.#report.staleBecause, this.#report.retry)}
        ${part(
          answer,
          {
            what: l10n.t('the report'),
            host: this.#host,
            retry: this.#report.retry,
            empty: (source) => (source === null || source.trim() === '' ? l10n.t('No HTML report was logged.') : null),
          },
          (source) =>
            this.view === 'source'
              ? this.#source.lines(l10n.t('Source of the report'))
              : this.#frame.draw(source ?? '', this.#runs).frame,
        )}
      </main>`;
  }

  override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    // What was allowed is not what is shown now.
    if (this.allowed !== null && this.#held !== null && this.allowed !== this.#held) {
      this.#stop();
    }
  }

  get #held(): string | null {
    const { answer } = this.#report;
    return answer.state === 'ready' ? answer.value : null;
  }

  /** The host says so as well: by then it offers a way to stop them that needs nothing of this page. */
  get #runs(): boolean {
    return this.state?.runsScripts === true && this.allowed !== null && this.allowed === this.#held;
  }

  #about(): TemplateResult {
    const source = this.#held;
    if (this.view === 'source') {
      return html`<span class="text-path"></span>${source === null ? nothing : this.#source.field(l10n.t('Search in the source'))}`;
    }
    if (source === null || source.trim() === '') {
      return html`<span class="text-path"></span>`;
    }
    if (!this.#frame.draw(source, this.#runs).hasScripts) {
      return html`<span class="text-path note">${l10n.t('Links and pictures from elsewhere are left out.')}</span>`;
    }
    if (this.#runs) {
      return html`<span class="text-path note report-about">${whileRunning}</span>${actionButton('stop', l10n.t('Stop Scripts'), () => this.#stop())}`;
    }
    return html`<span class="text-path note report-about">${beforeRunning}</span>${actionButton('resume', l10n.t('Run Scripts'), () => this.#allow(source))}`;
  }

  #allow(source: string): void {
    this.allowed = source;
    this.#host.do('runScripts', null);
  }

  #stop(): void {
    this.allowed = null;
    this.#host.do('stopScripts', null);
  }

  #receive(state: ReportPageState): void {
    this.state = state;
    const { connection, key, assetId } = state.reference;
    const memory: ReportPageMemory = { connection, key, assetId };
    if (deepEqual(memory, this.#remembered)) {
      return;
    }
    this.#remembered = memory;
    this.#host.remember(memory);
  }
}

const beforeRunning = l10n.t('Shown without its scripts. Links and pictures from elsewhere are left out.');
const whileRunning = l10n.t('Its scripts run. If they keep this panel busy, stop them in its title, or close it.');

registerToolkit();
customElements.define('report-page', ReportPage);
