/** Real servers on port 0 for the tests of our HTTP: what they were asked, and an end to all their connections. */
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { readFile } from 'node:fs/promises';
import { Http, directNetwork, type HttpSettings } from '../../../../src/trackers/http/client';
import { BackendError } from '../../../../src/shared/problem';

export interface Asked {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface TestServer {
  readonly origin: string;
  readonly port: number;
  readonly asked: Asked[];
  close(): Promise<void>;
}

export type Handler = (request: IncomingMessage, response: ServerResponse, asked: Asked) => void | Promise<void>;

/** Certificate and key for `tracker.test`, `localhost` and 127.0.0.1, known to nobody. */
export const selfSigned = async (): Promise<{ cert: string; key: string }> => ({
  cert: await readFile(new URL('certificates/selfSigned.cert.pem', import.meta.url), 'utf8'),
  key: await readFile(new URL('certificates/selfSigned.key.pem', import.meta.url), 'utf8'),
});

/** @param host an address of this machine: on Linux each of 127.0.0.0/8 is one */
export async function serve(handler: Handler, secure = false, host = '127.0.0.1'): Promise<TestServer> {
  const asked: Asked[] = [];
  const listener: RequestListener = (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const entry = {
        method: request.method ?? '',
        url: request.url ?? '',
        headers: request.headers,
        body: Buffer.concat(chunks).toString(),
      };
      asked.push(entry);
      void handler(request, response, entry);
    });
  };
  const server = secure ? createSecureServer(await selfSigned(), listener) : createServer(listener);
  await new Promise<void>((listening) => server.listen(0, host, listening));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `${secure ? 'https' : 'http'}://${host.includes(':') ? `[${host}]` : host}:${port}`,
    port,
    asked,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}

export const json = (response: ServerResponse, body: unknown, status = 200): void => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
};

export const apiKey = 'sEcReT-key-4711';

/** An `Http` with short times and a log that can be searched. */
export function connect(baseUrl: string, settings: Partial<HttpSettings> = {}): { http: Http; log: string[] } {
  const log: string[] = [];
  const http = new Http({
    baseUrl,
    authentication: () => ({ authorization: apiKey }),
    network: directNetwork,
    log: (line) => log.push(line),
    ...settings,
    limits: { firstPause: 1, longestPause: 4, ...settings.limits },
  });
  return { http, log };
}

/** The error that a promise must end with. */
export async function failure(promise: Promise<unknown>): Promise<BackendError> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof BackendError) {
      return error;
    }
    throw error;
  }
  throw new Error('It was to fail, and did not.');
}

/** All that anybody could read of an error. */
export const everythingOf = (error: unknown): string => {
  const texts: string[] = [];
  for (let current: unknown = error; current instanceof Error; current = current.cause) {
    texts.push(String(current), current.stack ?? '', JSON.stringify(current), JSON.stringify(Object.entries(current)));
  }
  return texts.join('\n');
};

export const never = new AbortController().signal;
