// The far end of the bridge, inside the extension host: evaluates what a workbench test asks, on loopback, for the
// holder of the key. It is an extension of its own and no tests entry, because VS Code refuses modal dialogs in a
// window that has a tests entry.
import { timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { runInThisContext } from 'node:vm';
import * as vscode from 'vscode';
import { helloVariable, keyVariable } from '../support/workbench/bridge/wire';
import type { BridgeAnswer, BridgeRequest } from '../support/workbench/bridge/wire';

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const hello = process.env[helloVariable];
  const key = process.env[keyVariable];
  if (hello === undefined || key === undefined) {
    return;
  }
  const server = createServer((request, response) => {
    if (!sameText(request.headers.authorization ?? '', `Bearer ${key}`)) {
      response.writeHead(401).end();
      return;
    }
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => {
      body += chunk;
    });
    request.on('end', () => {
      void answer(body).then((text) => response.writeHead(200, { 'content-type': 'application/json' }).end(text));
    });
  });
  context.subscriptions.push({ dispose: () => server.close() });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await fetch(hello, { method: 'POST', headers: { authorization: `Bearer ${key}` }, body: String(port) });
}

async function answer(body: string): Promise<string> {
  let result: BridgeAnswer;
  try {
    const { source, args } = JSON.parse(body) as BridgeRequest;
    // The test runner's compiler wraps named functions in __name, which is defined in its own modules only.
    const action = runInThisContext(`((__name) => (${source}))((named) => named)`) as (
      ...parameters: unknown[]
    ) => unknown;
    const value = await action(vscode, ...args);
    result = { value };
  } catch (error) {
    result = { error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
  try {
    return JSON.stringify(result);
  } catch (error) {
    return JSON.stringify({ error: `The value cannot travel as JSON: ${String(error)}` } satisfies BridgeAnswer);
  }
}

function sameText(left: string, right: string): boolean {
  const a = Buffer.from(left);
  const b = Buffer.from(right);
  return a.length === b.length && timingSafeEqual(a, b);
}
