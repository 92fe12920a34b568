/** Endpoints of Comet about artifacts. Their names travel escaped twice, as the official SDK sends them. */
import { mapInTurns } from '../../../eventLoop';
import type { ByteStream } from '../../backend';
import type { CometCalls } from '../endpoint';
import * as wire from '../wire/artifacts';
import { narrow } from '../wire/primitives';

/** An artifact, by names or by its id. */
export type ArtifactName =
  { readonly workspace: string; readonly artifactName: string } | { readonly artifactId: string };

/** Any part that tells which version is meant. `versionOrAlias` is what a user wrote behind the colon. */
export interface VersionName {
  readonly workspace?: string;
  readonly project?: string;
  readonly artifactName?: string;
  readonly artifactId?: string;
  readonly versionId?: string;
  readonly version?: string;
  readonly alias?: string;
  readonly versionOrAlias?: string;
  /** Its workspace is meant when none is named. */
  readonly experimentKey?: string;
}

export interface NewArtifactVersion {
  readonly artifactName: string;
  readonly artifactType: string;
  /** Who logs it. */
  readonly experimentKey: string;
  /** The server chooses the next one when there is none. */
  readonly version?: string;
  readonly alias?: readonly string[];
  readonly versionTags?: readonly string[];
  /** JSON text. */
  readonly versionMetadata?: string;
  readonly isPublic?: boolean;
}

export type ArtifactVersionState = 'OPEN' | 'CLOSED' | 'ERROR';

export class ArtifactCalls {
  readonly #calls: CometCalls;

  constructor(calls: CometCalls) {
    this.#calls = calls;
  }

  /** GET artifacts/get-all of a workspace. (An older page asks by an experiment's key.) */
  async artifacts(workspace: string, signal: AbortSignal, type?: string): Promise<wire.ArtifactRow[]> {
    return (await this.#calls.get(wire.ArtifactList, 'artifacts/get-all', { workspace, type }, signal)).artifacts;
  }

  /** GET artifacts/get: with its `versions`. By id the parameter is `artifact_id`. */
  artifactDetails(artifact: ArtifactName, signal: AbortSignal): Promise<wire.ArtifactRow> {
    const query =
      'artifactId' in artifact
        ? { artifact_id: artifact.artifactId }
        : { workspace: artifact.workspace, artifactName: encodeURIComponent(artifact.artifactName) };
    return this.#calls.read(wire.ArtifactDetails, 'artifacts/get', query, signal);
  }

  /**
   * GET artifacts/version: one version, only when it is closed. With `consumerExperimentKey` that experiment is noted
   * as a user of it: then this is a change, although made by GET.
   */
  artifactVersion(
    version: VersionName,
    signal: AbortSignal,
    consumerExperimentKey?: string,
  ): Promise<wire.ArtifactVersion> {
    return consumerExperimentKey === undefined
      ? this.#calls.read(wire.ArtifactVersion, 'artifacts/version', escaped(version), signal)
      : this.#calls.makeByGet(
          wire.ArtifactVersion,
          'artifacts/version',
          { ...escaped(version), consumerExperimentKey },
          signal,
        );
  }

  /** GET artifacts/version/files. */
  async artifactFiles(version: VersionName, signal: AbortSignal): Promise<wire.ArtifactFile[]> {
    const { files } = await this.#calls.read(wire.ArtifactFiles, 'artifacts/version/files', escaped(version), signal);
    return mapInTurns(files, (row, index) => narrow(wire.ArtifactFile, row, `files.${index}`));
  }

  /** GET artifacts/version/download: bytes; whether a zip of all files or one of them is not documented. */
  downloadArtifactVersion(version: VersionName, signal: AbortSignal): Promise<ByteStream> {
    return this.#calls.open('artifacts/version/download', escaped(version), false, {}, signal);
  }

  /**
   * GET get/artifacts (that way round): versions that an experiment wrote (`output`) or read (`input`); the shape of a
   * row is not documented.
   */
  async experimentArtifacts(
    experimentKey: string,
    filter: 'all' | 'input' | 'output',
    signal: AbortSignal,
  ): Promise<wire.ArtifactVersion[]> {
    const rows = await this.#calls.read(wire.Lineage, 'get/artifacts', { experimentKey, filter }, signal);
    return mapInTurns(rows, (row, index) => narrow(wire.ArtifactVersion, row, `artifacts.${index}`));
  }

  /**
   * POST write/artifacts/upsert: opens a version of a new artifact or of one that is there; it must be closed to be
   * read.
   */
  upsertArtifact(artifact: NewArtifactVersion, signal: AbortSignal): Promise<wire.UpsertedArtifact> {
    return this.#calls.make(wire.UpsertedArtifact, 'write/artifacts/upsert', artifact, signal);
  }

  /** POST write/artifacts/state: closes a version for good, or gives it up. The answer may be empty. */
  setArtifactState(
    state: {
      readonly artifactVersionId: string;
      readonly experimentKey: string;
      readonly state: ArtifactVersionState;
      readonly isPublic?: boolean;
    },
    signal: AbortSignal,
  ): Promise<void> {
    return this.#calls.write('write/artifacts/state', state, signal);
  }

  /** POST write/artifacts/details: of the artifact as a whole. Not in the documents. */
  updateArtifact(
    change: {
      readonly artifactId: string;
      readonly artifactType?: string;
      readonly versionMetadata?: string;
      readonly version?: string;
      readonly tags?: readonly string[];
    },
    signal: AbortSignal,
  ): Promise<void> {
    return this.#calls.write('write/artifacts/details', change, signal);
  }

  /**
   * POST write/artifacts/version/labels: aliases, tags and metadata of a version; each replaces. Not in the documents.
   */
  updateArtifactVersion(
    change: {
      readonly artifactVersionId: string;
      readonly alias?: readonly string[];
      readonly versionMetadata?: string;
      readonly versionTags?: readonly string[];
    },
    signal: AbortSignal,
  ): Promise<void> {
    return this.#calls.write('write/artifacts/version/labels', change, signal);
  }
}

const escaped = ({ artifactName, ...version }: VersionName) => ({
  ...version,
  artifactName: artifactName === undefined ? undefined : encodeURIComponent(artifactName),
});
