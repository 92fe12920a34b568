// Servers, accounts and keys, against real servers: what is kept, where, and what is not.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createGzip } from 'node:zlib';
import * as vscode from 'vscode';
import { Connections } from '../../../src/connections/connections';
import type { Parts } from '../../../src/extension';
import { labs } from '../../../src/lab/labs';
import { serveComet, type Lab } from '../../../src/lab/comet/server';
import { LabStore } from '../../../src/lab/store';
import type { ConnectionInfo } from '../../../src/shared/experiment';
import { trackers } from '../../../src/trackers/trackers';
import { decompressionBomb, peakMemory } from '../../support/network/decompressionBomb';
import { eventually } from '../../support/eventually';
import { extensionParts } from '../../support/host/extensionApi';

describe('connections', () => {
  let parts: Parts;
  let ada: Lab;
  let grace: Lab;
  const opened: Lab[] = [];

  const serve = async (userName: string): Promise<Lab> => {
    const lab = await serveComet(new LabStore({ userName, defaultWorkspace: `${userName}-space` }, Date.now), Date.now);
    opened.push(lab);
    return lab;
  };
  const add = (lab: Lab, apiKey = lab.apiKey): Promise<ConnectionInfo> =>
    parts.connections.add({ tracker: 'comet', server: lab.url, secret: apiKey }, new AbortController().signal);
  const workspaces = async ({ id }: ConnectionInfo): Promise<string[]> =>
    (await parts.store.projects.workspaces({ connection: id })).map(({ name }) => name);
  const kept = (): string =>
    JSON.stringify(Object.fromEntries(parts.memory.keys().map((key) => [key, parts.memory.get(key)])));
  const secretOf = ({ id }: ConnectionInfo): Thenable<string | undefined> => parts.secrets.get(`experiments.key.${id}`);

  before(async () => {
    parts = await extensionParts();
    ada = await serve('ada');
    grace = await serve('grace');
  });

  afterEach(async () => {
    for (const lab of opened) {
      lab.faults.stop();
    }
    for (const { id } of parts.connections.list()) {
      await parts.connections.remove(id);
    }
  });

  after(() => Promise.all(opened.map((lab) => lab.close())));

  it('keeps an account whose key the server takes, and the key in secret storage alone', async () => {
    const connection = await add(ada);
    assert.deepEqual(parts.connections.list(), [connection]);
    assert.deepEqual(
      { ...connection, id: '' },
      { id: '', label: 'ada', tracker: 'comet', kind: 'server', server: new URL(ada.url).host },
    );
    assert.doesNotMatch(connection.id, /\//);
    assert.equal(await secretOf(connection), ada.apiKey);
    assert.ok(kept().includes(connection.id), 'The list of connections is not where the test looks for it.');
    assert.ok(!kept().includes(ada.apiKey));
    assert.deepEqual(await workspaces(connection), ['ada-space']);
  });

  it('refuses a wrong key and keeps nothing', async () => {
    const before = kept();
    await assert.rejects(add(ada, 'no-such-key-0123456789'), { kind: 'unauthorized' });
    assert.deepEqual(parts.connections.list(), []);
    assert.equal(kept(), before);
  });

  it('keeps nothing of a server that does not answer, answers nonsense or a sign-in page', async () => {
    const before = kept();
    const gone = await serve('gone');
    await gone.close();
    opened.pop();
    await assert.rejects(add(gone), { kind: 'unreachable' });
    grace.faults.always(/account-details/, { kind: 'garbage' });
    await assert.rejects(add(grace), { kind: 'unexpected' });
    grace.faults.stop();
    grace.faults.always(/account-details/, { kind: 'loginPage' });
    await assert.rejects(add(grace), { kind: 'unexpected' });
    assert.equal(kept(), before);
  });

  const mostMiB = 300;
  it(`takes less than ${mostMiB} MiB for a server that answers sign-in with 500 MB of arrays in a small gzip`, async () => {
    const before = kept();
    const body = await decompressionBomb(createGzip({ level: 6 }));
    let asked = 0;
    const server = createServer((_, response) => {
      asked += 1;
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' }).end(body);
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    try {
      const { port } = server.address() as AddressInfo;
      const peak = await peakMemory(() =>
        assert.rejects(
          parts.connections.add(
            { tracker: 'comet', server: `http://127.0.0.1:${port}`, secret: 'no-such-key-0123456789' },
            new AbortController().signal,
          ),
          {
            kind: 'unexpected',
            message: `127.0.0.1:${port} sends more than 200,000 values, which is more than this extension takes into memory at once.`,
          },
        ),
      );
      assert.ok(peak < mostMiB, `${peak} MiB`);
      assert.equal(asked, 1);
      assert.equal(kept(), before);
    } finally {
      server.close();
      server.closeAllConnections();
    }
  });

  it('stops asking when the user turns away', async () => {
    ada.faults.always(/account-details/, { kind: 'hang' });
    const abort = new AbortController();
    const adding = parts.connections.add({ tracker: 'comet', server: ada.url, secret: ada.apiKey }, abort.signal);
    const asked = ada.faults.requests.length;
    await eventually(() => assert.ok(ada.faults.requests.length > asked));
    abort.abort();
    await assert.rejects(adding, { kind: 'cancelled' });
    assert.deepEqual(parts.connections.list(), []);
  });

  it('has several connections at once, each with its own server', async () => {
    const [one, other] = [await add(ada), await add(grace)];
    assert.deepEqual(
      parts.connections.list().map(({ label }) => label),
      ['ada', 'grace'],
    );
    assert.deepEqual(await Promise.all([one, other].map(workspaces)), [['ada-space'], ['grace-space']]);
  });

  it('replaces the key when the same account signs in again', async () => {
    const first = await add(ada);
    await parts.secrets.delete(`experiments.key.${first.id}`);
    await eventually(() => assert.rejects(workspaces(first), { kind: 'unauthorized' }));
    const again = await add(ada);
    assert.equal(again.id, first.id);
    assert.equal(parts.connections.list().length, 1);
    assert.deepEqual(await workspaces(again), ['ada-space']);
  });

  it('says so once for each connection that comes, changes and goes', async () => {
    const heard: string[] = [];
    const subscription = parts.connections.onDidChange(({ connection }) => heard.push(connection));
    const { id } = await add(ada);
    await add(ada);
    await parts.connections.remove(id);
    // The echo of our own secrets must not count: it has arrived when that of a later secret has.
    const echo = new Promise<void>((resolve) => {
      const listener = parts.secrets.onDidChange(({ key }) => {
        if (key !== 'experiments.test.echo') {
          return;
        }
        listener.dispose();
        resolve();
      });
    });
    await parts.secrets.store('experiments.test.echo', 'now');
    await echo;
    await parts.secrets.delete('experiments.test.echo');
    subscription.dispose();
    assert.deepEqual(heard, [id, id, id]);
  });

  describe('told late of a key', () => {
    /** A window's connections whose secret storage and memory answer when the test wants it. */
    let late: Connections;
    let hold: { read: Promise<void>; remember: () => Promise<void> };
    let reads = 0;
    const heard: string[] = [];
    const signIn = (): Promise<ConnectionInfo> =>
      late.add({ tracker: 'comet', server: ada.url, secret: ada.apiKey }, new AbortController().signal);
    /** All that was on its way between the secret storage and us has been heard. */
    const settled = async (): Promise<void> => {
      await parts.secrets.store('experiments.key.nobody', String(reads));
      const before = reads;
      await eventually(() => assert.ok(reads > before));
      await parts.secrets.delete('experiments.key.nobody');
    };

    beforeEach(() => {
      [reads, heard.length] = [0, 0];
      hold = { read: Promise.resolve(), remember: () => Promise.resolve() };
      const { secrets, memory, settings, log } = parts;
      late = new Connections({
        trackers,
        labs,
        settings,
        log,
        labArchives: '',
        labFolder: '',
        secrets: {
          store: (key, value) => secrets.store(key, value),
          delete: (key) => secrets.delete(key),
          onDidChange: secrets.onDidChange,
          get: async (key) => {
            const value = await secrets.get(key);
            reads += 1;
            await hold.read;
            return value;
          },
        },
        memory: {
          keys: () => memory.keys(),
          get: <T>(key: string, other?: T) => memory.get<T>(key, other as T),
          update: async (key, value) => {
            await hold.remember();
            await memory.update(key, value);
          },
        },
      });
      late.onDidChange(({ connection }) => heard.push(connection));
    });
    afterEach(() => late.dispose());

    it('says nothing of a key that it kept itself, when the connection is going already', async () => {
      const { id } = await signIn();
      const release = gate();
      hold.read = release.opened;
      const before = reads;
      await signIn();
      await eventually(() => assert.ok(reads > before));
      hold.remember = async () => {
        release.open();
        hold.read = Promise.resolve();
        await settled();
      };
      await late.remove(id);
      hold.remember = () => Promise.resolve();
      await settled();
      assert.deepEqual(
        heard.filter((one) => one === id),
        [id, id, id],
      );
    });

    it('breaks off nothing that is asked with a key that came meanwhile', async () => {
      const { id } = await signIn();
      await settled();
      const release = gate();
      hold.read = release.opened;
      const before = reads;
      await parts.secrets.delete(`experiments.key.${id}`);
      await eventually(() => assert.ok(reads > before));
      await signIn();
      hold.read = Promise.resolve();
      ada.faults.always(/workspaces$/, { kind: 'hang' });
      const asked = ada.faults.requests.length;
      const backend = await late.backend(id);
      const abort = new AbortController();
      let isOver = false;
      const question = backend.listWorkspaces(abort.signal).finally(() => {
        isOver = true;
      });
      await eventually(() =>
        assert.ok(ada.faults.requests.slice(asked).some(({ path }) => path.endsWith('/workspaces'))),
      );
      release.open();
      await settled();
      assert.equal(isOver, false);
      abort.abort();
      await assert.rejects(question, { kind: 'cancelled' });
      assert.equal(await late.backend(id), backend);
      await late.remove(id);
    });
  });

  it('forgets connection and key on signing out', async () => {
    const connection = await add(ada);
    await parts.connections.remove(connection.id);
    assert.deepEqual(parts.connections.list(), []);
    assert.equal(await secretOf(connection), undefined);
    await assert.rejects(workspaces(connection), { kind: 'notFound' });
  });

  it('asks with the new settings after the network settings changed', async () => {
    const connection = await add(ada);
    await workspaces(connection);
    const http = vscode.workspace.getConfiguration('http');
    const changed = new Promise<void>((resolve) => {
      const subscription = parts.connections.onDidChange(() => {
        subscription.dispose();
        resolve();
      });
    });
    await http.update('proxyStrictSSL', false, vscode.ConfigurationTarget.Global);
    try {
      await changed;
      assert.deepEqual(await workspaces(connection), ['ada-space']);
    } finally {
      await http.update('proxyStrictSSL', undefined, vscode.ConfigurationTarget.Global);
    }
  });

  it('opens the sample lab when it is asked something, with a key that nobody keeps', async () => {
    const lab = await parts.connections.addLab();
    assert.deepEqual(lab, { id: 'lab', label: 'Sample Lab', tracker: 'comet', kind: 'lab', server: 'this machine' });
    assert.ok((await workspaces(lab)).length >= 2);
    assert.equal(await secretOf(lab), undefined);
    await parts.connections.remove('lab');
    await assert.rejects(workspaces(lab), { kind: 'notFound' });
  });

  describe('the log', () => {
    it('never held a key', async () => {
      await add(ada);
      await assert.rejects(add(ada, `${grace.apiKey}-not-here`));
      const inside = 'f'.repeat(25);
      await assert.rejects(
        add(grace, `${inside}*${Buffer.from(JSON.stringify({ baseUrl: grace.url })).toString('base64')}`),
      );
      const end = `end of the log ${Date.now()}`;
      parts.log.line(end);
      const text = await eventually(async () => {
        const written = await readAll(parts.logFolder.fsPath);
        assert.ok(written.includes(end), 'The log is not where the test looks for it.');
        return written;
      });
      assert.match(text, /account-details/);
      for (const lab of opened) {
        assert.ok(!text.includes(lab.apiKey));
      }
      assert.ok(!text.includes(inside));
    });
  });
});

function gate(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return {
    opened,
    open: () => {
      open();
    },
  };
}

async function readAll(folder: string): Promise<string> {
  const names = await readdir(folder, { recursive: true, withFileTypes: true });
  const texts = await Promise.all(
    names.filter((entry) => entry.isFile()).map((entry) => readFile(join(entry.parentPath, entry.name), 'utf8')),
  );
  return texts.join('\n');
}
