/** Answers that unpack without end take little memory: measured in processes of their own. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

describe('the bounds of answers', () => {
  const mostMiB = 300;
  it(`500 MB of arrays in half a megabyte of gzip or Brotli are refused at once, in less than ${mostMiB} MiB of memory`, async () => {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--import', 'tsx', fileURLToPath(new URL('../support/network/decompressionBombProgram.ts', import.meta.url))],
      { timeout: 170_000 },
    );
    const results = JSON.parse(stdout) as {
      readonly answer: string;
      readonly message: string;
      readonly requests: number;
      readonly peakMiB: number;
    }[];
    assert.deepEqual(
      results.map(({ answer }) => answer),
      ['details', 'list', 'details', 'list'],
    );
    for (const { answer, message, requests, peakMiB } of results) {
      // Which limit of a list bites first is a matter of how much of it arrives at once.
      assert.match(
        message,
        answer === 'details'
          ? /^127\.0\.0\.1:\d+ sends more than 200,000 values, which is more than this extension takes into memory at once\.$/
          : /^127\.0\.0\.1:\d+ (?:sends more than 4,000,000 values, which .+|sent an answer that unpacks to more than 400 times its size)\.$/,
      );
      assert.equal(requests, 1);
      assert.ok(peakMiB < mostMiB, `${peakMiB} MiB: ${message}`);
    }
  });
});
