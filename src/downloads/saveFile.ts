/**
 * Owns one file on its way to the disk: the bytes gather in a part, broken connections are continued, and only what is
 * complete and checked goes to its place. Knows no vscode and no store.
 */
import * as l10n from '@vscode/l10n';
import { explainDisk } from '../platform/files';
import { formatBytes } from '../shared/format';
import { BackendError, toProblem, TooSlow } from '../shared/problem';
import { PartialFile, type PartialFileRecord } from './partialFiles';

/** What a server sends; `resumed` says that it begins where it was asked to. The others are about the whole. */
export interface Incoming extends PartialFileRecord {
  readonly resumed: boolean;
  readonly body: AsyncIterable<Uint8Array>;
}

/** The bytes that are there, and how the server can tell whether it still has the same. */
export interface Known {
  readonly from: number;
  readonly validator: string | null;
  readonly total: number | null;
}

export interface FileDownload {
  /** Real path of the download folder, in which the part gathers. */
  readonly root: string;
  /** Tells this content from all other content that the folder may ever get. */
  readonly id: string;
  /** Bytes of the whole, as announced before; null when it was not said. */
  readonly announced: number | null;
  readonly signal: AbortSignal;
  readonly open: (known: Known) => Promise<Incoming>;
  /** Moves what is whole to where it belongs; resolves to that path. */
  readonly place: (path: string, contentType: string | null) => Promise<string>;
  /** Called with the bytes that are there by now; fewer than before when the server begins again. */
  readonly onProgress: (bytes: number) => void;
}

export interface SavedFile {
  readonly path: string;
  readonly bytes: number;
  /** The server had something else by now, so that it came from its beginning. */
  readonly changed: boolean;
}

/**
 * A connection that breaks is taken up again so many times, and as often again whenever it has brought so many bytes.
 */
const mostAttempts = 5;
const goodProgress = 2 ** 20;

/**
 * When it fails or is cancelled nothing is in its place, and what has arrived is kept if the next download of the same
 * `id` can go on with it. Rejects with what `open` and its body throw, or with a BackendError about the disk; with
 * `refused` while another download of it is under way.
 */
export async function saveFile(download: FileDownload): Promise<SavedFile> {
  const { root, id, announced, place } = download;
  let part: PartialFile;
  try {
    part = await PartialFile.open(root, id);
  } catch (error) {
    throw explainDisk(error, root);
  }
  const filling = new Filling(part, download);
  try {
    await filling.run();
    await check(part, announced);
  } catch (error) {
    await (error instanceof NotTheSame || !filling.canGoOn ? part.discard() : part.keep());
    throw explainDisk(error, root);
  }
  try {
    const path = await part.place((from) => place(from, part.record.contentType));
    return { path, bytes: part.size, changed: filling.changed };
  } catch (error) {
    await part.keep();
    throw explainDisk(error, root);
  }
}

/** What arrived is not what was announced: going on with it would not help. */
class NotTheSame extends BackendError {}

class Filling {
  readonly #part: PartialFile;
  readonly #download: FileDownload;
  #ranges = true;
  changed = false;

  constructor(part: PartialFile, download: FileDownload) {
    this.#part = part;
    this.#download = download;
  }

  /** The next download can begin where this one ends. */
  get canGoOn(): boolean {
    const { validator } = this.#part.record;
    return this.#part.size > 0 && this.#ranges && (validator !== null || this.#total !== null);
  }

  get #total(): number | null {
    return this.#part.record.total ?? this.#download.announced;
  }

  async run(): Promise<void> {
    const { announced } = this.#download;
    const { record } = this.#part;
    // Another file than the one that was begun, or bytes that nothing tells from another file's.
    const isOther = announced !== null && record.total !== null && record.total !== announced;
    if (this.#part.size > 0 && (isOther || !this.canGoOn || this.#part.size > (this.#total ?? Infinity))) {
      this.changed = isOther;
      await this.#part.restart();
    }
    let attempts = 0;
    while (this.#part.size === 0 || this.#part.size !== this.#total) {
      const before = this.#part.size;
      try {
        await this.#receive();
        return;
      } catch (error) {
        attempts = this.#part.size - before >= goodProgress ? 0 : attempts + 1;
        if (attempts >= mostAttempts || !this.#isBroken(error)) {
          throw error;
        }
      }
    }
  }

  async #receive(): Promise<void> {
    const part = this.#part;
    const { open, onProgress } = this.#download;
    const incoming = await open({ from: part.size, validator: part.record.validator, total: this.#total });
    const { validator, total, contentType, digest } = incoming;
    if (incoming.resumed) {
      const known = part.record;
      await part.note({
        validator: validator ?? known.validator,
        total: total ?? known.total,
        contentType: contentType ?? known.contentType,
        digest: digest ?? known.digest,
      });
    } else {
      if (part.size > 0) {
        this.#ranges = false;
        this.changed = part.record.validator !== validator || part.record.total !== total;
      }
      await part.restart();
      await part.note({ validator, total, contentType, digest });
    }
    onProgress(part.size);
    for await (const chunk of incoming.body) {
      await part.append(chunk);
      onProgress(part.size);
    }
  }

  /** Whether the same may work at once: the connection broke, or was closed to be opened again with other settings. */
  #isBroken(error: unknown): boolean {
    const { kind } = toProblem(error);
    return (
      !(error instanceof TooSlow) &&
      !this.#download.signal.aborted &&
      (kind === 'unreachable' || kind === 'timedOut' || kind === 'cancelled')
    );
  }
}

async function check(part: PartialFile, announced: number | null): Promise<void> {
  const { total, digest } = part.record;
  const expected = announced !== null && announced > 0 ? announced : total;
  if (expected !== null && part.size !== expected) {
    throw new NotTheSame(
      'unexpected',
      l10n.t('The server sent {size} ({bytes} bytes) of the announced {announcedSize} ({announcedBytes} bytes).', {
        size: formatBytes(part.size),
        bytes: part.size,
        announcedSize: formatBytes(expected),
        announcedBytes: expected,
      }),
    );
  }
  if (digest !== null && (await part.digest(digest.algorithm)) !== digest.base64) {
    throw new NotTheSame(
      'unexpected',
      l10n.t('What arrived is not what the server announced: its {algorithm} is another one.', {
        algorithm: digest.algorithm === 'md5' ? 'MD5' : 'SHA-256',
      }),
      {
        advice: l10n.t('Nothing of it was kept. Download it again.'),
      },
    );
  }
}
