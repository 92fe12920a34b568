/**
 * Owns questions whose answer may be typed: a text, one of some suggestions or another, several of some and more.
 * What is wrong with an answer is said in the box, which stays open. Does nothing with the answer.
 */
import { QuickInputButtons, ThemeIcon, window, type InputBox } from 'vscode';
import { back } from './multiStep';
import { shownRows, type Choice, type Row } from './quickPick';
import { longestSentence, oneLine } from '../shared/text/plainText';
import { toProblem } from '../shared/problem';

/** A sentence for what cannot be taken, null for what can. */
export type Check = (text: string) => string | null;

export interface TextQuestion {
  readonly title: string;
  readonly prompt: string;
  readonly placeholder?: string;
  readonly value?: string | undefined;
  readonly check: Check;
  /** Offers the way back to the question before. */
  readonly back?: boolean;
  /** What is done with it; a failure is told in the box, where it can be mended. */
  readonly use?: (text: string) => Promise<void>;
}

/** What was typed, trimmed. */
export async function askText(question: TextQuestion): Promise<string | typeof back | undefined> {
  const box = window.createInputBox();
  box.title = oneLine(question.title);
  box.prompt = oneLine(question.prompt, longestSentence);
  box.value = question.value ?? '';
  box.ignoreFocusOut = true;
  if (question.placeholder !== undefined) {
    box.placeholder = oneLine(question.placeholder);
  }
  if (question.back === true) {
    box.buttons = [QuickInputButtons.Back];
  }

  const accept = async (): Promise<string | undefined> => {
    const text = box.value.trim();
    const complaint = question.check(text);
    complain(box, complaint);
    if (complaint !== null) {
      return undefined;
    }
    if (question.use === undefined) {
      return text;
    }
    box.enabled = false;
    box.busy = true;
    try {
      await question.use(text);
      return text;
    } catch (error) {
      const { message, advice } = toProblem(error);
      complain(box, `${message} ${advice}`);
      return undefined;
    } finally {
      box.enabled = true;
      box.busy = false;
    }
  };

  const answer = new Promise<string | typeof back | undefined>((resolve) => {
    box.onDidChangeValue((text) => complain(box, question.check(text.trim())));
    box.onDidTriggerButton(() => resolve(back));
    box.onDidHide(() => resolve(undefined));
    box.onDidAccept(() => {
      if (!box.enabled) {
        return;
      }
      void accept().then((text) => {
        if (text !== undefined) {
          resolve(text);
        }
      });
    });
  });
  box.show();
  try {
    return await answer;
  } finally {
    box.dispose();
  }
}

/** Says below the box what is wrong with what stands in it; null: nothing is. */
export function complain(box: InputBox, complaint: string | null): void {
  box.validationMessage = complaint === null ? undefined : oneLine(complaint, longestSentence);
}

export interface SuggestedQuestion {
  readonly title: string;
  readonly placeholder: string;
  /** Those that fail leave the typing. */
  readonly suggestions: Promise<readonly Row[]>;
  readonly check: Check;
  /** The row for what was typed and is not suggested; `Use “…”` when not given. */
  readonly typedLabel?: (text: string) => string;
  readonly value?: string | undefined;
  readonly back?: boolean;
}

interface TextItem extends Row {
  /** Null: a remark. */
  readonly text: string | null;
}

/** The label of a suggestion, or what was typed, trimmed. */
export async function pickOrType(question: SuggestedQuestion): Promise<string | typeof back | undefined> {
  const picker = window.createQuickPick<TextItem>();
  picker.title = oneLine(question.title);
  picker.placeholder = oneLine(question.placeholder);
  picker.matchOnDescription = true;
  picker.value = question.value ?? '';
  picker.busy = true;
  if (question.back === true) {
    picker.buttons = [QuickInputButtons.Back];
  }
  let known: readonly TextItem[] = [];
  const show = (): void => {
    const text = picker.value.trim();
    picker.items = shownRows(
      text === '' || known.some(({ label }) => label === text) ? known : [...known, typedItem(question, text)],
    );
  };
  let closed = false;
  const answer = new Promise<string | typeof back | undefined>((resolve) => {
    picker.onDidChangeValue(show);
    picker.onDidTriggerButton(() => resolve(back));
    picker.onDidHide(() => resolve(undefined));
    picker.onDidAccept(() => {
      const text = picker.selectedItems[0]?.text ?? null;
      if (text !== null) {
        resolve(text);
      }
    });
  });
  show();
  picker.show();
  void question.suggestions
    .catch(() => [])
    .then((items) => {
      if (closed) {
        return;
      }
      known = items.map((item) => ({ ...item, text: item.label }));
      picker.busy = false;
      show();
    });
  try {
    return await answer;
  } finally {
    closed = true;
    picker.dispose();
  }
}

