/**
 * Owns comparisons of code in the editor's own diff views: a run with the file at hand, a run with another run.
 * Decides what is compared with what; its documents come from the file system `experiment:`.
 */
import * as l10n from '@vscode/l10n';
import { TabInputText, Uri, window, workspace } from 'vscode';
import PQueue from 'p-queue';
import { showDifference, showDifferences } from '../prompts/messages';
import { pickAmong } from '../prompts/quickPick';
import { agreement, baseName, matchCode } from '../shared/text/codeMatch';
import { documentAddress } from '../shared/address/experimentUri';
import { documentScheme } from '../shared/address/schemes';
import type { CodeFile, Experiment } from '../shared/experiment';
import { BackendError } from '../shared/problem';
import type { CodeRef, ExperimentRef } from '../shared/reference';
import { shortName } from '../shared/text/summary';
import type { Store } from '../store/store';

/** What an editor shows side by side; a side is null where only the other has the file. */
export interface ComparedSides {
  readonly title: string;
  readonly files: readonly { readonly left: Uri | null; readonly right: Uri | null }[];
}

interface Run {
  readonly ref: ExperimentRef;
  readonly experiment: Experiment;
  readonly files: readonly CodeFile[];
}

const readAtOnce = 4;
/** A search of the whole workspace ends here: more is too much to choose from. */
const mostCandidates = 50;

export class Diffs {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /**
   * The run's file on the left, the file at hand on the right. Undefined when the user cancelled.
   * Rejects with `notFound` when there is nothing to compare on either side.
   */
  async compareWithActiveFile(target: ExperimentRef | CodeRef): Promise<ComparedSides | undefined> {
    const run = await this.#run(target);
    if (run.files.length === 0) {
      throw noCode(run);
    }
    const wanted = 'path' in target ? run.files.filter(({ path }) => path === target.path) : run.files;
    if (wanted.length === 0) {
      throw new BackendError(
        'notFound',
        l10n.t('“{name}” no longer has this code file.', { name: shortName(run.experiment.name) }),
        {
          advice: l10n.t('Refresh the experiment.'),
        },
      );
    }
    const local = await this.#fileAtHand(wanted, run.experiment);
    if (local === undefined) {
      return undefined;
    }
    const matches = matchCode(wanted, local.path);
    const logged = await pickAmong(
      (matches.length > 0 ? matches : wanted).map((file) => ({
        label: baseName(file.path),
        description: file.path,
        value: file,
      })),
      l10n.t('Compare with {name}', { name: baseName(local.path) }),
      matches.length > 0
        ? l10n.t('Several logged files could be this one')
        : l10n.t('No logged file has this name: which one to compare?'),
    );
    if (logged === undefined) {
      return undefined;
    }
    const left = uriOf(run, logged.path);
    return this.#show({
      title: `${baseName(logged.path)} (${shortName(run.experiment.name)}) ↔ ${baseName(local.path)}`,
      files: [{ left, right: local }],
    });
  }

  /** What differs between the code of two runs; `files` is empty when nothing does. */
  async compareRuns(one: ExperimentRef, other: ExperimentRef): Promise<ComparedSides> {
    const [left, right] = await Promise.all([this.#run(one), this.#run(other)]);
    const names = `${shortName(left.experiment.name)} ↔ ${shortName(right.experiment.name)}`;
    for (const run of [left, right]) {
      if (run.files.length === 0) {
        throw noCode(run);
      }
    }
    const files = await this.#differences(left, right);
    const [only] = files;
    const title =
      files.length === 1 && only?.left && only.right
        ? `${baseName(only.left.path)} (${names})`
        : l10n.t('Code: {names}', { names });
    return this.#show({ title, files });
  }

  async #run({ connection, key }: ExperimentRef): Promise<Run> {
    const ref = { connection, key };
    const [experiment, files] = await Promise.all([this.#store.experiments.get(ref), this.#store.details.code(ref)]);
    return { ref, experiment, files };
  }

  async #differences(left: Run, right: Run): Promise<ComparedSides['files']> {
    const queue = new PQueue({ concurrency: readAtOnce });
    const pairs = await Promise.all(
      pair(left.files, right.files).map((files) =>
        queue.add(async () => {
          if (files.left === null || files.right === null) {
            return { ...files, same: false };
          }
          const [one, other] = await Promise.all([
            this.#store.details.readCode(left.ref, files.left),
            this.#store.details.readCode(right.ref, files.right),
          ]);
          return { ...files, same: one === other };
        }),
      ),
    );
    return pairs
      .filter(({ same }) => !same)
      .map((files) => ({
        left: files.left === null ? null : uriOf(left, files.left),
        right: files.right === null ? null : uriOf(right, files.right),
      }));
  }

  /**
   * The active file; else, when a page or nothing has the focus, an open or else a stored file that the run has logged.
   */
  async #fileAtHand(wanted: readonly CodeFile[], experiment: Experiment): Promise<Uri | undefined> {
    const active = window.activeTextEditor?.document.uri;
    if (active !== undefined && active.scheme !== documentScheme && active.scheme !== 'output') {
      return active;
    }
    const open = window.tabGroups.all
      .flatMap(({ tabs }) => tabs)
      .sort((one, other) => Number(other.isActive) - Number(one.isActive))
      .flatMap(({ input }) =>
        input instanceof TabInputText && input.uri.scheme !== documentScheme ? [input.uri] : [],
      );
    const found = likeliest(open, wanted) ?? (await this.#stored(wanted, experiment));
    if (found !== undefined) {
      return found;
    }
    throw new BackendError(
      'notFound',
      l10n.t('No file is open to compare with, and none in the workspace has the name of a logged one.'),
      { advice: l10n.t('Open the file first.') },
    );
  }

  async #stored(wanted: readonly CodeFile[], experiment: Experiment): Promise<Uri | undefined> {
    const main = experiment.filePath === null ? [] : matchCode(wanted, experiment.filePath);
    for (const files of [main, wanted]) {
      // No file on a disk has a null character in its name, and the editor's search fails at one.
      const names = [...new Set(files.map(({ path }) => baseName(path)))].filter((name) => !name.includes('\0'));
      const found = (
        await Promise.all(
          names
            .slice(0, mostCandidates)
            .map((name) => workspace.findFiles(`**/${name.replace(/[[\]{}*?]/g, '[$&]')}`, undefined, mostCandidates)),
        )
      ).flat();
      const best = likeliest(found, files);
      if (best !== undefined) {
        return best;
      }
    }
    return undefined;
  }

  async #show(comparison: ComparedSides): Promise<ComparedSides> {
    const { title, files } = comparison;
    const [first, ...others] = files;
    if (first === undefined) {
      return comparison;
    }
    if (others.length === 0 && first.left !== null && first.right !== null) {
      await showDifference(first.left, first.right, title);
    } else {
      await showDifferences(
        title,
        files.map(({ left, right }) => [right ?? left, left ?? undefined, right ?? undefined]),
      );
    }
    return comparison;
  }
}

