/** Writes that log something to an experiment. Visible to the next read. */
import { randomBytes } from 'node:crypto';
import { Hono } from 'hono';
import { array, boolean, nullish, number, object, record, string, union, unknown } from 'valibot';
import { addLogged, addPoint, fullName, type ExperimentContent } from '../record';
import { bodyBytes, checkedBody, findExperiment, isTrue, askedExperiment, type LabContext, type LabEnv, type Serving } from '../request';
import { readMultipart, type Part } from '../multipart';
import { message, Refusal } from '../wire';

const key = { experimentKey: string() };
const scalar = union([string(), number(), boolean()]);
const texts = nullish(array(string()));
const text = nullish(string());

const metricBody = object({
  ...key, metricName: string(), metricValue: scalar, context: text, step: nullish(number()), epoch: nullish(number()), timestamp: nullish(number()),
});
const parameterBody = object({
  ...key, parameterName: string(), parameterValue: scalar, context: text, step: nullish(number()), timestamp: nullish(number()),
});
const parameterDeleteBody = object({ ...key, parameterName: string() });
const otherBody = object({ ...key, key: string(), value: scalar, timestamp: nullish(number()) });
const tagsBody = object({ ...key, addedTags: array(string()) });
const tagsDeleteBody = object({ ...key, tags: array(string()) });
const htmlBody = object({ ...key, html: string(), override: nullish(boolean()) });
const graphBody = object({ ...key, graph: string() });
const codeBody = object({ ...key, code: string() });
const filePathBody = object({ ...key, filePath: string() });
const outputBody = object({
  ...key,
  outputLines: array(object({ output: string(), stderr: nullish(boolean()), localTimestamp: nullish(number()), offset: nullish(number()) })),
});
const gitBody = object({ ...key, user: text, root: text, branch: text, parent: text, origin: text });
const machineBody = object({
  ...key,
  user: text, pythonVersion: text, pythonVersionVerbose: text, pid: nullish(number()), osType: text, os: text, osRelease: text,
  machine: text, processor: text, ip: text, hostname: text, executable: text,
  env: nullish(record(string(), unknown())),
  gpuStaticInfoList: nullish(array(object({ gpuIndex: number(), name: string(), uuid: string(), totalMemory: number(), powerLimit: number() }))),
  logAdditionalSystemInfoList: nullish(array(object({ key: string(), value: string() }))),
  networkInterfaceIps: texts, command: texts, osPackages: texts, installedPackages: texts, totalRam: nullish(number()),
});

