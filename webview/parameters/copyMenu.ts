/** What can be taken away from a table of values: texts for the clipboard, files. Knows no table. */
import type { TemplateResult } from 'lit';
import type { Summary } from '../../src/shared/experiment';
import type { ExperimentHost } from '../elements/element';
import { menuButton, type MenuEntry } from '../elements/menu';
import { csvOf, markdownOf, type TextTable } from '../elements/tableTexts';
import type { ValueColumn, ValueRow } from './comparison';
import { argumentsOf, comparedJsonOf, comparedTable, jsonOf, type NamedValue } from './valueTexts';
import { yamlOf } from './yaml';

interface Taken {
  /** `parameters` or `others`: names files. */
  readonly what: string;
  readonly experiment: string;
}

/** Of one experiment. */
export function valuesMenu(
  host: ExperimentHost,
  { what, experiment, found }: Taken & { readonly found: readonly Summary[] },
): TemplateResult {
  const values = found.map(({ name, current }): NamedValue => [name, current?.value ?? '']);
  const copy = copying(host);
  return menuButton(`Copy or save ${what}`, [
    copy('Copy as JSON', () => jsonOf(values)),
    copy('Copy as YAML', () => yamlOf(values)),
    copy('Copy as command-line arguments', () => argumentsOf(values)),
    ...tableEntries(
      host,
      `${experiment}-${what}`,
      () => ({ headings: ['Name', 'Value'], rows: values }),
      () => jsonOf(values),
    ),
  ]);
}

/** Of all that are laid beside each other. */
export function comparedMenu(
  host: ExperimentHost,
  {
    what,
    experiment,
    columns,
    found,
  }: Taken & { readonly columns: readonly ValueColumn[]; readonly found: readonly ValueRow[] },
): TemplateResult {
  const json = (): string => comparedJsonOf(columns, found, what);
  return menuButton(`Copy or save ${what}`, [
    copying(host)('Copy as JSON', json),
    ...tableEntries(host, `${experiment}-compared-${what}`, () => comparedTable(columns, found, 'Name'), json),
  ]);
}

/** Of any table of texts. */
export function tableEntries(
  host: ExperimentHost,
  fileName: string,
  table: () => TextTable,
  json: (() => string) | null,
): readonly MenuEntry[] {
  const copy = copying(host);
  const save = (label: string, extension: string, content: () => string): MenuEntry => ({
    icon: 'download',
    label,
    run: () => host.do('saveFile', { name: `${fileName}.${extension}`, content: content() }),
  });
  return [
    copy('Copy as Markdown', () => markdownOf(table())),
    copy('Copy as CSV', () => csvOf(table())),
    save('Save as CSV…', 'csv', () => csvOf(table())),
    ...(json === null ? [] : [save('Save as JSON…', 'json', json)]),
  ];
}

const copying =
  (host: ExperimentHost) =>
  (label: string, text: () => string): MenuEntry => ({
    icon: 'copy',
    label,
    run: () => host.do('copyText', { text: text() }),
  });
