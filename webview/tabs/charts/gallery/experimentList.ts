/**
 * The experiments of a gallery by name: shows and hides them in all charts, points out their lines, opens and removes
 * them. Knows no chart.
 */
import * as l10n from '@vscode/l10n';
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { formatNumber, stateLabel } from '../../../../src/shared/format';
import type { LineColors } from '../../../drawing/palette';
import { PageElement, type ExperimentHost } from '../../../elements/element';
import { icon, stateIcon } from '../../../elements/icons';
import { iconButton } from '../../../elements/parts';
import { searchField } from '../../../elements/searchField';
import type { GalleryExperiment } from './galleryExperiment';
import { metricFilter } from './metricFilter';
import { paletteLooks } from '../../../drawing/palette';
import { swatch } from '../../../drawing/swatch';

/** Up to so many names are taken in at a glance. */
const worthFiltering = 8;

export class ExperimentList extends PageElement {
  static override properties = {
    experiments: { attribute: false },
    hiddenIds: { attribute: false },
    highlighted: { attribute: false },
    folded: { attribute: false },
    colorsOf: { attribute: false },
    query: { state: true },
  };

  declare host: ExperimentHost;
  declare experiments: readonly GalleryExperiment[];
  /** Ids of those that no chart draws. */
  declare hiddenIds: readonly string[];
  declare highlighted: string | null;
  declare folded: boolean;
  declare colorsOf: (experiment: GalleryExperiment) => LineColors;
  declare toggle: (id: string) => void;
  declare hide: (ids: readonly string[]) => void;
  declare highlight: (id: string | null) => void;
  declare fold: (folded: boolean) => void;
  declare query: string;

  /** The place of the row that is on its way out. */
  #leaving: number | null = null;

  constructor() {
    super();
    this.query = '';
  }

  /** After one was removed by keyboard the focus is on the next one. */
  override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    const before = changed.get('experiments');
    if (this.#leaving === null || before === undefined || before.length <= this.experiments.length) {
      return;
    }
    const rows = this.querySelectorAll('.list-row');
    if (document.activeElement === document.body) {
      rows[Math.min(this.#leaving, rows.length - 1)]?.querySelector<HTMLElement>('.icon-button')?.focus();
    }
    this.#leaving = null;
  }

  override render(): TemplateResult {
    const { experiments, hiddenIds, folded } = this;
    const shown = experiments.filter(({ id }) => !hiddenIds.includes(id)).length;
    return html`
      <section class="experiment-list" aria-label=${l10n.t('Experiments in these charts')}>
        <div class="list-head">
          <button class="fold" aria-expanded=${String(!folded)} @click=${() => this.fold(!folded)}>${icon(folded ? 'folded' : 'unfolded')}${l10n.t('Experiments')}<span
            class="count" aria-label=${l10n.t('{shown} of {count} shown', { shown, count: experiments.length })}>${shown === experiments.length ? formatNumber(shown) : `${formatNumber(shown)}/${formatNumber(experiments.length)}`}</span></button>
          <span class="list-tools">
            ${shown === 0 ? iconButton('shown', l10n.t('Show all experiments'), () => this.hide([])) : iconButton('unshown', l10n.t('Hide all experiments'), () => this.hide(experiments.map(({ id }) => id)))}
            ${shown === 0 || shown === experiments.length ? nothing : iconButton('shown', l10n.t('Show all experiments'), () => this.hide([]))}
            ${iconButton('add', l10n.t('Add experiment…'), () => this.host.do('compare', null))}
          </span>
        </div>
        ${folded ? nothing : this.#list()}
      </section>`;
  }

  #list(): TemplateResult {
    const { experiments } = this;
    const filter = metricFilter(this.query);
    void filter.loading?.then(() => this.requestUpdate());
    const found =
      this.query === ''
        ? experiments
        : experiments.filter(({ title, whereabouts }) => filter.matches(`${title} ${whereabouts}`));
    return html`
      ${experiments.length > worthFiltering ? searchField(l10n.t('Search experiments'), this.query, (query) => (this.query = query)) : nothing}
      ${found.length === 0 ? html`<p class="hint" role="status">${filter.mistake ?? l10n.t('No experiment is called “{query}”.', { query: this.query })}</p>` : nothing}
      ${experiments.length > paletteLooks ? html`<p class="hint">${l10n.t('Only {paletteLooks} looks of lines can be told apart: here they repeat.', { paletteLooks: formatNumber(paletteLooks) })}</p>` : nothing}
      <ul class="list-rows" @pointerleave=${() => this.highlight(null)}>${repeat(
        found,
        ({ id }) => id,
        (experiment, index) => this.#row(experiment, index),
      )}</ul>`;
  }

  #row(experiment: GalleryExperiment, index: number): TemplateResult {
    const { id, title, whereabouts, state, own, problem, metrics, reference } = experiment;
    const shown = !this.hiddenIds.includes(id);
    return html`
      <li class="list-row ${own ? 'own' : ''} ${shown ? '' : 'unshown'} ${this.highlighted === id ? 'lit' : ''}"
        @pointerenter=${() => this.highlight(shown ? id : null)} @focusin=${() => this.highlight(shown ? id : null)} @focusout=${() => this.highlight(null)}>
        ${iconButton(shown ? 'shown' : 'unshown', l10n.t('Show {title}', { title }), () => this.toggle(id), shown)}
        ${swatch(this.colorsOf(experiment))}
        <span class="list-name">
          ${own ? html`<bdi title=${l10n.t('{title}: the experiment of this panel', { title })}>${title}</bdi>` : html`<button class="list-open" title=${l10n.t('Open {title}', { title })} @click=${() => this.host.do('openCompared', { of: reference })}><bdi>${title}</bdi></button>`}
          ${whereabouts === '' ? nothing : html`<span class="list-where" title=${whereabouts}><bdi>${whereabouts}</bdi></span>`}
          ${
            problem !== null
              ? html`<span class="list-problem" role="alert">${problem.message} <button class="plain-link" @click=${() => this.host.do('refresh', null)}>${l10n.t('Retry')}</button></span>`
              : metrics === null
                ? html`<span class="list-where" role="status">${l10n.t('Loading…')}</span>`
                : nothing
          }
        </span>
        <span class="list-end">
          ${state === null ? nothing : html`<span class="list-state state-${state}" title=${stateLabel(state, false)}>${stateIcon(state)}<span class="unseen">${stateLabel(state, false)}</span></span>`}
          ${
            own
              ? nothing
              : iconButton('close', l10n.t('Remove {title}', { title }), () => {
                  this.#leaving = index;
                  this.host.do('stopComparing', { of: reference });
                })
          }
        </span>
      </li>`;
  }
}

customElements.define('experiment-list', ExperimentList);
