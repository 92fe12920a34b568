/**
 * Console output against a real terminal emulator (xterm.js without a screen): the same lines, whatever moves the
 * cursor.
 */
import assert from 'node:assert/strict';
import { Terminal } from '@xterm/headless';
import fc from 'fast-check';
import { PlainOutputs } from '../../../../src/documents/plainOutputs';
import { TerminalText } from '../../../../src/shared/terminal/terminal';
import { screenRows } from '../../../../src/shared/terminal/terminalScreen';
import { TextInPieces } from '../../../../src/shared/text/chunkedText';

const escape = '\u001b';

/**
 * What the emulator shows, rows that left its screen at the top included; blanks at the ends of lines are those that
 * were written.
 */
async function emulated(text: string): Promise<string[]> {
  const terminal = new Terminal({
    cols: 800,
    rows: screenRows,
    scrollback: 10_000,
    convertEol: true,
    allowProposedApi: true,
  });
  await new Promise<void>((resolve) => terminal.write(text, resolve));
  const { active } = terminal.buffer;
  const lines = Array.from({ length: active.length }, (_, row) => active.getLine(row)?.translateToString(true) ?? '');
  terminal.dispose();
  return lines;
}

/** Rows below the last that holds anything are as empty on a screen as when they are not there. */
function withoutEmptyEnd(lines: readonly string[]): string[] {
  return lines.slice(0, lines.findLastIndex((line) => line !== '') + 1);
}

const isWide = (character: string): boolean => /[\u4e00-\u9fff\uff01-\uff60]/.test(character);

/** A tab is a way to a column on a screen, and a character in a text. */
function withoutTabs(line: string): string {
  let shown = '';
  let column = 0;
  for (const character of line) {
    const width = character === '\t' ? 8 - (column % 8) : /\p{Mn}/u.test(character) ? 0 : isWide(character) ? 2 : 1;
    shown += character === '\t' ? ' '.repeat(width) : character;
    column += width;
  }
  return shown;
}

/** The same lines; what a tab leaves at the end of one are no blanks that were written. */
async function assertSame(text: string): Promise<void> {
  const terminal = new TerminalText(text);
  const lines = Array.from({ length: terminal.count }, (_, line) => terminal.plain(line));
  const shown = (line: string, index: number): string =>
    lines[index]?.endsWith('\t') === true ? withoutTabs(line).trimEnd() : withoutTabs(line);
  assert.deepEqual(
    withoutEmptyEnd(lines.map(shown)),
    withoutEmptyEnd((await emulated(text)).map(shown)),
    `for ${JSON.stringify(text)}`,
  );
}

async function saved(text: string, middle: number): Promise<string> {
  const outputs = new PlainOutputs();
  await outputs.of('run', new TextInPieces([text.slice(0, middle)]));
  return Buffer.from(
    await (await outputs.of('run', new TextInPieces([text.slice(0, middle), text.slice(middle)]))).bytes(),
  ).toString('utf8');
}

const count = fc.oneof(
  fc.constant(''),
  fc.constant('0'),
  fc.integer({ min: 1, max: 12 }).map(String),
  fc.constantFrom('40', '999'),
);
const across = fc.oneof(
  fc.constant(''),
  fc.constant('0'),
  fc.integer({ min: 1, max: 12 }).map(String),
  fc.constant('40'),
);
const moved = fc
  .oneof(
    fc.tuple(count, fc.constantFrom('A', 'B', 'E', 'F', 'd', 'e')),
    fc.tuple(across, fc.constantFrom('C', 'D', 'G', 'a', '`', 'I', 'Z')),
  )
  .map(([by, letter]) => `${escape}[${by}${letter}`);
const placed = fc
  .tuple(count, across, fc.constantFrom('H', 'f'))
  .map(([row, column, letter]) => `${escape}[${row};${column}${letter}`);
const erased = fc
  .constantFrom('J', '0J', '1J', '2J', '?J', 'K', '0K', '1K', '2K', '?K', 'X', '3X', 'P', '2P', '@', '3@')
  .map((what) => `${escape}[${what}`);
