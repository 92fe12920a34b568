// The direction of imports, as rules: the drawing in ARCHITECTURE.md is this table, and an arrow that is not in it
// fails.
import { readdirSync } from 'node:fs';

/**
 * For each room of src/ (a file `name.ts` or a folder `name/`; in `platform/` each file by itself) the rooms that it
 * may import from.
 */
const arrows = {
  main: ['extension', 'platform/localization'],
  extension: [
    'commands',
    'tree',
    'documents',
    'downloads',
    'panels',
    'api',
    'connections',
    'store',
    'prompts',
    'platform/onDemand',
    'platform/settings',
    'platform/log',
    'platform/buildHooks',
    'trackers/trackers',
    'lab/labs',
    'shared',
  ],
  commands: [
    'documents',
    'downloads',
    'panels',
    'store',
    'prompts',
    'platform/log',
    'platform/files',
    'argumentsCheck',
    'shared',
  ],
  tree: ['store', 'prompts', 'platform/eventLoop', 'shared'],
  documents: ['store', 'prompts', 'platform/eventLoop', 'shared'],
  downloads: ['store', 'prompts', 'platform/log', 'platform/files', 'platform/processIdentity', 'shared'],
  panels: ['store', 'prompts', 'platform/eventLoop', 'platform/files', 'argumentsCheck', 'shared'],
  api: ['trackers/backend', 'trackers/comet', 'argumentsCheck', 'shared'],
  connections: [
    'store',
    'prompts',
    'platform/settings',
    'platform/log',
    'trackers/tracker',
    'trackers/backend',
    'lab/labs',
    'shared',
  ],
  store: ['trackers/backend', 'shared'],
  lab: ['platform/eventLoop', 'platform/processIdentity', 'platform/buildHooks', 'shared'],
  trackers: ['platform/eventLoop', 'shared'],
  prompts: ['platform/log', 'shared'],
  'platform/settings': ['trackers/http', 'platform/buildHooks', 'shared'],
  argumentsCheck: ['shared'],
  'platform/files': ['shared'],
  'platform/log': ['shared'],
  'platform/onDemand': ['shared'],
  'platform/localization': [],
  'platform/eventLoop': [],
  'platform/processIdentity': [],
  'platform/buildHooks': [],
  shared: [],
};
const withEditor = [
  'main',
  'extension',
  'commands',
  'tree',
  'documents',
  'downloads',
  'panels',
  'connections',
  'prompts',
  'platform/settings',
  'platform/log',
  'platform/localization',
];
/** Each tracker has a folder of its own; these are what all of them stand on. */
const sharedByTrackers = ['http', 'json'];
const trackers = readdirSync(new URL('src/trackers/', import.meta.url), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !sharedByTrackers.includes(entry.name))
  .map(({ name }) => name);

const pathOf = (room) => `^src/${room}(\\.ts$|/)`;
const pathsOf = (rooms) => rooms.map(pathOf).join('|');
const rule = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

export default {
  forbidden: [
    rule('no-circles', 'Two files that need each other are one, or want a third.', {}, { circular: true }),
    ...Object.entries(arrows).map(([room, allowed]) =>
      rule(
        `${room}-looks-down`,
        `${room} imports from its own room and from: ${allowed.join(', ') || 'nothing'}.`,
        { path: pathOf(room) },
        {
          path: '^(src|webview|test)/|^api\\.d\\.ts$',
          pathNot: [
            pathOf(room),
            ...allowed.map(pathOf),
            ...(['api', 'extension'].includes(room) ? ['^api\\.d\\.ts$'] : []),
          ],
        },
      ),
    ),
    rule(
      'every-room-has-a-rule',
      'A new room in src/ needs its row in the table of arrows.',
      { path: '^src/', pathNot: pathsOf(Object.keys(arrows)) },
      {},
    ),
    rule(
      'editor-in-views-only',
      'What is listed runs in an editor; everything else runs without one.',
      { path: '^src/', pathNot: pathsOf(withEditor) },
      { path: '^vscode$|@types/vscode' },
    ),
    ...trackers.map((tracker) =>
      rule(
        `${tracker}-knows-no-other-tracker`,
        'A tracker stands on trackers/http, trackers/json and the contract alone.',
        { path: `^src/trackers/${tracker}/` },
        { path: '^src/trackers/', pathNot: `^src/trackers/(${tracker}/|http/|json/|[^/]+\\.ts$)` },
      ),
    ),
    rule(
      'contract-knows-no-tracker',
      'What all trackers share knows none of them.',
      { path: '^src/trackers/(http/|json/|[^/]+\\.ts$)', pathNot: '^src/trackers/trackers\\.ts$' },
      { path: `^src/trackers/(${trackers.join('|')})/` },
    ),
    rule(
      'list-of-trackers-in-one-file',
      'Only src/extension.ts knows which trackers there are; everything else is handed them.',
      { path: '^(src|webview)/', pathNot: '^src/extension\\.ts$' },
      { path: '^src/trackers/trackers\\.ts$' },
    ),
    rule(
      'lab-state-knows-no-protocol',
      'What the lab holds can be served through any protocol: it knows none of them.',
      { path: '^src/lab/((state|storage|recordings)/|[^/]+\\.ts$)', pathNot: '^src/lab/labs\\.ts$' },
      { path: `^src/lab/(${trackers.join('|')})/` },
    ),
    rule(
      'shared-is-pure',
      'shared/ knows no Node and no DOM, and of libraries only pure ones.',
      { path: '^src/shared/' },
      { pathNot: '^src/shared/|node_modules/(re2js|@vscode/l10n)/' },
    ),
    rule(
      'pages-know-shared-only',
      'Pages import the pure floor and their own libraries.',
      { path: '^webview/' },
      { path: '^(src|test)/', pathNot: '^src/shared/' },
    ),
    rule(
      'elements-and-drawing-know-no-tab',
      'What tabs are made of is below them.',
      { path: '^webview/(elements|drawing)/' },
      { path: '^webview/(tabs|page)/' },
    ),
    rule(
      'toolkit-in-one-file',
      'The toolkit is archived upstream: one file to replace.',
      { pathNot: '^webview/toolkit\\.ts$' },
      { path: 'webview-ui-toolkit' },
    ),
    rule(
      'chart-js-in-one-file',
      'Chart.js is used through webview/tabs/charts/engine/lineChart.ts.',
      { pathNot: '^webview/tabs/charts/engine/lineChart\\.ts$' },
      { path: 'node_modules/chart\\.js' },
    ),
    rule(
      'undici-in-http',
      'One choke point for requests.',
      { path: '^src/', pathNot: '^src/trackers/http/' },
      { path: 'node_modules/undici' },
    ),
    rule('no-unresolvable', 'An import that resolves to nothing.', {}, { couldNotResolve: true, pathNot: '^vscode$' }),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|out)/' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.mts', '.js', '.mjs', '.json', '.d.ts'],
    },
  },
};