function typedItem({ check, typedLabel }: SuggestedQuestion, text: string): TextItem {
  const complaint = check(text);
  return complaint === null
    ? { label: typedLabel?.(text) ?? `Use “${text}”`, alwaysShow: true, text }
    : { label: complaint, icon: 'error', alwaysShow: true, text: null };
}

/** The answer is not among the choices: the user wants others. */
export const elsewhere = Symbol('elsewhere');

export interface ManyQuestion<T> {
  readonly title: string;
  readonly placeholder: string;
  /** `picked` ones begin ticked. Those that fail leave the typing, where there is one. */
  readonly choices: Promise<readonly Choice<T>[]>;
  /** How more can be typed. */
  readonly typed?: {
    readonly check: Check;
    readonly valueOf: (text: string) => T;
    /** `Enter adds the new tag “x”`. */
    readonly hint: (text: string) => string;
  };
  /** Whether to choose none is an answer. */
  readonly takesNone?: boolean;
  readonly back?: boolean;
  /** Offers the way to other choices, by a button of this name. */
  readonly elsewhere?: string;
}

/** Those that were ticked and the one that was typed. Rejects when the choices fail and nothing can be typed. */
export async function pickMany<T>(
  question: ManyQuestion<T> & { readonly elsewhere: string },
): Promise<readonly T[] | typeof back | typeof elsewhere | undefined>;
export async function pickMany<T>(question: ManyQuestion<T>): Promise<readonly T[] | typeof back | undefined>;
export async function pickMany<T>(
  question: ManyQuestion<T>,
): Promise<readonly T[] | typeof back | typeof elsewhere | undefined> {
  const {
    title,
    placeholder,
    choices,
    typed,
    takesNone = false,
    back: hasBack = false,
    elsewhere: otherName,
  } = question;
  const picker = window.createQuickPick<Choice<T>>();
  picker.title = oneLine(title);
  picker.placeholder = oneLine(placeholder);
  picker.canSelectMany = true;
  picker.busy = true;
  picker.matchOnDescription = true;
  const otherButton = otherName === undefined ? null : { iconPath: new ThemeIcon('list-tree'), tooltip: otherName };
  picker.buttons = [...(hasBack ? [QuickInputButtons.Back] : []), ...(otherButton === null ? [] : [otherButton])];
  let known: readonly Choice<T>[] = [];
  const complaintAbout = (text: string): string | null =>
    text === '' || typed === undefined ? null : known.some(({ label }) => label === text) ? null : typed.check(text);
  let closed = false;

  const answer = new Promise<readonly T[] | typeof back | typeof elsewhere | undefined>((resolve, reject) => {
    // A row for the new one would not do: whenever rows change, the editor forgets which were ticked.
    picker.onDidChangeValue((value) => {
      const text = value.trim();
      const isKnown = typed === undefined || text === '' || known.some(({ label }) => label === text);
      picker.title = oneLine(isKnown ? title : `${title}: ${complaintAbout(text) ?? typed.hint(text)}`);
    });
    picker.onDidTriggerButton((button) => resolve(button === otherButton ? elsewhere : back));
    picker.onDidHide(() => resolve(undefined));
    picker.onDidAccept(() => {
      const text = picker.value.trim();
      if (complaintAbout(text) !== null) {
        return;
      }
      const ticked = picker.selectedItems;
      // Labels are shown otherwise than they are called: what was ticked is told by its value.
      const called = known.find(({ label }) => label === text);
      const isTicked = called !== undefined && ticked.some(({ value }) => value === called.value);
      const more = typed === undefined || text === '' || isTicked ? [] : [called?.value ?? typed.valueOf(text)];
      const chosen = [...ticked.map(({ value }) => value), ...more];
      resolve(chosen.length === 0 && !takesNone ? undefined : chosen);
    });
    choices.then(
      (items) => {
        if (closed) {
          return;
        }
        known = items;
        picker.items = shownRows(items);
        picker.selectedItems = picker.items.filter(({ picked }) => picked === true);
        picker.busy = false;
      },
      (error: unknown) => {
        if (typed === undefined) {
          reject(error instanceof Error ? error : new Error(String(error)));
        }
        picker.busy = false;
      },
    );
  });
  picker.show();
  try {
    return await answer;
  } finally {
    closed = true;
    picker.dispose();
  }
}
