/** Writes that make, end, archive and remove experiments and projects. Many of them are GET requests, as Comet has it. */
import { randomBytes } from 'node:crypto';
import { Hono } from 'hono';
import { array, boolean, nullish, number, object, string } from 'valibot';
import { addLogged, emptyContent } from '../record';
import { askedExperiment, checkedBody, findExperiment, findProject, type LabEnv, type Serving } from '../request';
import { beatMilliseconds, LabExperiment } from '../store';
import { errorCodes, message, Refusal } from '../wire';

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

const createProjectBody = object({
  projectName: string(),
  workspaceName: string(),
  projectDescription: nullish(string()),
  isPublic: nullish(boolean()),
});

const updateProjectBody = object({
  projectId: nullish(string()),
  projectName: nullish(string()),
  workspaceName: nullish(string()),
  newProjectName: nullish(string()),
  newProjectDescription: nullish(string()),
  isPublic: nullish(boolean()),
});

const deleteProjectBody = object({
  projectName: string(),
  workspaceName: string(),
  deleteAllExperiments: nullish(boolean()),
});

const notesBody = object({ projectId: string(), notes: string() });

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
    const project = store.addProject(workspace, body.projectName ?? 'general');
    const key = randomBytes(16).toString('hex');
    const name = body.experimentName ?? madeUpName(key);
    const now = serving.now();
    const content = emptyContent();
    addLogged(content.others, 'Name', { value: name, step: null, time: now, context: null });
    const experiment = new LabExperiment(
      project,
      { key, name, startTime: now, endTime: now, userName: store.account.userName },
      () => Promise.resolve(content),
      store.now,
    );
    experiment.beat();
    store.add(experiment);
    return c.json({
      experimentKey: key,
      link: `${serving.origin()}/${encodeURIComponent(workspace)}/${encodeURIComponent(project.name)}/${key}`,
      workspaceName: workspace,
      projectName: project.name,
      name,
    });
  });

  app.get('/experiment/stop', (c) => {
    askedExperiment(serving, c).stop();
    return c.json(message('Stop Requested'));
  });

  app.get('/experiment/archive', (c) => {
    askedExperiment(serving, c).archived = true;
    return c.json(message('Archived'));
  });

  app.get('/experiment/restore', (c) => {
    askedExperiment(serving, c).archived = false;
    return c.json(message('Restore'));
  });

  app.get('/experiment/delete', (c) => {
    store.delete(askedExperiment(serving, c));
    return c.json(message('Deleted'));
  });

  app.get('/experiment/set-status', (c) => {
    askedExperiment(serving, c).beat();
    return c.json({ isAliveBeatDurationMillis: beatMilliseconds, gpuMonitorIntervalMillis: 60_000, cpuMonitorIntervalMillis: 68_000 });
  });

  app.post('/experiment/update-status', async (c) => {
    const body = await checkedBody(c, statusBody);
    const experiment = findExperiment(store, body.experimentKey);
    if (body.isAlive === true) {
      experiment.beat();
    } else {
      experiment.stop();
    }
    experiment.setCrashed(body.hasCrashed ?? false);
    return c.json(message('Saved'));
  });

  app.post('/experiment/set-start-end-time', async (c) => {
    const body = await checkedBody(c, timesBody);
    findExperiment(store, body.experimentKey).setTimes(body.startTimeMillis ?? null, body.endTimeMillis ?? null);
    return c.json(message('Saved'));
  });

  app.post('/experiment/move', async (c) => {
    const body = await checkedBody(c, moveBody);
    if (body.symlink === true) {
      throw new Refusal(400, 'The lab keeps no links between projects.');
    }
    const project = findProject(store, { projectName: body.targetProjectName, workspaceName: body.targetWorkspaceName });
    const experiments = body.experimentKeys.map((key) => findExperiment(store, key));
    for (const experiment of experiments) {
      store.move(experiment, project);
    }
    return c.json(message('Moved'));
  });

  app.post('/project/create', async (c) => {
    const body = await checkedBody(c, createProjectBody);
    if (!store.workspaces().includes(body.workspaceName)) {
      throw new Refusal(400, 'workspace does not exist', errorCodes.noSuchWorkspace);
    }
    if (store.projectNamed(body.workspaceName, body.projectName) !== undefined) {
      throw new Refusal(400, 'project already exists');
    }
    const project = store.addProject(body.workspaceName, body.projectName, {
      description: body.projectDescription ?? null,
      isPublic: body.isPublic ?? false,
    });
    return c.json({ projectId: project.id });
  });

  app.post('/project/update', async (c) => {
    const body = await checkedBody(c, updateProjectBody);
    if (body.projectId && body.projectName) {
      throw new Refusal(400, 'projectId and projectName are both given');
    }
    const project = findProject(store, body);
    project.name = body.newProjectName ?? project.name;
    project.description = body.newProjectDescription ?? project.description;
    project.isPublic = body.isPublic ?? project.isPublic;
    return c.json(message('Updated'));
  });

  app.post('/project/notes', async (c) => {
    const body = await checkedBody(c, notesBody);
    findProject(store, { projectId: body.projectId }).notes = body.notes;
    return c.json(message('Saved'));
  });

  app.post('/project/delete', async (c) => {
    const body = await checkedBody(c, deleteProjectBody);
    const project = findProject(store, body);
    const isEmpty = [true, false].every((archived) => store.experiments(project, archived).length === 0);
    if (!isEmpty && body.deleteAllExperiments !== true) {
      throw new Refusal(400, 'project has experiments');
    }
    store.deleteProject(project);
    return c.json(message('Deleted'));
  });

  return app;
}

const adjectives = ['amber', 'brisk', 'calm', 'deep', 'early', 'gentle', 'keen', 'lively', 'narrow', 'outdoor', 'quiet', 'steady'];
const nouns = ['anchor', 'bridge', 'canyon', 'ember', 'forest', 'harbor', 'island', 'meadow', 'orchard', 'stool', 'valley', 'willow'];

/** The tracker names what nobody named: adjective, noun, number. The same key has the same name. */
export function madeUpName(key: string): string {
  const seed = Number.parseInt(key.slice(0, 8), 16) || 0;
  const pick = (words: readonly string[], at: number): string => words[at % words.length] ?? 'plain';
  return `${pick(adjectives, seed)}_${pick(nouns, Math.floor(seed / adjectives.length))}_${1000 + (seed % 9000)}`;
}
