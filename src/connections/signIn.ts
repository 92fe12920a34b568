/**
 * Owns the conversations that make and end connections: sign in, import, explore a lab, sign out.
 * Shows and asks; what is saved, and where, is the affair of `connections.ts`.
 */
import * as l10n from '@vscode/l10n';
import { commands, ProgressLocation, type Memento } from 'vscode';
import type { SampleLab } from '../lab/labs';
import { askInDialog, showInformation, withProgress } from '../prompts/messages';
import { MultiStepInput, Preset, type Reply } from '../prompts/multiStep';
import { back, connectionChoice, pick, pickAmong, type Choice } from '../prompts/quickPick';
import type { ConnectionInfo, TrackerKind } from '../shared/experiment';
import type { ConnectionRef, ExperimentRef } from '../shared/reference';
import type { Handlers } from '../shared/verbs/verbs';
import { secretName, type Tracker } from '../trackers/tracker';
import { serverName, type Connections, type SignIn } from './connections';
import { chooseCredentials, importTitle } from './foundCredentials';
import { RememberedAnswers } from './rememberedAnswers';
import { askForm, type SignInFormOptions } from './signInForm';

export interface SignInOptions {
  readonly connections: Connections;
  readonly trackers: readonly [Tracker, ...(readonly Tracker[])];
  readonly labs: readonly SampleLab[];
  /** Remembers what was typed at the last sign-in. */
  readonly memory: Memento;
  /** Shows a connection or an experiment in the tree. */
  readonly reveal: (ref: ConnectionRef | ExperimentRef) => Thenable<void>;
  /** Null where there are no experiments. */
  readonly newestExperiment: (connection: ConnectionRef) => Promise<ExperimentRef | null>;
  /** Opens the panel of an experiment on its charts. */
  readonly openCharts: (experiment: ExperimentRef) => unknown;
}

/** Each rejects with a BackendError, and resolves to what came of it, for the caller of the command. */
export function signInHandlers({
  connections,
  trackers,
  labs,
  memory,
  reveal,
  newestExperiment,
  openCharts,
}: SignInOptions): Pick<Handlers, 'signIn' | 'importConnection' | 'exploreLab' | 'signOut'> {
  const show = async (connection: ConnectionInfo): Promise<ConnectionInfo> => {
    await commands.executeCommand('experimentExplorer.tree.focus');
    await reveal({ connection: connection.id });
    return connection;
  };
  const nameOfSecret = (kind: TrackerKind): string =>
    secretName(trackers.find((tracker) => tracker.kind === kind) ?? trackers[0]);
  /** Undefined when the user rather keeps the key. */
  const add = async (signIn: SignIn, signal: AbortSignal): Promise<ConnectionInfo | undefined> =>
    (await confirmUnencrypted(signIn.server, nameOfSecret(signIn.tracker)))
      ? connections.add(signIn, signal)
      : undefined;

  const remembered = new RememberedAnswers(memory, trackers[0].kind);
  const formOf = (tracker: Tracker, server: string | null, hasBack: boolean): SignInFormOptions<ConnectionInfo> => ({
    tracker,
    remembered,
    server,
    back: hasBack,
    submit: (destination, signal) => add({ ...destination, tracker: tracker.kind }, signal),
  });

  return {
    async signIn(target?: ConnectionRef): Promise<ConnectionInfo | undefined> {
      // A user who was signed out by a server is offered that server first.
      const known = isConnection(target) ? connections.serverOf(target) : null;
      const tracker = trackers.find(({ kind }) => kind === known?.tracker);
      const again = known === null || tracker === undefined ? back : await askForm(formOf(tracker, known.server, true));
      if (again !== back) {
        return again === undefined ? undefined : show(again);
      }
      const answers = await MultiStepInput.of({})
        .ask<'tracker', Tracker>('tracker', () => chooseTracker(trackers))
        .ask<'made', ConnectionInfo>('made', (soFar, context) => askForm(formOf(soFar.tracker, null, context.back)))
        .run(signInTitle(trackers));
      return answers === undefined ? undefined : show(answers.made);
    },

    async importConnection(): Promise<ConnectionInfo | undefined> {
      const credentials = await chooseCredentials(trackers);
      if (credentials === undefined) {
        return undefined;
      }
      const connection = await signingIn(
        l10n.t('Signing in to {server}', { server: serverName(credentials.server) }),
        (signal) => add(credentials, signal),
      );
      return connection === undefined ? undefined : show(connection);
    },

    async exploreLab(): Promise<ConnectionInfo | undefined> {
      const chosen = await pickAmong(labs.map(labChoice), l10n.t('Explore a Sample Lab'), l10n.t('Which one?'));
      if (chosen === undefined) {
        return undefined;
      }
      const lab = await show(await connections.addLab(chosen));
      // Closed folders would tell a newcomer nothing.
      const newest = await withProgress(
        { location: { viewId: 'experimentExplorer.tree' }, title: l10n.t('Opening the sample lab') },
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
        void showInformation(l10n.t('Nobody is signed in.'));
        return false;
      }
      const id =
        target?.connection ??
        (await pickAmong(connections.list().map(connectionChoice), l10n.t('Sign Out'), l10n.t('Which connection?')));
      const connection = id === undefined ? undefined : connections.get(id);
      if (connection === undefined || !(await confirmSignOut(connection, nameOfSecret(connection.tracker)))) {
        return false;
      }
      await connections.remove(connection.id);
      return true;
    },
  };
}

