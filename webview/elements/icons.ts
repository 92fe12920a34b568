/** The pages' own line icons, 16 by 16, in the colour of the text around them. Each says nothing: a label must. */
import { html, svg, type SVGTemplateResult, type TemplateResult } from 'lit';
import type { ExperimentState } from '../../src/shared/experiment';

const shapes = {
  running: svg`<circle cx="8" cy="8" r="6.2"/><path d="M6.5 5.2v5.6L11 8z" class="solid"/>`,
  finished: svg`<circle cx="8" cy="8" r="6.2"/><path d="m5.2 8.2 2 2 3.6-4.2"/>`,
  crashed: svg`<circle cx="8" cy="8" r="6.2"/><path d="m5.7 5.7 4.6 4.6m0-4.6-4.6 4.6"/>`,
  stopped: svg`<circle cx="8" cy="8" r="6.2"/><path d="M5.8 5.8h4.4v4.4H5.8z" class="solid"/>`,
  queued: svg`<circle cx="8" cy="8" r="6.2"/><path d="M8 4.5V8l2.4 1.6"/>`,
  unknown: svg`<circle cx="8" cy="8" r="6.2"/><path d="M6.2 6.3c.2-2.2 3.6-2.2 3.6 0 0 1.4-1.8 1.4-1.8 2.8"/><path d="M8 11v.6"/>`,
  archive: svg`<path d="M1.8 3h12.4v2.8H1.8zM2.8 5.8V13h10.4V5.8M6 8.4h4"/>`,
  restore: svg`<path d="M1.8 3h12.4v2.8H1.8zM2.8 5.8V13h10.4V5.8M8 11.4V7.6M6.4 9 8 7.4 9.6 9"/>`,
  tag: svg`<path d="M2 2.5h5.2l6.6 6.6-4.9 4.9L2 7.2z"/><circle cx="5" cy="5.4" r=".9"/>`,
  rename: svg`<path d="m2.6 13.4.7-3.1 7.8-7.8 2.4 2.4-7.8 7.8zM9.6 4l2.4 2.4"/>`,
  stop: svg`<path d="M3.5 3.5h9v9h-9z"/>`,
  link: svg`<path d="m6.6 9.4 2.8-2.8M7.4 4.8l1.4-1.4a2.7 2.7 0 0 1 3.8 3.8l-1.4 1.4M8.6 11.2l-1.4 1.4a2.7 2.7 0 0 1-3.8-3.8l1.4-1.4"/>`,
  browser: svg`<path d="M7 3H3v10h10V9M9.4 2.8h3.8v3.8M13 3 7.6 8.4"/>`,
  more: svg`<g class="solid"><circle cx="3.4" cy="8" r="1"/><circle cx="8" cy="8" r="1"/><circle cx="12.6" cy="8" r="1"/></g>`,
  refresh: svg`<path d="M13.2 8.6A5.2 5.2 0 1 1 11.8 4.4L13.4 6M13.5 2.6V6h-3.4"/>`,
  pause: svg`<path d="M5.4 3.4v9.2M10.6 3.4v9.2"/>`,
  resume: svg`<path d="M4.6 3v10L12.6 8z"/>`,
  add: svg`<path d="M8 3v10M3 8h10"/>`,
  close: svg`<path d="m3.8 3.8 8.4 8.4m0-8.4-8.4 8.4"/>`,
  search: svg`<circle cx="6.8" cy="6.8" r="4.3"/><path d="m10 10 3.8 3.8"/>`,
  filter: svg`<path d="M2 3h12L9.6 8.4v4.2l-3.2 1.2V8.4z"/>`,
  copy: svg`<path d="M5.5 5.5h7.8v7.8H5.5zM3 10.5H2.7V2.7h7.8V3"/>`,
  folded: svg`<path d="m6 3.6 4.4 4.4L6 12.4"/>`,
  unfolded: svg`<path d="m3.6 6 4.4 4.4L12.4 6"/>`,
  foldAll: svg`<path d="M5 4.6V2.6h8.4V11h-2M2.6 5h8.4v8.4H2.6zM4.6 9.2h4.4"/>`,
  unfoldAll: svg`<path d="M5 4.6V2.6h8.4V11h-2M2.6 5h8.4v8.4H2.6zM4.6 9.2h4.4M6.8 7v4.4"/>`,
  up: svg`<path d="M8 13V3.4M4 7.2l4-4 4 4"/>`,
  down: svg`<path d="M8 3v9.6m-4-3.8 4 4 4-4"/>`,
  download: svg`<path d="M8 2.4v7.8M4.8 7.2 8 10.4l3.2-3.2M2.6 13.4h10.8"/>`,
  open: svg`<path d="M9.2 1.9H3.4v12.2h9.2V5.2zM9 2v3.4h3.4"/>`,
  compare: svg`<path d="M6.8 2.5h-4v11h4M9.2 2.5h4v11h-4M8 1v14"/>`,
  table: svg`<path d="M2 3h12v10H2zM2 6.3h12M2 9.6h12M6.5 3v10"/>`,
  pin: svg`<path d="M5.6 2.4h4.8l-.6 4.4 2.4 2.6H3.8l2.4-2.6zM8 9.4v4.4"/>`,
  left: svg`<path d="M13 8H3.4m3.8-4-4 4 4 4"/>`,
  right: svg`<path d="M3 8h9.6m-3.8-4 4 4-4 4"/>`,
  chart: svg`<path d="M2.2 2.4v11.2h11.6M4.4 10.6l2.8-3.8 2.4 2 3.8-5"/>`,
  enlarge: svg`<path d="M9.6 2.6h3.8v3.8M6.4 13.4H2.6V9.6M13.2 2.8 9.2 6.8M2.8 13.2l4-4"/>`,
  heights: svg`<path d="M3 2.4h10M3 13.6h10M8 4.6v6.8M6 6.4l2-2 2 2M6 9.6l2 2 2-2"/>`,
  back: svg`<path d="M3 6.4h6.6a3.6 3.6 0 0 1 0 7.2H6M5.8 3.4 2.8 6.4l3 3"/>`,
  reset: svg`<circle cx="6.8" cy="6.8" r="4.3"/><path d="m10 10 3.8 3.8M4.8 6.8h4"/>`,
  warning: svg`<path d="M8 2.2 14.4 13.4H1.6zM8 6.4v3.4M8 11.3v.6"/>`,
  key: svg`<circle cx="5" cy="11" r="2.8"/><path d="m7 9 6-6M10.6 5.4l1.9 1.9"/>`,
  log: svg`<path d="M2.5 3.5h11M2.5 6.5h8M2.5 9.5h11M2.5 12.5h6"/>`,
  trash: svg`<path d="M2.6 4.2h10.8M6 4V2.4h4V4M4 4.4l.6 9.2h6.8l.6-9.2M6.8 6.8v4.4M9.2 6.8v4.4"/>`,
  shown: svg`<path d="M1.4 8s2.4-4.4 6.6-4.4S14.6 8 14.6 8s-2.4 4.4-6.6 4.4S1.4 8 1.4 8z"/><circle cx="8" cy="8" r="1.9"/>`,
  unshown: svg`<path d="M3.6 5.2A11 11 0 0 0 1.4 8s2.4 4.4 6.6 4.4c1 0 2-.3 2.8-.7M6.2 3.8A6 6 0 0 1 8 3.6c4.2 0 6.6 4.4 6.6 4.4a12 12 0 0 1-1.9 2.4M2.4 2.4l11.2 11.2"/>`,
  previous: svg`<path d="M10 3.6 5.6 8l4.4 4.4"/>`,
  next: svg`<path d="m6 3.6 4.4 4.4L6 12.4"/>`,
} satisfies Record<string, SVGTemplateResult>;

export type IconName = keyof typeof shapes;

export const icon = (name: IconName): TemplateResult =>
  html`<svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">${shapes[name]}</svg>`;

export const stateIcon = (state: ExperimentState): TemplateResult => icon(state);
