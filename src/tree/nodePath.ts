/**
 * From references to nodes and back: the way down to what a reference names, and what of the server a node stands for.
 * Pure.
 */
import type {
  ArtifactVersionRef,
  ConnectionRef,
  DashboardRef,
  ExperimentRef,
  ProjectRef,
  QueryRef,
  RegistryVersionRef,
  ShareLinkRef,
  WorkspaceRef,
} from '../shared/reference';
import { nearest, type Node } from './nodes';

/** A reference to anything that the tree shows. */
export type TreeTarget = ConnectionRef &
  Partial<
    Omit<QueryRef & DashboardRef & ShareLinkRef & RegistryVersionRef & ArtifactVersionRef & ExperimentRef, 'connection'>
  >;

type Step = (node: Node) => boolean;

/** Which child comes next, level by level. An experiment is found below its project, by its list. */
export function pathTo({
  connection,
  workspace,
  projectId,
  queryId,
  dashboardId,
  shareCode,
  registryModel,
  artifact,
  version,
}: TreeTarget): readonly Step[] {
  const steps: Step[] = [(node) => node.kind === 'connection' && node.connection === connection];
  if (workspace === undefined) {
    return steps;
  }
  steps.push((node) => node.kind === 'workspace' && node.workspace === workspace);
  if (registryModel !== undefined) {
    steps.push(
      (node) => node.kind === 'registry',
      (node) => node.kind === 'registryModel' && node.registryModel === registryModel,
    );
    if (version !== undefined) {
      steps.push((node) => node.kind === 'registryVersion' && node.version === version);
    }
  } else if (artifact !== undefined) {
    steps.push(
      (node) => node.kind === 'artifactList',
      (node) => node.kind === 'artifact' && node.artifact === artifact,
    );
    if (version !== undefined) {
      steps.push((node) => node.kind === 'artifactVersion' && node.version === version);
    }
  } else if (projectId !== undefined) {
    steps.push((node) => node.kind === 'project' && node.projectId === projectId);
    if (queryId !== undefined) {
      steps.push(
        inFolder,
        (node) => node.kind === 'queries',
        (node) => node.kind === 'query' && node.queryId === queryId,
      );
    } else if (dashboardId !== undefined) {
      steps.push(
        inFolder,
        (node) => node.kind === 'dashboards',
        (node) => node.kind === 'dashboard' && node.dashboardId === dashboardId,
      );
    } else if (shareCode !== undefined) {
      steps.push(
        inFolder,
        (node) => node.kind === 'shareLinks',
        (node) => node.kind === 'shareLink' && node.shareCode === shareCode,
      );
    }
  }
  return steps;
}

const inFolder: Step = (node) => node.kind === 'projectFolder';

/** What a refresh of the node is about: the nearest thing that a server knows. */
export function scopeOf(node: Node): ConnectionRef | WorkspaceRef | ProjectRef | ExperimentRef | null {
  // Panels are the workspace's.
  if (nearest(node, 'panels') !== null) {
    return scopeOf(nearest(node, 'workspace') ?? node);
  }
  const { connection, workspace, projectId, key }: Partial<ProjectRef & ExperimentRef> =
    nearest(node, 'experiment', 'project', 'workspace', 'connection') ?? {};
  if (connection === undefined) {
    return null;
  }
  if (key !== undefined) {
    return { connection, key };
  }
  if (workspace === undefined) {
    return { connection };
  }
  return projectId === undefined ? { connection, workspace } : { connection, workspace, projectId };
}
