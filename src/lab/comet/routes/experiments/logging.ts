/** Writes that log something to an experiment. Visible to the next read. */
import { Hono } from 'hono';
import { array, boolean, nullish, object, record, string } from 'valibot';
import type { ContentChange } from '../../../contentChanges';
import { fullName } from '../../../content';
import { checkedBody, findExperiment, type LabEnv, type Serving } from '../../request';
import { jsonText, logged, loggedScalar, number } from '../../../schemas';
import { message } from '../../rows/rows';

const key = { experimentKey: string() };
const texts = nullish(array(string()));
const text = nullish(string());

const metricBody = object({
  ...key,
  metricName: string(),
  metricValue: loggedScalar(),
  context: text,
  step: nullish(number()),
  epoch: nullish(number()),
  timestamp: nullish(number()),
});
const parameterBody = object({
  ...key,
  parameterName: string(),
  parameterValue: logged(),
  context: text,
  step: nullish(number()),
  timestamp: nullish(number()),
});
const metricDeleteBody = object({ ...key, metricName: string() });
const parameterDeleteBody = object({ ...key, parameterName: string() });
const otherBody = object({ ...key, key: string(), value: logged(), timestamp: nullish(number()) });
const tagsBody = object({ ...key, addedTags: array(string()) });
const tagsDeleteBody = object({ ...key, tags: array(string()) });
const htmlBody = object({ ...key, html: string(), override: nullish(boolean()) });
const graphBody = object({ ...key, graph: string() });
const codeBody = object({ ...key, code: string() });
const filePathBody = object({ ...key, filePath: string() });
const outputBody = object({
  ...key,
  outputLines: array(
    object({
      output: string(),
      stderr: nullish(boolean()),
      localTimestamp: nullish(number()),
      offset: nullish(number()),
    }),
  ),
});
const gitBody = object({ ...key, user: text, root: text, branch: text, parent: text, origin: text });
const cloudBody = object({ ...key, provider: string(), metadata: nullish(jsonText(), '{}') });
const dependenciesBody = object({ ...key, logDependencies: array(object({ name: string(), version: logged() })) });
const machineBody = object({
  ...key,
  user: text,
  pythonVersion: text,
  pythonVersionVerbose: text,
  pid: nullish(number()),
  osType: text,
  os: text,
  osRelease: text,
  machine: text,
  processor: text,
  ip: text,
  hostname: text,
  executable: text,
  env: nullish(record(string(), nullish(logged(), 'null'))),
  gpuStaticInfoList: nullish(
    array(object({ gpuIndex: number(), name: string(), uuid: string(), totalMemory: number(), powerLimit: number() })),
  ),
  logAdditionalSystemInfoList: nullish(array(object({ key: logged(), value: logged() }))),
  networkInterfaceIps: texts,
  command: texts,
  osPackages: texts,
  installedPackages: texts,
  totalRam: nullish(number()),
});

