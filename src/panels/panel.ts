/**
 * A panel's life, once: its page under a strict content security policy, messages both ways, shown and hidden, the end.
 * What a page shows and may do is its content's affair.
 */
import * as l10n from '@vscode/l10n';
import { randomBytes } from 'node:crypto';
import { safeParse } from 'valibot';
import { env, l10n as translations, Uri, ViewColumn, window, type Webview, type WebviewPanel } from 'vscode';
import { Emitter, type Disposable, type Event } from '../shared/base/event';
import { oneLine } from '../shared/text/plainText';
import { BackendError, toProblem } from '../shared/problem';
import { translationElement, type PageProtocol, type ToPage } from '../shared/protocol';
import { deepEqual } from '../shared/base/objects';
import { shortName } from '../shared/text/summary';
import { messageSchema, questionSchema, type PageSchemas } from './pageMessages';

/** A kind of panel: one page bundle, one view type. */
export interface PanelKind {
  /** As registered for `onWebviewPanel`. */
  readonly viewType: string;
  /** `dist/webview/<page>.js` defines the element `<page>-page`. */
  readonly page: string;
  readonly extension: Uri;
}

/** What a kind of panel shows, how it answers, what it does. A question that rejects is refused with its problem. */
export interface PanelContent<P extends PageProtocol> {
  state(): P['state'];
  readonly answers: {
    readonly [Q in keyof P['questions'] & string]: (
      argument: P['questions'][Q]['ask'],
    ) => Promise<P['questions'][Q]['answer']>;
  };
  readonly commands: { readonly [D in keyof P['commands'] & string]: (argument: P['commands'][D]) => void };
  /** What it may be sent. */
  readonly schemas: PageSchemas<P>;
}

/** Bytes. Beyond it a page would hold too much at once; a file on disk has no such limit. */
export const largestShown = 64 * 1024 * 1024;
/** Characters of what stands on a tab. */
const longestTitle = 60;
/** Milliseconds in which several changes become one push. */
const coalescing = 20;
/** The same for changes that come by the dozen and that are not waited for. */
const unhurried = 150;
/**
 * The wait before the next push, in times of what the last one took: the larger a state, the rarer it travels while it
 * still changes.
 */
const restPerPush = 10;
const longestRest = 300;

export class Panel<P extends PageProtocol> implements Disposable {
  readonly #panel: WebviewPanel;
  readonly #content: PanelContent<P>;
  readonly #appearances = new Emitter<boolean>();
  readonly #activations = new Emitter<null>();
  readonly #ends = new Emitter<null>();
  readonly #subscriptions: Disposable[];
  #listening = false;
  /** The state that the page has. */
  #pushed: P['state'] | null = null;
  #push: { readonly timer: NodeJS.Timeout; readonly due: number } | null = null;
  #rest = 0;
  #disposed = false;

  /** Shown (true) with a page that has just said that it is ready, or hidden (false). */
  readonly onDidAppear: Event<boolean> = this.#appearances.event;
  /** It got the focus. */
  readonly onDidActivate: Event<null> = this.#activations.event;
  readonly onDidDispose: Event<null> = this.#ends.event;

  /** Takes over a panel that VS Code has made, newly or after a reload. */
  constructor(panel: WebviewPanel, kind: PanelKind, content: PanelContent<P>) {
    this.#panel = panel;
    this.#content = content;
    const media = Uri.joinPath(kind.extension, 'media');
    panel.iconPath = { light: Uri.joinPath(media, 'panel-light.svg'), dark: Uri.joinPath(media, 'panel-dark.svg') };
    this.#subscriptions = [
      panel.webview.onDidReceiveMessage((message: unknown) => this.#receive(message)),
      panel.onDidChangeViewState(() => {
        if (panel.active) {
          this.#activations.fire(null);
        }
        // A hidden page is gone: it says ready again when it comes back.
        if (panel.visible || !this.#listening) {
          return;
        }
        this.#listening = false;
        this.#appearances.fire(false);
      }),
      panel.onDidDispose(() => this.#end()),
    ];
    panel.webview.options = { enableScripts: true, localResourceRoots: [resources(kind)] };
    panel.webview.html = document(panel.webview, kind);
  }

  static create(kind: PanelKind, title: string, column = ViewColumn.Active): WebviewPanel {
    // The options that matter are set when the panel is taken over, as after a reload.
    return window.createWebviewPanel(kind.viewType, oneLine(title, longestTitle), column);
  }

  set title(title: string) {
    const shown = oneLine(title, longestTitle);
    if (this.#panel.title !== shown) {
      this.#panel.title = shown;
    }
  }

  get active(): boolean {
    return this.#panel.active;
  }

  reveal(): void {
    this.#panel.reveal(undefined, false);
  }

  /** Sends the whole state soon, once for all that changes until then; not at all when it is as it was. */
  push(hurry: 'hurried' | 'unhurried' = 'hurried'): void {
    if (!this.#listening) {
      return;
    }
    const wait = Math.max(hurry === 'hurried' ? coalescing : unhurried, this.#rest);
    const due = performance.now() + wait;
    if (this.#push !== null && this.#push.due <= due) {
      return;
    }
    if (this.#push !== null) {
      clearTimeout(this.#push.timer);
    }
    this.#push = { due, timer: setTimeout(() => this.#pushNow(), wait) };
  }

  dispose(): void {
    this.#panel.dispose();
    this.#end();
  }

  /** Every question ends, however it is put; nothing waits for what else is no message of the page's protocol. */
  #receive(received: unknown): void {
    const { success, output: message } = safeParse(messageSchema, received);
    if (!success) {
      const question = safeParse(questionSchema, received);
      if (question.success) {
        this.#send({
          type: 'refusal',
          id: question.output.id,
          problem: toProblem(notAnswerable(l10n.t('This question'))),
        });
      }
      return;
    }
    switch (message.type) {
      case 'ready':
        this.#listening = true;
        this.#pushed = null;
        this.#sendState();
        this.#appearances.fire(true);
        break;
      case 'ask':
        void this.#answer(message.id, message.question, message.argument);
        break;
      case 'do':
        this.#do(message.command, message.argument);
        break;
    }
  }

