/**
 * Files that a running experiment of the official SDK sends below `/clientlib/`: assets, figures, the patch, clouds of
 * points with their parts, and models that are stored elsewhere.
 */
import { randomBytes } from 'node:crypto';
import { Hono } from 'hono';
import { array, nullish, object, parseJson, pipe, safeParse, string, type BaseIssue, type BaseSchema } from 'valibot';
import type { Part } from '../../multipart';
import { checkedBody, findExperiment, type LabContext, type LabEnv, type Serving } from '../../request';
import { number } from '../../../schemas';
import type { LabExperiment } from '../../../store';
import { filePart, folderOf, keepUploadedAsset, multipartParts, newAsset } from '../../uploads';
import { Refusal } from '../../errors';
import { message } from '../../rows/rows';

const newAssetBody = object({
  experimentKey: string(),
  userFileName: string(),
  assetType: string(),
  step: nullish(number()),
  metadata: nullish(string()),
});
const itemPart = object({
  experimentKey: string(),
  assetId: string(),
  userFileName: string(),
  assetItemType: nullish(string()),
});
const thumbnailPart = object({ experimentKey: string(), thumbnailExtension: nullish(string()) });
const remoteModelBody = object({
  experimentKey: string(),
  modelName: string(),
  remoteEntities: array(
    object({ assetId: string(), remoteUrl: string(), fileName: string(), metadata: nullish(string()) }),
  ),
});

export function clientlibUploadRoutes(serving: Serving): Hono<LabEnv> {
  const { store } = serving;
  const app = new Hono<LabEnv>();
  const uploadedTo = (c: LabContext): LabExperiment => findExperiment(store, c.req.query('experimentId'));

  app.post('/asset/upload', async (c) =>
    c.json({ ...message('Saved'), assetId: await keepUploadedAsset(serving, c, uploadedTo(c)) }),
  );

  app.post('/visualizations/upload', async (c) =>
    c.json({ ...message('Saved'), imageId: await keepUploadedAsset(serving, c, uploadedTo(c), 'image') }),
  );

  app.post('/git-patch/upload', async (c) => {
    const experiment = uploadedTo(c);
    const { bytes } = filePart(await multipartParts(c));
    await experiment.write({ kind: 'patch', file: await experiment.keepBytes(bytes) });
    return c.json(message('Saved'));
  });

  app.post('/asset/log-remote-model', async (c) => {
    const { experimentKey, modelName, remoteEntities } = await checkedBody(c, remoteModelBody);
    const type = 'model-element';
    const createdAt = serving.now();
    await findExperiment(store, experimentKey).write({
      kind: 'assets',
      assets: remoteEntities.map(({ assetId, remoteUrl, fileName, metadata }) =>
        newAsset({
          id: assetId,
          name: fileName,
          type,
          createdAt,
          folder: folderOf(type, modelName),
          link: remoteUrl,
          metadata: metadata ?? null,
        }),
      ),
    });
    return c.json(message('Saved'));
  });

  app.post('/asset', async (c) => {
    const { experimentKey, userFileName, assetType, step, metadata } = await checkedBody(c, newAssetBody);
    const id = newId();
    const asset = newAsset({
      id,
      name: userFileName,
      type: assetType,
      createdAt: serving.now(),
      folder: folderOf(assetType, null),
      link: null,
      step: step ?? null,
      metadata: metadata ?? null,
    });
    await findExperiment(store, experimentKey).write({ kind: 'assets', assets: [asset] });
    return c.json({ ...message('Saved'), assetId: id });
  });

  app.post('/asset/asset-item', async (c) => {
    const parts = await multipartParts(c);
    const { experimentKey, assetId, userFileName, assetItemType } = said(parts, itemPart);
    await addPart(
      experimentKey,
      assetId,
      userFileName,
      assetItemType ?? 'asset-item',
      filePart(parts, 'assetItemContent').bytes,
    );
    return c.json(message('Saved'));
  });

  app.put('/asset/:assetId/thumbnail', async (c) => {
    const parts = await multipartParts(c);
    const { experimentKey, thumbnailExtension } = said(parts, thumbnailPart);
    await addPart(
      experimentKey,
      c.req.param('assetId'),
      `thumbnail${thumbnailExtension ?? ''}`,
      'image',
      filePart(parts, 'thumbnail').bytes,
    );
    return c.json(message('Saved'));
  });

  /** A part of an asset is an asset of its own here, with the name of the whole in front. */
  async function addPart(
    experimentKey: string,
    assetId: string,
    name: string,
    type: string,
    bytes: Uint8Array,
  ): Promise<void> {
    const experiment = findExperiment(store, experimentKey);
    const whole = (await experiment.content()).assets.get(assetId);
    if (whole === undefined) {
      throw new Refusal(400, 'asset does not exist');
    }
    const part = newAsset({
      id: newId(),
      name: `${whole.name}/${name}`,
      type,
      createdAt: serving.now(),
      folder: folderOf(type, null),
      link: null,
      step: whole.step,
      size: bytes.length,
      file: await experiment.keepBytes(bytes),
    });
    await experiment.write({ kind: 'assets', assets: [part] });
  }

  return app;
}

const newId = (): string => randomBytes(16).toString('hex');

/** What the SDK says about a file that it sends beside it, as a part of JSON. */
function said<T>(parts: readonly Part[], schema: BaseSchema<unknown, T, BaseIssue<unknown>>): T {
  const given = new TextDecoder().decode(filePart(parts, 'requestParams').bytes);
  const result = safeParse(pipe(string(), parseJson(), schema), given);
  if (!result.success) {
    throw new Refusal(400, `bad request body: ${result.issues[0].message}`);
  }
  return result.output;
}
