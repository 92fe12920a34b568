/**
 * Owns the ways down to what commands are about: connection, workspace, project, and what they hold. A way begins with
 * what the command's target says of it, so that a node leads to what is below it. Knows no verb.
 */
import * as l10n from '@vscode/l10n';
import { commands } from 'vscode';
import { MultiStepInput, type Reply, type StepContext } from '../prompts/multiStep';
import { pick, pickUnlessOnly, back, connectionChoice, experimentChoice, type Choice } from '../prompts/quickPick';
import type { SavedQueries } from './projects/savedQueries';
import type { ConnectionInfo, Project } from '../shared/experiment';
import { formatAge, formatBytes, formatCount } from '../shared/format';
import {
  sameExperiment,
  type ArtifactVersionRef,
  type AssetRef,
  type ConnectionRef,
  type ExperimentRef,
  type ModelRef,
  type ProjectRef,
  type QueryRef,
  type RegistryModelRef,
  type RegistryVersionRef,
  type ShareLinkRef,
  type WorkspaceRef,
} from '../shared/reference';
import type { Store } from '../store/store';
import { textOf } from './targets';

export interface ExperimentPickOptions {
  readonly title: string;
  /** At hand, and so first: what is open or selected. */
  readonly suggested?: readonly ExperimentRef[];
  /** Not to be offered. */
  readonly except?: ExperimentRef;
  /** Where to begin when nothing is at hand. */
  readonly within?: ProjectRef;
}

export class ResourcePickers {
  readonly #store: Store;
  readonly #connections: { list(): readonly ConnectionInfo[] };
  readonly #queries: SavedQueries;

  constructor(store: Store, connections: { list(): readonly ConnectionInfo[] }, queries: SavedQueries) {
    this.#store = store;
    this.#connections = connections;
    this.#queries = queries;
  }

  connection(target: unknown): MultiStepInput<ConnectionRef> {
    return pickBelow(MultiStepInput.of({}), target, 'connection', async (_, context) => {
      const connections = this.#connections.list();
      if (connections.length > 0) {
        return askLevel(context, {
          placeholder: l10n.t('Of which connection?'),
          none: '',
          load: () => Promise.resolve(connections.map(connectionChoice)),
        });
      }
      await commands.executeCommand('experimentExplorer.signIn');
      return undefined;
    });
  }

