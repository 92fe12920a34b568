// The sample lab keeps what is written to it in the folder of the settings, as long as that folder is its own.
import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir, uptime } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { Parts } from '../../../src/extension';
import type { ExperimentRef } from '../../../src/shared/reference';
import { eventually } from '../../support/eventually';
import { extensionParts } from '../../support/host/extensionApi';

describe('the folder of the sample lab', () => {
  let parts: Parts;
  let experiment: ExperimentRef;
  const folders: string[] = [];
  const newFolder = async (): Promise<string> => {
    const folder = await mkdtemp(join(tmpdir(), 'lab-folder-'));
    folders.push(folder);
    return folder;
  };
  const choose = (folder: string | undefined): Thenable<void> =>
    vscode.workspace
      .getConfiguration('experimentExplorer')
      .update('lab.folder', folder, vscode.ConfigurationTarget.Global);
  const tags = async (): Promise<readonly string[]> => parts.store.tags.of(experiment);
  const reopen = async (): Promise<void> => {
    await parts.connections.remove('lab');
    await parts.connections.addLab();
  };

  before(async () => {
    parts = await extensionParts();
    await choose(await newFolder());
    const { id: connection } = await parts.connections.addLab();
    const [project] = (await parts.store.projects.list({ connection, workspace: 'vision-lab' })).filter(
      ({ name }) => name === 'digits-sweep',
    );
    const [first] = await parts.store.experiments.list({
      connection,
      workspace: 'vision-lab',
      projectId: project!.id,
      archived: false,
    });
    experiment = { connection, key: first!.key };
  });

  after(async () => {
    await parts.connections.remove('lab');
    await choose(undefined);
    await Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true })));
  });

  it('has what was written when the lab opens again', async () => {
    await parts.store.tags.add(experiment, ['kept in a folder']);
    await reopen();
    assert.ok((await tags()).includes('kept in a folder'));
    assert.ok((await readdir(folders[0]!)).includes('lab.sqlite'));
  });

  it('is another one as soon as the settings say so', async () => {
    await choose(await newFolder());
    await eventually(async () => assert.ok(!(await tags()).includes('kept in a folder')));
    await choose(folders[0]);
    await eventually(async () => assert.ok((await tags()).includes('kept in a folder')));
  });

  it('must be an absolute path', async () => {
    await choose('somewhere/else');
    await eventually(() =>
      assert.rejects(tags(), {
        kind: 'refused',
        message: 'The folder of the sample lab, “somewhere/else”, is not an absolute path.',
      }),
    );
    await choose(folders[0]);
    await eventually(async () => assert.ok((await tags()).includes('kept in a folder')));
  });

  it('is left alone while another process has it', async () => {
    const folder = await newFolder();
    await writeFile(
      join(folder, 'lab.lock'),
      JSON.stringify({ process: process.ppid, booted: Date.now() - uptime() * 1000 }),
    );
    await choose(folder);
    await eventually(async () => assert.ok(!(await tags()).includes('kept in a folder')));
    await parts.store.tags.add(experiment, ['in memory']);
    assert.ok((await tags()).includes('in memory'));
    assert.deepEqual(await readdir(folder), ['lab.lock']);
    await reopen();
    assert.ok(!(await tags()).includes('in memory'));
  });
});
