// The lab behaving badly on order: each kind does to a client what it says, and nothing when the order is used up.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { addSyntheticProject } from '../../support/lab/syntheticLab';
import { serveEmptyLab, type ServedLab } from '../../support/lab/labFixture';
import type { InjectedFault } from '../../../src/lab/faultInjection';

describe('lab misbehaviour', () => {
  let lab: ServedLab;
  const list = 'experiments?workspaceName=ada&projectName=some';

  beforeEach(async () => {
    lab = await serveEmptyLab();
    addSyntheticProject(lab.store, { workspace: 'ada', project: 'some', count: 20 });
  });

  afterEach(() => lab.close());

  const order = (fault: InjectedFault, times?: number): void => lab.faults.next(/\/experiments$/, fault, times);

  async function isWell(): Promise<void> {
    const { experiments } = (await lab.read(list)) as { experiments: unknown[] };
    assert.equal(experiments.length, 20);
    assert.equal(lab.faults.pending, false);
  }

  /** The raw answer, so that what came before an abrupt end can be looked at. */
  async function raw(): Promise<IncomingMessage> {
    const [response] = (await once(
      get(`${lab.url}/api/rest/v2/${list}`, { headers: { Authorization: lab.apiKey } }),
      'response',
    )) as [IncomingMessage];
    return response;
  }

  it('answers with a status, its body and Retry-After, as often as told', async () => {
    order({ kind: 'status', status: 429, retryAfter: '3', body: '{"msg":"slow down"}' }, 2);
    for (let count = 0; count < 2; count += 1) {
      const response = await lab.ask(list);
      assert.deepEqual(
        [
          response.status,
          response.headers.get('retry-after'),
          response.headers.get('content-type'),
          await response.text(),
        ],
        [429, '3', 'application/json', '{"msg":"slow down"}'],
      );
    }
    await isWell();
  });

  it('keeps to the path it was told, and takes orders one after the other', async () => {
    order({ kind: 'status', status: 500 });
    order({ kind: 'status', status: 503 });
    assert.equal((await lab.ask('workspaces')).status, 200);
    assert.equal((await lab.ask(list)).status, 500);
    assert.equal((await lab.ask(list)).status, 503);
    await isWell();
  });

  it('goes on until it is told to stop', async () => {
    lab.faults.always(/./, { kind: 'status', status: 502 });
    for (let count = 0; count < 3; count += 1) {
      assert.equal((await lab.ask('workspaces')).status, 502);
    }
    lab.faults.stop();
    await isWell();
  });

  it('hangs until the client gives up', async () => {
    order({ kind: 'hang' });
    await assert.rejects(lab.ask(list, { signal: AbortSignal.timeout(100) }), { name: 'TimeoutError' });
    await isWell();
  });

  it('cuts the answer in the middle of its body', async () => {
    order({ kind: 'cut', after: 100 });
    const response = await raw();
    let length = 0;
    await assert.rejects(
      async () => {
        for await (const chunk of response) {
          length += (chunk as Buffer).length;
        }
      },
      { code: 'ECONNRESET' },
    );
    assert.equal(response.statusCode, 200);
    assert.ok(Number(response.headers['content-length']) > 100);
    assert.equal(length, 100);
    order({ kind: 'cut' });
    await assert.rejects(lab.ask(list).then((cut) => cut.text()));
    await isWell();
  });

  it('sends garbage as JSON', async () => {
    order({ kind: 'garbage' });
    const response = await lab.ask(list);
    assert.deepEqual([response.status, response.headers.get('content-type')], [200, 'application/json']);
    await assert.rejects(response.json(), SyntaxError);
    await isWell();
  });

  it('sends a sign-in page with status 200', async () => {
    order({ kind: 'loginPage' });
    const response = await lab.ask(list);
    assert.equal(response.status, 200);
    assert.match(response.headers.get('content-type') ?? '', /^text\/html/);
    assert.match(await response.text(), /<!DOCTYPE html>.*sign in/i);
    await isWell();
  });

  it('drips the true answer piece by piece', async () => {
    const true_ = await (await lab.ask(list)).text();
    order({ kind: 'drip', pieces: 5, pause: 5 });
    const pieces: Buffer[] = [];
    for await (const chunk of await raw()) {
      pieces.push(chunk as Buffer);
    }
    assert.ok(pieces.length > 1, `came in ${pieces.length} pieces`);
    assert.equal(Buffer.concat(pieces).toString(), true_);
    await isWell();
  });

  it('resets the connection before any answer', async () => {
    order({ kind: 'reset' });
    await assert.rejects(raw(), { code: 'ECONNRESET' });
    await isWell();
  });

  it('changes the text of the true answer, packed or not', async () => {
    addSyntheticProject(lab.store, { workspace: 'ada', project: 'many', count: 1000, firstIndex: 100 });
    for (const encoding of ['gzip', 'identity']) {
      order({ kind: 'rewrite', change: (body) => body.replaceAll('"running":false', '"running":true') });
      const response = await lab.ask('experiments?workspaceName=ada&projectName=many', {
        headers: { 'Accept-Encoding': encoding },
      });
      const { experiments } = (await response.json()) as { experiments: { running: boolean }[] };
      assert.equal(experiments.length, 1000);
      assert.ok(experiments.every(({ running }) => running));
    }
    await isWell();
  });

  it('keeps what was asked, without the key', async () => {
    lab.clock.advance(5);
    await lab.ask('experiment/tags?experimentKey=x', { headers: { 'X-Mark': 'here' } });
    await fetch(`${lab.url}/api/rest/v2/write/experiment/tags`, {
      method: 'POST',
      body: '{}',
      headers: { 'Comet-Sdk-Api': lab.apiKey },
    });
    const [first, second] = lab.faults.requests;
    assert.deepEqual(
      [first?.method, first?.path, first?.query, first?.headers['x-mark'], first?.time],
      ['GET', '/api/rest/v2/experiment/tags', '?experimentKey=x', 'here', lab.clock.now()],
    );
    assert.deepEqual([second?.method, second?.path], ['POST', '/api/rest/v2/write/experiment/tags']);
    assert.ok(!JSON.stringify(lab.faults.requests).includes(lab.apiKey));
    lab.faults.forgetRequests();
    assert.equal(lab.faults.requests.length, 0);
  });
});
