/**
 * Addresses of what a workspace keeps, as parts of a URI: documents to read, and texts to edit that are saved back to
 * the tracker. What it is can be read back; the name at the end is for people alone. Never holds a secret. Knows no
 * vscode and no store.
 */
import { decodeLabel, decodeName, decodePath, encodeLabel, encodeName, encodePath } from './experimentUri';
import type {
  ArtifactVersionRef,
  DashboardRef,
  PanelRef,
  ProjectRef,
  RegistryModelRef,
  WorkspaceRef,
} from '../reference';
import { documentScheme, editableScheme } from './schemes';
import { safeName } from '../text/safeNames';

/** Decoded, as `Uri.from` takes them and `Uri` has them. */
export interface Address {
  readonly scheme: string;
  readonly authority: string;
  readonly path: string;
}

export type WorkspaceDocument =
  | { readonly kind: 'panel'; readonly ref: PanelRef }
  | { readonly kind: 'dashboard'; readonly ref: DashboardRef }
  | {
      readonly kind: 'artifactFile';
      readonly ref: ArtifactVersionRef;
      readonly assetId: string;
      readonly name: string;
    };

export const panelAddress = (ref: PanelRef, name: string, language: 'javascript' | 'python'): Address =>
  addressOf(
    documentScheme,
    ref,
    'panels',
    encodeName(ref.panelId),
    `${safeName(name)}${language === 'python' ? '.py' : '.js'}`,
  );

export const dashboardAddress = (ref: DashboardRef, name: string): Address =>
  addressOf(
    documentScheme,
    ref,
    'dashboards',
    encodeName(ref.projectId),
    encodeName(ref.dashboardId),
    `${safeName(name)}.json`,
  );

export const artifactFileAddress = (
  ref: ArtifactVersionRef,
  file: { readonly assetId: string; readonly name: string },
): Address =>
  addressOf(
    documentScheme,
    ref,
    'artifacts',
    encodeName(ref.artifact),
    encodeName(ref.version),
    encodeName(file.assetId),
    ...encodePath(file.name),
  );

/** Null when the address was not made here. */
export function readWorkspaceAddress(address: Address): WorkspaceDocument | null {
  const place = address.scheme === documentScheme ? readPlace(address) : null;
  if (place === null) {
    return null;
  }
  const {
    ref,
    names: [folder, ...coded],
  } = place;
  const [first = '', second = '', third = '', ...rest] = coded.map(decodeName);
  switch (folder) {
    case 'panels':
      return coded.length === 2 ? { kind: 'panel', ref: { ...ref, panelId: first } } : null;
    case 'dashboards':
      return coded.length === 3 ? { kind: 'dashboard', ref: { ...ref, projectId: first, dashboardId: second } } : null;
    case 'artifacts':
      return rest.length === 0
        ? null
        : {
            kind: 'artifactFile',
            ref: { ...ref, artifact: first, version: second },
            assetId: third,
            name: decodePath(coded.slice(3)),
          };
    default:
      return null;
  }
}

/** A text that is saved back to the tracker. */
export type Editable =
  | { readonly kind: 'projectNotes'; readonly ref: ProjectRef }
  | { readonly kind: 'registryNotes'; readonly ref: RegistryModelRef }
  /** `model` null: those for all models of the workspace. */
  | { readonly kind: 'webhooks'; readonly ref: WorkspaceRef; readonly model: string | null };

/** The manifest's schema of webhooks waits for files in a folder of that name. */
const webhooksFolder = 'experiment-webhooks';

/** `name`: of the project, the model or the workspace. */
export function editableAddress(editable: Editable, name: string): Address {
  const { ref } = editable;
  switch (editable.kind) {
    case 'projectNotes':
      return addressOf(
        editableScheme,
        ref,
        'projects',
        encodeName(editable.ref.projectId),
        `${safeName(name)} notes.md`,
      );
    case 'registryNotes':
      return addressOf(
        editableScheme,
        ref,
        'models',
        encodeName(editable.ref.registryModel),
        `${safeName(name)} notes.md`,
      );
    case 'webhooks':
      return addressOf(
        editableScheme,
        ref,
        ...(editable.model === null ? [] : ['models', encodeName(editable.model)]),
        webhooksFolder,
        `${safeName(name)} webhooks.json`,
      );
  }
}

/** Null when the address was not made by `editableAddress`. */
export function readEditableAddress(address: Address): Editable | null {
  const place = address.scheme === editableScheme ? readPlace(address) : null;
  if (place === null) {
    return null;
  }
  const { ref, names } = place;
  const [folder, second = '', third] = names;
  if (folder === webhooksFolder && names.length === 2) {
    return { kind: 'webhooks', ref, model: null };
  }
  if (folder === 'models' && third === webhooksFolder && names.length === 4) {
    return { kind: 'webhooks', ref, model: decodeName(second) };
  }
  if (folder === 'models' && names.length === 3) {
    return { kind: 'registryNotes', ref: { ...ref, registryModel: decodeName(second) } };
  }
  if (folder === 'projects' && names.length === 3) {
    return { kind: 'projectNotes', ref: { ...ref, projectId: decodeName(second) } };
  }
  return null;
}

/** Between the connection and the workspace, so that it is not taken for an experiment's. */
const mark = 'workspace';

function addressOf(scheme: string, { connection, workspace }: WorkspaceRef, ...names: readonly string[]): Address {
  return {
    scheme,
    authority: `${encodeLabel(connection)}.${mark}.${encodeLabel(workspace)}`,
    path: `/${[safeName(workspace), ...names].join('/')}`,
  };
}

function readPlace({
  authority,
  path,
}: Address): { readonly ref: WorkspaceRef; readonly names: readonly string[] } | null {
  const [connection = '', marked, workspace = '', ...more] = authority.split('.').map(decodeLabel);
  const [root, , ...names] = path.split('/');
  if (connection === '' || marked !== mark || workspace === '' || more.length > 0 || root !== '') {
    return null;
  }
  return { ref: { connection, workspace }, names };
}
