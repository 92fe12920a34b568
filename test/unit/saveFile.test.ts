/** One file on its way to a real disk from a real server that cuts, lies and forgets how to continue. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { directNetwork, Http } from '../../src/backends/http';
import { DownloadFolder, folderFrom, freePath } from '../../src/downloads/folder';
import { progressText, Progress, type ProgressStep } from '../../src/downloads/progress';
import { saveFile } from '../../src/downloads/saveFile';
import { BackendError } from '../../src/shared/problem';

const content = randomBytes(3_000_000);

/** Serves `content`; each request is answered by the next of `manners`, the last one again and again. */
interface Manner {
  /** Bytes to send before the connection is cut; all when not said. */
  readonly after?: number;
  readonly ranges?: boolean;
  readonly body?: Uint8Array;
  /** Sends what it should and then nothing, without an end. */
  readonly hang?: boolean;
}

describe('saveFile', () => {
  let folder = '';
  let server: Server;
  let manners: Manner[] = [];
  let asked: (string | undefined)[] = [];
  let http: Http;
  const target = (): string => join(folder, 'model.bin');

  before(async () => {
    server = createServer((request, response) => {
      const manner = (manners.length > 1 ? manners.shift() : manners[0]) ?? {};
      asked.push(request.headers.range);
      const all = manner.body ?? content;
      const from = manner.ranges === false ? 0 : Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
      const rest = all.subarray(from);
      response.writeHead(from > 0 ? 206 : 200, { 'content-length': rest.length, ...(from > 0 ? { 'content-range': `bytes ${from}-${all.length - 1}/${all.length}` } : {}) });
      if (manner.after === undefined && manner.hang !== true) response.end(rest);
      else response.write(rest.subarray(0, manner.after ?? rest.length - 1), () => (manner.hang === true ? undefined : response.destroy()));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    http = new Http({
      baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      authentication: () => ({ authorization: 'a-key-for-tests' }),
      network: directNetwork,
      log: () => undefined,
    });
  });
  after(async () => {
    await http.close();
    server.closeAllConnections();
    server.close();
  });
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'experiments-save-'));
    manners = [{}];
    asked = [];
  });
  afterEach(() => rm(folder, { recursive: true }));

  const progress: number[] = [];
  const save = (options: { announced?: number | null; signal?: AbortSignal; onProgress?: (bytes: number) => void } = {}): Promise<number> => {
    progress.length = 0;
    return saveFile({
      target: target(),
      id: 'abc',
      announced: options.announced === undefined ? content.length : options.announced,
      open: (from) => http.open({ kind: 'read', method: 'GET', path: '/model', signal: options.signal ?? new AbortController().signal }, from),
      onProgress: (bytes) => {
        progress.push(bytes);
        options.onProgress?.(bytes);
      },
    });
  };

  it('writes what the server sends, and says how far it is', async () => {
    assert.equal(await save(), content.length);
    assert.ok(content.equals(await readFile(target())));
    assert.deepEqual(await readdir(folder), ['model.bin']);
    assert.equal(progress[0], 0);
    assert.equal(progress.at(-1), content.length);
  });

  it('replaces what was there only when it is whole', async () => {
    await writeFile(target(), 'old');
    manners = [{ after: 100_000, ranges: false }];
    await assert.rejects(save(), { kind: 'unreachable' });
    assert.equal(await readFile(target(), 'utf8'), 'old');
    manners = [{}];
    await save();
    assert.ok(content.equals(await readFile(target())));
  });

  it('goes on where a broken connection left it', async () => {
    manners = [{ after: 1_000_000 }, { after: 500_000 }, {}];
    await save();
    assert.ok(content.equals(await readFile(target())));
    assert.equal(asked.length, 3);
    assert.equal(asked[0], undefined);
    assert.match(asked[1] ?? '', /^bytes=\d+-$/);
    assert.deepEqual(progress, progress.toSorted((one, other) => one - other), 'never starts anew');
  });

  it('starts anew where the server cannot go on', async () => {
    manners = [{ after: 1_000_000, ranges: false }, { ranges: false }];
    await save();
    assert.ok(content.equals(await readFile(target())));
    assert.deepEqual(await readdir(folder), ['model.bin']);
  });

  it('leaves nothing behind when it fails and cannot be continued', async () => {
    manners = [{ after: 1_000_000, ranges: false }];
    await assert.rejects(save(), { kind: 'unreachable' });
    assert.deepEqual(await readdir(folder), []);
  });

  it('keeps the part that can be continued, and the next download does', async () => {
    manners = [{ after: 200_000 }];
    await assert.rejects(save(), { kind: 'unreachable' });
    assert.deepEqual(await readdir(folder), ['model.bin.part-abc']);
    const [before] = progress.slice(-1);
    asked = [];
    manners = [{}];
    await save();
    assert.equal(asked[0], `bytes=${before}-`);
    assert.ok(content.equals(await readFile(target())));
    assert.deepEqual(await readdir(folder), ['model.bin']);
  });

  it('takes up a part that is whole already', async () => {
    await writeFile(`${target()}.part-abc`, content);
    assert.equal(await save(), content.length);
    assert.ok(content.equals(await readFile(target())));
    assert.deepEqual(asked, []);
  });

  it('can be cancelled in the middle', async () => {
    manners = [{ hang: true }];
    const abort = new AbortController();
    await assert.rejects(save({ signal: abort.signal, onProgress: (bytes) => { if (bytes > 0) abort.abort(); } }), { kind: 'cancelled' });
    assert.deepEqual(await readdir(folder), []);
  });

  it('does not take less or something else for the file', async () => {
    manners = [{ body: Buffer.from('<html>Please sign in.</html>') }];
    await assert.rejects(save(), (error: BackendError) => error.kind === 'unexpected' && error.message.includes('28 bytes') && error.message.includes('3000000 bytes'));
    assert.deepEqual(await readdir(folder), []);
    assert.equal(await save({ announced: null }), 28);
  });

  it('writes an empty file', async () => {
    manners = [{ body: new Uint8Array() }];
    assert.equal(await save({ announced: 0 }), 0);
    assert.equal((await readFile(target())).length, 0);
  });

  it('does not write through links that wait under its names', async () => {
    const outside = join(folder, 'outside.txt');
    await writeFile(outside, 'mine');
    await symlink(outside, `${target()}.part-abc`);
    await symlink(outside, target());
    await save();
    assert.equal(await readFile(outside, 'utf8'), 'mine');
    assert.ok(content.equals(await readFile(target())));
  });

  it('says what the disk does not allow', async () => {
    await mkdir(target());
    await writeFile(join(target(), 'x'), 'x');
    await assert.rejects(save(), (error: BackendError) => error instanceof BackendError && error.kind === 'refused' && /There is a folder of the same name/.test(error.message));
    assert.deepEqual(await readdir(folder), ['model.bin']);
    await assert.rejects(saveFile({ target: '/dev/full/x', id: 'a', announced: null, open: () => Promise.reject(new Error('never asked')), onProgress: () => undefined }), { kind: 'refused', message: /There is a file where a folder should be/ });
  });

  it('lets two downloads of one file go on side by side', async () => {
    await Promise.all([save(), save(), save()]);
    assert.ok(content.equals(await readFile(target())));
    assert.deepEqual(await readdir(folder), ['model.bin']);
  });
});

