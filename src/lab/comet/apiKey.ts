/**
 * Who may ask: only who has the lab's API key. REST calls carry it in a header; older SDKs put it into the query or the
 * body of what they send below `/clientlib/`, so there it is looked for wherever the call may carry it.
 */
import { timingSafeEqual } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import { nullish, object, safeParse, unknown } from 'valibot';
import { readMultipart } from './multipart';
import { parsePythonJson } from '../recordings/pythonJson';
import { sentBody, type LabContext, type LabEnv } from './request';
import { errorCodes, Refusal } from './errors';

/** Bytes. What says so little before it shows its key is not read any further. */
const largestUncheckedJson = 4 * 1024 * 1024;
const largestUncheckedForm = 64 * 1024 * 1024;

/** Change nothing and tell nothing, and no SDK sends a key with them. */
const keyless: ReadonlySet<string> = new Set(['GET /clientlib/health/ping', 'POST /clientlib/notification/experiment']);

const keyedBody = object({ apiKey: nullish(unknown()), api_key: nullish(unknown()) });

/** `headers`: in the order in which they are believed. */
export const keyInHeader =
  (apiKey: string, headers: readonly string[] = ['authorization', 'comet-sdk-api']): MiddlewareHandler<LabEnv> =>
  async (c, next) => {
    check(
      apiKey,
      headers.map((name) => c.req.header(name)).find((given) => given !== undefined),
      401,
    );
    await next();
  };

/**
 * The first place that holds a key counts. The SDK knows a wrong key at its handshake only when the status is 400 or
 * 403.
 */
export const keyInCall =
  (apiKey: string): MiddlewareHandler<LabEnv> =>
  async (c, next) => {
    if (!keyless.has(`${c.req.method} ${c.req.path}`)) {
      check(
        apiKey,
        c.req.header('authorization') ?? c.req.header('comet-sdk-api') ?? c.req.query('apiKey') ?? (await keyInBody(c)),
        400,
      );
    }
    await next();
  };

function check(apiKey: string, given: string | undefined, status: 400 | 401): void {
  const right = Buffer.from(apiKey);
  const tried = Buffer.from(given ?? '');
  if (tried.length !== right.length || !timingSafeEqual(tried, right)) {
    throw new Refusal(status, 'API key not registered', errorCodes.noSuchKey);
  }
}

/** Nothing is unpacked for somebody unknown. */
async function keyInBody(context: LabContext): Promise<string | undefined> {
  if (context.req.method === 'GET' || context.req.header('content-encoding') !== undefined) {
    return undefined;
  }
  const type = context.req.header('content-type') ?? '';
  const isForm = type.startsWith('multipart/');
  const limit = isForm ? largestUncheckedForm : largestUncheckedJson;
  const bytes = await sentBody(context, limit);
  if (bytes === null) {
    throw new Refusal(
      413,
      `no API key in a header, and the body is too large to look for a key in it (more than ${limit} bytes)`,
    );
  }
  return keyIn(isForm ? readMultipart(type, bytes)?.find(({ name }) => name === 'requestParams')?.bytes : bytes);
}

function keyIn(json: Uint8Array | undefined): string | undefined {
  try {
    const said = safeParse(keyedBody, parsePythonJson(new TextDecoder().decode(json)));
    const key = said.success ? (said.output.apiKey ?? said.output.api_key) : undefined;
    return typeof key === 'string' ? key : undefined;
  } catch {
    return undefined;
  }
}
