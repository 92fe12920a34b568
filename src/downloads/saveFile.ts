/**
 * Owns one file on its way to the disk: the bytes gather under a name of their own, broken connections are continued,
 * and only what is complete takes the final name. Knows no vscode and no store.
 */
import { randomBytes } from 'node:crypto';
import { lstat, open, rename, rm, type FileHandle } from 'node:fs/promises';
import { BackendError, toProblem } from '../shared/problem';
import { formatBytes } from '../shared/format';

/** What a server sends; `resumed` says that it begins where it was asked to. */
export interface Incoming {
  /** Bytes of this body; null when the server does not say. */
  readonly size: number | null;
  readonly resumed: boolean;
  readonly body: AsyncIterable<Uint8Array>;
}

export interface FileDownload {
  /** Absolute path; its folder exists. */
  readonly target: string;
  /** Tells this content from all other content that the target may ever get. */
  readonly id: string;
  /** Bytes of the whole, as announced before; null when nobody said. */
  readonly announced: number | null;
  readonly open: (from: number) => Promise<Incoming>;
  /** Called with the bytes that are there by now; fewer than before when the server begins anew. */
  readonly onProgress: (bytes: number) => void;
}

/** A connection that breaks in the middle is taken up again so many times. */
const mostAttempts = 5;

/**
 * The bytes of the file that is then under `target`, whole; what was there before is replaced.
 * When it fails or is cancelled the target is untouched, and a part is left behind only if the server has
 * shown that it can continue: the next download of the same `id` takes it up.
 * Rejects with what `open` and its body throw, or with a BackendError about the disk.
 */
export async function saveFile(download: FileDownload): Promise<number> {
  const { target, announced } = download;
  const kept = `${target}.part-${download.id}`;
  const own = `${target}.part-${randomBytes(6).toString('hex')}`;
  try {
    const part = await Part.begin(own, await claim(kept, own));
    try {
      await fill(part, download);
      if (announced !== null && announced > 0 && part.size !== announced) {
        part.isResumable = false;
        throw new BackendError('unexpected', `The server sent ${formatBytes(part.size)} (${part.size} bytes) of the announced ${formatBytes(announced)} (${announced} bytes).`);
      }
      await part.close();
      await rename(own, target);
      return part.size;
    } catch (error) {
      await part.close();
      // On a full disk the part would only be in the way.
      const isWorthIt = part.isResumable && part.size > 0 && error instanceof BackendError;
      if (isWorthIt) await rename(own, kept);
      else await rm(own, { force: true });
      throw error;
    }
  } catch (error) {
    throw explainDisk(error, target);
  }
}

/** Takes over what an earlier download left, if nobody else does; the bytes that are there. */
async function claim(kept: string, own: string): Promise<number> {
  try {
    await rename(kept, own);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return 0;
    throw error;
  }
  const found = await lstat(own);
  if (found.isFile()) return found.size;
  await rm(own, { recursive: true });
  return 0;
}

async function fill(part: Part, { announced, open, onProgress }: FileDownload): Promise<void> {
  const isWhole = (): boolean => part.size > 0 && part.size === announced;
  for (let attempt = 1; !isWhole(); attempt += 1) {
    const incoming = await open(part.size);
    if (incoming.resumed) part.isResumable = true;
    else await part.restart();
    onProgress(part.size);
    try {
      for await (const chunk of incoming.body) {
        await part.append(chunk);
        onProgress(part.size);
      }
      return;
    } catch (error) {
      const { kind } = toProblem(error);
      if (attempt >= mostAttempts || (kind !== 'unreachable' && kind !== 'timedOut')) throw error;
    }
  }
}

class Part {
  readonly #file: FileHandle;
  #size: number;
  #isOpen = true;
  /** The server has continued where it was asked to, now or in the download that left this part. */
  isResumable: boolean;

  private constructor(file: FileHandle, size: number) {
    this.#file = file;
    this.#size = size;
    this.isResumable = size > 0;
  }

  static async begin(path: string, size: number): Promise<Part> {
    // A new one must be new: whatever else is under this name, a link perhaps, is not ours to write through.
    return new Part(await open(path, size > 0 ? 'r+' : 'wx'), size);
  }

  get size(): number {
    return this.#size;
  }

  async restart(): Promise<void> {
    if (this.#size > 0) await this.#file.truncate(0);
    this.#size = 0;
  }

  async append(chunk: Uint8Array): Promise<void> {
    for (let written = 0; written < chunk.length;) {
      const { bytesWritten } = await this.#file.write(chunk, written, chunk.length - written, this.#size);
      written += bytesWritten;
      this.#size += bytesWritten;
    }
  }

  async close(): Promise<void> {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    await this.#file.close();
  }
}

const diskSentences: Readonly<Record<string, string>> = {
  ENOSPC: 'The disk is full.',
  EDQUOT: 'Your share of the disk is used up.',
  EACCES: 'You are not allowed to write there.',
  EPERM: 'You are not allowed to write there, or another program has the file open.',
  EROFS: 'The disk can only be read.',
  EBUSY: 'Another program has the file open.',
  EFBIG: 'The file is too large for this disk.',
  EIO: 'The disk did not take it.',
  ENAMETOOLONG: 'The path is too long for this disk.',
  ENOTDIR: 'There is a file where a folder should be.',
  EISDIR: 'There is a folder of the same name.',
  ENOTEMPTY: 'There is a folder of the same name.',
  EEXIST: 'There is something of the same name.',
  ENOENT: 'The folder is gone.',
};

/** What the disk said, as a sentence about the path; anything else as it is. */
export function explainDisk(error: unknown, path: string): unknown {
  const code = codeOf(error);
  if (error instanceof BackendError || code === null) return error;
  return new BackendError('refused', `“${path}” cannot be written: ${diskSentences[code] ?? code}`, { cause: error });
}

/** No other file will fit either. */
export const isDiskFull = (error: unknown): boolean =>
  error instanceof Error && ['ENOSPC', 'EDQUOT', 'EROFS'].includes(codeOf(error.cause) ?? '');

/** The system's code of an error (`ENOENT`); null when it did not come from the system. */
export const codeOf = (error: unknown): string | null =>
  error instanceof Error && 'syscall' in error && 'code' in error && typeof error.code === 'string' ? error.code : null;