  /** Looked up, not trusted: a page may only have done what its protocol names, with what it says. */
  #do(command: keyof P['commands'] & string, argument: unknown): void {
    if (!Object.hasOwn(this.#content.schemas.commands, command)) {
      return;
    }
    const { success, output } = safeParse(this.#content.schemas.commands[command], argument);
    if (success) {
      this.#content.commands[command](output);
    }
  }

  async #answer(id: number, question: keyof P['questions'] & string, argument: unknown): Promise<void> {
    try {
      if (!Object.hasOwn(this.#content.schemas.questions, question)) {
        throw new BackendError(
          'refused',
          l10n.t('There is no question “{question}”.', { question: shortName(question) }),
        );
      }
      const { success, output } = safeParse(this.#content.schemas.questions[question], argument);
      if (!success) {
        throw notAnswerable(l10n.t('The question “{question}”', { question }));
      }
      this.#send({ type: 'answer', id, value: await this.#content.answers[question](output) });
    } catch (error) {
      this.#send({ type: 'refusal', id, problem: toProblem(error) });
    }
  }

  #pushNow(): void {
    this.#push = null;
    const start = performance.now();
    this.#sendState();
    this.#rest = Math.min(longestRest, restPerPush * (performance.now() - start));
  }

  #sendState(): void {
    const state = this.#content.state();
    if (deepEqual(state, this.#pushed)) {
      return;
    }
    this.#pushed = state;
    this.#send({ type: 'state', state });
  }

  #send(message: ToPage<P>): void {
    if (this.#listening && !this.#disposed) {
      void this.#panel.webview.postMessage(message);
    }
  }

  #end(): void {
    if (this.#disposed) {
      return;
    }
    this.#disposed = true;
    if (this.#push !== null) {
      clearTimeout(this.#push.timer);
    }
    if (this.#listening) {
      this.#appearances.fire(false);
    }
    this.#listening = false;
    this.#ends.fire(null);
    for (const subscription of this.#subscriptions) {
      subscription.dispose();
    }
    this.#appearances.dispose();
    this.#activations.dispose();
    this.#ends.dispose();
  }
}

const notAnswerable = (question: string): BackendError =>
  new BackendError('refused', l10n.t('{question} was asked in a way that cannot be answered.', { question }), {
    advice: l10n.t('Open the panel again.'),
  });

const resources = ({ extension }: PanelKind): Uri => Uri.joinPath(extension, 'dist', 'webview');

/** What a page asks for its sentences, in the editor's language; nothing in English. */
const translation = (script: (name: string) => string): string =>
  translations.bundle === undefined
    ? ''
    : `<script type="application/json" id="${translationElement}">${JSON.stringify(translations.bundle).replaceAll('<', String.raw`\u003c`)}</script>
  ${script('localization')}
  `;

function document(webview: Webview, kind: PanelKind): string {
  const nonce = randomBytes(16).toString('hex');
  // Of style sheets alone: a page gives it to those of other people's HTML, in frames that inherit this policy.
  const styleNonce = randomBytes(16).toString('hex');
  // Parts that the script imports later bear its nonce as well.
  const address = (file: string): string => webview.asWebviewUri(Uri.joinPath(resources(kind), file)).toString();
  const script = (name: string): string =>
    `<script type="module" nonce="${nonce}" src="${address(`${name}.js`)}"></script>`;
  const policy = [
    `default-src 'none'`,
    `script-src 'nonce-${nonce}'`,
    `style-src ${webview.cspSource} 'nonce-${styleNonce}'`,
    `font-src ${webview.cspSource}`,
    `img-src ${webview.cspSource} data: blob:`,
    // Sound and pictures that move are made of bytes that the page was given.
    'media-src blob:',
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${translations.bundle === undefined ? 'en' : env.language}">
<head>
  <meta charset="utf-8">
  <meta http-equiv="Content-Security-Policy" content="${policy}">
  <meta http-equiv="x-dns-prefetch-control" content="off">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>Experiment Explorer</title>
  <link rel="stylesheet" nonce="${styleNonce}" href="${address('page.css')}">
</head>
<body>
  <${kind.page}-page></${kind.page}-page>
  ${translation(script)}${script(kind.page)}
</body>
</html>`;
}
