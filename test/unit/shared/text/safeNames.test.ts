/** Names for the disk: whatever a server sends, it stays inside, is a name everywhere, and collides with nothing. */
import assert from 'node:assert/strict';
import { posix, win32 } from 'node:path';
import fc from 'fast-check';
import { distinctPaths, nameWith, safeName, safePath, splitExtension } from '../../../../src/shared/text/safeNames';

const hostile = [
  '',
  '.',
  '..',
  '...',
  '/',
  '../..',
  '../../etc/passwd',
  '/etc/passwd',
  'C:\\Windows',
  'C:evil',
  '\\\\host\\share\\x',
  'a/../../b',
  './././.',
  '~',
  '~/x',
  'CON',
  'nul.txt',
  'COM1.tar.gz',
  'lpt¹',
  'aux ',
  'a.',
  'a. .',
  ' a',
  'a\u0000b',
  'a\nb',
  'a:b',
  'a*?"<>|b',
  '\u202egpj.exe',
  '\ud800',
  '-rf',
  '.gitignore',
  'x'.repeat(400),
  '模'.repeat(200),
  '🚀'.repeat(100),
  `${'x'.repeat(400)}.json`,
  'README.md',
  'readme.MD',
  'é',
  'e\u0301',
];
const anyText = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: 'binary' }),
  fc.constantFrom(...hostile),
  fc.array(fc.constantFrom(...hostile), { maxLength: 4 }).map((parts) => parts.join('/')),
);

function assertSafe(name: string): void {
  assert.ok(name !== '' && name !== '.' && name !== '..', JSON.stringify(name));
  assert.doesNotMatch(name, /[\p{Cc}\p{Cs}/\\:*?"<>|\u202a-\u202e]/u);
  assert.doesNotMatch(name, /[. ]$|^ /);
  assert.doesNotMatch(name, /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i);
  assert.ok(Buffer.byteLength(name) <= 255 - 40, 'leaves no room for numbers and parts');
  assert.equal(Buffer.from(name).toString(), name, 'survives UTF-8');
}

describe('safeName', () => {
  it('is a name on every file system', () => {
    fc.assert(
      fc.property(anyText, (text) => assertSafe(safeName(text))),
      { numRuns: 2000 },
    );
  });

  it('changes nothing twice', () => {
    fc.assert(
      fc.property(anyText, (text) => assert.equal(safeName(safeName(text)), safeName(text))),
      { numRuns: 1000 },
    );
  });

  it('leaves ordinary names as they are', () => {
    for (const name of [
      'train.py',
      'model (1).pkl',
      '.gitignore',
      'naïve café.txt',
      '模型.json',
      '🚀 run.png',
      'متن.txt',
      'a.tar.gz',
      '👩‍🔬.png',
    ]) {
      assert.equal(safeName(name), name);
    }
  });

  it('keeps the extension of a name that is too long', () => {
    assert.match(safeName(`${'x'.repeat(400)}.json`), /^x+\.json$/);
    assert.match(safeName(`${'🚀'.repeat(100)}.png`), /^(🚀)+\.png$/u);
  });

  it('does not let a name be a device', () => {
    assert.equal(safeName('nul.txt'), '_nul.txt');
    assert.equal(safeName('console.log'), 'console.log');
  });
});

describe('safePath', () => {
  it('stays inside, for both kinds of systems', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const names = safePath(text);
        assert.ok(names.length > 0);
        names.forEach(assertSafe);
        assert.equal(posix.relative('/root', posix.join('/root', ...names)).split('/').length, names.length);
        assert.ok(win32.join('C:\\root', ...names).startsWith('C:\\root\\'));
      }),
      { numRuns: 2000 },
    );
  });

  it('keeps the folders that are some', () => {
    assert.deepEqual(safePath('figures/epoch 1/roc.png'), ['figures', 'epoch 1', 'roc.png']);
    assert.deepEqual(safePath('../../a\\..\\b'), ['a', 'b']);
    assert.deepEqual(safePath('/..//.'), ['unnamed']);
  });
});

describe('distinctPaths', () => {
  const fold = (names: readonly string[]): string => names.join('/').normalize('NFC').toLowerCase();

  it('gives no two the same file, and no file the place of a folder', () => {
    const wanted = fc.array(
      fc.record({
        path: fc.oneof(anyText, fc.constantFrom('a', 'A', 'a/b', 'A/B', 'a/b/c', 'a (2)', 'é', 'e\u0301')),
        note: fc.constantFrom('', 'step 1', '../x'),
      }),
      { maxLength: 40 },
    );
    fc.assert(
      fc.property(wanted, (files) => {
        const paths = distinctPaths(files);
        assert.equal(paths.length, files.length);
        for (const path of paths) {
          path.forEach(assertSafe);
        }
        const names = new Set(paths.map(fold));
        assert.equal(names.size, paths.length);
        for (const path of paths) {
          for (let depth = 1; depth < path.length; depth += 1) {
            assert.ok(!names.has(fold(path.slice(0, depth))), path.join('/'));
          }
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('does not rename the first ones when more come', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ path: anyText, note: fc.constant('') }), { maxLength: 20 }),
        fc.nat(20),
        (files, count) => {
          assert.deepEqual(distinctPaths(files).slice(0, count), distinctPaths(files.slice(0, count)));
        },
      ),
    );
  });

  it('says what differs before it counts', () => {
    const at = (path: string, note: string): { path: string; note: string } => ({ path, note });
    assert.deepEqual(
      distinctPaths([
        at('roc.png', 'step 1'),
        at('roc.png', 'step 2'),
        at('ROC.png', 'step 2'),
        at('roc.png/x', ''),
      ]).map((names) => names.join('/')),
      ['roc.png', 'roc (step 2).png', 'ROC (2).png', 'roc (3).png/x'],
    );
  });

  it('takes thousands of one name', () => {
    const paths = distinctPaths(Array.from({ length: 20_000 }, () => ({ path: 'figure.png', note: '' })));
    assert.equal(new Set(paths.map(fold)).size, 20_000);
  });
});

describe('nameWith and splitExtension', () => {
  it('number in front of the extension', () => {
    assert.equal(nameWith('report.pdf', 2), 'report (2).pdf');
    assert.equal(nameWith('.gitignore', 2), '.gitignore (2)');
    assert.equal(nameWith('folder', 3), 'folder (3)');
    assert.deepEqual(splitExtension(`v1.${'0'.repeat(30)}`), { stem: `v1.${'0'.repeat(30)}`, extension: '' });
  });
});
