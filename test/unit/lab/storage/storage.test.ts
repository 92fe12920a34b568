// What is written to the lab is there again when the lab opens the next time, and no folder can keep it from opening.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, stat, truncate, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sqlite from 'node-sqlite3-wasm';
import { openStorage } from '../../../../src/lab/storage/storage';
import { ownIdentity } from '../../../../src/platform/processIdentity';
import { LabStore } from '../../../../src/lab/store';
import { archives, PersistentLab, multipartBody } from '../../../support/lab/persistentLab';
import { query, type ServedLab } from '../../../support/lab/labFixture';

type Answer = Record<string, unknown>;

describe('the lab keeps', () => {
  let kept: PersistentLab;
  let lab: ServedLab;

  beforeEach(async () => {
    kept = await PersistentLab.create();
    lab = await kept.open();
  });

  afterEach(() => kept.remove());

  const reopen = async (): Promise<void> => {
    await lab.close();
    lab = await kept.open();
    assert.deepEqual(lab.notices, []);
  };
  const create = async (more: Answer = {}): Promise<string> =>
    (
      (await lab.post('write/experiment/create', { workspaceName: 'vision-lab', projectName: 'kept', ...more })) as {
        experimentKey: string;
      }
    ).experimentKey;
  const log = (key: string, path: string, body: Answer): Promise<unknown> =>
    lab.post(`write/experiment/${path}`, { experimentKey: key, ...body });
  const get = (key: string, path: string, more: Record<string, string> = {}): Promise<unknown> =>
    lab.read(`write/experiment/${path}?${query({ experimentKey: key, ...more })}`);
  const upload = async (key: string, bytes: Uint8Array, more: Record<string, string>): Promise<string> => {
    const answer = await lab.ask(
      `write/experiment/upload-asset?${query({ experimentKey: key, ...more })}`,
      multipartBody([
        { name: 'file', bytes },
        { name: 'metadata', bytes: Buffer.from('{"a":"ä"}') },
      ]),
    );
    assert.equal(answer.status, 200);
    return ((await answer.json()) as { assetId: string }).assetId;
  };

  /** Everything that can be asked of an experiment, byte for byte, links without the port. */
  async function everything(key: string): Promise<Record<string, string>> {
    const paths = [
      'metadata',
      'tags',
      'parameters',
      'log-other',
      'html',
      'code',
      'graph',
      'output',
      'git/metadata',
      'git/patch',
      'system-details',
      'cloud-details',
      'processing/status',
      'metrics/summary',
      'metrics/get-all',
      'asset/list',
    ];
    const answers: Record<string, string> = {};
    const ask = async (path: string): Promise<void> => {
      const answer = await lab.ask(path);
      const bytes = Buffer.from(await answer.arrayBuffer());
      answers[path] = `${answer.status} ${bytes.toString('latin1').replaceAll(lab.url, 'ORIGIN')}`;
    };
    for (const path of paths) {
      await ask(`experiment/${path}?experimentKey=${key}`);
    }
    for (const { id, link } of (await lab.store.experiment(key)!.content()).assets.values()) {
      if (link === null) {
        await ask(`experiment/asset/get-asset?${query({ experimentKey: key, assetId: id })}`);
      }
    }
    return answers;
  }

  async function writeEverything(key: string, pause = 1000): Promise<void> {
    await log(key, 'metric', {
      metricName: 'loss',
      metricValue: 0.1 + 0.2,
      context: 'train',
      step: 1,
      epoch: 2,
      timestamp: 5,
    });
    kept.clock.advance(pause);
    await lab.ask('write/experiment/metric', {
      method: 'POST',
      body: `{"experimentKey":"${key}","metricName":"odd \\"NaN\\"","metricValue":-Infinity}`,
    });
    await log(key, 'metric', { metricName: 'gone', metricValue: 1 });
    await log(key, 'metric/delete', { metricName: 'gone' });
    await log(key, 'gpu-metrics', {
      gpus: [{ gpuId: 1, freeMemory: 1, usedMemory: 2, totalMemory: 3, gpuUtilization: 40 }],
    });
    await log(key, 'ram-metrics', { totalRam: 10, usedRam: 4 });
    await log(key, 'cpu-metrics', { cpuPercentUtilization: [10, '20'] });
    await log(key, 'load-metrics', { loadAverage: 0.5, step: 3 });
    await log(key, 'parameter', { parameterName: 'depth', parameterValue: true, step: 4 });
    for (const parameterName of ['a', 'b', 'c']) {
      await log(key, 'parameter', { parameterName, parameterValue: 1 });
    }
    await log(key, 'parameter/delete', { parameterName: 'a' });
    await lab.post('write/experiments/parameters/delete', [
      { experimentKey: key, parameterName: 'b' },
      { experimentKey: key, parameterName: 'c' },
    ]);
    await log(key, 'log-other', { key: 'Name', value: 'renamed 🚀' });
    await log(key, 'log-other', { key: 'remark', value: 'line\nbreak \u0000\u2028' });
    await log(key, 'tags', { addedTags: ['x', 'y', 'z'] });
    await log(key, 'tags/delete', { tags: ['y'] });
    await log(key, 'html', { html: '<p>1</p>' });
    await log(key, 'html', { html: '<p>2</p>' });
    await log(key, 'graph', { graph: '{"nodes":[]}' });
    await log(key, 'code', { code: 'print(1)\r\n' });
    await log(key, 'file-path', { filePath: 'src/train.py' });
    await log(key, 'output', {
      outputLines: [
        { output: 'b', offset: 2, stderr: true },
        { output: 'a\r\n', offset: 1, localTimestamp: 7 },
      ],
    });
    await log(key, 'system-details', {
      os: 'Linux',
      env: { HOME: '/home/ada', N: 1 },
      installedPackages: ['numpy==1', 'torch==2'],
    });
    const dependencies = await lab.ask('write/experiment/dependencies', {
      method: 'PUT',
      body: JSON.stringify({ experimentKey: key, timestamp: 1, logDependencies: [{ name: 'numpy', version: '2' }] }),
    });
    assert.equal(dependencies.status, 200);
    await log(key, 'cloud-details', { provider: 'aws', metadata: { region: 'eu', nested: [1, null] } });
    await log(key, 'git/metadata', { user: 'ada', root: 'r', branch: 'refs/heads/main', parent: 'p', origin: 'o' });
    await lab.ask(
      `write/experiment/git/patch?experimentKey=${key}`,
      multipartBody([{ name: 'file', bytes: randomBytes(3000) }]),
    );
    await upload(key, randomBytes(50_000), { type: 'image', fileName: 'figures/ä b.png', context: 'train', step: '3' });
    await upload(key, new Uint8Array(), { fileName: 'empty' });
    await upload(key, Buffer.from('old'), { fileName: 'twice.txt' });
    await upload(key, Buffer.from('new'), { fileName: 'twice.txt', overwrite: 'true' });
    await upload(key, Buffer.from('weights'), { type: 'model-element', fileName: 'w.bin', groupingName: 'net' });
    await upload(key, Buffer.from('a sample'), { type: 'text-sample', fileName: 'auto-generated-in-the-backend' });
    const deleted = await upload(key, Buffer.from('gone'), { fileName: 'gone.txt' });
    await get(key, 'asset/delete', { assetId: deleted });
    const tagged = await upload(key, Buffer.from('tagged'), {
      fileName: 'tagged.txt',
      assetId: '../../client chose this',
    });
    await log(key, 'asset/tags', { assetId: tagged, tags: ['one', 'two'] });
    await log(key, 'asset/tags/delete', { assetId: tagged, tags: ['one'] });
    await lab.ask(
      `write/experiment/upload-asset?${query({ experimentKey: key, type: 'audio', fileName: 'far.wav', isRemote: 'TRUE' })}`,
      multipartBody([{ name: 'link', bytes: Buffer.from('s3://bucket/far.wav') }]),
    );
    await lab.post(`write/artifact/assets/remote/batch?experimentKey=${key}`, {
      remoteArtifactAssetRequests: [
        { link: 's3://b/one', assetId: 'r1', fileName: 'one', type: 'asset', metadata: '{"b":1}' },
      ],
    });
    await lab.post('write/experiment/upload-remote-assets', {
      experimentKey: key,
      remoteAssets: [{ link: 's3://b/two/three' }],
    });
    await log(key, 'update-status', { isAlive: false, hasCrashed: true });
    await log(key, 'set-start-end-time', { startTimeMillis: 5000, endTimeMillis: 9000 });
  }

  it('every kind of change to an experiment that it made, byte for byte', async () => {
    const key = await create({ experimentName: 'mine' });
    await writeEverything(key);
    const before = await everything(key);
    assert.equal(
      (
        JSON.parse(before[`experiment/system-details?experimentKey=${key}`]!.slice(4)) as Answer
      ).installedPackages?.toString(),
      'numpy==2,torch==2',
    );
    assert.match(
      before[`experiment/metrics/summary?experimentKey=${key}`]!,
      /"sys\.gpu\.1\.gpu_utilization".*"sys\.ram\.used".*"sys\.cpu\.percent\.02".*"sys\.load\.avg"/,
    );
    assert.match(before[`experiment/asset/list?experimentKey=${key}`]!, /"fileName":"text-sample-[0-9a-f]{8}\.txt"/);
    await reopen();
    assert.deepEqual(await everything(key), before);
    await reopen();
    assert.deepEqual(await everything(key), before);
  });

  it('changes to a recorded experiment, on top of its recording', async () => {
    const recorded = [
      ...lab.store.projects('vision-lab').flatMap((project) => lab.store.experiments(project, false)),
    ].find((experiment) => experiment.constructor.name === 'LabExperiment')!;
    const { key } = recorded;
    const summary = ((await lab.read(`experiment/metrics/summary?experimentKey=${key}`)) as { values: Answer[] })
      .values;
    assert.ok(summary.length > 0);
    await lab.post('write/experiment/metric/delete', { experimentKey: key, metricName: summary[0]!.name });
    // Recorded times move with the moment of opening.
    await writeEverything(key, 0);
    const before = await everything(key);
    await reopen();
    assert.deepEqual(await everything(key), before);
    assert.equal(lab.store.experiment(key)!.name, 'renamed 🚀');
  });

  it('what users wrote to the experiment that goes on, and its stop', async () => {
    const live = lab.store
      .workspaces()
      .flatMap((workspace) => lab.store.projects(workspace))
      .flatMap((project) => lab.store.experiments(project, false))
      .find((experiment) => experiment.constructor.name === 'LiveExperiment')!;
    await log(live.key, 'tags', { addedTags: ['mine'] });
    await log(live.key, 'metric', { metricName: 'mine', metricValue: 1 });
    await reopen();
    const content = await lab.store.experiment(live.key)!.content();
    assert.ok(content.tags.has('mine'));
    assert.deepEqual(content.metrics.get('mine')?.values, ['1']);
    assert.ok(content.metrics.size > 1, 'the recording is gone');
    kept.clock.advance(60_000);
    await get(live.key, 'stop');
    const stopped = lab.store.experiment(live.key)!.status();
    const points = async (): Promise<number[]> =>
      [...(await lab.store.experiment(live.key)!.content()).metrics.values()].map(({ values }) => values.length);
    const before = await points();
    kept.clock.advance(3_600_000);
    await reopen();
    assert.deepEqual(lab.store.experiment(live.key)!.status(), stopped);
    assert.deepEqual(await points(), before);
  });

  it('where experiments are, how they stand, and that they are gone', async () => {
    const [first, second, third, fourth] = [await create(), await create(), await create(), await create()];
    const { projectId } = (await lab.post('write/project/create', {
      workspaceName: 'vision-lab',
      projectName: 'other',
      projectDescription: 'd',
      isPublic: true,
    })) as { projectId: string };
    await get(first, 'archive');
    await lab.post('write/experiment/move', {
      experimentKeys: [second],
      targetWorkspaceName: 'vision-lab',
      targetProjectName: 'other',
      symlink: false,
    });
    await lab.post('write/experiment/move', {
      experimentKeys: [third],
      targetWorkspaceName: 'vision-lab',
      targetProjectName: 'other',
      symlink: true,
    });
    assert.deepEqual(
      await lab.read(`write/project/symlink?${query({ experimentKey: fourth, projectName: 'other' })}`),
      { link: `${lab.url}/vision-lab/other/${fourth}` },
    );
    const recorded = lab.store
      .projects('vision-lab')
      .flatMap((project) => lab.store.experiments(project, false))
      .find(({ name }) => name !== '')!.key;
    await upload(recorded, Buffer.from('x'), { fileName: 'x' });
    assert.ok((await readdir(join(kept.folder, 'bytes'))).includes(recorded));
    await get(recorded, 'delete');
    await lab.post('write/project/update', { projectId, newProjectName: 'renamed', isPublic: false });
    await lab.post('write/project/notes', { projectId, notes: '# Notes' });
    kept.clock.advance(5000);
    await get(third, 'set-status');
    const picture = async () => ({
      kept: (
        (await lab.read('experiments?workspaceName=vision-lab&projectName=kept')) as { experiments: Answer[] }
      ).experiments.map(({ experimentKey }) => experimentKey),
      archived: (
        (await lab.read('experiments?workspaceName=vision-lab&projectName=kept&archived=true')) as {
          experiments: Answer[];
        }
      ).experiments,
      renamed: (
        (await lab.read('experiments?workspaceName=vision-lab&projectName=renamed')) as { experiments: Answer[] }
      ).experiments.map(({ experimentKey }) => experimentKey),
      running: lab.store.experiment(third)?.status(),
      project: await lab.read(`project?projectId=${projectId}`),
      notes: await lab.read(`project/notes?projectId=${projectId}`),
      gone: lab.store.experiment(recorded),
    });
    const before = await picture();
    assert.deepEqual(
      [before.kept, before.renamed],
      [
        [third, fourth],
        [second, third, fourth],
      ],
    );
    assert.deepEqual([before.running?.running, before.gone], [true, undefined]);
    await reopen();
    assert.deepEqual(await picture(), before);
    kept.clock.advance(30_000);
    assert.equal(lab.store.experiment(third)!.status().running, false);
    await get(third, 'delete');
    assert.deepEqual([(await picture()).kept, (await picture()).renamed], [[fourth], [second, fourth]]);
    await lab.post('write/project/delete', {
      workspaceName: 'vision-lab',
      projectName: 'renamed',
      deleteAllExperiments: true,
    });
    await reopen();
    assert.deepEqual(
      [lab.store.experiment(second), lab.store.experiment(fourth)?.key, lab.store.project(projectId)],
      [undefined, fourth, undefined],
    );
  });

  it('workspaces and their members', async () => {
    const made = (await lab.post('write/workspace/new', { name: 'new place' })) as Answer;
    assert.deepEqual(
      { ...made, workspace_id: '' },
      { code: 200, msg: 'saved', workspace_id: '', workspace_name: 'new place' },
    );
    await lab.post('write/add-workspace-member', {
      userEmail: 'grace@example.com',
      workspaceName: 'new place',
      admin: true,
    });
    await reopen();
    assert.ok(((await lab.read('workspaces')) as { workspaceNames: string[] }).workspaceNames.includes('new place'));
    for (const [path, body] of [
      ['workspace/new', { name: 'new place' }],
      ['add-workspace-member', { userEmail: 'grace@example.com', workspaceName: 'new place' }],
    ] as const) {
      const refused = await lab.ask(`write/${path}`, { method: 'POST', body: JSON.stringify(body) });
      assert.equal(refused.status, 400);
      assert.match(String(((await refused.json()) as Answer).msg), /already/);
    }
  });

  it('only the last beats of experiments that beat for days', async () => {
    const key = await create();
    for (let index = 0; index < 1500; index += 1) {
      lab.store.write({ kind: 'beat', key, time: kept.clock.now() + index });
    }
    const { endTime } = lab.store.experiment(key)!.status();
    const status = lab.store.experiment(key)!.status();
    await reopen();
    assert.deepEqual(lab.store.experiment(key)!.status(), status);
    assert.equal(endTime, status.endTime);
    assert.ok(lab.store.storage.journal.read('store').length < 10);
  });

  it('nothing of an experiment that was deleted', async () => {
    const key = await create();
    await writeEverything(key);
    await get(key, 'delete');
    assert.deepEqual(lab.store.storage.journal.read(`experiment/${key}`), []);
    await reopen();
    assert.equal((await lab.ask(`experiment/metadata?experimentKey=${key}`)).status, 400);
  });

  it('100,000 points, and reads them without holding up the process', async () => {
    const key = await create();
    const points = (start: number) =>
      Array.from({ length: 1000 }, (_, index) => ({
        name: `m${(start / 1000) % 20}`,
        context: null,
        value: String(index / 7),
        step: start + index,
        epoch: null,
        time: start + index,
      }));
    const stream = `experiment/${key}`;
    const { journal } = lab.store.storage;
    journal.rewrite(
      stream,
      Array.from({ length: 100 }, (_, at) => points(at * 1000))
        .flat()
        .map((point) => ({ kind: 'metrics', points: [point] })),
    );
    await reopen();
    let turns = 0;
    const state = { loading: true };
    const turning = (async () => {
      for (; state.loading; turns += 1) {
        await new Promise(setImmediate);
      }
    })();
    const { metrics } = await lab.store.experiment(key)!.content();
    state.loading = false;
    await turning;
    assert.deepEqual(
      [...metrics.values()].map(({ values }) => values.length),
      Array.from({ length: 20 }, () => 5000),
    );
    assert.ok(turns > 10, `${turns} turns`);
  });

  it('nothing when it has no folder', async () => {
    await lab.close();
    const before = await readdir(kept.folder);
    const { startCometLab } = await import('../../../../src/lab/comet/server');
    const forgetful = await startCometLab({ archives });
    await forgetful.close();
    assert.deepEqual([forgetful.notices, await readdir(kept.folder)], [[], before]);
  });

  describe('from a folder that is not as it should be', () => {
    const recordingsOnly = (): void => {
      assert.equal(lab.store.projectNamed('vision-lab', 'kept'), undefined);
      assert.ok(lab.store.projects('vision-lab').length > 0);
    };

    for (const [what, damage] of [
      ['nothing but garbage', (path: string) => writeFile(path, randomBytes(20_000))],
      [
        'zeros where its pages were',
        async (path: string) => {
          const bytes = await readFile(path);
          await writeFile(path, bytes.fill(0, 4096));
        },
      ],
      [
        'changes that are no JSON',
        (path: string) => {
          const database = new sqlite.Database(path);
          database.exec('PRAGMA locking_mode = EXCLUSIVE');
          database.run('UPDATE changes SET change = substr(change, 2)');
          database.close();
          return Promise.resolve();
        },
      ],
    ] as const) {
      it(`puts aside a database with ${what}, and starts with the recordings`, async () => {
        const key = await create();
        for (let index = 0; index < 100; index += 1) {
          await log(key, 'tags', { addedTags: [`tag ${index}`] });
        }
        for (let index = 0; index < 100; index += 1) {
          await get(key, 'set-status');
        }
        await lab.close();
        await damage(kept.database);
        const damaged = await readFile(kept.database);
        lab = await kept.open();
        assert.match(
          lab.notices.join(),
          /^The lab’s database is damaged \(.+\)\. It was put aside as lab\.sqlite\.aside-1\. The lab starts with the recordings\.$/,
        );
        assert.deepEqual(await readFile(`${kept.database}.aside-1`), damaged);
        recordingsOnly();
        const again = await create();
        await reopen();
        assert.ok(lab.store.experiment(again));
      });
    }

    it('serves what is left of a database whose end is missing, and says how much that is', async () => {
      const key = await create();
      for (let index = 0; index < 200; index += 1) {
        await log(key, 'tags', { addedTags: [`tag ${index}`] });
      }
      await lab.close();
      await truncate(kept.database, Math.floor((await stat(kept.database)).size / 2));
      lab = await kept.open();
      const [, missing, here] =
        /^The lab’s database is damaged \(.+\)\. It was put aside as lab\.sqlite\.aside-1\. (\d+) of its changes are missing, and the other (\d+) are here\.$/.exec(
          lab.notices.join(),
        ) ?? assert.fail(lab.notices.join());
      assert.ok(Number(here) > 0);
      assert.ok(Number(missing) + Number(here) > 200, 'one more made the experiment');
      const again = await create();
      await reopen();
      assert.ok(lab.store.experiment(again));
      assert.deepEqual(lab.notices, []);
    });

    it('puts aside a database of a newer version', async () => {
      await create();
      await lab.close();
      const database = new sqlite.Database(kept.database);
      database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA user_version = 99');
      database.close();
      lab = await kept.open();
      assert.match(
        lab.notices.join(),
        /was written by a newer version of this extension \(schema version 99, and this extension knows 2\)\. It was put aside as/,
      );
      recordingsOnly();
    });

    it('works in memory where no folder can be', async () => {
      await lab.close();
      const path = join(kept.folder, 'a file');
      await writeFile(path, '');
      const keep = await openStorage(join(path, 'lab'));
      assert.match(
        keep.notices.join(),
        /^The lab’s folder cannot be used now: a part of its path is a file\. Nothing in .+ was changed\. Until it can be used, the lab shows the recordings, and what is written to it is not kept\.$/,
      );
      const store = new LabStore({ userName: 'ada', defaultWorkspace: 'ada' }, Date.now, keep);
      assert.ok(store.createExperiment(store.createProject('ada', 'p')));
    });
  });

  describe('in a folder that another one has open', () => {
    it('shows the same and changes nothing there', async () => {
      const key = await create();
      await writeEverything(key);
      const before = await everything(key);
      const first = lab;
      const second = await kept.open();
      assert.deepEqual(second.notices, [
        'Another window has the lab’s folder open. This window shows what the lab held when it was opened here; changes made here last until it closes.',
      ]);
      lab = second;
      assert.deepEqual(await everything(key), before);
      await log(key, 'tags', { addedTags: ['second window'] });
      await upload(key, Buffer.from('second'), { fileName: 'twice.txt', overwrite: 'true' });
      await get(await create(), 'archive');
      assert.ok((await second.store.experiment(key)!.content()).tags.has('second window'));
      lab = first;
      assert.deepEqual(await everything(key), before);
      await second.close();
      await reopen();
      assert.deepEqual(await everything(key), before);
    });

    it('shows what it held at that moment while the first one writes on', async () => {
      const key = await create();
      const state = { writing: true };
      let written = 0;
      const burst = (async () => {
        while (state.writing) {
          await log(key, 'output', { outputLines: [{ output: `${written} ${'x'.repeat(5000)}` }] });
          written += 1;
        }
      })();
      const first = lab;
      while (written < 200) {
        await new Promise(setImmediate);
      }
      const acknowledged = written;
      const second = await kept.open();
      const { output } = await second.store.experiment(key)!.content();
      assert.ok(output.length >= acknowledged, `${output.length} of ${acknowledged}`);
      assert.deepEqual(
        output.map(({ text }) => Number(text.split(' ')[0])),
        output.map((_, index) => index),
      );
      state.writing = false;
      await burst;
      assert.equal((await first.store.experiment(key)!.content()).output.length, written);
    });

    it('belongs to the next one when the first one closes', async () => {
      const second = await kept.open();
      assert.equal(second.notices.length, 1);
      await lab.close();
      await second.close();
      lab = await kept.open();
      assert.deepEqual(lab.notices, []);
    });
  });

  describe('after a process that did not close it', () => {
    for (const [what, owner] of [
      ['a process that is gone', () => JSON.stringify({ process: 2 ** 22 + 1, booted: Date.now() - 1000 })],
      [
        'an earlier start of the machine',
        () => JSON.stringify({ ...ownIdentity(), process: process.ppid, boot: 'another', started: '1' }),
      ],
      [
        'another process of the same number',
        () => JSON.stringify({ ...ownIdentity(), process: process.ppid, started: '1' }),
      ],
      [
        'a process elsewhere that gives no sign of life',
        () => JSON.stringify({ ...ownIdentity(), machine: 'another' }),
      ],
      ['nobody who can be read', () => '{"process":'],
      ['an earlier process of the same number', () => JSON.stringify({ process: process.pid, booted: 0 })],
    ] as const) {
      it(`takes over the lock of ${what}`, async () => {
        const key = await create();
        await lab.close();
        // Of this version, or of an earlier one.
        await writeFile(
          join(kept.folder, owner().includes('machine') ? `lab.lock.${'0'.repeat(32)}` : 'lab.lock'),
          owner(),
        );
        await mkdir(`${kept.database}.lock`);
        lab = await kept.open();
        assert.deepEqual(lab.notices, []);
        assert.ok(lab.store.experiment(key));
        await lab.close();
        assert.deepEqual(
          (await readdir(kept.folder)).filter((name) => name.includes('lock')),
          [],
        );
      });
    }

    it('leaves the lock to a process elsewhere that gives a sign of life, and shows what it holds', async () => {
      const key = await create();
      await lab.close();
      const claim = join(kept.folder, `lab.lock.${'0'.repeat(32)}`);
      await writeFile(claim, JSON.stringify({ ...ownIdentity(), machine: 'another' }));
      let second = 1;
      const alive = setInterval(() => void utimes(claim, second, (second += 1)), 100);
      try {
        lab = await kept.open();
        assert.deepEqual(lab.notices, [
          'Another window has the lab’s folder open. This window shows what the lab held when it was opened here; changes made here last until it closes.',
        ]);
        assert.ok(lab.store.experiment(key));
      } finally {
        clearInterval(alive);
      }
    });
  });
});
