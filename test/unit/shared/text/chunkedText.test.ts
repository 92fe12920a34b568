/** A text in pieces is what the joined text is, to whoever looks into it. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { TextGathering, TextInPieces } from '../../../../src/shared/text/chunkedText';

const pieces = fc.array(fc.string({ unit: fc.constantFrom('a', '\n', 'é', '😀', '\ud83d', '\ude00') }));

describe('a text in pieces', () => {
  it('is cut as the joined text is, anywhere', () => {
    fc.assert(
      fc.property(pieces, fc.nat(40), fc.nat(40), (some, from, to) => {
        const text = new TextInPieces(some);
        const joined = some.join('');
        assert.equal(text.length, joined.length);
        assert.equal(text.toString(), joined);
        assert.equal(text.slice(from), joined.slice(from));
        assert.equal(text.slice(from, to), joined.slice(from, to));
      }),
    );
  });

  it('gives whole characters that make the text again, one slice after the other', () => {
    fc.assert(
      fc.property(pieces, fc.integer({ min: 2, max: 5 }), (some, length) => {
        const text = new TextInPieces(some);
        const slices: string[] = [];
        for (let at = 0; at < text.length; at += slices.at(-1)!.length) {
          slices.push(text.sliceOfWhole(at, length));
          assert.ok(slices.at(-1)!.length >= length - 1 || at + slices.at(-1)!.length === text.length);
        }
        assert.equal(slices.join(''), some.join(''));
        // Torn halves would not survive; lonely ones never do.
        assert.equal(
          Buffer.concat(slices.map((slice) => Buffer.from(slice))).toString(),
          Buffer.from(some.join('')).toString(),
        );
      }),
    );
  });

  it('is gathered from what arrives, in fewer pieces', () => {
    const gathering = new TextGathering();
    const some = Array.from({ length: 100 }, (_, index) => `${index}`.repeat(10_000));
    for (const piece of some) {
      gathering.add(piece);
    }
    const text = gathering.text();
    assert.ok(text.toString() === some.join(''));
    assert.equal(text.slice(10_000 - 2, 10_000 + 2), '0011');
    gathering.add('more');
    assert.equal(gathering.text().slice(text.length), 'more');
    assert.ok(text.toString() === some.join(''), 'what was given stays');
  });
});
