/**
 * Owns what happens when a command is run before there is a connection: the palette of a window in which nothing of
 * ours has run yet cannot know whether there is one, so it offers all commands, and those that need one ask for it.
 */
import * as l10n from '@vscode/l10n';
import { pick, back, type Choice } from '../prompts/quickPick';
import type { ConnectionInfo } from '../shared/experiment';
import type { Handlers, Verb } from '../shared/verbs/verbs';

export type FirstVerb = 'signIn' | 'importConnection' | 'exploreLab';

/** They make a connection, say themselves that there is none, or need none. */
const withoutConnection: ReadonlySet<Verb> = new Set([
  'signIn',
  'importConnection',
  'exploreLab',
  'signOut',
  'showLog',
  'stopReportScripts',
]);

/** Resolves to whether the verb can go on: false when the user cancelled the question for a connection. */
export function connectionFirst(
  connections: { list(): readonly ConnectionInfo[] },
  handlers: Pick<Handlers, FirstVerb>,
  choices: readonly Choice<FirstVerb>[],
): (verb: Verb, parameters: readonly unknown[]) => Promise<boolean> {
  return async (verb, parameters) => {
    const isGiven = parameters.some((parameter) => parameter !== undefined && parameter !== null);
    if (isGiven || withoutConnection.has(verb) || connections.list().length > 0) {
      return true;
    }
    const first = await pick({
      title: l10n.t('No Experiments Yet'),
      placeholder: l10n.t('Where are your experiments?'),
      none: '',
      load: () => Promise.resolve(choices),
    });
    if (first === undefined || first === back) {
      return false;
    }
    return (await handlers[first]()) !== undefined;
  };
}
