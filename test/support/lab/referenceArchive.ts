/**
 * Reads an archive of the Comet SDK the plain way, for tests that must not trust the lab's own reader: the zip, its
 * JSON lines, and nothing made of them.
 */
import { readFile } from 'node:fs/promises';
import { unzipSync } from 'fflate';

export type Payload = Record<string, unknown>;

export interface PlainArchive {
  readonly options: Payload;
  readonly messages: readonly { readonly type: string; readonly payload: Payload }[];
  /** Payloads of one type, in order. */
  readonly of: (type: string) => Payload[];
  readonly file: (name: string) => Uint8Array;
}

export async function readPlainArchive(path: string): Promise<PlainArchive> {
  const entries = unzipSync(new Uint8Array(await readFile(path)));
  const text = (name: string): string => new TextDecoder('utf-8', { fatal: true }).decode(entries[name]);
  const messages = text('messages.json')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(quoteWords(line)) as { type: string; payload: Payload });
  return {
    options: JSON.parse(text('experiment.json')) as Payload,
    messages,
    of: (type) => messages.filter((message) => message.type === type).map(({ payload }) => payload),
    file: (name) => {
      const bytes = entries[name];
      if (bytes === undefined) {
        throw new Error(`${path} has no ${name}`);
      }
      return bytes;
    },
  };
}

const loggedValue =
  /"(paramValue|metricValue|value)": ?(-?[\d.]+(?:[eE][+-]?\d+)?|-?Infinity|NaN|true|false|\[[^\]]*\])/g;

/** What was logged becomes text as it was written. Beside that Python writes NaN and Infinity as bare words. */
const quoteWords = (line: string): string =>
  line
    .replace(loggedValue, (_, name, value: string) => `"${String(name)}": ${JSON.stringify(value)}`)
    .replace(/"(?:[^"\\]|\\.)*"|-?Infinity|NaN/g, (word) => (word.startsWith('"') ? word : `"${word}"`));
