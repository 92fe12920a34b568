/** Sounds and videos: one a name, with a slider over its steps. What is large is fetched when asked for. */
import * as l10n from '@vscode/l10n';
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { Asset } from '../../../src/shared/experiment';
import { formatBytes } from '../../../src/shared/format';
import { BackendError, failed, loading, ready, toProblem, type Loadable } from '../../../src/shared/problem';
import { shownAddress } from '../../../src/shared/text/summary';
import type { AssetBytes } from '../assets/assetBytes';
import type { AssetGroup } from '../assets/assetGroups';
import { PageElement, type ExperimentHost } from '../../elements/element';
import { assetButtons, type ExperimentAssets } from '../assets/experimentAssets';
import { icon } from '../../elements/icons';
import { moreOf } from '../../elements/parts';
import { rowsHolding } from '../../elements/tables/rows';
import { searchField } from '../../elements/searchField';
import { stepSlider } from '../../elements/stepSlider';
import { Visibility } from '../../elements/visibility';

/** Up to so many bytes are fetched unasked. */
const fetchedUnasked = 4 * 1024 * 1024;

const worthSearching = 8;
const playersAtOnce = 60;

type PlayerKind = 'audio' | 'video';

export class PlayerList extends PageElement {
  static override properties = {
    host: { attribute: false },
    experiment: { attribute: false },
    groups: { attribute: false },
    kind: { attribute: false },
    stepIndexes: { state: true },
    query: { state: true },
    shown: { state: true },
  };

  declare host: ExperimentHost;
  declare experiment: ExperimentAssets;
  declare groups: readonly AssetGroup[];
  declare kind: PlayerKind;
  declare stepIndexes: ReadonlyMap<string, number>;
  declare query: string;
  declare shown: number;

  constructor() {
    super();
    this.stepIndexes = new Map();
    this.query = '';
    this.shown = playersAtOnce;
  }

  override render(): TemplateResult {
    const { groups, kind } = this;
    const found = rowsHolding(groups, this.query, ({ name, context }) => `${name} ${context ?? ''}`);
    return html` ${groups.length < worthSearching ? nothing : html`<div class="toolbar">${searchField(l10n.t('Search by name'), this.query, (query) => (this.query = query))}</div>`}
      ${found.length === 0 ? html`<p class="part-empty">${l10n.t('Nothing is called so.')}</p>` : nothing}
      <div class="player-list players-${kind}">
        ${repeat(
          found.slice(0, this.shown),
          ({ id }) => id,
          (group) => this.#row(group),
        )}
      </div>
      ${moreOf(found.length - this.shown, kind === 'audio' ? 'sound' : 'video', () => (this.shown += playersAtOnce))}`;
  }

  #row(group: AssetGroup): TemplateResult {
    const { name, context, members, id } = group;
    const place = Math.min(this.stepIndexes.get(id) ?? Infinity, members.length - 1);
    const asset = members[place];
    if (asset === undefined) {
      return html``;
    }
    return html`<figure class="tile">
      <asset-player .bytes=${this.experiment.bytes} .asset=${asset} .kind=${this.kind}></asset-player>
      <figcaption>
        <span class="tile-name" title=${name}
          ><bdi>${name}</bdi>${context === null ? nothing : html` <span class="hint">${context}</span>`}</span
        >
        <span class="tile-tools">${assetButtons(this.host, this.experiment, asset)}</span>
        ${stepSlider({ label: l10n.t('Step of {name}', { name }), steps: members.map(({ step }) => step), place, move: (next) => (this.stepIndexes = new Map(this.stepIndexes).set(id, next)) })}
      </figcaption>
    </figure>`;
  }
}

class AssetPlayer extends PageElement {
  static override properties = {
    bytes: { attribute: false },
    asset: { attribute: false },
    kind: { attribute: false },
    address: { state: true },
  };

  declare bytes: AssetBytes;
  declare asset: Asset;
  declare kind: PlayerKind;
  /** Null until it is wanted. */
  declare address: Loadable<string> | null;

  readonly #visibility = new Visibility(this, (visible) => {
    if (visible) {
      this.#wantSmall();
    }
  });

  constructor() {
    super();
    this.address = null;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#forget();
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (
      !changed.has('asset') ||
      changed.get('asset') === undefined ||
      (changed.get('asset') as Asset).id === this.asset.id
    ) {
      return;
    }
    this.#forget();
    if (this.#visibility.visible) {
      this.#wantSmall();
    }
  }

  override render(): TemplateResult {
    const { asset, address } = this;
    if (asset.remoteUrl !== null) {
      return html`<span class="picture-message">${icon('link')}${l10n.t('Kept at {remoteUrl}', { remoteUrl: shownAddress(asset.remoteUrl) })}</span>`;
    }
    switch (address?.state) {
      case undefined:
        return html`<button class="plain-link" @click=${this.#want}>
          ${asset.size === null ? l10n.t('Load {name}', { name: asset.name }) : l10n.t('Load {name}, {size}', { name: asset.name, size: formatBytes(asset.size) })}
        </button>`;
      case 'loading':
        return html`<span class="picture-wait" aria-busy="true"></span>`;
      case 'failed':
        return html`<span class="picture-message" role="alert"
          >${icon('warning')}${address.problem.message} ${address.problem.advice}</span
        >`;
      case 'ready':
        return this.kind === 'audio'
          ? html`<audio
              controls
              preload="metadata"
              src=${address.value}
              aria-label=${asset.name}
              @error=${this.#broken}
            ></audio>`
          : html`<video
              controls
              playsinline
              preload="metadata"
              src=${address.value}
              aria-label=${asset.name}
              @error=${this.#broken}
            ></video>`;
    }
  }

  #wantSmall(): void {
    if (this.address === null && this.asset.remoteUrl === null && (this.asset.size ?? Infinity) <= fetchedUnasked) {
      this.#want();
    }
  }

  readonly #want = (): void => {
    const { asset } = this;
    this.address = loading;
    void this.bytes
      .read(asset.id)
      .then(
        (bytes): Loadable<string> => ready(URL.createObjectURL(new Blob([bytes]))),
        (error: unknown): Loadable<string> => ({ state: 'failed', problem: toProblem(error) }),
      )
      .then((address) => {
        if (this.isConnected && this.asset.id === asset.id) {
          this.address = address;
        } else if (address.state === 'ready') {
          URL.revokeObjectURL(address.value);
        }
      });
  };

  #forget(): void {
    if (this.address?.state === 'ready') {
      // A player that has just begun to read must give it up first, or it would miss what is taken from it.
      const player = this.querySelector<HTMLMediaElement>('audio, video');
      player?.removeAttribute('src');
      player?.load();
      URL.revokeObjectURL(this.address.value);
    }
    this.address = null;
  }

  readonly #broken = (): void => {
    this.#forget();
    this.address = failed(
      new BackendError('unsupported', l10n.t('This {kind} cannot be played here.', { kind: this.kind }), {
        advice: l10n.t('Download it instead.'),
      }),
    );
  };
}

customElements.define('asset-player', AssetPlayer);
customElements.define('player-list', PlayerList);
