/**
 * Addresses of the read-only documents of an experiment, as parts of a URI: which document it is can be read back,
 * and a person sees the experiment's name and the real file name. Knows no vscode and no store.
 */
import type { ExperimentRef } from '../reference';
import { documentScheme } from './schemes';
import { safeName } from '../text/safeNames';

/** What of an experiment is shown as a document. */
export type DocumentPart =
  | { readonly kind: 'code'; readonly path: string }
  | { readonly kind: 'asset'; readonly assetId: string; readonly name: string }
  | { readonly kind: 'patch' }
  | { readonly kind: 'output' }
  | { readonly kind: 'parameters' }
  | { readonly kind: 'html' }
  /** What a graph is only its text says: the address has the extension that fits. */
  | { readonly kind: 'graph' }
  | { readonly kind: 'graphText' };

/** Decoded, as `Uri.from` takes them and `Uri` has them. */
export interface DocumentAddress {
  readonly scheme: typeof documentScheme;
  /**
   * `<connection>.<key>`: URIs are compared and written without regard to the case of their authority, so it has none.
   */
  readonly authority: string;
  /** `/<experiment's name>/…`; the name is for reading alone. */
  readonly path: string;
}

export interface ExperimentDocument {
  readonly experiment: ExperimentRef;
  readonly part: DocumentPart;
}

/** One file each, called after the experiment so that its editor's title says whose it is. */
const ownFiles = {
  patch: ' changes.patch',
  output: ' output.log',
  parameters: ' parameters.json',
  html: ' report.html',
  graph: ' graph.json',
  graphText: ' graph.txt',
} as const;

export function documentAddress(
  experiment: ExperimentRef,
  experimentName: string,
  part: DocumentPart,
): DocumentAddress {
  const name = safeName(experimentName);
  return {
    scheme: documentScheme,
    authority: `${encodeLabel(experiment.connection)}.${encodeLabel(experiment.key)}`,
    path: `/${[name, ...pathOf(name, part)].join('/')}`,
  };
}

/** Null when the address was not made by `documentAddress`. */
export function readDocumentAddress(address: {
  readonly scheme: string;
  readonly authority: string;
  readonly path: string;
}): ExperimentDocument | null {
  const [connection, key, ...more] = address.authority.split('.').map(decodeLabel);
  const [root, name, ...names] = address.path.split('/');
  if (
    address.scheme !== documentScheme ||
    !connection ||
    !key ||
    more.length > 0 ||
    root !== '' ||
    name === undefined
  ) {
    return null;
  }
  const part = partOf(names);
  return part === null ? null : { experiment: { connection, key }, part };
}

function pathOf(name: string, part: DocumentPart): readonly string[] {
  switch (part.kind) {
    case 'code':
      return ['code', ...encodePath(part.path)];
    case 'asset':
      return ['assets', encodeName(part.assetId), ...encodePath(part.name)];
    default:
      return [`${name}${ownFiles[part.kind]}`];
  }
}

function partOf(names: readonly string[]): DocumentPart | null {
  const [first = '', ...rest] = names;
  if (first === 'code' && rest.length > 0) {
    return { kind: 'code', path: decodePath(rest) };
  }
  const [assetId, ...assetName] = rest;
  if (first === 'assets' && assetId !== undefined && assetName.length > 0) {
    return { kind: 'asset', assetId: decodeName(assetId), name: decodePath(assetName) };
  }
  if (rest.length > 0) {
    return null;
  }
  for (const kind of ['patch', 'output', 'parameters', 'html', 'graph', 'graphText'] as const) {
    if (first.endsWith(ownFiles[kind])) {
      return { kind };
    }
  }
  return null;
}

export const encodePath = (path: string): readonly string[] => path.split('/').map(encodeName);
export const decodePath = (names: readonly string[]): string => names.map(decodeName).join('/');

/**
 * What URIs, their readers or the eye would take for something else: separators, `.`, `..` and empty names, controls,
 * marks that turn the reading direction, lone surrogates (URI encoders throw on them), `%` (some readers decode twice).
 */
const special = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff/\\%~:?#]|^\.{1,2}$|\s$/gu;
const emptyName = '~';

/** `~` and the number of the UTF-16 unit; reads as it is for nearly all names. */
export function encodeName(name: string): string {
  return name === ''
    ? emptyName
    : name.replace(special, (found) =>
        found
          .split('')
          .map((unit) => `~${hex(unit)}`)
          .join(''),
      );
}

export function decodeName(name: string): string {
  return name === emptyName ? '' : name.replace(/~([0-9a-f]{4})/g, (_, digits: string) => unit(digits));
}

/** Small letters, digits and `-` as they are, others as `_` and the number of the UTF-16 unit. */
export const encodeLabel = (text: string): string => text.replace(/[^a-z0-9-]/g, (character) => `_${hex(character)}`);
export const decodeLabel = (text: string): string =>
  text.replace(/_([0-9a-f]{4})/g, (_, digits: string) => unit(digits));

const hex = (character: string): string => character.charCodeAt(0).toString(16).padStart(4, '0');
const unit = (digits: string): string => String.fromCharCode(Number.parseInt(digits, 16));
