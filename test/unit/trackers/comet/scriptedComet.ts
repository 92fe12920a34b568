/** For tests: Comet's back end, connected to a real server below a path prefix that gives each endpoint one answer. */
import { parseCometServer } from '../../../../src/trackers/comet/serverAddress';
import { connectComet, type CometBackend } from '../../../../src/trackers/comet/backend';
import { directNetwork, type HttpLimits } from '../../../../src/trackers/http/client';
import { apiKey, json, serve, type Asked, type Handler, type TestServer } from '../http/httpServer';

/** By path below the REST root: a value, or a handler. Paths without an answer are unknown to the server. */
export type Answers = Readonly<Record<string, unknown>>;

export interface ScriptedComet {
  readonly comet: CometBackend;
  readonly server: TestServer;
  readonly log: string[];
  readonly path: (index: number) => URL;
}

export async function scriptedComet(answers: Answers, limits: Partial<HttpLimits> = {}): Promise<ScriptedComet> {
  const log: string[] = [];
  const server = await serve(async (request, response, asked) => {
    const path = new URL(asked.url, 'http://x').pathname.replace('/prefix/api/rest/v2/', '');
    const answer = answers[path];
    if (typeof answer === 'function') {
      await (answer as Handler)(request, response, asked);
    } else if (answer === undefined) {
      json(response, { msg: 'no such path', code: 404 }, 404);
    } else {
      json(response, answer);
    }
  });
  const comet = connectComet({
    server: parseCometServer(`${server.origin}/prefix/clientlib/`),
    apiKey,
    network: directNetwork,
    log: (line) => log.push(line),
    limits: { firstPause: 1, longestPause: 2, ...limits },
  });
  return { comet, server, log, path: (index) => new URL(server.asked[index]!.url, server.origin) };
}

/** Comet's own error body. */
export const says =
  (status: number, code: number, msg = 'some words', bodyCode = status): Handler =>
  (_, response) =>
    json(response, { msg, code: bodyCode, data: null, sdk_error_code: code }, status);

export const bodyOf = (asked: Asked): unknown => JSON.parse(asked.body);

export async function drain(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}
