// What the sample lab shows beside its recordings: every file, model and project it speaks of is there, and a deleted
// part stays deleted.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sampleSeeds } from '../../../../src/lab/recordings/sample';
import { noSeeds } from '../../../../src/lab/state/journaledStates';
import { archives, PersistentLab } from '../../../support/lab/persistentLab';
import { query, type ServedLab } from '../../../support/lab/labFixture';

type Answer = Record<string, unknown>;

describe('lab sample', () => {
  let kept: PersistentLab;
  let lab: ServedLab;

  beforeEach(async () => {
    kept = await PersistentLab.create();
    lab = await kept.open();
  });

  afterEach(() => kept.remove());

  const get = async (path: string, values: Record<string, string> = {}): Promise<Answer> =>
    (await lab.read(`${path}?${query(values)}`)) as Answer;
  const list = async (path: string, name: string, values: Record<string, string>): Promise<Answer[]> =>
    (await get(path, values))[name] as Answer[];

  it('has registry models whose every version has its files', async () => {
    const models = await list('registry-model', 'registryModels', { workspaceName: 'vision-lab' });
    assert.deepEqual(
      models.map(({ modelName, numberOfVersions }) => [modelName, numberOfVersions]),
      [
        ['digit-reader', 3],
        ['digit-reader-edge', 2],
      ],
    );
    for (const { modelName } of models) {
      for (const version of await list('registry-model/details', 'versions', {
        workspaceName: 'vision-lab',
        modelName: String(modelName),
      })) {
        assert.deepEqual(
          (version.assets as Answer[]).map(({ fileName }) => fileName).sort(),
          ['labels.txt', 'model.json', 'weights.npz'],
          String(version.version),
        );
        assert.ok(Number(version.createdAt) < lab.clock.now());
      }
    }
  });

  it('has artifacts whose sizes are those of their files, closed, open and failed', async () => {
    const seen: unknown[] = [];
    for (const workspace of ['vision-lab', 'tabular-team']) {
      for (const { artifactId, name, project } of await list('artifacts/get-all', 'artifacts', { workspace })) {
        assert.notEqual(project, null);
        for (const { version, state, artifactVersionId, sizeInBytes } of await list('artifacts/get', 'versions', {
          artifactId: String(artifactId),
        })) {
          seen.push([name, version, state]);
          const { experimentKey } = await get('artifacts/version', { versionId: String(artifactVersionId) });
          assert.equal(
            (await get('experiment/metadata', { experimentKey: String(experimentKey) })).workspaceName,
            workspace,
          );
          if (state === 'CLOSED') {
            const files = await list('artifacts/version/files', 'files', { versionId: String(artifactVersionId) });
            assert.ok(files.length > 0);
            assert.equal(
              files.reduce((sum, { fileSize }) => sum + Number(fileSize), 0),
              sizeInBytes,
            );
          }
        }
      }
    }
    assert.deepEqual(seen, [
      ['digit-reports', '1.0.0', 'CLOSED'],
      ['digit-reports', '2.0.0', 'CLOSED'],
      ['digit-reports', '3.0.0', 'ERROR'],
      ['tumour-weights', '1.0.0', 'CLOSED'],
      ['tumour-weights', '2.0.0', 'CLOSED'],
      ['tumour-weights', '3.0.0', 'OPEN'],
    ]);
    const seeds = await sampleSeeds(archives, lab.clock.now());
    for (const change of seeds.artifacts) {
      if (change.kind === 'attached' || change.kind === 'consumed') {
        const { experimentKey } = change.kind === 'attached' ? change.file : change;
        await get('experiment/metadata', { experimentKey });
        if (change.kind === 'attached') {
          await get('experiment/asset/details', { experimentKey, assetId: change.file.assetId });
        }
      }
    }
  });

  it('has panels in both languages and a dashboard for each project', async () => {
    const languages = new Set<unknown>();
    for (const { templateId } of await list('code-panel/get-all', 'codePanelTemplateRows', {
      workspace: 'vision-lab',
    })) {
      const { code } = (await get('code-panel/download', { templateId: String(templateId) })) as { code: Answer };
      languages.add(code.type);
      assert.notEqual(code.type === 'py' ? code.pyCode : code.code, '');
    }
    assert.deepEqual([...languages].sort(), ['js', 'py']);
    for (const workspaceName of ['vision-lab', 'tabular-team']) {
      const projects = await list('projects', 'projects', { workspaceName });
      const dashboards = await list('dashboard-template/get-all', 'dashboardTemplates', { workspace: workspaceName });
      assert.deepEqual(
        dashboards.map(({ projectName }) => projectName),
        projects.map(({ projectName }) => projectName),
      );
      for (const { projectId, templateId } of dashboards) {
        const dashboard = await get('dashboard-template/download', {
          projectId: String(projectId),
          templateId: String(templateId),
        });
        for (const part of ['experimentQueryState', 'dashboardChartState', 'reactGridTableState']) {
          JSON.parse(String(dashboard[part]));
        }
        for (const id of dashboard.codePanelTemplateIds as string[]) {
          await get('code-panel/download', { templateId: id });
        }
      }
    }
  });

  it('stays deleted, and stays changed', async () => {
    await get('write/registry-model/delete', { workspaceName: 'vision-lab', modelName: 'digit-reader-edge' });
    const [newest] = await list('registry-model/details', 'versions', {
      workspaceName: 'vision-lab',
      modelName: 'digit-reader',
    });
    await get('write/registry-model/item/delete', { modelItemId: String(newest?.registryModelItemId) });
    const key = '04187814f3cb9dda6a2af86195cbc6db';
    await get('write/experiment/delete', { experimentKey: key });
    await lab.close();
    kept.clock.advance(3_600_000);
    lab = await kept.open();
    const models = await list('registry-model', 'registryModels', { workspaceName: 'vision-lab' });
    assert.deepEqual(
      models.map(({ modelName, numberOfVersions }) => [modelName, numberOfVersions]),
      [['digit-reader', 2]],
    );
    const versions = await list('registry-model/details', 'versions', {
      workspaceName: 'vision-lab',
      modelName: 'digit-reader',
    });
    assert.deepEqual(
      versions.map(({ version, assets }) => [version, (assets as unknown[]).length]),
      [
        ['1.1.0', 3],
        ['1.0.0', 0],
      ],
    );
  });

  it('leaves other folders of recordings alone', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'other-archives-'));
    try {
      await writeFile(join(folder, 'lab.json'), '{}');
      assert.deepEqual(await sampleSeeds(folder, 0), noSeeds);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
