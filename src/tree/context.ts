/** What the tree draws from, and what a connection's tracker can do. Knows no vscode. */
import type { ConnectionInfo } from '../shared/experiment';
import type { Event } from '../shared/base/event';
import type { SavedQuery } from '../shared/queries/query';
import type { ConnectionRef, ProjectRef } from '../shared/reference';
import type { Capability, ListingRef, Store } from '../store/store';
import type { Choices } from './listings/preferences';
import type { Listings } from './listings/listings';
import type { ListNode } from './nodes';

/** The queries that the user keeps. */
export interface Queries {
  list(project: ProjectRef): readonly SavedQuery[];
  readonly onDidChange: Event<unknown>;
}

export interface TreeContext {
  readonly store: Store;
  readonly listings: Listings;
  readonly choices: Choices;
  readonly connections: { list(): readonly ConnectionInfo[] };
  readonly queries: Queries;
  /** How many more pages of a node's children were asked for, by the node's id. */
  readonly pages: ReadonlyMap<string, number>;
}

/** The list that a node of the tree draws from. */
export function listingOf(node: ListNode): ListingRef {
  const { connection, workspace, projectId } = node;
  return {
    connection,
    workspace,
    projectId,
    archived: node.kind === 'query' ? node.query.archived : node.kind === 'archived',
  };
}

/** The names of those of the capabilities that the tracker has. Asks no server. */
export async function ableTo<Name extends string>(
  ref: ConnectionRef,
  store: Store,
  wanted: Readonly<Record<Name, Capability>>,
): Promise<readonly Name[]> {
  const names = Object.keys(wanted) as Name[];
  const offers = await store.offers(ref).catch(() => () => false);
  return names.filter((name) => offers(wanted[name]));
}
