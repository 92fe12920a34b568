/**
 * Two downloads of many gigabytes at a megabyte a second, and a person who opens a project beside them: a real server,
 * in its order.
 */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Parts } from '../../../src/extension';
import type { Node } from '../../../src/tree/nodes';
import { extensionParts } from '../../support/host/extensionApi';
import { eventually } from '../../support/eventually';
import type { LoggedRun } from '../../support/lab/loggedRuns';
import { serveThrottled, type ThrottledServer } from '../../support/network/throttledServer';

const gigabyte = 1_000_000_000;
const run = (key: string, files: number): LoggedRun => ({
  key,
  name: key,
  project: 'large',
  assets: Array.from({ length: files }, (_, index) => ({
    id: `${key}-${index}`,
    name: `part-${index}.bin`,
    announced: gigabyte,
  })),
});

describe('a question beside downloads', () => {
  let server: ThrottledServer;
  let parts: Parts;
  let connection = '';
  let folder = '';

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'experiments-questions-'));
    server = await serveThrottled([run('one0123456789', 6), run('two0123456789', 6)], {
      bytesPerSecond: 1_000_000,
      etag: '"v1"',
    });
    parts = await extensionParts();
    connection = (
      await parts.connections.add(
        { tracker: 'comet', server: server.url, secret: server.apiKey },
        new AbortController().signal,
      )
    ).id;
  });
  after(async () => {
    await parts.connections.remove(connection);
    await server.close();
    await rm(folder, { recursive: true });
  });

  it('reaches the server before the next bytes are asked for', async () => {
    const bytesAsked = (): string[] => server.asked.filter((path) => path.includes('get-asset'));
    const [project] = await parts.store.projects.list({ connection, workspace: 'ada' });
    assert.ok(project !== undefined);
    const folderOf = async (kind: Node['kind'], parent?: Node): Promise<Node> => {
      const found = (await parts.tree.getChildren(parent)).find(
        (node) => node.kind === kind && 'connection' in node && node.connection === connection,
      );
      assert.ok(found !== undefined, `no ${kind} in the tree`);
      return found;
    };
    const opened = await folderOf('project', await folderOf('workspace', await folderOf('connection')));
    const abort = new AbortController();
    const downloads = ['one0123456789', 'two0123456789'].map((key) =>
      parts.downloads.assets([{ experiment: { connection, key }, assetIds: 'all' }], {
        folder,
        existingFiles: 'skip',
        signal: abort.signal,
      }),
    );
    // Both have more files than there are turns, so that the next of them waits for one.
    await eventually(() => assert.ok(bytesAsked().length >= 3 && server.sent > 1_000_000));
    const before = server.asked.length;
    parts.store.refresh({ connection, workspace: 'ada', projectId: project.id });
    const experiments = (await parts.tree.getChildren(opened)).filter((node) => node.kind === 'experiment');
    assert.deepEqual(experiments.map(({ key }) => key).sort(), ['one0123456789', 'two0123456789']);
    abort.abort();
    const since = server.asked.slice(before);
    assert.ok(
      since.some((path) => path.startsWith('experiments')),
      since.join('\n'),
    );
    assert.deepEqual(
      since.filter((path) => path.includes('get-asset')),
      [],
    );
    assert.deepEqual(
      (await Promise.all(downloads)).map((summary) => [summary?.cancelled, summary?.files.length]),
      [
        [true, 0],
        [true, 0],
      ],
    );
    assert.equal(bytesAsked().length, 3, 'downloads of both commands together');
  });
});
