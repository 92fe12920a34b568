/**
 * How much the lab takes in one write, and how many of a kind an experiment may have. What is beyond is refused with a
 * sentence before anything of it is kept. Knows no protocol.
 */
import type { ContentChange } from './contentChanges';
import type { ExperimentContent } from './content';

/** Lengths are in characters. */
export const limits = {
  /** Of workspaces, projects, experiments, metrics, parameters, tags and run contexts. */
  name: 1000,
  /** Of files, which hold their folders. */
  fileName: 4096,
  /** Of a metric. */
  number: 1000,
  /** Of a parameter or of something else that was logged. */
  value: 1024 * 1024,
  /** Of an HTML report, code, a graph, a note, what an asset says of itself, or what one write adds to the output. */
  text: 64 * 1024 * 1024,
  /** Of one experiment. */
  metrics: 20_000,
  parameters: 20_000,
  others: 20_000,
  tags: 20_000,
  assets: 200_000,
} as const;

/** Its message is a sentence. */
export class BeyondLimit extends Error {
  override readonly name = 'BeyondLimit';
}

export const isBeyondLimit = (error: unknown): error is BeyondLimit =>
  error instanceof Error && error.name === 'BeyondLimit';

type LengthLimit = 'name' | 'fileName' | 'number' | 'value' | 'text';
type CountLimit = 'metrics' | 'parameters' | 'others' | 'tags' | 'assets';

/** Throws BeyondLimit. */
export function checkContentChange(change: ContentChange, content: ExperimentContent): void {
  switch (change.kind) {
    case 'metrics':
      for (const { name, context, value } of change.points) {
        checkLength(name, 'name', 'The name of the metric');
        checkLength(context, 'name', 'The context of the metric');
        checkLength(value, 'number', 'The value of the metric');
      }
      checkCount(
        content.metrics,
        change.points.map(({ name }) => name),
        'metrics',
      );
      return;
    case 'parameter':
      checkLength(change.name, 'name', 'The name of the parameter');
      checkLength(change.context, 'name', 'The context of the parameter');
      checkLength(change.value, 'value', 'The value of the parameter');
      checkCount(content.parameters, [change.name], 'parameters');
      return;
    case 'other':
      checkLength(change.name, 'name', 'The name of what was logged');
      checkLength(change.value, 'value', 'The value of what was logged');
      checkCount(content.others, [change.name], 'others');
      return;
    case 'tags':
      for (const tag of change.added) {
        checkLength(tag, 'name', 'The tag');
      }
      checkCount(content.tags, change.added, 'tags');
      return;
    case 'assets':
      for (const { name, metadata, link } of change.assets) {
        checkLength(name, 'fileName', 'The name of the asset');
        checkLength(link, 'fileName', 'The link of the asset');
        checkLength(metadata, 'value', 'The metadata of the asset');
      }
      checkCount(
        content.assets,
        change.assets.map(({ id }) => id),
        'assets',
      );
      return;
    case 'html':
      checkLength(`${change.replaces ? '' : (content.html ?? '')}${change.html}`, 'text', 'The HTML report');
      return;
    case 'graph':
      checkLength(change.graph, 'text', 'The graph');
      return;
    case 'code':
      checkLength(change.code, 'text', 'The code');
      return;
    default:
  }
}

/** Throws BeyondLimit. */
export function checkLength(text: string | null | undefined, limit: LengthLimit, what: string): void {
  if ((text?.length ?? 0) > limits[limit]) {
    throw new BeyondLimit(`${what} is longer than ${limits[limit]} characters, which is the most that the lab takes.`);
  }
}

function checkCount(
  known: { has(name: string): boolean; readonly size: number },
  given: readonly string[],
  limit: CountLimit,
): void {
  const added = new Set(given.filter((name) => !known.has(name))).size;
  if (added > 0 && known.size + added > limits[limit]) {
    throw new BeyondLimit(
      `The experiment would have more than ${limits[limit]} ${limit}, which is the most that the lab takes.`,
    );
  }
}
