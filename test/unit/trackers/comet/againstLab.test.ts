/**
 * Comet's client and back end against the lab, which reads the same documents without knowing them: what is written is
 * read back.
 */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strFromU8, unzipSync, zipSync } from 'fflate';
import { parseCometServer } from '../../../../src/trackers/comet/serverAddress';
import { connectComet, type CometBackend } from '../../../../src/trackers/comet/backend';
import { CometCalls } from '../../../../src/trackers/comet/client/calls';
import { cometClient, type CometClient } from '../../../../src/trackers/comet/client/client';
import { endpoints } from '../../../../src/trackers/comet/endpoints/table';
import { Asset } from '../../../../src/trackers/comet/wire/assets';
import { narrow } from '../../../../src/trackers/comet/wire/primitives';
import { explainAnswer } from '../../../../src/trackers/comet/wire/message';
import { directNetwork, openFile } from '../../../../src/trackers/http/client';
import type { Project } from '../../../../src/shared/experiment';
import { serveEmptyLab, type ServedLab } from '../../../support/lab/labFixture';
import { connect, failure, never } from '../http/httpServer';
import { drain } from './scriptedComet';
import { assetsOf, experimentsOf } from '../../../support/lab/listAll';

describe('the Comet back end against the lab', () => {
  let lab: ServedLab;
  let comet: CometBackend;
  let client: CometClient;
  let calls: CometCalls;
  let project: Project;
  let key = '';
  let folder = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'experiments-client-'));
    lab = await serveEmptyLab();
    comet = connectComet({
      server: parseCometServer(lab.url),
      apiKey: lab.apiKey,
      network: directNetwork,
      log: () => undefined,
    });
    const { http } = connect(`${lab.url}/api/rest/v2`, {
      authentication: () => ({ authorization: lab.apiKey }),
      explain: explainAnswer,
    });
    client = cometClient(http);
    calls = new CometCalls(http, 'question');
    await comet.projectEdits.createWorkspace('team', never);
    await comet.projectEdits.create('team', { name: 'digits', description: 'd', isPublic: false }, never);
    project = (await comet.listProjects('team', never)).find(({ name }) => name === 'digits')!;
    key = await comet.projectEdits.createExperiment(project, 'first', never);
  });
  after(async () => {
    await comet.close();
    await lab.close();
    await rm(folder, { recursive: true });
  });
  const file = async (name: string, content: string): Promise<string> => {
    const path = join(folder, name);
    await writeFile(path, content);
    return path;
  };

  it('knows itself', async () => {
    assert.match((await calls.call(endpoints.account.version, {}, never)).version ?? '', /^\d+\.\d+/);
    assert.equal((await client.account.accountDetails(never)).userName, 'ada');
    assert.ok((await comet.listWorkspaces(never)).some(({ name }) => name === 'team'));
    assert.deepEqual(
      (await calls.call(endpoints.projects.projectsPage, { workspaceName: 'team', search: 'dig' }, never)).rows.map(
        ({ projectName }) => projectName,
      ),
      ['digits'],
    );
    assert.equal((await client.projects.projectMetadata({ projectId: project.id }, never)).projectName, 'digits');
    for (const refused of [
      calls.call(endpoints.admin.chargebackReport, { reportMonth: '2026-01' }, never),
      calls.call(endpoints.admin.serviceAccounts, {}, never),
    ]) {
      assert.equal((await failure(refused)).kind, 'forbidden');
    }
  });

  it('edits projects, and refuses names that are taken', async () => {
    await comet.projectEdits.create('team', { name: 'scratch', description: '', isPublic: false }, never);
    const scratch = (await comet.listProjects('team', never)).find(({ name }) => name === 'scratch')!;
    assert.equal(
      (await failure(comet.projectEdits.create('team', { name: 'scratch', description: '', isPublic: false }, never)))
        .kind,
      'refused',
    );
    await comet.projectEdits.change(scratch, { name: 'rough', description: 'more', isPublic: true }, never);
    const rough = (await comet.listProjects('team', never)).find(({ id }) => id === scratch.id)!;
    assert.deepEqual([rough.name, rough.description, rough.isPublic], ['rough', 'more', true]);
    const [moved, linked] = await Promise.all([
      comet.projectEdits.createExperiment(project, 'moved', never),
      comet.projectEdits.createExperiment(project, 'linked', never),
    ]);
    await comet.edits.move([moved], rough, never);
    await comet.edits.link([linked], rough, never);
    const there = (await experimentsOf(comet, { project: rough, archived: false }, never)).map(
      (experiment) => experiment.key,
    );
    assert.deepEqual(there.sort(), [moved, linked].sort());
    const here = (await experimentsOf(comet, { project, archived: false }, never)).map((experiment) => experiment.key);
    assert.ok(here.includes(linked) && !here.includes(moved));
    await comet.projectEdits.delete(rough, never);
    assert.ok(!(await comet.listProjects('team', never)).some(({ id }) => id === scratch.id));
  });

  it('keeps notes and share links', async () => {
    await comet.notes.write(project, '# ä', never);
    assert.equal(await comet.notes.read(project, never), '# ä');
    const link = await comet.shareLinks.add(project, never);
    assert.deepEqual(await comet.shareLinks.list(project, never), [link]);
    await comet.shareLinks.remove(project, link.code, never);
    assert.deepEqual(await comet.shareLinks.list(project, never), []);
  });

  it('logs, and reads what it logged', async () => {
    await comet.logging.logMetric(key, { name: 'loss', value: 0.5, step: 1, epoch: null }, never);
    await comet.logging.logMetric(key, { name: 'loss', value: Infinity, step: 2, epoch: 1 }, never);
    await comet.logging.logParameter(key, 'lr', '0.1', never);
    await comet.logging.logOther(key, 'optimizer_id', 'opt', never);
    await calls.change(endpoints.logging.setHtml, { experimentKey: key, html: '<b>', override: true }, never);
    await calls.change(endpoints.logging.setHtml, { experimentKey: key, html: '<i>', override: false }, never);
    await calls.change(endpoints.logging.setGraph, { experimentKey: key, graph: 'Net()' }, never);
    await calls.change(endpoints.logging.setCode, { experimentKey: key, code: 'x = 1' }, never);
    await calls.change(
      endpoints.logging.logOutput,
      {
        experimentKey: key,
        context: null,
        runContext: null,
        outputLines: [{ output: 'hello\n', stderr: false, localTimestamp: 1, offset: 0 }],
      },
      never,
    );
    await calls.change(
      endpoints.logging.setCloudDetails,
      { experimentKey: key, provider: 'aws', metadata: { zone: 'a' } },
      never,
    );
    await calls.change(endpoints.logging.setFilePath, { experimentKey: key, filePath: 'src/train.py' }, never);
    await calls.change(
      endpoints.logging.setSystemDetails,
      { experimentKey: key, pid: 42, command: ['python', 'x'] },
      never,
    );
    await calls.change(
      endpoints.logging.setGitMetadata,
      { experimentKey: key, user: 'ada', root: '/r', branch: 'refs/heads/main', parent: 'abc', origin: null },
      never,
    );
    await calls.upload(
      endpoints.assets.uploadGitPatch,
      { experimentKey: key },
      {
        parts: {
          file: { content: new Blob([zipSync({ 'git_diff.patch': Buffer.from('diff --git') })]), name: 'patch.zip' },
        },
      },
      never,
    );
    await calls.change(
      endpoints.logging.logGpuMetrics,
      {
        experimentKey: key,
        gpus: [{ gpuId: 0, freeMemory: 1, usedMemory: 2, totalMemory: 3, gpuUtilization: 4 }],
        step: 1,
      },
      never,
    );
    await calls.change(endpoints.logging.logCpuMetrics, { experimentKey: key, cpuPercentUtilization: [12, 14] }, never);
    await calls.change(endpoints.logging.logRamMetrics, { experimentKey: key, totalRam: 8, usedRam: 4 }, never);
    await calls.change(endpoints.logging.logLoadMetrics, { experimentKey: key, loadAverage: 0.5 }, never);
    await calls.change(
      endpoints.logging.setDependencies,
      { experimentKey: key, timestamp: Date.now(), logDependencies: [{ name: 'torch', version: '2' }] },
      never,
    );
    await comet.edits.addTags(key, ['a', 'b'], never);
    await comet.edits.removeTags(key, ['a'], never);

    assert.deepEqual(
      (await client.metrics.experimentMetric(key, 'loss', never)).map(({ metricValue, step }) => [
        Number(metricValue),
        step,
      ]),
      [
        [0.5, 1],
        [Infinity, 2],
      ],
    );
    assert.ok(
      (await calls.call(endpoints.metrics.experimentMetrics, { experimentKey: key }, never)).metrics.length > 2,
    );
    const names = (await comet.getMetricSummaries(key, never)).map(({ name }) => name);
    for (const name of ['loss', 'sys.gpu.0.gpu_utilization', 'sys.cpu.percent.01', 'sys.ram.used', 'sys.load.avg']) {
      assert.ok(names.includes(name), name);
    }
    assert.equal((await comet.getParameters(key, never)).find(({ name }) => name === 'lr')?.current?.value, '0.1');
    assert.deepEqual(
      [
        await comet.reports.html(key, never),
        await comet.graphs.read(key, never),
        (await comet.output.read(key, never)).toString(),
      ],
      ['<b><i>', 'Net()', 'hello\n'],
    );
    assert.deepEqual(await comet.system.cloud(key, never), { provider: 'aws', metadata: { zone: 'a' } });
    assert.deepEqual(
      [(await comet.getExperiment(key, never)).filePath, (await comet.system.details(key, never)).pid],
      ['src/train.py', 42],
    );
    assert.deepEqual(
      [(await comet.git.state(key, never))?.commit, await comet.git.patch(key, never)],
      ['abc', 'diff --git'],
    );
    assert.deepEqual(await comet.tags.list(key, never), ['b']);
    await calls.change(endpoints.logging.deleteParameter, { experimentKey: key, parameterName: 'lr' }, never);
    await calls.change(endpoints.logging.deleteMetric, { experimentKey: key, metricName: 'sys.load.avg' }, never);
    assert.deepEqual(
      (await comet.getParameters(key, never)).filter(({ name }) => name === 'lr'),
      [],
    );
    assert.equal(
      (await calls.call(endpoints.experiments.experimentProcessing, { experimentKey: key }, never)).processing,
      false,
    );
  });

  it('asks by columns and for the best', async () => {
    await comet.logging.logMetric(key, { name: 'accuracy', value: 0.75, step: 1, epoch: null }, never);
    const columns = await comet.queries.columns({ project, archived: false }, never);
    const column = columns.find(({ name, source }) => name === 'accuracy' && source === 'metric')!;
    const ask = (operator: 'between' | 'less', value: number | [number, number]): Promise<string[]> =>
      comet.queries.run({ project, archived: false }, [{ ...column, field: column.name, operator, value }], never);
    assert.deepEqual([await ask('between', [0.7, 0.8]), await ask('less', 0.1)], [[key], []]);
    const rules = [
      { id: 'accuracy', source: 'metrics', field: 'accuracy', type: 'double', operator: 'greater', value: 0.5 },
    ];
    assert.deepEqual(
      (
        await calls.call(
          endpoints.experiments.experimentsSearch,
          {
            projectId: project.id,
            rulesTree: { condition: 'AND', rules, valid: true },
            page: 1,
            limit: 10,
            deleted: false,
          },
          never,
        )
      ).experiments.map(({ experimentKey }) => experimentKey),
      [key],
    );
    assert.deepEqual(
      await comet.optimizers.bestExperiment({ group: 'opt', metric: 'accuracy', goal: 'maximize' }, never),
      { experimentKey: key, value: 0.75, experimentCount: 1 },
    );
    assert.equal(
      (await failure(comet.optimizers.bestExperiment({ group: 'none', metric: 'x', goal: 'minimize' }, never))).kind,
      'notFound',
    );
  });

  it('uploads, tags and deletes files', async () => {
    const upload = { name: 'tables/a & b.csv', type: null, step: 3, context: 'train', overwrite: false };
    await comet.logging.uploadAsset(
      key,
      { ...upload, file: await file('a.csv', 'a,b\n1,2\n') },
      () => undefined,
      never,
    );
    const named = { experimentKey: key, assetName: upload.name };
    const [row] = (await calls.call(endpoints.assets.experimentAssetsByName, named, never)).assets;
    const asset = narrow(Asset, row);
    assert.deepEqual([asset.fileSize, asset.step, asset.runContext], [8, 3, 'train']);
    const id = asset.assetId;
    const found = (await assetsOf(comet, key, never)).find((one) => one.id === id)!;
    assert.equal(await drain((await comet.files.open(key, found, {}, never)).body), 'a,b\n1,2\n');
    assert.equal(
      await drain(
        (
          await calls.open(
            endpoints.assets.downloadAsset,
            { experimentKey: key, assetId: id },
            false,
            { from: 4 },
            never,
          )
        ).body,
      ),
      '1,2\n',
    );
    await comet.logging.tagAsset(key, id, ['x', 'y'], never);
    await calls.change(endpoints.assets.deleteAssetTags, { experimentKey: key, assetId: id, tags: ['x'] }, never);
    assert.deepEqual(
      (await calls.call(endpoints.assets.experimentAssetDetails, { experimentKey: key, assetId: id }, never)).tags,
      ['y'],
    );
    await calls.upload(
      endpoints.assets.uploadAsset,
      { experimentKey: key, fileName: 'far.bin', isRemote: true },
      { parts: { link: 's3://b/far.bin', metadata: '{"a":1}' } },
      never,
    );
    assert.equal(
      (await assetsOf(comet, key, never)).find(({ name }) => name === 'far.bin')?.remoteUrl,
      's3://b/far.bin',
    );
    await calls.change(
      endpoints.assets.uploadRemoteAssets,
      {
        experimentKey: key,
        remoteArtifactAssetRequests: [
          { assetId: 'r1', fileName: 'further.bin', link: 's3://b/further.bin', type: 'asset' },
        ],
      },
      never,
    );
    await calls.upload(
      endpoints.assets.uploadTextSample,
      { experimentKey: key, fileName: 'auto-generated-in-the-backend', type: 'text-sample', step: 1 },
      { parts: { file: { content: new Blob(['a sample']), name: 'sample' } } },
      never,
    );
    const [sample] = await client.assets.experimentAssets(key, 'text-sample', never);
    assert.equal(
      Buffer.from(await client.assets.experimentAssetContent(key, sample!.assetId, '', never)).toString(),
      'a sample',
    );
    await comet.logging.deleteAsset(key, id, never);
    assert.ok(!(await assetsOf(comet, key, never)).some((one) => one.id === id));
  });

  it('keeps a registry', async () => {
    await client.assets.uploadAsset(
      key,
      { fileName: 'net.pt', type: 'model-element', groupingName: 'net' },
      await openFile(await file('net.pt', 'weights')),
      null,
      () => undefined,
      never,
    );
    assert.deepEqual(
      (
        await calls.call(endpoints.models.experimentModelAssets, { experimentKey: key, modelName: 'net' }, never)
      ).assets.map((row) => narrow(Asset, row).fileName),
      ['net.pt'],
    );
    const version = {
      experimentKey: key,
      model: 'net',
      registryName: 'Digit Reader',
      version: null,
      comment: 'first',
      stages: ['staging'],
    };
    await comet.registry.register('team', version, never);
    await comet.registry.register('team', { ...version, version: '1.10.0', stages: [] }, never);
    assert.match(
      (await failure(comet.registry.register('team', { ...version, version: '1.10.0' }, never))).message,
      /version 1\.10\.0 already/,
    );
    assert.equal(
      (await failure(comet.registry.register('team', { ...version, model: 'none' }, never))).kind,
      'notFound',
    );
    const [model] = await comet.registry.listModels('team', never);
    assert.deepEqual([model!.name, model!.versionCount, model!.latestVersion], ['digit-reader', 2, '1.10.0']);
    assert.equal(
      (await calls.call(endpoints.registry.registryModelCount, { workspaceName: 'team' }, never)).registryModelCount,
      1,
    );
    const read = async () => (await comet.registry.getModel('team', 'digit-reader', never)).versions;
    const [newest, oldest] = await read();
    assert.deepEqual(
      [
        newest!.version,
        oldest!.version,
        oldest!.stages,
        oldest!.comment,
        oldest!.experimentKey,
        oldest!.experimentModel,
      ],
      ['1.10.0', '1.0.0', ['staging'], 'first', key, 'net'],
    );
    await comet.registry.addStage(newest!, 'production', never);
    assert.equal((await failure(comet.registry.addStage(newest!, 'production', never))).kind, 'refused');
    assert.match(
      (await failure(comet.registry.addStage((await read())[0]!, 'production', never))).message,
      /is at the stage “production” already/,
    );
    assert.deepEqual(
      (
        await calls.call(
          endpoints.registry.latestRegistryModelVersion,
          { workspaceName: 'team', modelName: 'digit-reader', stage: 'production' },
          never,
        )
      ).versions.map((one) => one.version),
      ['1.10.0'],
    );
    await comet.registry.removeStage(newest!, 'production', never);
    await comet.registry.commentVersion(newest!, 'second', never);
    assert.deepEqual([(await read())[0]!.stages, (await read())[0]!.comment], [[], 'second']);
    const chunks: Uint8Array[] = [];
    for await (const chunk of (await comet.registry.downloadVersion('team', 'digit-reader', '1.0.0', {}, never)).body) {
      chunks.push(chunk);
    }
    assert.deepEqual(
      Object.values(unzipSync(Buffer.concat(chunks))).map((content) => strFromU8(content)),
      ['weights'],
    );
    await comet.registry.setNotes('team', 'digit-reader', 'n', never);
    assert.equal(await comet.registry.getNotes('team', 'digit-reader', never), 'n');
    const webhooks = {
      workspace: 'team',
      model: 'digit-reader',
      webhooks: [{ url: 'https://x.example', header: { Authorization: 'hush' } }],
    };
    await comet.registry.setWebhooks(webhooks, never);
    await comet.registry.setWebhooks(
      { ...webhooks, webhooks: [...webhooks.webhooks, { url: 'https://y.example', header: {} }] },
      never,
    );
    assert.deepEqual(
      (await comet.registry.getWebhooks('team', 'digit-reader', never)).webhooks.map(({ url }) => url),
      ['https://x.example', 'https://y.example'],
    );
    await comet.registry.changeModel(
      'team',
      'digit-reader',
      { name: 'reader', description: 'reads', isPublic: true },
      never,
    );
    await comet.registry.deleteVersion(oldest!, never);
    const renamed = await comet.registry.getModel('team', 'reader', never);
    assert.deepEqual([renamed.description, renamed.isPublic, renamed.versions.length], ['reads', true, 1]);
    await comet.registry.deleteModel('team', 'reader', never);
    assert.deepEqual(await comet.registry.listModels('team', never), []);
    assert.equal((await failure(comet.registry.getModel('team', 'reader', never))).kind, 'notFound');
    assert.equal((await failure(comet.registry.listModels('nowhere', never))).kind, 'notFound');
  });

  it('keeps artifacts, which nobody reads before they are closed', async () => {
    const name = 'images & words';
    const { artifactVersionId } = await calls.call(
      endpoints.artifacts.upsertArtifact,
      { artifactName: name, artifactType: 'dataset', experimentKey: key, alias: ['raw'] },
      never,
    );
    await client.assets.uploadAsset(
      key,
      { fileName: 'a/b.txt', artifactVersionId },
      await openFile(await file('b.txt', 'bytes')),
      null,
      () => undefined,
      never,
    );
    assert.equal((await comet.artifacts.getVersion('team', name, '1.0.0', never)).state, 'open');
    assert.match(
      (await failure(comet.artifacts.listFiles('team', name, '1.0.0', never))).message,
      /still being written/,
    );
    await calls.change(
      endpoints.artifacts.setArtifactState,
      { artifactVersionId, experimentKey: key, state: 'CLOSED' },
      never,
    );
    const error = await failure(
      calls.change(
        endpoints.artifacts.setArtifactState,
        { artifactVersionId, experimentKey: key, state: 'OPEN' },
        never,
      ),
    );
    assert.match(error.message, /is final/);
    const again = { artifactName: name, artifactType: 'dataset', experimentKey: key, version: '1.0.0' };
    assert.match(
      (await failure(calls.call(endpoints.artifacts.upsertArtifact, again, never))).message,
      /this version already/,
    );
    const [artifact] = await comet.artifacts.listArtifacts('team', never);
    assert.deepEqual([artifact!.name, artifact!.type, artifact!.latestVersion], [name, 'dataset', '1.0.0']);
    await calls.change(endpoints.artifacts.updateArtifact, { artifactId: artifact!.id, tags: ['kept'] }, never);
    await calls.change(
      endpoints.artifacts.updateArtifactVersion,
      { artifactVersionId, alias: ['better'], versionTags: ['v'] },
      never,
    );
    const version = await comet.artifacts.getVersion('team', name, '1.0.0', never);
    assert.deepEqual(
      [version.state, version.size, version.producedBy, version.tags, version.aliases.includes('better')],
      ['closed', 5, key, ['v'], true],
    );
    const [one] = await comet.artifacts.listFiles('team', name, '1.0.0', never);
    assert.equal(one!.name, 'a/b.txt');
    assert.equal(await drain((await comet.artifacts.openFile(version, one!, { from: 2 }, never)).body), 'tes');
    assert.equal(
      await drain(
        (
          await calls.open(
            endpoints.artifacts.downloadArtifactVersion,
            { workspace: 'team', artifactName: encodeURIComponent(name), versionOrAlias: 'Latest' },
            false,
            {},
            never,
          )
        ).body,
      ),
      'bytes',
    );
    const consumer = await comet.projectEdits.createExperiment(project, 'consumer', never);
    await calls.call(
      endpoints.artifacts.useArtifactVersion,
      { workspace: 'team', artifactName: encodeURIComponent(name), version: '1.0.0', consumerExperimentKey: consumer },
      never,
    );
    assert.deepEqual(
      (await comet.artifacts.ofExperiment(key, never)).produced.map((row) => [row.artifactName, row.version]),
      [[name, '1.0.0']],
    );
    assert.deepEqual(
      (await comet.artifacts.ofExperiment(consumer, never)).used.map((row) => [row.artifactName, row.version]),
      [[name, '1.0.0']],
    );
    assert.equal((await failure(comet.artifacts.getArtifact('team', 'none', never))).kind, 'notFound');
    assert.equal((await failure(comet.artifacts.getVersion('team', name, '9.0.0', never))).kind, 'notFound');
  });

  it('keeps panels, dashboards and stores', async () => {
    const template = { templateName: 'Curves', code: { code: '// js', pyCode: '', type: 'js' } };
    const zip = zipSync({ 'tempVisualizationTemplate.json': Buffer.from(JSON.stringify(template)) });
    await calls.upload(
      endpoints.templates.uploadPanel,
      { teamName: 'team' },
      { parts: { file: { content: new Blob([zip]), name: 'panel.zip' } } },
      never,
    );
    const [panel] = await comet.panels.list('team', never);
    assert.equal(panel!.name, 'Curves');
    assert.deepEqual(await comet.panels.source(panel!.id, never), {
      name: 'Curves',
      language: 'javascript',
      code: '// js',
    });
    await calls.call(endpoints.templates.createDashboard, { project_id: project.id, template_name: 'Board' }, never);
    const [dashboard] = await comet.dashboards.list(project, never);
    assert.equal(dashboard!.name, 'Board');
    assert.match(await comet.dashboards.read(project, dashboard!.id, never), /"template_name": "Board"/);
    await calls.call(
      endpoints.templates.upsertDashboard,
      { project_id: project.id, template_id: dashboard!.id, template_name: 'Other' },
      never,
    );
    assert.deepEqual(
      (await client.templates.dashboards('team', never)).map(({ templateName }) => templateName),
      ['Other'],
    );
    await client.stores.saveStore(project.id, 'instance', '{"text":"x"}', never);
    assert.equal(await client.stores.getStore(project.id, 'instance', never), '{"text":"x"}');
  });

  it('lets an experiment live and end', async () => {
    assert.ok(
      ((await calls.call(endpoints.lifecycle.keepAlive, { experimentKey: key }, never)).isAliveBeatDurationMillis ??
        0) > 0,
    );
    assert.equal((await comet.getExperiment(key, never)).state, 'running');
    await calls.change(
      endpoints.lifecycle.setExperimentState,
      { experimentKey: key, isAlive: false, hasCrashed: true, error: null },
      never,
    );
    assert.equal((await comet.getExperiment(key, never)).state, 'crashed');
    await calls.change(
      endpoints.lifecycle.setExperimentTimes,
      { experimentKey: key, startTimeMillis: 1000, endTimeMillis: 2000 },
      never,
    );
    const { startTime, endTime } = await comet.getExperiment(key, never);
    assert.deepEqual([startTime, endTime], [1000, 2000]);
    await calls.change(endpoints.lifecycle.markNotThrottled, { experimentKey: key }, never);
    await comet.edits.archive(key, never);
    await comet.edits.restore(key, never);
    await comet.edits.delete(key, never);
    assert.equal((await failure(comet.getExperiment(key, never))).kind, 'notFound');
    assert.equal((await failure(comet.logging.logOther(key, 'a', 'b', never))).kind, 'notFound');
  });
});
