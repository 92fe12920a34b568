/** The server of “Ledger”: a few trials of plants over HTTP, in JSON of its own, to thirty requests a minute. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface LedgerServer {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  readonly owner: string;
  readonly token: string;
  /** Paths, the refused ones included. */
  readonly asked: readonly string[];
  close(): Promise<void>;
}

const requestsPerMinute = 30;
const minute = 60_000;
/** Trials a page. */
const pageLength = 2;

const board = { no: 7, title: 'leaves', team: 'plants' };
const trial = (no: number, title: string, phase: string, height: number) => ({
  no,
  title,
  phase,
  began: phase === 'planned' ? null : '2026-03-01T08:00:00Z',
  ended: phase === 'planned' ? null : '2026-03-01T09:30:00Z',
  who: 'ada',
  board,
  labels: ['outdoors'],
  settings: { light: 'north', water: String(no) },
  last: phase === 'planned' ? {} : { height: { value: height, round: 3 }, width: { value: 2, round: 3 } },
});
const trials = [
  trial(101, 'maple', 'harvested', 30),
  trial(102, 'oak', 'withered', 20),
  trial(103, 'elm', 'abandoned', 10),
  trial(104, 'ash', 'planned', 0),
];
const curvesOf = ({ last }: (typeof trials)[number]): unknown =>
  Object.fromEntries(
    Object.entries(last).map(([name, { value, round }]) => [
      name,
      Array.from({ length: round }, (_, index) => [
        index + 1,
        (value * (index + 1)) / round,
        `2026-03-01T08:0${index}:00Z`,
      ]),
    ]),
  );

/** Undefined: there is no such thing. */
function answerTo(url: URL): unknown {
  const [first, second, third] = url.pathname.split('/').slice(1).map(decodeURIComponent);
  const asked = trials.find(({ no }) => String(no) === second);
  switch (`${first ?? ''}/${third ?? ''}`) {
    case 'me/':
      return { who: 'ada' };
    case 'teams/':
      return { teams: [board.team] };
    case 'teams/boards':
      return second === board.team ? { boards: [board] } : undefined;
    case 'boards/trials': {
      const page = trials.filter(({ no }) => no > Number(url.searchParams.get('after'))).slice(0, pageLength);
      const last = page.at(-1)?.no;
      return { trials: page, next: last === undefined || last === trials.at(-1)?.no ? null : last };
    }
    case 'trials/':
      return asked;
    case 'trials/curves':
      return asked === undefined ? undefined : curvesOf(asked);
    default:
      return undefined;
  }
}

/** @param now milliseconds; a clock that stands still makes one minute of all that is asked */
export async function serveLedger(now: () => number): Promise<LedgerServer> {
  const [owner, token] = ['ada', 'token-of-a-ledger'];
  const asked: string[] = [];
  let answered: number[] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    asked.push(path);
    const send = (status: number, body: unknown, headers = {}): void => {
      response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
    };
    answered = answered.filter((time) => time > now() - minute);
    if (answered.length >= requestsPerMinute) {
      send(429, { why: 'Too fast for a ledger.' }, { 'retry-after': '60' });
      return;
    }
    answered.push(now());
    if (request.headers['x-ledger-token'] !== `${owner}:${token}`) {
      send(401, { why: 'Not your ledger.' });
      return;
    }
    const answer = answerTo(new URL(path, 'http://ledger'));
    send(answer === undefined ? 404 : 200, answer ?? { why: 'No such page.' });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    owner,
    token,
    asked,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}
