/** The text that a panel's instance keeps in a project. The path of the write is inferred from the one of the read. */
import { Hono } from 'hono';
import { object, string } from 'valibot';
import { askedProject, askedText, checkedBody, findProject, type LabEnv, type Serving } from '../../request';
import { message } from '../../rows';

const storeBody = object({ instanceId: string(), projectId: string(), store: string() });

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
