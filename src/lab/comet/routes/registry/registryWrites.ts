/**
 * Writes to the model registry. Several are GET requests, as Comet has it. Of the answers only the ids are read.
 */
import { Hono } from 'hono';
import { array, boolean, nullish, object, record, string, unknown } from 'valibot';
import { findModel, modelOfId } from '../../../state/models';
import type { Registration, Signature } from '../../../state/registry';
import { askedText, askedWorkspace, checkedBody, findExperiment, type LabEnv, type Serving } from '../../request';
import { Refusal } from '../../errors';
import { message } from '../../rows/rows';

const text = nullish(string());
const texts = nullish(array(string()));

const registerBody = object({
  experimentModelId: string(),
  registryModelName: string(),
  description: text,
  isPublic: nullish(boolean()),
  version: text,
  comment: text,
  stages: texts,
});
const createItemBody = object({
  experimentKey: string(),
  experimentModelName: string(),
  registryModelName: text,
  registryModelDescription: text,
  version: text,
  versionComment: text,
  tags: texts,
  status: text,
  publicModel: nullish(boolean()),
});
const itemUpdateBody = object({ registryModelItemId: string(), comment: text, stages: texts });
const modelUpdateBody = object({
  registryModelId: string(),
  registryModelName: text,
  description: text,
  isPublic: nullish(boolean()),
});
const notesBody = object({ workspaceName: string(), registryModelName: string(), notes: string() });
const statusBody = object({ modelItemId: string(), status: string() });
const metadataBody = object({ metadata: array(object({ key: string(), value: unknown() })) });
const statusConfigurationBody = record(string(), unknown());

const done = message('OK');

export function registryWriteRoutes(serving: Serving): Hono<LabEnv> {
  const {
    store,
    states: { registry },
  } = serving;
  const app = new Hono<LabEnv>();
  const signature = (): Signature => ({ userName: store.account.userName, at: serving.now() });

  /** Into the workspace of the experiment: nothing else says which. */
  const register = async (
    given: Omit<Registration, 'workspace' | keyof Signature>,
    into: 'new' | 'existing' | 'either',
  ): Promise<{ registryModelId: string; registryModelItemId: string }> => {
    await findModel(store, given);
    const { workspace } = findExperiment(store, given.experimentKey).project;
    const { modelId, versionId } = registry.register({ ...given, ...signature(), workspace }, into);
    return { registryModelId: modelId, registryModelItemId: versionId };
  };

  for (const [path, into] of [
    ['/registry-model', 'new'],
    ['/registry-model/item', 'existing'],
  ] as const) {
    app.post(path, async (c) => {
      const body = await checkedBody(c, registerBody);
      const model = modelOfId(body.experimentModelId);
      if (model === null) {
        throw new Refusal(400, 'experiment model does not exist');
      }
      return c.json(
        await register(
          {
            ...model,
            name: body.registryModelName,
            version: body.version ?? null,
            comment: body.comment ?? null,
            stages: body.stages ?? [],
            status: null,
            description: body.description ?? null,
            isPublic: body.isPublic ?? false,
          },
          into,
        ),
      );
    });
  }

  app.post('/registry-model/item/create', async (c) => {
    const body = await checkedBody(c, createItemBody);
    return c.json(
      await register(
        {
          experimentKey: body.experimentKey,
          modelName: body.experimentModelName,
          name: body.registryModelName ?? body.experimentModelName,
          version: body.version ?? null,
          comment: body.versionComment ?? null,
          stages: body.tags ?? [],
          status: body.status ?? null,
          description: body.registryModelDescription ?? null,
          isPublic: body.publicModel ?? false,
        },
        'either',
      ),
    );
  });

  app.post('/registry-model/item/update', async (c) => {
    const { registryModelItemId, comment, stages } = await checkedBody(c, itemUpdateBody);
    registry.changeVersion(registryModelItemId, { ...given({ comment }), ...given({ stages }) }, signature());
    return c.json(done);
  });

  app.post('/registry-model/item/status', async (c) => {
    const { modelItemId, status } = await checkedBody(c, statusBody);
    registry.changeVersion(modelItemId, { status }, signature());
    return c.json(done);
  });

  app.post('/registry-model/item/:id/metadata', async (c) => {
    const { metadata } = await checkedBody(c, metadataBody);
    registry.changeVersion(c.req.param('id'), { metadata }, signature());
    return c.json(done);
  });

  app.post('/registry-model/item/:id/status-configuration', async (c) => {
    const statusConfiguration = await checkedBody(c, statusConfigurationBody);
    registry.changeVersion(c.req.param('id'), { statusConfiguration }, signature());
    return c.json(done);
  });

  app.post('/registry-model/update', async (c) => {
    const { registryModelId, registryModelName, description, isPublic } = await checkedBody(c, modelUpdateBody);
    registry.changeModel(
      registryModelId,
      {
        ...given({ name: registryModelName }),
        ...given({ description }),
        ...given({ isPublic }),
      },
      serving.now(),
    );
    return c.json(done);
  });

  app.post('/registry-model/notes', async (c) => {
    const { workspaceName, registryModelName, notes } = await checkedBody(c, notesBody);
    registry.changeModel(registry.model(workspaceName, registryModelName).id, { notes }, serving.now());
    return c.json(done);
  });

  app.get('/registry-model/item/delete', (c) => {
    registry.deleteVersion(askedText(c, 'modelItemId'));
    return c.json(done);
  });

  app.get('/registry-model/delete', (c) => {
    registry.deleteModel(askedWorkspace(serving, c), askedText(c, 'modelName'));
    return c.json(done);
  });

  app.get('/registry-model/item/stage', (c) => {
    registry.addStage(askedText(c, 'modelItemId'), askedText(c, 'stage'), signature());
    return c.json(done);
  });

  app.get('/registry-model/item/stage/delete', (c) => {
    registry.removeStage(askedText(c, 'modelItemId'), askedText(c, 'stage'), signature());
    return c.json(done);
  });

  return app;
}

/** What a client leaves out or sends as null is not changed. */
function given<Name extends string, Value>(part: Record<Name, Value | null | undefined>): Partial<Record<Name, Value>> {
  return Object.fromEntries(
    Object.entries(part).filter(([, value]) => value !== null && value !== undefined),
  ) as Partial<Record<Name, Value>>;
}
