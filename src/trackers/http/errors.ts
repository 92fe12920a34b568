/**
 * Turns what goes wrong between us and a server into sentences for users: failed connections, bad statuses, broken
 * bodies. Knows neither trackers nor their bodies; a tracker's own words come in as an `Explanation`.
 */
import * as l10n from '@vscode/l10n';
import { formatBytes } from '../../shared/format';
import { BackendError, TooSlow, type ProblemKind } from '../../shared/problem';
import { innerAddressCode } from './addresses';
import { proxyAdvice } from './network';
import { withWait, type RetryAfter } from './retryAfter';

/** What a tracker's own body says about an answer. */
export interface Explanation {
  readonly kind: ProblemKind;
  /** A sentence; secrets are blotted out before anybody sees it. */
  readonly message: string;
  readonly advice?: string;
  readonly trackerCode?: number | null;
}

/** What the tracker itself said about a call: what it refuses it has not done. */
export class Refusal extends BackendError {}

/** A failure that may be gone when the same is asked again. */
export class TransientError extends BackendError {}

export const cancelled = (): BackendError => new BackendError('cancelled', 'Cancelled.');

export const timedOut = (message: string, advice = ''): BackendError =>
  new BackendError('timedOut', message, {
    advice: [l10n.t('Try again. If it stays like this, look at the network or ask who runs the server.'), advice]
      .join(' ')
      .trim(),
  });

/** Less than `least` bytes passed in `time`, which is given in words. */
export function tooSlow(
  direction: 'down' | 'up',
  { host, least, time, advice }: { host: string; least: number; time: string; advice: string },
): TooSlow {
  const about = { host, bytes: formatBytes(least), time };
  return new TooSlow(
    'timedOut',
    direction === 'down'
      ? l10n.t('{host} sends too slowly: less than {bytes} in {time}.', about)
      : l10n.t('{host} takes what it is sent too slowly: less than {bytes} in {time}.', about),
    { advice },
  );
}

export const webPage = (host: string, status: number): BackendError =>
  new BackendError(
    'unexpected',
    l10n.t(
      '{host} answered with a web page instead of data; this is probably the sign-in page of a proxy or a portal.',
      { host },
    ),
    { status, advice: l10n.t('Open the address in a browser and sign in there, or check the address of the server.') },
  );

export const brokenOff = (host: string): TransientError =>
  new TransientError('unreachable', l10n.t('{host} broke off in the middle of its answer.', { host }), {
    advice: l10n.t('Try again. If it stays like this, look at the network between this machine and the server.'),
  });

export const notAcknowledged = (host: string): BackendError =>
  new BackendError('unexpected', l10n.t('{host} did not answer as the tracker does.', { host }), {
    status: 200,
    advice: l10n.t('Something on the way to the server may be answering in its place.'),
  });

/** Whether a change that failed like this may have been made all the same. */
export function mayHaveBeenDone(failure: BackendError): boolean {
  if (failure instanceof Refusal || failure instanceof TooSlow || failure.kind === 'cancelled') {
    return false;
  }
  if (failure.status !== null) {
    return failure.status < 300 || (failure.status >= 500 && failure.status !== 501 && failure.status !== 503);
  }
  // What never got through has the code of its failure as its cause.
  return failure.kind === 'timedOut'
    ? failure.cause === undefined
    : failure instanceof TransientError && failure.cause !== 'EAI_AGAIN';
}

export const notKnownWhetherDone = ({
  kind,
  message,
  advice,
  status,
  retryAfter,
  trackerCode,
  cause,
}: BackendError): BackendError =>
  new BackendError(kind, l10n.t('It is not known whether the change was done: {message}', { message }), {
    advice: l10n.t('Refresh to see. {advice}', { advice }).trim(),
    status,
    retryAfter,
    trackerCode,
    cause,
  });

/** Which settings decide over certificates and proxies; the same names in every sentence. */
const certificateAdvice = l10n.t(
  'If your organisation has its own certificates, install them in the operating system and keep "http.systemCertificates" on; "http.proxyStrictSSL" decides whether untrusted ones are refused.',
);

const certificateTroubles: ReadonlyMap<string, string> = new Map(
  Object.entries({
    DEPTH_ZERO_SELF_SIGNED_CERT: 'it is self-signed',
    SELF_SIGNED_CERT_IN_CHAIN: 'its authority is not known here',
    UNABLE_TO_GET_ISSUER_CERT: 'its authority is not known here',
    UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its authority is not known here',
    UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its authority is not known here',
    CERT_UNTRUSTED: 'its authority is not trusted here',
    CERT_REJECTED: 'it was rejected',
    CERT_REVOKED: 'it was revoked',
    CERT_SIGNATURE_FAILURE: 'its signature is wrong',
    CERT_NOT_YET_VALID: 'it is not valid yet; check the clock of this machine',
    CERT_HAS_EXPIRED: 'it has expired',
    ERR_TLS_CERT_ALTNAME_INVALID: 'it is for another name',
  }),
);

