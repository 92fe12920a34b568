/** How long a question of a person takes beside two downloads that have all the turns they may have. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseCometServer } from '../../src/trackers/comet/serverAddress';
import { connectComet } from '../../src/trackers/comet/backend';
import { directNetwork } from '../../src/trackers/http/client';
import { DownloadFolder } from '../../src/downloads/folder';
import { saveAll } from '../../src/downloads/saveAll';
import { assetsOf } from '../../src/downloads/wanted';
import { Emitter } from '../../src/shared/base/event';
import type { ConnectionRef } from '../../src/shared/reference';
import { Store } from '../../src/store/store';
import { eventually } from '../support/eventually';
import { serveThrottled } from '../support/network/throttledServer';
import { median } from './figures';

const questions = 15;
const keys = ['one', 'two'];

export async function downloadFigures(): Promise<{ questionBesideDownloadsMs: number }> {
  const folder = await mkdtemp(join(tmpdir(), 'experiments-bench-'));
  const assets = Array.from({ length: 6 }, (_, index) => ({
    id: `${index}`,
    name: `part-${index}.bin`,
    announced: 1_000_000_000,
  }));
  const server = await serveThrottled(
    keys.map((key) => ({ key, name: key, assets: assets.map((asset) => ({ ...asset, id: `${key}-${asset.id}` })) })),
    { bytesPerSecond: 1_000_000, etag: '"v1"' },
  );
  const comet = connectComet({
    server: parseCometServer(server.url),
    apiKey: server.apiKey,
    network: directNetwork,
    log: () => undefined,
  });
  const store = new Store(
    { backend: () => Promise.resolve(comet), onDidChange: new Emitter<ConnectionRef>().event },
    { pollInterval: () => 0 },
  );
  const abort = new AbortController();
  try {
    const orders = await Promise.all(keys.map((key) => assetsOf(store, { connection: 'c', key }, 'all')));
    const saving = orders.map(({ wanted }) =>
      saveAll(wanted, {
        folder: new DownloadFolder(folder),
        replace: false,
        progress: { arrived: () => undefined, done: () => undefined },
        signal: abort.signal,
      }),
    );
    await eventually(() => {
      if (server.sent < 1_000_000) {
        throw new Error('Nothing has been sent.');
      }
    });
    const times: number[] = [];
    for (let question = 0; question < questions; question += 1) {
      const began = performance.now();
      await comet.listProjects('ada', abort.signal);
      times.push(performance.now() - began);
    }
    abort.abort();
    await Promise.all(saving);
    return { questionBesideDownloadsMs: median(times) };
  } finally {
    store.dispose();
    await comet.close();
    await server.close();
    await rm(folder, { recursive: true });
  }
}
