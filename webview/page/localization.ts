/**
 * Gives `l10n.t` the sentences of the editor's language, in this page: the panel writes them into the document.
 * Imported before everything else, because many sentences stand in tables that are made as their file is loaded.
 * Without a translation all stay in English.
 */
import { config } from '@vscode/l10n';
import { record, safeParse, string } from 'valibot';
import { translationElement } from '../../src/shared/protocol';

const text = document.getElementById(translationElement)?.textContent;
if (text !== undefined && text !== '') {
  const { success, output } = safeParse(record(string(), string()), JSON.parse(text));
  if (success) {
    config({ contents: output });
  }
}
