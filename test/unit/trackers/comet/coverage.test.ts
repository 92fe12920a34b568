// docs/coverage.md against the documents and against what exists: each endpoint of Comet's documents has a row, and
// what a row names is there.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Endpoint } from '../../../../src/trackers/comet/endpoints/endpoint';
import { endpoints } from '../../../../src/trackers/comet/endpoints/table';
import { cometRequests } from '../../../../src/trackers/comet/requestTemplates';
import { serveComet, type Lab } from '../../../../src/lab/comet/server';
import { LabStore } from '../../../../src/lab/store';
import { documented, headingsIn, methodsIn, requestsIn } from '../../../support/documented/documented';
import { projectFolder } from '../../../support/installation';

interface Row {
  readonly id: string;
  readonly heading: string;
  /** `GET experiment/code`; null where nobody knows it. */
  readonly request: string | null;
  /** A row of the table of endpoints, `experiments.experimentCode`, or `impossible: why`. */
  readonly endpoint: string;
  readonly metAt: string;
  readonly test: string;
}

const text = readFileSync(join(projectFolder, 'docs/coverage.md'), 'utf8');

/** Cells of the rows of the table below a heading. */
function table(heading: string): string[][] {
  const section = text.split(/^## /m).find((part) => part.startsWith(`${heading}\n`));
  assert.ok(section, `docs/coverage.md has no part “${heading}”`);
  return section
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .slice(2)
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

const code = (cell: string): string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);
const rows = table('REST API').map(
  ([id = '', heading = '', request = '', endpoint = '', metAt = '', test = '']): Row => ({
    id,
    heading,
    request: code(request)[0] ?? null,
    endpoint: code(endpoint)[0] ?? endpoint,
    metAt,
    test,
  }),
);
const methods = table('JavaScript SDK');
const isImpossible = ({ endpoint }: Row): boolean => endpoint.startsWith('impossible');
const possible = rows.filter((row) => !isImpossible(row));

const tableOfEndpoints = new Map<string, Endpoint>(
  Object.entries(endpoints).flatMap(([group, members]) =>
    Object.entries(members).map(([name, row]) => [`${group}.${name}`, row] as const),
  ),
);
/** As the documents write it: from the root where it is not below the REST root. */
const pathOf = ({ path }: { readonly path: string }): string =>
  path
    .replace(/\?.*/, '')
    .replace(/^(\.\.\/){3}/, '/')
    .replace(/^(\.\.\/){2}/, '/api/');
/** Whatever is named in braces. */
const withoutNames = (request: string): string => request.replace(/\{.*?\}/g, '{}');

const manifest = JSON.parse(readFileSync(join(projectFolder, 'package.json'), 'utf8')) as {
  contributes: { commands: { command: string }[] };
};
const commands = new Set(manifest.contributes.commands.map(({ command }) => command));

describe('docs/coverage.md', () => {
  let lab: Lab;
  before(async () => {
    lab = await serveComet(new LabStore({ userName: 'ada', defaultWorkspace: 'ada' }, Date.now), Date.now);
  });
  after(() => lab.close());

  it('is checked by lists that are read out of documents', () => {
    assert.deepEqual(requestsIn('Get It\n\nget /api/rest/v2/it?key=K\n\nPOST/api/rest/v2/a/b\n'), [
      'GET it',
      'POST a/b',
    ]);
    assert.deepEqual(headingsIn('Page\nMake It¶\nMakes it.\nEnd It¶\n'), ['End It', 'Make It']);
    assert.deepEqual(methodsIn('api.it(key) ⇒ Promise\n> api.other()\n'), ['api.it']);
  });

  it('has a row for each request of the read pages', () => {
    const named = new Set(rows.map(({ request }) => request));
    assert.deepEqual(
      documented('requests').filter((request) => !named.has(request)),
      [],
    );
  });

  it('has a row for each heading of the write page', () => {
    const named = new Set(rows.map(({ heading }) => heading));
    assert.deepEqual(
      documented('writes').filter((heading) => !named.has(heading)),
      [],
    );
  });

  it('has a row for each method of the JavaScript SDK', () => {
    const named = new Set(methods.map(([method = '']) => code(method)[0]));
    assert.deepEqual(
      documented('javascript').filter((method) => !named.has(method)),
      [],
    );
  });

  it('names each row once', () => {
    const ids = rows.map(({ id }) => id);
    assert.deepEqual(
      ids.filter((id, index) => ids.indexOf(id) !== index),
      [],
    );
  });

  it('names rows of the table of endpoints that send what it says', () => {
    const wrong = possible.flatMap(({ id, endpoint, request }) => {
      const row = tableOfEndpoints.get(endpoint);
      const sent = row === undefined ? 'nothing' : withoutNames(`${row.method} ${pathOf(row)}`);
      return sent === withoutNames(request ?? '') ? [] : [`${id}: ${endpoint} sends ${sent}`];
    });
    assert.deepEqual(wrong, []);
  });

  it('has a row for each endpoint of the table', () => {
    const named = new Set(possible.map(({ endpoint }) => endpoint));
    assert.deepEqual(
      [...tableOfEndpoints.keys()].filter((name) => !named.has(name)),
      [],
    );
  });

  it('names requests that the lab answers', async () => {
    const unanswered: string[] = [];
    for (const { id, request } of possible) {
      const [method = 'GET', path = ''] = request?.split(' ') ?? [];
      const url = path.startsWith('/')
        ? `${lab.url}${path}`
        : `${lab.url}/api/rest/v2/${path.replace(/\{.*?\}/g, 'none')}`;
      const answer = await fetch(url, { method, headers: { authorization: lab.apiKey }, redirect: 'manual' });
      const body = await answer.text();
      if (answer.status === 405 || (answer.status === 404 && /no such endpoint|nothing here/.test(body))) {
        unanswered.push(`${id}: ${request}`);
      }
    }
    assert.deepEqual(unanswered, []);
  });

  it('names commands that exist and says where else a user meets it', () => {
    const unknown = possible.flatMap(({ id, metAt }) =>
      code(metAt)
        .filter((name) => name.startsWith('experimentExplorer.') && !commands.has(name))
        .map((name) => `${id}: ${name}`),
    );
    assert.deepEqual(unknown, []);
    assert.deepEqual(
      possible.filter(({ metAt }) => metAt === '').map(({ id }) => id),
      [],
    );
  });

  it('offers as a request by hand what it says', () => {
    const offered = new Set(cometRequests.map((row) => withoutNames(`${row.method} ${pathOf(row)}`)));
    const wanted = possible
      .filter(({ metAt }) => code(metAt).includes('experimentExplorer.sendRequest'))
      .map(({ request }) => withoutNames(request ?? ''));
    assert.deepEqual(
      wanted.filter((request) => !offered.has(request)),
      [],
    );
  });

  it('names tests that are there and speak of it', () => {
    const unproven = [
      ...possible.map(({ id, endpoint, test }) => ({ id, word: endpoint.split('.')[1] ?? '', test })),
      ...methods.map(([method = '', , , test = '']) => ({
        id: method,
        word: (code(method)[0] ?? '').slice('api.'.length),
        test,
      })),
    ].filter(({ word, test }) => {
      const files = code(test).map((name) => join(projectFolder, 'test', name));
      return files.length === 0 || !files.some((file) => existsSync(file) && readFileSync(file, 'utf8').includes(word));
    });
    assert.deepEqual(
      unproven.map(({ id, test }) => `${id}: ${test}`),
      [],
    );
  });

  it('says why of each row that is impossible', () => {
    assert.deepEqual(
      rows.filter((row) => isImpossible(row) && !/^impossible: \S.{20,}/.test(row.endpoint)).map(({ id }) => id),
      [],
    );
  });

  it('counts its rows rightly', () => {
    const [, working, impossible] = /(\d+) rows work, (\d+) (?:are|is) impossible/.exec(text) ?? [];
    assert.deepEqual(
      [Number(working), Number(impossible)],
      [possible.length + methods.length, rows.length - possible.length],
    );
  });
});
