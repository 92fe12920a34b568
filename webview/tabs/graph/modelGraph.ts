/**
 * A model's graph as a tree, whatever wrote it: Keras' JSON, lists of nodes, any JSON, PyTorch's printed modules. Pure.
 */
import * as l10n from '@vscode/l10n';
import {
  compactJson,
  entriesOf,
  indentedJson,
  itemsOf,
  leafText,
  readJsonSource,
  textOfLeaf,
  type JsonSource,
} from '../../../src/shared/text/jsonSource';

export interface GraphNode {
  readonly name: string;
  /** What kind of thing it is, or its value as it was logged. */
  readonly detail: string;
  /** Made when they are first wanted: a graph may hold tens of thousands. */
  children(): readonly GraphNode[];
  readonly hasChildren: boolean;
}

export interface ModelGraph {
  /** Null for a text in which no tree was found. */
  readonly roots: readonly GraphNode[] | null;
  readonly text: string;
}

export function readModelGraph(text: string): ModelGraph {
  const value = /^\s*[[{"]/.test(text) ? readJsonSource(text) : undefined;
  // What was logged as a string of JSON is read once more.
  if (typeof value === 'string') {
    const inner = textOfLeaf(value);
    return readJsonTree(inner) ?? { roots: readPrinted(inner), text: inner };
  }
  return readJsonTree(text) ?? { roots: readPrinted(text), text };
}

/** Null for what is no JSON object or list. */
function readJsonTree(text: string): ModelGraph | null {
  const value = readJsonSource(text);
  if (value === undefined || typeof value === 'string') {
    return null;
  }
  return { roots: entriesOf(value) === null ? jsonChildren(value) : ofModel(value), text: indentedJson(text) ?? text };
}

type Entries = ReadonlyMap<string, JsonSource>;

const leaf = (name: string, detail: string): GraphNode => ({ name, detail, hasChildren: false, children: () => [] });

function branch(name: string, detail: string, children: () => readonly GraphNode[]): GraphNode {
  let made: readonly GraphNode[] | null = null;
  return { name, detail, hasChildren: true, children: () => (made ??= children()) };
}

function ofModel(value: JsonSource): readonly GraphNode[] {
  const known = entriesOf(value);
  if (known === null) {
    return jsonChildren(value);
  }
  if (layersOf(known) !== null) {
    return [kerasLayer(known, null)];
  }
  const nodes = itemsOf(known.get('nodes') ?? known.get('node'))?.map(entriesOf);
  if (nodes?.every((node) => node !== null) === true) {
    return byPath(
      nodes,
      (itemsOf(known.get('edges')) ?? []).map(entriesOf).filter((edge) => edge !== null),
    );
  }
  return jsonChildren(value);
}

/** Keras: `{class_name, config: {name, layers, …}}`; a model is a layer of layers. */
function layersOf(value: Entries): readonly JsonSource[] | null {
  if (leafText(value.get('class_name')) === null) {
    return null;
  }
  const config = value.get('config');
  return itemsOf(config) ?? itemsOf(entriesOf(config)?.get('layers'));
}

/** `index` among its siblings; null for the model itself. */
function kerasLayer(value: Entries, index: number | null): GraphNode {
  const kind = leafText(value.get('class_name')) ?? l10n.t('Layer');
  const config: Entries = entriesOf(value.get('config')) ?? new Map();
  const layers = layersOf(value);
  const given = leafText(value.get('name')) ?? leafText(config.get('name'));
  const inbound = inputsOf(value.get('inbound_nodes'));
  const detail = [
    given === null || given === kind ? '' : kind,
    shapeWords(kind, config),
    inbound.length === 0 ? '' : `← ${inbound.join(', ')}`,
  ]
    .filter((words) => words !== '')
    .join(' · ');
  return branch(given ?? (index === null ? kind : `${kind} ${index + 1}`), detail, () => [
    ...(layers ?? []).map((layer, at) => {
      const known = entriesOf(layer);
      return known === null ? leaf(layerName(at), leafText(layer) ?? compactJson(layer)) : kerasLayer(known, at);
    }),
    ...[...config].filter(([key]) => key !== 'layers' && key !== 'name').map(([key, one]) => jsonNode(key, one)),
  ]);
}

const layerName = (index: number): string => l10n.t('Layer {number}', { number: index + 1 });

/** What a reader looks for first. */
function shapeWords(kind: string, config: Entries): string {
  const size = leafText(config.get('units') ?? config.get('filters') ?? config.get('rate') ?? config.get('output_dim'));
  const kernel = itemsOf(config.get('kernel_size'));
  const activation = leafText(config.get('activation'));
  return [
    size === null ? '' : kind.includes('Dropout') ? l10n.t('rate {size}', { size }) : size,
    kernel?.map((one) => leafText(one) ?? '').join('×') ?? '',
    activation === null || activation === 'linear' ? '' : activation,
  ]
    .filter((words) => words !== '')
    .join(', ');
}

/** Names of layers wherever they stand in Keras' nested lists, of old and of new. */
function inputsOf(value: JsonSource | undefined): readonly string[] {
  const found = new Set<string>();
  const look = (one: JsonSource, depth: number): void => {
    if (depth > 8 || typeof one === 'string') {
      return;
    }
    const [first, second] = itemsOf(one) ?? [];
    if (typeof first === 'string' && first.startsWith('"') && typeof second === 'string' && /^-?\d/.test(second)) {
      found.add(textOfLeaf(first));
    } else {
      for (const inner of itemsOf(one) ?? entriesOf(one)?.values() ?? []) {
        look(inner, depth + 1);
      }
    }
  };
  if (value !== undefined) {
    look(value, 0);
  }
  return [...found];
}

interface Folder {
  readonly folders: Map<string, Folder>;
  readonly nodes: GraphNode[];
}

/** Nodes with names like `encoder/layer1/MatMul` in folders. */
function byPath(nodes: readonly Entries[], edges: readonly Entries[]): readonly GraphNode[] {
  const sources = new Map<string, string[]>();
  for (const edge of edges) {
    const [from, to] = [
      leafText(edge.get('from') ?? edge.get('source')),
      leafText(edge.get('to') ?? edge.get('target')),
    ];
    if (from === null || to === null) {
      continue;
    }
    const known = sources.get(to);
    if (known === undefined) {
      sources.set(to, [from]);
    } else {
      known.push(from);
    }
  }
  const root: Folder = { folders: new Map(), nodes: [] };
  nodes.forEach((node, index) => {
    const id = leafText(node.get('id'));
    const path = (
      leafText(node.get('name')) ??
      leafText(node.get('label')) ??
      id ??
      l10n.t('node {number}', { number: index + 1 })
    ).split('/');
    const kind = leafText(node.get('op') ?? node.get('op_type') ?? node.get('type') ?? node.get('class_name')) ?? '';
    const inputs = [
      ...(itemsOf(node.get('input') ?? node.get('inputs')) ?? []).map((input) => leafText(input) ?? ''),
      ...(sources.get(id ?? '') ?? []),
    ].filter((input) => input !== '');
    let folder = root;
    for (const part of path.slice(0, -1)) {
      const known = folder.folders.get(part) ?? { folders: new Map<string, Folder>(), nodes: [] };
      folder.folders.set(part, known);
      folder = known;
    }
    folder.nodes.push(
      branch(
        path.at(-1) ?? '',
        [kind, inputs.length === 0 ? '' : `← ${inputs.slice(0, 4).join(', ')}${inputs.length > 4 ? ' …' : ''}`]
          .filter((words) => words !== '')
          .join(' · '),
        () => [...node].map(([key, one]) => jsonNode(key, one)),
      ),
    );
  });
  const drawn = ({ folders, nodes: own }: Folder): readonly GraphNode[] => [
    ...[...folders].map(([name, folder]) => branch(name, '', () => drawn(folder))),
    ...own,
  ];
  return drawn(root);
}

function jsonNode(name: string, value: JsonSource): GraphNode {
  if (typeof value === 'string') {
    return leaf(name, textOfLeaf(value));
  }
  const items = itemsOf(value);
  const known = entriesOf(value);
  const isFlat =
    items === null ? known?.size === 0 : items.length <= 30 && items.every((one) => typeof one === 'string');
  const short = isFlat ? compactJson(value) : '';
  if (isFlat && short.length <= 60) {
    return leaf(name, short);
  }
  return branch(
    name,
    items === null ? (leafText(known?.get('class_name') ?? known?.get('type')) ?? '') : `[${items.length}]`,
    () => jsonChildren(value),
  );
}

/** Every entry in its place, also those whose key stands twice. */
const jsonChildren = (value: JsonSource): readonly GraphNode[] =>
  typeof value === 'string'
    ? []
    : 'items' in value
      ? value.items.map((one, index) => jsonNode(String(index), one))
      : value.entries.map(([key, one]) => jsonNode(key, one));

interface PrintedNode {
  readonly name: string;
  readonly detail: string;
  readonly depth: number;
  readonly children: PrintedNode[];
}

/** PyTorch: `Net(` … `(conv1): Conv2d(…)` … `)`, nested by indentation. Null for a text that is not of this kind. */
function readPrinted(text: string): readonly GraphNode[] | null {
  const roots: PrintedNode[] = [];
  const open: PrintedNode[] = [];
  for (const line of text.split(/\r?\n/)) {
    if (line.trim() === '' || /^\s*\)+,?$/.test(line)) {
      continue;
    }
    const depth = line.length - line.trimStart().length;
    const [, name, rest] = /^\s*\(([^)]+)\):\s*(.*)$/.exec(line) ?? [null, null, null];
    const words = (rest ?? line.trim()).replace(/\($/, '');
    const node: PrintedNode = { name: name ?? words, detail: name == null ? '' : words, depth, children: [] };
    while ((open.at(-1)?.depth ?? -1) >= depth) {
      open.pop();
    }
    (open.at(-1)?.children ?? roots).push(node);
    open.push(node);
  }
  if (!roots.some(({ children }) => children.length > 0)) {
    return null;
  }
  const drawn = ({ name, detail, children }: PrintedNode): GraphNode =>
    children.length === 0 ? leaf(name, detail) : branch(name, detail, () => children.map(drawn));
  return roots.map(drawn);
}
