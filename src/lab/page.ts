/** What a browser sees at an address of the lab: a small page that says what it is. Shows nothing but names, all escaped. */
import { Hono } from 'hono';
import { html } from 'hono/html';
import type { LabEnv, Serving } from './request';

type Markup = ReturnType<typeof html>;

/** `/{workspace}`, `/{workspace}/{project}`, `/{workspace}/{project}/{key}` and the form with `archived` in it. */
export function pageRoutes({ store }: Serving): Hono<LabEnv> {
  const app = new Hono<LabEnv>();

  app.get('/:workspace', (c) => {
    const workspace = c.req.param('workspace');
    const projects = store.workspaces().includes(workspace) ? store.projects(workspace) : null;
    return projects === null
      ? c.html(missing(), 404)
      : c.html(page(workspace, html`<p>A workspace of the sample lab, with ${projects.length} projects.</p>`));
  });

  app.get('/:workspace/:project', (c) => {
    const project = store.projectNamed(c.req.param('workspace'), c.req.param('project'));
    return project === undefined
      ? c.html(missing(), 404)
      : c.html(page(project.name, html`<p>A project of the workspace ${project.workspace} in the sample lab,
          with ${store.experiments(project, false).length} experiments.</p>`));
  });

  for (const path of ['/:workspace/:project/:key', '/:workspace/:project/archived/:key'] as const) {
    app.get(path, (c) => {
      const experiment = store.experiment(c.req.param('key'));
      const { workspace, project } = c.req.param();
      if (experiment === undefined || experiment.project.workspace !== workspace || experiment.project.name !== project) {
        return c.html(missing(), 404);
      }
      const { running, crashed } = experiment.standing();
      return c.html(page(experiment.name, html`<p>An experiment of ${experiment.project.workspace} / ${experiment.project.name}
        in the sample lab. It ${running ? 'is running' : crashed ? 'crashed' : 'has finished'}.</p>
        <p><code>${experiment.key}</code></p>`));
    });
  }

  return app;
}

const missing = (): Markup => page('Not here', html`<p>The sample lab has nothing at this address.</p>`);

function page(title: string, body: Markup): Markup {
  return html`<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title></head>
<body>
<h1><bdi>${title}</bdi></h1>
${body}
<p>This is the local lab of Experiment Explorer: recorded experiments, kept on this machine and served to the editor
without an account or a network. Look at them in the editor; this page is all there is in the browser.</p>
</body>
</html>`;
}
