/** For host tests: the running extension, signed in to a lab that the test holds in its hands. */
import { readFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { Parts } from '../../../src/extension';
import { startCometLab, type Lab } from '../../../src/lab/comet/server';
import type { LabExperiment } from '../../../src/lab/store';
import type { ExperimentRef } from '../../../src/shared/reference';
import type { Verb } from '../../../src/shared/verbs/verbs';
import type { ExperimentBackend } from '../../../src/trackers/backend';
import { extensionParts } from './extensionApi';
import { serveRuns, type LoggedRun } from '../lab/loggedRuns';

export interface SignedInLab {
  readonly lab: Lab;
  readonly parts: Parts;
  readonly connection: string;
  ref(key: string): ExperimentRef;
  /** What the lab itself holds. */
  held(key: string): LabExperiment;
  /** What the extension has logged. */
  log(): Promise<string>;
  /** Takes groups away from what the trackers of all connections have, until the result is called. */
  withoutGroups(...groups: readonly (keyof ExperimentBackend)[]): () => void;
  /** The command as anybody calls it. */
  run<T>(verb: Verb, ...parameters: unknown[]): Promise<T>;
  close(): Promise<void>;
}

export const signInToRuns = async (runs: readonly LoggedRun[]): Promise<SignedInLab> => signIn(await serveRuns(runs));

/** To the recordings that the extension brings along, on a server that the test can tell to misbehave. */
export async function signInToRecordings(): Promise<SignedInLab> {
  const { extensionUri } = vscode.extensions.getExtension('experiment-explorer.experiment-explorer')!;
  return signIn(await startCometLab({ archives: vscode.Uri.joinPath(extensionUri, 'media/lab').fsPath }));
}

async function signIn(lab: Lab): Promise<SignedInLab> {
  const parts = await extensionParts();
  const { id: connection } = await parts.connections.add(
    { tracker: 'comet', server: lab.url, secret: lab.apiKey },
    new AbortController().signal,
  );
  return {
    lab,
    parts,
    connection,
    ref: (key) => ({ connection, key }),
    held: (key) => lab.store.experiment(key)!,
    run: async <T>(verb: Verb, ...parameters: unknown[]) =>
      vscode.commands.executeCommand<T>(`experimentExplorer.${verb}`, ...parameters),
    log: async () =>
      (
        await Promise.all(
          (await vscode.workspace.fs.readDirectory(parts.logFolder)).map(async ([name]) =>
            readFile(vscode.Uri.joinPath(parts.logFolder, name).fsPath, 'utf8'),
          ),
        )
      ).join('\n'),
    withoutGroups: (...groups) => {
      const whole = parts.connections.backend.bind(parts.connections);
      const missing = new Set<string | symbol>(groups);
      Object.assign(parts.connections, {
        backend: async (id: string) =>
          new Proxy(await whole(id), {
            // Methods stay those of the back end itself, which has private members.
            get: (backend, member) => {
              const value: unknown = missing.has(member) ? undefined : Reflect.get(backend, member, backend);
              return typeof value === 'function' ? (value.bind(backend) as unknown) : value;
            },
          }),
      });
      return () => void Reflect.deleteProperty(parts.connections, 'backend');
    },
    close: async () => {
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
      await parts.connections.remove(connection);
      await lab.close();
    },
  };
}