export function loggingRoutes(serving: Serving): Hono<LabEnv> {
  const { store } = serving;
  const app = new Hono<LabEnv>();
  const contentOf = (experimentKey: string): Promise<ExperimentContent> => findExperiment(store, experimentKey).content();

  app.post('/metric', async (c) => {
    const body = await checkedBody(c, metricBody);
    const { metrics } = await contentOf(body.experimentKey);
    const context = body.context ?? null;
    addPoint(metrics, fullName(body.metricName, context), context, {
      value: String(body.metricValue),
      step: body.step ?? null,
      epoch: body.epoch ?? null,
      time: body.timestamp ?? serving.now(),
    });
    return c.json(message('Saved'));
  });

  app.post('/parameter', async (c) => {
    const body = await checkedBody(c, parameterBody);
    const { parameters } = await contentOf(body.experimentKey);
    const context = body.context ?? null;
    addLogged(parameters, fullName(body.parameterName, context), {
      value: String(body.parameterValue), step: body.step ?? null, time: body.timestamp ?? serving.now(), context,
    });
    return c.json(message('Saved'));
  });

  app.post('/parameter/delete', async (c) => {
    const body = await checkedBody(c, parameterDeleteBody);
    (await contentOf(body.experimentKey)).parameters.delete(body.parameterName);
    return c.json(message('Deleted'));
  });

  app.post('/log-other', async (c) => {
    const body = await checkedBody(c, otherBody);
    const experiment = findExperiment(store, body.experimentKey);
    const { others } = await experiment.content();
    addLogged(others, body.key, { value: String(body.value), step: null, time: body.timestamp ?? serving.now(), context: null });
    if (body.key === 'Name') {
      experiment.name = String(body.value);
    }
    return c.json(message('Saved'));
  });

  app.post('/tags', async (c) => {
    const body = await checkedBody(c, tagsBody);
    const { tags } = await contentOf(body.experimentKey);
    body.addedTags.forEach((tag) => tags.add(tag));
    return c.json(message('Saved'));
  });

  app.post('/tags/delete', async (c) => {
    const body = await checkedBody(c, tagsDeleteBody);
    const { tags } = await contentOf(body.experimentKey);
    body.tags.forEach((tag) => tags.delete(tag));
    return c.json(message('Deleted'));
  });

  app.post('/html', async (c) => {
    const body = await checkedBody(c, htmlBody);
    const content = await contentOf(body.experimentKey);
    content.html = body.override === true ? body.html : (content.html ?? '') + body.html;
    return c.json(message('Saved'));
  });

  app.post('/graph', async (c) => {
    const body = await checkedBody(c, graphBody);
    (await contentOf(body.experimentKey)).graph = body.graph;
    return c.json(message('Saved'));
  });

  app.post('/code', async (c) => {
    const body = await checkedBody(c, codeBody);
    (await contentOf(body.experimentKey)).code = body.code;
    return c.json(message('Saved'));
  });

  app.post('/file-path', async (c) => {
    const body = await checkedBody(c, filePathBody);
    findExperiment(store, body.experimentKey).filePath = body.filePath;
    return c.json(message('Saved'));
  });

  app.post('/output', async (c) => {
    const body = await checkedBody(c, outputBody);
    const { output } = await contentOf(body.experimentKey);
    const lines = body.outputLines.toSorted((a, b) => (a.offset ?? 0) - (b.offset ?? 0));
    for (const line of lines) {
      output.push({
        text: line.output.endsWith('\n') ? line.output : `${line.output}\n`,
        stderr: line.stderr ?? false,
        time: line.localTimestamp ?? serving.now(),
      });
    }
    return c.json(message('Saved'));
  });

  app.post('/system-details', async (c) => {
    const { experimentKey, ...details } = await checkedBody(c, machineBody);
    const content = await contentOf(experimentKey);
    const { env, ...given } = details;
    const environment = Object.fromEntries(Object.entries(env ?? {}).map(([name, value]) => [name, String(value)] as const));
    content.machine = { ...content.machine, ...withoutNulls(given), env: { ...content.machine.env, ...environment } };
    return c.json(message('Saved'));
  });

  app.post('/git/metadata', async (c) => {
    const body = await checkedBody(c, gitBody);
    (await contentOf(body.experimentKey)).git = {
      user: body.user ?? null, root: body.root ?? null, branch: body.branch ?? null, parent: body.parent ?? null, origin: body.origin ?? null,
    };
    return c.json(message('Saved'));
  });

  app.post('/git/patch', async (c) => {
    const content = await askedExperiment(serving, c).content();
    const { bytes } = filePart(await parts(c));
    content.patch = () => Promise.resolve(bytes);
    return c.json(message('Saved'));
  });

  app.post('/upload-asset', async (c) => {
    const { assets } = await askedExperiment(serving, c).content();
    const given = await parts(c);
    const asText = (name: string): string | null => {
      const part = given.find((candidate) => candidate.name === name);
      return part === undefined ? null : new TextDecoder().decode(part.bytes);
    };
    const link = isTrue(c.req.query('isRemote')) ? asText('link') : null;
    const file = link === null ? filePart(given) : null;
    const bytes = file?.bytes ?? new Uint8Array();
    const type = c.req.query('type') ?? 'asset';
    const name = c.req.query('fileName') ?? file?.fileName ?? 'unnamed';
    const context = c.req.query('context') ?? null;
    const step = wholeNumber(c.req.query('step'));
    if (isTrue(c.req.query('overwrite'))) {
      for (const old of [...assets.values()].filter((asset) => asset.name === name && asset.type === type)) {
        assets.delete(old.id);
      }
    }
    const id = c.req.query('assetId') ?? randomBytes(16).toString('hex');
    assets.set(id, {
      id, name, type, context, step, link,
      createdAt: serving.now(),
      folder: folderOf(type, c.req.query('groupingName')),
      metadata: asText('metadata'),
      tags: [],
      size: bytes.length,
      bytes: () => Promise.resolve(bytes),
    });
    return c.json({ ...message('Saved'), assetId: id });
  });

  app.get('/asset/delete', async (c) => {
    const { assets } = await askedExperiment(serving, c).content();
    if (!assets.delete(c.req.query('assetId') ?? '')) {
      throw new Refusal(400, 'asset does not exist');
    }
    return c.json(message('Deleted'));
  });

  return app;
}

type Given<T> = { [Key in keyof T]?: Exclude<T[Key], null | undefined> };

/** What a client leaves out or sends as null stays as it was. */
function withoutNulls<T extends object>(values: T): Given<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null && value !== undefined)) as Given<T>;
}

async function parts(context: LabContext): Promise<Part[]> {
  const found = readMultipart(context.req.header('content-type') ?? '', await bodyBytes(context));
  if (found === null) {
    throw new Refusal(400, 'bad request body: not multipart/form-data');
  }
  return found;
}

function filePart(found: readonly Part[]): Part {
  const part = found.find(({ name }) => name === 'file');
  if (part === undefined) {
    throw new Refusal(400, 'bad request body: no file');
  }
  return part;
}

function wholeNumber(given: string | undefined): number | null {
  const value = Number(given ?? Number.NaN);
  return Number.isInteger(value) ? value : null;
}

const folderOf = (type: string, model: string | undefined): string =>
  type === 'model-element' && model !== undefined ? `models/${model}` : type === 'image' ? 'media' : 'assets';
