/** The files of registry and artifact versions, in folders by their names. Knows the store and nodes, no vscode. */
import * as l10n from '@vscode/l10n';
import type { ArtifactFile } from '../../shared/artifact';
import type { Asset } from '../../shared/experiment';
import { formatBytes } from '../../shared/format';
import type { ArtifactVersionRef, RegistryVersionRef } from '../../shared/reference';
import type { Store } from '../../store/store';
import { distinctIds, factNodes, orNotice } from './keyValues';
import { entriesAt, type Folder } from './folders';
import { childId, type Node, type VersionFilesNode } from '../nodes';

/** Rejects with a BackendError. */
export async function versionFilesChildren(parent: VersionFilesNode, store: Store): Promise<Node[]> {
  return orNotice(
    parent,
    'registryModel' in parent.of
      ? await registryFiles(parent, parent.of, store)
      : await artifactFiles(parent, parent.of, store),
    l10n.t('No files.'),
  );
}

async function registryFiles(parent: VersionFilesNode, of: RegistryVersionRef, store: Store): Promise<Node[]> {
  const { assets, experimentKey } = await store.registry.version(of);
  const { folders, files } = entriesAt(assets, ({ name }) => name, parent.path);
  return [
    ...folderNodes(parent, folders),
    ...(experimentKey === null
      ? factNodes(
          parent,
          files.map(({ item, label }) => ({ name: label, value: sizeOf(item) })),
          'file',
        )
      : files.map(({ item, label }): Node => ({
          kind: 'asset',
          id: childId(parent, 'asset', item.id),
          parent,
          connection: of.connection,
          key: experimentKey,
          assetId: item.id,
          label,
          asset: item,
        }))),
  ];
}

async function artifactFiles(parent: VersionFilesNode, of: ArtifactVersionRef, store: Store): Promise<Node[]> {
  const { folders, files } = entriesAt(await store.artifacts.files(of), ({ name }) => name, parent.path);
  const ids = distinctIds(
    parent,
    'artifactFile',
    files.map(({ item }) => item.assetId),
  );
  return [
    ...folderNodes(parent, folders),
    ...files.map(({ item, label }, index): Node => ({
      kind: 'artifactFile',
      id: ids[index] ?? '',
      parent,
      ...of,
      label,
      file: item,
    })),
  ];
}

const folderNodes = (parent: VersionFilesNode, folders: readonly Folder[]): VersionFilesNode[] =>
  folders.map(({ path, label, count }) => ({
    kind: 'versionFiles',
    id: childId(parent, 'versionFiles', label),
    parent,
    of: parent.of,
    path,
    label,
    count,
  }));

const sizeOf = ({ size }: Asset | ArtifactFile): string => (size === null ? '' : formatBytes(size));
