/** How Comet spells artifacts, their versions and files. Knows no HTTP. */
import { aliasesOf, latestVersion, type Found, type LabArtifact, type LabArtifactVersion } from '../../state/artifacts';
import type { LabAsset } from '../../content';
import type { LabStore } from '../../store';

const sizeOf = ({ files }: LabArtifactVersion): number => files.reduce((sum, { size }) => sum + size, 0);

/** As lists have it. */
export function artifactRow(store: LabStore, artifact: LabArtifact) {
  return {
    artifactId: artifact.id,
    project: store.project(artifact.projectId)?.name ?? null,
    type: artifact.type,
    name: artifact.name,
    description: artifact.description,
    latestVersion: latestVersion(artifact)?.version ?? null,
    tags: artifact.tags,
    isPublic: artifact.isPublic,
    emoji: artifact.emoji,
    sizeInBytes: artifact.versions.reduce((sum, version) => sum + sizeOf(version), 0),
  };
}

/** With all versions, the oldest number first. */
export function artifactDetails(store: LabStore, artifact: LabArtifact) {
  return {
    ...artifactRow(store, artifact),
    versions: [...artifact.versions].reverse().map((version) => ({
      artifactVersionId: version.id,
      version: version.version,
      owner: version.owner,
      metadata: version.metadata,
      createdFrom: null,
      sizeInBytes: sizeOf(version),
      state: version.state,
      added: version.added,
      alias: aliasesOf(artifact, version),
      tags: version.tags,
    })),
  };
}

/** The Java SDK refuses keys inside `artifact` that it does not know. */
export function versionRow({ artifact, version }: Found) {
  return {
    artifactVersionId: version.id,
    artifactVersion: version.version,
    owner: version.owner,
    createdFrom: null,
    experimentKey: version.experimentKey,
    sizeInBytes: sizeOf(version),
    metadata: version.metadata,
    note: version.note,
    added: version.added,
    state: version.state,
    tags: version.tags,
    alias: aliasesOf(artifact, version),
    artifact: {
      artifactId: artifact.id,
      artifactName: artifact.name,
      artifactType: artifact.type,
      projectId: artifact.projectId,
      workspaceId: artifact.workspace,
      workspaceName: artifact.workspace,
      experimentKey: artifact.experimentKey,
      description: artifact.description,
      version: version.version,
      metadata: artifact.metadata,
      isPublic: artifact.isPublic,
      owner: artifact.owner,
      s3FileSize: sizeOf(version),
      emoji: artifact.emoji,
      tags: artifact.tags,
    },
  };
}

/** The assets that are the version's files, without those that were deleted with or from their experiment. */
export async function versionFiles(store: LabStore, { files }: LabArtifactVersion): Promise<LabAsset[]> {
  const found: LabAsset[] = [];
  for (const { experimentKey, assetId } of files) {
    const content = await store.experiment(experimentKey)?.content();
    const asset = content?.assets.get(assetId);
    if (asset !== undefined) {
      found.push(asset);
    }
  }
  return found;
}

/** An ordinary asset comes back as `unknown`, as clients of the tracker have seen it. */
export const fileRow = ({ artifact, version }: Found, asset: LabAsset) => ({
  artifactId: artifact.id,
  artifactVersionId: version.id,
  assetId: asset.id,
  fileName: asset.name,
  fileSize: asset.link === null ? asset.size : 0,
  link: asset.link,
  dir: null,
  type: asset.type === null || asset.type === 'asset' ? 'unknown' : asset.type,
  metadata: asset.metadata,
  remote: asset.link !== null,
});
