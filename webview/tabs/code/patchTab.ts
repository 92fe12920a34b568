/** The Git tab: from which commit the run began, and what was not committed then. */
import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import { formatCount } from '../../../src/shared/format';
import type { ExperimentPageState } from '../../../src/shared/protocol';
import { longestLine } from '../../../src/shared/terminal/terminal';
import { PageElement, type ExperimentHost } from '../../elements/element';
import { fileList } from './fileList';
import { gitFacts } from './gitFacts';
import '../../elements/scrolling/lineList';
import type { LineList } from '../../elements/scrolling/lineList';
import { actionButton, part, staleNote } from '../../elements/parts';
import { readPatch, type PatchFile, type PatchFileChange, type PatchLine, type ReadPatch } from './patchLines';
import { Question } from '../../elements/question';
import { filled } from '../../elements/sentence';

interface Reading {
  readonly text: string;
  readonly patch: ReadPatch;
  readonly line: (index: number) => TemplateResult;
}

const changeLetters = { added: 'A', deleted: 'D', modified: 'M', renamed: 'R', copied: 'C' } as const;
const changeWords: Readonly<Record<PatchFileChange, string>> = {
  added: l10n.t('added'),
  deleted: l10n.t('deleted'),
  modified: l10n.t('modified'),
  renamed: l10n.t('renamed'),
  copied: l10n.t('copied'),
};

export class PatchTab extends PageElement {
  static override properties = {
    state: { attribute: false },
    active: { attribute: false },
    chosen: { state: true },
    query: { state: true },
  };

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
    if (this.active) {
      this.#patch.want(null, 0);
    }
    return html`
      ${part(
        this.state.git,
        {
          what: l10n.t('the git state'),
          host: this.host,
          empty: (git) =>
            git === null
              ? l10n.t('No git state was logged: the run was not started in a git repository, or without git logging.')
              : null,
        },
        (git) => (git === null ? nothing : gitFacts(git, this.#changes(), this.host)),
      )}
      ${staleNote(this.#patch.staleBecause, this.#patch.retry)}
      ${part(
        this.#patch.answer,
        {
          what: l10n.t('the git patch'),
          host: this.host,
          retry: this.#patch.retry,
          empty: (text) => (isEmpty(text) ? this.#emptySentence(text) : null),
        },
        (text) => this.#draw(text ?? ''),
      )}`;
  }

  /** Null while it is not known. */
  #changes(): unknown {
    const { answer } = this.#patch;
    if (answer.state !== 'ready') {
      return null;
    }
    if (isEmpty(answer.value)) {
      return answer.value === null
        ? l10n.t('no patch was logged')
        : l10n.t('clean: no uncommitted changes were logged');
    }
    const { files } = this.#reading(answer.value ?? '').patch;
    return filled(l10n.t('{files} changed, {lines} not committed'), {
      files: formatCount(files.length, 'file'),
      lines: counts(sum(files, 'added'), sum(files, 'removed')),
    });
  }

  #emptySentence(text: string | null): string {
    return text === null
      ? l10n.t(
          'No patch was logged: the working tree was clean when the run began, or logging patches was switched off (log_git_patch).',
        )
      : l10n.t('The patch is empty: nothing was changed since the commit when the run began.');
  }

  #draw(text: string): TemplateResult {
    const {
      patch: { files, lines },
      line,
    } = this.#reading(text);
    return html`
      <div class="split">
        ${fileList({
          label: l10n.t('Changed files'),
          files,
          query: this.query,
          search: (query) => (this.query = query),
          chosen: this.chosen,
          choose: (path) => this.#goTo(files, path),
          details: (file) =>
            html`<span class="detail">${counts(file.added, file.removed)} <span class="change change-${file.change}" title=${changeWords[file.change]}>${changeLetters[file.change]}</span></span>`,
        })}
        <div class="split-main">
          <div class="text-bar">
            <span class="text-path">${l10n.t('{files} changed', { files: formatCount(files.length, 'file') })} ${counts(sum(files, 'added'), sum(files, 'removed'))}</span>
            ${actionButton('open', l10n.t('Open in editor'), () => this.host.do('verb', { verb: 'openPatch' }))}
          </div>
          <line-list class="patch" .count=${lines.length} .line=${line} .label=${l10n.t('Git patch')}></line-list>
        </div>
      </div>`;
  }

  #reading(text: string): Reading {
    return (this.#read = this.#read?.text === text ? this.#read : readAnew(text));
  }

  #goTo(files: readonly PatchFile[], path: string): void {
    this.chosen = path;
    const file = files.find((candidate) => candidate.path === path);
    if (file !== undefined) {
      this.querySelector<LineList>('line-list')?.scrollToTop(file.line);
    }
  }
}

function readAnew(text: string): Reading {
  const patch = readPatch(text);
  return { text, patch, line: (index) => drawLine(patch.lines[index] ?? { kind: 'note', text: '' }) };
}

function drawLine(line: PatchLine): TemplateResult {
  switch (line.kind) {
    case 'file': {
      const { path, oldPath, change, added, removed, header } = line.file;
      return html`<div class="line patch-file" title=${header.join('\n')}><span class="change change-${change}">${changeLetters[change]}</span>
        <bdi class="path">${oldPath === null ? nothing : `${oldPath} → `}${path}</bdi>${counts(added, removed)}</div>`;
    }
    case 'hunk':
      return html`<div class="line patch-hunk"><span class="line-text">${shown(line.text)}</span>${rest(line.text)}</div>`;
    case 'note':
      return html`<div class="line patch-note"><span class="line-text">${shown(line.text)}</span>${rest(line.text)}</div>`;
    case 'added':
    case 'removed':
    case 'same':
      return html`<div class="line patch-${line.kind}"><span class="line-number" aria-hidden="true">${padded(line.oldNumber)}</span><span class="line-number" aria-hidden="true">${padded(line.newNumber)}</span><span class="mark">${line.marks ?? marks[line.kind]}</span><span class="line-text">${shown(line.text)}</span>${rest(line.text)}</div>`;
  }
}

/** A return at the end of a line is a change that would not be seen. */
const shown = (text: string): string => text.slice(0, longestLine).replace(/\r$/, '␍');
const rest = (text: string): unknown =>
  text.length <= longestLine
    ? nothing
    : html`<span class="hint"> … ${formatCount(text.length - longestLine, 'more character')}</span>`;
const marks = { added: '+', removed: '-', same: ' ' } as const;
const padded = (number: number | null): string => String(number ?? '').padStart(5);

const counts = (added: number, removed: number): TemplateResult => html`
  <span class="counts">${added === 0 ? nothing : html`<span class="plus" aria-label=${l10n.t('{added} added', { added })}>+${added}</span>`}
    ${removed === 0 ? nothing : html`<span class="minus" aria-label=${l10n.t('{removed} removed', { removed })}>−${removed}</span>`}</span>`;

const isEmpty = (text: string | null): boolean => text === null || text.trim() === '';
const sum = (files: readonly PatchFile[], count: 'added' | 'removed'): number =>
  files.reduce((total, file) => total + file[count], 0);

customElements.define('patch-tab', PatchTab);
