/**
 * The model registry: named models of a workspace and their versions, each made of a model that an experiment logged.
 */
import { randomBytes } from 'node:crypto';
import { JournaledState, type Journal } from '../storage/journal';
import type { ModelName } from './models';
import { checkedVersion, newestFirst, nextVersion } from './versions';
import { LabProblem } from '../problem';

/** What happened to a version, in the tracker's words. */
export interface RegistryEvent {
  readonly actionType: 'MODEL_VERSION_CREATED' | 'MODEL_VERSION_STATUS_CHANGED';
  readonly at: number;
  readonly userName: string;
  readonly from: string | null;
  readonly to: string | null;
}

export interface MetadataEntry {
  readonly key: string;
  readonly value: unknown;
}

export interface RegistryVersion extends ModelName {
  readonly id: string;
  readonly version: string;
  readonly userName: string;
  readonly createdAt: number;
  readonly comment: string | null;
  /** The newer SDK calls them tags. */
  readonly stages: readonly string[];
  readonly status: string;
  readonly metadata: readonly MetadataEntry[];
  /** As the client sent it. */
  readonly statusConfiguration: Readonly<Record<string, unknown>> | null;
  readonly lastUpdated: number;
  readonly history: readonly RegistryEvent[];
}

export interface RegistryModel {
  readonly id: string;
  readonly workspace: string;
  readonly name: string;
  readonly description: string | null;
  readonly isPublic: boolean;
  readonly notes: string | null;
  readonly userName: string;
  readonly createdAt: number;
  readonly lastUpdated: number;
  /** The highest version number first. */
  readonly versions: readonly RegistryVersion[];
}

type NewModel = Pick<RegistryModel, 'id' | 'workspace' | 'name' | 'description' | 'isPublic'>;
type NewVersion = ModelName & Pick<RegistryVersion, 'id' | 'version' | 'comment' | 'stages' | 'status'>;
type ModelEdit = Partial<Pick<RegistryModel, 'name' | 'description' | 'isPublic' | 'notes'>>;
type VersionEdit = Partial<Pick<RegistryVersion, 'comment' | 'stages' | 'status' | 'metadata' | 'statusConfiguration'>>;

export type RegistryChange =
  /** `model` is null when the version belongs to one that is there. */
  | {
      readonly kind: 'registered';
      readonly modelId: string;
      readonly model: NewModel | null;
      readonly version: NewVersion;
      readonly userName: string;
      readonly at: number;
    }
  | { readonly kind: 'modelChanged'; readonly modelId: string; readonly edit: ModelEdit; readonly at: number }
  | {
      readonly kind: 'versionChanged';
      readonly versionId: string;
      readonly edit: VersionEdit;
      readonly userName: string;
      readonly at: number;
    }
  | { readonly kind: 'modelDeleted'; readonly modelId: string }
  | { readonly kind: 'versionDeleted'; readonly versionId: string };

/** Who writes, and when. */
export interface Signature {
  readonly userName: string;
  readonly at: number;
}

export interface Registration extends ModelName, Signature {
  readonly workspace: string;
  readonly name: string;
  /** Null: the next one. */
  readonly version: string | null;
  readonly comment: string | null;
  readonly stages: readonly string[];
  readonly status: string | null;
  readonly description: string | null;
  readonly isPublic: boolean;
}

/** The first is what a version has unless another is chosen; the others are inferred from examples of the SDK. */
export const statuses = ['None', 'Development', 'Staging', 'QA', 'Production'] as const;

export class RegistryState extends JournaledState<RegistryChange> {
  readonly #models = new Map<string, RegistryModel>();

  constructor(journal: Journal, seed: readonly RegistryChange[]) {
    super('registry', journal);
    seed.forEach((change) => {
      this.apply(change);
    });
    this.restore();
  }

