/** Whose turn it is, and how slow a body may be: real servers that answer some and let the others drip. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer as createHttpServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openFile, type HttpCall } from '../../../../src/trackers/http/client';
import { Deadline } from '../../../../src/trackers/http/deadline';
import { Turns } from '../../../../src/trackers/http/queues';
import { TooSlow } from '../../../../src/shared/problem';
import { eventually } from '../../../support/eventually';
import { connect, failure, json, never, serve, type Handler, type TestServer } from './httpServer';

const call = (path: string, purpose?: HttpCall['purpose'], signal = never): HttpCall => ({
  kind: 'read',
  method: 'GET',
  path,
  signal,
  ...(purpose === undefined ? {} : { purpose }),
});

describe('turns at a server', () => {
  const servers: TestServer[] = [];
  const held: ServerResponse[] = [];
  afterEach(async () => {
    for (const response of held.splice(0)) {
      response.destroy();
    }
    await Promise.all(servers.splice(0).map((server) => server.close()));
  });
  const start = async (handler: Handler): Promise<TestServer> => {
    const server = await serve(handler);
    servers.push(server);
    return server;
  };
  /** Answers everything but what begins with `/slow`, of which the head and a byte come. */
  const slowly: Handler = (request, response) => {
    if (request.url?.startsWith('/slow') !== true) {
      json(response, { well: true });
      return;
    }
    held.push(response);
    response.writeHead(200, { 'content-type': 'application/octet-stream' });
    response.write('x');
  };
  const open = async (http: ReturnType<typeof connect>['http'], asked: HttpCall): Promise<void> => {
    const { body } = await http.open(asked);
    for await (const chunk of body) {
      assert.ok(chunk.length > 0);
    }
  };

  it('answers a question beside any number of downloads that drip, and of files that are shown', async () => {
    const server = await start(slowly);
    const { http } = connect(server.origin, { limits: { concurrentRequests: 6 } });
    const ends = Array.from({ length: 12 }, (_, index) =>
      failure(open(http, call(`slow/${index}`, index % 2 === 0 ? 'download' : 'shown'))),
    );
    await eventually(() => assert.equal(server.asked.length, 6));
    assert.deepEqual(await http.json(call('question')), { well: true });
    assert.deepEqual(
      server.asked.map(({ url }) => url).filter((url) => !url.startsWith('/slow')),
      ['/question'],
    );
    await http.close();
    assert.ok((await Promise.all(ends)).every(({ kind }) => kind === 'cancelled'));
  });

  it('answers a question beside uploads that nobody takes, and downloads beside both', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'experiments-turns-'));
    const path = join(folder, 'large.bin');
    await writeFile(path, new Uint8Array(30 * 1024 * 1024));
    const asked: string[] = [];
    const server = createHttpServer((request, response) => {
      asked.push(request.url ?? '');
      if (request.method === 'GET') {
        json(response, { well: true });
      } else {
        request.pause();
      }
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { http } = connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, {
      limits: { concurrentRequests: 4 },
    });
    const form = { parts: { file: await openFile(path) } };
    const ends = Array.from({ length: 6 }, () =>
      failure(http.acknowledged({ method: 'POST', kind: 'change', path: 'upload', signal: never, form }, () => true)),
    );
    await eventually(() => assert.equal(asked.length, 2));
    assert.deepEqual(await http.json(call('question')), { well: true });
    await open(http, call('download', 'download'));
    assert.equal(asked.filter((url) => url === '/upload').length, 2);
    await http.close();
    await Promise.all(ends);
    server.closeAllConnections();
    server.close();
    await rm(folder, { recursive: true });
  });

  it('asks what a person waits for before what polls want, whichever came first', async () => {
    const server = await start((request, response) => {
      if (request.url === '/first') {
        held.push(response);
      } else {
        json(response, {});
      }
    });
    const { http } = connect(server.origin, { limits: { concurrentRequests: 1 } });
    const all = [
      http.json(call('first')),
      ...['a', 'b', 'c'].map((name) => http.json(call(`poll/${name}`, 'poll'))),
      http.json(call('question/1')),
      http.json(call('question/2')),
    ];
    await eventually(() => assert.equal(held.length, 1));
    json(held.pop()!, {});
    await Promise.all(all);
    assert.deepEqual(
      server.asked.map(({ url }) => url),
      ['/first', '/question/1', '/question/2', '/poll/a', '/poll/b', '/poll/c'],
    );
  });

  it('lets at least one of each kind go on where one request at once is allowed', async () => {
    const server = await start(slowly);
    const { http } = connect(server.origin, { limits: { concurrentRequests: 1 } });
    const ends = ['download', 'shown'].map((purpose) =>
      failure(open(http, call(`slow/${purpose}`, purpose as HttpCall['purpose']))),
    );
    await eventually(() => assert.equal(server.asked.length, 2));
    assert.deepEqual(await http.json(call('question')), { well: true });
    await http.close();
    await Promise.all(ends);
  });

  it('gives a turn back when what waits for it, or has it, is cancelled', async () => {
    const server = await start(slowly);
    const { http } = connect(server.origin, { limits: { concurrentRequests: 1 } });
    const [first, second] = [new AbortController(), new AbortController()];
    const ends = [
      failure(open(http, call('slow/1', 'download', first.signal))),
      failure(open(http, call('slow/2', 'download', second.signal))),
    ];
    await eventually(() => assert.equal(server.asked.length, 1));
    second.abort();
    first.abort();
    assert.deepEqual(
      (await Promise.all(ends)).map(({ kind }) => kind),
      ['cancelled', 'cancelled'],
    );
    await open(http, call('quick', 'download'));
    assert.deepEqual(
      server.asked.map(({ url }) => url),
      ['/slow/1', '/quick'],
    );
  });
});

