/**
 * Comet's REST API v2 as the product calls it, by subject: the endpoints of the table with the arguments that we have,
 * each answer narrowed by its row, and nothing else is done. Names follow Comet's own JavaScript SDK where it has one.
 * Knows nothing of our vocabulary.
 */
import type { Http } from '../../http/client';
import { account } from '../endpoints/account';
import type { ArgumentsOf } from '../endpoints/endpoint';
import { assetCalls } from './assets';
import { CometCalls } from './calls';
import { experimentCalls, lifecycleCalls, loggingCalls, metricCalls } from './experiments';
import { projectCalls, storeCalls, templateCalls } from './projects';
import { artifactCalls, modelCalls, registryCalls, webhookCalls } from './registry';

/** Every method rejects with a BackendError and with nothing else. */
export type CometClient = ReturnType<typeof cometClient>;

/** @param http at the REST root (`…/api/rest/v2`) */
export function cometClient(http: Http, purpose: 'question' | 'poll' = 'question') {
  const calls = new CometCalls(http, purpose);
  return {
    account: accountCalls(calls),
    projects: projectCalls(calls),
    experiments: experimentCalls(calls),
    lifecycle: lifecycleCalls(calls),
    metrics: metricCalls(calls),
    logging: loggingCalls(calls),
    assets: assetCalls(calls),
    models: modelCalls(calls),
    registry: registryCalls(calls),
    artifacts: artifactCalls(calls),
    templates: templateCalls(calls),
    stores: storeCalls(calls),
    webhooks: webhookCalls(calls),
  };
}

const accountCalls = (calls: CometCalls) => ({
  accountDetails: (signal: AbortSignal) => calls.call(account.accountDetails, {}, signal),
  workspaces: (signal: AbortSignal) => calls.call(account.workspaces, {}, signal),
  createWorkspace: (workspace: ArgumentsOf<typeof account.createWorkspace>, signal: AbortSignal) =>
    calls.call(account.createWorkspace, workspace, signal),
});
