/** Writes of artifacts: opening a version, its state and labels. Files come with the uploads of an experiment. */
import { Hono } from 'hono';
import { array, boolean, nullish, object, string } from 'valibot';
import { checkedBody, findExperiment, type LabEnv, type Serving } from '../../request';
import { Refusal } from '../../errors';
import { message } from '../../rows/rows';

const text = nullish(string());
const texts = nullish(array(string()));

const upsertBody = object({
  artifactName: string(),
  artifactType: text,
  experimentKey: string(),
  version: text,
  alias: texts,
  versionTags: texts,
  versionMetadata: text,
  description: text,
  isPublic: nullish(boolean()),
  note: text,
  emoji: text,
});
const stateBody = object({ artifactVersionId: string(), experimentKey: text, state: text });
const detailsBody = object({ artifactId: string(), artifactType: text, versionMetadata: text, tags: texts });
const labelsBody = object({ artifactVersionId: string(), alias: texts, versionMetadata: text, versionTags: texts });

export function artifactWriteRoutes(serving: Serving): Hono<LabEnv> {
  const {
    store,
    states: { artifacts },
  } = serving;
  const app = new Hono<LabEnv>();

  app.post('/artifacts/upsert', async (c) => {
    const body = await checkedBody(c, upsertBody);
    const { key, project } = findExperiment(store, body.experimentKey);
    if (body.artifactName === '') {
      throw new Refusal(400, 'artifact name not specified');
    }
    const { artifactId, versionId, previous, current } = artifacts.open({
      workspace: project.workspace,
      projectId: project.id,
      experimentKey: key,
      name: body.artifactName,
      type: body.artifactType ?? 'unknown',
      description: body.description ?? null,
      isPublic: body.isPublic ?? false,
      emoji: body.emoji ?? null,
      owner: store.account.userName,
      version: body.version ?? null,
      metadata: body.versionMetadata ?? null,
      note: body.note ?? null,
      tags: body.versionTags ?? [],
      aliases: body.alias ?? [],
      at: serving.now(),
    });
    return c.json({ artifactId, artifactVersionId: versionId, previousVersion: previous, currentVersion: current });
  });

  app.post('/artifacts/state', async (c) => {
    const { artifactVersionId, experimentKey, state } = await checkedBody(c, stateBody);
    findExperiment(store, experimentKey ?? undefined);
    artifacts.setState(artifactVersionId, state ?? '');
    return c.json(message('Saved'));
  });

  // Clients say `versionMetadata` for the artifact's own metadata here. What they mean by `version` is not known.
  app.post('/artifacts/details', async (c) => {
    const { artifactId, artifactType, versionMetadata, tags } = await checkedBody(c, detailsBody);
    artifacts.change(artifactId, {
      ...(artifactType ? { type: artifactType } : {}),
      ...(typeof versionMetadata === 'string' ? { metadata: versionMetadata } : {}),
      ...(tags ? { tags: [...new Set(tags)] } : {}),
    });
    return c.json(message('Saved'));
  });

  app.post('/artifacts/version/labels', async (c) => {
    const { artifactVersionId, alias, versionMetadata, versionTags } = await checkedBody(c, labelsBody);
    artifacts.setLabels(artifactVersionId, {
      ...(alias ? { aliases: alias } : {}),
      ...(typeof versionMetadata === 'string' ? { metadata: versionMetadata } : {}),
      ...(versionTags ? { tags: versionTags } : {}),
    });
    return c.json(message('Saved'));
  });

  return app;
}
