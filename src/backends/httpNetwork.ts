/**
 * The way out to the network: proxies, certificates and connection limits, as VS Code's settings and the
 * environment ask for. Owns the undici dispatcher; knows nothing of requests, trackers or VS Code itself.
 */
import * as tls from 'node:tls';
import { EnvHttpProxyAgent, type Dispatcher } from 'undici';

/** VS Code's `http.*` settings and the environment, as plain values. With `http.proxySupport: off`, give no proxy and an empty environment. */
export interface NetworkSettings {
  /** `http.proxy`; wins over the environment. Empty: what the environment says. */
  readonly proxy: string;
  /** `http.proxyAuthorization`: the value of the `Proxy-Authorization` header. */
  readonly proxyAuthorization: string | null;
  /** `http.noProxy`: host names (sub-domains included), `host:port`, or `*`. Added to `NO_PROXY`. */
  readonly noProxy: readonly string[];
  /** `http.proxyStrictSSL`: false accepts any certificate. */
  readonly strictSSL: boolean;
  /** `http.systemCertificates`: also trust what the operating system trusts, where this Node.js can tell. */
  readonly systemCertificates: boolean;
  /** PEM texts to trust besides the built-in ones. */
  readonly certificateAuthorities: readonly string[];
  /** Where `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY` (either case) are looked up. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Straight to the server, built-in certificates, strict. */
export const directNetwork: NetworkSettings = {
  proxy: '',
  proxyAuthorization: null,
  noProxy: [],
  strictSSL: true,
  systemCertificates: false,
  certificateAuthorities: [],
  environment: {},
};

/** This machine is never reached through a proxy. */
const loopback = ['localhost', '127.0.0.1', '[::1]'];

export interface ProxyChoice {
  /** Empty: none. */
  readonly http: string;
  readonly https: string;
  readonly noProxy: string;
}

/** Which proxy serves which scheme, and for which hosts none does. */
export function chooseProxy(network: NetworkSettings): ProxyChoice {
  const environment = (name: string): string =>
    network.environment[name.toLowerCase()] ?? network.environment[name] ?? '';
  const exempt = [...network.noProxy, ...environment('NO_PROXY').split(/[,\s]+/)].filter((host) => host !== '');
  if (exempt.includes('*')) {
    return { http: '', https: '', noProxy: '*' };
  }
  const http = network.proxy || environment('HTTP_PROXY');
  const https = network.proxy || environment('HTTPS_PROXY') || http;
  return { http: withScheme(http), https: withScheme(https), noProxy: [...loopback, ...exempt].join(',') };
}

const withScheme = (proxy: string): string => (proxy === '' || proxy.includes('://') ? proxy : `http://${proxy}`);

/**
 * Opens connections as the settings say; `trust` replaces the built-in certificates. Whoever opens it destroys it.
 */
export function openNetwork(network: NetworkSettings, connectMilliseconds: number, trust: tls.SecureContext | null): Dispatcher {
  const proxy = chooseProxy(network);
  const transport = {
    rejectUnauthorized: network.strictSSL,
    timeout: connectMilliseconds,
    ...(trust === null ? {} : { secureContext: trust }),
  };
  return new EnvHttpProxyAgent({
    httpProxy: proxy.http,
    httpsProxy: proxy.https,
    noProxy: proxy.noProxy,
    // Plain http goes to a proxy as ordinary requests: many of them allow CONNECT to port 443 alone.
    proxyTunnel: false,
    ...(network.proxyAuthorization === null ? {} : { token: network.proxyAuthorization }),
    connect: transport,
    requestTls: transport,
    proxyTls: transport,
    // Deadlines are the caller's affair: it alone knows what it asked for.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
}

/**
 * What Node.js trusts plus what the settings add; null when they add nothing. Reading some 150 certificates takes longer
 * than a frame, so this is for servers that the built-in ones do not vouch for.
 */
export function addedTrust(network: NetworkSettings): tls.SecureContext | null {
  // Newer Node.js alone can read the operating system's certificates.
  const { getCACertificates } = tls as { getCACertificates?: (type: 'default' | 'system') => string[] };
  const system = network.systemCertificates ? (getCACertificates?.('system') ?? []) : [];
  const added = [...network.certificateAuthorities, ...system];
  return added.length === 0
    ? null
    : tls.createSecureContext({ ca: [...(getCACertificates?.('default') ?? tls.rootCertificates), ...added] });
}
