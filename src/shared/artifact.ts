/** The vocabulary of artifacts: versioned sets of files that experiments produce and use. Plain JSON-safe data. */

export interface Artifact {
  readonly id: string;
  readonly workspace: string;
  readonly name: string;
  /** `dataset`, `model`, … */
  readonly type: string | null;
  readonly description: string | null;
  readonly isPublic: boolean | null;
  readonly tags: readonly string[];
  readonly latestVersion: string | null;
  readonly versionCount: number | null;
}

/** `open`: still being written. `failed`: writing ended badly. Only a `closed` version can be read. */
export type ArtifactState = 'open' | 'closed' | 'failed' | 'unknown';

/** A version as lists have it. */
export interface ArtifactVersion {
  readonly id: string | null;
  readonly artifactName: string;
  readonly version: string;
  readonly aliases: readonly string[];
  readonly tags: readonly string[];
}

export interface ArtifactDetails extends Artifact {
  /** Newest first. */
  readonly versions: readonly ArtifactVersion[];
}

export interface ArtifactVersionDetails extends ArtifactVersion {
  readonly state: ArtifactState;
  /** Bytes. */
  readonly size: number | null;
  readonly createdAt: number | null;
  readonly user: string | null;
  readonly note: string | null;
  /** Free JSON text. */
  readonly metadata: string | null;
  /** The experiment that logged it. */
  readonly producedBy: string | null;
}

export interface ArtifactFile {
  readonly assetId: string;
  /** Logical name, may hold `/`; other people's input, never a path to trust. */
  readonly name: string;
  readonly size: number | null;
  readonly type: string | null;
  readonly metadata: string | null;
  /** The user's own address when only a reference is stored. */
  readonly remoteUrl: string | null;
}

/** The artifact versions of an experiment: what it read and what it wrote. */
export interface ExperimentArtifacts {
  readonly produced: readonly ArtifactVersion[];
  readonly used: readonly ArtifactVersion[];
}
