/**
 * Owns what a command is about when its arguments do not say: the selection, what is in front of the user, else a
 * question; and whether a verb applies to it, as the table of verbs says.
 */
import { window } from 'vscode';
import { readDocumentAddress } from '../shared/address/experimentUri';
import {
  dependsOnState,
  isConditional,
  refusal,
  titleOf,
  type ExperimentVerb,
  type VerbRefusal,
} from '../shared/verbs/experimentVerbs';
import { BackendError } from '../shared/problem';
import {
  sameExperiment,
  type ArtifactVersionRef,
  type AssetRef,
  type CodeRef,
  type ConnectionRef,
  type ExperimentRef,
  type ModelRef,
  type ProjectRef,
  type RegistryVersionRef,
} from '../shared/reference';
import type { Store } from '../store/store';

/** Where an experiment may be in front of the user. */
export interface ActiveExperiment {
  /** Of the experiment panel that has the focus. */
  readonly activeExperiment: () => ExperimentRef | undefined;
  /** In the tree. */
  readonly selectedExperiment: () => ExperimentRef | undefined;
}

/** Asks for an experiment, those at hand first; undefined when the user cancelled. */
type PickExperiment = (options: {
  readonly title: string;
  readonly suggested: readonly ExperimentRef[];
}) => Promise<ExperimentRef | undefined>;

export class Targets {
  readonly #store: Pick<Store, 'offers' | 'experiments'>;
  readonly #pick: PickExperiment;
  readonly #inFront: ActiveExperiment;

  constructor(store: Pick<Store, 'offers' | 'experiments'>, pick: PickExperiment, inFront: ActiveExperiment) {
    this.#store = store;
    this.#pick = pick;
    this.#inFront = inFront;
  }

  /** Undefined when the user cancelled. Rejects with why the verb does not apply to the experiment. */
  async one(verb: ExperimentVerb, target: ExperimentRef | undefined): Promise<ExperimentRef | undefined> {
    const [ref] = await this.many(verb, target, undefined);
    return ref;
  }

