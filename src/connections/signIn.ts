/**
 * Owns the conversations that make and end connections: sign in, import, explore the lab, sign out.
 * Shows and asks; what is kept, and where, is the affair of `connections.ts`.
 */
import { homedir } from 'node:os';
import { join } from 'node:path';
import { commands, ProgressLocation, Uri, workspace, type Memento } from 'vscode';
import { parseCometServer, type CometServer } from '../trackers/comet/serverAddress';
import { serverName, type CometSignIn, type Connections } from './connections';
import { findCredentials, maskedKey, type ConfigFile, type Credentials } from '../trackers/comet/credentials';
import { askForKey } from './apiKeyInput';
import { askInDialog, showInformation, withProgress } from '../prompts/messages';
import { pick, pickAmong, back, connectionChoice, type Choice } from '../prompts/quickPick';
import type { ConnectionInfo } from '../shared/connection';
import { decodedText } from '../shared/text/decodedText';
import { toProblem } from '../shared/problem';
import type { ConnectionRef, ExperimentRef } from '../shared/reference';
import type { Handlers } from '../shared/verbs';
import { askText } from '../prompts/inputBox';

export interface SignInOptions {
  readonly connections: Connections;
  /** Remembers the server of the last sign-in. */
  readonly memory: Memento;
  /** Shows a connection or an experiment in the tree. */
  readonly reveal: (ref: ConnectionRef | ExperimentRef) => Thenable<void>;
  /** Null where there are no experiments. */
  readonly newestExperiment: (connection: ConnectionRef) => Promise<ExperimentRef | null>;
  /** Opens the panel of an experiment on its charts. */
  readonly openCharts: (experiment: ExperimentRef) => unknown;
}

/** Each rejects with a BackendError, and resolves to what came of it, for whoever called the command. */
export function signInHandlers({
  connections,
  memory,
  reveal,
  newestExperiment,
  openCharts,
}: SignInOptions): Pick<Handlers, 'signIn' | 'importConnection' | 'exploreLab' | 'signOut'> {
  const show = async (connection: ConnectionInfo): Promise<ConnectionInfo> => {
    await commands.executeCommand('experiments.tree.focus');
    await reveal({ connection: connection.id });
    return connection;
  };
  /** Undefined when the user rather keeps the key. */
  const add = async (signIn: CometSignIn, signal: AbortSignal): Promise<ConnectionInfo | undefined> =>
    (await confirmUnencrypted(signIn.server)) ? connections.add(signIn, signal) : undefined;

  return {
    async signIn(target?: ConnectionRef): Promise<ConnectionInfo | undefined> {
      // Whoever was signed out by a server wants to go back there.
      let known = isConnection(target) ? connections.serverOf(target) : null;
      for (;;) {
        const server = known ?? (await chooseServer(memory));
        known = null;
        if (server === undefined) {
          return undefined;
        }
        const answer = await askForKey(server, add);
        if (answer === back) {
          continue;
        }
        return answer === undefined ? undefined : show(answer);
      }
    },

    async importConnection(): Promise<ConnectionInfo | undefined> {
      const credentials = await chooseCredentials();
      if (credentials === undefined) {
        return undefined;
      }
      const connection = await signingIn(`Signing in to ${serverName(credentials.server)}`, (signal) =>
        add(credentials, signal),
      );
      return connection === undefined ? undefined : show(connection);
    },

    async exploreLab(): Promise<ConnectionInfo> {
      const lab = await show(await connections.addLab());
      // Closed folders would tell a newcomer nothing.
      const newest = await withProgress(
        { location: { viewId: 'experiments.tree' }, title: 'Opening the sample lab' },
        () => newestExperiment({ connection: lab.id }),
      );
      if (newest !== null) {
        await reveal(newest);
        await openCharts(newest);
      }
      return lab;
    },

    async signOut(target?: ConnectionRef): Promise<boolean> {
      if (target === undefined && connections.list().length === 0) {
        void showInformation('Nobody is signed in.');
        return false;
      }
      const id =
        target?.connection ??
        (await pickAmong(connections.list().map(connectionChoice), 'Sign Out', 'Which connection?'));
      const connection = id === undefined ? undefined : connections.get(id);
      if (connection === undefined || !(await confirmSignOut(connection))) {
        return false;
      }
      await connections.remove(connection.id);
      return true;
    },
  };
}

/** Anybody can call a command, with anything. */
const isConnection = (target: unknown): target is ConnectionRef =>
  typeof target === 'object' && target !== null && 'connection' in target && typeof target.connection === 'string';

const title = 'Sign In to Comet';
const lastServerName = 'signIn.lastServer';

