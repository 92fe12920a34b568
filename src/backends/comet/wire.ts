/**
 * What travels between Comet and us, as it is really sent: lenient where servers differ, strict where we depend on it.
 * Knows nothing of requests nor of our vocabulary. Null and absent are the same, unknown fields are ignored.
 */
import * as v from 'valibot';
import { BackendError } from '../../shared/problem';
import type { Explanation } from '../http';

const text = v.nullish(v.string(), null);

/** Text, though some servers send what was logged as it was. */
const loggedText = v.pipe(
  v.nullish(v.union([v.string(), v.number(), v.boolean()]), null),
  v.transform((value) => (value === null ? null : String(value))),
);

/** A number, or one in quotes. */
const number = v.pipe(
  v.nullish(v.union([v.number(), v.string()]), null),
  v.transform((value) => (value === null || value === '' ? null : Number(value))),
  v.check((value) => !Number.isNaN(value)),
);

const flag = v.nullish(v.boolean(), null);

const list = <Item extends v.GenericSchema>(item: Item) => v.nullish(v.array(item), []);

/** A list that may be too long to narrow in one turn: its items are narrowed one by one. */
const longList = v.nullish(v.custom<readonly unknown[]>(Array.isArray), []);

export const AccountDetails = v.object({ userName: v.string(), defaultWorkspaceName: text });

/** `{workspaceNames: […]}` of names or of objects, or the bare list. */
export const Workspaces = v.pipe(
  v.union([v.array(v.unknown()), v.pipe(v.object({ workspaceNames: v.array(v.unknown()) }), v.transform((body) => body.workspaceNames))]),
  v.array(v.union([v.string(), v.pipe(v.object({ name: v.string() }), v.transform((workspace) => workspace.name))])),
);

export const Project = v.pipe(
  v.object({
    projectId: v.string(),
    projectName: v.string(),
    workspaceName: text,
    projectDescription: text,
    numberOfExperiments: number,
    lastUpdated: number,
    public: flag,
    isPublic: flag,
  }),
  v.transform((project) => ({ ...project, isPublic: project.public ?? project.isPublic })),
);

export const Projects = v.object({ projects: list(Project) });

export const Columns = v.object({ columns: list(v.object({ name: v.string(), type: text, source: text })) });

export const QueryResult = v.object({ experimentKeys: list(v.string()) });

/** The rows are many: narrowed by `narrowExperiment`, in turns. */
export const Experiments = v.object({ experiments: longList });

const ChartMetric = v.object({
  metricName: v.string(),
  values: longList,
  steps: v.nullish(longList, null),
  epochs: v.nullish(longList, null),
  timestamps: v.nullish(longList, null),
});

const ExperimentChart = v.object({
  experimentKey: text,
  steps: v.nullish(longList, null),
  epochs: v.nullish(longList, null),
  metrics: list(ChartMetric),
});

/** By experiment key; a server that answers for one experiment alone may leave the map out. */
export const Chart = v.object({
  experiments: v.nullish(
    v.union([
      v.pipe(
        v.object({ ...ExperimentChart.entries, experimentKey: v.string() }),
        v.transform((chart): Record<string, v.InferOutput<typeof ExperimentChart>> => ({ [chart.experimentKey]: chart })),
      ),
      v.record(v.string(), ExperimentChart),
    ]),
    {},
  ),
});

export const MetricValues = v.object({ metrics: longList });
export const MetricValue = v.object({
  metricValue: loggedText,
  step: number,
  epoch: number,
  timestamp: number,
});

const MinMax = v.object({
  name: v.string(),
  valueCurrent: loggedText,
  stepCurrent: number,
  timestampCurrent: number,
  runContextCurrent: text,
  valueMin: loggedText,
  stepMin: number,
  timestampMin: number,
  valueMax: loggedText,
  stepMax: number,
  timestampMax: number,
});
export type MinMax = v.InferOutput<typeof MinMax>;
/** Of metrics, parameters and others alike. */
export const Summaries = v.object({ values: list(MinMax) });

export const Tags = v.object({ tags: list(v.string()) });
export const Code = v.object({ code: text });
export const Output = v.object({ output: text });
export const Html = v.object({ html: text });
export const Graph = v.object({ graph: text });
export const Version = v.object({ version: text });

const FlatGitMetadata = v.object({ user: text, root: text, branch: text, parent: text, origin: text });
/** Flat, or wrapped as newer servers may send it. */
export const GitMetadata = v.union([
  v.pipe(
    v.object({ sdkGitMetadataWithContext: v.object({ sdkGitMetadata: FlatGitMetadata }) }),
    v.transform((body) => body.sdkGitMetadataWithContext.sdkGitMetadata),
  ),
  FlatGitMetadata,
]);

