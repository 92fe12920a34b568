/**
 * Sees to it that one process at a time writes in a folder. A process that wants to write puts a claim into it, a file
 * of a name that is never used again, and then looks at the claims of others: of two that come at the same moment at
 * least one sees the other and gives way. A claim outlives a killed process; it is removed once its process is known
 * to be gone.
 * No clock decides, because clocks are set. Knows nothing of what is written.
 */
import { randomBytes } from 'node:crypto';
import { readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { uptime } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { integer, nullable, number, object, optional, parseJson, pipe, safeParse, string } from 'valibot';
import { isRunning, livenessOf, ownIdentity, type ProcessIdentity } from '../../platform/processIdentity';

export interface FolderLock {
  /** The one who had it before did not release it. */
  readonly takenOver: boolean;
  /** True as soon as the claim was found missing: another machine may have taken this process for dead. */
  readonly isLost: boolean;
  release(): Promise<void>;
}

/** The first name is also the one under which earlier versions look for a lock. */
const lockName = 'lab.lock';
const claimPattern = /^lab\.lock\.[0-9a-f]{32}$/;

/** How often a lock gives its sign of life, in milliseconds. */
const heartbeat = 2000;
/** How long the sign of life of a process on another machine is waited for. */
const silence = 3 * heartbeat;
/** How often those who gave way to each other try again, and the longest pause before. */
const attempts = 6;
const longestPause = 250;

const claimSchema = object({
  token: optional(string()),
  process: pipe(number(), integer()),
  machine: string(),
  boot: nullable(string()),
  numberSpace: nullable(string()),
  started: nullable(string()),
  uptime: number(),
});

/** As earlier versions wrote it. Their time of the machine's start follows the clock, so it tells nothing. */
const earlierSchema = object({ process: pipe(number(), integer()) });

/** Null when a living process has it. Rejects when the folder cannot be written. */
export async function lockFolder(folder: string): Promise<FolderLock | null> {
  /** Names are never used again, so a claim that was given up stays so. */
  const abandoned = new Set<string>();
  for (let attempt = 1; ; attempt += 1) {
    if (await isClaimed(folder, null, abandoned)) {
      return null;
    }
    const token = randomBytes(16).toString('hex');
    await writeClaim(folder, token);
    if (!(await isClaimed(folder, token, abandoned))) {
      try {
        for (const path of abandoned) {
          await rm(path, { force: true });
        }
        await publish(folder, token);
      } catch (error) {
        await rm(claimPath(folder, token), { force: true });
        throw error;
      }
      return new HeldLock(folder, token, abandoned.size > 0);
    }
    await rm(claimPath(folder, token), { force: true });
    if (attempt === attempts) {
      return null;
    }
    await pause(Math.random() * longestPause);
  }
}

class HeldLock implements FolderLock {
  readonly takenOver: boolean;
  readonly #folder: string;
  readonly #token: string;
  readonly #timer: NodeJS.Timeout;
  #isLost = false;

  constructor(folder: string, token: string, takenOver: boolean) {
    this.#folder = folder;
    this.#token = token;
    this.takenOver = takenOver;
    this.#timer = setInterval(() => void this.#renew(), heartbeat);
    this.#timer.unref();
  }

  get isLost(): boolean {
    return this.#isLost;
  }

  async release(): Promise<void> {
    clearInterval(this.#timer);
    if (!this.#isLost) {
      await rm(join(this.#folder, lockName), { force: true });
    }
    await rm(claimPath(this.#folder, this.#token), { force: true });
  }

  async #renew(): Promise<void> {
    const now = new Date();
    await utimes(claimPath(this.#folder, this.#token), now, now).catch((error: unknown) => {
      if (!isMissing(error)) {
        return;
      }
      this.#isLost = true;
      clearInterval(this.#timer);
    });
  }
}

/**
 * Whether another process has a claim. Takes a moment when one is of another machine; those that no process has are
 * added to `abandoned`.
 */
async function isClaimed(folder: string, ownToken: string | null, abandoned: Set<string>): Promise<boolean> {
  const names = (await readdir(folder)).filter(
    (name) => name === lockName || (claimPattern.test(name) && name !== `${lockName}.${ownToken ?? ''}`),
  );
  const paths = names.map((name) => join(folder, name)).filter((path) => !abandoned.has(path));
  const held = await Promise.all(
    paths.map(async (path) => {
      const isHeld = await isHeldAt(path);
      if (isHeld === false) {
        abandoned.add(path);
      }
      return isHeld === true;
    }),
  );
  return held.includes(true);
}

/** Null when there is no claim: it is gone by now, or only published for earlier versions. */
async function isHeldAt(path: string): Promise<boolean | null> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if (isMissing(error)) {
      return null;
    }
    throw error;
  });
  if (text === null) {
    return null;
  }
  const owner = safeParse(pipe(string(), parseJson(), claimSchema), text);
  if (!owner.success) {
    return isHeldByEarlier(text, path);
  }
  return basename(path) === lockName && owner.output.token !== undefined ? null : isHeldBy(owner.output, path);
}

async function isHeldBy(owner: ProcessIdentity, path: string): Promise<boolean> {
  const liveness = livenessOf(owner);
  return liveness === 'unknown' ? givesSignOfLife(path) : liveness === 'alive';
}

/** One that cannot be read at all may be of anybody. */
async function isHeldByEarlier(text: string, path: string): Promise<boolean> {
  const owner = safeParse(pipe(string(), parseJson(), earlierSchema), text);
  if (!owner.success) {
    return givesSignOfLife(path);
  }
  // This process has none of that form, so it is of an earlier one of the same number.
  return owner.output.process !== process.pid && isRunning(owner.output.process);
}

async function givesSignOfLife(path: string): Promise<boolean> {
  const readHeartbeat = (): Promise<bigint | null> =>
    stat(path, { bigint: true }).then(
      ({ mtimeNs }) => mtimeNs,
      () => null,
    );
  const before = await readHeartbeat();
  for (let waited = 0; waited < silence; waited += heartbeat / 4) {
    await pause(heartbeat / 4);
    const now = await readHeartbeat();
    if (now === null) {
      return false;
    }
    if (now !== before) {
      return true;
    }
  }
  return false;
}

const claimPath = (folder: string, token: string): string => join(folder, `${lockName}.${token}`);

/** Appears with all that it says, or not at all. */
async function writeClaim(folder: string, token: string): Promise<void> {
  const path = claimPath(folder, token);
  try {
    await writeFile(`${path}.new`, JSON.stringify(ownIdentity()), { flag: 'wx' });
    await rename(`${path}.new`, path);
  } catch (error) {
    await rm(`${path}.new`, { force: true });
    throw error;
  }
}

/** For earlier versions that run in another window, which know only this name. */
const publish = (folder: string, token: string): Promise<void> =>
  writeFile(join(folder, lockName), JSON.stringify({ token, ...ownIdentity(), booted: Date.now() - uptime() * 1000 }));

const isMissing = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT';