/** Null: comet.com, or the server that the key names. What was used last comes first. */
async function chooseServer(memory: Memento): Promise<CometServer | null | undefined> {
  const last = lastServer(memory);
  const choices: readonly Choice<string | null>[] = [
    ...(last === undefined ? [] : [{ label: serverName(parseCometServer(last)), icon: 'server', value: last }]),
    { label: 'comet.com', icon: 'cloud', value: null },
    { label: 'Another server…', icon: 'server', description: 'self-hosted', value: '' },
  ];
  for (;;) {
    const chosen = await pick({
      title,
      placeholder: 'Where are your experiments?',
      load: () => Promise.resolve(choices),
      none: '',
    });
    if (chosen === undefined || chosen === back) {
      return undefined;
    }
    const address = chosen === '' ? await askForAddress() : chosen;
    if (address === undefined || address === '') {
      continue;
    }
    const server = address === null ? null : parseCometServer(address);
    await memory.update(lastServerName, server?.webRoot);
    return server;
  }
}

/** What was used last; undefined for what is no address. */
function lastServer(memory: Memento): string | undefined {
  const last = memory.get<unknown>(lastServerName);
  try {
    return typeof last === 'string' ? parseCometServer(last).webRoot : undefined;
  } catch {
    return undefined;
  }
}

/** Nothing leads back to the list of servers. */
async function askForAddress(): Promise<string | undefined> {
  const answer = await askText({
    title,
    prompt: 'The address of the server, as in the browser or in COMET_URL_OVERRIDE.',
    placeholder: 'https://comet.example.com',
    check: (text) => {
      try {
        if (text.trim() !== '') {
          parseCometServer(text);
        }
        return null;
      } catch (error) {
        return toProblem(error).message;
      }
    },
  });
  return answer === back ? undefined : answer;
}

async function chooseCredentials(): Promise<Credentials | undefined> {
  const { credentials, complaints } = findCredentials(process.env, await readConfigFiles());
  if (credentials.length === 0) {
    const untrusted = workspace.isTrusted ? '' : ' Files of this folder were not read, because it is not trusted.';
    const sentence =
      complaints.join(' ') ||
      'There are no Comet credentials in COMET_API_KEY, in ~/.comet.config or in a .comet.config of this workspace.';
    const answer = await showInformation(sentence + untrusted, 'Sign In');
    if (answer !== undefined) {
      await commands.executeCommand('experiments.signIn');
    }
    return undefined;
  }
  const answer = await pick({
    title: 'Import Comet Credentials',
    placeholder: 'Which key? It is copied into the editor’s secret storage when its server accepts it.',
    load: () =>
      Promise.resolve(
        credentials.map((found) => ({
          label: serverName(found.server),
          icon: 'key',
          description: maskedKey(found.apiKey),
          detail:
            found.workspace === null ? `from ${found.source}` : `from ${found.source}, workspace ${found.workspace}`,
          value: found,
        })),
      ),
    none: '',
  });
  return answer === back ? undefined : answer;
}

/** Files that are not there are none of our business. */
async function readConfigFiles(): Promise<readonly ConfigFile[]> {
  const own = process.env.COMET_CONFIG;
  const places: readonly Omit<ConfigFile & { uri: Uri }, 'text'>[] = [
    {
      name: own ?? '~/.comet.config',
      owner: 'user',
      uri: Uri.file(own?.replace(/^~(?=\/|\\|$)/, homedir()) ?? join(homedir(), '.comet.config')),
    },
    ...(workspace.isTrusted ? (workspace.workspaceFolders ?? []) : []).map(({ name, uri }) => ({
      name: `${name}/.comet.config`,
      owner: 'folder' as const,
      uri: Uri.joinPath(uri, '.comet.config'),
    })),
  ];
  const files = await Promise.all(
    places.map(async ({ uri, ...place }) => {
      const bytes = await workspace.fs.readFile(uri).then(
        (content) => content,
        () => null,
      );
      return bytes === null ? [] : [{ ...place, text: decodedText(bytes) }];
    }),
  );
  return files.flat();
}

const isUnencrypted = ({ restRoot }: CometServer): boolean => {
  const { protocol, hostname } = new URL(restRoot);
  return protocol === 'http:' && !['localhost', '127.0.0.1', '[::1]'].includes(hostname);
};

/** True when there is nothing to confirm. */
async function confirmUnencrypted(server: CometServer): Promise<boolean> {
  if (!isUnencrypted(server)) {
    return true;
  }
  const answer = await askInDialog(
    `Send the API key to ${serverName(server)} without encryption?`,
    'The address begins with http://, so everybody on the way can read your key and your experiments.',
    'Send',
  );
  return answer !== undefined;
}

async function confirmSignOut({ label, server, kind }: ConnectionInfo): Promise<boolean> {
  const [question, detail] =
    kind === 'lab'
      ? [
          'Close the sample lab?',
          'What you changed there stays on this machine, and is there again when you explore the lab the next time.',
        ]
      : [
          `Sign out of “${label}” at ${server}?`,
          'The API key is removed from the editor’s secret storage. Nothing changes on the server.',
        ];
  return (await askInDialog(question, detail, 'Sign Out')) !== undefined;
}

function signingIn<T>(doing: string, task: (signal: AbortSignal) => Promise<T>): Thenable<T> {
  return withProgress({ location: ProgressLocation.Notification, title: doing, cancellable: true }, (_, token) => {
    const abort = new AbortController();
    token.onCancellationRequested(() => abort.abort());
    return task(abort.signal);
  });
}