export const Assets = v.object({ assets: longList });
export const Asset = v.pipe(
  v.object({
    assetId: v.string(),
    fileName: text,
    fileSize: number,
    runContext: text,
    runConext: text,
    step: number,
    remote: flag,
    link: text,
    createdAt: number,
    dir: text,
    audio: flag,
    video: flag,
    histogram: flag,
    image: flag,
    type: text,
    metadata: v.pipe(
      v.nullish(v.unknown(), null),
      v.transform((value) => (typeof value === 'string' || value === null ? value : JSON.stringify(value))),
    ),
    tags: list(v.string()),
  }),
  v.transform((asset) => ({ ...asset, runContext: asset.runContext ?? asset.runConext })),
);
export type Asset = v.InferOutput<typeof Asset>;

/** The same name in two spellings. */
const modelName = { modelName: text, experimentModelName: text };
export const Models = v.object({
  models: list(
    v.pipe(
      v.object({
        ...modelName,
        registryRecords: list(v.object({ registryModelName: text, version: loggedText })),
      }),
      v.transform((model) => ({ name: model.modelName ?? model.experimentModelName, registryRecords: model.registryRecords })),
    ),
  ),
});

export const SystemDetails = v.object({
  user: text,
  pythonVersion: text,
  pythonVersionVerbose: text,
  pid: number,
  osType: text,
  os: text,
  osRelease: text,
  machine: text,
  processor: text,
  ip: text,
  hostname: text,
  env: v.nullish(v.record(v.string(), loggedText), {}),
  gpuStaticInfoList: list(v.object({ gpuIndex: number, name: text, totalMemory: number })),
  logAdditionalSystemInfoList: list(v.object({ key: v.string(), value: loggedText })),
  systemMetricNames: list(v.string()),
  totalRam: number,
  maxTotalMemory: number,
  command: list(v.string()),
  executable: text,
  osPackages: list(v.string()),
  installedPackages: list(v.string()),
});

/** @throws BackendError (unexpected) that names where in the body the surprise is, never what it is */
export function narrow<Schema extends v.GenericSchema>(schema: Schema, body: unknown, path = ''): v.InferOutput<Schema> {
  const result = v.safeParse(schema, body, { abortEarly: true });
  if (result.success) {
    return result.output;
  }
  const place = [path, v.getDotPath(result.issues[0])].filter((part) => part !== null && part !== '').join('.');
  throw surprise(place, result.issues[0].expected);
}

/** @param expected a type as valibot names it; a quoted name stands for a field that is missing */
export function surprise(place: string, expected: string | null): BackendError {
  const trouble = expected === null ? 'is not as expected' : expected.startsWith('"') ? 'is missing' : `is not of type ${expected}`;
  return new BackendError('unexpected', `The answer of the server is not understood: ${place === '' ? 'it' : `"${place}"`} ${trouble}.`, {
    advice: 'The server may be of a version that is not known yet; please report this.',
  });
}

/** `{msg, code, sdk_error_code}`: an acknowledgement, an error, or "nothing there". */
const Message = v.object({ msg: v.string(), code: number, sdk_error_code: number });

export function messageIn(body: unknown): v.InferOutput<typeof Message> | null {
  const result = v.safeParse(Message, body);
  return result.success ? result.output : null;
}

const knownCodes: Readonly<Record<number, Explanation>> = {
  90210: { kind: 'forbidden', message: 'Your key may not change this.', advice: 'Ask for write access to the workspace.' },
  90211: { kind: 'notFound', message: 'This experiment does not exist (any more).' },
  90212: { kind: 'unauthorized', message: 'The server does not know this API key.', advice: 'Sign in again with a valid key.' },
  90219: { kind: 'notFound', message: 'This workspace does not exist (any more).' },
};

/** What Comet itself says about an answer; a 200 may carry a failure too. */
export function explainAnswer(status: number, body: unknown): Explanation | null {
  if (status === 404) {
    return {
      kind: 'unsupported',
      message: 'The server does not offer this.',
      advice: 'It may be an older Comet, or no Comet at all: check the address.',
    };
  }
  const said = messageIn(body);
  if (said === null || status === 429 || status >= 500) {
    return null;
  }
  const trackerCode = said.sdk_error_code ?? 0;
  const failed = status >= 400 || trackerCode !== 0 || (said.code !== null && said.code !== 200);
  if (!failed) {
    return null;
  }
  const known = knownCodes[trackerCode];
  if (known !== undefined) {
    return { ...known, trackerCode };
  }
  // Statuses that say it all have their own sentences.
  return status === 401 || status === 403 ? null : { kind: 'refused', message: `Comet says: ${said.msg}`, trackerCode };
}
