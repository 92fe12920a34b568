/**
 * What the tree is made of: a union of node kinds. A node says where it stands and what the last answer said of it;
 * most are references (see shared/reference.ts). Knows no vscode and sends no request.
 */
import type { Artifact, ArtifactFile, ArtifactVersion, ArtifactVersionDetails } from '../shared/artifact';
import type { Asset, ConnectionInfo, Experiment, Project, Summary } from '../shared/experiment';
import type { Problem } from '../shared/problem';
import type { Dashboard, Panel, ShareLink } from '../shared/project';
import type { SavedQuery } from '../shared/queries/query';
import type {
  ArtifactRef,
  ArtifactVersionRef,
  AssetRef,
  CodeRef,
  ConnectionRef,
  DashboardRef,
  ExperimentRef,
  ModelRef,
  PanelRef,
  ProjectRef,
  QueryRef,
  RegistryModelRef,
  RegistryVersionRef,
  ShareLinkRef,
  WorkspaceRef,
} from '../shared/reference';
import type { RegistryModel, RegistryVersion } from '../shared/registry';
import type { Grouping } from './listings/preferences';

interface Placed<Kind extends string> {
  readonly kind: Kind;
  /** Unique in the tree and the same after every refresh: expansion and selection hang on it. */
  readonly id: string;
  readonly parent: Node | null;
}

export const parts = [
  'metrics',
  'parameters',
  'code',
  'git',
  'output',
  'assets',
  'models',
  'artifacts',
  'html',
  'graph',
  'system',
  'cloud',
  'others',
] as const;
export type Part = (typeof parts)[number];

export interface ConnectionNode extends Placed<'connection'>, ConnectionRef {
  readonly info: ConnectionInfo;
  /** The only one of its level: opened without being asked. */
  readonly alone: boolean;
}
export interface WorkspaceNode extends Placed<'workspace'>, WorkspaceRef {
  readonly alone: boolean;
}
export interface ProjectNode extends Placed<'project'>, ProjectRef {
  readonly project: Project;
}
export interface GroupNode extends Placed<'group'>, ProjectRef {
  readonly by: Exclude<Grouping, 'none'>;
  /** Null: those without. */
  readonly value: string | null;
  readonly count: number;
}
/** A project's archived experiments; `project` itself is the list of the others. */
export interface ArchivedNode extends Placed<'archived'>, ProjectRef {}
/** What an experiment did to the version below which it stands. */
export type ExperimentRole = 'loggedBy' | 'producedBy' | 'usedBy';

export interface ExperimentNode extends Placed<'experiment'>, ExperimentRef {
  readonly experiment: Experiment;
  /** Null where experiments list. */
  readonly role: ExperimentRole | null;
}
export interface PartNode extends Placed<'part'>, ExperimentRef {
  readonly part: Part;
}
export interface MetricNode extends Placed<'metric'>, ExperimentRef {
  readonly summary: Summary;
}
export interface FolderNode extends Placed<'folder'>, ExperimentRef {
  readonly part: 'code' | 'assets';
  readonly path: readonly string[];
  readonly label: string;
  readonly count: number;
}
export interface CodeFileNode extends Placed<'codeFile'>, CodeRef {
  readonly label: string;
  readonly size: number | null;
}
export interface PatchNode extends Placed<'patch'>, ExperimentRef {
  readonly files: number;
}
export interface AssetNode extends Placed<'asset'>, AssetRef {
  readonly label: string;
  readonly asset: Asset;
}
export interface ModelNode extends Placed<'model'>, ModelRef {
  readonly registered: readonly string[];
}

/** Folds what hangs on a project beside its experiments. */
export interface ProjectFolderNode extends Placed<'projectFolder'>, ProjectRef {}
/** Opens in an editor. */
export interface ProjectNotesNode extends Placed<'projectNotes'>, ProjectRef {}
export interface QueriesNode extends Placed<'queries'>, ProjectRef {
  readonly count: number;
}
export interface QueryNode extends Placed<'query'>, QueryRef {
  readonly query: SavedQuery;
}
/** Trackers keep panels for a whole workspace. */
export interface PanelsNode extends Placed<'panels'>, ProjectRef {}
export interface PanelNode extends Placed<'panel'>, PanelRef {
  readonly panel: Panel;
}
export interface DashboardsNode extends Placed<'dashboards'>, ProjectRef {}
export interface DashboardNode extends Placed<'dashboard'>, DashboardRef {
  readonly dashboard: Dashboard;
}
export interface ShareLinksNode extends Placed<'shareLinks'>, ProjectRef {}
export interface ShareLinkNode extends Placed<'shareLink'>, ShareLinkRef {
  readonly link: ShareLink;
}

