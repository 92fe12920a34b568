// Bundles the extension (dist/main.cjs, the parts that it loads when they are needed, dist/undici.cjs and
// dist/sqlite.cjs), the pages (dist/webview/*) and, with --tests, the suites that run inside VS Code. Beside them it writes dist/ThirdPartyNotices.txt. --tests,
// --start and --watch build in the hooks that tests and `npm start` need; without them the bundle is the one that
// ships. --to <folder> builds elsewhere than in dist.
import { build, context, transform } from 'esbuild';
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import { noticesOf, packagesIn } from './notices.mjs';

const watch = process.argv.includes('--watch');
const tests = process.argv.includes('--tests');
const production = !watch && !tests;
const hooks = watch || tests || process.argv.includes('--start');
const dist = process.argv.includes('--to') ? process.argv[process.argv.indexOf('--to') + 1] : 'dist';

const host = {
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node22',
  external: ['vscode'],
  define: { 'globalThis.BUILD_HOOKS': String(hooks) },
  // undici offers an llhttp fallback and a sqlite cache that this bundle never reaches.
  logOverride: { 'require-resolve-not-external': 'silent' },
  minify: production,
  sourcemap: production ? false : 'linked',
  legalComments: 'none',
  logLevel: 'info',
};

/** What stands behind an import within a function is a file of its own, named after what is in it. */
const parts = { splitting: true, chunkNames: '[name]-[hash]', metafile: true };
const partName = /-[A-Z0-9]{8}\.c?js$/;

/** Yesterday's parts must not ship. */
const withoutStaleParts = (folder) => ({
  name: 'without-stale-parts',
  setup(builder) {
    builder.onEnd(({ metafile }) => {
      if (metafile === undefined) {
        return;
      }
      const made = new Set(Object.keys(metafile.outputs));
      for (const file of readdirSync(folder).map((name) => `${folder}/${name}`)) {
        if (partName.test(file) && !made.has(relative('.', file).replaceAll('\\', '/'))) {
          rmSync(file);
        }
      }
    });
  },
});

/**
 * A window waits until what it loads at first is read and compiled, so the extension comes in parts as well. esbuild
 * cuts ES modules alone, and those pass through a loader of the editor's that asks another thread about each: what was
 * cut becomes CommonJS, file by file.
 */
const asCommonJs = {
  name: 'as-common-js',
  setup(builder) {
    builder.initialOptions.write = false;
    builder.onEnd(async ({ outputFiles }) => {
      await mkdir(dist, { recursive: true });
      await Promise.all(
        outputFiles.map(async ({ path, text }) => {
          const { code } = await transform(text, {
            format: 'cjs',
            target: host.target,
            supported: { 'dynamic-import': false },
            minify: host.minify,
            sourcemap: host.sourcemap === false ? false : 'inline',
            legalComments: 'none',
          });
          await writeFile(path, code);
        }),
      );
    });
  },
};

/**
 * Chart.js asks for its own members while it defines the scales that we do not use, which esbuild must take for an
 * effect: it would keep them, a twentieth of the page's script. Each class with a base becomes an expression that is
 * said to have none.
 */
const unusedScalesOut = {
  name: 'unused-scales-out',
  setup(builder) {
    builder.onLoad({ filter: /[\\/]chart\.js[\\/]dist[\\/]chart\.js$/ }, async ({ path }) => ({
      contents: (await readFile(path, 'utf8')).replace(
        /^class (\w+) extends .*?^\}/gms,
        (definition, name) => `const ${name} = /* @__PURE__ */ (() => ${definition})();`,
      ),
    }));
  },
};

const page = {
  bundle: true,
  platform: 'browser',
  format: 'esm',
  ...parts,
  plugins: [unusedScalesOut, withoutStaleParts(`${dist}/webview`)],
  target: 'es2022',
  tsconfig: 'webview/tsconfig.json',
  minify: production,
  // Two thirds of what a page would have to load; only who watches debugs it.
  sourcemap: watch ? 'inline' : false,
  legalComments: 'none',
  logLevel: 'info',
};

const pages = readdirSync('webview')
  .filter((name) => name.endsWith('.page.ts'))
  .map((name) => `webview/${name}`);

