/**
 * What can be written to the content of an experiment, as changes that are kept, and what each does. The same code runs
 * when a change is written and when a restarted lab reads it again, so a change holds every time and name that was made
 * up for it. Knows no protocol.
 */
import { combineAgain } from './state/histograms';
import {
  addLogged,
  addPoint,
  type ByteSource,
  type ExperimentContent,
  type GitMetadata,
  type LabAsset,
  type MachineDetails,
  type MetricPoint,
  type OutputLine,
} from './content';

export interface LoggedPoint extends MetricPoint {
  /** Full name. */
  readonly name: string;
  readonly context: string | null;
}

/** An asset whose bytes are kept as `file`; null when it has none. */
export interface WrittenAsset extends Omit<LabAsset, 'bytes' | 'file'> {
  readonly file: string | null;
  /** Takes the place of all of its name and type. */
  readonly replaces: boolean;
}

export type ContentChange =
  | { readonly kind: 'metrics'; readonly points: readonly LoggedPoint[] }
  | { readonly kind: 'metricsDeleted'; readonly names: readonly string[] }
  | {
      readonly kind: 'parameter';
      readonly name: string;
      readonly context: string | null;
      readonly value: string;
      readonly step: number | null;
      readonly time: number;
    }
  | { readonly kind: 'parametersDeleted'; readonly names: readonly string[] }
  | { readonly kind: 'other'; readonly name: string; readonly value: string; readonly time: number }
  | { readonly kind: 'tags'; readonly added: readonly string[]; readonly removed: readonly string[] }
  | { readonly kind: 'html'; readonly html: string; readonly replaces: boolean }
  | { readonly kind: 'graph'; readonly graph: string }
  | { readonly kind: 'code'; readonly code: string }
  | { readonly kind: 'output'; readonly lines: readonly OutputLine[] }
  | { readonly kind: 'machine'; readonly details: Partial<MachineDetails> }
  | { readonly kind: 'packages'; readonly packages: readonly { readonly name: string; readonly version: string }[] }
  | { readonly kind: 'git'; readonly git: GitMetadata }
  | { readonly kind: 'patch'; readonly file: string }
  /** Metadata is JSON text; older journals have the object. */
  | { readonly kind: 'cloud'; readonly provider: string; readonly metadata: string | Readonly<Record<string, unknown>> }
  | { readonly kind: 'assets'; readonly assets: readonly WrittenAsset[] }
  | { readonly kind: 'assetDeleted'; readonly id: string }
  | {
      readonly kind: 'assetTags';
      readonly id: string;
      readonly added: readonly string[];
      readonly removed: readonly string[];
    };

/** The names under which the bytes are kept that the change brings. */
export function filesOf(change: ContentChange): readonly string[] {
  return change.kind === 'patch'
    ? [change.file]
    : change.kind === 'assets'
      ? change.assets.flatMap(({ file }) => file ?? [])
      : [];
}

/** The bytes of one experiment. */
export interface ContentFiles {
  source(file: string): ByteSource;
  forget(file: string): void;
}

/** Never refuses: what a change speaks of may be gone by now. */
export function applyToContent(content: ExperimentContent, change: ContentChange, files: ContentFiles): void {
  switch (change.kind) {
    case 'metrics':
      for (const { name, context, ...point } of change.points) {
        addPoint(content.metrics, name, context, point);
      }
      return;
    case 'metricsDeleted':
      for (const name of change.names) {
        content.metrics.delete(name);
      }
      return;
    case 'parameter': {
      const { name, value, step, time, context } = change;
      addLogged(content.parameters, name, { value, step, time, context });
      return;
    }
    case 'parametersDeleted':
      for (const name of change.names) {
        content.parameters.delete(name);
      }
      return;
    case 'other':
      addLogged(content.others, change.name, { value: change.value, step: null, time: change.time, context: null });
      return;
    case 'tags':
      for (const tag of change.added) {
        content.tags.add(tag);
      }
      for (const tag of change.removed) {
        content.tags.delete(tag);
      }
      return;
    case 'html':
      content.html = change.replaces ? change.html : (content.html ?? '') + change.html;
      return;
    case 'graph':
      content.graph = change.graph;
      return;
    case 'code':
      content.code = change.code;
      return;
    case 'output':
      for (const line of change.lines) {
        content.output.push(line);
      }
      return;
    case 'machine': {
      const { env, ...details } = change.details;
      content.machine = { ...content.machine, ...details, env: { ...content.machine.env, ...env } };
      return;
    }
    case 'packages': {
      const installed = new Map(content.machine.installedPackages.map((line) => [line.split('==')[0], line] as const));
      for (const { name, version } of change.packages) {
        installed.set(name, `${name}==${version}`);
      }
      content.machine = { ...content.machine, installedPackages: [...installed.values()] };
      return;
    }
    case 'git':
      content.git = change.git;
      return;
    case 'patch':
      content.patch = files.source(change.file);
      return;
    case 'cloud': {
      const { provider, metadata } = change;
      content.cloud = { provider, metadata: typeof metadata === 'string' ? metadata : JSON.stringify(metadata) };
      return;
    }
    case 'assets':
      for (const asset of change.assets) {
        addAsset(content, asset, files);
      }
      for (const asset of change.assets) {
        if (asset.type === 'histogram3d') {
          combineAgain(content.assets, asset);
        }
      }
      return;
    case 'assetDeleted': {
      const asset = content.assets.get(change.id);
      removeAsset(content, change.id, files);
      if (asset?.type === 'histogram3d') {
        combineAgain(content.assets, asset);
      }
      return;
    }
    case 'assetTags': {
      const asset = content.assets.get(change.id);
      if (asset === undefined) {
        return;
      }
      const tags = new Set([...asset.tags, ...change.added]);
      for (const tag of change.removed) {
        tags.delete(tag);
      }
      content.assets.set(asset.id, { ...asset, tags: [...tags] });
    }
  }
}

function addAsset(content: ExperimentContent, { replaces, file, ...asset }: WrittenAsset, files: ContentFiles): void {
  const replaced = replaces
    ? [...content.assets.values()].filter(({ name, type }) => name === asset.name && type === asset.type)
    : [];
  for (const { id } of [...replaced, asset]) {
    removeAsset(content, id, files);
  }
  content.assets.set(asset.id, { ...asset, file, bytes: file === null ? nothing : files.source(file) });
}

function removeAsset(content: ExperimentContent, id: string, files: ContentFiles): void {
  const file = content.assets.get(id)?.file ?? null;
  content.assets.delete(id);
  if (file !== null) {
    files.forget(file);
  }
}

const nothing: ByteSource = () => Promise.resolve(new Uint8Array());
