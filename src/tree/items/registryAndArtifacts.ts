/** The rows of registry models, artifacts, their versions and files. Reads what is known and sends no request. */
import * as l10n from '@vscode/l10n';
import { TreeItemCollapsibleState, Uri, type ThemeIcon, type TreeItem } from 'vscode';
import type { ArtifactState } from '../../shared/artifact';
import { formatBytes, formatCount, formatNumber, formatTime } from '../../shared/format';
import { shownAddress } from '../../shared/text/summary';
import { artifactFileAddress } from '../../shared/address/workspaceUri';
import type {
  ArtifactFileNode,
  ArtifactListNode,
  ArtifactNode,
  ArtifactVersionNode,
  RegistryModelNode,
  RegistryNode,
  RegistryNotesNode,
  RegistryVersionNode,
  UsedByNode,
  VersionFilesNode,
} from '../nodes';
import { coloured, contextOf, dotted, fileRow, lines, longestTooltip, row, run } from './treeItem';
import { oneLine } from '../labels';

const { Collapsed } = TreeItemCollapsibleState;

type VersionedNode =
  | RegistryNode
  | RegistryModelNode
  | RegistryNotesNode
  | RegistryVersionNode
  | ArtifactListNode
  | ArtifactNode
  | ArtifactVersionNode
  | UsedByNode
  | ArtifactFileNode
  | VersionFilesNode;

export function versionedItem(node: VersionedNode): TreeItem {
  switch (node.kind) {
    case 'registry':
      return row(l10n.t('Models'), {
        icon: 'library',
        tooltip: l10n.t('The model registry of the workspace'),
        collapsible: Collapsed,
      });
    case 'registryModel':
      return registryModelItem(node);
    case 'registryNotes': {
      const { connection, workspace, registryModel } = node;
      return row(l10n.t('Notes'), {
        icon: 'note',
        tooltip: l10n.t('Open the model’s notes in an editor'),
        command: run('editNotes', 'Edit notes', { connection, workspace, registryModel }),
      });
    }
    case 'registryVersion':
      return registryVersionItem(node);
    case 'artifactList':
      return row(l10n.t('Artifacts'), {
        icon: 'layers',
        tooltip: l10n.t('Versioned files that experiments produce and use'),
        collapsible: Collapsed,
      });
    case 'artifact':
      return artifactItem(node);
    case 'artifactVersion':
      return artifactVersionItem(node);
    case 'usedBy':
      return row(l10n.t('Used by'), {
        icon: 'references',
        tooltip: l10n.t('Looks through experiments for those that used this version'),
        collapsible: Collapsed,
      });
    case 'artifactFile':
      return artifactFileItem(node);
    case 'versionFiles':
      return row(node.label, {
        icon: node.path.length === 0 ? 'files' : 'folder',
        description: node.count === null ? '' : formatNumber(node.count),
        collapsible: Collapsed,
      });
  }
}

const countOf = (count: number | null): string | null => (count === null ? null : formatCount(count, 'version'));
const latestOf = (version: string | null): string | null =>
  version === null ? null : l10n.t('latest {version}', { version: oneLine(version, 40) });
const madeAt = (time: number | null, user: string | null): string | null =>
  time === null
    ? null
    : user === null
      ? l10n.t('Created {time}', { time: formatTime(time) })
      : l10n.t('Created {time} by {user}', { time: formatTime(time), user: oneLine(user, 60) });

function registryModelItem({ about }: RegistryModelNode): TreeItem {
  const { name, description, versionCount, latestVersion, isPublic, createdAt, user } = about;
  return row(name, {
    icon: 'package',
    description: dotted(countOf(versionCount), latestOf(latestVersion)),
    collapsible: Collapsed,
    tooltip: lines(
      oneLine(name),
      description?.slice(0, longestTooltip) ?? null,
      isPublic === true ? l10n.t('Public') : null,
      madeAt(createdAt, user),
    ),
  });
}

function registryVersionItem({ about, latest }: RegistryVersionNode): TreeItem {
  const { version, stages, comment, createdAt, user } = about;
  const shown = stages.map((stage) => oneLine(stage, 40)).join(', ');
  return row(version, {
    icon: 'versions',
    description: dotted(latest ? 'latest' : null, shown),
    collapsible: Collapsed,
    tooltip: lines(
      oneLine(version),
      shown === '' ? null : l10n.t('Stages: {shown}', { shown }),
      comment?.slice(0, longestTooltip) ?? null,
      madeAt(createdAt, user),
    ),
  });
}

function artifactItem({ about }: ArtifactNode): TreeItem {
  const { name, type, description, versionCount, latestVersion, tags } = about;
  return row(name, {
    icon: 'layers',
    description: dotted(type === null ? null : oneLine(type, 40), countOf(versionCount), latestOf(latestVersion)),
    collapsible: Collapsed,
    tooltip: lines(
      oneLine(name),
      description?.slice(0, longestTooltip) ?? null,
      tags.map((tag) => `#${oneLine(tag, 40)}`).join(' '),
    ),
  });
}

function artifactVersionItem({ about, details, role }: ArtifactVersionNode): TreeItem {
  const aliases = about.aliases.map((alias) => oneLine(alias, 40)).join(', ');
  const state = details === null ? null : stateWord(details.state);
  const name = role === null ? about.version : `${about.artifactName} ${about.version}`;
  const size = details === null || details.size === null || state !== null ? null : formatBytes(details.size);
  return row(name, {
    icon: role === null ? stateIcon(details?.state ?? 'unknown') : role === 'output' ? 'arrow-right' : 'arrow-left',
    description: dotted(role, state, aliases, size),
    collapsible: Collapsed,
    tooltip: lines(
      oneLine(name),
      aliases === '' ? null : l10n.t('Aliases: {aliases}', { aliases }),
      state === null ? null : l10n.t('State: {state}', { state }),
      details === null ? null : madeAt(details.createdAt, details.user),
    ),
    context: contextOf('artifactVersion', details?.state === 'open' || details?.state === 'failed' ? [] : ['download']),
  });
}

/** Nothing where all is well. */
const stateWord = (state: ArtifactState): string | null => (state === 'open' || state === 'failed' ? state : null);

function stateIcon(state: ArtifactState): string | ThemeIcon {
  switch (state) {
    case 'open':
      return coloured('edit', 'charts.yellow');
    case 'failed':
      return coloured('error', 'problemsErrorIcon.foreground');
    case 'closed':
    case 'unknown':
      return 'versions';
  }
}

function artifactFileItem({ connection, workspace, artifact, version, label, file }: ArtifactFileNode): TreeItem {
  const address = file.remoteUrl === null ? null : oneLine(shownAddress(file.remoteUrl));
  const size = file.size === null ? null : formatBytes(file.size);
  const options = {
    description: address ?? size ?? '',
    tooltip: lines(oneLine(file.name), size, address === null ? null : l10n.t('Kept at {address}', { address })),
  };
  if (address !== null) {
    return fileRow(label, options);
  }
  const uri = Uri.from(artifactFileAddress({ connection, workspace, artifact, version }, file));
  return fileRow(label, {
    ...options,
    command: { command: 'vscode.open', title: l10n.t('Open file'), arguments: [uri, { preview: true }] },
  });
}
