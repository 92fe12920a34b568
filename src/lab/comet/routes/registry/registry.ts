/**
 * Reads of the model registry: models, versions, notes, zips; and what the newer SDK asks for, which only its source
 * tells.
 */
import { Hono } from 'hono';
import { object, string } from 'valibot';
import { major, minor } from 'semver';
import { bytesAnswer, zipped } from '../../bytes';
import { statuses, type RegistryModel, type RegistryVersion } from '../../../state/registry';
import { historyByDay, modelRow, RegistryRows, versionAssets } from '../../rows/registry';
import {
  askedOptional,
  askedText,
  askedWorkspace,
  checkedBody,
  type LabContext,
  type LabEnv,
  type Serving,
} from '../../request';
import { errorCodes, Refusal } from '../../errors';

const historyBody = object({ registryModelItemId: string() });

export function registryRoutes(serving: Serving): Hono<LabEnv> {
  const {
    store,
    states: { registry },
  } = serving;
  const app = new Hono<LabEnv>();
  const rows = (): RegistryRows => new RegistryRows(store, registry, serving.origin());
  const askedModel = (c: LabContext): RegistryModel =>
    registry.model(askedWorkspace(serving, c), askedText(c, 'modelName'));
  const ownerOf = (id: string): { model: RegistryModel; version: RegistryVersion } => {
    const version = registry.version(id);
    const owner = registry.recordsOf(version).find((record) => record.version === version);
    if (owner === undefined) {
      throw new Refusal(400, 'registry model does not exist', errorCodes.noSuchRegistryModel);
    }
    return owner;
  };

  app.get('/registry-model', async (c) => {
    const models = registry.models(askedWorkspace(serving, c));
    return c.json({ registryModels: await Promise.all(models.map((model) => rows().overview(model))) });
  });

  app.get('/registry-model/count', (c) =>
    c.json({ registryModelCount: registry.models(askedWorkspace(serving, c)).length }),
  );

  app.get('/registry-model/details', async (c) => {
    const model = askedModel(c);
    return c.json(await rows().withVersions(model, model.versions));
  });

  app.get('/registry-model/compact-details', (c) => c.json(modelRow(askedModel(c))));

  app.get('/registry-model/latest_version', async (c) => {
    const model = askedModel(c);
    const [stage, wantedMajor, wantedMinor] = ['stage', 'versionMajor', 'versionMinor'].map((name) =>
      askedOptional(c, name),
    );
    const found = model.versions.find(
      ({ stages, version }) =>
        (!stage || stages.includes(stage)) &&
        (!wantedMajor || major(version) === Number(wantedMajor)) &&
        (!wantedMinor || minor(version) === Number(wantedMinor)),
    );
    return c.json(await rows().withVersions(model, [there(found)]));
  });

  app.get('/registry-model/notes', (c) => c.json({ notes: askedModel(c).notes }));

  app.get('/registry-model/items', (c) => {
    const model = askedModel(c);
    const [tag, status, prefix] = ['tag', 'status', 'versionPrefix'].map((name) => askedOptional(c, name));
    const found = model.versions.filter(
      (version) =>
        (!tag || version.stages.includes(tag)) &&
        (!status || version.status === status) &&
        version.version.startsWith(prefix ?? ''),
    );
    return c.json({ items: found.map((version) => rows().itemDetails(model, version)) });
  });

  app.get('/registry-model/item/details', (c) => {
    const model = askedModel(c);
    return c.json(rows().itemDetails(model, askedVersion(model, c)));
  });

  app.get('/registry-model/item/download-instructions', async (c) => {
    const model = askedModel(c);
    return c.json({ ...(await rows().withVersions(model, [askedVersion(model, c)])), s3DownloadEnabled: false });
  });

  app.get('/registry-model/item/download', async (c) => {
    const assets = await versionAssets(store, askedVersion(askedModel(c), c));
    return bytesAnswer(c, await zipped(assets.filter(({ link }) => link === null)));
  });

  app.get('/registry-model/item/:id/metadata', (c) =>
    c.json({ metadata: registry.version(c.req.param('id')).metadata }),
  );

  app.get('/registry-model/item/:id/status-configuration', (c) => {
    const { id, statusConfiguration } = registry.version(c.req.param('id'));
    return c.json(statusConfiguration === null ? {} : { modelItemId: id, ...statusConfiguration });
  });

  app.get('/registry-model/allowed_status_values', (c) => {
    askedWorkspace(serving, c);
    return c.json({ allowedStatus: statuses });
  });

  app.post('/registry-model/history/item', async (c) => {
    const { model, version } = ownerOf((await checkedBody(c, historyBody)).registryModelItemId);
    return c.json(historyByDay(model, version));
  });

  return app;
}

/** By number or by stage; the latest when neither is given. */
function askedVersion(model: RegistryModel, context: LabContext): RegistryVersion {
  const number = askedOptional(context, 'version');
  const stage = askedOptional(context, 'stage');
  if (number !== null && stage !== null) {
    throw new Refusal(400, 'version and stage are both given');
  }
  return there(
    model.versions.find(
      ({ version, stages }) => (number === null || version === number) && (stage === null || stages.includes(stage)),
    ),
  );
}

function there(version: RegistryVersion | undefined): RegistryVersion {
  if (version === undefined) {
    throw new Refusal(400, 'registry model version does not exist', errorCodes.noSuchRegistryModel);
  }
  return version;
}
