/** One file on its way to a real disk from a real server that cuts, lies and forgets how to continue. */
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { access, link, mkdir, mkdtemp, readdir, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { directNetwork, Http } from '../../../src/trackers/http/client';
import { DownloadFolder, folderFrom, takenPathsOf, type Arrived } from '../../../src/downloads/folder';
import { clearPartialFiles, keptPartialFiles, partialFilesFolder } from '../../../src/downloads/partialFiles';
import { progressText, TransferProgress, type ProgressStep } from '../../../src/downloads/progress';
import {
  saveFile,
  type FileDownload,
  type Incoming,
  type Known,
  type SavedFile,
} from '../../../src/downloads/saveFile';
import { isDiskFull, writeWhole } from '../../../src/platform/files';
import { ownIdentity } from '../../../src/platform/processIdentity';
import type { BackendError } from '../../../src/shared/problem';
import { eventually } from '../../support/eventually';

const content = randomBytes(3_000_000);

/** Serves `content`; each request is answered by the next of `manners`, the last one again and again. */
interface Manner {
  /** Bytes to send before the connection is cut; all when not said. */
  readonly after?: number;
  readonly ranges?: boolean;
  readonly body?: Uint8Array;
  /** Sends what it should and then nothing, without an end. */
  readonly hang?: boolean;
  readonly etag?: string;
  /** In base64. */
  readonly md5?: string;
}

describe('saveFile', () => {
  let folder = '';
  let server: Server;
  let manners: Manner[] = [];
  let asked: (string | undefined)[] = [];
  let conditions: (string | undefined)[] = [];
  let origin = '';
  let http: Http;
  const target = (): string => join(folder, 'model.bin');

  before(async () => {
    server = createServer((request, response) => {
      const manner = (manners.length > 1 ? manners.shift() : manners[0]) ?? {};
      const condition = request.headers['if-range'] as string | undefined;
      asked.push(request.headers.range);
      conditions.push(condition);
      const all = manner.body ?? content;
      const from =
        manner.ranges === false || (condition !== undefined && condition !== manner.etag)
          ? 0
          : Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
      const rest = all.subarray(from);
      response.writeHead(from > 0 ? 206 : 200, {
        'content-length': rest.length,
        ...(manner.etag === undefined ? {} : { etag: manner.etag }),
        ...(manner.md5 === undefined ? {} : { 'x-goog-hash': `md5=${manner.md5}` }),
        ...(from > 0 ? { 'content-range': `bytes ${from}-${all.length - 1}/${all.length}` } : {}),
      });
      if (manner.after === undefined && manner.hang !== true) {
        response.end(rest);
      } else {
        response.write(rest.subarray(0, manner.after ?? rest.length - 1), () =>
          manner.hang === true ? undefined : response.destroy(),
        );
      }
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    http = new Http({
      baseUrl: origin,
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
  interface Options {
    readonly announced?: number | null;
    readonly signal?: AbortSignal;
    readonly onProgress?: (bytes: number) => void;
    readonly id?: string;
    readonly replace?: boolean;
  }
  const saved = (options: Options = {}): Promise<SavedFile> => {
    const signal = options.signal ?? new AbortController().signal;
    const downloads = new DownloadFolder(folder);
    progress.length = 0;
    return saveFile({
      root: folder,
      id: options.id ?? 'abc',
      announced: options.announced === undefined ? content.length : options.announced,
      signal,
      open: ({ from, validator, total }) =>
        http.open({ kind: 'read', method: 'GET', path: '/model', purpose: 'download', signal }, from, {
          validator,
          total,
        }),
      place: (path, contentType) =>
        downloads.place({
          path,
          contentType,
          names: ['model.bin'],
          replace: options.replace ?? true,
          isTaken: () => false,
        }),
      onProgress: (bytes) => {
        progress.push(bytes);
        options.onProgress?.(bytes);
      },
    });
  };
  const save = async (options?: Options): Promise<number> => (await saved(options)).bytes;
  const left = async (): Promise<string[]> => (await readdir(folder, { recursive: true })).sort();
  /** As a download that was killed leaves it. */
  const leavePart = async (
    bytes: Uint8Array,
    record: object | string = { validator: null, total: content.length, contentType: null, digest: null },
  ): Promise<void> => {
    await mkdir(join(folder, partialFilesFolder), { recursive: true });
    await writeFile(partPath(), bytes);
    await writeFile(
      join(folder, partialFilesFolder, 'abc.json'),
      typeof record === 'string' ? record : JSON.stringify(record),
    );
  };
  const partPath = (): string => join(folder, partialFilesFolder, 'abc.part');
  const lockPath = (): string => join(folder, partialFilesFolder, 'abc.lock');

  it('writes what the server sends, and says how far it is', async () => {
    assert.equal(await save(), content.length);
    assert.ok(content.equals(await readFile(target())));
    assert.deepEqual(await left(), ['model.bin']);
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
    assert.deepEqual(
      progress,
      progress.toSorted((one, other) => one - other),
      'never starts anew',
    );
  });

  it('goes on for as long as each connection brings a good deal', async () => {
    const whole = randomBytes(20_000_000);
    manners = [{ body: whole, after: 2_000_000 }];
    assert.equal(await save({ announced: whole.length }), whole.length);
    assert.ok(whole.equals(await readFile(target())));
    assert.ok(asked.length > 5, `only ${asked.length} connections`);
  });

  it('starts anew where the server cannot go on', async () => {
    manners = [{ after: 1_000_000, ranges: false }, { ranges: false }];
    await save();
    assert.ok(content.equals(await readFile(target())));
    assert.deepEqual(await left(), ['model.bin']);
  });

  it('leaves nothing behind when it fails and cannot be continued', async () => {
    manners = [{ after: 1_000_000, ranges: false }];
    await assert.rejects(save(), { kind: 'unreachable' });
    assert.deepEqual(await left(), []);
  });

  it('keeps the part that can be continued, and the next download does', async () => {
    manners = [{ after: 200_000 }];
    await assert.rejects(save(), { kind: 'unreachable' });
    assert.deepEqual(await left(), [
      partialFilesFolder,
      `${partialFilesFolder}/abc.json`,
      `${partialFilesFolder}/abc.part`,
    ]);
    const [before] = progress.slice(-1);
    asked = [];
    manners = [{}];
    await save();
    assert.equal(asked[0], `bytes=${before}-`);
    assert.ok(content.equals(await readFile(target())));
    assert.deepEqual(await left(), ['model.bin']);
  });

  it('takes up a part that is whole already', async () => {
    await leavePart(content);
    assert.equal(await save(), content.length);
    assert.ok(content.equals(await readFile(target())));
    assert.deepEqual(asked, []);
    assert.deepEqual(await left(), ['model.bin']);
  });

  it('goes on after it was cancelled', async () => {
    manners = [{ hang: true }, {}];
    const abort = new AbortController();
    await assert.rejects(
      save({
        signal: abort.signal,
        onProgress: (bytes) => {
          if (bytes > 0) {
            abort.abort();
          }
        },
      }),
      { kind: 'cancelled' },
    );
    const kept = (await readFile(partPath())).length;
    assert.ok(kept > 0);
    await save();
    assert.equal(asked[1], `bytes=${kept}-`);
    assert.ok(content.equals(await readFile(target())));
    assert.deepEqual(await left(), ['model.bin']);
  });

  it('goes on when the connection is closed to be opened with other settings', async () => {
    manners = [{ hang: true }, {}];
    let first = true;
    const own = http;
    http = new Http({ baseUrl: origin, authentication: () => ({}), network: directNetwork, log: () => undefined });
    const closing = http;
    await save({
      onProgress: (bytes) => {
        if (bytes === 0 || !first) {
          return;
        }
        first = false;
        http = own;
        void closing.close();
      },
    });
    assert.ok(content.equals(await readFile(target())));
  });

  it('goes on only with the version that it began', async () => {
    manners = [{ after: 200_000, etag: '"v1"' }];
    await assert.rejects(save(), { kind: 'unreachable' });
    const other = randomBytes(content.length);
    manners = [{ body: other, etag: '"v2"' }];
    conditions = [];
    assert.deepEqual(await saved(), { path: target(), bytes: other.length, changed: true });
    assert.equal(conditions[0], '"v1"');
    assert.ok(other.equals(await readFile(target())));
    assert.deepEqual(await left(), ['model.bin']);
  });

  it('trusts no part of which nothing is known, or that is of another file', async () => {
    const wrong = Buffer.alloc(1000, 7);
    for (const record of [
      '',
      '{',
      '[]',
      'null',
      '{"validator":7}',
      { validator: null, total: 5_000, contentType: null, digest: null },
    ]) {
      await leavePart(wrong, record);
      await save();
      assert.ok(content.equals(await readFile(target())), JSON.stringify(record));
      assert.deepEqual(await left(), ['model.bin']);
    }
    await leavePart(Buffer.alloc(content.length + 1));
    await save();
    assert.ok(content.equals(await readFile(target())), 'more than the whole');
    await leavePart(wrong, { validator: null, total: null, contentType: null, digest: null });
    await save({ announced: null });
    assert.ok(content.equals(await readFile(target())), 'no size at all');
  });

  it('checks the whole by the hash that the server told, also after it was broken off', async () => {
    const hash = createHash('md5').update(content).digest('base64');
    manners = [{ after: 500_000, md5: hash }, { md5: hash }];
    await save();
    assert.ok(content.equals(await readFile(target())));
    manners = [{ md5: createHash('md5').update('other').digest('base64') }];
    await rm(target());
    await assert.rejects(save(), { kind: 'unexpected', message: /its MD5 is another one/ });
    assert.deepEqual(await left(), []);
    // A byte that was bent on the disk is found as well.
    await leavePart(Buffer.from(content.subarray(0, 1000)).fill(0, 10, 11), {
      validator: null,
      total: content.length,
      contentType: null,
      digest: null,
    });
    manners = [{ md5: hash }];
    await assert.rejects(save(), { kind: 'unexpected', message: /its MD5 is another one/ });
    assert.deepEqual(await left(), []);
  });

  it('does not take less or something else for the file', async () => {
    manners = [{ body: Buffer.from('<html>Please sign in.</html>') }];
    await assert.rejects(
      save(),
      (error: BackendError) =>
        error.kind === 'unexpected' && error.message.includes('28 bytes') && error.message.includes('3000000 bytes'),
    );
    assert.deepEqual(await left(), []);
    assert.equal(await save({ announced: null }), 28);
  });

  it('writes an empty file', async () => {
    manners = [{ body: new Uint8Array() }];
    assert.equal(await save({ announced: 0 }), 0);
    assert.equal((await readFile(target())).length, 0);
  });

  it('does not write through links that wait under its names, symbolic or hard', async () => {
    const outside = join(folder, 'outside.txt');
    await writeFile(outside, 'mine');
    await mkdir(join(folder, partialFilesFolder));
    for (const name of ['abc.part', 'abc.json']) {
      await symlink(outside, join(folder, partialFilesFolder, name));
    }
    await save();
    await mkdir(join(folder, partialFilesFolder));
    await link(outside, partPath());
    await save();
    assert.equal(await readFile(outside, 'utf8'), 'mine');
    assert.ok(content.equals(await readFile(target())));
    await rm(target());
    await symlink(outside, target());
    await assert.rejects(save(), { kind: 'refused', message: /is a link, and nothing is written through links/ });
    assert.equal(await readFile(outside, 'utf8'), 'mine');
    // What has arrived is not lost: with the link gone, nothing is fetched again.
    await rm(target());
    asked = [];
    await save();
    assert.deepEqual(asked, []);
    assert.ok(content.equals(await readFile(target())));
  });

  it('does not gather parts behind a link', async () => {
    const outside = await mkdtemp(join(tmpdir(), 'experiments-outside-'));
    await writeFile(join(outside, 'abc.part'), 'mine');
    await symlink(outside, join(folder, partialFilesFolder));
    await assert.rejects(save(), { kind: 'refused', message: /is a link/ });
    await clearPartialFiles(folder);
    await clearPartialFiles(folder, ['abc']);
    assert.deepEqual(await readdir(outside), ['abc.part']);
    await rm(outside, { recursive: true });
  });

  it('says what the disk does not allow, and keeps what has arrived', async () => {
    await mkdir(target());
    await writeFile(join(target(), 'x'), 'x');
    await assert.rejects(save(), { kind: 'refused', message: /There is a folder of the same name/ });
    assert.equal((await readFile(partPath())).length, content.length);
    await rm(target(), { recursive: true });
    asked = [];
    await save();
    assert.deepEqual(asked, []);
  });

  it('says that the disk is full, and goes on when it is not any more', async () => {
    let full = true;
    const body = async function* (all: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
      for await (const chunk of all) {
        yield chunk;
        // A device that is always full: the error is the system's own.
        if (full) {
          await writeFile('/dev/full', 'x');
        }
      }
    };
    const open = async ({ from, validator, total }: Known): Promise<Incoming> => {
      const stream = await http.open(
        { kind: 'read', method: 'GET', path: '/model', signal: new AbortController().signal },
        from,
        { validator, total },
      );
      return { ...stream, body: body(stream.body) };
    };
    const downloads = new DownloadFolder(folder);
    const download: FileDownload = {
      root: folder,
      id: 'abc',
      announced: content.length,
      signal: new AbortController().signal,
      open,
      onProgress: () => undefined,
      place: (path) =>
        downloads.place({ path, contentType: null, names: ['model.bin'], replace: false, isTaken: () => false }),
    };
    const error = await saveFile(download).then(
      () => assert.fail('saved'),
      (failure: unknown) => failure as BackendError,
    );
    assert.match(error.message, /cannot be written: The disk is full\.$/);
    assert.equal(error.advice, 'Make room, then try again.');
    assert.ok(isDiskFull(error));
    const kept = (await readFile(partPath())).length;
    assert.ok(kept > 0);
    full = false;
    asked = [];
    await saveFile(download);
    assert.equal(asked[0], `bytes=${kept}-`);
    assert.ok(content.equals(await readFile(target())));
  });

  it('lets one of several downloads of a file go on, and tells the others', async () => {
    manners = [{ hang: true }, {}];
    const abort = new AbortController();
    const [first] = [save({ signal: abort.signal })];
    await eventually(() => assert.ok(progress.length > 1));
    await assert.rejects(save(), { kind: 'refused', message: /being downloaded already, here or in another window/ });
    abort.abort();
    await assert.rejects(first, { kind: 'cancelled' });
    await save();
    assert.ok(content.equals(await readFile(target())));
    assert.deepEqual(await left(), ['model.bin']);
  });

  it("takes over from a process that is gone, also when its number is another one's now", async () => {
    const own = ownIdentity();
    const gone = [
      { ...own, process: 2 ** 22 + 1, started: '1' },
      // Another process has the number by now.
      { ...own, process: process.ppid, started: '1' },
      { ...own, boot: 'another boot', started: '1' },
    ];
    for (const owner of gone) {
      await leavePart(content.subarray(0, 1000));
      await writeFile(lockPath(), JSON.stringify({ ...owner, token: 'x' }));
      asked = [];
      await save();
      assert.deepEqual(asked, ['bytes=1000-']);
      assert.ok(content.equals(await readFile(target())));
      assert.deepEqual(await left(), ['model.bin']);
    }
  });

  it('takes over from what gives no sign of life, and from garbage, but not from what gives one', async () => {
    const locks = [
      '',
      'garbage',
      '{"process":-1}',
      JSON.stringify({ ...ownIdentity(), machine: 'another machine', token: 'x' }),
    ];
    await mkdir(join(folder, partialFilesFolder));
    await Promise.all(locks.map((lock, index) => writeFile(join(folder, partialFilesFolder, `e${index}.lock`), lock)));
    await Promise.all(locks.map((_, index) => save({ id: `e${index}` })));
    assert.deepEqual(await left(), ['model.bin']);
    await leavePart(content.subarray(0, 1000));
    await writeFile(lockPath(), JSON.stringify({ ...ownIdentity(), machine: 'another machine', token: 'x' }));
    let second = 0;
    const alive = setInterval(() => void utimes(lockPath(), second, (second += 1)).catch(() => undefined), 100);
    await assert.rejects(save(), { kind: 'refused', message: /being downloaded already/ });
    clearInterval(alive);
    assert.equal((await readFile(partPath())).length, 1000);
  });

  it('clears what is done and what is old, and nothing that somebody has', async () => {
    await leavePart(content.subarray(0, 1000));
    const inParts = (name: string): string => join(folder, partialFilesFolder, name);
    const longAgo = new Date(Date.now() - 8 * 24 * 3_600_000);
    // Placed, but the process ended before it cleared up.
    await writeFile(inParts('d0.part'), 'whole');
    await link(inParts('d0.part'), join(folder, 'placed.bin'));
    await writeFile(inParts('d1.json'), '{}');
    await writeFile(inParts('d2.part'), 'old');
    await utimes(inParts('d2.part'), longAgo, longAgo);
    await writeFile(inParts('d3.part'), 'old, but somebody has it');
    await utimes(inParts('d3.part'), longAgo, longAgo);
    await writeFile(inParts('d3.lock'), JSON.stringify({ ...ownIdentity(), token: 'x' }));
    await writeFile(inParts('mine.txt'), 'not ours');
    await clearPartialFiles(folder);
    assert.deepEqual((await readdir(join(folder, partialFilesFolder))).sort(), [
      'abc.json',
      'abc.part',
      'd3.lock',
      'd3.part',
      'mine.txt',
    ]);
    assert.equal(await readFile(join(folder, 'placed.bin'), 'utf8'), 'whole');
    assert.deepEqual(await keptPartialFiles(folder, ['abc', 'd9']), { ids: ['abc'], bytes: 1000 });
    await clearPartialFiles(folder, ['abc']);
    assert.deepEqual((await readdir(join(folder, partialFilesFolder))).sort(), ['d3.lock', 'd3.part', 'mine.txt']);
  });
});

describe('DownloadFolder', () => {
  let base = '';
  beforeEach(async () => {
    base = await mkdtemp(join(tmpdir(), 'experiments-folder-'));
  });
  afterEach(() => rm(base, { recursive: true }));
  const place = async (
    folder: DownloadFolder,
    names: readonly string[],
    options: Partial<Arrived> = {},
  ): Promise<string> => {
    const path = join(base, 'arrived.part');
    await writeFile(path, 'arrived');
    return folder.place({ path, contentType: null, names, replace: false, isTaken: () => false, ...options });
  };

  it('makes folders, the outer one too', async () => {
    const path = join(base, 'new', 'downloads');
    assert.equal(await new DownloadFolder(path).folder(['run', 'figures']), join(path, 'run', 'figures'));
    assert.deepEqual(await readdir(join(path, 'run')), ['figures']);
  });

  it('makes nothing behind a link, wherever that leads', async () => {
    const [root, outside] = [join(base, 'root'), join(base, 'outside')];
    await Promise.all([mkdir(root), mkdir(outside)]);
    await mkdir(join(root, 'there'));
    await symlink(outside, join(root, 'run'));
    await symlink(join(root, 'there'), join(root, 'inside'));
    await symlink(join(root, 'nowhere'), join(root, 'broken'));
    for (const name of ['run', 'inside', 'broken']) {
      await assert.rejects(new DownloadFolder(root).folder([name, 'figures']), {
        kind: 'refused',
        message: /is a link, and nothing is written through links/,
      });
    }
    assert.deepEqual(await readdir(outside), []);
    assert.deepEqual(await readdir(join(root, 'there')), []);
  });

  it('takes a link as the folder itself', async () => {
    await mkdir(join(base, 'real'));
    await symlink(join(base, 'real'), join(base, 'root'));
    assert.equal(await new DownloadFolder(join(base, 'root')).folder(['run']), join(base, 'real', 'run'));
  });

  it('notices a link that was put in the way since', async () => {
    const root = join(base, 'root');
    const folder = new DownloadFolder(root);
    await folder.folder(['run']);
    await rm(join(root, 'run'), { recursive: true });
    await mkdir(join(base, 'outside'));
    await symlink(join(base, 'outside'), join(root, 'run'));
    await assert.rejects(place(folder, ['run', 'a.txt']), { kind: 'refused', message: /is a link/ });
    assert.deepEqual(await readdir(join(base, 'outside')), []);
  });

  it('says so when a file stands in the way', async () => {
    await writeFile(join(base, 'run'), '');
    await assert.rejects(new DownloadFolder(base).folder(['run', 'x']), {
      kind: 'refused',
      message: /There is a file where a folder should be/,
    });
  });

  it('gives a free name beside what is there, or takes the place of it', async () => {
    const folder = new DownloadFolder(base);
    await writeFile(join(base, 'a.txt'), 'mine');
    await symlink('nowhere', join(base, 'a (2).txt'));
    assert.equal(await place(folder, ['a.txt']), join(base, 'a (3).txt'));
    assert.equal(await readFile(join(base, 'a.txt'), 'utf8'), 'mine');
    assert.equal(await place(folder, ['a.txt'], { replace: true }), join(base, 'a.txt'));
    assert.equal(await readFile(join(base, 'a.txt'), 'utf8'), 'arrived');
    assert.equal(await place(folder, ['b.txt']), join(base, 'b.txt'));
  });

  it("gives an ending by the type where the name has none, finds it again, and takes nobody else's place", async () => {
    const folder = new DownloadFolder(base);
    assert.equal(
      await place(folder, ['learning curves'], { contentType: 'image/svg+xml' }),
      join(base, 'learning curves.svg'),
    );
    assert.equal(
      await place(folder, ['mistakes'], { contentType: 'IMAGE/PNG; charset=binary' }),
      join(base, 'mistakes.png'),
    );
    assert.equal(await place(folder, ['photo.jpeg'], { contentType: 'image/png' }), join(base, 'photo.jpeg'));
    assert.equal(await place(folder, ['weights'], { contentType: 'application/octet-stream' }), join(base, 'weights'));
    assert.equal(await place(folder, ['odd'], { contentType: 'constructor' }), join(base, 'odd'));
    assert.equal(await place(folder, ['Makefile'], { contentType: 'text/plain' }), join(base, 'Makefile'));
    const begun = async (name: string, content: string): Promise<string> => {
      const path = join(base, 'begun.part');
      await writeFile(path, Buffer.from(content, 'latin1'));
      return basename(
        await folder.place({
          path,
          contentType: 'application/octet-stream',
          names: [name],
          replace: false,
          isTaken: () => false,
        }),
      );
    };
    assert.deepEqual(
      [
        await begun('p', '\x89PNG\r\n\x1a\n'),
        await begun('j', '\xff\xd8\xff\xe0'),
        await begun('s', '<?xml version="1.0"?>\n<!DOCTYPE svg PUBLIC "x">\n<svg xmlns="x"/>'),
        await begun('w', 'RIFF1234WEBP'),
        await begun('z', 'PK\x03\x04'),
        await begun('e', ''),
      ],
      ['p.png', 'j.jpg', 's.svg', 'w.webp', 'z', 'e'],
    );
    assert.equal(await folder.holds(['learning curves']), join(base, 'learning curves.svg'));
    assert.equal(await folder.holds(['mistakes']), join(base, 'mistakes.png'));
    assert.equal(await folder.holds(['nothing']), null);
    assert.equal(
      await place(folder, ['mistakes'], { contentType: 'image/png', replace: true }),
      join(base, 'mistakes.png'),
    );
    assert.equal(
      await place(folder, ['curve'], {
        contentType: 'image/png',
        replace: true,
        isTaken: takenPathsOf([['curve'], ['Curve.PNG']]),
      }),
      join(base, 'curve (2).png'),
    );
  });

  it('brings what has arrived on another disk', async () => {
    // Another disk where there is one at hand; the outcome is the same on one.
    const elsewhere = await mkdtemp(
      join(
        await access('/dev/shm').then(
          () => '/dev/shm',
          () => tmpdir(),
        ),
        'experiments-disk-',
      ),
    );
    const path = join(elsewhere, 'arrived.part');
    await writeFile(path, 'far');
    assert.equal(await place(new DownloadFolder(base), ['a.txt'], { path }), join(base, 'a.txt'));
    assert.equal(await readFile(join(base, 'a.txt'), 'utf8'), 'far');
    assert.deepEqual(await readdir(elsewhere), []);
    assert.deepEqual((await readdir(base)).sort(), ['a.txt', 'arrived.part']);
    await rm(elsewhere, { recursive: true });
  });

  it('takes whole paths only', () => {
    assert.equal(folderFrom(base), base);
    assert.match(folderFrom('~/x'), /^\/.+\/x$/);
    assert.throws(() => folderFrom('downloads'), { kind: 'refused' });
  });
});

describe('files that the user saves', () => {
  let base = '';
  beforeEach(async () => {
    base = await mkdtemp(join(tmpdir(), 'experiments-whole-'));
  });
  afterEach(() => rm(base, { recursive: true }));

  it('are replaced whole, and never through a link', async () => {
    const path = join(base, 'chart.svg');
    await writeWhole(path, Buffer.from('one'));
    await writeWhole(path, Buffer.from('two'));
    assert.equal(await readFile(path, 'utf8'), 'two');
    await symlink(path, join(base, 'link.svg'));
    await symlink(join(base, 'nowhere'), join(base, 'broken.svg'));
    for (const name of ['link.svg', 'broken.svg']) {
      await assert.rejects(writeWhole(join(base, name), Buffer.from('x')), { kind: 'refused', message: /is a link/ });
    }
    // A second name of a file elsewhere: that file stays as it is.
    await link(path, join(base, 'second.svg'));
    await writeWhole(join(base, 'second.svg'), Buffer.from('three'));
    assert.equal(await readFile(path, 'utf8'), 'two');
    assert.deepEqual((await readdir(base)).sort(), ['broken.svg', 'chart.svg', 'link.svg', 'second.svg']);
  });

  it('leave nothing half-written where they do not fit', async () => {
    await mkdir(join(base, 'folder'));
    await assert.rejects(writeWhole(join(base, 'folder'), Buffer.from('x')), {
      kind: 'refused',
      message: /There is a folder of the same name/,
    });
    await assert.rejects(writeWhole(join(base, 'none', 'x.svg'), Buffer.from('x')), {
      kind: 'refused',
      message: /The folder is gone/,
    });
    await writeFile(join(base, 'file'), '');
    await assert.rejects(writeWhole(join(base, 'file', 'below.csv'), Buffer.from('x')), {
      kind: 'refused',
      message: /There is a file where a folder should be/,
      advice: 'Choose another folder or name.',
    });
    assert.deepEqual((await readdir(base)).sort(), ['file', 'folder']);
  });
});

describe('the progress of a download', () => {
  it('counts files and bytes, back too, and never lets the bar go back', () => {
    const steps: ProgressStep[] = [];
    const progress = new TransferProgress([100, 300], (step) => steps.push(step));
    progress.arrived(0, 100);
    progress.done();
    assert.equal(steps.at(-1)?.message, '1 of 2 files, 100 of 400 B');
    progress.arrived(1, 200);
    progress.arrived(1, 0);
    progress.arrived(1, 300);
    progress.done();
    progress.end();
    assert.equal(steps.at(-1)?.message, '2 of 2 files, 400 of 400 B');
    assert.equal(
      steps.reduce((sum, { increment }) => sum + increment, 0),
      100,
    );
    assert.ok(steps.every(({ increment }) => increment >= 0));
  });

  it('does without sizes', () => {
    const steps: ProgressStep[] = [];
    const progress = new TransferProgress([null], (step) => steps.push(step));
    progress.arrived(0, 2048);
    progress.done();
    progress.end();
    assert.deepEqual(steps.at(-1), { message: '2 KB', increment: 100 });
    assert.equal(
      progressText({ files: 12, allFiles: 40, bytes: 3.1 * 1024 * 1024, allBytes: 20 * 1024 * 1024 }),
      '12 of 40 files, 3.1 of 20 MB',
    );
    assert.equal(
      progressText({ files: 0, allFiles: 2, bytes: 512, allBytes: 20 * 1024 * 1024 }),
      '0 of 2 files, 512 B of 20 MB',
    );
  });
});
