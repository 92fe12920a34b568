/** Artifacts, from Comet's wire to our vocabulary: pure functions, one a shape. Sends no request. */
import type {
  Artifact,
  ArtifactDetails,
  ArtifactFile,
  ArtifactState,
  ArtifactVersion,
  ArtifactVersionDetails,
} from '../../../shared/artifact';
import { newestFirst } from './versions';
import type {
  ArtifactFile as FileRow,
  ArtifactRow,
  ArtifactVersion as VersionJson,
  ArtifactVersionRow,
} from '../wire/artifacts';

/** Null for one without a name, which nothing can be asked about. */
export function toArtifact(row: ArtifactRow, workspace: string): Artifact | null {
  return row.artifactName === null
    ? null
    : {
        id: row.artifactId ?? row.artifactName,
        workspace: row.workspaceName ?? workspace,
        name: row.artifactName,
        type: filled(row.artifactType),
        description: filled(row.description),
        isPublic: row.isPublic,
        tags: row.tags,
        latestVersion: filled(row.latestVersion),
        versionCount: row.numberOfVersions,
      };
}

/** The details need not repeat the name that they were asked for by. */
export function toArtifactDetails(row: ArtifactRow, workspace: string, name: string): ArtifactDetails {
  const versions = newestFirst(
    row.versions.map((version) => toVersionRow(version, name)).filter((version) => version !== null),
  );
  return {
    id: row.artifactId ?? name,
    workspace: row.workspaceName ?? workspace,
    name: row.artifactName ?? name,
    type: filled(row.artifactType),
    description: filled(row.description),
    isPublic: row.isPublic,
    tags: row.tags,
    latestVersion: filled(row.latestVersion) ?? versions[0]?.version ?? null,
    versionCount: versions.length,
    versions,
  };
}

function toVersionRow(row: ArtifactVersionRow, name: string): ArtifactVersion | null {
  return row.version === null
    ? null
    : {
        id: row.artifactVersionId,
        artifactName: row.artifactName ?? name,
        version: row.version,
        aliases: row.alias,
        tags: row.tags,
      };
}

/** Null when it does not say of which artifact or which version it is. */
export function toVersion(row: VersionJson): ArtifactVersion | null {
  return row.version === null || row.artifactName === null
    ? null
    : {
        id: row.artifactVersionId,
        artifactName: row.artifactName,
        version: row.version,
        aliases: row.alias,
        tags: row.tags,
      };
}

export function toVersionDetails(row: VersionJson, name: string, version: string): ArtifactVersionDetails {
  return {
    id: row.artifactVersionId,
    artifactName: row.artifactName ?? name,
    version: row.version ?? version,
    aliases: row.alias,
    tags: row.tags,
    state: toState(row.state),
    size: row.sizeInBytes,
    createdAt: row.added,
    user: filled(row.owner),
    note: filled(row.note),
    metadata: filled(row.metadata),
    producedBy: filled(row.experimentKey),
  };
}

/** What lists know of a version that cannot be read itself; null when that is not even its number. */
export function toUnreadableVersion(
  row: ArtifactVersionRow,
  name: string,
  state: ArtifactState,
): ArtifactVersionDetails | null {
  const version = toVersionRow(row, name);
  return version === null
    ? null
    : {
        ...version,
        state,
        size: row.sizeInBytes,
        createdAt: row.added,
        user: null,
        note: null,
        metadata: null,
        producedBy: filled(row.experimentKey),
      };
}

function toState(state: string | null): ArtifactState {
  switch (state?.toUpperCase()) {
    case 'OPEN':
      return 'open';
    case 'CLOSED':
      return 'closed';
    case 'ERROR':
      return 'failed';
    default:
      return 'unknown';
  }
}

export function toArtifactFile(row: FileRow): ArtifactFile {
  const isRemote = row.remote === true;
  return {
    assetId: row.assetId,
    name: filled(row.fileName) ?? row.assetId,
    size: isRemote ? null : row.fileSize,
    type: filled(row.type),
    metadata: filled(row.metadata),
    remoteUrl: isRemote ? filled(row.link) : null,
  };
}

const filled = (text: string | null): string | null => (text === '' ? null : text);
