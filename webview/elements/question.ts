/** A heavy question of an element: asked when first needed and again when its subject or revision changes. */
import type { ReactiveControllerHost } from 'lit';
import { failed, loading, ready, toProblem, type Loadable, type Problem } from '../../src/shared/problem';

export class Question<A, T> {
  readonly #element: ReactiveControllerHost;
  readonly #ask: (argument: A) => Promise<T>;
  #argument: A | undefined;
  #subject: string | null = null;
  #revision = -1;
  #turn = 0;
  #answer: Loadable<T> = loading;
  #staleBecause: Problem | null = null;

  constructor(element: ReactiveControllerHost, ask: (argument: A) => Promise<T>) {
    this.#element = element;
    this.#ask = ask;
  }

  /** The last answer; kept while a newer one for the same subject is on its way, and when that fails. */
  get answer(): Loadable<T> {
    return this.#answer;
  }

  /** Why the shown answer is not the newest. */
  get staleBecause(): Problem | null {
    return this.#staleBecause;
  }

  /** Safe to call at each drawing: asks only for another subject or a newer revision. */
  want(argument: A, revision: number): void {
    const subject = JSON.stringify(argument);
    if (subject === this.#subject && revision === this.#revision) {
      return;
    }
    if (subject !== this.#subject) {
      this.#answer = loading;
      this.#staleBecause = null;
    }
    this.#argument = argument;
    this.#subject = subject;
    this.#revision = revision;
    void this.#run(argument);
  }

  readonly retry = (): void => {
    if (this.#argument === undefined) {
      return;
    }
    if (this.#answer.state === 'failed') {
      this.#answer = loading;
    }
    this.#element.requestUpdate();
    void this.#run(this.#argument);
  };

  async #run(argument: A): Promise<void> {
    const turn = (this.#turn += 1);
    try {
      const value = await this.#ask(argument);
      if (turn !== this.#turn) {
        return;
      }
      this.#answer = ready(value);
      this.#staleBecause = null;
    } catch (error) {
      if (turn !== this.#turn) {
        return;
      }
      if (this.#answer.state === 'ready') {
        this.#staleBecause = toProblem(error);
      } else {
        this.#answer = failed(error);
      }
    }
    this.#element.requestUpdate();
  }
}
