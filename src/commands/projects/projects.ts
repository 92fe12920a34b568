/**
 * Owns the verbs on workspaces, projects and their share links: what they ask, what they say is lost, what they tell
 * after.
 */
import * as l10n from '@vscode/l10n';
import { env } from 'vscode';
import type { MultiStepInput } from '../../prompts/multiStep';
import { showDone, showInformation } from '../../prompts/messages';
import { formatCount } from '../../shared/format';
import { BackendError } from '../../shared/problem';
import type { ConnectionRef, ExperimentRef, ProjectRef, ShareLinkRef, WorkspaceRef } from '../../shared/reference';
import { shortName } from '../../shared/text/summary';
import type { Handlers } from '../../shared/verbs/verbs';
import type { Store } from '../../store/store';
import { askText } from '../../prompts/inputBox';
import { anything, nameCheck } from '../validators';
import { confirm, confirmByName } from '../confirm';
import { askChange, askVisibility } from '../form';
import type { ResourcePickers } from '../resourcePickers';

export interface ProjectDependencies {
  readonly store: Store;
  readonly pickers: ResourcePickers;
  /** Shows it in the tree. */
  readonly reveal: (ref: ConnectionRef | WorkspaceRef | ProjectRef | ExperimentRef) => Promise<void>;
}

type Verbs =
  | 'createWorkspace'
  | 'createProject'
  | 'createExperiment'
  | 'editProject'
  | 'deleteProject'
  | 'addShareLink'
  | 'copyShareLink'
  | 'removeShareLink';

/** All resolve to what came of it, or to undefined when the user cancelled. */
export function projectHandlers({ store, pickers, reveal }: ProjectDependencies): Pick<Handlers, Verbs> {
  return {
    async createWorkspace(target): Promise<WorkspaceRef | undefined> {
      const made = await pickers
        .connection(target)
        .ask('workspace', async ({ connection }, { title, back }) => {
          const taken = (await store.projects.workspaces({ connection })).map(({ name }) => name);
          return askText({
            title,
            back,
            prompt: l10n.t('The name of the new workspace'),
            check: nameCheck('A workspace', taken),
            use: (name) => store.projects.createWorkspace({ connection }, name),
          });
        })
        .run('New Workspace');
      if (made === undefined) {
        return undefined;
      }
      showDone(l10n.t('Made the workspace “{workspace}”', { workspace: shortName(made.workspace) }));
      await reveal(made);
      return made;
    },

    async createProject(target): Promise<ProjectRef | undefined> {
      const wanted = await askProject(store, pickers.workspace(target)).run('New Project');
      if (wanted === undefined) {
        return undefined;
      }
      const ref = await makeProject(store, wanted);
      await reveal(ref);
      return ref;
    },

    async createExperiment(target): Promise<ExperimentRef | undefined> {
      const wanted = await pickers
        .project(target)
        .ask('name', (_, { title, back, before }) =>
          askText({
            title,
            back,
            value: before,
            prompt: l10n.t('The name of the new experiment; empty lets the tracker make one up'),
            check: anything,
          }),
        )
        .run('New Experiment');
      if (wanted === undefined) {
        return undefined;
      }
      const ref = await store.experiments.create(projectOf(wanted), wanted.name === '' ? null : wanted.name);
      await reveal(ref);
      const { name } = await store.experiments.get(ref);
      showDone(l10n.t('Made the experiment “{name}”', { name: shortName(name) }));
      return ref;
    },

    async editProject(target): Promise<object | undefined> {
      const ref = await pickers.project(target).run('Edit Project');
      if (ref === undefined) {
        return undefined;
      }
      const [project, all] = [await store.projects.get(ref), await store.projects.list(ref)];
      const taken = all.filter(({ id }) => id !== project.id).map(({ name }) => name);
      return askChange(
        l10n.t('Edit “{name}”', { name: shortName(project.name) }),
        project,
        nameCheck('A project', taken),
        (change) => store.projects.change(ref, change),
      );
    },

    async deleteProject(target): Promise<ProjectRef | undefined> {
      const ref = await pickers.project(target).run('Delete Project');
      if (ref === undefined) {
        return undefined;
      }
      const { name } = await store.projects.get(ref);
      const count = await countExperiments(store, ref);
      const lost =
        count === 0
          ? l10n.t('It has no experiments. Its notes, dashboards and share links are lost for good.')
          : l10n.t(
              'Its {experiments}, archived ones too, with all metrics, assets, code and output, are lost for good, and so are its notes, dashboards and share links.',
              { experiments: formatCount(count, 'experiment') },
            );
      if (!(await confirm(l10n.t('Delete the project “{name}”?', { name: shortName(name) }), lost, l10n.t('Delete')))) {
        return undefined;
      }
      if (
        count > 0 &&
        !(await confirmByName(
          l10n.t('Delete “{name}” with {experiments}', {
            name: shortName(name),
            experiments: formatCount(count, 'experiment'),
          }),
          name.trim(),
        ))
      ) {
        return undefined;
      }
      await store.projects.delete(ref);
      showDone(l10n.t('Deleted the project “{name}”', { name: shortName(name) }));
      return ref;
    },

    async addShareLink(target): Promise<ShareLinkRef | undefined> {
      const ref = await pickers.project(target).run('New Share Link');
      if (ref === undefined) {
        return undefined;
      }
      const { name } = await store.projects.get(ref);
      const { code, url } = await store.projects.addShareLink(ref);
      await env.clipboard.writeText(url);
      void showInformation(
        l10n.t('Whoever has the new link can look at “{name}”. It is on the clipboard.', { name: shortName(name) }),
      );
      return { ...projectOf(ref), shareCode: code };
    },

    async copyShareLink(target): Promise<string | undefined> {
      const ref = await pickers.shareLink(target).run('Copy Share Link');
      if (ref === undefined) {
        return undefined;
      }
      const { url } = await linkOf(store, ref);
      await env.clipboard.writeText(url);
      showDone(l10n.t('Copied the share link'));
      return url;
    },

    async removeShareLink(target): Promise<ShareLinkRef | undefined> {
      const ref = await pickers.shareLink(target).run('Remove Share Link');
      if (ref === undefined) {
        return undefined;
      }
      const [{ url }, { name }] = [await linkOf(store, ref), await store.projects.get(ref)];
      if (
        !(await confirm(
          l10n.t('Remove this share link of “{name}”?', { name: shortName(name) }),
          l10n.t('{url}\n\nWhoever was given it loses access; a new link will be another one.', { url }),
          l10n.t('Remove'),
        ))
      ) {
        return undefined;
      }
      await store.projects.removeShareLink(ref);
      showDone(l10n.t('Removed the share link'));
      return { ...projectOf(ref), shareCode: ref.shareCode };
    },
  };
}

