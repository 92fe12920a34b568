/** Assets of an experiment: their list and their bytes (ranges too). */
import { Hono } from 'hono';
import { bytesAnswer } from '../../bytes';
import type { LabAsset } from '../../../content';
import { askedExperiment, type LabContext, type LabEnv, type Serving } from '../../request';
import { jsonStream, listParts, mapped } from '../../streaming';
import { Refusal } from '../../errors';
import { assetRow, message } from '../../rows/rows';
import type { LabExperiment } from '../../../store';

export function assetRoutes(serving: Serving): Hono<LabEnv> {
  const app = new Hono<LabEnv>();
  const rows = (c: LabContext, experiment: LabExperiment, assets: Iterable<LabAsset>): Response =>
    jsonStream(
      c,
      listParts(
        'assets',
        mapped(assets, (asset) => assetRow(serving.origin(), experiment.key, asset)),
      ),
    );

  app.get('/asset/list', async (c) => {
    const experiment = askedExperiment(serving, c);
    const type = c.req.query('type') ?? 'all';
    const { assets } = await experiment.content();
    return rows(
      c,
      experiment,
      [...assets.values()].filter((asset) => type === 'all' || (asset.type ?? 'unknown') === type),
    );
  });

  app.get('/asset/get-by-name', async (c) => {
    const experiment = askedExperiment(serving, c);
    const name = c.req.query('assetName');
    const type = c.req.query('type') ?? 'all';
    const { assets } = await experiment.content();
    return rows(
      c,
      experiment,
      [...assets.values()].filter((asset) => asset.name === name && (type === 'all' || asset.type === type)),
    );
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
      : bytesAnswer(c, await asset.bytes(), asset.name);
  });

  return app;
}
