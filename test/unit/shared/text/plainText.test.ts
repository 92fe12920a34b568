/**
 * Texts of others where the editor looks for links and pictures: what it would find in them, by its own expressions.
 */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isTypedAs, longestSentence, oneLine, severalLines } from '../../../../src/shared/text/plainText';
import { BackendError, toProblem } from '../../../../src/shared/problem';
import { shortName } from '../../../../src/shared/text/summary';

/** As in the workbench of VS Code 1.103 and 1.139 (`parseLinkedText`, `renderLabelWithIcons`), but of any scheme. */
const link = /\[([^\]]+)\]\(([^)\s]+)(?: (["'])(.+?)(\3))?\)/i;
const picture = /\$\([A-Za-z0-9-]+(?:~[A-Za-z]+)?\)/;
const assertPlain = (text: string): void => {
  assert.doesNotMatch(text, link);
  assert.doesNotMatch(text, picture);
  assert.doesNotMatch(text, /[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}\p{Cs}]/u);
};

const hostile = [
  '[Open](command:workbench.action.terminal.new)',
  '[Open](command:workbench.action.terminal.sendSequence?%7B%22text%22%3A%22x%22%7D "title")',
  '[a](file:///etc/passwd)',
  '[a](https://evil.example)',
  '[[a]](COMMAND:x)',
  '![a](http://x)',
  '[a]\u200b(command:x)',
  '[a]\u2060(command:x)',
  '[a]\u00ad(command:x)',
  '[a](command:x)[b](command:y)',
  '[a\n](command:x)',
  '[a]\u202e(command:x)',
  '$(trash) all',
  '\\$(trash)',
  '$\u200b(trash~spin)',
  'a\u0000b\u001b[31m',
  'x\r\n2026-11-30 [error] forged',
];

describe('texts of others', () => {
  it('have no link and no picture in them, and are read as before', () => {
    for (const text of hostile) {
      const shown = oneLine(text);
      assertPlain(shown);
      assert.equal(
        shown.replaceAll('\u2060', ''),
        text.replace(/[\s\p{Cc}]+/gu, ' ').replace(/\p{Cf}/gu, ''),
        'readable',
      );
      assertPlain(shortName(text, 20));
      for (const line of severalLines(`${text}\nmore ${text}`).split('\n')) {
        assertPlain(line);
      }
      assertPlain(new BackendError('refused', text, { advice: text }).message);
      assertPlain(toProblem(new TypeError(text)).message);
    }
  });

  it('have none when several stand beside each other, and stay as they are when they come through twice', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        '[',
        ']',
        '(',
        ')',
        '$',
        'command:',
        'x',
        ' ',
        '\n',
        '\u2060',
        '\u200b',
        '\u202e',
        '"',
        ...hostile,
      ),
      fc.string({ unit: 'binary', maxLength: 5 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), fc.integer({ min: 2, max: 80 }), (pieces, longest) => {
        const text = pieces.join('');
        const shown = oneLine(text, longest);
        assertPlain(shown);
        assert.ok(shown.length <= longest);
        assert.equal(oneLine(shown, longest), shown);
        assertPlain(oneLine(pieces.map((one) => oneLine(one)).join('')));
        const lines = severalLines(text, longest);
        assert.ok(lines.length <= longest);
        for (const line of lines.split('\n')) {
          assertPlain(line);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('are bounded, whatever a server sends', () => {
    const long = 'far too much '.repeat(100_000);
    assert.equal(new BackendError('refused', long).message.length, longestSentence);
    assert.equal(toProblem(new Error(long)).message.length, longestSentence);
    assert.equal(severalLines(long, 100).length, 100);
    assert.equal(oneLine(`${' '.repeat(3000)}x`, 10), '', 'what stands behind a page of blanks is not read');
  });

  it('keep the letters and emoji that are made of several characters', () => {
    for (const text of ['👩‍🔬 run', 'می‌خواهم', '🏴󠁧󠁢󠁥󠁮󠁧󠁿', 'a\u0308', 'naïve – “run” №1']) {
      assert.equal(oneLine(text), text);
    }
  });

  it('can be typed as they are seen and as they are', () => {
    for (const name of hostile) {
      assert.ok(isTypedAs(oneLine(name), name), name);
      assert.ok(isTypedAs(name, name), name);
    }
    assert.ok(isTypedAs('a b', 'a\n\tb'));
    for (const typed of ['', 'a', 'a  bc', 'A B']) {
      assert.ok(!isTypedAs(typed, 'a b'), typed);
    }
  });
});
