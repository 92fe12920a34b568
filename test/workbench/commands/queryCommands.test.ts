// The query builder and the best experiment of an optimizer, answered through the screen, with what people get wrong.
import assert from 'node:assert/strict';
import type { ExperimentRef, QueryRef } from '../../../src/shared/reference';
import { useCommandWindow } from '../../support/workbench/commandWindow';
import { shows } from '../../support/shows';

describe('the questions of queries', () => {
  const { workbench, turnAway, run, notification, complaint, asked, answer, project } = useCommandWindow([
    {
      key: 'good',
      name: 'the good run',
      loss: 0.1,
      parameters: { optimizer: 'adam', layers: '3' },
      tags: ['baseline'],
      optimizationId: 'sweep7',
    },
    {
      key: 'fair',
      name: 'the fair run',
      loss: 0.4,
      parameters: { optimizer: 'adam', layers: '2' },
      optimizationId: 'sweep7',
    },
    {
      key: 'poor',
      name: 'the poor run',
      loss: 0.9,
      parameters: { optimizer: 'sgd', layers: '3' },
      optimizationId: 'sweep7',
    },
  ]);
  const back = (): Promise<void> => workbench().quickInput.getByRole('button', { name: 'Back' }).click();
  /** Condition by condition, from the list of columns. */
  const condition = async (column: string, operator: string): Promise<void> => {
    await asked('Which metric, parameter, tag or fact?');
    await workbench().filter(column);
    await workbench().pick(column);
    await asked(`${column} …`);
    await workbench().pick(operator);
  };
  let saved: QueryRef | undefined;
  let kept: QueryRef | undefined;

  it('builds a query from the palette: a column, an operator that fits, a value that is one; and counts what matches', async () => {
    await workbench().command('Experiments: New Query…');
    await condition('loss', '<');
    await asked('A number');
    await workbench().filter('little');
    await workbench().quickInputRow('“little” is not a number.').waitFor();
    await workbench().filter('0.5');
    await workbench().pick('loss < 0.5');
    await asked('2 of 3 experiments match');
    await workbench().pick('loss < 0.5');
    await workbench().pick('Remove');
    await asked('3 of 3 experiments match');
    await turnAway();
  });

  it('completes values, joins conditions, saves under a name that is free, and shows the query in the tree', async () => {
    const building = run<QueryRef>('newQuery', project('digits'));
    await condition('optimizer', 'is');
    await workbench().quickInputRow('sgd').waitFor();
    await workbench().pick('adam');
    await asked('2 of 3 experiments match');
    await workbench().pick('Add another condition…');
    await condition('baseline', 'is set');
    await asked('1 of 3 experiments match');
    await workbench().pick('Save As…');
    await answer('The name of the query', '');
    await complaint('A query needs a name.');
    await workbench().type('good ones');
    saved = await building;
    assert.deepEqual(saved, { ...project('digits'), queryId: saved.queryId });
    await workbench()
      .page.getByRole('treeitem', { name: /good ones/ })
      .first()
      .waitFor();
  });

  it('goes back step by step to the conditions so far', async () => {
    const building = run('newQuery', project('digits'));
    await condition('layers', 'is between');
    await asked('the lower end');
    await workbench().filter('3');
    await workbench().pick('3');
    await asked('3 and (the upper end)');
    await workbench().filter('2.5');
    await workbench().quickInputRow('The second value must not be lower than the first, 3.').waitFor();
    await back();
    await asked('the lower end');
    await back();
    await asked('layers …');
    await workbench().pick('≥');
    await asked('layers ≥ …');
    await workbench().filter('3');
    await workbench().pick('3');
    await asked('2 of 3 experiments match');
    await workbench().pick('Add another condition…');
    await asked('Which metric, parameter, tag or fact?');
    await back();
    await asked('2 of 3 experiments match');
    await turnAway();
    assert.equal((await building) ?? null, null);
  });

  it('takes dates that there are', async () => {
    const building = run('newQuery', project('digits'));
    await condition('start_server_timestamp', 'is after');
    await asked('A time in UTC');
    await workbench().filter('yesterday');
    await workbench().quickInputRow('“yesterday” is not a time. Write it as 2026-01-31 or 2026-01-31 18:30.').waitFor();
    await workbench().filter('2020-02-30');
    await workbench().quickInputRow('There is no 2020-02-30.').waitFor();
    await workbench().filter('2020-02-28 10:30');
    await workbench().pick('start_server_timestamp is after 2020-02-28 10:30');
    await asked('3 of 3 experiments match');
    await workbench().pick('Run');
    await asked('3 experiments match');
    await workbench().pick('the poor run');
    assert.deepEqual(((await building) as string[]).toSorted(), ['fair', 'good', 'poor']);
    await shows(() => workbench().activeTab(), 'the poor run');
    // A panel that is still loading takes the focus, and with it the list that the next test opens.
    await workbench().webview().getByRole('heading', { name: 'the poor run', exact: true }).waitFor();
    await workbench().bridge.run((vscode) => vscode.commands.executeCommand('workbench.action.closeAllEditors'));
  });

  it('edits a saved query, and runs it', async () => {
    const editing = run<string[]>('editQuery', saved);
    await asked('Query “good ones”: 1 of 3 experiments match');
    await workbench().pick('#baseline is set');
    await workbench().pick('Change');
    await condition('baseline', 'is not set');
    await asked('1 of 3 experiments match');
    await workbench().pick('Run');
    await workbench().quickInputRow('the fair run').waitFor();
    await back();
    await workbench().pick('Save “good ones”');
    assert.deepEqual(await editing, saved);
  });

  it('renames a query to a free name', async () => {
    const other = run<QueryRef>('newQuery', project('digits'));
    await condition('optimizer', 'was logged');
    await workbench().pick('Save As…');
    await answer('The name of the query', 'good ones');
    await complaint('There is a query “good ones” already.');
    await workbench().type('all of them');
    kept = await other;
    const renaming = run<string>('renameQuery', saved);
    await answer('The new name of the query', 'all of them');
    await complaint('There is a query “all of them” already.');
    await workbench().type('better ones');
    assert.equal(await renaming, 'better ones');
  });

  it('deletes a query only after a yes, and the experiments stay', async () => {
    const deleting = run('deleteQuery', saved);
    await workbench().dialog.getByText('Delete the query “better ones”?').waitFor();
    await workbench().dialog.getByText('The experiments stay as they are.').waitFor();
    await workbench().answerDialog('Delete');
    await deleting;
    await run('editQuery', saved);
    await (await notification('This query is no longer kept.')).waitFor();
  });

  it('finds the best experiment of an optimizer, and says so when there is none of that id', async () => {
    const finding = run<ExperimentRef>('findBestExperiment', project('digits'));
    await asked('Of which optimizer?');
    await workbench().pick('sweep7');
    await workbench().pick('loss');
    await workbench().pick('The lowest');
    assert.equal((await finding).key, 'good');
    await (
      await notification('The best of 3 experiments is “the good run”. Its loss is 0.1.')
    )
      .getByRole('button', { name: 'Open' })
      .waitFor();
    const wrong = run('findBestExperiment', project('digits'));
    await workbench().quickInputRow('sweep7').waitFor();
    await workbench().filter('nobody');
    await workbench().pick('The optimizer “nobody”');
    await workbench().pick('loss');
    await workbench().pick('The highest');
    await wrong;
    await (await notification(/optimiz/i)).waitFor();
  });

  // The last one: this VS Code forgets secrets with its page, so no server can be asked afterwards.
  it('keeps queries over a reload', async () => {
    await workbench().reload();
    const renaming = run('renameQuery', kept);
    await asked('The new name of the query');
    await shows(() => workbench().quickInput.getByRole('textbox').inputValue(), 'all of them');
    await turnAway();
    await renaming;
  });
});
