// The files in which credentials may lie: read within bounds, and anything else is left out or said to be.
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findCredentials } from '../../../src/connections/foundCredentials';
import type { CredentialText } from '../../../src/trackers/tracker';

describe('found credentials', () => {
  let folder = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'experiments-credentials-'));
  });
  after(() => rm(folder, { recursive: true }));

  it('come from files of a bearable size, and those that are not are named', async () => {
    const [small, large, missing, directory] = ['small', 'large', 'missing', 'directory'].map((name) =>
      join(folder, name),
    ) as [string, string, string, string];
    await writeFile(small, '[one]\nkey = 1\n');
    await writeFile(large, 'x'.repeat(64 * 1024 + 1));
    await mkdir(directory);
    const given: CredentialText[] = [];
    const found = await findCredentials(
      {
        summary: '',
        whereabouts: '',
        files: ({ FIRST }) => [FIRST ?? '', large, missing, directory].map((path) => ({ owner: 'user', path })),
        find: (_, files) => {
          given.push(...files);
          return {
            credentials: [{ server: 'https://one.example', secret: '1', source: 'small', workspace: null }],
            complaints: ['One cannot be used.'],
          };
        },
      },
      { FIRST: small },
    );
    assert.deepEqual(given, [{ owner: 'user', name: small, text: '[one]\nkey = 1\n' }]);
    assert.deepEqual(
      found.credentials.map(({ secret }) => secret),
      ['1'],
    );
    assert.deepEqual(found.complaints, [
      'One cannot be used.',
      `${large} was not read: it is larger than a file of credentials is.`,
    ]);
  });
});
