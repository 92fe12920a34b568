/**
 * The cells of the lab's fault matrix: a client's fault on one of the lab's calls. In each the lab answers with a
 * sentence, or ends a connection that does not speak HTTP; what was refused is not kept, what was acknowledged is, and
 * the next client is served.
 */
import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { inspect } from 'node:util';
import { startCometLab, type Lab } from '../../../src/lab/comet/server';
import type { ClientFault, Sent, TrueRequest } from './clientFaults';
import { longestBlock } from './processorTime';
import type { Outcome } from './reliabilityTable';
import { faultsOf, settled } from './sentences';

/**
 * Milliseconds of its own work, as `longestBlock` counts them. In it are also this client and the packing of what it
 * sends.
 */
const longestAllowedBlock = 100;

/** A call of the lab. */
interface LabCall {
  readonly name: string;
  readonly group: 'reads' | 'writes' | 'SDK’s writes' | 'uploads';
  readonly method: 'GET' | 'POST';
  readonly path: (key: string) => string;
  readonly body?: (key: string, number: number) => { readonly type: string; readonly body: Buffer };
  /** What the lab holds of such calls. */
  readonly held?: (lab: Lab, key: string) => Promise<unknown>;
}

interface Answer {
  readonly status: number;
  readonly text: string;
}

const rest = '/api/rest/v2';
const json = (value: unknown): { type: string; body: Buffer } => ({
  type: 'application/json',
  body: Buffer.from(JSON.stringify(value)),
});
const contentOf = async (lab: Lab, key: string) => {
  const experiment = lab.store.experiment(key);
  assert.ok(experiment);
  return experiment.content();
};

const labCalls: readonly LabCall[] = [
  {
    name: 'an experiment',
    group: 'reads',
    method: 'GET',
    path: (key) => `${rest}/experiment/metadata?experimentKey=${key}`,
  },
  {
    name: 'its metrics',
    group: 'reads',
    method: 'GET',
    path: (key) => `${rest}/experiment/metrics/summary?experimentKey=${key}`,
  },
  {
    name: 'its output',
    group: 'reads',
    method: 'GET',
    path: (key) => `${rest}/experiment/output?experimentKey=${key}`,
  },
  {
    name: 'a metric',
    group: 'writes',
    method: 'POST',
    path: () => `${rest}/write/experiment/metric`,
    body: (experimentKey, number) => json({ experimentKey, metricName: 'loss', metricValue: number / 3, step: number }),
    held: async (lab, key) => [...(await contentOf(lab, key)).metrics.values()].map((metric) => inspect(metric)),
  },
  {
    name: 'a parameter',
    group: 'writes',
    method: 'POST',
    path: () => `${rest}/write/experiment/parameter`,
    body: (experimentKey, number) => json({ experimentKey, parameterName: `p${number}`, parameterValue: 'x' }),
    held: async (lab, key) => [...(await contentOf(lab, key)).parameters.keys()],
  },
  {
    name: 'tags',
    group: 'writes',
    method: 'POST',
    path: () => `${rest}/write/experiment/tags`,
    body: (experimentKey, number) => json({ experimentKey, addedTags: [`tag ${number}`] }),
    held: async (lab, key) => [...(await contentOf(lab, key)).tags],
  },
  {
    name: 'metrics of the SDK',
    group: 'SDK’s writes',
    method: 'POST',
    path: () => '/clientlib/batch/logger/experiment/metric',
    body: (experimentKey, number) =>
      json({ experimentKey, values: [{ metricName: 'sdk', metricValue: number / 7, step: number }] }),
    held: async (lab, key) => [...(await contentOf(lab, key)).metrics.values()].map((metric) => inspect(metric)),
  },
  {
    name: 'an asset',
    group: 'uploads',
    method: 'POST',
    path: (key) => `${rest}/write/experiment/upload-asset?experimentKey=${key}&fileName=a.txt&type=asset`,
    body: (_, number) => ({
      type: 'multipart/form-data; boundary=edge',
      body: Buffer.from(
        `--edge\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n${'words '.repeat(200)}${number}\r\n--edge--\r\n`,
      ),
    }),
    held: async (lab, key) => [...(await contentOf(lab, key)).assets.keys()],
  },
];

export class LabCells {
  readonly #lab: Lab;
  #number = 0;

  private constructor(lab: Lab) {
    this.#lab = lab;
  }

  static async start(): Promise<LabCells> {
    return new LabCells(await startCometLab({ archives: 'media/lab' }));
  }

  stop(): Promise<void> {
    return this.#lab.close();
  }

