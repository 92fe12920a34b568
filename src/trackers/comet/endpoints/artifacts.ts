/** Comet's endpoints about artifacts. Their names travel escaped twice, as the official SDK sends them. */
import * as l10n from '@vscode/l10n';
import * as wire from '../wire/artifacts';
import {
  changeByGet,
  choice,
  flag,
  list,
  notByHand,
  optional,
  read,
  readBytes,
  readOne,
  text,
  write,
} from './endpoint';

/** Any part that tells which version it is. `versionOrAlias` is what a user wrote behind the colon. */
const ofVersion = {
  workspace: optional(text(), ''),
  artifactName: optional(text(), ''),
  versionOrAlias: optional(text(), 'Latest'),
  project: optional(text()),
  artifactId: optional(text()),
  versionId: optional(text()),
  version: optional(text()),
  alias: optional(text()),
  /** Its workspace is taken when none is named. */
  experimentKey: optional(text()),
};

const version = readOne(l10n.t('Artifact version'), 'artifacts/version', ofVersion, wire.ArtifactVersion);

export const artifacts = {
  /** Of a workspace. (An older page asks by an experiment's key.) */
  artifacts: read('Artifacts', 'artifacts/get-all', { workspace: text(), type: optional(text()) }, wire.ArtifactList, {
    size: 'list',
  }),
  /** With its `versions`. By id the parameter is `artifact_id`. */
  artifactDetails: readOne(
    'Artifact',
    'artifacts/get',
    { workspace: optional(text(), ''), artifactName: optional(text(), ''), artifact_id: optional(text()) },
    wire.ArtifactDetails,
    { size: 'list' },
  ),
  /** Only when it is closed. */
  artifactVersion: version,
  /** As `artifactVersion`, and that experiment is noted as a user of it: then this is a change. */
  useArtifactVersion: notByHand(
    changeByGet(
      l10n.t('Artifact version, with a note of who uses it'),
      version.path,
      { ...ofVersion, consumerExperimentKey: text() },
      wire.ArtifactVersion,
    ),
  ),
  artifactFiles: readOne(
    l10n.t('Files of an artifact version'),
    'artifacts/version/files',
    { ...ofVersion, versionOrAlias: optional(text()), version: optional(text(), '1.0.0') },
    wire.ArtifactFiles,
    { size: 'list' },
  ),
  /** Whether a zip of all files or one of them is not documented. */
  downloadArtifactVersion: readBytes(l10n.t('Artifact version as a file'), 'artifacts/version/download', ofVersion),
  /** That way round: versions that an experiment wrote or read; the shape of a row is not documented. */
  experimentArtifacts: readOne(
    l10n.t('Artifact lineage of an experiment'),
    'get/artifacts',
    { experimentKey: text(), filter: optional(choice('all', 'input', 'output')) },
    wire.Lineage,
    { size: 'list' },
  ),
  /** Opens a version of a new artifact or of one that is there, the next one if not said; closed, it can be read. */
  upsertArtifact: write(
    l10n.t('Create an artifact version'),
    'write/artifacts/upsert',
    {
      artifactName: text(),
      artifactType: text('dataset'),
      experimentKey: text(),
      version: optional(text()),
      alias: optional(list<string>()),
      versionTags: optional(list<string>()),
      /** JSON text. */
      versionMetadata: optional(text()),
      isPublic: optional(flag()),
    },
    wire.UpsertedArtifact,
  ),
  /** Closes a version for good, or gives it up. The answer may be empty. */
  setArtifactState: write(
    l10n.t('Set the state of an artifact version'),
    'write/artifacts/state',
    {
      artifactVersionId: text(),
      experimentKey: text(),
      state: choice('CLOSED', 'OPEN', 'ERROR'),
      isPublic: optional(flag()),
    },
    'perhapsNothing',
  ),
  /** Of the artifact as a whole. Not in the documents. */
  updateArtifact: write(
    l10n.t('Update an artifact'),
    'write/artifacts/details',
    {
      artifactId: text(),
      tags: optional(list<string>(), []),
      artifactType: optional(text()),
      versionMetadata: optional(text()),
      version: optional(text()),
    },
    'object',
  ),
  /** Aliases, tags and metadata of a version; each replaces. Not in the documents. */
  updateArtifactVersion: write(
    l10n.t('Label an artifact version'),
    'write/artifacts/version/labels',
    {
      artifactVersionId: text(),
      alias: optional(list<string>(), []),
      versionTags: optional(list<string>(), []),
      versionMetadata: optional(text()),
    },
    'object',
  ),
};
