/** Who is to be told of changes of stages. The paths of the writes are inferred from the one of the read. */
import { Hono } from 'hono';
import { array, nullish, object, pipe, record, string, url } from 'valibot';
import {
  askedOptional,
  askedText,
  askedWorkspace,
  checkedBody,
  type LabContext,
  type LabEnv,
  type Serving,
} from '../../request';
import type { WebhookConfig } from '../../../state/webhooks';
import { errorCodes, Refusal } from '../../errors';

const webhooksBody = object({
  webhookConfigs: array(
    object({
      workspaceName: string(),
      modelName: nullish(string()),
      webhookUrls: array(object({ url: pipe(string(), url()), header: nullish(record(string(), string())) })),
    }),
  ),
});

export function webhookRoutes(serving: Serving): Hono<LabEnv> {
  const {
    store,
    states: { registry, webhooks },
  } = serving;
  const app = new Hono<LabEnv>();

  app.get('/webhooks/config', (c) => {
    const workspaceName = askedWorkspace(serving, c);
    const modelName =
      askedOptional(c, 'modelName') === null ? null : registry.model(workspaceName, askedText(c, 'modelName')).name;
    return c.json({ workspaceName, modelName, webhookUrls: webhooks.get(workspaceName, modelName) });
  });

  /** All of them are checked before the first is kept. */
  const given = async (c: LabContext): Promise<WebhookConfig[]> =>
    (await checkedBody(c, webhooksBody)).webhookConfigs.map(({ workspaceName, modelName, webhookUrls }) => {
      if (!store.workspaces().includes(workspaceName)) {
        throw new Refusal(400, 'workspace does not exist', errorCodes.noSuchWorkspace);
      }
      return {
        workspace: workspaceName,
        model: modelName ? registry.model(workspaceName, modelName).name : null,
        webhooks: webhookUrls.map((webhook) => ({ url: webhook.url, header: webhook.header ?? {} })),
      };
    });

  app.post('/write/webhooks/config', async (c) => {
    for (const config of await given(c)) {
      webhooks.update(config);
    }
    return c.body(null, 204);
  });

  app.on(['POST', 'PUT'], '/write/webhooks/config/override', async (c) => {
    for (const config of await given(c)) {
      webhooks.override(config);
    }
    return c.body(null, 204);
  });

  return app;
}
