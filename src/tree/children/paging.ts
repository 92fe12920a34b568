/** Long lists below a node, a page at a time with a node that brings the next. Knows no vscode. */
import type { Experiment } from '../../shared/experiment';
import type { ConnectionRef } from '../../shared/reference';
import { childId, experimentNodes, type Node } from '../nodes';
import type { TreeContext } from '../context';

/** A page of experiments; of other things a page holds more, since nothing is asked about each. */
export const experimentsAPage = 100;
const othersAPage = 500;

export function experimentPage(
  parent: Node & ConnectionRef,
  experiments: readonly Experiment[],
  context: TreeContext,
): Node[] {
  const limit = pageLimit(parent, experimentsAPage, context);
  return [
    ...experimentNodes(parent, experiments.slice(0, limit)),
    ...rest(parent, experiments.length - limit, experimentsAPage),
  ];
}

export function page(parent: Node, nodes: readonly Node[], context: TreeContext): Node[] {
  const limit = pageLimit(parent, othersAPage, context);
  return [...nodes.slice(0, limit), ...rest(parent, nodes.length - limit, othersAPage)];
}

const pageLimit = ({ id }: Node, step: number, { pages }: TreeContext): number => step * (1 + (pages.get(id) ?? 0));

const rest = (parent: Node, left: number, step: number): Node[] =>
  left <= 0 ? [] : [{ kind: 'more', id: childId(parent, 'more', ''), parent, step: Math.min(step, left), left }];
