// The near end of the bridge: a workbench test runs functions inside the extension host of its window.
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type * as vscode from 'vscode';
import { PlainFailure, projectFolder } from '../../installation';
import { helloVariable, keyVariable } from './wire';
import type { BridgeAnswer, BridgeRequest } from './wire';

type VsCodeApi = typeof vscode;

const helloDeadline = 120_000;

export interface Bridge {
  /** Folder of the extension that must be loaded in the window. */
  readonly extension: string;
  /** What the extension host must find in its environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** Resolves when the extension host is up and its bridge answers. */
  ready(): Promise<void>;
  /** Call before a window reload: `ready` then waits for the next extension host. */
  expectRestart(): void;
  /**
   * Runs a function inside the extension host. It is sent as source: everything it needs comes as arguments,
   * and arguments and result travel as JSON.
   * @throws Error with the host's stack when the function threw.
   */
  run<Args extends unknown[], Value>(
    action: (vscode: VsCodeApi, ...args: Args) => Value | Thenable<Value>,
    ...args: Args
  ): Promise<Value>;
  close(): Promise<void>;
}

export async function openBridge(): Promise<Bridge> {
  const key = randomBytes(24).toString('base64url');
  let host = pending();
  const listener = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => {
      body += chunk;
    });
    request.on('end', () => {
      response.end();
      if (request.headers.authorization === `Bearer ${key}`) {
        host.resolve(Number(body));
      }
    });
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  const { port } = listener.address() as AddressInfo;

  const hostPort = async (): Promise<number> => {
    let timer: NodeJS.Timeout | undefined;
    const deadline = new Promise<never>((_, reject) => {
      timer = setTimeout(
        () => reject(new PlainFailure('The extension host did not come up in two minutes.')),
        helloDeadline,
      );
    });
    return await Promise.race([host.promise, deadline]).finally(() => clearTimeout(timer));
  };

  return {
    extension: join(projectFolder, 'out/test/bridge'),
    environment: { [helloVariable]: `http://127.0.0.1:${port}/`, [keyVariable]: key },
    async ready() {
      await hostPort();
    },
    expectRestart() {
      host = pending();
    },
    async run<Args extends unknown[], Value>(
      action: (vscode: VsCodeApi, ...args: Args) => Value | Thenable<Value>,
      ...args: Args
    ): Promise<Value> {
      const request: BridgeRequest = { source: action.toString(), args };
      const response = await fetch(`http://127.0.0.1:${await hostPort()}/`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}` },
        body: JSON.stringify(request),
      });
      const answer = (await response.json()) as BridgeAnswer;
      if (answer.error !== undefined) {
        throw new Error(`In the extension host: ${answer.error}`);
      }
      return answer.value as Value;
    },
    async close() {
      await new Promise<void>((resolve) => listener.close(() => resolve()));
    },
  };
}

interface PendingPort {
  readonly promise: Promise<number>;
  readonly resolve: (port: number) => void;
}

function pending(): PendingPort {
  let resolve: PendingPort['resolve'] = () => undefined;
  const promise = new Promise<number>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
