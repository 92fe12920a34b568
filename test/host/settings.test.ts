// Settings as the rooms see them: our own and those of VS Code about the network.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Settings } from '../../src/platform/settings';
import { extensionParts } from '../support/host/extensionApi';

describe('settings', () => {
  let settings: Settings;
  const changed: { readonly configuration: vscode.WorkspaceConfiguration; readonly name: string }[] = [];

  const set = async (section: string, name: string, value: unknown): Promise<void> => {
    const configuration = vscode.workspace.getConfiguration(section);
    changed.push({ configuration, name });
    await configuration.update(name, value, vscode.ConfigurationTarget.Global);
  };
  const once = (event: vscode.Event<void>): Promise<void> =>
    new Promise((resolve) => {
      const subscription = event(() => {
        subscription.dispose();
        resolve();
      });
    });

  before(async () => {
    ({ settings } = await extensionParts());
  });

  afterEach(async () => {
    for (const { name, configuration } of changed.splice(0)) {
      await configuration.update(name, undefined, vscode.ConfigurationTarget.Global);
    }
  });

  it('have the defaults of the manifest', () => {
    assert.equal(settings.refreshInterval, 5000);
    assert.equal(settings.treeMetric, null);
    assert.equal(settings.downloadsFolder, null);
    assert.equal(settings.existingFiles, 'ask');
    assert.deepEqual(settings.requests.limits, { concurrentRequests: 6, answer: 60_000 });
  });

  it('are read anew when they change, and say so', async () => {
    const heard = once(settings.onDidChange);
    await set('experimentExplorer', 'refreshInterval', 0);
    await heard;
    assert.equal(settings.refreshInterval, 0);
    const travelled = once(settings.onDidChangeRequests);
    await set('experimentExplorer', 'http.timeout', 1.5);
    await travelled;
    assert.equal(settings.requests.limits.answer, 1500);
  });

  it('count under their former names, until they have a value under those of today', async () => {
    const heard = once(settings.onDidChange);
    await set('experiments', 'tree.metric', 'accuracy');
    await heard;
    assert.equal(settings.treeMetric, 'accuracy');
    await set('experimentExplorer', 'tree.metric', 'loss');
    assert.equal(settings.treeMetric, 'loss');
  });

  it('go through the proxy that VS Code is told to use', async () => {
    await set('http', 'proxy', 'http://proxy.example.org:3128');
    await set('http', 'noProxy', ['intranet.example.org']);
    await set('http', 'proxyStrictSSL', false);
    const { network } = settings.requests;
    assert.equal(network.proxy, 'http://proxy.example.org:3128');
    assert.deepEqual(network.noProxy, ['intranet.example.org']);
    assert.equal(network.strictSSL, false);
    assert.equal(network.environment, process.env);
  });

  it('go through no proxy at all when VS Code is told so', async () => {
    await set('http', 'proxy', 'http://proxy.example.org:3128');
    await set('http', 'proxyAuthorization', 'Basic abc');
    await set('http', 'proxySupport', 'off');
    const { network } = settings.requests;
    assert.equal(network.proxy, '');
    assert.equal(network.proxyAuthorization, null);
    assert.deepEqual(network.environment, {});
  });
});
