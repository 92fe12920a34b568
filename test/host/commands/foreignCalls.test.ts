/**
 * Commands, the exported API, addresses, the memory and the settings, given what nobody should: a sentence each, never
 * a crash.
 */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import * as vscode from 'vscode';
import type { CometApi, ExperimentExplorer } from '../../../api';
import { argumentsOf } from '../../../src/commands/argumentsOfVerbs';
import { Connections } from '../../../src/connections/connections';
import { labs } from '../../../src/lab/labs';
import { Log } from '../../../src/platform/log';
import { BackendError } from '../../../src/shared/problem';
import type { Verb } from '../../../src/shared/verbs/verbs';
import { trackers } from '../../../src/trackers/trackers';
import { extensionParts } from '../../support/host/extensionApi';

const manifest = async (): Promise<{
  contributes: { commands: { command: string }[]; configuration: { properties: Record<string, { scope?: string }> } };
  capabilities: { untrustedWorkspaces: { restrictedConfigurations: string[] } };
}> =>
  JSON.parse(
    await readFile(
      vscode.Uri.joinPath(
        vscode.extensions.getExtension('experiment-explorer.experiment-explorer')!.extensionUri,
        'package.json',
      ).fsPath,
      'utf8',
    ),
  ) as Awaited<ReturnType<typeof manifest>>;

const sentence = /^“experimentExplorer\.\w+” was called with a wrong argument: number [123], “\w+”, must be .+\.$/;

