/** The experiments whose charts a page shows, its own first, in one shape. Knows no chart. */
import type { ExperimentState, Summary } from '../../../../src/shared/experiment';
import type { Problem } from '../../../../src/shared/problem';
import type { ComparedExperiment, ExperimentPageState } from '../../../../src/shared/protocol';
import { experimentId, type ExperimentRef } from '../../../../src/shared/reference';

export interface GalleryExperiment {
  readonly id: string;
  readonly reference: ExperimentRef;
  /** Its name, told apart from others of the same name. */
  readonly title: string;
  /** Project and connection as far as they are not the page's own; empty when they are. */
  readonly whereabouts: string;
  readonly state: ExperimentState | null;
  readonly start: number | null;
  /** Null while they are not known. */
  readonly metrics: readonly Summary[] | null;
  readonly parameters: readonly Summary[] | null;
  /** Why it, or what it logged, could not be loaded. */
  readonly problem: Problem | null;
  readonly revision: number;
  /** The experiment that the page is about. */
  readonly own: boolean;
}

/** Of the metrics those that `isShown` admits. What is loaded again is meanwhile as it was in `before`. */
export function galleryExperiments(
  state: ExperimentPageState,
  isShown: (metric: Summary) => boolean,
  before: readonly GalleryExperiment[],
): readonly GalleryExperiment[] {
  const all: readonly Pick<
    ComparedExperiment,
    'reference' | 'connectionLabel' | 'experiment' | 'metrics' | 'parameters' | 'revision'
  >[] = [state, ...state.compared];
  const names = new Map<string, number>();
  for (const { experiment } of all) {
    if (experiment.state === 'ready') {
      names.set(experiment.value.name, (names.get(experiment.value.name) ?? 0) + 1);
    }
  }
  const ownProject = state.experiment.state === 'ready' ? projectOf(state.experiment.value) : null;
  return all.map(
    ({ reference, connectionLabel, experiment, metrics, parameters, revision }, index): GalleryExperiment => {
      const known = experiment.state === 'ready' ? experiment.value : null;
      const name = known?.name ?? reference.key;
      const id = experimentId(reference);
      const last = before.find((one) => one.id === id);
      return {
        id,
        reference,
        own: index === 0,
        revision,
        state: known?.state ?? last?.state ?? null,
        start: known === null ? (last?.start ?? null) : known.startTime,
        title:
          known === null && last !== undefined
            ? last.title
            : (names.get(name) ?? 0) > 1
              ? `${name} (${reference.key.slice(0, 8)})`
              : name,
        whereabouts: [
          known === null || ownProject === null || projectOf(known) === ownProject ? '' : projectOf(known),
          connectionLabel === state.connectionLabel ? '' : connectionLabel,
        ]
          .filter((part) => part !== '')
          .join(', '),
        metrics: metrics.state === 'ready' ? metrics.value.filter(isShown) : (last?.metrics ?? null),
        parameters: parameters?.state === 'ready' ? parameters.value : (last?.parameters ?? null),
        problem:
          experiment.state === 'failed' ? experiment.problem : metrics.state === 'failed' ? metrics.problem : null,
      };
    },
  );
}

const projectOf = ({ workspace, projectName }: { readonly workspace: string; readonly projectName: string }): string =>
  `${workspace} / ${projectName}`;

/** Every metric that any of them logged, by the summary of the first. */
export function metricsOfAll(experiments: readonly GalleryExperiment[]): readonly Summary[] {
  const byName = new Map<string, Summary>();
  for (const { metrics } of experiments) {
    for (const metric of metrics ?? []) {
      if (!byName.has(metric.name)) {
        byName.set(metric.name, metric);
      }
    }
  }
  return [...byName.values()];
}
