/**
 * What a running experiment of the official SDK asks for below `/clientlib/`, beside the REST calls that it makes too:
 * handshake, heartbeat, batches of metrics and parameters, tags, links. Uploads are apart.
 */
import { randomBytes } from 'node:crypto';
import { Hono } from 'hono';
import { array, boolean, nullish, object, string } from 'valibot';
import type { LoggedPoint } from '../../contentChanges';
import { fullName } from '../../content';
import { askedExperiment, checkedBody, findExperiment, findProject, type LabEnv, type Serving } from '../request';
import { logged, number } from '../../schemas';
import { beatMilliseconds, type LabExperiment, type LabProject } from '../../store';
import { errorCodes, Refusal } from '../errors';
import { message } from '../rows/rows';
import { madeUpName } from '../../generatedName';

const text = nullish(string());
const whole = nullish(number());

const newRunBody = object({
  experimentKey: string(),
  projectName: text,
  teamName: text,
  getOrCreateEnabled: nullish(boolean()),
});
const oldRunBody = object({ previousExperiment: string() });
const copiedRunBody = object({ copiedExperimentKey: string(), newExperimentKey: string(), stepToCopyTo: number() });
const statusBody = object({ experimentKey: string(), is_alive: boolean() });
const offlineTimesBody = object({ experimentKey: string(), startTimestamp: whole, endTimestamp: whole });
const tagsBody = object({ experimentKey: string(), addedTags: array(string()) });
const metricsBody = object({
  experimentKey: string(),
  values: array(
    object({
      metricName: string(),
      metricValue: nullish(logged(), 'null'),
      context: text,
      step: whole,
      epoch: whole,
      timestamp: whole,
    }),
  ),
});
const parametersBody = object({
  experimentKey: string(),
  values: array(
    object({
      parameterName: string(),
      parameterValue: nullish(logged(), 'null'),
      context: text,
      step: whole,
      timestamp: whole,
    }),
  ),
});

/** Megabytes; the SDK refuses by itself what is larger. */
const largestUpload = 200;

export function clientlibRoutes(serving: Serving): Hono<LabEnv> {
  const { store } = serving;
  const app = new Hono<LabEnv>();

  const begin = (key: string, project: LabProject): LabExperiment => {
    store.write({
      kind: 'experimentAdded',
      key,
      project: project.id,
      name: madeUpName(key),
      userName: store.account.userName,
      time: serving.now(),
    });
    return findExperiment(store, key);
  };

  app.post('/logger/add/run', async (c) => {
    const { experimentKey, projectName, teamName, getOrCreateEnabled } = await checkedBody(c, newRunBody);
    const existing = store.experiment(experimentKey);
    if (existing !== undefined && getOrCreateEnabled !== true) {
      throw new Refusal(400, 'experiment already exists', errorCodes.experimentExists);
    }
    if (existing !== undefined) {
      return c.json(handshake(serving, existing));
    }
    if (!/^[0-9A-Za-z]{32,50}$/.test(experimentKey)) {
      throw new Refusal(400, 'experiment key is not 32 to 50 letters and digits');
    }
    const workspace = teamName ?? store.account.defaultWorkspace;
    if (!store.workspaces().includes(workspace)) {
      throw new Refusal(400, 'workspace does not exist', errorCodes.noSuchWorkspace);
    }
    return c.json(handshake(serving, begin(experimentKey, store.createProject(workspace, projectName ?? 'general'))));
  });

  app.post('/logger/get/run', async (c) => {
    const { previousExperiment } = await checkedBody(c, oldRunBody);
    const experiment = store.experiment(previousExperiment);
    if (experiment === undefined) {
      // The SDK tells of a missing experiment by this number alone.
      throw new Refusal(400, 'experiment does not exist', errorCodes.notAllowed);
    }
    return c.json(handshake(serving, experiment));
  });

  app.post('/logger/copy-steps-from-experiment', async (c) => {
    const { copiedExperimentKey, newExperimentKey, stepToCopyTo } = await checkedBody(c, copiedRunBody);
    const original = findExperiment(store, copiedExperimentKey);
    if (store.experiment(newExperimentKey) !== undefined) {
      throw new Refusal(400, 'experiment already exists', errorCodes.experimentExists);
    }
    const copy = begin(newExperimentKey, original.project);
    await copyUntil(stepToCopyTo, original, copy);
    return c.json(handshake(serving, copy));
  });

  // The limits that the SDK has when it is told none; a size of 0 is no limit.
  app.post('/asset/3d-limits', (c) => c.json({ maxPoints: 1_000_000, maxPointsFileSizeInBytes: 0, maxBoxes: 250_000 }));

  app.get('/health/ping', (c) => c.json(message('pong')));

  app.post('/status-report/update', async (c) => {
    const { experimentKey, is_alive: isAlive } = await checkedBody(c, statusBody);
    const experiment = findExperiment(store, experimentKey);
    const { key } = experiment;
    const time = serving.now();
    store.write(
      isAlive
        ? { kind: 'beat', key, time }
        : { kind: 'stopped', key, time, sinceStart: time - experiment.status().startTime },
    );
    return c.json({
      is_alive_beat_duration_millis: beatMilliseconds,
      gpu_monitor_interval_millis: 60_000,
      cpu_monitor_interval_millis: 68_000,
      parameter_update_interval_millis: 10_000,
      pending_rpcs: false,
    });
  });

  app.post('/status-report/offline-metadata', async (c) => {
    const { experimentKey, startTimestamp, endTimestamp } = await checkedBody(c, offlineTimesBody);
    const { key } = findExperiment(store, experimentKey);
    store.write({ kind: 'times', key, startTime: startTimestamp ?? null, endTime: endTimestamp ?? null });
    return c.json(message('Saved'));
  });

  app.post('/tags/add-tags-to-experiment', async (c) => {
    const { experimentKey, addedTags } = await checkedBody(c, tagsBody);
    await findExperiment(store, experimentKey).write({ kind: 'tags', added: addedTags, removed: [] });
    return c.json(message('Saved'));
  });

  app.get('/symlink/new', (c) => {
    const { key, project } = askedExperiment(serving, c);
    const target = findProject(store, { workspaceName: project.workspace, projectName: c.req.query('projectName') });
    store.write({ kind: 'linked', key, project: target.id });
    return c.json(message('Saved'));
  });

  app.post('/batch/logger/experiment/metric', async (c) => {
    const { experimentKey, values } = await checkedBody(c, metricsBody);
    await findExperiment(store, experimentKey).write({
      kind: 'metrics',
      points: values.map(({ metricName, metricValue, context, step, epoch, timestamp }): LoggedPoint => ({
        name: fullName(metricName, context ?? null),
        context: context ?? null,
        value: metricValue,
        step: step ?? null,
        epoch: epoch ?? null,
        time: timestamp ?? serving.now(),
      })),
    });
    return c.json(message('Saved'));
  });

  app.post('/batch/logger/experiment/parameter', async (c) => {
    const { experimentKey, values } = await checkedBody(c, parametersBody);
    const experiment = findExperiment(store, experimentKey);
    for (const { parameterName, parameterValue, context, step, timestamp } of values) {
      await experiment.write({
        kind: 'parameter',
        name: fullName(parameterName, context ?? null),
        context: context ?? null,
        value: parameterValue,
        step: step ?? null,
        time: timestamp ?? serving.now(),
      });
    }
    return c.json(message('Saved'));
  });

  // What a script offers cannot be called here, so nothing is ever pending; no mail is sent, and no usage is counted.
  app.post('/rpc/register-rpc', (c) => c.json(message('Saved')));
  app.get('/rpc/get-pending-rpcs', (c) => c.json({ remoteProcedureCalls: [] }));
  app.post('/rpc/save-rpc-result', (c) => c.json(message('Saved')));
  app.post('/notification/experiment', (c) => c.json(message('Saved')));
  app.post('/notify/event', (c) => c.json(message('Saved')));
  app.post('/log/add', (c) => c.json(message('Saved')));

  return app;
}

