/**
 * Reads of artifacts: lists, versions, files, downloads, and what an experiment logged and used. One of them writes.
 */
import { Hono } from 'hono';
import { artifactDetails, artifactRow, fileRow, versionFiles, versionRow } from '../../rows/artifacts';
import type { Found, LabArtifact } from '../../../state/artifacts';
import { bytesAnswer, zipped } from '../../bytes';
import {
  askedExperiment,
  askedOptional,
  askedWorkspace,
  findExperiment,
  type LabContext,
  type LabEnv,
  type Serving,
} from '../../request';
import { jsonStream, listParts, mapped } from '../../streaming';
import { LabProblem } from '../../../problem';
import { Refusal } from '../../errors';
import { message } from '../../rows/rows';

export function artifactRoutes(serving: Serving): Hono<LabEnv> {
  const {
    store,
    states: { artifacts },
  } = serving;
  const app = new Hono<LabEnv>();

  /** Without a workspace: that of the experiment that asks. */
  const askedPlace = (c: LabContext): string => {
    const key = askedOptional(c, 'experimentKey') ?? askedOptional(c, 'consumerExperimentKey');
    return askedOptional(c, 'workspace') === null && askedOptional(c, 'workspaceName') === null && key !== null
      ? findExperiment(store, key).project.workspace
      : askedWorkspace(serving, c);
  };

  /** Clients spell the id in two ways, and the official SDK encodes names before they are encoded as a parameter. */
  const askedArtifact = (c: LabContext, wanted: 'artifact' | 'artifactVersion' = 'artifact'): LabArtifact => {
    const id = askedOptional(c, 'artifactId') ?? askedOptional(c, 'artifact_id');
    if (id !== null) {
      return artifacts.artifact(id, wanted);
    }
    const name = askedOptional(c, 'artifactName');
    if (name === null) {
      throw new LabProblem('notFound', wanted, 'artifact not specified');
    }
    const workspace = askedPlace(c);
    const isThere = artifacts.artifacts(workspace).some((artifact) => artifact.name === name);
    return artifacts.named(workspace, isThere ? name : decoded(name), wanted);
  };

  /** In any state. When there is not even the artifact, the official SDK waits for the number of a missing version. */
  const askedVersion = (c: LabContext): Found => {
    const versionId = askedOptional(c, 'versionId') ?? askedOptional(c, 'artifactVersionId');
    if (versionId !== null) {
      return artifacts.version(versionId);
    }
    const artifact = askedArtifact(c, 'artifactVersion');
    const [version = null, alias = null, versionOrAlias = null] = ['version', 'alias', 'versionOrAlias'].map((name) =>
      askedOptional(c, name),
    );
    return { artifact, version: artifacts.resolve(artifact, { versionId, version, alias, versionOrAlias }) };
  };

  const askedClosed = (c: LabContext): Found => {
    const found = askedVersion(c);
    artifacts.checkClosed(found.version);
    return found;
  };

  app.get('/artifacts/get-all', (c) => {
    const type = askedOptional(c, 'type');
    const found = artifacts.artifacts(askedPlace(c)).filter((artifact) => type === null || artifact.type === type);
    return jsonStream(
      c,
      listParts(
        'artifacts',
        mapped(found, (artifact) => artifactRow(store, artifact)),
      ),
    );
  });

  app.get('/artifacts/get', (c) => c.json(artifactDetails(store, askedArtifact(c))));

  // Asked by its id a version is shown in any state: the official SDK reads a version so right after opening it.
  app.get('/artifacts/version', (c) => {
    const byId = askedOptional(c, 'versionId') ?? askedOptional(c, 'artifactVersionId');
    const found = byId === null ? askedClosed(c) : askedVersion(c);
    const consumer = askedOptional(c, 'consumerExperimentKey');
    if (consumer !== null) {
      const { key } = findExperiment(store, consumer);
      artifacts.checkClosed(found.version);
      artifacts.consume(found.version.id, key);
    }
    return c.json(versionRow(found));
  });

  app.get('/artifacts/version/files', async (c) => {
    const found = askedClosed(c);
    const files = await versionFiles(store, found.version);
    return jsonStream(
      c,
      listParts(
        'files',
        mapped(files, (asset) => fileRow(found, asset)),
      ),
    );
  });

  // Whether several files come as a zip is not documented; nothing else would be one stream.
  app.get('/artifacts/version/download', async (c) => {
    const files = (await versionFiles(store, askedClosed(c).version)).filter(({ link }) => link === null);
    const [only, ...others] = files;
    return only !== undefined && others.length === 0
      ? bytesAnswer(c, await only.bytes(), only.name)
      : bytesAnswer(c, await zipped(files));
  });

  // The shape of a row is inferred: a version with its artifact, and on which side of the experiment it is.
  app.get('/get/artifacts', (c) => {
    const filter = askedOptional(c, 'filter') ?? 'all';
    if (filter !== 'all' && filter !== 'input' && filter !== 'output') {
      throw new Refusal(400, `filter is not valid: ${filter}`);
    }
    const { produced, used } = artifacts.ofExperiment(askedExperiment(serving, c).key);
    const row = (direction: 'input' | 'output') => (found: Found) => ({ ...versionRow(found), direction });
    return c.json({
      artifacts: [
        ...(filter === 'output' ? [] : used.map(row('input'))),
        ...(filter === 'input' ? [] : produced.map(row('output'))),
      ],
    });
  });

  // A request for a version's file names the experiment that uses it, or none: the version knows whose asset it is.
  app.get('/experiment/asset/get-asset', async (c, next) => {
    const versionId = askedOptional(c, 'artifactVersionId');
    if (versionId === null) {
      await next();
      return undefined;
    }
    const assetId = askedOptional(c, 'assetId');
    const { files } = artifacts.version(versionId).version;
    const file = files.find((one) => one.assetId === assetId);
    const content = file === undefined ? undefined : await store.experiment(file.experimentKey)?.content();
    const asset = file === undefined ? undefined : content?.assets.get(file.assetId);
    return asset === undefined || asset.link !== null
      ? c.json(message('no patch for experiment'))
      : bytesAnswer(c, await asset.bytes(), asset.name);
  });

  return app;
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
