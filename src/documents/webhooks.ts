/**
 * Webhooks as the JSON that users edit. What is wrong is told without its text: headers hold secrets. Knows no vscode.
 */
import * as l10n from '@vscode/l10n';
import { array, object, optional, record, safeParse, strictObject, string, type BaseIssue } from 'valibot';
import { BackendError } from '../shared/problem';
import type { Webhook } from '../shared/registry';

/** As media/webhooks.schema.json describes it to editors. */
const webhooksSchema = object({
  webhooks: array(strictObject({ url: string(), header: optional(record(string(), string()), {}) })),
});

export const webhooksText = (webhooks: readonly Webhook[]): string =>
  `${JSON.stringify({ webhooks: webhooks.map(({ url, header }) => ({ url, header })) }, null, 2)}\n`;

/** Throws `refused` with what is wrong, and where. */
export function readWebhooks(text: string): readonly Webhook[] {
  const { success, output, issues } = safeParse(webhooksSchema, parsed(text));
  if (!success) {
    throw refused(
      l10n.t('{path} is not as it should be: expected {expected}.', {
        path: pathOf(issues[0]),
        expected: issues[0].expected,
      }),
    );
  }
  output.webhooks.forEach(({ url }, index) => {
    if (!isWebAddress(url)) {
      throw refused(
        l10n.t('webhooks[{index}].url must be an address that begins with https:// or http://.', { index }),
      );
    }
  });
  return output.webhooks;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own words quote the text.
    throw refused(l10n.t('This is not valid JSON: the editor underlines where.'));
  }
}

function isWebAddress(text: string): boolean {
  return URL.canParse(text) && ['https:', 'http:'].includes(new URL(text).protocol);
}

/** `webhooks[0].header.Authorization` */
const pathOf = ({ path }: BaseIssue<unknown>): string =>
  (path ?? [])
    .map(({ key }) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
    .join('')
    .replace(/^\./, '') || l10n.t('The text');

const refused = (message: string): BackendError => new BackendError('refused', message);
