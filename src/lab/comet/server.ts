/**
 * The lab as a server on this machine's loopback address, speaking Comet's REST API v2 as an independent reading of it.
 * Only who has the key is answered, and only under a loopback name, so that no web page can reach it by DNS tricks.
 */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { Hono, type MiddlewareHandler } from 'hono';
import type { Bundle } from '../../platform/buildHooks';
import { keyInCall, keyInHeader } from './apiKey';
import { isDamagedJournal } from '../storage/journal';
import { storageInMemory, openStorage, type OpenStorage } from '../storage/storage';
import type { FaultInjection } from '../faultInjection';
import { openRecordings } from '../recordings/recordings';
import { type LabEnv, lengthWithinLimit, type Serving } from './request';
import { createStates } from '../state/journaledStates';
import { artifactRoutes } from './routes/registry/artifacts';
import { artifactWriteRoutes } from './routes/registry/artifactWrites';
import { assetRoutes } from './routes/files/assets';
import { clientlibRoutes } from './routes/clientlib';
import { clientlibUploadRoutes } from './routes/files/clientlibUploads';
import { experimentRoutes } from './routes/experiments/experiments';
import { largeUploadRoutes } from './routes/files/largeUploads';
import { lifecycleRoutes } from './routes/experiments/lifecycle';
import { loggingRoutes } from './routes/experiments/logging';
import { metricRoutes } from './routes/experiments/metrics';
import { modelRoutes } from './routes/files/models';
import { optimizerRoutes } from './routes/experiments/optimizers';
import { outsideRoutes } from './routes/outside';
import { placeRoutes } from './routes/projects/workspaces';
import { panelStoreRoutes, projectRoutes, shareLinkRoutes } from './routes/projects/projects';
import { registryRoutes } from './routes/registry/registry';
import { registryWriteRoutes } from './routes/registry/registryWrites';
import { sweepRoutes } from './routes/experiments/parameterSearches';
import { systemMetricRoutes } from './routes/experiments/systemMetrics';
import { templateRoutes } from './routes/projects/templates';
import { uploadRoutes } from './routes/files/uploads';
import { webhookRoutes } from './routes/registry/webhooks';
import { sampleSeeds } from '../recordings/sample';
import type { LabStore } from '../store';
import { errorBody, errorCodes, Refusal, refusalOf } from './errors';
import { html } from 'hono/html';

/** The version of Comet's backend whose answers these are: it decides what the official SDK asks for. */
const backendVersion = '4.40.0';

export interface LabOptions {
  /** Folder with recorded archives and their `lab.json`. */
  readonly archives: string;
  /** Where writes are kept; without one they end with the lab. */
  readonly folder?: string;
  /** Epoch milliseconds; for tests. */
  readonly now?: () => number;
  /** How many times faster than recorded the live experiment goes on; 1 if not said. */
  readonly speed?: number;
  /** One line for each answer; holds no secret. */
  readonly log?: (line: string) => void;
  /** Told each notice when it comes up, those that come while the lab is open included. */
  readonly tell?: (sentence: string) => void;
}

export interface Lab {
  /** `http://127.0.0.1:PORT`, without a slash at its end. */
  readonly url: string;
  readonly apiKey: string;
  readonly store: LabStore;
  /**
   * For tests: bad behaviour on order, and the requests that came. Not there in the bundle that ships
   * (`buildHooks.ts`): reading it throws.
   */
  readonly faults: FaultInjection;
  /** What the user should know of the folder: a sentence each. More come when something turns out to be missing. */
  readonly notices: readonly string[];
  /** The folder could not be used: opening the lab another time may help. */
  readonly isUnusable: boolean;
  /** Ends open connections too. */
  close(): Promise<void>;
}

/**
 * Rejects when `lab.json` of the archives cannot be read; archives are opened later, one by one, when asked for. A
 * folder that cannot be used is no failure but a notice.
 */
