/**
 * What may be wrong with the lab's folder, in words for users. A folder that cannot be used now is no damage: whatever
 * keeps it from being used may pass, so nothing in it is touched. Knows nothing of what is kept there.
 */
import * as l10n from '@vscode/l10n';
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { lstat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Its message is a sentence with the reason. */
export class UnusableFolder extends Error {
  override readonly name = 'UnusableFolder';

  /** `reason` ends a sentence. */
  constructor(reason: string, options?: ErrorOptions) {
    super(l10n.t('The lab’s folder cannot be used now: {reason}.', { reason }), options);
  }
}

/** Bytes that were kept and are not there any more, or are others now. Its message is a sentence. */
export class LostBytes extends Error {
  override readonly name = 'LostBytes';
}

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: l10n.t('the disk is full'),
  EDQUOT: l10n.t('the disk quota of this user is used up'),
  EFBIG: l10n.t('a file in it may not grow any more'),
  EROFS: l10n.t('the disk can only be read'),
  EACCES: l10n.t('this user may not write there'),
  EPERM: l10n.t('this user may not write there'),
  EBUSY: l10n.t('another program uses a file in it'),
  ENOTDIR: l10n.t('a part of its path is a file'),
  EEXIST: l10n.t('a file stands at its place'),
  EISDIR: l10n.t('a folder stands where a file should be'),
  ENOENT: l10n.t('it is not there'),
  EIO: l10n.t('the disk does not answer as it should'),
  EMFILE: l10n.t('this process has too many files open'),
  ENFILE: l10n.t('this machine has too many files open'),
};

/** Both by their names: files that throw them may have the class from another copy of this file. */
export const isUnusableFolder = (error: unknown): error is UnusableFolder =>
  error instanceof Error && error.name === 'UnusableFolder';
export const isLostBytes = (error: unknown): error is LostBytes => error instanceof Error && error.name === 'LostBytes';

/** The same error when it says all that is to be said already. */
export function unusable(cause: unknown): UnusableFolder {
  if (isUnusableFolder(cause)) {
    return cause;
  }
  const code = (cause as NodeJS.ErrnoException | null)?.code ?? '';
  return new UnusableFolder(
    new Map(Object.entries(reasons)).get(code) ??
      (cause instanceof Error ? cause.message.replace(/\.$/, '') : String(cause)),
    { cause },
  );
}

/** Enough to notice that a disk is full, though a small file may still find room. */
const probeLength = 64 * 1024;

/** What the system says when a file is opened and one beside it is written; null when both can be done. */
export function systemErrorAt(path: string): unknown {
  const probe = join(dirname(path), `lab.probe.${process.pid}`);
  try {
    closeSync(openSync(path, 'r+'));
    const file = openSync(probe, 'w');
    try {
      for (let written = 0; written < probeLength;) {
        written += writeSync(file, new Uint8Array(probeLength - written));
      }
    } finally {
      closeSync(file);
    }
    return null;
  } catch (error) {
    return error;
  } finally {
    rmSync(probe, { force: true });
  }
}

/**
 * Rejects when one of these names below the folder is a link: who writes through it writes outside of the folder that
 * the user chose. The folder itself may be one. What is not there is no link.
 */
export async function refuseLinks(folder: string, names: readonly string[]): Promise<void> {
  for (const name of names) {
    const found = await lstat(join(folder, name)).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
        return null;
      }
      throw error;
    });
    if (found?.isSymbolicLink() === true) {
      throw new UnusableFolder(
        l10n.t('“{name}” in it is a link, and the lab writes nowhere but in its own folder', { name }),
      );
    }
  }
}
