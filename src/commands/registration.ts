/**
 * Makes a command of each verb, under its name and the one that it had before. What a command does is loaded with the
 * first that is run.
 */
import { commands, type Disposable } from 'vscode';
import { formerId } from '../shared/verbs/formerIds';
import { verbs, type Verb } from '../shared/verbs/verbs';

/** Resolves to what came of the command, for its caller; rejects when it failed. */
export type CommandRunner = (verb: Verb, parameters: readonly unknown[]) => Promise<unknown>;

/** `report` tells the user of a failure; the command then resolves to what `report` returns. */
export function registerCommands(
  runner: { get(): Promise<CommandRunner> },
  report: (error: unknown) => unknown,
): readonly Disposable[] {
  return verbs.flatMap((verb) => {
    const run = async (...parameters: unknown[]): Promise<unknown> => {
      try {
        return await (
          await runner.get()
        )(verb, parameters);
      } catch (error) {
        return report(error);
      }
    };
    const id = `experimentExplorer.${verb}`;
    return [id, formerId(id)].map((name) => commands.registerCommand(name, run));
  });
}
