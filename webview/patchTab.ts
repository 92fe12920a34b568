/** The Git patch tab: what was not committed when the run began. */
import { html, nothing, type TemplateResult } from 'lit';
import type { GitState } from '../src/shared/experiment';
import { formatCount } from '../src/shared/format';
import type { Loadable } from '../src/shared/problem';
import type { ExperimentPageState } from '../src/shared/protocol';
import { PageElement, type ExperimentHost } from './element';
import { fileList } from './fileList';
import './lineList';
import type { LineList } from './lineList';
import { actionButton, part, staleNote } from './parts';
import { readPatch, type PatchFile, type PatchLine, type ReadPatch } from './patchLines';
import { Question } from './question';

interface Reading {
  readonly text: string;
  readonly patch: ReadPatch;
  readonly line: (index: number) => TemplateResult;
}

const changeLetters = { added: 'A', deleted: 'D', modified: 'M', renamed: 'R' } as const;

export class PatchTab extends PageElement {
  static override properties = { state: { attribute: false }, active: { attribute: false }, chosen: { state: true }, query: { state: true } };

  declare host: ExperimentHost;
  declare state: ExperimentPageState;
  declare active: boolean;
  declare chosen: string | null;
  declare query: string;

  readonly #patch = new Question(this, (nothingToSay: null) => this.host.ask('patch', nothingToSay));
  #read: Reading | null = null;

  constructor() {
    super();
    this.chosen = null;
    this.query = '';
  }

  override render(): unknown {
    if (this.active) this.#patch.want(null, 0);
    return html`
      ${staleNote(this.#patch.staleBecause, this.#patch.retry)}
      ${part(this.#patch.answer, {
        what: 'the git patch', host: this.host, retry: this.#patch.retry,
        empty: (text) => (text === null || text.trim() === '' ? emptySentence(this.state.git) : null),
      }, (text) => this.#draw(text ?? ''))}`;
  }

  #draw(text: string): TemplateResult {
    this.#read = this.#read?.text === text ? this.#read : readAnew(text);
    const { files, lines } = this.#read.patch;
    const added = files.reduce((sum, file) => sum + file.added, 0);
    const removed = files.reduce((sum, file) => sum + file.removed, 0);
    return html`
      <div class="split">
        ${fileList({
          label: 'Changed files', files, query: this.query, search: (query) => (this.query = query), chosen: this.chosen,
          choose: (path) => this.#goTo(files, path),
          details: (file) => html`<span class="detail">${counts(file.added, file.removed)} <span class="change change-${file.change}" title=${file.change}>${changeLetters[file.change]}</span></span>`,
        })}
        <div class="split-main">
          <div class="text-bar">
            <span class="text-path">${formatCount(files.length, 'file')} changed ${counts(added, removed)}</span>
            ${actionButton('open', 'Open in editor', () => this.host.do('verb', { verb: 'openPatch' }))}
          </div>
          <line-list class="patch" .count=${lines.length} .line=${this.#read.line} .label=${'Git patch'}></line-list>
        </div>
      </div>`;
  }

  #goTo(files: readonly PatchFile[], path: string): void {
    this.chosen = path;
    const file = files.find((candidate) => candidate.path === path);
    if (file !== undefined) this.querySelector<LineList>('line-list')?.scrollToTop(file.line);
  }
}

function readAnew(text: string): Reading {
  const patch = readPatch(text);
  return { text, patch, line: (index) => drawLine(patch.lines[index] ?? { kind: 'note', text: '' }) };
}

function drawLine(line: PatchLine): TemplateResult {
  switch (line.kind) {
    case 'file': {
      const { path, oldPath, change, added, removed } = line.file;
      return html`<div class="line patch-file"><span class="change change-${change}">${changeLetters[change]}</span>
        <bdi class="path">${oldPath === null ? nothing : `${oldPath} → `}${path}</bdi>${counts(added, removed)}</div>`;
    }
    case 'hunk': return html`<div class="line patch-hunk"><span class="line-text">${line.text}</span></div>`;
    case 'note': return html`<div class="line patch-note"><span class="line-text">${line.text}</span></div>`;
    case 'added':
    case 'removed':
    case 'same':
      return html`<div class="line patch-${line.kind}"><span class="line-number" aria-hidden="true">${padded(line.oldNumber)}</span><span class="line-number" aria-hidden="true">${padded(line.newNumber)}</span><span class="mark">${marks[line.kind]}</span><span class="line-text">${line.text}</span></div>`;
  }
}

const marks = { added: '+', removed: '-', same: ' ' } as const;
const padded = (number: number | null): string => String(number ?? '').padStart(5);

const counts = (added: number, removed: number): TemplateResult => html`
  <span class="counts">${added === 0 ? nothing : html`<span class="plus" aria-label="${added} added">+${added}</span>`}
    ${removed === 0 ? nothing : html`<span class="minus" aria-label="${removed} removed">−${removed}</span>`}</span>`;

function emptySentence(git: Loadable<GitState | null> | null): string | TemplateResult {
  if (git?.state === 'ready' && git.value !== null && git.value.commit !== null) {
    return html`No patch was logged: the run began with a clean working tree at <code>${git.value.commit.slice(0, 12)}</code>, or without <code>log_git_patch</code>.`;
  }
  return 'No git patch was logged: the run was not started in a git repository, or without git logging.';
}

customElements.define('patch-tab', PatchTab);
