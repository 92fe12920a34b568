/**
 * Endpoints of Comet about webhooks: servers that are told of changes of stages. What they are sent may hold secrets.
 */
import type { CometCalls } from '../endpoint';
import * as wire from '../wire/registry';

export interface WebhookConfig {
  readonly workspaceName: string;
  /** All models of the workspace when none is named. */
  readonly modelName?: string;
  readonly webhookUrls: readonly { readonly url: string; readonly header: Readonly<Record<string, string>> }[];
}

export class WebhookCalls {
  readonly #calls: CometCalls;

  constructor(calls: CometCalls) {
    this.#calls = calls;
  }

  /** GET webhooks/config: secrets come back as they were set. */
  webhookConfig(
    workspaceName: string,
    modelName: string | undefined,
    signal: AbortSignal,
  ): Promise<wire.WebhookConfiguration> {
    return this.#calls.get(wire.WebhookConfiguration, 'webhooks/config', { workspaceName, modelName }, signal);
  }

  /** POST write/webhooks/config: adds to what is there. Path inferred; answered with 204 and nothing. */
  updateWebhookConfig(webhookConfigs: readonly WebhookConfig[], signal: AbortSignal): Promise<void> {
    return this.#calls.write('write/webhooks/config', { webhookConfigs }, signal);
  }

  /** POST write/webhooks/config/override: replaces what is there. Path inferred; answered with 204 and nothing. */
  overrideWebhookConfig(webhookConfigs: readonly WebhookConfig[], signal: AbortSignal): Promise<void> {
    return this.#calls.write('write/webhooks/config/override', { webhookConfigs }, signal);
  }
}
