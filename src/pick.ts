/**
 * Owns questions with a list: one at a time with its errors as items, and the way down from connections to an experiment.
 * Knows the store; does nothing with what was picked.
 */
import { commands, QuickInputButtons, ThemeIcon, window, type QuickPickItem } from 'vscode';
import type { ConnectionInfo } from './shared/connection';
import type { Experiment } from './shared/experiment';
import { formatAge, formatCount, stateLabel } from './shared/format';
import { toProblem } from './shared/problem';
import type { ExperimentRef, ProjectRef, WorkspaceRef } from './shared/reference';
import type { Store } from './store';

export interface Choice<T> extends QuickPickItem {
  readonly value: T;
}

export interface Question<T> {
  readonly title: string;
  readonly placeholder: string;
  readonly load: () => Promise<readonly Choice<T>[]>;
  /** What the list says when it has nothing to offer. */
  readonly none: string;
  /** Offers the way back to the question before. */
  readonly back?: boolean;
}

export const back = Symbol('back');

interface Offer<T> extends QuickPickItem {
  /** What accepting it does: answers the question, or repairs it and leaves it open. */
  readonly accept: { readonly answer: T } | { readonly repair: () => void } | null;
}

/** The chosen value; undefined when the user turned away, `back` when they want the question before. */
export async function ask<T>(question: Question<T>): Promise<T | typeof back | undefined> {
  const picker = window.createQuickPick<Offer<T>>();
  picker.title = question.title;
  picker.placeholder = question.placeholder;
  picker.matchOnDescription = true;
  picker.matchOnDetail = true;
  if (question.back === true) picker.buttons = [QuickInputButtons.Back];
  let closed = false;

  const load = async (): Promise<void> => {
    picker.busy = true;
    let items: readonly Offer<T>[];
    try {
      const choices = await question.load();
      items = choices.map((choice) => ({ ...choice, accept: { answer: choice.value } }));
      if (items.length === 0) items = [{ label: question.none, alwaysShow: true, accept: null }];
    } catch (error) {
      items = [failure(error, () => void load(), () => picker.hide())];
    }
    if (closed) return;
    picker.items = items;
    picker.busy = false;
  };

  const answer = new Promise<T | typeof back | undefined>((resolve) => {
    picker.onDidTriggerButton(() => resolve(back));
    picker.onDidHide(() => resolve(undefined));
    picker.onDidAccept(() => {
      const accept = picker.selectedItems[0]?.accept ?? null;
      if (accept === null) return;
      if ('repair' in accept) accept.repair();
      else resolve(accept.answer);
    });
  });
  picker.show();
  void load();
  try {
    return await answer;
  } finally {
    closed = true;
    picker.dispose();
  }
}

function failure(error: unknown, again: () => void, close: () => void): Offer<never> {
  const problem = toProblem(error);
  const unauthorized = problem.kind === 'unauthorized';
  return {
    label: `$(error) ${problem.message}`,
    detail: unauthorized ? 'Sign in again…' : [problem.advice, 'Try again.'].filter(Boolean).join(' '),
    alwaysShow: true,
    accept: {
      repair: () => {
        if (!unauthorized) {
          again();
          return;
        }
        close();
        void commands.executeCommand('experiments.signIn');
      },
    },
  };
}

/** One of a few that are at hand; at once when there is no choice. */
export async function askAmong<T>(choices: readonly Choice<T>[], title: string, placeholder: string): Promise<T | undefined> {
  const [first, ...others] = choices;
  if (first === undefined || others.length === 0) return first?.value;
  const answer = await ask({ title, placeholder, load: () => Promise.resolve(choices), none: '' });
  return answer === back ? undefined : answer;
}

export interface ExperimentPickOptions {
  readonly title: string;
  /** At hand, and so first: what is open or selected. */
  readonly suggested?: readonly ExperimentRef[];
  /** Not to be offered. */
  readonly except?: ExperimentRef;
  /** Where to begin when nothing is at hand. */
  readonly within?: ProjectRef;
}

/** The way down from connections to one experiment; a lone connection is not asked about. */
export class ExperimentPicker {
  readonly #store: Store;
  readonly #connections: { list(): readonly ConnectionInfo[] };

  constructor(store: Store, connections: { list(): readonly ConnectionInfo[] }) {
    this.#store = store;
    this.#connections = connections;
  }

