/** Comet's registry, artifacts, project parts and edits, answered in the ugly ways that are known of its servers. */
import assert from 'node:assert/strict';
import type { Project } from '../../../../src/shared/experiment';
import type { ArtifactVersionDetails } from '../../../../src/shared/artifact';
import type { RegistryVersion } from '../../../../src/shared/registry';
import { apiKey, everythingOf, failure, json, never, type Handler, type TestServer } from '../http/httpServer';
import { bodyOf, drain, says, scriptedComet, type Answers, type ScriptedComet } from './scriptedComet';

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
const done = { msg: 'Saved', code: 200, data: null, sdk_error_code: 0 };

describe('the groups of the Comet back end', () => {
  const servers: TestServer[] = [];
  afterEach(() => Promise.all(servers.splice(0).map((server) => server.close())));
  const start = async (answers: Answers): Promise<ScriptedComet> => {
    const scripted = await scriptedComet(answers);
    servers.push(scripted.server);
    return scripted;
  };
  const asked = ({ server, path }: ScriptedComet): string[] =>
    server.asked.map((_, index) => path(index).pathname.replace('/prefix/api/rest/v2/', ''));

  describe('edits', () => {
    it('make a project and a workspace, unless the name is taken', async () => {
      const scripted = await start({
        workspaces: { workspaceNames: ['Ws'] },
        'write/workspace/new': { code: 200, msg: 'saved', workspace_id: 'i', workspace_name: 'x' },
        projects: { projects: [{ projectId: 'p1', projectName: 'Digits', public: true }] },
        'write/project/create': { projectId: 'p2' },
      });
      const { comet } = scripted;
      await comet.projectEdits.createWorkspace('other', never);
      assert.equal(
        await comet.projectEdits.create('ws', { name: 'letters', description: 'd', isPublic: true }, never),
        'p2',
      );
      assert.deepEqual(bodyOf(scripted.server.asked[3]!), {
        workspaceName: 'ws',
        projectName: 'letters',
        projectDescription: 'd',
        isPublic: true,
      });
      const before = scripted.server.asked.length;
      for (const [attempt, words] of [
        [comet.projectEdits.createWorkspace('ws', never), /a workspace “ws” already/],
        [
          comet.projectEdits.create('ws', { name: 'digits ', description: '', isPublic: false }, never),
          /“ws” has a project “digits ” already/,
        ],
        [
          comet.projectEdits.change({ ...project, id: 'p9' }, { name: 'Digits' }, never),
          /has a project “Digits” already/,
        ],
      ] as const) {
        const error = await failure(attempt);
        assert.equal(error.kind, 'refused');
        assert.match(error.message, words);
        assert.match(error.advice, /another name/);
      }
      assert.ok(
        asked(scripted)
          .slice(before)
          .every((path) => !path.startsWith('write/')),
      );
    });

    it('change what is named and nothing else', async () => {
      const scripted = await start({
        projects: { projects: [{ projectId: 'p1', projectName: 'digits & more' }] },
        'write/project/update': done,
      });
      const { comet } = scripted;
      await comet.projectEdits.change(project, {}, never);
      await comet.projectEdits.change(project, { name: project.name }, never);
      assert.deepEqual(asked(scripted), []);
      await comet.projectEdits.change(project, { name: 'Digits & more', description: '' }, never);
      assert.deepEqual(bodyOf(scripted.server.asked[1]!), {
        projectId: 'p1',
        newProjectName: 'Digits & more',
        newProjectDescription: '',
      });
    });

    it('move, link, make and delete', async () => {
      const scripted = await start({
        'write/experiment/move': done,
        'write/experiment/create': { experimentKey: key, link: 'x' },
        'write/project/delete': done,
      });
      const { comet } = scripted;
      await comet.edits.move([], project, never);
      await comet.edits.move([key], project, never);
      await comet.edits.link([key], project, never);
      assert.equal(await comet.projectEdits.createExperiment(project, null, never), key);
      assert.equal(await comet.projectEdits.createExperiment(project, 'named', never), key);
      await comet.projectEdits.delete(project, never);
      const target = { targetWorkspaceName: 'ws', targetProjectName: 'digits & more', experimentKeys: [key] };
      const names = { workspaceName: 'ws', projectName: 'digits & more' };
      assert.deepEqual(scripted.server.asked.map(bodyOf), [
        { ...target, symlink: false },
        { ...target, symlink: true },
        names,
        { ...names, experimentName: 'named' },
        { ...names, deleteAllExperiments: true },
      ]);
    });
  });

  describe('project parts', () => {
    it('reads columns of known sources', async () => {
      const { comet } = await start({
        'project/column-names': {
          columns: [
            { name: 'loss', id: 'loss--metrics', type: 'double', source: 'metrics', kinds: null },
            { name: 'sys.ram.used', type: 'double', source: 'metrics' },
            { name: 'x', type: 'novel', source: 'tag' },
            { name: 'y', type: 'string', source: 'novel' },
            { name: 'z', source: null },
            { name: 'user_name', type: 'string', source: 'metadata' },
            { name: 'Name', type: 'string', source: 'log_other' },
            { name: 'file_name', type: 'string', source: 'params' },
          ],
        },
      });
      assert.deepEqual(await comet.queries.columns({ project, archived: false }, never), [
        { name: 'loss', source: 'metric', type: 'number', ofMachine: false, attribute: null },
        { name: 'sys.ram.used', source: 'metric', type: 'number', ofMachine: true, attribute: null },
        { name: 'x', source: 'tag', type: 'text', ofMachine: false, attribute: null },
        { name: 'user_name', source: 'attribute', type: 'text', ofMachine: false, attribute: 'user' },
        { name: 'Name', source: 'other', type: 'text', ofMachine: false, attribute: 'name' },
        { name: 'file_name', source: 'parameter', type: 'text', ofMachine: false, attribute: null },
      ]);
    });

    it('asks by every operator', async () => {
      const { comet, server } = await start({ 'project/query': { experimentKeys: [key], experimentsInProject: '7' } });
      const column = { source: 'metric', field: 'loss', type: 'number' } as const;
      const keys = await comet.queries.run(
        { project, archived: true },
        [
          { ...column, operator: 'between', value: [0, 0.5] },
          { ...column, operator: 'isNotNull', value: null },
          {
            source: 'attribute',
            field: 'start',
            type: 'time',
            operator: 'notBetween',
            value: [Date.UTC(2026, 0, 31), Date.UTC(2026, 1, 1, 18, 30, 5)],
          },
          { source: 'attribute', field: 'duration', type: 'duration', operator: 'greaterOrEqual', value: 1500 },
          { source: 'environment', field: 'host', type: 'text', operator: 'notBeginsWith', value: 'a' },
          { source: 'other', field: 'done', type: 'boolean', operator: 'equal', value: true },
          { source: 'parameter', field: 'lr', type: 'text', operator: 'isEmpty', value: null },
        ],
        never,
      );
      assert.deepEqual(keys, [key]);
      assert.deepEqual(bodyOf(server.asked[0]!), {
        workspaceName: 'ws',
        projectName: 'digits & more',
        archived: true,
        predicates: [
          {
            source: 'metrics',
            query: {
              condition: 'AND',
              valid: true,
              rules: [
                { id: 'loss', field: 'loss', type: 'double', operator: 'between', value: ['0', '0.5'] },
                { id: 'loss', field: 'loss', type: 'double', operator: 'is_not_null', value: null },
              ],
            },
          },
          {
            source: 'metadata',
            query: {
              condition: 'AND',
              valid: true,
              rules: [
                {
                  id: 'start',
                  field: 'start',
                  type: 'datetime',
                  operator: 'not_between',
                  value: ['2026-01-31 00:00:00', '2026-02-01 18:30:05'],
                },
                { id: 'duration', field: 'duration', type: 'timenumber', operator: 'greater_or_equal', value: 1.5 },
              ],
            },
          },
          {
            source: 'env_details',
            query: {
              condition: 'AND',
              valid: true,
              rules: [{ id: 'host', field: 'host', type: 'string', operator: 'not_begins_with', value: 'a' }],
            },
          },
          {
            source: 'log_other',
            query: {
              condition: 'AND',
              valid: true,
              rules: [{ id: 'done', field: 'done', type: 'boolean', operator: 'equal', value: true }],
            },
          },
          {
            source: 'params',
            query: {
              condition: 'AND',
              valid: true,
              rules: [{ id: 'lr', field: 'lr', type: 'string', operator: 'is_empty', value: null }],
            },
          },
        ],
      });
    });

    it('keeps notes and share links', async () => {
      const scripted = await start({
        'project/notes': { notes: null },
        'write/project/notes': done,
        'project/get-project-share-links': { shareCodes: ['a b'] },
        'write/project/add-share-link': { shareCode: 'new' },
        'write/project/delete-project-share-link': done,
      });
      const { comet } = scripted;
      assert.equal(await comet.notes.read(project, never), '');
      await comet.notes.write(project, '# A', never);
      const [link] = await comet.shareLinks.list(project, never);
      assert.deepEqual(link, {
        code: 'a b',
        url: `${scripted.server.origin}/prefix/ws/digits%20%26%20more?shareable=a%20b`,
      });
      assert.equal((await comet.shareLinks.add(project, never)).code, 'new');
      await comet.shareLinks.remove(project, 'a b', never);
      assert.equal(scripted.path(4).searchParams.get('shareCode'), 'a b');
    });

    it('reads panels in both languages', async () => {
      const panel = (code: object): object => ({
        templateId: 't',
        templateName: 'Panel',
        code,
        rank: { voteCount: 0 },
      });
      for (const [code, expected] of [
        [
          { type: 'py', code: '// js', pyCode: '## py' },
          { name: 'Panel', language: 'python', code: '## py' },
        ],
        [
          { type: 'js', code: '// js', pyCode: '## py' },
          { name: 'Panel', language: 'javascript', code: '// js' },
        ],
        [
          { code: '', pyCode: '## py' },
          { name: 'Panel', language: 'python', code: '## py' },
        ],
        [{ code: null }, { name: 'Panel', language: 'javascript', code: '' }],
      ] as const) {
        const { comet } = await start({
          'code-panel/download': panel(code),
          'code-panel/get-all': { codePanelTemplateRows: [{ templateId: 't', scopeType: 'PRIVATE', createdAt: '5' }] },
        });
        assert.deepEqual(await comet.panels.source('t', never), expected);
        assert.deepEqual(await comet.panels.list('ws', never), [
          { id: 't', name: 't', owner: null, isPublic: false, createdAt: 5 },
        ]);
      }
    });

    it('picks the dashboards of the project out of those of the workspace, and shows one as it is', async () => {
      const { comet, path } = await start({
        'dashboard-template/get-all': {
          dashboardTemplates: [
            { templateId: 'a', templateName: 'A', projectId: 'p1', createdBy: 'ada' },
            { templateId: 'b', projectId: 'p2', projectName: project.name },
            { templateId: 'c', projectName: project.name },
          ],
        },
        'dashboard-template/download': { project_id: 'p1', v3: { sections: [1] } },
      });
      assert.deepEqual(await comet.dashboards.list(project, never), [
        { id: 'a', name: 'A', user: 'ada' },
        { id: 'c', name: 'c', user: null },
      ]);
      assert.equal(
        await comet.dashboards.read(project, 'a', never),
        JSON.stringify({ project_id: 'p1', v3: { sections: [1] } }, null, 2),
      );
      assert.equal(path(1).searchParams.get('templateId'), 'a');
    });

    it('asks an optimizer for its best, which may be unknown', async () => {
      const question = { group: 'o', metric: 'loss', goal: 'maximize' } as const;
      const { comet, path } = await start({
        'get-best-experiment': { experimentKey: key, metricValue: '0.5', experimentCount: 12 },
      });
      assert.deepEqual(await comet.optimizers.bestExperiment(question, never), {
        experimentKey: key,
        value: 0.5,
        experimentCount: 12,
      });
      assert.equal(path(0).searchParams.get('goal'), 'MAX');
      const other = await start({ 'get-best-experiment': says(400, 5124123) });
      const error = await failure(other.comet.optimizers.bestExperiment(question, never));
      assert.equal(error.kind, 'notFound');
      assert.match(error.message, /no optimizer of this id/);
    });
  });

  describe('the registry', () => {
    const item = (version: unknown, more: object = {}): object => ({
      registryModelItemId: `i${String(version)}`,
      version,
      stages: null,
      createdAt: '5',
      ...more,
    });
    const model = (more: object = {}): object => ({
      registryModelId: 'r1',
      modelName: 'digits',
      isPublic: false,
      ...more,
    });

    it('reads models in either spelling, with what is missing', async () => {
      const { comet } = await start({
        'registry-model': {
          registryModels: [
            model({
              description: '',
              numberOfVersions: '3',
              latestVersion: item('1.2.0'),
              createdAt: 1,
              lastUpdated: 2,
              userName: 'ada',
            }),
            { registryModelId: 'r2', registryModelName: 'bare', public: true },
          ],
        },
      });
      assert.deepEqual(await comet.registry.listModels('ws', never), [
        {
          id: 'r1',
          workspace: 'ws',
          name: 'digits',
          description: null,
          isPublic: false,
          user: 'ada',
          createdAt: 1,
          lastUpdated: 2,
          versionCount: 3,
          latestVersion: '1.2.0',
        },
        {
          id: 'r2',
          workspace: 'ws',
          name: 'bare',
          description: null,
          isPublic: true,
          user: null,
          createdAt: null,
          lastUpdated: null,
          versionCount: null,
          latestVersion: null,
        },
      ]);
    });

    it('puts the newest version first and counts them', async () => {
      const { comet } = await start({
        'registry-model/details': model({
          versions: [
            item('1.9.0'),
            item('1.10.0', {
              comment: '',
              stages: ['production'],
              experimentModel: { experimentModelName: 'net', experimentKey: key },
              assets: [{ assetId: 'a', fileName: 'net.pt' }],
            }),
            item(1),
          ],
        }),
      });
      const details = await comet.registry.getModel('ws', 'digits', never);
      assert.deepEqual(
        details.versions.map(({ version }) => version),
        ['1.10.0', '1.9.0', '1'],
      );
      assert.deepEqual([details.versionCount, details.latestVersion], [3, '1.10.0']);
      const [newest] = details.versions;
      assert.deepEqual(
        { ...newest, assets: newest!.assets.map(({ name }) => name) },
        {
          id: 'i1.10.0',
          version: '1.10.0',
          comment: null,
          stages: ['production'],
          user: null,
          createdAt: 5,
          lastUpdated: null,
          experimentKey: key,
          experimentModel: 'net',
          assets: ['net.pt'],
        },
      );
    });

    const models = { models: [{ experimentModelName: 'net', experimentModelId: 'e1' }, { modelName: 'lost' }] };
    const version = {
      experimentKey: key,
      model: 'net',
      registryName: ' My Model! ',
      version: null,
      comment: null,
      stages: [],
    };

    it('registers a new model under a tidied name, and a version of one that is there', async () => {
      const fresh = await start({
        'experiment/model': models,
        'registry-model': { registryModels: null },
        'write/registry-model': { registryModelId: 'r', registryModelItemId: 'i' },
      });
      await fresh.comet.registry.register('ws', version, never);
      assert.deepEqual(bodyOf(fresh.server.asked.at(-1)!), {
        experimentModelId: 'e1',
        registryModelName: 'my-model',
        isPublic: false,
      });
      const grown = await start({
        'experiment/model': models,
        'registry-model': { registryModels: [model({ modelName: 'my-model' })] },
        'registry-model/details': model({ modelName: 'my-model', versions: [item('1.0.0')] }),
        'write/registry-model/item': { registryModelId: 'r', registryModelItemId: 'i2' },
      });
      await grown.comet.registry.register(
        'ws',
        { ...version, version: '1.1.0', comment: 'better', stages: ['a', 'a'] },
        never,
      );
      assert.equal(asked(grown).at(-1), 'write/registry-model/item');
      assert.deepEqual(bodyOf(grown.server.asked.at(-1)!), {
        experimentModelId: 'e1',
        registryModelName: 'my-model',
        version: '1.1.0',
        comment: 'better',
        stages: ['a'],
      });
      const error = await failure(grown.comet.registry.register('ws', { ...version, version: '1.0.0' }, never));
      assert.match(error.message, /“my-model” has a version 1\.0\.0 already/);
    });

    it('says why a model cannot be registered', async () => {
      const { comet } = await start({ 'experiment/model': models, 'registry-model': { registryModels: [] } });
      for (const [change, kind, words] of [
        [{ model: 'gone' }, 'notFound', /no model “gone”/],
        [{ model: 'lost' }, 'unsupported', /does not tell the id/],
        [{ registryName: ' ! ' }, 'refused', /needs a letter/],
      ] as const) {
        const error = await failure(comet.registry.register('ws', { ...version, ...change }, never));
        assert.equal(error.kind, kind);
        assert.match(error.message, words);
      }
    });

    it('changes a model by its id', async () => {
      const scripted = await start({
        'registry-model': { registryModels: [model(), model({ registryModelId: 'r2', modelName: 'letters' })] },
        'write/registry-model/update': '200 Ok',
      });
      const { registry } = scripted.comet;
      await registry.changeModel('ws', 'digits', { name: 'More Digits', isPublic: true }, never);
      assert.deepEqual(bodyOf(scripted.server.asked[1]!), {
        registryModelId: 'r1',
        registryModelName: 'more-digits',
        isPublic: true,
      });
      await registry.changeModel('ws', 'digits', { name: 'digits' }, never);
      assert.match(
        (await failure(registry.changeModel('ws', 'digits', { name: 'Letters' }, never))).message,
        /a registered model “letters” already/,
      );
      assert.equal((await failure(registry.changeModel('ws', 'gone', { description: 'x' }, never))).kind, 'notFound');
      assert.equal(asked(scripted).filter((path) => path.startsWith('write/')).length, 1);
    });

    it('sets a stage once', async () => {
      const plain: Handler = (_, response) =>
        void response.writeHead(200, { 'content-type': 'text/plain' }).end('200 Ok');
      const scripted = await start({
        'write/registry-model/item/stage': plain,
        'write/registry-model/item/stage/delete': plain,
        'write/registry-model/item/update': plain,
        'write/registry-model/item/delete': plain,
      });
      const { registry } = scripted.comet;
      const one: RegistryVersion = {
        id: 'i1',
        version: '1.0.0',
        comment: null,
        stages: ['production'],
        user: null,
        createdAt: null,
        lastUpdated: null,
        experimentKey: null,
        experimentModel: null,
        assets: [],
      };
      assert.match(
        (await failure(registry.addStage(one, 'production', never))).message,
        /1\.0\.0 is at the stage “production” already/,
      );
      await registry.addStage(one, 'a & b', never);
      await registry.removeStage(one, 'production', never);
      await registry.commentVersion(one, 'good', never);
      await registry.deleteVersion(one, never);
      assert.deepEqual(
        scripted.server.asked.map(({ method }) => method),
        ['GET', 'GET', 'POST', 'GET'],
      );
      assert.deepEqual(Object.fromEntries(scripted.path(0).searchParams), { modelItemId: 'i1', stage: 'a & b' });
    });

    it('replaces webhooks, whose secrets nobody sees', async () => {
      const scripted = await start({
        'webhooks/config': {
          workspaceName: 'ws',
          modelName: null,
          webhookUrls: [{ url: 'https://x', header: { Authorization: 'hush-hush' } }, { url: 'https://y' }],
        },
        'write/webhooks/config/override': ((_, response) => void response.writeHead(204).end()) satisfies Handler,
      });
      const configuration = await scripted.comet.registry.getWebhooks('ws', null, never);
      assert.deepEqual(configuration, {
        workspace: 'ws',
        model: null,
        webhooks: [
          { url: 'https://x', header: { Authorization: 'hush-hush' } },
          { url: 'https://y', header: {} },
        ],
      });
      await scripted.comet.registry.setWebhooks({ ...configuration, model: 'm' }, never);
      assert.deepEqual(bodyOf(scripted.server.asked[1]!), {
        webhookConfigs: [{ workspaceName: 'ws', modelName: 'm', webhookUrls: configuration.webhooks }],
      });
      assert.ok(!scripted.log.join().includes('hush-hush'));
      const wrong = await start({
        'webhooks/config': { webhookUrls: [{ url: 'https://x', header: { Authorization: ['hush-hush'] } }] },
      });
      assert.ok(
        !everythingOf(await failure(wrong.comet.registry.getWebhooks('ws', null, never))).includes('hush-hush'),
      );
    });
  });

  describe('artifacts', () => {
    it('reads lists whose fields go by several names', async () => {
      const { comet } = await start({
        'artifacts/get-all': {
          artifacts: [
            {
              artifactId: 'i1',
              name: 'images',
              type: 'dataset',
              tags: null,
              latestVersion: { version: '2.0.0' },
              isPublic: true,
            },
            { id: 'i2', artifactName: 'words', artifactType: '', latestVersion: '1.0.0', workspaceName: 'elsewhere' },
            { tags: ['nameless'] },
          ],
        },
        'artifacts/get': {
          artifactId: 'i1',
          tags: ['t'],
          versions: [
            { version: '1.0.0', alias: ['Latest'] },
            { artifactVersion: '1.10.0', artifactVersionId: 'v2', versionTags: ['x'] },
            { alias: ['numberless'] },
          ],
        },
      });
      assert.deepEqual(await comet.artifacts.listArtifacts('ws', never), [
        {
          id: 'i1',
          workspace: 'ws',
          name: 'images',
          type: 'dataset',
          description: null,
          isPublic: true,
          tags: [],
          latestVersion: '2.0.0',
          versionCount: null,
        },
        {
          id: 'i2',
          workspace: 'elsewhere',
          name: 'words',
          type: null,
          description: null,
          isPublic: null,
          tags: [],
          latestVersion: '1.0.0',
          versionCount: null,
        },
      ]);
      const details = await comet.artifacts.getArtifact('ws', 'images', never);
      assert.deepEqual([details.name, details.versionCount, details.latestVersion], ['images', 2, '1.10.0']);
      assert.deepEqual(details.versions, [
        { id: 'v2', artifactName: 'images', version: '1.10.0', aliases: [], tags: ['x'] },
        { id: null, artifactName: 'images', version: '1.0.0', aliases: ['Latest'], tags: [] },
      ]);
    });

    it('reads a version, and of one that is not closed what the list knows', async () => {
      const { comet } = await start({
        'artifacts/version': {
          artifactVersionId: 'v1',
          artifactVersion: '1.0.0',
          owner: 'ada',
          experimentKey: key,
          sizeInBytes: '12',
          metadata: { a: 1 },
          note: '',
          added: 5,
          state: 'CLOSED',
          tags: ['t'],
          alias: ['Latest'],
          artifact: { artifactName: 'images', artifactId: 'i1' },
        },
      });
      assert.deepEqual(await comet.artifacts.getVersion('ws', 'images', '1.0.0', never), {
        id: 'v1',
        artifactName: 'images',
        version: '1.0.0',
        aliases: ['Latest'],
        tags: ['t'],
        state: 'closed',
        size: 12,
        createdAt: 5,
        user: 'ada',
        note: null,
        metadata: '{"a":1}',
        producedBy: key,
      } satisfies ArtifactVersionDetails);
      for (const [code, state, words] of [
        [90402, 'open', /still being written/],
        [90403, 'failed', /never finished/],
      ] as const) {
        const other = await start({
          'artifacts/version': says(400, code),
          'artifacts/version/files': says(400, code),
          'artifacts/get': {
            versions: [{ artifactVersionId: 'v2', version: '1.1.0', alias: ['next'], sizeInBytes: 3 }],
          },
        });
        const version = await other.comet.artifacts.getVersion('ws', 'images', '1.1.0', never);
        assert.deepEqual([version.id, version.state, version.aliases, version.size], ['v2', state, ['next'], 3]);
        assert.match((await failure(other.comet.artifacts.getVersion('ws', 'images', '9.9.9', never))).message, words);
        const error = await failure(other.comet.artifacts.listFiles('ws', 'images', '1.1.0', never));
        assert.equal(error.kind, 'refused');
        assert.match(error.message, words);
      }
    });

    it('lists files, and opens those that are kept', async () => {
      const { comet, path } = await start({
        'artifacts/version/files': {
          files: [
            { assetId: 'a1', fileName: 'a/b.csv', fileSize: 4, remote: false, metadata: null },
            { assetId: 'a2', remote: true, link: `s3://b/${apiKey}`, fileSize: 0 },
          ],
        },
        'experiment/asset/get-asset': ((_, response) => void response.writeHead(200).end('a,b\n')) satisfies Handler,
      });
      const files = await comet.artifacts.listFiles('ws', 'images', '1.0.0', never);
      const [kept, remote] = [files[0]!, files[1]!];
      assert.deepEqual(kept, { assetId: 'a1', name: 'a/b.csv', size: 4, type: null, metadata: null, remoteUrl: null });
      assert.deepEqual([remote.name, remote.size, remote.remoteUrl], ['a2', null, `s3://b/${apiKey}`]);
      const version: ArtifactVersionDetails = {
        id: 'v1',
        artifactName: 'images',
        version: '1.0.0',
        aliases: [],
        tags: [],
        state: 'closed',
        size: null,
        createdAt: null,
        user: null,
        note: null,
        metadata: null,
        producedBy: null,
      };
      assert.equal(await drain((await comet.artifacts.openFile(version, kept, {}, never)).body), 'a,b\n');
      assert.deepEqual(Object.fromEntries(path(1).searchParams), { artifactVersionId: 'v1', assetId: 'a1' });
      await (
        await comet.artifacts.openFile({ ...version, producedBy: key }, kept, {}, never)
      ).body[Symbol.asyncIterator]().return?.();
      assert.equal(path(2).searchParams.get('experimentKey'), key);
      const error = await failure(comet.artifacts.openFile(version, remote, {}, never));
      assert.equal(error.kind, 'unsupported');
      assert.ok(!everythingOf(error).includes(apiKey));
      assert.equal(
        (await failure(comet.artifacts.openFile({ ...version, id: null }, kept, {}, never))).kind,
        'unsupported',
      );
    });

    it('tells what an experiment read and wrote', async () => {
      const answer: Handler = (request, response) => {
        const isInput = request.url?.includes('filter=input') === true;
        json(
          response,
          isInput
            ? [{ artifactName: 'flat', version: '1.0.0' }, { version: 'nameless' }]
            : {
                artifacts: [
                  {
                    artifactVersion: '2.0.0',
                    artifactVersionId: 'v',
                    alias: ['x'],
                    artifact: { artifactName: 'inside' },
                  },
                ],
              },
        );
      };
      const { comet } = await start({ 'get/artifacts': answer });
      assert.deepEqual(await comet.artifacts.ofExperiment(key, never), {
        produced: [{ id: 'v', artifactName: 'inside', version: '2.0.0', aliases: ['x'], tags: [] }],
        used: [{ id: null, artifactName: 'flat', version: '1.0.0', aliases: [], tags: [] }],
      });
    });
  });

  describe('writing to an experiment', () => {
    it('sends what is known of a point and a file', async () => {
      const scripted = await start({
        'write/experiment/metric': done,
        'write/experiment/parameter': done,
        'write/experiment/upload-asset': done,
        'write/experiment/tags/delete': done,
      });
      const { logging } = scripted.comet;
      await logging.logMetric(key, { name: 'loss', value: NaN, step: null, epoch: 2 }, never);
      await logging.logParameter(key, 'lr', '0.1', never);
      await scripted.comet.edits.removeTags(key, ['a'], never);
      assert.deepEqual(scripted.server.asked.map(bodyOf), [
        { experimentKey: key, metricName: 'loss', metricValue: 'NaN', epoch: 2 },
        { experimentKey: key, parameterName: 'lr', parameterValue: '0.1' },
        { experimentKey: key, tags: ['a'] },
      ]);
      let sent = 0;
      const upload = {
        file: import.meta.filename,
        name: 'a.b/.hidden',
        type: null,
        step: null,
        context: 'train',
        overwrite: true,
      };
      await logging.uploadAsset(key, upload, (bytes) => (sent += bytes), never);
      assert.deepEqual(Object.fromEntries(scripted.path(3).searchParams), {
        experimentKey: key,
        fileName: 'a.b/.hidden',
        overwrite: 'true',
        context: 'train',
      });
      assert.ok(sent > 1000);
      await logging.uploadAsset(key, { ...upload, name: 'x/y.tar.gz', type: 'image', step: 4 }, () => undefined, never);
      assert.deepEqual(
        [
          scripted.path(4).searchParams.get('extension'),
          scripted.path(4).searchParams.get('type'),
          scripted.path(4).searchParams.get('step'),
        ],
        ['gz', 'image', '4'],
      );
    });
  });

  describe('sentences for its codes', () => {
    for (const [code, kind, words] of [
      [42008, 'notFound', /no such registered model/],
      [90210, 'forbidden', /may not change this/],
      [90219, 'notFound', /workspace does not exist/],
      [90399, 'refused', /this version already/],
      [90401, 'refused', /is final/],
      [90501, 'refused', /workspace is full/],
      [624522, 'notFound', /artifact does not exist/],
      [624523, 'notFound', /no such version/],
      [1234567, 'refused', /Comet says: some words/],
    ] as const) {
      it(`${code} is ${kind}, by read and by write`, async () => {
        const { comet } = await start({
          'registry-model/notes': says(400, code),
          'write/registry-model/notes': says(400, code),
        });
        for (const attempt of [
          comet.registry.getNotes('ws', 'm', never),
          comet.registry.setNotes('ws', 'm', 'x', never),
        ]) {
          const error = await failure(attempt);
          assert.equal(error.kind, kind);
          assert.equal(error.trackerCode, code);
          assert.match(error.message, words);
        }
      });
    }
  });

  it('has no report, graph or cloud where none was logged', async () => {
    for (const nothing of [null, '']) {
      const { comet } = await start({
        'experiment/html': { html: nothing },
        'experiment/graph': { graph: nothing },
        'experiment/cloud-details': { provider: nothing, metadata: nothing === null ? null : {} },
      });
      assert.deepEqual(
        [
          await comet.reports.html(key, never),
          await comet.graphs.read(key, never),
          await comet.system.cloud(key, never),
        ],
        [null, null, null],
      );
    }
    const { comet } = await start({
      'experiment/html': { html: '<b>' },
      'experiment/graph': { graph: '{}' },
      'experiment/cloud-details': { provider: 'aws', metadata: { zone: 1 } },
    });
    assert.deepEqual(
      [await comet.reports.html(key, never), await comet.graphs.read(key, never), await comet.system.cloud(key, never)],
      ['<b>', '{}', { provider: 'aws', metadata: { zone: 1 } }],
    );
  });
});
