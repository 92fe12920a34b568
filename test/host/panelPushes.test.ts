/** When a panel sends its state: once for a burst of changes, not at all when nothing changed, and anew to a page that begins. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { Panel, type PanelKind } from '../../src/panels/panel';
import type { PageProtocol } from '../../src/shared/protocol';
import { eventually } from '../support/eventually';

interface CountingProtocol extends PageProtocol {
  readonly state: { readonly count: number; readonly list: readonly number[] };
  readonly questions: { readonly nothing: { readonly ask: null; readonly answer: null } };
  readonly deeds: { readonly seen: { readonly count: number } };
}

/** The page's own script does not matter here: what VS Code is given to send is written down and sent on. */
function watched(panel: vscode.WebviewPanel, sent: unknown[]): vscode.WebviewPanel {
  const forwarding = <T extends object>(target: T, own: Partial<T>): T => new Proxy(target, {
    get: (_, name) => {
      if (Object.hasOwn(own, name)) return own[name as keyof T];
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
    set: (_, name, value) => Reflect.set(target, name, value, target),
  });
  const webview = forwarding(panel.webview, {
    postMessage: (message: { readonly state: unknown }) => {
      sent.push(structuredClone(message.state));
      return panel.webview.postMessage(message);
    },
  });
  return forwarding(panel, { webview });
}

describe('the pushes of a panel', () => {
  const extension = vscode.extensions.getExtension('experiment-explorer.experiment-explorer');
  afterEach(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  it('are one for a burst, none for nothing, and the whole for a page that begins', async () => {
    assert.ok(extension);
    const kind: PanelKind = { viewType: 'experiments.pushes', page: 'experiment', extension: extension.extensionUri };
    const sent: unknown[] = [];
    let count = 1;
    let made = 0;
    const state = (): CountingProtocol['state'] => {
      made += 1;
      return { count, list: [1, NaN] };
    };
    const panel = new Panel<CountingProtocol>(watched(Panel.create(kind, 'Pushes'), sent), kind, { state, answers: { nothing: () => Promise.resolve(null) }, deeds: { seen: () => undefined } });
    let appeared = 0;
    panel.onDidAppear((visible) => void (appeared += visible ? 1 : 0));
    await eventually(() => assert.equal(appeared, 1));
    assert.deepEqual(sent, [{ count: 1, list: [1, NaN] }]);

    for (count = 2; count < 50; count += 1) panel.push();
    await eventually(() => assert.equal(sent.length, 2));
    assert.deepEqual(sent[1], { count: 50, list: [1, NaN] });

    panel.push('unhurried');
    count = 51;
    panel.push();
    await eventually(() => assert.deepEqual(sent.slice(2), [{ count: 51, list: [1, NaN] }], 'who is in a hurry takes the others along'));

    const before = made;
    panel.push();
    await eventually(() => assert.equal(made, before + 1));
    assert.equal(sent.length, 3, 'what has not changed is not sent');

    const other = vscode.window.createWebviewPanel('experiments.cover', 'Cover', vscode.ViewColumn.Active);
    await eventually(() => assert.ok(!panel.active));
    other.dispose();
    await eventually(() => assert.equal(appeared, 2));
    assert.deepEqual(sent.slice(3), [{ count: 51, list: [1, NaN] }], 'a page that begins has nothing yet');
    panel.dispose();
  });
});
