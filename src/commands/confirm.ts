/** Owns the questions before something is lost: a yes, or for what is worth most the name of it. */
import * as l10n from '@vscode/l10n';
import { back } from '../prompts/multiStep';
import { askInDialog } from '../prompts/messages';
import { isTypedAs, oneLine } from '../shared/text/plainText';
import { askText } from '../prompts/inputBox';

/** @param operation what the button says */
export async function confirm(question: string, detail: string, operation: string): Promise<boolean> {
  return (await askInDialog(question, detail, { operation })) === 'operation';
}

/** Characters. A longer name is not seen whole in a prompt, and too long to type. */
const longestTyped = 200;

/** Asks for the name to be typed, or `delete` where a name cannot be typed. What must be typed is shown whole. */
export async function confirmByName(title: string, name: string): Promise<boolean> {
  const wanted = isTypedAs(name, '') || name.length > longestTyped ? 'delete' : name;
  const shown = oneLine(wanted, 2 * longestTyped);
  const answer = await askText({
    title,
    prompt: l10n.t('Type “{shown}” to delete it for good.', { shown }),
    check: (text) => (isTypedAs(text, wanted) ? null : l10n.t('That is not “{shown}”.', { shown })),
  });
  return answer !== undefined && answer !== back;
}
