/** Texts that are edited and saved back: their addresses, what tells them apart for an editor, and webhooks as JSON. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { ContentStats } from '../../../src/documents/contentStats';
import { readWebhooks, webhooksText } from '../../../src/documents/webhooks';
import { readDocumentAddress } from '../../../src/shared/address/experimentUri';
import {
  artifactFileAddress,
  dashboardAddress,
  editableAddress,
  panelAddress,
  readEditableAddress,
  readWorkspaceAddress,
  type Address,
  type Editable,
} from '../../../src/shared/address/workspaceUri';

/** As VS Code writes and reads URIs: path and authority percent-encoded, the authority in small letters. */
function throughText({ scheme, authority, path }: Address): Address {
  const text = `${scheme}://${encodeURIComponent(authority).toLowerCase()}${path.split('/').map(encodeURIComponent).join('/')}`;
  const [, readScheme = '', readAuthority = '', readPath = ''] = /^([^:]+):\/\/([^/]*)(.*)$/.exec(text)!;
  return { scheme: readScheme, authority: decodeURIComponent(readAuthority), path: decodeURIComponent(readPath) };
}

const anyText = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('', '.', '..', '/', '../../x', 'a/b', 'Ada', '%2F', 'a?b#c', '\ud800'),
);
const anyId = anyText.filter((text) => text !== '');
const record = <T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> =>
  fc.record(model, { noNullPrototype: true });
const workspace = { connection: anyId, workspace: anyId };

describe('the address of what a workspace keeps', () => {
  const same = (address: Address, expected: unknown): void => {
    for (const one of [address, throughText(address)]) {
      assert.deepEqual(readWorkspaceAddress(one), expected);
      assert.equal(readDocumentAddress(one), null, 'It is no experiment’s.');
      assert.equal(readEditableAddress(one), null);
    }
  };

  it('is read back as it was, whatever the names', () => {
    fc.assert(
      fc.property(
        record({ ...workspace, panelId: anyId }),
        anyText,
        fc.constantFrom('javascript', 'python'),
        (ref, name, language) => same(panelAddress(ref, name, language), { kind: 'panel', ref }),
      ),
    );
    fc.assert(
      fc.property(record({ ...workspace, projectId: anyId, dashboardId: anyId }), anyText, (ref, name) =>
        same(dashboardAddress(ref, name), { kind: 'dashboard', ref }),
      ),
    );
    fc.assert(
      fc.property(record({ ...workspace, artifact: anyId, version: anyId }), anyId, anyText, (ref, assetId, name) =>
        same(artifactFileAddress(ref, { assetId, name }), { kind: 'artifactFile', ref, assetId, name }),
      ),
    );
  });

  it('has the extension that tells an editor the language', () => {
    const ref = { connection: 'c', workspace: 'w', panelId: 'p' };
    assert.match(panelAddress(ref, 'Loss / Step', 'python').path, /\/Loss _ Step\.py$/);
    assert.match(panelAddress(ref, 'Loss', 'javascript').path, /\/Loss\.js$/);
  });
});

describe('the address of a text to edit', () => {
  const anyEditable: fc.Arbitrary<Editable> = fc.oneof(
    record({ kind: fc.constant('projectNotes' as const), ref: record({ ...workspace, projectId: anyId }) }),
    record({ kind: fc.constant('registryNotes' as const), ref: record({ ...workspace, registryModel: anyId }) }),
    record({ kind: fc.constant('webhooks' as const), ref: record(workspace), model: fc.option(anyId) }),
  );

  it('is read back as it was, whatever the names', () => {
    fc.assert(
      fc.property(anyEditable, anyText, (editable, name) => {
        const address = editableAddress(editable, name);
        for (const one of [address, throughText(address)]) {
          assert.deepEqual(readEditableAddress(one), editable);
          assert.equal(readWorkspaceAddress(one), null);
        }
        assert.match(address.path, editable.kind === 'webhooks' ? /\/experiment-webhooks\/[^/]*\.json$/ : /\.md$/);
      }),
    );
  });

  it('of webhooks is what the schema in the manifest waits for', () => {
    const { contributes } = JSON.parse(readFileSync('package.json', 'utf8')) as {
      contributes: { jsonValidation: { fileMatch: string }[] };
    };
    assert.deepEqual(
      contributes.jsonValidation.map(({ fileMatch }) => fileMatch),
      ['/experiment-webhooks/*.json'],
    );
  });
});

describe('time and size of a text', () => {
  it('tell it from every other text of the file, and from itself only when something lay between', () => {
    let now = 1000;
    const stats = new ContentStats(() => now);
    const of = (text: string): { mtime: number; size: number } => stats.of('file', Buffer.from(text));
    const cat = of('cat');
    now += 50;
    assert.deepEqual(of('cat'), cat);
    const dog = of('dog');
    assert.ok(dog.mtime > cat.mtime && dog.size !== cat.size);
    const back = of('cat');
    assert.ok(back.mtime > dog.mtime);
    assert.equal(back.size, cat.size);
    fc.assert(
      fc.property(fc.uniqueArray(fc.string({ maxLength: 3 })), (texts) => {
        const all = texts.map((text) => stats.of('other', Buffer.from(text)));
        assert.equal(new Set(all.map(({ size }) => size)).size, texts.length);
      }),
    );
  });
});

describe('webhooks as JSON', () => {
  const secret = 'hunter2-very-secret';
  const refusalOf = (text: string): string => {
    try {
      readWebhooks(text);
    } catch (error) {
      return (error as Error).message;
    }
    return assert.fail('It was taken.');
  };

  it('come back as they were', () => {
    const webhooks = [
      { url: 'https://ci.example.com/hook?x=1', header: { Authorization: `Bearer ${secret}` } },
      { url: 'http://localhost:8080', header: {} },
    ];
    assert.deepEqual(readWebhooks(webhooksText(webhooks)), webhooks);
    assert.deepEqual(readWebhooks('{"webhooks":[{"url":"https://x"}]}'), [{ url: 'https://x', header: {} }]);
    assert.equal(webhooksText([]), '{\n  "webhooks": []\n}\n');
  });

  it('that are wrong are told in a sentence without what they hold', () => {
    const wrong: readonly [string, RegExp][] = [
      [`{"webhooks": [{"url": "https://x", "header": {"Authorization": "${secret}"}}`, /not valid JSON/],
      [`{"hooks": ["${secret}"]}`, /^webhooks is not/],
      [
        `{"webhooks": [{"url": 5, "header": {"Authorization": "${secret}"}}]}`,
        /^webhooks\[0\]\.url is not as it should be: expected string/,
      ],
      [
        `{"webhooks": [{"url": "https://x", "header": {"Authorization": ["${secret}"]}}]}`,
        /^webhooks\[0\]\.header\.Authorization is not/,
      ],
      [`{"webhooks": [{"url": "https://x", "token": "${secret}"}]}`, /^webhooks\[0\]\.token is not/],
      [`{"webhooks": [{"url": "ftp://${secret}"}]}`, /^webhooks\[0\]\.url must be an address/],
      [`"${secret}"`, /^The text is not/],
    ];
    for (const [text, sentence] of wrong) {
      assert.match(refusalOf(text), sentence);
      assert.ok(!refusalOf(text).includes(secret));
    }
  });
});