export function loggingRoutes(serving: Serving): Hono<LabEnv> {
  const { store } = serving;
  const app = new Hono<LabEnv>();
  const write = (experimentKey: string, change: ContentChange): Promise<void> =>
    findExperiment(store, experimentKey).write(change);

  app.post('/experiment/metric', async (c) => {
    const { experimentKey, metricName, metricValue, timestamp, ...at } = await checkedBody(c, metricBody);
    const context = at.context ?? null;
    const point = {
      name: fullName(metricName, context),
      context,
      value: metricValue,
      step: at.step ?? null,
      epoch: at.epoch ?? null,
      time: timestamp ?? serving.now(),
    };
    await write(experimentKey, { kind: 'metrics', points: [point] });
    return c.json(message('Saved'));
  });

  app.post('/experiment/metric/delete', async (c) => {
    const { experimentKey, metricName } = await checkedBody(c, metricDeleteBody);
    await write(experimentKey, { kind: 'metricsDeleted', names: [metricName] });
    return c.json(message('Deleted'));
  });

  app.post('/experiment/parameter', async (c) => {
    const body = await checkedBody(c, parameterBody);
    const context = body.context ?? null;
    await write(body.experimentKey, {
      kind: 'parameter',
      name: fullName(body.parameterName, context),
      context,
      value: body.parameterValue,
      step: body.step ?? null,
      time: body.timestamp ?? serving.now(),
    });
    return c.json(message('Saved'));
  });

  app.post('/experiment/parameter/delete', async (c) => {
    const { experimentKey, parameterName } = await checkedBody(c, parameterDeleteBody);
    await write(experimentKey, { kind: 'parametersDeleted', names: [parameterName] });
    return c.json(message('Deleted'));
  });

  app.post('/experiments/parameters/delete', async (c) => {
    const given = await checkedBody(c, array(parameterDeleteBody));
    for (const { experimentKey } of given) {
      findExperiment(store, experimentKey);
    }
    for (const { experimentKey, parameterName } of given) {
      await write(experimentKey, { kind: 'parametersDeleted', names: [parameterName] });
    }
    return c.json(message('Deleted'));
  });

  app.post('/experiment/log-other', async (c) => {
    const body = await checkedBody(c, otherBody);
    const experiment = findExperiment(store, body.experimentKey);
    const { value } = body;
    await experiment.write({ kind: 'other', name: body.key, value, time: body.timestamp ?? serving.now() });
    if (body.key === 'Name') {
      store.write({ kind: 'renamed', key: experiment.key, name: value });
    } else if (body.key === 'optimizer_id') {
      store.write({ kind: 'optimized', key: experiment.key, optimizationId: value });
    }
    return c.json(message('Saved'));
  });

  app.post('/experiment/tags', async (c) => {
    const { experimentKey, addedTags } = await checkedBody(c, tagsBody);
    await write(experimentKey, { kind: 'tags', added: addedTags, removed: [] });
    return c.json(message('Saved'));
  });

  app.post('/experiment/tags/delete', async (c) => {
    const { experimentKey, tags } = await checkedBody(c, tagsDeleteBody);
    await write(experimentKey, { kind: 'tags', added: [], removed: tags });
    return c.json(message('Deleted'));
  });

  app.post('/experiment/html', async (c) => {
    const { experimentKey, html, override } = await checkedBody(c, htmlBody);
    await write(experimentKey, { kind: 'html', html, replaces: override === true });
    return c.json(message('Saved'));
  });

  app.post('/experiment/graph', async (c) => {
    const { experimentKey, graph } = await checkedBody(c, graphBody);
    await write(experimentKey, { kind: 'graph', graph });
    return c.json(message('Saved'));
  });

  app.post('/experiment/code', async (c) => {
    const { experimentKey, code } = await checkedBody(c, codeBody);
    await write(experimentKey, { kind: 'code', code });
    return c.json(message('Saved'));
  });

  app.post('/experiment/file-path', async (c) => {
    const { experimentKey, filePath } = await checkedBody(c, filePathBody);
    store.write({ kind: 'filePath', key: findExperiment(store, experimentKey).key, filePath });
    return c.json(message('Saved'));
  });

  app.post('/experiment/output', async (c) => {
    const body = await checkedBody(c, outputBody);
    const lines = body.outputLines
      .toSorted((a, b) => (a.offset ?? 0) - (b.offset ?? 0))
      .map((line) => ({
        text: line.output.endsWith('\n') ? line.output : `${line.output}\n`,
        stderr: line.stderr ?? false,
        time: line.localTimestamp ?? serving.now(),
      }));
    await write(body.experimentKey, { kind: 'output', lines });
    return c.json(message('Saved'));
  });

  app.post('/experiment/system-details', async (c) => {
    const { experimentKey, env, ...given } = await checkedBody(c, machineBody);
    await write(experimentKey, { kind: 'machine', details: { ...withoutNulls(given), env: env ?? {} } });
    return c.json(message('Saved'));
  });

  app.put('/experiment/dependencies', async (c) => {
    const { experimentKey, logDependencies } = await checkedBody(c, dependenciesBody);
    await write(experimentKey, { kind: 'packages', packages: logDependencies });
    return c.json(message('Saved'));
  });

  app.post('/experiment/cloud-details', async (c) => {
    const { experimentKey, provider, metadata } = await checkedBody(c, cloudBody);
    await write(experimentKey, { kind: 'cloud', provider, metadata });
    return c.json(message('Saved'));
  });

  app.post('/experiment/git/metadata', async (c) => {
    const { experimentKey, user, root, branch, parent, origin } = await checkedBody(c, gitBody);
    await write(experimentKey, {
      kind: 'git',
      git: {
        user: user ?? null,
        root: root ?? null,
        branch: branch ?? null,
        parent: parent ?? null,
        origin: origin ?? null,
      },
    });
    return c.json(message('Saved'));
  });

  return app;
}

type Given<T> = { [Key in keyof T]?: Exclude<T[Key], null | undefined> };

/** What a client leaves out or sends as null stays as it was. */
function withoutNulls<T extends object>(values: T): Given<T> {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== null && value !== undefined),
  ) as Given<T>;
}
