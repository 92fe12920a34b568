/** Whether a panel no longer hears of what it watches, from how the store's questions fail. Pure. */
import type { PollFailure } from '../shared/problem';
import type { Staleness } from '../shared/protocol';
import type { ExperimentRef } from '../shared/reference';

/** One round may fail by chance; the second in a row says that something is wrong. */
const toldFromRound = 2;
/** Milliseconds. Where the next round is as far away as that, a second failure is not waited for. */
const longWait = 30_000;

/** Of the first of the experiments that is not up to date; null where all are. */
export function staleness(
  refs: readonly ExperimentRef[],
  failureOf: (ref: ExperimentRef) => PollFailure | null,
  now: number,
): Staleness | null {
  for (const { connection, key } of refs) {
    const failure = failureOf({ connection, key });
    if (failure !== null && isTold(failure, now)) {
      return { of: { connection, key }, ...failure };
    }
  }
  return null;
}

/** Without another round to come, as after a refused key, nothing is left to wait for. */
const isTold = ({ failedRounds, retryAt }: PollFailure, now: number): boolean =>
  failedRounds >= toldFromRound || retryAt === null || retryAt - now >= longWait;
