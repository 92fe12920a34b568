/**
 * Turns what goes wrong between us and a server into sentences for users: failed connections, bad statuses, broken bodies.
 * Knows neither trackers nor their bodies; a tracker's own words come in as an `Explanation`.
 */
import { formatBytes } from '../shared/format';
import { BackendError, TooSlow, type ProblemKind } from '../shared/problem';
import { waitWords, type RetryAfter } from './httpRetryAfter';

/** What a tracker's own body says about an answer. */
export interface Explanation {
  readonly kind: ProblemKind;
  /** A sentence; secrets are blotted out before anybody sees it. */
  readonly message: string;
  readonly advice?: string;
  readonly trackerCode?: number | null;
}

/** A failure that may be gone when the same is asked again. */
export class TransientError extends BackendError {}

export const cancelled = (): BackendError => new BackendError('cancelled', 'Cancelled.');

export const timedOut = (message: string): BackendError =>
  new BackendError('timedOut', message, { advice: 'Try again. If it stays like this, look at the network or ask who runs the server.' });

/** `does` completes “host …”. */
export const tooSlow = (host: string, does: string, bytes: number, time: string, advice: string): TooSlow =>
  new TooSlow('timedOut', `${host} ${does} too slowly: less than ${formatBytes(bytes)} in ${time}.`, { advice });

export const webPage = (host: string, status: number): BackendError =>
  new BackendError(
    'unexpected',
    `${host} answered with a web page instead of data; this is probably the sign-in page of a proxy or a portal.`,
    { status, advice: 'Open the address in a browser and sign in there, or check the address of the server.' },
  );

export const brokenOff = (host: string): TransientError =>
  new TransientError('unreachable', `${host} broke off in the middle of its answer.`, {
    advice: 'Try again. If it stays like this, look at the network between this machine and the server.',
  });

/** Which settings decide over certificates and proxies; the same names in every sentence. */
const certificateAdvice =
  'If your organisation has its own certificates, install them in the operating system and keep "http.systemCertificates" on; "http.proxyStrictSSL" decides whether untrusted ones are refused.';
const proxyAdvice = 'Look at "http.proxy", "http.noProxy" and "http.proxyAuthorization" in the settings, and at HTTPS_PROXY in the environment.';

const certificateTroubles: Readonly<Record<string, string>> = {
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
};

/**
 * The failure of a request that got no answer. `host` is whom the request was for. Its cause is the code that Node.js or
 * undici gave it, for the log, and never their error, which may hold more than a log should.
 */
export function explainFailure(failure: unknown, host: string): BackendError {
  const code = codeOf(failure);
  const error = explainCode(code, host);
  error.cause = code;
  return error;
}

function explainCode(code: string, host: string): BackendError {
  const certificateTrouble = certificateTroubles[code];
  if (certificateTrouble !== undefined) {
    return unreachable(`The certificate of ${host} is not trusted: ${certificateTrouble}.`, certificateAdvice);
  }
  switch (code) {
    case 'ENOTFOUND':
      return unreachable(`The name of ${host} was not found.`, `Check the address and the network. ${proxyAdvice}`);
    case 'EAI_AGAIN':
      return again(`The name of ${host} could not be looked up.`, 'Check the network.');
    case 'ECONNREFUSED':
      return unreachable(`${host} refused the connection.`, 'Check the address, and that the server is running.');
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'ENETDOWN':
    case 'EADDRNOTAVAIL':
      return unreachable(`There is no way to ${host} from here.`, 'Check the network or the VPN.');
    case 'EPROTO':
    case 'ERR_SSL_WRONG_VERSION_NUMBER':
      return unreachable(`${host} does not speak https.`, 'Check the address; it may have to begin with http://.');
    case 'UND_ERR_CONNECT_TIMEOUT':
    case 'ETIMEDOUT':
      return new BackendError('timedOut', `${host} could not be reached in time.`, {
        advice: `Check the network or the VPN. ${proxyAdvice}`,
      });
    case 'UND_ERR_PRX_TLS':
      return unreachable(`The certificate of the proxy on the way to ${host} is not trusted.`, `${certificateAdvice} ${proxyAdvice}`);
    // Nobody but undici's proxy tunnel aborts: our own cancellations never get here.
    case 'UND_ERR_ABORTED':
    case 'UND_ERR_INVALID_ARG':
      return unreachable(`The proxy on the way to ${host} refused the connection.`, proxyAdvice);
    case 'HTTPParserError':
      return new BackendError('unexpected', `${host} did not answer as a web server does.`, { advice: 'Check the address and the port.' });
    default:
      return again(`${host} closed the connection before it answered.`, `Try again. ${proxyAdvice}`);
  }
}

const unreachable = (message: string, advice: string): BackendError => new BackendError('unreachable', message, { advice });
const again = (message: string, advice: string): TransientError => new TransientError('unreachable', message, { advice });

/** Whether other certificates could have let the connection come about; nothing has been sent then. */
export const isCertificateTrouble = (failure: unknown): boolean => codeOf(failure) in certificateTroubles;

/** Of several attempts (one per address of the server) the first. */
function codeOf(failure: unknown): string {
  const { code, name, errors, cause } = (failure ?? {}) as { code?: unknown; name?: unknown; errors?: unknown; cause?: unknown };
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

/** The error for a status that is none of success, when the tracker's body does not say more. */
export function explainStatus(status: number, host: string, retryAfter: RetryAfter | null): BackendError {
  const details = { status, retryAfter: retryAfter?.wait ?? null };
  switch (status) {
    case 401:
      return new BackendError('unauthorized', `${host} did not accept the key.`, { ...details, advice: 'Sign in again with a valid key.' });
    case 403:
      return new BackendError('forbidden', `${host} does not allow this with your key.`, { ...details, advice: 'Ask for access, or sign in with another key.' });
    case 404:
    case 410:
      return new BackendError('notFound', `${host} does not know what was asked for.`, details);
    case 405:
    case 501:
      return new BackendError('unsupported', `${host} does not support this.`, details);
    case 407:
      return new BackendError('unreachable', `The proxy on the way to ${host} asks for a user name and a password.`, { ...details, advice: proxyAdvice });
    case 408:
      return new TransientError('timedOut', `${host} gave up waiting for the request.`, details);
    case 429:
      return new TransientError('rateLimited', `${host} asks for fewer requests${waitWords(retryAfter)}.`, {
        ...details,
        advice: 'Wait a little, then refresh.',
      });
    default:
      return status >= 500
        ? new TransientError('unexpected', `${host} has a problem of its own (status ${status})${waitWords(retryAfter)}.`, {
            ...details,
            advice: 'Try again later; if it stays like this, tell who runs the server.',
          })
        : new BackendError('refused', `${host} refused the request (status ${status}).`, details);
  }
}
