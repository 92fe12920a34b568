/** A lab for one test: served on a port of its own, asked with fetch, closed afterwards. */
import { serveComet, type Lab } from '../../../src/lab/comet/server';
import { LabStore } from '../../../src/lab/store';

/** A clock that only moves when told. */
export class Clock {
  #now: number;

  constructor(now = Date.UTC(2026, 0, 15, 12)) {
    this.#now = now;
  }

  readonly now = (): number => this.#now;

  advance(milliseconds: number): void {
    this.#now += milliseconds;
  }
}

export interface ServedLab extends Lab {
  readonly clock: Clock;
  /** Path below `/api/rest/v2/`. Sends the key unless headers say otherwise. */
  ask(path: string, init?: RequestInit): Promise<Response>;
  read(path: string): Promise<unknown>;
  post(path: string, body: unknown): Promise<unknown>;
}

export async function serveEmptyLab(): Promise<ServedLab> {
  const clock = new Clock();
  const store = new LabStore({ userName: 'ada', defaultWorkspace: 'ada' }, clock.now);
  return served(await serveComet(store, clock.now), clock);
}

export function served(lab: Lab, clock: Clock): ServedLab {
  const ask = (path: string, init: RequestInit = {}): Promise<Response> =>
    fetch(`${lab.url}/api/rest/v2/${path}`, {
      ...init,
      headers: { Authorization: lab.apiKey, ...(init.headers as Record<string, string> | undefined) },
    });
  const answer = async (response: Response): Promise<unknown> => {
    if (response.status !== 200) {
      throw new Error(`${response.url} answered ${response.status}: ${await response.text()}`);
    }
    return response.json();
  };
  return {
    ...lab,
    clock,
    ask,
    read: async (path) => answer(await ask(path)),
    post: async (path, body) => answer(await ask(path, { method: 'POST', body: JSON.stringify(body) })),
  };
}

export const query = (values: Record<string, string>): string => new URLSearchParams(values).toString();
