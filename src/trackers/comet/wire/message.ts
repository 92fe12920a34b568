/**
 * What Comet itself says about an answer: acknowledgements, and its error codes as sentences that a user understands.
 */
import * as l10n from '@vscode/l10n';
import * as v from 'valibot';
import type { Explanation } from '../../http/client';
import { number } from './primitives';

/** `{msg, code, sdk_error_code}`: an acknowledgement, an error, or "nothing there". */
const Message = v.object({ msg: v.string(), code: number, sdk_error_code: number });

export function messageIn(body: unknown): v.InferOutput<typeof Message> | null {
  const result = v.safeParse(Message, body);
  return result.success ? result.output : null;
}

/** Codes that the product itself looks at. */
export const errorCodes = { artifactVersionOpen: 90402, artifactVersionFailed: 90403 } as const;

const knownCodes: Readonly<Record<number, Explanation>> = {
  42006: {
    kind: 'notFound',
    message: l10n.t('This registered model or version does not exist (any more).'),
    advice: l10n.t('Refresh the workspace.'),
  },
  42008: {
    kind: 'notFound',
    message: l10n.t('This workspace has no such registered model (any more).'),
    advice: l10n.t('Refresh the workspace.'),
  },
  90210: {
    kind: 'forbidden',
    message: l10n.t('Your key may not change this.'),
    advice: l10n.t('Ask for write access to the workspace.'),
  },
  90211: { kind: 'notFound', message: l10n.t('This experiment does not exist (any more).') },
  90212: {
    kind: 'unauthorized',
    message: l10n.t('The server does not know this API key.'),
    advice: l10n.t('Sign in again with a valid key.'),
  },
  90219: {
    kind: 'notFound',
    message: l10n.t('This workspace does not exist (any more), or your key cannot see it.'),
    advice: l10n.t('Check its name, or ask to be invited to it.'),
  },
  90399: {
    kind: 'refused',
    message: l10n.t('The artifact has this version already.'),
    advice: l10n.t('Choose a higher version.'),
  },
  90401: {
    kind: 'refused',
    message: l10n.t('This version of the artifact is final and cannot be changed.'),
    advice: l10n.t('Log a new version instead.'),
  },
  [errorCodes.artifactVersionOpen]: {
    kind: 'refused',
    message: l10n.t('This version of the artifact is still being written.'),
    advice: l10n.t('It can be read when the experiment that logs it has finished it.'),
  },
  [errorCodes.artifactVersionFailed]: {
    kind: 'refused',
    message: l10n.t('This version of the artifact was never finished: an upload of its files failed.'),
    advice: l10n.t('Use another version, or log it again.'),
  },
  90410: { kind: 'refused', message: l10n.t('The server does not know this state of an artifact version.') },
  90501: {
    kind: 'refused',
    message: l10n.t('The workspace is full.'),
    advice: l10n.t('Delete assets or experiments, or ask for more room.'),
  },
  90998: { kind: 'refused', message: l10n.t('The server was not told which experiment is meant.') },
  90999: { kind: 'refused', message: l10n.t('There is an experiment of this key already.') },
  98219: { kind: 'refused', message: l10n.t('The server was not told which project is meant.') },
  624522: {
    kind: 'notFound',
    message: l10n.t('This artifact does not exist (any more).'),
    advice: l10n.t('Refresh the workspace.'),
  },
  624523: {
    kind: 'notFound',
    message: l10n.t('The artifact has no such version (any more).'),
    advice: l10n.t('Refresh the workspace.'),
  },
  5124123: {
    kind: 'notFound',
    message: l10n.t('The server knows no optimizer of this id.'),
    advice: l10n.t('Copy the id from a run of the optimizer.'),
  },
};

/** What Comet itself says about an answer; a 200 may carry a failure too. */
export function explainAnswer(status: number, body: unknown): Explanation | null {
  if (status === 404) {
    return {
      kind: 'unsupported',
      message: l10n.t('The server does not offer this.'),
      advice: l10n.t('It may be an older Comet, or no Comet at all: check the address.'),
    };
  }
  const said = messageIn(body);
  // The lab's own words for a folder that it cannot write to now.
  if (status === 507 && said !== null) {
    return { kind: 'refused', message: said.msg, advice: l10n.t('Try again when this is mended.') };
  }
  if (said === null || status === 429 || status >= 500) {
    return null;
  }
  const trackerCode = said.sdk_error_code ?? 0;
  const failed = status >= 400 || trackerCode !== 0 || (said.code !== null && said.code !== 200);
  if (!failed) {
    return null;
  }
  const known = knownCodes[trackerCode];
  if (known !== undefined) {
    return { ...known, trackerCode };
  }
  // Statuses that say it all have their own sentences.
  if (status === 401 || status === 403) {
    return null;
  }
  return { kind: 'refused', message: l10n.t('Comet says: {msg}', { msg: said.msg }), trackerCode };
}
