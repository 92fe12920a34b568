// A small journal bent at every byte, in several ways: told or whole. The daily tests bend some places of an ordinary
// one.
import assert from 'node:assert/strict';
import { bends, BentJournal, smallJournal, type Bend } from '../support/bentJournal';

/** Bytes from one place to the next. */
const distances: Readonly<Record<Bend, number>> = {
  'other bits': 1,
  'one other bit': 3,
  cut: 3,
  'zeros to the end': 8,
  gone: 1,
};
const every = (bend: Bend): number => distances[bend];

describe('a journal bent at every byte', () => {
  for (const [how, isKilled] of [
    ['was closed', false],
    ['was killed', true],
  ] as const) {
    for (const bend of bends) {
      it(`that ${how} is told or whole with ${bend}${every(bend) === 1 ? '' : `, every ${every(bend)} bytes`}`, async () => {
        const small = await smallJournal(isKilled, { pageSize: 512, isShort: true });
        const bent = new BentJournal(small);
        const results = { whole: 0, told: 0 };
        try {
          for (const [ending, bytes] of small.files) {
            for (let position = 0; position < bytes.length; position += every(bend)) {
              results[await bent.check(ending, bend, position)] += 1;
            }
          }
        } finally {
          bent.remove();
        }
        const places = [...small.files.values()].reduce((sum, { length }) => sum + Math.ceil(length / every(bend)), 0);
        assert.equal(results.whole + results.told, places);
        assert.ok(results.told > 0 && results.whole > 0);
        console.log(`      ${places} places: ${results.told} told, ${results.whole} whole`);
      }).timeout(20 * 60_000);
    }
  }
});
