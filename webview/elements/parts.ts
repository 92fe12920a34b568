/** How every part of a page is drawn while it loads, when it is empty and when it failed, with its repair at hand. */
import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import { formatCount, type Countable } from '../../src/shared/format';
import type { Loadable, Problem } from '../../src/shared/problem';
import type { RepairVerb } from '../../src/shared/protocol';
import { icon, type IconName } from './icons';

/** What repairs ask of a page's host. */
export interface RepairHost {
  do(command: 'refresh', argument: null): void;
  do(command: 'verb', argument: { readonly verb: RepairVerb }): void;
}

export interface PartOptions<T> {
  /** In the middle of a sentence: `parameters`, `the output`. */
  readonly what: string;
  readonly host: RepairHost;
  /** Asks again; the whole experiment when left out. */
  readonly retry?: () => void;
  /** A sentence for a value that holds nothing. */
  readonly empty?: (value: T) => string | TemplateResult | null;
}

/** A part that the host has not been asked for yet is null: it is as good as loading. */
export function part<T>(loadable: Loadable<T> | null, options: PartOptions<T>, draw: (value: T) => unknown): unknown {
  switch (loadable?.state) {
    case undefined:
    case 'loading':
      return loadingPart(options.what);
    case 'failed':
      return failedPart(loadable.problem, options);
    case 'ready': {
      const sentence = options.empty?.(loadable.value) ?? null;
      return sentence === null ? draw(loadable.value) : emptyPart(sentence);
    }
  }
}

export const loadingPart = (what: string): TemplateResult => html`
  <div class="part-loading" role="status" aria-busy="true">
    <vscode-progress-ring aria-hidden="true"></vscode-progress-ring><span>${l10n.t('Loading {what}…', { what })}</span>
  </div>`;

export const emptyPart = (sentence: string | TemplateResult): TemplateResult =>
  html`<p class="part-empty">${sentence}</p>`;

export function failedPart(
  problem: Problem,
  { what, host, retry }: Pick<PartOptions<unknown>, 'what' | 'host' | 'retry'>,
): TemplateResult {
  return html`
    <div class="part-failed" role="alert">
      ${icon('warning')}
      <div>
        <p class="message">${l10n.t('Could not load {what}. {message}', { what, message: problem.message })}</p>
        ${problem.advice === '' ? nothing : html`<p class="advice">${problem.advice}</p>`}
        <div class="repairs">
          ${
            problem.kind === 'unauthorized'
              ? html`<vscode-button @click=${() => host.do('verb', { verb: 'signIn' })}>${l10n.t('Sign in')}</vscode-button>`
              : nothing
          }
          <vscode-button appearance="secondary" @click=${retry ?? (() => host.do('refresh', null))}>${l10n.t('Retry')}</vscode-button>
          <vscode-button appearance="secondary" @click=${() => host.do('verb', { verb: 'showLog' })}>${l10n.t('Show log')}</vscode-button>
        </div>
      </div>
    </div>`;
}

/** One line above a part that is shown although its newest state could not be had. */
export function staleNote(problem: Problem | null, retry: () => void): unknown {
  if (problem === null) {
    return nothing;
  }
  return html`<p class="note warning" role="status">${icon('warning')} ${l10n.t('Not up to date. {message}', { message: problem.message })}
    <button class="plain-link" @click=${retry}>${l10n.t('Retry')}</button></p>`;
}

/** Below a portion: how many there are besides, and the way to them. */
export const moreOf = (count: number, noun: Countable, show: () => void, label = l10n.t('Show more')): unknown =>
  count <= 0
    ? nothing
    : html`<p class="more-rows">${l10n.t('{count} more', { count: formatCount(count, noun) })} <button class="plain-link" @click=${show}>${label}</button></p>`;

/**
 * A button with its name beside it; where it is narrow the name is for those who hover or listen.
 * @param disabled why it cannot be used now, said in place of its name; null where it can
 */
export const actionButton = (
  name: IconName,
  label: string,
  click: () => void,
  disabled: string | null = null,
): TemplateResult => html`
  <vscode-button appearance="secondary" class="action" title=${disabled ?? label} aria-label=${label} ?disabled=${disabled !== null} @click=${click}><span slot="start">${icon(name)}</span><span class="action-label">${label}</span></vscode-button>`;

/** A small square button of an icon and a spoken name. */
export const iconButton = (
  name: IconName,
  label: string,
  click: (event: Event) => void,
  pressed?: boolean,
): TemplateResult => html`
  <button class="icon-button" title=${label} aria-label=${label} aria-pressed=${pressed === undefined ? nothing : String(pressed)} @click=${click}>${icon(name)}</button>`;

/** A button that copies a text; the host does it, as pages may not be trusted with the clipboard. */
export const copyButton = (
  host: { do(command: 'copyText', argument: { readonly text: string }): void },
  text: string,
  name: string,
): TemplateResult => iconButton('copy', l10n.t('Copy {name}', { name }), () => host.do('copyText', { text }));
