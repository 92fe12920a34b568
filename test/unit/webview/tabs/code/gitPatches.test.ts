/** Patches that git itself makes of random trees: no line of them is lost, and what is counted is what git counts. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { escapeCharacter } from '../../../../../src/shared/terminal/terminalRow';
import { readPatch, type PatchLine, type ReadPatch } from '../../../../../webview/tabs/code/patchLines';

const environment = {
  PATH: process.env['PATH'],
  HOME: tmpdir(),
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  LC_ALL: 'C',
  GIT_AUTHOR_NAME: 'Ada',
  GIT_AUTHOR_EMAIL: 'ada@example.com',
  GIT_COMMITTER_NAME: 'Ada',
  GIT_COMMITTER_EMAIL: 'ada@example.com',
  GIT_AUTHOR_DATE: '2026-01-01T00:00:00Z',
  GIT_COMMITTER_DATE: '2026-01-01T00:00:00Z',
};

/** What git printed; also where it says by its exit code that there are differences. */
function git(folder: string, ...words: readonly string[]): string {
  return execFileSync('git', ['-c', 'core.autocrlf=false', '-c', 'merge.conflictStyle=merge', ...words], {
    cwd: folder,
    env: environment,
    stdio: ['ignore', 'pipe', 'ignore'],
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
}

/** Fails where git does: a merge with a conflict is what is wanted. */
function gitOrConflict(folder: string, ...words: readonly string[]): void {
  try {
    git(folder, ...words);
  } catch {
    // The conflict lies in the folder.
  }
}

const raw = (line: PatchLine): readonly string[] =>
  line.kind === 'file'
    ? line.file.header
    : 'oldNumber' in line
      ? [`${line.marks ?? { added: '+', removed: '-', same: ' ' }[line.kind]}${line.text}`]
      : [line.text];

/** Every line of the patch is shown or stands for a heading, in its order. */
function assertWhole(patch: string): ReadPatch {
  const read = readPatch(patch);
  const expected = patch.replace(new RegExp(`${escapeCharacter}\\[[0-9;]*[mK]`, 'g'), '').split('\n');
  if (expected.at(-1) === '') {
    expected.pop();
  }
  const shown = read.lines.flatMap(raw);
  assert.deepEqual(shown.toSorted(), expected.toSorted(), patch);
  // Lines keep their order; those that a heading stands for come with it.
  const headed = new Set(read.files.flatMap(({ header }) => header));
  assert.deepEqual(
    shown.filter((line) => !headed.has(line)),
    expected.filter((line) => !headed.has(line)),
    patch,
  );
  for (const file of read.files) {
    assert.deepEqual(read.lines[file.line], { kind: 'file', file });
    const end = read.files.find(({ line }) => line > file.line)?.line ?? read.lines.length;
    const own = read.lines.slice(file.line, end);
    for (const kind of ['added', 'removed'] as const) {
      assert.equal(own.filter((line) => line.kind === kind).length, file[kind]);
    }
  }
  return read;
}

const name = fc.constantFrom(
  'a.txt',
  'b.py',
  'dir/c.txt',
  'with blank.txt',
  'ä "quoted"\t.txt',
  'a/a.txt',
  'b/x b/y',
  '-- minus',
  'diff',
);
const line = fc.constantFrom(
  '',
  'a',
  'b',
  'c',
  '--- d',
  '+++ e',
  '@@ -1 +1 @@',
  'diff --git a/x b/x',
  '-- ',
  '\r',
  'a\r',
  '\\ No newline',
  'index 1..2',
);
const text = fc
  .tuple(fc.array(line, { maxLength: 12 }), fc.boolean())
  .map(([lines, ends]) => lines.join('\n') + (ends && lines.length > 0 ? '\n' : ''));
const content = fc.oneof(
  { weight: 8, arbitrary: text.map((written) => Buffer.from(written)) },
  { weight: 1, arbitrary: fc.uint8Array({ minLength: 1, maxLength: 200 }).map((bytes) => Buffer.from([0, ...bytes])) },
);
const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('write' as const), name, content }) },
  fc.record({ kind: fc.constant('remove' as const), name }),
  fc.record({ kind: fc.constant('rename' as const), name, to: name }),
  fc.record({ kind: fc.constant('mode' as const), name }),
  fc.record({ kind: fc.constant('link' as const), name, to: name }),
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** Steps that do not fit the tree leave it as it is. */
function apply(folder: string, steps: readonly Step[]): void {
  for (const one of steps) {
    const path = join(folder, one.name);
    try {
      mkdirSync(dirname(path), { recursive: true });
      if (one.kind === 'write') {
        writeFileSync(path, one.content);
      } else if (one.kind === 'remove') {
        rmSync(path);
      } else if (one.kind === 'mode') {
        chmodSync(path, 0o755);
      } else if (one.kind === 'link') {
        symlinkSync(one.to, path);
      } else {
        mkdirSync(dirname(join(folder, one.to)), { recursive: true });
        renameSync(path, join(folder, one.to));
      }
    } catch {
      // A folder stands where a file should, or nothing does.
    }
  }
}

