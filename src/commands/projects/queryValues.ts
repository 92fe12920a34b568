/** Owns what a condition's value may be completed to: values met in a project, as far as that is cheap to know. */
import type { Experiment } from '../../shared/experiment';
import type { Column, ExperimentAttribute } from '../../shared/queries/query';
import { valueText } from '../../shared/queries/queryLabels';
import type { ProjectRef } from '../../shared/reference';
import type { Store } from '../../store/store';

/** So many experiments are asked for their parameters and others. */
const experimentsAsked = 6;
const mostValues = 200;

const attributes: Readonly<Record<ExperimentAttribute, (experiment: Experiment) => string | number | null>> = {
  key: ({ key }) => key,
  name: ({ name }) => name,
  user: ({ user }) => user,
  filePath: ({ filePath }) => filePath,
  fileName: ({ filePath }) => filePath?.split('/').at(-1) ?? null,
  group: ({ group }) => group,
  startTime: ({ startTime }) => startTime,
  endTime: ({ endTime }) => endTime,
};

/** Each once, those of the newest experiments first; empty when nothing is known. */
export async function knownValues(
  store: Store,
  project: ProjectRef,
  archived: boolean,
  column: Column,
): Promise<readonly string[]> {
  const newest = (await store.experiments.list({ ...project, archived })).toSorted(
    (one, other) => (other.startTime ?? 0) - (one.startTime ?? 0),
  );
  const values = await valuesOf(store, project.connection, newest, column);
  return [...new Set(values.filter((value) => value !== ''))].slice(0, mostValues);
}

async function valuesOf(
  store: Store,
  connection: string,
  experiments: readonly Experiment[],
  { name, source, type, attribute }: Column,
): Promise<readonly string[]> {
  if (attribute !== null) {
    return experiments.map((experiment) => {
      const value = attributes[attribute](experiment);
      return value === null ? '' : valueText(value, type);
    });
  }
  switch (source) {
    case 'parameter':
    case 'other': {
      const answers = await Promise.allSettled(
        experiments.slice(0, experimentsAsked).map(({ key }) => {
          const ref = { connection, key };
          return source === 'parameter' ? store.details.parameters(ref) : store.details.others(ref);
        }),
      );
      return answers
        .flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []))
        .filter((summary) => summary.name === name)
        .map(({ current }) => current?.value ?? '');
    }
    case 'metric':
    case 'tag':
    case 'attribute':
    case 'environment':
      return [];
  }
}
