// Signing in and out as a user does: the welcome view, the boxes, what they say when something is wrong.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '../support/eventually';
import { shows } from '../support/shows';
import { serveEmptyLab, type ServedLab } from '../support/lab/labFixture';
import { useWorkbench } from '../support/workbench/useWorkbench';
import type { Workbench } from '../support/workbench/workbench';

describe('signing in', () => {
  const window = useWorkbench();
  let workbench: Workbench;
  let server: ServedLab;

  before(async () => {
    server = await serveEmptyLab();
    workbench = window();
    await workbench.openViewContainer('Experiments');
  });

  after(() => server.close());

  const door = (name: string) => workbench.page.locator('.welcome-view-content').getByRole('button', { name });
  const validation = () => workbench.quickInput.locator('.quick-input-message');
  const asked = () => server.faults.requests.filter(({ path }) => path.endsWith('/account-details')).length;

  it('offers three doors to somebody without a connection', async () => {
    for (const name of ['Sign In to Comet', 'Import Credentials', 'Explore the Sample Lab']) {
      await door(name).waitFor();
    }
  });

  it('says what is wrong with an address while it is typed', async () => {
    await door('Sign In to Comet').click();
    await workbench.pick(/Another server/);
    // The list goes before the box comes: what is typed at once would be lost with the list.
    await workbench.quickInput.getByText('The address of the server').waitFor();
    await workbench.filter('ftp://comet.example.org');
    await validation().filter({ hasText: 'begins with https:// or http://' }).waitFor();
    await workbench.type(`${server.url}/clientlib/`);
    await workbench.quickInput.getByText(`Sign In to ${new URL(server.url).host}`).waitFor();
  });

  it('masks the key and keeps the box open while the server refuses it', async () => {
    await workbench.type('this-key-is-wrong');
    await validation().filter({ hasText: 'The server does not know this API key.' }).waitFor();
    const box = workbench.quickInput.getByRole('textbox');
    await shows(() => box.getAttribute('type'), 'password');
    await shows(() => box.inputValue(), 'this-key-is-wrong');
  });

  it('says so when the server cannot be understood', async () => {
    server.faults.next(/account-details/, { kind: 'loginPage' });
    await workbench.type(server.apiKey);
    await validation().filter({ hasText: 'answered with a web page instead of data' }).waitFor();
  });

  it('shows the account in the tree as soon as the server takes the key', async () => {
    await workbench.type(server.apiKey);
    const row = await workbench.tree('Experiments').row('ada');
    await shows(() => row.description(), new URL(server.url).host);
    await workbench.quickInput.waitFor({ state: 'hidden' });
  });

  it('offers the last server first', async () => {
    await workbench.command('Experiments: Sign In to Comet…');
    await workbench.quickInputRow(new URL(server.url).host).waitFor();
    await eventually(async () => {
      const first = await workbench.quickInput.locator('.monaco-list-row').first().locator('.label-name').textContent();
      assert.equal(first?.trim(), new URL(server.url).host);
    });
  });

  it('asks before a key goes to another machine in the clear', async () => {
    const before = asked();
    await workbench.pick('comet.com');
    await workbench.quickInput.getByText('Sign In to comet.com').waitFor();
    // A smart key brings its own server.
    await workbench.type(
      `someone*${Buffer.from(JSON.stringify({ baseUrl: 'http://comet.invalid' })).toString('base64')}`,
    );
    await workbench.dialog.getByText('Send the API key to comet.invalid without encryption?').waitFor();
    await workbench.answerDialog('Cancel');
    await workbench.quickInput.getByText('Sign In to comet.invalid').waitFor();
    await workbench.quickInput.getByRole('textbox').press('Escape');
    await workbench.quickInput.waitFor({ state: 'hidden' });
    assert.equal(asked(), before);
  });

  it('finds its connections again after a reload', async () => {
    await workbench.reload();
    await workbench.openViewContainer('Experiments');
    await workbench.tree('Experiments').row('ada');
  });

  it('forgets the account when the user confirms that', async () => {
    await (await workbench.tree('Experiments').row('ada')).contextMenu('Sign Out…');
    await workbench.dialog.getByText(`Sign out of “ada” at ${new URL(server.url).host}?`).waitFor();
    await workbench.answerDialog('Cancel');
    await (await workbench.tree('Experiments').row('ada')).contextMenu('Sign Out…');
    await workbench.answerDialog('Sign Out');
    await eventually(() => door('Sign In to Comet').waitFor({ timeout: 1000 }));
  });

  const importing = async (environment: Readonly<Record<string, string>>): Promise<void> => {
    await workbench.bridge.run((_, set) => {
      Object.assign(process.env, set);
    }, environment);
    await door('Import Credentials').click();
    await workbench.quickInput.getByText('Import Comet Credentials').waitFor();
    await workbench.pick(new URL(server.url).host);
  };
  const forget = (...names: string[]): Promise<void> =>
    workbench.bridge.run(
      (_, ...gone) => {
        for (const name of gone) {
          Reflect.deleteProperty(process.env, name);
        }
      },
      ...names,
    );

  it('imports key and server from a configuration file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'experiments-import-'));
    try {
      await writeFile(
        join(folder, 'comet.config'),
        `[comet]\napi_key = ${server.apiKey}\nurl_override = ${server.url}/clientlib/\nworkspace = ada\n`,
      );
      await importing({ COMET_CONFIG: join(folder, 'comet.config') });
      const row = await workbench.tree('Experiments').row('ada');
      await shows(() => row.description(), new URL(server.url).host);
      await row.contextMenu('Sign Out…');
      await workbench.answerDialog('Sign Out');
      await door('Import Credentials').waitFor();
    } finally {
      await forget('COMET_CONFIG');
      await rm(folder, { recursive: true });
    }
  });

  it('sends a smart key of the environment whole to the server inside it', async () => {
    const before = asked();
    // The lab's keys are opaque: that it refuses this one is no matter.
    await importing({
      COMET_API_KEY: `${'f'.repeat(25)}*${Buffer.from(JSON.stringify({ baseUrl: server.url })).toString('base64')}`,
    });
    await shows(() => asked(), before + 1);
    await workbench.notification('The server does not know this API key.').waitFor();
    await forget('COMET_API_KEY');
    await door('Import Credentials').waitFor();
  });

  it('opens the sample lab through the third door', async () => {
    await door('Explore the Sample Lab').click();
    await workbench.tree('Experiments').row('Sample Lab');
    await workbench.tree('Experiments').row('vision-lab');
  });
});
