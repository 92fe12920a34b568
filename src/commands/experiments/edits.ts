/** Owns the verbs that change experiments: tags, names, archive, stop, delete; what they ask before and tell after. */
import * as l10n from '@vscode/l10n';
import type { Log } from '../../platform/log';
import { back } from '../../prompts/multiStep';
import { formatCount } from '../../shared/format';
import type { Experiment } from '../../shared/experiment';
import { BackendError } from '../../shared/problem';
import type { ExperimentRef } from '../../shared/reference';
import { listNames, shortName, type Outcome } from '../../shared/text/summary';
import type { Confirmation, Handlers } from '../../shared/verbs/verbs';
import type { Store } from '../../store/store';
import { askText } from '../../prompts/inputBox';
import { doToEach, type Operation } from '../batch';
import { confirm } from '../confirm';
import type { Targets } from '../targets';
import { askTags, askTagsToRemove, checkTags } from './tags';

type Refs = readonly ExperimentRef[];

type EditVerb = 'addTags' | 'removeTags' | 'rename' | 'archive' | 'restore' | 'stop' | 'delete';

export function editHandlers({
  store,
  log,
  targets,
}: {
  readonly store: Store;
  readonly log: Log;
  readonly targets: Targets;
}): Pick<Handlers, EditVerb> {
  const edits = new Edits(store, log);
  return {
    addTags: (target, selection, tags) =>
      targets.onMany('addTags', target, selection, (refs) => edits.addTags(refs, tags)),
    removeTags: (target, selection, tags) =>
      targets.onMany('removeTags', target, selection, (refs) => edits.removeTags(refs, tags)),
    rename: (target, _selection, name) => targets.onOne('rename', target, (ref) => edits.rename(ref, name)),
    archive: (target, selection) =>
      targets.onMany('archive', target, selection, (refs) => edits.setArchived(refs, true)),
    restore: (target, selection) =>
      targets.onMany('restore', target, selection, (refs) => edits.setArchived(refs, false)),
    stop: (target, selection, confirmation) =>
      targets.onMany('stop', target, selection, (refs) => edits.stop(refs, confirmation)),
    delete: (target, selection, confirmation) =>
      targets.onMany('delete', target, selection, (refs) => edits.delete(refs, confirmation)),
  };
}

/**
 * What is given are experiments to which the verb applies. All resolve to undefined when the user cancelled, and reject
 * with a BackendError when a single one fails.
 */
