/**
 * What a run wrote, fetched part after part and read in short turns, so that a hundred megabytes never freeze the page.
 */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { failed, loading, ready, toProblem, type Loadable, type Problem } from '../../../src/shared/problem';
import type { OutputPart } from '../../../src/shared/protocol';
import { TerminalText } from '../../../src/shared/terminal/terminal';

/** Characters that are read in a few milliseconds. */
const pieceLength = 64 * 1024;
/** Milliseconds of reading between two chances to draw. */
const turn = 8;
/** Milliseconds between two drawings of how far it is. */
const tellEvery = 100;

export class OutputText implements ReactiveController {
  readonly #element: ReactiveControllerHost;
  readonly #ask: (from: number) => Promise<OutputPart>;
  readonly #grew: () => void;
  #lines: Loadable<TerminalText> = loading;
  #staleBecause: Problem | null = null;
  #revision = -1;
  /** Characters that have been read, and that there are. */
  #read = 0;
  #total = 0;
  #isRunning = false;
  #isAskedAgain = false;
  #left = false;
  #told = 0;

  /** @param grew hears that there are more lines, or others */
  constructor(element: ReactiveControllerHost, ask: (from: number) => Promise<OutputPart>, grew: () => void) {
    this.#element = element;
    this.#ask = ask;
    this.#grew = grew;
    element.addController(this);
  }

  hostConnected(): void {
    if (this.#left) {
      this.retry();
    }
    this.#left = false;
  }

  hostDisconnected(): void {
    this.#left = true;
  }

  /** The lines so far; another object when the output is not what it was before. */
  get lines(): Loadable<TerminalText> {
    return this.#lines;
  }

  /** Why the shown lines are not the newest. */
  get staleBecause(): Problem | null {
    return this.#staleBecause;
  }

  /** How far it is, in characters; null when all is here. */
  get progress(): { readonly read: number; readonly total: number } | null {
    return this.#read < this.#total ? { read: this.#read, total: this.#total } : null;
  }

  get total(): number {
    return this.#total;
  }

  /** Safe to call at each drawing: a newer revision asks for what grew. */
  want(revision: number): void {
    if (revision === this.#revision) {
      return;
    }
    this.#revision = revision;
    this.#again();
  }

  readonly retry = (): void => {
    if (this.#lines.state === 'failed') {
      this.#lines = loading;
    }
    this.#again();
    this.#element.requestUpdate();
  };

  #again(): void {
    this.#isAskedAgain = true;
    if (!this.#isRunning) {
      void this.#run();
    }
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    try {
      while (this.#isAskedAgain) {
        this.#isAskedAgain = false;
        await this.#catchUp();
      }
      this.#staleBecause = null;
    } catch (error) {
      if (this.#lines.state === 'ready') {
        this.#staleBecause = toProblem(error);
      } else {
        this.#lines = failed(error);
      }
    }
    this.#isRunning = false;
    this.#tell();
  }

  /** Asks on until all is here. */
  async #catchUp(): Promise<void> {
    for (let isFirst = true; (isFirst || this.#read < this.#total) && !this.#left; isFirst = false) {
      const { from, text, total } = await this.#ask(this.#read);
      const known = this.#lines.state === 'ready' && from === this.#read ? this.#lines.value : null;
      if (known === null && from !== 0) {
        throw new Error('A part of the output is missing.');
      }
      this.#total = total;
      // What is shown stays until what replaces it is there.
      const lines = known ?? new TerminalText();
      if (known === null) {
        this.#read = 0;
      }
      await this.#append(lines, text);
      if (known === null) {
        this.#lines = ready(lines);
      }
      this.#tell();
      if (text === '') {
        this.#total = this.#read;
        return;
      }
    }
  }

  async #append(lines: TerminalText, text: string): Promise<void> {
    let until = performance.now() + turn;
    for (let at = 0; at < text.length; at += pieceLength) {
      const piece = text.slice(at, at + pieceLength);
      lines.append(piece);
      this.#read += piece.length;
      if (performance.now() < until) {
        continue;
      }
      if (performance.now() - this.#told > tellEvery) {
        this.#tell();
      }
      await new Promise((resolve) => setTimeout(resolve));
      until = performance.now() + turn;
    }
  }

  #tell(): void {
    this.#told = performance.now();
    this.#grew();
    this.#element.requestUpdate();
  }
}
