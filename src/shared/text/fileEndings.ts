/**
 * What a file is called at the end, by what a server says it is, or else by how it begins: only the ending tells other
 * programs. Plain text and mere bytes get none: a `Makefile` is called so, and `model.zip` would be no help to who
 * loads `model`.
 */

const byType: ReadonlyMap<string, string> = new Map([
  ['application/gzip', '.gz'],
  ['application/json', '.json'],
  ['application/pdf', '.pdf'],
  ['application/x-ipynb+json', '.ipynb'],
  ['application/x-yaml', '.yaml'],
  ['application/xml', '.xml'],
  ['application/yaml', '.yaml'],
  ['application/zip', '.zip'],
  ['audio/flac', '.flac'],
  ['audio/mp4', '.m4a'],
  ['audio/mpeg', '.mp3'],
  ['audio/ogg', '.ogg'],
  ['audio/vnd.wave', '.wav'],
  ['audio/wav', '.wav'],
  ['audio/wave', '.wav'],
  ['audio/x-wav', '.wav'],
  ['image/avif', '.avif'],
  ['image/bmp', '.bmp'],
  ['image/gif', '.gif'],
  ['image/jpeg', '.jpg'],
  ['image/png', '.png'],
  ['image/svg+xml', '.svg'],
  ['image/tiff', '.tiff'],
  ['image/webp', '.webp'],
  ['text/css', '.css'],
  ['text/csv', '.csv'],
  ['text/html', '.html'],
  ['text/markdown', '.md'],
  ['text/tab-separated-values', '.tsv'],
  ['text/x-python', '.py'],
  ['text/xml', '.xml'],
  ['text/yaml', '.yaml'],
  ['video/mp4', '.mp4'],
  ['video/quicktime', '.mov'],
  ['video/webm', '.webm'],
]);

/** With the dot; empty where the type is not known, or says no more than that these are bytes. */
export const endingOf = (contentType: string | null): string =>
  byType.get((contentType ?? '').split(';')[0]?.trim().toLowerCase() ?? '') ?? '';

/** As bytes of one sign each. */
const byBeginning: readonly (readonly [beginning: RegExp, ending: string])[] = [
  [/^\x89PNG\r\n/, '.png'],
  [/^\xff\xd8\xff/, '.jpg'],
  [/^GIF8[79]a/, '.gif'],
  [/^RIFF[^]{4}WEBP/, '.webp'],
  [/^RIFF[^]{4}WAVE/, '.wav'],
  [/^OggS/, '.ogg'],
  [/^fLaC/, '.flac'],
  [/^ID3/, '.mp3'],
  [/^[^]{4}ftyp/, '.mp4'],
  [/^%PDF-/, '.pdf'],
  [/^\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--[^>]{0,400}-->\s*)?(?:<!DOCTYPE svg[^>]{0,200}>\s*)?<svg[\s>]/i, '.svg'],
];

/** Bytes that are enough to tell. */
export const tellingBytes = 1024;

/**
 * For pictures, sounds and the like; empty for all that is not known by its beginning. @param beginning the first
 * `tellingBytes`
 */
export function endingOfBytes(beginning: Uint8Array): string {
  const text = String.fromCharCode(...beginning.subarray(0, tellingBytes));
  return byBeginning.find(([pattern]) => pattern.test(text))?.[1] ?? '';
}

/** All that a file may get. */
export const endings: readonly string[] = [
  ...new Set([...byType.values(), ...byBeginning.map(([, ending]) => ending)]),
];
