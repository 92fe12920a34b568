/**
 * Owns how the Comet credentials that lie about on a machine pair up: which key goes to which server.
 * Pure: whoever calls has read the environment and the files, and shows what is found. Keeps nothing.
 */
import { cometCloud, parseCometServer, serverOfKey, type CometServer } from './serverAddress';
import { readCometConfig, readCometEnvironment, type CometConfiguration } from './configFile';

export interface ConfigFile {
  /** For the user: where it lies. */
  readonly name: string;
  readonly text: string;
  /** The user's own, or one that came with a folder. */
  readonly owner: 'user' | 'folder';
}

export interface Credentials {
  /** For the user: where the key was found. */
  readonly source: string;
  readonly apiKey: string;
  readonly server: CometServer;
  /** The workspace that the same place names. */
  readonly workspace: string | null;
}

export interface FoundCredentials {
  readonly credentials: readonly Credentials[];
  /** A sentence for each key that cannot be used as it stands. */
  readonly complaints: readonly string[];
}

interface Place extends CometConfiguration {
  readonly name: string;
  readonly owner: 'user' | 'folder';
}

/**
 * A key goes to the address that its own place names, else to the one that the user has set elsewhere, else to the one
 * inside the key, else to comet.com. The user's key never goes to an address out of a folder, which may be anybody's.
 */
export function findCredentials(environment: Readonly<Record<string, string | undefined>>, files: readonly ConfigFile[]): FoundCredentials {
  const places: readonly Place[] = [
    { name: 'COMET_API_KEY', owner: 'user', ...readCometEnvironment(environment) },
    ...files.map(({ name, owner, text }) => ({ name, owner, ...readCometConfig(text) })),
  ];
  const userAddress = places.find((place) => place.owner === 'user' && place.server !== null)?.server ?? null;
  const found = new Map<string, Credentials>();
  const complaints: string[] = [];
  for (const { name, apiKey, server: address, workspace } of places) {
    if (apiKey === null) continue;
    const wanted = address ?? userAddress;
    try {
      const server = wanted === null ? serverOfKey(apiKey) ?? cometCloud : parseCometServer(wanted);
      const id = `${server.restRoot} ${apiKey}`;
      const same = found.get(id);
      found.set(id, same === undefined ? { source: name, apiKey, server, workspace } : { ...same, source: `${same.source}, ${name}`, workspace: same.workspace ?? workspace });
    } catch (error) {
      complaints.push(`The key in ${name} cannot be used: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return { credentials: [...found.values()], complaints };
}

/** Enough to know it again. */
export const maskedKey = (apiKey: string): string => `${apiKey.length < 12 ? '' : apiKey.slice(0, 4)}…`;
