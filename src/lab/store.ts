/**
 * What the lab holds: workspaces, their projects, their experiments. In memory, immediately consistent, and kept: each
 * write is a change that the journal takes before it is made. Knows no HTTP and no tracker's wire format.
 */
import { createHash, randomBytes } from 'node:crypto';
import { TimeSlice } from '../platform/eventLoop';
import { memoryStorage, type LabStorage } from './storage/storage';
import { LabExperiment, type LabProject } from './labExperiment';
import { madeUpName } from './generatedName';
import { addLogged, emptyContent } from './content';
import { checkStoreChange, type ExperimentChange, type StoreChange } from './storeChanges';

export {
  beatMilliseconds,
  LabExperiment,
  type ExperimentHead,
  type LabProject,
  type ExperimentStatus,
} from './labExperiment';

export interface LabAccount {
  readonly userName: string;
  readonly defaultWorkspace: string;
}

interface LabWorkspace {
  readonly id: string;
  /** Beside the account itself. */
  readonly members: Map<string, { readonly isAdministrator: boolean }>;
}

const stream = 'store';

export class LabStore {
  readonly account: LabAccount;
  readonly now: () => number;
  readonly storage: LabStorage;
  readonly #projects = new Map<string, LabProject>();
  readonly #experiments = new Map<string, LabExperiment>();
  /** Its own experiments and those that are linked to it. */
  readonly #byProject = new Map<string, Set<LabExperiment>>();
  readonly #workspaces = new Map<string, LabWorkspace>();

  constructor(account: LabAccount, now: () => number, storage: LabStorage = memoryStorage()) {
    this.account = account;
    this.now = now;
    this.storage = storage;
    this.#addWorkspace(account.defaultWorkspace);
  }

  /** Makes all that was written once again, on top of what was added. Once. Rejects when the journal is damaged. */
  async restore(): Promise<void> {
    const { journal } = this.storage;
    const lastBeats = new Map<string, StoreChange>();
    const changes: StoreChange[] = [];
    const slice = new TimeSlice();
    for (const page of journal.pages(stream)) {
      for (const change of page as StoreChange[]) {
        if (change.kind === 'beat') {
          lastBeats.set(change.key, change);
        }
        changes.push(change);
        this.#apply(change);
      }
      if (slice.expired) {
        await slice.yield();
      }
    }
    const kept = changes.filter((change) => change.kind !== 'beat' || lastBeats.get(change.key) === change);
    if (changes.length - kept.length > fewBeats) {
      journal.rewrite(stream, kept);
    }
  }

  /**
   * Keeps the change and makes it, in this order. Checks come before: what a change names must be there. Throws
   * BeyondLimit when it is too much.
   */
  write(change: StoreChange): void {
    checkStoreChange(change);
    this.storage.journal.append(stream, change);
    this.#apply(change);
  }

