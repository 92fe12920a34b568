/** What can be taken away from any table of texts, as entries of a menu: copied, or saved as a file. */
import * as l10n from '@vscode/l10n';
import type { ExperimentHost } from '../element';
import type { MenuEntry } from '../menu';
import { csvOf, markdownOf, type TextTable } from './tableTexts';

/** @param json null where the table has no such form */
export function tableEntries(
  host: ExperimentHost,
  fileName: string,
  table: () => TextTable,
  json: (() => string) | null,
): readonly MenuEntry[] {
  const copy = copyEntries(host);
  const save = (label: string, extension: string, content: () => string): MenuEntry => ({
    icon: 'download',
    label,
    run: () => host.do('saveFile', { name: `${fileName}.${extension}`, content: content() }),
  });
  return [
    copy(l10n.t('Copy as Markdown'), () => markdownOf(table())),
    copy(l10n.t('Copy as CSV'), () => csvOf(table())),
    save(l10n.t('Save as CSV…'), 'csv', () => csvOf(table())),
    ...(json === null ? [] : [save(l10n.t('Save as JSON…'), 'json', json)]),
  ];
}

/** Entries that copy a text. */
export const copyEntries =
  (host: ExperimentHost) =>
  (label: string, text: () => string): MenuEntry => ({
    icon: 'copy',
    label,
    run: () => host.do('copyText', { text: text() }),
  });
