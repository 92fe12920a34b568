/**
 * The messages of an archive, one schema and one effect a type, folded into what the archive holds.
 * Knows no files: it names them, and the reader of the archive resolves them.
 */
import * as v from 'valibot';
import type {
  Archive,
  JsonObject,
  Position,
  RecordedAsset,
  RecordedFile,
  RecordedGit,
  RecordedMachine,
  RecordedMetric,
  RecordedOther,
  RecordedOutput,
  RecordedParameter,
  RegisteredModel,
} from './archiveContent';

import { jsonText, logged, number as finite } from '../schemas';

/** An archive in the making. */
export interface Folding {
  readonly metrics: RecordedMetric[];
  readonly parameters: RecordedParameter[];
  readonly others: RecordedOther[];
  readonly output: RecordedOutput[];
  readonly assets: RecordedAsset[];
  readonly systemInfo: { readonly key: string; readonly value: string }[];
  readonly dependencies: { readonly name: string; readonly version: string }[];
  readonly registeredModels: RegisteredModel[];
  readonly unknownMessages: Map<string, number>;
  filePath: string | null;
  html: string | null;
  graph: string | null;
  git: RecordedGit | null;
  patch: RecordedFile | null;
  machine: RecordedMachine | null;
  graphicsCards: readonly JsonObject[];
  cloud: Archive['cloud'];
  installedPackages: readonly string[];
  osPackages: readonly string[];
}

export function emptyFolding(): Folding {
  return {
    metrics: [],
    parameters: [],
    others: [],
    output: [],
    assets: [],
    systemInfo: [],
    dependencies: [],
    registeredModels: [],
    unknownMessages: new Map(),
    filePath: null,
    html: null,
    graph: null,
    git: null,
    patch: null,
    machine: null,
    graphicsCards: [],
    cloud: null,
    installedPackages: [],
    osPackages: [],
  };
}

/** Finds a file of the archive by its name there; throws when there is none. */
export type FindFile = (name: string) => RecordedFile;

const nothing: RecordedFile = { size: 0, bytes: () => Promise.resolve(new Uint8Array()) };

const jsonObject = v.record(v.string(), v.unknown());
const text = v.nullish(v.string(), null);
const number = v.nullish(finite(), null);
/** Names and values that Python may have logged as a number. */
const worded = v.nullish(logged(), 'null');

const optionsSchema = v.object({
  offline_id: v.pipe(v.string(), v.regex(/^[0-9A-Za-z]{32,50}$/)),
  workspace: text,
  project_name: text,
  start_time: finite(),
  stop_time: finite(),
  tags: v.array(v.string()),
  customer_error_reported: v.optional(v.boolean(), false),
  customer_error_message: text,
});

/** `experiment.json`. Throws when it is not what the SDK writes. */
export const parseOptions = (options: unknown) => v.parse(optionsSchema, options);

const lineSchema = v.object({ type: v.string(), payload: v.record(v.string(), v.unknown()) });

/** The time that most messages carry. */
const timed = v.object({ local_timestamp: number });

const metricSchema = v.object({
  context: text,
  metric: v.object({
    metricName: v.string(),
    metricValue: logged(),
    step: number,
    epoch: number,
  }),
});

const parameter = v.object({ paramName: worded, paramValue: worded, step: number, source: text });
const parameterSchema = v.object({ context: text, param: v.nullish(parameter), params: v.nullish(parameter) });

const outputSchema = v.object({ output: v.string(), stderr: v.optional(v.boolean(), false), context: text });

const gitSchema = v.object({
  git_metadata: v.object({ user: text, root: text, branch: text, parent: text, origin: text }),
});

const machineSchema = v.object({
  user: text,
  hostname: text,
  ip: text,
  os: text,
  os_type: text,
  os_release: text,
  machine: text,
  processor: text,
  pid: number,
  python_exe: text,
  python_version: text,
  python_version_verbose: text,
  command: v.nullish(v.union([v.string(), v.array(v.string())]), []),
  env: v.nullish(v.record(v.string(), worded), null),
});

