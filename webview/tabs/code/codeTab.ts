/** The Code tab: the logged source files, one of them shown as it was. */
import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import type { CodeFile } from '../../../src/shared/experiment';
import { formatBytes } from '../../../src/shared/format';
import type { ExperimentPageState } from '../../../src/shared/protocol';
import { PageElement, type ExperimentHost } from '../../elements/element';
import { fileList } from './fileList';
import { NumberedText } from './numberedText';
import { actionButton, part, staleNote } from '../../elements/parts';
import { Question } from '../../elements/question';
import { filled } from '../../elements/sentence';

export class CodeTab extends PageElement {
  static override properties = {
    state: { attribute: false },
    active: { attribute: false },
    chosen: { state: true },
    query: { state: true },
  };

  declare host: ExperimentHost;
  declare state: ExperimentPageState;
  declare active: boolean;
  /** Null until the reader chooses. */
  declare chosen: string | null;
  declare query: string;

  readonly #text = new Question(this, (path: string) => this.host.ask('code', { path }));
  readonly #lines = new NumberedText(this);

  constructor() {
    super();
    this.chosen = null;
    this.query = '';
  }

  override render(): unknown {
    return part(
      this.state.code,
      {
        what: l10n.t('the code'),
        host: this.host,
        empty: (files) =>
          files.length === 0
            ? html`${filled(l10n.t('No source code was logged. In the SDK, {option} or {call} logs it.'), {
                option: html`<code>${'Experiment(log_code=True)'}</code>`,
                call: html`<code>${'log_code()'}</code>`,
              })}`
            : null,
      },
      (files) => this.#draw(files),
    );
  }

  #draw(files: readonly CodeFile[]): TemplateResult {
    const { host } = this;
    const file = files.find(({ path }) => path === this.chosen) ?? this.#mainFile(files);
    // Code does not change while a run goes on: revisions do not matter.
    if (this.active && file !== undefined) {
      this.#text.want(file.path, 0);
    }
    const { answer } = this.#text;
    if (answer.state === 'ready') {
      this.#lines.show(answer.value);
    }
    return html`
      <div class="split">
        ${fileList({
          label: l10n.t('Source files'),
          files,
          query: this.query,
          search: (query) => (this.query = query),
          chosen: file?.path ?? null,
          choose: (path) => (this.chosen = path),
          details: ({ size }) => (size === null ? nothing : html`<span class="detail">${formatBytes(size)}</span>`),
        })}
        <div class="split-main">
          ${
            file === undefined
              ? nothing
              : html`
            <div class="text-bar">
              <span class="text-path" title=${file.path}><bdi>${file.path}</bdi></span>
              ${answer.state === 'ready' ? this.#lines.field(l10n.t('Search in this file')) : nothing}
              ${actionButton('open', l10n.t('Open in editor'), () => host.do('codeVerb', { verb: 'openCode', path: file.path }))}
              ${actionButton('compare', l10n.t('Compare with active file'), () => host.do('codeVerb', { verb: 'compareCodeWithActiveFile', path: file.path }))}
            </div>
            ${staleNote(this.#text.staleBecause, this.#text.retry)}
            ${part(answer, { what: file.path, host, retry: this.#text.retry, empty: (text) => (text === '' ? l10n.t('The file is empty.') : null) }, () => this.#lines.lines(file.path))}`
          }
        </div>
      </div>`;
  }

  #mainFile(files: readonly CodeFile[]): CodeFile | undefined {
    const script = this.state.experiment.state === 'ready' ? this.state.experiment.value.filePath : null;
    const baseName = script?.split(/[\\/]/).at(-1);
    return (
      files.find(({ path }) => path === script) ??
      files.find(({ path }) => path.split('/').at(-1) === baseName) ??
      files[0]
    );
  }
}

customElements.define('code-tab', CodeTab);
