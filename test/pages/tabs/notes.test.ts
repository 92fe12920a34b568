/** Notes: other people's Markdown, which may say anything and do nothing. */
import assert from 'node:assert/strict';
import { answers, pageState } from '../../support/fixtures/experimentFixture';
import { shows } from '../../support/shows';
import { recordedPage } from '../../support/fixtures/recordedPage';
import { showTab, usePage } from '../../support/pages/usePage';
import { ready } from '../../../src/shared/problem';

const markdown = `# Digits &amp; more

The **wide** network is *the one* for the ~~old~~ \`paper\`, see [the draft](https://example.com/draft?a=1&b=2) or <ada@example.com>.

- [x] train
- [ ] write
  1. first
  2. second

| run | loss |
|:----|-----:|
| a   | 0.3  |

> quoted

\`\`\`python
print("<b>")
\`\`\`

![the plot](https://evil.example/plot.png)
`;

const hostile = `<script>window.ran = true</script>
<img src=x onerror="window.ran = true">

inline <b onclick="window.ran = true">bold</b> and [click](javascript:window.ran=true) and [data](data:text/html,x) [file](file:///etc/passwd)
[relative](../x) [user](https://ada:secret@example.com/) ![x](javascript:window.ran=true)

[ref]: javascript:window.ran=true

see [ref] and <javascript:window.ran=true>
`;

describe('notes', () => {
  const open = usePage();

  it('shows what a recorded project says of itself', async () => {
    const panel = await showTab(await open(await recordedPage('digits-sweep')), 'notes');
    await panel.getByText('A sweep over the size of the hidden layer and the learning rate.').waitFor();
    await panel.getByRole('heading', { name: 'Notes of the project digits-sweep' }).waitFor();
  });

  it('draws Markdown, and lets it be edited', async () => {
    const host = await open({ answers: { ...answers, notes: () => Promise.resolve(markdown) } });
    const panel = await showTab(host, 'notes');
    await panel.getByRole('heading', { name: 'Digits & more' }).waitFor();
    await panel.getByRole('heading', { name: 'Notes of the project digit-classifier' }).waitFor();
    await shows(() => panel.locator('strong').textContent(), 'wide');
    await shows(
      () =>
        panel
          .locator('.markdown a')
          .evaluateAll((links) => links.map((link) => [link.getAttribute('href'), link.getAttribute('rel')])),
      [
        ['https://example.com/draft?a=1&b=2', 'noopener noreferrer'],
        ['mailto:ada@example.com', 'noopener noreferrer'],
      ],
    );
    await shows(
      () =>
        panel.locator('li.task > input').evaluateAll((boxes) => boxes.map((box) => (box as HTMLInputElement).checked)),
      [true, false],
    );
    await shows(
      () =>
        panel
          .locator('ol > li')
          .allTextContents()
          .then((texts) => texts.map((text) => text.trim())),
      ['first', 'second'],
    );
    await shows(() => panel.locator('th').allTextContents(), ['run', 'loss']);
    await shows(() => panel.locator('pre code').textContent(), 'print("<b>")');
    await panel.getByRole('img', { name: 'Picture, not loaded: the plot' }).waitFor();
    await shows(() => panel.locator('img').count(), 0);
    await panel.locator('vscode-button', { hasText: 'Edit notes' }).click();
    assert.equal(await host.command('editNotes'), null);
    await panel.locator('vscode-button', { hasText: 'Open in browser' }).click();
    assert.deepEqual(await host.command('verb'), { verb: 'openInBrowser' });
  });

  it('shows HTML as text and links only to the web', async () => {
    const host = await open({ answers: { ...answers, notes: () => Promise.resolve(hostile) } });
    const panel = await showTab(host, 'notes');
    await panel.getByText('<script>window.ran = true</script>').waitFor();
    await shows(
      () => panel.locator('.markdown').first().innerText(),
      /inline <b onclick="window\.ran = true">bold<\/b>/,
    );
    await shows(
      () => panel.locator('.markdown a, .markdown b, .markdown img:not([role]), .markdown script').count(),
      0,
    );
    for (const link of await panel.locator('.dead-link').all()) {
      await link.click();
    }
    await host.rests();
    await shows(() => host.page.evaluate(() => 'ran' in window), false);
  });

  it('says when nothing was noted, and shows the note that was logged with the run', async () => {
    const host = await open({ answers: { ...answers, notes: () => Promise.resolve(null) } });
    const panel = await showTab(host, 'notes');
    await panel.getByText('Nothing has been noted about this project yet.').waitFor();
    await panel.getByText('the one for the paper').waitFor();
    await panel.getByText('can be read and changed only there').waitFor();
    await host.push({ others: ready([]) });
    await shows(() => panel.locator('.own-note article').count(), 0);
    assert.ok(pageState.others !== null);
  });

  it('comes back to notes that an edit changed', async () => {
    let notes = 'before';
    const host = await open({ answers: { ...answers, notes: () => Promise.resolve(notes) } });
    const panel = await showTab(host, 'notes');
    await panel.getByText('before').waitFor();
    notes = 'after';
    await host.push({ revision: 2 });
    await panel.getByText('after').waitFor();
  });
});