export async function startCometLab({
  archives,
  folder,
  now = Date.now,
  speed = 1,
  log,
  tell,
}: LabOptions): Promise<Lab> {
  const open = async (given: OpenStorage) => {
    const store = await openRecordings({ folder: archives, now, speed, storage: given });
    return { store, states: createStates(given.journal, await sampleSeeds(archives, now())) };
  };
  let storage = folder === undefined ? storageInMemory() : await openStorage(folder, tell);
  try {
    const { store, states } = await open(storage).catch(async (error: unknown) => {
      if (!isDamagedJournal(error)) {
        throw error;
      }
      storage = await storage.startAgain(error);
      return open(storage);
    });
    const lab = await serveComet(store, now, log, states);
    return {
      url: lab.url,
      apiKey: lab.apiKey,
      store,
      get faults() {
        return lab.faults;
      },
      notices: storage.notices,
      isUnusable: storage.isUnusable,
      async close() {
        await lab.close();
        await storage.close();
      },
    };
  } catch (error) {
    await storage.close();
    throw error;
  }
}

/** Serves a store that is there already. */
export async function serveComet(
  store: LabStore,
  now: () => number,
  log?: (line: string) => void,
  states = createStates(store.storage.journal),
): Promise<Lab> {
  const apiKey = randomBytes(24).toString('hex');
  // Asked here and not there: only so can the bundler leave out what would be imported.
  const faults =
    (globalThis as Bundle).BUILD_HOOKS === false ? null : new (await import('../faultInjection')).FaultInjection(now);
  let origin = '';
  const app = application({ store, states, now, origin: () => origin }, apiKey, faults, log);
  // Other code in this process keeps the platform's own Request and Response.
  const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0, overrideGlobalObjects: false }) as Server;
  // Leave to send a body is given by the code that reads it.
  server.on('checkContinue', (incoming, outgoing) => server.emit('request', incoming, outgoing));
  await once(server, 'listening');
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: origin,
    apiKey,
    store,
    get faults() {
      if (faults === null) {
        throw new Error('This bundle has no hooks for tests.');
      }
      return faults;
    },
    notices: [],
    isUnusable: false,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function application(
  serving: Serving,
  apiKey: string,
  faults: FaultInjection | null,
  log: ((line: string) => void) | undefined,
): Hono<LabEnv> {
  const api = new Hono<LabEnv>();
  api.use(keyInHeader(apiKey));
  api.route('/', projectRoutes(serving));
  api.route('/', metricRoutes(serving));
  api.route('/', shareLinkRoutes(serving));
  api.route('/', optimizerRoutes(serving));
  api.route('/', registryRoutes(serving));
  api.route('/', artifactRoutes(serving));
  api.route('/', templateRoutes(serving));
  api.route('/', panelStoreRoutes(serving));
  api.route('/', webhookRoutes(serving));
  api.route('/experiment', experimentRoutes(serving));
  api.route('/experiment', modelRoutes(serving));
  api.route('/experiment', assetRoutes(serving));
  api.route('/write', lifecycleRoutes(serving));
  api.route('/write', placeRoutes(serving));
  api.route('/write', registryWriteRoutes(serving));
  api.route('/write', artifactWriteRoutes(serving));
  api.route('/write', loggingRoutes(serving));
  api.route('/write', systemMetricRoutes(serving));
  api.route('/write', uploadRoutes(serving));
  const largeUploads = largeUploadRoutes(serving);
  api.route('/write', largeUploads.calls);
  const methodsOf = (path: string): Set<string> =>
    new Set(api.routes.filter((route) => route.path === path && route.method !== 'ALL').map(({ method }) => method));
  api.all('*', (c) => {
    const known = methodsOf(c.req.path.replace(/^.*?\/rest\/v2/, ''));
    throw known.size === 0
      ? new Refusal(404, 'no such endpoint')
      : new Refusal(405, `method not allowed: ${c.req.method}`);
  });

  const app = new Hono<LabEnv>();
  app.use(
    logging(log),
    hostCheck(serving),
    ...(faults === null ? [] : [faults.middleware<LabEnv>()]),
    lengthWithinLimit,
  );
  app.get('/api/isAlive/ver', (c) => c.json({ version: backendVersion }));
  app.get('/clientlib/isAlive/ver', (c) => c.json({ version: backendVersion }));
  // Asked by browsers, without a key: says nothing of the experiment.
  app.get('/api/experiment/redirect', (c) => c.redirect('/'));
  app.route('/api/rest/v2', api);
  // Some writes of the official SDK go to this second root.
  app.route('/clientlib/rest/v2', api);
  const clientlib = new Hono<LabEnv>();
  clientlib.use(keyInCall(apiKey));
  clientlib.route('/', clientlibRoutes(serving));
  clientlib.route('/', clientlibUploadRoutes(serving));
  app.route('/clientlib', clientlib);
  const outside = new Hono<LabEnv>();
  outside.use(keyInHeader(apiKey));
  outside.route('/', outsideRoutes(serving));
  app.route('/api', outside);
  const optimizer = new Hono<LabEnv>();
  optimizer.use(keyInHeader(apiKey, ['x-api-key', 'authorization']));
  optimizer.route('/', sweepRoutes(serving));
  optimizer.all('*', () => {
    throw new Refusal(404, 'no such endpoint');
  });
  app.route('/optimizer', optimizer);
  app.route('/', largeUploads.parts);
  app.use(pageHeaders);
  app.route('/', pageRoutes());
  app.notFound((c) => c.json(errorBody(new Refusal(404, 'nothing here')), 404));
  app.onError((error, c) => {
    const refusal = refusalOf(error);
    if (refusal !== null) {
      return c.json(errorBody(refusal), refusal.status);
    }
    log?.(`failed: ${error.message}`);
    return c.json({ msg: 'unexpected error', code: 500, data: null, sdk_error_code: errorCodes.none }, 500);
  });
  return app;
}

