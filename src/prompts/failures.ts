/** Owns how the failure of something that the user just did is told: one sentence, with the way out as a button. */
import * as l10n from '@vscode/l10n';
import { commands } from 'vscode';
import type { Log } from '../platform/log';
import { showError } from './messages';
import { BackendError, toProblem, type ProblemKind } from '../shared/problem';
import type { Verb } from '../shared/verbs/verbs';

interface Repair {
  readonly label: string;
  readonly verb: Verb;
}

const showLog: Repair = { label: l10n.t('Show Log'), verb: 'showLog' };

const repairs: Partial<Record<ProblemKind, Repair>> = {
  unauthorized: { label: l10n.t('Sign In'), verb: 'signIn' },
  unreachable: showLog,
  timedOut: showLog,
  unexpected: showLog,
};

/** Says nothing of what the user cancelled. Does not wait for the user to read it. */
export function reportFailure(log: Log, error: unknown): undefined {
  const { kind, message, advice } = toProblem(error);
  if (kind === 'cancelled') {
    return;
  }
  if (error instanceof BackendError) {
    log.line(`Failed (${kind}): ${message}`);
  } else {
    log.error(error);
  }
  const repair = repairs[kind];
  void showError(`${message} ${advice}`.trim(), repair === undefined ? {} : { repair: repair.label }).then((answer) => {
    if (answer === 'repair' && repair !== undefined) {
      void commands.executeCommand(`experimentExplorer.${repair.verb}`);
    }
  });
}
