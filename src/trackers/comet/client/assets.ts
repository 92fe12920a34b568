/** Endpoints of Comet about the files of experiments. */
import { mapInTurns } from '../../../eventLoop';
import type { ByteStream, Opening } from '../../backend';
import type { FormFile } from '../../http/client';
import { type CometCalls, isMessage, nothingThere, type Query } from '../endpoint';
import * as wire from '../wire/assets';
import { narrow } from '../wire/primitives';

/** What an uploaded file is; everything about it travels in the query. */
export interface AssetDescription {
  /** The logical path that is shown, `/` between folders. */
  readonly fileName: string;
  readonly type?: string;
  readonly extension?: string;
  readonly context?: string;
  readonly step?: number;
  readonly epoch?: number;
  /** Replaces what has the same logical path. */
  readonly overwrite?: boolean;
  /** The model that a `model-element` belongs to. */
  readonly groupingName?: string;
  /** The open artifact version that it belongs to. */
  readonly artifactVersionId?: string;
}

export interface RemoteAsset {
  readonly assetId: string;
  readonly fileName: string;
  /** Any URI: the server keeps it and never looks there. */
  readonly link: string;
  readonly type: string;
  /** JSON text. */
  readonly metadata?: string;
  readonly artifactId?: string;
  readonly artifactVersionId?: string;
}

/** What of the whole file a part was, as the object store confirmed it. */
export interface UploadedPart {
  readonly ETag: string;
  readonly PartNumber: number;
}

export class AssetCalls {
  readonly #calls: CometCalls;

  constructor(calls: CometCalls) {
    this.#calls = calls;
  }

  /** GET experiment/asset/list; `type` is `all` or one of Comet's asset types. */
  experimentAssets(experimentKey: string, type: string, signal: AbortSignal): Promise<wire.Asset[]> {
    return this.#assets('experiment/asset/list', { experimentKey, type }, signal);
  }

  /** GET experiment/asset/get-by-name: those of a logical path, of all steps. Newer servers alone. */
  experimentAssetsByName(
    experimentKey: string,
    assetName: string,
    signal: AbortSignal,
    type?: string,
  ): Promise<wire.Asset[]> {
    return this.#assets('experiment/asset/get-by-name', { experimentKey, assetName, type }, signal);
  }

  /** GET experiment/asset/details: one, without a wrapper. */
  experimentAssetDetails(experimentKey: string, assetId: string, signal: AbortSignal): Promise<wire.Asset> {
    return this.#calls.read(wire.Asset, 'experiment/asset/details', { experimentKey, assetId }, signal);
  }

