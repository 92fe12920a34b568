/** The Report tab: HTML that was logged, in a frame in which nothing runs and nothing is fetched, and its source. Fetched when it is first shown. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Asset } from '../../src/shared/experiment';
import type { ExperimentPageState } from '../../src/shared/protocol';
import { AssetBytes, textOf } from '../assets/assetBytes';
import { isReport } from '../assets/assetKinds';
import { PageElement, type ExperimentHost } from '../elements/element';
import '../elements/lineList';
import { actionButton, part, staleNote } from '../elements/parts';
import { Question } from '../elements/question';
import { segments } from '../elements/segments';
import { ThemeChange } from '../drawing/theme';
import { safeReport } from './safeReport';

const logged = 'logged';

export class ReportTab extends PageElement {
  static override properties = {
    host: { attribute: false }, state: { attribute: false }, active: { attribute: false }, chosen: { state: true }, view: { state: true },
  };

  declare host: ExperimentHost;
  declare state: ExperimentPageState;
  declare active: boolean;
  /** What was logged as the experiment's report, or an asset's id. */
  declare chosen: string;
  declare view: 'page' | 'source';

  #bytes: AssetBytes | null = null;
  readonly #report = new Question(this, async ({ chosen }: { chosen: string }): Promise<string | null> => {
    if (chosen === logged) return this.host.ask('html', null);
    this.#bytes ??= new AssetBytes(this.host, this.state.reference);
    return textOf(await this.#bytes.read(chosen));
  });
  #drawn: { readonly source: string; readonly theme: string; readonly page: string } | null = null;

  constructor() {
    super();
    this.chosen = logged;
    this.view = 'page';
    new ThemeChange(this);
  }

  override render(): TemplateResult {
    if (this.active) this.#report.want({ chosen: this.chosen }, this.chosen === logged ? this.state.revision : 0);
    const { assets } = this.state;
    const files = assets?.state === 'ready' ? assets.value.filter(isReport) : [];
    return html`
      <div class="text-bar">
        ${files.length === 0 ? nothing : segments({ label: 'Report', chosen: this.chosen, choose: (id) => (this.chosen = id), segments: [{ id: logged, title: 'Logged report' }, ...files.map(({ id, name }) => ({ id, title: name }))] })}
        ${segments({ label: 'View', chosen: this.view, choose: (view) => (this.view = view), segments: [{ id: 'page', title: 'Page' }, { id: 'source', title: 'Source' }] })}
        <span class="text-path note">Scripts, links and pictures from elsewhere are left out.</span>
        ${this.#actions(files)}
      </div>
      ${staleNote(this.#report.staleBecause, this.#report.retry)}
      ${part(this.#report.answer, {
        what: 'the report', host: this.host, retry: this.#report.retry,
        empty: (source) => (source === null || source.trim() === '' ? 'No HTML report was logged.' : null),
      }, (source) => (this.view === 'source' ? sourceLines(source ?? '') : this.#page(source ?? '')))}`;
  }

  #actions(files: readonly Asset[]): TemplateResult | typeof nothing {
    const { answer } = this.#report;
    const source = answer.state === 'ready' ? answer.value : null;
    const file = files.find(({ id }) => id === this.chosen);
    return html`
      ${source === null ? nothing : actionButton('copy', 'Copy source', () => this.host.do('copyText', { text: source }))}
      ${file === undefined ? nothing : actionButton('open', 'Open in editor', () => this.host.do('assetVerb', { verb: 'openAsset', of: this.state.reference, assetId: file.id }))}`;
  }

  /** The sandbox is without any permission: no scripts, no forms, no windows, and an origin of its own. */
  #page(source: string): TemplateResult {
    const theme = `${document.body.className} ${document.body.dataset['vscodeThemeId'] ?? ''}`;
    if (this.#drawn?.source !== source || this.#drawn.theme !== theme) {
      const style = getComputedStyle(document.body);
      const variable = (name: string): string => style.getPropertyValue(name).trim();
      this.#drawn = {
        source, theme,
        page: safeReport(source, styleNonce(), {
          ground: variable('--vscode-editor-background'), text: variable('--vscode-foreground'), link: variable('--vscode-textLink-foreground'), font: style.fontFamily,
        }),
      };
    }
    return html`<iframe class="report-frame" title="HTML report" sandbox="" referrerpolicy="no-referrer" srcdoc=${this.#drawn.page}></iframe>`;
  }
}

/** The nonce that the page's policy allows style sheets with; it is on the page's own sheet. */
const styleNonce = (): string => document.querySelector<HTMLLinkElement>('link[rel=stylesheet][nonce]')?.nonce ?? '';

function sourceLines(source: string): TemplateResult {
  const lines = source.split(/\r?\n/);
  const width = String(lines.length).length;
  return html`<line-list .count=${lines.length} .label=${'Source of the report'} .line=${(index: number) => html`<div class="line"><span class="line-number" aria-hidden="true">${String(index + 1).padStart(width)}</span><span class="line-text">${lines[index] ?? ''}</span></div>`}></line-list>`;
}

customElements.define('report-tab', ReportTab);
