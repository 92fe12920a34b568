// Which key goes to which server, out of the environment and configuration files.
import assert from 'node:assert/strict';
import { maskedSecret } from '../../../../src/shared/text/summary';
import { credentialFiles, findCredentials } from '../../../../src/trackers/comet/credentials';
import type { CredentialText } from '../../../../src/trackers/tracker';

const config = (name: string, owner: CredentialText['owner'], ...lines: string[]): CredentialText => ({
  name,
  owner,
  text: ['[comet]', ...lines, ''].join('\n'),
});
const brief = ({ credentials }: ReturnType<typeof findCredentials>): string[] =>
  credentials.map(({ source, secret, server }) => `${source}: ${secret} -> ${server}`);

describe('credentials', () => {
  it('sends a key to comet.com when nothing names a server', () => {
    const found = findCredentials({ COMET_API_KEY: 'a-key', COMET_WORKSPACE: 'vision' }, []);
    assert.deepEqual(brief(found), ['COMET_API_KEY: a-key -> https://www.comet.com']);
    assert.equal(found.credentials[0]?.workspace, 'vision');
  });

  it('finds nothing where nothing is', () => {
    assert.deepEqual(
      findCredentials({ COMET_URL_OVERRIDE: 'https://comet.example.org/clientlib/' }, [
        config('file', 'user', 'workspace = vision'),
      ]),
      { credentials: [], complaints: [] },
    );
  });

  it('reads every place, each with its own server', () => {
    const found = findCredentials({ COMET_API_KEY: 'one', COMET_URL_OVERRIDE: 'https://one.example.org/clientlib/' }, [
      config('~/.comet.config', 'user', 'api_key = two', 'url_override = https://two.example.org/team/clientlib/'),
      config('work/.comet.config', 'folder', 'api_key = three', 'url_override = http://localhost:8080'),
    ]);
    assert.deepEqual(brief(found), [
      'COMET_API_KEY: one -> https://one.example.org',
      '~/.comet.config: two -> https://two.example.org/team',
      'work/.comet.config: three -> http://localhost:8080',
    ]);
  });

  it('takes the server that the user has set elsewhere, as the SDKs do', () => {
    const home = config('~/.comet.config', 'user', 'url_override = https://home.example.org/clientlib/');
    assert.deepEqual(
      brief(findCredentials({ COMET_API_KEY: 'one' }, [home, config('work/.comet.config', 'folder', 'api_key = two')])),
      ['COMET_API_KEY: one -> https://home.example.org', 'work/.comet.config: two -> https://home.example.org'],
    );
  });

  it('never sends the user’s key to a server that a folder names', () => {
    const folder = config('work/.comet.config', 'folder', 'url_override = https://thief.example.org/clientlib/');
    const found = findCredentials({ COMET_API_KEY: 'one' }, [
      config('~/.comet.config', 'user', 'api_key = two'),
      folder,
    ]);
    assert.deepEqual(
      found.credentials.map(({ server }) => server),
      ['https://www.comet.com', 'https://www.comet.com'],
    );
  });

  it('goes by the server inside a smart key, unless one is set', () => {
    const apiKey = `token*${Buffer.from(JSON.stringify({ baseUrl: 'https://smart.example.org' })).toString('base64')}`;
    assert.deepEqual(brief(findCredentials({ COMET_API_KEY: apiKey }, [])), [
      `COMET_API_KEY: ${apiKey} -> https://smart.example.org`,
    ]);
    const set = findCredentials({ COMET_API_KEY: apiKey, COMET_URL_OVERRIDE: 'https://set.example.org' }, []);
    assert.equal(set.credentials[0]?.server, 'https://set.example.org');
  });

  it('shows the same key for the same server once, with all its places', () => {
    const found = findCredentials({ COMET_API_KEY: 'same' }, [
      config('~/.comet.config', 'user', 'api_key = same', 'workspace = vision'),
      config('work/.comet.config', 'folder', 'api_key = same', 'url_override = https://other.example.org'),
    ]);
    assert.deepEqual(brief(found), [
      'COMET_API_KEY, ~/.comet.config: same -> https://www.comet.com',
      'work/.comet.config: same -> https://other.example.org',
    ]);
    assert.equal(found.credentials[0]?.workspace, 'vision');
  });

  it('complains of an address that is none, without the key in the sentence', () => {
    const { credentials, complaints } = findCredentials({}, [
      config('~/.comet.config', 'user', 'api_key = very-secret', 'url_override = ftp://example.org'),
    ]);
    assert.deepEqual(credentials, []);
    assert.equal(complaints.length, 1);
    assert.match(complaints[0]!, /^The key in ~\/\.comet\.config cannot be used: .*https:\/\//);
    assert.ok(!complaints[0]!.includes('very-secret'));
  });

  it('lie in the file that COMET_CONFIG names, else in the home folder, and in each folder', () => {
    const folder = { owner: 'folder', path: '.comet.config' };
    assert.deepEqual(credentialFiles({}), [{ owner: 'user', path: '~/.comet.config' }, folder]);
    assert.deepEqual(credentialFiles({ COMET_CONFIG: ' ' })[0], { owner: 'user', path: '~/.comet.config' });
    assert.deepEqual(credentialFiles({ COMET_CONFIG: '/etc/comet.ini' })[0], { owner: 'user', path: '/etc/comet.ini' });
  });

  it('shows four characters of a key that is long enough to stay secret', () => {
    assert.equal(maskedSecret('abcdefghijklmnop'), 'abcd…');
    assert.equal(maskedSecret('short'), '…');
  });
});