  /**
   * Those to which the verb applies, each once; empty when the user cancelled. Rejects with why where it applies to
   * none of them.
   */
  async many(
    verb: ExperimentVerb,
    target: ExperimentRef | undefined,
    selection: readonly ExperimentRef[] | undefined,
  ): Promise<readonly ExperimentRef[]> {
    const chosen = distinct(sameKindSelection(target, selection).filter(isExperiment).map(experimentOf));
    const refs = chosen.length > 0 ? chosen : [await this.experiment(undefined, titleOf(verb))];
    const wanted = refs.filter((ref) => ref !== undefined);
    const refusals = await Promise.all(wanted.map((ref) => this.#refusal(verb, ref)));
    const [first = null] = refusals;
    if (first !== null && !refusals.includes(null)) {
      throw new BackendError(first.kind, wanted.length === 1 ? first.sentence : first.sentenceOfAll);
    }
    return wanted.filter((_, index) => refusals[index] === null);
  }

  /** Does it with the one that the verb is about; undefined when the user cancelled. */
  async onOne<T>(
    verb: ExperimentVerb,
    target: ExperimentRef | undefined,
    use: (ref: ExperimentRef) => T | Promise<T>,
  ): Promise<T | undefined> {
    const ref = await this.one(verb, target);
    return ref === undefined ? undefined : use(ref);
  }

  /** Does it with those that the verb is about; undefined when the user cancelled. */
  async onMany<T>(
    verb: ExperimentVerb,
    target: ExperimentRef | undefined,
    selection: readonly ExperimentRef[] | undefined,
    use: (refs: readonly ExperimentRef[]) => T | Promise<T>,
  ): Promise<T | undefined> {
    const refs = await this.many(verb, target, selection);
    return refs.length === 0 ? undefined : use(refs);
  }

  /** For verbs on what belongs to an experiment. Undefined when the user cancelled. */
  async experiment(target: ExperimentRef | undefined, title: string): Promise<ExperimentRef | undefined> {
    if (isExperiment(target)) {
      return experimentOf(target);
    }
    const found = this.#found();
    return found.length === 1 ? found[0] : this.#pick({ title, suggested: found });
  }

  /** Null as well where the tracker cannot be asked: the verb itself meets what is wrong and tells it. */
  async #refusal(verb: ExperimentVerb, ref: ExperimentRef): Promise<VerbRefusal | null> {
    if (!isConditional(verb)) {
      return null;
    }
    try {
      const [offers, state] = await Promise.all([
        this.#store.offers(ref),
        dependsOnState(verb) ? this.#store.experiments.get(ref) : { archived: false, state: 'unknown' as const },
      ]);
      return refusal(verb, offers, state);
    } catch {
      return null;
    }
  }

  #found(): readonly ExperimentRef[] {
    const uri = window.activeTextEditor?.document.uri;
    const document = uri === undefined ? null : readDocumentAddress(uri);
    const front = this.#inFront.activeExperiment() ?? document?.experiment;
    return [front, this.#inFront.selectedExperiment()]
      .filter((ref) => ref !== undefined)
      .map(experimentOf)
      .filter((ref, index, refs) => index === 0 || !sameExperiment(ref, refs[0] ?? ref));
  }
}

/**
 * What a menu is about: the clicked node, with the selection when it belongs to that. A selection may mix nodes of all
 * sorts, and their parts point at experiments too: a verb on one sort must not reach the experiments of the others.
 */
export function sameKindSelection<T extends ConnectionRef>(
  target: T | undefined,
  selection: readonly T[] = [],
): readonly T[] {
  if (target === undefined) {
    return selection;
  }
  const sameSort = selection.filter((other) => sortOf(other) === sortOf(target));
  return sameSort.some((other) => idOf(other) === idOf(target)) ? sameSort : [target];
}

/** Each once. */
export const distinct = <T extends ConnectionRef>(refs: readonly T[]): readonly T[] => [
  ...new Map(refs.map((ref) => [idOf(ref), ref])).values(),
];

const referenceFields = [
  'connection',
  'workspace',
  'projectId',
  'key',
  'assetId',
  'model',
  'path',
  'registryModel',
  'artifact',
  'version',
] as const;

const sortOf = (node: object): unknown =>
  'kind' in node ? node.kind : referenceFields.filter((field) => field in node).join();
const idOf = (ref: object): string => JSON.stringify(referenceFields.map((field) => textOf(ref, field)));

/** Commands are called by anybody with anything. */
export const textOf = (value: unknown, field: string): string | null => {
  const found: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, field) : null;
  return typeof found === 'string' ? found : null;
};
const has = (value: unknown, ...fields: readonly (typeof referenceFields)[number][]): boolean =>
  fields.every((field) => textOf(value, field) !== null);

export const isExperiment = (value: unknown): value is ExperimentRef => has(value, 'connection', 'key');
export const isAsset = (value: unknown): value is AssetRef => has(value, 'connection', 'key', 'assetId');
export const isCode = (value: unknown): value is CodeRef => has(value, 'connection', 'key', 'path');
export const isModel = (value: unknown): value is ModelRef => has(value, 'connection', 'key', 'model');
export const isProject = (value: unknown): value is ProjectRef => has(value, 'connection', 'workspace', 'projectId');
export const isRegistryVersion = (value: unknown): value is RegistryVersionRef =>
  has(value, 'connection', 'workspace', 'registryModel', 'version');
export const isArtifactVersion = (value: unknown): value is ArtifactVersionRef =>
  has(value, 'connection', 'workspace', 'artifact', 'version');

export const experimentOf = ({ connection, key }: ExperimentRef): ExperimentRef => ({ connection, key });
export const assetOf = ({ connection, key, assetId }: AssetRef): AssetRef => ({ connection, key, assetId });
