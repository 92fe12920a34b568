/**
 * Sees to it that one download at a time writes a part, of all windows. The lock is a file that says whose it is and
 * gives a sign of life while it is held, so that one which was left by a killed process is known for what it is. No
 * clock decides: a sign of life is a change that is seen. Knows nothing of what is written.
 */
import { randomBytes } from 'node:crypto';
import { readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { codeOf } from '../platform/files';
import { livenessOf, ownIdentity, type ProcessIdentity } from '../platform/processIdentity';

/** Milliseconds between two signs of life. */
const heartbeatInterval = 1000;
/** How long a lock is watched that may be another machine's, before it is taken for abandoned. */
const patience = 5 * heartbeatInterval;

export class PartialFileLock {
  readonly #path: string;
  readonly #content: string;
  readonly #heartbeat: NodeJS.Timeout;

  private constructor(path: string, content: string) {
    this.#path = path;
    this.#content = content;
    this.#heartbeat = setInterval(() => {
      const now = new Date();
      utimes(path, now, now).catch(() => undefined);
    }, heartbeatInterval).unref();
  }

  /**
   * Null when somebody has it. Rejects with what the disk says.
   * @param watch whether to wait for a sign of life where nothing else tells; without it such a lock counts as held
   */
  static async take(path: string, { watch }: { readonly watch: boolean }): Promise<PartialFileLock | null> {
    const content = JSON.stringify({ ...ownIdentity(), token: randomBytes(8).toString('hex') });
    for (let attempt = 0; attempt < 3; attempt += 1) {
      if (await create(path, content)) {
        return new PartialFileLock(path, content);
      }
      const found = await readFile(path, 'utf8').catch(() => null);
      if (found === null) {
        continue;
      }
      if (await isHeld(path, found, watch)) {
        return null;
      }
      await removeAbandoned(path, found);
    }
    return null;
  }

  /** Still ours: no other process took this one for dead. */
  async isOurs(): Promise<boolean> {
    return (await readFile(this.#path, 'utf8').catch(() => null)) === this.#content;
  }

  async release(): Promise<void> {
    clearInterval(this.#heartbeat);
    if (await this.isOurs()) {
      await rm(this.#path, { force: true });
    }
  }
}

async function create(path: string, content: string): Promise<boolean> {
  try {
    await writeFile(path, content, { flag: 'wx' });
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') {
      return false;
    }
    throw error;
  }
}

async function isHeld(path: string, content: string, watch: boolean): Promise<boolean> {
  const owner = ownerIn(content);
  const liveness = owner === null ? 'unknown' : livenessOf(owner);
  if (liveness === 'dead') {
    return false;
  }
  // A number alone is used again; with the start of its process it is not.
  if (liveness === 'alive' && owner?.started !== null) {
    return true;
  }
  return watch ? showsLife(path) : true;
}

async function showsLife(path: string): Promise<boolean> {
  const seen = await touchedAt(path);
  for (let waited = 0; waited < patience; waited += heartbeatInterval / 4) {
    await sleep(heartbeatInterval / 4);
    if ((await touchedAt(path)) !== seen) {
      return true;
    }
  }
  return false;
}

const touchedAt = (path: string): Promise<number | null> =>
  stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => null,
  );

/** Of several that find the same lock abandoned one removes it; one that catches a new lock instead puts it back. */
async function removeAbandoned(path: string, content: string): Promise<void> {
  const aside = `${path}.${randomBytes(4).toString('hex')}`;
  try {
    await rename(path, aside);
  } catch {
    return;
  }
  if ((await readFile(aside, 'utf8').catch(() => null)) === content) {
    await rm(aside, { force: true });
  } else {
    await rename(aside, path);
  }
}

function ownerIn(content: string): ProcessIdentity | null {
  try {
    const value: unknown = JSON.parse(content);
    return isIdentity(value) ? value : null;
  } catch {
    return null;
  }
}

function isIdentity(value: unknown): value is ProcessIdentity {
  if (typeof value !== 'object' || value === null) {
    return false;
  }
  const fields = new Map<string, unknown>(Object.entries(value));
  const isTextOrNull = (name: string): boolean => fields.get(name) === null || typeof fields.get(name) === 'string';
  return (
    Number.isSafeInteger(fields.get('process')) &&
    (fields.get('process') as number) > 0 &&
    typeof fields.get('machine') === 'string' &&
    typeof fields.get('uptime') === 'number' &&
    isTextOrNull('boot') &&
    isTextOrNull('numberSpace') &&
    isTextOrNull('started')
  );
}
