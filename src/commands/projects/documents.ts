/**
 * Owns the opening of what projects, workspaces and experiments keep as texts: notes and webhooks to edit; panels,
 * dashboards, reports and graphs to look at.
 */
import * as l10n from '@vscode/l10n';
import { commands, Uri, type TextDocumentShowOptions } from 'vscode';
import { documentUri } from '../../documents/documents';
import { pick, back, type Choice } from '../../prompts/quickPick';
import { BackendError } from '../../shared/problem';
import type {
  DashboardRef,
  ExperimentRef,
  PanelRef,
  ProjectRef,
  RegistryModelRef,
  ReportRef,
  WorkspaceRef,
} from '../../shared/reference';
import type { Handlers } from '../../shared/verbs/verbs';
import { dashboardAddress, editableAddress, panelAddress, type Address } from '../../shared/address/workspaceUri';
import type { Store } from '../../store/store';
import type { ResourcePickers } from '../resourcePickers';
import { assetOf, isAsset, textOf, type Targets } from '../targets';

export interface DocumentDependencies {
  readonly store: Store;
  /** The ways down to what a command is about. */
  readonly pickers: ResourcePickers;
  readonly targets: Targets;
  readonly reports: { open(ref: ReportRef): Promise<void>; stopScripts(): void };
}

type DocumentVerb =
  'editNotes' | 'editWebhooks' | 'openPanelSource' | 'openDashboard' | 'openHtml' | 'stopReportScripts' | 'openGraph';

/**
 * Each rejects with a BackendError, and resolves to the address that was opened or to undefined when the user turned
 * away.
 */
export function documentHandlers({
  store,
  pickers,
  targets,
  reports,
}: DocumentDependencies): Pick<Handlers, DocumentVerb> {
  return {
    async editNotes(target): Promise<Uri | undefined> {
      if (textOf(target, 'registryModel') !== null) {
        const model = await pickers.registryModel(target).run('Edit Notes');
        if (model === undefined) {
          return undefined;
        }
        await store.registry.notes(model);
        return open(editableAddress({ kind: 'registryNotes', ref: modelOf(model) }, model.registryModel), false);
      }
      const project = await pickers.project(target).run('Edit Notes');
      if (project === undefined) {
        return undefined;
      }
      // Asked first, so that a failure is ours to tell and not an editor with an error in it.
      const [{ name }] = await Promise.all([store.projects.get(project), store.projects.notes(project)]);
      return open(editableAddress({ kind: 'projectNotes', ref: projectOf(project) }, name), false);
    },

    async editWebhooks(target): Promise<Uri | undefined> {
      const workspace = await pickers.workspace(target).run('Edit Webhooks');
      if (workspace === undefined) {
        return undefined;
      }
      const model = textOf(target, 'registryModel');
      await store.registry.webhooks(workspace, model);
      return open(
        editableAddress({ kind: 'webhooks', ref: workspaceOf(workspace), model }, model ?? workspace.workspace),
        false,
      );
    },

    async openPanelSource(target): Promise<Uri | undefined> {
      const title = l10n.t('Open Panel Source');
      const workspace = await pickers.workspace(target).run(title);
      if (workspace === undefined) {
        return undefined;
      }
      const panelId =
        textOf(target, 'panelId') ??
        (await choose(title, l10n.t('Which panel?'), l10n.t('This workspace keeps no panels.'), async () =>
          (await store.projects.panels(workspace)).map(({ id, name, owner }) => ({
            label: name,
            ...(owner === null ? {} : { description: owner }),
            value: id,
          })),
        ));
      if (panelId === undefined) {
        return undefined;
      }
      const ref: PanelRef = { ...workspaceOf(workspace), panelId };
      const { name, language } = await store.projects.panelSource(ref);
      return open(panelAddress(ref, name, language));
    },

    async openDashboard(target): Promise<Uri | undefined> {
      const title = l10n.t('Open Dashboard');
      const project = await pickers.project(target).run(title);
      if (project === undefined) {
        return undefined;
      }
      const dashboardId =
        textOf(target, 'dashboardId') ??
        (await choose(
          title,
          l10n.t('Which dashboard?'),
          l10n.t('No dashboards of this project were saved.'),
          async () => (await store.projects.dashboards(project)).map(({ id, name }) => ({ label: name, value: id })),
        ));
      if (dashboardId === undefined) {
        return undefined;
      }
      const ref: DashboardRef = { ...projectOf(project), dashboardId };
      const [dashboards] = await Promise.all([store.projects.dashboards(project), store.projects.dashboard(ref)]);
      return open(dashboardAddress(ref, dashboards.find(({ id }) => id === dashboardId)?.name ?? 'dashboard'));
    },

    async openHtml(target): Promise<ExperimentRef | undefined> {
      const ref = isAsset(target) ? assetOf(target) : await targets.one('openHtml', target);
      if (ref !== undefined) {
        await reports.open({ ...ref, assetId: isAsset(ref) ? ref.assetId : null });
      }
      return ref;
    },

    stopReportScripts: () => reports.stopScripts(),

    async openGraph(target): Promise<Uri | undefined> {
      const ref = await targets.one('openGraph', target);
      if (ref === undefined) {
        return undefined;
      }
      const graph = await store.details.graph(ref);
      if (graph === null || graph === '') {
        throw new BackendError('notFound', l10n.t('No graph of the model was logged with this experiment.'));
      }
      return open(await documentUri(store, ref, { kind: isJson(graph) ? 'graph' : 'graphText' }));
    },
  };
}

async function choose(
  title: string,
  placeholder: string,
  none: string,
  load: () => Promise<readonly Choice<string>[]>,
): Promise<string | undefined> {
  const answer = await pick({ title, placeholder, none, load });
  return answer === back ? undefined : answer;
}

/** What is edited stays open when something else is looked at. */
async function open(address: Address, preview = true): Promise<Uri> {
  const uri = Uri.from(address);
  await commands.executeCommand('vscode.open', uri, { preview } satisfies TextDocumentShowOptions);
  return uri;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

const workspaceOf = ({ connection, workspace }: WorkspaceRef): WorkspaceRef => ({ connection, workspace });
const projectOf = ({ connection, workspace, projectId }: ProjectRef): ProjectRef => ({
  connection,
  workspace,
  projectId,
});
const modelOf = ({ connection, workspace, registryModel }: RegistryModelRef): RegistryModelRef => ({
  connection,
  workspace,
  registryModel,
});