const noCode = ({ experiment }: Run): BackendError =>
  new BackendError('notFound', l10n.t('No code was logged with “{name}”.', { name: shortName(experiment.name) }));

const uriOf = ({ ref, experiment }: Run, path: string): Uri =>
  Uri.from(documentAddress(ref, experiment.name, { kind: 'code', path }));

/** The one that agrees longest with a logged file; the first of those that agree equally. */
function likeliest(uris: readonly Uri[], files: readonly CodeFile[]): Uri | undefined {
  const ranked = uris.map((uri) => ({
    uri,
    names: Math.max(0, ...files.map(({ path }) => agreement(path, uri.path))),
  }));
  return ranked.filter(({ names }) => names > 0).sort((one, other) => other.names - one.names)[0]?.uri;
}

/** By path; a single file on either side is the same script, whatever it was called. */
function pair(
  left: readonly CodeFile[],
  right: readonly CodeFile[],
): readonly { readonly left: string | null; readonly right: string | null }[] {
  const [one, other] = [left[0], right[0]];
  if (left.length === 1 && right.length === 1 && one !== undefined && other !== undefined) {
    return [{ left: one.path, right: other.path }];
  }
  const rights = new Set(right.map(({ path }) => path));
  const lefts = new Set(left.map(({ path }) => path));
  return [
    ...left.map(({ path }) => ({ left: path, right: rights.has(path) ? path : null })),
    ...right.filter(({ path }) => !lefts.has(path)).map(({ path }) => ({ left: null, right: path })),
  ];
}
