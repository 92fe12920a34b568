/** Panels that a workspace keeps, and dashboards of its projects, which newer clients call views. */
import { randomBytes } from 'node:crypto';
import { JournaledState, type Journal } from '../storage/journal';
import { LabProblem } from '../problem';

type JsonObject = Readonly<Record<string, unknown>>;

/** A piece of visualisation: its program in JavaScript or Python, and what it needs. */
export interface LabPanel {
  readonly id: string;
  readonly workspace: string;
  readonly name: string;
  readonly owner: string;
  readonly scope: 'PUBLIC' | 'PRIVATE';
  /** As clients send it: `code`, `css`, `html`, `pyCode`, `type`, … */
  readonly code: JsonObject;
  readonly createdAt: number;
  readonly changedAt: number;
}

export interface LabDashboard {
  readonly id: string;
  readonly projectId: string;
  readonly name: string;
  readonly createdBy: string;
  /** Newer clients keep views of one experiment in a place of their own. */
  readonly source: 'dashboard_template' | 'chart_template';
  /** Set when it is a view of one experiment. */
  readonly experimentKey: string | null;
  /** What clients keep in it, under the tracker's names; several values are JSON as text. */
  readonly state: JsonObject;
  readonly changedAt: number;
}

export type TemplateChange =
  | { readonly kind: 'panel'; readonly panel: LabPanel }
  | { readonly kind: 'dashboard'; readonly dashboard: LabDashboard };

type NewPanel = Pick<LabPanel, 'workspace' | 'name' | 'owner' | 'scope' | 'code'> & {
  readonly id: string | null;
  readonly at: number;
};

type NewDashboard = Pick<LabDashboard, 'projectId' | 'createdBy' | 'source' | 'experimentKey' | 'state'> & {
  readonly id: string | null;
  readonly name: string | null;
  readonly at: number;
};

export class LabTemplates extends JournaledState<TemplateChange> {
  readonly #panels = new Map<string, LabPanel>();
  readonly #dashboards = new Map<string, LabDashboard>();

  constructor(journal: Journal, seed: readonly TemplateChange[]) {
    super('templates', journal);
    seed.forEach((change) => {
      this.apply(change);
    });
    this.restore();
  }

  panels(workspace: string): LabPanel[] {
    return [...this.#panels.values()].filter((panel) => panel.workspace === workspace);
  }

  panel(id: string): LabPanel {
    const found = this.#panels.get(id);
    if (found === undefined) {
      throw new LabProblem('notFound', 'panel', 'template does not exist');
    }
    return found;
  }

  /** With an id: puts it in the place of that panel, which must be one of the same workspace. */
  putPanel({ id, workspace, name, owner, scope, code, at }: NewPanel): LabPanel {
    const old = id === null ? null : this.panel(id);
    if (old !== null && old.workspace !== workspace) {
      throw new LabProblem('conflict', 'panel', 'template is of another workspace');
    }
    const panel: LabPanel = {
      id: old?.id ?? newId(),
      workspace,
      name,
      owner: old?.owner ?? owner,
      scope,
      code,
      createdAt: old?.createdAt ?? at,
      changedAt: at,
    };
    this.write({ kind: 'panel', panel });
    return panel;
  }

  dashboards(projectId: string, source: LabDashboard['source']): LabDashboard[] {
    return [...this.#dashboards.values()].filter((one) => one.projectId === projectId && one.source === source);
  }

  dashboard(projectId: string, id: string): LabDashboard {
    const found = this.#dashboards.get(id);
    if (found?.projectId !== projectId) {
      throw new LabProblem('notFound', 'dashboard', 'dashboard does not exist');
    }
    return found;
  }

  /**
   * Changes what is given of the dashboard of that id; makes one when there is none. An id of another project is
   * refused.
   */
  putDashboard({ id, projectId, name, createdBy, source, experimentKey, state, at }: NewDashboard): LabDashboard {
    const old = id === null ? undefined : this.#dashboards.get(id);
    if (old !== undefined && (old.projectId !== projectId || old.source !== source)) {
      throw new LabProblem('conflict', 'dashboard', 'dashboard is of another project');
    }
    const title = name ?? old?.name;
    if (title === undefined) {
      throw new LabProblem('invalid', 'dashboard', 'dashboard name not specified');
    }
    const dashboard: LabDashboard = {
      id: id ?? newId(),
      projectId,
      name: title,
      createdBy: old?.createdBy ?? createdBy,
      source,
      experimentKey: experimentKey ?? old?.experimentKey ?? null,
      state: { ...old?.state, ...state },
      changedAt: at,
    };
    this.write({ kind: 'dashboard', dashboard });
    return dashboard;
  }

  protected apply(change: TemplateChange): void {
    switch (change.kind) {
      case 'panel':
        this.#panels.set(change.panel.id, change.panel);
        return;
      case 'dashboard':
        this.#dashboards.set(change.dashboard.id, change.dashboard);
        return;
    }
  }
}

const newId = (): string => randomBytes(16).toString('hex');
