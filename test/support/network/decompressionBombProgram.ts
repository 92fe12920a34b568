/**
 * A process of its own that is answered with 500 MB of `[],`, packed to half a megabyte: says how that ended and what
 * memory it took.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { createGzip, createBrotliCompress, constants } from 'node:zlib';
import { directNetwork, Http, type AnswerKind } from '../../../src/trackers/http/client';
import { toProblem } from '../../../src/shared/problem';
import { decompressionBomb, peakMemory } from './decompressionBomb';

const bodies = {
  gzip: await decompressionBomb(createGzip({ level: 6 })),
  br: await decompressionBomb(createBrotliCompress({ params: { [constants.BROTLI_PARAM_QUALITY]: 4 } })),
};
const results: object[] = [];
for (const [encoding, body] of Object.entries(bodies)) {
  for (const answer of ['details', 'list'] satisfies AnswerKind[]) {
    let requests = 0;
    const server = createServer((_, response) => {
      requests += 1;
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': encoding }).end(body);
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const http = new Http({
      baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      authentication: () => ({}),
      network: directNetwork,
      log: () => undefined,
    });
    let message = 'It was believed.';
    const peakMiB = await peakMemory(() =>
      http
        .json({ method: 'GET', kind: 'read', path: 'x', answer, signal: new AbortController().signal })
        .catch((error: unknown) => {
          ({ message } = toProblem(error));
        }),
    );
    results.push({ answer, message, requests, peakMiB });
    await http.close();
    server.close();
    server.closeAllConnections();
  }
}
console.log(JSON.stringify(results));
