/** Artifacts and their versions as Comet sends them; the same thing goes by several names. */
import * as v from 'valibot';
import { flag, jsonText, list, loggedText, longList, number, text } from './primitives';

const version = { version: loggedText, artifactVersion: loggedText };
const labels = {
  alias: list(v.string()),
  aliases: list(v.string()),
  tags: list(v.string()),
  versionTags: list(v.string()),
};

const ArtifactVersionRow = v.pipe(
  v.object({
    artifactVersionId: text,
    versionId: text,
    artifactName: text,
    name: text,
    ...version,
    ...labels,
    experimentKey: text,
    state: text,
    sizeInBytes: number,
    added: number,
  }),
  v.transform((row) => ({
    artifactVersionId: row.artifactVersionId ?? row.versionId,
    artifactName: row.artifactName ?? row.name,
    version: row.artifactVersion ?? row.version,
    ...labelsOf(row),
    experimentKey: row.experimentKey,
    state: row.state,
    sizeInBytes: row.sizeInBytes,
    added: row.added,
  })),
);
export type ArtifactVersionRow = v.InferOutput<typeof ArtifactVersionRow>;

/** An artifact as lists and details have it; `latestVersion` is a name or an object. */
const ArtifactRow = v.pipe(
  v.object({
    artifactId: text,
    id: text,
    artifactName: text,
    name: text,
    artifactType: text,
    type: text,
    workspaceName: text,
    description: text,
    isPublic: flag,
    public: flag,
    owner: text,
    tags: list(v.string()),
    latestVersion: v.nullish(
      v.union([
        loggedText,
        v.pipe(
          v.object(version),
          v.transform((latest) => latest.version ?? latest.artifactVersion),
        ),
      ]),
      null,
    ),
    numberOfVersions: number,
    versions: v.nullish(v.array(ArtifactVersionRow), null),
  }),
  v.transform((row) => ({
    artifactId: row.artifactId ?? row.id,
    artifactName: row.artifactName ?? row.name,
    artifactType: row.artifactType ?? row.type,
    workspaceName: row.workspaceName,
    description: row.description,
    isPublic: row.isPublic ?? row.public,
    owner: row.owner,
    tags: row.tags,
    latestVersion: row.latestVersion,
    numberOfVersions: row.numberOfVersions ?? row.versions?.length ?? null,
    versions: row.versions ?? [],
  })),
);
export type ArtifactRow = v.InferOutput<typeof ArtifactRow>;
export const ArtifactDetails = ArtifactRow;
export const ArtifactList = v.object({ artifacts: list(ArtifactRow) });

/** One version and, inside, the artifact that it is of. */
export const ArtifactVersion = v.pipe(
  v.object({
    artifactVersionId: text,
    artifactName: text,
    name: text,
    ...version,
    ...labels,
    owner: text,
    createdFrom: text,
    experimentKey: text,
    sizeInBytes: number,
    metadata: jsonText,
    note: text,
    added: number,
    state: text,
    artifact: v.nullish(ArtifactRow, null),
  }),
  v.transform(({ alias, aliases, tags, versionTags, artifactVersion, version: plain, artifactName, name, ...row }) => ({
    ...row,
    /** Where the artifact does not stand inside. */
    artifactName: row.artifact?.artifactName ?? artifactName ?? name,
    version: artifactVersion ?? plain,
    ...labelsOf({ alias, aliases, tags, versionTags }),
  })),
);
export type ArtifactVersion = v.InferOutput<typeof ArtifactVersion>;

/** The rows may be many. */
export const ArtifactFiles = v.object({ files: longList });
export const ArtifactFile = v.object({
  artifactId: text,
  artifactVersionId: text,
  assetId: v.string(),
  fileName: text,
  fileSize: number,
  link: text,
  dir: text,
  type: text,
  metadata: jsonText,
  remote: flag,
});
export type ArtifactFile = v.InferOutput<typeof ArtifactFile>;

export const UpsertedArtifact = v.object({
  artifactId: text,
  artifactVersionId: v.string(),
  previousVersion: loggedText,
  currentVersion: loggedText,
});
export type UpsertedArtifact = v.InferOutput<typeof UpsertedArtifact>;

/** What an experiment read or wrote: rows of versions, bare or wrapped. */
export const Lineage = v.union([
  v.array(v.unknown()),
  v.pipe(
    v.object({ artifacts: list(v.unknown()) }),
    v.transform(({ artifacts }): unknown[] => artifacts),
  ),
]);

interface Labels {
  readonly alias: readonly string[];
  readonly aliases: readonly string[];
  readonly tags: readonly string[];
  readonly versionTags: readonly string[];
}

function labelsOf({ alias, aliases, tags, versionTags }: Labels): {
  readonly alias: readonly string[];
  readonly tags: readonly string[];
} {
  return { alias: alias.length > 0 ? alias : aliases, tags: tags.length > 0 ? tags : versionTags };
}
