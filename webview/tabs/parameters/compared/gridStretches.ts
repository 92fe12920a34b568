/** Rows or columns of a grid of which only some are drawn, with gaps in place of the others. Knows no cell. */
import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { Span, Stretch } from '../../../elements/scrolling/track';

export interface DrawnStretches<Item> {
  readonly items: readonly Item[];
  readonly keyOf: (item: Item) => string;
  readonly draw: (item: Item, index: number) => TemplateResult;
  readonly gap: (span: Span) => unknown;
}

/** What is drawn before and after is the same element, in its place: one that is moved loses the focus. */
export function drawnStretches<Item>(
  stretches: readonly Stretch[],
  { items, keyOf, draw, gap }: DrawnStretches<Item>,
): unknown {
  const pieces = stretches.flatMap((stretch, place) =>
    stretch.isGap
      ? [{ key: `gap ${place}`, drawn: () => gap(stretch) }]
      : items.slice(stretch.from, stretch.to).map((item, index) => ({
          key: `item ${keyOf(item)}`,
          drawn: () => draw(item, stretch.from + index),
        })),
  );
  return repeat(
    pieces,
    ({ key }) => key,
    ({ drawn }) => drawn(),
  );
}

/** In place of columns that are not drawn. */
export const columnGap = ({ from, to }: Span): unknown =>
  to <= from ? nothing : html`<td class="gap" colspan=${to - from} aria-hidden="true"></td>`;

/** In place of rows that are not drawn. */
export const rowGap = (pixels: number): unknown =>
  pixels <= 0 ? nothing : html`<tr class="row-space" aria-hidden="true"><td .style=${`height: ${pixels}px`}></td></tr>`;
