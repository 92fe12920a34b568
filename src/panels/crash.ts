/**
 * What the output of a crashed run says went wrong. Looks at the end of it alone, in short turns, however long it is.
 * Knows no page.
 */
import * as l10n from '@vscode/l10n';
import { TimeSlice } from '../platform/eventLoop';
import type { Crash } from '../shared/protocol';
import { TerminalText } from '../shared/terminal/terminal';
import type { TextInPieces } from '../shared/text/chunkedText';
import { lastTraceback } from '../shared/text/traceback';

const sign = l10n.t('Traceback (most recent call last)');
/** Characters from the end on in which a traceback is looked for. */
const lookedThrough = 8 * 1024 * 1024;
const sliceLength = 256 * 1024;
/** Characters before and after its first line that are read as a terminal would show them: some milliseconds. */
const readAround = 64 * 1024;

/** Null where there is no traceback. */
export async function readCrash(output: TextInPieces): Promise<Crash | null> {
  // Without a traceback, a script that could not even be read says so at the end.
  const at = (await lastSign(output)) ?? output.length;
  const lines = new TerminalText(output.slice(Math.max(0, at - readAround), at + readAround));
  const traceback = lastTraceback(lines.count, (line) => lines.plain(line));
  return traceback === null ? null : { exception: traceback.exception, details: traceback.details };
}

async function lastSign(output: TextInPieces): Promise<number | null> {
  const slice = new TimeSlice();
  const first = Math.max(0, output.length - lookedThrough);
  for (let end = output.length; end > first;) {
    const start = Math.max(first, end - sliceLength);
    // Beyond the end, so that one that is cut in two by it is found as well.
    const found = output.slice(start, end + sign.length).lastIndexOf(sign);
    if (found >= 0) {
      return start + found;
    }
    if (slice.expired) {
      await slice.yield();
    }
    end = start;
  }
  return null;
}
