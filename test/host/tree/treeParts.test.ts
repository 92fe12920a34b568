// What the tree shows beside experiments, in a real VS Code over the sample lab: registry, artifacts, project parts,
// dropped files.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { ProjectRef } from '../../../src/shared/reference';
import type { Node } from '../../../src/tree/nodes';
import { eventually } from '../../support/eventually';
import { signInToRecordings, type SignedInLab } from '../../support/host/signedInLab';

const narrow = '04187814f3cb9dda6a2af86195cbc6db';

describe('tree beside the experiments', () => {
  let product: SignedInLab;
  let folder: string;

  const item = (node: Node): Promise<vscode.TreeItem> => product.parts.tree.getTreeItem(node);
  const children = (node?: Node): Promise<Node[]> => product.parts.tree.getChildren(node);
  const text = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value ?? ''));
  const label = async (node: Node): Promise<string> => text((await item(node)).label);
  const described = async (node: Node): Promise<string> =>
    `${await label(node)} | ${text((await item(node)).description)}`;
  const icon = async (node: Node): Promise<string> => ((await item(node)).iconPath as vscode.ThemeIcon).id;
  const find = async (...path: string[]): Promise<Node> => {
    let node = (await children()).find(
      (candidate) => candidate.kind === 'connection' && candidate.connection === product.connection,
    );
    for (const wanted of path) {
      const all: Node[] = await children(node);
      const names = await Promise.all(all.map(label));
      node = all[names.indexOf(wanted)];
      assert.ok(node, `There is no “${wanted}” among: ${names.join(' | ')}`);
    }
    return node!;
  };
  const project = async (): Promise<ProjectRef> => {
    const node = await find('vision-lab', 'digits-sweep');
    assert.ok(node.kind === 'project');
    return { connection: node.connection, workspace: node.workspace, projectId: node.projectId };
  };
  const redrawn = (which: (node: Node) => boolean): Promise<void> =>
    new Promise((resolve) => {
      const subscription = product.parts.registeredTree.changes.event((changed) => {
        if (![changed].flat().some((node) => node !== undefined && which(node))) {
          return;
        }
        subscription.dispose();
        resolve();
      });
    });

  before(async () => {
    product = await signInToRecordings();
    folder = await mkdtemp(join(tmpdir(), 'dropped-'));
    await vscode.commands.executeCommand('experimentExplorer.tree.focus');
  });
  afterEach(() => product.lab.faults.stop());
  after(async () => {
    await product.close();
    await rm(folder, { recursive: true });
  });

  it('shows what can be done with each, as words for menus', async () => {
    const words: readonly [path: readonly string[], string][] = [
      [['vision-lab'], 'workspace+createProject+editWebhooks'],
      [
        ['vision-lab', 'digits-sweep'],
        'project+createExperiment+editProject+deleteProject+editNotes+newQuery+addShareLink+findBestExperiment',
      ],
      [['vision-lab', 'Models'], 'registry'],
      [['vision-lab', 'Models', 'digit-reader'], 'registryModel'],
      [['vision-lab', 'Models', 'digit-reader', 'Notes'], 'registryNotes'],
      [['vision-lab', 'Models', 'digit-reader', '1.2.0'], 'registryVersion'],
      [['vision-lab', 'Artifacts'], 'artifactList'],
      [['vision-lab', 'Artifacts', 'digit-reports', '1.0.0'], 'artifactVersion+download'],
      [['vision-lab', 'digits-sweep', 'Project', 'Queries'], 'queries'],
      [['vision-lab', 'digits-sweep', 'Project', 'Share Links'], 'shareLinks'],
      [['vision-lab', 'digits-sweep', 'mlp-64 lr=0.01', 'Assets'], 'assets+uploadAssets'],
      [['vision-lab', 'digits-sweep', 'mlp-64 lr=0.01', 'HTML'], 'html'],
    ];
    for (const [path, word] of words) {
      assert.equal((await item(await find(...path))).contextValue, word, path.join(' > '));
    }
    const [asset] = await children(await find('vision-lab', 'Models', 'digit-reader', '1.0.0', 'Assets'));
    assert.equal((await item(asset!)).contextValue, 'asset+download', 'Of a version nothing is deleted.');
  });

  it('shows models with stages, and leads to the experiment that logged a version', async () => {
    const versions = await children(await find('vision-lab', 'Models', 'digit-reader'));
    assert.deepEqual(await Promise.all(versions.slice(1).map(described)), [
      '1.2.0 | latest · production, champion',
      '1.1.0 | staging',
      '1.0.0 | archived',
    ]);
    const logged = await find('vision-lab', 'Models', 'digit-reader', '1.0.0', 'Logged by mlp-64 lr=0.01');
    const drawn = await item(logged);
    assert.deepEqual(drawn.command, {
      command: 'experimentExplorer.openExperiment',
      title: 'Open experiment',
      arguments: [product.ref(narrow)],
    });
    assert.match(text(drawn.contextValue), /^experiment\+/);
    assert.ok((await children(logged)).length > 5, 'It is the experiment itself.');
    assert.deepEqual((await item(versions[0]!)).command?.command, 'experimentExplorer.editNotes');
  });

  it('shows the state of artifact versions as soon as it is known', async () => {
    const artifact = await find('vision-lab', 'Artifacts', 'digit-reports');
    const versions = await children(artifact);
    await eventually(async () => assert.match(await described((await children(artifact))[0]!), /^3\.0\.0 \| failed/));
    assert.equal(await icon(versions[0]!), 'error');
    assert.equal((await item(versions[0]!)).contextValue, 'artifactVersion', 'Nothing to download.');
    assert.equal(await described(versions[1]!), '2.0.0 | reviewed, Latest · 1.19 KB');
    const open = await find('tabular-team', 'Artifacts', 'tumour-weights');
    await eventually(async () => assert.match(await described((await children(open))[0]!), /^3\.0\.0 \| open/));
  });

  it('opens a file of an artifact', async () => {
    let file = await find('vision-lab', 'Artifacts', 'digit-reports', '1.0.0', 'Files');
    while (file.kind === 'versionFiles') {
      file = (await children(file))[0]!;
    }
    assert.equal(file.kind, 'artifactFile');
    const [uri] = (await item(file)).command?.arguments as [vscode.Uri];
    assert.equal((await vscode.workspace.fs.readFile(uri)).length, file.file.size);
  });

  it('keeps queries and lists what matches, with all that can be done with an experiment', async () => {
    const ref = await project();
    const folderNode = await find('vision-lab', 'digits-sweep', 'Project');
    await children(folderNode);
    const changed = redrawn((node) => node === folderNode);
    const query = await product.parts.queries.save(ref, {
      name: 'small',
      archived: false,
      predicates: [{ field: 'hidden', source: 'parameter', type: 'number', operator: 'less', value: 100 }],
    });
    await changed;
    try {
      assert.equal(await described(await find('vision-lab', 'digits-sweep', 'Project', 'Queries')), 'Queries | 1');
      const node = await find('vision-lab', 'digits-sweep', 'Project', 'Queries', 'small');
      assert.equal(await described(node), 'small | hidden < 100');
      const matching = await children(node);
      assert.ok(matching.length > 0);
      for (const one of matching) {
        assert.match(text((await item(one)).contextValue), /^experiment\+addTags/);
      }
      await product.parts.tree.reveal(query);
      product.lab.faults.always(/project\/query$/, { kind: 'status', status: 403 });
      const again = redrawn((candidate) => candidate === node);
      await vscode.commands.executeCommand('experimentExplorer.refresh', node);
      await again;
      const [problem] = await children(node);
      assert.equal(problem?.kind, 'problem');
      product.lab.faults.stop();
      const repaired = redrawn((candidate) => candidate === node);
      const { command } = await item(problem);
      await vscode.commands.executeCommand(command?.command ?? '', ...((command?.arguments ?? []) as unknown[]));
      await repaired;
      assert.deepEqual(
        (await children(node)).map(({ id }) => id),
        matching.map(({ id }) => id),
      );
    } finally {
      await product.parts.queries.delete(query);
    }
  });

  it('shows the panels, dashboards and share links of a project', async () => {
    const panels = await children(await find('vision-lab', 'digits-sweep', 'Project', 'Panels'));
    assert.ok(panels.length > 0 && panels.every(({ kind }) => kind === 'panel'));
    assert.equal((await item(panels[0]!)).command?.command, 'experimentExplorer.openPanelSource');
    const dashboards = await children(await find('vision-lab', 'digits-sweep', 'Project', 'Dashboards'));
    assert.equal((await item(dashboards[0]!)).command?.command, 'experimentExplorer.openDashboard');
    const link = await product.parts.store.projects.addShareLink(await project());
    await find('vision-lab', 'digits-sweep', 'Project', 'Share Links', link.code);
    await product.parts.store.projects.removeShareLink({ ...(await project()), shareCode: link.code });
    await find('vision-lab', 'digits-sweep', 'Project', 'Share Links', 'The project is not shared by link.');
  });

  it('shows what fails below its node and leaves the others', async () => {
    product.lab.faults.always(/\/registry-model$/, { kind: 'status', status: 403 });
    const registry = await find('vision-lab', 'Models');
    await vscode.commands.executeCommand('experimentExplorer.refresh', registry);
    assert.deepEqual(
      (await children(registry)).map(({ kind }) => kind).filter((kind, index, all) => all.indexOf(kind) === index),
      ['problem', 'registryModel'],
      'What was there stays.',
    );
    assert.ok((await children(await find('vision-lab', 'Artifacts'))).every(({ kind }) => kind === 'artifact'));
    product.lab.faults.stop();
    await vscode.commands.executeCommand('experimentExplorer.refresh', registry);
    assert.ok((await children(registry)).every(({ kind }) => kind === 'registryModel'));
  });

  describe('takes dropped files', () => {
    const dropOn = async (node: Node | undefined, ...entries: [type: string, value: string][]): Promise<void> => {
      const transfer = new vscode.DataTransfer();
      for (const [type, value] of entries) {
        transfer.set(type, new vscode.DataTransferItem(value));
      }
      await product.parts.tree.drop(node, transfer);
    };

    it('as assets of the experiment, each once, also below it', async () => {
      const files = ['confusion 8 & 3.txt', 'näıve.json'].map((name) => join(folder, name));
      for (const file of files) {
        await writeFile(file, file);
      }
      const uris = files.map((file) => vscode.Uri.file(file).toString()).join('\r\n');
      await dropOn(await find('vision-lab', 'digits-sweep', 'mlp-64 lr=0.01', 'Assets'), [
        'text/uri-list',
        `# from the desktop\r\n${uris}\r\n${uris}`,
      ]);
      await eventually(async () => {
        const names = (await product.parts.store.details.assets(product.ref(narrow))).map(({ name }) => name);
        for (const name of ['confusion 8 & 3.txt', 'näıve.json']) {
          assert.equal(names.filter((one) => one === name).length, 1, name);
        }
      });
    });

    it('and nothing else', async () => {
      const before = product.lab.faults.requests.length;
      await dropOn(await find('vision-lab', 'Models'), [
        'text/uri-list',
        vscode.Uri.file(join(folder, 'x')).toString(),
      ]);
      await dropOn(await find('vision-lab', 'digits-sweep', 'mlp-64 lr=0.01'), [
        'text/uri-list',
        'https://example.com/x\nuntitled:Untitled-1\n%%%',
      ]);
      assert.deepEqual(
        product.lab.faults.requests.slice(before).filter(({ method }) => method !== 'GET'),
        [],
      );
    });
  });
});
