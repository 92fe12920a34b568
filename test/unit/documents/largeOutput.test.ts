/**
 * A hundred megabytes of output in one answer of a real server: read, given to a page and made a file without holding
 * the event loop; refused beyond the limit.
 */
import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { defaultLimits } from '../../../src/trackers/http/client';
import { PlainOutputs } from '../../../src/documents/plainOutputs';
import { longestPart, OutputChunks } from '../../../src/panels/outputChunks';
import type { TextInPieces } from '../../../src/shared/text/chunkedText';
import { failure, never, type Handler } from '../trackers/http/httpServer';
import { scriptedComet } from '../trackers/comet/scriptedComet';

const line = 'step 1234 loss 0.1234 ██ accuracy 0.98 "quoted"\t\u001b[32mdone\u001b[0m\n';

/** One JSON answer of that many lines, sent as fast as it is taken. */
const outputOf =
  (lines: number): Handler =>
  async (_, response) => {
    const many = 2000;
    const block = JSON.stringify(line.repeat(many)).slice(1, -1);
    response.writeHead(200, { 'content-type': 'application/json' });
    function* body(): Generator<string> {
      yield '{"output":"';
      for (let sent = 0; sent < lines; sent += many) {
        yield block;
      }
      yield '"}';
    }
    // Whoever has enough hangs up.
    await pipeline(Readable.from(body()), response).catch(() => undefined);
  };

/**
 * How often the event loop turned while something was on its way, how long it stood still at most, and how long all
 * took; milliseconds.
 */
interface Watched<T> {
  readonly value: T;
  readonly turns: number;
  readonly longest: number;
  readonly total: number;
}

const inWords = ({ turns, longest, total }: Watched<unknown>): string =>
  `${Math.round(total)} ms and ${turns} turns, ${Math.round(longest)} ms at most at a stretch`;

async function watched<T>(work: Promise<T>): Promise<Watched<T>> {
  const started = performance.now();
  let [turns, longest, last, goesOn] = [0, 0, performance.now(), true];
  const turn = (): void => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
    turns += 1;
    if (goesOn) {
      setImmediate(turn);
    }
  };
  setImmediate(turn);
  const value = await work.finally(() => (goesOn = false));
  return { value, turns, longest, total: performance.now() - started };
}

describe('output of a hundred megabytes', () => {
  const lines = 1_800_000;
  let reading: Watched<TextInPieces>;

  before(async () => {
    const { comet, server } = await scriptedComet({ 'experiment/output': outputOf(lines) });
    reading = await watched(comet.output.read('a'.repeat(32), never)).finally(() => server.close());
  });

  it('is read in many short turns', () => {
    const { value, turns } = reading;
    assert.equal(value.length, line.length * lines);
    assert.ok(value.length > 90e6);
    for (const at of [0, 1_000_000, lines - 1]) {
      assert.equal(value.slice(at * line.length, (at + 1) * line.length), line);
    }
    console.log(`      ${Math.round(value.length / 2 ** 20)} Mi characters in ${inWords(reading)}`);
    assert.ok(turns > 100, `${turns} turns`);
  });

  it('is given to a page in parts, each at once', () => {
    const { value: output } = reading;
    const parts = new OutputChunks();
    const times: number[] = [];
    for (let from = 0; from < output.length;) {
      const started = performance.now();
      const part = parts.part(output, from);
      // As the editor does with whatever goes to a page.
      Buffer.from(JSON.stringify([JSON.stringify({ type: 'answer', id: 1, value: part })]));
      times.push(performance.now() - started);
      assert.equal(part.from, from);
      assert.ok(part.text.length === longestPart || from + part.text.length === output.length);
      assert.equal(part.text.slice(0, line.length), output.slice(from, from + line.length));
      from += part.text.length;
    }
    times.sort((one, other) => one - other);
    console.log(
      `      ${times.length} parts, ${times[times.length >> 1]?.toFixed(1)} ms each, ${times.at(-1)?.toFixed(1)} ms at most`,
    );
  });

  it('becomes a file in many short turns', async () => {
    const making = await watched(new PlainOutputs().of('run', reading.value).then((plain) => plain.bytes()));
    const { value, turns } = making;
    const expected = Buffer.from('step 1234 loss 0.1234 ██ accuracy 0.98 "quoted"\tdone\n');
    assert.equal(value.length, lines * expected.length);
    for (const at of [0, expected.length * 1_000_000, value.length - expected.length]) {
      assert.ok(expected.equals(value.subarray(at, at + expected.length)));
    }
    console.log(`      ${inWords(making)}`);
    assert.ok(turns > 100, `${turns} turns`);
  });

  it('is refused beyond the limit, in words', async () => {
    const { comet, server } = await scriptedComet(
      { 'experiment/output': outputOf(100_000) },
      { answers: { ...defaultLimits.answers, text: { bytes: 2 ** 20, values: 10 } } },
    );
    const error = await failure(comet.output.read('a'.repeat(32), never)).finally(() => server.close());
    assert.equal(error.kind, 'unexpected');
    assert.match(error.message, /sends more than 1 MiB at once, which is more than this extension takes into memory/);
    assert.match(error.advice, /on the tracker’s web page/);
  });
});
