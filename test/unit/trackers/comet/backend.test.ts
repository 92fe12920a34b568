/**
 * Comet's oddities as comet-rest servers really have them, each answered by a real server and read into our vocabulary.
 */
import assert from 'node:assert/strict';
import { strToU8, zipSync } from 'fflate';
import type { Asset, Experiment, Project } from '../../../../src/shared/experiment';
import { apiKey, everythingOf, failure, json, never, type Handler, type TestServer } from '../http/httpServer';
import { bodyOf, drain, says, scriptedComet, type Answers, type ScriptedComet } from './scriptedComet';
import { assetsOf, experimentsOf } from '../../../support/lab/listAll';
import { bareExperiment } from '../../../support/fixtures/bareExperiment';

describe('the Comet back end', () => {
  const servers: TestServer[] = [];
  let logs: string[][] = [];
  afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => server.close()));
    logs = [];
  });

  const start = async (answers: Answers): Promise<ScriptedComet> => {
    const scripted = await scriptedComet(answers);
    servers.push(scripted.server);
    logs.push(scripted.log);
    return scripted;
  };
  const bytes =
    (content: Uint8Array | string, type = 'application/octet-stream'): Handler =>
    (_, response) => {
      response.writeHead(200, { 'content-type': type }).end(content);
    };

  const key = 'a1b2c3d4e5f6a7b8c9d0a1b2c3d4e5f6';
  const project: Project = {
    id: 'p1',
    workspace: 'ws',
    name: 'digits & more',
    description: null,
    experimentCount: null,
    lastUpdated: null,
    isPublic: null,
  };
  const row = {
    experimentKey: key,
    experimentName: 'outdoor_stool_7314',
    projectId: 'p1',
    projectName: 'digits & more',
    workspaceName: 'ws',
    filePath: 'src/train.py',
    fileName: 'train.py',
    durationMillis: 72,
    startTimeMillis: 1_572_435_384_908,
    endTimeMillis: '1572435457349',
    archived: false,
    userName: 'ada',
    running: true,
    hasCrashed: true,
    throttle: true,
    optimizationId: 'sweep7',
    unheardOf: { deep: [1] },
  };

  describe('account, workspaces and projects', () => {
    it('sends the key as it is', async () => {
      const { comet, server } = await start({ 'account-details': { userName: 'ada', defaultWorkspaceName: 'ws' } });
      assert.deepEqual(await comet.account(never), { userName: 'ada', defaultWorkspace: 'ws' });
      assert.equal(server.asked[0]!.headers.authorization, apiKey);
      assert.equal(server.asked[0]!.url, '/prefix/api/rest/v2/account-details');
    });

    it('reads workspaces as names, as objects and as a bare list', async () => {
      for (const answer of [
        { workspaceNames: ['a', 'b'] },
        { workspaceNames: [{ name: 'a' }, 'b'] },
        ['a', { name: 'b', id: 1 }],
      ]) {
        const { comet } = await start({ workspaces: answer });
        assert.deepEqual(await comet.listWorkspaces(never), [{ name: 'a' }, { name: 'b' }]);
      }
    });

    it('reads projects with either spelling of public, numbers in quotes, and what is missing', async () => {
      const { comet } = await start({
        projects: {
          projects: [
            {
              projectId: '1',
              projectName: 'one',
              ownerUserName: 'ada',
              projectDescription: 'text',
              workspaceName: 'ws',
              numberOfExperiments: 3,
              lastUpdated: 5,
              public: true,
            },
            { projectId: '2', projectName: 'two', isPublic: false, numberOfExperiments: '12', lastUpdated: null },
          ],
        },
      });
      assert.deepEqual(await comet.listProjects('ws', never), [
        {
          id: '1',
          workspace: 'ws',
          name: 'one',
          description: 'text',
          experimentCount: 3,
          lastUpdated: 5,
          isPublic: true,
        },
        {
          id: '2',
          workspace: 'ws',
          name: 'two',
          description: null,
          experimentCount: 12,
          lastUpdated: null,
          isPublic: false,
        },
      ]);
    });
  });

  describe('experiments', () => {
    it('asks by names and keeps the order', async () => {
      const { comet, path } = await start({ experiments: { experiments: [row, { ...row, experimentKey: 'second' }] } });
      const experiments = await experimentsOf(comet, { project, archived: true }, never);
      assert.deepEqual(
        experiments.map((experiment) => experiment.key),
        [key, 'second'],
      );
      assert.deepEqual(Object.fromEntries(path(0).searchParams), {
        workspaceName: 'ws',
        projectName: 'digits & more',
        archived: 'true',
      });
    });

    it('reads a full row and a bare one', async () => {
      const { comet } = await start({
        experiments: { experiments: [row, { experimentKey: 'bare', experimentName: '' }] },
      });
      const [full, bare] = await experimentsOf(comet, { project, archived: false }, never);
      assert.deepEqual(full, {
        key,
        name: 'outdoor_stool_7314',
        workspace: 'ws',
        projectId: 'p1',
        projectName: 'digits & more',
        state: 'running',
        archived: false,
        startTime: 1_572_435_384_908,
        endTime: 1_572_435_457_349,
        duration: 72,
        user: 'ada',
        filePath: 'src/train.py',
        incomplete: true,
        status: null,
        bookmarked: null,
        group: 'sweep7',
        original: null,
        tags: null,
        lastMetrics: null,
        parameters: null,
      } satisfies Experiment);
      assert.deepEqual(bare, {
        ...bareExperiment,
        workspace: 'ws',
        projectId: 'p1',
        projectName: 'digits & more',
      } satisfies Experiment);
    });

    it('takes running before crashed before finished', async () => {
      for (const [flags, state] of [
        [{ running: true, hasCrashed: true }, 'running'],
        [{ running: false, hasCrashed: true }, 'crashed'],
        [{ running: false, hasCrashed: false }, 'finished'],
        [{ running: null }, 'finished'],
      ] as const) {
        const { comet } = await start({ 'experiment/metadata': { experimentKey: key, ...flags } });
        assert.equal((await comet.getExperiment(key, never)).state, state);
      }
    });

    it('names the place of a surprise, and not what it is', async () => {
      const { comet } = await start({ experiments: { experiments: [row, { ...row, archived: 'hunter2' }] } });
      const error = await failure(experimentsOf(comet, { project, archived: false }, never));
      assert.equal(error.kind, 'unexpected');
      assert.match(error.message, /"experiments\.1\.archived" is not of type boolean/);
      assert.ok(!everythingOf(error).includes('hunter2'));
      const other = await start({ 'account-details': { userName: 5 } });
      assert.match((await failure(other.comet.account(never))).message, /"userName" is not of type string/);
      const third = await start({ 'account-details': {} });
      assert.match((await failure(third.comet.account(never))).message, /"userName" is missing/);
    });

    it('reads 10,000 of them', async () => {
      const rows = Array.from({ length: 10_000 }, (_, index) => ({
        ...row,
        experimentKey: `key${index}`,
        experimentName: `run 😀 ${index}`,
      }));
      const { comet } = await start({ experiments: { experiments: rows } });
      const experiments = await experimentsOf(comet, { project, archived: false }, never);
      assert.equal(experiments.length, 10_000);
      assert.deepEqual(
        experiments.map(({ key: one, name }) => [one, name]),
        rows.map((one) => [one.experimentKey, one.experimentName]),
      );
    });
  });

  describe('what Comet says in a body', () => {
    for (const [name, handler, kind] of [
      ['a missing experiment', says(400, 90211), 'notFound'],
      ['a missing experiment without a code', says(400, 0), 'notFound'],
      ['a missing experiment in a success', says(200, 90211), 'notFound'],
      ['a failure in a success', says(200, 0, 'went wrong', 500), 'refused'],
      ['an unknown key', says(400, 90212), 'unauthorized'],
      ['no right to write', says(400, 90210), 'forbidden'],
      ['401', says(401, 0), 'unauthorized'],
      ['403', says(403, 0), 'forbidden'],
      ['an endpoint that an older server lacks', says(404, 0), 'unsupported'],
    ] as const) {
      it(`${name} is ${kind}`, async () => {
        const { comet } = await start({ 'experiment/metadata': handler });
        assert.equal((await failure(comet.getExperiment(key, never))).kind, kind);
      });
    }

    it('tells the user why a change was refused', async () => {
      const { comet } = await start({
        'write/experiment/tags': says(400, 0, `User not allowed to modify this experiment. (${apiKey})`),
      });
      const error = await failure(comet.edits.addTags(key, ['x'], never));
      assert.equal(error.kind, 'refused');
      assert.match(error.message, /User not allowed/);
      assert.ok(!everythingOf(error).includes(apiKey));
    });

    it('knows a sign-in page everywhere', async () => {
      const page = bytes('<html>Sign in</html>', 'text/html');
      const { comet } = await start({
        projects: page,
        'experiment/git/patch': page,
        'experiment/asset/get-asset': page,
      });
      for (const promise of [
        comet.listProjects('ws', never),
        comet.git.patch(key, never),
        comet.files.open(key, asset, {}, never),
      ]) {
        assert.match((await failure(promise)).message, /web page instead of data/);
      }
    });

    it('never lets the key into log or error', async () => {
      const { comet } = await start({ 'account-details': says(400, 90212, `API key ${apiKey} not registered`) });
      const error = await failure(comet.account(never));
      assert.ok(logs.flat().length > 0);
      assert.ok(![...logs.flat(), everythingOf(error)].join('\n').includes(apiKey));
    });
  });

  describe('metrics, parameters and others', () => {
    it('reads summaries: values stay text, contexts and steps as sent', async () => {
      const values = [
        {
          name: 'train_loss',
          valueMax: '2.5',
          valueMin: '0.1',
          valueCurrent: '0.10',
          timestampMax: 1,
          timestampMin: 2,
          timestampCurrent: 3,
          runContextCurrent: 'train',
          stepMax: 0,
          stepMin: 9,
          stepCurrent: '9',
          editable: false,
        },
        { name: 'flag', valueMax: null, valueCurrent: true, runContextCurrent: '' },
      ];
      const { comet } = await start({
        'experiment/metrics/summary': { values },
        'experiment/parameters': { values },
        'experiment/log-other': { values: null },
      });
      const expected = [
        {
          name: 'train_loss',
          context: 'train',
          ofMachine: false,
          current: { value: '0.10', step: 9, time: 3 },
          minimum: { value: '0.1', step: 9, time: 2 },
          maximum: { value: '2.5', step: 0, time: 1 },
        },
        {
          name: 'flag',
          context: null,
          ofMachine: false,
          current: { value: 'true', step: null, time: null },
          minimum: null,
          maximum: null,
        },
      ];
      assert.deepEqual(await comet.getMetricSummaries(key, never), expected);
      assert.deepEqual(await comet.getParameters(key, never), expected);
      assert.deepEqual(await comet.others.list(key, never), []);
    });

    it('tells metrics of the machine from those of the model', async () => {
      const names = ['sys.cpu.percent.avg', 'train_sys.ram.used', 'system', 'loss_sys', 'mysys.x'];
      const { comet } = await start({
        'experiment/metrics/summary': { values: names.map((name) => ({ name, valueCurrent: '1' })) },
        'experiment/parameters': { values: [{ name: 'sys.argv', valueCurrent: '1' }] },
      });
      assert.deepEqual(
        (await comet.getMetricSummaries(key, never)).filter(({ ofMachine }) => ofMachine).map(({ name }) => name),
        ['sys.cpu.percent.avg', 'train_sys.ram.used'],
      );
      assert.ok((await comet.getParameters(key, never)).every(({ ofMachine }) => !ofMachine));
    });

    const metric = {
      metricName: 'loss',
      values: [1, '0.5', 'NaN', null, '-inf'],
      steps: [0, null, 2, 3, '4'],
      epochs: null,
      timestamps: [10, 11, 12, 13, 14],
      durations: null,
    };

    it('reads charts as a map by key and as a single experiment', async () => {
      for (const experiments of [
        { [key]: { experimentKey: key, empty: false, metrics: [metric] } },
        { experimentKey: key, metrics: [metric] },
      ]) {
        const { comet, server } = await start({ 'experiments/multi-metric-chart': { experiments, empty: false } });
        const [series] = await comet.getMetrics(
          { experimentKeys: [key, 'gone'], metrics: ['loss', 'gone'], full: true },
          never,
        );
        assert.deepEqual(series, {
          experimentKey: key,
          name: 'loss',
          values: Float64Array.of(1, 0.5, NaN, NaN, -Infinity),
          steps: Float64Array.of(0, NaN, 2, 3, 4),
          epochs: null,
          times: Float64Array.of(10, 11, 12, 13, 14),
          sampled: false,
        });
        assert.deepEqual(bodyOf(server.asked[0]!), {
          targetedExperiments: [key, 'gone'],
          metrics: ['loss', 'gone'],
          params: [],
          independentMetrics: true,
          fetchFull: true,
        });
      }
    });

    it('takes steps that stand with the experiment, bare NaN, and leaves empty series out', async () => {
      const body = `{"experiments":{"${key}":{"steps":[1,2],"metrics":[{"metricName":"a","values":[NaN,2]},{"metricName":"b","values":[]}]}},"empty":false}`;
      const { comet } = await start({ 'experiments/multi-metric-chart': bytes(body, 'application/json') });
      const series = await comet.getMetrics({ experimentKeys: [key], metrics: ['a', 'b'], full: false }, never);
      assert.deepEqual(
        series.map(({ name, values, steps }) => [name, values, steps]),
        [['a', Float64Array.of(NaN, 2), Float64Array.of(1, 2)]],
      );
    });

    it('says when the tracker has thinned a series', async () => {
      const values = Array.from({ length: 500 }, (_, index) => index);
      const { comet } = await start({
        'experiments/multi-metric-chart': { experiments: { [key]: { metrics: [{ metricName: 'a', values }] } } },
      });
      for (const full of [true, false]) {
        const [series] = await comet.getMetrics({ experimentKeys: [key], metrics: ['a'], full }, never);
        assert.equal(series!.sampled, !full);
      }
    });

    it('falls back to one metric at a time on servers without charts', async () => {
      const rows = [
        { metricName: 'a/b', metricValue: '2', timestamp: 20, step: 2, epoch: null, runContext: null },
        { metricName: 'a/b', metricValue: 1.5, timestamp: 10, step: 1 },
      ];
      const { comet, path } = await start({
        'experiment/metrics/get-metric': ((_, response, asked) =>
          asked.url.includes('gone')
            ? json(response, { msg: 'no', code: 400 }, 400)
            : json(response, { metrics: rows })) satisfies Handler,
      });
      const series = await comet.getMetrics({ experimentKeys: [key], metrics: ['a/b', 'gone'], full: true }, never);
      assert.deepEqual(series, [
        {
          experimentKey: key,
          name: 'a/b',
          values: Float64Array.of(1.5, 2),
          steps: Float64Array.of(1, 2),
          epochs: null,
          times: Float64Array.of(10, 20),
          sampled: false,
        },
      ]);
      assert.equal(path(1).searchParams.get('metricName'), 'a/b');
    });
  });

  describe('code, git and output', () => {
    const sources = {
      assets: [
        { assetId: 's1', fileName: 'src/train.py', fileSize: 5, type: 'source_code' },
        { assetId: 'x', fileName: 'other', type: 'asset' },
      ],
    };

    it('reads code from assets', async () => {
      const { comet, path } = await start({
        'experiment/asset/list': sources,
        'experiment/asset/get-asset': bytes('print("ü")'),
      });
      const files = await comet.code.list(key, never);
      assert.deepEqual(files, [{ path: 'src/train.py', assetId: 's1', size: 5 }]);
      assert.equal(path(0).searchParams.get('type'), 'source_code');
      assert.equal(await comet.code.read(key, files[0]!, never), 'print("ü")');
    });

    it('reads the single text of older runs', async () => {
      const { comet } = await start({
        'experiment/asset/list': { assets: [] },
        'experiment/code': { code: 'old = 1\n' },
        'experiment/metadata': row,
      });
      const files = await comet.code.list(key, never);
      assert.deepEqual(files, [{ path: 'src/train.py', assetId: null, size: 8 }]);
      assert.equal(await comet.code.read(key, files[0]!, never), 'old = 1\n');
    });

    it('reads no code at all', async () => {
      const { comet } = await start({ 'experiment/asset/list': {}, 'experiment/code': {} });
      assert.deepEqual(await comet.code.list(key, never), []);
    });

    it('reads both shapes of git metadata', async () => {
      const git = { user: 'ada', root: '/repo', branch: 'refs/heads/main', parent: 'c0ffee', origin: 'git@x:y' };
      const expected = { user: 'ada', root: '/repo', branch: 'main', commit: 'c0ffee', origin: 'git@x:y' };
      for (const [answer, state] of [
        [git, expected],
        [{ sdkGitMetadataWithContext: { sdkGitMetadata: { ...git, status: { untracked: [] } } } }, expected],
        [{ user: null, root: '', branch: null }, null],
        [{}, null],
      ] as const) {
        const { comet } = await start({ 'experiment/git/metadata': answer });
        assert.deepEqual(await comet.git.state(key, never), state);
      }
    });

    it('reads a patch from a zip, as text, and in all the ways of there being none', async () => {
      const diff = 'diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-é\n+ü\n';
      const zip = (name: string, text: string): Handler =>
        bytes(zipSync({ [name]: strToU8(text) }), 'application/octet-stream');
      const stored: Handler = bytes(zipSync({ 'git_diff.patch': [strToU8(diff), { level: 0 }] }));
      const message = { msg: 'no patch for experiment', code: 200, data: null, sdk_error_code: 0 };
      for (const [answer, patch] of [
        [zip('git_diff.patch', diff), diff],
        [stored, diff],
        [zip('mine.diff', diff), diff],
        [bytes(diff, 'text/plain'), diff],
        [bytes(''), null],
        [zip('git_diff.patch', ''), null],
        [message, null],
        [bytes(JSON.stringify(message)), null],
      ] as const) {
        const { comet } = await start({ 'experiment/git/patch': answer });
        assert.equal(await comet.git.patch(key, never), patch);
      }
    });

    it('reads a large patch, and refuses a broken zip', async () => {
      const large = Array.from({ length: 200_000 }, (_, index) => `+line ${index}`).join('\n');
      const zip = zipSync({ 'git_diff.patch': strToU8(large) });
      const { comet } = await start({ 'experiment/git/patch': bytes(zip) });
      assert.equal(await comet.git.patch(key, never), large);
      const broken = await start({
        'experiment/git/patch': bytes(Buffer.concat([zip.subarray(0, 200), Buffer.alloc(400, 7)])),
      });
      assert.match((await failure(broken.comet.git.patch(key, never))).message, /broken zip/);
    });

    it('reads output, and none', async () => {
      for (const [answer, output] of [
        [{ output: 'a\nb\n' }, 'a\nb\n'],
        [{ output: null }, ''],
        [{}, ''],
      ] as const) {
        const { comet } = await start({ 'experiment/output': answer });
        assert.equal((await comet.output.read(key, never)).toString(), output);
      }
    });
  });

  const asset: Asset = {
    id: 'a1',
    name: 'figure.png',
    kind: 'image',
    type: 'image',
    size: 5,
    step: 3,
    context: 'train',
    createdAt: 7,
    folder: 'media',
    remoteUrl: null,
    tags: [],
    metadata: null,
  };

  describe('assets and models', () => {
    it('reads the list with all its spellings', async () => {
      const { comet } = await start({
        'experiment/asset/list': {
          assets: [
            {
              assetId: 'a1',
              fileName: 'figure.png',
              fileSize: 5,
              runConext: 'train',
              step: 3,
              remote: false,
              link: 'http://x?apiKey=1',
              createdAt: 7,
              dir: 'media',
              type: 'image',
              metadata: '',
              tags: [],
            },
            {
              assetId: 'a2',
              fileName: 'data',
              fileSize: 0,
              remote: true,
              link: 's3://bucket/data',
              type: null,
              metadata: { a: 1 },
            },
            { assetId: 'a3', fileName: null, fileSize: '12', audio: true, type: 'unknown', dir: 'assets', tags: ['t'] },
            { assetId: 'a4', fileName: 'm/model.bin', type: 'model-element', dir: 'models/mine' },
            { assetId: 'a5', fileName: 'h', type: 'histogram_combined_3d' },
            { assetId: 'a6', fileName: 'own', type: 'my own type' },
          ],
        },
      });
      const assets = await assetsOf(comet, key, never);
      assert.deepEqual(assets[0], asset);
      assert.deepEqual(
        [assets[1]!.size, assets[1]!.remoteUrl, assets[1]!.metadata],
        [null, 's3://bucket/data', '{"a":1}'],
      );
      assert.deepEqual([assets[2]!.name, assets[2]!.size, assets[2]!.tags], ['a3', 12, ['t']]);
      assert.deepEqual(
        assets.map(({ kind }) => kind),
        ['image', 'file', 'audio', 'model', 'histogram', 'file'],
      );
      assert.equal(assets[5]!.type, 'my own type');
    });

    it('opens assets, continues them, and knows the message that stands for a missing one', async () => {
      const { comet, path } = await start({
        'experiment/asset/get-asset': bytes('{"a":"real JSON asset"}', 'application/json'),
      });
      assert.equal(await drain((await comet.files.open(key, asset, {}, never)).body), '{"a":"real JSON asset"}');
      assert.deepEqual(Object.fromEntries(path(0).searchParams), { experimentKey: key, assetId: 'a1' });
      const missing = await start({
        'experiment/asset/get-asset': { msg: 'no patch for experiment', code: 200, data: null, sdk_error_code: 0 },
      });
      assert.equal((await failure(missing.comet.files.open(key, asset, {}, never))).kind, 'notFound');
    });

    it('opens a logged web page as what it is', async () => {
      const { comet } = await start({ 'experiment/asset/get-asset': bytes('<html>report</html>', 'text/html') });
      assert.equal(
        await drain((await comet.files.open(key, { ...asset, name: 'report.html' }, {}, never)).body),
        '<html>report</html>',
      );
    });

    it('does not pretend to have remote bytes', async () => {
      const { comet, server } = await start({});
      const error = await failure(comet.files.open(key, { ...asset, remoteUrl: 's3://bucket/data' }, {}, never));
      assert.equal(error.kind, 'unsupported');
      assert.match(error.advice, /s3:\/\/bucket\/data/);
      assert.equal(server.asked.length, 0);
    });

    it('reads models in both spellings and downloads one', async () => {
      const { comet, path } = await start({
        'experiment/model': {
          models: [
            {
              experimentModelId: 'm',
              experimentKey: key,
              modelName: 'net',
              registryRecords: [{ registryModelName: 'Net', version: '1.0.0' }],
            },
            { experimentModelName: 'other', registryRecords: null },
          ],
        },
        'experiment/model/download': bytes('PK…', 'application/zip'),
      });
      assert.deepEqual(await comet.models.list(key, never), [
        { name: 'net', registered: [{ name: 'Net', version: '1.0.0' }] },
        { name: 'other', registered: [] },
      ]);
      assert.equal(await drain((await comet.models.download(key, 'net', {}, never)).body), 'PK…');
      assert.equal(path(1).searchParams.get('modelName'), 'net');
    });
  });

  it('reads system details, full and empty', async () => {
    const details = {
      experimentKey: key,
      user: 'ada',
      pythonVersion: '3.11.2',
      pid: 6,
      osType: 'Linux',
      os: 'Linux-6.1',
      ip: '10.0.0.5',
      hostname: 'box',
      env: { A: 'b', N: null },
      gpuStaticInfoList: [{ gpuIndex: 0, name: 'T4', uuid: 'u', totalMemory: 16e9, powerLimit: 70_000 }],
      logAdditionalSystemInfoList: [{ key: 'k', value: 'v' }],
      systemMetricNames: ['sys.ram.used'],
      totalRam: null,
      maxTotalMemory: '8000000000',
      networkInterfaceIps: [],
      command: ['python', 'train.py'],
      executable: '/usr/bin/python',
      osPackages: [],
      installedPackages: ['numpy==2.0'],
    };
    const { comet } = await start({ 'experiment/system-details': details });
    assert.deepEqual(await comet.system.details(key, never), {
      user: 'ada',
      hostname: 'box',
      ip: '10.0.0.5',
      operatingSystem: 'Linux-6.1',
      machine: null,
      processor: null,
      pythonVersion: '3.11.2',
      executable: '/usr/bin/python',
      pid: 6,
      command: ['python', 'train.py'],
      totalMemory: 8e9,
      graphicsCards: [{ index: 0, name: 'T4', totalMemory: 16e9 }],
      installedPackages: ['numpy==2.0'],
      osPackages: [],
      environment: { A: 'b', N: '' },
      additional: [{ key: 'k', value: 'v' }],
      systemMetricNames: ['sys.ram.used'],
    });
    const empty = await start({ 'experiment/system-details': { experimentKey: key } });
    assert.equal((await empty.comet.system.details(key, never)).hostname, null);
  });

  describe('tags', () => {
    it('reads those of one experiment', async () => {
      const { comet } = await start({ 'experiment/tags': { tags: ['a', 'b'] } });
      assert.deepEqual(await comet.tags.list(key, never), ['a', 'b']);
    });

    const columns = {
      columns: [
        { name: 'loss', id: 'loss--metrics', type: 'double', source: 'metrics' },
        { name: 'best', id: 'best--tag', type: 'string', source: 'tag' },
        { name: 'slow', id: 'slow--tag', type: 'string', source: 'tag' },
      ],
    };

    it('reads those of a project with one query a tag, as the SDK asks', async () => {
      const tagged: Readonly<Record<string, string[]>> = { best: ['one', 'two'], slow: ['two'] };
      const { comet, server } = await start({
        'project/column-names': columns,
        'project/query': ((_, response, asked) => {
          const [predicate] = (bodyOf(asked) as { predicates: { query: { rules: { value: string }[] } }[] }).predicates;
          json(response, { experimentKeys: tagged[predicate!.query.rules[0]!.value], experimentsInProject: 2 });
        }) satisfies Handler,
      });
      assert.deepEqual(Object.fromEntries(await comet.tags.ofListing({ project, archived: true }, never)), {
        one: ['best'],
        two: ['best', 'slow'],
      });
      assert.deepEqual(bodyOf(server.asked[1]!), {
        workspaceName: 'ws',
        projectName: 'digits & more',
        archived: true,
        predicates: [
          {
            source: 'tag',
            query: {
              condition: 'AND',
              rules: [{ id: 'best', field: 'best', type: 'string', operator: 'equal', value: 'best' }],
              valid: true,
            },
          },
        ],
      });
      assert.deepEqual(await comet.tags.inUse(project, never), ['best', 'slow']);
    });

    it('leaves it to others when there are too many tags or no such endpoint', async () => {
      const many = { columns: Array.from({ length: 101 }, (_, index) => ({ name: `t${index}`, source: 'tag' })) };
      for (const answers of [{ 'project/column-names': many }, {}]) {
        const { comet } = await start(answers);
        assert.equal((await failure(comet.tags.ofListing({ project, archived: false }, never))).kind, 'unsupported');
      }
    });
  });

  describe('changes', () => {
    const done = { msg: 'done', code: 200, data: null, sdk_error_code: 0 };

    it('tags and renames by POST', async () => {
      const { comet, server } = await start({ 'write/experiment/tags': done, 'write/experiment/log-other': done });
      await comet.edits.addTags(key, ['a', 'b'], never);
      await comet.edits.rename(key, 'new name', never);
      assert.deepEqual(
        server.asked.map((asked) => [asked.method, bodyOf(asked)]),
        [
          ['POST', { experimentKey: key, addedTags: ['a', 'b'] }],
          ['POST', { experimentKey: key, key: 'Name', value: 'new name' }],
        ],
      );
    });

    for (const verb of ['archive', 'restore', 'stop', 'delete'] as const) {
      it(`${verb}s by GET, once, even when the server stumbles`, async () => {
        const { comet, server, path } = await start({ [`write/experiment/${verb}`]: done });
        await comet.edits[verb](key, never);
        assert.equal(server.asked[0]!.method, 'GET');
        assert.equal(path(0).searchParams.get('experimentKey'), key);
        const stumbling = await start({
          [`write/experiment/${verb}`]: ((_, response) => {
            response.writeHead(503, { 'retry-after': '0' }).end();
          }) satisfies Handler,
        });
        assert.equal((await failure(stumbling.comet.edits[verb](key, never))).status, 503);
        assert.equal(stumbling.server.asked.length, 1);
      });
    }
  });

  it('gives addresses for a browser, prefix included and nothing unescaped', async () => {
    const { comet, server } = await start({ experiments: { experiments: [{ ...row, workspaceName: 'w s' }] } });
    const [experiment] = await experimentsOf(comet, { project, archived: false }, never);
    const web = `${server.origin}/prefix`;
    assert.equal(comet.experimentUrl(experiment!), `${web}/w%20s/digits%20%26%20more/${key}`);
    assert.equal(
      comet.experimentUrl({ ...experiment!, archived: true }),
      `${web}/w%20s/digits%20%26%20more/archived/${key}`,
    );
    assert.equal(comet.projectUrl(project), `${web}/ws/digits%20%26%20more`);
    assert.equal(comet.workspaceUrl('ws'), `${web}/ws`);
  });
});
