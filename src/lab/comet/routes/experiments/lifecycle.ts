/**
 * Writes that make, end, archive, move, link and remove experiments. Many of them are GET requests, as Comet has it.
 */
import { Hono } from 'hono';
import { array, boolean, nullish, object, string } from 'valibot';
import {
  askedExperiment,
  checkedBody,
  findExperiment,
  findProject,
  type LabContext,
  type LabEnv,
  type Serving,
} from '../../request';
import { number } from '../../../schemas';
import { beatMilliseconds, type LabExperiment, type LabProject } from '../../../store';
import { errorCodes, Refusal } from '../../errors';
import { message } from '../../rows/rows';

const createExperimentBody = object({
  workspaceName: nullish(string()),
  projectName: nullish(string()),
  experimentName: nullish(string()),
});

const statusBody = object({
  experimentKey: string(),
  isAlive: nullish(boolean()),
  hasCrashed: nullish(boolean()),
});

const timesBody = object({
  experimentKey: string(),
  startTimeMillis: nullish(number()),
  endTimeMillis: nullish(number()),
});

const moveBody = object({
  targetWorkspaceName: string(),
  targetProjectName: string(),
  experimentKeys: array(string()),
  symlink: nullish(boolean()),
});

export function lifecycleRoutes(serving: Serving): Hono<LabEnv> {
  const { store } = serving;
  const app = new Hono<LabEnv>();

  app.post('/experiment/create', async (c) => {
    const body = await checkedBody(c, createExperimentBody);
    const workspace = body.workspaceName ?? store.account.defaultWorkspace;
    if (!store.workspaces().includes(workspace)) {
      throw new Refusal(400, 'workspace does not exist', errorCodes.noSuchWorkspace);
    }
    const project = store.createProject(workspace, body.projectName ?? 'general');
    const experiment = store.createExperiment(project, body.experimentName ? { name: body.experimentName } : {});
    return c.json({
      experimentKey: experiment.key,
      link: linkIn(serving, project, experiment),
      workspaceName: workspace,
      projectName: project.name,
      name: experiment.name,
    });
  });

  app.get('/experiment/stop', (c) => {
    stop(serving, askedExperiment(serving, c));
    return c.json(message('Stop Requested'));
  });

  app.get('/experiment/archive', (c) => {
    store.write({ kind: 'archived', key: askedExperiment(serving, c).key, archived: true });
    return c.json(message('Archived'));
  });

  app.get('/experiment/restore', (c) => {
    store.write({ kind: 'archived', key: askedExperiment(serving, c).key, archived: false });
    return c.json(message('Restore'));
  });

  app.get('/experiment/delete', (c) => {
    store.write({ kind: 'deleted', key: askedExperiment(serving, c).key });
    return c.json(message('Deleted'));
  });

  app.get('/experiment/set-status', (c) => {
    store.write({ kind: 'beat', key: askedExperiment(serving, c).key, time: serving.now() });
    return c.json({
      isAliveBeatDurationMillis: beatMilliseconds,
      gpuMonitorIntervalMillis: 60_000,
      cpuMonitorIntervalMillis: 68_000,
    });
  });

  app.post('/experiment/update-status', async (c) => {
    const body = await checkedBody(c, statusBody);
    const experiment = findExperiment(store, body.experimentKey);
    if (body.isAlive === true) {
      store.write({ kind: 'beat', key: experiment.key, time: serving.now() });
    } else {
      stop(serving, experiment);
    }
    store.write({ kind: 'crashed', key: experiment.key, crashed: body.hasCrashed ?? false });
    return c.json(message('Saved'));
  });

  app.post('/experiment/set-start-end-time', async (c) => {
    const body = await checkedBody(c, timesBody);
    const { key } = findExperiment(store, body.experimentKey);
    store.write({ kind: 'times', key, startTime: body.startTimeMillis ?? null, endTime: body.endTimeMillis ?? null });
    return c.json(message('Saved'));
  });

  app.post('/experiment/:key/mark-not-throttled', (c) => {
    const { key } = findExperiment(store, c.req.param('key'));
    store.write({ kind: 'unthrottled', key });
    return c.json(message('Saved'));
  });

  app.post('/experiment/move', async (c) => {
    const body = await checkedBody(c, moveBody);
    const project = findProject(store, {
      projectName: body.targetProjectName,
      workspaceName: body.targetWorkspaceName,
    });
    const keys = body.experimentKeys.map((key) => findExperiment(store, key).key);
    for (const key of keys) {
      store.write({ kind: body.symlink === true ? 'linked' : 'moved', key, project: project.id });
    }
    return c.json(message(body.symlink === true ? 'Linked' : 'Moved'));
  });

  app.get('/project/symlink', (c) => {
    const experiment = askedExperiment(serving, c);
    const project = linkTarget(serving, experiment, c);
    store.write({ kind: 'linked', key: experiment.key, project: project.id });
    return c.json({ link: linkIn(serving, project, experiment) });
  });

  return app;
}

export function stop({ store, now }: Serving, experiment: LabExperiment): void {
  const time = now();
  store.write({ kind: 'stopped', key: experiment.key, time, sinceStart: time - experiment.status().startTime });
}

/** The call names no workspace: it is the experiment's own. */
const linkTarget = ({ store }: Serving, experiment: LabExperiment, context: LabContext): LabProject =>
  findProject(store, { projectName: context.req.query('projectName'), workspaceName: experiment.project.workspace });

const linkIn = ({ origin }: Serving, { workspace, name }: LabProject, { key }: LabExperiment): string =>
  `${origin()}/${encodeURIComponent(workspace)}/${encodeURIComponent(name)}/${key}`;
