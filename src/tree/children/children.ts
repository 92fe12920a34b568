/** What stands below a node. Knows the store, the lists and nodes; no vscode. */
import * as l10n from '@vscode/l10n';
import type { ConnectionRef, WorkspaceRef } from '../../shared/reference';
import { byName, type ExperimentGroup } from '../listings/arrange';
import { artifactChildren, artifactListChildren, artifactVersionChildren, usedByChildren } from './artifacts';
import {
  childId,
  noticeNode,
  problemNode,
  type ArchivedNode,
  type ConnectionNode,
  type GroupNode,
  type Node,
  type ProjectNode,
  type WorkspaceNode,
} from '../nodes';
import { settlesAtOnce } from '../../platform/eventLoop';
import { experimentPage, page } from './paging';
import { childrenOfPart, partNodes } from './experiment';
import {
  dashboardsChildren,
  panelsChildren,
  projectFolderChildren,
  projectFolderKinds,
  projectFolderNode,
  queriesChildren,
  queryChildren,
  shareLinksChildren,
} from './project';
import { registryChildren, registryModelChildren, registryVersionChildren } from './registry';
import { ableTo, listingOf, type TreeContext } from '../context';
import { versionFilesChildren } from './versionFiles';

/** Rejects with a BackendError. */
export async function childrenOf(node: Node | null, context: TreeContext): Promise<Node[]> {
  if (node === null) {
    return connectionNodes(context);
  }
  const { store } = context;
  switch (node.kind) {
    case 'connection':
      return workspaceNodes(node, context);
    case 'workspace':
      return workspaceChildren(node, context);
    case 'project':
      return projectChildren(node, context);
    case 'group':
      return groupChildren(node, context);
    case 'archived':
      return archivedChildren(node, context);
    case 'experiment':
      return partNodes(node, store);
    case 'part':
    case 'folder':
      return page(node, await childrenOfPart(node, store), context);
    case 'projectFolder':
      return projectFolderChildren(node, context);
    case 'queries':
      return queriesChildren(node, context);
    case 'query':
      return queryChildren(node, context);
    case 'panels':
      return page(node, await panelsChildren(node, context), context);
    case 'dashboards':
      return page(node, await dashboardsChildren(node, context), context);
    case 'shareLinks':
      return page(node, await shareLinksChildren(node, context), context);
    case 'registry':
      return page(node, await registryChildren(node, store), context);
    case 'registryModel':
      return page(node, await registryModelChildren(node, store), context);
    case 'registryVersion':
      return registryVersionChildren(node, store);
    case 'artifactList':
      return page(node, await artifactListChildren(node, store), context);
    case 'artifact':
      return page(node, await artifactChildren(node, store), context);
    case 'artifactVersion':
      return artifactVersionChildren(node, store);
    case 'usedBy':
      return usedByChildren(node, context);
    case 'versionFiles':
      return page(node, await versionFilesChildren(node, store), context);
    case 'metric':
    case 'codeFile':
    case 'patch':
    case 'asset':
    case 'model':
    case 'projectNotes':
    case 'panel':
    case 'dashboard':
    case 'shareLink':
    case 'registryNotes':
    case 'artifactFile':
    case 'fact':
    case 'more':
    case 'notice':
    case 'problem':
      return [];
  }
}

/** The id of a group's node. */
export const groupId = (parent: ProjectNode, by: GroupNode['by'], value: string | null): string =>
  childId(parent, 'group', value === null ? by : `${by}=${value}`);

function connectionNodes({ connections }: TreeContext): ConnectionNode[] {
  const all = connections.list();
  return all.map((info) => ({
    kind: 'connection',
    id: childId(null, 'connection', info.id),
    parent: null,
    connection: info.id,
    info,
    alone: all.length === 1,
  }));
}

