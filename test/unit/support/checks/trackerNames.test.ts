// The word of a tracker stands where that tracker is spoken to, and nowhere else.
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { trackers } from '../../../../src/trackers/trackers';
import { trackerFolders, trackerNames } from '../../../support/checks/trackerNames';

describe('the name of a tracker', () => {
  it('is the name of its folder, and each folder is listed', () => {
    assert.deepEqual(trackers.map(({ kind }) => kind).toSorted(), trackerFolders().toSorted());
  });

  it('stands nowhere but in the rooms of trackers, of labs and of what other extensions are given', () => {
    assert.deepEqual(trackerNames(), []);
  });

  it('is found in texts, comments and names of files, the next tracker’s too', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'names-'));
    try {
      const files: Readonly<Record<string, string>> = {
        'src/trackers/comet/client.ts': 'class CometClient {}',
        'src/trackers/http/client.ts': '',
        'src/lab/labs.ts': '// Comet',
        'src/api/explorer.ts': '// Comet',
        'src/tree/tree.ts': 'const one = 1;\n// As Comet has it.\nconst two = "polyaxon";',
        'webview/cometTab.ts': '',
      };
      for (const [path, text] of Object.entries(files)) {
        await mkdir(dirname(join(folder, path)), { recursive: true });
        await writeFile(join(folder, path), text);
      }
      assert.deepEqual(trackerNames(folder), [
        'src/tree/tree.ts:2: // As Comet has it.',
        'src/tree/tree.ts:3: const two = "polyaxon";',
        'webview/cometTab.ts',
      ]);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
