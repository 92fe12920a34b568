/** A model's graph as a tree, whatever wrote it: Keras' JSON, lists of nodes, any JSON, PyTorch's printed modules. Pure. */
import { isObject, listOf, parseJson, textIn, type JsonObject } from '../assets/json';

export interface GraphNode {
  readonly name: string;
  /** What kind of thing it is, or its value. */
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

/** No model nests deeper; hostile texts would, until the stack ends. */
const deepest = 200;

export function readModelGraph(text: string): ModelGraph {
  if (depthOf(text) > deepest) return { roots: null, text };
  const value = /^\s*[[{"]/.test(text) ? parseJson(text) : undefined;
  // What was logged as a string of JSON is read once more.
  const inner = typeof value === 'string' && depthOf(value) <= deepest ? parseJson(value) ?? value : value;
  if (typeof inner === 'string') return { roots: readPrinted(inner), text: inner };
  if (inner === undefined || inner === null || typeof inner !== 'object') return { roots: readPrinted(text), text };
  return { roots: isObject(inner) ? ofModel(inner) : [...jsonChildren(inner)], text: JSON.stringify(inner, null, 2) };
}

/** Of brackets, wherever they stand. */
function depthOf(text: string): number {
  let depth = 0;
  let most = 0;
  for (const [bracket] of text.matchAll(/[[\]{}]/g)) {
    depth += bracket === '[' || bracket === '{' ? 1 : -1;
    most = Math.max(most, depth);
  }
  return most;
}

const leaf = (name: string, detail: string): GraphNode => ({ name, detail, hasChildren: false, children: () => [] });

function branch(name: string, detail: string, children: () => readonly GraphNode[]): GraphNode {
  let made: readonly GraphNode[] | null = null;
  return { name, detail, hasChildren: true, children: () => (made ??= children()) };
}

function ofModel(value: JsonObject): readonly GraphNode[] {
  if (layersOf(value) !== null) return [kerasLayer(value, null)];
  const nodes = value['nodes'] ?? value['node'];
  if (Array.isArray(nodes) && nodes.every(isObject)) return byPath(nodes, listOf(value['edges']).filter(isObject));
  return jsonChildren(value);
}

/** Keras: `{class_name, config: {name, layers, …}}`; a model is a layer of layers. */
function layersOf(value: JsonObject): readonly unknown[] | null {
  const config = value['config'];
  if (textIn(value['class_name']) === null) return null;
  const layers = Array.isArray(config) ? config : isObject(config) ? config['layers'] : undefined;
  return Array.isArray(layers) ? layers : null;
}

/** `index` among its siblings; null for the model itself. */
function kerasLayer(value: JsonObject, index: number | null): GraphNode {
  const kind = textIn(value['class_name']) ?? 'Layer';
  const config = isObject(value['config']) ? value['config'] : {};
  const layers = layersOf(value);
  const given = textIn(value['name']) ?? textIn(config['name']);
  const inbound = inputsOf(value['inbound_nodes']);
  const detail = [given === null || given === kind ? '' : kind, shapeWords(kind, config), inbound.length === 0 ? '' : `← ${inbound.join(', ')}`].filter((words) => words !== '').join(' · ');
  return branch(given ?? (index === null ? kind : `${kind} ${index + 1}`), detail, () => [
    ...(layers ?? []).map((layer, at) => (isObject(layer) ? kerasLayer(layer, at) : leaf(layerName(at), textIn(layer) ?? JSON.stringify(layer)))),
    ...Object.entries(config).filter(([key]) => key !== 'layers' && key !== 'name').map(([key, one]) => jsonNode(key, one)),
  ]);
}

const layerName = (index: number): string => `Layer ${index + 1}`;

/** What a reader looks for first. */
function shapeWords(kind: string, config: JsonObject): string {
  const size = textIn(config['units'] ?? config['filters'] ?? config['rate'] ?? config['output_dim']);
  const kernel = config['kernel_size'];
  const activation = textIn(config['activation']);
  return [size === null ? '' : kind.includes('Dropout') ? `rate ${size}` : size, Array.isArray(kernel) ? kernel.join('×') : '', activation === null || activation === 'linear' ? '' : activation]
    .filter((words) => words !== '').join(', ');
}

/** Names of layers wherever they stand in Keras' nested lists, of old and of new. */
function inputsOf(value: unknown): readonly string[] {
  const found = new Set<string>();
  const look = (one: unknown, depth: number): void => {
    if (depth > 8) return;
    if (Array.isArray(one)) {
      if (typeof one[0] === 'string' && typeof one[1] === 'number') found.add(one[0]);
      else for (const inner of one) look(inner, depth + 1);
    } else if (isObject(one)) {
      for (const inner of Object.values(one)) look(inner, depth + 1);
    }
  };
  look(value, 0);
  return [...found];
}

interface Folder {
  readonly folders: Map<string, Folder>;
  readonly nodes: GraphNode[];
}

/** Nodes with names like `encoder/layer1/MatMul` in folders. */
function byPath(nodes: readonly JsonObject[], edges: readonly JsonObject[]): readonly GraphNode[] {
  const sources = new Map<string, string[]>();
  for (const edge of edges) {
    const [from, to] = [textIn(edge['from'] ?? edge['source']), textIn(edge['to'] ?? edge['target'])];
    if (from === null || to === null) continue;
    const known = sources.get(to);
    if (known === undefined) sources.set(to, [from]);
    else known.push(from);
  }
  const root: Folder = { folders: new Map(), nodes: [] };
  nodes.forEach((node, index) => {
    const id = textIn(node['id']);
    const path = (textIn(node['name']) ?? textIn(node['label']) ?? id ?? `node ${index + 1}`).split('/');
    const kind = textIn(node['op'] ?? node['op_type'] ?? node['type'] ?? node['class_name']) ?? '';
    const inputs = [...listOf(node['input'] ?? node['inputs']).map((input) => textIn(input) ?? ''), ...(sources.get(id ?? '') ?? [])].filter((input) => input !== '');
    let folder = root;
    for (const part of path.slice(0, -1)) {
      const known = folder.folders.get(part) ?? { folders: new Map<string, Folder>(), nodes: [] };
      folder.folders.set(part, known);
      folder = known;
    }
    folder.nodes.push(branch(path.at(-1) ?? '', [kind, inputs.length === 0 ? '' : `← ${inputs.slice(0, 4).join(', ')}${inputs.length > 4 ? ' …' : ''}`].filter((words) => words !== '').join(' · '), () => jsonChildren(node)));
  });
  const drawn = ({ folders, nodes: own }: Folder): readonly GraphNode[] => [...[...folders].map(([name, folder]) => branch(name, '', () => drawn(folder))), ...own];
  return drawn(root);
}

function jsonNode(name: string, value: unknown): GraphNode {
  if (typeof value !== 'object' || value === null) return leaf(name, typeof value === 'string' ? value : JSON.stringify(value));
  const size = Array.isArray(value) ? value.length : Object.keys(value).length;
  const short = JSON.stringify(value);
  if (short.length <= 60 && (Array.isArray(value) ? value.every((one) => typeof one !== 'object') : size === 0)) return leaf(name, short);
  return branch(name, Array.isArray(value) ? `[${size}]` : isObject(value) ? textIn(value['class_name'] ?? value['type']) ?? '' : '', () => jsonChildren(value));
}

const jsonChildren = (value: object): readonly GraphNode[] => Object.entries(value).map(([key, one]) => jsonNode(key, one));

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
    if (line.trim() === '' || /^\s*\)+,?$/.test(line)) continue;
    const depth = line.length - line.trimStart().length;
    const [, name, rest] = /^\s*\(([^)]+)\):\s*(.*)$/.exec(line) ?? [null, null, null];
    const words = (rest ?? line.trim()).replace(/\($/, '');
    const node: PrintedNode = { name: name ?? words, detail: name == null ? '' : words, depth, children: [] };
    while ((open.at(-1)?.depth ?? -1) >= depth) open.pop();
    (open.at(-1)?.children ?? roots).push(node);
    open.push(node);
  }
  if (!roots.some(({ children }) => children.length > 0)) return null;
  const drawn = ({ name, detail, children }: PrintedNode): GraphNode => (children.length === 0 ? leaf(name, detail) : branch(name, detail, () => children.map(drawn)));
  return roots.map(drawn);
}
