/** The content type of a file by its name, as the tracker tells it: clients read as text what is called text. */
import { isUtf8 } from 'node:buffer';

const plain = [
  'txt', 'text', 'log', 'out', 'err', 'cfg', 'conf', 'config', 'ini', 'toml', 'properties', 'env', 'rst', 'tex', 'bib', 'diff', 'patch', 'lock', 'sql',
  'r', 'rmd', 'jl', 'm', 'c', 'h', 'cc', 'cpp', 'cxx', 'hpp', 'cu', 'cuh', 'cs', 'go', 'rs', 'java', 'kt', 'kts', 'scala', 'swift', 'rb', 'pl', 'php',
  'lua', 'sh', 'bash', 'zsh', 'fish', 'bat', 'ps1', 'ts', 'tsx', 'jsx', 'vue', 'f', 'f90', 'hs', 'ml', 'clj', 'ex', 'exs', 'erl', 'dart', 'proto', 'cmake',
  'gradle', 'tf', 'hcl', 'dot', 'vtt', 'srt', 'pyx', 'pxd', 'pyi', 'cl', 'glsl', 'wgsl', 'nix', 'pbtxt', 'prototxt',
];

const text: ReadonlyMap<string, string> = new Map([
  ...plain.map((ending) => [ending, 'plain'] as const),
  ['py', 'x-python'], ['md', 'markdown'], ['markdown', 'markdown'], ['csv', 'csv'], ['tsv', 'tab-separated-values'], ['html', 'html'], ['htm', 'html'],
  ['css', 'css'], ['js', 'javascript'], ['mjs', 'javascript'], ['cjs', 'javascript'], ['xml', 'xml'], ['yaml', 'yaml'], ['yml', 'yaml'],
] as const);

/** Texts that go without an ending. */
const names: ReadonlySet<string> = new Set(['makefile', 'dockerfile', 'jenkinsfile', 'license', 'readme', 'requirements', '.gitignore', '.dockerignore', '.env']);

const others: ReadonlyMap<string, string> = new Map([
  ['json', 'application/json'], ['ipynb', 'application/json'], ['geojson', 'application/json'], ['pdf', 'application/pdf'], ['zip', 'application/zip'],
  ['gz', 'application/gzip'], ['png', 'image/png'], ['jpg', 'image/jpeg'], ['jpeg', 'image/jpeg'], ['gif', 'image/gif'], ['webp', 'image/webp'],
  ['svg', 'image/svg+xml'], ['bmp', 'image/bmp'], ['tif', 'image/tiff'], ['tiff', 'image/tiff'], ['wav', 'audio/wav'], ['mp3', 'audio/mpeg'],
  ['ogg', 'audio/ogg'], ['flac', 'audio/flac'], ['mp4', 'video/mp4'], ['webm', 'video/webm'], ['mov', 'video/quicktime'],
]);

/** `name` may hold folders. Text says its encoding when it is the one that everybody expects. */
export function contentType(name: string, bytes: Uint8Array): string {
  const file = name.slice(name.lastIndexOf('/') + 1).toLowerCase();
  const ending = file.slice(file.lastIndexOf('.') + 1);
  const kind = file.includes('.') ? text.get(ending) : undefined;
  if (kind !== undefined || names.has(file)) {
    return `text/${kind ?? 'plain'}${isUtf8(bytes) ? '; charset=utf-8' : ''}`;
  }
  return (file.includes('.') ? others.get(ending) : undefined) ?? 'application/octet-stream';
}
