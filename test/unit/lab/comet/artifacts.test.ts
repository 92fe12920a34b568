// Artifacts of the lab: the life of a version, every refusal with its number, aliases, files, consumers, and a restart.
import assert from 'node:assert/strict';
import { unzipSync } from 'fflate';
import { PersistentLab, multipartBody } from '../../../support/lab/persistentLab';
import { query, type ServedLab } from '../../../support/lab/labFixture';

type Answer = Record<string, unknown>;

const workspace = 'tabular-team';

describe('lab artifacts', () => {
  let kept: PersistentLab;
  let lab: ServedLab;
  let key: string;
  let other: string;

  beforeEach(async () => {
    kept = await PersistentLab.create();
    lab = await kept.open();
    const make = async (): Promise<string> =>
      (
        (await lab.post('write/experiment/create', { workspaceName: workspace, projectName: 'data' })) as {
          experimentKey: string;
        }
      ).experimentKey;
    [key, other] = [await make(), await make()];
  });

  afterEach(() => kept.remove());

  const get = async (path: string, values: Record<string, string> = {}): Promise<Answer> =>
    (await lab.read(`${path}?${query(values)}`)) as Answer;
  const open = async (more: Answer = {}): Promise<Answer> =>
    (await lab.post('write/artifacts/upsert', {
      artifactName: 'a set',
      artifactType: 'dataset',
      experimentKey: key,
      ...more,
    })) as Answer;
  const setState = (version: Answer, state: string): Promise<unknown> =>
    lab.post('write/artifacts/state', { artifactVersionId: version.artifactVersionId, experimentKey: key, state });
  const upload = (
    version: Answer,
    fileName: string,
    content: string,
    more: Record<string, string> = {},
  ): Promise<Response> => {
    const details = query({
      experimentKey: key,
      fileName,
      artifactVersionId: String(version.artifactVersionId),
      ...more,
    });
    return lab.ask(
      `write/experiment/upload-asset?${details}`,
      multipartBody([{ name: 'file', bytes: Buffer.from(content) }]),
    );
  };
  const closed = async (more: Answer = {}, files: Record<string, string> = { 'rows.csv': '1,2' }): Promise<Answer> => {
    const version = await open(more);
    for (const [name, content] of Object.entries(files)) {
      assert.equal((await upload(version, name, content)).status, 200);
    }
    await setState(version, 'CLOSED');
    return version;
  };
  const named = { workspace, artifactName: 'a set' };
  const version = (more: Record<string, string> = {}): Promise<Answer> =>
    get('artifacts/version', { ...named, ...more });
  const details = (): Promise<Answer> => get('artifacts/get', named);
  const aliases = async (): Promise<Record<string, unknown>> =>
    Object.fromEntries(((await details()).versions as Answer[]).map((one) => [String(one.version), one.alias]));

  async function refused(code: number, path: string, body?: Answer): Promise<void> {
    const answer = await lab.ask(path, body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) });
    const error = (await answer.json()) as Answer;
    assert.deepEqual(
      [answer.status, error.code, error.sdk_error_code],
      [400, 400, code],
      `${path} ${JSON.stringify(body)}: ${JSON.stringify(error)}`,
    );
  }

  it('opens a version, takes files, closes it, and shows it', async () => {
    const opened = await open({
      alias: ['fresh'],
      versionTags: ['raw'],
      versionMetadata: '{"rows":2}',
      description: 'rows',
      note: 'n',
    });
    assert.deepEqual([opened.previousVersion, opened.currentVersion], [null, '1.0.0']);
    assert.equal((await upload(opened, 'deep/rows.csv', '1,2', { type: 'asset' })).status, 200);
    assert.equal((await upload(opened, 'note.txt', 'hello', { type: 'text-sample' })).status, 200);
    lab.clock.advance(10_000);
    await setState(opened, 'CLOSED');
    const { projectId } = await get('project', { workspaceName: workspace, projectName: 'data' });
    const shown = await version();
    assert.deepEqual(shown, {
      artifactVersionId: opened.artifactVersionId,
      artifactVersion: '1.0.0',
      owner: 'ada',
      createdFrom: null,
      experimentKey: key,
      sizeInBytes: 8,
      metadata: '{"rows":2}',
      note: 'n',
      added: lab.clock.now() - 10_000,
      state: 'CLOSED',
      tags: ['raw'],
      alias: ['fresh', 'Latest'],
      artifact: {
        artifactId: opened.artifactId,
        artifactName: 'a set',
        artifactType: 'dataset',
        projectId,
        workspaceId: workspace,
        workspaceName: workspace,
        experimentKey: key,
        description: 'rows',
        version: '1.0.0',
        metadata: null,
        isPublic: false,
        owner: 'ada',
        s3FileSize: 8,
        emoji: null,
        tags: [],
      },
    });
    const listed = (await get('artifacts/version/files', named)) as { files: Answer[] };
    assert.deepEqual(Object.keys(listed), ['files']);
    const ids = { artifactId: opened.artifactId, artifactVersionId: opened.artifactVersionId };
    const local: Answer = { ...ids, link: null, dir: null, metadata: null, remote: false };
    assert.ok(listed.files.every(({ assetId }) => typeof assetId === 'string'));
    assert.deepEqual(
      listed.files.map((file) => ({ ...file, assetId: '' })),
      [
        { ...local, assetId: '', fileName: 'deep/rows.csv', fileSize: 3, type: 'unknown' },
        { ...local, assetId: '', fileName: 'note.txt', fileSize: 5, type: 'text-sample' },
      ],
    );
    // Whoever reads a file may name the experiment that uses it, or none at all.
    for (const experimentKey of [other, '']) {
      const bytes = await lab.ask(
        `experiment/asset/get-asset?${query({ experimentKey, assetId: String(listed.files[1]?.assetId), artifactVersionId: String(opened.artifactVersionId) })}`,
      );
      assert.equal(await bytes.text(), 'hello');
    }
    const row = ((await get('artifacts/get-all', { workspace })) as { artifacts: Answer[] }).artifacts.find(
      ({ name }) => name === 'a set',
    );
    assert.deepEqual(row, {
      artifactId: opened.artifactId,
      project: 'data',
      type: 'dataset',
      name: 'a set',
      description: 'rows',
      latestVersion: '1.0.0',
      tags: [],
      isPublic: false,
      emoji: null,
      sizeInBytes: 8,
    });
  });

  it('gives one file as it is and several as a zip', async () => {
    await closed({}, { 'rows.csv': '1,2' });
    const download = (more: Record<string, string>): Promise<Response> =>
      lab.ask(`artifacts/version/download?${query({ ...named, ...more })}`);
    assert.equal(await (await download({})).text(), '1,2');
    await closed({}, { 'rows.csv': '3,4', 'b.csv': '5' });
    const files = unzipSync(new Uint8Array(await (await download({ experimentKey: key })).arrayBuffer()));
    assert.deepEqual(
      Object.entries(files).map(([name, bytes]) => [name, Buffer.from(bytes).toString()]),
      [
        ['rows.csv', '3,4'],
        ['b.csv', '5'],
      ],
    );
    assert.equal(await (await download({ version: '1.0.0' })).text(), '1,2');
  });

  it('keeps addresses of files that are elsewhere, as the official SDK sends them', async () => {
    const opened = await open();
    const file = {
      link: 's3://bucket/far.bin',
      type: 'asset',
      assetId: 'far',
      fileName: 'far.bin',
      artifactVersionId: opened.artifactVersionId,
      metadata: '{"a":1}',
    };
    const batch = await fetch(`${lab.url}/clientlib/rest/v2/write/artifact/assets/remote/batch?experimentKey=${key}`, {
      method: 'POST',
      headers: { Authorization: lab.apiKey },
      body: JSON.stringify({ remoteArtifactAssetRequests: [file] }),
    });
    assert.equal(batch.status, 200);
    await setState(opened, 'CLOSED');
    const { files } = (await get('artifacts/version/files', named)) as { files: Answer[] };
    assert.deepEqual(
      files.map(({ assetId, fileName, fileSize, link, remote, metadata }) => [
        assetId,
        fileName,
        fileSize,
        link,
        remote,
        metadata,
      ]),
      [['far', 'far.bin', 0, 's3://bucket/far.bin', true, '{"a":1}']],
    );
    await refused(90401, `write/artifact/assets/remote/batch?experimentKey=${key}`, {
      remoteArtifactAssetRequests: [{ ...file, assetId: 'late' }],
    });
    assert.equal(
      ((await get('experiment/asset/list', { experimentKey: key })).assets as Answer[]).some(
        ({ assetId }) => assetId === 'late',
      ),
      false,
    );
  });

  it('chooses the next version, takes a given one, refuses a taken one', async () => {
    await open();
    assert.deepEqual([(await open()).currentVersion, (await open()).previousVersion], ['2.0.0', '2.0.0']);
    assert.deepEqual(await open({ version: '2.5.1' }).then((one) => [one.previousVersion, one.currentVersion]), [
      '3.0.0',
      '2.5.1',
    ]);
    assert.equal((await open()).currentVersion, '4.0.0');
    const body = { artifactName: 'a set', artifactType: 'dataset', experimentKey: key };
    await refused(90399, 'write/artifacts/upsert', { ...body, version: '2.5.1' });
    await refused(0, 'write/artifacts/upsert', { ...body, version: 'newest' });
    await refused(90211, 'write/artifacts/upsert', { ...body, experimentKey: 'nobody' });
    await refused(0, 'write/artifacts/upsert', { ...body, artifactName: '' });
  });

  it('goes from open to closed or failed and never back', async () => {
    const first = await open();
    await setState(first, 'OPEN');
    await refused(90402, `artifacts/version?${query(named)}`);
    await refused(90402, `artifacts/version/files?${query({ ...named, version: '1.0.0' })}`);
    await refused(90402, `artifacts/version/download?${query(named)}`);
    // Right after opening, the official SDK reads the version by its id.
    assert.equal(
      (
        await get('artifacts/version', {
          artifactId: String(first.artifactId),
          versionId: String(first.artifactVersionId),
        })
      ).state,
      'OPEN',
    );
    await refused(
      90402,
      `artifacts/version?${query({ versionId: String(first.artifactVersionId), consumerExperimentKey: other })}`,
    );
    const state = (version: Answer, name: string): Answer => ({
      artifactVersionId: version.artifactVersionId,
      experimentKey: key,
      state: name,
    });
    await refused(90410, 'write/artifacts/state', state(first, 'DONE'));
    await refused(624523, 'write/artifacts/state', { ...state(first, 'CLOSED'), artifactVersionId: 'x' });
    await refused(90211, 'write/artifacts/state', { ...state(first, 'CLOSED'), experimentKey: 'x' });
    await setState(first, 'CLOSED');
    await setState(first, 'CLOSED');
    await refused(90401, 'write/artifacts/state', state(first, 'OPEN'));
    await refused(90401, 'write/artifacts/state', state(first, 'ERROR'));
    assert.deepEqual(((await (await upload(first, 'late.csv', 'x')).json()) as Answer).sdk_error_code, 90401);
    const second = await open();
    await setState(second, 'ERROR');
    await setState(second, 'ERROR');
    await refused(90403, `artifacts/version?${query({ ...named, version: '2.0.0' })}`);
    await refused(90403, `artifacts/version/files?${query({ ...named, version: '2.0.0' })}`);
    await refused(90401, 'write/artifacts/state', state(second, 'CLOSED'));
    assert.equal((await version()).artifactVersion, '1.0.0');
  });

  it('finds a version by number, alias, either, id; and says what is missing', async () => {
    const first = await closed({ alias: ['stable', 'Latest'] });
    await closed({ alias: ['fresh'] });
    const found = async (more: Record<string, string>): Promise<unknown> =>
      (await get('artifacts/version', more)).artifactVersion;
    assert.equal(await found(named), '2.0.0');
    assert.equal(await found({ ...named, alias: 'stable' }), '1.0.0');
    assert.equal(await found({ ...named, alias: 'latest' }), '2.0.0');
    assert.equal(await found({ ...named, versionOrAlias: '1.0.0' }), '1.0.0');
    assert.equal(await found({ ...named, versionOrAlias: 'fresh' }), '2.0.0');
    assert.equal(await found({ artifactId: String(first.artifactId), version: '1.0.0' }), '1.0.0');
    assert.equal(await found({ versionId: String(first.artifactVersionId) }), '1.0.0');
    // Without a workspace that of the experiment; names travel encoded twice from the official SDK.
    assert.equal(await found({ artifactName: 'a%20set', experimentKey: other }), '2.0.0');
    assert.equal((await get('artifacts/get', { artifact_id: String(first.artifactId) })).name, 'a set');
    await refused(624523, `artifacts/version?${query({ ...named, version: '9.0.0' })}`);
    await refused(624523, `artifacts/version?${query({ ...named, alias: 'nope' })}`);
    await refused(624523, `artifacts/version?${query({ versionId: 'nope' })}`);
    await refused(624523, `artifacts/version?${query({ workspace, artifactName: 'nope' })}`);
    await refused(624522, `artifacts/get?${query({ workspace, artifactName: 'nope' })}`);
    await refused(624522, `artifacts/get?${query({ workspace, artifactName: '%E0%A4%A' })}`);
    await refused(624522, 'artifacts/get?artifactId=nope');
    await refused(624522, 'artifacts/get');
    await refused(90219, 'artifacts/get-all?workspace=nobody');
    assert.deepEqual((await get('artifacts/get-all', { experimentKey: key, type: 'model' })).artifacts, []);
  });

  it('moves aliases to the version that took them last, and keeps Latest itself', async () => {
    const first = await closed({ alias: ['a', 'b'] });
    assert.deepEqual(await aliases(), { '1.0.0': ['a', 'b', 'Latest'] });
    const second = await open({ alias: ['b', 'c', 'latest'] });
    assert.deepEqual(await aliases(), { '1.0.0': ['a', 'Latest'], '2.0.0': ['b', 'c'] });
    await setState(second, 'CLOSED');
    assert.deepEqual(await aliases(), { '1.0.0': ['a'], '2.0.0': ['b', 'c', 'Latest'] });
    await lab.post('write/artifacts/version/labels', {
      artifactVersionId: first.artifactVersionId,
      alias: ['c', 'd'],
      versionTags: ['x', 'x'],
      versionMetadata: null,
    });
    assert.deepEqual(await aliases(), { '1.0.0': ['c', 'd'], '2.0.0': ['b', 'Latest'] });
    await lab.post('write/artifacts/version/labels', {
      artifactVersionId: first.artifactVersionId,
      versionMetadata: '{"m":1}',
    });
    const shown = await version({ version: '1.0.0' });
    assert.deepEqual([shown.tags, shown.metadata, shown.alias], [['x'], '{"m":1}', ['c', 'd']]);
    await lab.post('write/artifacts/details', {
      artifactId: first.artifactId,
      artifactType: 'table',
      tags: ['t'],
      versionMetadata: '{"of":"all"}',
      version: null,
    });
    const { artifact } = await version();
    assert.deepEqual(
      [(artifact as Answer).artifactType, (artifact as Answer).tags, (artifact as Answer).metadata],
      ['table', ['t'], '{"of":"all"}'],
    );
    await refused(624523, 'write/artifacts/version/labels', { artifactVersionId: 'x' });
    await refused(624522, 'write/artifacts/details', { artifactId: 'x' });
  });

  it('remembers who asked for a version: the lineage of an experiment', async () => {
    await closed();
    const used = async (experimentKey: string, filter: string): Promise<unknown[]> =>
      ((await get('get/artifacts', { experimentKey, filter })).artifacts as (Answer & { artifact: Answer })[]).map(
        ({ artifact, artifactVersion, direction }) => [artifact.artifactName, artifactVersion, direction],
      );
    assert.deepEqual(await used(other, 'all'), []);
    await version({ consumerExperimentKey: other });
    await version({ consumerExperimentKey: other });
    assert.deepEqual(await used(other, 'all'), [['a set', '1.0.0', 'input']]);
    assert.deepEqual([await used(other, 'output'), await used(other, 'input')], [[], [['a set', '1.0.0', 'input']]]);
    assert.deepEqual([await used(key, 'output'), await used(key, 'input')], [[['a set', '1.0.0', 'output']], []]);
    await refused(90211, `artifacts/version?${query({ ...named, consumerExperimentKey: 'nobody' })}`);
    await refused(0, `get/artifacts?${query({ experimentKey: key, filter: 'sideways' })}`);
    await refused(90211, 'get/artifacts?experimentKey=nobody');
  });

  it('is the same after a restart', async () => {
    await closed({ alias: ['a'], versionTags: ['t'] }, { 'rows.csv': '1,2', 'b.csv': '3' });
    await closed({ alias: ['a'] });
    await setState(await open(), 'ERROR');
    const last = await open();
    await upload(last, 'half.csv', '1');
    await version({ version: '1.0.0', consumerExperimentKey: other });
    const state = async (): Promise<string> =>
      JSON.stringify([
        await details(),
        await version({ version: '1.0.0' }),
        await get('artifacts/version/files', { ...named, version: '1.0.0' }),
        await get('get/artifacts', { experimentKey: other }),
        await get('get/artifacts', { experimentKey: key }),
      ]);
    const before = await state();
    await lab.close();
    lab = await kept.open();
    assert.equal(await state(), before);
    assert.equal(
      await (await lab.ask(`artifacts/version/download?${query({ ...named, version: '2.0.0' })}`)).text(),
      '1,2',
    );
    assert.equal((await upload(last, 'rest.csv', '2')).status, 200);
    await setState(last, 'CLOSED');
    assert.deepEqual((await aliases())['4.0.0'], ['Latest']);
  });
});
