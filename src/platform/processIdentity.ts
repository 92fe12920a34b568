/**
 * Tells whether a process that wrote its identity down is still running. Asks no clock: clocks are set, and a process
 * number alone is used again. Linux tells the boot, the process's start and the space of its numbers; elsewhere Node
 * knows the number and the time since the machine started, so a process of that number is taken for the same one.
 */
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname, uptime } from 'node:os';

export interface ProcessIdentity {
  readonly process: number;
  /** The machine, as far as it can be told from others that see the same folder. */
  readonly machine: string;
  /** The start of the machine; null where it has no identity. */
  readonly boot: string | null;
  /** Within which the process number means something: each container has its own. */
  readonly numberSpace: string | null;
  /** In ticks since the machine started; null where it cannot be told. */
  readonly started: string | null;
  /** Seconds that the machine had been running. */
  readonly uptime: number;
}

/** `unknown`: of another machine or container, so that only its sign of life can tell. */
export type Liveness = 'alive' | 'dead' | 'unknown';

export const ownIdentity = (): ProcessIdentity => ({
  process: process.pid,
  machine: `${hostname()} ${firstLine('/etc/machine-id') ?? ''}`.trim(),
  boot: firstLine('/proc/sys/kernel/random/boot_id'),
  numberSpace: linkText('/proc/self/ns/pid'),
  started: startOf(process.pid),
  uptime: uptime(),
});

/** `own` is handed in by tests. */
export function livenessOf(owner: ProcessIdentity, own = ownIdentity()): Liveness {
  if (owner.machine !== own.machine || (owner.boot === own.boot && owner.numberSpace !== own.numberSpace)) {
    return 'unknown';
  }
  // Numbers of processes begin again with the machine, and so do the ticks at which they start.
  if (owner.boot !== own.boot || own.uptime < owner.uptime) {
    return 'dead';
  }
  const started = isRunning(owner.process) ? startOf(owner.process) : null;
  if (started !== null && started === owner.started) {
    return 'alive';
  }
  return isRunning(owner.process) && (started === null || owner.started === null) ? 'alive' : 'dead';
}

/**
 * A process that was ended and whose parent has not asked for it yet still has its number, but does nothing any more.
 */
export function isRunning(number: number): boolean {
  try {
    process.kill(number, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') {
      return false;
    }
  }
  return !['Z', 'X'].includes(statusFields(number)?.[0] ?? '');
}

const startOf = (number: number): string | null => statusFields(number)?.[19] ?? null;

/** What Linux says of a process, from its state on. Before it stands a name that may hold anything, in parentheses. */
function statusFields(number: number): readonly string[] | null {
  const line = firstLine(`/proc/${number}/stat`);
  return line === null ? null : line.slice(line.lastIndexOf(')') + 2).split(' ');
}

function firstLine(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').split('\n')[0] || null;
  } catch {
    return null;
  }
}

function linkText(path: string): string | null {
  try {
    return readlinkSync(path);
  } catch {
    return null;
  }
}
