/** The experiments that are laid beside the one that a panel is about, in the order they were added. Knows no page. */
import type { Disposable } from '../shared/base/event';
import type { ExperimentTab } from '../shared/verbs/experimentTabs';
import { mostCompared, type ComparedExperiment } from '../shared/protocol';
import { experimentId, sameExperiment, type ExperimentRef } from '../shared/reference';
import { ExperimentModel, type LightPart, type ExperimentModelOptions, type Visibility } from './experimentModel';

const partsOf: Readonly<Partial<Record<ExperimentTab, readonly LightPart[]>>> = {
  charts: ['parameters'],
  parameters: ['parameters', 'others'],
  media: ['assets'],
  evaluation: ['assets'],
};
/** The same, for tabs that show one experiment at a time. */
const partsOfChosen: Readonly<Partial<Record<ExperimentTab, readonly LightPart[]>>> = { assets: ['assets'] };

export class ComparedExperiments implements Disposable {
  /** Never beside itself. */
  readonly #own: ExperimentRef;
  readonly #options: ExperimentModelOptions;
  readonly #shown = new Map<string, ExperimentModel>();
  #tab: ExperimentTab;
  /** `experimentId`. */
  #chosen: string | null = null;
  #visibility: Visibility = { visible: false, paused: false };

  constructor(own: ExperimentRef, tab: ExperimentTab, options: Omit<ExperimentModelOptions, 'always' | 'atLast'>) {
    this.#own = own;
    this.#tab = tab;
    this.#options = { ...options, always: ['experiment', 'metrics'], atLast: [] };
  }

  get references(): readonly ExperimentRef[] {
    return [...this.#shown.values()].map(({ reference }) => reference);
  }

  /** As far as there is room; those that are there already stay where they are. The ones that are new. */
  add(refs: readonly ExperimentRef[]): readonly ExperimentRef[] {
    const added: ExperimentRef[] = [];
    for (const ref of refs) {
      const id = experimentId(ref);
      if (this.#shown.size >= mostCompared || sameExperiment(ref, this.#own) || this.#shown.has(id)) {
        continue;
      }
      const shown = new ExperimentModel(ref, this.#options);
      this.#shown.set(id, shown);
      shown.show(this.#partsOf(id));
      shown.setVisibility(this.#visibility);
      added.push(shown.reference);
    }
    if (added.length > 0) {
      this.#options.changed();
    }
    return added;
  }

  remove(ref: ExperimentRef): void {
    this.#shown.get(experimentId(ref))?.dispose();
    if (this.#shown.delete(experimentId(ref))) {
      this.#options.changed();
    }
  }

  find(ref: ExperimentRef): ExperimentModel | undefined {
    return this.#shown.get(experimentId(ref));
  }

  /**
   * Whom those tabs show that show one experiment at a time, from the next `show` on; null when that is none of these.
   */
  choose(ref: ExperimentRef | null): void {
    this.#chosen = ref === null ? null : experimentId(ref);
  }

  show(tab: ExperimentTab): void {
    this.#tab = tab;
    for (const [id, shown] of this.#shown) {
      shown.show(this.#partsOf(id));
    }
  }

  setVisibility(visibility: Visibility): void {
    this.#visibility = visibility;
    for (const shown of this.#shown.values()) {
      shown.setVisibility(visibility);
    }
  }

  state(): readonly ComparedExperiment[] {
    return [...this.#shown.values()].map(({ reference, connectionLabel, parts, revision, updatedAt }) => {
      const { experiment, metrics, parameters, others, assets } = parts;
      return { reference, connectionLabel, experiment, metrics, parameters, others, assets, revision, updatedAt };
    });
  }

  dispose(): void {
    for (const shown of this.#shown.values()) {
      shown.dispose();
    }
    this.#shown.clear();
  }

  #partsOf(id: string): readonly LightPart[] {
    return [...(partsOf[this.#tab] ?? []), ...(id === this.#chosen ? (partsOfChosen[this.#tab] ?? []) : [])];
  }
}
