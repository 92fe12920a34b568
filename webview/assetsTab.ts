/** The Assets tab: every file that was logged, by kind, to look at or to take along. */
import { html, type TemplateResult } from 'lit';
import type { Asset, AssetKind } from '../src/shared/experiment';
import { formatBytes, formatCount, formatNumber, formatTime } from '../src/shared/format';
import type { ExperimentPageState } from '../src/shared/protocol';
import { naturalOrder } from '../src/shared/series';
import { shownAddress } from '../src/shared/summary';
import { PageElement, type ExperimentHost } from './element';
import { icon } from './icons';
import { iconButton, part } from './parts';
import { dataTable, type Column } from './table';

const kindTitles: Readonly<Record<AssetKind, string>> = {
  image: 'Images', video: 'Videos', audio: 'Audio', model: 'Models', confusionMatrix: 'Confusion matrices', curve: 'Curves', histogram: 'Histograms',
  embeddings: 'Embeddings', text: 'Text samples', dataframe: 'Data frames', notebook: 'Notebooks', code: 'Source code', file: 'Files',
};
const kinds = Object.keys(kindTitles);

export class AssetsTab extends PageElement {
  static override properties = { state: { attribute: false }, active: { attribute: false } };

  declare host: ExperimentHost;
  declare state: ExperimentPageState;
  declare active: boolean;

  override render(): unknown {
    return part(this.state.assets, {
      what: 'assets', host: this.host, empty: (assets) => (assets.length === 0 ? 'This experiment has logged no assets.' : null),
    }, (assets) => this.#draw(assets));
  }

  #draw(assets: readonly Asset[]): TemplateResult {
    const size = assets.reduce((sum, asset) => sum + (asset.size ?? 0), 0);
    const rows = [...assets].sort((one, other) => kinds.indexOf(one.kind) - kinds.indexOf(other.kind)
      || naturalOrder(groupOf(one), groupOf(other)) || naturalOrder(one.name, other.name) || (one.step ?? 0) - (other.step ?? 0));
    return html`
      <div class="section-head"><h2>${formatCount(assets.length, 'asset')}, ${formatBytes(size)}</h2>
        <vscode-button @click=${() => this.host.do('verb', { verb: 'downloadAllAssets' })}><span slot="start">${icon('download')}</span>Download all</vscode-button></div>
      ${dataTable({ label: 'Assets', columns: this.#columns, rows, noun: ['asset', 'assets'], groupOf })}`;
  }

  readonly #columns: readonly Column<Asset>[] = [
    {
      title: 'Name', className: 'name', text: ({ name }) => name,
      cell: ({ name, remoteUrl }) => html`<bdi title=${name}>${name}</bdi>${remoteUrl === null ? '' : html`<span class="remote" title=${shownAddress(remoteUrl)}>${shownAddress(remoteUrl)}</span>`}`,
    },
    { title: 'Type', className: 'optional', text: ({ type }) => type ?? '' },
    { title: 'Step', className: 'number', text: ({ step }) => (step === null ? '' : formatNumber(step)), order: ({ step }) => step },
    { title: 'Context', className: 'optional', text: ({ context }) => context ?? '' },
    { title: 'Size', className: 'number', text: ({ size }) => (size === null ? '' : formatBytes(size)), order: ({ size }) => size },
    { title: 'Logged', className: 'optional', text: ({ createdAt }) => (createdAt === null ? '' : formatTime(createdAt)), order: ({ createdAt }) => createdAt },
    {
      title: '', className: 'row-actions', text: () => '',
      cell: ({ id, name }) => html`
        ${iconButton('open', `Open ${name}`, () => this.host.do('assetVerb', { verb: 'openAsset', assetId: id }))}
        ${iconButton('download', `Download ${name}`, () => this.host.do('assetVerb', { verb: 'downloadAsset', assetId: id }))}`,
    },
  ];
}

/** Files of one model stand together under its name. */
const groupOf = ({ kind, folder }: Asset): string =>
  kind === 'model' && folder?.startsWith('models/') === true ? `Model ${folder.slice('models/'.length)}` : kindTitles[kind];

customElements.define('assets-tab', AssetsTab);
