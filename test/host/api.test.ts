// What other extensions are given, asked for as they would.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { ExperimentExplorer } from '../../api';
import { extensionParts } from '../support/host/extensionApi';

describe('the API for other extensions', () => {
  const exported = (): ExperimentExplorer => {
    const extension = vscode.extensions.getExtension<ExperimentExplorer>('experiment-explorer.experiment-explorer');
    assert.ok(extension);
    return extension.exports;
  };

  afterEach(async () => (await extensionParts()).connections.remove('lab'));

  it('says so when nobody has signed in', async () => {
    await extensionParts();
    assert.deepEqual(exported().connections(), []);
    await assert.rejects(exported().comet(), /Nobody has signed in/);
  });

  it('speaks as Comet’s JavaScript SDK about the connection', async () => {
    await (await extensionParts()).connections.addLab();
    assert.deepEqual(exported().connections(), [{ id: 'lab', label: 'Sample Lab', server: 'this machine' }]);
    const api = await exported().comet('lab');
    assert.equal(api.getVersion(), 'v2');
    assert.deepEqual((await api.workspaces()).sort(), ['tabular-team', 'vision-lab']);
    const [key] = (await api.get('vision-lab/digits-sweep')) as string[];
    assert.ok(key);
    assert.equal((await api.experimentMetadata(key)).projectName, 'digits-sweep');
    assert.ok((await api.experimentMetricsSummary(key)).length > 0);
  });
});
