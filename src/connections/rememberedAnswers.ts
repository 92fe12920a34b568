/**
 * Owns what was typed last into the fields of sign-in forms, so that it is offered the next time; never a secret.
 *
 * It stands under `signIn.answers` as `{ version: 1, answers: [{ tracker, field, value }] }`. Before there was more
 * than one tracker, the server alone stood under `signIn.lastServer`: it counts until the first answer is written.
 */
import { array, literal, maxLength, object, pipe, safeParse, string, type InferOutput } from 'valibot';
import type { TrackerKind } from '../shared/experiment';
import type { Memory } from './savedConnections';

const memoryKey = 'signIn.answers';
const formerKey = 'signIn.lastServer';
const version = 1;
/** Characters. */
const longestAnswer = 4096;

const text = pipe(string(), maxLength(longestAnswer));
const schema = object({
  version: literal(version),
  answers: array(object({ tracker: text, field: text, value: text })),
});

type Answer = InferOutput<typeof schema>['answers'][number];

export class RememberedAnswers {
  readonly #memory: Memory;
  readonly #formerTracker: TrackerKind;

  /** @param formerTracker whose server was remembered when there was one tracker */
  constructor(memory: Memory, formerTracker: TrackerKind) {
    this.#memory = memory;
    this.#formerTracker = formerTracker;
  }

  /** As it was set; null when it was not. */
  get(tracker: TrackerKind, field: string): string | null {
    return this.#all().find((answer) => answer.tracker === tracker && answer.field === field)?.value ?? null;
  }

  /** Null: forgets it. */
  async set(tracker: TrackerKind, field: string, value: string | null): Promise<void> {
    const others = this.#all().filter((answer) => answer.tracker !== tracker || answer.field !== field);
    const answers = value === null ? others : [...others, { tracker, field, value }];
    await this.#memory.update(memoryKey, { version, answers });
    await this.#memory.update(formerKey, undefined);
  }

  #all(): readonly Answer[] {
    const { success, output } = safeParse(schema, this.#memory.get(memoryKey));
    if (success) {
      return output.answers;
    }
    const former = safeParse(text, this.#memory.get(formerKey));
    return former.success ? [{ tracker: this.#formerTracker, field: 'server', value: former.output }] : [];
  }
}
