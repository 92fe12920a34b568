/** Output as a terminal shows it. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { longestLine, plainOutput, plainStyle, TerminalText } from '../../../../src/shared/terminal/terminal';

const allPlain = (text: string): string[] => {
  const terminal = new TerminalText(text);
  return Array.from({ length: terminal.count }, (_, line) => terminal.plain(line));
};
const spansOf = (text: string, line = 0): [string, Partial<typeof plainStyle>][] =>
  new TerminalText(text)
    .spans(line)
    .map(({ text: own, style }) => [
      own,
      Object.fromEntries(
        Object.entries(style).filter(([key, value]) => value !== plainStyle[key as keyof typeof plainStyle]),
      ),
    ]);

describe('terminal', () => {
  it('cuts into lines as split does, but for a trailing newline', () => {
    assert.deepEqual(allPlain(''), []);
    assert.deepEqual(allPlain('\n'), ['']);
    assert.deepEqual(allPlain('a\r\nb\r\n'), ['a', 'b']);
    assert.deepEqual(allPlain('a\n\nb'), ['a', '', 'b']);
    fc.assert(
      fc.property(fc.array(fc.string({ unit: fc.constantFrom('a', 'é', '🚀', ' ', '\t') })), (lines) => {
        assert.deepEqual(allPlain(lines.map((line) => `${line}\n`).join('')), lines);
      }),
    );
  });

  it('writes over a line after a carriage return', () => {
    assert.deepEqual(allPlain('10%\r20%\r100% done\nnext'), ['100% done', 'next']);
    assert.deepEqual(allPlain('abcdef\rXY\n'), ['XYcdef']);
    assert.deepEqual(allPlain('abcdef\r\x1b[KXY\n'), ['XY']);
    assert.deepEqual(allPlain('abcdef\x1b[2K\rXY\n'), ['XY']);
    assert.deepEqual(allPlain('abc\b\bX\n'), ['aXc']);
    assert.deepEqual(allPlain(`${Array.from({ length: 100_000 }, (_, step) => `\rstep ${step}`).join('')}\n`), [
      'step 99999',
    ]);
  });

  it('reads colours and styles, and carries them to the next lines', () => {
    assert.deepEqual(spansOf('a\x1b[31mred\x1b[1mbold\x1b[0m end'), [
      ['a', {}],
      ['red', { foreground: 1 }],
      ['bold', { foreground: 1, bold: true }],
      [' end', {}],
    ]);
    const text = 'x\n\x1b[92mgreen\nstill\nagain\x1b[39m\nplain\n';
    assert.deepEqual(
      [0, 1, 2, 3, 4].map((line) => spansOf(text, line)),
      [
        [['x', {}]],
        [['green', { foreground: 10 }]],
        [['still', { foreground: 10 }]],
        [['again', { foreground: 10 }]],
        [['plain', {}]],
      ],
    );
    assert.deepEqual(spansOf('\x1b[1;38;5;39mCOMET INFO:\x1b[0m x'), [
      ['COMET INFO:', { bold: true, foreground: 14 }],
      [' x', {}],
    ]);
    assert.deepEqual(spansOf('\x1b[38;2;255;0;0;4mr'), [['r', { foreground: 9, underline: true }]]);
    assert.deepEqual(spansOf('\x1b[48;5;240m\x1b[7mr'), [['r', { background: 8, inverse: true }]]);
  });

  it('drops what is no text: links, cursor movements, titles, lone escapes', () => {
    assert.deepEqual(allPlain('\x1b]8;;https://x\x07link\x1b]8;;\x1b\\!\x1b[A\x1b[?25l\x1b(B\x07.\x1b'), ['link!.']);
  });

  it('cuts endless lines', () => {
    assert.equal(new TerminalText('x'.repeat(50_000)).spans(0)[0]!.text.length, longestLine);
  });

  it('gives the same style to a line whoever asks first', () => {
    const piece = fc.constantFrom(
      '\n',
      '\n',
      '\r',
      'word',
      ' ',
      '\x1b[31m',
      '\x1b[0m',
      '\x1b[1m',
      '\x1b[44m',
      '\x1b[22m',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 80 }), (pieces) => {
        const text = pieces.join('');
        const terminal = new TerminalText(text);
        // The independent reading: colours of the whole prefix, one sequence after the other.
        for (let line = terminal.count - 1; line >= 0; line -= 1) {
          const expected = { foreground: null as number | null, background: null as number | null, bold: false };
          let current = 0;
          for (const own of pieces) {
            if (own === '\n') {
              current += 1;
            }
            if (current > line) {
              break;
            }
            if (current < line || own === '\n') {
              if (own === '\x1b[31m') {
                expected.foreground = 1;
              }
              if (own === '\x1b[44m') {
                expected.background = 4;
              }
              if (own === '\x1b[1m') {
                expected.bold = true;
              }
              if (own === '\x1b[22m') {
                expected.bold = false;
              }
              if (own === '\x1b[0m') {
                Object.assign(expected, { foreground: null, background: null, bold: false });
              }
            }
          }
          const raw = text.split('\n')[line]!;
          const first = terminal.spans(line)[0];
          if (first === undefined || !/^(word| )/.test(raw) || raw.includes('\r')) {
            continue;
          }
          assert.deepEqual(
            { foreground: first.style.foreground, background: first.style.background, bold: first.style.bold },
            expected,
          );
        }
      }),
      { numRuns: 300 },
    );
  });

  it('is the same however the text arrives', () => {
    const piece = fc.constantFrom(
      '\n',
      '\r\n',
      '\r',
      'word',
      ' ',
      '🚀',
      'é',
      '\b',
      '\x1b[31m',
      '\x1b[0m',
      '\x1b[1;44m',
      '\x1b[K',
      '\x1b]0;title\x07',
    );
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 80 }),
        fc.infiniteStream(fc.integer({ min: 1, max: 9 })),
        (pieces, lengths) => {
          const text = pieces.join('');
          const whole = new TerminalText(text);
          const grown = new TerminalText();
          for (let from = 0; from < text.length;) {
            const { settled } = grown;
            const before = Array.from({ length: settled }, (_, line) => grown.spans(line));
            const [length] = lengths.take(1);
            grown.append(text.slice(from, (from += length!)));
            assert.deepEqual(
              before,
              Array.from({ length: settled }, (_, line) => grown.spans(line)),
              'settled lines stay',
            );
          }
          assert.equal(grown.count, whole.count);
          for (let line = 0; line < whole.count; line += 1) {
            assert.deepEqual(grown.spans(line), whole.spans(line));
            assert.equal(
              grown.plain(line),
              grown
                .spans(line)
                .map((span) => span.text)
                .join(''),
            );
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  it('keeps of endless progress bars what is seen of them, and their colours', () => {
    const bar = (step: number): string => `\r\x1b[3${(step % 7) + 1}m${'#'.repeat(step % 40).padEnd(40)} step ${step}`;
    const text = `begin\n${Array.from({ length: 20_000 }, (_, step) => bar(step)).join('')}\nnext\n\x1b[0m${'x'.repeat(200_000)}\x1b[1m\nbold`;
    const grown = new TerminalText();
    for (let from = 0; from < text.length; from += 7001) {
      grown.append(text.slice(from, from + 7001));
    }
    const color = (19_999 % 7) + 1;
    for (const terminal of [grown, new TerminalText(text)]) {
      assert.equal(terminal.count, 5);
      assert.equal(terminal.plain(1), `${'#'.repeat(19_999 % 40).padEnd(40)} step 19999`);
      assert.deepEqual(
        terminal.spans(1).map(({ style }) => style.foreground),
        [color],
      );
      assert.deepEqual(terminal.spans(2), [{ text: 'next', style: { ...plainStyle, foreground: color } }]);
      assert.equal(terminal.plain(3), 'x'.repeat(longestLine));
      assert.deepEqual(terminal.spans(4), [{ text: 'bold', style: { ...plainStyle, bold: true } }]);
    }
  });

  it('shows nested progress bars as they stand on a screen', () => {
    // Two bars as tqdm writes them: a line feed leads to the inner one, and a sequence back.
    const bars = ['start\n\rall: 0/2'];
    for (let all = 1; all <= 2; all += 1) {
      for (let inner = 0; inner <= 4; inner += 1) {
        bars.push(`\n\rinner: ${inner}/4\u001b[A`);
      }
      bars.push(`\rall: ${all}/2`);
    }
    assert.deepEqual(allPlain(`${bars.join('')}\n\nend\n`), ['start', 'all: 2/2', 'inner: 4/4', 'end']);
    // Three tasks as rich draws them: all are erased and drawn again.
    const tasks = (step: number): string => ['a', 'b', 'c'].map((task) => `\u001b[2K${task} ${step}/9`).join('\n');
    assert.deepEqual(
      allPlain(
        `begin\n${Array.from({ length: 10 }, (_, step) => `${step === 0 ? '' : '\r\u001b[2A'}${tasks(step)}`).join('')}\nend`,
      ),
      ['begin', 'a 9/9', 'b 9/9', 'c 9/9', 'end'],
    );
    // A display that goes away when it is done.
    assert.deepEqual(allPlain('one\nloading\nstill\u001b[1A\r\u001b[Jtwo\n'), ['one', 'two']);
    assert.deepEqual(allPlain('a\u001b7\nb\u001b8!\n'), ['a!', 'b']);
    // The cursor reaches the rows of a screen, and none that have left it.
    const many = Array.from({ length: 1000 }, (_, line) => `line ${line}\n`).join('');
    const reached = allPlain(`${many}\u001b[999Aup`);
    assert.equal(reached.length, 1000);
    assert.deepEqual(
      reached.flatMap((line, index) => (line === `line ${index}` ? [] : [[index, line]])),
      [[745, 'upne 745']],
    );
    assert.ok(new TerminalText(many).settled > 700);
  });

  it('goes on with lines when the cursor has long been still, and keeps colours and what was saved', () => {
    const terminal = new TerminalText('\u001b7\u001b[32mgreen\n\u001b[Aup\n');
    for (let line = 0; line < 2000; line += 1) {
      terminal.append(`line ${line}\n`);
    }
    terminal.append('open');
    assert.equal(terminal.count, 2002);
    assert.equal(terminal.settled, 1746);
    assert.deepEqual(
      [0, 1, 2000, 2001].map((line) => terminal.plain(line)),
      ['upeen', 'line 0', 'line 1999', 'open'],
    );
    assert.deepEqual(terminal.spans(1500), [{ text: 'line 1499', style: { ...plainStyle, foreground: 2 } }]);
    assert.deepEqual(terminal.spans(2001), [{ text: 'open', style: { ...plainStyle, foreground: 2 } }]);
    terminal.append('\u001b8first\n');
    assert.equal(terminal.plain(1746), 'first1745');
    assert.deepEqual(terminal.spans(1746)[0], { text: 'first', style: plainStyle });
  });

  it('drops control characters with colours and without, and ends lines where printers did', () => {
    for (const color of ['', '\u001b[31m']) {
      assert.deepEqual(allPlain(`${color}epoch 1\0\0\0\nepoch\u0001\u0007\u000e\u007f 2\n`), ['epoch 1', 'epoch 2']);
      assert.deepEqual(allPlain(`${color}a\vb\fc\u0085d\n`), ['a', 'b', 'c', 'd']);
      assert.equal(plainOutput(`${color}epoch 1\0\0\0\nepoch 2\0`), 'epoch 1\nepoch 2');
      assert.deepEqual(
        new TerminalText(`${color}a\0b`)
          .spans(0)
          .map(({ text }) => text)
          .join(''),
        'ab',
      );
    }
    assert.deepEqual(allPlain('\u009b31mred\u009b0m\u0090data\u009c.'), ['red.']);
  });

  it('says how much of a long line is not drawn, and keeps it for files', () => {
    const long = 'x'.repeat(25_000);
    for (const text of [
      long,
      `${long}\nnext`,
      `\u001b[31m${long}\u001b[0m`,
      `\u001b[31m${long}\u001b[0m\nnext`,
      `\u001b[A${long}`,
    ]) {
      const terminal = new TerminalText(text);
      assert.equal(terminal.plain(0).length, longestLine);
      assert.equal(terminal.undrawn(0), 15_000);
      assert.ok(terminal.whole(0) === long);
      assert.ok(plainOutput(text).startsWith(long));
    }
    assert.equal(plainOutput(`\u001b[A${'x'.repeat(50_000)}\n`).slice(-26), 'x … 17,232 more characters\n'.slice(-26));
  });

  it('makes plain text for editors', () => {
    assert.equal(plainOutput('a\x1b[31mb\x1b[0m\r\n1\r2\n'), 'ab\n2\n');
    assert.equal(plainOutput('same\ntext'), 'same\ntext');
  });
});
