/**
 * All bytes of a stream, within a limit: for what is shown, not for what goes to the disk. Knows no view and no vscode.
 */
import * as l10n from '@vscode/l10n';
import type { ByteStream } from '../trackers/backend';
import { formatBytes } from '../shared/format';
import { BackendError } from '../shared/problem';
import { shownAddress } from '../shared/text/summary';

/** A file that a tracker lists. */
export interface ListedFile {
  /** Bytes, as announced. */
  readonly size: number | null;
  /** Where it is when the tracker holds only a reference to it. */
  readonly remoteUrl: string | null;
}

/**
 * In a buffer of their own, as only such travel to pages. Nothing is asked for when the file is announced as larger
 * than `most`. Rejects with `unsupported` for what is larger or is kept elsewhere: that is never fetched.
 * @param most bytes
 */
export async function readAllBytes(
  { size, remoteUrl }: ListedFile,
  most: number,
  open: (signal: AbortSignal) => Promise<ByteStream>,
): Promise<Uint8Array<ArrayBuffer>> {
  if (remoteUrl !== null) {
    throw new BackendError('unsupported', l10n.t('The tracker keeps only a reference to this asset.'), {
      advice: l10n.t('Get it from where it is stored: {remoteUrl}', { remoteUrl: shownAddress(remoteUrl) }),
    });
  }
  const tooLarge = (): BackendError =>
    new BackendError(
      'unsupported',
      l10n.t('This asset is larger than the {most} that are shown here.', { most: formatBytes(most) }),
      {
        advice: l10n.t('Download it instead.'),
      },
    );
  if ((size ?? 0) > most) {
    throw tooLarge();
  }
  const abort = new AbortController();
  try {
    const { body } = await open(abort.signal);
    const chunks: Uint8Array[] = [];
    let length = 0;
    for await (const chunk of body) {
      length += chunk.length;
      if (length > most) {
        throw tooLarge();
      }
      chunks.push(chunk);
    }
    if (size !== null && size > 0 && length !== size) {
      throw new BackendError(
        'unexpected',
        l10n.t('The server sent {size} ({bytes} bytes) of the announced {announcedSize} ({announcedBytes} bytes).', {
          size: formatBytes(length),
          bytes: length,
          announcedSize: formatBytes(size),
          announcedBytes: size,
        }),
        { advice: l10n.t('Refresh the experiment, then try again.') },
      );
    }
    const whole = new Uint8Array(length);
    let offset = 0;
    for (const chunk of chunks) {
      whole.set(chunk, offset);
      offset += chunk.length;
    }
    return whole;
  } finally {
    abort.abort();
  }
}