/**
 * The entry `host-tests` imports every `*.test.ts` below test/host, and before them what keeps the cases of their
 * property tests the same.
 */
const hostTests = {
  name: 'host-tests',
  setup(builder) {
    builder.onResolve({ filter: /^host-tests$/ }, () => ({ path: 'host-tests', namespace: 'host-tests' }));
    builder.onLoad({ filter: /.*/, namespace: 'host-tests' }, () => ({
      contents: [
        '../support/runner/fixedSeed.ts',
        ...readdirSync('test/host', { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.test.ts')),
      ]
        .map((name) => `import './${name}';`)
        .join('\n'),
      resolveDir: resolve('test/host'),
    }));
  },
};

/**
 * The HTTP client is two thirds of all code, and the lab's database is larger still; both are needed only after
 * activation: in files of their own they need not be parsed before.
 */
const largeOnesApart = {
  name: 'large-ones-apart',
  setup(builder) {
    builder.onResolve({ filter: /^undici$/ }, () => ({ path: './undici.cjs', external: true }));
    builder.onResolve({ filter: /^node-sqlite3-wasm$/ }, () => ({ path: './sqlite.cjs', external: true }));
  },
};

/** Bundles for tests know trackers that no other bundle may know. */
const trackersOfTests = {
  name: 'trackers-of-tests',
  setup(builder) {
    builder.onResolve({ filter: /^\.\/trackers\/trackers$/ }, () => ({
      path: resolve('test/support/thirdTracker/trackers.ts'),
    }));
  },
};

const bundles = [
  {
    ...host,
    ...parts,
    format: 'esm',
    sourcemap: host.sourcemap === false ? false : 'inline',
    entryPoints: { main: 'src/main.ts' },
    plugins: [largeOnesApart, asCommonJs, withoutStaleParts(dist), ...(tests ? [trackersOfTests] : [])],
    outdir: dist,
    outExtension: { '.js': '.cjs' },
  },
  {
    ...host,
    entryPoints: { undici: 'undici', sqlite: 'node-sqlite3-wasm' },
    outdir: dist,
    outExtension: { '.js': '.cjs' },
  },
  // Where the code looks for it: beside itself, under this name.
  {
    entryPoints: { 'node-sqlite3-wasm': 'node-sqlite3-wasm/dist/node-sqlite3-wasm.wasm' },
    loader: { '.wasm': 'copy' },
    outdir: dist,
    logLevel: 'info',
  },
  ...(pages.length > 0
    ? [
        {
          ...page,
          entryPoints: Object.fromEntries(pages.map((p) => [p.slice('webview/'.length, -'.page.ts'.length), p])),
          outdir: `${dist}/webview`,
        },
      ]
    : []),
  ...(existsSync('webview/page.css')
    ? [
        {
          bundle: true,
          minify: production,
          entryPoints: ['webview/page.css'],
          outdir: `${dist}/webview`,
          logLevel: 'info',
        },
      ]
    : []),
  ...(tests
    ? [
        {
          ...host,
          entryPoints: {
            host: 'test/host/index.ts',
            hostTests: 'host-tests',
            'bridge/extension': 'test/workbench/bridge.ts',
          },
          external: [...host.external, 'mocha', 'node-sqlite3-wasm'],
          plugins: [hostTests],
          outdir: 'out/test',
          outExtension: { '.js': '.cjs' },
        },
        {
          entryPoints: { 'bridge/package': 'test/support/workbench/bridge/package.json' },
          loader: { '.json': 'copy' },
          outdir: 'out/test',
        },
      ]
    : []),
];

if (watch) {
  await Promise.all(bundles.map(async (options) => (await context(options)).watch()));
} else {
  const shipped = bundles.filter(({ outdir }) => outdir.startsWith(dist));
  const others = bundles.filter((options) => !shipped.includes(options));
  const [made] = await Promise.all([
    Promise.all(shipped.map((options) => build({ ...options, metafile: true }))),
    ...others.map((options) => build(options)),
  ]);
  writeFileSync(`${dist}/ThirdPartyNotices.txt`, noticesOf(packagesIn(made.map(({ metafile }) => metafile))));
}
