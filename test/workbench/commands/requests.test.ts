// A request by hand, from the palette: what it asks, what it warns of, and where the answer goes.
import assert from 'node:assert/strict';
import { useCommandWindow } from '../../support/workbench/commandWindow';
import { shows } from '../../support/shows';

describe('a request by hand', () => {
  const { workbench, lab, ref, run, complaint, asked } = useCommandWindow([
    { key: 'run', name: 'a run', tags: ['good'] },
  ]);
  const openText = (): Promise<string | undefined> =>
    workbench().bridge.run((vscode) => vscode.window.activeTextEditor?.document.getText());

  it('shows what the tracker answers, as JSON in an editor', async () => {
    const sending = run('sendRequest', ref('run'));
    await asked('Which request?');
    await workbench().filter('GET experiment/tags');
    await workbench().pick('Tags');
    await asked('The arguments of GET experiment/tags, as JSON');
    await workbench().type('{"experimentKey":');
    await complaint('This must be JSON');
    await workbench().type('{"experimentKey":"run"}');
    assert.deepEqual(JSON.parse(String(await sending)), { tags: ['good'] });
    await shows(async () => JSON.parse(String(await openText())) as unknown, { tags: ['good'] });
  });

  it('sends a change only after a yes', async () => {
    const send = async (word: 'Cancel' | 'Send'): Promise<unknown> => {
      const sending = run('sendRequest', ref('run'));
      await asked('Which request?');
      await workbench().filter('Set the HTML');
      await workbench().pick('Set the HTML');
      await asked('The arguments of POST write/experiment/html, as JSON');
      await workbench().type('{"experimentKey":"run","html":"<b>by hand</b>","override":true}');
      await workbench().dialog.getByText('changes what the tracker keeps').waitFor();
      await workbench().answerDialog(word);
      return sending;
    };
    const refused = await send('Cancel');
    assert.equal(refused ?? null, null);
    await shows(async () => (await lab().store.experiment('run')!.content()).html, null);
    const answer = await send('Send');
    assert.match(String(answer), /Saved/);
    await shows(async () => (await lab().store.experiment('run')!.content()).html, '<b>by hand</b>');
  });
});
