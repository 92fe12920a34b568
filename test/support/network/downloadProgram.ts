/**
 * A process of its own for downloads that are to be killed: `downloadProgram <address> <key> <experiment> <folder>`.
 * Tells its parent what it saved.
 */
import { parseCometServer } from '../../../src/trackers/comet/serverAddress';
import { connectComet } from '../../../src/trackers/comet/backend';
import { directNetwork } from '../../../src/trackers/http/client';
import { DownloadFolder } from '../../../src/downloads/folder';
import { clearPartialFiles } from '../../../src/downloads/partialFiles';
import { saveAll } from '../../../src/downloads/saveAll';
import { assetsOf } from '../../../src/downloads/wanted';
import { Emitter } from '../../../src/shared/base/event';
import type { ConnectionRef } from '../../../src/shared/reference';
import { Store } from '../../../src/store/store';

const [url = '', apiKey = '', key = '', path = ''] = process.argv.slice(2);
const comet = connectComet({ server: parseCometServer(url), apiKey, network: directNetwork, log: () => undefined });
const store = new Store(
  { backend: () => Promise.resolve(comet), onDidChange: new Emitter<ConnectionRef>().event },
  { pollInterval: () => 0 },
);
// A parent that ends early takes the download with it.
process.once('disconnect', () => process.exit());
const { wanted } = await assetsOf(store, { connection: 'c', key }, 'all');
const folder = new DownloadFolder(path);
const due: (typeof wanted)[number][] = [];
for (const one of wanted) {
  if ((await folder.holds(one.names)) === null) {
    due.push(one);
  }
}
await clearPartialFiles(path);
const { files, failed, unfinished } = await saveAll(due, {
  folder,
  replace: false,
  progress: { arrived: () => undefined, done: () => undefined },
  signal: new AbortController().signal,
});
process.send?.({ files, failed, unfinished }, () => process.exit());
