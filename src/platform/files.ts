/**
 * Files that are written for the user: what the disk says as sentences, never through a link, and whole or not at all.
 * For every floor that runs in Node. Knows no vscode.
 */
import * as l10n from '@vscode/l10n';
import { randomBytes } from 'node:crypto';
import { lstat, open, rename, rm } from 'node:fs/promises';
import { BackendError } from '../shared/problem';

const diskSentences: Readonly<Partial<Record<string, string>>> = {
  ENOSPC: l10n.t('The disk is full.'),
  EDQUOT: l10n.t('Your share of the disk is used up.'),
  EACCES: l10n.t('You are not allowed to write there.'),
  EPERM: l10n.t('You are not allowed to write there, or another program has the file open.'),
  EROFS: l10n.t('The disk can only be read.'),
  EBUSY: l10n.t('Another program has the file open.'),
  EFBIG: l10n.t('The file is too large for this disk.'),
  EIO: l10n.t('The disk did not take it.'),
  ENAMETOOLONG: l10n.t('The path is too long for this disk.'),
  ENOTDIR: l10n.t('There is a file where a folder should be.'),
  EISDIR: l10n.t('There is a folder of the same name.'),
  ENOTEMPTY: l10n.t('There is a folder of the same name.'),
  EEXIST: l10n.t('There is something of the same name.'),
  ENOENT: l10n.t('The folder is gone.'),
  EXDEV: l10n.t('It is on another disk.'),
  ELOOP: l10n.t('There is a link in the way.'),
};

/** What the disk said, as a sentence about the path; anything else as it is. */
export function explainDisk(error: unknown, path: string): unknown {
  const code = codeOf(error);
  if (error instanceof BackendError || code === null) {
    return error;
  }
  return new BackendError(
    'refused',
    l10n.t('“{path}” cannot be written: {reason}', { path, reason: diskSentences[code] ?? code }),
    {
      advice: isOfTheDisk(code) ? l10n.t('Make room, then try again.') : l10n.t('Choose another folder or name.'),
      cause: error,
    },
  );
}

const isOfTheDisk = (code: string | null): boolean => code === 'ENOSPC' || code === 'EDQUOT';

/** No other file will fit either. */
export const isDiskFull = (error: unknown): boolean =>
  error instanceof Error && (isOfTheDisk(codeOf(error.cause)) || codeOf(error.cause) === 'EROFS');

/** The system's code of an error (`ENOENT`); null when it did not come from the system. */
export const codeOf = (error: unknown): string | null =>
  error instanceof Error && 'syscall' in error && 'code' in error && typeof error.code === 'string' ? error.code : null;

/** What is under a path, a link itself and not where it leads; null when there is nothing. */
export async function whatIs(path: string): Promise<'file' | 'folder' | 'link' | null> {
  try {
    const found = await lstat(path);
    // Junctions of Windows are links as well.
    if (found.isSymbolicLink()) {
      return 'link';
    }
    return found.isDirectory() ? 'folder' : 'file';
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') {
      return null;
    }
    throw explainDisk(error, path);
  }
}

/** Rejects with `refused` where writing would go to where a link leads. */
export async function refuseLink(path: string): Promise<void> {
  if ((await whatIs(path)) === 'link') {
    throw new BackendError('refused', l10n.t('“{path}” is a link, and nothing is written through links.', { path }), {
      advice: l10n.t('Remove the link, or choose another folder or name.'),
    });
  }
}

/**
 * Replaces the file under a path that the user chose, when all of it is on the disk; until then what was there stays.
 */
export async function writeWhole(path: string, content: Uint8Array): Promise<void> {
  await refuseLink(path);
  const own = `${path}.part-${randomBytes(6).toString('hex')}`;
  try {
    const file = await open(own, 'wx');
    try {
      await file.writeFile(content);
    } finally {
      await file.close();
    }
    await rename(own, path);
  } catch (error) {
    // What the disk said first is what the user is told.
    await rm(own, { force: true }).catch(() => undefined);
    throw explainDisk(error, path);
  }
}
