// What Comet's other clients and older SDKs take for granted: the lab answers them as the tracker does.
import assert from 'node:assert/strict';
import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { query, serveEmptyLab, type ServedLab } from '../../../support/lab/labFixture';

type Answer = Record<string, unknown>;

describe('lab and clients of other kinds', () => {
  const key = 'a'.repeat(32);
  let lab: ServedLab;
  beforeEach(async () => {
    lab = await serveEmptyLab();
  });
  afterEach(() => lab.close());

  /** Without any key but what the call itself carries. */
  const bare = (path: string, init: RequestInit = {}): Promise<Response> => fetch(`${lab.url}/clientlib/${path}`, init);
  const bareJson = (path: string, body: unknown): Promise<Response> =>
    bare(path, { method: 'POST', body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } });
  const begin = (more: Answer = {}): Promise<Response> =>
    bareJson('logger/add/run', {
      apiKey: lab.apiKey,
      experimentKey: key,
      projectName: 'p',
      teamName: 'ada',
      offline: false,
      ...more,
    });
  const refusalOf = async (response: Response): Promise<[number, unknown]> => [
    response.status,
    ((await response.json()) as Answer).sdk_error_code,
  ];
  const metadata = async (): Promise<Answer> => (await lab.read(`experiment/metadata?experimentKey=${key}`)) as Answer;
  const create = async (): Promise<string> =>
    (
      (await lab.post('write/experiment/create', { workspaceName: 'ada', projectName: 'p' })) as {
        experimentKey: string;
      }
    ).experimentKey;

  describe('the key of an old SDK', () => {
    const form = (said: Answer): FormData => {
      const body = new FormData();
      body.append('requestParams', JSON.stringify(said));
      body.append('assetItemContent', new Blob(['points']));
      return body;
    };

    it('is taken from the body, the query or a part of a form', async () => {
      const begun = await begin();
      assert.equal(begun.status, 200, await begun.clone().text());
      const calls: [string, RequestInit][] = [
        ['logger/get/run', { method: 'POST', body: JSON.stringify({ apiKey: lab.apiKey, previousExperiment: key }) }],
        [
          'status-report/update',
          { method: 'POST', body: JSON.stringify({ apiKey: lab.apiKey, experimentKey: key, is_alive: true }) },
        ],
        [
          'status-report/offline-metadata',
          {
            method: 'POST',
            body: JSON.stringify({ apiKey: lab.apiKey, experimentKey: key, startTimestamp: 1, endTimestamp: 2 }),
          },
        ],
        [
          'tags/add-tags-to-experiment',
          { method: 'POST', body: JSON.stringify({ apiKey: lab.apiKey, experimentKey: key, addedTags: ['a'] }) },
        ],
        [
          'notify/event',
          { method: 'POST', body: JSON.stringify({ api_key: lab.apiKey, experiment_key: key, event_name: 'e' }) },
        ],
        [`rpc/get-pending-rpcs?${query({ apiKey: lab.apiKey, experimentKey: key })}`, {}],
        [
          `asset/upload?${query({ apiKey: lab.apiKey, experimentId: key, fileName: 'a' })}`,
          {
            method: 'POST',
            body: (() => {
              const body = new FormData();
              body.append('file', new Blob(['a']));
              return body;
            })(),
          },
        ],
      ];
      for (const [path, init] of calls) {
        const answer = await bare(path, init);
        assert.equal(answer.status, 200, `${path}: ${await answer.clone().text()}`);
      }
      const { assetId } = (await (
        await bareJson('asset', {
          apiKey: lab.apiKey,
          experimentKey: key,
          userFileName: 'scene',
          assetType: '3d-image',
        })
      ).json()) as Answer;
      const item = await bare('asset/asset-item', {
        method: 'POST',
        body: form({ apiKey: lab.apiKey, assetId, experimentKey: key, userFileName: 'points' }),
      });
      assert.equal(item.status, 200, await item.text());
    });

    it('opens nothing when it is wrong or missing, wherever it stands', async () => {
      assert.deepEqual(await refusalOf(await begin({ apiKey: 'wrong' })), [400, 90212]);
      assert.deepEqual(await refusalOf(await begin({ apiKey: null })), [400, 90212]);
      assert.deepEqual(await refusalOf(await begin({ apiKey: [lab.apiKey] })), [400, 90212]);
      assert.equal((await begin()).status, 200);
      assert.deepEqual(
        await refusalOf(await bareJson('tags/add-tags-to-experiment', { experimentKey: key, addedTags: ['a'] })),
        [400, 90212],
      );
      assert.deepEqual(
        await refusalOf(
          await bare(`asset/upload?${query({ apiKey: 'wrong', experimentId: key })}`, {
            method: 'POST',
            body: form({}),
          }),
        ),
        [400, 90212],
      );
      assert.deepEqual(
        await refusalOf(
          await bare('asset/asset-item', { method: 'POST', body: form({ apiKey: 'wrong', experimentKey: key }) }),
        ),
        [400, 90212],
      );
      assert.deepEqual(
        await refusalOf(await bare('logger/add/run', { method: 'POST', body: 'no JSON' })),
        [400, 90212],
      );
      // One wrong place is not made good by another.
      const both = await bare('logger/add/run', {
        method: 'POST',
        body: JSON.stringify({ apiKey: lab.apiKey, experimentKey: key }),
        headers: { Authorization: 'wrong' },
      });
      assert.deepEqual(await refusalOf(both), [400, 90212]);
      assert.deepEqual(((await lab.read(`experiment/tags?experimentKey=${key}`)) as Answer).tags, []);
    });

    it('counts below the REST API only as a header', async () => {
      await begin();
      const answers = [
        `${lab.url}/api/rest/v2/experiment/metadata?${query({ experimentKey: key, apiKey: lab.apiKey })}`,
        `${lab.url}/clientlib/rest/v2/experiment/metadata?${query({ experimentKey: key, apiKey: lab.apiKey })}`,
      ];
      for (const address of answers) {
        assert.equal((await fetch(address)).status, 401);
      }
    });

    it('is not needed by what changes and tells nothing', async () => {
      assert.equal((await bare('health/ping')).status, 200);
      assert.equal((await bareJson('notification/experiment', { experimentKey: key, title: 'half way' })).status, 200);
      assert.equal((await bareJson('log/add', { experimentKey: key })).status, 400);
    });

    it('is not looked for in a body without end', async () => {
      const { status, body } = await declared('/clientlib/logger/add/run', {
        'content-type': 'application/json',
        'content-length': 5 * 1024 * 1024,
      });
      assert.equal(status, 413);
      assert.match(body, /too large to look for a key/);
      const packed = await bare('logger/add/run', {
        method: 'POST',
        body: gzipSync(JSON.stringify({ apiKey: lab.apiKey, experimentKey: key })),
        headers: { 'Content-Encoding': 'gzip' },
      });
      assert.deepEqual(await refusalOf(packed), [400, 90212]);
    });

    /** What is answered to the beginning of a request whose body never comes. */
    function declared(
      path: string,
      headers: Record<string, string | number>,
    ): Promise<{ status: number | undefined; body: string }> {
      return new Promise((resolve, reject) => {
        const call = request(`${lab.url}${path}`, { method: 'POST', headers }, (response) => {
          text(response).then((body) => {
            resolve({ status: response.statusCode, body });
            call.destroy();
          }, reject);
        });
        call.on('error', reject);
        call.flushHeaders();
      });
    }
  });

  it('refuses a small body that unpacks without end', async () => {
    const packed = gzipSync(Buffer.alloc(257 * 1024 * 1024, ' '));
    assert.ok(packed.length < 1024 * 1024);
    const answer = await fetch(`${lab.url}/clientlib/batch/logger/experiment/metric`, {
      method: 'POST',
      body: packed,
      headers: { Authorization: lab.apiKey, 'Content-Encoding': 'gzip' },
    });
    assert.equal(answer.status, 413);
    assert.match(String(((await answer.json()) as Answer).msg), /too large when it is unpacked/);
  });

  it('begins with all that SDKs up to 3.41 need to log by HTTP', async () => {
    const begun = (await (await begin()).json()) as Answer;
    assert.match(String(begun.ws_url), /^wss?:\/\/127\.0\.0\.1:\d+\//);
    assert.deepEqual(begun.featureToggles, [{ name: 'sdk_use_http_messages', enabled: true }]);
  });

  describe('times that are set one at a time', () => {
    const set = (times: Answer): Promise<unknown> =>
      lab.post('write/experiment/set-start-end-time', { experimentKey: key, ...times });
    const times = async (): Promise<unknown> => {
      const { startTimeMillis, endTimeMillis } = await metadata();
      return [startTimeMillis, endTimeMillis];
    };

    it('leave the other one as it was set', async () => {
      await begin();
      await lab.read(`write/experiment/stop?experimentKey=${key}`);
      await set({ startTimeMillis: 1_000_000, endTimeMillis: 3_000_000 });
      await set({ startTimeMillis: 2_000_000 });
      assert.deepEqual(await times(), [2_000_000, 3_000_000]);
      await set({ endTimeMillis: 4_000_000 });
      assert.deepEqual(await times(), [2_000_000, 4_000_000]);
    });

    it('bring the other one along when that was never set', async () => {
      await begin();
      await lab.read(`write/experiment/stop?experimentKey=${key}`);
      await set({ endTimeMillis: 5_000_000 });
      assert.deepEqual(await times(), [4_999_000, 5_000_000]);
      await set({ endTimeMillis: 7_000_000 });
      assert.deepEqual(await times(), [6_999_000, 7_000_000]);
      await set({ startTimeMillis: 1_000_000 });
      assert.deepEqual(await times(), [1_000_000, 7_000_000]);
    });

    it('are the end of an experiment that is still alive', async () => {
      await begin();
      await set({ startTimeMillis: 1_000_000, endTimeMillis: 3_000_000 });
      assert.deepEqual(await times(), [1_000_000, 3_000_000]);
      lab.clock.advance(5000);
      await lab.read(`write/experiment/set-status?experimentKey=${key}`);
      assert.deepEqual(await times(), [1_000_000, 3_000_000]);
      await lab.read(`write/experiment/stop?experimentKey=${key}`);
      assert.deepEqual(await times(), [1_000_000, 3_000_000]);
    });
  });

  describe('a chart', () => {
    const chart = async (body: Answer): Promise<Answer> =>
      (await lab.post('experiments/multi-metric-chart', {
        fetchFull: true,
        independentMetrics: true,
        ...body,
      })) as Answer;

    it('without names of metrics has all of them, and none of an unknown experiment', async () => {
      await begin();
      for (const metricName of ['loss', 'accuracy']) {
        await lab.post('write/experiment/metric', { experimentKey: key, metricName, metricValue: 0.5, step: 1 });
      }
      assert.deepEqual(await chart({ targetedExperiments: ['f'.repeat(32)] }), { experiments: {}, empty: true });
      for (const metrics of [{}, { metrics: null }]) {
        const { experiments } = (await chart({ targetedExperiments: [key], ...metrics })) as {
          experiments: Record<string, { metrics: Answer[] }>;
        };
        assert.deepEqual(
          experiments[key]?.metrics.map(({ metricName }) => metricName),
          ['loss', 'accuracy'],
        );
      }
      assert.deepEqual(await chart({ targetedExperiments: [key], metrics: [] }), { experiments: {}, empty: true });
      assert.deepEqual(await chart({}), { experiments: {}, empty: true });
    });
  });

  it('says 404 of a project that is not there, and 400 of a question that names none', async () => {
    await lab.post('write/project/create', { workspaceName: 'ada', projectName: 'p' });
    const status = async (asked: Record<string, string>): Promise<number> =>
      (await lab.ask(`project?${query(asked)}`)).status;
    assert.deepEqual(
      await Promise.all(
        [
          { workspaceName: 'ada', projectName: 'p' },
          { workspaceName: 'ada', projectName: 'none' },
          { workspaceName: 'nobody', projectName: 'p' },
          { projectId: 'none' },
          {},
        ].map(status),
      ),
      [200, 404, 404, 404, 400],
    );
  });

  describe('a run context', () => {
    it('is not put before a name that has it already', async () => {
      await begin();
      const at = { step: 1, timestamp: 7 };
      const headers = { Authorization: lab.apiKey };
      const post = async (path: string, values: Answer[]): Promise<void> => {
        assert.equal(
          (await bare(path, { method: 'POST', headers, body: JSON.stringify({ experimentKey: key, values }) })).status,
          200,
        );
      };
      await post('batch/logger/experiment/metric', [
        { metricName: 'train_loss', metricValue: 1, context: 'train', ...at },
        { metricName: 'loss', metricValue: 2, context: 'train', ...at, step: 2 },
        { metricName: 'training', metricValue: 3, context: 'train', ...at },
        { metricName: 'train', metricValue: 4, context: 'train', ...at },
      ]);
      await post('batch/logger/experiment/parameter', [
        { parameterName: 'train_lr', parameterValue: 'a', context: 'train', ...at },
      ]);
      await lab.post('write/experiment/metric', {
        experimentKey: key,
        metricName: 'validate_loss',
        metricValue: 5,
        context: 'validate',
      });
      await lab.post('write/experiment/parameter', {
        experimentKey: key,
        parameterName: 'validate_lr',
        parameterValue: 'b',
        context: 'validate',
      });
      const names = async (path: string): Promise<unknown> =>
        ((await lab.read(`experiment/${path}?experimentKey=${key}`)) as { values: Answer[] }).values.map(
          ({ name }) => name,
        );
      assert.deepEqual(await names('metrics/summary'), [
        'train_loss',
        'train_training',
        'train_train',
        'validate_loss',
      ]);
      assert.deepEqual(await names('parameters'), ['train_lr', 'validate_lr']);
    });
  });

  it('names the version with the alias Latest as the latest one', async () => {
    const experimentKey = await create();
    const add = async (version: string, state: string | null): Promise<void> => {
      const opened = (await lab.post('write/artifacts/upsert', {
        artifactName: 'reports',
        artifactType: 'dataset',
        experimentKey,
        version,
        workspaceName: 'ada',
        projectName: 'p',
      })) as Answer;
      if (state !== null) {
        await lab.ask('write/artifacts/state', {
          method: 'POST',
          body: JSON.stringify({ artifactVersionId: opened.artifactVersionId, experimentKey, state }),
        });
      }
    };
    const latest = async (): Promise<unknown[]> => {
      const details = (await lab.read(
        `artifacts/get?${query({ workspace: 'ada', artifactName: 'reports' })}`,
      )) as Answer;
      const { artifacts } = (await lab.read(`artifacts/get-all?${query({ workspace: 'ada' })}`)) as {
        artifacts: Answer[];
      };
      return [details.latestVersion, artifacts[0]?.latestVersion];
    };
    await add('1.0.0', null);
    assert.deepEqual(await latest(), [null, null]);
    await add('2.0.0', 'CLOSED');
    await add('3.0.0', 'ERROR');
    await add('4.0.0', null);
    assert.deepEqual(await latest(), ['2.0.0', '2.0.0']);
    await add('5.0.0', 'CLOSED');
    assert.deepEqual(await latest(), ['5.0.0', '5.0.0']);
  });

  it('gives assets the type of their name, text with its encoding, and runs nothing', async () => {
    const experimentKey = await create();
    const typeOf = async (name: string, content: string | Uint8Array<ArrayBuffer> = 'text'): Promise<string | null> => {
      const body = new FormData();
      body.append('file', new Blob([content]), name);
      const { assetId } = (await (
        await lab.ask(`write/experiment/upload-asset?${query({ experimentKey, fileName: name })}`, {
          method: 'POST',
          body,
        })
      ).json()) as Answer;
      const [first, second] = await Promise.all([
        lab.ask(`experiment/asset/get-asset?${query({ experimentKey, assetId: String(assetId) })}`),
        fetch(`${lab.url}/api/asset/download?${query({ experimentKey, assetId: String(assetId) })}`, {
          headers: { Authorization: lab.apiKey },
        }),
      ]);
      assert.equal(second.headers.get('content-type'), first.headers.get('content-type'));
      assert.equal(first.headers.get('x-content-type-options'), 'nosniff');
      assert.match(first.headers.get('content-security-policy') ?? '', /sandbox/);
      return first.headers.get('content-type');
    };
    for (const name of [
      'a.py',
      'dir/train.R',
      'notes.md',
      'a.log',
      'a.YAML',
      'a.csv',
      'page.html',
      'a.txt',
      'a.toml',
      'script.sh',
      'a.cpp',
      'a.ts',
      'Makefile',
      'a.ini',
      'a.tex',
      'a.sql',
      'a.js',
    ]) {
      assert.match((await typeOf(name)) ?? '', /^text\/[a-z0-9.+-]+; charset=utf-8$/, name);
    }
    assert.deepEqual(
      [
        await typeOf('a.json', '{}'),
        await typeOf('a.png'),
        await typeOf('a.bin'),
        await typeOf('noending'),
        await typeOf('a.pt'),
      ],
      [
        'application/json',
        'image/png',
        'application/octet-stream',
        'application/octet-stream',
        'application/octet-stream',
      ],
    );
    // What is no UTF-8 is not called so.
    assert.equal(await typeOf('latin.txt', Uint8Array.from([0xe9, 0x20])), 'text/plain');
  });

  it('takes all that the Java client logs, under the header that it has for the key, and answers all that it reads', async () => {
    const header = { 'Comet-Sdk-Api': lab.apiKey };
    const own = async <T = Answer>(path: string, init: RequestInit = {}): Promise<T> => {
      const response = await fetch(`${lab.url}/api/rest/v2/${path}`, {
        ...init,
        headers: { ...header, ...(init.headers as Record<string, string> | undefined) },
      });
      assert.equal(response.status, 200, `${path}: ${await response.clone().text()}`);
      return (await response.json()) as T;
    };
    const send = <T = Answer>(path: string, body: Answer): Promise<T> =>
      own<T>(path, { method: 'POST', body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } });
    const upload = (more: Record<string, string>, parts: Record<string, string | Blob>): Promise<Answer> => {
      const body = new FormData();
      for (const [name, part] of Object.entries(parts)) {
        body.append(name, part);
      }
      return own(`write/experiment/upload-asset?${query({ experimentKey, ...more })}`, { method: 'POST', body });
    };
    const { experimentKey } = await send<{ experimentKey: string; link: string }>('write/experiment/create', {
      projectName: 'p',
      workspaceName: 'ada',
    });
    const { isAliveBeatDurationMillis } = await own<{ isAliveBeatDurationMillis: number }>(
      `write/experiment/set-status?${query({ experimentKey })}`,
    );
    assert.ok(isAliveBeatDurationMillis > 0);
    const now = 1_768_478_400_000;
    await send('write/experiment/set-start-end-time', { experimentKey, startTimeMillis: now });
    await send('write/experiment/metric', {
      experimentKey,
      metricName: 'loss',
      metricValue: '0.5',
      step: 1,
      epoch: 1,
      timestamp: now,
      context: 'train',
    });
    await send('write/experiment/parameter', {
      experimentKey,
      parameterName: 'rate',
      parameterValue: '0.001',
      step: 1,
      timestamp: now,
      context: 'train',
    });
    await send('write/experiment/output', {
      experimentKey,
      runContext: 'train',
      outputLines: [{ output: 'training\n', stderr: false, localTimestamp: now, offset: 0 }],
    });
    await send('write/experiment/html', { experimentKey, html: '<b>well</b>', override: true, timestamp: now });
    await send('write/experiment/log-other', { experimentKey, key: 'Name', value: 'from Java', timestamp: now });
    await send('write/experiment/tags', { experimentKey, addedTags: ['java'] });
    await send('write/experiment/graph', { experimentKey, graph: '{}' });
    await send('write/experiment/git/metadata', {
      experimentKey,
      user: 'ada',
      origin: 'o',
      branch: 'main',
      parent: 'p',
      root: 'r',
    });
    const { assetId } = await upload(
      {
        fileName: 'model.txt',
        type: 'asset',
        overwrite: 'false',
        step: '1',
        epoch: '1',
        context: 'train',
        groupingName: 'g',
      },
      { file: new Blob(['weights']), metadata: '{"a":1}' },
    );
    await upload({ fileName: 'Main.java', type: 'source_code' }, { file: new Blob(['class Main {}']) });
    await upload({ fileName: 'far.bin', type: 'asset', isRemote: 'true' }, { link: 's3://bucket/far.bin' });
    const { artifactVersionId, currentVersion } = await send<{ artifactVersionId: string; currentVersion: string }>(
      'write/artifacts/upsert',
      {
        experimentKey,
        artifactName: 'data',
        artifactType: 'dataset',
        version: '1.0.0',
        versionMetadata: '{"a":1}',
        versionTags: ['v'],
        alias: ['best'],
      },
    );
    assert.equal(currentVersion, '1.0.0');
    await upload({ fileName: 'rows.csv', type: 'unknown', artifactVersionId }, { file: new Blob(['a,b']) });
    await send('write/artifacts/state', { experimentKey, artifactVersionId, state: 'CLOSED' });

    const of = <T = Answer>(path: string, more: Record<string, string> = {}): Promise<T> =>
      own<T>(`experiment/${path}?${query({ experimentKey, ...more })}`);
    const names = (values: { name: string }[]): string[] => values.map(({ name }) => name).sort();
    assert.deepEqual(names((await of<{ values: { name: string }[] }>('metrics/summary')).values), ['train_loss']);
    assert.deepEqual(names((await of<{ values: { name: string }[] }>('parameters')).values), ['train_rate']);
    assert.equal((await of('output')).output, 'training\n');
    assert.equal((await of('html')).html, '<b>well</b>');
    assert.deepEqual(names((await of<{ values: { name: string }[] }>('log-other')).values), ['Name']);
    assert.deepEqual((await of('tags')).tags, ['java']);
    assert.equal((await of('graph')).graph, '{}');
    assert.equal((await of<Record<string, string>>('git/metadata')).branch, 'main');
    assert.equal((await of('metadata')).experimentName, 'from Java');
    const { assets } = await of<{ assets: { fileName: string }[] }>('asset/list', { type: 'all' });
    assert.deepEqual(assets.map(({ fileName }) => fileName).sort(), ['Main.java', 'far.bin', 'model.txt', 'rows.csv']);
    assert.equal((await of<{ assets: unknown[] }>('asset/list', { type: 'source_code' })).assets.length, 1);
    const bytes = await fetch(
      `${lab.url}/api/rest/v2/experiment/asset/get-asset?${query({ experimentKey, assetId: String(assetId) })}`,
      { headers: header },
    );
    assert.equal(await bytes.text(), 'weights');
    assert.deepEqual((await of<{ models: unknown[] }>('model')).models, []);
    const version = { artifactName: 'data', version: '1.0.0', workspace: 'ada' };
    const detail = await own<{ artifact: { artifactName: string }; state: string }>(
      `artifacts/version?${query({ ...version, experimentKey })}`,
    );
    assert.deepEqual([detail.artifact.artifactName, detail.state], ['data', 'CLOSED']);
    const { files } = await own<{ files: { fileName: string }[] }>(
      `artifacts/version/files?${query({ ...version, artifactVersionId })}`,
    );
    assert.deepEqual(
      files.map(({ fileName }) => fileName),
      ['rows.csv'],
    );
    await own('workspaces');
    const { projects } = await own<{ projects: { projectId: string }[] }>(
      `projects?${query({ workspaceName: 'ada' })}`,
    );
    assert.equal(
      (await own<{ experiments: unknown[] }>(`experiments?${query({ projectId: projects[0]!.projectId })}`)).experiments
        .length,
      1,
    );
  });
});
