// The direction of imports, as rules: a file imports only from floors below its own (see ARCHITECTURE.md).

const views = ['src/tree/tree', 'src/documents/documents', 'src/diffs/codeDiffs', 'src/downloads/downloads', 'src/panels/'];
/** A room is a file `name.ts` or its folder `name/`. */
const room = (name) => `^${name.replace('/', '\\/')}${name.endsWith('/') ? '' : '(\\.ts$|\\/)'}`;
const roomOf = (...names) => names.map(room).join('|');

const rule = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

export default {
  forbidden: [
    rule('no-circles', 'Two files that need each other are one room or want a third.', {}, { circular: true }),
    rule('shared-is-pure', 'shared/ knows no vscode, no Node, no DOM and nobody above it; of libraries only pure ones.',
      { path: '^src/shared/' }, { pathNot: '^src/shared/|node_modules/re2js/' }),
    rule('pages-know-shared-only', 'Pages import the pure floor and their own libraries.',
      { path: '^webview/' }, { path: '^src/', pathNot: '^src/shared/' }),
    rule('toolkit-in-one-file', 'The toolkit is archived upstream: one file to replace.',
      { pathNot: '^webview/toolkit\\.ts$' }, { path: 'webview-ui-toolkit' }),
    rule('chart-js-in-one-file', 'Chart.js is used through webview/charts/engine/lineChart.ts.',
      { pathNot: '^webview/charts/engine/lineChart\\.ts$' }, { path: 'node_modules/chart\\.js' }),
    rule('undici-in-http', 'One choke point for requests.',
      { path: '^src/', pathNot: '^src/trackers/http/client' }, { path: 'node_modules/undici' }),
    rule('edge-without-vscode', 'Back ends, lab and store run without an editor.',
      { path: roomOf('src/backends/', 'src/lab/', 'src/store/store', 'src/store/polling', 'src/eventLoop', 'src/shared/') }, { path: '^vscode$|@types/vscode' }),
    rule('backends-do-not-know-the-lab', 'The lab is an independent reading of the protocol.',
      { path: '^src/backends/' }, { path: '^src/', pathNot: '^src/((backends|shared)/|pace\\.ts$)' }),
    rule('lab-does-not-know-the-clients', 'The lab is an independent reading of the protocol.',
      { path: '^src/lab/' }, { path: '^src/', pathNot: '^src/((lab|shared)/|(pace|processIdentity|buildHooks)\\.ts$)' }),
    rule('store-looks-down', 'The store knows back ends by their interface alone.',
      { path: roomOf('src/store/store', 'src/store/polling') }, { path: '^src/', pathNot: '^src/(shared/|store/|trackers/backend\\.ts$|poll\\.ts$)' }),
    rule('views-ask-the-store', 'Views never import back ends nor the lab nor connections.',
      { path: roomOf(...views) }, { path: roomOf('src/backends/', 'src/lab/', 'src/connections/connections', 'src/connections/signIn') }),
    ...views.map((view) =>
      rule(`${view.slice(4).replace('/', '')}-stands-alone`, 'Views do not know each other.',
        { path: room(view) }, { path: roomOf(...views.filter((other) => other !== view)) })),
    rule('nobody-looks-up-to-commands', 'Commands and the composition are the top floor.',
      { path: '^src/', pathNot: '^src/(extension|commands)\\.ts$|^src/commands/' }, { path: roomOf('src/commands/commands', 'src/extension') }),
    rule('product-without-tests', 'The product never imports its tests or development packages.',
      { path: '^(src|webview)/' }, { path: '^test/' }),
    rule('no-unresolvable', 'An import that resolves to nothing.', {}, { couldNotResolve: true, pathNot: '^vscode$' }),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|out)/' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default', 'types'], extensions: ['.ts', '.mts', '.js', '.mjs', '.json', '.d.ts'] },
  },
};