class Edits {
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
    return this.#doToEach(refs, {
      doing: l10n.t('Tagging experiments'),
      did: (what) => l10n.t('Tagged {what}.', { what }),
      run: (ref) => this.#store.tags.add(ref, tags),
    });
  }

  async removeTags(refs: Refs, given: readonly string[] | undefined): Promise<Outcome<ExperimentRef> | undefined> {
    // As they are: an experiment may have a tag that cannot be typed here.
    const tags = [...new Set(given ?? (await askTagsToRemove(this.#store, refs)) ?? [])];
    if (tags.length === 0) {
      return undefined;
    }
    return this.#doToEach(refs, {
      doing: l10n.t('Removing tags of experiments'),
      did: (what) => l10n.t('Removed tags of {what}.', { what }),
      run: (ref) => this.#store.tags.remove(ref, tags),
    });
  }

  /** Resolves to the new name. */
  async rename(ref: ExperimentRef, given: string | undefined): Promise<string | undefined> {
    const { name: before } = await this.#store.experiments.get(ref);
    const complaint = (text: string): string | null =>
      text.trim() === '' ? l10n.t('An experiment needs a name.') : null;
    const typed =
      given ??
      (await askText({
        title: l10n.t('Rename Experiment'),
        prompt: l10n.t('The new name'),
        value: before,
        check: complaint,
      }));
    if (typed === undefined || typed === back) {
      return undefined;
    }
    const name = typed.trim();
    const refusal = complaint(name);
    if (refusal !== null) {
      throw new BackendError('refused', refusal);
    }
    if (name !== before) {
      await this.#doToEach([ref], {
        doing: l10n.t('Renaming the experiment'),
        did: (what) => l10n.t('Renamed {what}.', { what }),
        run: () => this.#store.experiments.rename(ref, name),
      });
    }
    return name;
  }

  /** Offers to take it back, for those alone that were moved by this. */
  setArchived(refs: Refs, archived: boolean): Promise<Outcome<ExperimentRef>> {
    const undo = async ({ done }: Outcome<ExperimentRef>): Promise<void> => {
      await this.setArchived(done, !archived);
    };
    return this.#doToEach(
      refs,
      archived
        ? {
            doing: l10n.t('Archiving experiments'),
            did: (what) => l10n.t('Archived {what}.', { what }),
            run: (ref) => this.#store.experiments.archive(ref),
            undo,
          }
        : {
            doing: l10n.t('Restoring experiments'),
            did: (what) => l10n.t('Restored {what}.', { what }),
            run: (ref) => this.#store.experiments.restore(ref),
            undo,
          },
    );
  }

  async stop(refs: Refs, confirmation: Confirmation | undefined): Promise<Outcome<ExperimentRef> | undefined> {
    const names = listNames((await this.#experiments(refs)).map(({ name }) => name));
    const detail =
      refs.length === 1
        ? l10n.t('It is asked to stop; that may take a moment.')
        : l10n.t('They are asked to stop; that may take a moment.');
    if (
      confirmation?.confirmed !== true &&
      !(await confirm(l10n.t('Stop {names}?', { names }), detail, l10n.t('Stop')))
    ) {
      return undefined;
    }
    return this.#doToEach(refs, {
      doing: l10n.t('Stopping experiments'),
      did: (what) => l10n.t('Asked {what} to stop.', { what }),
      run: (ref) => this.#store.experiments.stop(ref),
    });
  }

  async delete(refs: Refs, confirmation: Confirmation | undefined): Promise<Outcome<ExperimentRef> | undefined> {
    if (confirmation?.confirmed !== true && !(await this.#confirmDelete(refs))) {
      return undefined;
    }
    return this.#doToEach(refs, {
      doing: l10n.t('Deleting experiments'),
      did: (what) => l10n.t('Deleted {what}.', { what }),
      run: (ref) => this.#store.experiments.delete(ref),
    });
  }

  #doToEach(refs: Refs, operation: Omit<Operation<ExperimentRef>, 'noun' | 'nameOf'>): Promise<Outcome<ExperimentRef>> {
    return doToEach(this.#log, refs, {
      ...operation,
      noun: 'experiment',
      nameOf: (ref) => this.#store.experiments.known(ref)?.name ?? ref.key,
    });
  }

  #experiments(refs: Refs): Promise<readonly Experiment[]> {
    return Promise.all(refs.map((ref) => this.#store.experiments.get(ref)));
  }

  async #confirmDelete(refs: Refs): Promise<boolean> {
    const names = (await this.#experiments(refs)).map(({ name }) => name);
    const [only, ...others] = refs;
    if (only === undefined || others.length > 0) {
      return confirm(
        l10n.t('Delete {experiments}?', { experiments: formatCount(refs.length, 'experiment') }),
        l10n.t('The metrics, assets, code and output of {names} are lost for good.', { names: listNames(names, 5) }),
        l10n.t('Delete'),
      );
    }
    return confirm(
      l10n.t('Delete “{name}”?', { name: shortName(names[0] ?? only.key) }),
      await this.#lostWith(only),
      l10n.t('Delete'),
    );
  }

  /** What belongs to an experiment, as far as the tracker tells now. */
  async #lostWith(ref: ExperimentRef): Promise<string> {
    const [assets, metrics] = await Promise.allSettled([
      this.#store.details.assets(ref),
      this.#store.details.metrics(ref),
    ]);
    return l10n.t('Lost for good: {assets}, {metrics}, parameters, code and output.', {
      assets: assets.status === 'fulfilled' ? formatCount(assets.value.length, 'asset') : l10n.t('all assets'),
      metrics: metrics.status === 'fulfilled' ? formatCount(metrics.value.length, 'metric') : l10n.t('all metrics'),
    });
  }
}
