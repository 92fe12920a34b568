/** Owns the questions that several commands share: visibility, and which of some facts to change. */
import * as l10n from '@vscode/l10n';
import { back, type StepContext } from '../prompts/multiStep';
import { pick } from '../prompts/quickPick';
import { askText, type Check } from '../prompts/inputBox';

export const visibilityWord = (isPublic: boolean | null): string =>
  isPublic === null ? '' : isPublic ? 'public' : 'private';

/** @param who `everybody in the workspace` can see it when it is private */
export function askVisibility(
  context: Pick<StepContext<boolean>, 'title' | 'back'>,
  current: boolean | null,
): Promise<boolean | typeof back | undefined> {
  const now = (isPublic: boolean): string => (current === isPublic ? 'now' : '');
  return pick({
    title: context.title,
    back: context.back,
    placeholder: l10n.t('Who can see it?'),
    none: '',
    load: () =>
      Promise.resolve([
        {
          label: l10n.t('Private'),
          icon: 'lock',
          description: now(false),
          detail: l10n.t('The members of the workspace'),
          value: false,
        },
        { label: l10n.t('Public'), icon: 'globe', description: now(true), detail: l10n.t('Everybody'), value: true },
      ]),
  });
}

/** What projects and registry models have in common. */
export interface Described {
  readonly name: string;
  readonly description: string | null;
  readonly isPublic: boolean | null;
}

type Change = Partial<{ readonly name: string; readonly description: string; readonly isPublic: boolean }>;

/**
 * Asks what to change and into what, and has it done; resolves to the change, empty when all stays as it is.
 * `change` may refuse: the reason is told where the text was typed.
 */
export async function askChange(
  title: string,
  now: Described,
  checkName: Check,
  change: (change: Change) => Promise<void>,
): Promise<Change | undefined> {
  for (;;) {
    const what = await pick({
      title,
      placeholder: l10n.t('What is to change?'),
      none: '',
      load: () =>
        Promise.resolve([
          { label: l10n.t('Name'), description: now.name, value: 'name' as const },
          { label: l10n.t('Description'), description: now.description ?? 'none', value: 'description' as const },
          { label: l10n.t('Visibility'), description: visibilityWord(now.isPublic), value: 'visibility' as const },
        ]),
    });
    if (what === undefined || what === back) {
      return undefined;
    }
    const made =
      what === 'visibility'
        ? await changeVisibility(title, now, change)
        : await changeText(title, what, now, checkName, change);
    if (made !== back) {
      return made;
    }
  }
}

async function changeVisibility(
  title: string,
  { isPublic }: Described,
  change: (change: Change) => Promise<void>,
): Promise<Change | typeof back | undefined> {
  const answer = await askVisibility({ title, back: true }, isPublic);
  if (answer === undefined || answer === back) {
    return answer;
  }
  if (answer === isPublic) {
    return {};
  }
  await change({ isPublic: answer });
  return { isPublic: answer };
}

async function changeText(
  title: string,
  field: 'name' | 'description',
  now: Described,
  checkName: Check,
  change: (change: Change) => Promise<void>,
): Promise<Change | typeof back | undefined> {
  const before = now[field] ?? '';
  let made: Change = {};
  const answer = await askText({
    title,
    back: true,
    prompt: field === 'name' ? l10n.t('The new name') : l10n.t('The new description; empty for none'),
    value: before,
    check: (text) => (field === 'description' || text === before ? null : checkName(text)),
    use: async (text) => {
      if (text === before) {
        return;
      }
      made = field === 'name' ? { name: text } : { description: text };
      await change(made);
    },
  });
  return answer === undefined || answer === back ? answer : made;
}
