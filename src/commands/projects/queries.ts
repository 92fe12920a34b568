/** Owns the verbs on queries of projects, and the question for the best experiment of an optimizer. */
import * as l10n from '@vscode/l10n';
import type { MultiStepInput, Reply } from '../../prompts/multiStep';
import { showDone, showInformation } from '../../prompts/messages';
import { pick, back, experimentChoice } from '../../prompts/quickPick';
import { nameTaken, type SavedQueries } from './savedQueries';
import { formatCount, formatNumber } from '../../shared/format';
import { predicateSentence } from '../../shared/queries/queryLabels';
import type { ConnectionRef, ExperimentRef, ProjectRef, QueryRef } from '../../shared/reference';
import { shortName } from '../../shared/text/summary';
import type { Handlers } from '../../shared/verbs/verbs';
import type { Store } from '../../store/store';
import { pickOrType, askText } from '../../prompts/inputBox';
import { nameCheck } from '../validators';
import { confirm } from '../confirm';
import type { ResourcePickers } from '../resourcePickers';
import { projectOf } from './projects';
import { buildQuery, type QueryDraft } from './queryBuilder';

export interface QueryDependencies {
  readonly store: Store;
  readonly pickers: ResourcePickers;
  readonly queries: SavedQueries;
  /** Shows it in the tree. */
  readonly reveal: (ref: ConnectionRef | QueryRef | ExperimentRef) => Promise<void>;
  readonly openExperiment: (ref: ExperimentRef) => unknown;
}

type Verbs = 'newQuery' | 'editQuery' | 'renameQuery' | 'deleteQuery' | 'findBestExperiment';

/** All resolve to what came of it, or to undefined when the user cancelled. */
export function queryHandlers({
  store,
  pickers,
  queries,
  reveal,
  openExperiment,
}: QueryDependencies): Pick<Handlers, Verbs> {
  /** To the saved query, or to the keys of the experiments that matched. */
  const build = async (
    project: ProjectRef,
    begun: QueryDraft,
    saved: { readonly id: string; readonly name: string } | null,
  ): Promise<QueryRef | readonly string[] | undefined> => {
    let draft = begun;
    const { name: projectName } = await store.projects.get(project);
    const title =
      saved === null
        ? l10n.t('New Query of “{projectName}”', { projectName: shortName(projectName) })
        : l10n.t('Query “{name}”', { name: shortName(saved.name) });
    for (;;) {
      const built = await buildQuery({ title, store, project, draft, name: saved?.name ?? null });
      if (built === undefined) {
        return undefined;
      }
      draft = { predicates: built.predicates, archived: built.archived };
      if (built.then === 'run') {
        const keys = await runQuery(store, project, title, draft, openExperiment);
        if (keys !== back) {
          return keys;
        }
        continue;
      }
      const ref =
        built.then === 'save' && saved !== null
          ? await queries.save(project, { ...draft, ...saved })
          : await saveAs(project, draft, title);
      if (ref === back) {
        continue;
      }
      if (ref !== undefined) {
        await reveal(ref);
      }
      return ref;
    }
  };

  const saveAs = async (
    project: ProjectRef,
    draft: QueryDraft,
    title: string,
  ): Promise<QueryRef | typeof back | undefined> => {
    let ref: QueryRef | undefined;
    const name = await askText({
      title,
      back: true,
      prompt: l10n.t('The name of the query'),
      value: shortName(draft.predicates.map(predicateSentence).join(', ')),
      check: queryNameCheck(queries, project),
      use: async (text) => {
        ref = await queries.save(project, { ...draft, name: text });
      },
    });
    return name === back ? back : ref;
  };

  return {
    async newQuery(target): Promise<QueryRef | readonly string[] | undefined> {
      const project = await pickers.project(target).run('New Query');
      return project === undefined ? undefined : build(projectOf(project), { predicates: [], archived: false }, null);
    },

    async editQuery(target): Promise<QueryRef | readonly string[] | undefined> {
      const ref = await pickers.query(target).run('Edit Query');
      if (ref === undefined) {
        return undefined;
      }
      const query = queries.get(ref);
      return build(projectOf(ref), query, { id: query.id, name: query.name });
    },

    async renameQuery(target): Promise<string | undefined> {
      const ref = await pickers.query(target).run('Rename Query');
      if (ref === undefined) {
        return undefined;
      }
      const { name } = queries.get(ref);
      const check = queryNameCheck(queries, ref);
      const answer = await askText({
        title: l10n.t('Rename “{name}”', { name: shortName(name) }),
        prompt: l10n.t('The new name of the query'),
        value: name,
        check: (text) => (text === name ? null : check(text)),
        use: (text) => queries.rename(ref, text),
      });
      return answer === back ? undefined : answer;
    },

    async deleteQuery(target): Promise<QueryRef | undefined> {
      const ref = await pickers.query(target).run('Delete Query');
      if (ref === undefined) {
        return undefined;
      }
      const { name, predicates } = queries.get(ref);
      if (
        !(await confirm(
          l10n.t('Delete the query “{name}”?', { name: shortName(name) }),
          [...predicates.map(predicateSentence), '', l10n.t('The experiments stay as they are.')].join('\n'),
          l10n.t('Delete'),
        ))
      ) {
        return undefined;
      }
      await queries.delete(ref);
      showDone(l10n.t('Deleted the query “{name}”', { name: shortName(name) }));
      return { ...projectOf(ref), queryId: ref.queryId };
    },

    async findBestExperiment(target): Promise<ExperimentRef | undefined> {
      const wanted = await askForBest(store, pickers.project(target)).run('Find the Best Experiment');
      if (wanted === undefined) {
        return undefined;
      }
      const { connection, group, metric, goal } = wanted;
      const { experimentKey, value, experimentCount } = await store.projects.bestExperiment(
        { connection },
        { group, metric, goal },
      );
      const ref = { connection, key: experimentKey };
      const { name } = await store.experiments.get(ref);
      await reveal(ref);
      const best =
        experimentCount === null
          ? l10n.t('The best experiment is “{name}”.', { name: shortName(name) })
          : l10n.t('The best of {experiments} is “{name}”.', {
              experiments: formatCount(experimentCount, 'experiment'),
              name: shortName(name),
            });
      void showInformation(
        value === null ? best : `${best} ${l10n.t('Its {metric} is {value}.', { metric, value: formatNumber(value) })}`,
        { open: l10n.t('Open') },
      ).then((answer) => {
        if (answer === 'open') {
          openExperiment(ref);
        }
      });
      return ref;
    },
  };
}

