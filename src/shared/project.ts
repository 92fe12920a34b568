/**
 * The vocabulary of what hangs on a project beside its experiments: panels, dashboards, share links. JSON-safe data.
 */

/** A piece of visualisation that a workspace keeps. */
export interface Panel {
  readonly id: string;
  readonly name: string;
  readonly owner: string | null;
  readonly isPublic: boolean | null;
  readonly createdAt: number | null;
}

export interface PanelSource {
  readonly name: string;
  readonly language: 'javascript' | 'python';
  readonly code: string;
}

export interface Dashboard {
  readonly id: string;
  readonly name: string;
  readonly user: string | null;
}

export interface ShareLink {
  readonly code: string;
  /** Address for a browser; everybody who has it can look. */
  readonly url: string;
}

/** What of a project can be changed; what is not named stays. */
export interface ProjectChange {
  readonly name?: string;
  readonly description?: string;
  readonly isPublic?: boolean;
}

export interface BestExperiment {
  readonly experimentKey: string;
  readonly value: number | null;
  readonly experimentCount: number | null;
}

/** Where an experiment ran in a cloud. */
export interface CloudDetails {
  readonly provider: string;
  readonly metadata: Readonly<Record<string, unknown>>;
}
