/** What can be taken away from a table of values: texts for the clipboard, files. Knows no table. */
import * as l10n from '@vscode/l10n';
import type { TemplateResult } from 'lit';
import type { Summary } from '../../../src/shared/experiment';
import type { ExperimentHost } from '../../elements/element';
import { menuButton } from '../../elements/menu';
import { copyEntries, tableEntries } from '../../elements/tables/tableEntries';
import type { ValueColumn, ValueRow } from './compared/comparison';
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
  const copy = copyEntries(host);
  return menuButton(l10n.t('Copy or save {what}', { what }), [
    copy(l10n.t('Copy as JSON'), () => jsonOf(values)),
    copy(l10n.t('Copy as YAML'), () => yamlOf(values)),
    copy(l10n.t('Copy as command-line arguments'), () => argumentsOf(values)),
    ...tableEntries(
      host,
      `${experiment}-${what}`,
      () => ({ headings: [l10n.t('Name'), l10n.t('Value')], rows: values }),
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
  return menuButton(l10n.t('Copy or save {what}', { what }), [
    copyEntries(host)(l10n.t('Copy as JSON'), json),
    ...tableEntries(host, `${experiment}-compared-${what}`, () => comparedTable(columns, found, l10n.t('Name')), json),
  ]);
}
