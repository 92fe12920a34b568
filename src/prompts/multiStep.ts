/**
 * Owns the order of questions: one after another, each knowing the answers before it, each with a way back to the one
 * that was really put before. Puts no question itself; knows no vscode.
 */

export const back = Symbol('back');

/** An answer that needed no question: the way back leads past it. */
export class Preset<V> {
  readonly value: V;

  constructor(value: V) {
    this.value = value;
  }
}

/** Undefined when the user cancelled, `back` when they want the question before. */
export type Reply<V> = V | Preset<V> | typeof back | undefined;

/** What a question is told about its place. */
export interface StepContext<V> {
  readonly title: string;
  /** There is a question to go back to. */
  readonly back: boolean;
  /** The answer of the last time, when the user came back. */
  readonly before: V | undefined;
}

interface Step {
  readonly key: string;
  readonly ask: (soFar: unknown, context: StepContext<unknown>) => Promise<unknown>;
}

/** Questions that together make a `T`, an answer a field. Nothing is asked before `run`. */
export class MultiStepInput<T extends object> {
  readonly #known: object;
  readonly #steps: readonly Step[];

  private constructor(known: object, steps: readonly Step[]) {
    this.#known = known;
    this.#steps = steps;
  }

  static of<T extends object>(known: T): MultiStepInput<T> {
    return new MultiStepInput<T>(known, []);
  }

  /** Nothing has to be asked. */
  get isSettled(): boolean {
    return this.#steps.length === 0;
  }

  /** An answer that is known beforehand. */
  with<K extends string, V>(key: K, value: V): MultiStepInput<T & Readonly<Record<K, V>>> {
    return this.isSettled
      ? new MultiStepInput<T & Readonly<Record<K, V>>>({ ...this.#known, [key]: value }, [])
      : this.ask(key, () => Promise.resolve(new Preset(value)));
  }

  /** What is answered is a text unless said otherwise. */
  ask<K extends string, V = string>(
    key: K,
    question: (soFar: T, context: StepContext<V>) => Promise<Reply<V>>,
  ): MultiStepInput<T & Readonly<Record<K, V>>> {
    // What a step is handed was made by the steps before it: their answers are a `T`.
    const ask = (soFar: unknown, context: StepContext<unknown>): Promise<unknown> =>
      question(soFar as T, context as StepContext<V>);
    return new MultiStepInput<T & Readonly<Record<K, V>>>(this.#known, [...this.#steps, { key, ask }]);
  }

  /** All answers; undefined when the user cancelled, at whichever question. */
  async run(title: string): Promise<T | undefined> {
    const answer = await this.#put(title, false);
    return answer === back ? undefined : answer;
  }

  /** As `run`, as a part of other questions: the first one too leads back, to the caller. */
  runWithin(title: string): Promise<T | typeof back | undefined> {
    return this.#put(title, true);
  }

  async #put(title: string, isPart: boolean): Promise<T | typeof back | undefined> {
    const answers: unknown[] = [];
    const asked: number[] = [];
    for (let index = 0; index < this.#steps.length;) {
      const step = this.#steps[index];
      if (step === undefined) {
        break;
      }
      const answer = await step.ask(this.#soFar(answers, index), {
        title,
        back: isPart || asked.length > 0,
        before: answers[index],
      });
      if (answer === undefined) {
        return undefined;
      }
      if (answer === back) {
        const previous = asked.pop();
        if (previous === undefined) {
          return back;
        }
        index = previous;
        continue;
      }
      if (!(answer instanceof Preset)) {
        asked.push(index);
      }
      const value: unknown = answer instanceof Preset ? answer.value : answer;
      // Another way down: what was answered below the old one is about something else.
      if (answers[index] !== value) {
        answers.length = index;
      }
      answers[index] = value;
      index += 1;
    }
    return this.#soFar(answers, this.#steps.length) as T;
  }

  #soFar(answers: readonly unknown[], count: number): object {
    return {
      ...this.#known,
      ...Object.fromEntries(this.#steps.slice(0, count).map(({ key }, index) => [key, answers[index]])),
    };
  }
}
