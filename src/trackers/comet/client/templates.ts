/** Endpoints of Comet about what pages are drawn from: panels, dashboards, views. */
import type { ByteStream } from '../../backend';
import type { FormFile } from '../../http/client';
import type { CometCalls } from '../endpoint';
import * as wire from '../wire/templates';

/** In snake case, unlike most; further fields are kept as they are. */
export interface DashboardChange {
  readonly project_id: string;
  readonly template_id?: string;
  readonly template_name?: string;
  readonly codePanelTemplateIds?: readonly string[];
  readonly [field: string]: unknown;
}

export class TemplateCalls {
  readonly #calls: CometCalls;

  constructor(calls: CometCalls) {
    this.#calls = calls;
  }

  /** GET code-panel/get-all: panels of a workspace (the parameter is `workspace` here). */
  async panels(workspace: string, signal: AbortSignal): Promise<wire.PanelRow[]> {
    return (await this.#calls.get(wire.Panels, 'code-panel/get-all', { workspace }, signal)).codePanelTemplateRows;
  }

  /** GET code-panel/download: one panel with its source, by template or by instance. */
  panel(
    which: { readonly templateId: string } | { readonly instanceId: string },
    signal: AbortSignal,
  ): Promise<wire.Panel> {
    return this.#calls.read(wire.Panel, 'code-panel/download', { ...which }, signal);
  }

  /** GET template/{templateId}/download: the panel as a zip of one JSON file. */
  downloadPanel(templateId: string, signal: AbortSignal): Promise<ByteStream> {
    return this.#calls.open(`template/${encodeURIComponent(templateId)}/download`, {}, false, {}, signal);
  }

  /**
   * POST write/template/upload, a form of `file` (a zip as it is downloaded): a new panel, or another source for one
   * that is there.
   */
  async uploadPanel(
    teamName: string,
    file: FormFile,
    signal: AbortSignal,
    templateId?: string,
  ): Promise<string | null> {
    return (
      await this.#calls.upload(
        wire.NewPanel,
        'write/template/upload',
        { teamName, templateId },
        { parts: { file } },
        signal,
      )
    ).templateId;
  }

  /** GET dashboard-template/get-all: dashboards of all projects of a workspace. */
  async dashboards(workspace: string, signal: AbortSignal): Promise<wire.DashboardRow[]> {
    return (await this.#calls.get(wire.Dashboards, 'dashboard-template/get-all', { workspace }, signal))
      .dashboardTemplates;
  }

  /** GET dashboard-template/download: as it is; several of its values are JSON in texts. */
  dashboard(projectId: string, templateId: string, signal: AbortSignal): Promise<wire.Dashboard> {
    return this.#calls.read(wire.Dashboard, 'dashboard-template/download', { projectId, templateId }, signal);
  }

  /** POST write/dashboard-template/create: the new dashboard. */
  createDashboard(
    dashboard: DashboardChange & { readonly template_name: string },
    signal: AbortSignal,
  ): Promise<wire.Dashboard> {
    return this.#calls.make(wire.Dashboard, 'write/dashboard-template/create', dashboard, signal);
  }

  /** POST dashboard-templates/project/upsert: a change, although its path does not begin with `write`. */
  upsertDashboard(
    dashboard: DashboardChange & { readonly template_id: string },
    signal: AbortSignal,
  ): Promise<wire.Dashboard> {
    return this.#calls.make(wire.Dashboard, 'dashboard-templates/project/upsert', dashboard, signal);
  }

  /** GET views/get-all of a project. Not in the documents. */
  async views(
    projectId: string,
    signal: AbortSignal,
    of: { readonly experimentKey?: string; readonly includeWorkspaceViews?: true } = {},
  ): Promise<readonly unknown[]> {
    return (await this.#calls.get(wire.Views, 'views/get-all', { projectId, ...of }, signal)).views;
  }

  /** GET views/chart-templates of a project. Not in the documents. */
  async chartTemplates(
    projectId: string,
    signal: AbortSignal,
    of: { readonly experimentKey?: string; readonly includeWorkspaceViews?: true } = {},
  ): Promise<readonly unknown[]> {
    return (await this.#calls.get(wire.Views, 'views/chart-templates', { projectId, ...of }, signal)).views;
  }

  /** POST write/views/upsert. Not in the documents. */
  upsertView(view: Readonly<Record<string, unknown>>, signal: AbortSignal): Promise<void> {
    return this.#calls.write('write/views/upsert', view, signal);
  }

  /** POST write/chart-templates/upsert. Not in the documents. */
  upsertChartTemplate(view: Readonly<Record<string, unknown>>, signal: AbortSignal): Promise<void> {
    return this.#calls.write('write/chart-templates/upsert', view, signal);
  }
}