/** What was logged at a step up to this one, and what has no step. Files stay with the original. */
async function copyUntil(step: number, original: LabExperiment, copy: LabExperiment): Promise<void> {
  const { metrics, parameters, others, tags } = await original.content();
  const isWithin = (one: number | null | undefined): boolean => one === null || one === undefined || one <= step;
  const points = [...metrics.values()].flatMap(({ name, context, values, steps, epochs, times }) =>
    values.flatMap((value, at): LoggedPoint[] =>
      isWithin(steps[at])
        ? [{ name, context, value, step: steps[at] ?? null, epoch: epochs[at] ?? null, time: times[at] ?? 0 }]
        : [],
    ),
  );
  await copy.write({ kind: 'metrics', points });
  for (const [name, entries] of parameters) {
    for (const entry of entries.filter((one) => isWithin(one.step))) {
      await copy.write({ kind: 'parameter', name, ...entry });
    }
  }
  for (const [name, entries] of others) {
    const value = entries.at(-1);
    if (name !== 'Name' && value !== undefined) {
      await copy.write({ kind: 'other', name, value: value.value, time: value.time });
    }
  }
  await copy.write({ kind: 'tags', added: [...tags], removed: [] });
}

/** What the SDK learns when it begins to log: where the experiment is, and how much it may send. */
function handshake(serving: Serving, experiment: LabExperiment) {
  const { workspace, name, id } = experiment.project;
  const assets = `${serving.origin()}/api/rest/v2/experiment/asset/get-asset`;
  return {
    runId: randomBytes(16).toString('hex'),
    project_id: id,
    name: experiment.name,
    githubEnabled: false,
    focusUrl: `${serving.origin()}/${encodeURIComponent(workspace)}/${encodeURIComponent(name)}/`,
    lastOffset: 0,
    upload_file_size_limit_in_mb: largestUpload,
    asset_upload_file_size_limit_in_mb: largestUpload,
    uploadVideoMaxSizeMB: largestUpload,
    // Up to 3.41 the SDK logs to this address, unless it is told to log by HTTP. Nothing listens there.
    ws_url: `${serving.origin().replace(/^http/, 'ws')}/ws`,
    featureToggles: [{ name: 'sdk_use_http_messages', enabled: true }],
    cometWebAssetUrl: assets,
    cometWebImageUrl: assets,
    cometRestApiAssetUrl: assets,
    cometRestApiImageUrl: assets,
    // Files come here and not to a storage of their own.
    s3DirectAccessEnabled: false,
    msg: null,
  };
}