function inRepository(work: (folder: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'patches-'));
  try {
    git(folder, 'init', '-q', '-b', 'main', '--template=');
    work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function commit(folder: string, message: string): void {
  git(folder, 'add', '-A');
  git(folder, 'commit', '-q', '--allow-empty', '-m', message);
}

const ways: readonly (readonly string[])[] = [
  ['--no-renames'],
  [],
  ['--binary'],
  ['-M', '-C', '--find-copies-harder', '-B'],
  ['-U0'],
  ['--no-prefix'],
  ['--color=always'],
  ['--full-index', '-W'],
  ['--src-prefix=i/', '--dst-prefix=w/'],
  ['--stat', '-p'],
  ['--raw', '-p', '--summary'],
];

describe('patches that git makes', () => {
  it('keep every line, whatever has changed and however it is printed', () => {
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 8 }),
        fc.array(step, { minLength: 1, maxLength: 8 }),
        fc.constantFrom(...ways),
        fc.nat(),
        (before, after, way, at) =>
          inRepository((folder) => {
            apply(folder, before);
            commit(folder, 'first');
            apply(folder, after);
            git(folder, 'add', '-A');
            const patch = git(folder, 'diff', '--cached', ...way);
            const { files } = assertWhole(patch);
            if (way[0] === '--no-renames') {
              // Of a file whose mode alone has changed, only git itself knows that it is binary: the patch does not say
              // it.
              const raw = git(folder, 'diff', '--cached', '--no-renames', '--raw', '-z', '--abbrev=40').split('\0');
              const sameBytes = new Set(
                raw.filter((_, index) => /^:\d+ \d+ ([0-9a-f]+) \1 /.test(raw[index - 1] ?? '')),
              );
              const counted = git(folder, 'diff', '--cached', '--no-renames', '--numstat', '-z')
                .split('\0')
                .filter((one) => one !== '')
                .map((one) => one.split('\t'));
              // What turns from a link into a file is one entry in the count, and two in the patch: one goes, the other
              // comes.
              const shown = [...new Set(files.map(({ path }) => path))].map(
                (path): readonly [path: string, halves: typeof files] => [
                  path,
                  files.filter((file) => file.path === path),
                ],
              );
              assert.deepEqual(
                shown
                  .map(([path, halves]) => [
                    ...(['added', 'removed'] as const).map((kind) =>
                      halves.some(({ binary }) => binary)
                        ? '-'
                        : String(halves.reduce((sum, half) => sum + half[kind], 0)),
                    ),
                    path,
                  ])
                  .toSorted(),
                counted
                  .map(([added, removed, ...words]) => {
                    const path = words.join('\t');
                    return sameBytes.has(path) ? ['0', '0', path] : [added, removed, path];
                  })
                  .toSorted(),
              );
            }
            // Cut anywhere behind its first line, without which it is no patch, and as mails with their headers and
            // signature.
            const first = patch.indexOf('\n') + 1;
            assertWhole(patch.slice(0, first + (at % (patch.length - first + 1))));
            commit(folder, 'second\n\n--- a/x\nno diff');
            assertWhole(
              git(folder, 'format-patch', '--stdout', '--root', 'HEAD', ...(way.includes('--color=always') ? [] : way)),
            );
          }),
      ),
      { numRuns: 15 },
    );
  });

  it('keep every line of a merge with any number of sides', () => {
    fc.assert(
      fc.property(text, fc.array(text, { minLength: 2, maxLength: 4 }), fc.boolean(), (base, sides, isDense) =>
        inRepository((folder) => {
          writeFileSync(join(folder, 'a.txt'), base);
          commit(folder, 'base');
          for (const [index, side] of sides.entries()) {
            git(folder, 'checkout', '-q', '-b', `side${index}`, 'main');
            writeFileSync(join(folder, 'a.txt'), side);
            commit(folder, `side ${index}`);
          }
          gitOrConflict(folder, 'merge', '-q', 'side0');
          git(folder, 'add', '-A');
          const tree = git(folder, 'write-tree').trim();
          const merge = git(
            folder,
            'commit-tree',
            tree,
            ...sides.flatMap((_, index) => ['-p', `side${index}`]),
            '-m',
            'merge',
          ).trim();
          assertWhole(git(folder, 'show', isDense ? '--cc' : '-c', merge));
          git(folder, 'checkout', '-q', '-f', 'side0');
          gitOrConflict(folder, 'merge', '-q', 'side1');
          assertWhole(git(folder, 'diff'));
          assertWhole(git(folder, 'diff', '--color=always', isDense ? '--cc' : '-c'));
        }),
      ),
      { numRuns: 5 },
    );
  });
});