const logicalFile = v.object({
  assetId: text,
  imageId: text,
  type: text,
  fileName: text,
  figName: text,
  groupingName: text,
  extension: text,
  context: text,
  step: number,
  epoch: number,
});
const fileSchema = v.object({
  file_path: v.string(),
  upload_type: v.string(),
  additional_params: v.nullish(logicalFile),
  metadata: v.nullish(jsonText(), null),
});
const remoteFileSchema = v.object({
  remote_uri: v.string(),
  upload_type: v.string(),
  additional_params: v.nullish(logicalFile),
  metadata: v.nullish(jsonText(), null),
});
const remoteModelSchema = v.object({
  model_name: v.string(),
  remote_assets: v.array(v.object({ assetId: v.string(), fileName: v.string(), remoteUrl: v.string() })),
});

type Effect = (payload: unknown, at: Position, into: Folding, find: FindFile) => void;

const effects: ReadonlyMap<string, Effect> = new Map<string, Effect>([
  [
    'metric_msg',
    (payload, at, into) => {
      const { context, metric } = v.parse(metricSchema, payload);
      into.metrics.push({
        ...at,
        name: metric.metricName,
        context,
        value: metric.metricValue,
        step: metric.step,
        epoch: metric.epoch,
      });
    },
  ],
  [
    'parameter_msg',
    (payload, at, into) => {
      const { context, param, params } = v.parse(parameterSchema, payload);
      const logged = param ?? params;
      if (logged) {
        into.parameters.push({
          ...at,
          name: logged.paramName,
          context,
          value: logged.paramValue,
          step: logged.step,
          source: logged.source,
        });
      }
    },
  ],
  [
    'log_other',
    (payload, at, into) => {
      const { key, value } = v.parse(v.object({ key: worded, value: worded }), payload);
      into.others.push({ ...at, name: key, value });
    },
  ],
  [
    'standard_output',
    (payload, at, into) => {
      const { output, stderr, context } = v.parse(outputSchema, payload);
      into.output.push({ ...at, text: output, stderr, context });
    },
  ],
  [
    'file_name',
    (payload, _at, into) => {
      into.filePath = v.parse(v.object({ file_name: v.string() }), payload).file_name;
    },
  ],
  [
    'html',
    (payload, _at, into) => {
      into.html = (into.html ?? '') + v.parse(v.object({ html: v.string() }), payload).html;
    },
  ],
  [
    'htmlOverride',
    (payload, _at, into) => {
      into.html = v.parse(v.object({ htmlOverride: v.string() }), payload).htmlOverride;
    },
  ],
  [
    'graph',
    (payload, _at, into) => {
      into.graph = v.parse(v.object({ graph: v.string() }), payload).graph;
    },
  ],
  [
    'git_metadata',
    (payload, _at, into) => {
      into.git = v.parse(gitSchema, payload).git_metadata;
    },
  ],
  [
    'installed_packages',
    (payload, _at, into) => {
      into.installedPackages = v.parse(
        v.object({ installed_packages: v.array(v.string()) }),
        payload,
      ).installed_packages;
    },
  ],
  [
    'os_packages',
    (payload, _at, into) => {
      into.osPackages = v.parse(v.object({ os_packages: v.array(v.string()) }), payload).os_packages;
    },
  ],
  [
    'gpu_static_info',
    (payload, _at, into) => {
      into.graphicsCards = v.parse(v.object({ gpu_static_info: v.array(jsonObject) }), payload).gpu_static_info;
    },
  ],
  [
    'cloud_details',
    (payload, _at, into) => {
      const { provider, cloud_metadata } = v.parse(
        v.object({ provider: v.string(), cloud_metadata: jsonText() }),
        payload,
      );
      into.cloud = { provider, metadata: cloud_metadata };
    },
  ],
  [
    'system_info',
    (payload, _at, into) => {
      into.systemInfo.push(
        v.parse(v.object({ system_info: v.object({ key: worded, value: worded }) }), payload).system_info,
      );
    },
  ],
  [
    'log_dependency',
    (payload, _at, into) => {
      into.dependencies.push(v.parse(v.object({ name: worded, version: worded }), payload));
    },
  ],
  [
    'register_model',
    (payload, _at, into) => {
      const model = v.parse(v.object({ model_name: v.string(), registry_name: text, version: text }), payload);
      into.registeredModels.push({ name: model.model_name, registryName: model.registry_name, version: model.version });
    },
  ],
  [
    'system_details',
    (payload, _at, into) => {
      const { os_type, os_release, python_exe, python_version, python_version_verbose, command, ...same } = v.parse(
        machineSchema,
        payload,
      );
      into.machine = {
        ...same,
        osType: os_type,
        osRelease: os_release,
        executable: python_exe,
        pythonVersion: python_version,
        pythonVersionVerbose: python_version_verbose,
        command: typeof command === 'string' ? [command] : command,
      };
    },
  ],
  [
    'file_upload',
    (payload, at, into, find) => {
      const { file_path, upload_type, additional_params, metadata } = v.parse(fileSchema, payload);
      const file = find(file_path);
      if (upload_type === 'git-patch') {
        into.patch = file;
      } else {
        into.assets.push(asset(at, upload_type, additional_params ?? null, metadata, file, null));
      }
    },
  ],
  [
    'remote_file',
    (payload, at, into) => {
      const { remote_uri, upload_type, additional_params, metadata } = v.parse(remoteFileSchema, payload);
      into.assets.push(asset(at, upload_type, additional_params ?? null, metadata, nothing, remote_uri));
    },
  ],
  [
    'remote_model',
    (payload, at, into) => {
      const model = v.parse(remoteModelSchema, payload);
      for (const part of model.remote_assets) {
        into.assets.push({
          ...at,
          ...nothing,
          id: part.assetId,
          type: 'model-element',
          name: part.fileName,
          step: null,
          epoch: null,
          context: null,
          extension: null,
          metadata: null,
          model: model.model_name,
          folder: `models/${model.model_name}`,
          link: part.remoteUrl,
        });
      }
    },
  ],
]);