describe('the turn of a huge answer', () => {
  /** More values than are read without a turn. */
  const huge = `[${'[],'.repeat(600_000)}`;
  const whole = 600_001;
  const servers: TestServer[] = [];
  const answers = new Map<string, ServerResponse>();
  let [asked, readers, most] = [0, 0, 0];
  const takeLarge = (
    Object.getOwnPropertyDescriptor(Turns.prototype, 'takeLarge') as TypedPropertyDescriptor<Turns['takeLarge']>
  ).value!;
  before(() => {
    Turns.prototype.takeLarge = async function (this: Turns, deadline: Deadline) {
      asked += 1;
      const end = await takeLarge.call(this, deadline);
      readers += 1;
      most = Math.max(most, readers);
      return () => {
        readers -= 1;
        end();
      };
    };
  });
  after(() => {
    Turns.prototype.takeLarge = takeLarge;
  });
  afterEach(async () => {
    assert.equal(readers, 0);
    [asked, most] = [0, 0];
    answers.clear();
    await Promise.all(servers.splice(0).map((server) => server.close()));
  });
  /** Small answers to `/small`, huge ones to all else: their end comes when the test wants it. */
  const start = async (): Promise<ReturnType<typeof connect>['http']> => {
    const server = await serve((request, response) => {
      if (request.url === '/small') {
        json(response, { well: true });
        return;
      }
      answers.set(request.url ?? '', response);
      response.writeHead(200, { 'content-type': 'application/json' }).write(huge);
    });
    servers.push(server);
    return connect(server.origin).http;
  };
  const ask = async (http: ReturnType<typeof connect>['http'], path: string, signal = never): Promise<number> =>
    ((await http.json({ ...call(path, 'question', signal), answer: 'list' })) as unknown[]).length;
  const end = (url: string): void => {
    answers.get(url)!.end('[]]');
  };
  const askedTimes = (times: number): Promise<void> => eventually(() => assert.equal(asked, times));
  const areRead = (count: number): Promise<void> => eventually(() => assert.equal(readers, count));

  it('is one answer’s at a time of all that come to a connection', async () => {
    const http = await start();
    const all = ['1', '2', '3'].map((name) => ask(http, name));
    await askedTimes(3);
    await areRead(1);
    // A small one is read beside it.
    assert.deepEqual(await http.json(call('small')), { well: true });
    for (const url of answers.keys()) {
      end(url);
    }
    assert.deepEqual(await Promise.all(all), [whole, whole, whole]);
    assert.equal(most, 1);
  });

  it('is no longer waited for once somebody cancels, also when the one before hangs, and goes to the next', async () => {
    const http = await start();
    const hangs = ask(http, 'hangs');
    await areRead(1);
    const abort = new AbortController();
    const turnsAway = failure(ask(http, 'turns-away', abort.signal));
    await askedTimes(2);
    const stays = ask(http, 'stays');
    await askedTimes(3);
    abort.abort();
    const { kind, message } = await turnsAway;
    assert.deepEqual({ kind, message }, { kind: 'cancelled', message: 'Cancelled.' });
    end('/hangs');
    end('/stays');
    assert.deepEqual(await Promise.all([hangs, stays]), [whole, whole]);
  });

  it('comes to the one that waits when the one that has it is cancelled', async () => {
    const http = await start();
    const abort = new AbortController();
    const hangs = failure(ask(http, 'hangs', abort.signal));
    await areRead(1);
    const stays = ask(http, 'stays');
    await askedTimes(2);
    abort.abort();
    assert.equal((await hangs).kind, 'cancelled');
    end('/stays');
    assert.equal(await stays, whole);
  });

  it('is not waited for on a connection that is closed', async () => {
    const http = await start();
    const hangs = failure(ask(http, 'hangs'));
    await areRead(1);
    const waiting = [failure(ask(http, 'waits/1')), failure(ask(http, 'waits/2'))];
    await askedTimes(3);
    await http.close();
    assert.deepEqual(
      (await Promise.all([hangs, ...waiting])).map(({ kind }) => kind),
      ['cancelled', 'cancelled', 'cancelled'],
    );
  });

  it('is not waited for beyond the time that the whole call has, nor by a call that is over', async () => {
    const turns = new Turns(8);
    const [holds, late, next, over] = [
      new Deadline(),
      new Deadline(),
      new Deadline(),
      new Deadline(AbortSignal.abort()),
    ];
    const end = await turns.takeLarge(holds);
    late.whole(1, 'It did not answer in full within 1 ms.');
    const error = await failure(turns.takeLarge(late));
    assert.deepEqual([error.kind, error.message], ['timedOut', 'It did not answer in full within 1 ms.']);
    assert.equal((await failure(turns.takeLarge(over))).kind, 'cancelled');
    const turn = turns.takeLarge(next);
    end();
    (await turn)();
  });
});