/**
 * The failure of a request that got no answer. `host` is whom the request was for, `isByProxy` whether a proxy was to
 * bring it there. Its cause is the code that Node.js or undici gave it, for the log, and never their error, which may
 * hold more than a log should.
 */
export function explainFailure(failure: unknown, host: string, isByProxy: boolean): BackendError {
  const code = codeOf(failure);
  const error = (isByProxy ? explainProxy(failure, code, host) : null) ?? explainCode(code, host);
  error.cause = code;
  return error;
}

/** What went wrong before the proxy had anything to do with the server; null where it is not its fault. */
function explainProxy(failure: unknown, code: string, host: string): BackendError | null {
  const proxy = l10n.t('The proxy on the way to {host}', { host });
  // Only undici's proxies fail with these two codes: our own cancellations never get here.
  if (code === 'UND_ERR_ABORTED' || code === 'UND_ERR_INVALID_ARG') {
    const status = failure instanceof Error ? /\((\d{3})\)/.exec(failure.message)?.[1] : undefined;
    return status === '407'
      ? explainStatus(407, host, null)
      : unreachable(
          status === undefined
            ? l10n.t('{proxy} refused the connection.', { proxy })
            : l10n.t('{proxy} refused the connection (status {status}).', { proxy, status }),
          proxyAdvice,
        );
  }
  switch (code) {
    case 'ENOTFOUND':
      return unreachable(l10n.t('The name of the proxy on the way to {host} was not found.', { host }), proxyAdvice);
    case 'EAI_AGAIN':
      return again(l10n.t('The name of the proxy on the way to {host} could not be looked up.', { host }), proxyAdvice);
    case 'ECONNREFUSED':
      return unreachable(l10n.t('{proxy} refused the connection.', { proxy }), proxyAdvice);
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'ENETDOWN':
    case 'EADDRNOTAVAIL':
      return unreachable(l10n.t('There is no way to the proxy on the way to {host} from here.', { host }), proxyAdvice);
    case 'UND_ERR_CONNECT_TIMEOUT':
    case 'ETIMEDOUT':
      return new BackendError('timedOut', l10n.t('{proxy} could not be reached in time.', { proxy }), {
        advice: proxyAdvice,
      });
    case 'UND_ERR_PRX_TLS':
      return unreachable(
        l10n.t('The certificate of the proxy on the way to {host} is not trusted.', { host }),
        `${certificateAdvice} ${proxyAdvice}`,
      );
    case 'HTTPParserError':
      return new BackendError('unexpected', l10n.t('{proxy} did not answer as a proxy does.', { proxy }), {
        advice: proxyAdvice,
      });
    case '':
    case 'ECONNRESET':
    case 'EPIPE':
    case 'UND_ERR_SOCKET':
      return again(
        l10n.t('{host}, or the proxy on the way to it, closed the connection before it answered.', { host }),
        l10n.t('Try again. {proxyAdvice}', { proxyAdvice }),
      );
    default:
      return null;
  }
}

function explainCode(code: string, host: string): BackendError {
  const certificateTrouble = certificateTroubles.get(code);
  if (certificateTrouble !== undefined) {
    return unreachable(
      l10n.t('The certificate of {host} is not trusted: {certificateTrouble}.', { host, certificateTrouble }),
      certificateAdvice,
    );
  }
  switch (code) {
    case 'ENOTFOUND':
      return unreachable(
        l10n.t('The name of {host} was not found.', { host }),
        l10n.t('Check the address and the network. {proxyAdvice}', { proxyAdvice }),
      );
    case 'EAI_AGAIN':
      return again(l10n.t('The name of {host} could not be looked up.', { host }), l10n.t('Check the network.'));
    case 'ECONNREFUSED':
      return unreachable(
        l10n.t('{host} refused the connection.', { host }),
        l10n.t('Check the address, and that the server is running.'),
      );
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'ENETDOWN':
    case 'EADDRNOTAVAIL':
      return unreachable(
        l10n.t('There is no way to {host} from here.', { host }),
        l10n.t('Check the network or the VPN.'),
      );
    case 'EPROTO':
    case 'ERR_SSL_WRONG_VERSION_NUMBER':
      return unreachable(
        l10n.t('{host} does not speak https.', { host }),
        l10n.t('Check the address; it may have to begin with http://.'),
      );
    case 'UND_ERR_CONNECT_TIMEOUT':
    case 'ETIMEDOUT':
      return new BackendError('timedOut', l10n.t('{host} could not be reached in time.', { host }), {
        advice: l10n.t('Check the network or the VPN. {proxyAdvice}', { proxyAdvice }),
      });
    case innerAddressCode:
      return new BackendError(
        'refused',
        l10n.t('A redirect to {host} was not followed, since it leads to an address inside this network.', { host }),
        {
          advice: l10n.t('If that is the right server, sign in with its address.'),
        },
      );
    case 'HTTPParserError':
      return new BackendError('unexpected', l10n.t('{host} did not answer as a web server does.', { host }), {
        advice: l10n.t('Check the address and the port.'),
      });
    default:
      return again(
        l10n.t('{host} closed the connection before it answered.', { host }),
        l10n.t('Try again. {proxyAdvice}', { proxyAdvice }),
      );
  }
}

