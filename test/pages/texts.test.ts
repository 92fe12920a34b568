/** Code, git patch and output: text of any size, as text. */
import assert from 'node:assert/strict';
import { experiment } from '../support/experimentFixture';
import { eventually } from '../support/eventually';
import { showTab, usePage } from '../support/usePage';
import { ready } from '../../src/shared/problem';

describe('texts', () => {
  const open = usePage();

  it('shows the main script first, another one when it is chosen, and opens or compares it', async () => {
    const host = await open();
    const panel = await showTab(host, 'code');
    await panel.locator('.line', { hasText: 'import comet_ml' }).waitFor();
    assert.equal(await panel.locator('[aria-current=true]').textContent().then((text) => text?.includes('src/train.py')), true);
    assert.equal(await panel.locator('.line').first().textContent(), ' 1"""Trains a small network on scikit-learn\'s digits."""');
    await panel.getByRole('button', { name: /schedule\.py/ }).click();
    await panel.locator('.line', { hasText: 'from math import cos, pi' }).waitFor();
    await panel.locator('vscode-button', { hasText: 'Open in editor' }).click();
    await eventually(() => assert.deepEqual(host.deeds.at(-1), { deed: 'codeVerb', argument: { verb: 'openCode', path: 'src/schedule.py' } }));
    await panel.locator('vscode-button', { hasText: 'Compare with active file' }).click();
    await eventually(() => assert.deepEqual(host.deeds.at(-1), { deed: 'codeVerb', argument: { verb: 'compareCodeWithActiveFile', path: 'src/schedule.py' } }));
    assert.deepEqual(host.asked.map(({ argument }) => argument), [{ path: 'src/train.py' }, { path: 'src/schedule.py' }]);
  });

  it('makes only the lines in sight of a large file', async () => {
    const text = Array.from({ length: 200_000 }, (_, index) => `value_${index} = ${index}`).join('\n');
    const host = await open({ answers: { code: () => Promise.resolve(text) } });
    const panel = await showTab(host, 'code');
    await panel.locator('.line', { hasText: 'value_0 = 0' }).waitFor();
    assert.ok(await panel.locator('.line').count() < 150);
    await panel.locator('.lines').focus();
    await host.page.keyboard.press('Control+End');
    await panel.locator('.line', { hasText: 'value_199999 = 199999' }).waitFor();
    assert.ok(await panel.locator('.line').count() < 150);
  });

  it('shows the patch file by file, with what was added and removed', async () => {
    const host = await open();
    const panel = await showTab(host, 'patch');
    await panel.locator('.patch-file').first().waitFor();
    assert.match(await panel.locator('.text-path').innerText(), /5 files changed\s+\+4\s+−2/);
    assert.deepEqual((await panel.locator('.files button').allInnerTexts()).map((text) => text.replace(/\s+/g, ' ')), [
      'src/train.py +2 −1 M', 'notes/new idea.md +2 A', 'old.py −1 D', 'src/helpers.py R', 'logo.png M',
    ]);
    assert.deepEqual(await panel.locator('.patch-removed .line-text').allTextContents(), ['    network = Network(width=64, seed=7)', 'x = 1']);
    assert.deepEqual(await panel.locator('.patch-added .line-number').allTextContents(), ['     ', '   12', '     ', '   13', '     ', '    1', '     ', '    2']);
    await panel.locator('vscode-button', { hasText: 'Open in editor' }).click();
    assert.deepEqual(await host.deed('verb'), { verb: 'openPatch' });
  });

  it('shows output in its colours, with progress bars at their end', async () => {
    const host = await open();
    const panel = await showTab(host, 'output');
    const first = panel.locator('.line').first();
    await first.waitFor();
    assert.equal(await first.locator('.ansi-14.ansi-bold').textContent(), 'COMET INFO:');
    assert.equal(await panel.locator('.line').nth(1).locator('.line-text').textContent(), 'Epochs: 100%|██████████| 30/30');
    assert.equal(await panel.locator('.ansi-1').textContent(), 'Traceback (most recent call last):');
    const red = await panel.locator('.ansi-1').evaluate((element) => getComputedStyle(element).color);
    assert.equal(red, 'rgb(205, 49, 49)');
    await panel.locator('vscode-button', { hasText: 'Open in editor' }).click();
    assert.deepEqual(await host.deed('verb'), { verb: 'openOutput' });
  });

  it('stays quick with 14 MB of coloured output, and finds a line in it', async () => {
    const line = (index: number): string => `\u001b[32mINFO\u001b[0m step ${index} loss 0.1234 accuracy 0.98 throughput 1234 samples/s${index === 123_456 ? ' needle' : ''}\n`;
    const text = Array.from({ length: 200_000 }, (_, index) => line(index)).join('');
    assert.ok(text.length > 14e6);
    const host = await open({ answers: { output: () => Promise.resolve(text) } });
    await host.page.evaluate(() => {
      const tasks: number[] = [];
      (window as unknown as { longTasks: number[] }).longTasks = tasks;
      new PerformanceObserver((list) => tasks.push(...list.getEntries().map(({ duration }) => duration))).observe({ type: 'longtask' });
    });
    const panel = await showTab(host, 'output');
    await panel.locator('.line', { hasText: 'step 199999' }).waitFor();
    assert.ok(await panel.locator('.line').count() < 150);
    await panel.locator('vscode-text-field input').fill('NEEDLE');
    await panel.locator('.current-match', { hasText: 'step 123456' }).waitFor();
    await panel.getByText('1 of 1', { exact: true }).waitFor();
    assert.equal(await panel.locator('mark').textContent(), 'needle');
    const longest = await host.page.evaluate(() => Math.max(0, ...(window as unknown as { longTasks: number[] }).longTasks));
    console.log(`      longest task ${Math.round(longest)} ms, of which the test's own delivery is a part`);
    assert.ok(longest < 1500, `${longest} ms`);
  });

  it('goes from match to match, across colours', async () => {
    const host = await open({ answers: { output: () => Promise.resolve('one \u001b[31mlo\u001b[32mss\u001b[0m\ntwo\nthree LOSS loss\n') } });
    const panel = await showTab(host, 'output');
    const field = panel.locator('vscode-text-field input');
    await field.fill('loss');
    await panel.getByText('1 of 2', { exact: true }).waitFor();
    assert.deepEqual(await panel.locator('mark').allTextContents(), ['lo', 'ss', 'LOSS', 'loss']);
    await field.press('Enter');
    await panel.getByText('2 of 2', { exact: true }).waitFor();
    await field.press('Shift+Enter');
    await panel.getByText('1 of 2', { exact: true }).waitFor();
    await field.fill('nowhere');
    await panel.getByText('No results').waitFor();
    await field.press('Escape');
    await eventually(async () => assert.equal(await field.inputValue(), ''));
    assert.equal(await panel.locator('mark').count(), 0);
  });

  it('follows a running run to its end until the reader scrolls away', async () => {
    let count = 200;
    const host = await open({
      state: { experiment: ready({ ...experiment, state: 'running' }) },
      answers: { output: () => Promise.resolve(Array.from({ length: count }, (_, index) => `line ${index}\n`).join('')) },
    });
    const panel = await showTab(host, 'output');
    const follow = panel.locator('vscode-checkbox');
    await panel.getByText('line 199', { exact: true }).waitFor();
    count = 400;
    await host.push({ revision: 2 });
    await panel.getByText('line 399', { exact: true }).waitFor();
    const checked = () => follow.evaluate((element) => (element as unknown as { checked: boolean }).checked);
    assert.equal(await checked(), true);

    await panel.locator('.lines').evaluate((element) => (element.scrollTop = 900));
    await eventually(async () => assert.equal(await checked(), false));
    count = 600;
    await host.push({ revision: 3 });
    await panel.getByText('600 lines').waitFor();
    assert.equal(await panel.locator('.lines').evaluate((element) => element.scrollTop), 900);
    await follow.click();
    await panel.getByText('line 599', { exact: true }).waitFor();
  });
});
