/** Owns moving and linking experiments to another project: where to, a new one perhaps, and what it means. */
import * as l10n from '@vscode/l10n';
import { MultiStepInput } from '../../prompts/multiStep';
import { showInformation } from '../../prompts/messages';
import { pick } from '../../prompts/quickPick';
import { titleOf } from '../../shared/verbs/experimentVerbs';
import { formatCount } from '../../shared/format';
import { BackendError } from '../../shared/problem';
import type { ExperimentRef, ProjectRef } from '../../shared/reference';
import { listNames, shortName } from '../../shared/text/summary';
import type { Handlers } from '../../shared/verbs/verbs';
import type { Store } from '../../store/store';
import type { ResourcePickers } from '../resourcePickers';
import { askProject, makeProject, projectOf } from '../projects/projects';
import { isProject, type Targets } from '../targets';

type Refs = readonly ExperimentRef[];

interface Kind {
  readonly verb: 'moveExperiments' | 'linkExperiments';
  readonly title: string;
  /** What was done, as a sentence; takes a name or a number of experiments, and the name of the project. */
  readonly did: (what: string, project: string) => string;
  readonly placeholder: string;
  readonly run: (refs: Refs, destination: ProjectRef) => Promise<void>;
}

export function moveHandlers({
  store,
  pickers,
  targets,
}: {
  readonly store: Store;
  readonly pickers: ResourcePickers;
  readonly targets: Targets;
}): Pick<Handlers, 'moveExperiments' | 'linkExperiments'> {
  const move: Kind = {
    verb: 'moveExperiments',
    title: titleOf('moveExperiments'),
    did: (what, project) => l10n.t('Moved {what} to “{project}”, away from where it was.', { what, project }),
    placeholder: l10n.t('To which project? They leave the one that they are in, with everything that was logged'),
    run: (refs, destination) => store.experiments.move(refs, destination),
  };
  const link: Kind = {
    verb: 'linkExperiments',
    title: titleOf('linkExperiments'),
    did: (what, project) =>
      l10n.t('Linked {what} to “{project}”. What changes in one project changes in both.', { what, project }),
    placeholder: l10n.t('To which project? They stay where they are and show there too'),
    run: (refs, destination) => store.experiments.link(refs, destination),
  };

  const send = async (kind: Kind, refs: Refs, given: ProjectRef | undefined): Promise<ProjectRef | undefined> => {
    const connection = oneConnection(refs);
    const experiments = await Promise.all(refs.map((ref) => store.experiments.get(ref)));
    const ways = { store, pickers, source: onlyOne(experiments.map(({ projectId }) => projectId)) };
    const destination =
      given === undefined ? await askDestination(ways, connection, kind) : checkDestination(given, connection);
    if (destination === undefined) {
      return undefined;
    }
    const { name } = await store.projects.get(destination);
    if (experiments.every(({ projectId }) => projectId === destination.projectId)) {
      const names = listNames(experiments.map((one) => one.name));
      const inIt = { experiment: names, experiments: names, project: shortName(name) };
      throw new BackendError(
        'refused',
        refs.length === 1
          ? l10n.t('{experiment} is in “{project}” already.', inIt)
          : l10n.t('{experiments} are in “{project}” already.', inIt),
        { advice: l10n.t('Choose another project.') },
      );
    }
    await kind.run(refs, destination);
    const what =
      refs.length === 1 ? `“${shortName(experiments[0]?.name ?? '')}”` : formatCount(refs.length, 'experiment');
    void showInformation(kind.did(what, shortName(name)));
    return destination;
  };

  const handler =
    (kind: Kind) =>
    async (target?: ExperimentRef, selection?: Refs, destination?: ProjectRef): Promise<ProjectRef | undefined> => {
      const refs = await targets.many(kind.verb, target, selection);
      return refs.length === 0 ? undefined : send(kind, refs, destination);
    };
  return { moveExperiments: handler(move), linkExperiments: handler(link) };
}

/** Null stands for a project that is yet to be made. */
async function askDestination(
  { store, pickers, source }: { store: Store; pickers: ResourcePickers; source: string | null },
  connection: string,
  { title, placeholder }: Kind,
): Promise<ProjectRef | undefined> {
  const chosen = await pickers
    .workspace({ connection })
    .ask<'projectId', string | null>('projectId', (soFar, context) =>
      pick<string | null>({
        title: context.title,
        back: context.back,
        placeholder,
        none: '',
        load: async () => [
          ...(await pickers.projectChoices(soFar)).filter(({ value }) => value !== source),
          { label: l10n.t('New project…'), icon: 'add', alwaysShow: true, value: null },
        ],
      }),
    )
    .run(title);
  if (chosen === undefined) {
    return undefined;
  }
  const { workspace, projectId } = chosen;
  if (projectId !== null) {
    return { connection, workspace, projectId };
  }
  const wanted = await askProject(store, MultiStepInput.of({ connection, workspace })).run(`${title}: New Project`);
  return wanted === undefined ? undefined : makeProject(store, wanted);
}

function checkDestination(given: unknown, connection: string): ProjectRef {
  if (!isProject(given)) {
    throw new BackendError('refused', l10n.t('The destination is not a project.'));
  }
  if (given.connection !== connection) {
    throw new BackendError('refused', l10n.t('The destination belongs to another connection.'), {
      advice: l10n.t('Choose a project of the same one.'),
    });
  }
  return projectOf(given);
}

function oneConnection(refs: Refs): string {
  const connection = onlyOne(refs.map((ref) => ref.connection));
  if (connection === null) {
    throw new BackendError('refused', l10n.t('These experiments belong to different connections.'), {
      advice: l10n.t('Select those of one connection.'),
    });
  }
  return connection;
}

/** Null when they differ. */
const onlyOne = (texts: readonly string[]): string | null => {
  const [first = null, ...others] = new Set(texts);
  return others.length === 0 ? first : null;
};
