/**
 * The report panel: the HTML that a run logged, as a sheet of paper. It is somebody else's: it runs no script, asks no network,
 * follows no link and sends no form.
 */
import { Uri, ViewColumn, window, type WebviewPanel } from 'vscode';
import { documentAddress } from '../shared/documentAddress';
import type { Disposable } from '../shared/event';
import { BackendError } from '../shared/problem';
import { sameExperiment, type ExperimentRef } from '../shared/reference';
import { shortName } from '../shared/summary';
import type { Store } from '../store';

const viewType = 'experiments.report';

interface Report {
  readonly ref: ExperimentRef;
  readonly panel: WebviewPanel;
  shown: string;
}

export class ReportPanels implements Disposable {
  readonly #store: Store;
  readonly #open = new Set<Report>();
  readonly #subscription: Disposable;

  constructor(store: Store) {
    this.#store = store;
    this.#subscription = store.onDidChange((change) => {
      for (const report of this.#open) {
        const concerned = change.kind === 'connection' ? change.connection === report.ref.connection : change.kind === 'experiment' && sameExperiment(change, report.ref);
        // What was shown stays where the newer one does not come: the tree says what is wrong.
        if (concerned && report.panel.visible) void this.#draw(report).catch(() => undefined);
      }
    });
  }

  /** An open panel of the experiment comes to the front. Rejects with `notFound` when it logged no report. */
  async open({ connection, key }: ExperimentRef): Promise<void> {
    const ref = { connection, key };
    const known = [...this.#open].find((report) => sameExperiment(report.ref, ref));
    if (known !== undefined) {
      known.panel.reveal();
      return;
    }
    const [html, { name }] = await Promise.all([this.#html(ref), this.#store.experiment(ref)]);
    const panel = window.createWebviewPanel(viewType, `${shortName(name)} report`, ViewColumn.Active, { enableScripts: false, enableCommandUris: ['vscode.open'], localResourceRoots: [] });
    const report: Report = { ref, panel, shown: '' };
    this.#open.add(report);
    panel.onDidDispose(() => this.#open.delete(report));
    this.#show(report, html, name);
  }

  /** What the panels hold now, for whoever looks in. */
  get shown(): readonly string[] {
    return [...this.#open].map(({ panel }) => panel.webview.html);
  }

  dispose(): void {
    this.#subscription.dispose();
    for (const { panel } of this.#open) panel.dispose();
  }

  async #draw(report: Report): Promise<void> {
    const [html, { name }] = await Promise.all([this.#html(report.ref), this.#store.experiment(report.ref)]);
    this.#show(report, html, name);
  }

  async #html(ref: ExperimentRef): Promise<string> {
    const html = await this.#store.html(ref);
    if (html === null || html === '') throw new BackendError('notFound', 'No HTML report was logged with this experiment.');
    return html;
  }

  /** A page that is set anew starts from its top, so only what differs is set. */
  #show(report: Report, html: string, name: string): void {
    const page = reportPage(html, name, Uri.from(documentAddress(report.ref, name, { kind: 'html' })));
    if (page === report.shown) return;
    report.shown = page;
    report.panel.title = `${shortName(name)} report`;
    report.panel.webview.html = page;
  }
}

/** Images and fonts that are part of the report itself, and its styles: nothing else, and nothing from elsewhere. */
const policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; media-src data:";

function reportPage(html: string, name: string, source: Uri): string {
  const openSource = `command:vscode.open?${encodeURIComponent(JSON.stringify([source.toJSON()]))}`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta http-equiv="Content-Security-Policy" content="${policy}">
  <style>
    html, body { height: 100%; margin: 0; padding: 0; }
    body { display: flex; flex-direction: column; }
    header { flex: none; display: flex; gap: 1em; justify-content: space-between; padding: 6px 12px; border-bottom: 1px solid var(--vscode-panel-border, transparent); }
    header span { color: var(--vscode-descriptionForeground); }
    iframe { flex: 1; width: 100%; border: 0; background: white; color-scheme: light; }
  </style>
</head>
<body>
  <header>
    <span>Shown without scripts and without network.</span>
    <a href="${attribute(openSource)}">Open source</a>
  </header>
  <iframe sandbox="" title="${attribute(`Report of ${name}`)}" srcdoc="${attribute(withoutReach(html))}"></iframe>
</body>
</html>`;
}

/** What a sandbox and a policy still let through: elements that make a browser look up or connect to other servers by their mere presence. */
const withoutReach = (html: string): string => html.replace(/<(?=\/?(?:link|meta|base)\b)/gi, '<x-');

const attribute = (text: string): string => text.replace(/[&"<>]/g, (character) => `&#${character.charCodeAt(0)};`);