function asset(
  at: Position,
  uploadType: string,
  logical: v.InferOutput<typeof logicalFile> | null,
  metadata: string | null,
  file: RecordedFile,
  link: string | null,
): RecordedAsset {
  const type = logical?.type ?? (uploadType === 'visualization' ? 'image' : uploadType);
  const model = type === 'model-element' ? (logical?.groupingName ?? null) : null;
  return {
    ...at,
    ...file,
    id: logical?.assetId ?? logical?.imageId ?? `line${at.offset}`,
    type,
    name: logical?.fileName ?? logical?.figName ?? '',
    step: logical?.step ?? null,
    epoch: logical?.epoch ?? null,
    context: logical?.context ?? null,
    extension: logical?.extension ?? null,
    metadata,
    model,
    folder: model !== null ? `models/${model}` : type === 'image' ? 'media' : 'assets',
    link,
  };
}

/**
 * Takes in one line of `messages.json`. A type that is unknown is counted; anything that is not as the SDK writes it
 * throws. Returns the time that the line says, or else the one given.
 */
export function fold(line: unknown, offset: number, time: number, into: Folding, find: FindFile): number {
  const { type, payload } = v.parse(lineSchema, line);
  const at: Position = { offset, time: v.parse(timed, payload).local_timestamp ?? time };
  const effect = effects.get(type);
  if (effect === undefined) {
    into.unknownMessages.set(type, (into.unknownMessages.get(type) ?? 0) + 1);
  } else {
    effect(payload, at, into, find);
  }
  return at.time;
}
