/**
 * How the lab is told to behave like a bad network: tests say it through the object, in the same process. Never
 * reachable over HTTP, so nothing in the product can set it off. Also keeps what was asked, so that tests can count.
 */
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { MiddlewareHandler } from 'hono';
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { HttpBindings } from '@hono/node-server';

export type InjectedFault =
  /** Answers with this status instead; `retryAfter` goes into the header as it is. */
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly retryAfter?: string;
      readonly body?: string;
      readonly contentType?: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** Takes the request and says nothing until the client goes away or the lab closes. */
  | { readonly kind: 'hang' }
  /** Announces the whole answer, sends `after` bytes of it (half of it if not said) and drops the connection. */
  | { readonly kind: 'cut'; readonly after?: number }
  /** Answers 200 with bytes that are no JSON although the header says so. */
  | { readonly kind: 'garbage' }
  /** Answers 200 with a sign-in page, as a company's proxy does. */
  | { readonly kind: 'loginPage' }
  /** Sends the true answer slowly: `pieces` pieces, `pause` milliseconds between them. */
  | { readonly kind: 'drip'; readonly pieces: number; readonly pause: number }
  /** Drops the connection before any answer. */
  | { readonly kind: 'reset' }
  /** Sends the true answer with its text changed. */
  | { readonly kind: 'rewrite'; readonly change: (body: string) => string };

/** A request as it came; the key is not in it. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Epoch milliseconds. */
  readonly time: number;
}

interface PlannedFault {
  readonly matches: RegExp;
  readonly fault: InjectedFault;
  left: number;
}

const mostSeen = 5000;
/** Whatever may hold a key: trackers have headers of their own beside the usual ones. */
const isSecret = (header: string): boolean => /^(authorization|cookie|.*-sdk-api|.*-key)$/.test(header);

export class FaultInjection {
  readonly #now: () => number;
  readonly #seen: SeenRequest[] = [];
  #planned: PlannedFault[] = [];

  constructor(now: () => number) {
    this.#now = now;
  }

  /** The latest requests, oldest first. */
  get requests(): readonly SeenRequest[] {
    return this.#seen;
  }

  forgetRequests(): void {
    this.#seen.length = 0;
  }

  /**
   * The next `times` requests whose path (without its query) matches misbehave; what was planned earlier comes first.
   */
  next(matches: RegExp, fault: InjectedFault, times = 1): void {
    this.#planned.push({ matches, fault, left: times });
  }

  /** From now on and until `stop`. */
  always(matches: RegExp, fault: InjectedFault): void {
    this.next(matches, fault, Number.POSITIVE_INFINITY);
  }

  stop(): void {
    this.#planned = [];
  }

  /** True while a planned fault has not been used up. */
  get pending(): boolean {
    return this.#planned.length > 0;
  }

  middleware<Env extends { Bindings: HttpBindings }>(): MiddlewareHandler<Env> {
    return async (context, next) => {
      this.#see(context.req.raw);
      const fault = this.#take(context.req.path);
      if (fault === null) {
        await next();
        return;
      }
      // Assigning a second answer would add its headers to those of the first.
      const answer = (response: Response): void => {
        context.res = undefined;
        context.res = response;
      };
      switch (fault.kind) {
        case 'status':
          answer(
            context.body(fault.body ?? '', fault.status as 500, {
              'Content-Type': fault.contentType ?? 'application/json',
              ...(fault.retryAfter === undefined ? {} : { 'Retry-After': fault.retryAfter }),
              ...fault.headers,
            }),
          );
          return;
        case 'garbage':
          answer(
            context.body('{"experiments":[{"experimentKey":\u0000\uFFFD', 200, { 'Content-Type': 'application/json' }),
          );
          return;
        case 'loginPage':
          answer(
            context.body('<!DOCTYPE html><html><title>Sign in</title><form>Please sign in.</form></html>', 200, {
              'Content-Type': 'text/html; charset=utf-8',
            }),
          );
          return;
        case 'hang': {
          const { outgoing } = context.env;
          if (!outgoing.destroyed) {
            await once(outgoing, 'close');
          }
          answer(RESPONSE_ALREADY_SENT);
          return;
        }
        case 'reset':
          context.env.incoming.socket.resetAndDestroy();
          answer(RESPONSE_ALREADY_SENT);
          return;
        case 'rewrite': {
          await next();
          answer(await rewritten(context.res, fault.change));
          return;
        }
        case 'cut':
        case 'drip': {
          await next();
          await sendBadly(context.res, context.env.outgoing, fault);
          answer(RESPONSE_ALREADY_SENT);
        }
      }
    };
  }

  #see(request: Request): void {
    const url = new URL(request.url);
    const headers: Record<string, string> = {};
    for (const [name, value] of request.headers) {
      headers[name] = isSecret(name) ? '(secret)' : value;
    }
    this.#seen.push({ method: request.method, path: url.pathname, query: url.search, headers, time: this.#now() });
    if (this.#seen.length > mostSeen) {
      this.#seen.splice(0, this.#seen.length - mostSeen);
    }
  }

  #take(path: string): InjectedFault | null {
    const planned = this.#planned.find((candidate) => candidate.matches.test(path));
    if (planned === undefined) {
      return null;
    }
    planned.left -= 1;
    if (planned.left <= 0) {
      this.#planned = this.#planned.filter((candidate) => candidate !== planned);
    }
    return planned.fault;
  }
}

async function rewritten(response: Response, change: (body: string) => string): Promise<Response> {
  const headers = new Headers(response.headers);
  const isPacked = headers.get('Content-Encoding') === 'gzip';
  headers.delete('Content-Encoding');
  headers.delete('Content-Length');
  const plain =
    isPacked && response.body !== null
      ? new Response(response.body.pipeThrough(new DecompressionStream('gzip')))
      : response;
  return new Response(change(await plain.text()), { status: response.status, headers });
}

async function sendBadly(
  response: Response,
  outgoing: ServerResponse,
  how: Extract<InjectedFault, { kind: 'cut' | 'drip' }>,
): Promise<void> {
  const body = Buffer.from(await response.arrayBuffer());
  const headers = Object.fromEntries(response.headers);
  delete headers['transfer-encoding'];
  outgoing.writeHead(response.status, { ...headers, 'content-length': String(body.length) });
  if (how.kind === 'cut') {
    const sent = body.subarray(0, how.after ?? Math.floor(body.length / 2));
    await new Promise<void>((resolve) => outgoing.write(sent, () => resolve()));
    outgoing.socket?.destroy();
    return;
  }
  const size = Math.max(1, Math.ceil(body.length / how.pieces));
  for (let start = 0; start < body.length && !outgoing.destroyed; start += size) {
    outgoing.write(body.subarray(start, start + size));
    await new Promise((resolve) => setTimeout(resolve, how.pause));
  }
  outgoing.end();
}
