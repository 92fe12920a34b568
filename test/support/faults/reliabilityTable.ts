/** The tables of docs/reliability.md that the fault matrices write, and compare themselves with. */
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { writeVariable } from '../runner/suite';

/** What a user met in one cell. */
export interface Outcome {
  readonly fault: string;
  readonly surface: string;
  /** The column of the table. */
  readonly group: string;
  /** `works`, or a kind of problem. */
  readonly kind: string;
  /** Empty when it worked. */
  readonly sentence: string;
}

const document = 'docs/reliability.md';

/**
 * Fails when the document says something else; with `--write` it is made to say this.
 * @param part Which tables of the document.
 */
export async function compareWithDocument(
  part: 'servers' | 'documents' | 'clients',
  outcomes: readonly Outcome[],
  file = document,
): Promise<void> {
  const [begin, end] = [`<!-- ${part}: written by \`npm run faults -- --write\` -->`, `<!-- end of ${part} -->`];
  const text = await readFile(file, 'utf8');
  const [before, rest] = text.split(begin);
  const after = rest?.split(end)[1];
  assert.ok(before !== undefined && after !== undefined, `${document} has lost the marks of its part “${part}”.`);
  const expected = `${before}${begin}\n\n${tables(outcomes)}\n\n${end}${after}`;
  if (process.env[writeVariable] === undefined) {
    assert.deepEqual(
      differences(text, expected),
      [],
      `${document} says something else; look at the difference, then run \`npm run faults -- --write\`.`,
    );
  } else {
    await writeFile(file, expected);
  }
}

/** Lines that only one of two texts has: `-` is what the document says, `+` what it ought to say. */
function differences(document: string, found: string): readonly string[] {
  const [before, after] = [document, found].map((text) => text.split('\n'));
  const only = (sign: string, lines: readonly string[] = [], others: readonly string[] = []): readonly string[] =>
    lines.filter((line) => !others.includes(line)).map((line) => `${sign} ${line}`);
  return [...only('-', before, after), ...only('+', after, before)];
}

function tables(outcomes: readonly Outcome[]): string {
  const faults = [...new Set(outcomes.map(({ fault }) => fault))];
  const groups = [...new Set(outcomes.map(({ group }) => group))];
  const rows = faults.map(
    (fault) =>
      `| ${fault} | ${groups.map((group) => kindsOf(outcomes.filter((one) => one.fault === fault && one.group === group))).join(' | ')} |`,
  );
  const sentences = faults.map(
    (fault) =>
      `| ${fault} | ${[...new Set(outcomes.filter((one) => one.fault === fault && one.sentence !== '').map(({ sentence }) => sentence))].sort().map(escaped).join('<br>') || 'nothing: all works'} |`,
  );
  return [
    `${faults.length} faults on ${new Set(outcomes.map(({ surface }) => surface)).size} surfaces: ${outcomes.length} cells.`,
    '',
    `| what goes wrong | ${groups.join(' | ')} |`,
    `|---|${groups.map(() => '---').join('|')}|`,
    ...rows,
    '',
    '| what goes wrong | what is said |',
    '|---|---|',
    ...sentences,
  ].join('\n');
}

/** `works`, or the kinds of problem, the usual one first. */
function kindsOf(outcomes: readonly Outcome[]): string {
  const counts = new Map<string, number>();
  for (const { kind } of outcomes) {
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return [...counts]
    .sort(([one, more], [other, less]) => less - more || (one < other ? -1 : 1))
    .map(([kind]) => kind)
    .join(', ');
}

const escaped = (text: string): string => text.replaceAll('|', '\\|').replaceAll('<', '&lt;').replaceAll('[', '\\[');
