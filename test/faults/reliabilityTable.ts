/** The tables of docs/reliability.md that the fault matrix writes, and compares itself with. */
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import type { ProblemKind } from '../../src/shared/problem';
import { writeVariable } from '../support/suite';
import type { Surface } from './surfaces';

/** What a user met in one cell. */
export interface Outcome {
  readonly fault: string;
  readonly surface: Surface;
  readonly kind: ProblemKind | 'works';
  /** Empty when it worked. */
  readonly sentence: string;
}

const document = 'docs/reliability.md';
const [begin, end] = ['<!-- fault matrix: written by `npm run faults -- --write` -->', '<!-- end of the fault matrix -->'];
const groups = ['lists', 'details', 'texts', 'changes', 'downloads', 'uploads', 'panels'] as const satisfies readonly Surface['group'][];

/** Fails when the document says something else; with `--write` it is made to say this. */
export async function compareWithDocument(outcomes: readonly Outcome[]): Promise<void> {
  const text = await readFile(document, 'utf8');
  const [before, rest] = text.split(begin);
  const after = rest?.split(end)[1];
  assert.ok(before !== undefined && after !== undefined, `${document} has lost the marks of the fault matrix.`);
  const expected = `${before}${begin}\n\n${tables(outcomes)}\n\n${end}${after}`;
  if (process.env[writeVariable] === undefined) assert.equal(text, expected, `${document} says something else; look at the difference, then run \`npm run faults -- --write\`.`);
  else await writeFile(document, expected);
}

function tables(outcomes: readonly Outcome[]): string {
  const faults = [...new Set(outcomes.map(({ fault }) => fault))];
  const rows = faults.map((fault) => `| ${fault} | ${groups.map((group) => kindsOf(outcomes.filter((one) => one.fault === fault && one.surface.group === group))).join(' | ')} |`);
  const sentences = faults.map((fault) => `| ${fault} | ${[...new Set(outcomes.filter((one) => one.fault === fault && one.sentence !== '').map(({ sentence }) => sentence))].sort().map(escaped).join('<br>') || 'nothing: all works'} |`);
  return [
    `${faults.length} faults on ${new Set(outcomes.map(({ surface }) => surface.name)).size} surfaces: ${outcomes.length} cells.`, '',
    `| what the server does | ${groups.join(' | ')} |`, `|---|${groups.map(() => '---').join('|')}|`, ...rows, '',
    '| what the server does | what the user reads |', '|---|---|', ...sentences,
  ].join('\n');
}

/** `works`, or the kinds of problem, the usual one first. */
function kindsOf(outcomes: readonly Outcome[]): string {
  const counts = new Map<string, number>();
  for (const { kind } of outcomes) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return [...counts].sort(([one, more], [other, less]) => less - more || (one < other ? -1 : 1)).map(([kind]) => kind).join(', ');
}

const escaped = (text: string): string => text.replaceAll('|', '\\|').replaceAll('<', '&lt;').replaceAll('[', '\\[');
