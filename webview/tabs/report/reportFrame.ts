/** A report as a frame of a page: other people's HTML, in an origin of its own. Knows no page. */
import * as l10n from '@vscode/l10n';
import { html, type TemplateResult } from 'lit';
import { keyed } from 'lit/directives/keyed.js';
import { safeReport, type SafeReport } from './safeReport';

export interface DrawnReport extends SafeReport {
  readonly frame: TemplateResult;
}

interface FrameStyle {
  readonly source: string;
  readonly runsScripts: boolean;
  /** The theme that it was drawn in. */
  readonly theme: string;
}

export class ReportFrame {
  #style: FrameStyle | null = null;
  #drawn: DrawnReport | null = null;
  #count = 0;

  /** Safe to call at each drawing: the report is made fit for its frame when something of it has changed. */
  draw(source: string, runsScripts: boolean): DrawnReport {
    const theme = `${document.body.className} ${document.body.dataset['vscodeThemeId'] ?? ''}`;
    if (
      this.#drawn !== null &&
      this.#style?.source === source &&
      this.#style.theme === theme &&
      this.#style.runsScripts === runsScripts
    ) {
      return this.#drawn;
    }
    const style = getComputedStyle(document.body);
    const variable = (name: string): string => style.getPropertyValue(name).trim();
    const report = safeReport(
      source,
      {
        styleNonce: nonceOf('link[rel=stylesheet][nonce]'),
        scriptNonce: runsScripts ? nonceOf('script[nonce]') : null,
      },
      {
        ground: variable('--vscode-editor-background'),
        text: variable('--vscode-foreground'),
        link: variable('--vscode-textLink-foreground'),
        font: style.fontFamily,
      },
    );
    // A frame keeps its sandbox and what runs in it: whenever that changes, the old one is thrown away.
    if (this.#style?.runsScripts !== runsScripts || runsScripts) {
      this.#count += 1;
    }
    this.#style = { source, runsScripts, theme };
    // The sandbox gives no permission but that to run scripts: no forms, no windows, and an origin of its own.
    const frame = html`${keyed(this.#count, html`<iframe class="report-frame" title=${l10n.t('HTML report')} sandbox=${runsScripts ? 'allow-scripts' : ''} referrerpolicy="no-referrer" srcdoc=${report.page}></iframe>`)}`;
    return (this.#drawn = { ...report, frame });
  }
}

/** What the page's policy allows style sheets and scripts with; it is on the page's own. */
const nonceOf = (selector: string): string => document.querySelector<HTMLElement>(selector)?.nonce ?? '';
