/** A hundred megabytes of output in one answer of a real server: read without holding the event loop, and refused beyond the limit. */
import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { failure, never, type Handler, type TestServer } from './httpServer';
import { scriptedComet } from './scriptedComet';

const line = 'step 1234 loss 0.1234 ██ accuracy 0.98 "quoted"\t\u001b[32mdone\u001b[0m\n';

/** One JSON answer of that many lines, sent as fast as it is taken. */
const outputOf = (lines: number): Handler => async (_, response) => {
  const many = 2000;
  const block = JSON.stringify(line.repeat(many)).slice(1, -1);
  response.writeHead(200, { 'content-type': 'application/json' });
  function* body(): Generator<string> {
    yield '{"output":"';
    for (let sent = 0; sent < lines; sent += many) yield block;
    yield '"}';
  }
  // Whoever has enough hangs up.
  await pipeline(Readable.from(body()), response).catch(() => undefined);
};

/** How often the event loop turned while something was on its way, and how long it stood still at most, in milliseconds. */
async function watched<T>(work: Promise<T>): Promise<{ readonly value: T; readonly turns: number; readonly longest: number }> {
  let [turns, longest, last, goesOn] = [0, 0, performance.now(), true];
  const turn = (): void => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
    turns += 1;
    if (goesOn) setImmediate(turn);
  };
  setImmediate(turn);
  const value = await work.finally(() => (goesOn = false));
  return { value, turns, longest };
}

describe('output of a hundred megabytes', () => {
  let server: TestServer | null = null;
  afterEach(() => server?.close());

  it('is read in many short turns', async function () {
    this.timeout(120_000);
    const lines = 1_800_000;
    const scripted = await scriptedComet({ 'experiment/output': outputOf(lines) });
    server = scripted.server;
    const { value, turns, longest } = await watched(scripted.comet.getOutput('a'.repeat(32), never));
    assert.equal(value.length, line.length * lines);
    assert.ok(value.length > 90e6);
    const started = performance.now();
    assert.ok(value.startsWith(line) && value.endsWith(line));
    const joining = performance.now() - started;
    console.log(`      ${Math.round(value.length / 2 ** 20)} Mi characters in ${turns} turns, ${Math.round(longest)} ms at most at a stretch; ${Math.round(joining)} ms to join the text when it is first read`);
    assert.ok(turns > 100, `${turns} turns`);
  });

  it('is refused beyond the limit, in words', async () => {
    const scripted = await scriptedComet({ 'experiment/output': outputOf(100_000) }, { jsonBytes: 2 ** 20 });
    server = scripted.server;
    const error = await failure(scripted.comet.getOutput('a'.repeat(32), never));
    assert.equal(error.kind, 'unexpected');
    assert.match(error.message, /sends more than 1 MiB at once, which is more than this extension takes into memory/);
    assert.match(error.advice, /on the tracker’s web page/);
  });
});
