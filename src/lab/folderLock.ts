/**
 * Sees to it that one process at a time writes in a folder. The lock is a file with the number of its process; it
 * outlives a killed process, so whoever finds one whose process is gone takes it over. Knows nothing of what is written.
 */
import { mkdirSync, readFileSync, rmdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { uptime } from 'node:os';
import { join } from 'node:path';

export interface FolderLock {
  /** The one who had it before did not release it. */
  readonly takenOver: boolean;
  release(): void;
}

/** Locks of this process, by path: its own number in a file may also be left from an earlier process of that number. */
const heldHere = new Set<string>();

/** Longer than anybody needs to write a lock file or to take one over. */
const patience = 10_000;

/** Null when a living process has it. Throws when the folder cannot be written. */
export function lockFolder(folder: string): FolderLock | null {
  const path = join(folder, 'lab.lock');
  if (heldHere.has(path)) return null;
  const takenOver = exists(path);
  if (!(takenOver ? takeOver(path) : created(path))) return null;
  heldHere.add(path);
  return {
    takenOver,
    release() {
      rmSync(path, { force: true });
      heldHere.delete(path);
    },
  };
}

function created(path: string): boolean {
  return unlessExists(() => writeFileSync(path, JSON.stringify({ process: process.pid, booted: booted() }), { flag: 'wx' }));
}

/** Of several processes that find the same lock abandoned, one may remove it: nobody may remove the winner's new one. */
function takeOver(path: string): boolean {
  const turn = `${path}.turn`;
  if (exists(turn) && age(turn) > patience) rmSync(turn, { recursive: true, force: true });
  if (!unlessExists(() => mkdirSync(turn))) return false;
  try {
    if (isHeld(path)) return false;
    rmSync(path, { force: true });
    return created(path);
  } finally {
    rmdirSync(turn);
  }
}

function isHeld(path: string): boolean {
  const owner = readOwner(path);
  // Empty while it is being written.
  if (owner === null) return age(path) <= patience;
  // Numbers of processes begin anew with the machine.
  if (Math.abs(owner.booted - booted()) > 60_000) return false;
  return owner.process !== process.pid && isAlive(owner.process);
}

function readOwner(path: string): { process: number; booted: number } | null {
  try {
    const { process: number, booted: since } = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
    return typeof number === 'number' && typeof since === 'number' ? { process: number, booted: since } : null;
  } catch {
    return null;
  }
}

const booted = (): number => Date.now() - uptime() * 1000;

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

const exists = (path: string): boolean => statSync(path, { throwIfNoEntry: false }) !== undefined;

const age = (path: string): number => Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0);

function unlessExists(make: () => void): boolean {
  try {
    make();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}
