/** Downloads that are killed at random moments, and taken up again until all is there. */
import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { partialFilesFolder } from '../../../src/downloads/partialFiles';
import { eventually } from '../eventually';
import { bytesAt, serveThrottled, type ThrottledFile } from './throttledServer';

const size = 3_000_000;
const names = ['model.bin', 'figures/curve.bin', 'data.bin'];
const key = 'killed0123456789';

interface Saved {
  readonly files: readonly string[];
  readonly failed: readonly { readonly name: string; readonly problem: { readonly message: string } }[];
}

/**
 * Kills a process that downloads three files so many times, each time after a random number of bytes, and lets the last
 * one end. Asserts that the bytes are equal, that nothing else is left, and that all of what had arrived was taken up
 * again.
 */
export async function killDownloads(times: number, file: Pick<ThrottledFile, 'etag'>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'experiments-kills-'));
  const assets = names.map((name, index) => ({ id: `asset-${index}`, name, announced: size }));
  const server = await serveThrottled([{ key, name: 'killed', assets }], { bytesPerSecond: 1_500_000, ...file });
  const start = (): ReturnType<typeof fork> =>
    fork(join(import.meta.dirname, 'downloadProgram.ts'), [server.url, server.apiKey, key, folder], {
      execArgv: ['--import', 'tsx'],
    });
  /** Which files have their name, and how many others have bytes. */
  const arrived = async (): Promise<{ whole: number; begun: number }> => {
    const there = await readdir(folder, { recursive: true });
    const parts = await Promise.all(
      there.filter((name) => name.endsWith('.part')).map((name) => stat(join(folder, name))),
    );
    return {
      whole: names.filter((name) => there.some((path) => path.endsWith(name))).length,
      begun: parts.filter((part) => part.size > 0).length,
    };
  };
  const asked = (from: number): string[] =>
    server.asked.slice(from).filter((path) => path.startsWith('experiment/asset/get-asset'));
  const resumed = (requests: readonly string[]): number => requests.filter((path) => path.includes('bytes=')).length;
  let taken = 0;
  try {
    const all = size * names.length;
    for (let kill = 0; kill < times; kill += 1) {
      // Spread over what is left, so that the last kill still finds something to break off; enough that some of it is
      // on the disk.
      const moment = server.sent + 500_000 + Math.ceil(Math.random() * Math.max(0, all / (times + 1) - 500_000));
      const { whole, begun } = await arrived();
      const before = server.asked.length;
      const child = start();
      const ended = once(child, 'exit');
      await eventually(() => assert.ok(server.sent >= moment, `${server.sent} of ${moment} bytes`));
      child.kill('SIGKILL');
      await ended;
      const requests = asked(before);
      assert.ok(
        requests.length - resumed(requests) <= names.length - whole - begun,
        `${begun} were begun, ${whole} whole: ${requests.join()}`,
      );
      taken += resumed(requests);
    }
    const { whole, begun } = await arrived();
    const before = server.asked.length;
    const last = start();
    const [saved] = (await once(last, 'message')) as [Saved];
    if (last.exitCode === null) {
      await once(last, 'exit');
    }
    assert.deepEqual(saved.failed, []);
    const requests = asked(before);
    assert.deepEqual([resumed(requests), requests.length], [begun, names.length - whole]);
    taken += begun;
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    assert.ok(!entries.some(({ name }) => name === partialFilesFolder));
    const found = entries.filter((entry) => !entry.isDirectory());
    assert.deepEqual(
      found.map((entry) => entry.name).sort(),
      names.map((name) => name.split('/').at(-1) ?? '').sort(),
      'nothing else is left',
    );
    for (const entry of found) {
      assert.ok(
        bytesAt(0, size).equals(await readFile(join(entry.parentPath, entry.name))),
        `${entry.name} has other bytes`,
      );
    }
    assert.ok(taken > 0, 'nothing was taken up again');
    // Of each kill some that was under way to a process is sent once more: what its buffers and the network held.
    assert.ok(server.sent < all + times * names.length * 1_000_000, `${server.sent} bytes were sent for ${all}`);
  } finally {
    await server.close();
    await rm(folder, { recursive: true });
  }
}
