import { strict as assert } from 'node:assert';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { allSentences, manifestSentences } from '../../../support/checks/bareSentences';

describe('bare sentences', () => {
  let folder: string;
  const write = async (path: string, ...lines: readonly string[]): Promise<void> => {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), lines.join('\n'));
  };
  const bare = (): string[] => allSentences(folder).bare.map(({ text, at }) => `${at} ${text}`);

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sentences-'));
    await write('src/one.ts', '');
    await write('webview/one.ts', '');
  });
  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  it('are found in texts, in templates with values, in branches, and in labels of one word', async () => {
    await write(
      'src/tree/one.ts',
      "show('Nothing was found.');",
      'show(`Deleted ${count} runs`);',
      "const title = isOld ? 'Not up to date' : other;",
      "row({ label: 'Metrics', icon: 'graph' });",
      "row('Queries');",
    );
    assert.deepEqual(bare(), [
      'src/tree/one.ts:1 Nothing was found.',
      'src/tree/one.ts:2 Deleted {0} runs',
      'src/tree/one.ts:3 Not up to date',
      'src/tree/one.ts:4 Metrics',
      'src/tree/one.ts:5 Queries',
    ]);
  });

  it('are found between the tags of a page and in the attributes that a user reads', async () => {
    await write(
      'webview/one.ts',
      'html`<p class="note wide">No values</p>`;',
      'html`<button title="Close" @click=${() => run(html`<b>Inner words</b>`)}>${icon}</button>`;',
      'html`<p>${count} points, ${html`<b>of which</b>`} ${name}</p>`;',
    );
    assert.deepEqual(bare(), [
      'webview/one.ts:1 No values',
      'webview/one.ts:2 Close',
      'webview/one.ts:2 Inner words',
      'webview/one.ts:3 {count} points, {html`<b>of which</b>`} {name}',
      'webview/one.ts:3 of which',
    ]);
  });

  it('are no texts that programs read, nor what is translated', async () => {
    await write(
      'src/tree/one.ts',
      "log.line('Asked the server again.');",
      "throw new Error('This cannot happen here.');",
      "database.run('SELECT name FROM runs ORDER BY name');",
      "const type = 'application/json; charset=utf-8';",
      "if (answer === 'not found here') {}",
      "show(l10n.t('Nothing was found.'), l10n.t('Deleted {count} runs', { count }));",
      'svg += `<rect width="1" height="2"/>`;',
      'html`<p class="a b">${l10n.t(\'No values\')}</p>`;',
    );
    await write('src/lab/comet/one.ts', "answer('no such experiment');");
    assert.deepEqual(bare(), []);
    assert.deepEqual(allSentences(folder).translated, ['Deleted {count} runs', 'No values', 'Nothing was found.']);
  });

  it('are found inside the values of a sentence that is translated', async () => {
    await write('src/tree/one.ts', "l10n.t('Deleted {what}', { what: isOne ? 'one run' : 'all of them' });");
    assert.deepEqual(bare(), ['src/tree/one.ts:1 one run', 'src/tree/one.ts:1 all of them']);
  });

  it('must stand where they are translated, so that a translator finds them', async () => {
    await write('src/tree/one.ts', 'show(l10n.t(sentence));');
    const [found] = allSentences(folder).bare;
    assert.equal(found?.because, 'is not written where it is translated');
  });

  it('are whole, and say with a name what is put in', async () => {
    const pieces = [
      ', then cancelled',
      ' of {title}',
      '; {count} failed',
      'Loading ',
      'Paused,',
      '{name}: {value}',
      '{name}',
    ];
    const whole = ['{count} of {total}', '…and {count} more', '“{name}” is gone.', '(none)', '+{count} more', 'Aa'];
    await write(
      'src/tree/one.ts',
      ...[...pieces, ...whole, 'Deleted {0} runs'].map((sentence) => `l10n.t('${sentence}', values);`),
    );
    assert.deepEqual(
      allSentences(folder).bare.map(({ at, because }) => `${at} ${because}`),
      [
        ...pieces.map((_, index) => `src/tree/one.ts:${index + 1} is a piece of a sentence`),
        `src/tree/one.ts:${pieces.length + whole.length + 1} has a number for a name`,
      ],
    );
  });

  it('are no values of a style', async () => {
    await write(
      'webview/one.ts',
      'html`<p title=${`at: ${place} there`} .style=${`color: ${ground}; left: ${place}`}></p>`;',
    );
    assert.deepEqual(bare(), ['webview/one.ts:1 at: {0} there']);
  });

  it('are found in a manifest, with keys that have no sentence and sentences that have no key', () => {
    const found = manifestSentences(
      {
        displayName: '%name%',
        contributes: { commands: [{ command: 'a.b', title: 'Open Run' }, { title: '%open%' }] },
      },
      { name: 'Explorer', close: 'Close' },
    );
    assert.deepEqual(
      found.map(({ text, at, because }) => `${at} ${text} ${because}`),
      [
        'package.json.commands.0.title Open Run is not translated',
        'package.json.commands.1.title %open% is not translated',
        'package.nls.json close is used nowhere',
      ],
    );
  });
});