  models(workspace: string): RegistryModel[] {
    return [...this.#models.values()].filter((model) => model.workspace === workspace);
  }

  /** Names are compared as the registry keeps them. */
  model(workspace: string, name: string): RegistryModel {
    const found = this.#named(workspace, name);
    if (found === undefined) {
      throw new LabProblem('notFound', 'registryModel', 'registry model does not exist');
    }
    return found;
  }

  version(id: string): RegistryVersion {
    return this.#owner(id).version;
  }

  /** The versions that were made of an experiment's model, with the registry models that they belong to. */
  recordsOf({ experimentKey, modelName }: ModelName): { model: RegistryModel; version: RegistryVersion }[] {
    return [...this.#models.values()].flatMap((model) =>
      model.versions
        .filter((version) => version.experimentKey === experimentKey && version.modelName === modelName)
        .map((version) => ({ model, version })),
    );
  }

  /** `into` says what must be there before: no model of that name, one, or either. */
  register(given: Registration, into: 'new' | 'existing' | 'either'): { modelId: string; versionId: string } {
    const name = registryModelName(given.name);
    if (name === '') {
      throw new LabProblem('invalid', 'registryModel', 'registry model name is not valid');
    }
    const existing = this.#named(given.workspace, name);
    if (existing === undefined && into === 'existing') {
      throw new LabProblem('notFound', 'registryModel', 'registry model does not exist');
    }
    if (existing !== undefined && into === 'new') {
      throw new LabProblem('conflict', 'registryModel', 'registry model already exists');
    }
    const taken = existing?.versions.map(({ version }) => version) ?? [];
    const version = given.version === null ? nextVersion(taken) : checkedVersion(given.version);
    if (taken.includes(version)) {
      throw new LabProblem('conflict', 'registryModelVersion', `registry model already has the version ${version}`);
    }
    const { experimentKey, modelName, comment, stages, workspace, description, isPublic, userName, at } = given;
    const status = checkedStatus(given.status ?? statuses[0]);
    const modelId = existing?.id ?? newId();
    const versionId = newId();
    this.write({
      kind: 'registered',
      modelId,
      model: existing === undefined ? { id: modelId, workspace, name, description, isPublic } : null,
      version: { id: versionId, experimentKey, modelName, version, comment, stages: [...new Set(stages)], status },
      userName,
      at,
    });
    return { modelId, versionId };
  }

  changeModel(id: string, given: ModelEdit, at: number): void {
    const model = this.#models.get(id);
    if (model === undefined) {
      throw new LabProblem('notFound', 'registryEntry', 'no registry model to update');
    }
    const edit = given.name === undefined ? given : { ...given, name: registryModelName(given.name) };
    if (edit.name === '') {
      throw new LabProblem('invalid', 'registryModel', 'registry model name is not valid');
    }
    if (edit.name !== undefined && edit.name !== model.name && this.#named(model.workspace, edit.name) !== undefined) {
      throw new LabProblem('conflict', 'registryModel', 'registry model already exists');
    }
    this.write({ kind: 'modelChanged', modelId: id, edit, at });
  }

  deleteModel(workspace: string, name: string): void {
    this.write({ kind: 'modelDeleted', modelId: this.model(workspace, name).id });
  }

  changeVersion(id: string, given: VersionEdit, { userName, at }: Signature): void {
    this.#owner(id);
    if (given.status !== undefined) {
      checkedStatus(given.status);
    }
    const edit = given.stages === undefined ? given : { ...given, stages: [...new Set(given.stages)] };
    this.write({ kind: 'versionChanged', versionId: id, edit, userName, at });
  }

  addStage(id: string, stage: string, by: Signature): void {
    const { stages } = this.version(id);
    if (stage === '') {
      throw new LabProblem('invalid', 'stage', 'stage not specified');
    }
    if (stages.includes(stage)) {
      throw new LabProblem('conflict', 'stage', `stage already exists: ${stage}`);
    }
    this.changeVersion(id, { stages: [...stages, stage] }, by);
  }

  removeStage(id: string, stage: string, by: Signature): void {
    const { stages } = this.version(id);
    if (!stages.includes(stage)) {
      throw new LabProblem('notFound', 'stage', `stage does not exist: ${stage}`);
    }
    this.changeVersion(id, { stages: stages.filter((one) => one !== stage) }, by);
  }

  deleteVersion(id: string): void {
    this.#owner(id);
    this.write({ kind: 'versionDeleted', versionId: id });
  }

  #named(workspace: string, name: string): RegistryModel | undefined {
    const wanted = registryModelName(name);
    return this.models(workspace).find((model) => model.name === wanted);
  }

