/** Addresses of documents: whatever a server calls things, they come back as they were, through text and all. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { documentAddress, readDocumentAddress, type DocumentPart } from '../../../../src/shared/address/experimentUri';
import { documentScheme } from '../../../../src/shared/address/schemes';

/** As VS Code writes and reads URIs: path and authority percent-encoded, the authority in small letters. */
function throughText({ scheme, authority, path }: { scheme: string; authority: string; path: string }): {
  scheme: string;
  authority: string;
  path: string;
} {
  const text = `${scheme}://${encodeURIComponent(authority).toLowerCase()}${path.split('/').map(encodeURIComponent).join('/')}`;
  const [, readScheme = '', readAuthority = '', readPath = ''] = /^([^:]+):\/\/([^/]*)(.*)$/.exec(text)!;
  return { scheme: readScheme, authority: decodeURIComponent(readAuthority), path: decodeURIComponent(readPath) };
}

const hostile = [
  '',
  '.',
  '..',
  '/',
  '//',
  '../../etc/passwd',
  'C:\\Windows\\system32',
  'a\\b',
  'a%2Fb',
  'a%b',
  '%',
  'a?b#c',
  'a b ',
  ' a',
  'a~b',
  '~',
  '~002f',
  '/absolute/train.py',
  'src//train.py',
  'src/./train.py',
  'src/train.py/',
  'naïve/模型.py',
  '🚀/🚀.py',
  '\ud800',
  'a\udfffb',
  '\u202egpj.exe',
  'line\nbreak',
  '\u0000',
  'con',
  'file:///etc/passwd',
  '__proto__',
  'x'.repeat(300),
];
const anyText = fc.oneof(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' }), fc.constantFrom(...hostile));
const anyPart: fc.Arbitrary<DocumentPart> = fc.oneof(
  fc.record({ kind: fc.constant('code' as const), path: anyText }, { noNullPrototype: true }),
  fc.record({ kind: fc.constant('asset' as const), assetId: anyText, name: anyText }, { noNullPrototype: true }),
  fc.constantFrom<DocumentPart>(
    { kind: 'patch' },
    { kind: 'output' },
    { kind: 'parameters' },
    { kind: 'html' },
    { kind: 'graph' },
    { kind: 'graphText' },
  ),
);
const anyId = anyText.filter((text) => text !== '');
const anyReference = fc.record({ connection: anyId, key: anyId }, { noNullPrototype: true });

describe('documentAddress', () => {
  it('is read back as it was, whatever the names', () => {
    fc.assert(
      fc.property(anyReference, anyText, anyPart, (experiment, name, part) => {
        const address = documentAddress(experiment, name, part);
        assert.deepEqual(readDocumentAddress(address), { experiment, part });
        assert.deepEqual(readDocumentAddress(throughText(address)), { experiment, part });
      }),
      { numRuns: 2000 },
    );
  });

  it('never leads up, nowhere or elsewhere, even when a reader tidies the path', () => {
    fc.assert(
      fc.property(anyReference, anyText, anyPart, (experiment, name, part) => {
        const { authority, path } = documentAddress(experiment, name, part);
        assert.match(authority, /^[a-z0-9_-]+\.[a-z0-9_-]+$/);
        const names = path.slice(1).split('/');
        assert.ok(names.length >= 2 && names.every((one) => one !== '' && one !== '.' && one !== '..'), path);
        assert.doesNotMatch(path, /[\p{Cc}\p{Cs}\\?\u202a-\u202e]/u);
      }),
      { numRuns: 1000 },
    );
  });

  it('tells documents apart', () => {
    fc.assert(
      fc.property(
        fc.tuple(anyReference, anyPart),
        fc.tuple(anyReference, anyPart),
        ([one, part], [other, otherPart]) => {
          const [first, second] = [documentAddress(one, 'run', part), documentAddress(other, 'run', otherPart)];
          const same =
            JSON.stringify([one.connection, one.key, part]) ===
            JSON.stringify([other.connection, other.key, otherPart]);
          assert.equal(`${first.authority}${first.path}` === `${second.authority}${second.path}`, same);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('shows the name of the experiment and of the file as they are', () => {
    const experiment = { connection: 'lab', key: '0ab4788bc74a8ffb' };
    const pathOf = (part: DocumentPart): string => documentAddress(experiment, 'digits mlp', part).path;
    assert.equal(pathOf({ kind: 'code', path: 'src/train.py' }), '/digits mlp/code/src/train.py');
    assert.equal(pathOf({ kind: 'output' }), '/digits mlp/digits mlp output.log');
    assert.equal(pathOf({ kind: 'patch' }), '/digits mlp/digits mlp changes.patch');
    assert.equal(pathOf({ kind: 'parameters' }), '/digits mlp/digits mlp parameters.json');
    assert.equal(
      pathOf({ kind: 'asset', assetId: 'a1', name: 'figures/roc.png' }),
      '/digits mlp/assets/a1/figures/roc.png',
    );
    assert.equal(documentAddress(experiment, 'x', { kind: 'output' }).authority, 'lab.0ab4788bc74a8ffb');
  });

  it('keeps the case of keys although URIs do not', () => {
    const experiment = { connection: 'Lab', key: 'AbCd' };
    const read = readDocumentAddress(throughText(documentAddress(experiment, 'x', { kind: 'patch' })));
    assert.deepEqual(read?.experiment, experiment);
  });

  it('is null for anything else', () => {
    const { authority, path } = documentAddress({ connection: 'lab', key: 'k' }, 'x', { kind: 'output' });
    for (const address of [
      { scheme: 'file', authority, path },
      { scheme: documentScheme, authority: '', path },
      { scheme: documentScheme, authority: 'lab', path },
      { scheme: documentScheme, authority: 'a.b.c', path },
      { scheme: documentScheme, authority, path: '' },
      { scheme: documentScheme, authority, path: '/' },
      { scheme: documentScheme, authority, path: '/x' },
      { scheme: documentScheme, authority, path: '/x/code' },
      { scheme: documentScheme, authority, path: '/x/assets/a' },
      { scheme: documentScheme, authority, path: '/x/x output.log/more' },
      { scheme: documentScheme, authority, path: '/x/.vscode' },
    ]) {
      assert.equal(readDocumentAddress(address), null, JSON.stringify(address));
    }
    fc.assert(
      fc.property(anyText, anyText, (anyAuthority, anyPath) => {
        readDocumentAddress({ scheme: documentScheme, authority: anyAuthority, path: anyPath });
      }),
    );
  });
});
