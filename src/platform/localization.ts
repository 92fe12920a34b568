/**
 * Gives `l10n.t` the sentences of the editor's language, in this process. Imported before everything else, because many
 * sentences stand in tables that are made as their file is loaded. Without a translation all stay in English.
 */
import { config } from '@vscode/l10n';
import { l10n } from 'vscode';

if (l10n.bundle !== undefined) {
  config({ contents: l10n.bundle });
}
