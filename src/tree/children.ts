/** What stands below a node. Knows the store, the lists and nodes; no vscode. */
import type { ConnectionInfo } from '../shared/connection';
import type { ConnectionRef, WorkspaceRef } from '../shared/reference';
import type { ListingRef, Store } from '../store';
import { byName, type ExperimentGroup } from './arrange';
import type { Choices } from './choices';
import type { Listings } from './listings';
import {
  childId, experimentNodes, noticeNode, problemNode, type ArchivedNode, type ConnectionNode, type GroupNode, type ListNode, type Node, type ProjectNode,
  type WorkspaceNode,
} from './nodes';
import { settlesAtOnce } from './pace';
import { childrenOfPart, partNodes } from './parts';

export interface Sources {
  readonly store: Store;
  readonly listings: Listings;
  readonly choices: Choices;
  readonly connections: { list(): readonly ConnectionInfo[] };
  /** How many more pages of a node's children were asked for, by the node's id. */
  readonly pages: ReadonlyMap<string, number>;
}

/** A page of experiments; of other things a page holds more, since nothing is asked about each. */
export const experimentsAPage = 100;
const othersAPage = 500;

/** Rejects with a BackendError. */
export async function childrenOf(node: Node | null, sources: Sources): Promise<Node[]> {
  if (node === null) return connectionNodes(sources);
  switch (node.kind) {
    case 'connection': return workspaceNodes(node, sources);
    case 'workspace': return projectNodes(node, sources);
    case 'project': return projectChildren(node, sources);
    case 'group': return groupChildren(node, sources);
    case 'archived': return archivedChildren(node, sources);
    case 'experiment': return partNodes(node);
    case 'part':
    case 'folder': return page(node, await childrenOfPart(node, sources.store), othersAPage, sources);
    case 'metric':
    case 'codeFile':
    case 'patch':
    case 'asset':
    case 'model':
    case 'fact':
    case 'more':
    case 'notice':
    case 'problem': return [];
  }
}

/** The list that a node of the tree draws from. */
export const listingOf = ({ kind, connection, workspace, projectId }: ListNode): ListingRef =>
  ({ connection, workspace, projectId, archived: kind === 'archived' });

/** The id of a group's node. */
export const groupId = (parent: ProjectNode, by: GroupNode['by'], value: string | null): string =>
  childId(parent, 'group', value === null ? by : `${by}=${value}`);

function connectionNodes({ connections }: Sources): ConnectionNode[] {
  const all = connections.list();
  return all.map((info) =>
    ({ kind: 'connection', id: childId(null, 'connection', info.id), parent: null, connection: info.id, info, alone: all.length === 1 }));
}

async function workspaceNodes(parent: Node & ConnectionRef, { store }: Sources): Promise<Node[]> {
  const { connection } = parent;
  const workspaces = await store.workspaces(parent);
  if (workspaces.length === 0) return [noticeNode(parent, 'No workspaces yet.')];
  const names = [...new Set(workspaces.map(({ name }) => name))].sort(byName);
  return names.map((workspace): WorkspaceNode =>
    ({ kind: 'workspace', id: childId(parent, 'workspace', workspace), parent, connection, workspace, alone: names.length === 1 }));
}

async function projectNodes(parent: Node & WorkspaceRef, { store }: Sources): Promise<Node[]> {
  const { connection, workspace } = parent;
  const projects = await store.projects(parent);
  if (projects.length === 0) return [noticeNode(parent, 'No projects yet.')];
  return projects.toSorted((one, other) => byName(one.name, other.name)).map((project): ProjectNode =>
    ({ kind: 'project', id: childId(parent, 'project', project.id), parent, connection, workspace, projectId: project.id, project }));
}

async function projectChildren(parent: ProjectNode, sources: Sources): Promise<Node[]> {
  const { order, filter } = sources.choices;
  const { experiments, groups, problem } = await sources.listings.arranged(listingOf(parent));
  const nodes: Node[] = problem === null ? [] : [problemNode(parent, problem)];
  if (experiments.length === 0) nodes.push(noticeNode(parent, filter === null ? 'No experiments yet.' : 'No experiment matches the filter.'));
  else if (groups === null || order.grouping === 'none') nodes.push(...experimentPage(parent, experiments, sources));
  else nodes.push(...groupNodes(parent, order.grouping, groups));
  if (order.archivedShown) {
    const archived = archivedNode(parent);
    const list = sources.listings.arranged(listingOf(archived));
    // Until its list is there, nobody knows that it is empty.
    if (!(await settlesAtOnce(list)) || (await list.catch(() => null))?.total !== 0) nodes.push(archived);
  }
  return nodes;
}

function groupNodes(parent: ProjectNode, by: GroupNode['by'], groups: readonly ExperimentGroup[]): GroupNode[] {
  const { connection, workspace, projectId } = parent;
  return groups.map(({ value, experiments }) =>
    ({ kind: 'group', id: groupId(parent, by, value), parent, connection, workspace, projectId, by, value, count: experiments.length }));
}

function archivedNode(parent: ProjectNode): ArchivedNode {
  const { connection, workspace, projectId } = parent;
  return { kind: 'archived', id: childId(parent, 'archived', ''), parent, connection, workspace, projectId };
}

async function groupChildren(node: GroupNode, sources: Sources): Promise<Node[]> {
  const { groups } = await sources.listings.arranged(listingOf(node));
  return experimentPage(node, groups?.find(({ value }) => value === node.value)?.experiments ?? [], sources);
}

async function archivedChildren(node: ArchivedNode, sources: Sources): Promise<Node[]> {
  const { experiments, problem } = await sources.listings.arranged(listingOf(node));
  const nodes: Node[] = problem === null ? [] : [problemNode(node, problem)];
  if (experiments.length > 0) return [...nodes, ...experimentPage(node, experiments, sources)];
  return [...nodes, noticeNode(node, sources.choices.filter === null ? 'No archived experiments.' : 'No archived experiment matches the filter.')];
}

function experimentPage(parent: ListNode, experiments: ExperimentGroup['experiments'], sources: Sources): Node[] {
  const limit = pageLimit(parent, experimentsAPage, sources);
  return [...experimentNodes(parent, experiments.slice(0, limit)), ...rest(parent, experiments.length - limit, experimentsAPage)];
}

function page(parent: Node, nodes: readonly Node[], step: number, sources: Sources): Node[] {
  const limit = pageLimit(parent, step, sources);
  return [...nodes.slice(0, limit), ...rest(parent, nodes.length - limit, step)];
}

const pageLimit = ({ id }: Node, step: number, { pages }: Sources): number => step * (1 + (pages.get(id) ?? 0));

const rest = (parent: Node, left: number, step: number): Node[] =>
  (left <= 0 ? [] : [{ kind: 'more', id: childId(parent, 'more', ''), parent, step: Math.min(step, left), left }]);
