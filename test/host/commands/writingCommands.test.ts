/**
 * The verbs on registries, artifacts, projects and assets, called by arguments against a real server: what comes back,
 * and what the server then holds.
 */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { UploadSummary } from '../../../src/commands/experiments/uploads';
import type { DownloadSummary } from '../../../src/downloads/downloads';
import type { ExperimentRef, ProjectRef } from '../../../src/shared/reference';
import type { Outcome } from '../../../src/shared/text/summary';
import type { LoggedRun } from '../../support/lab/loggedRuns';
import { signInToRuns, type SignedInLab } from '../../support/host/signedInLab';

const runs: LoggedRun[] = [
  {
    key: 'first',
    name: 'the first run',
    tags: ['a', 'b', ' padded '],
    assets: [
      { id: 'm', name: 'net.bin', folder: 'models/net', type: 'model-element', bytes: 'weights' },
      { id: 'x', name: 'notes.txt', bytes: 'hello' },
    ],
  },
  { key: 'second', name: 'the second run', tags: ['a'] },
  { key: 'elsewhere', name: 'a run elsewhere', project: 'letters' },
];

describe('commands that write, by arguments', () => {
  let product: SignedInLab;
  let folder = '';
  const ref = (key: string): ExperimentRef => product.ref(key);
  const place = (): { connection: string; workspace: string } => ({ connection: product.connection, workspace: 'ada' });
  const project = (name: string): ProjectRef => ({
    ...place(),
    projectId: product.lab.store.projectNamed('ada', name)!.id,
  });
  const keysOf = (name: string): string[] =>
    product.lab.store
      .experiments(product.lab.store.projectNamed('ada', name)!, false)
      .map(({ key }) => key)
      .sort();
  const assetNames = async (key: string): Promise<string[]> =>
    [...(await product.held(key).content()).assets.values()].map(({ name }) => name).sort();
  const asset = async (
    key: string,
    name: string,
  ): Promise<{ readonly tags: readonly string[]; readonly id: string } | undefined> =>
    [...(await product.held(key).content()).assets.values()].find((one) => one.name === name);

  before(async () => {
    product = await signInToRuns(runs);
    folder = await mkdtemp(join(tmpdir(), 'experiments-writing-'));
  });
  after(async () => {
    await product.close();
    await rm(folder, { recursive: true });
  });
  afterEach(() => product.lab.faults.stop());

  it('moves and links to the given project, and nothing when it is there already or nobody knows it', async () => {
    assert.deepEqual(
      await product.run('linkExperiments', ref('elsewhere'), undefined, project('digits')),
      project('digits'),
    );
    assert.deepEqual([keysOf('letters'), keysOf('digits')], [['elsewhere'], ['elsewhere', 'first', 'second']]);
    assert.deepEqual(
      await product.run('moveExperiments', undefined, [ref('first'), ref('second')], project('letters')),
      project('letters'),
    );
    assert.deepEqual(keysOf('letters'), ['elsewhere', 'first', 'second']);
    assert.equal((await product.parts.store.experiments.get(ref('first'))).projectName, 'letters');
    assert.equal(await product.run('moveExperiments', ref('first'), undefined, project('letters')), undefined);
    assert.equal(
      await product.run('moveExperiments', ref('first'), undefined, { ...project('digits'), projectId: 'nobody' }),
      undefined,
    );
    assert.equal(
      await product.run('moveExperiments', ref('first'), undefined, { ...project('digits'), connection: 'other' }),
      undefined,
    );
    assert.equal(await product.run('moveExperiments', ref('first'), undefined, { nonsense: true }), undefined);
    assert.deepEqual(keysOf('letters'), ['elsewhere', 'first', 'second']);
  });

  it('removes tags, those of many at once too', async () => {
    const outcome = await product.run<Outcome<ExperimentRef>>(
      'removeTags',
      undefined,
      [ref('first'), ref('second')],
      ['a', 'never set', ' padded '],
    );
    assert.equal(outcome.done.length, 2);
    assert.deepEqual(
      [[...(await product.held('first').content()).tags], [...(await product.held('second').content()).tags]],
      [['b'], []],
    );
    assert.deepEqual(await product.parts.store.tags.of(ref('first')), ['b']);
  });

  it('copies the address of a share link', async () => {
    const link = await product.run<ProjectRef & { shareCode: string }>('addShareLink', project('digits'));
    const address = await vscode.env.clipboard.readText();
    assert.ok(address.startsWith(product.lab.url) && address.includes(link.shareCode), address);
    await vscode.env.clipboard.writeText('');
    assert.equal(await product.run('copyShareLink', link), address);
    assert.equal(await vscode.env.clipboard.readText(), address);
    assert.ok(!address.includes(product.lab.apiKey));
    // In tests VS Code refuses to show a modal dialog, which counts as any other failure.
    assert.equal(await product.run('removeShareLink', link), undefined);
    assert.equal((await product.parts.store.projects.shareLinks(project('digits'))).length, 1);
    assert.equal(await product.run('copyShareLink', { ...link, shareCode: 'unknown' }), undefined);
  });

  it('uploads files and folders to each experiment, bytes as they are, and says what could not be read', async () => {
    await mkdir(join(folder, 'set/deep'), { recursive: true });
    const bytes = Buffer.from(Array.from({ length: 70_000 }, (_, index) => index % 251));
    await writeFile(join(folder, 'set/deep/bytes.bin'), bytes);
    await writeFile(join(folder, 'set/ä b#c.txt'), '');
    await symlink(join(folder, 'set'), join(folder, 'set/circle'));
    const summary = await product.run<UploadSummary>(
      'uploadAssets',
      undefined,
      [ref('first'), ref('second')],
      [join(folder, 'set'), join(folder, 'missing.txt')],
    );
    assert.equal(summary.done.length, 4);
    assert.equal(summary.bytes, 2 * bytes.length);
    assert.deepEqual(
      summary.failed.map(({ name }) => name),
      ['set/circle', 'missing.txt'],
    );
    assert.match(summary.failed[1]!.problem.message, /“missing.txt” does not exist/);
    assert.deepEqual(await assetNames('second'), ['set/deep/bytes.bin', 'set/ä b#c.txt']);
    const uploaded = (await product.parts.store.details.assets(ref('first'))).find(
      ({ name }) => name === 'set/deep/bytes.bin',
    )!;
    const chunks: Uint8Array[] = [];
    for await (const chunk of (
      await product.parts.store.details.openAsset(ref('first'), uploaded, {}, new AbortController().signal)
    ).body) {
      chunks.push(chunk);
    }
    assert.ok(Buffer.concat(chunks).equals(bytes));
  });

  it('uploads nothing that is no absolute path, and stops asking after a refusal that holds for all', async () => {
    assert.equal(await product.run('uploadAssets', ref('first'), undefined, ['relative.txt']), undefined);
    assert.equal(await product.run('uploadAssets', ref('first'), undefined, []), undefined);
    product.lab.faults.always(/upload-asset$/, { kind: 'status', status: 403 });
    const files = await Promise.all(
      Array.from({ length: 30 }, async (_, index) => {
        const path = join(folder, `many${index}.txt`);
        await writeFile(path, 'x');
        return path;
      }),
    );
    const asked = product.lab.faults.requests.length;
    const summary = await product.run<UploadSummary>('uploadAssets', ref('second'), undefined, files);
    assert.deepEqual([summary.done, summary.failed.length, summary.bytes], [[], 30, 0]);
    assert.ok(summary.failed.every(({ problem }) => problem.kind === 'forbidden'));
    const uploads = product.lab.faults.requests.slice(asked).filter(({ path }) => path.endsWith('upload-asset'));
    assert.ok(uploads.length <= 4, `${uploads.length} uploads were tried`);
  });

  it('tags and deletes assets of several experiments', async () => {
    const [one, other] = [await asset('first', 'notes.txt'), await asset('second', 'set/deep/bytes.bin')];
    const refs = [
      { ...ref('first'), assetId: one!.id },
      { ...ref('second'), assetId: other!.id },
    ];
    const tagged = await product.run<Outcome<unknown>>('tagAssets', refs[0], refs, [' kept ', 'kept']);
    assert.equal(tagged.done.length, 2);
    assert.deepEqual(
      [(await asset('first', 'notes.txt'))?.tags, (await asset('second', 'set/deep/bytes.bin'))?.tags],
      [['kept'], ['kept']],
    );
    assert.equal(await product.run('tagAssets', refs[0], refs, ['']), undefined);
    assert.equal(await product.run('deleteAssets', refs[0], refs), undefined, 'without a yes');
    const deleted = await product.run<Outcome<unknown>>('deleteAssets', refs[0], refs, { confirmed: true });
    assert.equal(deleted.done.length, 2);
    assert.deepEqual(
      [await asset('first', 'notes.txt'), await asset('second', 'set/deep/bytes.bin')],
      [undefined, undefined],
    );
  });

  it('downloads versions of registry models, several at once, and keeps what is there', async () => {
    const registry = { experimentKey: 'first', model: 'net', registryName: 'net', comment: null, stages: [] };
    for (const version of ['1.0.0', '1.1.0']) {
      await product.parts.store.registry.register(place(), { ...registry, version });
    }
    const refs = ['1.0.0', '1.1.0'].map((version) => ({ ...place(), registryModel: 'net', version }));
    const summary = await product.run<DownloadSummary>('downloadVersion', refs[0], refs, { folder });
    assert.deepEqual([summary.files.length, summary.failed], [2, []]);
    assert.deepEqual((await readdir(join(folder, 'net'))).sort(), ['net-1.0.0.zip', 'net-1.1.0.zip']);
    assert.equal((await readFile(join(folder, 'net/net-1.0.0.zip'))).subarray(0, 2).toString(), 'PK');
    const again = await product.run<DownloadSummary>('downloadVersion', refs[0], refs, {
      folder,
      existingFiles: 'skip',
    });
    assert.deepEqual([again.files.length, again.skipped.length], [0, 2]);
    const gone = await product.run<DownloadSummary>('downloadVersion', { ...refs[0], version: '7.0.0' }, undefined, {
      folder,
    });
    assert.deepEqual(gone.files, []);
    assert.equal(gone.failed.length, 1);
  });

  it('downloads an artifact side by side under safe names, lists what is kept elsewhere, and refuses what is not closed', async () => {
    const ask = async (path: string, init: RequestInit): Promise<Record<string, string>> => {
      const response = await fetch(`${product.lab.url}/api/rest/v2/${path}`, {
        ...init,
        headers: { Authorization: product.lab.apiKey },
      });
      const text = await response.text();
      assert.equal(response.status, 200, text);
      return JSON.parse(text || '{}') as Record<string, string>;
    };
    const post = (path: string, body: object): Promise<Record<string, string>> =>
      ask(path, { method: 'POST', body: JSON.stringify(body) });
    const { artifactVersionId } = await post('write/artifacts/upsert', {
      artifactName: 'rows',
      artifactType: 'dataset',
      experimentKey: 'first',
    });
    const target = { ...place(), artifact: 'rows', version: '1.0.0' };
    assert.equal(await product.run('downloadArtifact', target, undefined, { folder }), undefined, 'still open');
    for (const name of ['../../escape.csv', 'deep/rows.csv']) {
      const form = new FormData();
      form.append('file', new Blob(['1,2\n']), 'file');
      await ask(
        `write/experiment/upload-asset?${new URLSearchParams({ experimentKey: 'first', fileName: name, artifactVersionId: artifactVersionId! }).toString()}`,
        { method: 'POST', body: form },
      );
    }
    await post('write/artifact/assets/remote/batch?experimentKey=first', {
      remoteArtifactAssetRequests: [
        { artifactVersionId, link: 's3://bucket/rows.parquet?signature=secret', fileName: 'rows.parquet' },
      ],
    });
    await post('write/artifacts/state', { artifactVersionId, experimentKey: 'first', state: 'CLOSED' });
    const summary = await product.run<DownloadSummary>('downloadArtifact', target, undefined, { folder });
    assert.deepEqual(
      [summary.files.length, summary.failed, summary.remote.map(({ name }) => name)],
      [2, [], ['rows.parquet']],
    );
    assert.deepEqual((await readdir(join(folder, 'rows-1.0.0'), { recursive: true })).sort(), [
      'deep',
      'deep/rows.csv',
      'escape.csv',
    ]);
    assert.equal(
      await product.run('downloadArtifact', { ...target, version: '3.0.0' }, undefined, { folder }),
      undefined,
    );
  });
});
