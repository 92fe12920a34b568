/** What a run printed, in pieces: the pieces make the whole, and text that was rewritten is given from its start. */
import assert from 'node:assert/strict';
import { longestPart, OutputChunks } from '../../../src/panels/outputChunks';
import type { OutputPart } from '../../../src/shared/protocol';
import { TextInPieces } from '../../../src/shared/text/chunkedText';

/** Of an output that came in pieces, however small. */
const partOf = (parts: OutputChunks, whole: string, from: number): OutputPart =>
  parts.part(
    new TextInPieces(whole.length < 100 ? (whole.match(/.|\n/g) ?? []) : [whole.slice(0, 7), whole.slice(7)]),
    from,
  );

/** As a page does: asks on until it has the total. */
function follow(
  parts: OutputChunks,
  whole: string,
  held: string,
): { readonly text: string; readonly questions: number } {
  let text = held;
  for (let questions = 1; ; questions += 1) {
    const part = partOf(parts, whole, text.length);
    text = text.slice(0, part.from) + part.text;
    assert.equal(part.total, whole.length);
    if (text.length >= part.total) {
      return { text, questions };
    }
  }
}

describe('OutputParts', () => {
  it('gives what is new alone', () => {
    const parts = new OutputChunks();
    assert.deepEqual(partOf(parts, 'one\n', 0), { from: 0, text: 'one\n', total: 4 });
    assert.deepEqual(partOf(parts, 'one\ntwo\n', 4), { from: 4, text: 'two\n', total: 8 });
    assert.deepEqual(partOf(parts, 'one\ntwo\n', 8), { from: 8, text: '', total: 8 });
  });

  it('cuts what is long into parts that make the whole again, no character in two', () => {
    const whole = `a${'😀'.repeat(longestPart)}`;
    const parts = new OutputChunks();
    const first = partOf(parts, whole, 0);
    assert.equal(first.text.length, longestPart - 1);
    assert.equal(first.text.at(-1), '😀'.at(-1));
    const { text, questions } = follow(parts, whole, first.text);
    assert.equal(questions, 2);
    assert.ok(text === whole);
  });

  it('begins anew when what it gave has changed, shrunk, or was never given', () => {
    const parts = new OutputChunks();
    partOf(parts, 'epoch 1\nepoch 2\n', 0);
    assert.deepEqual(partOf(parts, 'epoch 1\nepoch X\nepoch 3\n', 16), {
      from: 0,
      text: 'epoch 1\nepoch X\nepoch 3\n',
      total: 24,
    });
    assert.deepEqual(partOf(parts, 'epoch 1\n', 24), { from: 0, text: 'epoch 1\n', total: 8 });
    assert.equal(partOf(new OutputChunks(), 'epoch 1\n', 4).from, 0);
    for (const from of [-1, 0.5, Number.NaN, 9]) {
      assert.equal(partOf(parts, 'epoch 1\n', from).from, 0, String(from));
    }
  });

  it('still knows what it gave after a page that began anew', () => {
    const parts = new OutputChunks();
    partOf(parts, 'one\ntwo\n', 0);
    partOf(parts, 'one\ntwo\n', 0);
    assert.equal(partOf(parts, 'one\ntwo\nthree\n', 8).text, 'three\n');
    assert.equal(partOf(parts, 'one\nTWO\nthree\n', 4).from, 0);
  });
});