describe('calls from elsewhere', () => {
  let commands: string[] = [];
  before(async () => {
    await extensionParts();
    commands = (await manifest()).contributes.commands.map(({ command }) => command);
  });

  const wrongTargets: unknown[] = [
    'key',
    7,
    true,
    [],
    [{ connection: 'c', key: 'k' }],
    () => 1,
    { connection: 7, key: 'k' },
    { connection: 'c', key: {} },
    { connection: 'c', key: 'x'.repeat(10_000) },
    { projectId: [] },
  ];

  it('are refused by every command with a sentence when their target is none', async () => {
    assert.ok(commands.length > 60);
    for (const command of commands) {
      for (const target of wrongTargets) {
        assert.throws(
          () => argumentsOf(command.slice('experimentExplorer.'.length) as Verb, [target]),
          (error: Error) => error instanceof BackendError && error.kind === 'refused' && sentence.test(error.message),
          `${command} ${JSON.stringify(target)}`,
        );
      }
      // Through the editor: the failure is told to the user, and nothing is thrown at the caller.
      assert.equal((await vscode.commands.executeCommand(command, 7)) ?? null, null, command);
    }
  });

  it('are refused with a sentence when their selection or what else they say is none', () => {
    const ref = { connection: 'c', key: 'k' };
    const wrong: [Verb, ...unknown[]][] = [
      ['addTags', ref, 'all'],
      ['addTags', ref, [ref, 'k']],
      ['addTags', ref, undefined, 'tag'],
      ['addTags', ref, undefined, [1]],
      ['addTags', ref, undefined, { length: 1 }],
      ['removeTags', ref, undefined, [null]],
      ['tagAssets', ref, undefined, 7],
      ['rename', ref, undefined, 7],
      ['rename', ref, undefined, { toString: 'x' }],
      ['rename', ref, undefined, 'x'.repeat(10_000)],
      ['delete', ref, undefined, true],
      ['delete', ref, undefined, { confirmed: 'yes' }],
      ['stop', ref, undefined, 'confirmed'],
      ['deleteAssets', ref, undefined, {}],
      ['downloadAsset', ref, undefined, { folder: 7 }],
      ['downloadAllAssets', ref, undefined, { existingFiles: 'destroy' }],
      ['downloadModel', ref, undefined, '/tmp'],
      ['downloadVersion', ref, undefined, { folder: [] }],
      ['downloadArtifact', ref, undefined, 1],
      ['moveExperiments', ref, undefined, 'project'],
      ['linkExperiments', ref, undefined, { projectId: 7 }],
      ['uploadAssets', ref, undefined, '/etc/passwd'],
      ['uploadAssets', ref, undefined, [{}]],
      ['openExperiment', ref, undefined, 'nowhere'],
      ['openExperiment', ref, undefined, '__proto__'],
      ['addToChart', ref, undefined, 'panel'],
      ['copyKey', undefined, Array.from({ length: 10_001 }, () => ref)],
    ];
    for (const [verb, ...given] of wrong) {
      assert.throws(
        () => argumentsOf(verb, given),
        (error: Error) => sentence.test(error.message),
        `${verb} ${JSON.stringify(given).slice(0, 100)}`,
      );
    }
  });

  it('take what menus, key bindings and others rightly pass', () => {
    const uri = vscode.Uri.file('/tmp/x.py');
    const node = {
      kind: 'experiment',
      id: 'i',
      parent: null,
      connection: 'c',
      key: 'k',
      path: ['a', 'b'],
      experiment: {},
    };
    for (const verb of commands.map((command) => command.slice('experimentExplorer.'.length) as Verb)) {
      for (const given of [
        [],
        [null, null, null],
        [undefined],
        [node],
        [node, [node]],
        [uri, [uri]],
        [uri, { groupId: 1 }],
      ]) {
        assert.doesNotThrow(() => argumentsOf(verb, given), verb);
      }
    }
    assert.equal(argumentsOf('refresh', [node])[0], node, 'the very node of the tree');
  });

  it('to the API are refused with a sentence, method by method, and reject where they answer later', async () => {
    const { connections } = await extensionParts();
    const explorer = vscode.extensions.getExtension<ExperimentExplorer>(
      'experiment-explorer.experiment-explorer',
    )!.exports;
    await connections.addLab();
    try {
      for (const wrong of [7, {}, [], true, '']) {
        await assert.rejects(explorer.comet(wrong as string), BackendErrorLike, JSON.stringify(wrong));
      }
      await assert.rejects(
        explorer.comet('lab', { projectId: 7 } as never),
        /“comet” was called with a wrong argument/,
      );
      const api = await explorer.comet('lab');
      const methods = Object.keys(api) as (keyof CometApi)[];
      assert.ok(methods.length >= 30);
      const called = (name: keyof CometApi, ...given: unknown[]): unknown =>
        Reflect.apply(Reflect.get(api, name) as (...parameters: unknown[]) => unknown, undefined, given);
      for (const name of methods.filter(
        (method) => !['getVersion', 'workspaces', 'getStore', 'experimentURL'].includes(method),
      )) {
        for (const wrong of [7, {}, null, ['x'], Symbol('x')]) {
          if (name === 'experimentMetricsForChart' && Array.isArray(wrong)) {
            continue;
          }
          await assert.rejects(
            called(name, wrong) as Promise<unknown>,
            new RegExp(`“${name}” was called with a wrong argument`),
            name,
          );
        }
      }
      assert.throws(() => called('experimentURL', 7), /“experimentURL” was called/);
      await assert.rejects(
        called('experimentMetric', 'k', 'loss', 'fortnight') as Promise<unknown>,
        /step, epoch or timestamp/,
      );
      assert.ok(Object.isFrozen(api));
    } finally {
      await connections.remove('lab');
    }
  });

  it('by addresses that nobody made end in the editor’s own error', async () => {
    const address = fc.record({
      scheme: fc.constantFrom('experiment', 'experiment-edit'),
      authority: fc.stringMatching(/^[a-z0-9._-]{0,40}$/),
      path: fc
        .array(
          fc.oneof(
            fc.constantFrom(
              'code',
              'assets',
              'panels',
              'models',
              'projects',
              'experiment-webhooks',
              '..',
              '~',
              '__proto__',
              'x notes.md',
              'a output.log',
            ),
            fc.string({ unit: 'binary', maxLength: 8 }),
          ),
          { maxLength: 6 },
        )
        .map((names) => `/${names.map((name) => name.replaceAll('/', '')).join('/')}`.replace(/^\/\/+/, '/')),
    });
    await fc.assert(
      fc.asyncProperty(address, async (parts) => {
        const uri = vscode.Uri.from(parts);
        await assert.rejects(
          Promise.resolve(vscode.workspace.fs.readFile(uri)),
          (error: unknown) => error instanceof vscode.FileSystemError,
        );
      }),
      { numRuns: 60 },
    );
  });

  it('remembered by a damaged memory are left out with a line of the log, and the others stay', async () => {
    const { memory, secrets, settings } = await extensionParts();
    const good = {
      kind: 'server',
      id: 'one',
      tracker: 'comet',
      server: { webRoot: 'https://one.example', restRoot: 'https://one.example/api/rest/v2' },
      userName: 'ada',
    };
    const broken = [
      null,
      7,
      'x',
      {},
      { kind: 'server' },
      { ...good, server: null },
      { ...good, id: '../x' },
      { ...good, server: { webRoot: 'javascript:alert(1)', restRoot: 'file:///etc' } },
      { ...good, userName: 7 },
      { kind: 'lab', id: 'other' },
    ];
    const before = memory.get<unknown>('connections');
    const lines: string[] = [];
    const log = new Log(() => ({
      info: (text: string) => lines.push(text),
      error: () => undefined,
      show: () => undefined,
      dispose: () => undefined,
    }));
    try {
      for (const [remembered, listed] of [
        [[...broken, good], ['one']],
        ['all of them', []],
        [{ length: 3 }, []],
        [null, []],
        [{ version: 2, connections: [...broken, { ...good, server: 'https://one.example' }] }, ['one']],
        [{ version: 3, connections: [good] }, []],
        [{ version: 2, connections: 'all of them' }, []],
      ] as const) {
        await memory.update('connections', remembered);
        const connections = new Connections({
          trackers,
          labs,
          memory,
          secrets,
          settings,
          log,
          labArchives: '/nowhere',
          labFolder: '/nowhere',
        });
        assert.deepEqual(
          connections.list().map(({ id }) => id),
          listed,
          JSON.stringify(remembered),
        );
        connections.dispose();
      }
      assert.match(lines[0] ?? '', /^10 remembered connections cannot be read and are left out\./);
    } finally {
      await memory.update('connections', before);
    }
  });

  it('by a folder decide nothing that is the user’s, and no setting breaks what reads it', async () => {
    const { contributes, capabilities } = await manifest();
    const { properties } = contributes.configuration;
    const foldersOwn = ['experimentExplorer.tree.metric', 'experiments.tree.metric'];
    const users = Object.keys(properties).filter((name) => !foldersOwn.includes(name));
    assert.deepEqual(
      users.filter((name) => !['machine', 'application'].includes(properties[name]?.scope ?? '')),
      [],
    );
    assert.deepEqual(
      users.filter((name) => !capabilities.untrustedWorkspaces.restrictedConfigurations.includes(name)),
      [],
    );

    const { settings } = await extensionParts();
    const configuration = vscode.workspace.getConfiguration('experimentExplorer');
    const read = (): unknown[] => [
      settings.refreshInterval,
      settings.treeMetric,
      settings.downloadsFolder,
      settings.existingFiles,
      settings.labFolder,
      settings.requests.limits,
    ];
    const names = [
      'refreshInterval',
      'tree.metric',
      'downloads.folder',
      'downloads.existingFiles',
      'http.concurrency',
      'http.timeout',
    ];
    const usual = read();
    try {
      for (const wrong of [null, true, {}, ['x'], { a: 1 }]) {
        for (const name of names) {
          await configuration.update(name, wrong, vscode.ConfigurationTarget.Global);
        }
        assert.deepEqual(read(), usual, JSON.stringify(wrong));
      }
      for (const name of ['tree.metric', 'downloads.folder']) {
        await configuration.update(name, 'x'.repeat(10_000), vscode.ConfigurationTarget.Global);
      }
      await configuration.update('downloads.existingFiles', 'destroy', vscode.ConfigurationTarget.Global);
      assert.deepEqual([settings.treeMetric, settings.downloadsFolder, settings.existingFiles], [null, null, 'ask']);
      await configuration.update('refreshInterval', 0.000001, vscode.ConfigurationTarget.Global);
      await configuration.update('http.concurrency', 1e9, vscode.ConfigurationTarget.Global);
      assert.equal(settings.refreshInterval, 20, 'the least that tests may have; a second in what ships');
      assert.equal(settings.requests.limits.concurrentRequests, 32);
      await configuration.update('refreshInterval', -1, vscode.ConfigurationTarget.Global);
      assert.equal(settings.refreshInterval, 0);
    } finally {
      for (const name of names) {
        await configuration.update(name, undefined, vscode.ConfigurationTarget.Global);
      }
    }
  });

  it('cannot forge lines of the log', () => {
    const written: string[] = [];
    const log = new Log(() => ({
      info: (line: string) => written.push(line),
      error: (line: string) => written.push(line),
      show: () => undefined,
      dispose: () => undefined,
    }));
    log.line('Failed: \r\n2026-11-30 00:00:00.000 [info] all is well\u2028and \u001b[2Jgone');
    log.error(new Error('first\n2026-11-30 00:00:00.000 [info] forged'));
    log.line('x'.repeat(1_000_000));
    assert.ok(
      written.every((text) =>
        text
          .split('\n')
          .slice(1)
          .every((line) => line.startsWith('    ')),
      ),
      JSON.stringify(written.slice(0, 2)),
    );
    assert.doesNotMatch(written[0] ?? '', /[\p{Cc}\p{Zl}\p{Zp}]/u);
    assert.ok((written[2] ?? '').length <= 2000);
  });
});

const BackendErrorLike = (error: unknown): boolean =>
  error instanceof Error && ['refused', 'notFound'].includes((error as { kind?: string }).kind ?? '');
