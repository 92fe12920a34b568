// The questions that commands put, answered through the screen: tags, names, what a delete takes away, downloads.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Lab } from '../../../src/lab/comet/server';
import type { ConnectionInfo } from '../../../src/shared/experiment';
import type { ExperimentRef } from '../../../src/shared/reference';
import type { Verb } from '../../../src/shared/verbs/verbs';
import type { Locator } from 'playwright-core';
import { eventually } from '../../support/eventually';
import { shows } from '../../support/shows';
import { serveRuns } from '../../support/lab/loggedRuns';
import { recordings } from '../../support/lab/recordings';
import { useWorkbench } from '../../support/workbench/useWorkbench';

describe('the questions of commands', () => {
  let lab: Lab;
  let folder = '';
  let connection = '';
  const environment: Record<string, string> = {};
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'experiments-downloads-'));
    lab = await serveRuns([
      {
        key: 'tagged',
        name: 'a tagged run',
        tags: ['sweep'],
        assets: [
          { id: 'n', name: 'notes.txt', bytes: 'hello' },
          { id: 'w', name: 'weights.bin', bytes: randomBytes(400_000) },
        ],
      },
      { key: 'second', name: 'the second run', tags: ['baseline', 'good'] },
    ]);
    environment.COMET_API_KEY = lab.apiKey;
    environment.COMET_URL_OVERRIDE = lab.url;
  });
  const workbench = useWorkbench({ environment });
  const ref = (key: string): ExperimentRef => ({ connection, key });
  const run = (verb: Verb, ...parameters: unknown[]): Promise<unknown> =>
    workbench().bridge.run(
      (vscode, id, given) => vscode.commands.executeCommand(id, ...given),
      `experimentExplorer.${verb}`,
      parameters,
    );
  /**
   * In the list of notifications: toasts that follow each other faster than a person could cause them are held back.
   */
  const notification = async (text: string | RegExp): Promise<Locator> => {
    await workbench().bridge.run((vscode) => vscode.commands.executeCommand('notifications.showList'));
    return workbench().page.locator('.notifications-center .notification-list-item').filter({ hasText: text });
  };
  const tags = async (key: string): Promise<string[]> => [...(await lab.store.experiment(key)!.content()).tags];
  const files = async (): Promise<string[]> =>
    (await readdir(folder, { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map(({ name }) => name)
      .sort();

  before('signs in', async () => {
    const importing = run('importConnection');
    await workbench().pick(new URL(lab.url).host);
    connection = ((await importing) as ConnectionInfo).id;
    await workbench().bridge.run(
      (vscode, path) =>
        vscode.workspace
          .getConfiguration('experimentExplorer')
          .update('downloads.folder', path, vscode.ConfigurationTarget.Global),
      folder,
    );
  });
  after(async () => {
    await lab.close();
    await rm(folder, { recursive: true });
  });
  afterEach(async () => {
    lab.faults.stop();
    await workbench().bridge.run((vscode) => vscode.commands.executeCommand('notifications.clearAll'));
  });

  it('finds an experiment from the palette and adds tags: chosen ones, a new one, not those that are set', async () => {
    await workbench().command('Experiments: Add Tags…');
    await workbench().quickInputRow('the second run').waitFor();
    await workbench().filter('tagged');
    await workbench().pick('a tagged run');
    await workbench().quickInputRow('sweep').getByText('already set').waitFor();
    await workbench().tick('good');
    await workbench().filter('fresh');
    await workbench().quickInput.getByText('Enter adds the new tag “fresh”').waitFor();
    await workbench().accept();
    await shows(() => tags('tagged'), ['sweep', 'good', 'fresh']);
  });

  it('takes a typed tag for one that was chosen', async () => {
    const adding = run('addTags', ref('second'));
    await workbench().quickInputRow('baseline').waitFor();
    await workbench().type('typed');
    await adding;
    await shows(() => tags('second'), ['baseline', 'good', 'typed']);
  });

  it('asks for the new name with the old one, and takes none that is empty', async () => {
    const renaming = run('rename', ref('second'));
    const input = workbench().quickInput.getByRole('textbox');
    await shows(() => input.inputValue(), 'the second run');
    await workbench().type('   ');
    await workbench().quickInput.getByText('An experiment needs a name.').waitFor();
    await workbench().type('renamed');
    assert.equal(await renaming, 'renamed');
    assert.equal(lab.store.experiment('second')!.name, 'renamed');
  });

  it('shows how far a download is, and stops when told to', async () => {
    lab.faults.always(/get-asset$/, { kind: 'drip', pieces: 400, pause: 200 });
    const downloading = run('downloadAsset', { ...ref('tagged'), assetId: 'w' }, undefined, {
      existingFiles: 'overwrite',
    });
    const progress = await notification(/Downloading.*\d of 391 KB/);
    await progress.waitFor();
    await progress.getByRole('button', { name: 'Cancel' }).click();
    const summary = (await downloading) as { cancelled: boolean; files: unknown[] };
    assert.deepEqual([summary.cancelled, summary.files], [true, []]);
    // What came so far is kept for the next time, and is none of the files that were wanted.
    await eventually(async () => assert.ok(!(await files()).includes('weights.bin')));
    await (await notification(/The next download will go on with/)).getByRole('button', { name: 'Discard' }).click();
    await shows(() => files(), []);
    lab.faults.stop();
  });

  it('says what a download brought, and asks what to do with files that are there', async () => {
    await run('downloadAllAssets', ref('tagged'));
    await (await notification('Downloaded 2 files (391 KB).')).getByRole('button', { name: 'Open Folder' }).waitFor();
    await shows(() => files(), ['notes.txt', 'weights.bin']);
    const again = run('downloadAllAssets', ref('tagged'));
    await workbench().dialog.getByText('Already there: 2 of 2 files.').waitFor();
    await workbench().answerDialog('Keep Both');
    await again;
    await shows(() => files(), ['notes (2).txt', 'notes.txt', 'weights (2).bin', 'weights.bin']);
    const turnedAway = run('downloadAllAssets', ref('tagged'));
    await workbench().answerDialog('Cancel');
    assert.equal((await turnedAway) ?? null, null);
    await shows(async () => (await files()).length, 4);
  });

  it('asks once where to download to, and remembers it', async () => {
    const set = (): Promise<string | undefined> =>
      workbench().bridge.run((vscode) =>
        vscode.workspace.getConfiguration('experimentExplorer').get<string>('downloads.folder'),
      );
    await workbench().bridge.run((vscode) =>
      vscode.workspace
        .getConfiguration('experimentExplorer')
        .update('downloads.folder', undefined, vscode.ConfigurationTarget.Global),
    );
    const other = await mkdtemp(join(tmpdir(), 'experiments-elsewhere-'));
    await mkdir(join(other, 'earlier'));
    const downloading = run('downloadAsset', { ...ref('tagged'), assetId: 'n' });
    await workbench().answerFileDialog(`${other}/`, 'earlier');
    await shows(() => set(), other);
    await downloading;
    await run('downloadAsset', { ...ref('tagged'), assetId: 'w' });
    const found = await readdir(other, { recursive: true });
    assert.deepEqual(found.map((path) => basename(path)).sort(), [
      'a tagged run-tagged',
      'earlier',
      'notes.txt',
      'weights.bin',
    ]);
    await rm(other, { recursive: true });
  });

  it('names what a delete takes away, and deletes only after a yes', async () => {
    const first = run('delete', ref('tagged'));
    await workbench().dialog.getByText('Delete “a tagged run”?').waitFor();
    await workbench().dialog.getByText('2 assets, 1 metric').waitFor();
    await workbench().answerDialog('Cancel');
    await first;
    assert.ok(lab.store.experiment('tagged'));
    const second = run('delete', ref('tagged'));
    await workbench().answerDialog('Delete');
    await second;
    assert.equal(lab.store.experiment('tagged'), undefined);
  });

  it('takes a clean working tree for no failure', async () => {
    await run('openPatch', ref('second'));
    await (await notification('No uncommitted changes were logged')).locator('.codicon-info').waitFor();
  });

  it('says so with the way out when a command fails', async () => {
    lab.faults.always(/write\/experiment\/archive$/, { kind: 'status', status: 401 });
    await run('archive', ref('second'));
    await (await notification(/key/i)).getByRole('button', { name: 'Sign In' }).waitFor();
    assert.equal(lab.store.experiment('second')!.archived, false);
  });

  // The last one: this VS Code forgets secrets with its page, so only the lab can be asked again.
  it('shows a document again after a reload, before anybody has asked for its experiment', async () => {
    const [recorded] = (await recordings()).filter(({ archive }) =>
      archive.assets.some(({ type }) => type === 'source_code'),
    );
    const file = recorded!.archive.assets.find(({ type }) => type === 'source_code')!;
    const [firstLine = ''] = Buffer.from(await file.bytes())
      .toString()
      .split('\n');
    const isShown = (): Promise<void> =>
      eventually(async () => {
        assert.equal(await workbench().activeTab(), basename(file.name));
        assert.ok((await workbench().editorText()).startsWith(firstLine));
      });
    await run('exploreLab');
    await run('openCode', { connection: 'lab', key: recorded!.entry.key, path: file.name });
    await isShown();
    await workbench().reload();
    await isShown();
  });
});
