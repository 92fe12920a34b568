/** Models that an experiment logged: their list, their files, all files of one as a zip. */
import { Hono } from 'hono';
import { bytesAnswer, zipped } from '../../bytes';
import { findModel, modelNames } from '../../../state/models';
import { askedExperiment, askedOptional, askedText, type LabEnv, type Serving } from '../../request';
import { experimentModelRow } from '../../rows/registry';
import { jsonStream, listParts, mapped } from '../../streaming';
import { assetRow } from '../../rows/rows';

export function modelRoutes(serving: Serving): Hono<LabEnv> {
  const { store, states } = serving;
  const app = new Hono<LabEnv>();

  app.get('/model', async (c) => {
    const experiment = askedExperiment(serving, c);
    const wanted = askedOptional(c, 'modelName');
    const names = modelNames(await experiment.content()).filter((name) => wanted === null || name === wanted);
    return c.json({
      models: names.map((modelName) =>
        experimentModelRow(states.registry, { experimentKey: experiment.key, modelName }),
      ),
    });
  });

  app.get('/model/asset/list', async (c) => {
    const { key } = askedExperiment(serving, c);
    const assets = await findModel(store, { experimentKey: key, modelName: askedText(c, 'modelName') });
    return jsonStream(
      c,
      listParts(
        'assets',
        mapped(assets, (asset) => assetRow(serving.origin(), key, asset)),
      ),
    );
  });

  app.get('/model/download', async (c) => {
    const { key } = askedExperiment(serving, c);
    const assets = await findModel(store, { experimentKey: key, modelName: askedText(c, 'modelName') });
    return bytesAnswer(c, await zipped(assets.filter(({ link }) => link === null)));
  });

  return app;
}
