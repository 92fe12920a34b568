// Archiving many at once in a real window, and the way back that its toast offers.
import assert from 'node:assert/strict';
import { useCommandWindow } from '../../support/workbench/commandWindow';
import { eventually } from '../../support/eventually';
import { shows } from '../../support/shows';

/** So many that their archiving is shown as a task of its own. */
const many = Array.from({ length: 24 }, (_, index) => ({
  key: `many${index}`,
  name: `many ${index}`,
  project: 'many',
}));

describe('archiving many experiments', () => {
  const window = useCommandWindow([
    ...['one', 'two', 'three', 'four'].map((key) => ({ key, name: `run ${key}` })),
    { key: 'before', name: 'archived before', archived: true },
    ...many,
  ]);
  const { lab, workbench } = window;
  const tree = () => workbench().tree('Experiments');
  const archived = (): string[] =>
    ['one', 'two', 'three', 'four', 'before'].filter((key) => lab().store.experiment(key)!.archived);
  const undo = async (text: string | RegExp): Promise<void> =>
    (await window.notification(text)).getByRole('button', { name: 'Undo' }).click();

  it('takes back those that were selected in the tree, and shows them again', async () => {
    await workbench().openViewContainer('Experiments');
    await tree().expand(/./, 'ada', 'digits');
    await (await tree().row('run one')).click();
    await (await tree().row('run two')).clickBeside();
    await (await tree().row('run three')).clickBeside();
    await (await tree().row('run two')).contextMenu('Archive');
    await eventually(async () => {
      const labels = await tree().labels();
      assert.ok(
        labels.includes('run four') && !labels.some((label) => /^run (one|two|three)$/.test(label)),
        labels.join(', '),
      );
    });
    assert.deepEqual(archived(), ['one', 'two', 'three', 'before']);
    await undo('Archived 3 experiments.');
    await shows(() => archived(), ['before']);
    await eventually(async () => {
      const labels = await tree().labels();
      assert.deepEqual(
        labels.filter((label) => label.startsWith('run ')),
        ['run one', 'run two', 'run three', 'run four'],
      );
    });
  });

  it('takes back those alone that were moved: neither what was archived before nor what failed', async () => {
    lab().faults.next(/write\/experiment\/archive$/, { kind: 'status', status: 403 });
    await window.run('archive', window.ref('one'), ['one', 'two', 'three', 'before'].map(window.ref));
    const moved = archived().filter((key) => key !== 'before');
    assert.equal(moved.length, 2);
    const asked = lab().faults.requests.length;
    await undo(/Archived 2 experiments\. 1 failed: /);
    await shows(() => archived(), ['before']);
    await (await window.notification('Restored 2 experiments.')).waitFor();
    const restored = lab()
      .faults.requests.slice(asked)
      .filter(({ path }) => path.endsWith('/write/experiment/restore'))
      .map(({ query }) => new URLSearchParams(query).get('experimentKey'));
    assert.deepEqual(restored.sort(), moved.sort());
  });

  it('says what it could not take back', async () => {
    await window.run('archive', window.ref('one'), ['one', 'two'].map(window.ref));
    lab().faults.next(/write\/experiment\/restore$/, { kind: 'status', status: 403 });
    await undo('Archived 2 experiments.');
    await (
      await window.notification(/Restored 1 experiment\. 1 failed: /)
    )
      .getByRole('button', { name: 'Details' })
      .waitFor();
    assert.equal(archived().length, 2);
    await window.run('restore', window.ref('one'), ['one', 'two'].map(window.ref));
    assert.deepEqual(archived(), ['before']);
  });

  it('takes back a whole project’s', async () => {
    const isArchived = (): boolean[] => [...new Set(many.map(({ key }) => lab().store.experiment(key)!.archived))];
    await window.run(
      'archive',
      window.ref('many0'),
      many.map(({ key }) => window.ref(key)),
    );
    assert.deepEqual(isArchived(), [true]);
    await undo('Archived 24 experiments.');
    await shows(() => isArchived(), [false]);
    await (await window.notification('Restored 24 experiments.')).getByRole('button', { name: 'Undo' }).waitFor();
  });
});
