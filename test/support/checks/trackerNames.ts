/**
 * Finds the name of a tracker outside the rooms of trackers, of labs and of what other extensions are given. Run as a
 * program it prints the lines and exits 1; `trackerNames()` is what the test calls.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const projectFolder = join(import.meta.dirname, '../../..');

/** In `src/trackers`, what all trackers stand on. */
const sharedByTrackers: readonly string[] = ['http', 'json'];
const foldersWithNames: readonly string[] = ['src/trackers/', 'src/lab/', 'src/api/'];
/** Trackers that have no folder yet: nothing is to prepare for one by its name. */
const trackersToCome: readonly string[] = ['polyaxon'];

/** The folders of trackers, which are also their names. */
export const trackerFolders = (folder = projectFolder): readonly string[] =>
  readdirSync(join(folder, 'src/trackers'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !sharedByTrackers.includes(entry.name))
    .map(({ name }) => name);

/** @returns `path:line: text` of each line, or the path of a file that is called so. */
export function trackerNames(folder = projectFolder): readonly string[] {
  const name = new RegExp([...trackerFolders(folder), ...trackersToCome].join('|'), 'i');
  return ['src', 'webview']
    .flatMap((name) => filesBelow(folder, name))
    .filter((file) => !foldersWithNames.some((allowed) => file.startsWith(allowed)))
    .flatMap((file) => [
      ...(name.test(file) ? [file] : []),
      ...readFileSync(join(folder, file), 'utf8')
        .split('\n')
        .flatMap((line, index) => (name.test(line) ? [`${file}:${index + 1}: ${line.trim()}`] : [])),
    ]);
}

const filesBelow = (root: string, folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(root.length + 1)
        .replaceAll('\\', '/'),
    );

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const found = trackerNames();
  for (const line of found) {
    console.error(line);
  }
  console.log(`${found.length} lines name a tracker outside ${foldersWithNames.join(', ')}.`);
  process.exitCode = found.length === 0 ? 0 : 1;
}
