/** Owns a deed on many experiments: four at a time, with progress, cancellable when long, one summary at the end. */
import { ProgressLocation, window, type CancellationToken, type Progress } from 'vscode';
import PQueue from 'p-queue';
import type { Log } from '../log';
import { toProblem } from '../shared/problem';
import type { ExperimentRef } from '../shared/reference';
import { outcomeSentence, shortName, type Failure, type Outcome } from '../shared/summary';
import type { Store } from '../store';

export interface Deed {
  /** `Archiving`, while it lasts. */
  readonly doing: string;
  /** `Archived`, afterwards. */
  readonly did: string;
  readonly run: (ref: ExperimentRef) => Promise<void>;
}

const atOnce = 4;
/** So many take long enough for somebody to change their mind. */
const long = 20;

/** Does it to each, whatever happens to the others. A failure on a single one is thrown; those on many are told. */
export async function doToEach(parts: { readonly store: Store; readonly log: Log }, refs: readonly ExperimentRef[], deed: Deed): Promise<Outcome<ExperimentRef>> {
  const [only, ...others] = refs;
  if (only !== undefined && others.length === 0) {
    await withProgress(deed.doing, 1, () => deed.run(only));
    return { done: refs, failed: [], cancelled: false };
  }
  const outcome = await withProgress(deed.doing, refs.length, (progress, token) => runAll(parts.store, refs, deed, progress, token));
  tell(parts.log, deed, outcome);
  return outcome;
}

type Report = Progress<{ message?: string; increment?: number }>;

async function runAll(store: Store, refs: readonly ExperimentRef[], deed: Deed, progress: Report, token: CancellationToken): Promise<Outcome<ExperimentRef>> {
  const queue = new PQueue({ concurrency: atOnce });
  const done: ExperimentRef[] = [];
  const failed: Failure<ExperimentRef>[] = [];
  await Promise.all(refs.map((ref) => queue.add(async () => {
    if (token.isCancellationRequested) return;
    try {
      await deed.run(ref);
      done.push(ref);
    } catch (error) {
      failed.push({ on: ref, name: store.known(ref)?.name ?? ref.key, problem: toProblem(error) });
    }
    progress.report({ message: `${done.length + failed.length} of ${refs.length}`, increment: 100 / refs.length });
  })));
  return { done, failed, cancelled: done.length + failed.length < refs.length };
}

function withProgress<T>(doing: string, count: number, task: (progress: Report, token: CancellationToken) => Promise<T>): Thenable<T> {
  return count < long
    ? window.withProgress({ location: { viewId: 'experiments.tree' }, title: doing }, task)
    : window.withProgress({ location: ProgressLocation.Notification, title: `${doing} experiments`, cancellable: true }, task);
}

function tell(log: Log, deed: Deed, outcome: Outcome<ExperimentRef>): void {
  const sentence = outcomeSentence(deed.did, outcome);
  if (outcome.failed.length === 0) {
    void window.showInformationMessage(sentence);
    return;
  }
  for (const { name, problem } of outcome.failed) log.line(`${deed.doing} “${shortName(name)}” failed: ${problem.message}`);
  void window.showWarningMessage(sentence, 'Details').then((answer) => {
    if (answer === 'Details') log.show();
  });
}
