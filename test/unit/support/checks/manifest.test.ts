/** The manifest agrees with the code, and the check sees it when it does not. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { disagreements, readCode, readManifest } from '../../../support/checks/manifest';

const manifest = readManifest();
const code = readCode();
const readme = readFileSync('README.md', 'utf8');

describe('the manifest', () => {
  it('agrees with the code', () => {
    assert.deepEqual(disagreements(manifest, code, readme), []);
  });

  it('offers in the palette what works in a window in which nothing of ours has run yet', () => {
    const rules = new Map(
      (manifest.contributes.menus.commandPalette ?? []).map(({ command, when }) => [command, when ?? '']),
    );
    const always = manifest.contributes.commands.map(({ command }) => command).filter((command) => !rules.has(command));
    assert.deepEqual(
      always,
      ['signIn', 'importConnection', 'exploreLab', 'showLog'].map((verb) => `experimentExplorer.${verb}`),
    );
    // A key that only our code sets is not set there: a rule may wait for it to be true only where its command makes no
    // sense before.
    const waiting = [...rules]
      .filter(([, when]) => /(?<!!|!\()\bexperimentExplorer\./.test(when.replace('!experimentExplorer.signedOut', '')))
      .map(([command]) => command);
    assert.deepEqual(waiting, [
      'experimentExplorer.clearFind',
      'experimentExplorer.hideArchived',
      'experimentExplorer.stopReportScripts',
    ]);
    for (const [command, when] of rules) {
      assert.match(when, /^false$|^!experimentExplorer\.signedOut\b/, command);
    }
  });

  const { contributes } = manifest;
  const first = <T>(items: readonly T[]): T => items[0]!;
  const broken: [string, Parameters<typeof disagreements>, RegExp][] = [
    [
      'a command without a handler',
      [
        {
          ...manifest,
          contributes: {
            ...contributes,
            commands: [...contributes.commands, { ...first(contributes.commands), command: 'experimentExplorer.fly' }],
          },
        },
        code,
        readme,
      ],
      /“experimentExplorer\.fly” has no verb/,
    ],
    [
      'a verb without a command',
      [{ ...manifest, contributes: { ...contributes, commands: contributes.commands.slice(1) } }, code, readme],
      /“signIn” is not a command/,
    ],
    [
      'a menu of an unknown command',
      [
        {
          ...manifest,
          contributes: { ...contributes, menus: { 'view/title': [{ command: 'experimentExplorer.fly' }] } },
        },
        code,
        readme,
      ],
      /unknown command “experimentExplorer\.fly”/,
    ],
    [
      'a condition that nobody sets',
      [
        {
          ...manifest,
          contributes: {
            ...contributes,
            viewsWelcome: [{ view: 'experimentExplorer.tree', when: 'experimentExplorer.flying', contents: '' }],
          },
        },
        code,
        readme,
      ],
      /“experimentExplorer\.flying” is never set/,
    ],
    [
      'a menu for a node that does not exist',
      [
        {
          ...manifest,
          contributes: {
            ...contributes,
            menus: {
              'view/item/context': [
                {
                  command: 'experimentExplorer.signIn',
                  when: 'view == experimentExplorer.tree && viewItem =~ /^dragon\\b/',
                },
              ],
            },
          },
        },
        code,
        readme,
      ],
      /kind “dragon”/,
    ],
    [
      'a setting that nobody reads',
      [
        {
          ...manifest,
          contributes: {
            ...contributes,
            configuration: {
              properties: { ...contributes.configuration.properties, 'experimentExplorer.wings': { default: 2 } },
            },
          },
        },
        code,
        readme,
      ],
      /“experimentExplorer\.wings” is never read/,
    ],
    [
      'a verb on experiments without a row in the table',
      [manifest, { ...code, rows: new Map([...code.rows].filter(([verb]) => verb !== 'openGraph')) }, readme],
      /^The verb “openGraph” takes an experiment and has no row/m,
    ],
    [
      'a row of the table without a verb',
      [manifest, { ...code, rows: new Map([...code.rows, ['fly', true]]) }, readme],
      /has a row for “fly”, which is no verb/,
    ],
    [
      'a row of the table for a verb on something else',
      [manifest, { ...code, rows: new Map([...code.rows, ['signOut', true]]) }, readme],
      /has a row for “signOut”, which is no verb that takes an experiment/,
    ],
    ...(
      [
        ['that does not wait for a tracker that can do it', 'archive', '', /offers “archive” where no tracker can/],
        ['that waits for another verb’s tracker', 'archive', 'restore', /offers “archive” where no tracker can/],
        ['that waits for what every tracker can do', 'copyKey', 'copyKey', /leaves out “copyKey”/],
      ] as const
    ).map(([what, verb, waits, sentence]): [string, Parameters<typeof disagreements>, RegExp] => [
      `an entry of the palette ${what}`,
      [
        {
          ...manifest,
          contributes: {
            ...contributes,
            menus: {
              commandPalette: [
                {
                  command: `experimentExplorer.${verb}`,
                  when: waits === '' ? 'true' : `!(experimentExplorer.offeredByNone =~ /\\b${waits}\\b/)`,
                },
              ],
            },
          },
        },
        code,
        readme,
      ],
      sentence,
    ]),
    ...(
      [
        ['of a verb without a row', 'signOut', '', /offers “signOut” on experiments, and it has no row/],
        ['that does not wait for its verb to apply', 'archive', '', /it must wait for “\+archive”/],
        ['that waits for another verb', 'archive', '.*\\+restore\\b', /it must wait for “\+archive”/],
        [
          'that waits for what the tree only happens to say',
          'archive',
          '.*\\+tooltip\\b',
          /No tree node has the flag “tooltip”/,
        ],
        ['that waits for what always holds', 'copyKey', '.*\\+archive\\b', /although “copyKey” applies to all/],
      ] as const
    ).map(([what, verb, flag, sentence]): [string, Parameters<typeof disagreements>, RegExp] => [
      `a menu on experiments ${what}`,
      [
        {
          ...manifest,
          contributes: {
            ...contributes,
            menus: {
              'view/item/context': [
                { command: `experimentExplorer.${verb}`, when: `viewItem =~ /^(experiment|project)\\b${flag}/` },
              ],
            },
          },
        },
        code,
        readme,
      ],
      sentence,
    ]),
    ['a setting that the README lacks', [manifest, code, ''], /README's table of settings lacks/],
  ];
  for (const [what, input, sentence] of broken) {
    it(`would be caught with ${what}`, () => assert.match(disagreements(...input).join('\n'), sentence));
  }
});
