/**
 * Owns the deeds that change experiments: tags, names, archive, stop, delete; what they ask before, what they tell
 * after.
 */
import type { Log } from '../log';
import { back } from '../prompts/multiStep';
import { formatCount } from '../shared/format';
import { BackendError } from '../shared/problem';
import type { ExperimentRef } from '../shared/reference';
import { listNames, shortName, type Outcome } from '../shared/text/summary';
import type { Confirmation } from '../shared/verbs';
import type { Store } from '../store/store';
import { askText } from '../prompts/inputBox';
import { doToEach, type Operation } from './batch';
import { confirm } from './confirm';
import { askTags, askTagsToRemove, checkTags } from './tags';

type Refs = readonly ExperimentRef[];

/** All resolve to undefined when the user turned away, and reject with a BackendError when a single one fails. */
export class Edits {
  readonly #store: Store;
  readonly #log: Log;

  constructor(store: Store, log: Log) {
    this.#store = store;
    this.#log = log;
  }

  async addTags(refs: Refs, given: readonly string[] | undefined): Promise<Outcome<ExperimentRef> | undefined> {
    const tags = checkTags(given ?? (await askTags(this.#store, refs)) ?? []);
    if (tags.length === 0) {
      return undefined;
    }
    return this.#doToEach(refs, { doing: 'Tagging', did: 'Tagged', run: (ref) => this.#store.tags.add(ref, tags) });
  }

  async removeTags(refs: Refs, given: readonly string[] | undefined): Promise<Outcome<ExperimentRef> | undefined> {
    const tags = checkTags(given ?? (await askTagsToRemove(this.#store, refs)) ?? []);
    if (tags.length === 0) {
      return undefined;
    }
    return this.#doToEach(refs, {
      doing: 'Removing tags of',
      did: 'Removed tags of',
      run: (ref) => this.#store.tags.remove(ref, tags),
    });
  }

  /** Resolves to the new name. */
  async rename(ref: ExperimentRef, given: string | undefined): Promise<string | undefined> {
    const { name: before } = await this.#store.experiment(ref);
    const complaint = (text: string): string | null => (text.trim() === '' ? 'An experiment needs a name.' : null);
    const typed =
      given ?? (await askText({ title: 'Rename Experiment', prompt: 'The new name', value: before, check: complaint }));
    if (typed === undefined || typed === back) {
      return undefined;
    }
    const name = typed.trim();
    const refusal = complaint(name);
    if (refusal !== null) {
      throw new BackendError('refused', refusal);
    }
    if (name !== before) {
      await this.#doToEach([ref], { doing: 'Renaming', did: 'Renamed', run: () => this.#store.rename(ref, name) });
    }
    return name;
  }

  archive(refs: Refs): Promise<Outcome<ExperimentRef>> {
    return this.#setArchived(refs, true);
  }

  restore(refs: Refs): Promise<Outcome<ExperimentRef>> {
    return this.#setArchived(refs, false);
  }

  /** Offers the way back, of those alone that were moved by this: what was archived before stays archived. */
  async #setArchived(refs: Refs, archived: boolean): Promise<Outcome<ExperimentRef>> {
    const moving = (await this.#experiments(refs))
      .filter(({ experiment }) => experiment.archived !== archived)
      .map(({ ref }) => ref);
    const undo = async ({ done }: Outcome<ExperimentRef>): Promise<void> => {
      await this.#setArchived(done, !archived);
    };
    return this.#doToEach(
      moving,
      archived
        ? { doing: 'Archiving', did: 'Archived', run: (ref) => this.#store.archive(ref), undo }
        : { doing: 'Restoring', did: 'Restored', run: (ref) => this.#store.restore(ref), undo },
    );
  }

  async stop(refs: Refs, confirmation: Confirmation | undefined): Promise<Outcome<ExperimentRef> | undefined> {
    const running = (await this.#experiments(refs)).filter(({ experiment }) => experiment.state === 'running');
    if (running.length === 0) {
      throw new BackendError(
        'refused',
        refs.length === 1 ? 'The experiment is not running.' : 'None of these experiments is running.',
      );
    }
    const names = listNames(running.map(({ experiment }) => experiment.name));
    const detail =
      running.length === 1
        ? 'It is asked to stop; that may take a moment.'
        : 'They are asked to stop; that may take a moment.';
    if (confirmation?.confirmed !== true && !(await confirm(`Stop ${names}?`, detail, 'Stop'))) {
      return undefined;
    }
    return this.#doToEach(
      running.map(({ ref }) => ref),
      { doing: 'Stopping', did: 'Asked to stop', run: (ref) => this.#store.stop(ref) },
    );
  }

  async delete(refs: Refs, confirmation: Confirmation | undefined): Promise<Outcome<ExperimentRef> | undefined> {
    if (confirmation?.confirmed !== true && !(await this.#confirmDelete(refs))) {
      return undefined;
    }
    return this.#doToEach(refs, { doing: 'Deleting', did: 'Deleted', run: (ref) => this.#store.delete(ref) });
  }

  #doToEach(refs: Refs, operation: Omit<Operation<ExperimentRef>, 'noun' | 'nameOf'>): Promise<Outcome<ExperimentRef>> {
    return doToEach(this.#log, refs, {
      ...operation,
      noun: 'experiment',
      nameOf: (ref) => this.#store.known(ref)?.name ?? ref.key,
    });
  }

  #experiments(refs: Refs): Promise<{ ref: ExperimentRef; experiment: Awaited<ReturnType<Store['experiment']>> }[]> {
    return Promise.all(refs.map(async (ref) => ({ ref, experiment: await this.#store.experiment(ref) })));
  }

  async #confirmDelete(refs: Refs): Promise<boolean> {
    const names = (await this.#experiments(refs)).map(({ experiment }) => experiment.name);
    const [only, ...others] = refs;
    if (only === undefined || others.length > 0) {
      return confirm(
        `Delete ${formatCount(refs.length, 'experiment')}?`,
        `${listNames(names, 5)}: their metrics, assets, code and output are lost for good.`,
        'Delete',
      );
    }
    const lost = await this.#contents(only);
    return confirm(`Delete “${shortName(names[0] ?? only.key)}”?`, `${lost} are lost for good.`, 'Delete');
  }

  /** What hangs on an experiment, as far as the tracker tells now. */
  async #contents(ref: ExperimentRef): Promise<string> {
    const [assets, metrics] = await Promise.allSettled([this.#store.assets(ref), this.#store.metrics(ref)]);
    return [
      assets.status === 'fulfilled' ? formatCount(assets.value.length, 'asset') : 'Its assets',
      metrics.status === 'fulfilled' ? formatCount(metrics.value.length, 'metric') : 'its metrics',
    ]
      .join(', ')
      .concat(', its parameters, code and output');
  }
}
