/** What stands below a workspace's registry of models. Knows the store and nodes, no vscode. */
import * as l10n from '@vscode/l10n';
import { formatTime } from '../../shared/format';
import type { RegistryVersion } from '../../shared/registry';
import type { Store } from '../../store/store';
import { byName } from '../listings/arrange';
import { factNodes, orNotice, rows } from './keyValues';
import { experimentLink } from './experimentLink';
import { childId, type Node, type RegistryModelNode, type RegistryNode, type RegistryVersionNode } from '../nodes';

/** Rejects with a BackendError. */
export async function registryChildren(parent: RegistryNode, store: Store): Promise<Node[]> {
  const { connection, workspace } = parent;
  const models = await store.registry.models(parent);
  return orNotice(
    parent,
    models
      .toSorted((one, other) => byName(one.name, other.name))
      .map((about): RegistryModelNode => ({
        kind: 'registryModel',
        id: childId(parent, 'registryModel', about.name),
        parent,
        connection,
        workspace,
        registryModel: about.name,
        about,
      })),
    l10n.t('No registered models yet.'),
  );
}

export async function registryModelChildren(parent: RegistryModelNode, store: Store): Promise<Node[]> {
  const { connection, workspace, registryModel } = parent;
  const { versions, latestVersion } = await store.registry.model(parent);
  const latest = latestVersion ?? versions[0]?.version ?? null;
  return [
    { kind: 'registryNotes', id: childId(parent, 'registryNotes', ''), parent, connection, workspace, registryModel },
    ...orNotice(
      parent,
      versions.map((about): RegistryVersionNode => ({
        kind: 'registryVersion',
        id: childId(parent, 'registryVersion', about.version),
        parent,
        connection,
        workspace,
        registryModel,
        version: about.version,
        about,
        latest: about.version === latest,
      })),
      l10n.t('No versions yet.'),
    ),
  ];
}

export async function registryVersionChildren(parent: RegistryVersionNode, store: Store): Promise<Node[]> {
  const { connection, workspace, registryModel, version } = parent;
  const about = await store.registry.version(parent);
  const files: Node[] =
    about.assets.length === 0
      ? []
      : [
          {
            kind: 'versionFiles',
            id: childId(parent, 'versionFiles', ''),
            parent,
            of: { connection, workspace, registryModel, version },
            path: [],
            label: l10n.t('Assets'),
            count: about.assets.length,
          },
        ];
  const logged =
    about.experimentKey === null ? [] : await experimentLink(parent, about.experimentKey, 'loggedBy', store);
  return orNotice(
    parent,
    [...logged, ...files, ...factNodes(parent, versionRows(about), 'info')],
    l10n.t('Nothing more is known of this version.'),
  );
}

const versionRows = ({ stages, comment, experimentModel, createdAt, user }: RegistryVersion): ReturnType<typeof rows> =>
  rows({
    Stages: [stages.join(', '), 'milestone'],
    Comment: [comment, 'comment'],
    'Logged as': [experimentModel, 'package'],
    Created: [
      createdAt === null
        ? null
        : user === null
          ? formatTime(createdAt)
          : l10n.t('{time} by {user}', { time: formatTime(createdAt), user }),
      'calendar',
    ],
  });
