/**
 * Owns questions whose answer may be typed: a text, one of some suggestions or another, several of some and more.
 * What is wrong with an answer is said in the box, which stays open. Does nothing with the answer.
 */
import * as l10n from '@vscode/l10n';
import { QuickInputButtons, ThemeIcon, window, type InputBox } from 'vscode';
import { back } from './multiStep';
import { shownRows, type Choice, type Row } from './quickPick';
import { longestSentence, oneLine } from '../shared/text/plainText';
import { toProblem } from '../shared/problem';

/** A sentence for what cannot be taken, null for what can. */
export type Check = (text: string) => string | null;

/** A text, or one that depends on what stands in the box (trimmed). */
type ShownText = string | ((text: string) => string);

export interface BoxButton {
  /** The name of a codicon. */
  readonly icon: string;
  readonly tooltip: string;
  /** Is given what stands in the box, trimmed. The box stays open. */
  readonly press: (text: string) => void;
}

interface BoxQuestion {
  readonly title: ShownText;
  readonly prompt: ShownText;
  readonly placeholder?: string;
  readonly value?: string | undefined;
  /** What is typed is not shown. */
  readonly password?: boolean;
  readonly buttons?: readonly BoxButton[];
  readonly check: Check;
  /** Offers the way back to the question before. */
  readonly back?: boolean;
}

export interface TextQuestion extends BoxQuestion {
  /** What is done with it; a failure is told in the box, where it can be mended. */
  readonly use?: (text: string) => Promise<void>;
}

export interface SubmittedQuestion<T> extends BoxQuestion {
  /**
   * What is done with it. The box stays open when this rejects, with the reason below it, and when it resolves to
   * undefined. The signal is aborted when the user closes the box meanwhile.
   */
  readonly use: (text: string, signal: AbortSignal) => Promise<T | undefined>;
}

/** What was typed, trimmed. */
export const askText = ({ use, ...question }: TextQuestion): Promise<string | typeof back | undefined> =>
  submitText({
    ...question,
    use: async (text) => {
      await use?.(text);
      return text;
    },
  });

/**
 * What came of what was typed, trimmed; undefined when the user cancelled, `back` when they want the question before.
 */
export async function submitText<T>(question: SubmittedQuestion<T>): Promise<T | typeof back | undefined> {
  const box = window.createInputBox();
  const closed = new AbortController();
  const typed = (): string => box.value.trim();
  const describe = (): void => {
    box.title = oneLine(shown(question.title, typed()));
    box.prompt = oneLine(shown(question.prompt, typed()), longestSentence);
  };
  box.value = question.value ?? '';
  box.password = question.password === true;
  box.ignoreFocusOut = true;
  if (question.placeholder !== undefined) {
    box.placeholder = oneLine(question.placeholder);
  }
  const buttons = (question.buttons ?? []).map(({ icon, tooltip, press }) => ({
    iconPath: new ThemeIcon(icon),
    tooltip,
    press,
  }));
  box.buttons = [...(question.back === true ? [QuickInputButtons.Back] : []), ...buttons];
  describe();

  const submit = async (): Promise<T | undefined> => {
    const text = typed();
    const complaint = question.check(text);
    complain(box, complaint);
    if (complaint !== null) {
      return undefined;
    }
    box.enabled = false;
    box.busy = true;
    try {
      return await question.use(text, closed.signal);
    } catch (error) {
      const { message, advice } = toProblem(error);
      complain(box, `${message} ${advice}`);
      return undefined;
    } finally {
      box.enabled = true;
      box.busy = false;
    }
  };

  const answer = new Promise<T | typeof back | undefined>((resolve) => {
    box.onDidChangeValue(() => {
      describe();
      complain(box, question.check(typed()));
    });
    box.onDidTriggerButton((button) => {
      const own = buttons.find((candidate) => candidate === button);
      if (own === undefined) {
        resolve(back);
      } else {
        own.press(typed());
      }
    });
    box.onDidHide(() => resolve(undefined));
    box.onDidAccept(() => {
      if (!box.enabled) {
        return;
      }
      void submit().then((made) => {
        if (made !== undefined) {
          resolve(made);
        }
      });
    });
  });
  box.show();
  try {
    return await answer;
  } finally {
    closed.abort();
    box.dispose();
  }
}

const shown = (text: ShownText, typed: string): string => (typeof text === 'string' ? text : text(typed));

/** Says below the box what is wrong with what stands in it; null: nothing is. */
function complain(box: InputBox, complaint: string | null): void {
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
    ? { label: typedLabel?.(text) ?? l10n.t('Use “{text}”', { text }), alwaysShow: true, text }
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
