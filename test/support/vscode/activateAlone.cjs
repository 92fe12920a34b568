// Activates a built extension without an editor, in a process of its own, and prints which of its files that loads, as
// JSON: { atOnce, withTree, commands }, the files' names relative to the folder that is given. What the editor gives is
// made of nothing but what answers to any name.
const Module = require('node:module');
const { join, relative } = require('node:path');
const process = require('node:process');

const folder = process.argv[2];
const commands = [];
let provider;

/** Can be called, constructed and asked for any member, which is the same again. */
const anything = new Proxy(function () {}, {
  get: (target, name) => {
    switch (name) {
      case 'then':
        return undefined;
      case Symbol.toPrimitive:
        return () => '';
      case Symbol.iterator:
        return [][Symbol.iterator];
      default:
        return name === 'prototype' ? target.prototype : anything;
    }
  },
  apply: () => anything,
  construct: () => anything,
});
class EventEmitter {
  event = () => ({ dispose() {} });
  fire() {}
  dispose() {}
}
const memory = { get: () => undefined, update: () => Promise.resolve(), keys: () => [] };
const editor = {
  EventEmitter,
  Disposable: class {
    dispose() {}
  },
  l10n: {},
  commands: {
    registerCommand: (name) => {
      commands.push(name);
      return { dispose() {} };
    },
    executeCommand: () => Promise.resolve(),
  },
  window: new Proxy(
    {
      createTreeView: (_, { treeDataProvider }) => {
        provider = treeDataProvider;
        return anything;
      },
    },
    { get: (own, name) => own[name] ?? anything },
  ),
};
const vscode = new Proxy(editor, { get: (own, name) => own[name] ?? anything });

const load = Module._load;
Module._load = (request, ...others) => (request === 'vscode' ? vscode : load(request, ...others));

const loaded = () =>
  Object.keys(require.cache)
    .map((file) => relative(folder, file))
    .filter((file) => !file.startsWith('..'));

(async () => {
  const { activate } = require(join(folder, 'main.cjs'));
  await activate({
    globalState: memory,
    workspaceState: memory,
    secrets: { onDidChange: () => ({ dispose() {} }) },
    subscriptions: [],
    extensionUri: anything,
    globalStorageUri: { fsPath: folder },
    logUri: anything,
    asAbsolutePath: (path) => path,
  });
  const atOnce = loaded();
  await provider.getChildren();
  process.stdout.write(JSON.stringify({ atOnce, withTree: loaded(), commands }));
  process.exit();
})();
