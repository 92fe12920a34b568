/**
 * What Comet's public documents name, read out of their text: requests, headings of writes, methods of the JavaScript
 * SDK. The documents themselves are not ours to keep; the names read out of them are in `documented/`, a line each.
 * Usage: tsx test/support/documented/documented.ts <folder with the documents as text>
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** `GET experiment/code`, below `/api/rest/v2/`, of pages with request lines. */
export const requestsIn = (page: string): string[] =>
  unique(
    [...page.matchAll(/^(get|post) ?\/api\/rest\/v2\/([^\s?]+)/gim)].map(
      ([, method = '', path = '']) => `${method.toUpperCase()} ${path}`,
    ),
  );

/** `Create Workspace`, of pages that have headings alone. */
export const headingsIn = (page: string): string[] =>
  unique([...page.matchAll(/^(.+)¶$/gm)].map(([, heading = '']) => heading.trim()));

/** `api.workspaces`, of a page of a class whose object is called `api`. */
export const methodsIn = (page: string): string[] =>
  unique([...page.matchAll(/^(api\.\w+)\(/gm)].map(([, method = '']) => method));

const unique = (names: readonly string[]): string[] => [...new Set(names)].sort();

const lists = {
  requests: { read: requestsIn, pages: ['comet-read-endpoints-a.txt', 'comet-read-endpoints-b.txt'] },
  writes: { read: headingsIn, pages: ['comet-write-endpoints.txt'] },
  javascript: { read: methodsIn, pages: ['comet-javascript-sdk.txt'] },
} as const;

const namesFile = (list: keyof typeof lists): string => join(import.meta.dirname, `${list}.txt`);

export const documented = (list: keyof typeof lists): string[] =>
  readFileSync(namesFile(list), 'utf8').trim().split('\n');

const [folder] = process.argv.slice(2);
if (process.argv[1] === import.meta.filename && folder !== undefined) {
  for (const list of Object.keys(lists) as (keyof typeof lists)[]) {
    const { read, pages } = lists[list];
    writeFileSync(
      namesFile(list),
      `${read(pages.map((page) => readFileSync(join(folder, page), 'utf8')).join('\n')).join('\n')}\n`,
    );
  }
}
