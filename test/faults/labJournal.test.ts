// A small journal corrupt at every byte, in several ways: told or whole. The daily tests corrupt some places of an
// ordinary one.
import assert from 'node:assert/strict';
import { corruptions, CorruptJournal, smallJournal, type Corruption } from '../support/lab/corruptJournal';

/** Bytes from one place to the next. */
const distances: Readonly<Record<Corruption, number>> = {
  'other bits': 1,
  'one other bit': 3,
  cut: 3,
  'zeros to the end': 8,
  gone: 1,
};
const every = (corruption: Corruption): number => distances[corruption];

describe('a journal bent at every byte', () => {
  for (const [how, isKilled] of [
    ['was closed', false],
    ['was killed', true],
  ] as const) {
    for (const corruption of corruptions) {
      it(`that ${how} is told or whole with ${corruption}${every(corruption) === 1 ? '' : `, every ${every(corruption)} bytes`}`, async () => {
        const small = await smallJournal(isKilled, { pageSize: 512, isShort: true });
        const corrupt = new CorruptJournal(small);
        const results = { whole: 0, told: 0 };
        try {
          for (const [ending, bytes] of small.files) {
            for (let position = 0; position < bytes.length; position += every(corruption)) {
              results[await corrupt.check(ending, corruption, position)] += 1;
            }
          }
        } finally {
          corrupt.remove();
        }
        const places = [...small.files.values()].reduce(
          (sum, { length }) => sum + Math.ceil(length / every(corruption)),
          0,
        );
        assert.equal(results.whole + results.told, places);
        assert.ok(results.told > 0 && results.whole > 0);
        console.log(`      ${places} places: ${results.told} told, ${results.whole} whole`);
      }).timeout(20 * 60_000);
    }
  }
});
