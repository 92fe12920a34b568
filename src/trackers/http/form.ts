/**
 * Forms with files (`multipart/form-data`), read while they are sent and counted as they go. Knows nothing of requests;
 * a form can be sent again from its beginning.
 */
import * as l10n from '@vscode/l10n';
import { randomBytes } from 'node:crypto';
import { openAsBlob } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { BackendError } from '../../shared/problem';

/** A file as it was when it was opened. */
export interface FormFile {
  readonly content: Blob;
  readonly name: string;
}

/** Parts by name, in order: texts and files. `sent` hears how many bytes of files went out since it last heard. */
export interface Form {
  readonly parts: Readonly<Record<string, string | FormFile>>;
  readonly sent?: (bytes: number) => void;
}

/** A form, ready to travel. */
export interface EncodedForm {
  readonly contentType: string;
  readonly length: number;
  /** The pieces, from the beginning. */
  readonly pieces: () => AsyncGenerator<Uint8Array>;
}

/** @throws BackendError (notFound) for what cannot be read */
export async function openFile(path: string): Promise<FormFile> {
  try {
    if ((await stat(path)).isFile()) {
      return { content: await openAsBlob(path), name: basename(path) };
    }
  } catch {
    // What cannot be opened is no better than what is no file.
  }
  throw new BackendError('notFound', l10n.t('The file {name} cannot be read.', { name: basename(path) }), {
    advice: l10n.t('It may have been moved or deleted, or be a folder, or you may not be allowed to read it.'),
  });
}

export function encodeForm({ parts, sent }: Form): EncodedForm {
  const boundary = `----form-${randomBytes(18).toString('hex')}`;
  const encoded = Object.entries(parts).map(([name, part]) => ({ head: headOf(boundary, name, part), part }));
  const tail = Buffer.from(`--${boundary}--\r\n`);
  async function* pieces(): AsyncGenerator<Uint8Array> {
    for (const { head, part } of encoded) {
      yield head;
      if (typeof part === 'string') {
        yield Buffer.from(part);
      } else {
        for await (const piece of read(part)) {
          yield piece;
          sent?.(piece.length);
        }
      }
      yield lineEnd;
    }
    yield tail;
  }
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    length: encoded.reduce((sum, { head, part }) => sum + head.length + lengthOf(part) + lineEnd.length, tail.length),
    pieces,
  };
}

const lineEnd = Buffer.from('\r\n');

const lengthOf = (part: string | FormFile): number =>
  typeof part === 'string' ? Buffer.byteLength(part) : part.content.size;

function headOf(boundary: string, name: string, part: string | FormFile): Uint8Array {
  const file =
    typeof part === 'string' ? '' : `; filename="${quoted(part.name)}"\r\nContent-Type: application/octet-stream`;
  return Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="${quoted(name)}"${file}\r\n\r\n`);
}

/** As browsers escape it. */
const quoted = (name: string): string => name.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A');

/** A blob of a file gives errors once the file is another one than when it was opened. */
async function* read({ content, name }: FormFile): AsyncGenerator<Uint8Array> {
  try {
    for await (const piece of content.stream()) {
      yield piece as Uint8Array;
    }
  } catch {
    throw new BackendError('refused', l10n.t('The file {name} changed while it was sent.', { name }), {
      advice: l10n.t('Upload it again when nothing writes to it any more.'),
    });
  }
}