/** The models that a workspace keeps. */
export interface RegistryNode extends Placed<'registry'>, WorkspaceRef {}
export interface RegistryModelNode extends Placed<'registryModel'>, RegistryModelRef {
  readonly about: RegistryModel;
}
/** Opens in an editor. */
export interface RegistryNotesNode extends Placed<'registryNotes'>, RegistryModelRef {}
export interface RegistryVersionNode extends Placed<'registryVersion'>, RegistryVersionRef {
  readonly about: RegistryVersion;
  readonly latest: boolean;
}

/** The artifacts that a workspace keeps. */
export interface ArtifactListNode extends Placed<'artifactList'>, WorkspaceRef {}
export interface ArtifactNode extends Placed<'artifact'>, ArtifactRef {
  readonly about: Artifact;
}
/** Below its artifact, or below an experiment that wrote or read it. */
export interface ArtifactVersionNode extends Placed<'artifactVersion'>, ArtifactVersionRef {
  readonly about: ArtifactVersion;
  /** Null: not heard yet. */
  readonly details: ArtifactVersionDetails | null;
  /** What it was to the experiment below which it stands; null below its artifact. */
  readonly role: 'output' | 'input' | null;
}
/** Asked for when opened: trackers do not tell who used a version. */
export interface UsedByNode extends Placed<'usedBy'>, ArtifactVersionRef {}
export interface ArtifactFileNode extends Placed<'artifactFile'>, ArtifactVersionRef {
  readonly label: string;
  readonly file: ArtifactFile;
}
/** The files of a registry version or of an artifact version, or a folder among them. */
export interface VersionFilesNode extends Placed<'versionFiles'> {
  readonly of: RegistryVersionRef | ArtifactVersionRef;
  readonly path: readonly string[];
  readonly label: string;
  readonly count: number | null;
}

/** A name and its value: a parameter, a branch, a processor. */
export interface FactNode extends Placed<'fact'> {
  readonly name: string;
  readonly value: string;
  /** A codicon. */
  readonly icon: string;
}
export interface MoreNode extends Placed<'more'> {
  readonly parent: Node;
  readonly step: number;
  readonly left: number;
}
export interface NoticeNode extends Placed<'notice'> {
  readonly text: string;
}
export interface ProblemNode extends Placed<'problem'> {
  readonly problem: Problem;
}

export type Node =
  | ConnectionNode
  | WorkspaceNode
  | ProjectNode
  | GroupNode
  | ArchivedNode
  | ExperimentNode
  | PartNode
  | MetricNode
  | FolderNode
  | CodeFileNode
  | PatchNode
  | AssetNode
  | ModelNode
  | FactNode
  | MoreNode
  | NoticeNode
  | ProblemNode
  | ProjectFolderNode
  | ProjectNotesNode
  | QueriesNode
  | QueryNode
  | PanelsNode
  | PanelNode
  | DashboardsNode
  | DashboardNode
  | ShareLinksNode
  | ShareLinkNode
  | RegistryNode
  | RegistryModelNode
  | RegistryNotesNode
  | RegistryVersionNode
  | ArtifactListNode
  | ArtifactNode
  | ArtifactVersionNode
  | UsedByNode
  | ArtifactFileNode
  | VersionFilesNode;

/** Where experiments list. */
export type ListNode = ProjectNode | GroupNode | ArchivedNode | QueryNode;

/** The id of a child. `own` may be anybody's text. */
export const childId = (parent: Node | null, kind: Node['kind'], own: string): string =>
  `${parent === null ? '' : `${parent.id}/`}${kind}:${own.replace(/[%/]/g, (character) => (character === '/' ? '%2F' : '%25'))}`;

export function experimentNodes(
  parent: Node & ConnectionRef,
  experiments: readonly Experiment[],
  role: ExperimentRole | null = null,
): ExperimentNode[] {
  const { connection } = parent;
  return experiments.map((experiment) => ({
    kind: 'experiment',
    id: childId(parent, 'experiment', experiment.key),
    parent,
    connection,
    key: experiment.key,
    experiment,
    role,
  }));
}

export const noticeNode = (parent: Node, text: string): NoticeNode => ({
  kind: 'notice',
  id: childId(parent, 'notice', ''),
  parent,
  text,
});

export const problemNode = (parent: Node | null, problem: Problem): ProblemNode => ({
  kind: 'problem',
  id: childId(parent, 'problem', ''),
  parent,
  problem,
});

/** The node itself or the nearest above it that is of one of the kinds. */
export function nearest<Kind extends Node['kind']>(
  node: Node,
  ...kinds: readonly Kind[]
): Extract<Node, { kind: Kind }> | null {
  for (let candidate: Node | null = node; candidate !== null; candidate = candidate.parent) {
    if ((kinds as readonly string[]).includes(candidate.kind)) {
      return candidate as Extract<Node, { kind: Kind }>;
    }
  }
  return null;
}

/** What commands are handed by menus and by items of the tree; anything else is no node. */
export const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'kind' in value && 'id' in value && 'parent' in value;
