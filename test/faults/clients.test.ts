/** Every fault of a client against every kind of call of the lab. */
import assert from 'node:assert/strict';
import { clientFaults } from '../support/faults/clientFaults';
import { LabCells } from '../support/faults/labCells';
import { compareWithDocument, type Outcome } from '../support/faults/reliabilityTable';

describe('the lab under faults of its clients', () => {
  let cells: LabCells;
  const outcomes: Outcome[] = [];

  before(async () => {
    cells = await LabCells.start();
  });

  after(() => cells.stop());

  for (const fault of clientFaults) {
    it(fault.name, async () => {
      const row = await cells.row(fault);
      outcomes.push(...row.outcomes);
      assert.equal(row.complaints.length, 0, `\n${row.complaints.join('\n')}`);
    });
  }

  it('is what the document says', () => compareWithDocument('clients', outcomes));
});
