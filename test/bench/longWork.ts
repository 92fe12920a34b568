/**
 * Long work of the extension host: how long it keeps the event loop from turning, in processor time of its own thread,
 * and what it saves when it is asked again. Medians of several rounds.
 */
import { PlainOutputs } from '../../src/documents/plainOutputs';
import { TextInPieces } from '../../src/shared/text/chunkedText';
import { distinctPaths } from '../../src/shared/text/safeNames';
import { arrange } from '../../src/tree/listings/arrange';
import { parseFilter } from '../../src/tree/listings/filter';
import { experiment } from '../support/fixtures/experimentFixture';
import { longestBlock } from '../support/faults/processorTime';
import { median } from './figures';

const rounds = 7;

export async function longWorkFigures(): Promise<{
  arrange40kBlockMs: number;
  sameNames20kMs: number;
  outputAgainRatio: number;
}> {
  const figures = { arrange: [] as number[], names: [] as number[], again: [] as number[] };
  for (let round = 0; round < rounds; round += 1) {
    figures.arrange.push(await arranging());
    figures.names.push(namesOfOne());
    figures.again.push(await outputAgain());
  }
  return {
    arrange40kBlockMs: median(figures.arrange),
    sameNames20kMs: median(figures.names),
    outputAgainRatio: median(figures.again),
  };
}

/** Forty thousand experiments sorted, filtered and grouped: the longest stretch without a turn. */
async function arranging(): Promise<number> {
  const count = 40_000;
  const experiments = Array.from({ length: count }, (_, index) => ({
    ...experiment,
    key: `k${index}`,
    name: `run ${(index * 7919) % count}`,
  }));
  const { longest } = await longestBlock(() =>
    arrange(experiments, {
      sort: 'name',
      grouping: 'tag',
      filter: parseFilter('run #t'),
      tagsOf: (key) => [`t${key.at(-1)}`],
      metricValueOf: () => undefined,
    }),
  );
  return longest;
}

/** Twenty thousand files of one name, each given a name of its own. */
function namesOfOne(): number {
  const began = performance.now();
  distinctPaths(Array.from({ length: 20_000 }, () => ({ path: 'figure.png', note: '' })));
  return performance.now() - began;
}

/** An output that has grown by a line, as plain text: beside what the whole of it took before. */
async function outputAgain(): Promise<number> {
  const text = `${'\u001b[31mepoch\u001b[0m loss 0.5\r'.repeat(4)}done\n`.repeat(20_000);
  const outputs = new PlainOutputs();
  const timed = async (of: string): Promise<number> => {
    const began = performance.now();
    await (await outputs.of('run', new TextInPieces([of]))).bytes();
    return performance.now() - began;
  };
  const first = await timed(text);
  return (await timed(`${text}more\n`)) / first;
}
