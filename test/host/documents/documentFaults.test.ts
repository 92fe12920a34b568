/** Documents when servers fail: one fault of each kind of problem daily, all of them with `npm run faults`. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { Cells } from '../../support/faults/cells';
import { documentSurfaces, failureOf } from '../../support/faults/documentSurfaces';
import { faults, oneOfEachKind } from '../../support/faults/faults';
import { compareWithDocument, type Outcome } from '../../support/faults/reliabilityTable';
import { allFaultsVariable } from '../../support/runner/suite';

describe('documents under faults', () => {
  const all = process.env[allFaultsVariable] !== undefined;
  const projectFolder = vscode.extensions.getExtension('experiment-explorer.experiment-explorer')!.extensionPath;
  const outcomes: Outcome[] = [];
  let cells: Cells;

  before(async () => {
    cells = await Cells.start({ surfaces: documentSurfaces, projectFolder, failureOf });
  });
  after(() => cells.stop());

  for (const fault of all ? faults.values() : oneOfEachKind) {
    it(fault.name, async () => {
      const row = await cells.row(fault);
      outcomes.push(...row.outcomes);
      assert.equal(row.complaints.length, 0, `\n${row.complaints.join('\n')}`);
    }).timeout(15 * 60_000);
  }

  if (all) {
    it('is what the document says', () =>
      compareWithDocument('documents', outcomes, join(projectFolder, 'docs/reliability.md')));
  }
});
