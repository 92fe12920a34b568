/** What ships: the exact list of files in the VSIX, by the allow-list in .vscodeignore. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { listFiles, PackageManager } from '@vscode/vsce';
import { build } from 'esbuild';
import { unzipSync } from 'fflate';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { verbs } from '../../../src/shared/verbs/verbs';
import { installVsix, packedExtension } from '../../support/vscode/packedExtension';
import { mostPageScriptKiB, pageScriptKiB } from '../../support/pages/pageScript';

/** All that is read and compiled before `activate` has returned; it was eleven times as much when it was one file. */
const mostAtActivationKiB = 72;

/**
 * What vsce would pack. It compares each file with each line of the allow-list, so it is given the project with one file
 * in the place of the tens of thousands of tests and installed editors.
 */
async function shipped(): Promise<readonly string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'listed-'));
  try {
    const large = ['.vscode-test', 'node_modules', 'out', 'test'];
    for (const name of readdirSync('.').filter((one) => one !== '.git' && !large.includes(one))) {
      await cp(name, join(folder, name), { recursive: true });
    }
    for (const name of large) {
      await mkdir(join(folder, name));
      await writeFile(join(folder, name, 'one.js'), '');
    }
    return await listFiles({ cwd: folder, packageManager: PackageManager.None });
  } finally {
    await rm(folder, { recursive: true });
  }
}

