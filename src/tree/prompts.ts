/**
 * The boxes in which the user chooses order, groups, the metric and the filter. Knows vscode's quick input and nothing
 * of the tree.
 */
import * as l10n from '@vscode/l10n';
import { QuickPickItemKind, ThemeIcon, window, type QuickInputButton } from 'vscode';
import { pickAmong, shownRows, type Row } from '../prompts/quickPick';
import { groupings, sortOrders, type Grouping, type SortOrder } from './listings/preferences';
import { groupingWords, sortWords } from './labels';

export const pickSort = (current: SortOrder): Promise<SortOrder | undefined> =>
  pickWord(l10n.t('Sort experiments by'), sortOrders, sortWords, current);
export const pickGrouping = (current: Grouping): Promise<Grouping | undefined> =>
  pickWord(l10n.t('Group experiments by'), groupings, groupingWords, current);

const pickWord = <T extends string>(
  title: string,
  values: readonly T[],
  words: Readonly<Record<T, string>>,
  current: T,
): Promise<T | undefined> =>
  pickAmong(
    values.map((value) => ({ label: words[value], value, description: value === current ? 'now' : '' })),
    title,
    '',
  );

/** Undefined when the user cancels, null for no metric. Names that are not suggested can be typed. */
export function pickMetric(
  suggestions: Promise<readonly string[]>,
  current: string | null,
): Promise<string | null | undefined> {
  const box = window.createQuickPick<Row & { readonly metric: string | null }>();
  box.title = l10n.t('Metric shown beside each experiment');
  box.placeholder = l10n.t('A metric of this project');
  box.busy = true;
  let names: readonly string[] = [];
  const show = (): void => {
    const typed = box.value.trim();
    box.items = shownRows([
      ...names.map((metric) => ({ label: metric, metric, description: metric === current ? 'now' : '' })),
      ...(typed === '' || names.includes(typed)
        ? []
        : [{ label: l10n.t('Use “{typed}”', { typed }), metric: typed, alwaysShow: true }]),
      { label: '', kind: QuickPickItemKind.Separator, metric: null },
      { label: l10n.t('No metric'), metric: null },
    ]);
  };
  show();
  box.onDidChangeValue(show);
  void suggestions
    .then(
      (found) => {
        names = found;
      },
      () => undefined,
    )
    .then(() => {
      box.busy = false;
      show();
    });
  return new Promise((resolve) => {
    box.onDidAccept(() => {
      const [chosen] = box.selectedItems;
      resolve(chosen === undefined ? undefined : chosen.metric);
      box.hide();
    });
    box.onDidHide(() => {
      resolve(undefined);
      box.dispose();
    });
    box.show();
  });
}

export const pickProject = <T extends Row>(projects: readonly T[]): Promise<T | undefined> =>
  pickAmong(
    projects.map((value) => ({ label: value.label, description: value.description ?? '', value })),
    l10n.t('Project'),
    l10n.t('Which project?'),
  );

const typingPause = 150;
const showAll: QuickInputButton = { iconPath: new ThemeIcon('close'), tooltip: l10n.t('Clear the filter') };

/**
 * Filters while the user types, beginning with the filter that is on; Enter keeps the filter, Escape brings back the
 * one before.
 */
export function typeFilter(before: string, apply: (text: string) => void): Promise<void> {
  const box = window.createInputBox();
  box.title = l10n.t('Find experiments');
  box.prompt = l10n.t('Words of the name, user, state or tags, the start of a key, #tag, #"tag with blanks"');
  box.placeholder = l10n.t('resnet crashed #baseline');
  if (before !== '') {
    box.buttons = [showAll];
  }
  box.value = before;
  let timer: NodeJS.Timeout | undefined;
  box.onDidChangeValue((text) => {
    clearTimeout(timer);
    timer = setTimeout(() => apply(text), typingPause);
  });
  return new Promise((resolve) => {
    let kept = before;
    box.onDidAccept(() => {
      kept = box.value;
      box.hide();
    });
    box.onDidTriggerButton(() => {
      kept = '';
      box.hide();
    });
    box.onDidHide(() => {
      clearTimeout(timer);
      apply(kept);
      box.dispose();
      resolve();
    });
    box.show();
  });
}
