/**
 * Owns how the form of a tracker is put to the user: its fields one after another, each with a way back, and its secret
 * at last, in a box that stays open until the server has taken it. Stores and logs no secret.
 */
import * as l10n from '@vscode/l10n';
import { env, Uri } from 'vscode';
import { askText, submitText } from '../prompts/inputBox';
import { MultiStepInput, type StepContext } from '../prompts/multiStep';
import { back, pick, type Choice } from '../prompts/quickPick';
import { BackendError, toProblem } from '../shared/problem';
import type { Answers, Destination, SignInField, Tracker } from '../trackers/tracker';
import { serverName } from './connections';
import type { RememberedAnswers } from './rememberedAnswers';

export interface SignInFormOptions<T> {
  readonly tracker: Tracker;
  /** What was typed last, to be offered first. */
  readonly remembered: RememberedAnswers;
  /** The server of somebody who signs in again; null: it is asked. */
  readonly server: string | null;
  /** There is a question before this form. */
  readonly back: boolean;
  /** The box of the secret stays open when this rejects, with the reason, and when it resolves to undefined. */
  readonly submit: (destination: Destination, signal: AbortSignal) => Promise<T | undefined>;
}

/** The field that the server of a connection answers. */
const serverField = 'server';
const secretField = 'secret';

type Fields = Readonly<Record<string, string>>;

/** What `submit` made of the answers; undefined when the user cancelled, `back` when they want the question before. */
export async function askForm<T>(form: SignInFormOptions<T>): Promise<T | typeof back | undefined> {
  const { tracker, server } = form;
  let made: T | undefined;
  const steps = tracker.signIn.fields
    .reduce<MultiStepInput<Fields>>(
      (before, field) =>
        field.name === serverField && server !== null
          ? before.with(field.name, server)
          : before.ask(field.name, (soFar, context) => askField(form, field, soFar, context)),
      MultiStepInput.of({}),
    )
    .ask(secretField, async (soFar, context) => {
      const answer = await askSecret(form, soFar, context);
      if (answer === undefined) {
        return undefined;
      }
      if (answer === back) {
        return back;
      }
      made = answer;
      return '';
    });
  const answers = await (form.back ? steps.runWithin(tracker.name) : steps.run(tracker.name));
  return answers === back ? back : made;
}

/** Of a tracker's own field, what was typed last comes first among the answers that it knows. */
async function askField(
  { tracker, remembered }: SignInFormOptions<unknown>,
  field: SignInField,
  soFar: Fields,
  context: StepContext<string>,
): Promise<string | typeof back | undefined> {
  const title = titleOf(tracker, answersOf(soFar));
  const { known } = field;
  if (known === undefined) {
    return askInBox(field, title, context);
  }
  const last = readLast(field, remembered.get(tracker.kind, field.name));
  const choices: readonly Choice<string | null>[] = [
    ...(last === null ? [] : [{ label: shownAnswer(last), icon: 'server', value: last }]),
    ...known.choices,
    { ...known.other, value: null },
  ];
  for (;;) {
    const chosen = await pick({
      title,
      placeholder: known.placeholder,
      load: () => Promise.resolve(choices),
      none: '',
      back: context.back,
    });
    if (chosen === undefined || chosen === back) {
      return chosen;
    }
    // Nothing leads back from the box but to this list.
    const answer = chosen ?? (await askInBox(field, title, { back: false, before: undefined }));
    if (answer !== undefined && answer !== back) {
      const isListed = known.choices.some(({ value }) => value === answer);
      await remembered.set(tracker.kind, field.name, isListed ? null : answer);
      return answer;
    }
  }
}

async function askInBox(
  field: SignInField,
  title: string,
  { back: hasBack, before }: Pick<StepContext<string>, 'back' | 'before'>,
): Promise<string | typeof back | undefined> {
  const { prompt, placeholder, value = '' } = field;
  const answer = await askText({
    title,
    prompt,
    placeholder,
    value: before ?? value,
    check: (text) => complaintOf(() => field.read(text)),
    back: hasBack,
  });
  return answer === undefined || answer === back ? answer : field.read(answer);
}

function askSecret<T>(
  { tracker, submit }: SignInFormOptions<T>,
  soFar: Fields,
  context: StepContext<string>,
): Promise<T | typeof back | undefined> {
  const { signIn } = tracker;
  const { secret } = signIn;
  const { page } = secret;
  const answersWith = (text: string): Answers => answersOf({ ...soFar, [secretField]: text });
  return submitText({
    title: (text) => titleOf(tracker, answersWith(text)),
    prompt: (text) =>
      `${secret.prompt(answersWith(text))} ${l10n.t('It will be kept in the editor’s secret storage.')}`,
    placeholder: secret.placeholder,
    password: true,
    back: context.back,
    buttons:
      page === undefined
        ? []
        : [
            {
              icon: 'link-external',
              tooltip: page.label,
              press: (text) => void env.openExternal(Uri.parse(page.address(answersWith(text)))),
            },
          ],
    check: (text) => complaintOf(() => secret.read(text)),
    async use(text, signal) {
      const target = signIn.destination(answersWith(secret.read(text)));
      if (target === null) {
        throw new BackendError('refused', l10n.t('The answers name no server of {name}.', { name: tracker.name }));
      }
      try {
        return await submit(target, signal);
      } catch (error) {
        const { kind, message } = toProblem(error);
        throw kind === 'unauthorized'
          ? new BackendError(kind, message, {
              advice: l10n.t('Copy it once more, or check that it is for this server.'),
            })
          : error;
      }
    },
  });
}

const answersOf = (fields: Fields): Answers => new Map(Object.entries(fields));

function titleOf({ name, signIn }: Tracker, answers: Answers): string {
  const server = signIn.destination(answers)?.server;
  return l10n.t('Sign In to {server}', { server: server === undefined ? name : serverName(server) });
}

/** A sentence for what cannot be read, null for what can. */
function complaintOf(read: () => unknown): string | null {
  try {
    read();
    return null;
  } catch (error) {
    return toProblem(error).message;
  }
}

/** Null for what this version of the field does not take. */
const readLast = (field: SignInField, last: string | null): string | null =>
  last === null || complaintOf(() => field.read(last)) !== null ? null : field.read(last);

/** An address as the name of its server. */
const shownAnswer = (answer: string): string => (URL.canParse(answer) ? serverName(answer) : answer);
