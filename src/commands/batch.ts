/** Owns an operation on many things: four at a time, with progress, cancellable when long, one summary at the end. */
import { type Countable } from '../shared/format';
import * as l10n from '@vscode/l10n';
import { ProgressLocation, type CancellationToken } from 'vscode';
import PQueue from 'p-queue';
import type { Log } from '../platform/log';
import { type Report, showInformation, showWarning, withProgress } from '../prompts/messages';
import { reportFailure } from '../prompts/failures';
import { toProblem } from '../shared/problem';
import { listNames, outcomeSentence, shortName, type Failure, type Outcome } from '../shared/text/summary';

export interface Operation<T> {
  /** `Archiving experiments`, while it lasts. */
  readonly doing: string;
  /** `Archived “resnet”.`, afterwards; takes a name or a number of them. */
  readonly did: (what: string) => string;
  /** `experiment`: what each of them is. */
  readonly noun: Countable;
  readonly nameOf: (one: T) => string;
  readonly run: (one: T) => Promise<void>;
  /** Takes back what was done; offered when it is told, also of a single one. */
  readonly undo?: (outcome: Outcome<T>) => Promise<void>;
}

const atOnce = 4;
/** An operation on so many takes long enough for somebody to want to cancel it. */
const cancellableFrom = 20;

/**
 * Does it to each, whatever happens to the others. A failure on a single one is thrown; those on many are told. Nothing
 * to do it to: nothing is told.
 */
export async function doToEach<T>(log: Log, all: readonly T[], operation: Operation<T>): Promise<Outcome<T>> {
  const [only, ...others] = all;
  if (only === undefined) {
    return { done: [], failed: [], cancelled: false };
  }
  if (others.length === 0) {
    await showing(operation, 1, () => operation.run(only));
    const outcome: Outcome<T> = { done: all, failed: [], cancelled: false };
    if (operation.undo !== undefined) {
      tell(log, operation, outcome);
    }
    return outcome;
  }
  const outcome = await showing(operation, all.length, (report, token) => runAll(all, operation, report, token));
  tell(log, operation, outcome);
  return outcome;
}

/** What was done and what failed stand in the order of `all`, whichever came first. */
async function runAll<T>(
  all: readonly T[],
  operation: Operation<T>,
  report: Report,
  token: CancellationToken,
): Promise<Outcome<T>> {
  const queue = new PQueue({ concurrency: atOnce });
  const results = new Map<number, 'done' | Failure<T>>();
  await Promise.all(
    all.map((one, index) =>
      queue.add(async () => {
        if (token.isCancellationRequested) {
          return;
        }
        try {
          await operation.run(one);
          results.set(index, 'done');
        } catch (error) {
          results.set(index, { on: one, name: operation.nameOf(one), problem: toProblem(error) });
        }
        report({
          message: l10n.t('{count} of {total}', { count: results.size, total: all.length }),
          increment: 100 / all.length,
        });
      }),
    ),
  );
  const failed = all.map((_, index) => results.get(index)).filter((fate) => typeof fate === 'object');
  return {
    done: all.filter((_, index) => results.get(index) === 'done'),
    failed,
    cancelled: results.size < all.length,
  };
}

function showing<T>(
  { doing }: Pick<Operation<never>, 'doing'>,
  count: number,
  task: (report: Report, token: CancellationToken) => Promise<T>,
): Thenable<T> {
  return count < cancellableFrom
    ? withProgress({ location: { viewId: 'experimentExplorer.tree' }, title: doing }, task)
    : withProgress({ location: ProgressLocation.Notification, title: doing, cancellable: true }, task);
}

function tell<T>(log: Log, { doing, did, noun, nameOf, undo }: Operation<T>, outcome: Outcome<T>): void {
  const { done, failed } = outcome;
  const [only, ...others] = done;
  const sentence =
    only !== undefined && others.length + failed.length === 0
      ? did(listNames([nameOf(only)]))
      : outcomeSentence(did, outcome, noun);
  const buttons = {
    ...(undo !== undefined && done.length > 0 ? { undo: l10n.t('Undo') } : {}),
    ...(failed.length > 0 ? { details: l10n.t('Details') } : {}),
  };
  for (const { name, problem } of failed) {
    log.line(`${doing}: “${shortName(name)}” failed: ${problem.message}`);
  }
  void (failed.length === 0 ? showInformation(sentence, buttons) : showWarning(sentence, buttons)).then((answer) => {
    if (answer === 'details') {
      log.show();
    }
    if (answer === 'undo') {
      void undo?.(outcome).catch((error: unknown) => reportFailure(log, error));
    }
  });
}
