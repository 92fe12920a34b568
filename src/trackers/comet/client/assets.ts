/**
 * Files of Comet's experiments. `fileName` tells web pages that were logged from those that were sent in their place.
 */
import { mapInTurns } from '../../../platform/eventLoop';
import type { Opening } from '../../backend';
import type { FormFile } from '../../http/client';
import { assets } from '../endpoints/assets';
import type { ArgumentsOf } from '../endpoints/endpoint';
import * as wire from '../wire/assets';
import { narrow } from '../wire/primitives';
import { isMessage, nothingThere, type CometCalls } from './calls';

export const assetCalls = (calls: CometCalls) => ({
  experimentAssets: async (experimentKey: string, type: string, signal: AbortSignal) => {
    const rows = (await calls.call(assets.experimentAssets, { experimentKey, type }, signal)).assets;
    return mapInTurns(rows, (row, index) => narrow(wire.Asset, row, `assets.${index}`));
  },
  /** Its bytes, or the rest of them. */
  experimentAsset: (experimentKey: string, assetId: string, fileName: string, opening: Opening, signal: AbortSignal) =>
    calls.open(assets.experimentAsset, { experimentKey, assetId }, isPage(fileName), opening, signal),
  /** Whole: for what is read rather than kept. */
  experimentAssetContent: async (experimentKey: string, assetId: string, fileName: string, signal: AbortSignal) => {
    const bytes = await calls.bytes(assets.experimentAsset, { experimentKey, assetId }, isPage(fileName), signal);
    if (isMessage(bytes)) {
      throw nothingThere();
    }
    return bytes;
  },
  artifactAsset: (
    version: { readonly artifactVersionId: string; readonly experimentKey?: string },
    assetId: string,
    fileName: string,
    opening: Opening,
    signal: AbortSignal,
  ) => calls.open(assets.artifactAsset, { ...version, assetId }, isPage(fileName), opening, signal),
  /** The new id, where the server tells it. @param metadata JSON text */
  uploadAsset: async (
    experimentKey: string,
    asset: Omit<ArgumentsOf<typeof assets.uploadAsset>, 'experimentKey'>,
    file: FormFile,
    metadata: string | null,
    sent: (bytes: number) => void,
    signal: AbortSignal,
  ) => {
    const parts = { file, ...(metadata === null ? {} : { metadata }) };
    return (await calls.upload(assets.uploadAsset, { experimentKey, ...asset }, { parts, sent }, signal)).assetId;
  },
  deleteAsset: (experimentKey: string, assetId: string, signal: AbortSignal) =>
    calls.change(assets.deleteAsset, { experimentKey, assetId }, signal),
  addAssetTags: (experimentKey: string, assetId: string, tags: readonly string[], signal: AbortSignal) =>
    calls.change(assets.addAssetTags, { experimentKey, assetId, tags }, signal),
});

const isPage = (fileName: string): boolean => /\.x?html?$/i.test(fileName);
