/** Writes that make and change workspaces and projects. */
import { randomUUID } from 'node:crypto';
import { Hono } from 'hono';
import { boolean, nullish, object, string } from 'valibot';
import { checkedBody, findProject, type LabEnv, type Serving } from '../../request';
import { errorCodes, Refusal } from '../../errors';
import { message } from '../../rows/rows';

const createWorkspaceBody = object({ name: string(), plan: nullish(string()) });

const memberBody = object({ userEmail: string(), workspaceName: string(), admin: nullish(boolean()) });

const createProjectBody = object({
  projectName: string(),
  workspaceName: string(),
  projectDescription: nullish(string()),
  isPublic: nullish(boolean()),
});

const updateProjectBody = object({
  projectId: nullish(string()),
  projectName: nullish(string()),
  workspaceName: nullish(string()),
  newProjectName: nullish(string()),
  newProjectDescription: nullish(string()),
  isPublic: nullish(boolean()),
});

const deleteProjectBody = object({
  projectName: string(),
  workspaceName: string(),
  deleteAllExperiments: nullish(boolean()),
});

const notesBody = object({ projectId: string(), notes: string() });

const ownerBody = object({ projectId: string(), userName: string() });

export function placeRoutes({ store }: Serving): Hono<LabEnv> {
  const app = new Hono<LabEnv>();

  app.post('/workspace/new', async (c) => {
    const name = checkedName((await checkedBody(c, createWorkspaceBody)).name, 'workspace');
    if (store.workspaces().includes(name)) {
      throw new Refusal(400, 'workspace already exists');
    }
    const id = randomUUID();
    store.write({ kind: 'workspaceAdded', id, name });
    return c.json({ code: 200, msg: 'saved', workspace_id: id, workspace_name: name });
  });

  app.post('/add-workspace-member', async (c) => {
    const { userEmail: email, workspaceName: workspace, admin } = await checkedBody(c, memberBody);
    if (!store.workspaces().includes(workspace)) {
      throw new Refusal(400, 'workspace does not exist', errorCodes.noSuchWorkspace);
    }
    if (store.isMember(workspace, email)) {
      throw new Refusal(400, `${email} is already member of ${workspace}`);
    }
    store.write({ kind: 'memberAdded', workspace, email, isAdministrator: admin ?? false });
    return c.json(message('Saved'));
  });

  app.post('/project/create', async (c) => {
    const body = await checkedBody(c, createProjectBody);
    if (!store.workspaces().includes(body.workspaceName)) {
      throw new Refusal(400, 'workspace does not exist', errorCodes.noSuchWorkspace);
    }
    const name = checkedName(body.projectName, 'project');
    if (store.projectNamed(body.workspaceName, name) !== undefined) {
      throw new Refusal(400, 'project already exists');
    }
    const project = store.createProject(body.workspaceName, name, {
      description: body.projectDescription ?? null,
      isPublic: body.isPublic ?? false,
    });
    return c.json({ projectId: project.id });
  });

  app.post('/project/update', async (c) => {
    const body = await checkedBody(c, updateProjectBody);
    if (body.projectId && body.projectName) {
      throw new Refusal(400, 'projectId and projectName are both given');
    }
    const project = findProject(store, body);
    const name = checkedName(body.newProjectName ?? project.name, 'project');
    if (name !== project.name && store.projectNamed(project.workspace, name) !== undefined) {
      throw new Refusal(400, 'project already exists');
    }
    store.write({
      kind: 'projectChanged',
      id: project.id,
      details: {
        name,
        description: body.newProjectDescription ?? project.description,
        isPublic: body.isPublic ?? project.isPublic,
      },
    });
    return c.json(message('Updated'));
  });

  app.post('/project/notes', async (c) => {
    const body = await checkedBody(c, notesBody);
    const { id } = findProject(store, { projectId: body.projectId });
    store.write({ kind: 'projectChanged', id, details: { notes: body.notes } });
    return c.json(message('Saved'));
  });

  // Only the account's user can own a project here.
  app.post('/project/update-owner', async (c) => {
    const { projectId, userName } = await checkedBody(c, ownerBody);
    findProject(store, { projectId });
    if (userName !== store.account.userName) {
      throw new Refusal(400, 'user does not exist');
    }
    return c.json(message('Saved'));
  });

  app.post('/project/delete', async (c) => {
    const body = await checkedBody(c, deleteProjectBody);
    const project = findProject(store, body);
    const own = [true, false]
      .flatMap((archived) => store.experiments(project, archived))
      .filter((experiment) => experiment.project === project);
    if (own.length > 0 && body.deleteAllExperiments !== true) {
      throw new Refusal(400, 'project has experiments');
    }
    store.write({ kind: 'projectDeleted', id: project.id });
    return c.json(message('Deleted'));
  });

  return app;
}

function checkedName(name: string, what: string): string {
  if (name.trim() === '') {
    throw new Refusal(400, `no ${what} name specified`, what === 'project' ? errorCodes.noProject : errorCodes.none);
  }
  return name;
}
