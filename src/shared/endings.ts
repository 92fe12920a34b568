/** What a file is called at the end, by what a server says it is: only the ending tells other programs. */

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
  ['text/plain', '.txt'],
  ['text/tab-separated-values', '.tsv'],
  ['text/x-python', '.py'],
  ['text/xml', '.xml'],
  ['text/yaml', '.yaml'],
  ['video/mp4', '.mp4'],
  ['video/quicktime', '.mov'],
  ['video/webm', '.webm'],
]);

/** With the dot; empty where the type is not known, or says no more than that these are bytes. */
export const endingOf = (contentType: string | null): string => byType.get((contentType ?? '').split(';')[0]?.trim().toLowerCase() ?? '') ?? '';

/** All that `endingOf` gives. */
export const endings: readonly string[] = [...new Set(byType.values())];
