/**
 * What a browser sees at an address of the lab: a small page that says what it is. It is the same for every address,
 * since whoever asks has no key: it tells no name, and not even whether there is something.
 */
import { Hono } from 'hono';
import { html } from 'hono/html';
import type { LabEnv } from './request';

/** `/`, `/{workspace}`, `/{workspace}/{project}`, `/{workspace}/{project}/{key}` and the form with `archived` in it. */
export function pageRoutes(): Hono<LabEnv> {
  const app = new Hono<LabEnv>();
  for (const path of [
    '/',
    '/:workspace',
    '/:workspace/:project',
    '/:workspace/:project/:key',
    '/:workspace/:project/archived/:key',
  ]) {
    app.get(path, (c) => c.html(page));
  }
  return app;
}

const page = html`<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>The sample lab</title></head>
<body>
<h1>The sample lab</h1>
<p>This is the local lab of Experiment Explorer: recorded experiments, kept on this machine and served to the editor
without an account or a network. Look at them in the editor; this page is all there is in the browser.</p>
</body>
</html>`;
