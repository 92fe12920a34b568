/**
 * Bytes that are brought in several goes: what a server says by which the whole can be known again and checked, and
 * whether its answer goes on where the last one ended. Knows nothing of requests.
 */
import type { ByteStream, Digest, Opening } from '../backend';
import type { Answer } from './answer';

/** Headers that ask for the rest of the very same bytes; none for all of them. */
export function resumingHeaders({ from = 0, validator = null }: Opening): Readonly<Record<string, string>> {
  return from === 0 ? {} : { range: `bytes=${from}-`, ...(validator === null ? {} : { 'if-range': validator }) };
}

/** Whether a partial answer begins at the asked byte, plainly, and is of the bytes that are known. */
export function goesOn(answer: Answer, { from = 0, validator = null, total = null }: Opening): boolean {
  const range = rangeOf(answer);
  if (answer.status !== 206 || range === null || range.start !== from || answer.header('content-encoding') !== null) {
    return false;
  }
  const now = validatorOf(answer);
  const isOther =
    (validator !== null && now !== null && now !== validator) ||
    (total !== null && range.total !== null && range.total !== total);
  // Without a validator the size is all that tells one content from another.
  const isKnown = validator !== null || total === null || range.total === total;
  return isKnown && !isOther;
}

/** A partial answer that was not asked for, unless it is of all the bytes. */
export function isPartOnly(answer: Answer): boolean {
  const range = rangeOf(answer);
  return answer.status === 206 && (range === null || range.start !== 0 || range.end + 1 !== range.total);
}

/** What the headers say about the bytes, those of the whole and those that come. */
export function described(answer: Answer): Omit<ByteStream, 'body' | 'resumed'> {
  const isPlain = answer.header('content-encoding') === null;
  const length = isPlain ? wholeNumber(answer.header('content-length')) : null;
  return {
    size: length,
    total: answer.status === 206 ? (rangeOf(answer)?.total ?? null) : length,
    contentType: answer.header('content-type'),
    validator: isPlain ? validatorOf(answer) : null,
    digest: isPlain ? digestOf(answer) : null,
  };
}

interface Range {
  readonly start: number;
  readonly end: number;
  readonly total: number | null;
}

function rangeOf(answer: Answer): Range | null {
  const [, start, end, total] =
    /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15}|\*)$/.exec(answer.header('content-range')?.trim() ?? '') ?? [];
  return start === undefined || end === undefined
    ? null
    : { start: Number(start), end: Number(end), total: wholeNumber(total ?? null) };
}

const wholeNumber = (text: string | null): number | null =>
  text !== null && /^\d{1,15}$/.test(text) ? Number(text) : null;

/** A server that gives longer ones means something else by them. */
const longestValidator = 1024;

/** What `If-Range` may hold: a strong ETag, or a date that is old enough not to stand for two versions. */
function validatorOf(answer: Answer): string | null {
  const tag = answer.header('etag');
  if (tag !== null && tag.length <= longestValidator && /^"[\x21\x23-\x7e]*"$/.test(tag)) {
    return tag;
  }
  const modified = answer.header('last-modified');
  const age = Date.parse(answer.header('date') ?? '') - Date.parse(modified ?? '');
  return modified !== null && modified.length <= longestValidator && age >= 1000 ? modified : null;
}

/** Only what is of the whole, and only where its kind is told: an ETag may be a hash, and may be anything else. */
function digestOf(answer: Answer): Digest | null {
  const named: readonly (readonly [header: string, pattern: RegExp, algorithm: Digest['algorithm']])[] = [
    ['repr-digest', /(?:^|[,\s])sha-256=:([A-Za-z0-9+/]{43}=):/i, 'sha256'],
    ['digest', /(?:^|[,\s])sha-256=([A-Za-z0-9+/]{43}=)/i, 'sha256'],
    ['x-amz-checksum-sha256', /^([A-Za-z0-9+/]{43}=)$/, 'sha256'],
    ['x-goog-hash', /(?:^|[,\s])md5=([A-Za-z0-9+/]{22}==)/i, 'md5'],
    // Of the bytes that come, which are the whole only when no part was asked for.
    ...(answer.status === 200 ? [['content-md5', /^([A-Za-z0-9+/]{22}==)$/, 'md5'] as const] : []),
  ];
  for (const [header, pattern, algorithm] of named) {
    const value = pattern.exec(answer.headers(header).join(', ').trim())?.[1];
    if (value !== undefined) {
      return { algorithm, base64: value };
    }
  }
  return null;
}