/** A redirect that is not followed. `host` is whom the request was for. */
export const redirectInside = (host: string, target: string): BackendError =>
  new BackendError(
    'refused',
    l10n.t('{host} sends the request on to {target}, an address inside this network, where it was not followed.', {
      host,
      target,
    }),
    {
      advice: l10n.t('If {target} is the right server, sign in with that address.', { target }),
    },
  );

export const redirectToPlain = (host: string, target: string): BackendError =>
  new BackendError(
    'refused',
    l10n.t('{host} sends the request on from https to {target}, where others could read along; it was not followed.', {
      host,
      target,
    }),
    {
      advice: l10n.t('Check the address of the server, or tell who runs it.'),
    },
  );

export const changeSentAway = (host: string, target: string, status: number): BackendError =>
  new BackendError(
    'refused',
    l10n.t('{host} wants the change to be sent to {target} instead. It was not sent there, and nothing is changed.', {
      host,
      target,
    }),
    {
      status,
      advice: l10n.t('If {target} is the right server, sign in with that address.', { target }),
    },
  );

const unreachable = (message: string, advice: string): BackendError =>
  new BackendError('unreachable', message, { advice });
const again = (message: string, advice: string): TransientError =>
  new TransientError('unreachable', message, { advice });

/** Whether other certificates could have let the connection come about; nothing has been sent then. */
export const isCertificateTrouble = (failure: unknown): boolean => certificateTroubles.has(codeOf(failure));

/** Of several attempts (one per address of the server) the first. */
function codeOf(failure: unknown): string {
  const { code, name, errors, cause } = (failure ?? {}) as {
    code?: unknown;
    name?: unknown;
    errors?: unknown;
    cause?: unknown;
  };
  if (name === 'HTTPParserError') {
    return name;
  }
  if (typeof code === 'string') {
    return code;
  }
  if (Array.isArray(errors)) {
    return codeOf(errors[0]);
  }
  return cause === undefined ? '' : codeOf(cause);
}

/**
 * The error for a status that is none of success, when the tracker's body does not say more.
 * @param isByProxy it may be the answer of a proxy
 */
export function explainStatus(
  status: number,
  host: string,
  retryAfter: RetryAfter | null,
  isByProxy = false,
): BackendError {
  const details = { status, retryAfter: retryAfter?.wait ?? null };
  const about = { host, status };
  const advise = (advice: string): typeof details & { advice: string } => ({
    ...details,
    advice: isByProxy ? `${advice} ${proxyAdvice}` : advice,
  });
  switch (status) {
    case 401:
      return new BackendError('unauthorized', l10n.t('{host} did not accept the key.', { host }), {
        ...details,
        advice: l10n.t('Sign in again with a valid key.'),
      });
    case 403:
      return new BackendError(
        'forbidden',
        isByProxy
          ? l10n.t('{host}, or the proxy on the way to it, does not allow this with your key.', { host })
          : l10n.t('{host} does not allow this with your key.', { host }),
        advise(l10n.t('Ask for access, or sign in with another key.')),
      );
    case 404:
    case 410:
      return new BackendError('notFound', l10n.t('{host} does not know what was asked for.', { host }), details);
    case 405:
    case 501:
      return new BackendError('unsupported', l10n.t('{host} does not support this.', { host }), details);
    case 407:
      return new BackendError(
        'unreachable',
        l10n.t('The proxy on the way to {host} asks for a user name and a password.', { host }),
        {
          ...details,
          advice: proxyAdvice,
        },
      );
    case 408:
      return new TransientError('timedOut', l10n.t('{host} gave up waiting for the request.', { host }), details);
    case 429:
      return new TransientError(
        'rateLimited',
        withWait(l10n.t('{host} asks for fewer requests.', { host }), retryAfter),
        {
          ...details,
          advice: l10n.t('Wait a little, then refresh.'),
        },
      );
    default:
      return status >= 500
        ? new TransientError(
            'unexpected',
            withWait(
              isByProxy
                ? l10n.t('{host}, or the proxy on the way to it, has a problem of its own (status {status}).', about)
                : l10n.t('{host} has a problem of its own (status {status}).', about),
              retryAfter,
            ),
            advise(l10n.t('Try again later; if it stays like this, tell who runs the server.')),
          )
        : new BackendError(
            'refused',
            l10n.t('{host} refused the request (status {status}).', { host, status }),
            details,
          );
  }
}
