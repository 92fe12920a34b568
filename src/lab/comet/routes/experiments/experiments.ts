/** What one experiment holds, apart from its metrics and assets. */
import { Hono } from 'hono';
import { askedExperiment, type LabEnv, type Serving } from '../../request';
import { jsonStream } from '../../streaming';
import { experimentRow, loggedSummary, message, systemDetails } from '../../rows/rows';

export function experimentRoutes(serving: Serving): Hono<LabEnv> {
  const app = new Hono<LabEnv>();

  app.get('/metadata', (c) => c.json(experimentRow(askedExperiment(serving, c))));

  app.get('/tags', async (c) => {
    const { tags } = await askedExperiment(serving, c).content();
    return c.json({ tags: [...tags] });
  });

  app.get('/parameters', async (c) => {
    const { parameters } = await askedExperiment(serving, c).content();
    return c.json({ values: [...parameters].map(([name, entries]) => loggedSummary(name, entries, false)) });
  });

  app.get('/log-other', async (c) => {
    const { others } = await askedExperiment(serving, c).content();
    return c.json({ values: [...others].map(([name, entries]) => loggedSummary(name, entries, true)) });
  });

  app.get('/html', async (c) => c.json({ html: (await askedExperiment(serving, c).content()).html }));

  app.get('/code', async (c) => c.json({ code: (await askedExperiment(serving, c).content()).code }));

  app.get('/graph', async (c) => c.json({ graph: (await askedExperiment(serving, c).content()).graph }));

  app.get('/output', async (c) => {
    const { output } = await askedExperiment(serving, c).content();
    return jsonStream(c, outputParts(output.map(({ text }) => text)));
  });

  app.get('/git/metadata', async (c) => {
    const { git } = await askedExperiment(serving, c).content();
    return c.json(git ?? { user: null, root: null, branch: null, parent: null, origin: null });
  });

  app.get('/git/patch', async (c) => {
    const { patch } = await askedExperiment(serving, c).content();
    return patch === null
      ? c.json(message('no patch for experiment'))
      : c.body(new Uint8Array(await patch()), 200, { 'Content-Type': 'application/octet-stream' });
  });

  app.get('/system-details', async (c) => {
    const experiment = askedExperiment(serving, c);
    return c.json(systemDetails(experiment.key, await experiment.content()));
  });

  app.get('/cloud-details', async (c) => {
    const experiment = askedExperiment(serving, c);
    const { cloud } = await experiment.content();
    const whose = JSON.stringify({
      experimentKey: cloud === null ? null : experiment.key,
      provider: cloud?.provider ?? null,
    });
    return c.body(`${whose.slice(0, -1)},"metadata":${cloud?.metadata ?? 'null'}}`, 200, {
      'Content-Type': 'application/json',
    });
  });

  app.get('/processing/status', (c) => {
    askedExperiment(serving, c);
    return c.json({ processing: false });
  });

  return app;
}

/** One JSON string made of many lines, without a copy of the whole. */
function* outputParts(lines: readonly string[]): Generator<string> {
  yield '{"output":"';
  for (const line of lines) {
    yield JSON.stringify(line).slice(1, -1);
  }
  yield '"}';
}