  /** All calls with a fault. */
  async row(
    fault: ClientFault,
  ): Promise<{ readonly complaints: readonly string[]; readonly outcomes: readonly Outcome[] }> {
    const complaints: string[] = [];
    const outcomes: Outcome[] = [];
    for (const call of labCalls) {
      const isJson = call.body !== undefined && call.group !== 'uploads';
      if ((fault.isOfBodies === true && call.body === undefined) || (fault.isOfJson === true && !isJson)) {
        continue;
      }
      const complain = (text: string): void => void complaints.push(`${fault.name} × ${call.name}: ${text}`);
      const { result, longest } = await longestBlock(() => this.#run(fault, call, complain));
      if (longest > longestAllowedBlock) {
        complain(`keeps the thread busy for ${Math.round(longest)} ms`);
      }
      outcomes.push(result);
    }
    return { complaints, outcomes };
  }

  async #run(fault: ClientFault, call: LabCall, complain: (text: string) => void): Promise<Outcome> {
    const created = await this.#send({
      bytes: plain(
        this.#request(
          {
            name: 'new',
            group: 'writes',
            method: 'POST',
            path: () => `${rest}/write/experiment/create`,
            body: () => json({ workspaceName: 'vision-lab', projectName: 'faults' }),
          },
          '',
        ),
      ),
    });
    const { experimentKey: key } = JSON.parse(created?.text ?? '{}') as { experimentKey: string };
    const before = await call.held?.(this.#lab, key);
    const answer = await this.#send(fault.send(this.#request(call, key)));
    const isTaken = answer !== null && answer.status < 300;
    const said = answer === null ? '' : sentenceOf(answer);
    const { expected } = fault;
    if (expected === 'works' && !isTaken) {
      complain(`fails: ${answer?.status ?? 'closed'} ${said}`);
    }
    if ((expected === 'refused' || expected === 'closed') && isTaken) {
      complain(`was taken: ${answer.text.slice(0, 200)}`);
    }
    if (expected === 'refused' && answer === null) {
      complain('ends the connection without a word');
    }
    if (answer !== null && answer.status >= 500) {
      complain(`is a fault of the lab’s own: ${answer.status} ${said}`);
    }
    if (answer?.text.includes(this.#lab.apiKey)) {
      complain('the answer tells the key');
    }
    if (!isTaken && said !== '') {
      for (const wrong of faultsOf(`${said[0]?.toUpperCase()}${said.slice(1)}.`, this.#lab.apiKey)) {
        complain(`its sentence ${wrong}: ${said.slice(0, 200)}`);
      }
    }
    if (call.held !== undefined) {
      if (!isTaken && expected !== 'either') {
        assert.deepEqual(
          await call.held(this.#lab, key),
          before,
          `${fault.name} × ${call.name}: what was refused was kept`,
        );
      }
      if (isTaken) {
        assert.notDeepEqual(
          await call.held(this.#lab, key),
          before,
          `${fault.name} × ${call.name}: what was acknowledged is not there`,
        );
      }
    }
    const next = await this.#send({ bytes: plain(this.#request(call, key)) });
    if (next === null || next.status >= 300) {
      complain(`the next client is not served: ${next?.status ?? 'closed'}`);
    }
    const kind = isTaken ? 'works' : answer === null ? 'closed' : String(answer.status);
    return {
      fault: fault.name,
      surface: call.name,
      group: call.group,
      kind: expected === 'either' ? 'kept or not' : kind,
      sentence: isTaken ? '' : settled(said),
    };
  }

  #request(call: LabCall, key: string): TrueRequest {
    this.#number += 1;
    const { type = null, body = Buffer.alloc(0) } = call.body?.(key, this.#number) ?? {};
    return {
      method: call.method,
      path: call.path(key),
      type,
      body,
      apiKey: this.#lab.apiKey,
      host: new URL(this.#lab.url).host,
    };
  }

  /** Null when the connection ended without an answer. */
  async #send({ bytes, then }: Sent): Promise<Answer | null> {
    const { port } = new URL(this.#lab.url);
    return await new Promise((resolve) => {
      const chunks: Buffer[] = [];
      const socket = connect({ port: Number(port), host: '127.0.0.1', noDelay: true });
      socket.on('data', (chunk: Buffer) => chunks.push(chunk));
      // A lab that has heard enough may end the connection while this still writes.
      socket.on('error', () => undefined);
      socket.on('close', () => resolve(readAnswer(Buffer.concat(chunks).toString('utf8'))));
      const last = (): void => {
        if (then === 'reset') {
          socket.resetAndDestroy();
        }
        if (then === 'end') {
          socket.end();
        }
      };
      bytes.forEach((piece, index) => void socket.write(piece, index === bytes.length - 1 ? last : undefined));
    });
  }
}

const plain = ({ method, path, type, body, apiKey, host }: TrueRequest): Buffer[] => [
  Buffer.from(
    `${method} ${path} HTTP/1.1\r\nHost: ${host}\r\nAuthorization: ${apiKey}\r\nConnection: close\r\n${type === null ? '' : `Content-Type: ${type}\r\nContent-Length: ${body.length}\r\n`}\r\n`,
    'latin1',
  ),
  body,
];

function readAnswer(text: string): Answer | null {
  const final = text.replace(/^HTTP\/1\.1 100 Continue\r\n\r\n/, '');
  const status = /^HTTP\/1\.1 (\d{3}) /.exec(final)?.[1];
  return status === undefined ? null : { status: Number(status), text: final.slice(final.indexOf('\r\n\r\n') + 4) };
}

/** What a client can show of a refusal; empty when the HTTP layer itself refused. */
function sentenceOf({ text }: Answer): string {
  return /"msg":"((?:[^"\\]|\\.)*)"/.exec(text)?.[1] ?? '';
}
