/** A process of its own that is answered with 500 MB of `[],`, packed to half a megabyte: says how that ended and what memory it took. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { createGzip, createBrotliCompress, constants } from 'node:zlib';
import { directNetwork, Http, type AnswerKind } from '../../src/backends/http';
import { toProblem } from '../../src/shared/problem';

async function packed(packer: NodeJS.ReadWriteStream): Promise<Buffer> {
  const piece = Buffer.from('[],'.repeat(350_000));
  const chunks: Buffer[] = [];
  packer.on('data', (chunk: Buffer) => chunks.push(chunk));
  packer.write('[');
  for (let megabyte = 0; megabyte < 500; megabyte += 1) if (!packer.write(piece)) await once(packer, 'drain');
  packer.end('0]');
  await once(packer, 'end');
  return Buffer.concat(chunks);
}

const bodies = { gzip: await packed(createGzip({ level: 6 })), br: await packed(createBrotliCompress({ params: { [constants.BROTLI_PARAM_QUALITY]: 4 } })) };
const results: object[] = [];
for (const [encoding, body] of Object.entries(bodies)) {
  for (const answer of ['details', 'list'] satisfies AnswerKind[]) {
    let requests = 0;
    const server = createServer((_, response) => {
      requests += 1;
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': encoding }).end(body);
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const http = new Http({ baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, authentication: () => ({}), network: directNetwork, log: () => undefined });
    let peak = 0;
    const watch = setInterval(() => { peak = Math.max(peak, process.memoryUsage().rss); }, 5);
    const before = process.memoryUsage().rss;
    const problem = await http.json({ method: 'GET', kind: 'read', path: 'x', answer, signal: new AbortController().signal }).then(() => ({ kind: 'none', message: 'believed' }), toProblem);
    clearInterval(watch);
    results.push({ kind: problem.kind, message: problem.message, requests, peakMiB: Math.round((Math.max(peak, process.memoryUsage().rss) - before) / 2 ** 20) });
    await http.close();
    server.close();
    server.closeAllConnections();
  }
}
console.log(JSON.stringify(results));
