/**
 * Regular expressions that somebody types: what they find, what is said of those that are none, and that none takes for
 * ever.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { loadRegExps, typedRegExp, type UserRegExp } from '../../../../src/shared/text/userRegExp';

describe('a typed regular expression', () => {
  before(loadRegExps);
  const read = (source: string, options: Parameters<typeof typedRegExp>[1] = {}): UserRegExp => {
    const { regExp, mistake } = typedRegExp(source, options);
    assert.ok(regExp !== null, mistake ?? undefined);
    return regExp;
  };
  const mistakeOf = (source: string): string => typedRegExp(source).mistake ?? '';

  it('is read when its library is there, and says when that is', () => {
    // A process of its own, where nobody has asked for the library yet.
    const script = `import { typedRegExp } from './src/shared/text/userRegExp';
      const before = typedRegExp('a+');
      await before.loading;
      process.stdout.write(JSON.stringify([before.regExp, before.mistake, typedRegExp('a+').regExp?.ranges('baab'), typedRegExp('a+').loading]));`;
    const { stdout, stderr } = spawnSync(
      process.execPath,
      ['--import', 'tsx', '--input-type=module', '--eval', script],
      { encoding: 'utf8' },
    );
    assert.equal(stdout, '[null,null,[[1,3]],null]', stderr);
  });

  it('finds what JavaScript finds', () => {
    const sources = [
      'loss.*acc',
      'epoch \\d+',
      '(\\d{1,3}\\.){3}\\d{1,3}',
      '(?:warn|error)',
      '^\\s*$',
      '[^\\]a-c]+?b',
      '\\bword\\b',
      'x{2,3}',
      '(?<name>a)b?',
      '\\u00e9|é',
      'a\\/b',
      '😀+',
      '\\p{Lu}',
      'K',
    ];
    const text = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.string({ unit: fc.constantFrom('a', 'b', 'c', ' ', '1', '.', 'x', 'word', 'loss', 'acc', 'é', '😀', '/') }),
    );
    fc.assert(
      fc.property(fc.constantFrom(...sources), text, fc.boolean(), (source, line, matchCase) => {
        const expected = [...line.matchAll(new RegExp(source, matchCase ? 'gu' : 'giu'))]
          .map((match) => [match.index, match.index + match[0].length])
          .filter(([from, to]) => from !== to);
        assert.deepEqual(read(source, { matchCase }).ranges(line), expected);
        assert.equal(read(source, { matchCase }).test(line), new RegExp(source, matchCase ? 'u' : 'iu').test(line));
      }),
      { numRuns: 500 },
    );
  });

  it('gives its first group, or all that it matches', () => {
    assert.deepEqual(
      [
        read('/(x|y)').captured('a/x2'),
        read('LOSS|b').captured('a loss'),
        read('(a)?b').captured('b'),
        read('q').captured('a'),
      ],
      ['x', 'loss', 'b', null],
    );
    assert.ok(read('a.b', { flags: 's' }).test('a\nb') && !read('a.b').test('a\nb'));
  });

  it('is answered in a sentence when it is none', () => {
    assert.equal(mistakeOf('a('), 'This is not a regular expression: missing closing ).');
    assert.equal(mistakeOf('*'), 'This is not a regular expression: missing argument to repetition operator.');
    for (const source of ['(?=a)b', 'a(?!b)', '(?<=a)b', '(?<!a)b', '(a)\\1', '(?<n>a)\\k<n>']) {
      assert.match(mistakeOf(source), /^Look-ahead, look-behind and back-references cannot be used here/, source);
    }
    for (const source of ['(\\w{50}){40}', '.{0,1000}.{0,1000}']) {
      assert.match(
        mistakeOf(source),
        /^This expression is too large\.|^This is not a regular expression: invalid repeat count/,
        source,
      );
    }
  });

  it('never takes for ever, however it repeats what repeats', () => {
    // Each of these runs for longer than anybody lives in an engine that tries one way after the other. A bound on
    // steps, not on time: the suite's own deadline ends what hangs.
    const endless = [
      '(a+)+$',
      '(a*)*b',
      '(?:a+)*b',
      '(a|aa)+$',
      '(\\w|\\d)*!x',
      '(a?){60}a{60}b',
      '(x+x+)+y',
      '^(([a-z])+.)+[A-Z]$',
      '.*.*.*.*.*.*x',
      '(.*,)*;',
    ];
    for (const source of endless) {
      const line = `${'a'.repeat(100_000)}!`;
      assert.equal(read(source, { matchCase: true }).test(line), false, source);
      assert.deepEqual(read(source, { matchCase: true }).ranges(line), [], source);
    }
  });

  it('marks all matches of an ordinary line, and the first of a line on which that would take for ever', () => {
    assert.equal(read('a').ranges('ab'.repeat(500)).length, 500);
    const marked = read('a*z|a').ranges('a'.repeat(20_000));
    assert.ok(marked.length > 0 && marked.length < 100, String(marked.length));
  });
});
