/** Output as plain text: the same as all at once, while it grows, and never long at a stretch. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { PlainOutputs } from '../../../src/documents/plainOutputs';
import { plainOutput } from '../../../src/shared/terminal/terminal';
import { TextInPieces } from '../../../src/shared/text/chunkedText';

const anyOutput = fc
  .array(
    fc.constantFrom(
      '\u001b[1;31m',
      '\u001b[0m',
      '\u001b[K',
      '\r',
      '\n',
      '\r\n',
      '\b',
      'epoch 1',
      'loss 0.5',
      '🚀',
      ' ',
      '\u001b]0;title\u0007',
    ),
    { maxLength: 60 },
  )
  .map((pieces) => pieces.join(''));

/** Of an output that came in two pieces. */
async function plainOf(outputs: PlainOutputs, id: string, text: string): Promise<string> {
  const middle = text.length >> 1;
  const plain = await outputs.of(id, new TextInPieces([text.slice(0, middle), text.slice(middle)]));
  const bytes = await plain.bytes();
  assert.equal(bytes.length, plain.size);
  return Buffer.from(bytes).toString('utf8');
}

describe('PlainOutputs', () => {
  it('gives what a terminal would show at once, however the output grows or changes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyOutput, { minLength: 1, maxLength: 5 }), fc.boolean(), async (pieces, grows) => {
        const outputs = new PlainOutputs();
        let text = '';
        for (const piece of pieces) {
          text = grows ? text + piece : piece;
          assert.equal(await plainOf(outputs, 'run', text), plainOutput(text));
        }
      }),
      { numRuns: 500 },
    );
  });

  it('tells outputs apart, also when asked at once and for more than it remembers', async () => {
    const outputs = new PlainOutputs();
    const texts = Array.from({ length: 9 }, (_, index) => `run ${index}\n\u001b[1mbold\u001b[0m`);
    const plain = await Promise.all(
      [...texts, ...texts].map((text, index) => plainOf(outputs, String(index % 9), text)),
    );
    assert.deepEqual(plain, [...texts, ...texts].map(plainOutput));
  });

  it('keeps endless data as it is, and of endless progress bars what is seen', async () => {
    const data = '0123456789é🚀'.repeat(60_000);
    assert.ok((await plainOf(new PlainOutputs(), 'run', `first\n${data}\nlast`)) === `first\n${data}\nlast`);
    const bar = Array.from(
      { length: 150_000 },
      (_, step) => `\r\u001b[3${step % 8}mstep ${step}\u001b[0m of many`,
    ).join('');
    assert.equal(await plainOf(new PlainOutputs(), 'run', `first\n${bar}`), 'first\nstep 149999 of many');
    assert.equal(
      await plainOf(new PlainOutputs(), 'run', `first\n${bar}\nlast\n`),
      'first\nstep 149999 of many\nlast\n',
    );
  });

  it('lets others work meanwhile, and does not do the same twice', async () => {
    const line = `${'\u001b[31mepoch\u001b[0m loss 0.5\r'.repeat(4)}done\n`;
    const text = line.repeat(20_000);
    const outputs = new PlainOutputs();
    let turns = 0;
    let goesOn = true;
    const turn = (): void => {
      turns += 1;
      if (goesOn) {
        setImmediate(turn);
      }
    };
    setImmediate(turn);
    const plain = await plainOf(outputs, 'run', text);
    goesOn = false;
    assert.equal(plain.split('\n').length, 20_001);
    assert.ok(turns > 10, `${turns} turns`);
    const inAll = turns;
    turns = 0;
    goesOn = true;
    setImmediate(turn);
    assert.equal(await plainOf(outputs, 'run', `${text}more\n`), `${plain}more\n`);
    goesOn = false;
    // What it saves in time, `npm run bench` measures.
    assert.ok(turns < inAll, `${turns} turns after ${inAll}`);
  });
});
