/**
 * `npm run conformance`: the official Comet SDK, in a Python of its own, is the judge of the lab. It reads the
 * recordings and is compared with the archives that the lab was given; it writes all that it can write and reads it
 * back; then the product's own back end reads the same. Two older SDKs and Comet's command line log, read and copy
 * beside it. In the end some of it again, with one field of an answer made wrong each time, to see that it is noticed;
 * `-- --break <name>` does just one of these, and ends as badly as it should.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startCometLab, type Lab } from '../../src/lab/comet/server';
import { breaks, type Break } from './breaks';
import { MissingPython, preparePython, startJudge, type Judge, type Verdict } from './judge';
import { compareReadings, readByProduct, type Agreement, type Readings } from './product';

const archives = join(import.meta.dirname, '../../media/lab');
const mostShown = 50;

interface Court {
  readonly lab: Lab;
  readonly judge: Judge;
}

type Courts = Readonly<Record<Break['judge'], Court>>;

/** Beside the newest SDK, which reads the recordings and writes all there is. */
const otherClients = {
  '3.31.22': 'The SDK 3.31.22 logs and reads back',
  '3.43.2': 'The SDK 3.43.2 logs and reads back',
  commandLine: 'cometx lists, downloads and copies',
} as const;
const clients = Object.keys(otherClients) as (keyof typeof otherClients)[];

process.exitCode = await main().catch((error: unknown) => {
  if (!(error instanceof MissingPython)) {
    throw error;
  }
  console.error(error.message);
  return 1;
});

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { break: { type: 'string' } } });
  const name = values.break;
  if (name !== undefined && !Object.hasOwn(breaks, name)) {
    console.error(`Nothing to break is called ${name}; there is ${Object.keys(breaks).join(', ')}.`);
    return 2;
  }
  const started = performance.now();
  const [newest, oldest, older] = (await Promise.all(
    ['requirements.txt', 'requirements-3.31.22.txt', 'requirements-3.43.2.txt'].map(preparePython),
  )) as [string, string, string];
  const opened = Date.now();
  // The clock of the recordings stands still, so that the live experiment does not move meanwhile; writing needs one
  // that goes.
  const [recordings, writing, ...others] = await Promise.all([
    open(newest, 'recordings.py', () => opened, [archives, String(opened)]),
    open(newest, 'writing.py', Date.now, []),
    open(oldest, 'older.py', Date.now, ['3.31.22']),
    open(older, 'older.py', Date.now, ['3.43.2']),
    open(newest, 'command_line.py', Date.now, []),
  ]);
  const courts: Courts = { recordings, writing, '3.31.22': others[0], '3.43.2': others[1], commandLine: others[2] };
  try {
    if (name !== undefined) {
      return await oneBreak(name, courts);
    }
    return await everything(courts, started);
  } finally {
    await Promise.all(
      Object.values(courts).map(async ({ lab, judge }) => {
        lab.faults.stop();
        await judge.close();
        await lab.close();
      }),
    );
  }
}

async function open(
  interpreter: string,
  script: string,
  now: () => number,
  parameters: readonly string[],
): Promise<Court> {
  const lab = await startCometLab({ archives, now });
  return { lab, judge: await startJudge(interpreter, script, parameters, lab) };
}