  workspace(target: unknown): MultiStepInput<WorkspaceRef> {
    return pickBelow(this.connection(target), target, 'workspace', (soFar, context) =>
      askLevel(context, {
        placeholder: l10n.t('Which workspace?'),
        none: l10n.t('This account has no workspaces.'),
        load: async () =>
          (await this.#store.projects.workspaces(soFar)).map(({ name }) => ({ label: name, value: name })),
      }),
    );
  }

  project(target: unknown): MultiStepInput<ProjectRef> {
    return pickBelow(this.workspace(target), target, 'projectId', (soFar, context) =>
      askLevel(context, {
        placeholder: l10n.t('Which project?'),
        none: l10n.t('This workspace has no projects.'),
        load: () => this.projectChoices(soFar),
      }),
    );
  }

  /** The ones that changed last first. */
  async projectChoices(ref: WorkspaceRef): Promise<readonly Choice<string>[]> {
    const projects = await this.#store.projects.list(ref);
    return projects.toSorted((one, other) => (other.lastUpdated ?? 0) - (one.lastUpdated ?? 0)).map(projectChoice);
  }

  /** Never taken without asking: a change of the experiment may follow at once. */
  experiment(target: unknown, except?: ExperimentRef): MultiStepInput<ExperimentRef> {
    return pickBelow(this.project(target), target, 'key', (soFar, context) =>
      pick({
        ...context,
        placeholder: l10n.t('Which experiment?'),
        none: l10n.t('This project has no other experiments.'),
        load: async () =>
          (await this.#experimentChoices(soFar, except)).map((choice) => ({ ...choice, value: choice.value.key })),
      }),
    );
  }

  /** What is at hand first, then the way down. Undefined when the user cancelled. */
  async pickExperiment({
    title,
    suggested = [],
    except,
    within,
  }: ExperimentPickOptions): Promise<ExperimentRef | undefined> {
    if (suggested.length > 0 || within !== undefined) {
      const answer = await pick<ExperimentRef | null>({
        title,
        placeholder: l10n.t('Which experiment?'),
        load: async () => [
          ...(await Promise.all(
            suggested.map(async (ref) => experimentChoice(ref.connection, await this.#store.experiments.get(ref))),
          )),
          ...(within === undefined ? [] : await this.#experimentChoices(within, except)),
          { label: l10n.t('Another experiment…'), icon: 'list-tree', value: null },
        ],
        none: '',
      });
      if (answer === undefined || answer === back) {
        return undefined;
      }
      if (answer !== null) {
        return answer;
      }
    }
    const found = await this.experiment(undefined, except).run(title);
    return found === undefined ? undefined : { connection: found.connection, key: found.key };
  }

  /** To be ticked: the others of a project that are not archived, those that began last first. */
  async otherExperiments(
    project: ProjectRef,
    except: readonly ExperimentRef[],
  ): Promise<readonly Choice<ExperimentRef>[]> {
    const all = await this.#experimentChoices(project, undefined);
    return all.filter(({ value }) => !except.some((ref) => sameExperiment(ref, value)));
  }

  model(experiment: MultiStepInput<ExperimentRef>, target: unknown): MultiStepInput<ModelRef> {
    return pickBelow(experiment, target, 'model', (soFar, context) =>
      askLevel(context, {
        placeholder: l10n.t('Which model?'),
        none: l10n.t('No model was logged with this experiment.'),
        load: async () =>
          (await this.#store.details.models(soFar)).map(({ name, registered }) => ({
            label: name,
            value: name,
            ...(registered.length === 0
              ? {}
              : { description: registered.map((one) => `${one.name} ${one.version}`).join(', ') }),
          })),
      }),
    );
  }

  registryModel(target: unknown): MultiStepInput<RegistryModelRef> {
    return pickBelow(this.workspace(target), target, 'registryModel', (soFar, context) =>
      askLevel(context, {
        placeholder: l10n.t('Which registry model?'),
        none: l10n.t('This workspace has no registry models.'),
        load: async () =>
          (await this.#store.registry.models(soFar)).map(({ name, description, latestVersion }) => ({
            label: name,
            value: name,
            description: latestVersion ?? '',
            ...(description === null ? {} : { detail: description }),
          })),
      }),
    );
  }

  registryVersion(target: unknown): MultiStepInput<RegistryVersionRef> {
    return pickBelow(this.registryModel(target), target, 'version', (soFar, context) =>
      askLevel(context, {
        placeholder: l10n.t('Which version of “{registryModel}”?', { registryModel: soFar.registryModel }),
        none: l10n.t('This model has no versions.'),
        load: async () =>
          (await this.#store.registry.model(soFar)).versions.map(({ version, stages, comment }) => ({
            label: version,
            value: version,
            description: stages.join(', '),
            ...(comment === null ? {} : { detail: comment }),
          })),
      }),
    );
  }

  artifactVersion(target: unknown): MultiStepInput<ArtifactVersionRef> {
    const artifact = pickBelow(this.workspace(target), target, 'artifact', (soFar, context) =>
      askLevel(context, {
        placeholder: l10n.t('Which artifact?'),
        none: l10n.t('This workspace has no artifacts.'),
        load: async () =>
          (await this.#store.artifacts.artifacts(soFar)).map(({ name, type, latestVersion }) => ({
            label: name,
            value: name,
            description: [type, latestVersion].filter((fact) => fact !== null).join(', '),
          })),
      }),
    );
    return pickBelow(artifact, target, 'version', (soFar, context) =>
      askLevel(context, {
        placeholder: l10n.t('Which version of “{artifact}”?', { artifact: soFar.artifact }),
        none: l10n.t('This artifact has no versions.'),
        load: async () =>
          (await this.#store.artifacts.artifact(soFar)).versions.map(({ version, aliases }) => ({
            label: version,
            value: version,
            description: aliases.join(', '),
          })),
      }),
    );
  }

  shareLink(target: unknown): MultiStepInput<ShareLinkRef> {
    return pickBelow(this.project(target), target, 'shareCode', (soFar, context) =>
      askLevel(context, {
        placeholder: l10n.t('Which share link?'),
        none: l10n.t('This project has no share links.'),
        load: async () =>
          (await this.#store.projects.shareLinks(soFar)).map(({ code, url }) => ({
            label: code,
            description: url,
            value: code,
          })),
      }),
    );
  }

  query(target: unknown): MultiStepInput<QueryRef> {
    return pickBelow(this.project(target), target, 'queryId', (soFar, context) =>
      askLevel(context, {
        placeholder: l10n.t('Which query?'),
        none: l10n.t('No query of this project was saved.'),
        load: () => Promise.resolve(this.#queries.list(soFar).map(({ id, name }) => ({ label: name, value: id }))),
      }),
    );
  }

  /** Those of an experiment, to be ticked. Rejects with `notFound` when there are none. */
  async assetChoices({ connection, key }: ExperimentRef): Promise<readonly Choice<AssetRef>[]> {
    return (await this.#store.details.assets({ connection, key })).map(({ id, name, type, size, tags }) => ({
      label: name,
      description: [type, size === null ? null : formatBytes(size), ...tags.map((tag) => `#${tag}`)]
        .filter((fact) => fact !== null)
        .join(', '),
      value: { connection, key, assetId: id },
    }));
  }

  async #experimentChoices(
    project: ProjectRef,
    except: ExperimentRef | undefined,
  ): Promise<readonly Choice<ExperimentRef>[]> {
    return (await this.#store.experiments.list({ ...project, archived: false }))
      .filter(({ key }) => key !== except?.key)
      .toSorted((one, other) => (other.startTime ?? 0) - (one.startTime ?? 0))
      .map((experiment) => experimentChoice(project.connection, experiment));
  }
}

/**
 * The next level down: from the target when that says it, else by asking. A part of the target below a question is of
 * no use.
 */
function pickBelow<T extends object, K extends string>(
  input: MultiStepInput<T>,
  target: unknown,
  key: K,
  question: (soFar: T, context: StepContext<string>) => Promise<Reply<string>>,
): MultiStepInput<T & Readonly<Record<K, string>>> {
  const given = input.isSettled ? textOf(target, key) : null;
  return given === null ? input.ask(key, question) : input.with(key, given);
}

const askLevel = (
  context: StepContext<string>,
  level: {
    readonly placeholder: string;
    readonly none: string;
    readonly load: () => Promise<readonly Choice<string>[]>;
  },
): Promise<Reply<string>> => pickUnlessOnly({ title: context.title, back: context.back, ...level });

const projectChoice = ({ id, name, description, experimentCount, lastUpdated }: Project): Choice<string> => ({
  label: name,
  description: [
    experimentCount === null ? '' : formatCount(experimentCount, 'experiment'),
    lastUpdated === null ? '' : formatAge(lastUpdated, Date.now()),
  ]
    .filter(Boolean)
    .join(', '),
  ...(description === null ? {} : { detail: description }),
  value: id,
});
