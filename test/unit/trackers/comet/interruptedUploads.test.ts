/** Uploads that are broken off: nobody believes what did not arrive whole, neither the server nor we. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseCometServer } from '../../../../src/trackers/comet/serverAddress';
import { connectComet, type CometBackend } from '../../../../src/trackers/comet/backend';
import { directNetwork } from '../../../../src/trackers/http/client';
import type { Lab } from '../../../../src/lab/comet/server';
import { serveRuns } from '../../../support/lab/loggedRuns';
import { failure, never } from '../http/httpServer';
import { assetsOf } from '../../../support/lab/listAll';

describe('uploads that are broken off', () => {
  let lab: Lab;
  let comet: CometBackend;
  let folder = '';
  let file = '';

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'experiments-upload-'));
    file = join(folder, 'large.bin');
    await writeFile(file, new Uint8Array(30 * 1024 * 1024));
    lab = await serveRuns([{ key: 'run', name: 'run', running: true }]);
    comet = connectComet({
      server: parseCometServer(lab.url),
      apiKey: lab.apiKey,
      network: directNetwork,
      log: () => undefined,
    });
  });
  after(async () => {
    await comet.close();
    await lab.close();
    await rm(folder, { recursive: true });
  });
  const upload = (sent: () => void, signal: AbortSignal): Promise<void> =>
    comet.logging.uploadAsset(
      'run',
      { file, name: 'large.bin', type: null, step: null, context: null, overwrite: false },
      sent,
      signal,
    );
  const held = async (): Promise<string[]> => (await assetsOf(comet, 'run', never)).map(({ name }) => name);

  it('by a cancel leave nothing behind, and can be made again', async () => {
    const abort = new AbortController();
    assert.equal(
      (
        await failure(
          upload(() => {
            abort.abort();
          }, abort.signal),
        )
      ).kind,
      'cancelled',
    );
    assert.deepEqual(await held(), []);
    await upload(() => undefined, never);
    assert.deepEqual(await held(), ['large.bin']);
  });

  it('by the end of the connection leave nothing behind', async () => {
    const before = await held();
    const own = connectComet({
      server: parseCometServer(lab.url),
      apiKey: lab.apiKey,
      network: directNetwork,
      log: () => undefined,
    });
    const error = failure(
      own.logging.uploadAsset(
        'run',
        { file, name: 'closed.bin', type: null, step: null, context: null, overwrite: false },
        () => void own.close(),
        never,
      ),
    );
    assert.equal((await error).kind, 'cancelled');
    assert.deepEqual(await held(), before);
  });
});
