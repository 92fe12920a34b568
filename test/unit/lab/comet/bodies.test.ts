/**
 * Bodies sent to the lab: nothing of one is read for somebody without the key, and none beyond its limit. Raw sockets,
 * so that a body need not end.
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { serveEmptyLab, type ServedLab } from '../../../support/lab/labFixture';
import { syntheticKey } from '../../../support/lab/syntheticLab';

describe('bodies sent to the lab', () => {
  let lab: ServedLab;
  const sockets: Socket[] = [];

  beforeEach(async () => {
    lab = await serveEmptyLab();
  });

  afterEach(async () => {
    for (const socket of sockets.splice(0)) {
      socket.destroy();
    }
    await lab.close();
  });

  /** Sends the head and the beginning of a body that goes on. */
  async function begin(
    method: string,
    path: string,
    headers: Readonly<Record<string, string>>,
    body = '',
  ): Promise<Socket> {
    const { port, host } = new URL(lab.url);
    const socket = connect(Number(port), '127.0.0.1');
    sockets.push(socket);
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    const head = Object.entries({ Host: host, ...headers })
      .map(([name, value]) => `${name}: ${value}\r\n`)
      .join('');
    socket.write(`${method} ${path} HTTP/1.1\r\n${head}\r\n${body}`);
    return socket;
  }

  /** What comes until it matches. */
  function answered(socket: Socket, expected = /^HTTP\/1\.1 \d+[^]*\r\n\r\n/): Promise<string> {
    return new Promise((resolve, reject) => {
      let text = '';
      socket.on('data', (data) => {
        text += data.toString();
        if (expected.test(text)) {
          resolve(text);
        }
      });
      socket.on('close', () => {
        reject(new Error(`closed after ${JSON.stringify(text)}`));
      });
    });
  }
  const statusOf = async (socket: Socket): Promise<number> => Number((await answered(socket)).split(' ')[1]);

  const chunked = { 'Transfer-Encoding': 'chunked' };
  const part = '6\r\n{"a":1\r\n';
  const key = (): Readonly<Record<string, string>> => ({ Authorization: lab.apiKey });

  /** Where a key is asked for, with the status that says it is wrong; what has no such route as well. */
  const doors: readonly (readonly [string, string, number])[] = [
    ...['/api/rest/v2', '/clientlib/rest/v2'].flatMap((root) =>
      (
        [
          ['POST', 'write/experiment/metric'],
          ['POST', 'write/experiment/upload-asset'],
          ['POST', 'write/experiment/upload-asset-start'],
          ['POST', 'write/project/create'],
          ['POST', 'project/query'],
          ['POST', 'registry-model'],
          ['GET', 'workspaces'],
          ['HEAD', 'workspaces'],
          ['DELETE', 'write/experiment/tags'],
          ['PUT', 'artifacts/state'],
          ['PATCH', 'telepathy'],
          ['POST', 'telepathy'],
          ['OPTIONS', 'workspaces'],
        ] as const
      ).map(([method, path]) => [method, `${root}/${path}`, 401] as const),
    ),
    ['GET', '/api/asset/download', 401],
    ['POST', '/api/telepathy', 404],
    ['POST', '/api/admin/service-accounts', 401],
    ['POST', '/optimizer/create', 401],
    ['HEAD', '/optimizer/next', 401],
    ['DELETE', '/optimizer/telepathy', 401],
    ['POST', '/clientlib/logger/add/run', 400],
    ['POST', '/clientlib/asset/upload', 400],
    ['PUT', '/clientlib/asset/1/thumbnail', 400],
    ['DELETE', '/clientlib/telepathy', 400],
    ['GET', '/clientlib/rpc/get-pending-rpcs', 400],
  ];

  it('are not read before the key is right, whoever sends them where and how', async () => {
    for (const [method, path, status] of doors) {
      assert.equal(
        await statusOf(await begin(method, path, { ...chunked, Authorization: 'wrong' }, part)),
        status === 404 ? 401 : status,
        `${method} ${path} with a wrong key`,
      );
      if (!path.startsWith('/clientlib/') || path.startsWith('/clientlib/rest/')) {
        assert.equal(
          await statusOf(await begin(method, path, chunked, part)),
          status === 404 ? 401 : status,
          `${method} ${path} without a key`,
        );
      }
      assert.equal(
        await statusOf(await begin(method, path, { 'Content-Length': '1000', Authorization: 'wrong' }, '{')),
        status === 404 ? 401 : status,
        `${method} ${path} with a length`,
      );
    }
  });

  it('are not read where nobody wants them', async () => {
    for (const [method, path, status] of [
      ['POST', '/nowhere', 404],
      ['PUT', '/uploads/nobody/1', 404],
      ['DELETE', '/nowhere', 404],
      ['GET', '/nowhere', 200],
      ['HEAD', '/nowhere', 200],
      ['GET', '/api/isAlive/ver', 200],
      ['POST', '/clientlib/notification/experiment', 200],
    ] as const) {
      assert.equal(await statusOf(await begin(method, path, chunked, part)), status, `${method} ${path}`);
    }
    assert.equal(await statusOf(await begin('POST', '/api/rest/v2/telepathy', { ...chunked, ...key() }, part)), 404);
    assert.equal(
      await statusOf(await begin('POST', '/api/rest/v2/experiment/metadata', { ...chunked, ...key() }, part)),
      405,
    );
    assert.equal(await statusOf(await begin('DELETE', '/api/rest/v2/workspaces', { ...chunked, ...key() }, part)), 405);
    assert.equal(await statusOf(await begin('HEAD', '/api/rest/v2/workspaces', { ...chunked, ...key() }, part)), 200);
    assert.equal(await statusOf(await begin('GET', '/api/rest/v2/workspaces', { ...chunked, ...key() }, part)), 200);
  });

  it('are not asked for by “100 Continue” before the key is right', async () => {
    const expecting = { Expect: '100-continue', 'Content-Length': '2' };
    for (const headers of [
      { ...expecting, Authorization: 'wrong' },
      expecting,
      { ...chunked, Expect: '100-continue' },
    ]) {
      const said = await answered(await begin('POST', '/api/rest/v2/write/project/create', headers));
      assert.match(said, /^HTTP\/1\.1 401 /);
      assert.match(
        said,
        /^Connection: close\r$/im,
        'The body that never comes must not be taken for the next request.',
      );
    }
    assert.match(
      await answered(await begin('POST', '/clientlib/logger/add/run', { ...expecting, Authorization: 'wrong' })),
      /^HTTP\/1\.1 400 /,
    );
    assert.match(await answered(await begin('POST', '/nowhere', expecting)), /^HTTP\/1\.1 404 /);
    const project = JSON.stringify({ workspaceName: 'ada', projectName: 'expected' });
    for (const [headers, body] of [
      [{ 'Content-Length': String(project.length) }, project],
      [chunked, `${project.length.toString(16)}\r\n${project}\r\n0\r\n\r\n`],
    ] as const) {
      const socket = await begin('POST', '/api/rest/v2/write/project/create', {
        ...headers,
        Expect: '100-continue',
        ...key(),
      });
      assert.match(await answered(socket), /^HTTP\/1\.1 100 Continue\r\n\r\n$/);
      socket.write(body);
      assert.match(await answered(socket), /^HTTP\/1\.1 (?:200|400) /);
    }
    assert.ok(lab.store.projectNamed('ada', 'expected'));
    // Who sends its key in the body is let go on to it.
    const socket = await begin('POST', '/clientlib/logger/add/run', { ...expecting, 'Content-Length': '500' });
    assert.match(await answered(socket), /^HTTP\/1\.1 100 Continue\r\n\r\n$/);
  });

  it('are taken in chunks as with a length, with the key in a header or in the body', async () => {
    const send = (body: string): string => `${Buffer.byteLength(body).toString(16)}\r\n${body}\r\n0\r\n\r\n`;
    lab.store.addProject('ada', 'general');
    const run = (index: number): string =>
      JSON.stringify({ experimentKey: syntheticKey(index), projectName: 'general', apiKey: lab.apiKey });
    assert.equal(await statusOf(await begin('POST', '/clientlib/logger/add/run', chunked, send(run(1)))), 200);
    assert.equal(
      await statusOf(await begin('POST', '/clientlib/logger/add/run', { ...chunked, ...key() }, send(run(2)))),
      200,
    );
    assert.equal(
      await statusOf(
        await begin('POST', '/clientlib/logger/add/run', { 'Content-Length': String(run(3).length) }, run(3)),
      ),
      200,
    );
    for (const index of [1, 2, 3]) {
      assert.ok(lab.store.experiment(syntheticKey(index)), String(index));
    }
  });

  /** Writes chunks of a MiB without an end until the answer comes; gives it and how many were written. */
  async function flooded(
    path: string,
    headers: Readonly<Record<string, string>>,
  ): Promise<{ readonly status: number; readonly chunks: number }> {
    const socket = await begin('POST', path, { ...chunked, ...headers });
    const chunk = Buffer.concat([Buffer.from('100000\r\n'), Buffer.alloc(2 ** 20, ' '), Buffer.from('\r\n')]);
    const statuses: number[] = [];
    const answer = statusOf(socket).then((status) => statuses.push(status));
    let chunks = 0;
    while (statuses.length === 0 && chunks < 400) {
      chunks += 1;
      await new Promise<void>((sent) => {
        socket.write(chunk, () => {
          sent();
        });
      });
    }
    await answer;
    return { status: statuses[0]!, chunks };
  }

  it('in chunks without a key are read no further than a key may be looked for, and with one no further than the limit', async () => {
    const unknown = await flooded('/clientlib/logger/add/run', { 'Content-Type': 'application/json' });
    assert.equal(unknown.status, 413);
    assert.ok(unknown.chunks < 100, `${unknown.chunks} MiB`);
    const known = await flooded('/api/rest/v2/write/project/create', key());
    assert.equal(known.status, 413);
    assert.ok(known.chunks > 256, `${known.chunks} MiB`);
    assert.equal((await lab.ask('workspaces')).status, 200);
  });
});