  workspaces(): string[] {
    return [...this.#workspaces.keys()];
  }

  isMember(workspace: string, email: string): boolean {
    return this.#workspaces.get(workspace)?.members.has(email) ?? false;
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

  /**
   * For what is there from the start: is not kept. Adds the workspace too when there is none of that name. Returns what
   * is there when the project exists already.
   */
  addProject(workspace: string, name: string, details: ProjectDetails = {}): LabProject {
    return this.projectNamed(workspace, name) ?? this.#addProject(this.#newProject(workspace, name, details));
  }

  /** As `addProject`, and kept. */
  createProject(workspace: string, name: string, details: ProjectDetails = {}): LabProject {
    const existing = this.projectNamed(workspace, name);
    if (existing !== undefined) {
      return existing;
    }
    const project = this.#newProject(workspace, name, details);
    this.write({ kind: 'projectAdded', project });
    return this.#projects.get(project.id) ?? project;
  }

  /** A new experiment, alive from now on. The key must be free; one is made up when none is given. */
  createExperiment(
    project: LabProject,
    { key = randomBytes(16).toString('hex'), name = madeUpName(key) }: { key?: string; name?: string } = {},
  ): LabExperiment {
    this.write({
      kind: 'experimentAdded',
      key,
      project: project.id,
      name,
      userName: this.account.userName,
      time: this.now(),
    });
    const experiment = this.#experiments.get(key);
    if (experiment === undefined) {
      throw new Error('The project is gone.');
    }
    return experiment;
  }

  /** For what is there from the start: is not kept. */
  add(experiment: LabExperiment): void {
    this.#experiments.set(experiment.key, experiment);
    this.#byProject.get(experiment.project.id)?.add(experiment);
  }

  experiment(key: string): LabExperiment | undefined {
    return this.#experiments.get(key);
  }

  /**
   * Archived ones or the others; never both. In the order in which they were added, those that are linked to it
   * included.
   */
  experiments(project: LabProject, archived: boolean): LabExperiment[] {
    return [...(this.#byProject.get(project.id) ?? [])].filter((experiment) => experiment.archived === archived);
  }

  #apply(change: StoreChange): void {
    switch (change.kind) {
      case 'workspaceAdded':
        this.#addWorkspace(change.name, change.id);
        return;
      case 'memberAdded':
        this.#workspaces.get(change.workspace)?.members.set(change.email, { isAdministrator: change.isAdministrator });
        return;
      case 'projectAdded':
        this.#addProject({ ...change.project });
        return;
      case 'projectChanged': {
        const project = this.#projects.get(change.id);
        if (project !== undefined) {
          Object.assign(project, change.details);
        }
        return;
      }
      case 'projectDeleted':
        this.#deleteProject(change.id);
        return;
      case 'experimentAdded':
        this.#addExperiment(change);
        return;
      default: {
        const experiment = this.#experiments.get(change.key);
        if (experiment !== undefined) {
          this.#applyToExperiment(experiment, change);
        }
      }
    }
  }

  #applyToExperiment(experiment: LabExperiment, change: ExperimentChange): void {
    switch (change.kind) {
      case 'renamed':
        experiment.name = change.name;
        return;
      case 'optimized':
        experiment.optimizationId = change.optimizationId;
        return;
      case 'archived':
        experiment.archived = change.archived;
        return;
      case 'filePath':
        experiment.filePath = change.filePath;
        return;
      case 'moved': {
        const project = this.#projects.get(change.project);
        if (project === undefined) {
          return;
        }
        this.#byProject.get(experiment.project.id)?.delete(experiment);
        experiment.project = project;
        this.#byProject.get(project.id)?.add(experiment);
        return;
      }
      case 'linked':
        this.#byProject.get(change.project)?.add(experiment);
        return;
      case 'beat':
        experiment.heartbeat(change.time);
        return;
      case 'stopped':
        experiment.stop(change);
        return;
      case 'crashed':
        experiment.setCrashed(change.crashed);
        return;
      case 'times':
        experiment.setTimes(change.startTime, change.endTime);
        return;
      case 'unthrottled':
        experiment.throttled = false;
        return;
      case 'deleted':
        this.#deleteExperiment(experiment);
    }
  }

  #addWorkspace(name: string, id = hashOf(name)): void {
    if (!this.#workspaces.has(name)) {
      this.#workspaces.set(name, { id, members: new Map() });
    }
  }

  #newProject(
    workspace: string,
    name: string,
    { description = null, notes = null, isPublic = false }: ProjectDetails,
  ): LabProject {
    return { id: this.#freeProjectId(workspace, name), workspace, name, description, notes, isPublic };
  }

  /** A renamed project keeps its id, so a new one under the old name needs another. */
  #freeProjectId(workspace: string, name: string): string {
    for (let attempt = 0; ; attempt += 1) {
      const id = firstProjectId(workspace, name, attempt);
      if (!this.#projects.has(id)) {
        return id;
      }
    }
  }

  #addProject(project: LabProject): LabProject {
    this.#addWorkspace(project.workspace);
    const known = this.#projects.get(project.id);
    // Recordings that came with an update may have brought the project since.
    if (known !== undefined) {
      return Object.assign(known, project);
    }
    this.#projects.set(project.id, project);
    this.#byProject.set(project.id, new Set());
    return project;
  }

  #deleteProject(id: string): void {
    for (const experiment of this.#byProject.get(id) ?? []) {
      if (experiment.project.id === id) {
        this.#deleteExperiment(experiment);
      }
    }
    this.#byProject.delete(id);
    this.#projects.delete(id);
  }

  #addExperiment({ key, project: projectId, name, userName, time }: StoreChange & { kind: 'experimentAdded' }): void {
    const project = this.#projects.get(projectId);
    if (project === undefined) {
      return;
    }
    const load = () => {
      const content = emptyContent();
      addLogged(content.others, 'Name', { value: name, step: null, time, context: null });
      return Promise.resolve(content);
    };
    const experiment = new LabExperiment(
      project,
      { key, name, startTime: time, endTime: time, userName },
      load,
      this.now,
      this.storage,
    );
    experiment.heartbeat(time);
    this.add(experiment);
  }

  #deleteExperiment(experiment: LabExperiment): void {
    this.#experiments.delete(experiment.key);
    for (const experiments of this.#byProject.values()) {
      experiments.delete(experiment);
    }
    experiment.forget();
  }
}

export interface ProjectDetails {
  readonly description?: string | null;
  readonly notes?: string | null;
  readonly isPublic?: boolean;
}

/** Only a client's last sign of life counts; beyond this many, the others are dropped when the lab opens. */
const fewBeats = 1000;

const hashOf = (...parts: (string | number)[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);

/** The id of the first project of that name in every lab; `attempt` counts those whose name was used before. */
export const firstProjectId = (workspace: string, name: string, attempt = 0): string =>
  hashOf(workspace, name, attempt);
