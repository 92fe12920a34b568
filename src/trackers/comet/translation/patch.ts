/**
 * The git patch of a run out of whatever was uploaded: a zip with `git_diff.patch`, or the text itself. Sends no
 * request.
 */
import * as l10n from '@vscode/l10n';
import { Unzip, UnzipInflate } from 'fflate';
import { decodedText } from '../../../shared/text/decodedText';
import { BackendError } from '../../../shared/problem';
import { TimeSlice } from '../../../platform/eventLoop';

const mostBytes = 128 * 1024 * 1024;
/** Small, because packed zeros grow a thousandfold. */
const sliceBytes = 16 * 1024;

/** Null when there is nothing in it. @throws BackendError (unexpected) for a broken or monstrous zip */
export async function patchText(upload: Uint8Array): Promise<string | null> {
  const isZip = upload[0] === 0x50 && upload[1] === 0x4b;
  const bytes = isZip ? await unpack(upload) : upload;
  const text = (await isBlank(bytes)) ? '' : decodedText(bytes);
  return text === '' ? null : text;
}

/** Whether there are only blanks, line ends and the like. Nearly always the first byte tells. */
async function isBlank(bytes: Uint8Array): Promise<boolean> {
  const slice = new TimeSlice();
  for (let start = 0; start < bytes.length; start += sliceBytes) {
    if (bytes.subarray(start, start + sliceBytes).some((byte) => byte > 0x20)) {
      return false;
    }
    if (slice.expired) {
      await slice.yield();
    }
  }
  return true;
}

/** The entry `git_diff.patch`; failing that, the first one. */
async function unpack(zip: Uint8Array): Promise<Uint8Array> {
  const entries: { readonly name: string; readonly chunks: Uint8Array[] }[] = [];
  let bytes = 0;
  let broken = false;
  const unzip = new Unzip((file) => {
    const chunks: Uint8Array[] = [];
    entries.push({ name: file.name, chunks });
    file.ondata = (error, chunk) => {
      broken ||= error !== null;
      bytes += chunk.length;
      if (bytes <= mostBytes) {
        chunks.push(chunk);
      }
    };
    file.start();
  });
  unzip.register(UnzipInflate);
  const slice = new TimeSlice();
  try {
    for (let start = 0; start < zip.length && bytes <= mostBytes; start += sliceBytes) {
      unzip.push(zip.subarray(start, start + sliceBytes), start + sliceBytes >= zip.length);
      if (slice.expired) {
        await slice.yield();
      }
    }
  } catch {
    broken = true;
  }
  const entry = entries.find(({ name }) => name.endsWith('git_diff.patch')) ?? entries[0];
  if (broken || entry === undefined) {
    throw new BackendError('unexpected', l10n.t('The patch of this experiment is a broken zip file.'));
  }
  if (bytes > mostBytes) {
    throw new BackendError(
      'unexpected',
      l10n.t('The patch of this experiment is larger than {most} MiB.', { most: mostBytes / 2 ** 20 }),
    );
  }
  return Buffer.concat(entry.chunks);
}
