/** One line of output as it is drawn: colours, what was searched for, and links, over each other. */
import * as l10n from '@vscode/l10n';
import { html } from 'lit';
import type { TerminalSpan, TerminalStyle } from '../../../src/shared/terminal/terminal';
import type { LineLink } from './lineLinks';
import type { TextRange } from '../../../src/shared/text/userRegExp';

export interface LineDrawing {
  readonly marks: readonly TextRange[];
  readonly links: readonly LineLink[];
  /** Where lines link to code. */
  readonly openCode?: (path: string, line: number) => void;
}

export function drawLine(spans: readonly TerminalSpan[], { marks, links, openCode }: LineDrawing): unknown {
  if (marks.length === 0 && links.length === 0) {
    return spans.map(({ text, style }) => drawSpan(text, style, false));
  }
  const length = spans.reduce((sum, { text }) => sum + text.length, 0);
  const pieces: unknown[] = [];
  let done = 0;
  for (const link of links) {
    pieces.push(drawRange(spans, marks, done, link.from));
    const inner = drawRange(spans, marks, link.from, link.to);
    pieces.push(
      link.kind === 'web'
        ? html`<a class="line-link" href=${link.address} rel="noopener noreferrer" target="_blank" title=${l10n.t('Open {address}', { address: link.address })}>${inner}</a>`
        : html`<button class="line-link" title=${l10n.t('Open the logged {path} at line {line}', { path: link.path, line: link.line })} @click=${() => openCode?.(link.path, link.line)}>${inner}</button>`,
    );
    done = link.to;
  }
  pieces.push(drawRange(spans, marks, done, length));
  return pieces;
}

/** Marks may run across spans: they are found on the whole line and cut out of its spans. */
function drawRange(
  spans: readonly TerminalSpan[],
  marks: readonly TextRange[],
  from: number,
  to: number,
): readonly unknown[] {
  const pieces: unknown[] = [];
  let offset = 0;
  for (const { text, style } of spans) {
    const start = Math.max(from, offset);
    const end = Math.min(to, offset + text.length);
    let done = start;
    for (const [markFrom, markTo] of marks) {
      const [first, last] = [Math.max(markFrom, done), Math.min(markTo, end)];
      if (last <= first) {
        continue;
      }
      if (first > done) {
        pieces.push(drawSpan(text.slice(done - offset, first - offset), style, false));
      }
      pieces.push(drawSpan(text.slice(first - offset, last - offset), style, true));
      done = last;
    }
    if (done < end) {
      pieces.push(drawSpan(text.slice(done - offset, end - offset), style, false));
    }
    offset += text.length;
  }
  return pieces;
}

function drawSpan(text: string, style: TerminalStyle, marked: boolean): unknown {
  const classes = classesOf(style);
  if (marked) {
    return html`<mark class=${classes}>${text}</mark>`;
  }
  return classes === '' ? text : html`<span class=${classes}>${text}</span>`;
}

function classesOf({
  foreground,
  background,
  bold,
  dim,
  italic,
  underline,
  strikethrough,
  inverse,
}: TerminalStyle): string {
  const [front, back] = inverse ? [background ?? 'ground', foreground ?? 'text'] : [foreground, background];
  return [
    front === null ? '' : `ansi-${front}`,
    back === null ? '' : `ansi-back-${back}`,
    bold ? 'ansi-bold' : '',
    dim ? 'ansi-dim' : '',
    italic ? 'ansi-italic' : '',
    underline ? 'ansi-underline' : '',
    strikethrough ? 'ansi-strikethrough' : '',
  ]
    .filter((name) => name !== '')
    .join(' ');
}
