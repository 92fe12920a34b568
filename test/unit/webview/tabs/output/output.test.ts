/**
 * The pure parts of the Output tab: what is searched for, and what is linked.
 */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { loadRegExps } from '../../../../../src/shared/text/userRegExp';
import { linksOf } from '../../../../../webview/tabs/output/lineLinks';
import { readPattern, type LinePattern, type PatternOptions } from '../../../../../webview/tabs/output/linePattern';

describe('a pattern for lines', () => {
  before(loadRegExps);

  const read = (query: string, options: Partial<PatternOptions> = {}): LinePattern => {
    const { pattern, mistake } = readPattern(query, { matchCase: false, expression: false, words: false, ...options });
    assert.ok(pattern !== null, mistake ?? 'nothing to search for');
    return pattern;
  };

  it('finds a text as it is, whatever its signs mean elsewhere', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), fc.string({ unit: 'grapheme' }), (needle, around) => {
        const pattern = read(needle, { matchCase: true });
        assert.ok(pattern.test(`${around}${needle}${around}`));
        assert.equal(pattern.test(around), around.includes(needle));
        assert.ok(pattern.test(needle), 'once more, as global expressions remember');
      }),
    );
  });

  it('takes words in any order, phrases in quotes, and either case', () => {
    const words = read('LOSS "epoch 1"', { words: true });
    assert.ok(words.test('loss at epoch 12'));
    assert.ok(!words.test('epoch 2 loss 1'));
    assert.deepEqual(words.ranges('loss at epoch 12'), [
      [0, 4],
      [8, 15],
    ]);
    assert.notEqual(readPattern('" "', { matchCase: false, expression: false, words: true }).pattern, null);
    assert.equal(readPattern('   ', { matchCase: false, expression: false, words: true }).pattern, null);
  });

  it('takes regular expressions, leaves out empty matches, and says what is wrong with one', () => {
    assert.deepEqual(read('o*', { expression: true }).ranges('foo bar o'), [
      [1, 3],
      [8, 9],
    ]);
    assert.ok(!read('^LOSS', { expression: true, matchCase: true }).test('loss'));
    assert.deepEqual(readPattern('a(', { matchCase: false, expression: true, words: false }), {
      pattern: null,
      mistake: 'This is not a regular expression: missing closing ).',
      loading: null,
    });
  });
});

describe('links of a line', () => {
  const file = (path: string) => ({ path, assetId: null, size: null });
  const linked = (text: string, files: readonly string[]) =>
    linksOf(text, files.map(file)).map((link) => [
      text.slice(link.from, link.to),
      link.kind === 'web' ? link.address : link.path,
    ]);

  it('links a file only where one logged file is certainly meant', () => {
    assert.deepEqual(linked('File "C:\\work\\src\\train.py", line 3', ['src/train.py', 'train.py']), [
      ['C:\\work\\src\\train.py', 'src/train.py'],
    ]);
    assert.deepEqual(linked('File "other/train.py", line 3', ['src/train.py']), []);
    assert.deepEqual(linked('train.py:3', ['a/train.py', 'b/train.py']), []);
    assert.deepEqual(linked('train.py:3: note', ['a/train.py']), [['train.py:3', 'a/train.py']]);
    assert.deepEqual(linked('File "/usr/lib/python3.11/train.py", line 3', ['train.py']), []);
  });

  it('links only whole web addresses without a password', () => {
    assert.deepEqual(
      linked('(see https://example.com/x), http://a.example. ftp://x file:///y https://u:p@z.example vscode://x', []),
      [
        ['https://example.com/x', 'https://example.com/x'],
        ['http://a.example', 'http://a.example/'],
      ],
    );
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        for (const link of linksOf(`https://${text}`, [])) {
          assert.ok(link.kind === 'web' && /^https?:\/\/[^/@]*(\/|$)/.test(link.address), JSON.stringify(link));
        }
      }),
    );
  });
});
