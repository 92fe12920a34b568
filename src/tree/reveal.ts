/** The way down to a node of the tree: opened level by level, as far as it leads, and selected at its end. */
import type { TreeView } from 'vscode';
import type { ExperimentRef } from '../shared/reference';
import type { ListingRef, Store } from '../store/store';
import { groupId } from './children/children';
import { experimentsAPage } from './children/paging';
import type { Listings } from './listings/listings';
import type { Choices } from './listings/preferences';
import { pathTo, type TreeTarget } from './nodePath';
import type { Node } from './nodes';

interface RevealOptions {
  readonly store: Pick<Store, 'experiments'>;
  readonly listings: Pick<Listings, 'arranged'>;
  readonly choices: Pick<Choices, 'filter' | 'order'>;
  readonly view: Pick<TreeView<Node>, 'reveal'>;
  /** Null for the top. */
  readonly childrenOf: (node: Node | null) => Promise<readonly Node[]>;
  readonly showArchived: () => Promise<void>;
  readonly clearFilter: () => Promise<void>;
  /** At least so many pages more than the first one of a list. */
  readonly showPages: (list: Node, pages: number) => void;
}

type Child = (parent: Node | null | undefined, which: (node: Node) => boolean) => Promise<Node | undefined>;

/** A filter that hides an experiment is taken away. Rejects with a BackendError. */
export async function reveal(target: TreeTarget, options: RevealOptions): Promise<void> {
  const { connection, key } = target;
  const child: Child = async (parent, which) =>
    parent === undefined ? undefined : (await options.childrenOf(parent)).find(which);
  if (key !== undefined) {
    return revealExperiment({ connection, key }, child, options);
  }
  let found: Node | undefined;
  for (const step of pathTo(target)) {
    const next = await child(found ?? null, step);
    if (next === undefined) {
      break;
    }
    found = next;
    // Level by level: a redraw of what is on the way, as its tags arrive, would end a longer one without a word.
    await options.view.reveal(found, { select: false, focus: false, expand: true });
  }
  if (found !== undefined) {
    await options.view.reveal(found, { select: true, focus: false });
  }
}

async function revealExperiment(
  ref: ExperimentRef,
  child: Child,
  { store, listings, choices, view, showArchived, clearFilter, showPages }: RevealOptions,
): Promise<void> {
  const experiment = await store.experiments.get(ref);
  if (experiment.archived) {
    await showArchived();
  }
  const listing: ListingRef = {
    connection: ref.connection,
    workspace: experiment.workspace,
    projectId: experiment.projectId,
    archived: experiment.archived,
  };
  if (choices.filter !== null && !(await listings.arranged(listing)).experiments.some(({ key }) => key === ref.key)) {
    await clearFilter();
  }
  const connection = await child(null, (node) => node.kind === 'connection' && node.connection === ref.connection);
  const workspace = await child(
    connection,
    (node) => node.kind === 'workspace' && node.workspace === experiment.workspace,
  );
  const project = await child(workspace, (node) => node.kind === 'project' && node.projectId === experiment.projectId);
  if (project?.kind !== 'project') {
    return;
  }
  const { experiments, groups } = await listings.arranged(listing);
  const group = groups?.find((candidate) => candidate.experiments.some(({ key }) => key === ref.key));
  const { grouping } = choices.order;
  const list = experiment.archived
    ? await child(project, (node) => node.kind === 'archived')
    : group !== undefined && grouping !== 'none'
      ? await child(project, (node) => node.id === groupId(project, grouping, group.value))
      : project;
  if (list === undefined) {
    return;
  }
  const index = (group?.experiments ?? experiments).findIndex(({ key }) => key === ref.key);
  showPages(list, Math.floor(index / experimentsAPage));
  const node = await child(list, (candidate) => candidate.kind === 'experiment' && candidate.key === ref.key);
  if (node !== undefined) {
    await view.reveal(node, { select: true, focus: false, expand: false });
  }
}
