/**
 * The cells of the fault matrix: each a fault on a surface, with a connection of its own. In each, what comes is true
 * or there is a clear sentence of the right kind, nothing tells the key, a change is made once at most and never at
 * another origin, no stretch of work holds the thread, and as soon as the server is well again the same works, without
 * a reload.
 */
import assert from 'node:assert/strict';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { parseCometServer } from '../../../src/trackers/comet/serverAddress';
import { connectComet } from '../../../src/trackers/comet/backend';
import { defaultLimits, directNetwork } from '../../../src/trackers/http/client';
import { Emitter } from '../../../src/shared/base/event';
import { BackendError, type ProblemKind } from '../../../src/shared/problem';
import type { ConnectionRef } from '../../../src/shared/reference';
import { Store } from '../../../src/store/store';
import { eventually } from '../eventually';
import type { Fault } from './faults';
import type { CellRecord, FaultyServer } from './faultyServer';
import { longestBlock } from './processorTime';
import type { Outcome } from './reliabilityTable';
import { faultsOf, settled } from './sentences';
import type { Cell, Surface } from './surfaces';

/** Cells at the same time: most of them wait. */
const cellsAtOnce = 24;
/** Of those that fill the memory. */
const hugeCellsAtOnce = 1;
/** Milliseconds of its own work that the thread may be kept busy at a stretch, as `longestBlock` counts them. */
const longestAllowedBlock = 50;
/** For faults that never end by themselves. On a busy machine all else may take longer than this. */
const shortDeadlines = {
  connect: 1500,
  answer: 1500,
  idle: 1500,
  leastSpeed: { bytes: 64 * 1024, within: 3000 },
  whole: 4000,
};

const experimentKey = '04187814f3cb9dda6a2af86195cbc6db';
const runningKey = 'f50acaa3d5ff93fc30ad2da55781387b';
const connection = 'faulty';
const workspace = 'vision-lab';
/** Where changes are made, so that what others read stays as it is. */
const changedWorkspace = 'tabular-team';

/** How a use of a surface failed. */
export interface Failure {
  /** Which kinds of problem it may stand for. */
  readonly kinds: readonly ProblemKind[];
  /** What the table calls it. */
  readonly name: string;
  /** What the user reads first, and all of what he reads. */
  readonly message: string;
  readonly sentence: string;
}

/** Null for what no user should ever see. */
export const failureOf = (error: unknown): Failure | null =>
  error instanceof BackendError
    ? {
        kinds: [error.kind],
        name: error.kind,
        message: error.message,
        sentence: [error.message, error.advice].filter((part) => part !== '').join(' '),
      }
    : null;

/** Of a row: what is wrong with its cells, each in a line, and what a user met in them. */
export interface Row {
  readonly complaints: readonly string[];
  readonly outcomes: readonly Outcome[];
}

interface OpenCell extends Cell {
  readonly log: readonly string[];
  readonly close: () => Promise<void>;
}

export interface CellSettings {
  readonly surfaces: readonly Surface[];
  readonly projectFolder: string;
  /** How a failure of these surfaces is read; null for what no user should ever see. */
  readonly failureOf: (error: unknown) => Failure | null;
}

export class Cells {
  readonly #settings: CellSettings;
  readonly #child: ChildProcess;
  readonly #server: FaultyServer;
  readonly #folder: string;
  readonly #truths = new Map<Surface, unknown>();
  /** The experiment that a changing surface has for itself, and the projects that all cells know. */
  readonly #own = new Map<Surface, string>();
  #projects = { read: '', changed: '' };

  private constructor(settings: CellSettings, child: ChildProcess, server: FaultyServer, folder: string) {
    this.#settings = settings;
    this.#child = child;
    this.#server = server;
    this.#folder = folder;
  }

  /** Starts the server and learns from it what is true of each surface. */
  static async start(settings: CellSettings): Promise<Cells> {
    const folder = await mkdtemp(join(tmpdir(), 'experiments-faults-'));
    // An extension host is no Node to start scripts with.
    const child = fork(join(settings.projectFolder, 'test/support/faults/faultyServer.ts'), {
      cwd: settings.projectFolder,
      execPath: 'node',
      execArgv: ['--import', 'tsx'],
    });
    const [server] = (await once(child, 'message')) as [FaultyServer];
    const cells = new Cells(settings, child, server, folder);
    await cells.#learn();
    return cells;
  }

