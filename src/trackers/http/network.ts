/**
 * The way out to the network: proxies, certificates and connection limits, as VS Code's settings and the
 * environment ask for. Owns the undici dispatchers; knows nothing of requests, trackers or VS Code itself.
 */
import * as l10n from '@vscode/l10n';
import * as tls from 'node:tls';
import { Agent, buildConnector, errors, Pool, ProxyAgent, type Dispatcher } from 'undici';
import { BackendError } from '../../shared/problem';
import { isInnerAddress, isInnerHost, lookupOutside, type IsInner } from './addresses';

/**
 * VS Code's `http.*` settings and the environment, as plain values. With `http.proxySupport: off`, give no proxy and an
 * empty environment.
 */
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
  /** Which addresses are not out in the world; as the standards have it unless said otherwise. */
  readonly isInner?: IsInner;
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

/** The settings that decide over proxies; the same names in every sentence. */
export const proxyAdvice = l10n.t(
  'Look at "http.proxy", "http.noProxy" and "http.proxyAuthorization" in the settings, and at HTTPS_PROXY in the environment.',
);

/**
 * The proxy that an address is asked through; null for none. @throws BackendError (unreachable) when what is set is no
 * proxy of a kind that works
 */
export function proxyFor(url: URL, choice: ProxyChoice): URL | null {
  const proxy = url.protocol === 'https:' ? choice.https : choice.http;
  if (proxy === '' || isExempt(url, choice.noProxy)) {
    return null;
  }
  if (!URL.canParse(proxy)) {
    throw new BackendError('unreachable', l10n.t('What is set as the proxy is not the address of one.'), {
      advice: l10n.t('An example: http://proxy.example.org:3128. {proxyAdvice}', { proxyAdvice }),
    });
  }
  const address = new URL(proxy);
  if (address.protocol !== 'http:' && address.protocol !== 'https:') {
    const kind = /^[a-z0-9+.-]{1,20}(?=:)/.exec(address.protocol)?.[0] ?? 'unknown';
    throw new BackendError(
      'unreachable',
      l10n.t('What is set as the proxy is of the kind “{kind}”, which this extension cannot use.', { kind }),
      {
        advice: l10n.t('It can use those whose address begins with http:// or https://. {proxyAdvice}', {
          proxyAdvice,
        }),
      },
    );
  }
  return address;
}

/** By name, sub-domains included, with or without a port. */
function isExempt({ hostname, port, protocol }: URL, noProxy: string): boolean {
  const ownPort = port === '' ? (protocol === 'https:' ? '443' : '80') : port;
  return noProxy.split(',').some((entry) => {
    const [, host = '', entryPort] =
      /^(.*?)(?::(\d+))?$/.exec(entry.startsWith('[') && entry.endsWith(']') ? `${entry}:${ownPort}` : entry) ?? [];
    const name = host.replace(/^\*?\./, '').toLowerCase();
    return (
      entry === '*' ||
      ((entryPort ?? ownPort) === ownPort && name !== '' && (hostname === name || hostname.endsWith(`.${name}`)))
    );
  });
}

type Request = Omit<Dispatcher.RequestOptions, 'origin' | 'path' | 'signal'>;

/** Connections as the settings say; `trust` replaces the built-in certificates. Its opener destroys it. */
export class Network {
  readonly #choice: ProxyChoice;
  readonly #token: string | null;
  readonly #isInner: IsInner;
  readonly #transport: buildConnector.BuildOptions;
  readonly #dispatchers = new Map<string, Dispatcher>();
  /** Origins that were reached out in the world. */
  readonly #outside = new Set<string>();