describe('the package', () => {
  it('holds the bundles, the pictures, the recorded archives and nothing else', async () => {
    const archives = readdirSync('media/lab')
      .filter((name) => name.endsWith('.zip'))
      .map((name) => `media/lab/${name}`);
    assert.ok(archives.length >= 30, `only ${archives.length} archives`);
    // The pages' scripts and the parts that they import on demand; the build removes yesterday's.
    const pages = readdirSync('dist/webview')
      .filter((name) => name.endsWith('.js'))
      .map((name) => `dist/webview/${name}`);
    // The extension with its parts, and two libraries that come as they are.
    const scripts = readdirSync('dist')
      .filter((name) => name.endsWith('.cjs'))
      .map((name) => `dist/${name}`);
    for (const name of ['main', 'undici', 'sqlite']) {
      assert.ok(scripts.includes(`dist/${name}.cjs`), name);
    }
    for (const page of readdirSync('webview').filter((name) => name.endsWith('.page.ts'))) {
      assert.ok(pages.includes(`dist/webview/${page.slice(0, -'.page.ts'.length)}.js`), page);
    }
    const expected = [
      'CHANGELOG.md',
      'LICENSE',
      'api.d.ts',
      'README.md',
      'package.json',
      'package.nls.json',
      'dist/ThirdPartyNotices.txt',
      ...scripts,
      'dist/node-sqlite3-wasm.wasm',
      ...pages,
      'dist/webview/page.css',
      'media/experiments.svg',
      'media/icon.png',
      'media/panel-dark.svg',
      'media/panel-light.svg',
      'media/lab/lab.json',
      'media/webhooks.schema.json',
      ...archives,
    ];
    assert.deepEqual((await shipped()).map((file) => file.replaceAll('\\', '/')).sort(), expected.sort());
  });

  it('packs into a VSIX that an editor can read', async () => {
    // The window that is opened with it is a test of its own: test/workbench/firstMinute.test.ts.
    const entries = unzipSync(await readFile(await packedExtension()));
    assert.ok('extension.vsixmanifest' in entries);
    assert.ok('extension/dist/main.cjs' in entries);
    assert.match(new TextDecoder().decode(entries['extension.vsixmanifest']), /Id="experiment-explorer"/);
  });

  for (const document of ['SECURITY.md', 'docs/reliability.md']) {
    it(`keeps its promises where ${document} says`, async () => {
      const named = [...(await readFile(document, 'utf8')).matchAll(/`((?:src|test|webview)\/[\w./]+)`/g)].map(
        ([, file]) => file ?? '',
      );
      assert.ok(named.length > 20);
      for (const file of named) {
        assert.ok(existsSync(file), `${file} is not there.`);
      }
    });
  }

  describe('as it is built to ship', () => {
    let unpacked = '';
    let folder = '';
    before(async () => {
      unpacked = await mkdtemp(join(tmpdir(), 'shipped-'));
      folder = join(await installVsix(await packedExtension(), unpacked), 'dist');
    });
    after(() => rm(unpacked, { recursive: true }));

    const textsIn = async (): Promise<ReadonlyMap<string, string>> => {
      const names = (await readdir(folder, { recursive: true })).filter((name) => /\.c?js$/.test(name));
      return new Map(
        await Promise.all(names.map(async (name) => [name, await readFile(join(folder, name), 'utf8')] as const)),
      );
    };

    it('has none of the hooks that tests and `npm start` use', async () => {
      const texts = await textsIn();
      assert.ok(
        texts.has('main.cjs') && [...texts.keys()].some((name) => name.startsWith('webview')),
        [...texts.keys()].join(),
      );
      for (const [name, text] of texts) {
        assert.doesNotMatch(
          text,
          /\bEXPERIMENTS_[A-Z]|\bforTests\b|BUILD_HOOKS|\bforgetRequests\b|\bloginPage\b|x-ledger-token/,
          name,
        );
      }
      // A tracker that is there for tests alone.
      assert.match(await readFile('test/support/thirdTracker/backend.ts', 'utf8'), /x-ledger-token/);
      // The bundle of the tests has them: the words are the right ones.
      const {
        outputFiles: [tested],
      } = await build({
        entryPoints: ['src/extension.ts'],
        bundle: true,
        write: false,
        platform: 'node',
        format: 'cjs',
        external: ['vscode', 'undici', 'node-sqlite3-wasm'],
        define: { 'globalThis.BUILD_HOOKS': 'true' },
        logLevel: 'silent',
      });
      for (const hook of ['EXPERIMENTS_OPEN', 'forTests', 'forgetRequests', 'loginPage']) {
        assert.ok(tested!.text.includes(hook), hook);
      }
    });

    it('loads little before a window is there, and the rest when it is needed', async () => {
      const { atOnce, withTree, commands } = JSON.parse(
        execFileSync(process.execPath, ['test/support/vscode/activateAlone.cjs', folder], { encoding: 'utf8' }),
      ) as Record<'atOnce' | 'withTree' | 'commands', readonly string[]>;
      const kibibytes = async (files: readonly string[]): Promise<number> =>
        (await Promise.all(files.map(async (file) => (await stat(join(folder, file))).size))).reduce(
          (total, size) => total + size,
          0,
        ) / 1024;
      assert.equal(commands.length, 2 * verbs.length, 'It is active: each verb has its command and its former one.');
      const [first, tree, all] = await Promise.all([
        kibibytes(atOnce),
        kibibytes(withTree),
        kibibytes((await readdir(folder)).filter((name) => name.endsWith('.cjs'))),
      ]);
      assert.ok(
        first <= mostAtActivationKiB,
        `A window waits for ${first.toFixed(1)} KiB of script, which may be ${mostAtActivationKiB}: what only some need is loaded by them (src/extension.ts). Loaded: ${atOnce.join(', ')}`,
      );
      assert.ok(tree > first + 50, `The tree came with ${(tree - first).toFixed(1)} KiB, which cannot be all of it.`);
      assert.ok(all > tree + 500, `${(all - tree).toFixed(1)} KiB are left, which cannot be all of it.`);
    });

    it('has a page whose script is small until more of it is needed', async () => {
      const size = await pageScriptKiB(folder);
      assert.ok(size > 100, `${size} KiB cannot be all of it`);
      assert.ok(
        size <= mostPageScriptKiB,
        `The page reads ${size.toFixed(1)} KiB of script before it shows anything, which may be ${mostPageScriptKiB}: import on demand what is rarely needed.`,
      );
    });

    it('names everybody whose work is in it, with version and licence', async () => {
      const notices = await readFile(join(folder, 'ThirdPartyNotices.txt'), 'utf8');
      const { dependencies } = JSON.parse(await readFile('package.json', 'utf8')) as {
        dependencies: Record<string, string>;
      };
      const lines = [...notices.matchAll(/^- (\S+) (\d+\.\d+\.\S+) \(([^)]+)\)$/gm)];
      const listed = new Set(lines.map(([, name = '']) => name));
      for (const name of Object.keys(dependencies)) {
        const { version } = JSON.parse(await readFile(join('node_modules', name, 'package.json'), 'utf8')) as {
          version: string;
        };
        if (listed.has(name)) {
          assert.ok(notices.includes(`\n${name} ${version} (`), name);
        }
      }
      for (const name of [
        'undici',
        'lit-element',
        'chart.js',
        'node-sqlite3-wasm',
        'hono',
        'valibot',
        'fflate',
        '@microsoft/fast-element',
        '@lit/reactive-element',
      ]) {
        assert.ok(listed.has(name), name);
      }
      assert.ok(!listed.has('typescript') && !listed.has('mocha'));
      const sections = notices.split(`\n${'-'.repeat(80)}\n`).slice(1);
      assert.equal(sections.length, lines.length);
      for (const section of sections) {
        assert.match(section, /permission|redistribution|licen[cs]e/i, section.slice(0, 60));
      }
      const again = await mkdtemp(join(tmpdir(), 'shipped-again-'));
      execFileSync(process.execPath, ['esbuild.mjs', '--to', again], { stdio: 'pipe' });
      assert.equal(
        await readFile(join(again, 'ThirdPartyNotices.txt'), 'utf8'),
        notices,
        'the same bundles, the same text',
      );
      await rm(again, { recursive: true });
    });
  });

  it('is made by workflows whose parts are pinned', async () => {
    for (const name of await readdir('.github/workflows')) {
      const uses = [...(await readFile(join('.github/workflows', name), 'utf8')).matchAll(/uses: (\S+)(.*)$/gm)];
      for (const [, action = '', remark = ''] of uses) {
        assert.match(`${action}${remark}`, /^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/, `${name}: ${action}`);
      }
    }
  });
});
