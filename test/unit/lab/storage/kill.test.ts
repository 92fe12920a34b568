// What a lab acknowledged is there after its process was killed, and after the clock was set while two windows wanted
// it.
import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  clockSteps,
  LabFolder,
  surviveClockStep,
  surviveKills,
  surviveManyWindows,
} from '../../../support/lab/labFaults';

// Processes one after another take minutes where others have the processor too.
const patience = 10 * 60_000;
/** `npm run faults` has more of all. */
const fewWrites = 10;

describe('a lab that is killed or whose clock is set', () => {
  let folder: LabFolder;

  beforeEach(async () => {
    folder = await LabFolder.create();
  });

  afterEach(() => folder.remove());

  it('has every acknowledged write after a kill', () => surviveKills(folder, 1)).timeout(patience);

  it('loses nothing to a second window when the clock is set on by an hour', () =>
    surviveClockStep(folder, clockSteps['on by an hour'], fewWrites)).timeout(patience);

  it('is not taken from a process that stands still', async () => {
    const first = await folder.start();
    const kept = await first.newExperiment();
    await first.write(kept, 1);
    first.process.kill('SIGSTOP');
    const second = await folder.start({ clockStep: clockSteps['on by an hour'] });
    assert.match(second.notices.join(), /^Another window has the lab’s folder open\./);
    first.process.kill('SIGCONT');
    await first.write(kept, 2);
    assert.equal(await first.readBack(kept), 2);
  }).timeout(patience);

  it('has one owner when three windows open at once', () => surviveManyWindows(folder, 3)).timeout(patience);

  it('is not taken from the window of an earlier version', async () => {
    const sleeper = await folder.start();
    await sleeper.close();
    await writeFile(join(folder.path, 'lab.lock'), JSON.stringify({ process: process.pid, booted: 0 }));
    assert.match((await folder.start()).notices.join(), /^Another window has the lab’s folder open\./);
    await rm(join(folder.path, 'lab.lock'));
    assert.deepEqual((await folder.start()).notices, []);
  }).timeout(patience);
});
