/**
 * Where a Comet server lives: what users type, what SDKs are configured with, and what smart keys carry. Sends no
 * request.
 */
import * as l10n from '@vscode/l10n';
import { BackendError } from '../../shared/problem';

/** Both without a slash at the end. */
export interface CometServer {
  /** Where the pages are: origin and path prefix. */
  readonly webRoot: string;
  /** Where the REST API is. */
  readonly restRoot: string;
}

/** Names of the cloud that only redirect, and a redirect to another origin loses the key. */
const cloudNames = new Set(['comet.com', 'comet.ml', 'www.comet.ml']);

/**
 * A server from an address with or without scheme, port, path prefix, `/clientlib/` (`COMET_URL_OVERRIDE`) or
 * `/api/rest/v2`.
 * @throws BackendError (refused) with a sentence for the user
 */
export function parseCometServer(address: string): CometServer {
  const trimmed = address.trim();
  const isLocal = /^(?:localhost|127\.0\.0\.1|\[::1\])(?:[:/]|$)/i.test(trimmed);
  const text = /^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed) ? trimmed : `${isLocal ? 'http' : 'https'}://${trimmed}`;
  if (!URL.canParse(text)) {
    throw refused(l10n.t('This is not the address of a server.'));
  }
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw refused(l10n.t('The address of a server begins with https:// or http://.'));
  }
  if (url.username !== '' || url.password !== '') {
    throw refused(
      l10n.t('The address must not hold a user name or a password.'),
      l10n.t('Leave out what stands before the "@"; the API key is asked for by itself.'),
    );
  }
  if (cloudNames.has(url.hostname)) {
    url.hostname = 'www.comet.com';
    url.protocol = 'https:';
  }
  const prefix = url.pathname.replace(/\/(?:clientlib|api\/rest\/v\d+)(?:\/.*)?$/, '').replace(/\/+$/, '');
  const webRoot = url.origin + prefix;
  return { webRoot, restRoot: `${webRoot}/api/rest/v2` };
}

export const cometCloud: CometServer = parseCometServer('https://www.comet.com');

/**
 * The server that a smart key (`token*base64(JSON)`) names; null for all other keys. The whole text stays the key to
 * send.
 */
export function serverOfKey(apiKey: string): CometServer | null {
  const [token, payload, ...more] = apiKey.trim().split('*');
  if (token === '' || payload === undefined || payload === '' || more.length > 0) {
    return null;
  }
  try {
    const content: unknown = JSON.parse(Buffer.from(payload, 'base64').toString('utf8'));
    const { baseUrl } = (content ?? {}) as { baseUrl?: unknown };
    return typeof baseUrl === 'string' && baseUrl !== '' ? parseCometServer(baseUrl) : null;
  } catch {
    return null;
  }
}

const refused = (message: string, advice = l10n.t('An example: https://comet.example.org.')): BackendError =>
  new BackendError('refused', message, { advice });