describe('patches in a form of their own', () => {
  it('are combined diffs', () => {
    const { files, lines } = assertWhole(
      'diff --cc plain.txt\nindex f4c4712,ed8445c..0000000\n--- a/plain.txt\n+++ b/plain.txt\n@@@ -1,3 -1,3 +1,7 @@@\n  one\n++<<<<<<< HEAD\n +MAIN\n++=======\n+ SIDE\n++>>>>>>> side\n  three\n',
    );
    assert.deepEqual(
      files.map(({ path, change, added, removed }) => [path, change, added, removed]),
      [['plain.txt', 'modified', 5, 0]],
    );
    assert.deepEqual(lines.slice(2, 5), [
      { kind: 'same', text: 'one', oldNumber: null, newNumber: 1, marks: '  ' },
      { kind: 'added', text: '<<<<<<< HEAD', oldNumber: null, newNumber: 2, marks: '++' },
      { kind: 'added', text: 'MAIN', oldNumber: null, newNumber: 3, marks: ' +' },
    ]);
  });

  it('are copies, changed modes, submodules, links, and names without prefix', () => {
    const { files, lines } = assertWhole(
      [
        'diff --git a/one b/two',
        'similarity index 100%',
        'copy from one',
        'copy to two',
        'diff --git a/run.sh b/run.sh',
        'old mode 100644',
        'new mode 100755',
        'diff --git a/empty b/empty',
        'new file mode 100644',
        'index 0000000..e69de29',
        'Submodule lib 1234567..89abcde:',
        '  > Faster',
        'diff --git src/a src/a',
        'index 1..2 100644',
        '--- src/a',
        '+++ src/a',
        '@@ -1 +1 @@',
        '-a',
        '+b',
        '-- ',
        '2.39.5',
        '',
      ].join('\n'),
    );
    assert.deepEqual(
      files.map(({ path, oldPath, change }) => [path, oldPath, change]),
      [
        ['two', 'one', 'copied'],
        ['run.sh', null, 'modified'],
        ['empty', null, 'added'],
        ['lib', null, 'modified'],
        ['src/a', null, 'modified'],
      ],
    );
    const notes = lines.flatMap((one) => (one.kind === 'note' ? [one.text] : []));
    assert.deepEqual(notes, [
      'similarity index 100%',
      'old mode 100644',
      'new mode 100755',
      'Submodule lib 1234567..89abcde:',
      '  > Faster',
      '-- ',
      '2.39.5',
    ]);
  });

  it('have the line ends of Windows, or change them', () => {
    const patch = 'diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+a\r\n';
    assert.deepEqual(
      assertWhole(patch)
        .lines.slice(2)
        .map((one) => ('text' in one ? one.text : '')),
      ['a', 'a\r'],
    );
    assert.deepEqual(
      readPatch(patch.replace('\r', '').replaceAll('\n', '\r\n'))
        .lines.slice(2)
        .map((one) => ('text' in one ? one.text : '')),
      ['a', 'a'],
    );
  });
});
