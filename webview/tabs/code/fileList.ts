/** A list of files to choose from, beside their text. */
import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import { formatCount } from '../../../src/shared/format';
import { searchField } from '../../elements/searchField';

interface FileListOptions<F extends { readonly path: string }> {
  readonly label: string;
  readonly files: readonly F[];
  readonly query: string;
  readonly search: (query: string) => void;
  readonly chosen: string | null;
  readonly choose: (path: string) => void;
  readonly details: (file: F) => unknown;
}

const worthSearching = 12;
/** More names than this are not read through: they are searched for. */
const filesAtOnce = 500;

export function fileList<F extends { readonly path: string }>(options: FileListOptions<F>): TemplateResult {
  const { files, query } = options;
  const found = files.filter(({ path }) => path.toLowerCase().includes(query.toLowerCase()));
  return html`
    <nav class="files" aria-label=${options.label}>
      ${files.length > worthSearching ? searchField(l10n.t('Search files'), query, options.search) : nothing}
      <ul>${found.slice(0, filesAtOnce).map((file) => {
        const slash = file.path.lastIndexOf('/') + 1;
        return html`<li><button aria-current=${file.path === options.chosen ? 'true' : nothing} title=${file.path} @click=${() => options.choose(file.path)}>
          <bdi class="path"><span class="folder">${file.path.slice(0, slash)}</span><span class="base">${file.path.slice(slash)}</span></bdi>${options.details(file)}</button></li>`;
      })}</ul>
      ${found.length > filesAtOnce ? html`<p class="more-rows">${l10n.t('{files}: search for them.', { files: formatCount(found.length - filesAtOnce, 'more file') })}</p>` : nothing}
      ${found.length === 0 ? html`<p class="part-empty">${l10n.t('No file is called so.')}</p>` : nothing}
    </nav>`;
}
