/**
 * Values by name of several experiments, laid beside each other: what is the same, what is not, what was not logged.
 * Pure.
 */
import type { Experiment, Summary } from '../../../../src/shared/experiment';
import { loading, ready, type Loadable } from '../../../../src/shared/problem';
import { experimentId, type ExperimentRef } from '../../../../src/shared/reference';
import { sameValue } from '../values';

export interface ValueColumn {
  /** `experimentId`. */
  readonly id: string;
  readonly reference: ExperimentRef;
  readonly title: string;
  /** With its workspace; empty while it is not known. */
  readonly project: string;
  /** Project, connection and key. */
  readonly whereabouts: string;
  /** Its place in the palette. */
  readonly paletteIndex: number;
  /** The one that the page is about. */
  readonly own: boolean;
  readonly values: Loadable<ReadonlyMap<string, string>>;
}

/** As logged; null: not logged; undefined: not known, because it is loading or failed. */
export type Cell = string | null | undefined;

export interface ValueRow {
  readonly name: string;
  /** One for each column. */
  readonly cells: readonly Cell[];
  /** Not all that are known are the same. */
  readonly different: boolean;
}

export interface ColumnSource {
  readonly reference: ExperimentRef;
  readonly connectionLabel: string;
  readonly experiment: Loadable<Experiment>;
  readonly values: Loadable<readonly Summary[]> | null;
}

/** The first is the page's own. */
export function valueColumns(
  sources: readonly ColumnSource[],
  paletteIndexes: Readonly<Record<string, number>>,
): readonly ValueColumn[] {
  const names = sources.map(({ experiment, reference }) =>
    experiment.state === 'ready' ? experiment.value.name : reference.key,
  );
  return sources.map(({ reference, connectionLabel, experiment, values }, index): ValueColumn => {
    const known = experiment.state === 'ready' ? experiment.value : null;
    const name = names[index] ?? '';
    const id = experimentId(reference);
    const project = known === null ? '' : `${known.workspace} / ${known.projectName}`;
    return {
      id,
      reference,
      paletteIndex: paletteIndexes[id] ?? index,
      own: index === 0,
      title: names.filter((other) => other === name).length > 1 ? `${name} (${reference.key.slice(0, 8)})` : name,
      project,
      whereabouts: [project, connectionLabel, reference.key].filter((words) => words !== '').join(', '),
      values:
        values === null
          ? loading
          : values.state === 'ready'
            ? ready(new Map(values.value.map(({ name: logged, current }) => [logged, current?.value ?? ''])))
            : values,
    };
  });
}

/** All names, those of the first column first, each where it was logged. */
export function valueRows(columns: readonly ValueColumn[]): readonly ValueRow[] {
  const maps = columns.map(({ values }) => (values.state === 'ready' ? values.value : null));
  const names = new Set(maps.flatMap((map) => (map === null ? [] : [...map.keys()])));
  return [...names].map((name) => {
    const cells = maps.map((map): Cell => (map === null ? undefined : (map.get(name) ?? null)));
    const known = cells.filter((cell) => cell !== undefined);
    return { name, cells, different: known.some((cell) => !sameCell(cell, known[0])) };
  });
}

/** What is not known is not said to differ. */
export const sameCell = (one: Cell, other: Cell): boolean =>
  one === other ||
  one === undefined ||
  other === undefined ||
  (one !== null && other !== null && sameValue(one, other));
