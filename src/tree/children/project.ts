/**
 * What hangs on a project beside its experiments. Asked for when it is opened, never before. Knows the store and nodes,
 * no vscode.
 */
import * as l10n from '@vscode/l10n';
import type { Experiment } from '../../shared/experiment';
import type { ConnectionRef, ProjectRef } from '../../shared/reference';
import { byName } from '../listings/arrange';
import { orNotice } from './keyValues';
import {
  childId,
  noticeNode,
  problemNode,
  type DashboardsNode,
  type Node,
  type PanelsNode,
  type ProjectFolderNode,
  type ProjectNode,
  type QueriesNode,
  type QueryNode,
  type ShareLinksNode,
} from '../nodes';
import { experimentPage } from './paging';
import { ableTo, listingOf, type TreeContext } from '../context';

export function projectFolderNode(parent: ProjectNode): ProjectFolderNode {
  return { kind: 'projectFolder', id: childId(parent, 'projectFolder', ''), parent, ...projectOf(parent) };
}

/** What the tracker keeps for a project beside its experiments. */
export const projectFolderKinds = (project: ConnectionRef, { store }: TreeContext) =>
  ableTo(project, store, {
    projectNotes: 'notes',
    queries: 'queries',
    panels: 'panels',
    dashboards: 'dashboards',
    shareLinks: 'shareLinks',
  });

export async function projectFolderChildren(parent: ProjectFolderNode, context: TreeContext): Promise<Node[]> {
  const project = projectOf(parent);
  return (await projectFolderKinds(project, context)).map((kind): Node => {
    const place = { id: childId(parent, kind, ''), parent, ...project };
    return kind === 'queries' ? { kind, ...place, count: context.queries.list(project).length } : { kind, ...place };
  });
}

export function queriesChildren(parent: QueriesNode, { queries }: TreeContext): Node[] {
  const project = projectOf(parent);
  return orNotice(
    parent,
    queries
      .list(project)
      .toSorted((one, other) => byName(one.name, other.name))
      .map((query): QueryNode => ({
        kind: 'query',
        id: childId(parent, 'query', query.id),
        parent,
        ...project,
        queryId: query.id,
        query,
      })),
    l10n.t('No saved queries yet.'),
  );
}

/** The experiments that match now, in the order that the user chose. Rejects with a BackendError. */
export async function queryChildren(parent: QueryNode, context: TreeContext): Promise<Node[]> {
  const { store, listings, choices } = context;
  const listing = listingOf(parent);
  const [keys, { experiments, problem }, all] = await Promise.all([
    store.projects.query(parent, parent.query.predicates, listing.archived),
    listings.arranged(listing),
    store.experiments.list(listing),
  ]);
  const wanted = new Set(keys);
  const matching = experiments.filter(({ key }) => wanted.has(key));
  const nodes: Node[] = problem === null ? [] : [problemNode(parent, problem)];
  nodes.push(
    ...experimentPage(
      parent,
      [...matching, ...(choices.filter === null ? await newcomers(keys, all, parent, context) : [])],
      context,
    ),
  );
  if (nodes.length > 0) {
    return nodes;
  }
  return [
    noticeNode(
      parent,
      choices.filter === null || keys.length === 0
        ? l10n.t('No experiment matches the query now.')
        : l10n.t('No experiment matches both the query and the filter.'),
    ),
  ];
}

/** Began after the list was made. */
async function newcomers(
  keys: readonly string[],
  all: readonly Experiment[],
  { connection }: QueryNode,
  { store }: TreeContext,
): Promise<readonly Experiment[]> {
  const known = new Set(all.map(({ key }) => key));
  return Promise.all(keys.filter((key) => !known.has(key)).map((key) => store.experiments.get({ connection, key })));
}

export async function panelsChildren(parent: PanelsNode, { store }: TreeContext): Promise<Node[]> {
  const { connection, workspace } = parent;
  const panels = await store.projects.panels(parent);
  return orNotice(
    parent,
    panels
      .toSorted((one, other) => byName(one.name, other.name))
      .map((panel): Node => ({
        kind: 'panel',
        id: childId(parent, 'panel', panel.id),
        parent,
        connection,
        workspace,
        panelId: panel.id,
        panel,
      })),
    l10n.t('The workspace keeps no panels.'),
  );
}

export async function dashboardsChildren(parent: DashboardsNode, { store }: TreeContext): Promise<Node[]> {
  const dashboards = await store.projects.dashboards(parent);
  return orNotice(
    parent,
    dashboards
      .toSorted((one, other) => byName(one.name, other.name))
      .map((dashboard): Node => ({
        kind: 'dashboard',
        id: childId(parent, 'dashboard', dashboard.id),
        parent,
        ...projectOf(parent),
        dashboardId: dashboard.id,
        dashboard,
      })),
    l10n.t('No dashboards were saved.'),
  );
}

export async function shareLinksChildren(parent: ShareLinksNode, { store }: TreeContext): Promise<Node[]> {
  const links = await store.projects.shareLinks(parent);
  return orNotice(
    parent,
    links.map((link): Node => ({
      kind: 'shareLink',
      id: childId(parent, 'shareLink', link.code),
      parent,
      ...projectOf(parent),
      shareCode: link.code,
      link,
    })),
    l10n.t('The project is not shared by link.'),
  );
}

const projectOf = ({ connection, workspace, projectId }: ProjectRef): ProjectRef => ({
  connection,
  workspace,
  projectId,
});
