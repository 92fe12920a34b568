/** Links under which a project is shown to others. Both writes are GET requests. */
import { Hono } from 'hono';
import { askedProject, askedText, type LabEnv, type Serving } from '../../request';
import { message } from '../../rows';

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
