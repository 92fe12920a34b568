/** Comet's endpoints about the files of experiments. */
import * as l10n from '@vscode/l10n';
import * as wire from '../wire/assets';
import {
  changeByGet,
  flag,
  list,
  notByHand,
  number,
  object,
  optional,
  readBytes,
  readOne,
  text,
  upload,
  write,
} from './endpoint';

const experimentKey = text();
const ofOne = { experimentKey, assetId: text() };

/** What an uploaded file is. */
const description = {
  /** The logical path that is shown, `/` between folders. */
  fileName: text(),
  type: optional(text(), 'asset'),
  extension: optional(text()),
  context: optional(text()),
  step: optional(number()),
  epoch: optional(number()),
  /** Replaces what has the same logical path. */
  overwrite: optional(flag(), false),
  /** The model that a `model-element` belongs to. */
  groupingName: optional(text()),
  /** The open artifact version that it belongs to. */
  artifactVersionId: optional(text()),
};

/** A file of which the server keeps the address alone: any URI, where it never looks. */
export interface RemoteAsset {
  readonly assetId: string;
  readonly fileName: string;
  readonly link: string;
  readonly type: string;
  /** JSON text. */
  readonly metadata?: string;
  readonly artifactId?: string;
  readonly artifactVersionId?: string;
}

/** A form of `file` and `metadata` (JSON text), or with `isRemote` of `link`; some servers tell the new id. */
const uploadAsset = upload(
  l10n.t('Upload an asset'),
  'write/experiment/upload-asset',
  { experimentKey, ...description, isRemote: optional(flag()) },
  wire.Uploaded,
);
const content = readBytes(l10n.t('Bytes of an asset'), 'experiment/asset/get-asset', ofOne);

export const assets = {
  /** `type` is `all` or one of Comet's asset types. Rows are narrowed by who reads them. */
  experimentAssets: readOne('Assets', 'experiment/asset/list', { experimentKey, type: text('all') }, wire.Assets, {
    size: 'list',
  }),
  /** Those of a logical path, of all steps. Newer servers alone. */
  experimentAssetsByName: readOne(
    l10n.t('Assets of a name'),
    'experiment/asset/get-by-name',
    { experimentKey, assetName: text(), type: optional(text()) },
    wire.Assets,
    { size: 'list' },
  ),
  /** One, without a wrapper. */
  experimentAssetDetails: readOne(l10n.t('Details of an asset'), 'experiment/asset/details', ofOne, wire.Asset),
  experimentAsset: content,
  /** Of a file of an artifact version; the experiment that logged it is named where it is known. */
  artifactAsset: notByHand({
    ...content,
    arguments: { artifactVersionId: text(), experimentKey: optional(text()), assetId: text() },
  }),
  /** Beside the REST root: what links inside assets point to. */
  downloadAsset: notByHand(readBytes(l10n.t('Asset behind a link'), '../../asset/download', ofOne)),
  /** Beside the REST root: sprites of embeddings. */
  downloadImage: notByHand(readBytes('Image', '../../image/download', { imageId: text() })),
  /** A form of `file`: mostly a zip that holds `git_diff.patch`; kept as it is. */
  uploadGitPatch: upload(l10n.t('Upload a git patch'), 'write/experiment/git/patch', { experimentKey }, wire.Uploaded),
  uploadAsset,
  /** Path inferred; the documents name none. The server makes up the name. */
  uploadTextSample: {
    ...uploadAsset,
    title: l10n.t('Upload a text sample'),
    arguments: {
      experimentKey,
      fileName: text('auto-generated-in-the-backend'),
      type: text('text-sample'),
      context: optional(text()),
      step: optional(number()),
    },
  },
  /** Addresses in the object store for the parts of a large file, each to be PUT there. */
  startUpload: write(
    l10n.t('Begin the upload of a large asset'),
    'write/experiment/upload-asset-start',
    {
      startUploadParams: object({ cloudType: 'AWS', numOfFileParts: 1, preSignUrlTimeoutSec: 3600 }),
      experimentKey,
      ...description,
      type: optional(text()),
      overwrite: optional(flag()),
    },
    wire.StartedUpload,
  ),
  /** All parts are there, as the object store confirmed them, or will never be. */
  completeUpload: write(
    l10n.t('End the upload of a large asset'),
    'write/experiment/upload-asset-complete',
    {
      requestId: text(),
      fileSize: number(),
      succeed: flag(),
      uploadedFileParts: optional(list<{ readonly ETag: string; readonly PartNumber: number }>()),
    },
    'object',
  ),
  /** As the official SDK sends them; the documents' bulk upload names no path: path inferred. */
  uploadRemoteAssets: write(
    l10n.t('Add remote assets of an artifact version'),
    '../../../clientlib/rest/v2/write/artifact/assets/remote/batch?experimentKey={experimentKey}',
    { experimentKey, remoteArtifactAssetRequests: list<RemoteAsset>() },
    'object',
  ),
  deleteAsset: changeByGet(l10n.t('Delete an asset'), 'write/experiment/asset/delete', ofOne, 'object'),
  /** Adds. Path inferred. */
  addAssetTags: write(
    l10n.t('Tag an asset'),
    'write/experiment/asset/tags',
    { ...ofOne, tags: list<string>() },
    'object',
  ),
  /** Path and body inferred. */
  deleteAssetTags: write(
    l10n.t('Remove tags of an asset'),
    'write/experiment/asset/tags/delete',
    { ...ofOne, tags: list<string>() },
    'object',
  ),
};
