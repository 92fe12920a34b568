// The word of a tracker stands where that tracker is spoken to, and nowhere else.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { trackers } from '../../../src/trackers/trackers';

/** What all trackers stand on. */
const shared = ['http', 'json'];
const ownFolders = [join('src', 'trackers'), join('src', 'lab'), join('src', 'api')];
const folders = readdirSync(join('src', 'trackers'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !shared.includes(entry.name))
  .map(({ name }) => name);

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

describe('the name of a tracker', () => {
  it('is the name of its folder, and each folder is listed', () => {
    assert.deepEqual(trackers.map(({ kind }) => kind).toSorted(), folders.toSorted());
  });

  it('stands nowhere but in the rooms of trackers, of labs and of what other extensions are given', () => {
    const files = [...filesIn('src'), ...filesIn('webview')];
    const inside = files.filter((file) => ownFolders.some((folder) => file.startsWith(folder)));
    const outside = files.filter((file) => !inside.includes(file));
    assert.ok(inside.length > 50 && outside.length > 250, `${inside.length} and ${outside.length} files`);
    // The next tracker is named as well, so that nothing prepares for it by its name.
    const name = new RegExp([...folders, 'polyaxon'].join('|'), 'i');
    assert.ok(inside.some((file) => name.test(readFileSync(file, 'utf8'))));
    const found = outside.flatMap((file) => [
      ...(name.test(file) ? [file] : []),
      ...readFileSync(file, 'utf8')
        .split('\n')
        .flatMap((line, index) => (name.test(line) ? [`${file}:${index + 1}: ${line.trim()}`] : [])),
    ]);
    assert.deepEqual(found, []);
  });
});
