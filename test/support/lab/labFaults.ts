/** What a lab must survive, for the daily tests and for those of faults, which do more of the same. */
import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { count, labProgram, LabProcess, type Acknowledged, type ProcessOptions } from './labProcess';

/** A folder and the processes that had it; all of them are ended with it. */
export class LabFolder {
  readonly path: string;
  readonly #program: string;
  readonly #processes: LabProcess[] = [];

  private constructor(path: string, program: string) {
    this.path = path;
    this.#program = program;
  }

  static async create(): Promise<LabFolder> {
    return new LabFolder(await mkdtemp(join(tmpdir(), 'lab-faults-')), await labProgram());
  }

  async start(options: ProcessOptions = {}): Promise<LabProcess> {
    const lab = await LabProcess.start(this.#program, this.path, options);
    this.#processes.push(lab);
    return lab;
  }

  async remove(): Promise<void> {
    for (const lab of this.#processes) {
      await lab.kill();
    }
    await rm(this.path, { recursive: true, force: true });
  }
}

/** Kills a lab so many times in the middle of a burst of writes; each time all that it acknowledged is there again. */
export async function surviveKills(folder: LabFolder, kills: number): Promise<void> {
  const bursts: Acknowledged[] = [];
  let lab = await folder.start();
  for (let kill = 0; kill < kills; kill += 1) {
    const latest = await lab.burstUntilKilled(20 + kill * 5);
    bursts.push(latest);
    lab = await folder.start();
    assert.deepEqual(lab.notices, []);
    assert.equal(await lab.readBack(latest), count(latest), `after kill ${kill + 1}`);
  }
  let read = 0;
  for (const taken of bursts) {
    read += await lab.readBack(taken);
  }
  const written = bursts.reduce((sum, taken) => sum + count(taken), 0);
  assert.equal(read, written);
  assert.ok(written >= 20 * kills);
  const parts = (await readdir(folder.path, { recursive: true })).filter(
    (name) => name.endsWith('.part') || name.endsWith('.new'),
  );
  assert.deepEqual(parts, []);
  console.log(`      ${kills} kills: ${written} writes acknowledged, ${read} read back`);
}

const copyNotice =
  'Another window has the lab’s folder open. This window shows what the lab held when it was opened here; changes made here last until it closes.';

/** How a clock may be set while two windows want the same lab. */
export const clockSteps = {
  'back by an hour': -3_600_000,
  'on by 61 seconds': 61_000,
  'on by an hour': 3_600_000,
} as const;

/**
 * The second window opens after the clock was set, and once more after the first one's clock was set too. Both write;
 * what the first one acknowledged is in the folder when both are gone, and what the second one did is in its own copy.
 */
export async function surviveClockStep(folder: LabFolder, step: number, writes = 60): Promise<void> {
  const first = await folder.start();
  const kept = await first.newExperiment();
  const write = async (lab: LabProcess, taken: Acknowledged): Promise<void> => {
    const begin = count(taken);
    await Promise.all(Array.from({ length: writes }, (_, index) => lab.write(taken, begin + index + 1)));
  };
  await write(first, kept);
  for (const both of [false, true]) {
    if (both) {
      await first.stepClock(step);
    }
    const second = await folder.start({ clockStep: step });
    assert.deepEqual(second.notices, [copyNotice]);
    assert.equal(await second.readBack(kept), count(kept));
    const own = await second.newExperiment();
    await Promise.all([write(first, kept), write(second, own)]);
    assert.equal(await second.readBack(own), writes);
    assert.equal(await first.readBack(kept), count(kept));
    await second.close();
  }
  await first.close();
  const reopened = await folder.start();
  assert.deepEqual(reopened.notices, []);
  assert.equal(count(kept), 3 * writes);
  assert.equal(await reopened.readBack(kept), count(kept));
}

/** One of the windows owns the lab, whose writes outlive the death of all. */
export async function surviveManyWindows(folder: LabFolder, windows: number): Promise<void> {
  const labs = await Promise.all(Array.from({ length: windows }, () => folder.start()));
  const owners = labs.filter(({ notices }) => notices.length === 0);
  assert.equal(owners.length, 1);
  const [owner] = owners;
  assert.ok(owner !== undefined);
  const kept = await owner.newExperiment();
  await owner.write(kept, 1);
  for (const lab of labs) {
    await lab.kill();
  }
  assert.equal(await (await folder.start()).readBack(kept), 1);
}