export interface WantedProject extends WorkspaceRef {
  readonly name: string;
  readonly description: string;
  readonly isPublic: boolean;
}

/** What a new project needs, asked below its workspace. */
export function askProject<T extends WorkspaceRef>(
  store: Store,
  workspace: MultiStepInput<T>,
): MultiStepInput<T & WantedProject> {
  return workspace
    .ask('name', async (soFar, { title, back, before }) => {
      await checkWorkspace(store, soFar);
      const taken = (await store.projects.list(soFar)).map(({ name }) => name);
      return askText({
        title,
        back,
        value: before,
        prompt: l10n.t('The name of the new project in “{workspace}”', { workspace: soFar.workspace }),
        check: nameCheck('A project', taken),
      });
    })
    .ask('description', (_, { title, back, before }) =>
      askText({ title, back, value: before, prompt: l10n.t('What it is about; may be left empty'), check: anything }),
    )
    .ask<'isPublic', boolean>('isPublic', (_, context) => askVisibility(context, null));
}

export async function makeProject(
  store: Store,
  { connection, workspace, name, description, isPublic }: WantedProject,
): Promise<ProjectRef> {
  const ref = await store.projects.create({ connection, workspace }, { name, description, isPublic });
  showDone(
    isPublic
      ? l10n.t('Made the public project “{name}”', { name: shortName(name) })
      : l10n.t('Made the private project “{name}”', { name: shortName(name) }),
  );
  return ref;
}

/** Rejects with `notFound`: trackers answer in riddles when asked about a workspace that they do not know. */
async function checkWorkspace(store: Store, { connection, workspace }: WorkspaceRef): Promise<void> {
  if ((await store.projects.workspaces({ connection })).some(({ name }) => name === workspace)) {
    return;
  }
  throw new BackendError(
    'notFound',
    l10n.t('There is no workspace “{workspace}” in this account.', { workspace: shortName(workspace) }),
    {
      advice: l10n.t('Refresh the connection, or choose another workspace.'),
    },
  );
}

/** Those that are lost with the project; the archived ones too. */
async function countExperiments(store: Store, ref: ProjectRef): Promise<number> {
  const lists = await Promise.all(
    [false, true].map((archived) => store.experiments.list({ ...projectOf(ref), archived })),
  );
  return lists.flat().length;
}

async function linkOf(store: Store, ref: ShareLinkRef): Promise<{ readonly url: string }> {
  const link = (await store.projects.shareLinks(ref)).find(({ code }) => code === ref.shareCode);
  if (link === undefined) {
    throw new BackendError('notFound', l10n.t('This share link has been removed.'), {
      advice: l10n.t('Refresh the project.'),
    });
  }
  return link;
}

export const projectOf = ({ connection, workspace, projectId }: ProjectRef): ProjectRef => ({
  connection,
  workspace,
  projectId,
});
