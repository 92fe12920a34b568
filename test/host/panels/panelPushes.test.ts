/**
 * When a panel sends its state: once for a burst of changes, not at all when nothing changed, and again to a page that
 * begins.
 */
import assert from 'node:assert/strict';
import { null_, number, object } from 'valibot';
import * as vscode from 'vscode';
import type { PageSchemas } from '../../../src/panels/pageMessages';
import { Panel, type PanelKind } from '../../../src/panels/panel';
import type { PageProtocol } from '../../../src/shared/protocol';
import { eventually } from '../../support/eventually';

interface CountingProtocol extends PageProtocol {
  readonly state: { readonly count: number; readonly list: readonly number[] };
  readonly questions: { readonly nothing: { readonly ask: null; readonly answer: null } };
  readonly commands: { readonly seen: { readonly count: number } };
}

const schemas: PageSchemas<CountingProtocol> = {
  questions: { nothing: null_() },
  commands: { seen: object({ count: number() }) },
};

/** The page's own script does not matter here: what VS Code is given to send is written down and sent on. */
function watched(panel: vscode.WebviewPanel, sent: unknown[]): vscode.WebviewPanel {
  const forwarding = <T extends object>(target: T, own: Partial<T>): T =>
    new Proxy(target, {
      get: (_, name) => {
        if (Object.hasOwn(own, name)) {
          return own[name as keyof T];
        }
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
    const panel = new Panel<CountingProtocol>(watched(Panel.create(kind, 'Pushes'), sent), kind, {
      state,
      answers: { nothing: () => Promise.resolve(null) },
      commands: { seen: () => undefined },
      schemas,
    });
    let appeared = 0;
    panel.onDidAppear((visible) => void (appeared += visible ? 1 : 0));
    await eventually(() => assert.equal(appeared, 1));
    assert.deepEqual(sent, [{ count: 1, list: [1, NaN] }]);

    for (count = 2; count < 50; count += 1) {
      panel.push();
    }
    await eventually(() => assert.equal(sent.length, 2));
    assert.deepEqual(sent[1], { count: 50, list: [1, NaN] });

    panel.push('unhurried');
    count = 51;
    panel.push();
    await eventually(() =>
      assert.deepEqual(sent.slice(2), [{ count: 51, list: [1, NaN] }], 'who is in a hurry takes the others along'),
    );

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

  it('answer what is asked as the protocol says, refuse every other question, and do nothing else', async () => {
    assert.ok(extension);
    const kind: PanelKind = { viewType: 'experiments.messages', page: 'experiment', extension: extension.extensionUri };
    const answers: { id?: number; type: string; problem?: { message: string } }[] = [];
    const seen: unknown[] = [];
    const real = Panel.create(kind, 'Messages');
    let say: (message: unknown) => void = () => assert.fail('nobody listens');
    const webview = new Proxy(real.webview, {
      get: (target, name) => {
        if (name === 'onDidReceiveMessage') {
          return (listener: (message: unknown) => void) => ((say = listener), new vscode.Disposable(() => undefined));
        }
        if (name === 'postMessage') {
          return (message: (typeof answers)[number]) => (answers.push(message), Promise.resolve(true));
        }
        const value: unknown = Reflect.get(target, name, target);
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      },
      set: (target, name, value) => Reflect.set(target, name, value, target),
    });
    const panel = new Panel<CountingProtocol>(
      new Proxy(real, {
        get: (target, name) => {
          const value: unknown = name === 'webview' ? webview : Reflect.get(target, name, target);
          return typeof value === 'function' ? (value.bind(target) as unknown) : value;
        },
        set: (target, name, value) => Reflect.set(target, name, value, target),
      }),
      kind,
      {
        state: () => ({ count: 1, list: [] }),
        answers: { nothing: () => Promise.resolve(null) },
        commands: { seen: (argument) => seen.push(argument) },
        schemas,
      },
    );
    say({ type: 'ready' });
    for (const message of [
      null,
      7,
      'ready',
      [],
      {},
      { type: 'shout' },
      { type: 'do' },
      { type: 'ask', question: 'nothing' },
      { type: 'ask', id: '1', question: 'nothing' },
      // These wait for an answer, although nobody can tell what they ask.
      { type: 'ask', id: 200 },
      { type: 'ask', id: 201, question: 7 },
      { type: 'ask', id: 202, question: 'nothing'.repeat(100) },
    ]) {
      say(message);
    }
    for (const command of ['unseen', '__proto__', 'constructor', 'toString', 7]) {
      say({ type: 'do', command, argument: { count: 1 } });
    }
    for (const argument of [null, undefined, 1, 'x', {}, { count: '1' }, { count: null }]) {
      say({ type: 'do', command: 'seen', argument });
    }
    say({ type: 'do', command: 'seen', argument: { count: 2, more: 'not taken along' } });
    const questions = ['nothing', 'everything', '__proto__', 'constructor', 'hasOwnProperty', '[x](command:y)'];
    for (const [id, question] of questions.entries()) {
      say({ type: 'ask', id, question, argument: null });
    }
    say({ type: 'ask', id: 100, question: 'nothing', argument: { path: '/' } });
    await eventually(() => assert.equal(answers.filter(({ id }) => id !== undefined).length, questions.length + 4));
    const byId = new Map(answers.map((answer) => [answer.id, answer]));
    assert.deepEqual(seen, [{ count: 2 }]);
    for (const id of [200, 201, 202]) {
      assert.equal(byId.get(id)?.problem?.message, 'This question was asked in a way that cannot be answered.');
    }
    assert.equal(byId.get(0)?.type, 'answer');
    for (const id of [1, 2, 3, 4, 5]) {
      assert.match(byId.get(id)?.problem?.message ?? '', /^There is no question “/, questions[id]);
    }
    assert.match(byId.get(100)?.problem?.message ?? '', /cannot be answered/);
    panel.dispose();
  });
});
