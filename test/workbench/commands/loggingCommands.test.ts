// The questions of the commands that write to experiments and read artifacts, answered through the screen, with what
// people get wrong.
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { useCommandWindow, workspace } from '../../support/workbench/commandWindow';
import { eventually } from '../../support/eventually';
import { shows } from '../../support/shows';

describe('the questions about writing to experiments', () => {
  const {
    workbench,
    turnAway,
    lab,
    ref,
    run,
    notification,
    complaint,
    asked,
    answer,
    workspace: place,
  } = useCommandWindow([
    {
      key: 'run',
      name: 'a run',
      parameters: { rate: '0.1' },
      tags: ['good', 'bad'],
      assets: [
        { id: 'n', name: 'notes.txt', bytes: 'hello' },
        { id: 'w', name: 'weights.bin', bytes: 'weights' },
      ],
    },
    { key: 'other', name: 'another run', tags: ['good'] },
  ]);
  let folder = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'experiments-uploads-'));
    await mkdir(join(folder, 'data/deep'), { recursive: true });
    await writeFile(join(folder, 'plot.txt'), 'plotted');
    await writeFile(join(folder, 'notes.txt'), 'hello again');
    await writeFile(join(folder, 'data/rows.csv'), '1,2\n');
    await writeFile(join(folder, 'data/deep/more.csv'), '3,4\n');
  });
  after(() => rm(folder, { recursive: true }));
  const content = () => lab().store.experiment('run')!.content();
  const assets = async (): Promise<readonly string[]> =>
    [...(await content()).assets.values()].map(({ name }) => name).sort();
  const post = async (path: string, body: object): Promise<Record<string, string>> => {
    const response = await fetch(`${lab().url}/api/rest/v2/${path}`, {
      method: 'POST',
      headers: { Authorization: lab().apiKey },
      body: JSON.stringify(body),
    });
    assert.equal(response.status, 200, path);
    return JSON.parse((await response.text()) || '{}') as Record<string, string>;
  };

  it('logs a parameter under a name that is there, with its value to begin with', async () => {
    const logging = run('logParameter', ref('run'));
    await workbench().pick('rate');
    await asked('The new value of “rate”, instead of 0.1');
    await workbench().type('');
    await complaint('A value is needed.');
    await workbench().type('0.2');
    assert.deepEqual(await logging, { name: 'rate', value: '0.2' });
    await shows(async () => (await content()).parameters.get('rate')?.at(-1)?.value, '0.2');
  });

  it('logs an entry under a new name, found from the palette', async () => {
    await workbench().command('Experiments: Log Other…');
    await workbench().pick('a run');
    await asked('Under which name?');
    await workbench().filter('remark');
    await workbench().pick('New name “remark”');
    await answer('The value of “remark”', 'looks good');
    await shows(async () => (await content()).others.get('remark')?.at(-1)?.value, 'looks good');
  });

  it('logs a metric: a number, and a step that is one', async () => {
    const logging = run('logMetric', ref('run'));
    await workbench().pick('loss');
    await answer('The value of “loss”: a number', 'low');
    await complaint('“low” is not a number.');
    await workbench().type('0.25');
    await answer('The step of loss = 0.25', '1.5');
    await complaint('“1.5” is not a step');
    await workbench().type('7');
    assert.deepEqual(await logging, { name: 'loss', value: 0.25, step: 7 });
    const { values, steps } = (await content()).metrics.get('loss')!;
    assert.deepEqual([Number(values.at(-1)), Number(steps.at(-1))], [0.25, 7]);
  });

  it('says in the box that the key may only read', async () => {
    lab().faults.always(/write\/experiment\/parameter$/, { kind: 'status', status: 403 });
    const logging = run('logParameter', ref('run'));
    await workbench().pick('rate');
    await answer('The new value of “rate”', '9');
    await complaint('does not allow this with your key. Ask for access, or sign in with another key.');
    await turnAway();
    assert.equal((await logging) ?? null, null);
    await shows(async () => (await content()).parameters.get('rate')?.at(-1)?.value, '0.2');
  });

  it('uploads files and a folder with the paths in it, and asks about names that are there', async () => {
    await run('uploadAssets', ref('run'), undefined, [join(folder, 'plot.txt'), join(folder, 'data')]);
    await (await notification('Uploaded 3 files (15 B).')).waitFor();
    await shows(() => assets(), ['data/deep/more.csv', 'data/rows.csv', 'notes.txt', 'plot.txt', 'weights.bin']);
    const again = run('uploadAssets', ref('run'), undefined, [join(folder, 'notes.txt')]);
    await workbench().dialog.getByText('There is an asset “notes.txt” already.').waitFor();
    await workbench().answerDialog('Replace');
    await again;
    const notes = [...(await content()).assets.values()].filter(({ name }) => name === 'notes.txt');
    await shows(
      () => Promise.all(notes.map(async ({ bytes }) => Buffer.from(await bytes()).toString())),
      ['hello again'],
    );
  });

  it('asks for files in a dialog, shows how far it is, and stops when told to', async () => {
    lab().faults.always(/upload-asset$/, { kind: 'hang' });
    await workbench().command('Experiments: Upload Files as Assets…');
    await workbench().pick('another run');
    await workbench().pick('Files…');
    await workbench().answerFileDialog(join(folder, 'plot.txt'), 'plot.txt');
    const progress = await notification(/Uploading.*of 7 B/);
    await progress.waitFor();
    await progress.getByRole('button', { name: 'Cancel' }).click();
    await (await notification('Uploaded 0 files (0 B) before it was cancelled.')).waitFor();
    lab().faults.stop();
    await shows(async () => (await lab().store.experiment('other')!.content()).assets.size, 0);
  });

  it('says what was not uploaded, and why', async () => {
    await run('uploadAssets', ref('run'), undefined, [join(folder, 'gone.txt')]);
    await (await notification('“gone.txt” does not exist.')).waitFor();
    lab().faults.next(/upload-asset$/, { kind: 'status', status: 403 });
    await run('uploadAssets', ref('other'), undefined, [join(folder, 'plot.txt')]);
    await (
      await notification(/“plot.txt” was not uploaded: .* does not allow this with your key/)
    )
      .getByRole('button', { name: 'Details' })
      .waitFor();
  });

  it('tags assets that are ticked, and takes no empty tag', async () => {
    const tagging = run<{ done: unknown[] }>('tagAssets', ref('run'));
    await asked('Tick the assets to tag');
    await workbench().tick('plot.txt');
    await workbench().tick('weights.bin');
    await workbench().accept();
    await answer('Choose tags, or type a new one', 'kept');
    assert.equal((await tagging).done.length, 2);
    const tagged = [...(await content()).assets.values()]
      .filter(({ tags }) => tags.includes('kept'))
      .map(({ name }) => name)
      .sort();
    assert.deepEqual(tagged, ['plot.txt', 'weights.bin']);
  });

  it('names the assets that a delete takes away, and deletes only after a yes', async () => {
    const first = run('deleteAssets', { ...ref('run'), assetId: 'w' });
    await workbench().dialog.getByText('Delete the asset “weights.bin”?').waitFor();
    await workbench().answerDialog('Cancel');
    await first;
    const second = run('deleteAssets', { ...ref('run'), assetId: 'w' });
    await workbench().answerDialog('Delete');
    await second;
    await eventually(async () => assert.ok(!(await assets()).includes('weights.bin')));
  });

  it('removes tags that are ticked', async () => {
    const removing = run('removeTags', ref('run'), [ref('run'), ref('other')]);
    await workbench().quickInputRow('good').getByText('on 2 of 2').waitFor();
    await workbench().tick('good');
    await workbench().accept();
    await removing;
    await shows(async () => [...(await content()).tags], ['bad']);
    await run('removeTags', ref('other'));
    await (await notification('The experiment has no tags.')).waitFor();
  });

  it('downloads an artifact version with all its files, once it is closed', async () => {
    const opened = await post('write/artifacts/upsert', {
      artifactName: 'rows',
      artifactType: 'dataset',
      experimentKey: 'run',
    });
    await run('downloadArtifact', { ...place(), artifact: 'rows', version: '1.0.0' }, undefined, { folder });
    await (await notification('Version “rows” 1.0.0 is still being written')).waitFor();
    for (const name of ['rows.csv', 'deep/more.csv']) {
      const form = new FormData();
      form.append('file', new Blob(['1,2\n']), name);
      const details = new URLSearchParams({
        experimentKey: 'run',
        fileName: name,
        artifactVersionId: opened.artifactVersionId!,
      });
      await shows(
        async () =>
          (
            await fetch(`${lab().url}/api/rest/v2/write/experiment/upload-asset?${details.toString()}`, {
              method: 'POST',
              headers: { Authorization: lab().apiKey },
              body: form,
            })
          ).status,
        200,
      );
    }
    await post('write/artifacts/state', {
      artifactVersionId: opened.artifactVersionId,
      experimentKey: 'run',
      state: 'CLOSED',
    });
    const summary = await run<{ files: unknown[] }>(
      'downloadArtifact',
      { connection: place().connection, workspace },
      undefined,
      { folder },
    );
    assert.equal(summary.files.length, 2, 'the only artifact and its only version are not asked about');
    const found = await readdir(join(folder, 'rows-1.0.0'), { recursive: true });
    assert.deepEqual(found.sort(), ['deep', 'deep/more.csv', 'rows.csv']);
  });
});
