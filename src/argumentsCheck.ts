/** Arguments that somebody else's code calls ours with, checked before anything is done with them. Pure. */
import * as l10n from '@vscode/l10n';
import { array, custom, is, looseObject, maxLength, nullish, pipe, string, unknown, type GenericSchema } from 'valibot';
import { BackendError } from './shared/problem';

export interface Parameter {
  readonly name: string;
  /** What it must be, in words: `a text`. */
  readonly expected: string;
  readonly schema: GenericSchema;
}

/** Characters of a name, a key, a path or an address. */
export const longestName = 8192;
/** Things that one call can be about. */
export const mostThings = 10_000;

export const textSchema = pipe(string(), maxLength(longestName));
export const textsSchema = pipe(array(textSchema), maxLength(mostThings));

/** How many characters or things are too many is said with them. */
export const aText = l10n.t('a text of at most 8,192 characters');
export const texts = l10n.t('a list of at most 10,000 texts');

const field = nullish(textSchema);
/**
 * A reference to something, as nodes of the tree are: what it names is named by texts. An object that names nothing is
 * one too: menus of editors pass addresses and places, and the command asks then.
 */
export const referenceSchema = pipe(
  custom<object>((value) => typeof value === 'object' && value !== null && !Array.isArray(value)),
  looseObject({
    connection: field,
    workspace: field,
    projectId: field,
    key: field,
    assetId: field,
    model: field,
    registryModel: field,
    artifact: field,
    version: field,
    panelId: field,
    dashboardId: field,
    shareCode: field,
    queryId: field,
    path: nullish(unknown()),
  }),
);
export const aReference = l10n.t('a reference (an object with texts as `connection`, `key`, …)');

/**
 * Throws `refused` with a sentence that names the first argument that is none of what is expected; those that are left
 * out are no matter. What comes after the parameters is ignored.
 * @param call what was called, as its caller writes it
 */
export function checkArguments(call: string, parameters: readonly Parameter[], given: readonly unknown[]): void {
  for (const [index, { name, expected, schema }] of parameters.entries()) {
    if (is(schema, given[index])) {
      continue;
    }
    throw new BackendError(
      'refused',
      l10n.t('“{call}” was called with a wrong argument: number {position}, “{name}”, must be {expected}.', {
        call,
        position: index + 1,
        name,
        expected,
      }),
      {
        advice: l10n.t('Nothing was done. Mend the call in the extension or the key binding that it comes from.'),
      },
    );
  }
}
