/** How one part of the product points at things: plain references that the receiver looks up, never the things. */

export interface ConnectionRef {
  readonly connection: string;
}

export interface WorkspaceRef extends ConnectionRef {
  readonly workspace: string;
}

export interface ProjectRef extends WorkspaceRef {
  readonly projectId: string;
}

/** An experiment, wherever it lists. Tree nodes of experiments are one structurally. */
export interface ExperimentRef extends ConnectionRef {
  readonly key: string;
}

export interface AssetRef extends ExperimentRef {
  readonly assetId: string;
}

/** A report of an experiment: what was logged as such, or an HTML file among its assets. */
export interface ReportRef extends ExperimentRef {
  /** Null: what was logged as its report. */
  readonly assetId: string | null;
}

export interface ModelRef extends ExperimentRef {
  readonly model: string;
}

export interface CodeRef extends ExperimentRef {
  /** As logged: a name to look up in the experiment's code list. */
  readonly path: string;
}

export interface RegistryModelRef extends WorkspaceRef {
  readonly registryModel: string;
}

export interface RegistryVersionRef extends RegistryModelRef {
  readonly version: string;
}

export interface ArtifactRef extends WorkspaceRef {
  readonly artifact: string;
}

export interface ArtifactVersionRef extends ArtifactRef {
  readonly version: string;
}

export interface PanelRef extends WorkspaceRef {
  readonly panelId: string;
}

export interface DashboardRef extends ProjectRef {
  readonly dashboardId: string;
}

export interface ShareLinkRef extends ProjectRef {
  readonly shareCode: string;
}

/** A query that the user saved. */
export interface QueryRef extends ProjectRef {
  readonly queryId: string;
}

export const sameExperiment = (one: ExperimentRef, other: ExperimentRef): boolean =>
  one.connection === other.connection && one.key === other.key;

/** Tells an experiment from all others of all connections; only ever compared, never taken apart. */
export const experimentId = ({ connection, key }: ExperimentRef): string => `${connection}/${key}`;
