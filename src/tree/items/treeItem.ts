/**
 * The shape that rows of the tree share: a label with an icon, a description, a command. Foreign text becomes one line.
 */
import { ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState, Uri, type Command } from 'vscode';
import type { Verb } from '../../shared/verbs/verbs';
import { severalLines } from '../../shared/text/plainText';
import { afterLabel, oneLine } from '../labels';

export interface RowOptions {
  readonly icon?: string | ThemeIcon;
  readonly description?: string;
  /** Plain text. Without one VS Code shows the label. */
  readonly tooltip?: string;
  readonly collapsible?: TreeItemCollapsibleState;
  readonly command?: Command;
  /** What menus wait for; the node's kind when not given. */
  readonly context?: string;
}

export function row(
  label: string,
  { icon, description, tooltip, collapsible = TreeItemCollapsibleState.None, command, context }: RowOptions,
): TreeItem {
  const item = new TreeItem(oneLine(label), collapsible);
  if (icon !== undefined) {
    item.iconPath = typeof icon === 'string' ? new ThemeIcon(icon) : icon;
  }
  if (description !== undefined) {
    item.description = afterLabel(label, description);
  }
  if (tooltip !== undefined) {
    item.tooltip = severalLines(tooltip);
  }
  if (command !== undefined) {
    item.command = command;
  }
  if (context !== undefined) {
    item.contextValue = context;
  }
  return item;
}

/** A file with the icon that the user's icon theme has for its name; the address is for that alone. */
export function fileRow(label: string, options: RowOptions): TreeItem {
  const item = row(label, { ...options, icon: ThemeIcon.File });
  item.resourceUri = Uri.from({
    scheme: 'experiment-icon',
    path: `/${oneLine(label).replaceAll('\\', '/').split('/').at(-1) ?? ''}`,
  });
  return item;
}

export const run = (verb: Verb, title: string, ...parameters: readonly unknown[]): Command => ({
  command: `experimentExplorer.${verb}`,
  title,
  arguments: [...parameters],
});

export const coloured = (icon: string, colour: string): ThemeIcon => new ThemeIcon(icon, new ThemeColor(colour));

/** `kind+one+other`, for menus. */
export const contextOf = (kind: string, flags: readonly string[]): string => [kind, ...flags].join('+');

/** Facts between dots; those that are not known are left out. */
export const dotted = (...facts: readonly (string | null)[]): string =>
  facts.filter((fact) => fact !== null && fact !== '').join(' · ');

/** Lines of a tooltip; those that are not known are left out. */
export const lines = (...texts: readonly (string | null)[]): string =>
  texts.filter((text) => text !== null && text !== '').join('\n');

export const longestTooltip = 2000;
