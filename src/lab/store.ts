/**
 * What the lab holds: workspaces, their projects, their experiments. In memory, immediately consistent.
 * Experiments bring their content when it is first asked for. Knows no HTTP and no tracker's wire format.
 */
import { createHash } from 'node:crypto';
import type { ExperimentContent } from './record';

export interface LabAccount {
  readonly userName: string;
  readonly defaultWorkspace: string;
}

export interface LabProject {
  readonly id: string;
  readonly workspace: string;
  name: string;
  description: string | null;
  notes: string | null;
  isPublic: boolean;
}

/** What is known of an experiment without its content. */
export interface ExperimentHead {
  readonly key: string;
  readonly name: string;
  readonly startTime: number;
  readonly endTime: number;
  readonly archived?: boolean;
  readonly crashed?: boolean;
  readonly userName?: string | null;
  readonly filePath?: string | null;
  readonly optimizationId?: string | null;
  readonly throttled?: boolean;
}

/** How an experiment stands at a moment. */
export interface Standing {
  readonly running: boolean;
  readonly crashed: boolean;
  readonly startTime: number;
  readonly endTime: number;
}

/** How long a client that logs may stay silent before its experiment no longer counts as running. */
export const beatMilliseconds = 10_000;

export class LabExperiment {
  readonly key: string;
  readonly userName: string | null;
  readonly optimizationId: string | null;
  readonly throttled: boolean;
  project: LabProject;
  name: string;
  archived: boolean;
  filePath: string | null;
  #startTime: number;
  #endTime: number;
  #crashed: boolean;
  /** Until when a logging client is believed to be alive; null when nobody logs. */
  #aliveUntil: number | null = null;
  protected readonly now: () => number;
  readonly #load: () => Promise<ExperimentContent>;
  #content: Promise<ExperimentContent> | null = null;

  /** `load` is called when the content is first needed, and again after it failed. */
  constructor(project: LabProject, head: ExperimentHead, load: () => Promise<ExperimentContent>, now: () => number) {
    this.project = project;
    this.now = now;
    this.key = head.key;
    this.name = head.name;
    this.archived = head.archived ?? false;
    this.userName = head.userName ?? null;
    this.filePath = head.filePath ?? null;
    this.optimizationId = head.optimizationId ?? null;
    this.throttled = head.throttled ?? false;
    this.#startTime = head.startTime;
    this.#endTime = head.endTime;
    this.#crashed = head.crashed ?? false;
    this.#load = load;
  }

  standing(): Standing {
    const now = this.now();
    const running = this.#aliveUntil !== null && now < this.#aliveUntil;
    return {
      running,
      crashed: !running && this.#crashed,
      startTime: this.#startTime,
      endTime: running ? now : this.#endTime,
    };
  }

  /** The same object every time, to be changed in place by writes. Rejects when a recording cannot be read. */
  content(): Promise<ExperimentContent> {
    this.#content ??= this.#load().catch((error: unknown) => {
      this.#content = null;
      throw error;
    });
    return this.#content;
  }

  /** A logging client says that it is alive. */
  beat(): void {
    const now = this.now();
    this.#aliveUntil = now + beatMilliseconds * 3;
    this.#endTime = Math.max(this.#endTime, now);
  }

  stop(): void {
    if (this.standing().running) {
      this.#endTime = this.now();
    }
    this.#aliveUntil = null;
  }

  setCrashed(crashed: boolean): void {
    this.#crashed = crashed;
  }

  /** Only one given: the other ends up a second apart from it. */
  setTimes(startTime: number | null, endTime: number | null): void {
    if (startTime !== null) {
      this.#startTime = startTime;
      this.#endTime = endTime ?? startTime + 1000;
    } else if (endTime !== null) {
      this.#startTime = endTime - 1000;
      this.#endTime = endTime;
    }
  }
}

export class LabStore {
  readonly account: LabAccount;
  readonly now: () => number;
  readonly #projects = new Map<string, LabProject>();
  readonly #experiments = new Map<string, LabExperiment>();
  readonly #byProject = new Map<string, Set<LabExperiment>>();
  readonly #workspaces = new Set<string>();

  constructor(account: LabAccount, now: () => number) {
    this.account = account;
    this.now = now;
    this.#workspaces.add(account.defaultWorkspace);
  }

  workspaces(): string[] {
    return [...this.#workspaces];
  }

  projects(workspace: string): LabProject[] {
    return [...this.#projects.values()].filter((project) => project.workspace === workspace);
  }

  project(id: string): LabProject | undefined {
    return this.#projects.get(id);
  }

  projectNamed(workspace: string, name: string): LabProject | undefined {
    return this.projects(workspace).find((project) => project.name === name);
  }

  /** Adds the workspace too when there is none of that name. Returns what is there when the project exists already. */
  addProject(workspace: string, name: string, details: { description?: string | null; notes?: string | null; isPublic?: boolean } = {}): LabProject {
    const existing = this.projectNamed(workspace, name);
    if (existing !== undefined) {
      return existing;
    }
    this.#workspaces.add(workspace);
    const project: LabProject = {
      id: this.#freeProjectId(workspace, name),
      workspace,
      name,
      description: details.description ?? null,
      notes: details.notes ?? null,
      isPublic: details.isPublic ?? false,
    };
    this.#projects.set(project.id, project);
    this.#byProject.set(project.id, new Set());
    return project;
  }

  /** A renamed project keeps its id, so a new one under the old name needs another. */
  #freeProjectId(workspace: string, name: string): string {
    for (let attempt = 0; ; attempt += 1) {
      const id = createHash('sha256').update(JSON.stringify([workspace, name, attempt])).digest('hex').slice(0, 32);
      if (!this.#projects.has(id)) {
        return id;
      }
    }
  }

  deleteProject(project: LabProject): void {
    for (const experiment of this.#byProject.get(project.id) ?? []) {
      this.#experiments.delete(experiment.key);
    }
    this.#byProject.delete(project.id);
    this.#projects.delete(project.id);
  }

  add(experiment: LabExperiment): void {
    this.#experiments.set(experiment.key, experiment);
    this.#byProject.get(experiment.project.id)?.add(experiment);
  }

  experiment(key: string): LabExperiment | undefined {
    return this.#experiments.get(key);
  }

  /** Archived ones or the others; never both. In the order in which they were added. */
  experiments(project: LabProject, archived: boolean): LabExperiment[] {
    return [...(this.#byProject.get(project.id) ?? [])].filter((experiment) => experiment.archived === archived);
  }

  move(experiment: LabExperiment, project: LabProject): void {
    this.#byProject.get(experiment.project.id)?.delete(experiment);
    experiment.project = project;
    this.#byProject.get(project.id)?.add(experiment);
  }

  delete(experiment: LabExperiment): void {
    this.#experiments.delete(experiment.key);
    this.#byProject.get(experiment.project.id)?.delete(experiment);
  }
}
