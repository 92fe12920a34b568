/**
 * A process with a lab and, in front of it, a server that behaves as a cell of the fault matrix wants. The first parts
 * of a path name the cell: `/<fault>/<cell>/api/rest/v2/…`. Until the cell is armed, and after it is cured, all goes to
 * the lab.
 */
import { once } from 'node:events';
import { createServer, request as ask, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startCometLab } from '../../../src/lab/comet/server';
import { faults, type TrueAnswer } from './faults';

/** What this process tells the one that made it. */
export interface FaultyServer {
  readonly origin: string;
  readonly apiKey: string;
}

/** What a cell was asked while it was armed. */
export interface CellRecord {
  /** `GET /experiment/tags` each. */
  readonly asked: readonly string[];
  /** What reached the other origin, and whether it brought the key along. */
  readonly elsewhere: readonly { readonly method: string; readonly hasKey: boolean }[];
}

interface Cell {
  armed: boolean;
  asked: string[];
  elsewhere: { method: string; hasKey: boolean }[];
}

const cells = new Map<string, Cell>();
/** A clock that stands: what the lab says of ages is the same in every cell. */
const started = Date.now();
const lab = await startCometLab({ archives: 'media/lab', now: () => started });

function cellAt(id: string): Cell {
  const known = cells.get(id);
  if (known !== undefined) {
    return known;
  }
  const made: Cell = { armed: false, asked: [], elsewhere: [] };
  cells.set(id, made);
  return made;
}

async function bodyOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) {
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}

async function askLab(incoming: IncomingMessage, body: Buffer, path: string): Promise<TrueAnswer> {
  const outgoing = ask(`${lab.url}${path}`, {
    method: incoming.method,
    headers: { ...incoming.headers, host: new URL(lab.url).host, 'accept-encoding': 'identity' },
  });
  outgoing.end(body);
  const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
  const headers = Object.fromEntries(
    Object.entries(answer.headers).flatMap(([name, value]) =>
      typeof value === 'string' && !['transfer-encoding', 'connection', 'content-length', 'keep-alive'].includes(name)
        ? [[name, value]]
        : [],
    ),
  );
  return { status: answer.statusCode ?? 500, headers, body: await bodyOf(answer) };
}

async function listen(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Which cell it came from stands in the address that it was sent to. */
const other = createServer((request, response) => {
  const [, fault = '', name = ''] = (request.url ?? '').split('/');
  cellAt(`${fault}/${name}`).elsewhere.push({
    method: request.method ?? '',
    hasKey: JSON.stringify(request.headers).includes(lab.apiKey),
  });
  response.writeHead(200, { 'content-type': 'text/html' }).end('<!DOCTYPE html><title>Another server</title>');
});
const elsewhere = await listen(other);

const server = createServer({ maxHeaderSize: 128 * 1024 }, (request, response) => {
  void (async () => {
    const [, fault = '', name = '', ...rest] = (request.url ?? '').split('/');
    const id = `${fault}/${name}`;
    const cell = cellAt(id);
    const path = `/${rest.join('/')}`;
    if (path === '/arm') {
      Object.assign(cell, { armed: true, asked: [], elsewhere: [] } satisfies Cell);
      response.end();
      return;
    }
    if (path === '/cure') {
      cell.armed = false;
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ asked: cell.asked, elsewhere: cell.elsewhere } satisfies CellRecord));
      return;
    }
    const body = await bodyOf(request);
    const truth = (): Promise<TrueAnswer> => askLab(request, body, path);
    const chosen = faults.get(decodeURIComponent(fault));
    if (!cell.armed || chosen === undefined) {
      const answer = await truth();
      response
        .writeHead(answer.status, { ...answer.headers, 'content-length': String(answer.body.length) })
        .end(answer.body);
      return;
    }
    const number =
      cell.asked.push(`${request.method ?? ''} ${path.replace(/\?.*/, '').replace('/api/rest/v2', '')}`) - 1;
    await chosen.answer({ request, response, number, elsewhere: `${elsewhere}/${id}`, apiKey: lab.apiKey, truth });
  })().catch(() => response.destroy());
});
// A client that goes away in the middle is part of the game.
server.on('clientError', (_error, socket) => socket.destroy());

const told: FaultyServer = { origin: await listen(server), apiKey: lab.apiKey };
process.send?.(told);
process.once('disconnect', () => process.exit());