describe('DownloadFolder', () => {
  let base = '';
  beforeEach(async () => {
    base = await mkdtemp(join(tmpdir(), 'experiments-folder-'));
  });
  afterEach(() => rm(base, { recursive: true }));

  it('makes folders, the outer one too', async () => {
    const path = join(base, 'new', 'downloads');
    assert.equal(await new DownloadFolder(path).folder(['run', 'figures']), join(path, 'run', 'figures'));
    assert.deepEqual(await readdir(join(path, 'run')), ['figures']);
  });

  it('makes nothing behind a link that leads out', async () => {
    const [root, outside] = [join(base, 'root'), join(base, 'outside')];
    await Promise.all([mkdir(root), mkdir(outside)]);
    await symlink(outside, join(root, 'run'));
    await assert.rejects(new DownloadFolder(root).folder(['run', 'figures']), { kind: 'refused', message: /leads out of the download folder/ });
    assert.deepEqual(await readdir(outside), []);
  });

  it('takes a link as the folder itself, and links inside of it', async () => {
    await mkdir(join(base, 'real', 'there'), { recursive: true });
    await symlink(join(base, 'real'), join(base, 'root'));
    await symlink(join(base, 'real', 'there'), join(base, 'real', 'run'));
    assert.equal(await new DownloadFolder(join(base, 'root')).folder(['run']), join(base, 'real', 'there'));
  });

  it('says so when a file stands in the way', async () => {
    await writeFile(join(base, 'run'), '');
    await assert.rejects(new DownloadFolder(base).folder(['run', 'x']), { kind: 'refused', message: /There is a file where a folder should be/ });
  });

  it('finds a free name, beside what is there and what is promised', async () => {
    await writeFile(join(base, 'a.txt'), '');
    await symlink('nowhere', join(base, 'a (2).txt'));
    assert.equal(await freePath(base, 'a.txt', new Set([join(base, 'a (3).txt')])), join(base, 'a (4).txt'));
    assert.equal(await freePath(base, 'b.txt', new Set()), join(base, 'b.txt'));
  });

  it('takes whole paths only', () => {
    assert.equal(folderFrom(base), base);
    assert.match(folderFrom('~/x'), /^\/.+\/x$/);
    assert.throws(() => folderFrom('downloads'), { kind: 'refused' });
  });
});

describe('Progress', () => {
  it('counts files and bytes, back too, and never lets the bar go back', () => {
    const steps: ProgressStep[] = [];
    const progress = new Progress([100, 300], (step) => steps.push(step));
    progress.at(0, 100);
    progress.done();
    assert.equal(steps.at(-1)?.message, '1 of 2 files, 100 of 400 B');
    progress.at(1, 200);
    progress.at(1, 0);
    progress.at(1, 300);
    progress.done();
    progress.end();
    assert.equal(steps.at(-1)?.message, '2 of 2 files, 400 of 400 B');
    assert.equal(steps.reduce((sum, { increment }) => sum + increment, 0), 100);
    assert.ok(steps.every(({ increment }) => increment >= 0));
  });

  it('does without sizes', () => {
    const steps: ProgressStep[] = [];
    const progress = new Progress([null], (step) => steps.push(step));
    progress.at(0, 2048);
    progress.done();
    progress.end();
    assert.deepEqual(steps.at(-1), { message: '2 KB', increment: 100 });
    assert.equal(progressText({ files: 12, allFiles: 40, bytes: 3.1 * 1024 * 1024, allBytes: 20 * 1024 * 1024 }), '12 of 40 files, 3.1 of 20 MB');
    assert.equal(progressText({ files: 0, allFiles: 2, bytes: 512, allBytes: 20 * 1024 * 1024 }), '0 of 2 files, 512 B of 20 MB');
  });
});
