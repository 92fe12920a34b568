/** Code, git patch and output: text of any size, as text. */
import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { experiment, outputOf } from '../support/fixtures/experimentFixture';
import { eventually } from '../support/eventually';
import { shows } from '../support/shows';
import { formatNumber } from '../../src/shared/format';
import { BackendError, ready } from '../../src/shared/problem';
import type { OutputPart } from '../../src/shared/protocol';
import { showTab, usePage } from '../support/pages/usePage';

describe('texts', () => {
  const open = usePage();

  it('shows the main script first, another one when it is chosen, and opens or compares it', async () => {
    const host = await open();
    const panel = await showTab(host, 'code');
    await panel.locator('.line', { hasText: 'import comet_ml' }).waitFor();
    await shows(
      () =>
        panel
          .locator('[aria-current=true]')
          .textContent()
          .then((text) => text?.includes('src/train.py')),
      true,
    );
    await shows(
      () => panel.locator('.line').first().textContent(),
      ' 1"""Trains a small network on scikit-learn\'s digits."""',
    );
    await panel.getByRole('button', { name: /schedule\.py/ }).click();
    await panel.locator('.line', { hasText: 'from math import cos, pi' }).waitFor();
    await panel.locator('vscode-button', { hasText: 'Open in editor' }).click();
    await shows(() => host.commands.at(-1), {
      command: 'codeVerb',
      argument: { verb: 'openCode', path: 'src/schedule.py' },
    });
    await panel.locator('vscode-button', { hasText: 'Compare with active file' }).click();
    await shows(() => host.commands.at(-1), {
      command: 'codeVerb',
      argument: { verb: 'compareCodeWithActiveFile', path: 'src/schedule.py' },
    });
    await shows(
      () => host.asked.map(({ argument }) => argument),
      [{ path: 'src/train.py' }, { path: 'src/schedule.py' }],
    );
  });

  it('makes only the lines in sight of a large file', async () => {
    const text = Array.from({ length: 200_000 }, (_, index) => `value_${index} = ${index}`).join('\n');
    const host = await open({ answers: { code: () => Promise.resolve(text) } });
    const panel = await showTab(host, 'code');
    await panel.locator('.line', { hasText: 'value_0 = 0' }).waitFor();
    await eventually(async () => assert.ok((await panel.locator('.line').count()) < 150));
    await panel.locator('.lines').focus();
    await host.page.keyboard.press('Control+End');
    await panel.locator('.line', { hasText: 'value_199999 = 199999' }).waitFor();
    await eventually(async () => assert.ok((await panel.locator('.line').count()) < 150));
  });

  it('finds words in a file with Ctrl+F, and draws no more of a line of megabytes than can be read', async () => {
    const minified = `const one = 1;\n${'let wide = 1; '.repeat(200_000)}\nlet Needle = 2;\n${'\n'.repeat(400)}const needle = 3;\n`;
    const host = await open({ answers: { code: () => Promise.resolve(minified) } });
    const panel = await showTab(host, 'code');
    await panel.getByText('2,790,000 more characters').waitFor();
    await eventually(async () => assert.ok((await panel.evaluate((element) => element.textContent.length)) < 30_000));
    await host.page.keyboard.press('Control+f');
    await host.page.keyboard.type('needle');
    await panel.getByText('1 of 2').waitFor();
    await shows(() => panel.locator('.current-match').textContent(), '  3let Needle = 2;');
    await host.page.keyboard.press('Enter');
    await panel.locator('.current-match', { hasText: 'const needle = 3' }).waitFor();
    await panel.getByRole('button', { name: 'Match case (search)' }).click();
    await panel.getByText('1 of 1').waitFor();
  });

  it('shows the patch file by file, with what was added and removed', async () => {
    const host = await open();
    const panel = await showTab(host, 'patch');
    await panel.locator('.patch-file').first().waitFor();
    await shows(() => panel.locator('.text-path').innerText(), /5 files changed\s+\+4\s+−2/);
    await shows(
      async () => (await panel.locator('.files button').allInnerTexts()).map((text) => text.replace(/\s+/g, ' ')),
      ['src/train.py +2 −1 M', 'notes/new idea.md +2 A', 'old.py −1 D', 'src/helpers.py R', 'logo.png M'],
    );
    await shows(
      () => panel.locator('.patch-removed .line-text').allTextContents(),
      ['    network = Network(width=64, seed=7)', 'x = 1'],
    );
    await shows(
      () => panel.locator('.patch-added .line-number').allTextContents(),
      ['     ', '   12', '     ', '   13', '     ', '    1', '     ', '    2'],
    );
    await panel.locator('vscode-button', { hasText: 'Open in editor' }).click();
    assert.deepEqual(await host.command('verb'), { verb: 'openPatch' });
  });

  it('lists the first of thousands of changed files, and finds the others by name', async () => {
    const files = Array.from(
      { length: 3000 },
      (_, index) =>
        `diff --git a/f${index}.py b/f${index}.py\n--- a/f${index}.py\n+++ b/f${index}.py\n@@ -1 +1 @@\n-old\n+new\n`,
    );
    const host = await open({ answers: { patch: () => Promise.resolve(files.join('')) } });
    const panel = await showTab(host, 'patch');
    await panel.getByText('2500 more files: search for them.').waitFor();
    await shows(() => panel.locator('.files li').count(), 500);
    await panel.getByRole('textbox', { name: 'Search files' }).fill('f2999');
    await panel.locator('.files').getByRole('button', { name: 'f2999.py' }).click();
    await panel.locator('.patch-file', { hasText: 'f2999.py' }).waitFor();
  });

  it('says from which commit the run began, and opens it where it is known', async () => {
    const commit = '4f1c2b9a8d7e6f5a4b3c2d1e0f9a8b7c6d5e4f3a';
    const host = await open({
      state: {
        git: ready({
          branch: 'wider',
          commit,
          origin: 'https://ada:hunter2@gitlab.example.com/lab/sub/digits.git',
          root: '/home/ada/digits',
          user: 'ada',
        }),
      },
    });
    const panel = await showTab(host, 'patch');
    await panel.locator('.patch-file').first().waitFor();
    const facts = panel.locator('.git-facts');
    await shows(
      async () => (await facts.locator('dl > div').allInnerTexts()).map((text) => text.replace(/\s+/g, ' ').trim()),
      [
        'Branch wider',
        'Commit 4f1c2b9a8d',
        'Origin https://gitlab.example.com/lab/sub/digits.git',
        'User ada',
        'Folder /home/ada/digits',
        'Changes 5 files changed, +4 −2 not committed',
      ],
    );
    await eventually(async () => assert.doesNotMatch(await panel.evaluate((element) => element.outerHTML), /hunter2/));
    await facts.getByRole('button', { name: 'Copy commit' }).click();
    assert.deepEqual(await host.command('copyText'), { text: commit });
    await facts.locator('vscode-button', { hasText: 'Open commit on gitlab.example.com' }).click();
    assert.equal(await host.command('openCommit'), null);
    const overview = await showTab(host, 'overview');
    await eventually(async () =>
      assert.ok((await overview.innerText()).includes('https://gitlab.example.com/lab/sub/digits.git')),
    );
    await eventually(async () =>
      assert.doesNotMatch(await overview.evaluate((element) => element.outerHTML), /hunter2/),
    );
    await overview.locator('vscode-button', { hasText: 'Open commit on gitlab.example.com' }).click();
    await shows(() => host.commands.filter(({ command }) => command === 'openCommit').length, 2);
    await showTab(host, 'patch');
    await host.push({ git: ready({ branch: null, commit, origin: '/home/ada/digits', root: null, user: null }) });
    await shows(() => facts.locator('vscode-button').count(), 0);
  });

  it('tells a clean working tree from one of which nothing was logged', async () => {
    for (const [patch, changes, sentence] of [
      ['', 'clean: no uncommitted changes were logged', /The patch is empty/],
      [null, 'no patch was logged', /No patch was logged/],
    ] as const) {
      const host = await open({ answers: { patch: () => Promise.resolve(patch) } });
      const panel = await showTab(host, 'patch');
      await panel.locator('.part-empty').waitFor();
      await shows(() => panel.locator('.part-empty').innerText(), sentence);
      await shows(() => panel.locator('.git-facts dl > div').last().locator('dd').textContent(), changes);
    }
  });

  it('shows output in its colours, with progress bars at their end', async () => {
    const host = await open();
    const panel = await showTab(host, 'output');
    const first = panel.locator('.line').first();
    await first.waitFor();
    await shows(() => first.locator('.ansi-14.ansi-bold').textContent(), 'COMET INFO:');
    await shows(
      () => panel.locator('.line').nth(1).locator('.line-text').textContent(),
      'Epochs: 100%|██████████| 30/30',
    );
    await shows(() => panel.locator('.ansi-1').textContent(), 'Traceback (most recent call last):');
    await eventually(async () => {
      const red = await panel.locator('.ansi-1').evaluate((element) => getComputedStyle(element).color);
      assert.equal(red, 'rgb(205, 49, 49)');
    });
    await panel.locator('vscode-button', { hasText: 'Open in editor' }).click();
    assert.deepEqual(await host.command('verb'), { verb: 'openOutput' });
  });

  it('shows bars within bars as a terminal does while they run, without control characters, and copies them so', async () => {
    const bars = [
      'start\0\0\n\rall: 0/2',
      ...[1, 2].flatMap((all) => [
        ...[0, 1, 2, 3, 4].map((inner) => `\n\rinner: ${inner}/4\u001b[A`),
        `\rall: ${all}/2`,
      ]),
      '\n\nend\v\u001b[31mred\0\u001b[0m\n',
    ];
    let given = 4;
    const host = await open({
      state: { experiment: ready({ ...experiment, state: 'running' }) },
      answers: { output: outputInParts(() => bars.slice(0, given).join(''), 7) },
    });
    const panel = await showTab(host, 'output');
    const lines = async (): Promise<string[]> => await panel.locator('.line-text').allTextContents();
    await shows(() => lines(), ['start', 'all: 0/2', 'inner: 2/4']);
    given = bars.length;
    await host.push({ revision: 2 });
    await shows(() => lines(), ['start', 'all: 2/2', 'inner: 4/4', 'end', 'red']);
    await panel.getByText('5 lines').waitFor();
    await panel.locator('vscode-button', { hasText: 'Copy all' }).click();
    await shows(() => host.commands.at(-1), {
      command: 'copyText',
      argument: { text: 'start\nall: 2/2\ninner: 4/4\nend\nred\n' },
    });
  });

  it('says how much of a long line is not drawn, and copies all of it', async () => {
    const text = `\u001b[31m${'x'.repeat(25_000)}\u001b[0m\n`;
    const host = await open({ answers: { output: outputOf(text) } });
    const panel = await showTab(host, 'output');
    await panel.getByText('15,000 more characters').waitFor();
    await panel.locator('vscode-button', { hasText: 'Copy all' }).click();
    await shows(() => host.commands.at(-1), { command: 'copyText', argument: { text: `${'x'.repeat(25_000)}\n` } });
  });

  it('shows megabytes of coloured output, finds and filters lines in it, and keeps little beside the text', async () => {
    // The bench does the same with four times as much.
    const needle = 234_567;
    const line = (index: number): string =>
      `\u001b[32mINFO\u001b[0m step ${index} loss 0.1234 accuracy 0.98 rate 1234/s${index === needle ? ' needle' : ''}\n`;
    const block = (from: number): string => Array.from({ length: 10_000 }, (_, index) => line(from + index)).join('');
    let text = '';
    for (let from = 0; text.length < 25e6; from += 10_000) {
      text += block(from);
    }
    const count = text.split('\n').length - 1;
    assert.ok(count > 350_000);
    const parts = outputInParts(() => text, 2_000_000);
    let goOn = (): void => undefined;
    const seenLoading = new Promise<void>((resolve) => (goOn = resolve));
    const host = await open({
      answers: {
        output: async (asked) => {
          if (asked.from > text.length / 2) {
            await seenLoading;
          }
          return parts(asked);
        },
      },
    });
    const panel = await showTab(host, 'output');
    await panel.getByText(/^Loading [\d.]+ MB of 2[\d.]+ MB$/).waitFor();
    goOn();
    await panel.getByText(`${formatNumber(count)} lines`, { exact: true }).waitFor({ timeout: 120_000 });
    await panel.locator('.line', { hasText: `step ${count - 1} ` }).waitFor();
    await eventually(async () => assert.ok((await panel.locator('.line').count()) < 150));

    await field(panel, 'Search output').fill('NEEDLE');
    await panel.locator('.current-match', { hasText: `step ${needle} ` }).waitFor();
    await panel.getByText('1 of 1', { exact: true }).waitFor({ timeout: 60_000 });
    await shows(() => panel.locator('mark').textContent(), 'needle');
    await field(panel, 'Search output').press('Escape');

    await panel.getByRole('button', { name: 'Regular expression (filter)' }).click();
    await field(panel, 'Filter lines').fill('step \\d*00000 ');
    const matching = Math.floor((count - 1) / 100_000);
    await panel.getByText(`${matching} of ${formatNumber(count)} lines`, { exact: true }).waitFor({ timeout: 60_000 });
    await shows(
      () => panel.locator('.line-number').allTextContents(),
      Array.from({ length: matching }, (_, index) => String((index + 1) * 100_000 + 1).padStart(6)),
    );
    const inspector = await host.page.context().newCDPSession(host.page);
    await inspector.send('HeapProfiler.collectGarbage');
    const { usedSize: memory } = await inspector.send('Runtime.getHeapUsage');
    // The browser keeps the decoded text itself outside of this heap.
    assert.ok(memory < 20 * 2 ** 20, 'nothing is kept of each line but where it begins');
  });

  it('reaches every line of two million, at either end and between', async () => {
    const text = Array.from({ length: 2_000_000 }, (_, index) => `${index}\n`).join('');
    const host = await open({ answers: { output: outputInParts(() => text, 2_000_000) } });
    const panel = await showTab(host, 'output');
    await panel.getByText('2,000,000 lines').waitFor();
    const lines = panel.locator('.lines');
    const inSight = async (): Promise<readonly number[]> =>
      lines.evaluate((element) => {
        const { top, bottom } = element.getBoundingClientRect();
        return [...element.querySelectorAll('.line')]
          .filter(
            (line) => line.getBoundingClientRect().top >= top - 1 && line.getBoundingClientRect().bottom <= bottom + 1,
          )
          .map((line) => Number(line.querySelector('.line-text')?.textContent));
      });
    await shows(async () => (await inSight()).at(-1), 1_999_999);
    await lines.evaluate((element) => (element.scrollTop = 0));
    await shows(async () => (await inSight())[0], 0);
    await lines.evaluate((element) => (element.scrollTop = element.scrollHeight / 2));
    const middle = await eventually(async () => {
      const [first] = await inSight();
      assert.ok(first! > 900_000 && first! < 1_100_000, String(first));
      return first!;
    });
    await lines.hover();
    for (let step = 1; step <= 5; step += 1) {
      await host.page.mouse.wheel(0, 180);
      await eventually(async () =>
        assert.ok(
          Math.abs((await inSight())[0]! - middle - step * 10) <= 1,
          'ten lines a step, in the middle as anywhere',
        ),
      );
    }
    await field(panel, 'Search output').fill('1765432');
    await panel.locator('.current-match', { hasText: '1765432' }).waitFor();
    await eventually(async () => assert.ok((await inSight()).includes(1_765_432)));
    await showTab(host, 'code');
    await showTab(host, 'output');
    await eventually(async () =>
      assert.ok((await inSight()).includes(1_765_432), 'stays where it was while another tab is in front'),
    );
  });

  it('filters by words or an expression, keeps the numbers of the lines, and says what is wrong', async () => {
    const host = await open({
      answers: { output: outputOf('epoch 1 loss 0.5\nsaved\nEPOCH 2 loss 0.25\nepoch 3 accuracy 1\n') },
    });
    const panel = await showTab(host, 'output');
    const filter = field(panel, 'Filter lines');
    const shown = async (): Promise<readonly string[]> => await panel.locator('.line').allTextContents();
    await filter.fill('loss epoch');
    await panel.getByText('2 of 4 lines', { exact: true }).waitFor();
    await shows(() => shown(), ['1epoch 1 loss 0.5', '3EPOCH 2 loss 0.25']);
    await shows(() => panel.locator('mark').allTextContents(), ['epoch', 'loss', 'EPOCH', 'loss']);
    await panel.getByRole('button', { name: 'Match case (filter)' }).click();
    await shows(() => shown(), ['1epoch 1 loss 0.5']);
    await panel.getByRole('button', { name: 'Regular expression (filter)' }).click();
    await filter.fill('^epoch [13]');
    await shows(() => shown(), ['1epoch 1 loss 0.5', '4epoch 3 accuracy 1']);
    await field(panel, 'Search output').fill('accuracy');
    await panel.getByText('1 of 1', { exact: true }).waitFor();
    await shows(() => panel.locator('.current-match').textContent(), '4epoch 3 accuracy 1');
    await panel.locator('vscode-button', { hasText: 'Copy matching lines' }).click();
    assert.deepEqual(await host.command('copyText'), { text: 'epoch 1 loss 0.5\nepoch 3 accuracy 1\n' });
    await panel.getByText('Copied 2 lines.').waitFor();
    await filter.fill('(');
    await panel.getByRole('alert').filter({ hasText: 'missing closing )' }).waitFor();
    await shows(async () => (await shown()).length, 4, 'a mistake hides nothing');
    await filter.fill('nowhere');
    await panel.getByText('No line matches the filter.').waitFor();
    await filter.press('Escape');
    await shows(async () => (await shown()).length, 4);
  });

  it('searches by any expression without freezing, and says why one is none', async () => {
    const long = 'a'.repeat(2200);
    const host = await open({
      answers: {
        output: outputOf(
          `${Array.from({ length: 3000 }, (_, index) => `epoch ${index}`).join('\n')}\n${`${long}\n`.repeat(1000)}`,
        ),
      },
    });
    const panel = await showTab(host, 'output');
    const filter = field(panel, 'Filter lines');
    await panel.getByText(`${formatNumber(4000)} lines`).waitFor();
    await panel.getByRole('button', { name: 'Regular expression (filter)' }).click();
    // An engine that tries one way after the other would not come back from these.
    for (const endless of ['(a+)+x', '.*.*x', '(a|aa)+!']) {
      await filter.fill(endless);
      await panel.getByText(`0 of ${formatNumber(4000)} lines`, { exact: true }).waitFor();
    }
    await filter.fill('(a');
    await panel
      .getByRole('alert')
      .filter({ hasText: 'This is not a regular expression: missing closing ).' })
      .waitFor();
    await filter.fill('(?=a)');
    await panel
      .getByRole('alert')
      .filter({ hasText: 'Look-ahead, look-behind and back-references cannot be used here' })
      .waitFor();
    await panel.getByText(`${formatNumber(4000)} lines`).waitFor();
    await filter.fill('epoch 29\\d\\d');
    await panel.getByText(`100 of ${formatNumber(4000)} lines`, { exact: true }).waitFor();
    await filter.fill('(a+)+$');
    await panel.getByText(`${formatNumber(1000)} of ${formatNumber(4000)} lines`, { exact: true }).waitFor();
    await panel.locator('.line mark').first().waitFor();
  });

  it('asks only for what grew, and begins again when the output has changed', async () => {
    let text = 'one\ntwo';
    const host = await open({
      state: { experiment: ready({ ...experiment, state: 'running' }) },
      answers: { output: outputInParts(() => text, 4) },
    });
    const panel = await showTab(host, 'output');
    const shown = async (): Promise<readonly string[]> => panel.locator('.line-text').allTextContents();
    await shows(() => shown(), ['one', 'two']);
    text += ' and a half\nthree\n';
    await host.push({ revision: 2 });
    await shows(() => shown(), ['one', 'two and a half', 'three']);
    const froms = host.asked
      .filter(({ question }) => question === 'output')
      .map(({ argument }) => (argument as { from: number }).from);
    assert.deepEqual(froms, [0, 4, 7, 11, 15, 19, 23], 'on from where it stood');
    text = 'new\nworld\n';
    await host.push({ revision: 3 });
    await shows(() => shown(), ['new', 'world']);
  });

  it('keeps what is here when the rest cannot be had, and goes on from there', async () => {
    const text = 'one\ntwo\nthree\nfour\n';
    let fails = true;
    const all = outputInParts(() => text, 8);
    const host = await open({
      answers: {
        output: (argument) =>
          argument.from > 0 && fails
            ? Promise.reject(new BackendError('unreachable', 'The server cannot be reached.'))
            : all(argument),
      },
    });
    const panel = await showTab(host, 'output');
    await panel.getByText('Not up to date. The server cannot be reached.').waitFor();
    await shows(() => panel.locator('.line-text').allTextContents(), ['one', 'two']);
    fails = false;
    await panel.getByRole('button', { name: 'Retry' }).click();
    await shows(() => panel.locator('.line-text').allTextContents(), ['one', 'two', 'three', 'four']);
    await shows(
      () => host.asked.map(({ argument }) => argument),
      [{ from: 0 }, { from: 8 }, { from: 8 }, { from: 16 }],
    );
    await shows(() => panel.getByText('Not up to date.').count(), 0);
  });

  it('links logged source files and addresses on the web, and nothing else', async () => {
    const host = await open({
      answers: {
        output: outputOf(
          [
            '  File "/home/ada/digits/src/train.py", line 12, in main',
            '  File "/opt/venv/lib/python3.11/site-packages/x/src/train.py", line 3, in f',
            'src/schedule.py:5: warning',
            'unknown.py:7',
            'see https://example.com/a_(b)?q=1. or javascript:alert(1)',
            'https://ada:secret@example.com/x',
            'at 12:34:56 model.py:3',
          ].join('\n'),
        ),
      },
    });
    const panel = await showTab(host, 'output');
    await panel.locator('.line-link').first().waitFor();
    await shows(
      () => panel.locator('button.line-link').allTextContents(),
      ['/home/ada/digits/src/train.py', 'src/schedule.py:5', 'model.py:3'],
    );
    await shows(
      () =>
        panel
          .locator('a.line-link')
          .evaluateAll((links) =>
            links.map((link) => [link.getAttribute('href'), link.getAttribute('rel'), link.textContent]),
          ),
      [['https://example.com/a_(b)?q=1', 'noopener noreferrer', 'https://example.com/a_(b)?q=1']],
    );
    await panel.locator('button.line-link').first().click();
    assert.deepEqual(await host.command('codeVerb'), { verb: 'openCode', path: 'src/train.py', line: 12 });
  });

  it('goes from match to match, across colours', async () => {
    const host = await open({
      answers: { output: outputOf('one \u001b[31mlo\u001b[32mss\u001b[0m\ntwo\nthree LOSS loss\n') },
    });
    const panel = await showTab(host, 'output');
    const search = field(panel, 'Search output');
    await search.fill('loss');
    await panel.getByText('1 of 2', { exact: true }).waitFor();
    await shows(() => panel.locator('mark').allTextContents(), ['lo', 'ss', 'LOSS', 'loss']);
    await search.press('Enter');
    await panel.getByText('2 of 2', { exact: true }).waitFor();
    await search.press('Shift+Enter');
    await panel.getByText('1 of 2', { exact: true }).waitFor();
    await search.fill('nowhere');
    await panel.getByText('No results').waitFor();
    await search.press('Escape');
    await shows(() => search.inputValue(), '');
    await shows(() => panel.locator('mark').count(), 0);
  });

  it('follows a running run to its end until the reader scrolls away', async () => {
    let count = 200;
    const host = await open({
      state: { experiment: ready({ ...experiment, state: 'running' }) },
      answers: {
        output: outputInParts(() => Array.from({ length: count }, (_, index) => `line ${index}\n`).join(''), 1e6),
      },
    });
    const panel = await showTab(host, 'output');
    const follow = panel.locator('vscode-checkbox');
    await panel.getByText('line 199', { exact: true }).waitFor();
    count = 400;
    await host.push({ revision: 2 });
    await panel.getByText('line 399', { exact: true }).waitFor();
    const checked = () => follow.evaluate((element) => (element as unknown as { checked: boolean }).checked);
    await shows(() => checked(), true);

    await panel.locator('.lines').evaluate((element) => (element.scrollTop = 900));
    await shows(() => checked(), false);
    count = 600;
    await host.push({ revision: 3 });
    await panel.getByText('600 lines').waitFor();
    await shows(() => panel.locator('.lines').evaluate((element) => element.scrollTop), 900);
    await follow.click();
    await panel.getByText('line 599', { exact: true }).waitFor();
  });
});

/**
 * As the host answers: at most so many characters at once, from the beginning when there is less than was asked from.
 */
const outputInParts =
  (text: () => string, length: number) =>
  ({ from }: { readonly from: number }): Promise<OutputPart> => {
    const whole = text();
    const start = from <= whole.length ? from : 0;
    return Promise.resolve({ from: start, text: whole.slice(start, start + length), total: whole.length });
  };

const field = (panel: Locator, name: string): Locator => panel.getByRole('textbox', { name, exact: true });
