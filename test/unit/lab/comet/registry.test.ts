// The model registry of the lab: versions made of models that experiments logged, stages, notes, zips, and every
// refusal.
import assert from 'node:assert/strict';
import { unzipSync } from 'fflate';
import { PersistentLab, multipartBody } from '../../../support/lab/persistentLab';
import { query, type ServedLab } from '../../../support/lab/labFixture';

type Answer = Record<string, unknown>;

const workspaceName = 'tabular-team';

describe('lab registry', () => {
  let kept: PersistentLab;
  let lab: ServedLab;
  let key: string;

  beforeEach(async () => {
    kept = await PersistentLab.create();
    lab = await kept.open();
    ({ experimentKey: key } = (await lab.post('write/experiment/create', { workspaceName, projectName: 'models' })) as {
      experimentKey: string;
    });
    await upload('net', 'weights.bin', 'four', '{"layers":3}');
    await upload('net', 'deep/labels.txt', '0123456789');
    await upload('other net', 'w.bin', 'x');
  });

  afterEach(() => kept.remove());

  async function upload(model: string, fileName: string, content: string, metadata?: string): Promise<void> {
    const details = query({ experimentKey: key, type: 'model-element', groupingName: model, fileName });
    const parts = [
      { name: 'file', bytes: Buffer.from(content) },
      ...(metadata === undefined ? [] : [{ name: 'metadata', bytes: Buffer.from(metadata) }]),
    ];
    assert.equal((await lab.ask(`write/experiment/upload-asset?${details}`, multipartBody(parts))).status, 200);
  }
  const get = async (path: string, values: Record<string, string> = {}): Promise<Answer> =>
    (await lab.read(`${path}?${query(values)}`)) as Answer;
  const models = async (): Promise<Answer[]> =>
    (await get('experiment/model', { experimentKey: key })).models as Answer[];
  const idOf = async (name: string): Promise<string> =>
    String((await models()).find(({ modelName }) => modelName === name)?.experimentModelId);
  const create = async (more: Answer = {}): Promise<Answer> =>
    (await lab.post('write/registry-model', {
      experimentModelId: await idOf('net'),
      registryModelName: 'My Net!',
      ...more,
    })) as Answer;
  const promote = async (more: Answer = {}): Promise<Answer> =>
    (await lab.post('write/registry-model/item', {
      experimentModelId: await idOf('net'),
      registryModelName: 'my-net',
      ...more,
    })) as Answer;
  const details = (modelName = 'my-net'): Promise<Answer> =>
    get('registry-model/details', { workspaceName, modelName });
  const versions = async (modelName?: string): Promise<Answer[]> => (await details(modelName)).versions as Answer[];

  async function refused(code: number, path: string, body?: Answer): Promise<string> {
    const answer = await lab.ask(path, body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) });
    const error = (await answer.json()) as Answer;
    assert.deepEqual(
      [answer.status, error.code, error.sdk_error_code],
      [400, 400, code],
      `${path} ${JSON.stringify(body)}: ${JSON.stringify(error)}`,
    );
    return String(error.msg);
  }

  it('lists an experiment’s models and their files, by ids that stay', async () => {
    assert.deepEqual(
      (await models()).map(({ modelName }) => modelName),
      ['net', 'other net'],
    );
    assert.deepEqual((await get('experiment/model', { experimentKey: key, modelName: 'net' })).models, [
      (await models())[0],
    ]);
    const { assets } = (await get('experiment/model/asset/list', { experimentKey: key, modelName: 'net' })) as {
      assets: Answer[];
    };
    assert.deepEqual(
      assets.map(({ fileName, fileSize, dir }) => [fileName, fileSize, dir]),
      [
        ['weights.bin', 4, 'models/net'],
        ['deep/labels.txt', 10, 'models/net'],
      ],
    );
    const zip = await lab.ask(`experiment/model/download?${query({ experimentKey: key, modelName: 'net' })}`);
    assert.deepEqual(Object.keys(unzipSync(new Uint8Array(await zip.arrayBuffer()))), [
      'weights.bin',
      'deep/labels.txt',
    ]);
    await refused(0, `experiment/model/download?${query({ experimentKey: key, modelName: 'nothing' })}`);
    const before = await models();
    await lab.close();
    lab = await kept.open();
    assert.deepEqual(await models(), before);
  });

  it('creates a model under its normalised name, with a first version', async () => {
    const made = await create({
      description: 'what it is',
      comment: 'the first',
      stages: ['staging', 'staging'],
      isPublic: true,
    });
    assert.deepEqual(Object.keys(made), ['registryModelId', 'registryModelItemId']);
    const model = await details();
    assert.deepEqual(
      [
        model.registryModelId,
        model.modelName,
        model.description,
        model.isPublic,
        model.numberOfVersions,
        model.userName,
        model.createdAt,
      ],
      [made.registryModelId, 'my-net', 'what it is', true, 1, 'ada', lab.clock.now()],
    );
    const [version] = model.versions as [Answer];
    const { assets, experimentModel, restApiUrl, ...rest } = version as Answer & {
      assets: Answer[];
      experimentModel: Answer;
    };
    assert.deepEqual(rest, {
      registryModelItemId: made.registryModelItemId,
      version: '1.0.0',
      comment: 'the first',
      stages: ['staging'],
      tags: ['staging'],
      status: 'None',
      userName: 'ada',
      createdAt: lab.clock.now(),
      lastUpdated: lab.clock.now(),
    });
    assert.deepEqual(
      assets.map(({ fileName }) => fileName),
      ['weights.bin', 'deep/labels.txt'],
    );
    const record = {
      registryModelId: made.registryModelId,
      registryModelItemId: made.registryModelItemId,
      registryModelName: 'my-net',
      version: '1.0.0',
      createdAt: lab.clock.now(),
    };
    assert.deepEqual(experimentModel, {
      experimentModelId: await idOf('net'),
      experimentKey: key,
      modelName: 'net',
      experimentModelName: 'net',
      registryRecords: [record],
    });
    assert.deepEqual(
      (await models()).map(({ registryRecords }) => registryRecords),
      [[record], []],
    );
    const download = await fetch(String(restApiUrl), { headers: { Authorization: lab.apiKey } });
    assert.deepEqual(Object.keys(unzipSync(new Uint8Array(await download.arrayBuffer()))), [
      'weights.bin',
      'deep/labels.txt',
    ]);
    assert.deepEqual(await get('registry-model/count', { workspaceName }), { registryModelCount: 1 });
    const [row] = (await get('registry-model', { workspaceName })).registryModels as [Answer];
    assert.deepEqual(
      [row.modelName, (row.latestVersion as Answer).version, (row.latestVersion as Answer).metadata],
      ['my-net', '1.0.0', ['{"layers":3}']],
    );
  });

  it('counts versions on, the highest number first, and takes one that is given', async () => {
    await create();
    await promote();
    await promote({ version: '2.1.0', comment: null });
    await promote({ version: '1.5.2', stages: ['old'] });
    await promote();
    assert.deepEqual(
      (await versions()).map(({ version }) => version),
      ['3.0.0', '2.1.0', '2.0.0', '1.5.2', '1.0.0'],
    );
    const latest = async (more: Record<string, string>): Promise<unknown> =>
      (
        (await get('registry-model/latest_version', { workspaceName, modelName: 'my-net', ...more }))
          .versions as Answer[]
      ).map(({ version }) => version);
    assert.deepEqual(await latest({}), ['3.0.0']);
    assert.deepEqual(await latest({ versionMajor: '2' }), ['2.1.0']);
    assert.deepEqual(await latest({ versionMajor: '2', versionMinor: '0' }), ['2.0.0']);
    assert.deepEqual(await latest({ stage: 'old' }), ['1.5.2']);
    await refused(
      42008,
      `registry-model/latest_version?${query({ workspaceName, modelName: 'my-net', stage: 'none' })}`,
    );
  });

  it('refuses what is taken, missing or malformed', async () => {
    const experimentModelId = await idOf('net');
    const body = { experimentModelId, registryModelName: 'my-net' };
    await refused(42008, 'write/registry-model/item', body);
    await create();
    await refused(0, 'write/registry-model', body);
    assert.match(await refused(0, 'write/registry-model/item', { ...body, version: '1.0.0' }), /1\.0\.0/);
    await refused(0, 'write/registry-model/item', { ...body, version: 'one' });
    await refused(0, 'write/registry-model/item', { ...body, version: 'v2.0.0' });
    await refused(0, 'write/registry-model', { experimentModelId, registryModelName: ' -!- ' });
    await refused(0, 'write/registry-model', { ...body, experimentModelId: 'nonsense' });
    await refused(0, 'write/registry-model', {
      ...body,
      experimentModelId: `${key}-${Buffer.from('no such').toString('base64url')}`,
    });
    await refused(90211, 'write/registry-model', {
      ...body,
      experimentModelId: `${'0'.repeat(32)}-${Buffer.from('net').toString('base64url')}`,
    });
    for (const path of [
      'details',
      'latest_version',
      'notes',
      'item/download',
      'item/details',
      'compact-details',
      'items',
      'item/download-instructions',
    ]) {
      await refused(
        42008,
        `registry-model/${path}?${query({ workspaceName, modelName: 'nothing', version: '1.0.0' })}`,
      );
    }
    for (const path of ['registry-model', 'registry-model/count', 'registry-model/allowed_status_values']) {
      await refused(90219, `${path}?workspaceName=nobody`);
    }
    await refused(42006, 'write/registry-model/item/update', { registryModelItemId: 'x', comment: '' });
    await refused(42006, 'write/registry-model/update', { registryModelId: 'x' });
    await refused(42006, 'write/registry-model/item/stage?modelItemId=x&stage=y');
    await refused(42006, 'write/registry-model/item/stage/delete?modelItemId=x&stage=y');
    await refused(42006, 'write/registry-model/item/delete?modelItemId=x');
    await refused(42008, 'write/registry-model/notes', { workspaceName, registryModelName: 'nothing', notes: '' });
    await refused(42008, `write/registry-model/delete?${query({ workspaceName, modelName: 'nothing' })}`);
  });

  it('adds and removes stages, comments and notes', async () => {
    const { registryModelItemId: modelItemId } = (await create({ stages: ['staging'] })) as {
      registryModelItemId: string;
    };
    const stage = (name: string): string => query({ modelItemId, stage: name });
    lab.clock.advance(1000);
    await get('write/registry-model/item/stage', { modelItemId, stage: 'production' });
    assert.deepEqual((await versions())[0]?.stages, ['staging', 'production']);
    assert.match(await refused(0, `write/registry-model/item/stage?${stage('production')}`), /stage already exists/);
    await get('write/registry-model/item/stage/delete', { modelItemId, stage: 'staging' });
    assert.match(
      await refused(0, `write/registry-model/item/stage/delete?${stage('staging')}`),
      /stage does not exist/,
    );
    await refused(0, `write/registry-model/item/stage?${query({ modelItemId, stage: '' })}`);
    await lab.post('write/registry-model/item/update', { registryModelItemId: modelItemId, comment: 'better words' });
    assert.deepEqual([(await versions())[0]?.stages, (await versions())[0]?.comment], [['production'], 'better words']);
    await lab.post('write/registry-model/item/update', {
      registryModelItemId: modelItemId,
      stages: ['a', 'b'],
      comment: null,
    });
    const [version] = await versions();
    assert.deepEqual(
      [version?.stages, version?.comment, Number(version?.lastUpdated) - Number(version?.createdAt)],
      [['a', 'b'], 'better words', 1000],
    );
    assert.deepEqual(await get('registry-model/notes', { workspaceName, modelName: 'my-net' }), { notes: null });
    await lab.post('write/registry-model/notes', { workspaceName, registryModelName: 'My Net', notes: '# Zeilen\n' });
    assert.deepEqual(await get('registry-model/notes', { workspaceName, modelName: 'my-net' }), {
      notes: '# Zeilen\n',
    });
  });

  it('changes and deletes models and versions', async () => {
    const { registryModelId } = await create({ description: 'old' });
    const second = await promote();
    await lab.post('write/registry-model', { experimentModelId: await idOf('other net'), registryModelName: 'taken' });
    await lab.post('write/registry-model/update', { registryModelId, registryModelName: 'New  Name', isPublic: true });
    const renamed = await details('new-name');
    assert.deepEqual([renamed.modelName, renamed.description, renamed.isPublic], ['new-name', 'old', true]);
    await refused(42008, `registry-model/details?${query({ workspaceName, modelName: 'my-net' })}`);
    await refused(0, 'write/registry-model/update', { registryModelId, registryModelName: 'taken' });
    await refused(0, 'write/registry-model/update', { registryModelId, registryModelName: '?' });
    await lab.post('write/registry-model/update', { registryModelId, registryModelName: 'new-name', description: '' });
    assert.equal((await details('new-name')).description, '');
    await get('write/registry-model/item/delete', { modelItemId: String(second.registryModelItemId) });
    assert.deepEqual(
      (await versions('new-name')).map(({ version }) => version),
      ['1.0.0'],
    );
    await get('write/registry-model/delete', { workspaceName, modelName: 'new-name' });
    assert.deepEqual(
      ((await get('registry-model', { workspaceName })) as { registryModels: Answer[] }).registryModels.map(
        ({ modelName }) => modelName,
      ),
      ['taken'],
    );
    assert.deepEqual(
      (await models()).map(({ registryRecords }) => (registryRecords as unknown[]).length),
      [0, 1],
    );
  });

  it('downloads a version by number, by stage, or the latest', async () => {
    await create({ stages: ['first'] });
    await lab.post('write/registry-model/item', {
      experimentModelId: await idOf('other net'),
      registryModelName: 'my-net',
      stages: ['second'],
    });
    const names = async (more: Record<string, string>): Promise<string[]> => {
      const answer = await lab.ask(
        `registry-model/item/download?${query({ workspaceName, modelName: 'my-net', ...more })}`,
      );
      assert.equal(answer.headers.get('content-type'), 'application/octet-stream');
      return Object.keys(unzipSync(new Uint8Array(await answer.arrayBuffer())));
    };
    assert.deepEqual(await names({}), ['w.bin']);
    assert.deepEqual(await names({ version: '1.0.0' }), ['weights.bin', 'deep/labels.txt']);
    assert.deepEqual(await names({ stage: 'first' }), ['weights.bin', 'deep/labels.txt']);
    await refused(
      42008,
      `registry-model/item/download?${query({ workspaceName, modelName: 'my-net', version: '9.0.0' })}`,
    );
    await refused(
      0,
      `registry-model/item/download?${query({ workspaceName, modelName: 'my-net', version: '1.0.0', stage: 'first' })}`,
    );
    await get('write/experiment/delete', { experimentKey: key });
    assert.deepEqual(await names({}), []);
    assert.deepEqual(
      (await versions()).map(({ assets }) => assets),
      [[], []],
    );
  });

  it('answers what the newer SDK asks: tags, status, metadata, history', async () => {
    const made = (await lab.post('write/registry-model/item/create', {
      experimentKey: key,
      experimentModelName: 'net',
      registryModelName: 'my net',
      registryModelDescription: 'd',
      version: '1.0.0',
      versionComment: 'c',
      tags: ['t'],
      status: 'Development',
      publicModel: false,
    })) as Answer;
    const id = String(made.registryModelItemId);
    await refused(0, 'write/registry-model/item/create', {
      experimentKey: key,
      experimentModelName: 'net',
      registryModelName: 'my net',
      version: '1.0.0',
    });
    await refused(0, 'write/registry-model/item/create', {
      experimentKey: key,
      experimentModelName: 'net',
      status: 'Nonsense',
    });
    await lab.post('write/registry-model/item/create', {
      experimentKey: key,
      experimentModelName: 'net',
      registryModelName: 'my net',
      version: null,
    });
    await lab.post('write/registry-model/item/status', { modelItemId: id, status: 'Production' });
    await refused(0, 'write/registry-model/item/status', { modelItemId: id, status: 'Nonsense' });
    await lab.post(`write/registry-model/item/${id}/metadata`, { metadata: [{ key: 'accuracy', value: 0.5 }] });
    assert.deepEqual(await get(`registry-model/item/${id}/metadata`), { metadata: [{ key: 'accuracy', value: 0.5 }] });
    assert.deepEqual(await get(`registry-model/item/${id}/status-configuration`), {});
    await lab.post(`write/registry-model/item/${id}/status-configuration`, {
      status: 'QA',
      isReviewRequired: true,
      statusConfiguration: [],
    });
    assert.deepEqual(await get(`registry-model/item/${id}/status-configuration`), {
      modelItemId: id,
      status: 'QA',
      isReviewRequired: true,
      statusConfiguration: [],
    });
    const named = { workspaceName, modelName: 'my-net' };
    const item = await get('registry-model/item/details', { ...named, version: '1.0.0' });
    assert.deepEqual(
      [item.registryModelItemId, item.experimentKey, item.tags, item.status, item.comment, item.updatedAt],
      [id, key, ['t'], 'Production', 'c', lab.clock.now()],
    );
    const items = async (more: Record<string, string>): Promise<unknown[]> =>
      ((await get('registry-model/items', { ...named, ...more })).items as Answer[]).map(({ version }) => version);
    assert.deepEqual(
      [
        await items({}),
        await items({ versionPrefix: '1' }),
        await items({ tag: 't' }),
        await items({ status: 'None' }),
      ],
      [['2.0.0', '1.0.0'], ['1.0.0'], ['1.0.0'], ['2.0.0']],
    );
    const instructions = await get('registry-model/item/download-instructions', { ...named, version: '1.0.0' });
    assert.deepEqual(
      [instructions.s3DownloadEnabled, ((instructions.versions as Answer[])[0]?.assets as unknown[]).length],
      [false, 2],
    );
    assert.equal((await get('registry-model/compact-details', named)).registryModelId, made.registryModelId);
    assert.ok(
      ((await get('registry-model/allowed_status_values', { workspaceName })).allowedStatus as string[]).includes(
        'Production',
      ),
    );
    const history = (await lab.post('registry-model/history/item', {
      registryModelItemId: id,
      groupedBy: 'DAY',
    })) as Record<string, Answer[]>;
    assert.deepEqual(
      Object.entries(history).map(([date, events]) => [date, events.map(({ actionType }) => actionType)]),
      [['January 15, 2026', ['MODEL_VERSION_STATUS_CHANGED', 'MODEL_VERSION_CREATED']]],
    );
  });

  it('is the same after a restart', async () => {
    const { registryModelItemId } = await create({ stages: ['a'], description: 'd' });
    await promote({ version: '1.2.0', comment: 'c' });
    const gone = await promote();
    lab.clock.advance(5000);
    await get('write/registry-model/item/stage', { modelItemId: String(registryModelItemId), stage: 'b' });
    await get('write/registry-model/item/delete', { modelItemId: String(gone.registryModelItemId) });
    await lab.post('write/registry-model/notes', { workspaceName, registryModelName: 'my-net', notes: 'kept' });
    const state = async (): Promise<string> =>
      JSON.stringify([
        await details(),
        await get('registry-model/notes', { workspaceName, modelName: 'my-net' }),
      ]).replaceAll(lab.url, '');
    const before = await state();
    await lab.close();
    lab = await kept.open();
    assert.equal(await state(), before);
    await promote();
    assert.deepEqual(
      (await versions()).map(({ version }) => version),
      ['2.0.0', '1.2.0', '1.0.0'],
    );
  });
});