function queryNameCheck(queries: SavedQueries, project: ProjectRef): (text: string) => string | null {
  return (text) =>
    nameCheck('A query')(text) ?? (queries.list(project).some(({ name }) => name === text) ? nameTaken(text) : null);
}

/** Shows what matches; the chosen one is opened. Resolves to all keys. */
async function runQuery(
  store: Store,
  project: ProjectRef,
  title: string,
  { predicates, archived }: QueryDraft,
  open: (ref: ExperimentRef) => unknown,
): Promise<readonly string[] | typeof back | undefined> {
  const keys = await store.projects.query(project, predicates, archived);
  const { connection } = project;
  const answer = await pick<ExperimentRef>({
    title: `${title}: ${formatCount(keys.length, 'experiment')} ${keys.length === 1 ? 'matches' : 'match'}`,
    placeholder: l10n.t('Choose one to open it'),
    none: l10n.t('No experiment matches now.'),
    back: true,
    load: async () => {
      const wanted = new Set(keys);
      return (await store.experiments.list({ ...project, archived }))
        .filter(({ key }) => wanted.has(key))
        .map((experiment) => experimentChoice(connection, experiment));
    },
  });
  if (answer === back) {
    return back;
  }
  if (answer !== undefined) {
    await open(answer);
  }
  return keys;
}

interface BestQuestion extends ProjectRef {
  readonly group: string;
  readonly metric: string;
  readonly goal: 'minimize' | 'maximize';
}

function askForBest(store: Store, project: MultiStepInput<ProjectRef>): MultiStepInput<BestQuestion> {
  return project
    .ask('group', async (soFar, { title, back: hasBack, before }): Promise<Reply<string>> => {
      const counts = new Map<string, number>();
      for (const { group } of await store.experiments.list({ ...projectOf(soFar), archived: false })) {
        if (group !== null && group !== '') {
          counts.set(group, (counts.get(group) ?? 0) + 1);
        }
      }
      return pickOrType({
        title,
        back: hasBack,
        value: before,
        placeholder:
          counts.size === 0
            ? l10n.t('No experiment of this project names an optimizer; type the id of one')
            : l10n.t('Of which optimizer?'),
        suggestions: Promise.resolve(
          [...counts].map(([label, count]) => ({ label, description: formatCount(count, 'experiment') })),
        ),
        check: nameCheck(l10n.t('An optimizer')),
        typedLabel: (text) => l10n.t('The optimizer “{text}”', { text }),
      });
    })
    .ask('metric', (soFar, { title, back: hasBack, before }) =>
      pickOrType({
        title,
        back: hasBack,
        value: before,
        placeholder: l10n.t('By which metric?'),
        suggestions: metricNames(store, projectOf(soFar)).then((names) => names.map((label) => ({ label }))),
        check: nameCheck('A metric'),
      }),
    )
    .ask<'goal', 'minimize' | 'maximize'>('goal', ({ metric }, { title, back: hasBack }) =>
      pick<'minimize' | 'maximize'>({
        title,
        back: hasBack,
        none: '',
        placeholder: l10n.t('Which {metric} is the best?', { metric: shortName(metric) }),
        load: () =>
          Promise.resolve([
            { label: l10n.t('The lowest'), icon: 'arrow-down', value: 'minimize' },
            { label: l10n.t('The highest'), icon: 'arrow-up', value: 'maximize' },
          ]),
      }),
    );
}

/** Of the model first, of the machine last. */
async function metricNames(store: Store, project: ProjectRef): Promise<readonly string[]> {
  return (await store.projects.columns(project, false))
    .filter(({ source }) => source === 'metric')
    .sort((one, other) => Number(one.ofMachine) - Number(other.ofMachine) || one.name.localeCompare(other.name))
    .map(({ name }) => name);
}
