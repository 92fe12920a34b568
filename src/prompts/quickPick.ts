/**
 * Owns questions with a list: one at a time, with its errors as items; a lone choice is not asked where the question
 * says so. Does nothing with what was picked.
 */
import * as l10n from '@vscode/l10n';
import { commands, QuickInputButtons, ThemeIcon, window, type QuickPickItem } from 'vscode';
import { back, Preset } from './multiStep';
import type { ConnectionInfo, Experiment } from '../shared/experiment';
import { formatAge, stateLabel } from '../shared/format';
import { oneLine } from '../shared/text/plainText';
import { toProblem } from '../shared/problem';
import type { ExperimentRef } from '../shared/reference';

export { back } from './multiStep';

/** A row of a list. What other people wrote may stand in it as it is: `shownRows` makes it fit to be seen. */
export interface Row extends QuickPickItem {
  /** The name of a picture before the label. */
  readonly icon?: string;
}

export interface Choice<T> extends Row {
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
  /** Stands behind the title once it is known. */
  readonly note?: Promise<string>;
}

interface Offer<T> extends Row {
  /** What accepting it does: answers the question, or repairs it and leaves it open. */
  readonly accept: { readonly answer: T } | { readonly repair: () => void } | null;
}

/** Rows as the editor may have them: one line each, nothing in them but letters. In the same order; each is a copy. */
export const shownRows = <R extends Row>(rows: readonly R[]): R[] =>
  rows.map((row) => ({
    ...row,
    label: oneLine(row.label),
    ...(row.description === undefined ? {} : { description: oneLine(row.description) }),
    ...(row.detail === undefined ? {} : { detail: oneLine(row.detail) }),
    ...(row.icon === undefined ? {} : { iconPath: new ThemeIcon(row.icon) }),
  }));

/** The chosen value; undefined when the user cancelled, `back` when they want the question before. */
export async function pick<T>(question: Question<T>): Promise<T | typeof back | undefined> {
  const answer = await put(question, false);
  return answer instanceof Preset ? answer.value : answer;
}

/** As `ask`, but takes a lone choice without asking. */
export const pickUnlessOnly = <T>(question: Question<T>): Promise<T | Preset<T> | typeof back | undefined> =>
  put(question, true);

async function put<T>(question: Question<T>, takesLone: boolean): Promise<T | Preset<T> | typeof back | undefined> {
  const picker = window.createQuickPick<Offer<T>>();
  picker.title = oneLine(question.title);
  picker.placeholder = oneLine(question.placeholder);
  picker.matchOnDescription = true;
  picker.matchOnDetail = true;
  if (question.back === true) {
    picker.buttons = [QuickInputButtons.Back];
  }
  let closed = false;
  void question.note?.then((note) => {
    if (!closed) {
      picker.title = oneLine(`${question.title}: ${note}`);
    }
  });

  const answer = new Promise<T | Preset<T> | typeof back | undefined>((resolve) => {
    const load = async (): Promise<void> => {
      picker.busy = true;
      const items = await offers(
        question,
        () => void load(),
        () => picker.hide(),
      );
      if (closed) {
        return;
      }
      const [lone, ...others] = items;
      const accept = lone?.accept ?? null;
      if (takesLone && others.length === 0 && accept !== null && 'answer' in accept) {
        resolve(new Preset(accept.answer));
      }
      picker.items = shownRows(items);
      picker.busy = false;
    };
    picker.onDidTriggerButton(() => resolve(back));
    picker.onDidHide(() => resolve(undefined));
    picker.onDidAccept(() => {
      const accept = picker.selectedItems[0]?.accept ?? null;
      if (accept === null) {
        return;
      }
      if ('repair' in accept) {
        accept.repair();
      } else {
        resolve(accept.answer);
      }
    });
    picker.show();
    void load();
  });
  try {
    return await answer;
  } finally {
    closed = true;
    picker.dispose();
  }
}

async function offers<T>(question: Question<T>, again: () => void, close: () => void): Promise<readonly Offer<T>[]> {
  try {
    const choices = await question.load();
    if (choices.length === 0) {
      return [{ label: question.none, alwaysShow: true, accept: null }];
    }
    return choices.map((choice) => ({ ...choice, accept: { answer: choice.value } }));
  } catch (error) {
    return [failure(error, again, close)];
  }
}

function failure(error: unknown, again: () => void, close: () => void): Offer<never> {
  const problem = toProblem(error);
  const unauthorized = problem.kind === 'unauthorized';
  return {
    label: problem.message,
    icon: 'error',
    detail: unauthorized ? l10n.t('Sign in again…') : [problem.advice, l10n.t('Try again.')].filter(Boolean).join(' '),
    alwaysShow: true,
    accept: {
      repair: () => {
        if (!unauthorized) {
          again();
          return;
        }
        close();
        void commands.executeCommand('experimentExplorer.signIn');
      },
    },
  };
}

/** One of a few that are at hand; at once when there is no choice. */
export async function pickAmong<T>(
  choices: readonly Choice<T>[],
  title: string,
  placeholder: string,
): Promise<T | undefined> {
  const [first, ...others] = choices;
  if (first === undefined || others.length === 0) {
    return first?.value;
  }
  const answer = await pick({ title, placeholder, load: () => Promise.resolve(choices), none: '' });
  return answer === back ? undefined : answer;
}

export const connectionChoice = ({ id, label, server }: ConnectionInfo): Choice<string> => ({
  label,
  description: server,
  value: id,
});

export function experimentChoice(connection: string, experiment: Experiment): Choice<ExperimentRef> {
  const age = experiment.startTime === null ? '' : formatAge(experiment.startTime, Date.now());
  return {
    label: experiment.name,
    icon: 'beaker',
    description: [stateLabel(experiment.state, experiment.archived), age, experiment.projectName]
      .filter(Boolean)
      .join(', '),
    value: { connection, key: experiment.key },
  };
}
