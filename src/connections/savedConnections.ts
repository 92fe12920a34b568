/**
 * Owns what is remembered of connections; their secrets are not among it.
 *
 * It stands under `connections` as `{ version: 2, connections: [{ kind: 'server', id, tracker, server, userName } |
 * { kind: 'lab', id }] }`, each `server` as its tracker's `parseServer` returns it. The first version was the list
 * alone, with `server: { webRoot, … }`: it is read as well, and replaced by the next change. What is not understood is
 * left out with a line of the log: another version, or a damaged file, must not keep the others from being shown.
 */
import * as l10n from '@vscode/l10n';
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

/** Of a `Memento`. */
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
  /** How many could not be read when they were read last. */
  #unreadable = 0;

  constructor(options: SavedConnectionsOptions) {
    this.#options = options;
    this.#schema = connectionSchema(options, address);
    this.#formerSchema = connectionSchema(options, formerAddress);
  }

  /** In the order in which they came. */
  list(): readonly SavedConnection[] {
    const remembered = this.#options.memory.get(memoryKey);
    const { entries, schema } = this.#entries(remembered);
    const saved = entries.flatMap((entry) => {
      const { success, output } = safeParse(schema, entry);
      return success ? [output] : [];
    });
    const unreadable = entries.length - saved.length;
    if (unreadable > this.#unreadable) {
      this.#options.log(
        `${formatCount(unreadable, 'remembered connection')} cannot be read and ${unreadable === 1 ? 'is' : 'are'} left out. Sign in again to have it back.`,
      );
    }
    this.#unreadable = unreadable;
    return saved;
  }

  /** In the place of the one with its id, or as the last. */
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
    await this.#options.memory.update(memoryKey, { version, connections });
  }

  #entries(remembered: unknown): {
    readonly entries: readonly unknown[];
    readonly schema: GenericSchema<unknown, SavedConnection>;
  } {
    if (remembered === undefined || Array.isArray(remembered)) {
      return { entries: remembered ?? [], schema: this.#formerSchema };
    }
    const { success, output } = safeParse(current, remembered);
    return { entries: success ? output.connections : [null], schema: this.#schema };
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
      check(
        (saved) => isServerOf(byKind.get(saved.tracker), saved.server),
        l10n.t('The server is none of a tracker that is known.'),
      ),
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
