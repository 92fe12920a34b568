/**
 * What a reader pinned below a plot: the lines at one place, to be compared and copied while the run goes on. Knows no
 * drawing.
 */
import { html, render } from 'lit';
import { iconButton } from '../../../elements/parts';
import type { DrawnChart, ReadPosition } from './drawnChart';
import { placeUpright } from './hover';
import { readingTemplate, type ReadingOptions } from './reading';

export function showPin(
  root: Element,
  drawn: DrawnChart | null,
  read: ReadPosition | null,
  look: ReadingOptions & { readonly copy: () => void; readonly unpin: () => void },
): void {
  const pin = root.querySelector<HTMLElement>('.chart-pin');
  const line = root.querySelector<HTMLElement>('.pin-line');
  if (pin === null || line === null) {
    return;
  }
  pin.hidden = line.hidden = read === null || drawn === null;
  if (read === null || drawn === null) {
    return;
  }
  placeUpright(line, read.xPixel, drawn.chart.area);
  render(
    html`${readingTemplate(read.reading, look)}<div class="pin-tools">
    ${iconButton('copy', `Copy ${look.alone ? 'this value' : 'these values'} of ${look.name}`, look.copy)}
    ${iconButton('close', `Unpin ${look.name}`, look.unpin)}</div>`,
    pin,
  );
}
