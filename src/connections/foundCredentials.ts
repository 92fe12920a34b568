/**
 * Owns the import of credentials that trackers' own tools left on this machine: reads the files that the trackers name,
 * within bounds, and asks which of the credentials to take.
 */
import * as l10n from '@vscode/l10n';
import { homedir } from 'node:os';
import { commands, FileType, Uri, workspace } from 'vscode';
import { showInformation } from '../prompts/messages';
import { back, pick } from '../prompts/quickPick';
import { decodedText } from '../shared/text/decodedText';
import { maskedSecret } from '../shared/text/summary';
import type {
  CredentialFile,
  CredentialSearch,
  CredentialText,
  Environment,
  FoundCredential,
  FoundCredentials,
  Tracker,
} from '../trackers/tracker';
import { serverName, type SignIn } from './connections';

/** Bytes. A file of credentials has a few lines. */
const largestFile = 64 * 1024;
/** Milliseconds. A file may lie on a network that is gone. */
const longestRead = 5000;

interface Found extends FoundCredential, SignIn {}

/** Undefined when there are none, which is told, and when the user cancelled. */
export async function chooseCredentials(trackers: readonly Tracker[]): Promise<SignIn | undefined> {
  const searched = trackers.flatMap(({ kind, name, credentials }) =>
    credentials === undefined ? [] : [{ kind, name, credentials }],
  );
  const found: Found[] = [];
  const complaints: string[] = [];
  for (const { kind, credentials } of searched) {
    const here = await findCredentials(credentials, process.env);
    found.push(...here.credentials.map((credential) => ({ ...credential, tracker: kind })));
    complaints.push(...here.complaints);
  }
  if (found.length === 0) {
    const none = searched.map(({ name, credentials }) =>
      l10n.t('There are no {name} credentials {whereabouts}.', { name, whereabouts: credentials.whereabouts }),
    );
    await offerSignIn(complaints.length > 0 ? complaints : none);
    return undefined;
  }
  const answer = await pick<SignIn>({
    title: importTitle(trackers),
    placeholder: l10n.t('Which key? It is copied into the editor’s secret storage when its server accepts it.'),
    load: () =>
      Promise.resolve(
        found.map(({ tracker, server, secret, source, workspace: named }) => ({
          label: serverName(server),
          icon: 'key',
          description: maskedSecret(secret),
          detail:
            named === null
              ? l10n.t('from {source}', { source })
              : l10n.t('from {source}, workspace {named}', { source, named }),
          value: { tracker, server, secret },
        })),
      ),
    none: '',
  });
  return answer === back ? undefined : answer;
}

/** The name of the only tracker that leaves credentials stands in it. */
export function importTitle(trackers: readonly Tracker[]): string {
  const [only, ...others] = trackers.filter(({ credentials }) => credentials !== undefined);
  return only === undefined || others.length > 0
    ? l10n.t('Import Credentials')
    : l10n.t('Import {name} Credentials', { name: only.name });
}

async function offerSignIn(sentences: readonly string[]): Promise<void> {
  const untrusted = workspace.isTrusted
    ? []
    : [l10n.t('Files of this folder were not read, because it is not trusted.')];
  const answer = await showInformation([...sentences, ...untrusted].join(' '), { signIn: l10n.t('Sign In') });
  if (answer === 'signIn') {
    await commands.executeCommand('experimentExplorer.signIn');
  }
}

/** What a tracker finds in the environment and in its files, those that were not read among the complaints. */
export async function findCredentials(search: CredentialSearch, environment: Environment): Promise<FoundCredentials> {
  const texts: CredentialText[] = [];
  const unread: string[] = [];
  for (const file of await Promise.all(search.files(environment).flatMap(whereabouts).map(readFile))) {
    if (file !== null && 'complaint' in file) {
      unread.push(file.complaint);
    } else if (file !== null) {
      texts.push(file);
    }
  }
  const { credentials, complaints } = search.find(environment, texts);
  return { credentials, complaints: [...complaints, ...unread] };
}

interface Whereabouts extends Omit<CredentialText, 'text'> {
  readonly uri: Uri;
}

/** Folders that are not trusted are not looked into. */
function whereabouts({ owner, path }: CredentialFile): readonly Whereabouts[] {
  if (owner === 'user') {
    return [{ owner, name: path, uri: Uri.file(path.replace(/^~(?=\/|\\|$)/, () => homedir())) }];
  }
  return (workspace.isTrusted ? (workspace.workspaceFolders ?? []) : []).map(({ name, uri }) => ({
    owner,
    name: `${name}/${path}`,
    uri: Uri.joinPath(uri, path),
  }));
}

interface Unread {
  /** A sentence. */
  readonly complaint: string;
}

/** Null for a file that is not there or cannot be read. */
async function readFile({ uri, owner, name }: Whereabouts): Promise<CredentialText | Unread | null> {
  const read = async (): Promise<CredentialText | Unread | null> => {
    const { type, size } = await workspace.fs.stat(uri);
    if ((type & FileType.File) === 0) {
      return null;
    }
    if (size > largestFile) {
      return { complaint: l10n.t('{name} was not read: it is larger than a file of credentials is.', { name }) };
    }
    return { owner, name, text: decodedText(await workspace.fs.readFile(uri)) };
  };
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<Unread>((resolve) => {
    timer = setTimeout(
      () => resolve({ complaint: l10n.t('{name} was not read: it took too long.', { name }) }),
      longestRead,
    );
  });
  try {
    return await Promise.race([read().catch(() => null), tooLong]);
  } finally {
    clearTimeout(timer);
  }
}