  async stop(): Promise<void> {
    this.#child.disconnect();
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 3 });
  }

  /** All surfaces with a fault. */
  async row(fault: Fault): Promise<Row> {
    const { surfaces } = this.#settings;
    const { result, longest } = await longestBlock(() =>
      inParallel(surfaces, fault.isHuge === true ? hugeCellsAtOnce : cellsAtOnce, (surface) =>
        this.#run(fault, surface),
      ),
    );
    const complaints = result.flatMap((cell) => cell.complaints);
    // Many cells share a turn of the loop: which of them took so long is told by each alone.
    if (longest > longestAllowedBlock && fault.slow !== true) {
      for (const surface of surfaces) {
        const alone = await shortestOf(3, async () => (await longestBlock(() => this.#run(fault, surface))).longest);
        if (alone > longestAllowedBlock) {
          complaints.push(`${fault.name} × ${surface.name}: keeps the thread busy for ${Math.round(alone)} ms`);
        }
      }
    }
    assert.equal(({} as { polluted?: unknown }).polluted, undefined);
    return { complaints, outcomes: result.map(({ outcome }) => outcome) };
  }

  async #learn(): Promise<void> {
    const { surfaces } = this.#settings;
    const cell = await this.#open('none', 'setup', defaultLimits, undefined);
    const changed = await cell.store.projects.create(
      { connection, workspace: changedWorkspace },
      { name: 'changed', description: '', isPublic: false },
    );
    const read = (await cell.store.projects.list({ connection, workspace })).find(
      ({ name }) => name === 'digits-sweep',
    );
    assert.ok(read);
    this.#projects = { read: read.id, changed: changed.projectId };
    for (const surface of surfaces) {
      if (surface.change !== undefined) {
        this.#own.set(surface, (await cell.store.experiments.create(changed, surface.name)).key);
      }
    }
    await cell.close();
    for (const surface of surfaces) {
      const wellCell = await this.#open('none', surface.name, defaultLimits, surface);
      await surface.prepare?.(wellCell);
      this.#truths.set(surface, await surface.use(wellCell));
      await wellCell.close();
    }
  }

  #addressOf(fault: string, surface: string): string {
    return `${this.#server.origin}/${encodeURIComponent(fault)}/${encodeURIComponent(surface)}`;
  }

  async #open(
    fault: string,
    name: string,
    limits: Partial<typeof defaultLimits>,
    surface: Surface | undefined,
  ): Promise<OpenCell> {
    const log: string[] = [];
    const backend = connectComet({
      server: parseCometServer(this.#addressOf(fault, name)),
      apiKey: this.#server.apiKey,
      network: directNetwork,
      log: (line) => log.push(line),
      limits: { attempts: 2, firstPause: 1, longestPause: 4, ...limits },
    });
    const changes = new Emitter<ConnectionRef>();
    const store = new Store(
      { backend: () => Promise.resolve(backend), onDidChange: changes.event },
      { pollInterval: () => 20 },
    );
    const ownKey = surface === undefined ? undefined : this.#own.get(surface);
    const folder = join(this.#folder, `${fault} ${name}`.replace(/[^\w]+/g, '-').slice(0, 120));
    await mkdir(folder, { recursive: true });
    const abort = new AbortController();
    const disposables: { dispose(): void }[] = [];
    return {
      store,
      backend,
      log,
      folder,
      disposables,
      signal: abort.signal,
      file: join(this.#settings.projectFolder, 'package.json'),
      experiment: { connection, key: experimentKey },
      running: { connection, key: runningKey },
      own: { connection, key: ownKey ?? experimentKey },
      project:
        ownKey === undefined
          ? { connection, workspace, projectId: this.#projects.read }
          : { connection, workspace: changedWorkspace, projectId: this.#projects.changed },
      workspace: { connection, workspace },
      close: async () => {
        abort.abort();
        for (const disposable of disposables) {
          disposable.dispose();
        }
        store.dispose();
        await backend.close();
      },
    };
  }

  async #order(fault: Fault, surface: Surface, order: 'arm' | 'cure'): Promise<string> {
    return (
      await fetch(`${this.#addressOf(fault.name, surface.name)}/${order}`, { headers: { connection: 'close' } })
    ).text();
  }

  /** One cell, from a fresh connection to one that works again. */
  async #run(
    fault: Fault,
    surface: Surface,
  ): Promise<{ readonly complaints: readonly string[]; readonly outcome: Outcome }> {
    const complaints: string[] = [];
    const complain = (text: string): void => void complaints.push(`${fault.name} × ${surface.name}: ${text}`);
    const cell = await this.#open(fault.name, surface.name, fault.slow === true ? shortDeadlines : {}, surface);
    try {
      // With short deadlines a busy machine may fail what is well: then it is tried again, as a user would.
      await eventually(async () => surface.prepare?.(cell));
      await this.#order(fault, surface, 'arm');
      const outcome = await this.#judge(fault, surface, cell, complain);
      const record = JSON.parse(await this.#order(fault, surface, 'cure')) as CellRecord;
      const { change } = surface;
      if (change !== undefined) {
        const made = record.asked.filter((request) => change.test(request)).length;
        if (record.asked.length > 0 && made === 0) {
          complain(`asked ${record.asked.join(', ')} and never what changes`);
        }
        if (made > 1) {
          complain(`made ${made} times`);
        }
        if (record.elsewhere.length > 0) {
          complain('was made at another origin');
        }
      }
      if (record.elsewhere.some(({ hasKey }) => hasKey)) {
        complain('the key went to another origin');
      }
      if (record.asked.length === 0) {
        complain('asked nothing');
      }
      const works = async (): Promise<void> => {
        // What came in place of the truth and could not be told from it goes as all else that is old: by *Refresh*.
        if (outcome.kind === 'works' || fault.reads === 'either') {
          cell.store.refresh({ connection });
        }
        this.#check(surface, await surface.use(cell));
      };
      await (fault.slow === true ? eventually(works) : works()).catch((error: unknown) =>
        complain(`does not work again: ${inspect(error).slice(0, 500)}`),
      );
      for (const line of cell.log) {
        if (line.includes(this.#server.apiKey)) {
          complain('the log tells the key');
        }
        if (/[\r\n]/.test(line)) {
          complain(`a line of the log is more than one: ${inspect(line.slice(0, 200))}`);
        }
        if (line.length > 2000) {
          complain(`a line of the log has ${line.length} characters`);
        }
      }
      return { complaints, outcome };
    } finally {
      await cell.close();
    }
  }

  #check(surface: Surface, value: unknown): void {
    assert.deepEqual(value, this.#truths.get(surface), `${surface.name} gives something else than the server said`);
  }

  async #judge(fault: Fault, surface: Surface, cell: OpenCell, complain: (text: string) => void): Promise<Outcome> {
    const expected =
      surface.isText === true && fault.isText === true
        ? 'either'
        : surface.change === undefined && surface.isAskedOnce !== true
          ? fault.reads
          : (fault.changes ?? fault.reads);
    const outcome = { fault: fault.name, surface: surface.name, group: surface.group };
    try {
      const value = await surface.use(cell);
      if (expected === 'fails') {
        complain(`was believed: ${inspect(value, { depth: 1 }).slice(0, 200)}`);
      }
      if (expected === 'works') {
        try {
          this.#check(surface, value);
        } catch (error) {
          complain(error instanceof Error ? error.message.slice(0, 300) : String(error));
        }
      }
      return { ...outcome, kind: 'works', sentence: '' };
    } catch (error) {
      const failure = this.#settings.failureOf(error);
      if (failure === null) {
        complain(`fails with ${inspect(error).slice(0, 500)}`);
        return { ...outcome, kind: 'works', sentence: '' };
      }
      const { kinds, name, message, sentence } = failure;
      if (expected === 'works') {
        complain(`fails: ${name}: ${sentence}`);
      } else if (!fault.kinds.some((kind) => kinds.includes(kind))) {
        complain(`is ${name} instead of ${fault.kinds.join(' or ')}: ${sentence}`);
      }
      for (const wrong of faultsOf(sentence, this.#server.apiKey)) {
        complain(`its sentence ${wrong}: ${sentence.slice(0, 300)}`);
      }
      if (inspect(error, { depth: 8, showHidden: true }).includes(this.#server.apiKey)) {
        complain('the error tells the key');
      }
      return { ...outcome, kind: name, sentence: fault.says ?? settled(message) };
    }
  }
}

async function inParallel<Item, Result>(
  items: readonly Item[],
  atOnce: number,
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  let next = 0;
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (next < items.length) {
        const index = next;
        next += 1;
        results[index] = await work(items[index]!);
      }
    }),
  );
  return results;
}

/** Compiling comes by chance: the shortest of some tries is what the work itself takes. */
async function shortestOf(tries: number, measure: () => Promise<number>): Promise<number> {
  let shortest = Infinity;
  for (let index = 0; index < tries && shortest > longestAllowedBlock; index += 1) {
    shortest = Math.min(shortest, await measure());
  }
  return shortest;
}
