/**
 * A built page alone in a real browser, with a stub in the host's place. What the page sends is recorded; what it asks
 * is answered by the test.
 */
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { toProblem } from '../../../src/shared/problem';
import type { PageProtocol } from '../../../src/shared/protocol';
import { bodyClasses, type BuiltPage, type BuiltPages, type Theme } from './builtPages';
import { eventually } from '../eventually';

/** The toolkit writes one style element and one style attribute of its own; the pages look right without them. */
const knownViolations = /^style-src-(elem|attr)$/;
const knownViolationsEach = 1;

export interface StubHostOptions<P extends PageProtocol> {
  /** Bundle and element: `experiment`. */
  readonly page: string;
  readonly state: P['state'];
  readonly answers: {
    readonly [Q in keyof P['questions'] & string]: (
      argument: P['questions'][Q]['ask'],
    ) => Promise<P['questions'][Q]['answer']>;
  };
  readonly theme?: Theme;
  /** In a language that does not exist: every sentence that can be translated stands in brackets, ⟦so⟧. */
  readonly bracketed?: boolean;
  readonly size?: { readonly width: number; readonly height: number };
  /** What the page finds of an earlier life. */
  readonly memory?: object;
  /** Violations of the policy that foreign content of the test's own tries. */
  readonly provoked?: RegExp;
}

export interface PageCommand {
  readonly command: string;
  readonly argument: unknown;
}

export class StubHost<P extends PageProtocol> {
  readonly page: Page;
  readonly #built: BuiltPage;
  readonly #options: StubHostOptions<P>;
  readonly #answers: StubHostOptions<P>['answers'];
  #state: P['state'];
  readonly commands: PageCommand[] = [];
  readonly asked: { readonly question: string; readonly argument: unknown }[] = [];
  /** What the page was answered, as JSON. */
  readonly answered: string[] = [];
  readonly #errors: string[] = [];
  readonly #violations: string[] = [];
  #memory: unknown;
  #closed = false;

  private constructor(built: BuiltPage, options: StubHostOptions<P>) {
    this.page = built.page;
    this.#built = built;
    this.#options = options;
    this.#answers = options.answers;
    this.#state = options.state;
    this.#memory = options.memory;
  }

  /** In a page that nobody else uses until the host is closed. */
  static async open<P extends PageProtocol>(built: BuiltPage, options: StubHostOptions<P>): Promise<StubHost<P>> {
    const host = new StubHost<P>(built, options);
    await built.show(
      {
        page: options.page,
        theme: options.theme ?? 'dark',
        bracketed: options.bracketed ?? false,
        memory: options.memory,
        size: options.size ?? { width: 1000, height: 760 },
      },
      {
        received: (text) => void host.#receive(JSON.parse(text) as Message),
        remembered: (text) => (host.#memory = JSON.parse(text) as unknown),
        violated: (violation) => host.#violations.push(violation),
        failed: (error) => host.#errors.push(error),
      },
    );
    await host.page.locator('main').first().waitFor();
    return host;
  }

  get state(): P['state'] {
    return this.#state;
  }

  /** What the page remembers with `setState`. */
  get memory(): unknown {
    return this.#memory;
  }

  async push(change: Partial<P['state']>): Promise<void> {
    this.#state = { ...this.#state, ...change };
    await this.#send({ type: 'state', state: this.#state });
  }

  async setTheme(theme: Theme): Promise<void> {
    await this.page.evaluate(
      async ({ classes, address }) => {
        const link = document.querySelector<HTMLLinkElement>('link[data-theme]')!;
        await new Promise((resolve) => {
          link.onload = resolve;
          link.href = address;
        });
        document.body.className = classes;
      },
      { classes: bodyClasses[theme], address: `/theme.css?theme=${theme}` },
    );
  }

  /**
   * When it resolves, the page has drawn what it knew when this was called, and what it said on that is heard: what has
   * not come by then is not on its way.
   */
  async rests(): Promise<void> {
    await this.page.evaluate(
      () =>
        new Promise((resolve) =>
          requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => resolve(null), 0))),
        ),
    );
  }

  /** The first command of that name, once it has been done. */
  async command(name: string): Promise<unknown> {
    return eventually(() => {
      const found = this.commands.find(({ command }) => command === name);
      assert.ok(found, `The page has not done “${name}”.`);
      return found.argument;
    });
  }

  /**
   * Fails when the page threw, or did what the policy forbids.
   * @param pages who gets the browser's page for the next test; without it, the page is closed.
   */
  async close(pages?: BuiltPages): Promise<void> {
    this.#closed = true;
    await (pages?.giveBack(this.#built) ?? this.#built.close());
    assert.deepEqual(this.#errors, [], 'The page reported errors.');
    const { provoked } = this.#options;
    const violations = this.#violations.filter((violation) => provoked?.test(violation) !== true);
    const unknown = violations.filter((violation) => !knownViolations.test(violation.split(' ')[0] ?? ''));
    assert.deepEqual(unknown, [], 'The page broke the content security policy.');
    for (const directive of ['style-src-elem', 'style-src-attr']) {
      const count = violations.filter((violation) => violation.startsWith(directive)).length;
      assert.ok(count <= knownViolationsEach, `${count} violations of ${directive}: more than the toolkit's own.`);
    }
  }

  async #receive(message: Message): Promise<void> {
    switch (message.type) {
      case 'ready':
        await this.#send({ type: 'state', state: this.#state });
        break;
      case 'do':
        this.commands.push({ command: message.command, argument: message.argument });
        break;
      case 'ask': {
        const { id, question, argument } = message;
        this.asked.push({ question, argument });
        try {
          const value = await this.#answers[question]!(argument);
          this.answered.push(
            JSON.stringify(value, (_, part: unknown) =>
              part instanceof Uint8Array ? Buffer.from(part).toString() : part,
            ),
          );
          await this.#send({ type: 'answer', id, value });
        } catch (error) {
          await this.#send({ type: 'refusal', id, problem: toProblem(error) });
        }
      }
    }
  }

  async #send(message: object): Promise<void> {
    if (this.#closed) {
      return;
    }
    const text = JSON.stringify(message, (_, value: unknown) =>
      value instanceof Float64Array
        ? { float64: base64(value) }
        : value instanceof Uint8Array
          ? { bytes: base64(value) }
          : value,
    );
    await this.page
      .evaluate((sent) => (window as unknown as { stubDeliver(text: string): void }).stubDeliver(sent), text)
      .catch((error: unknown) => {
        // The page may close, or be given to somebody else, while an answer is on its way.
        if (!this.#closed) {
          throw error;
        }
      });
  }
}

type Message =
  | { readonly type: 'ready' }
  | { readonly type: 'ask'; readonly id: number; readonly question: string; readonly argument: unknown }
  | { readonly type: 'do'; readonly command: string; readonly argument: unknown };

const base64 = (view: Float64Array | Uint8Array): string =>
  Buffer.from(view.buffer, view.byteOffset, view.byteLength).toString('base64');
