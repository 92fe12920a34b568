/**
 * Comet's REST API v2: a method an endpoint, by subject; each answer is narrowed by `wire/`, and nothing else is done.
 * Names follow Comet's own JavaScript SDK where it has one. Knows nothing of our vocabulary.
 */
import type { Http } from '../../http/client';
import { CometCalls } from '../endpoint';
import { AccountCalls } from './account';
import { AdminCalls } from './admin';
import { ArtifactCalls } from './artifacts';
import { AssetCalls } from './assets';
import { ExperimentCalls } from './experiments';
import { LifecycleCalls } from './lifecycle';
import { LoggingCalls } from './logging';
import { MetricCalls } from './metrics';
import { ModelCalls } from './models';
import { ProjectCalls } from './projects';
import { RegistryCalls } from './registry';
import { StoreCalls } from './stores';
import { TemplateCalls } from './templates';
import { WebhookCalls } from './webhooks';

/** Every method rejects with a BackendError and with nothing else. */
export class CometClient {
  readonly account: AccountCalls;
  readonly projects: ProjectCalls;
  readonly experiments: ExperimentCalls;
  readonly lifecycle: LifecycleCalls;
  readonly metrics: MetricCalls;
  readonly logging: LoggingCalls;
  readonly assets: AssetCalls;
  readonly models: ModelCalls;
  readonly registry: RegistryCalls;
  readonly artifacts: ArtifactCalls;
  readonly templates: TemplateCalls;
  readonly stores: StoreCalls;
  readonly webhooks: WebhookCalls;
  readonly admin: AdminCalls;

  /** @param http at the REST root (`…/api/rest/v2`) */
  constructor(http: Http, purpose: 'question' | 'poll' = 'question') {
    const calls = new CometCalls(http, purpose);
    this.account = new AccountCalls(calls);
    this.projects = new ProjectCalls(calls);
    this.experiments = new ExperimentCalls(calls);
    this.lifecycle = new LifecycleCalls(calls);
    this.metrics = new MetricCalls(calls);
    this.logging = new LoggingCalls(calls);
    this.assets = new AssetCalls(calls);
    this.models = new ModelCalls(calls);
    this.registry = new RegistryCalls(calls);
    this.artifacts = new ArtifactCalls(calls);
    this.templates = new TemplateCalls(calls);
    this.stores = new StoreCalls(calls);
    this.webhooks = new WebhookCalls(calls);
    this.admin = new AdminCalls(calls);
  }
}
