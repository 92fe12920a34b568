/**
 * Gives `l10n.t` the sentences of the editor's language, in this page: the panel writes them into the document. A
 * script of its own that runs before the page's, because many sentences stand in tables that are made as their file is
 * loaded. Without a translation the panel leaves it out, and all stays in English.
 */
import { config } from '@vscode/l10n';
import { record, safeParse, string } from 'valibot';
import { translationElement } from '../src/shared/protocol';

const text = document.getElementById(translationElement)?.textContent;
if (text !== undefined && text !== '') {
  const { success, output } = safeParse(record(string(), string()), JSON.parse(text));
  if (success) {
    config({ contents: output });
  }
}
