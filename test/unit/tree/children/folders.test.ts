/** Names as folders: the tree's Code and Assets. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { entriesAt } from '../../../../src/tree/children/folders';

const at = (names: readonly string[], path: readonly string[] = []): { folders: string[]; files: string[] } => {
  const { folders, files } = entriesAt(names, (name) => name, path);
  return { folders: folders.map(({ label, count }) => `${label} ${count}`), files: files.map(({ label }) => label) };
};

describe('folders of the tree', () => {
  it('shows folders first, each in natural order, chains of single folders as one', () => {
    const names = [
      'train.py',
      'src/models/net10.py',
      'src/models/net2.py',
      'src/models/deep/er/x.py',
      'lib/a.py',
      'README',
    ];
    assert.deepEqual(at(names), { folders: ['lib 1', 'src/models 3'], files: ['README', 'train.py'] });
    assert.deepEqual(at(names, ['src', 'models']), { folders: ['deep/er 1'], files: ['net2.py', 'net10.py'] });
    assert.deepEqual(at(names, ['src', 'models', 'deep', 'er']), { folders: [], files: ['x.py'] });
    assert.deepEqual(at(names, ['nowhere']), { folders: [], files: [] });
  });

  it('shows odd names as they are', () => {
    assert.deepEqual(at(['/etc/passwd', '../up', '//', '', 'a//b', '..']), {
      folders: ['.. 1', 'a 1', 'etc 1'],
      files: ['', '..', '//'],
    });
  });

  it('keeps every file reachable exactly once', () => {
    const name = fc
      .array(fc.constantFrom('a', 'b', 'c', '..', ' '), { minLength: 1, maxLength: 5 })
      .map((pieces) => pieces.join('/'));
    fc.assert(
      fc.property(fc.array(name, { maxLength: 60 }), (names) => {
        const items = names.map((path, index) => ({ path, index }));
        const walk = (path: readonly string[]): number[] => {
          const { folders, files } = entriesAt(items, (item) => item.path, path);
          const below = folders.map((folder) => {
            const inside = walk(folder.path);
            assert.equal(inside.length, folder.count);
            return inside;
          });
          return [...files.map(({ item }) => item.index), ...below.flat()];
        };
        assert.deepEqual(
          walk([]).sort((one, other) => one - other),
          items.map(({ index }) => index),
        );
      }),
    );
  });
});
