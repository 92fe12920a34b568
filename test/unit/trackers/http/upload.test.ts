/** Uploads: what travels, how it is counted, and how it ends when it must not go on. Real servers, real files. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer as createHttpServer } from 'node:http';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openFile } from '../../../../src/trackers/http/client';
import { apiKey, connect, failure, json, never, serve, type Handler, type TestServer } from './httpServer';

const anything = (): boolean => true;

describe('uploads', () => {
  const servers: TestServer[] = [];
  let folder = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'experiments-upload-'));
  });
  after(() => rm(folder, { recursive: true }));
  afterEach(() => Promise.all(servers.splice(0).map((server) => server.close())));

  const start = async (handler: Handler): Promise<TestServer> => {
    const server = await serve(handler);
    servers.push(server);
    return server;
  };
  const file = async (name: string, content: Uint8Array | string): Promise<string> => {
    const path = join(folder, name);
    await writeFile(path, content);
    return path;
  };
  const call = { method: 'POST', kind: 'change', path: 'upload', signal: never } as const;
  /** What a standards-following server makes of a form. */
  const formOf = (server: TestServer, index = 0): Promise<FormData> => {
    const { headers, body } = server.asked[index]!;
    return new Response(body, { headers: { 'content-type': headers['content-type']! } }).formData();
  };

  it('sends a form that others can read, with its length, the key and odd names', async () => {
    const server = await start((_, response) => json(response, { assetId: 'a1' }));
    const { http, log } = connect(server.origin);
    const content = await openFile(await file('a "quoted" name.txt', 'one\r\ntwo'));
    assert.deepEqual(
      await http.acknowledged(
        { ...call, query: { step: 1 }, form: { parts: { file: content, metadata: '{"a":"ä"}' } } },
        anything,
      ),
      { assetId: 'a1' },
    );
    const form = await formOf(server);
    const sent = form.get('file') as File;
    assert.equal(await sent.text(), 'one\r\ntwo');
    assert.equal(sent.name, 'a "quoted" name.txt');
    assert.equal(form.get('metadata'), '{"a":"ä"}');
    const { headers, url, body } = server.asked[0]!;
    assert.equal(headers['content-length'], String(Buffer.byteLength(body)));
    assert.equal(headers.authorization, apiKey);
    assert.equal(url, '/upload?step=1');
    assert.ok(!log.join().includes('one'));
  });

  it('counts the bytes of the file as they go, for longer than other calls may take', async () => {
    const bytes = 20 * 1024 * 1024;
    const path = await file('large.bin', new Uint8Array(bytes));
    const server = createHttpServer((request, response) => {
      request.on('end', () => response.writeHead(204).end()).resume();
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { http } = connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, { limits: { whole: 1 } });
    const pieces: number[] = [];
    const form = { parts: { file: await openFile(path) }, sent: (count: number) => pieces.push(count) };
    assert.equal(await http.acknowledged({ ...call, form }, anything), undefined);
    assert.equal(
      pieces.reduce((sum, count) => sum + count, 0),
      bytes,
    );
    assert.ok(Math.max(...pieces) <= 1024 * 1024);
    await http.close();
    server.close();
  });

  it('is made once, whatever the answer', async () => {
    const server = await start((_, response) => void response.writeHead(503).end());
    const { http } = connect(server.origin);
    const form = { parts: { file: await openFile(await file('once.txt', 'x')) } };
    assert.equal((await failure(http.acknowledged({ ...call, form }, anything))).status, 503);
    assert.equal(server.asked.length, 1);
  });

  it('hears a refusal that comes before all is sent', async () => {
    const server = createHttpServer((_, response) => {
      response.writeHead(400, { 'content-type': 'application/json' }).end('{"msg":"the workspace is full","code":400}');
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const { http } = connect(origin, {
      explain: (_, body) => ({ kind: 'refused', message: (body as { msg: string }).msg }),
    });
    const form = { parts: { file: await openFile(await file('refused.bin', new Uint8Array(30 * 1024 * 1024))) } };
    assert.equal((await failure(http.acknowledged({ ...call, form }, anything))).message, 'the workspace is full');
    await http.close();
    server.closeAllConnections();
    server.close();
  });

  it('goes on within its origin, from its beginning', async () => {
    const server = await start((request, response) => {
      if (request.url === '/upload') {
        response.writeHead(308, { location: '/there' }).end();
      } else {
        json(response, { msg: 'Saved', code: 200 });
      }
    });
    const { http } = connect(server.origin);
    const form = { parts: { file: await openFile(await file('moved.txt', 'the whole')) } };
    await http.acknowledged({ ...call, form }, anything);
    assert.equal(await ((await formOf(server, 1)).get('file') as File).text(), 'the whole');
  });

  /** A server that takes the head of a request and then nothing more. */
  const deaf = async (): Promise<{ origin: string; took: Promise<unknown>; close: () => void }> => {
    const server = createServer();
    const took = once(server, 'connection').then(([socket]) => (socket as Socket).pause());
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, took, close: () => server.close() };
  };

  it('ends when the server stops taking it', async () => {
    const server = await deaf();
    const { http } = connect(server.origin, { limits: { idle: 60, answer: 10_000 } });
    const form = { parts: { file: await openFile(await file('stuck.bin', new Uint8Array(30 * 1024 * 1024))) } };
    const error = await failure(http.acknowledged({ ...call, form }, anything));
    assert.equal(error.kind, 'timedOut');
    assert.match(error.message, /stopped taking what it was sent/);
    await http.close();
    server.close();
  });

  it('ends when it is cancelled', async () => {
    const server = await deaf();
    const { http } = connect(server.origin);
    const cancel = new AbortController();
    let begun = (): void => undefined;
    const first = new Promise<void>((resolve) => (begun = resolve));
    const form = {
      parts: { file: await openFile(await file('cancelled.bin', new Uint8Array(30 * 1024 * 1024))) },
      sent: () => begun(),
    };
    const upload = failure(http.acknowledged({ ...call, signal: cancel.signal, form }, anything));
    await first;
    cancel.abort();
    assert.equal((await upload).kind, 'cancelled');
    await http.close();
    server.close();
  });

  it('says so when the file cannot be read, or changes on the way', async () => {
    assert.equal((await failure(openFile(join(folder, 'nowhere.txt')))).kind, 'notFound');
    assert.equal((await failure(openFile(folder))).kind, 'notFound');
    const server = await start((_, response) => json(response, {}));
    const { http } = connect(server.origin);
    const path = await file('growing.txt', 'some');
    const opened = await openFile(path);
    await appendFile(path, ' more');
    const error = await failure(http.acknowledged({ ...call, form: { parts: { file: opened } } }, anything));
    assert.equal(error.kind, 'refused');
    assert.match(error.message, /growing\.txt changed/);
  });
});