  #owner(versionId: string): { model: RegistryModel; version: RegistryVersion } {
    const found = this.#find(versionId);
    if (found === null) {
      throw new LabProblem('notFound', 'registryEntry', 'no registry model version to update');
    }
    return found;
  }

  #find(versionId: string): { model: RegistryModel; version: RegistryVersion } | null {
    for (const model of this.#models.values()) {
      const version = model.versions.find(({ id }) => id === versionId);
      if (version !== undefined) {
        return { model, version };
      }
    }
    return null;
  }

  protected apply(change: RegistryChange): void {
    switch (change.kind) {
      case 'registered': {
        const { model, modelId, version, userName, at } = change;
        const owner =
          this.#models.get(modelId) ??
          (model === null
            ? undefined
            : { ...model, notes: null, userName, createdAt: at, lastUpdated: at, versions: [] });
        if (owner !== undefined) {
          this.#put(
            owner,
            [
              ...owner.versions,
              {
                ...version,
                userName,
                createdAt: at,
                lastUpdated: at,
                metadata: [],
                statusConfiguration: null,
                history: [{ actionType: 'MODEL_VERSION_CREATED', at, userName, from: null, to: null }],
              },
            ],
            at,
          );
        }
        return;
      }
      case 'modelChanged': {
        const model = this.#models.get(change.modelId);
        if (model !== undefined) {
          this.#models.set(model.id, { ...model, ...change.edit, lastUpdated: change.at });
        }
        return;
      }
      case 'versionChanged': {
        const found = this.#find(change.versionId);
        if (found !== null) {
          const changed = changedVersion(found.version, change.edit, change);
          this.#put(
            found.model,
            found.model.versions.map((one) => (one === found.version ? changed : one)),
            change.at,
          );
        }
        return;
      }
      case 'modelDeleted':
        this.#models.delete(change.modelId);
        return;
      case 'versionDeleted': {
        const found = this.#find(change.versionId);
        if (found !== null) {
          this.#put(
            found.model,
            found.model.versions.filter((one) => one !== found.version),
            found.model.lastUpdated,
          );
        }
        return;
      }
    }
  }

  #put(model: RegistryModel, versions: readonly RegistryVersion[], at: number): void {
    const sorted = [...versions].sort((one, other) => newestFirst(one.version, other.version));
    this.#models.set(model.id, { ...model, versions: sorted, lastUpdated: at });
  }
}

function changedVersion(version: RegistryVersion, edit: VersionEdit, { userName, at }: Signature): RegistryVersion {
  const event: RegistryEvent[] =
    edit.status === undefined || edit.status === version.status
      ? []
      : [{ actionType: 'MODEL_VERSION_STATUS_CHANGED', at, userName, from: version.status, to: edit.status }];
  return { ...version, ...edit, lastUpdated: at, history: [...version.history, ...event] };
}

function checkedStatus(status: string): string {
  if (!(statuses as readonly string[]).includes(status)) {
    throw new LabProblem('invalid', 'status', `status is not allowed: ${status}`);
  }
  return status;
}

/** Lower case; all that is neither letter nor digit becomes `-`, several of them one, none at the ends. */
const registryModelName = (name: string): string =>
  name
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '')
    .toLowerCase();

const newId = (): string => randomBytes(16).toString('hex');
