/**
 * Expanding a project of 10,000 experiments: from the last byte of the answer to ready nodes, beside JSON.parse of the
 * same body, and the longest time that the event loop was held up meanwhile.
 */
import { fork } from 'node:child_process';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { connectComet } from '../../src/trackers/comet/backend';
import { parseCometServer } from '../../src/trackers/comet/serverAddress';
import { directNetwork } from '../../src/trackers/http/client';
import { Emitter } from '../../src/shared/base/event';
import type { ConnectionRef } from '../../src/shared/reference';
import { Store } from '../../src/store/store';
import { Choices } from '../../src/tree/listings/preferences';
import { Listings } from '../../src/tree/listings/listings';
import { experimentNodes, type ProjectNode } from '../../src/tree/nodes';
import { projectFolder } from '../support/installation';
import { median } from './figures';

const rounds = 9;

export async function expand10k(): Promise<{
  expand10kRatio: number;
  longestBlockMs: number;
  expand10kMs: number;
  parse10kMs: number;
}> {
  const child = fork(join(projectFolder, 'test/bench/expandServer.ts'), {
    execArgv: ['--import', 'tsx'],
    cwd: projectFolder,
  });
  try {
    const [lab] = (await once(child, 'message')) as [{ url: string; apiKey: string }];
    const ratios: number[] = [];
    const blocks: number[] = [];
    const expansions: number[] = [];
    const parses: number[] = [];
    // The first two warm the engine up, as an editor that has been open for a moment is.
    for (let round = -2; round < rounds; round += 1) {
      const { expansion, block } = await expandOnce(lab);
      const parse = await parseOnce(lab);
      if (round < 0) {
        continue;
      }
      ratios.push(expansion / parse);
      blocks.push(block);
      expansions.push(expansion);
      parses.push(parse);
    }
    return {
      expand10kRatio: median(ratios),
      longestBlockMs: median(blocks),
      expand10kMs: median(expansions),
      parse10kMs: median(parses),
    };
  } finally {
    child.disconnect();
  }
}

async function expandOnce({
  url,
  apiKey,
}: {
  url: string;
  apiKey: string;
}): Promise<{ expansion: number; block: number }> {
  const backend = connectComet({ server: parseCometServer(url), apiKey, network: directNetwork, log: () => undefined });
  const changes = new Emitter<ConnectionRef>();
  const store = new Store(
    { backend: () => Promise.resolve(backend), onDidChange: changes.event },
    { pollInterval: () => 0 },
  );
  const memory = new Map<string, unknown>();
  const choices = new Choices(
    { get: (key: string) => memory.get(key), update: (key, value) => Promise.resolve(void memory.set(key, value)) },
    () => null,
  );
  const listings = new Listings(store, choices);
  const [project] = await store.projects.list({ connection: 'bench', workspace: 'ada' });
  const parent: ProjectNode = {
    kind: 'project',
    id: 'project',
    parent: null,
    connection: 'bench',
    workspace: 'ada',
    projectId: project!.id,
    project: project!,
  };

  let lastByte = Number.NaN;
  const heard = (message: unknown): void => {
    if ((message as { request: { path: string } }).request.path.includes('/experiments?')) {
      lastByte = performance.now();
    }
  };
  subscribe('undici:request:trailers', heard);
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const { experiments } = await listings.arranged({
    connection: 'bench',
    workspace: 'ada',
    projectId: project!.id,
    archived: false,
  });
  const nodes = experimentNodes(parent, experiments);
  const done = performance.now();
  delay.disable();
  unsubscribe('undici:request:trailers', heard);
  store.dispose();
  await backend.close();
  if (nodes.length !== 10_000 || Number.isNaN(lastByte)) {
    throw new Error(`Got ${nodes.length} nodes; last byte at ${lastByte}.`);
  }
  return { expansion: done - lastByte, block: delay.max / 1e6 };
}

async function parseOnce({ url, apiKey }: { url: string; apiKey: string }): Promise<number> {
  const answer = await fetch(`${url}/api/rest/v2/experiments?workspaceName=ada&projectName=ten-thousand`, {
    headers: { Authorization: apiKey },
  });
  const text = await answer.text();
  const began = performance.now();
  const parsed = JSON.parse(text) as { experiments: unknown[] };
  const took = performance.now() - began;
  if (parsed.experiments.length !== 10_000) {
    throw new Error(`The body holds ${parsed.experiments.length} experiments.`);
  }
  return took;
}
