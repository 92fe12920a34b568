/**
 * Markdown, as other people wrote it, as templates: only text and a fixed set of elements come of it. HTML in it is
 * shown as the text that it is, pictures are named and not loaded, links lead to the web or to a mail and nowhere else.
 */
import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import { decodeHTMLStrict } from 'entities/decode';
import { lexer, type MarkedToken, type Token, type Tokens } from 'marked';

/** Characters; more is not written by hand, and what is longer is shown as it is. */
const longest = 400_000;

export function renderMarkdown(text: string): unknown {
  if (text.length > longest) {
    return html`<pre class="code-block">${text}</pre>`;
  }
  return blocks(lexer(text, { gfm: true }));
}

/** A token of an extension would be another; none is used. */
const known = (token: Token): MarkedToken => token as MarkedToken;

const blocks = (tokens: readonly Token[]): unknown => tokens.map((token) => block(known(token)));
const inlines = (tokens: readonly Token[] | undefined): unknown => (tokens ?? []).map((token) => inline(known(token)));

function block(token: MarkedToken): unknown {
  switch (token.type) {
    case 'heading':
      return heading(token);
    case 'paragraph':
      return html`<p>${inlines(token.tokens)}</p>`;
    case 'blockquote':
      return html`<blockquote>${blocks(token.tokens)}</blockquote>`;
    case 'code':
      return html`<pre class="code-block" tabindex="0"><code>${token.text}</code></pre>`;
    case 'list':
      return list(token);
    case 'table':
      return table(token);
    case 'hr':
      return html`<hr>`;
    case 'html':
      return html`<pre class="foreign-html">${token.text.trimEnd()}</pre>`;
    case 'text':
      return token.tokens === undefined ? decodeHTMLStrict(token.text) : inlines(token.tokens);
    case 'space':
    case 'def':
      return nothing;
    default:
      return inline(token);
  }
}

function inline(token: MarkedToken): unknown {
  switch (token.type) {
    case 'text':
      return token.tokens === undefined ? decodeHTMLStrict(token.text) : inlines(token.tokens);
    case 'escape':
      return decodeHTMLStrict(token.text);
    case 'strong':
      return html`<strong>${inlines(token.tokens)}</strong>`;
    case 'em':
      return html`<em>${inlines(token.tokens)}</em>`;
    case 'del':
      return html`<del>${inlines(token.tokens)}</del>`;
    case 'codespan':
      return html`<code>${token.text}</code>`;
    case 'br':
      return html`<br>`;
    case 'link':
      return link(token);
    case 'image':
      return html`<span class="unloaded-picture" role="img" aria-label=${l10n.t('Picture, not loaded: {text}', { text: token.text })} title=${token.href}>🖼 ${token.text === '' ? token.href : token.text}</span>`;
    case 'checkbox':
      return nothing;
    case 'html':
      return token.text;
    default:
      return token.raw;
  }
}

/** Below the tab's own heading. */
function heading({ depth, tokens }: Tokens.Heading): TemplateResult {
  switch (depth) {
    case 1:
      return html`<h3 class="depth-1">${inlines(tokens)}</h3>`;
    case 2:
      return html`<h4 class="depth-2">${inlines(tokens)}</h4>`;
    case 3:
      return html`<h5 class="depth-3">${inlines(tokens)}</h5>`;
    default:
      return html`<h6 class="depth-4">${inlines(tokens)}</h6>`;
  }
}

function list({ ordered, start, items }: Tokens.List): TemplateResult {
  const entries = items.map(
    ({ task, checked, tokens }) => html`
    <li class=${task ? 'task' : ''}>${task ? html`<input type="checkbox" disabled .checked=${checked === true} aria-label=${checked === true ? l10n.t('Done') : l10n.t('Not done')}>` : nothing}${blocks(tokens)}</li>`,
  );
  return ordered ? html`<ol start=${start === '' ? 1 : start}>${entries}</ol>` : html`<ul>${entries}</ul>`;
}

function table({ header, rows }: Tokens.Table): TemplateResult {
  const aligned = ({ align }: Tokens.TableCell): string => (align === null ? '' : `align-${align}`);
  return html`
    <div class="table-frame" tabindex="0" role="region" aria-label=${l10n.t('Table')}>
      <table>
        <thead><tr>${header.map((cell) => html`<th scope="col" class=${aligned(cell)}>${inlines(cell.tokens)}</th>`)}</tr></thead>
        <tbody>${rows.map((row) => html`<tr>${row.map((cell) => html`<td class=${aligned(cell)}>${inlines(cell.tokens)}</td>`)}</tr>`)}</tbody>
      </table>
    </div>`;
}

function link({ href, tokens }: Tokens.Link): unknown {
  const address = safeAddress(decodeHTMLStrict(href));
  return address === null
    ? html`<span class="dead-link" title=${l10n.t('This address is not opened from here.')}>${inlines(tokens)}</span>`
    : html`<a href=${address} rel="noopener noreferrer" target="_blank" title=${address}>${inlines(tokens)}</a>`;
}

/** Null for what is no whole address of the web or a mail; a relative one leads nowhere from here. */
function safeAddress(href: string): string | null {
  if (!URL.canParse(href)) {
    return null;
  }
  const address = new URL(href);
  return ['https:', 'http:', 'mailto:'].includes(address.protocol) && address.username === '' && address.password === ''
    ? address.href
    : null;
}