  async pick(options: ExperimentPickOptions): Promise<ExperimentRef | undefined> {
    const suggested = options.suggested ?? [];
    if (suggested.length > 0) {
      const answer = await ask<ExperimentRef | null>({
        title: options.title,
        placeholder: 'Which experiment?',
        load: async () => [
          ...(await Promise.all(suggested.map(async (ref) => experimentChoice(ref.connection, await this.#store.experiment(ref))))),
          { label: '$(list-tree) Another experiment…', value: null },
        ],
        none: '',
      });
      if (answer === undefined || answer === back) return undefined;
      if (answer !== null) return answer;
    }
    if (options.within !== undefined) {
      const answer = await this.#askExperiment(options.within, options);
      if (answer !== back) return answer;
    }
    return this.#descend(options);
  }

  async #descend({ title, except }: ExperimentPickOptions): Promise<ExperimentRef | undefined> {
    const connections = this.#connections.list();
    if (connections.length === 0) {
      await commands.executeCommand('experiments.signIn');
      return undefined;
    }
    for (;;) {
      const connection = await askAmong(connections.map(connectionChoice), title, 'Whose experiments?');
      if (connection === undefined) return undefined;
      const answer = await this.#descendFrom(connection, { title, ...(except === undefined ? {} : { except }), canGoBack: connections.length > 1 });
      if (answer !== back) return answer;
    }
  }

  async #descendFrom(connection: string, options: { title: string; except?: ExperimentRef; canGoBack: boolean }): Promise<ExperimentRef | typeof back | undefined> {
    const { title } = options;
    for (;;) {
      const workspace = await ask<WorkspaceRef>({
        title,
        placeholder: 'Which workspace?',
        load: async () => (await this.#store.workspaces({ connection })).map(({ name }) => ({ label: name, value: { connection, workspace: name } })),
        none: 'This account has no workspaces.',
        back: options.canGoBack,
      });
      if (workspace === undefined || workspace === back) return workspace;
      for (;;) {
        const project = await this.#askProject(workspace, title);
        if (project === undefined) return undefined;
        if (project === back) break;
        const experiment = await this.#askExperiment(project, options);
        if (experiment !== back) return experiment;
      }
    }
  }

  #askProject(workspace: WorkspaceRef, title: string): Promise<ProjectRef | typeof back | undefined> {
    return ask<ProjectRef>({
      title,
      placeholder: 'Which project?',
      load: async () => (await this.#store.projects(workspace))
        .toSorted((one, other) => (other.lastUpdated ?? 0) - (one.lastUpdated ?? 0))
        .map((project) => ({
          label: project.name,
          description: [
            project.experimentCount === null ? '' : formatCount(project.experimentCount, 'experiment'),
            project.lastUpdated === null ? '' : formatAge(project.lastUpdated, Date.now()),
          ].filter(Boolean).join(', '),
          ...(project.description === null ? {} : { detail: project.description }),
          value: { ...workspace, projectId: project.id },
        })),
      none: 'This workspace has no projects.',
      back: true,
    });
  }

  #askExperiment(project: ProjectRef, { title, except }: { title: string; except?: ExperimentRef }): Promise<ExperimentRef | typeof back | undefined> {
    return ask<ExperimentRef>({
      title,
      placeholder: 'Which experiment?',
      load: async () => (await this.#store.experiments({ ...project, archived: false }))
        .filter(({ key }) => key !== except?.key)
        .toSorted((one, other) => (other.startTime ?? 0) - (one.startTime ?? 0))
        .map((experiment) => experimentChoice(project.connection, experiment)),
      none: 'This project has no other experiments.',
      back: true,
    });
  }
}

export const connectionChoice = ({ id, label, server }: ConnectionInfo): Choice<string> => ({ label, description: server, value: id });

export function experimentChoice(connection: string, experiment: Experiment): Choice<ExperimentRef> {
  const age = experiment.startTime === null ? '' : formatAge(experiment.startTime, Date.now());
  return {
    label: experiment.name,
    iconPath: new ThemeIcon('beaker'),
    description: [stateLabel(experiment.state, experiment.archived), age, experiment.projectName].filter(Boolean).join(', '),
    value: { connection, key: experiment.key },
  };
}
