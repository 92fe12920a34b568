/**
 * Stores the list of connections, without their secrets.
 *
 * It stands under `connections` as `{ version: 2, connections: [{ kind: 'server', id, tracker, server, userName } |
 * { kind: 'lab', id }] }`, each `server` as its tracker's `parseServer` returns it. The first version was the list
 * alone, with `server: { webRoot, … }`: it is read as well, and replaced by the next change. What cannot be read is left
 * out with a line of the log, so that the others are shown; a change leaves it as it is, since a newer version of this
 * extension may have written it.
 */
import {
  array,
  check,
  literal,
  maxLength,
  object,
  pipe,
  regex,
  safeParse,
  string,
  transform,
  unknown,
  variant,
  type GenericSchema,
} from 'valibot';
import type { SampleLab } from '../lab/labs';
import type { TrackerKind } from '../shared/experiment';
import { formatCount } from '../shared/format';
import type { Tracker } from '../trackers/tracker';

/** The part of a `Memento` that is used. */
export interface Memory {
  get(key: string): unknown;
  update(key: string, value: unknown): Thenable<void>;
}

export interface SavedServer {
  readonly kind: 'server';
  readonly id: string;
  readonly tracker: TrackerKind;
  /** As `Tracker.parseServer` returns it. */
  readonly server: string;
  readonly userName: string;
}

export interface SavedLab {
  readonly kind: 'lab';
  readonly id: string;
}

export type SavedConnection = SavedServer | SavedLab;

export interface SavedConnectionsOptions {
  /** Shared by the windows of a profile. */
  readonly memory: Memory;
  readonly log: (line: string) => void;
  readonly trackers: readonly Tracker[];
  readonly labs: readonly SampleLab[];
}

const memoryKey = 'connections';
/** Where a list that cannot be read at all is moved before another one takes its place. */
const unreadableKey = 'connections.unreadable';
const version = 2;
const current = object({ version: literal(version), connections: array(unknown()) });
/** Characters. */
const longestAddress = 4096;
const longestUserName = 1000;

const address = pipe(string(), maxLength(longestAddress));
const formerAddress = pipe(
  object({ webRoot: address }),
  transform(({ webRoot }) => webRoot),
);

export class SavedConnections {
  readonly #options: SavedConnectionsOptions;
  readonly #schema: GenericSchema<unknown, SavedConnection>;
  readonly #formerSchema: GenericSchema<unknown, SavedConnection>;
  /** How many could not be read at the last look: only more of them are logged. */
  #unreadable = 0;

  constructor(options: SavedConnectionsOptions) {
    this.#options = options;
    this.#schema = connectionSchema(options, address);
    this.#formerSchema = connectionSchema(options, formerAddress);
  }

  /** In the order in which they were added. */
  list(): readonly SavedConnection[] {
    const { saved, unreadable } = this.#read();
    const count = unreadable.length;
    if (count > this.#unreadable) {
      this.#options.log(
        `${formatCount(count, 'remembered connection')} cannot be read and ${count === 1 ? 'is' : 'are'} left out. Sign in there again.`,
      );
    }
    this.#unreadable = count;
    return saved;
  }

  /** Replaces the one with its id, or comes last. */
  async put(saved: SavedConnection): Promise<void> {
    const all = this.list();
    await this.#write(
      all.some(({ id }) => id === saved.id) ? all.map((one) => (one.id === saved.id ? saved : one)) : [...all, saved],
    );
  }

  remove(id: string): Promise<void> {
    return this.#write(this.list().filter((saved) => saved.id !== id));
  }

  async #write(connections: readonly SavedConnection[]): Promise<void> {
    const { memory } = this.#options;
    const { unreadable, isList } = this.#read();
    if (!isList) {
      await memory.update(unreadableKey, memory.get(memoryKey));
    }
    await memory.update(memoryKey, { version, connections: isList ? [...connections, ...unreadable] : connections });
  }

  /** `unreadable`: as they are stored; all that is there as one where it is no list that is known. */
  #read(): {
    readonly saved: readonly SavedConnection[];
    readonly unreadable: readonly unknown[];
    readonly isList: boolean;
  } {
    const remembered = this.#options.memory.get(memoryKey);
    const former = remembered === undefined || Array.isArray(remembered);
    const { success, output } = safeParse(current, remembered);
    if (!former && !success) {
      return { saved: [], unreadable: [remembered], isList: false };
    }
    const entries: readonly unknown[] = former ? (remembered ?? []) : success ? output.connections : [];
    const read = entries.map((entry) => safeParse(former ? this.#formerSchema : this.#schema, entry));
    return {
      saved: read.flatMap(({ success: isRead, output: saved }) => (isRead ? [saved] : [])),
      unreadable: entries.filter((_, index) => read[index]?.success !== true),
      isList: true,
    };
  }
}

function connectionSchema(
  { trackers, labs }: SavedConnectionsOptions,
  server: GenericSchema<unknown, string>,
): GenericSchema<unknown, SavedConnection> {
  const byKind = new Map(trackers.map((tracker) => [tracker.kind, tracker]));
  return variant('kind', [
    pipe(
      object({
        kind: literal('server'),
        id: pipe(string(), regex(/^[\w-]{1,100}$/)),
        tracker: string(),
        server,
        userName: pipe(string(), maxLength(longestUserName)),
      }),
      check((saved) => isServerOf(byKind.get(saved.tracker), saved.server)),
    ),
    object({
      kind: literal('lab'),
      id: pipe(
        string(),
        check((id) => labs.some((lab) => lab.id === id)),
      ),
    }),
  ]);
}

function isServerOf(tracker: Tracker | undefined, server: string): boolean {
  try {
    return tracker?.parseServer(server) === server;
  } catch {
    return false;
  }
}
