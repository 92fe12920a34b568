/** Assets of an experiment: their list, their bytes (ranges too), and models as zips. */
import { createHash } from 'node:crypto';
import { Hono } from 'hono';
import { zip } from 'fflate';
import type { LabAsset } from '../record';
import { askedExperiment, type LabContext, type LabEnv, type Serving } from '../request';
import { jsonStream, listParts, mapped } from '../streaming';
import { assetRow, message, Refusal } from '../wire';
import type { LabExperiment } from '../store';

const modelFolder = 'models/';

export function assetRoutes(serving: Serving): Hono<LabEnv> {
  const app = new Hono<LabEnv>();
  const rows = (c: LabContext, experiment: LabExperiment, assets: Iterable<LabAsset>): Response =>
    jsonStream(c, listParts('assets', mapped(assets, (asset) => assetRow(serving.origin(), experiment.key, asset))));

  app.get('/asset/list', async (c) => {
    const experiment = askedExperiment(serving, c);
    const type = c.req.query('type') ?? 'all';
    const { assets } = await experiment.content();
    return rows(c, experiment, [...assets.values()].filter((asset) => type === 'all' || (asset.type ?? 'unknown') === type));
  });

  app.get('/asset/get-by-name', async (c) => {
    const experiment = askedExperiment(serving, c);
    const name = c.req.query('assetName');
    const type = c.req.query('type') ?? 'all';
    const { assets } = await experiment.content();
    return rows(c, experiment, [...assets.values()].filter((asset) => asset.name === name && (type === 'all' || asset.type === type)));
  });

  app.get('/asset/details', async (c) => {
    const experiment = askedExperiment(serving, c);
    const asset = (await experiment.content()).assets.get(c.req.query('assetId') ?? '');
    if (asset === undefined) {
      throw new Refusal(400, 'asset does not exist');
    }
    return c.json(assetRow(serving.origin(), experiment.key, asset));
  });

  app.get('/asset/get-asset', async (c) => {
    const asset = (await askedExperiment(serving, c).content()).assets.get(c.req.query('assetId') ?? '');
    // A body that is not there is no error to the tracker: the sentence is its own, for assets too.
    return asset === undefined || asset.link !== null
      ? c.json(message('no patch for experiment'))
      : bytesAnswer(c, await asset.bytes());
  });

  app.get('/model', async (c) => {
    const experiment = askedExperiment(serving, c);
    const { assets } = await experiment.content();
    return c.json({
      models: modelNames(assets.values()).map((modelName) => ({
        experimentModelId: createHash('sha256').update(`${experiment.key}/${modelName}`).digest('hex').slice(0, 32),
        experimentKey: experiment.key,
        modelName,
        registryRecords: [],
      })),
    });
  });

  app.get('/model/asset/list', async (c) => {
    const experiment = askedExperiment(serving, c);
    return rows(c, experiment, await modelAssets(experiment, c));
  });

  app.get('/model/download', async (c) => {
    const assets = await modelAssets(askedExperiment(serving, c), c);
    const files: Record<string, Uint8Array> = {};
    for (const asset of assets) {
      if (asset.link === null) {
        files[asset.name] = await asset.bytes();
      }
    }
    const archive = await new Promise<Uint8Array>((resolve, reject) => {
      zip(files, { level: 6 }, (error, bytes) => (error === null ? resolve(bytes) : reject(error)));
    });
    return c.body(new Uint8Array(archive), 200, { 'Content-Type': 'application/octet-stream' });
  });

  return app;
}

const modelNames = (assets: Iterable<LabAsset>): string[] => [...new Set(
  [...assets].filter(({ folder }) => folder.startsWith(modelFolder)).map(({ folder }) => folder.slice(modelFolder.length)),
)];

async function modelAssets(experiment: LabExperiment, context: LabContext): Promise<LabAsset[]> {
  const name = context.req.query('modelName') ?? '';
  const { assets } = await experiment.content();
  const found = [...assets.values()].filter(({ folder }) => folder === modelFolder + name);
  if (found.length === 0) {
    throw new Refusal(400, 'model does not exist');
  }
  return found;
}

/** The whole, or the one range that is asked for; a range outside is status 416. Several ranges are answered with the whole. */
function bytesAnswer(context: LabContext, bytes: Uint8Array): Response {
  const headers = { 'Content-Type': 'application/octet-stream', 'Accept-Ranges': 'bytes' };
  const range = /^bytes=(\d*)-(\d*)$/.exec(context.req.header('range') ?? '');
  if (range === null || (range[1] === '' && range[2] === '')) {
    return context.body(new Uint8Array(bytes), 200, { ...headers, 'Content-Length': String(bytes.length) });
  }
  const [, first = '', last = ''] = range;
  const start = first === '' ? Math.max(0, bytes.length - Number(last)) : Number(first);
  const end = first === '' || last === '' ? bytes.length - 1 : Math.min(Number(last), bytes.length - 1);
  if (start > end) {
    return context.body('', 416, { ...headers, 'Content-Range': `bytes */${bytes.length}` });
  }
  return context.body(bytes.slice(start, end + 1), 206, {
    ...headers,
    'Content-Length': String(end + 1 - start),
    'Content-Range': `bytes ${start}-${end}/${bytes.length}`,
  });
}
