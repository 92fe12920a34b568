// Writes through the lab's protocol: each can be read back at once, as the tracker would show it.
import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { multipartBody } from '../../../support/lab/persistentLab';
import { query, serveEmptyLab, type ServedLab } from '../../../support/lab/labFixture';

type Answer = Record<string, unknown>;

describe('lab writes', () => {
  let lab: ServedLab;
  let key: string;

  beforeEach(async () => {
    lab = await serveEmptyLab();
    ({ experimentKey: key } = (await lab.post('write/experiment/create', {
      workspaceName: 'ada',
      projectName: 'new project',
    })) as { experimentKey: string });
  });

  afterEach(() => lab.close());

  const saved = { msg: 'Saved', code: 200, data: null, sdk_error_code: 0 };
  const read = async (path: string): Promise<Answer> =>
    (await lab.read(`experiment/${path}?experimentKey=${key}`)) as Answer;
  const log = async (path: string, body: Answer): Promise<void> => {
    assert.deepEqual(await lab.post(`write/experiment/${path}`, { experimentKey: key, ...body }), saved);
  };
  const get = async (path: string, extra: Record<string, string> = {}): Promise<Answer> =>
    (await lab.read(`write/experiment/${path}?${query({ experimentKey: key, ...extra })}`)) as Answer;
  const named = (answer: Answer, name: string): Answer | undefined =>
    (answer.values as Answer[]).find((value) => value.name === name);

  it('creates an experiment in a project that it makes, with a made-up name and nothing else', async () => {
    const created = (await lab.post('write/experiment/create', {
      workspaceName: 'ada',
      projectName: 'new project',
      experimentName: 'mine',
    })) as Answer;
    assert.match(String(created.experimentKey), /^[0-9a-f]{32}$/);
    assert.deepEqual(
      { ...created, experimentKey: '' },
      {
        experimentKey: '',
        workspaceName: 'ada',
        projectName: 'new project',
        name: 'mine',
        link: `${lab.url}/ada/new%20project/${String(created.experimentKey)}`,
      },
    );
    const metadata = await read('metadata');
    assert.match(String(metadata.experimentName), /^[a-z]+_[a-z]+_\d+$/);
    assert.deepEqual(
      [metadata.running, metadata.hasCrashed, metadata.archived, metadata.startTimeMillis, metadata.userName],
      [true, false, false, lab.clock.now(), 'ada'],
    );
    assert.deepEqual((await read('log-other')).values, [
      { ...named(await read('log-other'), 'Name'), valueCurrent: metadata.experimentName },
    ]);
    for (const [path, empty] of [
      ['tags', { tags: [] }],
      ['html', { html: null }],
      ['graph', { graph: null }],
      ['code', { code: null }],
      ['output', { output: '' }],
      ['parameters', { values: [] }],
      ['metrics/summary', { values: [] }],
      ['asset/list', { assets: [] }],
      ['model', { models: [] }],
      ['git/metadata', { user: null, root: null, branch: null, parent: null, origin: null }],
      ['git/patch', { msg: 'no patch for experiment', code: 200, data: null, sdk_error_code: 0 }],
      ['cloud-details', { experimentKey: null, provider: null, metadata: null }],
      ['processing/status', { processing: false }],
    ] as const) {
      assert.deepEqual(await read(path), empty, path);
    }
    assert.equal(
      (await lab.ask('write/experiment/create', { method: 'POST', body: '{"workspaceName":"nobody"}' })).status,
      400,
    );
    assert.equal(((await lab.post('write/experiment/create', {})) as Answer).projectName, 'general');
  });

  it('counts as running until its beat lapses, or it is stopped', async () => {
    lab.clock.advance(20_000);
    assert.equal((await read('metadata')).endTimeMillis, lab.clock.now());
    assert.deepEqual(await get('set-status'), {
      isAliveBeatDurationMillis: 10_000,
      gpuMonitorIntervalMillis: 60_000,
      cpuMonitorIntervalMillis: 68_000,
    });
    lab.clock.advance(29_999);
    assert.equal((await read('metadata')).running, true);
    lab.clock.advance(1);
    assert.deepEqual([(await read('metadata')).running, (await read('metadata')).durationMillis], [false, 20_000]);
    await get('set-status');
    assert.equal((await read('metadata')).running, true);
    assert.equal((await get('stop')).msg, 'Stop Requested');
    assert.deepEqual(
      [(await read('metadata')).running, (await read('metadata')).endTimeMillis],
      [false, lab.clock.now()],
    );
    await log('update-status', { isAlive: false, hasCrashed: true, error: null });
    assert.equal((await read('metadata')).hasCrashed, true);
    await log('update-status', { isAlive: true, hasCrashed: false, error: null });
    assert.deepEqual([(await read('metadata')).running, (await read('metadata')).hasCrashed], [true, false]);
  });

  it('sets times; one alone leaves the other as it was set', async () => {
    await get('stop');
    await log('set-start-end-time', { startTimeMillis: 5000, endTimeMillis: 9000 });
    assert.deepEqual([(await read('metadata')).startTimeMillis, (await read('metadata')).durationMillis], [5000, 4000]);
    await log('set-start-end-time', { startTimeMillis: 6000, endTimeMillis: null });
    assert.deepEqual([(await read('metadata')).startTimeMillis, (await read('metadata')).endTimeMillis], [6000, 9000]);
    await log('set-start-end-time', { endTimeMillis: 90_000 });
    assert.deepEqual(
      [(await read('metadata')).startTimeMillis, (await read('metadata')).endTimeMillis],
      [6000, 90_000],
    );
  });

  it('archives, restores and deletes by GET', async () => {
    const listed = async (archived: boolean): Promise<number> =>
      (
        (await lab.read(
          `experiments?${query({ workspaceName: 'ada', projectName: 'new project', archived: String(archived) })}`,
        )) as { experiments: unknown[] }
      ).experiments.length;
    assert.equal((await get('archive')).msg, 'Archived');
    assert.deepEqual([await listed(false), await listed(true), (await read('metadata')).archived], [0, 1, true]);
    assert.equal((await get('restore')).msg, 'Restore');
    assert.deepEqual([await listed(false), await listed(true)], [1, 0]);
    assert.equal((await get('delete')).msg, 'Deleted');
    assert.deepEqual([await listed(false), await listed(true)], [0, 0]);
    const gone = await lab.ask(`experiment/metadata?experimentKey=${key}`);
    assert.deepEqual([gone.status, ((await gone.json()) as Answer).sdk_error_code], [400, 90211]);
  });

  it('logs metrics of any spelling under their full name', async () => {
    await log('metric', {
      metricName: 'loss',
      metricValue: '0.5',
      context: 'train',
      step: 1,
      epoch: 1,
      timestamp: 100,
    });
    await log('metric', { metricName: 'loss', metricValue: 0.25, context: 'train', step: 2 });
    const raw = await lab.ask('write/experiment/metric', {
      method: 'POST',
      body: `{"experimentKey":"${key}","metricName":"say \\"NaN\\"","metricValue":NaN}`,
    });
    assert.deepEqual(await raw.json(), saved);
    const rows = (
      (await lab.read(`experiment/metrics/get-metric?${query({ experimentKey: key, metricName: 'train_loss' })}`)) as {
        metrics: Answer[];
      }
    ).metrics;
    assert.deepEqual(rows, [
      {
        metricName: 'train_loss',
        metricValue: '0.5',
        timestamp: 100,
        step: 1,
        epoch: 1,
        runContext: 'train',
        offset: 0,
      },
      {
        metricName: 'train_loss',
        metricValue: '0.25',
        timestamp: lab.clock.now(),
        step: 2,
        epoch: null,
        runContext: 'train',
        offset: 1,
      },
    ]);
    const all = (await read('metrics/get-all')).metrics as Answer[];
    assert.deepEqual(
      all.map(({ metricName, metricValue }) => [metricName, metricValue]),
      [
        ['train_loss', '0.5'],
        ['train_loss', '0.25'],
        ['say "NaN"', 'NaN'],
      ],
    );
    assert.equal(named(await read('metrics/summary'), 'train_loss')?.valueMin, '0.25');
  });

  it('logs parameters and others as text; the last counts, and the Name renames', async () => {
    for (const value of [3, 1, 2]) {
      await log('parameter', { parameterName: 'depth', parameterValue: value, step: value });
    }
    await log('parameter', { parameterName: 'shuffle', parameterValue: true, context: 'train' });
    const depth = named(await read('parameters'), 'depth')!;
    assert.deepEqual([depth.valueMin, depth.valueMax, depth.valueCurrent, depth.stepMin], ['1', '3', '2', 1]);
    assert.deepEqual(
      [
        named(await read('parameters'), 'train_shuffle')?.valueCurrent,
        named(await read('parameters'), 'train_shuffle')?.runContextCurrent,
      ],
      ['true', 'train'],
    );
    await lab.post('write/experiment/parameter/delete', { experimentKey: key, parameterName: 'depth' });
    assert.equal(named(await read('parameters'), 'depth'), undefined);
    await log('log-other', { key: 'Name', value: 'a better name' });
    assert.equal((await read('metadata')).experimentName, 'a better name');
    assert.deepEqual(
      [named(await read('log-other'), 'Name')?.valueCurrent, named(await read('log-other'), 'Name')?.editable],
      ['a better name', true],
    );
  });

  it('adds tags once and removes them', async () => {
    await log('tags', { addedTags: ['a', 'b'] });
    await log('tags', { addedTags: ['b', 'c 🚀'] });
    assert.deepEqual((await read('tags')).tags, ['a', 'b', 'c 🚀']);
    await lab.post('write/experiment/tags/delete', { experimentKey: key, tags: ['b'] });
    assert.deepEqual((await read('tags')).tags, ['a', 'c 🚀']);
  });

  it('appends HTML unless told to replace it; graph, code and file are replaced', async () => {
    await log('html', { html: '<p>1</p>' });
    await log('html', { html: '<p>2</p>', override: false });
    assert.equal((await read('html')).html, '<p>1</p><p>2</p>');
    await log('html', { html: '<p>3</p>', override: true });
    assert.equal((await read('html')).html, '<p>3</p>');
    for (const value of ['old', 'new']) {
      await log('graph', { graph: value });
      await log('code', { code: value });
      await log('file-path', { filePath: `src/${value}.py` });
    }
    assert.deepEqual(
      [(await read('graph')).graph, (await read('code')).code, (await read('metadata')).fileName],
      ['new', 'new', 'new.py'],
    );
  });

  it('joins output in the order of its offsets, under either root', async () => {
    await log('output', {
      runContext: null,
      outputLines: [
        { output: 'second', offset: 2, stderr: true },
        { output: 'first\n', offset: 1, localTimestamp: 5 },
      ],
    });
    const elsewhere = await fetch(`${lab.url}/clientlib/rest/v2/write/experiment/output`, {
      method: 'POST',
      headers: { Authorization: lab.apiKey, 'Content-Encoding': 'gzip' },
      body: gzipSync(
        JSON.stringify({
          experimentKey: key,
          context: 'x',
          outputLines: [{ output: 'third "quoted" \u001b[31m', offset: 3 }],
        }),
      ),
    });
    assert.equal(elsewhere.status, 200);
    assert.equal((await read('output')).output, 'first\nsecond\nthird "quoted" \u001b[31m\n');
  });

  it('merges system details and keeps git metadata', async () => {
    await log('system-details', { os: 'Linux', pid: 7, command: ['a', 'b'], env: { HOME: '/home/ada' } });
    await log('system-details', { os: null, hostname: 'engine', env: { LANG: 'C', N: 1 } });
    const details = await read('system-details');
    assert.deepEqual(
      [
        details.os,
        details.pid,
        details.hostname,
        details.command,
        details.env,
        details.installedPackages,
        details.maxTotalMemory,
      ],
      ['Linux', 7, 'engine', ['a', 'b'], { HOME: '/home/ada', LANG: 'C', N: '1' }, [], null],
    );
    await log('git/metadata', { user: 'ada', branch: 'refs/heads/main', parent: 'f00' });
    assert.deepEqual(await read('git/metadata'), {
      user: 'ada',
      root: null,
      branch: 'refs/heads/main',
      parent: 'f00',
      origin: null,
    });
  });

  const everyByte = Uint8Array.from({ length: 600 }, (_, index) => index % 256);

  it('takes a patch as it is, and gives it back as it is', async () => {
    const response = await lab.ask(
      `write/experiment/git/patch?experimentKey=${key}`,
      multipartBody([{ name: 'file', bytes: everyByte, fileName: 'x.zip' }]),
    );
    assert.deepEqual(await response.json(), saved);
    const patch = await lab.ask(`experiment/git/patch?experimentKey=${key}`);
    assert.equal(patch.headers.get('content-type'), 'application/octet-stream');
    assert.deepEqual(new Uint8Array(await patch.arrayBuffer()), everyByte);
  });

  async function upload(
    parameters: Record<string, string>,
    parts: Parameters<typeof multipartBody>[0],
  ): Promise<string> {
    const response = await lab.ask(
      `write/experiment/upload-asset?${query({ experimentKey: key, ...parameters })}`,
      multipartBody(parts),
    );
    const answer = (await response.json()) as Answer & { assetId: string };
    assert.deepEqual({ ...answer, assetId: '' }, { ...saved, assetId: '' });
    return answer.assetId;
  }

  it('takes assets with their details, and gives their bytes, whole and in ranges', async () => {
    const assetId = await upload(
      { type: 'image', fileName: 'figures/ä b.png', context: 'train', step: '3', overwrite: 'False' },
      [
        { name: 'file', bytes: everyByte },
        { name: 'metadata', bytes: Buffer.from('{"a":1}') },
      ],
    );
    const details = (await lab.read(`experiment/asset/details?${query({ experimentKey: key, assetId })}`)) as Answer;
    assert.deepEqual((await read('asset/list')).assets, [details]);
    assert.deepEqual(
      [
        details.fileName,
        details.fileSize,
        details.type,
        details.runContext,
        details.step,
        details.metadata,
        details.image,
        details.dir,
        details.remote,
        details.createdAt,
      ],
      ['figures/ä b.png', 600, 'image', 'train', 3, '{"a":1}', true, 'media', false, lab.clock.now()],
    );
    const bytes = async (range?: string) => {
      const response = await fetch(String(details.link), {
        headers: { Authorization: lab.apiKey, ...(range === undefined ? {} : { Range: range }) },
      });
      return {
        status: response.status,
        range: response.headers.get('content-range'),
        body: new Uint8Array(await response.arrayBuffer()),
      };
    };
    assert.deepEqual(await bytes(), { status: 200, range: null, body: everyByte });
    assert.deepEqual(await bytes('bytes=590-'), {
      status: 206,
      range: 'bytes 590-599/600',
      body: everyByte.slice(590),
    });
    assert.deepEqual(await bytes('bytes=10-19'), {
      status: 206,
      range: 'bytes 10-19/600',
      body: everyByte.slice(10, 20),
    });
    assert.deepEqual(await bytes('bytes=-5'), { status: 206, range: 'bytes 595-599/600', body: everyByte.slice(595) });
    assert.deepEqual(await bytes('bytes=600-'), { status: 416, range: 'bytes */600', body: new Uint8Array() });
    assert.deepEqual(await bytes('bytes=0-1,5-6'), { status: 200, range: null, body: everyByte });
  });

  it('makes one asset of the histograms of a name, anew when one comes or goes', async () => {
    const one = (step: string) =>
      upload({ type: 'histogram3d', fileName: 'weights', step }, [
        { name: 'file', bytes: Buffer.from(`{"index_values":[[${step},1]]}`) },
      ]);
    const combined = async (): Promise<unknown[]> => {
      const { assets } = (await lab.read(
        `experiment/asset/list?${query({ experimentKey: key, type: 'histogram_combined_3d' })}`,
      )) as { assets: Answer[] };
      return Promise.all(
        assets.map(async ({ assetId }) => {
          const { histograms } = (await lab.read(
            `experiment/asset/get-asset?${query({ experimentKey: key, assetId: String(assetId) })}`,
          )) as { histograms: Answer[] };
          return histograms.map(({ step }) => step);
        }),
      );
    };
    const second = await one('2');
    const first = await one('1');
    assert.deepEqual(await combined(), [[1, 2]]);
    await get('asset/delete', { assetId: first });
    assert.deepEqual(await combined(), [[2]]);
    await get('asset/delete', { assetId: second });
    assert.deepEqual(await combined(), []);
  });

  it('overwrites, filters and removes assets, and keeps mere references', async () => {
    const first = await upload({ type: 'asset', fileName: 'a.txt', overwrite: 'TRUE' }, [
      { name: 'file', bytes: everyByte },
    ]);
    const second = await upload({ type: 'asset', fileName: 'a.txt', overwrite: 'TRUE' }, [
      { name: 'file', bytes: everyByte },
    ]);
    const remote = await upload({ type: 'audio', fileName: 'far.wav', isRemote: 'TRUE' }, [
      { name: 'link', bytes: Buffer.from('s3://bucket/far.wav') },
    ]);
    const ids = async (type?: string): Promise<unknown[]> =>
      (
        (await lab.read(
          `experiment/asset/list?${query({ experimentKey: key, ...(type === undefined ? {} : { type }) })}`,
        )) as { assets: Answer[] }
      ).assets.map(({ assetId }) => assetId);
    assert.notEqual(first, second);
    assert.deepEqual(
      [await ids(), await ids('all'), await ids('audio'), await ids('video')],
      [[second, remote], [second, remote], [remote], []],
    );
    const details = (await lab.read(
      `experiment/asset/details?${query({ experimentKey: key, assetId: remote })}`,
    )) as Answer;
    assert.deepEqual(
      [details.remote, details.link, details.fileSize, details.audio],
      [true, 's3://bucket/far.wav', 0, true],
    );
    const nothing = (await lab.read(
      `experiment/asset/get-asset?${query({ experimentKey: key, assetId: remote })}`,
    )) as Answer;
    assert.equal(nothing.code, 200);
    assert.deepEqual(
      (
        (await lab.read(`experiment/asset/get-by-name?${query({ experimentKey: key, assetName: 'a.txt' })}`)) as {
          assets: Answer[];
        }
      ).assets.length,
      1,
    );
    assert.equal((await get('asset/delete', { assetId: second })).msg, 'Deleted');
    assert.deepEqual(await ids(), [remote]);
    const missing = await lab.ask(`experiment/asset/get-asset?${query({ experimentKey: key, assetId: second })}`);
    assert.deepEqual(
      [missing.status, missing.headers.get('content-type'), (await missing.text()).startsWith('{"msg":"no patch')],
      [200, 'application/json', true],
    );
  });

  it('groups model files and gives a model as a zip', async () => {
    const { unzipSync } = await import('fflate');
    for (const name of ['weights.bin', 'nested/config.json']) {
      await upload({ type: 'model-element', fileName: name, groupingName: 'my model' }, [
        { name: 'file', bytes: everyByte },
      ]);
    }
    const [model] = (await read('model')).models as Answer[];
    assert.deepEqual([model?.modelName, model?.experimentKey, model?.registryRecords], ['my model', key, []]);
    const files = (await lab.read(
      `experiment/model/asset/list?${query({ experimentKey: key, modelName: 'my model' })}`,
    )) as { assets: Answer[] };
    assert.deepEqual(
      files.assets.map(({ fileName, dir }) => [fileName, dir]),
      [
        ['weights.bin', 'models/my model'],
        ['nested/config.json', 'models/my model'],
      ],
    );
    const zip = await lab.ask(`experiment/model/download?${query({ experimentKey: key, modelName: 'my model' })}`);
    assert.deepEqual(unzipSync(new Uint8Array(await zip.arrayBuffer())), {
      'weights.bin': everyByte,
      'nested/config.json': everyByte,
    });
    assert.equal(
      (await lab.ask(`experiment/model/download?${query({ experimentKey: key, modelName: 'other' })}`)).status,
      400,
    );
  });

  it('makes, changes, notes and removes projects', async () => {
    const { projectId } = (await lab.post('write/project/create', {
      workspaceName: 'ada',
      projectName: 'p',
      projectDescription: 'd',
      isPublic: true,
    })) as { projectId: string };
    const project = async (): Promise<Answer> => (await lab.read(`project?projectId=${projectId}`)) as Answer;
    assert.deepEqual(
      [
        (await project()).projectName,
        (await project()).projectDescription,
        (await project()).public,
        (await project()).numberOfExperiments,
      ],
      ['p', 'd', true, 0],
    );
    assert.equal(
      (
        await lab.ask('write/project/create', {
          method: 'POST',
          body: JSON.stringify({ workspaceName: 'ada', projectName: 'p' }),
        })
      ).status,
      400,
    );
    await lab.post('write/project/update', { projectId, newProjectName: 'q', isPublic: false });
    assert.deepEqual(await lab.read('project?workspaceName=ada&projectName=q'), {
      ...(await project()),
      projectName: 'q',
      public: false,
    });
    assert.equal(
      (await lab.ask('write/project/update', { method: 'POST', body: JSON.stringify({ projectId, projectName: 'q' }) }))
        .status,
      400,
    );
    await lab.post('write/project/notes', { projectId, notes: '# Notes' });
    assert.deepEqual(await lab.read(`project/notes?projectId=${projectId}`), { notes: '# Notes' });
    await lab.post('write/experiment/move', {
      experimentKeys: [key],
      targetWorkspaceName: 'ada',
      targetProjectName: 'q',
      symlink: false,
    });
    assert.deepEqual([(await read('metadata')).projectName, (await project()).numberOfExperiments], ['q', 1]);
    const remove = { workspaceName: 'ada', projectName: 'q' };
    assert.equal(
      (
        await lab.ask('write/project/delete', {
          method: 'POST',
          body: JSON.stringify({ ...remove, deleteAllExperiments: false }),
        })
      ).status,
      400,
    );
    assert.equal(
      ((await lab.post('write/project/delete', { ...remove, deleteAllExperiments: true })) as Answer).msg,
      'Deleted',
    );
    assert.equal((await lab.ask(`project?projectId=${projectId}`)).status, 404);
    assert.equal((await lab.ask(`experiment/metadata?experimentKey=${key}`)).status, 400);
  });

  it('refuses bodies that are not what they should be', async () => {
    const bodies: [string, string, RequestInit?][] = [
      ['write/experiment/tags', 'not json'],
      ['write/experiment/tags', JSON.stringify({ experimentKey: key, addedTags: 'one' })],
      ['write/experiment/metric', JSON.stringify({ experimentKey: key, metricName: 'a', metricValue: {} })],
      ['write/experiment/metric', 'not gzip', { headers: { 'Content-Encoding': 'gzip' } }],
      [`write/experiment/upload-asset?experimentKey=${key}`, 'not multipart'],
      [
        `write/experiment/upload-asset?experimentKey=${key}`,
        '--b\r\n\r\nno end',
        { headers: { 'Content-Type': 'multipart/form-data; boundary=b' } },
      ],
    ];
    for (const [path, body, init] of bodies) {
      const response = await lab.ask(path, { method: 'POST', body, ...init });
      assert.equal(response.status, 400, `${path} ${body}`);
      assert.match(String(((await response.json()) as Answer).msg), /^bad request body/);
    }
  });
});
