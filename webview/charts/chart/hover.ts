/** What follows the pointer over a plot: crosshair, dots and tooltip. Writes into elements that are there; reads nothing itself. */
import { html, render } from 'lit';
import type { Area } from '../../charts';
import type { DrawnChart, ReadPlace } from './drawnChart';
import { readingTemplate, shownLines, type ReadingLook } from './reading';

export interface HoverLook extends ReadingLook {
  /** Charts that only follow another show no tooltip. */
  readonly follows: boolean;
  /** What is pinned is said already. */
  readonly pinned: boolean;
}

const gap = 10;

export function showHover(root: Element, drawn: DrawnChart | null, read: ReadPlace | null, look: HoverLook): void {
  const [crosshair, dots, tooltip] = ['.crosshair', '.crosshair-dots', '.chart-tooltip'].map((name) => root.querySelector<HTMLElement>(name));
  if (!crosshair || !dots || !tooltip) return;
  const shows = read !== null && drawn !== null;
  crosshair.hidden = dots.hidden = !shows;
  tooltip.hidden = !shows || look.follows || look.pinned;
  if (!shows) return;
  const { area } = drawn.chart;
  placeUpright(crosshair, read.across, area);
  const dotted = shownLines(read.reading, look.marked);
  render(dotted.map(() => html`<i class="crosshair-dot"></i>`), dots);
  dotted.forEach(({ line, place, value, smoothed }, index) => {
    const dot = dots.children[index];
    if (!(dot instanceof HTMLElement)) return;
    const across = drawn.chart.pixelOf(place), up = drawn.chart.levelOf(smoothed ?? value);
    dot.hidden = !(up >= area.top - 3 && up <= area.bottom + 3);
    dot.style.transform = `translate(${across}px, ${up}px)`;
    dot.style.borderColor = line.colors.line;
  });
  if (tooltip.hidden) return;
  render(readingTemplate(read.reading, look), tooltip);
  placeTooltip(tooltip, read.across, area, root);
}

export const placeUpright = (element: HTMLElement, across: number, { top, bottom }: Area): void =>
  void Object.assign(element.style, { transform: `translateX(${across}px)`, top: `${top}px`, height: `${bottom - top}px` });

/**
 * Beside the crosshair where the plot has room for it, else below the plot, where no pin is, or on either side of it, so that
 * what is read stays to be seen; always within what the page shows.
 */
function placeTooltip(tooltip: HTMLElement, across: number, { left, right, top }: Area, root: Element): void {
  const panel = root.closest('[role=tabpanel]') ?? document.documentElement;
  const hasPin = root.querySelector('.chart-pin:not([hidden])') !== null;
  const frame = tooltip.offsetParent?.getBoundingClientRect();
  if (frame === undefined) return;
  const { top: panelTop, bottom: panelBottom, left: panelLeft } = panel.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = tooltip;
  // In pixels of the frame from here on.
  const bounds = { left: panelLeft - frame.left + 2, right: panelLeft - frame.left + panel.clientWidth - 2, top: panelTop - frame.top, bottom: panelBottom - frame.top - 4 };
  const level = Math.max(bounds.top, Math.min(top, bounds.bottom - height));
  const fitting = [
    { x: across + gap, y: level, fits: across + gap + width <= right },
    { x: across - gap - width, y: level, fits: across - gap - width >= left },
    { x: Math.max(bounds.left, Math.min(across - width / 2, bounds.right - width)), y: frame.height, fits: !hasPin && frame.height + height <= bounds.bottom },
    { x: frame.width + gap, y: level, fits: frame.width + gap + width <= bounds.right },
    { x: -gap - width, y: level, fits: -gap - width >= bounds.left },
  ].find(({ fits }) => fits);
  const { x, y } = fitting ?? { x: Math.max(bounds.left, Math.min(across < (left + right) / 2 ? across + gap : across - gap - width, bounds.right - width)), y: level };
  tooltip.style.transform = `translate(${x}px, ${y}px)`;
}
