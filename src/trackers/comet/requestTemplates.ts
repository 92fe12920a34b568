/** Requests by hand: the table of Comet's endpoints for those who send them as they are. */
import * as l10n from '@vscode/l10n';
import { BackendError } from '../../shared/problem';
import type { FilledRequest, RawAnswer, RequestTemplate } from '../../shared/requests';
import type { Requests } from '../backend';
import { openFile, type Http } from '../http/client';
import { fill, type Endpoint } from './endpoints/endpoint';
import { endpoints } from './endpoints/table';

const byHand = Object.values(endpoints)
  .flatMap((subject) => Object.values<Endpoint>(subject))
  .filter((endpoint) => endpoint.byHand)
  .map(({ title, method, path, arguments: all, encoding, changes }): RequestTemplate => ({
    title,
    method,
    path,
    arguments: Object.fromEntries(
      Object.entries(all)
        .filter(([, { example }]) => example !== undefined)
        .map(([name, { example }]) => [name, example]),
    ),
    encoding,
    changes,
  }));

/** What only reads comes first. */
export const cometRequests: readonly RequestTemplate[] = [
  ...byHand.filter(({ changes }) => !changes),
  ...byHand.filter(({ changes }) => changes),
];

export class CometRequests implements Requests {
  readonly templates = cometRequests;
  readonly #http: Http;

  constructor(http: Http) {
    this.#http = http;
  }

  async send({ template, arguments: given, file }: FilledRequest, signal: AbortSignal): Promise<RawAnswer> {
    const { method, changes, encoding } = template;
    const kind = changes ? 'change' : 'read';
    const call = { method, kind, ...fill(template, given), answer: 'text', signal } as const;
    if (encoding !== 'form') {
      return this.#http.bytes(call);
    }
    if (file === null) {
      throw new BackendError('refused', l10n.t('This request wants a file.'));
    }
    return this.#http.bytes({ ...call, form: { parts: { file: await openFile(file) } } });
  }
}
