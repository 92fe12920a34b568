// The questions of the commands on the model registry, answered through the screen, with what people get wrong.
import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RegistryVersionRef } from '../../../src/shared/reference';
import { useCommandWindow, workspace } from '../../support/workbench/commandWindow';
import { shows } from '../../support/shows';

interface ShownVersion {
  readonly version: string;
  readonly comment?: string;
  readonly stages?: readonly string[];
}

describe('the questions about the model registry', () => {
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
      key: 'trained',
      name: 'a trained run',
      assets: [{ id: 'm', name: 'weights.bin', folder: 'models/Small Net', type: 'model-element', bytes: 'weights' }],
    },
    { key: 'plain', name: 'a run without models' },
  ]);
  /** What the lab itself says of the registry model. */
  const held = async (name: string): Promise<readonly ShownVersion[]> => {
    const answer = await fetch(
      `${lab().url}/api/rest/v2/registry-model/details?${new URLSearchParams({ workspaceName: workspace, modelName: name }).toString()}`,
      { headers: { Authorization: lab().apiKey } },
    );
    return answer.ok ? ((await answer.json()) as { versions: ShownVersion[] }).versions : [];
  };
  const version = (text: string): RegistryVersionRef => ({ ...place(), registryModel: 'small-net', version: text });
  const stages = async (text: string): Promise<readonly string[]> =>
    [...((await held('small-net')).find((one) => one.version === text)?.stages ?? [])].sort();

  it('registers the only model of an experiment: under its own name, a version, a comment, stages', async () => {
    const registering = run<RegistryVersionRef>('registerModel', ref('trained'));
    await workbench().pick('small-net');
    await asked('The first version of “small-net”');
    await shows(() => workbench().quickInput.getByRole('textbox').inputValue(), '1.0.0');
    await workbench().type('1.0');
    await complaint('“1.0” is not a version.');
    await workbench().type('1.0.0');
    await answer('What is to be known about version 1.0.0', 'the first one');
    await answer('Which stages', 'Staging');
    assert.deepEqual(await registering, version('1.0.0'));
    await (await notification('Registered “Small Net” as version 1.0.0 of “small-net”.')).waitFor();
    await shows(
      async () => (await held('small-net')).map((one) => [one.version, one.comment, one.stages]),
      [['1.0.0', 'the first one', ['Staging']]],
    );
  });

  it('suggests the next version of a model that is there, and takes none that is taken', async () => {
    const registering = run<RegistryVersionRef>('registerModel', ref('trained'));
    await workbench().pick('small-net');
    await asked('Its versions so far: 1.0.0');
    await shows(() => workbench().quickInput.getByRole('textbox').inputValue(), '1.1.0');
    await workbench().type('1.0.0');
    await complaint('Version 1.0.0 of “small-net” is there already.');
    await workbench().type('1.1.0');
    await answer('What is to be known about version 1.1.0', '');
    await asked('Which stages');
    await workbench().tick('Staging');
    await workbench().accept();
    assert.deepEqual(await registering, version('1.1.0'));
    await shows(() => stages('1.1.0'), ['Staging']);
  });

  it('goes back to what was answered, and registers nothing for who turns away', async () => {
    const registering = run('registerModel', ref('trained'));
    await asked('Under which name?');
    await workbench().quickInputRow('small-net').waitFor();
    await workbench().filter('Another Net!');
    await workbench().pick('New registry model “another-net”');
    await answer('The first version of “another-net”', '2.0.0');
    await asked('What is to be known about version 2.0.0');
    await workbench().quickInput.getByRole('button', { name: 'Back' }).click();
    await asked('The first version of “another-net”');
    await shows(() => workbench().quickInput.getByRole('textbox').inputValue(), '2.0.0');
    await turnAway();
    assert.equal((await registering) ?? null, null);
    await shows(() => held('another-net'), []);
  });

  it('says that there is no model to register', async () => {
    const registering = run('registerModel', ref('plain'));
    await workbench().quickInputRow('No model was logged with this experiment.').waitFor();
    await turnAway();
    await registering;
  });

  it('adds and takes away stages, by the way down from the palette', async () => {
    await workbench().command('Experiments: Set Stages…');
    await workbench().pick('1.1.0');
    await asked('Stages of small-net 1.1.0');
    await workbench().quickInputRow('Staging').getByRole('checkbox', { checked: true }).waitFor();
    await workbench().tick('Staging', false);
    await workbench().filter('Production');
    await asked('Enter adds the new stage “Production”');
    await workbench().accept();
    await shows(() => stages('1.1.0'), ['Production']);
  });

  it('sets a stage once, however often it is named', async () => {
    const setting = run('setStages', version('1.1.0'));
    await workbench().quickInputRow('Production').getByRole('checkbox', { checked: true }).waitFor();
    await workbench().type('Production');
    assert.deepEqual(await setting, ['Production']);
    await shows(() => stages('1.1.0'), ['Production']);
  });

  it('says who was faster when somebody else has set the stage meanwhile', async () => {
    const setting = run('setStages', version('1.0.0'));
    await workbench().quickInputRow('Staging').waitFor();
    const [known] = (await held('small-net')).filter((one) => one.version === '1.0.0') as unknown as {
      registryModelItemId: string;
    }[];
    await fetch(
      `${lab().url}/api/rest/v2/write/registry-model/item/stage?${new URLSearchParams({ modelItemId: known!.registryModelItemId, stage: 'Canary' }).toString()}`,
      { headers: { Authorization: lab().apiKey } },
    );
    await workbench().type('Canary');
    await setting;
    await (await notification(/Canary|stage/)).waitFor();
  });

  it('comments a version, and tells a refusal where it was typed', async () => {
    const commenting = run<string>('commentVersion', version('1.0.0'));
    await asked('What is to be known about this version');
    await shows(() => workbench().quickInput.getByRole('textbox').inputValue(), 'the first one');
    lab().faults.next(/registry-model\/item\/update$/, { kind: 'status', status: 403 });
    await workbench().type('changed');
    await complaint('does not allow this with your key');
    await workbench().type('good enough');
    assert.equal(await commenting, 'good enough');
    await shows(async () => (await held('small-net')).find((one) => one.version === '1.0.0')?.comment, 'good enough');
  });

  it('renames a registry model, and takes no name that is taken or empty', async () => {
    const editing = run<object>('editRegistryModel', { ...place(), registryModel: 'small-net' });
    await workbench().pick('Name');
    await answer('The new name', '!!!');
    await complaint('The name of a registry model needs a letter or a digit.');
    await workbench().type('Tiny Net');
    assert.deepEqual(await editing, { name: 'Tiny Net' });
    await shows(async () => [(await held('small-net')).length, (await held('tiny-net')).length], [0, 2]);
    const again = run('editRegistryModel', { ...place(), registryModel: 'tiny-net' });
    await workbench().pick('Name');
    await answer('The new name', 'small-net');
    await again;
    await shows(async () => (await held('small-net')).length, 2);
  });

  it('says so when the version is gone', async () => {
    await run('deleteVersion', version('9.9.9'));
    await (await notification('The model “small-net” has no version 9.9.9')).waitFor();
  });

  it('downloads the zip of a version', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'experiments-versions-'));
    const summary = await run<{ files: unknown[]; failed: unknown[] }>('downloadVersion', version('1.0.0'), undefined, {
      folder,
    });
    assert.deepEqual([summary.files.length, summary.failed], [1, []]);
    assert.deepEqual(await readdir(join(folder, 'small-net')), ['small-net-1.0.0.zip']);
    await rm(folder, { recursive: true });
  });

  it('names what a deleted version and a deleted model take away, and deletes only after a yes', async () => {
    const first = run('deleteVersion', version('1.1.0'));
    await workbench().dialog.getByText('Delete version 1.1.0 of “small-net”?').waitFor();
    await workbench()
      .dialog.getByText(/The registry loses 1 file \(7 B\) for good\. It leaves the stage Production\./)
      .waitFor();
    await workbench().answerDialog('Cancel');
    await first;
    await shows(async () => (await held('small-net')).length, 2);
    const second = run('deleteVersion', version('1.1.0'));
    await workbench().answerDialog('Delete');
    await second;
    await shows(async () => (await held('small-net')).map((one) => one.version), ['1.0.0']);
    const last = run('deleteRegistryModel', { ...place(), registryModel: 'small-net' });
    await workbench().dialog.getByText('Lost for good: 1 version (1.0.0), with stages, comments and notes.').waitFor();
    await workbench().answerDialog('Delete');
    await last;
    await shows(() => held('small-net'), []);
  });

  it('says so when the model is gone', async () => {
    await run('setStages', version('1.0.0'));
    await (await notification('no such registered model')).waitFor();
  });
});
