/**
 * Who is to be told of changes of stages, for a registry model or for all models of a workspace. The lab keeps the
 * configuration and sends nothing: what is logged here is to stay on this machine.
 */
import { JournaledState, type Journal } from '../storage/journal';

export interface LabWebhook {
  readonly url: string;
  /** May hold secrets. */
  readonly header: Readonly<Record<string, string>>;
}

/** `model` null: for all models of the workspace. */
export interface WebhookConfig {
  readonly workspace: string;
  readonly model: string | null;
  readonly webhooks: readonly LabWebhook[];
}

export class LabWebhooks extends JournaledState<WebhookConfig> {
  readonly #configs = new Map<string, WebhookConfig>();

  constructor(journal: Journal) {
    super('webhooks', journal);
    this.restore();
  }

  get(workspace: string, model: string | null): readonly LabWebhook[] {
    return this.#configs.get(keyOf(workspace, model))?.webhooks ?? [];
  }

  /** Each address that is there already gets its new header, the others are added. */
  update({ workspace, model, webhooks }: WebhookConfig): void {
    const merged = new Map([...this.get(workspace, model), ...webhooks].map((webhook) => [webhook.url, webhook]));
    this.override({ workspace, model, webhooks: [...merged.values()] });
  }

  /** In the place of all that were there. */
  override(config: WebhookConfig): void {
    this.write(config);
  }

  protected apply(config: WebhookConfig): void {
    this.#configs.set(keyOf(config.workspace, config.model), config);
  }
}

const keyOf = (workspace: string, model: string | null): string => JSON.stringify([workspace, model]);
