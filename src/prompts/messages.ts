/**
 * Owns what the editor says for us: notifications, dialogs, progress, the status bar, the titles of comparisons. The
 * only caller of these functions of the editor: whatever text it is given, nothing in it becomes a link or a picture,
 * and each is bounded.
 */
import { commands, window, type CancellationToken, type MessageOptions, type ProgressOptions, type Uri } from 'vscode';
import { longestSentence, oneLine, severalLines } from '../shared/text/plainText';

/** Resolves to the button that was chosen; to undefined when none was. */
export const showInformation = <T extends string>(text: string, ...buttons: readonly T[]): Thenable<T | undefined> =>
  window.showInformationMessage(sentence(text), ...buttons);
export const showWarning = <T extends string>(text: string, ...buttons: readonly T[]): Thenable<T | undefined> =>
  window.showWarningMessage(sentence(text), ...buttons);
export const showError = <T extends string>(text: string, ...buttons: readonly T[]): Thenable<T | undefined> =>
  window.showErrorMessage(sentence(text), ...buttons);

/** In a dialog that waits. Resolves to the button that was chosen; to undefined when the user cancelled. */
export function askInDialog<T extends string>(
  question: string,
  detail: string,
  ...buttons: readonly T[]
): Thenable<T | undefined> {
  return window.showWarningMessage(
    sentence(question),
    { modal: true, detail: severalLines(detail) } satisfies MessageOptions,
    ...buttons,
  );
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
