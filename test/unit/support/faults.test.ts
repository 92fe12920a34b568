/** One fault of each kind of problem on every surface; `npm run faults` tries all of them. */
import assert from 'node:assert/strict';
import { Cells, failureOf } from '../../support/faults/cells';
import { clientFaults } from '../../support/faults/clientFaults';
import { oneOfEachKind } from '../../support/faults/faults';
import { LabCells } from '../../support/faults/labCells';
import { surfaces } from '../../support/faults/surfaces';

describe('faults of a server', () => {
  let cells: Cells;

  before(async () => {
    cells = await Cells.start({ surfaces, projectFolder: process.cwd(), failureOf });
  });

  after(() => cells.stop());

  for (const fault of oneOfEachKind) {
    it(`end in a sentence on every surface: ${fault.name}`, async () => {
      const { complaints } = await cells.row(fault);
      assert.equal(complaints.length, 0, `\n${complaints.join('\n')}`);
    });
  }
});

describe('faults of the lab’s clients', () => {
  let cells: LabCells;

  before(async () => {
    cells = await LabCells.start();
  });

  after(() => cells.stop());

  const daily = new Set([
    'no key',
    'another host’s name',
    'a wrong method',
    'an experiment called as an object’s prototype',
    'no HTTP at all',
    'a body in chunks, honestly',
    'an end in the middle of the body',
    'half a body, as if it were all',
    'gzip that is none',
    'lists in lists, 100,000 deep',
  ]);
  for (const fault of clientFaults.filter(({ name }) => daily.has(name))) {
    it(`end in a sentence, and the next client is served: ${fault.name}`, async () => {
      const { complaints } = await cells.row(fault);
      assert.equal(complaints.length, 0, `\n${complaints.join('\n')}`);
    });
  }
});
