// Bundles the extension (dist/extension.cjs and its dist/undici.cjs), the pages (dist/webview/*) and, with --tests, the suites that run inside VS Code.
import { build, context } from 'esbuild';
import { readdirSync, existsSync } from 'node:fs';
import { resolve } from 'node:path';

const watch = process.argv.includes('--watch');
const tests = process.argv.includes('--tests');
const production = !watch && !tests;

const host = {
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node22',
  external: ['vscode'],
  // undici offers an llhttp fallback and a sqlite cache that this bundle never reaches.
  logOverride: { 'require-resolve-not-external': 'silent' },
  minify: production,
  sourcemap: production ? false : 'linked',
  legalComments: 'none',
  logLevel: 'info',
};

const page = {
  bundle: true,
  platform: 'browser',
  format: 'iife',
  target: 'es2022',
  tsconfig: 'webview/tsconfig.json',
  minify: production,
  sourcemap: production ? false : 'inline',
  legalComments: 'none',
  logLevel: 'info',
};

const pages = readdirSync('webview').filter((name) => name.endsWith('.page.ts')).map((name) => `webview/${name}`);

/** The entry `host-tests` imports every test/host/*.test.ts. */
const hostTests = {
  name: 'host-tests',
  setup(builder) {
    builder.onResolve({ filter: /^host-tests$/ }, () => ({ path: 'host-tests', namespace: 'host-tests' }));
    builder.onLoad({ filter: /.*/, namespace: 'host-tests' }, () => ({
      contents: readdirSync('test/host')
        .filter((name) => name.endsWith('.test.ts'))
        .map((name) => `import './${name}';`)
        .join('\n'),
      resolveDir: resolve('test/host'),
    }));
  },
};

/** The HTTP client is two thirds of all code and needed only after activation: in a file of its own it need not be parsed before. */
const undiciApart = {
  name: 'undici-apart',
  setup(builder) {
    builder.onResolve({ filter: /^undici$/ }, () => ({ path: './undici.cjs', external: true }));
  },
};

const bundles = [
  { ...host, entryPoints: { extension: 'src/extension.ts' }, plugins: [undiciApart], outdir: 'dist', outExtension: { '.js': '.cjs' } },
  { ...host, entryPoints: { undici: 'undici' }, outdir: 'dist', outExtension: { '.js': '.cjs' } },
  ...(pages.length > 0
    ? [{ ...page, entryPoints: Object.fromEntries(pages.map((p) => [p.slice('webview/'.length, -'.page.ts'.length), p])), outdir: 'dist/webview' }]
    : []),
  ...(existsSync('webview/page.css') ? [{ bundle: true, minify: production, entryPoints: ['webview/page.css'], outdir: 'dist/webview', logLevel: 'info' }] : []),
  ...(tests
    ? [
        {
          ...host,
          entryPoints: { host: 'test/host/index.ts', hostTests: 'host-tests', 'bridge/extension': 'test/workbench/bridge.ts' },
          external: [...host.external, 'mocha'],
          plugins: [hostTests],
          outdir: 'out/test',
          outExtension: { '.js': '.cjs' },
        },
        { entryPoints: { 'bridge/package': 'test/support/bridge/package.json' }, loader: { '.json': 'copy' }, outdir: 'out/test' },
      ]
    : []),
];

if (watch) {
  await Promise.all(bundles.map(async (options) => (await context(options)).watch()));
} else {
  await Promise.all(bundles.map((options) => build(options)));
}
