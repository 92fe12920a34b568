/** What an archive of the Comet SDK holds, close to how the SDK wrote it. Types only. */

export type JsonObject = Readonly<Record<string, unknown>>;

/** Where a message stands in the archive. */
export interface Position {
  /** The number of its line, from 1, which an upload uses to order what was logged. */
  readonly offset: number;
  /** Epoch milliseconds. Messages that the SDK writes without a time have the time of the message before. */
  readonly time: number;
}

export interface RecordedMetric extends Position {
  /** As logged: the run context is apart, not a prefix. */
  readonly name: string;
  readonly context: string | null;
  /** As it was written: `1.0`, `1e-05`, `NaN`. */
  readonly value: string;
  readonly step: number | null;
  readonly epoch: number | null;
}

export interface RecordedParameter extends Position {
  readonly name: string;
  readonly context: string | null;
  /** As it was written; a list is JSON text. */
  readonly value: string;
  readonly step: number | null;
  /** `manual`, `cli` or `auto-logged` (such as `curr_step`). */
  readonly source: string | null;
}

export interface RecordedOther extends Position {
  readonly name: string;
  readonly value: string;
}

/** A piece of output as it was written: not necessarily a line, carriage returns and colours included. */
export interface RecordedOutput extends Position {
  readonly text: string;
  readonly stderr: boolean;
  readonly context: string | null;
}

export interface RecordedGit {
  readonly user: string | null;
  /** Hash of the repository's first commit, which identifies it. */
  readonly root: string | null;
  /** A full reference, such as `refs/heads/main`. */
  readonly branch: string | null;
  /** Hash of the commit that was checked out. */
  readonly parent: string | null;
  readonly origin: string | null;
}

export interface RecordedMachine {
  readonly user: string | null;
  readonly hostname: string | null;
  readonly ip: string | null;
  readonly os: string | null;
  readonly osType: string | null;
  readonly osRelease: string | null;
  readonly machine: string | null;
  readonly processor: string | null;
  readonly pid: number | null;
  readonly executable: string | null;
  readonly pythonVersion: string | null;
  readonly pythonVersionVerbose: string | null;
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>> | null;
}

/** A file inside the archive. */
export interface RecordedFile {
  readonly size: number;
  /** Reads the archive again; nothing is kept. */
  bytes(): Promise<Uint8Array>;
}

export interface RecordedAsset extends Position, RecordedFile {
  readonly id: string;
  /** `asset`, `source_code`, `image`, `model-element`, `confusion-matrix`, `histogram3d`, `curve`, `text-sample`, … */
  readonly type: string;
  /** Logical name, may hold `/`. Text samples have none of their own: `auto-generated-in-the-backend`. */
  readonly name: string;
  readonly step: number | null;
  readonly epoch: number | null;
  readonly context: string | null;
  /** Without the dot. */
  readonly extension: string | null;
  /** JSON text, as it was written. */
  readonly metadata: string | null;
  /** The model that it is a part of. */
  readonly model: string | null;
  /** The tracker's grouping: `models/<name>`, `media` for images, else `assets`. */
  readonly folder: string;
  /** The user's own address when only a reference was logged; such an asset is empty here. */
  readonly link: string | null;
}

export interface RegisteredModel {
  readonly name: string;
  readonly registryName: string | null;
  readonly version: string | null;
}

export interface Archive {
  /** The archive's file. */
  readonly path: string;
  readonly key: string;
  readonly name: string | null;
  readonly workspace: string | null;
  readonly project: string | null;
  readonly startTime: number;
  readonly endTime: number;
  /** The SDK keeps tags apart from the messages: all of them count from the start. */
  readonly tags: readonly string[];
  /** The sentence of an unhandled error that ended the script; null when it ended well. */
  readonly crash: string | null;
  /** The main script. */
  readonly filePath: string | null;
  readonly user: string | null;
  readonly metrics: readonly RecordedMetric[];
  readonly parameters: readonly RecordedParameter[];
  /** In the order of logging; the last value of a name counts. */
  readonly others: readonly RecordedOther[];
  readonly output: readonly RecordedOutput[];
  readonly assets: readonly RecordedAsset[];
  readonly html: string | null;
  readonly graph: string | null;
  readonly git: RecordedGit | null;
  /** A zip whose one entry `git_diff.patch` is the difference to the commit; null when there was none. */
  readonly patch: RecordedFile | null;
  readonly machine: RecordedMachine | null;
  readonly systemInfo: readonly { readonly key: string; readonly value: string }[];
  readonly graphicsCards: readonly JsonObject[];
  readonly cloud: { readonly provider: string; readonly metadata: string } | null;
  /** `name==version`. */
  readonly installedPackages: readonly string[];
  readonly osPackages: readonly string[];
  readonly dependencies: readonly { readonly name: string; readonly version: string }[];
  readonly registeredModels: readonly RegisteredModel[];
  /** How many messages of a type there were that this reader does not understand. */
  readonly unknownMessages: ReadonlyMap<string, number>;
}
