/** Where a Comet server lives, and what the SDKs' configuration says. */
import assert from 'node:assert/strict';
import { cometCloud, parseCometServer, serverOfKey } from '../../../../src/trackers/comet/serverAddress';
import { readCometConfig, readCometEnvironment } from '../../../../src/trackers/comet/credentials';
import { BackendError } from '../../../../src/shared/problem';

describe('the address of a Comet server', () => {
  for (const [address, webRoot] of [
    ['https://www.comet.com', 'https://www.comet.com'],
    ['https://www.comet.com/clientlib/', 'https://www.comet.com'],
    ['https://www.comet.ml/api/rest/v2/', 'https://www.comet.com'],
    ['comet.com', 'https://www.comet.com'],
    [' comet.example.org/ ', 'https://comet.example.org'],
    ['http://comet.example.org:8080/ml/comet/clientlib', 'http://comet.example.org:8080/ml/comet'],
    ['https://comet.example.org/ml/?a=b#c', 'https://comet.example.org/ml'],
    ['127.0.0.1:5000', 'http://127.0.0.1:5000'],
    ['localhost:5000/x', 'http://localhost:5000/x'],
    ['https://localhost.example.org', 'https://localhost.example.org'],
  ] as const) {
    it(`is ${webRoot} for ${address}`, () => {
      assert.deepEqual(parseCometServer(address), { webRoot, restRoot: `${webRoot}/api/rest/v2` });
    });
  }

  for (const address of ['', '   ', 'https://', 'ftp://x', 'https://user:hunter2@comet.example.org', 'a b c']) {
    it(`is not "${address}"`, () => {
      assert.throws(
        () => parseCometServer(address),
        (error) => error instanceof BackendError && error.kind === 'refused' && !error.message.includes('hunter2'),
      );
    });
  }

  it('is carried by smart keys, with or without padding', () => {
    const smart = (content: unknown): string =>
      `abc123*${Buffer.from(JSON.stringify(content)).toString('base64').replace(/=+$/, '')}`;
    assert.deepEqual(
      serverOfKey(smart({ baseUrl: 'https://comet.example.org/' })),
      parseCometServer('https://comet.example.org'),
    );
    assert.deepEqual(
      serverOfKey(`${smart({ baseUrl: 'https://a.example.org' })}==`),
      parseCometServer('https://a.example.org'),
    );
    for (const key of [
      'abc123',
      'abc123*',
      'abc123*###',
      '*e30',
      smart({}),
      smart(null),
      smart({ baseUrl: 'https://u:p@x' }),
      `${smart({ baseUrl: 'https://x.org' })}*more`,
    ]) {
      assert.equal(serverOfKey(key), null);
    }
    assert.equal(cometCloud.restRoot, 'https://www.comet.com/api/rest/v2');
  });
});

describe('the configuration of Comet SDKs', () => {
  it('is read from a file', () => {
    const text =
      '; mine\n[comet]\napi_key = abc*eyJiYXNlVXJsIjoiaHR0cHM6Ly94In0=\nworkspace=ada\n\n[other]\napi_key=no\nurl_override=no\n';
    assert.deepEqual(readCometConfig(text), {
      apiKey: 'abc*eyJiYXNlVXJsIjoiaHR0cHM6Ly94In0=',
      server: null,
      workspace: 'ada',
    });
    assert.deepEqual(readCometConfig('[comet]\r\nurl_override=https://x/clientlib/\r\napi_key=""\r\n'), {
      apiKey: null,
      server: 'https://x/clientlib/',
      workspace: null,
    });
    assert.deepEqual(readCometConfig('not ini at all'), { apiKey: null, server: null, workspace: null });
  });

  it('is read from the environment, Python before Java', () => {
    assert.deepEqual(
      readCometEnvironment({
        COMET_API_KEY: 'k',
        COMET_URL_OVERRIDE: 'https://a/clientlib/',
        COMET_BASE_URL: 'https://b',
        COMET_WORKSPACE_NAME: 'w',
      }),
      {
        apiKey: 'k',
        server: 'https://a/clientlib/',
        workspace: 'w',
      },
    );
    assert.deepEqual(readCometEnvironment({}), { apiKey: null, server: null, workspace: null });
  });
});