describe('the least speed of a body', () => {
  const servers: TestServer[] = [];
  afterEach(() => Promise.all(servers.splice(0).map((server) => server.close())));
  const start = async (handler: Handler): Promise<TestServer> => {
    const server = await serve(handler);
    servers.push(server);
    return server;
  };
  const drip: Handler = (request, response) => {
    response.writeHead(200, {
      'content-type': request.url === '/json' ? 'application/json' : 'application/octet-stream',
    });
    const timer = setInterval(() => response.write(' '), 10);
    response.on('close', () => {
      clearInterval(timer);
    });
  };
  const limits = { idle: 60_000, answer: 60_000, leastSpeed: { bytes: 100 * 1024, within: 150 } };
  const read = async (
    http: ReturnType<typeof connect>['http'],
    asked: HttpCall,
    onChunk: (bytes: number) => Promise<void> = () => Promise.resolve(),
  ): Promise<number> => {
    let bytes = 0;
    for await (const chunk of (await http.open(asked)).body) {
      bytes += chunk.length;
      await onChunk(bytes);
    }
    return bytes;
  };

  it('gives up a download that drips, says so, and says what becomes of what has come', async () => {
    const { http } = connect((await start(drip)).origin, { limits });
    const error = await failure(read(http, call('x', 'download')));
    assert.ok(error instanceof TooSlow);
    assert.equal(error.kind, 'timedOut');
    assert.match(error.message, /^127\.0\.0\.1:\d+ sends too slowly: less than 100 KB in 150 ms\.$/);
    assert.match(error.advice, /What has arrived is kept/);
  });

  it('gives up what is shown and what is asked, too, and asks neither a second time', async () => {
    const server = await start(drip);
    const { http } = connect(server.origin, { limits });
    assert.ok((await failure(read(http, call('x')))) instanceof TooSlow);
    assert.ok((await failure(http.json(call('json')))) instanceof TooSlow);
    assert.equal(server.asked.length, 2);
  });

  it('gives up an upload that the server takes in drops', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'experiments-speed-'));
    const path = join(folder, 'large.bin');
    await writeFile(path, new Uint8Array(60 * 1024 * 1024));
    const server = createHttpServer((request) => {
      request.on('error', () => undefined);
      const timer = setInterval(() => {
        request.read(1024);
      }, 5);
      request.on('close', () => {
        clearInterval(timer);
      });
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { http } = connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, {
      limits: { ...limits, leastSpeed: { bytes: 8 * 1024 * 1024, within: 400 } },
    });
    const error = await failure(
      http.acknowledged(
        {
          method: 'POST',
          kind: 'change',
          path: 'upload',
          signal: never,
          form: { parts: { file: await openFile(path) } },
        },
        () => true,
      ),
    );
    assert.ok(error instanceof TooSlow, String(error));
    assert.match(error.message, /takes what it is sent too slowly: less than 8 MB in 400 ms/);
    await http.close();
    server.closeAllConnections();
    server.close();
    await rm(folder, { recursive: true });
  });

  it('does not count the time that the reader takes', async () => {
    const bytes = 3 * 1024 * 1024;
    const server = await start((request, response, asked) => {
      if (request.url === '/whole') {
        response.writeHead(200, { 'content-length': bytes }).end(new Uint8Array(bytes));
      } else {
        void drip(request, response, asked);
      }
    });
    const { http } = connect(server.origin, { limits: { ...limits, leastSpeed: { bytes, within: 2000 } } });
    let waited = false;
    const read1 = read(http, call('whole', 'download'), async () => {
      if (waited) {
        return;
      }
      waited = true;
      // While it holds the first piece, the time of a whole pace goes by: another body is given up for it.
      assert.ok((await failure(read(http, call('drip', 'shown')))) instanceof TooSlow);
    });
    assert.equal(await read1, bytes);
    assert.ok(waited);
  });
});
