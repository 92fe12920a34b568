// The lab's door: who is let in, how it refuses, what its answers look like on the wire.
import assert from 'node:assert/strict';
import { request } from 'node:http';
import { addSyntheticExperiment, addSyntheticProject, syntheticKey } from '../../../support/lab/syntheticLab';
import { query, serveEmptyLab, type ServedLab } from '../../../support/lab/labFixture';

const platform = { Request: globalThis.Request, Response: globalThis.Response };

describe('lab server', () => {
  let lab: ServedLab;

  beforeEach(async () => {
    lab = await serveEmptyLab();
  });

  afterEach(() => lab.close());

  /** Plain HTTP, because fetch does not let `Host` be chosen. */
  function statusUnderHost(host: string): Promise<number | undefined> {
    return new Promise((resolve, reject) => {
      request(
        `${lab.url}/api/rest/v2/workspaces`,
        { headers: { Host: host, Authorization: lab.apiKey } },
        (response) => {
          response.resume();
          resolve(response.statusCode);
        },
      )
        .on('error', reject)
        .end();
    });
  }

  it('listens on the loopback address only, with a key that is never the same', async () => {
    const other = await serveEmptyLab();
    try {
      assert.match(lab.url, /^http:\/\/127\.0\.0\.1:\d+$/);
      assert.notEqual(lab.apiKey, other.apiKey);
      assert.ok(lab.apiKey.length >= 32);
    } finally {
      await other.close();
    }
  });

  it('leaves the platform as it is to whoever shares the process', () => {
    assert.equal(globalThis.Request, platform.Request);
    assert.equal(globalThis.Response, platform.Response);
  });

  it('answers only under a loopback name', async () => {
    const { port } = new URL(lab.url);
    assert.equal(await statusUnderHost(`127.0.0.1:${port}`), 200);
    assert.equal(await statusUnderHost(`localhost:${port}`), 200);
    assert.equal(await statusUnderHost(`evil.example:${port}`), 403);
    assert.equal(await statusUnderHost('127.0.0.1'), 403);
    assert.equal(await statusUnderHost(`127.0.0.1.evil.example:${port}`), 403);
  });

  it('takes the key in either header and refuses any other with 401 and its error number', async () => {
    assert.equal((await lab.ask('workspaces')).status, 200);
    assert.equal(
      (await fetch(`${lab.url}/api/rest/v2/workspaces`, { headers: { 'Comet-Sdk-Api': lab.apiKey } })).status,
      200,
    );
    for (const headers of [
      {},
      { Authorization: 'wrong' },
      { Authorization: `${lab.apiKey}x` },
      { 'Comet-Sdk-Api': 'wrong' },
    ]) {
      const refused = await fetch(`${lab.url}/api/rest/v2/workspaces`, { headers });
      assert.equal(refused.status, 401);
      assert.deepEqual(await refused.json(), {
        msg: 'API key not registered',
        code: 401,
        data: null,
        sdk_error_code: 90212,
      });
    }
  });

  it('says its version without a key, where either client looks for it', async () => {
    for (const path of ['/api/isAlive/ver', '/clientlib/isAlive/ver']) {
      const answer = (await (await fetch(lab.url + path)).json()) as { version: string };
      assert.match(answer.version, /^\d+\.\d+\.\d+$/);
    }
  });

  it('calls an unknown experiment a bad request, an unknown endpoint not found, a wrong method not allowed', async () => {
    const cases = [
      ['experiment/metadata?experimentKey=nope', 'GET', 400, 90211],
      ['experiment/tags', 'GET', 400, 90998],
      ['projects?workspaceName=nobody', 'GET', 400, 90219],
      ['experiments', 'GET', 400, 98219],
      ['experiment/telepathy', 'GET', 404, 0],
      ['project/query', 'GET', 405, 0],
      ['experiment/metadata', 'POST', 405, 0],
    ] as const;
    for (const [path, method, status, code] of cases) {
      const response = await lab.ask(path, { method });
      assert.equal(response.status, status, path);
      assert.equal(response.headers.get('content-type'), 'application/json', path);
      const body = (await response.json()) as Record<string, unknown>;
      assert.deepEqual({ ...body, msg: '' }, { msg: '', code: status, data: null, sdk_error_code: code }, path);
    }
  });

  it('answers JSON under exactly that content type, small or large', async () => {
    addSyntheticProject(lab.store, { workspace: 'ada', project: 'many', count: 400 });
    for (const path of [
      'workspaces',
      'account-details',
      'experiments?workspaceName=ada&projectName=many',
      `experiment/output?experimentKey=${syntheticKey(1)}`,
    ]) {
      assert.equal((await lab.ask(path)).headers.get('content-type'), 'application/json', path);
    }
  });

  it('compresses large answers for those who take it, and says the same either way', async () => {
    addSyntheticProject(lab.store, { workspace: 'ada', project: 'many', count: 10_000 });
    const path = `experiments?${query({ workspaceName: 'ada', projectName: 'many' })}`;
    const packed = await lab.ask(path, { headers: { 'Accept-Encoding': 'gzip' } });
    const plain = await lab.ask(path, { headers: { 'Accept-Encoding': 'identity' } });
    assert.equal(packed.headers.get('content-encoding'), 'gzip');
    assert.equal(plain.headers.get('content-encoding'), null);
    const [first, second] = [await packed.text(), await plain.text()];
    assert.equal(first, second);
    assert.equal((JSON.parse(first) as { experiments: unknown[] }).experiments.length, 10_000);
    assert.equal(
      (await lab.ask('workspaces', { headers: { 'Accept-Encoding': 'gzip' } })).headers.get('content-encoding'),
      null,
    );
  });

  it('lists active and archived experiments apart, sorted and paged when asked', async () => {
    const project = addSyntheticProject(lab.store, { workspace: 'ada', project: 'some', count: 10 });
    lab.store.experiment(syntheticKey(4))!.archived = true;
    const keys = async (extra: Record<string, string>): Promise<string[]> =>
      (
        (await lab.read(`experiments?${query({ projectId: project.id, ...extra })}`)) as {
          experiments: { experimentKey: string }[];
        }
      ).experiments.map(({ experimentKey }) => experimentKey);
    assert.deepEqual(await keys({ archived: 'True' }), [syntheticKey(4)]);
    assert.equal((await keys({ archived: 'false' })).length, 9);
    assert.deepEqual(
      await keys({ sortBy: 'startTime', sortOrder: 'desc', page: '2', size: '4' }),
      [5, 6, 7, 8].map(syntheticKey),
    );
    assert.deepEqual(
      await keys({ sortBy: 'endTime', sortOrder: 'asc', page: '1', size: '2' }),
      [9, 8].map(syntheticKey),
    );
    assert.deepEqual(await keys({ page: '9', size: '4' }), []);
  });

  it('pages projects with counts as text in the rows', async () => {
    for (const name of ['alpha', 'beta', 'gamma', 'alphabet']) {
      lab.store.addProject('ada', name, { description: `about ${name}`, isPublic: name === 'beta' });
    }
    const page = (await lab.read(
      'projects/page?workspaceName=ada&search=ALPHA&sort=projectName&order=desc&offset=1&count=5',
    )) as { rows: Record<string, unknown>[]; filteredRowCount: number; totalRowCount: number };
    assert.deepEqual([page.filteredRowCount, page.totalRowCount], [2, 4]);
    assert.deepEqual(
      page.rows.map((row) => [row.projectName, row.projectDesc, row.totalRowCount, row.filteredRowCount]),
      [['alpha', 'about alpha', '4', '2']],
    );
  });

  it('shows a browser the same harmless page at every address, and no name', async () => {
    const project = lab.store.addProject('ada', 'odd/<i>project');
    const key = syntheticKey(1);
    addSyntheticExperiment(
      lab.store,
      project,
      { key, name: '<script>alert("1")</script> & 🚀', startTime: 0, endTime: 1 },
      () => undefined,
    );
    const pageAt = async (path: string): Promise<string> => {
      const response = await fetch(lab.url + path);
      assert.equal(response.status, 200, path);
      assert.match(response.headers.get('content-security-policy') ?? '', /default-src 'none'/);
      return response.text();
    };
    const [nothing, ...others] = await Promise.all(
      [
        '/nobody',
        '/ada',
        '/ada/nothing',
        `/ada/${encodeURIComponent('odd/<i>project')}`,
        `/ada/${encodeURIComponent('odd/<i>project')}/${key}`,
        `/ada/${encodeURIComponent('odd/<i>project')}/archived/${key}`,
        `/api/experiment/redirect?experimentKey=${key}`,
        '/api/experiment/redirect?experimentKey=nope',
      ].map(pageAt),
    );
    for (const text of others) {
      assert.equal(text, nothing);
    }
    for (const secret of ['alert', 'odd', 'ada', key, lab.apiKey]) {
      assert.ok(!nothing!.includes(secret), secret);
    }
  });

  it('answers no page of another origin, with the key or without', async () => {
    const { port } = new URL(lab.url);
    for (const origin of [
      'https://evil.example',
      'null',
      `https://127.0.0.1:${port}`,
      'http://127.0.0.1:1',
      `http://localhost:${port}.evil.example`,
    ]) {
      for (const path of ['workspaces', '../../../ada']) {
        const refused = await lab.ask(path, { headers: { Origin: origin } });
        assert.equal(refused.status, 403, origin);
        assert.deepEqual(await refused.json(), {
          msg: 'pages of other origins are not answered',
          code: 403,
          data: null,
          sdk_error_code: 0,
        });
      }
    }
    assert.equal((await lab.ask('workspaces', { headers: { Origin: lab.url } })).status, 200);
  });

  it('refuses with a sentence what is longer or more than it takes, and keeps nothing of it', async () => {
    const project = lab.store.addProject('ada', 'limits');
    const { key } = lab.store.createExperiment(project);
    const long = (length: number): string => 'x'.repeat(length);
    const cases: readonly (readonly [string, Record<string, unknown>, RegExp])[] = [
      [
        'write/experiment/parameter',
        { experimentKey: key, parameterName: 'p', parameterValue: long(40_000_000) },
        /^The value of the parameter is longer than 1048576 characters/,
      ],
      [
        'write/experiment/parameter',
        { experimentKey: key, parameterName: long(1001), parameterValue: 1 },
        /^The name of the parameter is longer than 1000 characters/,
      ],
      [
        'write/experiment/log-other',
        { experimentKey: key, key: 'o', value: long(2_000_000) },
        /^The value of what was logged is longer than/,
      ],
      [
        'write/experiment/metric',
        { experimentKey: key, metricName: long(1001), metricValue: 1 },
        /^The name of the metric is longer than 1000/,
      ],
      ['write/experiment/tags', { experimentKey: key, addedTags: [long(1001)] }, /^The tag is longer than 1000/],
      [
        'write/experiment/tags',
        { experimentKey: key, addedTags: Array.from({ length: 20_001 }, (_, index) => `t${index}`) },
        /^The experiment would have more than 20000 tags/,
      ],
      [
        'write/project/create',
        { workspaceName: 'ada', projectName: long(1001) },
        /^The name of the project is longer than 1000/,
      ],
      ['write/workspace/new', { name: long(1001) }, /^The name of the workspace is longer than 1000/],
    ];
    for (const [path, body, sentence] of cases) {
      const refused = await lab.ask(path, { method: 'POST', body: JSON.stringify(body) });
      assert.equal(refused.status, 413, path);
      assert.match(((await refused.json()) as { msg: string }).msg, sentence);
    }
    const content = await lab.store.experiment(key)!.content();
    assert.deepEqual(
      [content.parameters.size, content.metrics.size, content.tags.size, content.others.has('o')],
      [0, 0, 0, false],
    );
    await lab.post('write/experiment/parameter', {
      experimentKey: key,
      parameterName: long(1000),
      parameterValue: long(1_048_576),
    });
    assert.equal(content.parameters.size, 1);
  });

  it('ends open connections when it closes', async () => {
    const short = await serveEmptyLab();
    short.faults.next(/workspaces/, { kind: 'hang' });
    const asked = assert.rejects(short.ask('workspaces'));
    while (short.faults.requests.length === 0) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    await short.close();
    await asked;
  });
});
