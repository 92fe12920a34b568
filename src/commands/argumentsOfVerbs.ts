/**
 * What a command may be called with: anybody can call it, with a key binding, from another extension, by a link. Pure.
 */
import * as l10n from '@vscode/l10n';
import { array, boolean, looseObject, maxLength, optional, picklist, pipe, union, unknown } from 'valibot';
import {
  aReference,
  aText,
  checkArguments,
  mostThings,
  referenceSchema,
  texts,
  textSchema,
  textsSchema,
  type Parameter,
} from '../argumentsCheck';
import { experimentTabs } from '../shared/verbs/experimentTabs';
import type { Verb, Verbs } from '../shared/verbs/verbs';

/** What menus pass to every command: the clicked node and the selection. */
const target: Parameter = { name: 'target', expected: aReference, schema: optional(referenceSchema) };
/** Menus of editors pass an object here that is no list: it selects nothing. */
const selection: Parameter = {
  name: 'selection',
  expected: l10n.t('a list of references'),
  schema: optional(union([pipe(array(referenceSchema), maxLength(mostThings)), referenceSchema])),
};
const wantedTags: Parameter = { name: 'tags', expected: texts, schema: optional(textsSchema) };
const destination: Parameter = { name: 'destination', expected: aReference, schema: optional(referenceSchema) };
const confirmation: Parameter = {
  name: 'confirmation',
  expected: l10n.t('an object with `confirmed`'),
  schema: optional(looseObject({ confirmed: boolean() })),
};
const options: Parameter = {
  name: 'options',
  expected: l10n.t('an object with `folder` (a text), `existingFiles` (ask, skip, overwrite or rename), or neither'),
  schema: optional(
    looseObject({
      folder: optional(textSchema),
      existingFiles: optional(picklist(['ask', 'skip', 'overwrite', 'rename'])),
    }),
  ),
};

type WithThird = { [V in Verb]: Required<Verbs[V]>['length'] extends 3 ? V : never }[Verb];

/** The third argument, of the verbs that have one. */
const thirds: Readonly<Record<WithThird, Parameter>> = {
  openExperiment: {
    name: 'tab',
    expected: l10n.t('a tab ({experimentTabs})', { experimentTabs: experimentTabs.join(', ') }),
    schema: optional(picklist(experimentTabs)),
  },
  addToChart: { name: 'into', expected: aReference, schema: optional(referenceSchema) },
  addTags: wantedTags,
  removeTags: wantedTags,
  tagAssets: wantedTags,
  rename: { name: 'name', expected: aText, schema: optional(textSchema) },
  stop: confirmation,
  delete: confirmation,
  deleteAssets: confirmation,
  // What is no line is the beginning of the file.
  openCode: { name: 'line', expected: 'a number', schema: optional(unknown()) },
  downloadAsset: options,
  downloadAllAssets: options,
  downloadModel: options,
  downloadVersion: options,
  downloadArtifact: options,
  moveExperiments: destination,
  linkExperiments: destination,
  uploadAssets: {
    name: 'files',
    expected: texts,
    schema: optional(textsSchema),
  },
};

const hasThird = (verb: Verb): verb is WithThird => Object.hasOwn(thirds, verb);

/**
 * The arguments as the verb's handler takes them. Throws `refused` with a sentence for what it cannot take.
 * @param given as they came; arguments of key bindings are JSON, where nothing is null
 */
export function argumentsOf(verb: Verb, given: readonly unknown[]): readonly unknown[] {
  const found = given.map((argument) => argument ?? undefined);
  checkArguments(`experimentExplorer.${verb}`, [target, selection, ...(hasThird(verb) ? [thirds[verb]] : [])], found);
  return [found[0], Array.isArray(found[1]) ? found[1] : undefined, ...found.slice(2)];
}
