/**
 * Every fault against every surface of the back ends, downloads, uploads and panels. Documents have their turn inside
 * the editor, where they live.
 */
import assert from 'node:assert/strict';
import { Cells, failureOf } from '../support/faults/cells';
import { faults } from '../support/faults/faults';
import { compareWithDocument, type Outcome } from '../support/faults/reliabilityTable';
import { surfaces } from '../support/faults/surfaces';

describe('the fault matrix', () => {
  let cells: Cells;
  const outcomes: Outcome[] = [];

  before(async () => {
    cells = await Cells.start({ surfaces, projectFolder: process.cwd(), failureOf });
  });

  after(() => cells.stop());

  for (const fault of faults.values()) {
    it(fault.name, async () => {
      const row = await cells.row(fault);
      outcomes.push(...row.outcomes);
      assert.equal(row.complaints.length, 0, `\n${row.complaints.join('\n')}`);
    }).timeout(15 * 60_000);
  }

  it('is what the document says, for 60 faults and more', async () => {
    assert.ok(faults.size >= 60);
    await compareWithDocument('servers', outcomes);
  });
});
