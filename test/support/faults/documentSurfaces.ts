/**
 * Documents of the editor as columns of the fault matrix: read and saved through the file systems themselves, which
 * only exist inside VS Code.
 */
import { FileSystemError, Uri } from 'vscode';
import { Documents } from '../../../src/documents/documents';
import { Editables } from '../../../src/documents/editables';
import { documentAddress, type DocumentPart } from '../../../src/shared/address/experimentUri';
import type { ProblemKind } from '../../../src/shared/problem';
import {
  artifactFileAddress,
  dashboardAddress,
  editableAddress,
  panelAddress,
} from '../../../src/shared/address/workspaceUri';
import type { Failure } from './cells';
import { known, type Cell, type Surface } from './surfaces';

interface FileSystems {
  readonly documents: Documents;
  readonly editables: Editables;
}

const opened = new WeakMap<Cell, FileSystems>();

/** Of a cell: as an editor that was just started has them. */
function fileSystemsOf(cell: Cell): FileSystems {
  let found = opened.get(cell);
  if (found === undefined) {
    found = { documents: new Documents(cell.store), editables: new Editables(cell.store) };
    cell.disposables.push(found.documents, found.editables);
    opened.set(cell, found);
  }
  return found;
}

/** Bytes that are compared: all that is true is shorter, and megabytes as one text would keep the thread busy. */
const compared = 64 * 1024;

/**
 * As an editor opens a file. That nothing was logged is an answer like any other, which an empty one cannot be told
 * from.
 */
async function read(fileSystem: Documents | Editables, uri: Uri): Promise<unknown> {
  try {
    await fileSystem.stat(uri);
    const bytes = await fileSystem.readFile(uri);
    return { size: bytes.length, beginning: Buffer.from(bytes.subarray(0, compared)).toString('hex') };
  } catch (error) {
    if (error instanceof FileSystemError && /^No .+ logged with this experiment\.$/.test(error.message.trim())) {
      return error.message;
    }
    throw error;
  }
}

const registryModel = 'digit-reader';
const artifact = 'digit-reports';

const document = (
  name: string,
  isText: boolean,
  part: (cell: Cell) => Promise<DocumentPart> | DocumentPart,
  whose: 'experiment' | 'running' = 'experiment',
): Surface => ({
  name,
  group: 'documents',
  ...(isText ? { isText } : {}),
  prepare: async (cell) => [await known(cell), await cell.store.experiments.get(cell[whose]), await part(cell)],
  use: async (cell) =>
    read(fileSystemsOf(cell).documents, Uri.from(documentAddress(cell[whose], 'a run', await part(cell)))),
});

const kept = (name: string, isText: boolean, uriOf: (cell: Cell) => Promise<Uri>): Surface => ({
  name,
  group: 'documents',
  ...(isText ? { isText } : {}),
  prepare: async (cell) => [await known(cell), await uriOf(cell)],
  use: async (cell) => read(fileSystemsOf(cell).documents, await uriOf(cell)),
});

const editable = (name: string, isText: boolean, uriOf: (cell: Cell) => Uri): Surface => ({
  name,
  group: 'documents',
  ...(isText ? { isText } : {}),
  prepare: known,
  use: async (cell) => read(fileSystemsOf(cell).editables, uriOf(cell)),
});

const notesOf = ({ project }: Cell): Uri =>
  Uri.from(editableAddress({ kind: 'projectNotes', ref: project }, 'a project'));

export const documentSurfaces: readonly Surface[] = [
  document('a code file', true, async ({ store, experiment }) => ({
    kind: 'code',
    path: first(await store.details.code(experiment)).path,
  })),
  document('an asset', false, async ({ store, experiment }) => {
    const { id, name } = first(
      (await store.details.assets(experiment)).filter(
        ({ remoteUrl, size }) => remoteUrl === null && size !== null && size > 100,
      ),
    );
    return { kind: 'asset', assetId: id, name };
  }),
  document('a git patch', true, () => ({ kind: 'patch' }), 'running'),
  document('an output', true, () => ({ kind: 'output' })),
  document('parameters', false, () => ({ kind: 'parameters' })),
  document('a report', true, () => ({ kind: 'html' })),
  document('a graph', true, () => ({ kind: 'graph' })),
  kept('source of a panel', true, async ({ store, workspace }) => {
    const panel = first(await store.projects.panels(workspace));
    return Uri.from(panelAddress({ ...workspace, panelId: panel.id }, panel.name, 'python'));
  }),
  kept('a dashboard', false, async ({ store, project }) => {
    const dashboard = first(await store.projects.dashboards(project));
    return Uri.from(dashboardAddress({ ...project, dashboardId: dashboard.id }, dashboard.name));
  }),
  kept('a file of an artifact', false, async ({ store, workspace }) => {
    // The newest was never finished.
    const { version } = first((await store.artifacts.artifact({ ...workspace, artifact })).versions.slice(-1));
    const ref = { ...workspace, artifact, version };
    const file = first(await store.artifacts.files(ref));
    return Uri.from(artifactFileAddress(ref, { assetId: file.assetId, name: file.name }));
  }),
  editable('notes of a project', true, notesOf),
  editable('notes of a model', true, ({ workspace }) =>
    Uri.from(editableAddress({ kind: 'registryNotes', ref: { ...workspace, registryModel } }, registryModel)),
  ),
  editable('webhooks', false, ({ workspace }) =>
    Uri.from(editableAddress({ kind: 'webhooks', ref: workspace, model: null }, workspace.workspace)),
  ),
  {
    // An editor has read what it saves.
    name: 'notes saved',
    group: 'saves',
    change: /notes/,
    prepare: async (cell) => [await known(cell), await read(fileSystemsOf(cell).editables, notesOf(cell))],
    use: (cell) => fileSystemsOf(cell).editables.writeFile(notesOf(cell), Buffer.from('noted')),
  },
];

function first<Item>(items: readonly Item[]): Item {
  const [item] = items;
  if (item === undefined) {
    throw new Error('The recordings have nothing of that kind.');
  }
  return item;
}

/** What an editor is told is coarser than our kinds. */
const kindsOf: ReadonlyMap<string, readonly ProblemKind[]> = new Map(
  Object.entries({
    FileNotFound: ['notFound'],
    NoPermissions: ['unauthorized', 'forbidden'],
    Unavailable: [
      'unsupported',
      'rateLimited',
      'unreachable',
      'timedOut',
      'refused',
      'unexpected',
      'unauthorized',
      'forbidden',
      'notFound',
    ],
  }),
);

/** Null for what no editor should ever be told. */
export function failureOf(error: unknown): Failure | null {
  const kinds = error instanceof FileSystemError ? kindsOf.get(error.code) : undefined;
  return kinds === undefined || !(error instanceof FileSystemError)
    ? null
    : { kinds, name: error.code, message: error.message, sentence: error.message };
}
