/** Names and values as nodes, and ids for children whose names may come twice. Pure. */
import { childId, noticeNode, type FactNode, type Node } from '../nodes';

export interface Row {
  readonly name: string;
  readonly value: string;
  /** A codicon. */
  readonly icon?: string;
}

/** Those that are known; beside a value may stand its icon. */
export function rows(
  facts: Readonly<Record<string, string | null | readonly [value: string | null, icon: string]>>,
): Row[] {
  return Object.entries(facts).flatMap(([name, fact]): Row[] => {
    const [value, icon] = typeof fact === 'string' || fact === null ? [fact] : fact;
    return value === null || value === '' ? [] : [{ name, value, ...(icon === undefined ? {} : { icon }) }];
  });
}

export function factNodes(parent: Node, facts: readonly Row[], icon: string): FactNode[] {
  const ids = distinctIds(
    parent,
    'fact',
    facts.map(({ name }) => name),
  );
  return facts.map((fact, index) => ({
    kind: 'fact',
    id: ids[index] ?? '',
    parent,
    name: fact.name,
    value: fact.value,
    icon: fact.icon ?? icon,
  }));
}

export const orNotice = (parent: Node, nodes: Node[], text: string): Node[] =>
  nodes.length > 0 ? nodes : [noticeNode(parent, text)];

/** Ids by name; names that come twice, as trackers allow, are counted. */
export function distinctIds(parent: Node, kind: Node['kind'], names: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return names.map((name) => {
    const before = seen.get(name) ?? 0;
    seen.set(name, before + 1);
    return before === 0 ? childId(parent, kind, name) : `${childId(parent, kind, name)}/${before}`;
  });
}
