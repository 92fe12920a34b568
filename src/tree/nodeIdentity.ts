/**
 * The nodes on the screen. VS Code redraws a node only when handed the very object that it was given,
 * so a node keeps its identity as long as its parent shows it; its data is what the last answer said.
 */
import type { Problem } from '../shared/problem';
import type { ExperimentNode, Node } from './nodes';

interface Level {
  readonly requestId: number;
  readonly nodes: ReadonlyMap<string, Node>;
}

export class NodeIdentity {
  #top: Level | null = null;
  readonly #below = new WeakMap<Node, Level>();
  #requests = 0;

  /** Taken before the children are asked for, so that a late answer does not replace a newer one. */
  requestId(): number {
    return (this.#requests += 1);
  }

  /** The parent's children from now on: those that stood there before stay the same objects. */
  reconcile(parent: Node | null, fresh: readonly Node[], requestId: number): Node[] {
    const before = this.#level(parent);
    if (before !== null && before.requestId > requestId) {
      return [...before.nodes.values()];
    }
    const nodes = new Map(
      fresh.map((node) => {
        const known = before?.nodes.get(node.id);
        return [node.id, known === undefined ? node : Object.assign(known, node)];
      }),
    );
    const level: Level = { requestId, nodes };
    if (parent === null) {
      this.#top = level;
    } else {
      this.#below.set(parent, level);
    }
    return [...nodes.values()];
  }

  /** As they were reconciled last. */
  childrenOf(parent: Node | null): readonly Node[] {
    return [...(this.#level(parent)?.nodes.values() ?? [])];
  }

  /** Down to the experiments; what stands below them is redrawn with them. */
  *shown(parent: Node | null = null): Generator<Node> {
    for (const node of this.#level(parent)?.nodes.values() ?? []) {
      yield node;
      if (node.kind !== 'experiment') {
        yield* this.shown(node);
      }
    }
  }

  experiments(): ExperimentNode[] {
    return [...this.shown()].filter((node) => node.kind === 'experiment');
  }

  /**
   * One row is enough for a problem of a whole server: what is said above need not be said again at every level below.
   */
  withoutToldProblems(parent: Node | null, nodes: Node[]): Node[] {
    const told = new Set<string>();
    for (let node = parent; node !== null; node = node.parent) {
      for (const sibling of this.childrenOf(node.parent)) {
        if (sibling.kind === 'problem') {
          told.add(causeOf(sibling.problem));
        }
      }
    }
    return nodes.filter((node) => node.kind !== 'problem' || nodes.length === 1 || !told.has(causeOf(node.problem)));
  }

  #level(parent: Node | null): Level | null {
    return parent === null ? this.#top : (this.#below.get(parent) ?? null);
  }
}

/** Problems of the same cause are the same problem; those of a whole server are, whatever was asked of it. */
const causeOf = ({ kind, message }: Problem): string =>
  ['unauthorized', 'rateLimited', 'unreachable', 'timedOut'].includes(kind) ? kind : message;