async function workspaceNodes(parent: Node & ConnectionRef, { store }: TreeContext): Promise<Node[]> {
  const { connection } = parent;
  const workspaces = await store.projects.workspaces(parent);
  if (workspaces.length === 0) {
    return [noticeNode(parent, l10n.t('No workspaces yet.'))];
  }
  const names = [...new Set(workspaces.map(({ name }) => name))].sort(byName);
  return names.map((workspace): WorkspaceNode => ({
    kind: 'workspace',
    id: childId(parent, 'workspace', workspace),
    parent,
    connection,
    workspace,
    alone: names.length === 1,
  }));
}

/** The projects, then what the workspace keeps for all of them. */
async function workspaceChildren(parent: Node & WorkspaceRef, context: TreeContext): Promise<Node[]> {
  const { connection, workspace } = parent;
  const [projects, able] = await Promise.all([
    projectNodes(parent, context),
    ableTo(parent, context.store, { registry: 'registry', artifactList: 'artifacts' }),
  ]);
  return [
    ...projects,
    ...able.map((kind): Node => ({ kind, id: childId(parent, kind, ''), parent, connection, workspace })),
  ];
}

async function projectNodes(parent: Node & WorkspaceRef, { store }: TreeContext): Promise<Node[]> {
  const { connection, workspace } = parent;
  const projects = await store.projects.list(parent);
  if (projects.length === 0) {
    return [noticeNode(parent, l10n.t('No projects yet.'))];
  }
  return projects
    .toSorted((one, other) => byName(one.name, other.name))
    .map((project): ProjectNode => ({
      kind: 'project',
      id: childId(parent, 'project', project.id),
      parent,
      connection,
      workspace,
      projectId: project.id,
      project,
    }));
}

async function projectChildren(parent: ProjectNode, context: TreeContext): Promise<Node[]> {
  const { order, filter } = context.choices;
  const { experiments, groups, problem } = await context.listings.arranged(listingOf(parent));
  const nodes: Node[] = problem === null ? [] : [problemNode(parent, problem)];
  if (experiments.length === 0) {
    nodes.push(
      noticeNode(parent, filter === null ? l10n.t('No experiments yet.') : l10n.t('No experiment matches the filter.')),
    );
  } else if (groups === null || order.grouping === 'none') {
    nodes.push(...experimentPage(parent, experiments, context));
  } else {
    nodes.push(...groupNodes(parent, order.grouping, groups));
  }
  if (order.archivedShown) {
    const archived = archivedNode(parent);
    const list = context.listings.arranged(listingOf(archived));
    // Until its list is there, it is not known to be empty.
    if (!(await settlesAtOnce(list)) || (await list.catch(() => null))?.total !== 0) {
      nodes.push(archived);
    }
  }
  if ((await projectFolderKinds(parent, context)).length > 0) {
    nodes.push(projectFolderNode(parent));
  }
  return nodes;
}

function groupNodes(parent: ProjectNode, by: GroupNode['by'], groups: readonly ExperimentGroup[]): GroupNode[] {
  const { connection, workspace, projectId } = parent;
  return groups.map(({ value, experiments }) => ({
    kind: 'group',
    id: groupId(parent, by, value),
    parent,
    connection,
    workspace,
    projectId,
    by,
    value,
    count: experiments.length,
  }));
}

function archivedNode(parent: ProjectNode): ArchivedNode {
  const { connection, workspace, projectId } = parent;
  return { kind: 'archived', id: childId(parent, 'archived', ''), parent, connection, workspace, projectId };
}

async function groupChildren(node: GroupNode, context: TreeContext): Promise<Node[]> {
  const { groups } = await context.listings.arranged(listingOf(node));
  return experimentPage(node, groups?.find(({ value }) => value === node.value)?.experiments ?? [], context);
}

async function archivedChildren(node: ArchivedNode, context: TreeContext): Promise<Node[]> {
  const { experiments, problem } = await context.listings.arranged(listingOf(node));
  const nodes: Node[] = problem === null ? [] : [problemNode(node, problem)];
  if (experiments.length > 0) {
    return [...nodes, ...experimentPage(node, experiments, context)];
  }
  return [
    ...nodes,
    noticeNode(
      node,
      context.choices.filter === null
        ? l10n.t('No archived experiments.')
        : l10n.t('No archived experiment matches the filter.'),
    ),
  ];
}
