/** Owns what a condition's value may be completed to: values met in a project, as far as that is cheap to know. */
import type { Experiment } from '../../shared/experiment';
import type { Column } from '../../shared/projectParts';
import type { ProjectRef } from '../../shared/reference';
import type { Store } from '../../store/store';

/** So many experiments are asked for their parameters and others. */
const experimentsAsked = 6;
const mostValues = 200;

/** Of the columns about the experiment itself, those that a list of experiments tells. */
const facts: Readonly<Record<string, (experiment: Experiment) => string | null>> = {
  user_name: ({ user }) => user,
  file_path: ({ filePath }) => filePath,
  file_name: ({ filePath }) => filePath?.split('/').at(-1) ?? null,
  experimentKey: ({ key }) => key,
  optimizationId: ({ optimizationId }) => optimizationId,
  start_server_timestamp: ({ startTime }) => timeOf(startTime),
  end_server_timestamp: ({ endTime }) => timeOf(endTime),
};

/** Each once, those of the newest experiments first; empty when nothing is known. */
export async function knownValues(
  store: Store,
  project: ProjectRef,
  archived: boolean,
  column: Column,
): Promise<readonly string[]> {
  const newest = (await store.experiments({ ...project, archived })).toSorted(
    (one, other) => (other.startTime ?? 0) - (one.startTime ?? 0),
  );
  const values = await valuesOf(store, project.connection, newest, column);
  return [...new Set(values.filter((value) => value !== ''))].slice(0, mostValues);
}

async function valuesOf(
  store: Store,
  connection: string,
  experiments: readonly Experiment[],
  { name, source }: Column,
): Promise<readonly string[]> {
  switch (source) {
    case 'metadata':
      return experiments.map((experiment) => (Object.hasOwn(facts, name) ? facts[name]?.(experiment) : null) ?? '');
    case 'params':
    case 'log_other': {
      if (name === 'Name') {
        return experiments.map((experiment) => experiment.name);
      }
      const answers = await Promise.allSettled(
        experiments.slice(0, experimentsAsked).map(({ key }) => {
          const ref = { connection, key };
          return source === 'params' ? store.parameters(ref) : store.others(ref);
        }),
      );
      return answers
        .flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []))
        .filter((summary) => summary.name === name)
        .map(({ current }) => current?.value ?? '');
    }
    case 'metrics':
    case 'tag':
    case 'env_details':
      return [];
  }
}

/** As queries write it, in UTC. */
const timeOf = (time: number | null): string | null =>
  time === null ? null : new Date(time).toISOString().replace('T', ' ').slice(0, 19);