/** What leads to a first connection, in the order in which it is offered. */
export const waysIn = (
  trackers: readonly Tracker[],
): readonly Choice<'signIn' | 'importConnection' | 'exploreLab'>[] => [
  {
    label: `${signInTitle(trackers)}…`,
    icon: 'key',
    detail: trackers.map(({ signIn }) => signIn.summary).join('; '),
    value: 'signIn',
  },
  {
    label: `${importTitle(trackers)}…`,
    icon: 'file-symlink-file',
    detail: trackers.flatMap(({ credentials }) => credentials?.summary ?? []).join('; '),
    value: 'importConnection',
  },
  {
    label: l10n.t('Explore the Sample Lab'),
    icon: 'beaker',
    detail: l10n.t('Real training runs, served from this machine: no account, no network'),
    value: 'exploreLab',
  },
];

/** The name of the only tracker stands in it. */
function signInTitle(trackers: readonly Tracker[]): string {
  const [only, ...others] = trackers;
  return only === undefined || others.length > 0 ? l10n.t('Sign In') : l10n.t('Sign In to {name}', { name: only.name });
}

/** The only one is not asked for. */
function chooseTracker(trackers: readonly [Tracker, ...(readonly Tracker[])]): Promise<Reply<Tracker>> {
  const [only, ...others] = trackers;
  return others.length === 0
    ? Promise.resolve(new Preset(only))
    : pick({
        title: signInTitle(trackers),
        placeholder: l10n.t('Where are your experiments?'),
        none: '',
        load: () =>
          Promise.resolve(
            trackers.map((tracker) => ({ label: tracker.name, detail: tracker.signIn.summary, value: tracker })),
          ),
      });
}

const labChoice = (lab: SampleLab): Choice<SampleLab> => ({ label: lab.label, value: lab });

/** Anybody can call a command, with anything. */
const isConnection = (target: unknown): target is ConnectionRef =>
  typeof target === 'object' && target !== null && 'connection' in target && typeof target.connection === 'string';

const isUnencrypted = (server: string): boolean => {
  const { protocol, hostname } = new URL(server);
  return protocol === 'http:' && !['localhost', '127.0.0.1', '[::1]'].includes(hostname);
};

/** True when there is nothing to confirm. */
async function confirmUnencrypted(server: string, secret: string): Promise<boolean> {
  if (!isUnencrypted(server)) {
    return true;
  }
  const answer = await askInDialog(
    l10n.t('Send the {secret} to {server} without encryption?', { secret, server: serverName(server) }),
    l10n.t('The address begins with http://, so everybody on the way can read your key and your experiments.'),
    { send: l10n.t('Send') },
  );
  return answer === 'send';
}

async function confirmSignOut({ label, server, kind }: ConnectionInfo, secret: string): Promise<boolean> {
  const [question, detail] =
    kind === 'lab'
      ? [
          l10n.t('Close the sample lab?'),
          l10n.t(
            'What you changed there stays on this machine, and is there again when you explore the lab the next time.',
          ),
        ]
      : [
          l10n.t('Sign out of “{label}” at {server}?', { label, server }),
          l10n.t('The {secret} is removed from the editor’s secret storage. Nothing changes on the server.', {
            secret,
          }),
        ];
  return (await askInDialog(question, detail, { signOut: l10n.t('Sign Out') })) === 'signOut';
}

function signingIn<T>(doing: string, task: (signal: AbortSignal) => Promise<T>): Thenable<T> {
  return withProgress({ location: ProgressLocation.Notification, title: doing, cancellable: true }, (_, token) => {
    const abort = new AbortController();
    token.onCancellationRequested(() => abort.abort());
    return task(abort.signal);
  });
}
