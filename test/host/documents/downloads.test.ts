/** Downloads from a real server to a real disk: the bytes, the names, what was there before, and what goes wrong. */
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative, sep } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import * as vscode from 'vscode';
import { Downloads, type DownloadSummary } from '../../../src/downloads/downloads';
import { readArchive } from '../../../src/lab/recordings/archive';
import { eventually } from '../../support/eventually';
import type { LoggedAsset } from '../../support/lab/loggedRuns';
import { signInToRecordings, signInToRuns, type SignedInLab } from '../../support/host/signedInLab';

const large = randomBytes(2_000_000);
const hostile: readonly LoggedAsset[] = [
  '../../escape.txt',
  '/etc/absolute.txt',
  'C:\\Windows\\drive.txt',
  'nul',
  'trailing. ',
  'a\u0000b\nc.txt',
  '\u202egpj.exe',
  `${'long'.repeat(100)}.txt`,
  'README.md',
  'readme.MD',
  'folder',
  'folder/inside.txt',
  '..',
  '',
  '🚀 <b>run</b>.json',
  '.',
  'same.txt',
  'same.txt',
].map((name, index) => ({ id: `hostile-${index}`, name, bytes: `content ${index}`, step: index }));

describe('downloads', () => {
  let product: SignedInLab;
  let folder = '';
  const download = (key: string, options: object = {}): Promise<DownloadSummary> =>
    product.run<DownloadSummary>('downloadAllAssets', product.ref(key), undefined, {
      folder,
      existingFiles: 'skip',
      ...options,
    });
  const onDisk = async (): Promise<string[]> =>
    (await readdir(folder, { recursive: true, withFileTypes: true }))
      .filter((entry) => !entry.isDirectory())
      .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
      .sort();
  const textOf = (path: string): Promise<string> => readFile(join(folder, path), 'utf8');

  before(async () => {
    product = await signInToRuns([
      {
        key: 'plain0123456789',
        name: 'plain run',
        assets: [
          { id: 'a', name: 'notes.txt', bytes: 'hello' },
          { id: 'b', name: 'figures/roc.png', bytes: randomBytes(5000) },
          { id: 'c', name: 'empty.bin' },
        ],
      },
      { key: 'hostile012345', name: '../<hostile>\u202e', assets: hostile },
      { key: 'large01234567', name: 'large', assets: [{ id: 'large', name: 'model.bin', bytes: large }] },
      {
        key: 'remote0123456',
        name: 'remote',
        assets: [
          { id: 'r1', name: 'data.csv', link: 's3://bucket/data.csv' },
          { id: 'r2', name: 'here.txt', bytes: 'here' },
        ],
      },
      {
        key: 'liar012345678',
        name: 'liar',
        assets: [
          { id: 'l', name: 'short.bin', bytes: 'short', announced: 500 },
          { id: 't', name: 'true.bin', bytes: 'true' },
        ],
      },
      {
        key: 'models0123456',
        name: 'models',
        assets: ['one', 'two'].map((model) => ({
          id: model,
          name: 'weights.bin',
          bytes: `weights of ${model}`,
          folder: `models/${model}`,
          type: 'model-element',
        })),
      },
      {
        key: 'pictures01234',
        name: 'pictures',
        assets: [
          { id: 'p1', name: 'learning curves', bytes: '<svg xmlns="http://www.w3.org/2000/svg"/>', type: 'image' },
          { id: 'p2', name: 'mistakes', bytes: Buffer.from('89504e470d0a1a0a', 'hex'), type: 'image' },
          { id: 'p3', name: 'weights', bytes: 'PK' },
        ],
      },
      { key: 'none012345678', name: 'none' },
    ]);
  });
  after(() => product.close());
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'experiments-downloads-'));
  });
  afterEach(async () => {
    product.lab.faults.stop();
    await rm(folder, { recursive: true });
  });

  it('puts all assets into a folder of the experiment, byte by byte', async () => {
    const summary = await download('plain0123456789');
    const root = 'plain run-plain0123';
    assert.deepEqual(await onDisk(), [`${root}/empty.bin`, `${root}/figures/roc.png`, `${root}/notes.txt`]);
    assert.equal(await textOf(`${root}/notes.txt`), 'hello');
    const held = (await product.held('plain0123456789').content()).assets.get('b')!;
    assert.ok(Buffer.from(await held.bytes()).equals(await readFile(join(folder, root, 'figures/roc.png'))));
    assert.equal(summary.bytes, 5005);
    assert.deepEqual(
      summary.files.map((uri) => uri.fsPath).sort(),
      (await onDisk()).map((path) => join(folder, path)),
    );
    assert.equal(summary.folder.fsPath, folder);
    assert.equal(summary.cancelled, false);
  });

  it('gives every hostile name a safe place of its own, below the folder', async () => {
    const summary = await download('hostile012345');
    assert.deepEqual(summary.failed, []);
    assert.equal(summary.files.length, hostile.length);
    const files = await onDisk();
    assert.equal(new Set(files.map((path) => path.toLowerCase())).size, hostile.length);
    for (const path of files) {
      assert.doesNotMatch(path, /\.\.\/|[\p{Cc}:<>"|?*\\\u202a-\u202e]/u);
    }
    const contents = await Promise.all(files.map(textOf));
    assert.deepEqual(contents.sort(), hostile.map(({ bytes }) => bytes as string).sort());
    assert.deepEqual(await readdir(dirname(folder)).then((names) => names.filter((name) => name === 'escape.txt')), []);
    assert.ok(
      files.some((path) => path.endsWith('/same (step 17).txt')),
      files.join('\n'),
    );
  });

  it('calls an asset the same whether it comes alone or with all', async () => {
    const all = await download('hostile012345');
    const alone = await product.run<DownloadSummary>(
      'downloadAsset',
      { ...product.ref('hostile012345'), assetId: 'hostile-17' },
      undefined,
      { folder, existingFiles: 'skip' },
    );
    assert.equal(alone.files.length, 0);
    assert.equal(basename(alone.skipped[0]!.fsPath), 'same (step 17).txt');
    assert.ok(all.files.some(({ fsPath }) => fsPath === alone.skipped[0]!.fsPath));
  });

  it('downloads the selected assets of several experiments', async () => {
    const selection = [
      { ...product.ref('plain0123456789'), assetId: 'a' },
      { ...product.ref('remote0123456'), assetId: 'r2' },
    ];
    const summary = await product.run<DownloadSummary>('downloadAsset', selection[0], selection, {
      folder,
      existingFiles: 'skip',
    });
    assert.equal(summary.files.length, 2);
    assert.deepEqual(await onDisk(), ['plain run-plain0123/notes.txt', 'remote-remote012/here.txt']);
  });

  it('skips, replaces or numbers what is there, as it is told', async () => {
    const path = 'plain run-plain0123/notes.txt';
    await download('plain0123456789');
    await writeFile(join(folder, path), 'mine');
    const skipped = await download('plain0123456789', { existingFiles: 'skip' });
    assert.deepEqual([skipped.files.length, skipped.skipped.length], [0, 3]);
    assert.equal(await textOf(path), 'mine');
    const renamed = await download('plain0123456789', { existingFiles: 'rename' });
    assert.deepEqual(renamed.files.map(({ fsPath }) => basename(fsPath)).sort(), [
      'empty (2).bin',
      'notes (2).txt',
      'roc (2).png',
    ]);
    assert.deepEqual([await textOf(path), await textOf('plain run-plain0123/notes (2).txt')], ['mine', 'hello']);
    await download('plain0123456789', { existingFiles: 'overwrite' });
    assert.equal(await textOf(path), 'hello');
    assert.equal((await onDisk()).length, 6);
  });

  it('goes on where the connection broke', async () => {
    product.lab.faults.next(/get-asset$/, { kind: 'cut', after: 500_000 }, 2);
    product.lab.faults.forgetRequests();
    const summary = await download('large01234567');
    assert.equal(summary.bytes, large.length);
    assert.ok(large.equals(await readFile(summary.files[0]!.fsPath)));
    const ranges = product.lab.faults.requests
      .filter(({ path }) => path.endsWith('get-asset'))
      .map(({ headers }) => headers.range);
    assert.equal(ranges.length, 3);
    assert.deepEqual(
      ranges.map((range) => range !== undefined),
      [false, true, true],
    );
  });

  it('leaves nothing under the final name when the connection keeps breaking', async () => {
    product.lab.faults.always(/get-asset$/, { kind: 'cut', after: 1000 });
    const summary = await download('large01234567');
    assert.deepEqual(summary.files, []);
    assert.deepEqual(
      summary.failed.map(({ name, problem }) => [name, problem.kind]),
      [['model.bin', 'unreachable']],
    );
    assert.deepEqual(
      (await onDisk()).filter((path) => !/^\.unfinished-downloads\/[0-9a-f]{12}\.(part|json)$/.test(path)),
      [],
    );
    product.lab.faults.stop();
    assert.deepEqual((await download('large01234567')).failed, []);
    assert.deepEqual(await onDisk(), ['large-large0123/model.bin']);
    assert.ok(large.equals(await readFile(join(folder, 'large-large0123/model.bin'))));
  });

  it('takes nothing for whole that has another size than announced', async () => {
    const summary = await download('liar012345678');
    assert.deepEqual(
      summary.failed.map(({ name, problem }) => [name, problem.kind]),
      [['short.bin', 'unexpected']],
    );
    assert.deepEqual(await onDisk(), ['liar-liar01234/true.bin']);
  });

  it('can be cancelled, has nothing half-written under its name, and goes on', async () => {
    product.lab.faults.always(/get-asset$/, { kind: 'drip', pieces: 1000, pause: 20 });
    const abort = new AbortController();
    const downloading = product.parts.downloads.assets(
      [{ experiment: product.ref('large01234567'), assetIds: 'all' }],
      { folder, existingFiles: 'skip', signal: abort.signal },
    );
    const part = await eventually(async () => {
      const found = (await onDisk()).find((path) => path.endsWith('.part'));
      assert.ok(found !== undefined && (await readFile(join(folder, found))).length > 0, 'Nothing has arrived yet.');
      return found;
    });
    abort.abort();
    const summary = await downloading;
    assert.deepEqual([summary?.cancelled, summary?.files, summary?.failed], [true, [], []]);
    assert.deepEqual(await onDisk(), [part.replace('.part', '.json'), part]);
    const { length } = await readFile(join(folder, part));
    product.lab.faults.stop();
    product.lab.faults.forgetRequests();
    assert.deepEqual((await download('large01234567')).failed, []);
    assert.equal(
      product.lab.faults.requests.find(({ path }) => path.endsWith('get-asset'))?.headers.range,
      `bytes=${length}-`,
    );
    assert.deepEqual(await onDisk(), ['large-large0123/model.bin']);
    assert.ok(large.equals(await readFile(join(folder, 'large-large0123/model.bin'))));
  });

  it('closes its files when the window ends, and lets the next one go on', async () => {
    product.lab.faults.always(/get-asset$/, { kind: 'drip', pieces: 1000, pause: 20 });
    const { store, log, settings } = product.parts;
    const window = new Downloads({ store, log, settings });
    const downloading = window.assets([{ experiment: product.ref('large01234567'), assetIds: 'all' }], {
      folder,
      existingFiles: 'skip',
    });
    await eventually(async () => assert.ok((await onDisk()).some((path) => path.endsWith('.json'))));
    await window.end();
    assert.equal((await downloading)?.cancelled, true);
    assert.deepEqual(
      (await onDisk()).filter((path) => path.endsWith('.lock')),
      [],
    );
    product.lab.faults.stop();
    assert.deepEqual((await download('large01234567')).failed, []);
    assert.deepEqual(await onDisk(), ['large-large0123/model.bin']);
  });

  it('gives pictures without an ending the one of what they are, once', async () => {
    await download('pictures01234');
    assert.deepEqual(await onDisk(), [
      'pictures-pictures0/learning curves.svg',
      'pictures-pictures0/mistakes.png',
      'pictures-pictures0/weights',
    ]);
    assert.equal((await download('pictures01234')).skipped.length, 3);
  });

  it('says so when the same file is being downloaded already', async () => {
    product.lab.faults.next(/get-asset$/, { kind: 'drip', pieces: 1000, pause: 20 });
    const abort = new AbortController();
    const experiment = { experiment: product.ref('large01234567'), assetIds: 'all' } as const;
    const first = product.parts.downloads.assets([experiment], { folder, existingFiles: 'skip', signal: abort.signal });
    await eventually(async () => assert.ok((await onDisk()).some((path) => path.endsWith('.json'))));
    const second = await product.parts.downloads.assets([experiment], { folder, existingFiles: 'skip' });
    assert.match(second?.failed[0]?.problem.message ?? '', /being downloaded already, here or in another window/);
    abort.abort();
    assert.equal((await first)?.cancelled, true);
  });

  it('says where remote assets are, and downloads the others', async () => {
    const summary = await download('remote0123456');
    assert.deepEqual(summary.remote, [{ name: 'data.csv', url: 's3://bucket/data.csv' }]);
    assert.deepEqual(await onDisk(), ['remote-remote012/here.txt']);
  });

  it('stops asking when the key is refused', async () => {
    await product.parts.store.details.assets(product.ref('hostile012345'));
    product.lab.faults.always(/get-asset$/, { kind: 'status', status: 401 });
    product.lab.faults.forgetRequests();
    const summary = await download('hostile012345');
    assert.equal(summary.failed.length, hostile.length);
    assert.ok(summary.failed.every(({ problem }) => problem.kind === 'unauthorized'));
    assert.ok(product.lab.faults.requests.length <= 4, 'asked on and on');
  });

  it('does not follow a link out of the folder', async () => {
    const outside = await mkdtemp(join(tmpdir(), 'experiments-outside-'));
    await symlink(outside, join(folder, 'plain run-plain0123'));
    const summary = await download('plain0123456789', { existingFiles: 'overwrite' });
    assert.equal(summary.failed.length, 3);
    assert.match(summary.failed[0]!.problem.message, /is a link, and nothing is written through links/);
    assert.deepEqual(await readdir(outside), []);
    await rm(outside, { recursive: true });
  });

  it('does not write through a link under a name of its own', async () => {
    await download('plain0123456789');
    const outside = join(folder, 'outside.txt');
    const path = join(folder, 'plain run-plain0123/notes.txt');
    await writeFile(outside, 'mine');
    await rm(path);
    await symlink(outside, path);
    const summary = await download('plain0123456789', { existingFiles: 'overwrite' });
    assert.deepEqual(
      summary.failed.map(({ name }) => name),
      ['notes.txt'],
    );
    assert.match(summary.failed[0]!.problem.message, /is a link/);
    assert.equal(await readFile(outside, 'utf8'), 'mine');
  });

  it('brings a model as one zip, and the files of several models side by side', async () => {
    const summary = await product.run<DownloadSummary>(
      'downloadModel',
      { ...product.ref('models0123456'), model: 'one' },
      undefined,
      { folder, existingFiles: 'skip' },
    );
    assert.deepEqual(await onDisk(), ['models-models012/one.zip']);
    const files = unzipSync(await readFile(summary.files[0]!.fsPath));
    assert.deepEqual(
      Object.entries(files).map(([name, bytes]) => [name, strFromU8(bytes)]),
      [['weights.bin', 'weights of one']],
    );
    await download('models0123456');
    assert.equal(await textOf('models-models012/models/two/weights.bin'), 'weights of two');
    assert.equal(await textOf('models-models012/models/one/weights.bin'), 'weights of one');
  });

  it('does nothing where there is nothing, or where the folder is none', async () => {
    assert.equal(await download('none012345678'), undefined);
    assert.equal(await download('plain0123456789', { folder: 'not/absolute' }), undefined);
    assert.deepEqual(await onDisk(), []);
  });

  it('goes to the folder of the settings', async () => {
    const configuration = vscode.workspace.getConfiguration('experimentExplorer');
    await configuration.update('downloads.folder', folder, vscode.ConfigurationTarget.Global);
    try {
      await product.run('downloadAllAssets', product.ref('plain0123456789'));
      assert.equal((await onDisk()).length, 3);
    } finally {
      await configuration.update('downloads.folder', undefined, vscode.ConfigurationTarget.Global);
    }
  });

  it('brings every asset of the recordings as it was recorded', async () => {
    const recordings = await signInToRecordings();
    try {
      const { extensionUri } = vscode.extensions.getExtension('experiment-explorer.experiment-explorer')!;
      const archives = vscode.Uri.joinPath(extensionUri, 'media/lab').fsPath;
      const { experiments } = JSON.parse(await readFile(join(archives, 'lab.json'), 'utf8')) as {
        experiments: { key: string; live: unknown }[];
      };
      // The live one has only logged a part of what was recorded.
      const all = await Promise.all(
        experiments
          .filter(({ live }) => live === null)
          .map(async ({ key }) => ({ key, archive: await readArchive(join(archives, `${key}.zip`)) })),
      );
      const { key, archive } = all.reduce((one, other) =>
        other.archive.assets.length > one.archive.assets.length ? other : one,
      );
      const digest = async (bytes: Promise<Uint8Array>): Promise<string> =>
        createHash('sha256')
          .update(await bytes)
          .digest('hex');
      // Histograms of one name are recorded one by one and kept together.
      const recorded = archive.assets.filter(({ link, type }) => link === null && !type.startsWith('histogram'));
      const { assets } = await recordings.held(key).content();
      const held = await Promise.all(
        [...assets.values()].filter(({ link }) => link === null).map((asset) => digest(asset.bytes())),
      );
      const summary = await recordings.run<DownloadSummary>('downloadAllAssets', recordings.ref(key), undefined, {
        folder,
        existingFiles: 'rename',
      });
      assert.deepEqual(summary.failed, []);
      const downloaded = await Promise.all(summary.files.map(({ fsPath }) => digest(readFile(fsPath))));
      assert.deepEqual(downloaded.toSorted(), held.toSorted());
      assert.ok(recorded.length > 5, `only ${recorded.length} assets`);
      for (const asset of recorded) {
        assert.ok(downloaded.includes(await digest(asset.bytes())), `${asset.name} (${asset.type}) is missing`);
      }
    } finally {
      await recordings.close();
    }
  });
});
