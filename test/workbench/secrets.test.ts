/**
 * An ugly network with a server that shouts the API key back: neither a page, nor a message on the screen, nor the log
 * may hold it.
 */
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExtensionApi } from '../../src/extension';
import { startCometLab, type Lab } from '../../src/lab/comet/server';
import type { InjectedFault } from '../../src/lab/faultInjection';
import { experimentTabs } from '../../src/shared/verbs/experimentTabs';
import { eventually } from '../support/eventually';
import { listedRecordings, recordingsFolder } from '../support/lab/recordings';
import { useWorkbench } from '../support/workbench/useWorkbench';
import type { Workbench } from '../support/workbench/workbench';

interface Listening {
  heard?: string[];
}

describe('the API key', () => {
  const window = useWorkbench();
  let workbench: Workbench;
  let lab: Lab;
  let connection: string;
  let logFolder: string;
  const { key, name } = listedRecordings().experiments.find((experiment) => experiment.name === 'mlp-64 lr=0.01')!;

  const page = () => workbench.webview();
  const heard = (): Promise<string[]> =>
    page()
      .locator('html')
      .evaluate(() => (globalThis as Listening).heard ?? []);
  const refresh = (): Promise<unknown> =>
    workbench.bridge.run((vscode, ref) => vscode.commands.executeCommand('experimentExplorer.refresh', ref), {
      connection,
      key,
    });

  before(async () => {
    workbench = window();
    lab = await startCometLab({ archives: recordingsFolder });
    const signedIn = await workbench.bridge.run(
      async (vscode, server, secret) => {
        const api = await vscode.extensions
          .getExtension<ExtensionApi>('experiment-explorer.experiment-explorer')!
          .activate();
        const { connections, logFolder: folder } = await api.forTests!();
        const { id } = await connections.add({ tracker: 'comet', server, secret }, new AbortController().signal);
        return { id, folder: folder.fsPath };
      },
      lab.url,
      lab.apiKey,
    );
    connection = signedIn.id;
    logFolder = signedIn.folder;
    await workbench.bridge.run(
      (vscode, ref) => vscode.commands.executeCommand('experimentExplorer.openExperiment', ref),
      {
        connection,
        key,
      },
    );
    await page().getByRole('heading', { name }).waitFor();
    await page()
      .locator('html')
      .evaluate(() => {
        const messages: string[] = [];
        (globalThis as Listening).heard = messages;
        addEventListener('message', ({ data }) => messages.push(JSON.stringify(data)));
      });
  });
  after(() => lab.close());

  const echoing = (status: number, code = status): InjectedFault => ({
    kind: 'status',
    status,
    contentType: 'application/json',
    body: JSON.stringify({ code, msg: `The key ${lab.apiKey} may not do that.`, sdk_error_code: 0, data: null }),
  });
  const troubles: readonly (readonly [string, () => InjectedFault])[] = [
    ['a refusal', () => echoing(401)],
    ['a prohibition', () => echoing(403)],
    ['an unknown endpoint', () => echoing(404)],
    ['a bad request', () => echoing(400)],
    ['an answer that is an error', () => echoing(200, 400)],
    [
      'a page',
      () => ({
        kind: 'status',
        status: 200,
        contentType: 'text/html',
        body: `<html><body>${lab.apiKey}</body></html>`,
      }),
    ],
    [
      'no JSON',
      () => ({ kind: 'status', status: 200, contentType: 'application/json', body: `{"key": ${lab.apiKey}` }),
    ],
  ];
  for (const [trouble, behaviour] of troubles) {
    it(`stays where it belongs when the server echoes it in ${trouble}`, async () => {
      // Not the experiment itself: without it there are no tabs to look at.
      lab.faults.always(/experiment\/(?!metadata)/, behaviour());
      await refresh();
      const before = (await heard()).length;
      for (const tab of experimentTabs) {
        await page().locator(`#tab-${tab}`).dispatchEvent('click');
      }
      await eventually(async () => {
        const messages = await heard();
        assert.ok(messages.length > before);
        assert.ok(
          messages.slice(before).some((message) => message.includes('"failed"') || message.includes('"refusal"')),
          'The page has not heard of the trouble yet.',
        );
      });
      await workbench.bridge.run(
        (vscode, ref) => vscode.commands.executeCommand('experimentExplorer.addTags', ref, undefined, ['never set']),
        { connection, key },
      );
      await eventually(async () =>
        assert.ok(
          !(await workbench.page.locator('body').innerHTML()).includes(lab.apiKey),
          'The window shows the key.',
        ),
      );
      lab.faults.stop();
      await refresh();
      await page().getByRole('heading', { name }).waitFor();
    });
  }

  it('was in no message to the page, nowhere in the page and not in the log', async () => {
    await eventually(async () => {
      const messages = await heard();
      assert.ok(messages.length > troubles.length, `only ${messages.length} messages`);
      assert.deepEqual(
        messages.filter((message) => message.includes(lab.apiKey)),
        [],
      );
    });
    await eventually(async () =>
      assert.ok(
        !(
          await page()
            .locator('html')
            .evaluate((root) => root.outerHTML)
        ).includes(lab.apiKey),
      ),
    );
    const log = await eventually(async () => {
      const entries = await readdir(logFolder, { recursive: true, withFileTypes: true });
      const texts = await Promise.all(
        entries.filter((entry) => entry.isFile()).map((entry) => readFile(join(entry.parentPath, entry.name), 'utf8')),
      );
      assert.match(texts.join('\n'), /metrics\/summary/);
      return texts.join('\n');
    });
    assert.ok(!log.includes(lab.apiKey));
  });
});
