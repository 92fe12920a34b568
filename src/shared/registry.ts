/**
 * The vocabulary of the model registry: models that a workspace keeps under a name, and their versions. Plain JSON-safe
 * data.
 */
import type { Asset } from './experiment';

export interface RegistryModel {
  readonly id: string;
  readonly workspace: string;
  /** Unique within the workspace; lower case with `-`, as trackers write it. */
  readonly name: string;
  readonly description: string | null;
  readonly isPublic: boolean | null;
  readonly user: string | null;
  readonly createdAt: number | null;
  readonly lastUpdated: number | null;
  readonly versionCount: number | null;
  readonly latestVersion: string | null;
}

export interface RegistryVersion {
  readonly id: string;
  /** `1.0.0` */
  readonly version: string;
  readonly comment: string | null;
  readonly stages: readonly string[];
  readonly user: string | null;
  readonly createdAt: number | null;
  readonly lastUpdated: number | null;
  /** The experiment that logged the model, and the model's name there. */
  readonly experimentKey: string | null;
  readonly experimentModel: string | null;
  readonly assets: readonly Asset[];
}

export interface RegistryModelDetails extends RegistryModel {
  /** Newest first. */
  readonly versions: readonly RegistryVersion[];
}

/** What a new version is made of: a model that an experiment logged. */
export interface NewVersion {
  readonly experimentKey: string;
  /** Its name at the experiment. */
  readonly model: string;
  readonly registryName: string;
  /** Null: the tracker chooses the next one. */
  readonly version: string | null;
  readonly comment: string | null;
  readonly stages: readonly string[];
}

/** What of a registry model can be changed; what is not named stays. */
export interface RegistryModelChange {
  readonly name?: string;
  readonly description?: string;
  readonly isPublic?: boolean;
}

/** A server to be told of changes of stages. `header` may hold secrets: never shown, never logged. */
export interface Webhook {
  readonly url: string;
  readonly header: Readonly<Record<string, string>>;
}

export interface WebhookConfiguration {
  readonly workspace: string;
  /** Null: for all models of the workspace. */
  readonly model: string | null;
  readonly webhooks: readonly Webhook[];
}

/** The name as the registry will keep it: lower case, all else but letters and digits becomes one `-`. */
export const registryName = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '');
