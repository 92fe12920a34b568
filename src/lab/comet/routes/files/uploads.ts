/** Writes that bring files and references to files to an experiment, tag them and take them away. */
import { randomBytes } from 'node:crypto';
import { Hono } from 'hono';
import { array, nullish, object, string } from 'valibot';
import { askedExperiment, checkedBody, findExperiment, type LabEnv, type Serving } from '../../request';
import { logged } from '../../../schemas';
import { filePart, folderOf, keepUploadedAsset, multipartParts, newAsset } from '../../uploads';
import { Refusal } from '../../errors';
import { message } from '../../rows/rows';
import type { LabExperiment } from '../../../store';

const text = nullish(string());

const remoteAsset = object({
  link: string(),
  fileName: text,
  assetId: text,
  type: text,
  context: text,
  metadata: nullish(logged()),
  artifactVersionId: text,
  groupingName: text,
});
const remoteAssetsBody = object({ experimentKey: text, remoteAssets: array(remoteAsset) });
/** The official SDK's spelling of the same. */
const remoteArtifactAssetsBody = object({ remoteArtifactAssetRequests: array(remoteAsset) });
const tagsBody = object({ experimentKey: string(), assetId: string(), tags: array(string()) });

type RemoteAsset = (typeof remoteAsset)['~types'] extends { output: infer Output } | undefined ? Output : never;

export function uploadRoutes(serving: Serving): Hono<LabEnv> {
  const { store } = serving;
  const app = new Hono<LabEnv>();

  app.post('/experiment/git/patch', async (c) => {
    const experiment = askedExperiment(serving, c);
    const { bytes } = filePart(await multipartParts(c));
    await experiment.write({ kind: 'patch', file: await experiment.keepBytes(bytes) });
    return c.json(message('Saved'));
  });

  app.post('/experiment/upload-asset', async (c) => {
    const assetId = await keepUploadedAsset(serving, c, askedExperiment(serving, c));
    return c.json({ ...message('Saved'), assetId });
  });

  app.post('/artifact/assets/remote/batch', async (c) => {
    const experiment = askedExperiment(serving, c);
    await keepRemoteAssets(
      serving,
      experiment,
      (await checkedBody(c, remoteArtifactAssetsBody)).remoteArtifactAssetRequests,
    );
    return c.json(message('Saved'));
  });

  // Inferred: the documents name the body of this call and not its path.
  app.post('/experiment/upload-remote-assets', async (c) => {
    const body = await checkedBody(c, remoteAssetsBody);
    const experiment = findExperiment(store, body.experimentKey ?? c.req.query('experimentKey'));
    await keepRemoteAssets(serving, experiment, body.remoteAssets);
    return c.json(message('Saved'));
  });

  app.get('/experiment/asset/delete', async (c) => {
    const experiment = askedExperiment(serving, c);
    const id = c.req.query('assetId') ?? '';
    await checkAsset(experiment, id);
    await experiment.write({ kind: 'assetDeleted', id });
    return c.json(message('Deleted'));
  });

  // Inferred, both: the documents name the bodies of these calls and not their paths.
  app.post('/experiment/asset/tags', async (c) => {
    const body = await checkedBody(c, tagsBody);
    const experiment = findExperiment(store, body.experimentKey);
    await checkAsset(experiment, body.assetId);
    await experiment.write({ kind: 'assetTags', id: body.assetId, added: body.tags, removed: [] });
    return c.json(message('Saved'));
  });

  app.post('/experiment/asset/tags/delete', async (c) => {
    const body = await checkedBody(c, tagsBody);
    const experiment = findExperiment(store, body.experimentKey);
    await checkAsset(experiment, body.assetId);
    await experiment.write({ kind: 'assetTags', id: body.assetId, added: [], removed: body.tags });
    return c.json(message('Deleted'));
  });

  return app;
}

async function checkAsset(experiment: LabExperiment, id: string): Promise<void> {
  if (!(await experiment.content()).assets.has(id)) {
    throw new Refusal(400, 'asset does not exist');
  }
}

/** All of them or, when one belongs to an artifact version that is no longer open, none. */
async function keepRemoteAssets(
  { states, now }: Serving,
  experiment: LabExperiment,
  given: readonly RemoteAsset[],
): Promise<void> {
  const versions = new Set(given.flatMap(({ artifactVersionId }) => artifactVersionId ?? []));
  for (const id of versions) {
    states.artifacts.checkOpen(id);
  }
  const createdAt = now();
  const assets = given.map(({ link, fileName, assetId, type, context, metadata, groupingName }) =>
    newAsset({
      id: assetId ?? randomBytes(16).toString('hex'),
      name: fileName ?? link.split('/').at(-1) ?? link,
      type: type ?? 'asset',
      context: context ?? null,
      createdAt,
      folder: folderOf(type ?? 'asset', groupingName ?? null),
      metadata: metadata ?? null,
      link,
    }),
  );
  await experiment.write({ kind: 'assets', assets });
  for (const [index, { artifactVersionId }] of given.entries()) {
    const asset = assets[index];
    if (artifactVersionId && asset !== undefined) {
      states.artifacts.attach(artifactVersionId, { experimentKey: experiment.key, assetId: asset.id, size: 0 });
    }
  }
}
