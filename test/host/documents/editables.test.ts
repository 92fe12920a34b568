/** Notes and webhooks in editors that save back, and what else of Comet opens as a document or a report. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { ProjectRef, RegistryModelRef } from '../../../src/shared/reference';
import { eventually } from '../../support/eventually';
import { signInToRecordings, type SignedInLab } from '../../support/host/signedInLab';

const secret = 'hook-secret-1f0c';
const withHtml = '04187814f3cb9dda6a2af86195cbc6db';

describe('editables', () => {
  let product: SignedInLab;
  let project: ProjectRef;
  let model: RegistryModelRef;

  before(async () => {
    product = await signInToRecordings();
    const { connection } = product;
    const { projectId } = await product.parts.store.experiments.get(product.ref(withHtml));
    project = { connection, workspace: 'vision-lab', projectId };
    model = { connection, workspace: 'vision-lab', registryModel: 'digit-reader' };
  });
  after(() => product.close());
  afterEach(async () => {
    product.lab.faults.stop();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  const open = async (uri: vscode.Uri): Promise<vscode.TextDocument> =>
    (await vscode.window.showTextDocument(uri)).document;
  const replace = async (document: vscode.TextDocument, text: string): Promise<void> => {
    const edit = new vscode.WorkspaceEdit();
    edit.replace(document.uri, new vscode.Range(0, 0, document.lineCount, 0), text);
    assert.ok(await vscode.workspace.applyEdit(edit));
    await eventually(() => assert.ok(document.isDirty));
  };
  /** So that closing the editor asks nothing. */
  const revert = async (document: vscode.TextDocument): Promise<void> => {
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('workbench.action.files.revert');
    await eventually(() => assert.ok(!document.isDirty));
  };

  it('saves the notes of a project back', async () => {
    const uri = await product.run<vscode.Uri>('editNotes', project);
    const document = await open(uri);
    assert.equal(document.languageId, 'markdown');
    assert.match(uri.path, /\/digits-sweep notes\.md$/);
    assert.equal(document.getText(), await product.parts.store.projects.notes(project));
    await replace(document, '# Sweep\n\nUse `mlp-128` 🚀\n');
    assert.ok(await document.save());
    assert.equal(await product.parts.store.projects.notes(project), '# Sweep\n\nUse `mlp-128` 🚀\n');
    await replace(document, '# Sweep\n');
    assert.ok(await document.save(), 'again, with nobody in between');
    assert.equal(await product.parts.store.projects.notes(project), '# Sweep\n');
  });

  it('saves the notes of a registry model back', async () => {
    const document = await open(await product.run<vscode.Uri>('editNotes', model));
    assert.match(document.getText(), /^# digit-reader\n/);
    await replace(document, 'short');
    assert.ok(await document.save());
    assert.equal(await product.parts.store.registry.notes(model), 'short');
  });

  it('keeps what the tracker refused, to be saved later', async () => {
    const document = await open(await product.run<vscode.Uri>('editNotes', project));
    await replace(document, 'not now\n');
    product.lab.faults.always(/write\/project\/notes$/, { kind: 'status', status: 403 });
    assert.equal(await document.save(), false);
    assert.ok(document.isDirty);
    product.lab.faults.stop();
    assert.ok(await document.save());
    assert.equal(await product.parts.store.projects.notes(project), 'not now\n');
  });

  it('does not write over what somebody else wrote meanwhile, even where it is as long', async () => {
    const document = await open(await product.run<vscode.Uri>('editNotes', project));
    for (const theirs of ['theirs, and longer\n', 'theirs, and deeper\n']) {
      await replace(document, `mine before ${theirs}`);
      await product.parts.store.projects.setNotes(project, theirs);
      assert.equal(await document.save(), false);
      assert.ok(document.isDirty);
      assert.equal(await product.parts.store.projects.notes(project), theirs);
      await revert(document);
      assert.equal(document.getText(), theirs);
    }
  });

  it('shows what is new as long as nothing was changed here', async () => {
    const document = await open(await product.run<vscode.Uri>('editNotes', project));
    await product.parts.store.projects.setNotes(project, 'from elsewhere\n');
    await eventually(() => assert.equal(document.getText(), 'from elsewhere\n'));
  });

  it('takes what was saved for the truth while the tracker still tells the old', async () => {
    const document = await open(await product.run<vscode.Uri>('editNotes', project));
    const before = document.getText();
    product.lab.faults.always(/v2\/project\/notes$/, {
      kind: 'rewrite',
      change: () => JSON.stringify({ notes: before }),
    });
    for (const text of ['brand new\n', 'newer still\n']) {
      await replace(document, text);
      assert.ok(await document.save());
      assert.equal(Buffer.from(await vscode.workspace.fs.readFile(document.uri)).toString(), text);
    }
    product.lab.faults.stop();
    assert.equal(await product.parts.store.projects.notes(project), 'newer still\n');
    assert.equal(document.getText(), 'newer still\n');
  });

  it('edits webhooks as JSON that the editor checks, and tells nobody what their headers hold', async () => {
    const uri = await product.run<vscode.Uri>('editWebhooks', model);
    const document = await open(uri);
    assert.equal(document.languageId, 'json');
    assert.equal(document.getText(), '{\n  "webhooks": []\n}\n');
    await replace(document, `{"webhooks": [{"header": {"Authorization": "${secret}"}}]}`);
    await eventually(() =>
      assert.match(
        vscode.languages
          .getDiagnostics(uri)
          .map(({ message }) => message)
          .join('\n'),
        /url/,
      ),
    );
    assert.equal(await document.save(), false);
    assert.ok(document.isDirty);
    await replace(
      document,
      `{"webhooks": [{"url": "https://ci.example.com/hook", "header": {"Authorization": "${secret}"}}]}`,
    );
    assert.ok(await document.save());
    const { webhooks } = await product.parts.store.registry.webhooks(model, 'digit-reader');
    assert.deepEqual(webhooks, [{ url: 'https://ci.example.com/hook', header: { Authorization: secret } }]);
    assert.ok(!uri.toString().includes(secret));
    assert.ok(!(await product.log()).includes(secret));
  });

  it('is no place for files of one’s own', async () => {
    const uri = await product.run<vscode.Uri>('editNotes', project);
    await assert.rejects(Promise.resolve(vscode.workspace.fs.delete(uri)));
    await assert.rejects(
      Promise.resolve(vscode.workspace.fs.writeFile(vscode.Uri.parse('experiment-edit://nobody/x'), Buffer.from('x'))),
      /does not name anything/,
    );
  });

  it('opens panels in their language and dashboards as JSON', async () => {
    const panels = await product.parts.store.projects.panels(project);
    const languages = new Set<string>();
    for (const { id } of panels) {
      const document = await open(await product.run<vscode.Uri>('openPanelSource', { ...project, panelId: id }));
      assert.equal(
        document.getText(),
        (await product.parts.store.projects.panelSource({ ...project, panelId: id })).code,
      );
      languages.add(document.languageId);
    }
    assert.deepEqual([...languages].sort(), ['javascript', 'python']);
    const [dashboard] = await product.parts.store.projects.dashboards(project);
    const document = await open(
      await product.run<vscode.Uri>('openDashboard', { ...project, dashboardId: dashboard!.id }),
    );
    assert.equal(document.languageId, 'json');
    assert.equal(typeof JSON.parse(document.getText()), 'object');
  });

  it('opens a graph as what it is', async () => {
    const content = await product.held(withHtml).content();
    const shown = async (graph: string): Promise<vscode.TextDocument> => {
      content.graph = graph;
      product.parts.store.refresh(product.ref(withHtml));
      return open(await product.run<vscode.Uri>('openGraph', product.ref(withHtml)));
    };
    const json = await shown('{"nodes":[1]}');
    assert.deepEqual([json.languageId, json.getText()], ['json', '{\n  "nodes": [\n    1\n  ]\n}']);
    const plain = await shown('Network(\n  (layer): Linear()\n)');
    assert.equal(plain.languageId, 'plaintext');
    assert.match(plain.getText(), /^Network\(/);
  });

  it('says so when there is no report', async () => {
    const [other] = (await product.parts.store.experiments.list({ ...project, archived: false })).filter(
      ({ key }) => key !== withHtml,
    );
    const content = await product.held(other!.key).content();
    content.html = null;
    assert.equal(await product.run('openHtml', product.ref(other!.key)), undefined);
    assert.ok(product.parts.reports.shown.every(({ reference }) => reference.key !== other!.key));
  });
});
