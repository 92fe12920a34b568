// What a running experiment of the official SDK sends below /clientlib/: it can be read back over REST at once.
import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { query, serveEmptyLab, type ServedLab } from '../../../support/lab/labFixture';

type Answer = Record<string, unknown>;

describe('lab below /clientlib/', () => {
  const key = 'a'.repeat(32);
  let lab: ServedLab;
  beforeEach(async () => {
    lab = await serveEmptyLab();
  });
  afterEach(() => lab.close());

  const ask = (path: string, init: RequestInit = {}): Promise<Response> =>
    fetch(`${lab.url}/clientlib/${path}`, {
      ...init,
      headers: { Authorization: lab.apiKey, ...(init.headers as Record<string, string> | undefined) },
    });
  const post = async (path: string, body: unknown): Promise<Answer> => {
    const response = await ask(path, { method: 'POST', body: JSON.stringify(body) });
    assert.equal(response.status, 200, await response.clone().text());
    return (await response.json()) as Answer;
  };
  const refusal = async (path: string, body: unknown, headers = {}): Promise<[number, unknown]> => {
    const response = await ask(path, { method: 'POST', body: JSON.stringify(body), headers });
    return [response.status, ((await response.json()) as Answer).sdk_error_code];
  };
  const read = async (path: string, experimentKey = key): Promise<Answer> =>
    (await lab.read(`experiment/${path}?experimentKey=${experimentKey}`)) as Answer;
  const begin = (more: Answer = {}): Promise<Answer> =>
    post('logger/add/run', { experimentKey: key, projectName: 'digits', teamName: null, ...more });
  const upload = async (
    path: string,
    asked: Record<string, string>,
    parts: Record<string, string | Blob>,
  ): Promise<Answer> => {
    const body = new FormData();
    for (const [name, part] of Object.entries(parts)) {
      body.append(name, part);
    }
    const response = await ask(`${path}?${query({ experimentId: key, ...asked })}`, { method: 'POST', body });
    assert.equal(response.status, 200, await response.clone().text());
    return (await response.json()) as Answer;
  };
  const assets = async (): Promise<Answer[]> => (await read('asset/list')).assets as Answer[];

  it('begins an experiment, continues it, and refuses by the numbers that the SDK knows', async () => {
    const begun = await begin();
    assert.match(String(begun.runId), /^[0-9a-f]{32}$/);
    assert.deepEqual(
      [begun.focusUrl, begun.s3DirectAccessEnabled, begun.featureToggles],
      [`${lab.url}/ada/digits/`, false, [{ name: 'sdk_use_http_messages', enabled: true }]],
    );
    const metadata = await read('metadata');
    assert.deepEqual(
      [metadata.running, metadata.projectName, metadata.experimentName, metadata.projectId],
      [true, 'digits', begun.name, begun.project_id],
    );
    assert.equal((await begin({ getOrCreateEnabled: true })).name, begun.name);
    assert.equal((await post('logger/get/run', { previousExperiment: key })).name, begun.name);
    const other = { experimentKey: 'b'.repeat(32) };
    assert.deepEqual(await refusal('logger/add/run', { experimentKey: key }), [400, 90999]);
    assert.deepEqual(await refusal('logger/add/run', { ...other, teamName: 'nobody' }), [400, 90219]);
    assert.deepEqual(await refusal('logger/add/run', { experimentKey: '../key' }), [400, 0]);
    assert.deepEqual(await refusal('logger/add/run', other, { Authorization: 'wrong' }), [400, 90212]);
    assert.deepEqual(await refusal('logger/get/run', { previousExperiment: other.experimentKey }), [400, 90210]);
    assert.deepEqual(await refusal('status-report/update', { ...other, is_alive: true }), [400, 90211]);
  });

  it('hears its heart and its end', async () => {
    await begin();
    lab.clock.advance(25_000);
    assert.equal(
      (await post('status-report/update', { experimentKey: key, is_alive: true })).is_alive_beat_duration_millis,
      10_000,
    );
    lab.clock.advance(25_000);
    assert.equal((await read('metadata')).running, true);
    await post('status-report/update', { experimentKey: key, is_alive: false });
    assert.deepEqual([(await read('metadata')).running, (await read('metadata')).durationMillis], [false, 50_000]);
    await post('status-report/offline-metadata', { experimentKey: key, startTimestamp: 1000, endTimestamp: 5000 });
    assert.deepEqual([(await read('metadata')).startTimeMillis, (await read('metadata')).endTimeMillis], [1000, 5000]);
  });

  it('takes batches, packed and with what JSON cannot hold', async () => {
    await begin();
    const batch =
      `{"experimentKey":"${key}","values":[{"metricName":"loss","metricValue":0.5,"step":1,"epoch":1,"context":"train","timestamp":7},` +
      '{"metricName":"loss","metricValue":NaN,"step":2,"epoch":null,"context":"train","timestamp":8}]}';
    const packed = await ask('batch/logger/experiment/metric', {
      method: 'POST',
      body: gzipSync(batch),
      headers: { 'Content-Encoding': 'gzip' },
    });
    assert.equal(packed.status, 200);
    const rows = (await read('metrics/get-all')).metrics as Answer[];
    assert.deepEqual(
      rows.map(({ metricName, metricValue, step, timestamp, runContext }) => [
        metricName,
        metricValue,
        step,
        timestamp,
        runContext,
      ]),
      [
        ['train_loss', '0.5', 1, 7, 'train'],
        ['train_loss', 'NaN', 2, 8, 'train'],
      ],
    );
    await post('batch/logger/experiment/parameter', {
      experimentKey: key,
      values: [
        { parameterName: 'lr', parameterValue: 0.01, step: null, source: 'manual', context: null, timestamp: 7 },
        { parameterName: 'layers', parameterValue: [1, 2], step: null, source: 'manual', context: null, timestamp: 7 },
      ],
    });
    const parameters = (await read('parameters')).values as Answer[];
    assert.deepEqual(
      parameters.map(({ name, valueCurrent }) => [name, valueCurrent]),
      [
        ['lr', '0.01'],
        ['layers', '[1,2]'],
      ],
    );
    await post('tags/add-tags-to-experiment', { experimentKey: key, addedTags: ['a', 'b', 'a'] });
    assert.deepEqual((await read('tags')).tags, ['a', 'b']);
  });

  it('copies what was logged up to a step, and links to another project', async () => {
    await begin();
    await post('batch/logger/experiment/metric', {
      experimentKey: key,
      values: [1, 2, 3].map((step) => ({ metricName: 'loss', metricValue: step, step, timestamp: step })),
    });
    await post('tags/add-tags-to-experiment', { experimentKey: key, addedTags: ['a'] });
    const copy = 'c'.repeat(32);
    await post('logger/copy-steps-from-experiment', {
      copiedExperimentKey: key,
      newExperimentKey: copy,
      stepToCopyTo: 2,
    });
    assert.deepEqual(
      ((await read('metrics/get-all', copy)).metrics as Answer[]).map(({ step }) => step),
      [1, 2],
    );
    assert.deepEqual((await read('tags', copy)).tags, ['a']);
    await lab.post('write/project/create', { workspaceName: 'ada', projectName: 'other' });
    assert.equal((await ask(`symlink/new?${query({ experimentKey: key, projectName: 'other' })}`)).status, 200);
    assert.equal((await ask(`symlink/new?${query({ experimentKey: key, projectName: 'none' })}`)).status, 400);
    const linked = (await lab.read('experiments?workspaceName=ada&projectName=other')) as { experiments: Answer[] };
    assert.deepEqual(
      linked.experiments.map(({ experimentKey }) => experimentKey),
      [key],
    );
  });

  it('keeps uploads: files, figures, the patch, references, and a cloud of points with its parts', async () => {
    await begin();
    const bytes = new Blob([Uint8Array.from([0, 255, 13, 10])]);
    await upload(
      'asset/upload',
      { assetId: 'one', fileName: 'dir/a.bin', step: '3', overwrite: 'False', context: 'train' },
      { file: bytes, metadata: '{"a":1}' },
    );
    await upload('visualizations/upload', { imageId: 'two', figName: 'plot', step: '4' }, { file: bytes });
    await upload(
      'asset/upload',
      { assetId: 'three', fileName: 'far', isRemote: 'True' },
      { link: new Blob(['s3://bucket/far']) },
    );
    await upload('git-patch/upload', {}, { file: new Blob(['patch']) });
    await post('asset/log-remote-model', {
      experimentKey: key,
      modelName: 'net',
      remoteEntities: [{ assetId: 'four', remoteUrl: 's3://bucket/net', fileName: 'net.bin' }],
    });
    const { assetId: scene } = await post('asset', {
      experimentKey: key,
      userFileName: 'scene',
      assetType: '3d-image',
      step: 5,
      metadata: '{"xRange":[0,1]}',
    });
    await upload(
      'asset/asset-item',
      {},
      {
        requestParams: JSON.stringify({
          experimentKey: key,
          assetId: scene,
          userFileName: 'points.jsonl',
          assetItemType: 'points',
        }),
        assetItemContent: bytes,
      },
    );
    const thumbnail = new FormData();
    thumbnail.append('requestParams', JSON.stringify({ experimentKey: key, thumbnailExtension: '.png' }));
    thumbnail.append('thumbnail', bytes);
    assert.equal((await ask(`asset/${String(scene)}/thumbnail`, { method: 'PUT', body: thumbnail })).status, 200);
    assert.deepEqual(
      (await assets()).map(({ fileName, type, step, fileSize, dir, link, remote }) => [
        fileName,
        type,
        step,
        fileSize,
        dir,
        remote === true ? link : null,
      ]),
      [
        ['dir/a.bin', 'asset', 3, 4, 'assets', null],
        ['plot', 'image', 4, 4, 'media', null],
        ['far', 'asset', null, 0, 'assets', 's3://bucket/far'],
        ['net.bin', 'model-element', null, 0, 'models/net', 's3://bucket/net'],
        ['scene', '3d-image', 5, 0, 'assets', null],
        ['scene/points.jsonl', 'points', 5, 4, 'assets', null],
        ['scene/thumbnail.png', 'image', 5, 4, 'media', null],
      ],
    );
    const stored = await lab.ask(`experiment/asset/get-asset?${query({ experimentKey: key, assetId: 'one' })}`);
    assert.deepEqual([...new Uint8Array(await stored.arrayBuffer())], [0, 255, 13, 10]);
    assert.equal(await (await lab.ask(`experiment/git/patch?experimentKey=${key}`)).text(), 'patch');
    for (const [path, said] of [
      ['asset/asset-item', '{"experimentKey":1}'],
      ['asset/asset-item', 'no JSON'],
    ] as const) {
      const body = new FormData();
      body.append('requestParams', said);
      body.append('assetItemContent', bytes);
      assert.equal((await ask(path, { method: 'POST', body })).status, 400);
    }
  });
});
