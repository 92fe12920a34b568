/**
 * Owns how the Comet credentials that lie about on a machine pair up: which key goes to which server.
 * Pure: the caller has read the environment and the files, and shows what is found. Keeps nothing.
 */
import * as l10n from '@vscode/l10n';
import { parse } from 'ini';
import type { CredentialFile, CredentialText, Environment, FoundCredential, FoundCredentials } from '../tracker';
import { cometCloud, parseCometServer, serverOfKey } from './serverAddress';

const fileName = '.comet.config';

/** `COMET_CONFIG` stands for the file in the home folder. */
export const credentialFiles = (environment: Environment): readonly CredentialFile[] => [
  { owner: 'user', path: filled(environment['COMET_CONFIG']) ?? `~/${fileName}` },
  { owner: 'folder', path: fileName },
];

interface Place extends CometConfiguration {
  readonly name: string;
  readonly owner: CredentialFile['owner'];
}

/**
 * A key goes to the address that its own place names, else to the one that the user has set elsewhere, else to the one
 * inside the key, else to comet.com. The user's key never goes to an address out of a folder, which may be anybody's.
 */
export function findCredentials(environment: Environment, files: readonly CredentialText[]): FoundCredentials {
  const places: readonly Place[] = [
    { name: 'COMET_API_KEY', owner: 'user', ...readCometEnvironment(environment) },
    ...files.map(({ name, owner, text }) => ({ name, owner, ...readCometConfig(text) })),
  ];
  const userAddress = places.find((place) => place.owner === 'user' && place.server !== null)?.server ?? null;
  const found = new Map<string, FoundCredential>();
  const complaints: string[] = [];
  for (const { name, apiKey, server: address, workspace } of places) {
    if (apiKey === null) {
      continue;
    }
    const wanted = address ?? userAddress;
    try {
      const { webRoot } = wanted === null ? (serverOfKey(apiKey) ?? cometCloud) : parseCometServer(wanted);
      const id = `${webRoot} ${apiKey}`;
      const same = found.get(id);
      found.set(
        id,
        same === undefined
          ? { source: name, server: webRoot, secret: apiKey, workspace }
          : { ...same, source: `${same.source}, ${name}`, workspace: same.workspace ?? workspace },
      );
    } catch (error) {
      complaints.push(
        l10n.t('The key in {name} cannot be used: {reason}', {
          name,
          reason: error instanceof Error ? error.message : String(error),
        }),
      );
    }
  }
  return { credentials: [...found.values()], complaints };
}

/** Null where a source is silent. The server is as configured; give it to `parseCometServer`. */
export interface CometConfiguration {
  readonly apiKey: string | null;
  readonly server: string | null;
  readonly workspace: string | null;
}

/** From the text of a `.comet.config`: INI with the section `[comet]`. */
export function readCometConfig(text: string): CometConfiguration {
  const file: Readonly<Record<string, unknown>> = parse(text);
  const section = file['comet'];
  const values =
    typeof section === 'object' && section !== null ? (section as Readonly<Record<string, unknown>>) : file;
  return {
    apiKey: filled(values['api_key']),
    server: filled(values['url_override']),
    workspace: filled(values['workspace']),
  };
}

/** From the variables of the SDKs for Python and, failing those, Java. */
export function readCometEnvironment(environment: Environment): CometConfiguration {
  const first = (...names: readonly string[]): string | null =>
    names.map((name) => filled(environment[name])).find((value) => value !== null) ?? null;
  return {
    apiKey: first('COMET_API_KEY'),
    server: first('COMET_URL_OVERRIDE', 'COMET_BASE_URL'),
    workspace: first('COMET_WORKSPACE', 'COMET_WORKSPACE_NAME'),
  };
}

const filled = (value: unknown): string | null =>
  typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
