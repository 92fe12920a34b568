/**
 * What Comet serves below `/api` and outside its REST API: bytes of assets and images by address, and an
 * administrator's reports.
 */
import { Hono } from 'hono';
import { bytesAnswer } from '../bytes';
import { askedExperiment, askedOptional, askedText, type LabEnv, type Serving } from '../request';
import type { LabAsset } from '../../content';
import { errorCodes, Refusal } from '../errors';
import { message } from '../rows/rows';

export function outsideRoutes(serving: Serving): Hono<LabEnv> {
  const { store } = serving;
  const app = new Hono<LabEnv>();

  app.get('/asset/download', async (c) => {
    const asset = (await askedExperiment(serving, c).content()).assets.get(askedText(c, 'assetId'));
    return asset === undefined || asset.link !== null
      ? c.json(message('no patch for experiment'))
      : bytesAnswer(c, await asset.bytes(), asset.name);
  });

  app.get('/image/download', async (c) => {
    const id = askedText(c, 'imageId');
    const image =
      askedOptional(c, 'experimentKey') === null
        ? await anyAsset(id)
        : (await askedExperiment(serving, c).content()).assets.get(id);
    if (image === undefined || image.link !== null) {
      throw new Refusal(400, 'image does not exist');
    }
    return bytesAnswer(c, await image.bytes(), image.name);
  });

  for (const path of ['/admin/chargeback/report', '/admin/service-accounts']) {
    app.get(path, () => {
      throw new Refusal(403, 'only administrators may do this', errorCodes.notAllowed);
    });
  }

  /** Addresses of images name no experiment. */
  async function anyAsset(id: string): Promise<LabAsset | undefined> {
    for (const project of store.workspaces().flatMap((workspace) => store.projects(workspace))) {
      for (const experiment of [...store.experiments(project, false), ...store.experiments(project, true)]) {
        const asset = (await experiment.content()).assets.get(id);
        if (asset !== undefined) {
          return asset;
        }
      }
    }
    return undefined;
  }

  return app;
}
