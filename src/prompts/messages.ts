/**
 * Owns what the editor says for us: notifications, dialogs, progress, the status bar, the titles of comparisons. The
 * only caller of these functions of the editor: whatever text it is given, nothing in it becomes a link or a picture,
 * and each is bounded.
 */
import {
  commands,
  window,
  type CancellationToken,
  type MessageItem,
  type MessageOptions,
  type ProgressOptions,
  type Uri,
} from 'vscode';
import { longestSentence, oneLine, severalLines } from '../shared/text/plainText';

/** What buttons say, by what they do, in the order in which they stand. */
export type Buttons<Id extends string> = Readonly<Partial<Record<Id, string>>>;

/** Resolves to the id of the button that was chosen; to undefined when none was. */
export const showInformation = <Id extends string>(text: string, buttons?: Buttons<Id>): Promise<Id | undefined> =>
  chosenOf(buttons, (items) => window.showInformationMessage(sentence(text), ...items));
export const showWarning = <Id extends string>(text: string, buttons?: Buttons<Id>): Promise<Id | undefined> =>
  chosenOf(buttons, (items) => window.showWarningMessage(sentence(text), ...items));
export const showError = <Id extends string>(text: string, buttons?: Buttons<Id>): Promise<Id | undefined> =>
  chosenOf(buttons, (items) => window.showErrorMessage(sentence(text), ...items));

/** In a dialog that waits. Resolves to the id of the button that was chosen; to undefined when the user cancelled. */
export function askInDialog<Id extends string>(
  question: string,
  detail: string,
  buttons: Buttons<Id>,
): Promise<Id | undefined> {
  const options: MessageOptions = { modal: true, detail: severalLines(detail) };
  return chosenOf(buttons, (items) => window.showWarningMessage(sentence(question), options, ...items));
}

/** Buttons are known by their ids: what they say depends on the editor's language. */
async function chosenOf<Id extends string>(
  buttons: Buttons<Id> | undefined,
  show: (items: readonly MessageItem[]) => Thenable<MessageItem | undefined>,
): Promise<Id | undefined> {
  const items = (Object.entries(buttons ?? {}) as [Id, string][]).map(([id, title]) => ({ id, title }));
  const chosen = await show(items);
  return items.find((item) => item === chosen)?.id;
}

/** A light word in the status bar that something was done. */
export function showDone(text: string, milliseconds = 5000): void {
  window.setStatusBarMessage(`$(check) ${oneLine(text)}`, milliseconds);
}

export interface ShownStep {
  readonly message?: string;
  /** Of a hundred, since the last step. */
  readonly increment?: number;
}

/** Tells how far something is; undefined when it has nothing new to say. */
export type Report = (step: ShownStep) => void;

export function withProgress<T>(
  options: ProgressOptions & { readonly title: string },
  task: (report: Report, token: CancellationToken) => Thenable<T>,
): Thenable<T> {
  return window.withProgress({ ...options, title: oneLine(options.title) }, (progress, token) =>
    task(
      ({ message, increment }) =>
        progress.report({
          ...(message === undefined ? {} : { message: oneLine(message) }),
          ...(increment === undefined ? {} : { increment }),
        }),
      token,
    ),
  );
}

/** Two texts in the editor's own comparison. */
export const showDifference = (left: Uri, right: Uri, title: string): Thenable<unknown> =>
  commands.executeCommand('vscode.diff', left, right, oneLine(title));

/** Many pairs in one editor. */
export const showDifferences = (
  title: string,
  files: readonly (readonly [label: Uri | null, left: Uri | undefined, right: Uri | undefined])[],
): Thenable<unknown> => commands.executeCommand('vscode.changes', oneLine(title), files);

const sentence = (text: string): string => oneLine(text, longestSentence);
