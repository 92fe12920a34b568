/** Owns the questions before something is lost: a yes, or for what is worth most the name of it. */
import { window } from 'vscode';
import { back } from '../flow';
import { askText } from '../typing';

/** @param deed what the button says */
export async function confirm(question: string, detail: string, deed: string): Promise<boolean> {
  return (await window.showWarningMessage(question, { modal: true, detail }, deed)) === deed;
}

/** Only who types the name means it. */
export async function confirmByName(title: string, name: string): Promise<boolean> {
  const answer = await askText({
    title,
    prompt: `Type “${name}” to delete it for good.`,
    check: (text) => (text === name ? null : `That is not “${name}”.`),
  });
  return answer !== undefined && answer !== back;
}

/** A light word that something was done. */
export function say(sentence: string): void {
  window.setStatusBarMessage(`$(check) ${sentence}`, 5000);
}
