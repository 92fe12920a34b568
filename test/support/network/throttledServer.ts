/**
 * A real tracker whose files are made while they are sent, at a pace: a lab answers all but the bytes. For what takes
 * long, and for what goes on after it was broken off. Keeps what was asked for, in order.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serveRuns, type LoggedRun } from '../lab/loggedRuns';

export interface ThrottledServer {
  readonly url: string;
  readonly apiKey: string;
  /** Paths below the REST root, with the range where one was asked for: `experiment/asset/get-asset bytes=100-`. */
  readonly asked: readonly string[];
  /** Bytes of files that went out. */
  readonly sent: number;
  close(): Promise<void>;
}

/** One file that every asset has; its size is what the run announces. */
export interface ThrottledFile {
  readonly bytesPerSecond: number;
  /** Null: the server names no version. */
  readonly etag: string | null;
}

/** Its bytes differ over any distance that downloads could go wrong by. */
const pattern = Buffer.from(Array.from({ length: 65_521 }, (_, index) => (index * 31 + (index >> 8) * 17) % 256));

export function bytesAt(from: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  for (let at = 0; at < length;) {
    at += pattern.copy(bytes, at, (from + at) % pattern.length);
  }
  return bytes;
}

/** Bytes a piece. */
const piece = 64 * 1024;

export async function serveThrottled(runs: readonly LoggedRun[], file: ThrottledFile): Promise<ThrottledServer> {
  const lab = await serveRuns(runs);
  const sizes = new Map(
    runs.flatMap(({ assets = [] }) => assets.map(({ id, announced = 0 }) => [id, announced] as const)),
  );
  const asked: string[] = [];
  let sent = 0;
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '', 'http://x');
    const path = url.pathname.replace('/api/rest/v2/', '');
    asked.push(path + (request.headers.range === undefined ? '' : ` ${request.headers.range}`));
    const size = path === 'experiment/asset/get-asset' ? sizes.get(url.searchParams.get('assetId') ?? '') : undefined;
    if (size !== undefined) {
      void send(request, response, size);
    } else {
      void forward(request, response);
    }
  });

  async function send(request: IncomingMessage, response: ServerResponse, size: number): Promise<void> {
    const condition = request.headers['if-range'];
    const from =
      condition === undefined || condition === file.etag
        ? Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0)
        : 0;
    response.writeHead(from > 0 ? 206 : 200, {
      'content-length': size - from,
      ...(file.etag === null ? {} : { etag: file.etag }),
      ...(from > 0 ? { 'content-range': `bytes ${from}-${size - 1}/${size}` } : {}),
    });
    let at = from;
    while (at < size && !response.destroyed) {
      const bytes = bytesAt(at, Math.min(piece, size - at));
      at += bytes.length;
      sent += bytes.length;
      response.write(bytes);
      await new Promise((resolve) => setTimeout(resolve, (1000 * bytes.length) / file.bytesPerSecond));
    }
    response.end();
  }

  async function forward(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) {
      chunks.push(chunk as Buffer);
    }
    const { authorization = '', 'content-type': contentType = 'application/json' } = request.headers;
    const answer = await fetch(`${lab.url}${request.url}`, {
      method: request.method ?? 'GET',
      headers: { authorization, 'content-type': contentType },
      ...(chunks.length > 0 ? { body: Buffer.concat(chunks) } : {}),
    });
    response
      .writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'application/json' })
      .end(Buffer.from(await answer.arrayBuffer()));
  }

  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    apiKey: lab.apiKey,
    asked,
    get sent() {
      return sent;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await lab.close();
    },
  };
}
