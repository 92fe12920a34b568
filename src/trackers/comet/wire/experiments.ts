/** What Comet says about one experiment beside its metrics and files; rows of experiments are in `experimentRow.ts`. */
import * as v from 'valibot';
import { flag, list, loggedText, longList, longText, number, record, recordOf, text } from './primitives';

/** The rows are many: narrowed by `narrowExperiment`, in turns. */
export const Experiments = v.object({ experiments: longList });

/** Rows of a search need not be whole: the metadata has more. */
export const FoundExperiments = v.object({ experiments: list(v.object({ experimentKey: v.string() })) });

export const NewExperiment = v.object({
  experimentKey: v.string(),
  link: text,
  workspaceName: text,
  projectName: text,
  name: text,
});
export type NewExperiment = v.InferOutput<typeof NewExperiment>;

export const BestExperiment = v.object({ experimentKey: v.string(), metricValue: number, experimentCount: number });
export type BestExperiment = v.InferOutput<typeof BestExperiment>;

export const Processing = v.object({ processing: flag });

export const Tags = v.object({ tags: list(v.string()) });
export const Code = v.object({ code: text });
export const Output = v.object({ output: longText });
export const Html = v.object({ html: text });
export const Graph = v.object({ graph: text });

/** All null when nothing was logged. */
export const CloudDetails = v.object({ experimentKey: text, provider: text, metadata: record });
export type CloudDetails = v.InferOutput<typeof CloudDetails>;

const FlatGitMetadata = v.object({ user: text, root: text, branch: text, parent: text, origin: text });
/** Flat, or wrapped as newer servers may send it. */
export const GitMetadata = v.union([
  v.pipe(
    v.object({ sdkGitMetadataWithContext: v.object({ sdkGitMetadata: FlatGitMetadata }) }),
    v.transform((body) => body.sdkGitMetadataWithContext.sdkGitMetadata),
  ),
  FlatGitMetadata,
]);
export type GitMetadata = v.InferOutput<typeof GitMetadata>;

export const SystemDetails = v.object({
  experimentKey: text,
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
  env: v.nullish(recordOf(loggedText), {}),
  gpuStaticInfoList: list(
    v.object({ gpuIndex: number, name: text, uuid: text, totalMemory: number, powerLimit: number }),
  ),
  logAdditionalSystemInfoList: list(v.object({ key: v.string(), value: loggedText })),
  systemMetricNames: list(v.string()),
  networkInterfaceIps: list(v.string()),
  totalRam: number,
  maxTotalMemory: number,
  command: list(v.string()),
  executable: text,
  osPackages: list(v.string()),
  installedPackages: list(v.string()),
});
export type SystemDetails = v.InferOutput<typeof SystemDetails>;