  /**
   * GET experiment/asset/get-asset: its bytes, or the rest of them. `fileName` tells web pages that were logged from
   * others.
   */
  experimentAsset(
    experimentKey: string,
    assetId: string,
    fileName: string,
    opening: Opening,
    signal: AbortSignal,
  ): Promise<ByteStream> {
    return this.#calls.open(
      'experiment/asset/get-asset',
      { experimentKey, assetId },
      isPage(fileName),
      opening,
      signal,
    );
  }

  /** GET experiment/asset/get-asset, whole: for what is read rather than kept. */
  async experimentAssetContent(
    experimentKey: string,
    assetId: string,
    fileName: string,
    signal: AbortSignal,
  ): Promise<Uint8Array> {
    const bytes = await this.#calls.bytes(
      'experiment/asset/get-asset',
      { experimentKey, assetId },
      isPage(fileName),
      signal,
    );
    if (isMessage(bytes)) {
      throw nothingThere();
    }
    return bytes;
  }

  /**
   * GET experiment/asset/get-asset of a file of an artifact version. The experiment that logged it is named where it is
   * known.
   */
  artifactAsset(
    version: { readonly artifactVersionId: string; readonly experimentKey?: string },
    assetId: string,
    fileName: string,
    opening: Opening,
    signal: AbortSignal,
  ): Promise<ByteStream> {
    return this.#calls.open('experiment/asset/get-asset', { ...version, assetId }, isPage(fileName), opening, signal);
  }

  /** GET /api/asset/download, beside the REST root: what links inside assets point to. */
  downloadAsset(
    experimentKey: string,
    assetId: string,
    fileName: string,
    from: number,
    signal: AbortSignal,
  ): Promise<ByteStream> {
    return this.#calls.open('../../asset/download', { assetId, experimentKey }, isPage(fileName), { from }, signal);
  }

  /** GET /api/image/download, beside the REST root: sprites of embeddings. */
  downloadImage(imageId: string, signal: AbortSignal): Promise<ByteStream> {
    return this.#calls.open('../../image/download', { imageId }, false, {}, signal);
  }

  /**
   * POST write/experiment/upload-asset, a form of `file` and `metadata` (JSON text); the id where the server tells it.
   */
  async uploadAsset(
    experimentKey: string,
    asset: AssetDescription,
    file: FormFile,
    metadata: string | null,
    sent: (bytes: number) => void,
    signal: AbortSignal,
  ): Promise<string | null> {
    const parts = { file, ...(metadata === null ? {} : { metadata }) };
    return (
      await this.#calls.upload(
        wire.Uploaded,
        'write/experiment/upload-asset',
        { experimentKey, ...asset },
        { parts, sent },
        signal,
      )
    ).assetId;
  }

  /**
   * POST write/experiment/upload-asset with `isRemote`, a form of `link` and `metadata`: the server keeps the address
   * alone.
   */
  async uploadRemoteAsset(
    experimentKey: string,
    asset: AssetDescription,
    link: string,
    metadata: string | null,
    signal: AbortSignal,
  ): Promise<string | null> {
    const parts = { link, ...(metadata === null ? {} : { metadata }) };
    return (
      await this.#calls.upload(
        wire.Uploaded,
        'write/experiment/upload-asset',
        { experimentKey, ...asset, isRemote: true },
        { parts },
        signal,
      )
    ).assetId;
  }

  /**
   * POST /clientlib/rest/v2/write/artifact/assets/remote/batch?experimentKey, as the official SDK sends remote assets
   * of artifact versions. The documents' bulk upload names no path: path inferred.
   */
  uploadRemoteAssets(experimentKey: string, remoteAssets: readonly RemoteAsset[], signal: AbortSignal): Promise<void> {
    const body = { remoteArtifactAssetRequests: remoteAssets };
    return this.#calls.write('../../../clientlib/rest/v2/write/artifact/assets/remote/batch', body, signal, {
      query: { experimentKey },
    });
  }

  /**
   * POST write/experiment/upload-asset of type `text-sample`: path inferred; the documents name none. The server makes
   * up the name.
   */
  async uploadTextSample(
    experimentKey: string,
    sample: { readonly content: string; readonly context?: string; readonly step?: number; readonly metadata?: string },
    signal: AbortSignal,
  ): Promise<string | null> {
    const { content, metadata, ...where } = sample;
    const file = { content: new Blob([content]), name: madeUpByTheServer };
    return this.uploadAsset(
      experimentKey,
      { ...where, type: 'text-sample', fileName: madeUpByTheServer },
      file,
      metadata ?? null,
      () => undefined,
      signal,
    );
  }

  /**
   * POST write/experiment/upload-asset-start: addresses in the object store for the parts of a large file, each to be
   * PUT there.
   */
  startUpload(
    experimentKey: string,
    asset: AssetDescription,
    parts: { readonly numOfFileParts: number; readonly preSignUrlTimeoutSec: number },
    signal: AbortSignal,
  ): Promise<wire.StartedUpload> {
    const body = { startUploadParams: { cloudType: 'AWS', ...parts }, experimentKey, ...asset };
    return this.#calls.make(wire.StartedUpload, 'write/experiment/upload-asset-start', body, signal);
  }

  /** POST write/experiment/upload-asset-complete: all parts are there, or (null) will never be. */
  completeUpload(
    requestId: string,
    fileSize: number,
    uploadedFileParts: readonly UploadedPart[] | null,
    signal: AbortSignal,
  ): Promise<void> {
    const outcome = uploadedFileParts === null ? { succeed: false } : { succeed: true, uploadedFileParts };
    return this.#calls.write('write/experiment/upload-asset-complete', { requestId, fileSize, ...outcome }, signal);
  }

  /** POST write/experiment/git/patch, a form of `file`: mostly a zip that holds `git_diff.patch`; kept as it is. */
  async uploadGitPatch(experimentKey: string, file: FormFile, signal: AbortSignal): Promise<void> {
    await this.#calls.upload(
      wire.Uploaded,
      'write/experiment/git/patch',
      { experimentKey },
      { parts: { file } },
      signal,
    );
  }

  /** GET write/experiment/asset/delete: a change, although made by GET. */
  deleteAsset(experimentKey: string, assetId: string, signal: AbortSignal): Promise<void> {
    return this.#calls.changeByGet('write/experiment/asset/delete', { experimentKey, assetId }, signal);
  }

  /** POST write/experiment/asset/tags: adds. Path inferred. */
  addAssetTags(experimentKey: string, assetId: string, tags: readonly string[], signal: AbortSignal): Promise<void> {
    return this.#calls.write('write/experiment/asset/tags', { experimentKey, assetId, tags }, signal);
  }

  /** POST write/experiment/asset/tags/delete. Path and body inferred. */
  deleteAssetTags(experimentKey: string, assetId: string, tags: readonly string[], signal: AbortSignal): Promise<void> {
    return this.#calls.write('write/experiment/asset/tags/delete', { experimentKey, assetId, tags }, signal);
  }

  async #assets(path: string, query: Query, signal: AbortSignal): Promise<wire.Asset[]> {
    const { assets } = await this.#calls.read(wire.Assets, path, query, signal);
    return mapInTurns(assets, (row, index) => narrow(wire.Asset, row, `assets.${index}`));
  }
}

const madeUpByTheServer = 'auto-generated-in-the-backend';

const isPage = (fileName: string): boolean => /\.x?html?$/i.test(fileName);