async function everything(courts: Courts, started: number): Promise<number> {
  const { recordings, writing } = courts;
  const [read, written, ...byOthers] = await Promise.all([
    recordings.judge.order('everything'),
    writing.judge.order('everything'),
    ...clients.map(async (client) => [client, await courts[client].judge.order('everything')] as const),
  ]);
  report('The SDK reads the recordings', read, read.calls);
  report('The SDK writes and reads back', written, written.calls);
  for (const [client, verdict] of byOthers) {
    report(otherClients[client], verdict, verdict.calls);
  }
  const verdicts = [read, written, ...byOthers.map(([, verdict]) => verdict)];
  if (verdicts.some(({ differences }) => differences.length > 0)) {
    return 1;
  }
  const readings = written.result as Readings;
  const agreement = await agree(writing.lab, readings);
  report('The product reads the same', agreement);
  if (agreement.differences.length > 0) {
    return 1;
  }
  const together = (of: (verdict: Verdict) => number): number =>
    verdicts.reduce((sum, verdict) => sum + of(verdict), 0);
  console.log(
    `Together ${together(({ calls }) => calls)} calls and ${together(({ compared }) => compared) + agreement.compared} compared values, 0 differences, ${seconds(started)} s.`,
  );
  // The product asks the lab that the writing judge asks, so it waits for that one.
  const missed = (
    await Promise.all([
      missedBreaks('recordings', recordings),
      ...clients.map((client) => missedBreaks(client, courts[client])),
      missedBreaks('writing', writing).then(async (bySdk) => [
        ...bySdk,
        ...(await missedByProduct(writing.lab, readings)),
      ]),
    ])
  ).flat();
  const asked = Object.values(breaks);
  console.log(
    missed.length === 0
      ? `Each of ${asked.length} wrong answers was noticed by the SDK's comparison, and each of ${asked.filter(({ byProduct }) => byProduct).length} by the product's, ${seconds(started)} s.`
      : `Not noticed when wrong: ${missed.join(', ')}`,
  );
  return missed.length === 0 ? 0 : 1;
}

/** Only what finds nothing wrong in sound answers can notice a wrong one, so that is seen to first. */
async function missedBreaks(which: Break['judge'], court: Court): Promise<string[]> {
  const asked = Object.entries(breaks).filter(([, one]) => one.judge === which);
  const missed: string[] = [];
  for (const part of new Set(asked.map(([, one]) => one.part))) {
    const { differences } = await court.judge.order(part);
    show(differences);
    if (differences.length > 0) {
      missed.push(`nothing (${part} alone)`);
    }
  }
  for (const [name, one] of asked) {
    if ((await broken(one, court)).differences.length === 0) {
      missed.push(name);
    }
  }
  return missed;
}

async function broken(one: Break, { lab, judge }: Court): Promise<Verdict> {
  lab.faults.always(one.path, { kind: 'rewrite', change: one.change });
  try {
    return await judge.order(one.part);
  } finally {
    lab.faults.stop();
  }
}

/** The project that was written has every kind of thing: it is enough here. */
async function missedByProduct(lab: Lab, readings: Readings): Promise<string[]> {
  const written = { ...readings, projects: Object.fromEntries(Object.entries(readings.projects).slice(0, 1)) };
  const { differences: before } = await agree(lab, written);
  show(before);
  const missed = before.length > 0 ? ['nothing (by the product)'] : [];
  for (const [name, { path, change, byProduct }] of Object.entries(breaks)) {
    if (!byProduct) {
      continue;
    }
    lab.faults.always(path, { kind: 'rewrite', change });
    // A wrong answer that the product refuses to read is noticed as well.
    const noticed = await agree(lab, written).then(
      ({ differences }) => differences.length > 0,
      () => true,
    );
    lab.faults.stop();
    if (!noticed) {
      missed.push(`${name} (by the product)`);
    }
  }
  return missed;
}

async function oneBreak(name: string, courts: Courts): Promise<number> {
  const one = breaks[name] as Break;
  const { differences } = await broken(one, courts[one.judge]);
  show(differences);
  console.log(`With a wrong ${name}: ${differences.length} differences.`);
  return differences.length > 0 ? 1 : 0;
}

async function agree(lab: Lab, readings: Readings): Promise<Agreement> {
  return compareReadings(readings, await readByProduct(lab.url, lab.apiKey, readings));
}

function report(what: string, { compared, differences }: Agreement, calls?: number): void {
  show(differences);
  console.log(
    `${what}: ${calls === undefined ? '' : `${calls} SDK calls, `}${compared} values compared, ${differences.length} differences.`,
  );
}

function show(differences: readonly string[]): void {
  for (const difference of differences.slice(0, mostShown)) {
    console.log(difference);
  }
  if (differences.length > mostShown) {
    console.log(`… and ${differences.length - mostShown} more`);
  }
}

function seconds(started: number): number {
  return Math.round((performance.now() - started) / 1000);
}
