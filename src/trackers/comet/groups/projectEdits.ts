/**
 * Making and changing what holds experiments, with Comet. Comet has no code for a name that is taken, and may even give
 * back what has it: so it is looked up first.
 */
import * as l10n from '@vscode/l10n';
import type { Project } from '../../../shared/experiment';
import { BackendError } from '../../../shared/problem';
import type { ProjectChange } from '../../../shared/project';
import type { ProjectEdits } from '../../backend';
import type { CometClient } from '../client/client';

export class CometProjectEdits implements ProjectEdits {
  readonly #client: CometClient;

  constructor(client: CometClient) {
    this.#client = client;
  }

  async createWorkspace(name: string, signal: AbortSignal): Promise<void> {
    if ((await this.#client.account.workspaces(signal)).some((taken) => isSame(taken, name))) {
      throw isTaken(l10n.t('There is a workspace “{name}” already.', { name }));
    }
    await this.#client.account.createWorkspace({ name }, signal);
  }

  async create(
    workspace: string,
    {
      name,
      description,
      isPublic,
    }: { readonly name: string; readonly description: string; readonly isPublic: boolean },
    signal: AbortSignal,
  ): Promise<string> {
    await this.#refuseTaken(workspace, name, null, signal);
    return this.#client.projects.createProject(
      { workspaceName: workspace, projectName: name, projectDescription: description, isPublic },
      signal,
    );
  }

  async change(project: Project, { name, description, isPublic }: ProjectChange, signal: AbortSignal): Promise<void> {
    const change = {
      ...(name === undefined || name === project.name ? {} : { newProjectName: name }),
      ...(description === undefined ? {} : { newProjectDescription: description }),
      ...(isPublic === undefined ? {} : { isPublic }),
    };
    if (Object.keys(change).length === 0) {
      return;
    }
    if (change.newProjectName !== undefined) {
      await this.#refuseTaken(project.workspace, change.newProjectName, project.id, signal);
    }
    await this.#client.projects.updateProject({ projectId: project.id }, change, signal);
  }

  delete(project: Project, signal: AbortSignal): Promise<void> {
    return this.#client.projects.deleteProject(
      { workspaceName: project.workspace, projectName: project.name },
      true,
      signal,
    );
  }

  async createExperiment(project: Project, name: string | null, signal: AbortSignal): Promise<string> {
    const named = name === null ? {} : { experimentName: name };
    return (
      await this.#client.lifecycle.createExperiment(
        { workspaceName: project.workspace, projectName: project.name, ...named },
        signal,
      )
    ).experimentKey;
  }

  async #refuseTaken(workspace: string, name: string, except: string | null, signal: AbortSignal): Promise<void> {
    const projects = await this.#client.projects.projects(workspace, signal);
    if (projects.some((project) => project.projectId !== except && isSame(project.projectName, name))) {
      throw isTaken(l10n.t('The workspace “{workspace}” has a project “{name}” already.', { workspace, name }));
    }
  }
}

/** Comet tells names apart that differ in case; people who look at addresses do not. */
const isSame = (a: string, b: string): boolean => a.toLowerCase() === b.trim().toLowerCase();

const isTaken = (message: string): BackendError =>
  new BackendError('refused', message, { advice: l10n.t('Choose another name.') });
