// Which tests a change can break.
import assert from 'node:assert/strict';
import { describeChoice, readCode, testsThatMayBreak, type Code } from '../../../support/runner/changed';

describe('the tests that a change can break', () => {
  const code: Code = {
    importers: new Map([
      ['src/shared/a.ts', ['src/b.ts', 'test/unit/a.test.ts', 'webview/page.ts']],
      ['src/b.ts', ['src/extension.ts']],
      ['webview/page.ts', ['webview/experiment.page.ts']],
      ['test/support/program.ts', []],
    ]),
    testTexts: new Map([
      ['test/unit/a.test.ts', ''],
      ['test/unit/docs.test.ts', `readFile('docs/coverage.md')`],
      ['test/unit/starts.test.ts', `fork(join(folder, 'program.ts'))`],
      ['test/unit/lab.test.ts', `join('media', 'lab')`],
      ['test/pages/a.test.ts', ''],
      ['test/host/a.test.ts', ''],
      ['test/workbench/a.test.ts', ''],
      ['test/support/program.ts', ''],
    ]),
  };
  const mayBreak = (...changed: string[]): readonly string[] => testsThatMayBreak(changed, code);

  it('are those that import it, on any way, and all in a window when the window shows it', () => {
    assert.deepEqual(mayBreak('src/shared/a.ts'), [
      'test/host/a.test.ts',
      'test/pages/a.test.ts',
      'test/unit/a.test.ts',
      'test/workbench/a.test.ts',
    ]);
    assert.deepEqual(mayBreak('src/b.ts'), ['test/host/a.test.ts', 'test/workbench/a.test.ts']);
    assert.deepEqual(mayBreak('webview/page.css').length, 3);
  });

  it('are those that name a file or its folder', () => {
    assert.deepEqual(mayBreak('docs/coverage.md'), ['test/unit/docs.test.ts']);
    assert.deepEqual(mayBreak('test/support/program.ts'), ['test/unit/starts.test.ts']);
    assert.deepEqual(mayBreak('media/lab/one.zip'), ['test/unit/lab.test.ts']);
  });

  it('are all for what all are built with, one for itself, and none for what nothing reads', () => {
    assert.equal(mayBreak('package.json').length, 7);
    assert.deepEqual(mayBreak('test/unit/a.test.ts'), ['test/unit/a.test.ts']);
    assert.deepEqual(mayBreak('LICENSE'), []);
    assert.deepEqual(mayBreak(), []);
  });

  it('are found in this code base', async () => {
    const real = await readCode();
    const broken = testsThatMayBreak(['src/shared/problem.ts'], real);
    assert.ok(broken.includes('test/unit/trackers/http/client.test.ts'));
    assert.ok(broken.some((test) => test.startsWith('test/host/')));
    assert.ok(!broken.includes('test/unit/support/runner/fixedSeed.test.ts'));
    assert.ok(
      testsThatMayBreak(['media/lab/recordings.json'], real).includes('test/unit/lab/recordings/archive.test.ts'),
    );
    // Put together, since this very file would else name it.
    assert.deepEqual(testsThatMayBreak([['nothing', 'reads', 'this.txt'].join('-')], real), []);
  });

  it('are said in one line, and so is why there are none', () => {
    const all = [...code.testTexts.keys()].filter((path) => path.endsWith('.test.ts'));
    assert.equal(
      describeChoice(['src/b.ts'], ['test/host/a.test.ts'], all),
      '1 changed file (src/b.ts) can break: host 1 of 1 files, pages 0 of 1 files, unit 0 of 4 files, workbench 0 of 1 files.',
    );
    assert.equal(describeChoice([], [], all), 'Nothing to run: no file differs from main.');
    assert.equal(
      describeChoice(['a.md', 'b.md'], [], all),
      'Nothing to run: no test depends on 2 changed files (a.md, b.md).',
    );
  });
});
