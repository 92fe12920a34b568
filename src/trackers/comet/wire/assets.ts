/** Files of experiments as Comet sends them. */
import * as v from 'valibot';
import { flag, jsonText, list, longList, number, text } from './primitives';

export const Assets = v.object({ assets: longList });
export const Asset = v.pipe(
  v.object({
    assetId: v.string(),
    fileName: text,
    fileSize: number,
    runContext: text,
    runConext: text,
    step: number,
    remote: flag,
    link: text,
    compressedAssetLink: text,
    createdAt: number,
    dir: text,
    canView: flag,
    audio: flag,
    video: flag,
    histogram: flag,
    image: flag,
    type: text,
    metadata: jsonText,
    tags: list(v.string()),
    curlDownload: text,
  }),
  v.transform(({ runConext, ...asset }) => ({ ...asset, runContext: asset.runContext ?? runConext })),
);
export type Asset = v.InferOutput<typeof Asset>;

/** Some servers say under which id they keep it. */
export const Uploaded = v.nullish(v.object({ assetId: text }), { assetId: null });

/** Where the parts of a large file are to be put. */
export const StartedUpload = v.object({ requestId: v.string(), preSignUrl: list(v.string()) });
export type StartedUpload = v.InferOutput<typeof StartedUpload>;
