/** Makes experiments out of nothing for tests and figures that need many, or need them exactly so. */
import { addLogged, addPoint, emptyContent, type ExperimentContent } from '../../../src/lab/content';
import { LabExperiment, type ExperimentHead, type LabProject, type LabStore } from '../../../src/lab/store';

export const syntheticKey = (index: number): string => index.toString(16).padStart(32, '0');

export interface SyntheticProject {
  readonly workspace: string;
  readonly project: string;
  readonly count: number;
  /** Added to every index, so that keys of several projects differ. */
  readonly firstIndex?: number;
}

/** Adds `count` experiments, each with one metric, two parameters and a tag. Their content is made when asked for. */
export function addSyntheticProject(
  store: LabStore,
  { workspace, project: name, count, firstIndex = 0 }: SyntheticProject,
): LabProject {
  const project = store.addProject(workspace, name);
  const now = store.now();
  for (let index = firstIndex; index < firstIndex + count; index += 1) {
    const endTime = now - index * 60_000;
    const startTime = endTime - 30_000 - (index % 7) * 1000;
    addSyntheticExperiment(
      store,
      project,
      {
        key: syntheticKey(index),
        name: `synthetic_experiment_${index}`,
        startTime,
        endTime,
        crashed: index % 50 === 7,
        userName: 'lab',
        filePath: 'src/train.py',
      },
      (content) => {
        for (let step = 0; step < 20; step += 1) {
          addPoint(content.metrics, 'train_loss', 'train', {
            value: String(1 / (1 + step + (index % 10))),
            step,
            epoch: null,
            time: startTime + step * 1000,
          });
        }
        addLogged(content.parameters, 'seed', { value: String(index), step: null, time: startTime, context: null });
        addLogged(content.parameters, 'optimizer', {
          value: index % 2 === 0 ? 'adam' : 'sgd',
          step: null,
          time: startTime,
          context: null,
        });
        content.tags.add(index % 3 === 0 ? 'baseline' : 'sweep');
      },
    );
  }
  return project;
}

/** `fill` writes into a content that has a name and nothing else. */
export function addSyntheticExperiment(
  store: LabStore,
  project: LabProject,
  head: ExperimentHead,
  fill: (content: ExperimentContent) => void,
): LabExperiment {
  const experiment = new LabExperiment(
    project,
    head,
    () => {
      const content = emptyContent();
      addLogged(content.others, 'Name', { value: head.name, step: null, time: head.startTime, context: null });
      fill(content);
      return Promise.resolve(content);
    },
    store.now,
  );
  store.add(experiment);
  return experiment;
}
