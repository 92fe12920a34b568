// What else hangs on workspaces and projects of the lab: panels, dashboards, views, stores, webhooks, share links,
// optimizers.
import assert from 'node:assert/strict';
import { unzipSync, zipSync } from 'fflate';
import { PersistentLab, multipartBody } from '../../../support/lab/persistentLab';
import { query, type ServedLab } from '../../../support/lab/labFixture';

type Answer = Record<string, unknown>;

const workspaceName = 'tabular-team';

describe('lab rooms', () => {
  let kept: PersistentLab;
  let lab: ServedLab;
  let key: string;
  let projectId: string;

  beforeEach(async () => {
    kept = await PersistentLab.create();
    lab = await kept.open();
    ({ experimentKey: key } = (await lab.post('write/experiment/create', { workspaceName, projectName: 'panels' })) as {
      experimentKey: string;
    });
    ({ projectId } = (await get('project', { workspaceName, projectName: 'panels' })) as { projectId: string });
  });

  afterEach(() => kept.remove());

  const get = async (path: string, values: Record<string, string> = {}): Promise<Answer> =>
    (await lab.read(`${path}?${query(values)}`)) as Answer;
  const post = async (path: string, body: Answer): Promise<Answer> => (await lab.post(path, body)) as Answer;
  const reopen = async (): Promise<void> => {
    await lab.close();
    lab = await kept.open();
  };

  async function refused(code: number, path: string, body?: Answer, status = 400): Promise<void> {
    const answer = await lab.ask(path, body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) });
    const error = (await answer.json()) as Answer;
    assert.deepEqual(
      [answer.status, error.code, error.sdk_error_code],
      [status, status, code],
      `${path}: ${JSON.stringify(error)}`,
    );
  }

  describe('panels', () => {
    const code = { type: 'py', pyCode: 'print(1)', description: 'counts' };
    const zipOf = (content: unknown, name = 'tempVisualizationTemplate.json'): Uint8Array =>
      zipSync({ [name]: Buffer.from(JSON.stringify(content)) });
    const upload = (bytes: Uint8Array, values: Record<string, string> = {}): Promise<Response> =>
      lab.ask(
        `write/template/upload?${query({ teamName: workspaceName, ...values })}`,
        multipartBody([{ name: 'file', bytes, fileName: 'panel.zip' }]),
      );
    const uploaded = async (content: unknown, values?: Record<string, string>): Promise<Answer> => {
      const answer = await upload(zipOf(content), values);
      assert.equal(answer.status, 200, await answer.clone().text());
      return (await answer.json()) as Answer;
    };

    it('are uploaded, listed, read and downloaded as what they were uploaded as', async () => {
      const { templateId } = (await uploaded({ templateName: 'Counter', scopeType: 'PUBLIC', code })) as {
        templateId: string;
      };
      const row = (
        (await get('code-panel/get-all', { workspace: workspaceName })).codePanelTemplateRows as Answer[]
      ).find((one) => one.templateId === templateId);
      assert.deepEqual(row, {
        templateId,
        owner: 'ada',
        teamId: workspaceName,
        templateName: 'Counter',
        queryBuilderId: '',
        scopeType: 'PUBLIC',
        revisionId: lab.clock.now(),
        createdAt: lab.clock.now(),
      });
      const panel = await get('code-panel/download', { templateId });
      assert.deepEqual(panel.code, {
        code: '',
        css: '',
        description: 'counts',
        html: '',
        defaultConfig: '""',
        internalResources: [],
        userResources: [],
        pyCode: 'print(1)',
        type: 'py',
        pyConfig: '',
      });
      assert.deepEqual(await get('code-panel/download', { instanceId: templateId }), panel);
      const zip = unzipSync(new Uint8Array(await (await lab.ask(`template/${templateId}/download`)).arrayBuffer()));
      assert.deepEqual(Object.keys(zip), ['tempVisualizationTemplate.json']);
      assert.deepEqual(JSON.parse(Buffer.from(zip['tempVisualizationTemplate.json']!).toString()), panel);
      const copy = await upload(zipSync(zip), { teamName: 'vision-lab' });
      assert.equal(((await copy.json()) as Answer).teamId, 'vision-lab');
    });

    it('are replaced under their id, in their own workspace', async () => {
      const { templateId } = (await uploaded({ templateName: 'Counter', code })) as { templateId: string };
      lab.clock.advance(1000);
      await uploaded({ templateName: 'Better', code: { type: 'js', code: '1' } }, { templateId });
      const panel = await get('code-panel/download', { templateId });
      assert.deepEqual(
        [
          panel.templateName,
          (panel.code as Answer).code,
          (panel.code as Answer).pyCode,
          Number(panel.revisionId) - Number(panel.createdAt),
        ],
        ['Better', '1', '', 1000],
      );
      await reopen();
      assert.deepEqual(await get('code-panel/download', { templateId }), panel);
      assert.equal(
        (await upload(zipOf({ templateName: 'x', code }), { templateId, teamName: 'vision-lab' })).status,
        400,
      );
      assert.equal((await upload(zipOf({ templateName: 'x', code }), { templateId: 'nothing' })).status, 400);
    });

    it('are refused when they are not panels', async () => {
      for (const bytes of [
        zipOf({ code }),
        zipOf({ templateName: 'x' }),
        zipOf({ templateName: 'x', code }, 'other.json'),
        Buffer.from('no zip'),
        zipSync({ 'tempVisualizationTemplate.json': Buffer.from('{') }),
      ]) {
        assert.equal((await upload(bytes)).status, 400);
      }
      assert.equal((await upload(zipOf({ templateName: 'x', code }), { teamName: 'nobody' })).status, 400);
      assert.equal(
        (await lab.ask(`write/template/upload?teamName=${workspaceName}`, { method: 'POST', body: '{}' })).status,
        400,
      );
      await refused(0, 'code-panel/download?templateId=nothing');
      await refused(0, 'code-panel/download');
      await refused(0, 'template/nothing/download');
      await refused(90219, 'code-panel/get-all?workspace=nobody');
    });
  });

  describe('dashboards and views', () => {
    it('are created, changed in part and read back whole', async () => {
      const created = await post('write/dashboard-template/create', {
        project_id: projectId,
        template_name: 'Mine',
        codePanelTemplateIds: ['p'],
        v3: { sections: [] },
      });
      const templateId = String(created.template_id);
      assert.deepEqual(created, {
        project_id: projectId,
        template_name: 'Mine',
        template_id: templateId,
        created_by: 'ada',
        experimentQueryState: '{}',
        dashboardChartState: '{}',
        reactGridTableState: '{}',
        v2: {},
        v3: { sections: [] },
        source: '',
        current: false,
        unsaved_view: false,
        project_default: false,
        pinnedExperiments: [],
        codePanelTemplateIds: ['p'],
        isAutoRefreshEnabled: false,
      });
      const upserted = await post('dashboard-templates/project/upsert', {
        project_id: projectId,
        template_id: templateId,
        dashboardChartState: '{"a":1}',
        template_name: null,
      });
      assert.deepEqual(upserted, { ...created, dashboardChartState: '{"a":1}' });
      await reopen();
      assert.deepEqual(await get('dashboard-template/download', { projectId, templateId }), upserted);
      const rows = (await get('dashboard-template/get-all', { workspace: workspaceName }))
        .dashboardTemplates as Answer[];
      assert.deepEqual(
        rows.find((row) => row.templateId === templateId),
        {
          templateId,
          templateName: 'Mine',
          projectId,
          projectName: 'panels',
          createdBy: 'ada',
        },
      );
      assert.equal(
        (
          await post('dashboard-templates/project/upsert', {
            project_id: projectId,
            template_id: 'of-my-own',
            template_name: 'Own',
          })
        ).template_id,
        'of-my-own',
      );
    });

    it('are refused without a name, in another project, or when they are not there', async () => {
      const { template_id: id } = await post('write/dashboard-template/create', {
        project_id: projectId,
        template_name: 'Mine',
      });
      const { projectId: wine } = (await get('project', { workspaceName, projectName: 'wine' })) as {
        projectId: string;
      };
      await refused(0, 'write/dashboard-template/create', { project_id: projectId });
      await refused(0, 'dashboard-templates/project/upsert', { project_id: wine, template_id: id, template_name: 'x' });
      await refused(0, 'dashboard-templates/project/upsert', {
        project_id: 'nothing',
        template_id: id,
        template_name: 'x',
      });
      await refused(0, 'dashboard-templates/project/upsert', { project_id: projectId, template_name: 'x' });
      await refused(0, `dashboard-template/download?${query({ projectId: wine, templateId: String(id) })}`);
      await refused(98219, 'dashboard-template/download?templateId=x');
    });

    it('are views of a project, or of one experiment, as the official SDK asks for them', async () => {
      const ofProject = await post('write/views/upsert', {
        projectId,
        templateName: 'All',
        experimentQueryState: '{"filters":[]}',
      });
      const ofExperiment = await post('write/chart-templates/upsert', {
        projectId,
        templateName: 'One',
        experimentKey: key,
        v2: { a: 1 },
      });
      assert.deepEqual(
        [
          ofProject.viewSource,
          ofProject.experimentKey,
          ofProject.experimentQueryState,
          ofExperiment.viewSource,
          ofExperiment.experimentKey,
          ofExperiment.v2,
        ],
        ['dashboard_template', null, '{"filters":[]}', 'chart_template', key, { a: 1 }],
      );
      const names = async (path: string, more: Record<string, string> = {}): Promise<unknown[]> =>
        ((await get(`views/${path}`, { projectId, ...more })).views as Answer[]).map((view) => view.template_name);
      assert.deepEqual([await names('get-all'), await names('get-all', { experimentKey: key })], [['All'], []]);
      assert.deepEqual(
        [
          await names('chart-templates'),
          await names('chart-templates', { experimentKey: key }),
          await names('chart-templates', { experimentKey: 'x' }),
        ],
        [['One'], ['One'], []],
      );
      assert.deepEqual((await names('get-all', { includeWorkspaceViews: 'true' })).sort(), [
        'All',
        'Diabetes',
        'Tumours',
        'Wine',
      ]);
      await post('write/views/upsert', { projectId, templateId: ofProject.template_id, templateName: 'Renamed' });
      assert.deepEqual(await names('get-all'), ['Renamed']);
      await refused(0, 'write/chart-templates/upsert', { projectId, templateName: 'x' });
      await refused(90211, 'write/chart-templates/upsert', { projectId, templateName: 'x', experimentKey: 'nobody' });
    });
  });

  it('keeps a store for each instance of a panel', async () => {
    assert.deepEqual(await get('viz-instance/store/get', { projectId, instanceId: 'i' }), { store: '{}' });
    assert.equal(
      (await post('write/viz-instance/store/save', { projectId, instanceId: 'i', store: '{"a":"ä"}' })).msg,
      'Stored',
    );
    await post('write/viz-instance/store/save', { projectId, instanceId: 'j', store: 'other' });
    await reopen();
    assert.deepEqual(await get('viz-instance/store/get', { projectId, instanceId: 'i' }), { store: '{"a":"ä"}' });
    await refused(0, 'viz-instance/store/get?projectId=nothing&instanceId=i', undefined, 404);
    await refused(0, `viz-instance/store/get?projectId=${projectId}`);
    await refused(0, 'write/viz-instance/store/save', { projectId, instanceId: 'i' });
  });

  it('keeps webhooks of a workspace and of a model, added to or replaced', async () => {
    const one = { url: 'https://one.example/hook', header: { Authorization: 'secret' } };
    const two = { url: 'https://two.example/hook', header: {} };
    const send = async (
      path: string,
      webhookUrls: unknown,
      modelName?: string,
      workspace = workspaceName,
      method = 'POST',
    ): Promise<number> =>
      (
        await lab.ask(path, {
          method,
          body: JSON.stringify({ webhookConfigs: [{ workspaceName: workspace, modelName, webhookUrls }] }),
        })
      ).status;
    assert.deepEqual(await get('webhooks/config', { workspaceName }), {
      workspaceName,
      modelName: null,
      webhookUrls: [],
    });
    assert.equal(await send('write/webhooks/config', [one]), 204);
    assert.equal(await send('write/webhooks/config', [two, { url: one.url, header: { Authorization: 'newer' } }]), 204);
    const expected = [{ ...one, header: { Authorization: 'newer' } }, two];
    assert.deepEqual((await get('webhooks/config', { workspaceName })).webhookUrls, expected);
    assert.equal(await send('write/webhooks/config/override', [two], 'digit-reader', 'vision-lab', 'PUT'), 204);
    await reopen();
    assert.deepEqual((await get('webhooks/config', { workspaceName })).webhookUrls, expected);
    assert.deepEqual(await get('webhooks/config', { workspaceName: 'vision-lab', modelName: 'Digit Reader' }), {
      workspaceName: 'vision-lab',
      modelName: 'digit-reader',
      webhookUrls: [two],
    });
    assert.equal(await send('write/webhooks/config/override', []), 204);
    assert.deepEqual((await get('webhooks/config', { workspaceName })).webhookUrls, []);
    assert.equal(await send('write/webhooks/config', [{ url: 'not an address' }]), 400);
    assert.equal(await send('write/webhooks/config', [one], undefined, 'nobody'), 400);
    await refused(42008, `webhooks/config?${query({ workspaceName, modelName: 'nothing' })}`);
  });

  it('adds and removes share links', async () => {
    const { shareCode } = (await get('write/project/add-share-link', { projectId })) as { shareCode: string };
    const { shareCode: second } = (await get('write/project/add-share-link', { projectId })) as { shareCode: string };
    assert.deepEqual(await get('project/get-project-share-links', { projectId }), { shareCodes: [shareCode, second] });
    await get('write/project/delete-project-share-link', { projectId, shareCode });
    await reopen();
    assert.deepEqual(await get('project/get-project-share-links', { projectId }), { shareCodes: [second] });
    await refused(0, `write/project/delete-project-share-link?${query({ projectId, shareCode })}`);
    await refused(0, 'write/project/add-share-link?projectId=nothing', undefined, 404);
  });

  it('finds the best experiment of an optimizer', async () => {
    const keys = [key];
    for (let more = 0; more < 2; more += 1) {
      keys.push(
        (await post('write/experiment/create', { workspaceName, projectName: 'panels' })).experimentKey as string,
      );
    }
    for (const [index, experimentKey] of keys.entries()) {
      await post('write/experiment/log-other', { experimentKey, key: 'optimizer_id', value: 'opt' });
      for (const [metricName, metricValue] of [
        ['loss', [0.5, 0.2, 'NaN'][index]],
        ['auc', index],
      ] as const) {
        await post('write/experiment/metric', { experimentKey, metricName, metricValue: metricValue! });
      }
    }
    const best = (metricName: string, goal: string): Promise<Answer> =>
      get('get-best-experiment', { optimizationId: 'opt', metricName, goal });
    assert.deepEqual(await best('loss', 'MIN'), { experimentKey: keys[1], metricValue: 0.2, experimentCount: 3 });
    assert.deepEqual(await best('loss', 'maximize'), { experimentKey: keys[0], metricValue: 0.5, experimentCount: 3 });
    assert.deepEqual(await best('auc', 'max'), { experimentKey: keys[2], metricValue: 2, experimentCount: 3 });
    await refused(5124123, 'get-best-experiment?optimizationId=nothing&metricName=loss&goal=MIN');
    await refused(0, 'get-best-experiment?optimizationId=opt&metricName=nothing&goal=MIN');
    await refused(0, 'get-best-experiment?optimizationId=opt&metricName=loss&goal=SIDEWAYS');
  });

  it('serves bytes by address to whoever has the key, and nothing to administrators', async () => {
    const upload = await lab.ask(
      `write/experiment/upload-asset?${query({ experimentKey: key, fileName: 'a.png', type: 'image' })}`,
      multipartBody([{ name: 'file', bytes: Buffer.from('picture') }]),
    );
    const { assetId } = (await upload.json()) as { assetId: string };
    const ask = (path: string, headers: Record<string, string> = { Authorization: lab.apiKey }): Promise<Response> =>
      fetch(`${lab.url}/api/${path}`, { headers });
    assert.equal(await (await ask(`asset/download?${query({ experimentKey: key, assetId })}`)).text(), 'picture');
    assert.equal(await (await ask(`image/download?imageId=${assetId}&experimentKey=${key}`)).text(), 'picture');
    assert.equal(await (await ask(`image/download?imageId=${assetId}`)).text(), 'picture');
    assert.equal((await ask('image/download?imageId=nothing')).status, 400);
    assert.equal((await ask(`image/download?imageId=${assetId}`, {})).status, 401);
    for (const path of ['admin/chargeback/report?reportMonth=2026-01', 'admin/service-accounts']) {
      const answer = await ask(path);
      assert.deepEqual(
        [answer.status, ((await answer.json()) as Answer).sdk_error_code, answer.headers.get('content-type')],
        [403, 90210, 'application/json'],
      );
    }
  });
});
