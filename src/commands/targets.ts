/**
 * Owns what a command is about when its arguments do not say: the selection, what is in front of the user,
 * else a question. Knows no deed.
 */
import { window } from 'vscode';
import type { ExperimentPicker } from '../pick';
import { readDocumentAddress } from '../shared/documentAddress';
import { sameExperiment, type AssetRef, type CodeRef, type ExperimentRef, type ModelRef } from '../shared/reference';

/** Where an experiment may be in front of the user. */
export interface InFront {
  /** Of the experiment panel that has the focus. */
  readonly activeExperiment: () => ExperimentRef | undefined;
  /** In the tree. */
  readonly selectedExperiment: () => ExperimentRef | undefined;
}

export class Targets {
  readonly #picker: ExperimentPicker;
  readonly #inFront: InFront;

  constructor(picker: ExperimentPicker, inFront: InFront) {
    this.#picker = picker;
    this.#inFront = inFront;
  }

  /** Undefined when the user turned away. */
  async one(target: ExperimentRef | undefined, title: string): Promise<ExperimentRef | undefined> {
    if (isExperiment(target)) return experimentOf(target);
    const found = this.#found();
    return found.length === 1 ? found[0] : this.#picker.pick({ title, suggested: found });
  }

  /** Each once; empty when the user turned away. */
  async many(target: ExperimentRef | undefined, selection: readonly ExperimentRef[] | undefined, title: string): Promise<readonly ExperimentRef[]> {
    const chosen = alike(target, selection).filter(isExperiment).map(experimentOf);
    if (chosen.length > 0) return [...new Map(chosen.map((ref) => [idOf(ref), ref])).values()];
    const one = await this.one(undefined, title);
    return one === undefined ? [] : [one];
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
 * sorts, and their parts point at experiments too: a deed on one sort must not reach the experiments of the others.
 */
export function alike<T extends ExperimentRef>(target: T | undefined, selection: readonly T[] = []): readonly T[] {
  if (target === undefined) return selection;
  const sameSort = selection.filter((other) => sortOf(other) === sortOf(target));
  return sameSort.some((other) => idOf(other) === idOf(target)) ? sameSort : [target];
}

const sortOf = (node: object): unknown => ('kind' in node ? node.kind : 'assetId' in node ? 'asset' : 'experiment');
const idOf = (ref: ExperimentRef): string => JSON.stringify([ref.connection, ref.key, 'assetId' in ref ? ref.assetId : null]);

/** Commands are called by anybody with anything. */
const isReference = (value: unknown): value is object => typeof value === 'object' && value !== null;
const has = (value: object, name: string): boolean => name in value && typeof Reflect.get(value, name) === 'string';

export const isExperiment = (value: unknown): value is ExperimentRef => isReference(value) && has(value, 'connection') && has(value, 'key');
export const isAsset = (value: unknown): value is AssetRef => isExperiment(value) && has(value, 'assetId');
export const isCode = (value: unknown): value is CodeRef => isExperiment(value) && has(value, 'path');
export const isModel = (value: unknown): value is ModelRef => isExperiment(value) && has(value, 'model');

export const experimentOf = ({ connection, key }: ExperimentRef): ExperimentRef => ({ connection, key });
