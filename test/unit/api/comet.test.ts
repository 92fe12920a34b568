// The examples of Comet's JavaScript SDK page, one by one, by the API that other extensions are given, against the lab.
import assert from 'node:assert/strict';
import type { CometApi } from '../../../api';
import { CometJavaScriptApi } from '../../../src/api/comet';
import { parseCometServer } from '../../../src/trackers/comet/serverAddress';
import { connectComet } from '../../../src/trackers/comet/backend';
import { directNetwork } from '../../../src/trackers/http/client';
import { serveEmptyLab, type ServedLab } from '../../support/lab/labFixture';

type Body = Record<string, unknown>;

describe('Comet’s JavaScript SDK', () => {
  let lab: ServedLab;
  let api: CometApi;
  let close: () => Promise<void>;
  let key: string;
  let projectId: string;

  const log = (path: string, body: Body): Promise<unknown> =>
    lab.post(`write/experiment/${path}`, { experimentKey: key, ...body });
  const upload = async (fileName: string, type: string, content: string): Promise<void> => {
    const form = new FormData();
    form.append('file', new Blob([content]), 'file');
    const answer = await lab.ask(
      `write/experiment/upload-asset?${new URLSearchParams({ experimentKey: key, fileName, type, context: 'contextA', step: '12312' })}`,
      { method: 'POST', body: form },
    );
    assert.equal(answer.status, 200);
  };
  const create = async (project: string, name?: string): Promise<string> =>
    (
      (await lab.post('write/experiment/create', {
        workspaceName: 'ada',
        projectName: project,
        ...(name === undefined ? {} : { experimentName: name }),
      })) as { experimentKey: string }
    ).experimentKey;

  before(async () => {
    lab = await serveEmptyLab();
    ({ projectId } = (await lab.post('write/project/create', {
      workspaceName: 'ada',
      projectName: 'project1',
      projectDescription: 'Project Description',
      isPublic: false,
    })) as { projectId: string });
    await lab.post('write/project/notes', { projectId, notes: '# Heading\nMy notes.' });
    key = await create('project1', 'someExperimentName');
    for (const [step, value] of [
      [1, 0.9],
      [2, 0.5],
      [3, 0.7],
    ]) {
      await log('metric', {
        metricName: 'someNameA',
        metricValue: value,
        step,
        epoch: 0,
        timestamp: 1_527_266_664_729,
      });
    }
    await log('metric', { metricName: 'batch', metricValue: 0, timestamp: 1_527_266_664_729 });
    await log('parameter', { parameterName: 'nameA', parameterValue: 'valueA', timestamp: 1_527_266_735_622 });
    await log('parameter', { parameterName: 'nameB', parameterValue: 'valueB', timestamp: 1_538_888_303 });
    await log('log-other', { key: 'key', value: 'value', timestamp: 1_527_266_796_121 });
    await log('tags', { addedTags: ['tag1', 'tag2'] });
    await log('html', { html: '<b>The HTML</b>' });
    await log('code', { code: 'print("The Source Code")' });
    await log('graph', { graph: 'Network()' });
    await log('output', {
      outputLines: [{ output: 'The Output of the Program', stderr: false, localTimestamp: 1, offset: 0 }],
    });
    await log('system-details', {
      user: 'root',
      pid: 6,
      os: 'Linux-4.15.0',
      osType: 'Linux',
      hostname: 'b94cd9a8ee38',
      ip: '172.19.0.5',
      executable: '/usr/local/bin/python',
      pythonVersion: '3.6.9',
      command: ['/usr/local/bin/pytest'],
      installedPackages: ['pip==19.01', 'comet==1.0.28'],
      networkInterfaceIps: ['127.0.0.1', '172.19.0.5'],
    });
    await upload('file.py', 'asset', 'the contents of the asset');
    await upload('file.json', 'asset', '{"someName": "value of key", "someOther": [1, 2, 3]}');
    await upload('file.data', 'asset', '[[1], [2], [3]]');
    await upload('report.html', 'asset', '<html></html>');
    await upload('picture.png', 'image', 'not really');
    await upload('curve.json', 'curve', '{"name": "mycurve", "x": [1, 2, 3], "y": [4, 5, 6]}');
    const server = parseCometServer(lab.url);
    const backend = connectComet({ server, apiKey: lab.apiKey, network: directNetwork, log: () => undefined });
    close = () => backend.close();
    api = new CometJavaScriptApi(backend.client, { projectId, instanceId: 'panel-1' });
  });

  after(async () => {
    await close();
    await lab.close();
  });

  it('getVersion', () => assert.equal(api.getVersion(), 'v2'));

  it('experimentURL leads to the experiment', async () => {
    assert.equal(api.experimentURL(key), `${lab.url}/api/experiment/redirect?experimentKey=${key}`);
    // A browser brings no key: the lab tells it what it is, and no name of what it keeps.
    const answer = await fetch(api.experimentURL(key));
    const page = await answer.text();
    assert.ok(answer.status === 200 && page.includes('The sample lab') && !page.includes('project1'), page);
  });

  it('experimentMetadata', async () => {
    const { durationMillis, endTimeMillis, startTimeMillis, ...rest } = await api.experimentMetadata(key);
    assert.deepEqual(rest, {
      archived: false,
      experimentKey: key,
      experimentName: 'someExperimentName',
      optimizationId: null,
      projectId,
      projectName: 'project1',
      workspaceName: 'ada',
    });
    assert.deepEqual(
      [durationMillis, endTimeMillis, startTimeMillis].map((time) => typeof time),
      ['number', 'number', 'number'],
    );
  });

  it('experimentTags', async () => assert.deepEqual((await api.experimentTags(key)).sort(), ['tag1', 'tag2']));

  it('workspaces', async () => assert.deepEqual(await api.workspaces(), ['ada']));

  it('projects', async () => {
    const project = (await api.projects('ada')).find(({ projectName }) => projectName === 'project1');
    assert.deepEqual(
      { ...project, lastUpdated: typeof project?.lastUpdated },
      {
        projectId,
        projectName: 'project1',
        projectDescription: 'Project Description',
        ownerUserName: 'ada',
        workspaceName: 'ada',
        public: false,
        isPublic: false,
        numberOfExperiments: 1,
        lastUpdated: 'number',
      },
    );
  });

  it('projectNotes', async () => assert.equal(await api.projectNotes(projectId), '# Heading\nMy notes.'));

  it('projectMetadata', async () => {
    const {
      public: isPublic,
      numberOfExperiments,
      ownerUserName,
      projectDescription,
      projectId: id,
      projectName,
      workspaceName,
    } = await api.projectMetadata(projectId);
    assert.deepEqual(
      [isPublic, numberOfExperiments, ownerUserName, projectDescription, id, projectName, workspaceName],
      [false, 1, 'ada', 'Project Description', projectId, 'project1', 'ada'],
    );
  });

  it('get, by one path or by its parts', async () => {
    assert.deepEqual(await api.get(), ['ada']);
    assert.deepEqual(
      ((await api.get('ada')) as { projectName: string }[]).map(({ projectName }) => projectName).includes('project1'),
      true,
    );
    assert.deepEqual(await api.get('ada/project1'), [key]);
    assert.deepEqual(await api.get('ada', 'project1'), [key]);
    for (const found of [
      await api.get(`ada/project1/${key}`),
      await api.get('ada', 'project1', 'someExperimentName'),
      await api.get('ada/project1', key),
    ]) {
      assert.deepEqual(found, await api.experimentMetadata(key));
    }
    await assert.rejects(api.get('ada/project1/nobody'), /no experiment “nobody”/);
  });

  it('experimentsByProjectName and experimentsByProjectId', async () => {
    const experiment = await api.experimentMetadata(key);
    assert.deepEqual(await api.experimentsByProjectName('ada', 'project1'), [experiment]);
    assert.deepEqual(await api.experimentsByProjectId(projectId), [experiment]);
  });

  it('experimentHtml, experimentCode, experimentOutput and experimentGraph', async () => {
    assert.equal(await api.experimentHtml(key), '<b>The HTML</b>');
    assert.equal(await api.experimentCode(key), 'print("The Source Code")');
    assert.equal((await api.experimentOutput(key))?.trimEnd(), 'The Output of the Program');
    assert.equal(await api.experimentGraph(key), 'Network()');
    const empty = await create('empty');
    assert.deepEqual(
      [await api.experimentHtml(empty), await api.experimentCode(empty), await api.experimentGraph(empty)],
      [null, null, null],
    );
  });

  it('experimentInstalledPackages', async () =>
    assert.deepEqual(await api.experimentInstalledPackages(key), ['pip==19.01', 'comet==1.0.28']));

  it('experimentSystemDetails', async () => {
    const details = await api.experimentSystemDetails(key);
    assert.deepEqual(
      [
        details.command,
        details.executable,
        details.experimentKey,
        details.gpuStaticInfoList,
        details.hostname,
        details.ip,
        details.maxTotalMemory,
      ],
      [['/usr/local/bin/pytest'], '/usr/local/bin/python', key, [], 'b94cd9a8ee38', '172.19.0.5', null],
    );
    assert.deepEqual(
      [
        details.networkInterfaceIps,
        details.os,
        details.osPackages,
        details.osType,
        details.pid,
        details.pythonVersion,
        details.totalRam,
        details.user,
      ],
      [['127.0.0.1', '172.19.0.5'], 'Linux-4.15.0', [], 'Linux', 6, '3.6.9', null, 'root'],
    );
  });

  it('experimentImages, without the key that the page shows', async () => {
    const [image, ...others] = await api.experimentImages(key);
    assert.deepEqual(others, []);
    assert.deepEqual(
      { ...image, runId: '', imagePath: '' },
      {
        apiKey: null,
        runId: '',
        experimentKey: key,
        projectId: null,
        figCounter: 1,
        figName: 'picture.png',
        step: 12312,
        runContext: 'contextA',
        fileName: 'picture.png',
        imagePath: '',
      },
    );
    assert.equal(JSON.stringify(image).includes(lab.apiKey), false);
  });

  const summary = (name: string, value: string, timestamp: number): Body => ({
    name,
    valueMax: value,
    valueMin: value,
    valueCurrent: value,
    timestampMax: timestamp,
    timestampMin: timestamp,
    timestampCurrent: timestamp,
    stepMax: null,
    stepMin: null,
    stepCurrent: null,
  });
  const withoutContexts = (one: Body): Body =>
    Object.fromEntries(Object.entries(one).filter(([name]) => !name.startsWith('runContext')));

  it('experimentParameters, all and by name', async () => {
    assert.deepEqual(
      (await api.experimentParameters(key)).map((one) => withoutContexts({ ...one })),
      [summary('nameA', 'valueA', 1_527_266_735_622), summary('nameB', 'valueB', 1_538_888_303)],
    );
    assert.deepEqual(
      (await api.experimentParameters(key, 'nameA')).map(({ name, valueCurrent }) => [name, valueCurrent]),
      [['nameA', 'valueA']],
    );
  });

  it('experimentMetricsSummary, of one and of all', async () => {
    const one = await api.experimentMetricsSummary(key, 'someNameA');
    assert.deepEqual(
      [one?.valueMax, one?.valueMin, one?.valueCurrent, one?.stepMax, one?.stepMin, one?.stepCurrent],
      ['0.9', '0.5', '0.7', 1, 2, 3],
    );
    assert.deepEqual((await api.experimentMetricsSummary(key)).map(({ name }) => name).sort(), ['batch', 'someNameA']);
    assert.equal(await api.experimentMetricsSummary(key, 'nothing'), null);
  });

  it('experimentOther: all, one, one field', async () => {
    assert.deepEqual((await api.experimentOther(key)).map(({ name }) => name).sort(), ['Name', 'key']);
    assert.deepEqual(
      withoutContexts({ ...(await api.experimentOther(key, 'key')) }),
      summary('key', 'value', 1_527_266_796_121),
    );
    assert.equal(await api.experimentOther(key, 'key', 'valueMax'), 'value');
    assert.equal(await api.experimentOther(key, 'nothing', 'valueMax'), null);
  });

  it('experimentName: whole, cut, and what the tracker made up', async () => {
    assert.equal(await api.experimentName(key), 'someExperimentName');
    assert.equal(await api.experimentName(key, 9), 'someExper');
    assert.notEqual(await api.experimentName(await create('unnamed')), '');
  });

  it('experimentMetric: all rows, one, several, by another interval', async () => {
    assert.deepEqual(await api.experimentMetric(key, 'batch'), [[null, '0']]);
    assert.deepEqual(await api.experimentMetric(key, 'someNameA'), [
      [1, '0.9'],
      [2, '0.5'],
      [3, '0.7'],
    ]);
    assert.deepEqual(await api.experimentMetric(key, ['batch', 'someNameA'], 'timestamp'), {
      batch: [[1_527_266_664_729, '0']],
      someNameA: ['0.9', '0.5', '0.7'].map((value) => [1_527_266_664_729, value]),
    });
    assert.deepEqual(
      (await api.experimentMetric(key)).map(({ metricName, metricValue }) => `${metricName}=${metricValue}`).sort(),
      ['batch=0', 'someNameA=0.5', 'someNameA=0.7', 'someNameA=0.9'],
    );
  });

  it('experimentMetricsForChart', async () => {
    const { [key]: chart } = await api.experimentMetricsForChart([key], ['someNameA'], ['nameA']);
    assert.deepEqual([chart?.empty, chart?.experimentKey, chart?.params], [false, key, { nameA: 'valueA' }]);
    assert.deepEqual(
      chart?.metrics.map(({ metricName, values, steps }) => ({ metricName, values, steps })),
      [{ metricName: 'someNameA', values: [0.9, 0.5, 0.7], steps: [1, 2, 3] }],
    );
    assert.deepEqual(
      Object.values(await api.experimentMetricsForChart([key]))
        .flatMap(({ metrics }) => metrics.map(({ metricName }) => metricName))
        .sort(),
      ['batch', 'someNameA'],
    );
  });

  it('experimentAssets', async () => {
    const asset = (await api.experimentAssets(key)).find(({ fileName }) => fileName === 'file.py');
    assert.deepEqual(
      [asset?.fileSize, asset?.runContext, asset?.step, asset?.dir, typeof asset?.createdAt],
      [25, 'contextA', 12312, 'assets', 'number'],
    );
    assert.match(asset?.link ?? '', /get-asset/);
  });

  it('experimentAssetByName: bytes, text, JSON', async () => {
    assert.deepEqual(
      Buffer.from(await api.experimentAssetByName(key, 'file.py')).toString(),
      'the contents of the asset',
    );
    assert.equal(await api.experimentAssetByName(key, 'file.py', 'text'), 'the contents of the asset');
    assert.deepEqual(await api.experimentAssetByName(key, 'file.json', 'json'), {
      someName: 'value of key',
      someOther: [1, 2, 3],
    });
    assert.deepEqual(await api.experimentAssetByName(key, 'file.data', 'json'), [[1], [2], [3]]);
    await assert.rejects(api.experimentAssetByName(key, 'file.py', 'json'), /not JSON/);
    await assert.rejects(api.experimentAssetByName(key, 'nothing'), /no asset “nothing”/);
  });

  it('experimentAsset: bytes, text, JSON', async () => {
    const assets = await api.experimentAssets(key);
    const idOf = (name: string): string => assets.find(({ fileName }) => fileName === name)?.assetId ?? '';
    assert.deepEqual(
      Buffer.from(await api.experimentAsset(key, idOf('file.py'))).toString(),
      'the contents of the asset',
    );
    assert.deepEqual(await api.experimentAsset(key, idOf('file.json'), 'json'), {
      someName: 'value of key',
      someOther: [1, 2, 3],
    });
    assert.deepEqual(await api.experimentAsset(key, idOf('file.data'), 'json'), [[1], [2], [3]]);
    assert.equal(await api.experimentAsset(key, idOf('report.html'), 'text'), '<html></html>');
  });

  it('experimentCurves', async () =>
    assert.deepEqual(await api.experimentCurves(key), [{ name: 'mycurve', x: [1, 2, 3], y: [4, 5, 6] }]));

  it('store, getFromStore and getStore', async () => {
    assert.equal(await api.getFromStore('text'), null);
    assert.deepEqual(await api.store('text', 'This is the text'), { msg: 'Stored' });
    await api.store('more', 'of it');
    assert.equal(await api.getFromStore('text'), 'This is the text');
    assert.deepEqual(JSON.parse((await api.getStore()).store), { text: 'This is the text', more: 'of it' });
  });

  it('says so when no panel instance was named', async () => {
    const server = parseCometServer(lab.url);
    const backend = connectComet({ server, apiKey: lab.apiKey, network: directNetwork, log: () => undefined });
    await assert.rejects(new CometJavaScriptApi(backend.client).getStore(), /none was named/);
    await backend.close();
  });
});
