/**
 * The entries of a zip file in memory, inflated one by one when asked for, on another thread and checked against their
 * check sums. Knows nothing of what they mean. (fflate would start a worker for each large entry and check no sums.)
 */
import { promisify } from 'node:util';
import { crc32, inflateRaw } from 'node:zlib';

export interface ZipEntries {
  /** Sizes in bytes by name, without inflating anything. */
  readonly sizes: ReadonlyMap<string, number>;
  /** Inflates one entry; rejects when there is none of that name or when it is damaged. */
  read(name: string): Promise<Uint8Array>;
}

interface Entry {
  readonly method: number;
  readonly checkSum: number;
  readonly packedSize: number;
  readonly size: number;
  /** Where its own header begins, which its content follows. */
  readonly offset: number;
}

const inflated = promisify(inflateRaw);

// The records of a zip file: how they begin and how long they are at least.
const endMark = Buffer.from('PK\x05\x06');
const endLength = 22;
const entryMark = 0x02014b50;
const localMark = 0x04034b50;
const localLength = 30;

/** Throws when the bytes are not a whole zip file. Files beyond 4 GB are not for here. */
export function openZip(bytes: Uint8Array): ZipEntries {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries = readDirectory(file);
  return {
    sizes: new Map([...entries].map(([name, { size }]) => [name, size])),
    async read(name) {
      const entry = entries.get(name);
      if (entry === undefined) {
        throw new Error(`it has no entry ${name}`);
      }
      const content = await unpack(file, entry).catch(() => null);
      if (content?.length !== entry.size || crc32(content) !== entry.checkSum) {
        throw new Error(`its entry ${name} is damaged`);
      }
      return content;
    },
  };
}

function readDirectory(file: Buffer): Map<string, Entry> {
  const entries = new Map<string, Entry>();
  try {
    const end = file.lastIndexOf(endMark, -endLength);
    if (end === -1) {
      throw new RangeError('no end');
    }
    let at = file.readUInt32LE(end + 16);
    for (let left = file.readUInt16LE(end + 10); left > 0; left -= 1) {
      if (file.readUInt32LE(at) !== entryMark) {
        throw new RangeError('no entry where one should begin');
      }
      const nameEnd = at + 46 + file.readUInt16LE(at + 28);
      entries.set(file.toString('utf8', at + 46, nameEnd), {
        method: file.readUInt16LE(at + 10),
        checkSum: file.readUInt32LE(at + 16),
        packedSize: file.readUInt32LE(at + 20),
        size: file.readUInt32LE(at + 24),
        offset: file.readUInt32LE(at + 42),
      });
      at = nameEnd + file.readUInt16LE(at + 30) + file.readUInt16LE(at + 32);
    }
  } catch (error) {
    throw new Error('it is not a whole zip file', { cause: error });
  }
  return entries;
}

async function unpack(file: Buffer, { method, packedSize, size, offset }: Entry): Promise<Uint8Array> {
  if (file.readUInt32LE(offset) !== localMark) {
    throw new RangeError('no content where it should begin');
  }
  const start = offset + localLength + file.readUInt16LE(offset + 26) + file.readUInt16LE(offset + 28);
  const packed = file.subarray(start, start + packedSize);
  switch (method) {
    case 0:
      return packed;
    case 8:
      return inflated(packed, { maxOutputLength: Math.max(size, 1) });
    default:
      throw new Error(`packed by method ${method}`);
  }
}