const lines = fc.tuple(count, fc.constantFrom('L', 'M', 'S', 'T')).map(([by, letter]) => `${escape}[${by}${letter}`);
const kept = fc.constantFrom(
  `${escape}7`,
  `${escape}8`,
  `${escape}[s`,
  `${escape}[u`,
  `${escape}D`,
  `${escape}E`,
  `${escape}M`,
);
const ignored = fc.constantFrom(
  `${escape}[?25l`,
  `${escape}]0;title\u0007`,
  `${escape}]8;;https://example.com${escape}\\`,
  `${escape}(B`,
  `${escape}[2 q`,
  `${escape}P1$r0m${escape}\\`,
  '\0',
  '\u0007',
  `${escape}[>4;1m`,
);
const coloured = fc.constantFrom(`${escape}[31m`, `${escape}[0m`, `${escape}[1;44m`, `${escape}[38;5;200m`);
const ended = fc.constantFrom('\n', '\n', '\n', '\r\n', '\v', '\f', '\u0085');
const written = fc.oneof(
  fc.constantFrom(
    'epoch',
    'loss 0.25',
    ' ',
    '█████▌   ',
    'x',
    'e\u0301',
    '模型',
    'Ａ',
    '\t',
    '\t\t',
    '\r',
    '\b',
    '\b\b',
  ),
  fc.string({ unit: fc.constantFrom('a', 'b', ' ', '0'), maxLength: 30 }),
);
const anyOutput = fc
  .array(
    fc.oneof(
      { weight: 8, arbitrary: written },
      { weight: 4, arbitrary: ended },
      { weight: 3, arbitrary: moved },
      { weight: 1, arbitrary: placed },
      { weight: 2, arbitrary: erased },
      { weight: 1, arbitrary: kept },
      { weight: 1, arbitrary: lines },
      { weight: 1, arbitrary: ignored },
      { weight: 1, arbitrary: coloured },
    ),
    { maxLength: 60 },
  )
  .map((pieces) => pieces.join(''));

/** Enough lines that some have left the screen. */
const longOutput = fc
  .array(
    fc.oneof(
      {
        weight: 6,
        arbitrary: fc
          .integer({ min: 1, max: 120 })
          .map((lineCount) => Array.from({ length: lineCount }, (_, line) => `line ${line}\n`).join('')),
      },
      { weight: 2, arbitrary: anyOutput },
    ),
    { maxLength: 14 },
  )
  .map((pieces) => pieces.join(''));

const mismatch = (text: string): string => `for ${JSON.stringify(text)}`;

describe('terminal, beside an emulator', () => {
  it('shows the same where tabs are moved from their stops', async () => {
    for (const text of [
      '\t\ta\r\u001b[2P',
      '\t\ta\r\u001b[2@',
      'ab\t\tc\r\u001b[3P\u001b[@',
      'x\ty\tz\u001b[1;3H\u001b[P',
      '\ta\tb\r\u001b[8Pc',
    ]) {
      await assertSame(text);
    }
  });

  it('shows the same where a place was kept that has gone up since', async () => {
    for (const text of [
      '\n\u001b7\u001b[999;40H\n\u001b[uline 0\n',
      'a\nb\u001b[s\nc\u001b[999H\n\n\n\u001b[ux',
      `${'line\n'.repeat(30)}\u001b7${'more\n'.repeat(5)}\u001b8back`,
    ]) {
      await assertSame(text);
    }
  });

  it('shows the same lines', async () => {
    await fc.assert(
      fc.asyncProperty(anyOutput, async (text) => {
        await assertSame(text);
      }),
      { numRuns: 200 },
    );
  });

  it('shows the same lines where many have left the screen', async () => {
    await fc.assert(
      fc.asyncProperty(longOutput, async (text) => {
        await assertSame(text);
      }),
      { numRuns: 50 },
    );
  });

  it('shows and saves the same in whatever pieces it comes, and what is settled stays', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(anyOutput, longOutput),
        fc.infiniteStream(fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 900 }))),
        async (text, lengths) => {
          const whole = new TerminalText(text);
          const grown = new TerminalText();
          for (let from = 0; from < text.length;) {
            const { settled } = grown;
            const checked = [0, settled - 2, settled - 1].filter((line) => line >= 0 && line < settled);
            const before = checked.map((line) => grown.spans(line));
            const [length = 1] = lengths.take(1);
            grown.append(text.slice(from, (from += length)));
            assert.ok(grown.settled >= settled);
            assert.deepEqual(
              checked.map((line) => grown.spans(line)),
              before,
              mismatch(text),
            );
          }
          assert.equal(grown.count, whole.count, mismatch(text));
          for (let line = 0; line < whole.count; line += 1) {
            assert.deepEqual(grown.spans(line), whole.spans(line), mismatch(text));
            assert.equal(
              grown.plain(line),
              grown
                .spans(line)
                .map((span) => span.text)
                .join(''),
            );
          }
          const file = await saved(text, text.length >> 1);
          assert.deepEqual(
            file === '' ? [] : file.replace(/\n$/, '').split('\n'),
            Array.from({ length: whole.count }, (_, line) => whole.plain(line)),
            mismatch(text),
          );
        },
      ),
      { numRuns: 150 },
    );
  });
});
