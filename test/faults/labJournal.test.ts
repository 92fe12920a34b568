// A small journal bent at every byte: told or whole. The daily tests bend some places of an ordinary one.
import assert from 'node:assert/strict';
import { BentJournal, smallJournal } from '../support/bentJournal';

describe('a journal bent at every byte', () => {
  for (const [how, isKilled] of [['was closed', false], ['was killed', true]] as const) {
    it(`that ${how} is told or whole`, async () => {
      const small = await smallJournal(isKilled, { pageSize: 512, isShort: true });
      const bent = new BentJournal(small);
      const results = { whole: 0, told: 0 };
      try {
        for (const [ending, bytes] of small.files) {
          for (let position = 0; position < bytes.length; position += 1) results[await bent.check(ending, 'other bits', position)] += 1;
        }
      } finally {
        bent.remove();
      }
      const bytes = [...small.files.values()].reduce((sum, { length }) => sum + length, 0);
      assert.equal(results.whole + results.told, bytes);
      assert.ok(results.told > 0 && results.whole > 0);
      console.log(`      ${bytes} bytes: ${results.told} told, ${results.whole} whole`);
    }).timeout(20 * 60_000);
  }
});
