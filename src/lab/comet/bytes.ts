/** Answers that are bytes: one body, whole or a range of it, and zips of several. Knows no protocol. */
import { zip } from 'fflate';
import { contentType } from './contentTypes';
import type { LabContext } from './request';

/**
 * The whole, or the one range that is asked for; a range outside is status 416. Several ranges are answered with the
 * whole. `name` tells the type. Nothing that was logged may run or load anything, should a browser ever show it.
 */
export function bytesAnswer(context: LabContext, bytes: Uint8Array, name = ''): Response {
  const headers = {
    'Content-Type': contentType(name, bytes),
    'Accept-Ranges': 'bytes',
    'X-Content-Type-Options': 'nosniff',
    'Content-Security-Policy': "sandbox; default-src 'none'",
  };
  const range = /^bytes=(\d*)-(\d*)$/.exec(context.req.header('range') ?? '');
  if (range === null || (range[1] === '' && range[2] === '')) {
    return context.body(new Uint8Array(bytes), 200, { ...headers, 'Content-Length': String(bytes.length) });
  }
  const [, first = '', last = ''] = range;
  const start = first === '' ? Math.max(0, bytes.length - Number(last)) : Number(first);
  const end = first === '' || last === '' ? bytes.length - 1 : Math.min(Number(last), bytes.length - 1);
  if (start > end) {
    return context.body('', 416, { ...headers, 'Content-Range': `bytes */${bytes.length}` });
  }
  return context.body(bytes.slice(start, end + 1), 206, {
    ...headers,
    'Content-Length': String(end + 1 - start),
    'Content-Range': `bytes ${start}-${end}/${bytes.length}`,
  });
}

export interface NamedBytes {
  readonly name: string;
  readonly bytes: () => Promise<Uint8Array>;
}

/** Of several files of one name the last one stays, as in a folder. */
export async function zipped(entries: Iterable<NamedBytes>): Promise<Uint8Array> {
  // No prototype: a file may be called `__proto__`.
  const files = Object.create(null) as Record<string, Uint8Array>;
  for (const { name, bytes } of entries) {
    files[name] = await bytes();
  }
  return new Promise((resolve, reject) => {
    zip(files, { level: 6 }, (error, bytes) => (error === null ? resolve(bytes) : reject(error)));
  });
}
