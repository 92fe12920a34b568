/** The Report tab: HTML that was logged, in a frame in which nothing is fetched and nothing runs unless the reader allows it, and its source. Fetched when it is first shown. */
import { html, nothing, type TemplateResult } from 'lit';
import { keyed } from 'lit/directives/keyed.js';
import type { Asset } from '../../src/shared/experiment';
import type { ExperimentPageState } from '../../src/shared/protocol';
import { AssetBytes, textOf } from '../assets/assetBytes';
import { isReport } from '../assets/assetKinds';
import { NumberedText } from '../code/numberedText';
import { PageElement, type ExperimentHost } from '../elements/element';
import { actionButton, part, staleNote } from '../elements/parts';
import { Question } from '../elements/question';
import { segments } from '../elements/segments';
import { ThemeChange } from '../drawing/theme';
import { safeReport, type SafeReport } from './safeReport';

const logged = 'logged';

export class ReportTab extends PageElement {
  static override properties = {
    host: { attribute: false }, state: { attribute: false }, active: { attribute: false }, chosen: { state: true }, view: { state: true }, allowed: { state: true },
  };

  declare host: ExperimentHost;
  declare state: ExperimentPageState;
  declare active: boolean;
  /** What was logged as the experiment's report, or an asset's id. */
  declare chosen: string;
  declare view: 'page' | 'source';
  /** The report whose scripts may run, by its text: another one has to be allowed anew. Never remembered. */
  declare allowed: string | null;

  #bytes: AssetBytes | null = null;
  readonly #report = new Question(this, async ({ chosen }: { chosen: string }): Promise<string | null> => {
    if (chosen === logged) return this.host.ask('html', null);
    this.#bytes ??= new AssetBytes(this.host, this.state.reference);
    return textOf(await this.#bytes.read(chosen));
  });
  readonly #source = new NumberedText(this);
  #drawn: Drawn | null = null;

  constructor() {
    super();
    this.chosen = logged;
    this.view = 'page';
    this.allowed = null;
    new ThemeChange(this);
  }

  override render(): TemplateResult {
    if (this.active) this.#report.want({ chosen: this.chosen }, this.chosen === logged ? this.state.revision : 0);
    const { assets } = this.state;
    const files = assets?.state === 'ready' ? assets.value.filter(isReport) : [];
    const { answer } = this.#report;
    if (answer.state === 'ready' && this.view === 'source') this.#source.show(answer.value ?? '');
    return html`
      <div class="text-bar">
        ${files.length === 0 ? nothing : segments({ label: 'Report', chosen: this.chosen, choose: (id) => (this.chosen = id), segments: [{ id: logged, title: 'Logged report' }, ...files.map(({ id, name }) => ({ id, title: name }))] })}
        ${segments({ label: 'View', chosen: this.view, choose: (view) => (this.view = view), segments: [{ id: 'page', title: 'Page' }, { id: 'source', title: 'Source' }] })}
        ${this.#about()}
        ${this.#actions(files)}
      </div>
      ${staleNote(this.#report.staleBecause, this.#report.retry)}
      ${part(answer, {
        what: 'the report', host: this.host, retry: this.#report.retry,
        empty: (source) => (source === null || source.trim() === '' ? 'No HTML report was logged.' : null),
      }, (source) => (this.view === 'source' ? this.#source.lines('Source of the report') : this.#page(source ?? '')))}`;
  }

  #about(): TemplateResult {
    const { answer } = this.#report;
    const source = answer.state === 'ready' ? answer.value ?? '' : '';
    if (this.view === 'source') return html`<span class="text-path"></span>${source === '' ? nothing : this.#source.field('Search in the source')}`;
    if (source === '' || !this.#draw(source).hasScripts) return html`<span class="text-path note">Links and pictures from elsewhere are left out.</span>`;
    const runs = this.allowed === source;
    return html`<span class="text-path note">${runs ? 'Its scripts run, kept from the network as far as the browser lets us, and from everything around the report. One that never ends can stop this panel: close it then.' : 'Scripts, links and pictures from elsewhere are left out.'}</span>
      ${actionButton(runs ? 'stop' : 'resume', runs ? 'Stop scripts' : 'Run scripts', () => (this.allowed = runs ? null : source))}`;
  }

  #actions(files: readonly Asset[]): TemplateResult | typeof nothing {
    const { answer } = this.#report;
    const source = answer.state === 'ready' ? answer.value : null;
    const file = files.find(({ id }) => id === this.chosen);
    return html`
      ${source === null ? nothing : actionButton('copy', 'Copy source', () => this.host.do('copyText', { text: source }))}
      ${file === undefined ? nothing : actionButton('open', 'Open in editor', () => this.host.do('assetVerb', { verb: 'openAsset', of: this.state.reference, assetId: file.id }))}`;
  }

  /** The sandbox gives no permission but that to run scripts: no forms, no windows, and an origin of its own. */
  #page(source: string): TemplateResult {
    const { page, runs } = this.#draw(source);
    // A sandbox that changes holds for the next document only: each has a frame of its own.
    return html`${keyed(runs, html`<iframe class="report-frame" title="HTML report" sandbox=${runs ? 'allow-scripts' : ''} referrerpolicy="no-referrer" srcdoc=${page}></iframe>`)}`;
  }

  #draw(source: string): Drawn {
    const theme = `${document.body.className} ${document.body.dataset['vscodeThemeId'] ?? ''}`;
    const runs = this.allowed === source;
    if (this.#drawn?.source === source && this.#drawn.theme === theme && this.#drawn.runs === runs) return this.#drawn;
    const style = getComputedStyle(document.body);
    const variable = (name: string): string => style.getPropertyValue(name).trim();
    return (this.#drawn = {
      source, theme, runs,
      ...safeReport(source, { styleNonce: nonceOf('link[rel=stylesheet][nonce]'), scriptNonce: runs ? nonceOf('script[nonce]') : null }, {
        ground: variable('--vscode-editor-background'), text: variable('--vscode-foreground'), link: variable('--vscode-textLink-foreground'), font: style.fontFamily,
      }),
    });
  }
}

interface Drawn extends SafeReport {
  readonly source: string;
  readonly theme: string;
  /** Its scripts do. */
  readonly runs: boolean;
}

/** What the page's policy allows style sheets and scripts with; it is on the page's own. */
const nonceOf = (selector: string): string => document.querySelector<HTMLElement>(selector)?.nonce ?? '';

customElements.define('report-tab', ReportTab);
