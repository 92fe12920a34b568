/** The account, its workspaces and projects; what a project can be queried by, and the query. */
import { Hono } from 'hono';
import { array, boolean, integer, minValue, nullish, object, pipe, string } from 'valibot';
import { matchingExperiments, predicateSchema, ruleTreeSchema } from '../../query';
import { projectColumns } from '../../rows/columns';
import {
  askedProject,
  askedText,
  askedWorkspace,
  checkedBody,
  findProject,
  isTrue,
  type LabEnv,
  type Serving,
} from '../../request';
import { number } from '../../../schemas';
import { jsonStream, listParts, mapped } from '../../streaming';
import { Refusal } from '../../errors';
import { experimentRow, message, pagedProjectRow, projectRow } from '../../rows/rows';

const queryBody = object({
  projectId: nullish(string()),
  projectName: nullish(string()),
  workspaceName: nullish(string()),
  predicates: nullish(array(predicateSchema)),
  archived: nullish(boolean()),
});

const searchBody = object({
  projectId: string(),
  rulesTree: nullish(ruleTreeSchema),
  limit: nullish(pipe(number(), integer(), minValue(1))),
  page: nullish(pipe(number(), integer(), minValue(1))),
  deleted: nullish(boolean()),
});

export function projectRoutes(serving: Serving): Hono<LabEnv> {
  const { store } = serving;
  const app = new Hono<LabEnv>();

  app.get('/account-details', (c) =>
    c.json({ userName: store.account.userName, defaultWorkspaceName: store.account.defaultWorkspace }),
  );

  app.get('/workspaces', (c) => c.json({ workspaceNames: store.workspaces() }));

  app.get('/projects', (c) => {
    const workspace = askedWorkspace(serving, c);
    return c.json({ projects: store.projects(workspace).map((project) => projectRow(store, project)) });
  });

  app.get('/projects/page', (c) => {
    const all = store.projects(askedWorkspace(serving, c));
    const search = c.req.query('search')?.toLowerCase() ?? '';
    const [isPublic, owner, isStarter] = ['public', 'owner', 'starterProject'].map((name) => c.req.query(name));
    // Every project is the account's own, and none came with it.
    const found = all.filter(
      (project) =>
        project.name.toLowerCase().includes(search) &&
        (!isPublic || project.isPublic === isTrue(isPublic)) &&
        (!owner || owner === store.account.userName) &&
        !isTrue(isStarter),
    );
    const rows = found.map((project) => pagedProjectRow(store, project, all.length, found.length));
    const sort = c.req.query('sort');
    if (sort === 'projectName') {
      rows.sort((a, b) => a.projectName.localeCompare(b.projectName));
    } else if (sort === 'lastUpdated' || sort === 'experimentCount') {
      rows.sort((a, b) => a[sort] - b[sort]);
    }
    if (c.req.query('order') === 'desc') {
      rows.reverse();
    }
    const offset = count(c.req.query('offset'), 0);
    return c.json({
      rows: rows.slice(offset, offset + count(c.req.query('count'), rows.length)),
      filteredRowCount: found.length,
      totalRowCount: all.length,
    });
  });

  app.get('/project', (c) => c.json(projectRow(store, askedProject(serving, c))));

  app.get('/project/notes', (c) => c.json({ notes: askedProject(serving, c).notes ?? '' }));

  app.get('/project/column-names', async (c) => {
    const project = askedProject(serving, c);
    const columns = await projectColumns(store.experiments(project, isTrue(c.req.query('archived'))));
    return c.json({ columns });
  });

  app.post('/project/query', async (c) => {
    const body = await checkedBody(c, queryBody);
    const experiments = store.experiments(findProject(store, body), body.archived ?? false);
    const found = await matchingExperiments(experiments, body.predicates ?? []);
    return c.json({ experimentKeys: found.map(({ key }) => key), experimentsInProject: experiments.length });
  });

  app.post('/experiments/search', async (c) => {
    const body = await checkedBody(c, searchBody);
    const project = findProject(store, { projectId: body.projectId });
    const predicates = body.rulesTree ? [{ source: 'nested', query: body.rulesTree }] : [];
    const found = await matchingExperiments(store.experiments(project, body.deleted ?? false), predicates);
    const limit = body.limit ?? 100;
    const start = ((body.page ?? 1) - 1) * limit;
    const page = found.slice(start, start + limit);
    return jsonStream(
      c,
      listParts(
        'experiments',
        page.map((experiment) => {
          const row = experimentRow(experiment);
          return { ...row, server_timestamp: row.startTimeMillis };
        }),
      ),
    );
  });

  app.get('/experiments', (c) => {
    const project = askedProject(serving, c);
    let experiments = store.experiments(project, isTrue(c.req.query('archived')));
    const sortBy = c.req.query('sortBy');
    if (sortBy === 'startTime' || sortBy === 'endTime') {
      const sign = c.req.query('sortOrder') === 'desc' ? -1 : 1;
      experiments.sort((a, b) => sign * (a.status()[sortBy] - b.status()[sortBy]));
    }
    const size = c.req.query('size');
    if (size !== undefined) {
      const start = (count(c.req.query('page'), 1) - 1) * count(size, 100);
      experiments = experiments.slice(start, start + count(size, 100));
    }
    return jsonStream(c, listParts('experiments', mapped(experiments, experimentRow)));
  });

  return app;
}

/** A whole number of a query; `fallback` when it is missing. */
function count(text: string | undefined, fallback: number): number {
  if (text === undefined || text === '') {
    return fallback;
  }
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) {
    throw new Refusal(400, 'not a whole number');
  }
  return value;
}

/** Links under which a project is shown to others. Both writes are GET requests. */
export function shareLinkRoutes(serving: Serving): Hono<LabEnv> {
  const {
    states: { shareLinks },
  } = serving;
  const app = new Hono<LabEnv>();

  app.get('/project/get-project-share-links', (c) =>
    c.json({ shareCodes: shareLinks.codes(askedProject(serving, c).id) }),
  );

  app.get('/write/project/add-share-link', (c) => c.json({ shareCode: shareLinks.add(askedProject(serving, c).id) }));

  app.get('/write/project/delete-project-share-link', (c) => {
    shareLinks.remove(askedProject(serving, c).id, askedText(c, 'shareCode'));
    return c.json(message('Deleted'));
  });

  return app;
}

const storeBody = object({ instanceId: string(), projectId: string(), store: string() });

/** The text that a panel's instance keeps in a project. The path of the write is inferred from the one of the read. */
export function panelStoreRoutes(serving: Serving): Hono<LabEnv> {
  const {
    store,
    states: { panelStores },
  } = serving;
  const app = new Hono<LabEnv>();

  app.get('/viz-instance/store/get', (c) =>
    c.json({
      store:
        panelStores.get({ projectId: askedProject(serving, c).id, instanceId: askedText(c, 'instanceId') }) ?? '{}',
    }),
  );

  app.post('/write/viz-instance/store/save', async (c) => {
    const { instanceId, projectId, store: kept } = await checkedBody(c, storeBody);
    panelStores.set({ projectId: findProject(store, { projectId }).id, instanceId }, kept);
    return c.json(message('Stored'));
  });

  return app;
}
