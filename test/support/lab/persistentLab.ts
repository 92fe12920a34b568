/** A lab over the real recordings that keeps its writes in a folder of one test; to be closed and opened again. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startCometLab } from '../../../src/lab/comet/server';
import { Clock, served, type ServedLab } from './labFixture';

export const archives = 'media/lab';

export class PersistentLab {
  readonly folder: string;
  readonly clock = new Clock();
  readonly #opened = new Set<ServedLab>();

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async create(): Promise<PersistentLab> {
    return new PersistentLab(await mkdtemp(join(tmpdir(), 'kept-lab-')));
  }

  /** The database's own file; more names beside it begin with it. */
  get database(): string {
    return join(this.folder, 'lab.sqlite');
  }

  async open(): Promise<ServedLab> {
    const lab = await startCometLab({ archives, folder: this.folder, now: this.clock.now });
    const opened: ServedLab = {
      ...served(lab, this.clock),
      close: async () => {
        this.#opened.delete(opened);
        await lab.close();
      },
    };
    this.#opened.add(opened);
    return opened;
  }

  async remove(): Promise<void> {
    for (const lab of [...this.#opened]) {
      await lab.close();
    }
    await rm(this.folder, { recursive: true, force: true });
  }
}

export function multipartBody(parts: readonly { name: string; bytes: Uint8Array; fileName?: string }[]): RequestInit {
  const boundary = 'a-boundary';
  const chunks = parts.flatMap(({ name, bytes, fileName }) => [
    Buffer.from(
      `--${boundary}\r\nContent-Disposition: form-data; name="${name}"${fileName === undefined ? '' : `; filename="${fileName}"`}\r\n\r\n`,
    ),
    Buffer.from(bytes),
    Buffer.from('\r\n'),
  ]);
  return {
    method: 'POST',
    headers: { 'Content-Type': `multipart/form-data; boundary=${boundary}` },
    body: Buffer.concat([...chunks, Buffer.from(`--${boundary}--\r\n`)]),
  };
}