  constructor(network: NetworkSettings, connectMilliseconds: number, trust: tls.SecureContext | null) {
    this.#choice = chooseProxy(network);
    this.#token = network.proxyAuthorization;
    this.#isInner = network.isInner ?? isInnerAddress;
    this.#transport = {
      rejectUnauthorized: network.strictSSL,
      timeout: connectMilliseconds,
      ...(trust === null ? {} : { secureContext: trust }),
    };
  }

  /** @throws BackendError (unreachable) when what is set is no proxy of a kind that works */
  proxyFor(url: URL): URL | null {
    return proxyFor(url, this.#choice);
  }

  /**
   * Sends to an address; with `outside`, only as long as it is out in the world. @throws BackendError as `proxyFor`, or
   * whatever undici throws, among it errors of the code `innerAddressCode`
   */
  async request(url: URL, request: Request, signal: AbortSignal, outside: boolean): Promise<Dispatcher.ResponseData> {
    const dispatcher = this.#dispatcherFor(this.proxyFor(url), outside);
    const response = dispatcher.request({ ...request, signal, origin: url.origin, path: url.pathname + url.search });
    // While it still connects undici hears of no signal, and a proxy may let it do so for ever.
    let stop = (): void => undefined;
    const stopped = new Promise<never>((_, reject) => {
      stop = (): void => reject(new Error('Stopped.'));
    });
    signal.addEventListener('abort', stop, { once: true });
    try {
      return await Promise.race([response, stopped]);
    } finally {
      signal.removeEventListener('abort', stop);
      response.then(
        ({ body }) => signal.aborted && body.destroy(),
        () => undefined,
      );
    }
  }

  /**
   * Whether the server that answered is on the public network, so that it must not redirect us to a private one; true where that cannot be told.
   */
  async isOutside(url: URL): Promise<boolean> {
    return this.#outside.has(url.origin) || !((await isInnerHost(url, 'every', this.#isInner)) ?? false);
  }

  /** Whether an address leads inside, as far as can be told before it is tried. */
  async leadsInside(url: URL): Promise<boolean> {
    return (await isInnerHost(url, 'some', this.#isInner)) ?? false;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#dispatchers.values()].map((dispatcher) => dispatcher.close()));
  }

  async destroy(): Promise<void> {
    await Promise.all([...this.#dispatchers.values()].map((dispatcher) => dispatcher.destroy()));
  }

  #dispatcherFor(proxy: URL | null, outside: boolean): Dispatcher {
    const name = proxy?.href ?? (outside ? 'outside' : 'direct');
    let dispatcher = this.#dispatchers.get(name);
    if (dispatcher === undefined) {
      dispatcher = proxy === null ? this.#openDirect(outside) : this.#openProxy(proxy);
      this.#dispatchers.set(name, dispatcher);
    }
    return dispatcher;
  }

  #openDirect(outside: boolean): Dispatcher {
    const dial = buildConnector(
      outside ? { ...this.#transport, lookup: lookupOutside(this.#isInner) } : this.#transport,
    );
    return new Agent({
      ...withoutDeadlines,
      connect: (options, callback) => {
        dial(options, (...result) => {
          const address = result[1]?.remoteAddress;
          if (address !== undefined && !this.#isInner(address)) {
            this.#outside.add(`${options.protocol}//${options.host ?? ''}`);
          }
          callback(...result);
        });
      },
    });
  }

  #openProxy(proxy: URL): Dispatcher {
    return new ProxyAgent({
      ...withoutDeadlines,
      uri: proxy.href,
      clientFactory: (origin, options) => new ProxyPool(origin, options),
      // Plain http goes to a proxy as ordinary requests: many of them allow CONNECT to port 443 alone.
      proxyTunnel: false,
      ...(this.#token === null ? {} : { token: this.#token }),
      connect: this.#transport,
      requestTls: this.#transport,
      proxyTls: this.#transport,
    });
  }
}

/**
 * Connections to a proxy. One that closes them makes undici try again at once and for ever, unless the error has
 * another code.
 */
class ProxyPool extends Pool {
  override connect(options: Parameters<Pool['connect']>[0]): Promise<Dispatcher.ConnectData>;
  override connect(
    options: Parameters<Pool['connect']>[0],
    callback: (error: Error | null, data: Dispatcher.ConnectData) => void,
  ): void;
  override connect(
    options: Parameters<Pool['connect']>[0],
    callback?: (error: Error | null, data: Dispatcher.ConnectData) => void,
  ): unknown {
    if (callback !== undefined) {
      super.connect(options, callback);
      return undefined;
    }
    return super.connect(options).catch((error: unknown) => {
      throw error instanceof errors.SocketError
        ? Object.assign(new Error('The proxy closed the connection.'), { code: 'ECONNRESET' })
        : error;
    });
  }
}

/** Deadlines are the caller's affair: it alone knows what it asked for. */
const withoutDeadlines = { headersTimeout: 0, bodyTimeout: 0 };

/**
 * What Node.js trusts plus what the settings add; null when they add nothing. Reading some 150 certificates takes
 * longer than a frame, so this is for servers that the built-in ones do not vouch for.
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
