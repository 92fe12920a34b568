/** Owns what is laid beside what in charts: into which panel, and which experiments unless they are named. */
import * as l10n from '@vscode/l10n';
import { back } from '../../prompts/multiStep';
import { showWarning } from '../../prompts/messages';
import { formatCount } from '../../shared/format';
import { mostCompared, type ExperimentPageState } from '../../shared/protocol';
import { sameExperiment, type ExperimentRef, type ProjectRef } from '../../shared/reference';
import { shortName } from '../../shared/text/summary';
import type { Handlers } from '../../shared/verbs/verbs';
import type { Store } from '../../store/store';
import { pickMany, elsewhere } from '../../prompts/inputBox';
import type { ResourcePickers } from '../resourcePickers';
import { sameKindSelection, distinct, experimentOf, isExperiment } from '../targets';

type Refs = readonly ExperimentRef[];

/** What came of adding experiments to charts. */
interface ChartComparison {
  /** The one whose charts they are in. */
  readonly into: ExperimentRef;
  /** Those that were not there before. */
  readonly added: Refs;
}

export interface ChartDependencies {
  readonly store: Store;
  readonly pickers: ResourcePickers;
  readonly panels: {
    compare(into: ExperimentRef, others: Refs): ChartComparison;
    lastActiveExperiment(): ExperimentRef | undefined;
    stateOf(ref: ExperimentRef): Pick<ExperimentPageState, 'compared'> | undefined;
  };
}

const title = l10n.t('Add to Chart');

/** Resolves to what was added, or to undefined when the user cancelled. */
export function chartHandlers({ store, pickers, panels }: ChartDependencies): Pick<Handlers, 'addToChart'> {
  const shownWith = (into: ExperimentRef): Refs => [
    into,
    ...(panels.stateOf(into)?.compared ?? []).map(({ reference }) => reference),
  ];

  return {
    async addToChart(target, selection, given): Promise<ChartComparison | undefined> {
      const into = isExperiment(given) ? experimentOf(given) : panels.lastActiveExperiment();
      const chosen = distinct(sameKindSelection(target, selection).filter(isExperiment).map(experimentOf));
      const refs =
        chosen.length > 0 ? chosen : await askExperiments(store, pickers, into === undefined ? [] : shownWith(into));
      const [first] = refs;
      if (first === undefined) {
        return undefined;
      }
      const before = into === undefined ? [] : shownWith(into);
      const free = mostCompared + 1 - Math.max(1, before.length);
      const comparison = panels.compare(into ?? first, refs);
      const wanted = refs.filter(
        (ref) => !before.some((other) => sameExperiment(other, ref)) && !sameExperiment(ref, comparison.into),
      );
      if (wanted.length > free) {
        void showWarning(
          l10n.t('Charts hold {most} experiments at once: {experiments} did not fit. Take others away first.', {
            most: mostCompared + 1,
            experiments: formatCount(wanted.length - free, 'experiment'),
          }),
        );
      }
      return comparison;
    },
  };
}

/** Those of the project that is in front, another one on demand. Empty when the user cancelled. */
async function askExperiments(store: Store, pickers: ResourcePickers, shown: Refs): Promise<Refs> {
  const [into] = shown;
  let project = into === undefined ? undefined : await projectOf(store, into);
  for (;;) {
    project ??= await pickers.project(undefined).run(title);
    if (project === undefined) {
      return [];
    }
    const { name } = await store.projects.get(project);
    const answer = await pickMany({
      title,
      placeholder: l10n.t('Tick experiments of “{name}”', { name: shortName(name) }),
      choices: pickers.otherExperiments(project, shown),
      elsewhere: l10n.t('Experiments of another project…'),
    });
    if (answer !== elsewhere) {
      return answer === undefined || answer === back ? [] : answer;
    }
    project = undefined;
  }
}

async function projectOf(store: Store, ref: ExperimentRef): Promise<ProjectRef> {
  const { workspace, projectId } = await store.experiments.get(ref);
  return { connection: ref.connection, workspace, projectId };
}
