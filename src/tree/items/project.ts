/** The rows of what hangs on a project beside its experiments. Reads what is known and sends no request. */
import * as l10n from '@vscode/l10n';
import { TreeItemCollapsibleState, type TreeItem } from 'vscode';
import { formatNumber, formatTime } from '../../shared/format';
import type {
  DashboardNode,
  DashboardsNode,
  PanelNode,
  PanelsNode,
  ProjectFolderNode,
  ProjectNotesNode,
  QueriesNode,
  QueryNode,
  ShareLinkNode,
  ShareLinksNode,
} from '../nodes';
import { dotted, lines, row, run } from './treeItem';
import { oneLine, queryWords } from '../labels';

const { Collapsed } = TreeItemCollapsibleState;

type ProjectPartNode =
  | ProjectFolderNode
  | ProjectNotesNode
  | QueriesNode
  | QueryNode
  | PanelsNode
  | PanelNode
  | DashboardsNode
  | DashboardNode
  | ShareLinksNode
  | ShareLinkNode;

export function projectPartItem(node: ProjectPartNode): TreeItem {
  switch (node.kind) {
    case 'projectFolder':
      return row(l10n.t('Project'), {
        icon: 'folder-library',
        description: 'notes, queries, panels, dashboards, share links',
        collapsible: Collapsed,
      });
    case 'projectNotes': {
      const { connection, workspace, projectId } = node;
      return row(l10n.t('Notes'), {
        icon: 'note',
        tooltip: l10n.t('Open the project’s notes in an editor'),
        command: run('editNotes', 'Edit notes', { connection, workspace, projectId }),
      });
    }
    case 'queries':
      return row(l10n.t('Queries'), {
        icon: 'search',
        description: node.count === 0 ? '' : formatNumber(node.count),
        collapsible: Collapsed,
      });
    case 'query': {
      const words = queryWords(node.query);
      return row(node.query.name, {
        icon: 'filter',
        description: words,
        tooltip: lines(oneLine(node.query.name), words),
        collapsible: Collapsed,
      });
    }
    case 'panels':
      return row(l10n.t('Panels'), {
        icon: 'graph-scatter',
        tooltip: l10n.t('Panels of the workspace'),
        collapsible: Collapsed,
      });
    case 'panel': {
      const { connection, workspace, panelId, panel } = node;
      const owner = panel.owner === null ? null : oneLine(panel.owner);
      return row(panel.name, {
        icon: 'graph-scatter',
        description: dotted(owner, panel.isPublic === true ? 'public' : null),
        tooltip: lines(
          oneLine(panel.name),
          owner === null ? null : `By ${owner}`,
          panel.createdAt === null ? null : l10n.t('Created {createdAt}', { createdAt: formatTime(panel.createdAt) }),
        ),
        command: run('openPanelSource', 'Open panel source', { connection, workspace, panelId }),
      });
    }
    case 'dashboards':
      return row(l10n.t('Dashboards'), { icon: 'dashboard', collapsible: Collapsed });
    case 'dashboard': {
      const { connection, workspace, projectId, dashboardId, dashboard } = node;
      return row(dashboard.name, {
        icon: 'dashboard',
        description: oneLine(dashboard.user ?? ''),
        command: run('openDashboard', 'Open dashboard', { connection, workspace, projectId, dashboardId }),
      });
    }
    case 'shareLinks':
      return row(l10n.t('Share Links'), { icon: 'link', collapsible: Collapsed });
    case 'shareLink':
      return row(node.link.code, {
        icon: 'link',
        tooltip: dotted(oneLine(node.link.url), l10n.t('whoever has it can look')),
      });
  }
}
