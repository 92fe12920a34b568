/**
 * Large files in parts: begun and ended by calls with the key, each part put to an address of its own that needs none,
 * as an object store's signed addresses do. Parts are held in memory until the end; what was never ended goes with the
 * lab.
 */
import { createHash, randomBytes } from 'node:crypto';
import { Hono } from 'hono';
import { array, boolean, integer, maxValue, minValue, nullish, object, pipe, string, union } from 'valibot';
import { bodyBytes, checkedBody, findExperiment, isTrue, type LabEnv, type Serving } from '../../request';
import { number } from '../../../schemas';
import type { LabExperiment } from '../../../store';
import { folderOf, newAsset } from '../../uploads';
import { Refusal } from '../../errors';
import { message } from '../../rows/rows';

const text = nullish(string());
const startBody = object({
  startUploadParams: object({ numOfFileParts: pipe(number(), integer(), minValue(1), maxValue(10_000)) }),
  experimentKey: string(),
  fileName: text,
  type: text,
  context: text,
  step: nullish(number()),
  groupingName: text,
  metadata: text,
  assetId: text,
  overwrite: nullish(union([boolean(), string()])),
  artifactVersionId: text,
});
const completeBody = object({
  requestId: string(),
  succeed: boolean(),
  fileSize: nullish(number()),
  uploadedFileParts: nullish(array(object({ ETag: string(), PartNumber: number() }))),
});

interface Upload {
  readonly experiment: LabExperiment;
  readonly asset: Parameters<typeof newAsset>[0];
  readonly artifactVersionId: string | null;
  readonly parts: (Uint8Array | null)[];
}

/** The calls are below `/write`; the addresses of parts are at the root of the server. */
export function largeUploadRoutes(serving: Serving): { readonly calls: Hono<LabEnv>; readonly parts: Hono<LabEnv> } {
  const uploads = new Map<string, Upload>();
  const calls = new Hono<LabEnv>();
  const parts = new Hono<LabEnv>();

  calls.post('/experiment/upload-asset-start', async (c) => {
    const body = await checkedBody(c, startBody);
    const experiment = findExperiment(serving.store, body.experimentKey);
    const artifactVersionId = body.artifactVersionId ?? null;
    if (artifactVersionId !== null) {
      serving.states.artifacts.checkOpen(artifactVersionId);
    }
    const type = body.type ?? 'asset';
    const requestId = randomBytes(16).toString('hex');
    const count = body.startUploadParams.numOfFileParts;
    uploads.set(requestId, {
      experiment,
      artifactVersionId,
      parts: new Array<Uint8Array | null>(count).fill(null),
      asset: {
        id: body.assetId ?? randomBytes(16).toString('hex'),
        name: body.fileName ?? 'unnamed',
        type,
        context: body.context ?? null,
        step: body.step ?? null,
        createdAt: serving.now(),
        folder: folderOf(type, body.groupingName ?? null),
        metadata: body.metadata ?? null,
        link: null,
        replaces: isTrue(String(body.overwrite)),
      },
    });
    return c.json({
      requestId,
      preSignUrl: Array.from({ length: count }, (_, index) => `${serving.origin()}/uploads/${requestId}/${index + 1}`),
    });
  });

  calls.post('/experiment/upload-asset-complete', async (c) => {
    const { requestId, succeed, fileSize, uploadedFileParts } = await checkedBody(c, completeBody);
    const upload = uploads.get(requestId);
    if (upload === undefined) {
      throw new Refusal(400, 'upload does not exist');
    }
    if (!succeed) {
      uploads.delete(requestId);
      return c.json(message('Cancelled'));
    }
    const pieces = upload.parts.map((part, index) => {
      const said = uploadedFileParts?.find(({ PartNumber }) => PartNumber === index + 1)?.ETag.replaceAll('"', '');
      if (part === null || said !== tagOf(part)) {
        throw new Refusal(400, `part ${index + 1} is missing or another one`);
      }
      return part;
    });
    const bytes = Buffer.concat(pieces);
    if (fileSize !== null && fileSize !== undefined && fileSize !== bytes.length) {
      throw new Refusal(400, 'the parts do not make the file');
    }
    const { experiment, artifactVersionId } = upload;
    const asset = newAsset({ ...upload.asset, size: bytes.length, file: await experiment.keepBytes(bytes) });
    await experiment.write({ kind: 'assets', assets: [asset] });
    if (artifactVersionId !== null) {
      serving.states.artifacts.attach(artifactVersionId, {
        experimentKey: experiment.key,
        assetId: asset.id,
        size: asset.size,
      });
    }
    uploads.delete(requestId);
    return c.json({ ...message('Saved'), assetId: asset.id });
  });

  parts.put('/uploads/:requestId/:part', async (c) => {
    const upload = uploads.get(c.req.param('requestId'));
    const index = Number(c.req.param('part')) - 1;
    if (upload?.parts[index] === undefined) {
      throw new Refusal(404, 'nothing here');
    }
    const bytes = await bodyBytes(c);
    upload.parts[index] = bytes;
    return c.body(null, 200, { ETag: `"${tagOf(bytes)}"` });
  });

  return { calls, parts };
}

/** As object stores make them. */
const tagOf = (bytes: Uint8Array): string => createHash('md5').update(bytes).digest('hex');
