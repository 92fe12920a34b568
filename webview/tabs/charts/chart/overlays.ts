/**
 * What is laid over a plot and below it: crosshair, dots, tooltip, the box of a zoom, the pin. Writes into elements
 * that are there; reads nothing itself.
 */
import * as l10n from '@vscode/l10n';
import { html, render } from 'lit';
import type { Area } from '../engine/lineChart';
import { iconButton } from '../../../elements/parts';
import type { DrawnChart, ReadPosition } from './drawnChart';
import type { Box } from './gestures';
import { mostRead, readingTemplate, shownLines, type ReadingOptions } from './reading';

export interface HoverOptions extends ReadingOptions {
  /** Charts that only follow another show no tooltip. */
  readonly follows: boolean;
  /** What is pinned is said already. */
  readonly pinned: boolean;
}

const gap = 10;
/** Where a plot is nearly scrolled away its tooltip may go below it: so much has to be read. */
const leastHeight = 120;
const fewestRead = 3;

export function showHover(
  root: Element,
  drawn: DrawnChart | null,
  read: ReadPosition | null,
  look: HoverOptions,
): void {
  const [crosshair, dots, tooltip] = ['.crosshair', '.crosshair-dots', '.chart-tooltip'].map((name) =>
    root.querySelector<HTMLElement>(name),
  );
  if (!crosshair || !dots || !tooltip) {
    return;
  }
  const shows = read !== null && drawn !== null;
  crosshair.hidden = dots.hidden = !shows;
  tooltip.hidden = !shows || look.follows || look.pinned;
  if (!shows) {
    return;
  }
  const { area } = drawn.chart;
  placeUpright(crosshair, read.xPixel, area);
  const dotted = shownLines(read.reading, look.marked);
  render(
    dotted.map(() => html`<i class="crosshair-dot"></i>`),
    dots,
  );
  dotted.forEach(({ line, xValue, value, smoothed }, index) => {
    const dot = dots.children[index];
    if (!(dot instanceof HTMLElement)) {
      return;
    }
    const xPixel = drawn.chart.xPixelOf(xValue),
      yPixel = drawn.chart.yPixelOf(smoothed ?? value);
    dot.hidden = !(yPixel >= area.top - 3 && yPixel <= area.bottom + 3);
    dot.style.transform = `translate(${xPixel}px, ${yPixel}px)`;
    dot.style.borderColor = line.colors.line;
  });
  if (tooltip.hidden) {
    return;
  }
  placeTooltip(
    tooltip,
    read.xPixel,
    area,
    root,
    (most) => void render(readingTemplate(read.reading, look, most), tooltip),
  );
}

const placeUpright = (element: HTMLElement, xPixel: number, { top, bottom }: Area): void =>
  void Object.assign(element.style, {
    transform: `translateX(${xPixel}px)`,
    top: `${top}px`,
    height: `${bottom - top}px`,
  });

/**
 * Beside the crosshair, within the plot where that has room, else within what the page shows, over neighbours if need
 * be; where neither side has room it is made as narrow as the wider one. It ends where the plot does: what is below,
 * legend and pin, stays to be seen, though it may take fewer lines. `draw`: with so many lines at most.
 */
function placeTooltip(
  tooltip: HTMLElement,
  xPixel: number,
  { left, right, top }: Area,
  root: Element,
  draw: (most: number) => void,
): void {
  const panel = root.closest('.whole, [role=tabpanel]') ?? document.documentElement;
  tooltip.classList.remove('narrow');
  tooltip.style.width = '';
  draw(mostRead);
  const frame = tooltip.offsetParent?.getBoundingClientRect();
  if (frame === undefined) {
    return;
  }
  const shown = panel.getBoundingClientRect();
  // In pixels of the frame from here on.
  const bounds = {
    left: shown.left - frame.left + 2,
    right: shown.left - frame.left + panel.clientWidth - 2,
    top: shown.top - frame.top + 2,
    bottom: shown.bottom - frame.top - 4,
  };
  const { offsetWidth: width } = tooltip;
  const begin = xPixel + gap,
    end = xPixel - gap;
  const space = { after: bounds.right - begin, before: end - bounds.left };
  const after =
    begin + width <= right ||
    (end - width < left && (width <= space.after || (width > space.before && space.after >= space.before)));
  const narrowed = Math.floor(Math.min(width, after ? space.after : space.before));
  if (narrowed < width) {
    tooltip.classList.add('narrow');
    tooltip.style.width = `${narrowed}px`;
  }

  const lowest = Math.min(bounds.bottom, Math.max(frame.height, bounds.top + leastHeight));
  const fitting = linesThatFit(tooltip, lowest - bounds.top);
  if (fitting !== null) {
    draw(fitting);
  }
  const y = Math.max(bounds.top, Math.min(top, lowest - tooltip.offsetHeight));
  tooltip.style.transform = `translate(${after ? begin : end - narrowed}px, ${y}px)`;
}

/** Null when all that it shows do. */
function linesThatFit(tooltip: HTMLElement, space: number): number | null {
  const lines = tooltip.querySelector('tbody');
  const beyond = tooltip.offsetHeight - space;
  if (beyond <= 0 || lines === null) {
    return null;
  }
  const each = lines.offsetHeight / Math.max(1, lines.rows.length);
  // One less where it has yet to be said how many more there are.
  const left = lines.rows.length - Math.ceil(beyond / each) - (tooltip.querySelector('.tooltip-more') === null ? 1 : 0);
  return Math.max(fewestRead, left);
}

/** What is pinned below the plot: the lines at one place, to be compared and copied while the run goes on. */
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
    ${iconButton('copy', look.alone ? l10n.t('Copy this value of {name}', { name: look.name }) : l10n.t('Copy these values of {name}', { name: look.name }), look.copy)}
    ${iconButton('close', l10n.t('Unpin {name}', { name: look.name }), look.unpin)}</div>`,
    pin,
  );
}

/** The part of the plot that a drag selects, in pixels of the plot; null takes it away. */
export function showZoomBox(root: Element, box: Box | null): void {
  const element = root.querySelector<HTMLElement>('.zoom-box');
  if (element === null) {
    return;
  }
  element.hidden = box === null;
  if (box !== null) {
    Object.assign(element.style, {
      left: `${box.left}px`,
      width: `${box.right - box.left}px`,
      top: `${box.top}px`,
      height: `${box.bottom - box.top}px`,
    });
  }
}
