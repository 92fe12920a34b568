/**
 * The main job from end to end, by commands: from the tree to an experiment, its numbers, its tags, its files and its
 * code.
 */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { DownloadSummary } from '../../src/downloads/downloads';
import type { ExperimentNode, Node } from '../../src/tree/nodes';
import { eventually } from '../support/eventually';
import { readPlainArchive, type PlainArchive } from '../support/lab/referenceArchive';
import { signInToRecordings, type SignedInLab } from '../support/host/signedInLab';

const runName = 'mlp-128 lr=0.003';

describe('the main job', () => {
  let product: SignedInLab;
  let experiment: ExperimentNode;
  let archive: PlainArchive;
  let folder: string;

  const child = async (parent: Node | undefined, label: string): Promise<Node> => {
    const nodes = await product.parts.tree.getChildren(parent);
    const labels = await Promise.all(
      nodes.map(async (node) => (await product.parts.tree.getTreeItem(node)).label as string),
    );
    const found = nodes[labels.indexOf(label)];
    assert.ok(found, `no “${label}” among ${labels.join(' | ')}`);
    return found;
  };
  const project = async (): Promise<Node> => {
    const connections = await product.parts.tree.getChildren();
    const own = connections.find((node) => 'connection' in node && node.connection === product.connection);
    return child(await child(own, 'vision-lab'), 'digits-sweep');
  };
  const description = async (): Promise<string> =>
    String((await product.parts.tree.getTreeItem(await child(await project(), runName))).description);

  before(async () => {
    product = await signInToRecordings();
    folder = await mkdtemp(join(tmpdir(), 'experiments-job-'));
  });
  after(async () => {
    await product.close();
    await rm(folder, { recursive: true });
  });

  it('expands to an experiment and opens it', async () => {
    const node = await child(await project(), runName);
    assert.ok(node.kind === 'experiment');
    experiment = node;
    archive = await readPlainArchive(
      vscode.Uri.joinPath(
        vscode.extensions.getExtension('experiment-explorer.experiment-explorer')!.extensionUri,
        `media/lab/${node.key}.zip`,
      ).fsPath,
    );
    await product.run('openExperiment', node);
    await eventually(() => {
      const state = product.parts.panels.stateOf(node);
      assert.equal(state?.experiment.state === 'ready' && state.experiment.value.name, runName);
      assert.equal(state?.metrics.state, 'ready');
    });
    assert.equal(vscode.window.tabGroups.activeTabGroup.activeTab?.label, runName);
  });

  it('reads the last value that the SDK recorded', async () => {
    const recorded = archive
      .of('metric_msg')
      .filter(
        ({ context, metric }) => context === 'validate' && (metric as { metricName: string }).metricName === 'loss',
      );
    const last = recorded.at(-1)!.metric as { metricValue: unknown };
    const [series] = await product.parts.store.details.series(experiment, ['validate_loss'], { full: true });
    assert.equal(series?.values.at(-1), Number(last.metricValue));
    assert.equal(series.values.length, recorded.length);
  });

  it('tags, and the tag is in the tree', async () => {
    await product.run('addTags', experiment, undefined, ['worth keeping']);
    await eventually(async () => assert.match(await description(), /#worth keeping/));
    assert.ok((await product.held(experiment.key).content()).tags.has('worth keeping'));
  });

  it('archives and restores', async () => {
    const names = async (): Promise<(string | vscode.TreeItemLabel | undefined)[]> =>
      Promise.all(
        (await product.parts.tree.getChildren(await project())).map(
          async (node) => (await product.parts.tree.getTreeItem(node)).label,
        ),
      );
    await product.run('archive', experiment);
    assert.equal(product.held(experiment.key).archived, true);
    await eventually(async () => assert.ok(!(await names()).includes(runName)));
    await product.run('restore', experiment);
    assert.equal(product.held(experiment.key).archived, false);
    await eventually(async () => assert.ok((await names()).includes(runName)));
  });

  it('downloads all assets, byte by byte what was recorded', async () => {
    const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
    const summary = await product.run<DownloadSummary>('downloadAllAssets', experiment, undefined, {
      folder,
      existingFiles: 'overwrite',
    });
    assert.deepEqual(summary.failed, []);
    const downloaded = new Set(
      await Promise.all(summary.files.map(async ({ fsPath }) => digest(await readFile(fsPath)))),
    );
    const uploads = archive
      .of('file_upload')
      .filter(({ upload_type: type }) => !String(type).startsWith('histogram') && type !== 'git-patch');
    assert.ok(uploads.length >= 8, `only ${uploads.length} files were recorded`);
    for (const { file_path: path } of uploads) {
      assert.ok(
        downloaded.has(digest(archive.file(String(path).split('/').at(-1)!))),
        `${String(path)} was not downloaded`,
      );
    }
  });

  it('opens the code beside the open file, and both sides can be read', async () => {
    const [here] = await vscode.workspace.findFiles('train.py');
    const document = await vscode.workspace.openTextDocument(here!);
    await vscode.window.showTextDocument(document);
    await product.run('compareCodeWithActiveFile', experiment);
    const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
    assert.ok(input instanceof vscode.TabInputTextDiff, 'no diff is in front');
    assert.equal(input.original.scheme, 'experiment');
    const logged = (await vscode.workspace.openTextDocument(input.original)).getText();
    const code = await product.parts.store.details.code(experiment);
    const train = code.find(({ path }) => path.endsWith('train.py'))!;
    assert.equal(logged, await product.parts.store.details.readCode(experiment, train.path));
    assert.ok(
      archive
        .of('file_upload')
        .some(
          ({ file_path: path, upload_type: type }) =>
            type === 'source_code' &&
            new TextDecoder().decode(archive.file(String(path).split('/').at(-1)!)) === logged,
        ),
      'the left side is not what was recorded',
    );
    assert.equal((await vscode.workspace.openTextDocument(input.modified)).getText(), document.getText());
  });
});