const logging =
  (log: ((line: string) => void) | undefined): MiddlewareHandler<LabEnv> =>
  async (c, next) => {
    const start = performance.now();
    await next();
    log?.(`${c.req.method} ${c.req.path} ${c.res.status} ${Math.round(performance.now() - start)} ms`);
  };

/**
 * A page under a foreign name that resolves to this machine carries that name in `Host`; one that asks from elsewhere,
 * its own in `Origin`. What is no page sends none.
 */
const hostCheck =
  (serving: Serving): MiddlewareHandler<LabEnv> =>
  async (c, next) => {
    const { port } = new URL(serving.origin());
    const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
    if (!hosts.includes(c.req.header('host') ?? '')) {
      throw new Refusal(403, 'unknown host name');
    }
    const origin = c.req.header('origin');
    if (origin !== undefined && !hosts.some((host) => origin === `http://${host}`)) {
      throw new Refusal(403, 'pages of other origins are not answered');
    }
    await next();
  };

const pageHeaders: MiddlewareHandler<LabEnv> = async (c, next) => {
  await next();
  c.res.headers.set('Content-Security-Policy', "default-src 'none'; frame-ancestors 'none'");
  c.res.headers.set('X-Content-Type-Options', 'nosniff');
  c.res.headers.set('Referrer-Policy', 'no-referrer');
};

/** `/`, `/{workspace}`, `/{workspace}/{project}`, `/{workspace}/{project}/{key}` and the form with `archived` in it. */
function pageRoutes(): Hono<LabEnv> {
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

/**
 * What a browser sees at an address of the lab. It is the same for every address, since the asker has no key: it
 * tells no name, and not even whether there is something.
 */
const page = html`<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>The sample lab</title></head>
<body>
<h1>The sample lab</h1>
<p>This is the local lab of Experiment Explorer: recorded experiments, kept on this machine and served to the editor
without an account or a network. Look at them in the editor; this page is all there is in the browser.</p>
</body>
</html>`;
