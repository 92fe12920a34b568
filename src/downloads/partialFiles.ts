/**
 * Owns what has arrived of files that are not whole yet: a folder of its own in the download folder, where each file's
 * part is found again under its id, with what the server said of it, and with a lock. What was not continued is
 * cleared. Knows no server, no store and no vscode.
 */
import * as l10n from '@vscode/l10n';
import { constants } from 'node:fs';
import { createHash } from 'node:crypto';
import { lstat, mkdir, open, readdir, readFile, rm, rmdir, writeFile, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { codeOf, explainDisk, refuseLink, whatIs } from '../platform/files';
import { BackendError } from '../shared/problem';
import { PartialFileLock } from './partialFileLock';

/** In the download folder; gone when nothing is unfinished. */
export const partialFilesFolder = '.unfinished-downloads';

/** Milliseconds after which a part is cleared that was not continued. */
const longestKept = 7 * 24 * 3_600_000;

/** What the server said of the whole that a part is of. */
export interface PartialFileRecord {
  readonly validator: string | null;
  /** Bytes. */
  readonly total: number | null;
  readonly contentType: string | null;
  readonly digest: { readonly algorithm: 'md5' | 'sha256'; readonly base64: string } | null;
}

const unknown: PartialFileRecord = { validator: null, total: null, contentType: null, digest: null };

const Record = v.object({
  validator: v.nullable(v.pipe(v.string(), v.maxLength(1024))),
  total: v.nullable(v.pipe(v.number(), v.safeInteger(), v.minValue(0))),
  contentType: v.nullable(v.pipe(v.string(), v.maxLength(1024))),
  digest: v.nullable(v.object({ algorithm: v.picklist(['md5', 'sha256']), base64: v.string() })),
});

/**
 * The folder of the parts, made where missing. Rejects where it is a link. @param root real path of the download folder
 */
export async function openPartialFiles(root: string): Promise<string> {
  const folder = join(root, partialFilesFolder);
  await refuseLink(folder);
  await mkdir(folder).catch((error: unknown) => {
    if (codeOf(error) !== 'EEXIST') {
      throw explainDisk(error, folder);
    }
  });
  return folder;
}

export class PartialFile {
  readonly path: string;
  readonly #folder: string;
  readonly #id: string;
  readonly #lock: PartialFileLock;
  readonly #file: FileHandle;
  #record: PartialFileRecord;
  #size: number;
  #isOpen = true;

  private constructor(
    folder: string,
    id: string,
    lock: PartialFileLock,
    file: FileHandle,
    size: number,
    record: PartialFileRecord,
  ) {
    this.path = pathOf(folder, id, 'part');
    this.#folder = folder;
    this.#id = id;
    this.#lock = lock;
    this.#file = file;
    this.#size = size;
    this.#record = record;
  }

  /** What is there of it, or an empty one. Rejects with `refused` while another download, of any window, has it. */
  static async open(root: string, id: string): Promise<PartialFile> {
    const lock = await lockOf(root, id);
    if (lock === null) {
      throw new BackendError('refused', l10n.t('It is being downloaded already, here or in another window.'), {
        advice: l10n.t('Wait until that download is done, or cancel it.'),
      });
    }
    const folder = join(root, partialFilesFolder);
    try {
      const record = await readRecord(pathOf(folder, id, 'json'));
      const file = await openOwn(pathOf(folder, id, 'part'));
      const { size } = await file.stat();
      const part = new PartialFile(folder, id, lock, file, size, record ?? unknown);
      // Bytes whose origin is not known any more.
      if (size > 0 && record === null) {
        await part.restart();
      }
      return part;
    } catch (error) {
      await lock.release();
      throw error;
    }
  }

  get size(): number {
    return this.#size;
  }

  get record(): PartialFileRecord {
    return this.#record;
  }

  /** Written before the bytes that it is about. */
  async note(record: PartialFileRecord): Promise<void> {
    if (JSON.stringify(record) === JSON.stringify(this.#record)) {
      return;
    }
    const path = pathOf(this.#folder, this.#id, 'json');
    await rm(path, { force: true });
    await writeFile(path, JSON.stringify(record), { flag: 'wx' });
    this.#record = record;
  }

  /** Lets go of the bytes, before anything else is known of them. */
  async restart(): Promise<void> {
    if (this.#size > 0) {
      await this.#file.truncate(0);
    }
    this.#size = 0;
  }

  async append(chunk: Uint8Array): Promise<void> {
    for (let written = 0; written < chunk.length;) {
      const { bytesWritten } = await this.#file.write(chunk, written, chunk.length - written, this.#size);
      written += bytesWritten;
      this.#size += bytesWritten;
    }
  }

  /** Of the bytes on the disk. */
  async digest(algorithm: 'md5' | 'sha256'): Promise<string> {
    const hash = createHash(algorithm);
    for await (const chunk of this.#file.createReadStream({ start: 0, autoClose: false })) {
      hash.update(chunk as Uint8Array);
    }
    return hash.digest('base64');
  }

  /** Closes the file and has it moved to its place; nothing is left of it here. */
  async place<T>(move: (path: string) => Promise<T>): Promise<T> {
    await this.#close();
    if (!(await this.#lock.isOurs())) {
      throw new BackendError('refused', l10n.t('Another window has taken up this download.'), {
        advice: l10n.t('See whether it is done there.'),
      });
    }
    const placed = await move(this.path);
    await this.#remove();
    return placed;
  }

  /** For the next download of the same. */
  async keep(): Promise<void> {
    await this.#close();
    await this.#lock.release();
  }

  async discard(): Promise<void> {
    await this.#close();
    await this.#remove();
  }

  async #remove(): Promise<void> {
    await removeBytes(this.#folder, this.#id);
    await this.#lock.release();
    await removeIfEmpty(this.#folder);
  }

  async #close(): Promise<void> {
    if (!this.#isOpen) {
      return;
    }
    this.#isOpen = false;
    await this.#file.close();
  }
}

/** Clears what was left by downloads that are done, and what was not continued; all of `ids` when they are given. */
export async function clearPartialFiles(root: string, ids?: readonly string[]): Promise<void> {
  const folder = join(root, partialFilesFolder);
  if ((await whatIs(folder)) !== 'folder') {
    return;
  }
  const names = await readdir(folder);
  for (const id of new Set(names.map((name) => name.split('.')[0] ?? ''))) {
    if (!/^[0-9a-f]+$/.test(id) || (ids !== undefined && !ids.includes(id))) {
      continue;
    }
    const lock = await PartialFileLock.take(pathOf(folder, id, 'lock'), { watch: false });
    if (lock === null) {
      continue;
    }
    if (ids !== undefined || !(await isWorthKeeping(pathOf(folder, id, 'part')))) {
      await removeBytes(folder, id);
    }
    await lock.release();
  }
  await removeIfEmpty(folder);
}

/** What is there of files that are not whole. */
export interface KeptPartialFiles {
  readonly ids: readonly string[];
  readonly bytes: number;
}

export async function keptPartialFiles(root: string, ids: readonly string[]): Promise<KeptPartialFiles> {
  const sizes = await Promise.all(
    ids.map((id) =>
      lstat(pathOf(join(root, partialFilesFolder), id, 'part')).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  );
  return { ids: ids.filter((_, index) => (sizes[index] ?? 0) > 0), bytes: sizes.reduce((sum, size) => sum + size, 0) };
}

/** A second name means that it reached its place, and that the process ended before it could clear up. */
async function isWorthKeeping(path: string): Promise<boolean> {
  const found = await lstat(path).catch(() => null);
  return (
    found !== null && found.isFile() && found.nlink === 1 && found.size > 0 && Date.now() - found.mtimeMs < longestKept
  );
}

const pathOf = (folder: string, id: string, ending: 'part' | 'json' | 'lock'): string =>
  join(folder, `${id}.${ending}`);

/** Another download may remove the folder as empty between its making and the lock. */
async function lockOf(root: string, id: string): Promise<PartialFileLock | null> {
  for (let attempt = 1; ; attempt += 1) {
    const folder = await openPartialFiles(root);
    try {
      return await PartialFileLock.take(pathOf(folder, id, 'lock'), { watch: true });
    } catch (error) {
      if (codeOf(error) !== 'ENOENT' || attempt === 5) {
        throw explainDisk(error, folder);
      }
    }
  }
}

/** Never through a link, symbolic or hard: what is not a file of our own is replaced by one. */
async function openOwn(path: string): Promise<FileHandle> {
  const found = await lstat(path).catch(() => null);
  const isOwn = found !== null && found.isFile() && found.nlink === 1;
  if (found !== null && !isOwn) {
    await rm(path, { recursive: found.isDirectory() });
  }
  const { O_RDWR, O_CREAT, O_EXCL, O_NOFOLLOW } = constants;
  // Windows has no such flag, and there is null where it would be.
  return open(path, isOwn ? O_RDWR | ((O_NOFOLLOW as number | undefined) ?? 0) : O_RDWR | O_CREAT | O_EXCL, 0o666);
}

async function readRecord(path: string): Promise<PartialFileRecord | null> {
  try {
    if (!(await lstat(path)).isFile()) {
      return null;
    }
    const read = v.safeParse(Record, JSON.parse(await readFile(path, 'utf8')));
    return read.success ? read.output : null;
  } catch {
    return null;
  }
}

async function removeBytes(folder: string, id: string): Promise<void> {
  await rm(pathOf(folder, id, 'part'), { force: true, recursive: true });
  await rm(pathOf(folder, id, 'json'), { force: true, recursive: true });
}

const removeIfEmpty = (folder: string): Promise<void> => rmdir(folder).catch(() => undefined);
