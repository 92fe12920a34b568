/** Unified diffs as git and diff write them. */
import assert from 'node:assert/strict';
import { createTwoFilesPatch } from 'diff';
import fc from 'fast-check';
import { readPatch } from '../../../../../webview/tabs/code/patchLines';

const git = String.raw`diff --git a/train.py b/train.py
index 83db48f..bf269f4 100644
--- a/train.py
+++ b/train.py
@@ -1,3 +1,4 @@ def main():
 import math
-rate = 0.1
+rate = 0.2
+--- not a header
 print(rate)
\ No newline at end of file
diff --git a/new file.txt b/new file.txt
new file mode 100644
index 0000000..ce01362
--- /dev/null
+++ b/new file.txt
@@ -0,0 +1 @@
+hello
diff --git a/gone.py b/gone.py
deleted file mode 100644
--- a/gone.py
+++ /dev/null
@@ -1 +0,0 @@
-x = 1
diff --git a/old name.py b/new name.py
similarity index 100%
rename from old name.py
rename to new name.py
diff --git a/logo.png b/logo.png
index 1..2 100644
Binary files a/logo.png and b/logo.png differ
diff --git "a/\303\244.txt" "b/\303\244.txt"
--- "a/\303\244.txt"
+++ "b/\303\244.txt"
@@ -5 +5 @@
-a
+b
`;

describe('patch lines', () => {
  it('reads modified, added, deleted, renamed and binary files of git', () => {
    const { files, lines } = readPatch(git);
    assert.deepEqual(
      files.map(({ path, oldPath, change, binary, added, removed }) => [path, oldPath, change, binary, added, removed]),
      [
        ['train.py', null, 'modified', false, 2, 1],
        ['new file.txt', null, 'added', false, 1, 0],
        ['gone.py', null, 'deleted', false, 0, 1],
        ['new name.py', 'old name.py', 'renamed', false, 0, 0],
        ['logo.png', null, 'modified', true, 0, 0],
        ['ä.txt', null, 'modified', false, 1, 1],
      ],
    );
    assert.deepEqual(lines.slice(0, 8), [
      { kind: 'file', file: files[0] },
      { kind: 'hunk', text: '@@ -1,3 +1,4 @@ def main():' },
      { kind: 'same', text: 'import math', oldNumber: 1, newNumber: 1 },
      { kind: 'removed', text: 'rate = 0.1', oldNumber: 2, newNumber: null },
      { kind: 'added', text: 'rate = 0.2', oldNumber: null, newNumber: 2 },
      { kind: 'added', text: '--- not a header', oldNumber: null, newNumber: 3 },
      { kind: 'same', text: 'print(rate)', oldNumber: 3, newNumber: 4 },
      { kind: 'note', text: '\\ No newline at end of file' },
    ]);
    for (const file of files) {
      assert.deepEqual(lines[file.line], { kind: 'file', file });
    }
  });

  it('survives a patch that was cut, and text that is none', () => {
    const cut = readPatch(
      `${git.slice(0, git.indexOf('+rate'))}diff --git a/b.py b/b.py\n--- a/b.py\n+++ b/b.py\n@@ -1 +1 @@\n-a\n+b\n`,
    );
    assert.deepEqual(
      cut.files.map(({ path, added, removed }) => [path, added, removed]),
      [
        ['train.py', 0, 1],
        ['b.py', 1, 1],
      ],
    );
    assert.deepEqual(readPatch('no diff\nat all'), {
      files: [],
      lines: [
        { kind: 'note', text: 'no diff' },
        { kind: 'note', text: 'at all' },
      ],
    });
    assert.deepEqual(readPatch(''), { files: [], lines: [] });
  });

  it('keeps every line of what an independent tool wrote', () => {
    const text = fc
      .array(fc.constantFrom('', 'a', 'b', '--- c', '+++ d', '@@ -1 +1 @@', 'diff --git a/x b/x'), { maxLength: 30 })
      .map((lines) => lines.map((line) => `${line}\n`).join(''));
    fc.assert(
      fc.property(text, text, text, (one, other, third) => {
        const patch =
          createTwoFilesPatch('one', 'other', one, other) + createTwoFilesPatch('second', 'second', other, third);
        const { lines, files } = readPatch(patch.replace(/^=+\n/gm, ''));
        const side = (kind: 'added' | 'removed'): string[] =>
          lines.filter((line) => line.kind === kind).map((line) => ('text' in line ? line.text : ''));
        assert.equal(files.length, 2);
        assert.equal(side('added').length, files[0]!.added + files[1]!.added);
        assert.equal(side('removed').length, files[0]!.removed + files[1]!.removed);
        // Every numbered line stands in its file at that number.
        for (const line of lines) {
          if (!('oldNumber' in line)) {
            continue;
          }
          const file = files.findLast((candidate) => candidate.line < lines.indexOf(line))!;
          const [before, after] = file === files[0] ? [one, other] : [other, third];
          if (line.oldNumber !== null) {
            assert.equal(before.split('\n')[line.oldNumber - 1], line.text);
          }
          if (line.newNumber !== null) {
            assert.equal(after.split('\n')[line.newNumber - 1], line.text);
          }
        }
      }),
      { numRuns: 200 },
    );
  });
});
