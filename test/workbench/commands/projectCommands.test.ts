// The questions of the commands on workspaces, projects, share links and moves, answered through the screen, with what
// people get wrong.
import assert from 'node:assert/strict';
import type { ExperimentRef, ProjectRef, ShareLinkRef, WorkspaceRef } from '../../../src/shared/reference';
import { shows } from '../../support/shows';
import { useCommandWindow, workspace } from '../../support/workbench/commandWindow';

describe('the questions about workspaces and projects', () => {
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
    project,
  } = useCommandWindow([
    { key: 'one', name: 'run one' },
    { key: 'two', name: 'run two' },
    { key: 'old', name: 'an archived run', archived: true },
  ]);
  const keysOf = (name: string): readonly string[] => {
    const found = lab().store.projectNamed(workspace, name)!;
    return [false, true]
      .flatMap((archived) => lab().store.experiments(found, archived))
      .map(({ key }) => key)
      .sort();
  };

  it('makes a project: a name that is not empty and not taken, a description, who can see it', async () => {
    await workbench().command('Experiments: New Project…');
    await answer('The name of the new project in “ada”', '  ');
    await complaint('A project needs a name.');
    await workbench().type('digits');
    await complaint('There is a project “digits” already.');
    await workbench().type('letters');
    await answer('What it is about', 'from A to Z');
    await workbench().pick('Public');
    await workbench().page.locator('.part.statusbar').getByText('Made the public project “letters”').waitFor();
    const made = lab().store.projectNamed(workspace, 'letters')!;
    assert.deepEqual([made.description, made.isPublic], ['from A to Z', true]);
  });

  it('goes back with what was typed before', async () => {
    const making = run('createProject', place());
    await answer('The name of the new project', 'numbers');
    await asked('What it is about');
    await workbench().quickInput.getByRole('button', { name: 'Back' }).click();
    await asked('The name of the new project');
    await shows(() => workbench().quickInput.getByRole('textbox').inputValue(), 'numbers');
    await turnAway();
    assert.equal((await making) ?? null, null);
    assert.equal(lab().store.projectNamed(workspace, 'numbers'), undefined);
  });

  it('says that there is no such workspace', async () => {
    await run('createProject', { ...place(), workspace: 'nowhere' });
    await (await notification('There is no workspace “nowhere” in this account.')).waitFor();
  });

  it('tells a refusal of the server where the name was typed', async () => {
    lab().faults.always(/write\/workspace\/new$/, { kind: 'status', status: 403 });
    const making = run<WorkspaceRef>('createWorkspace');
    await answer('The name of the new workspace', 'ada');
    await complaint('There is a workspace “ada” already.');
    await workbench().type('team');
    await complaint('does not allow this with your key');
    lab().faults.stop();
    await workbench().type('team');
    assert.equal((await making).workspace, 'team');
    assert.ok(lab().store.workspaces().includes('team'));
  });

  it('makes an experiment, and shows it in the tree', async () => {
    const making = run<ExperimentRef>('createExperiment', project('letters'));
    await answer('The name of the new experiment', 'by hand');
    const { key } = await making;
    assert.equal(lab().store.experiment(key)!.name, 'by hand');
    await workbench()
      .page.getByRole('treeitem', { name: /by hand/ })
      .first()
      .waitFor();
  });

  it('changes the name, the description and who can see a project', async () => {
    const naming = run('editProject', project('letters'));
    await workbench().pick('Name');
    await answer('The new name', 'digits');
    await complaint('There is a project “digits” already.');
    await workbench().type('alphabet');
    assert.deepEqual(await naming, { name: 'alphabet' });
    const describing = run('editProject', project('alphabet'));
    await workbench().pick('Description');
    await answer('The new description', '');
    await describing;
    const hiding = run('editProject', project('alphabet'));
    await workbench().pick('Visibility');
    await workbench().pick('Private');
    assert.deepEqual(await hiding, { isPublic: false });
    const { description, isPublic } = lab().store.projectNamed(workspace, 'alphabet')!;
    assert.deepEqual([description ?? '', isPublic], ['', false]);
  });

  it('moves experiments to another project, and says what that means', async () => {
    const moving = run<ProjectRef>('moveExperiments', ref('one'));
    await workbench().pick(workspace);
    await asked('They leave the one that they are in');
    await shows(() => workbench().quickInputRow('digits').count(), 0, 'the project that it is in');
    await workbench().pick('alphabet');
    assert.deepEqual(await moving, project('alphabet'));
    await (await notification('Moved “run one” to “alphabet”, away from where it was.')).waitFor();
    assert.deepEqual([keysOf('digits').includes('one'), keysOf('alphabet').includes('one')], [false, true]);
  });

  it('links experiments to a new project', async () => {
    const linking = run<ProjectRef>('linkExperiments', ref('two'));
    await workbench().pick(workspace);
    await workbench().pick('New project…');
    await answer('The name of the new project', 'favourites');
    await answer('What it is about', '');
    await workbench().pick('Private');
    assert.deepEqual(await linking, project('favourites'));
    assert.deepEqual([keysOf('digits').includes('two'), keysOf('favourites')], [true, ['two']]);
  });

  it('refuses to move what is there already', async () => {
    await run('moveExperiments', ref('one'), undefined, project('alphabet'));
    await (await notification('“run one” is in “alphabet” already.')).waitFor();
  });

  it('adds a share link, copies it again, and says who loses access when it goes', async () => {
    const link = await run<ShareLinkRef>('addShareLink', project('digits'));
    await (await notification('Whoever has the new link can look at “digits”. It is on the clipboard.')).waitFor();
    const address = await run<string>('copyShareLink', project('digits'));
    assert.ok(address.includes(link.shareCode), 'the only link is not asked about');
    const removing = run('removeShareLink', link);
    await workbench().dialog.getByText('Whoever was given it loses access').waitFor();
    await workbench().answerDialog('Remove');
    await removing;
    const copying = run('copyShareLink', project('digits'));
    await workbench().quickInputRow('This project has no share links.').waitFor();
    await turnAway();
    await copying;
  });

  it('deletes a project only for who types its name', async () => {
    const first = run('deleteProject', project('digits'));
    await workbench().dialog.getByText('Its 2 experiments, archived ones too').waitFor();
    await workbench().answerDialog('Delete');
    await answer('Type “digits” to delete it for good.', 'letters');
    await complaint('That is not “digits”.');
    await turnAway();
    await first;
    assert.ok(lab().store.projectNamed(workspace, 'digits'));
    const second = run<ProjectRef>('deleteProject', project('digits'));
    await workbench().answerDialog('Delete');
    await answer('Type “digits”', 'digits');
    await second;
    assert.equal(lab().store.projectNamed(workspace, 'digits'), undefined);
    assert.equal(lab().store.experiment('old'), undefined);
  });
});
