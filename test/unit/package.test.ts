/** What ships: the exact list of files in the VSIX, by the allow-list in .vscodeignore. */
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { listFiles, PackageManager } from '@vscode/vsce';
import { unzipSync } from 'fflate';
import { readFile } from 'node:fs/promises';
import { packedExtension } from '../support/packedExtension';

describe('the package', () => {
  it('holds the bundles, the pictures, the recorded archives and nothing else', async () => {
    const archives = readdirSync('media/lab').filter((name) => name.endsWith('.zip')).map((name) => `media/lab/${name}`);
    assert.ok(archives.length >= 30, `only ${archives.length} archives`);
    // The pages' scripts and the parts that they import on demand; the build removes yesterday's.
    const pages = readdirSync('dist/webview').filter((name) => name.endsWith('.js')).map((name) => `dist/webview/${name}`);
    for (const page of readdirSync('webview').filter((name) => name.endsWith('.page.ts'))) assert.ok(pages.includes(`dist/webview/${page.slice(0, -'.page.ts'.length)}.js`), page);
    const expected = [
      'CHANGELOG.md', 'LICENSE', 'api.d.ts', 'README.md', 'package.json',
      'dist/extension.cjs', 'dist/undici.cjs', 'dist/sqlite.cjs', 'dist/node-sqlite3-wasm.wasm', ...pages, 'dist/webview/page.css',
      'media/experiments.svg', 'media/icon.png', 'media/panel-dark.svg', 'media/panel-light.svg', 'media/lab/lab.json', 'media/webhooks.schema.json', ...archives,
    ];
    const files = await listFiles({ cwd: process.cwd(), packageManager: PackageManager.None });
    assert.deepEqual(files.map((file) => file.replaceAll('\\', '/')).sort(), expected.sort());
  });

  it('packs into a VSIX that an editor can read', async () => {
    // The window that is opened with it is a test of its own: test/workbench/firstMinute.test.ts.
    const entries = unzipSync(await readFile(await packedExtension()));
    assert.ok('extension.vsixmanifest' in entries);
    assert.ok('extension/dist/extension.cjs' in entries);
    assert.match(new TextDecoder().decode(entries['extension.vsixmanifest']), /Id="experiment-explorer"/);
  });
});
