// A folder of the lab with a full disk, with files that changed or vanished, or with links in it: said, and the rest
// goes on.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { access, mkdir, mkdtemp, readdir, readFile, rename, rm, symlink, unlink, writeFile } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStorage, type OpenStorage } from '../../../../src/lab/storage/storage';
import { PersistentLab, multipartBody } from '../../../support/lab/persistentLab';
import { query, type ServedLab } from '../../../support/lab/labFixture';

describe('the folder of the lab', () => {
  let kept: PersistentLab;
  let lab: ServedLab;
  let key: string;

  beforeEach(async () => {
    kept = await PersistentLab.create();
    lab = await kept.open();
    key = (
      (await lab.post('write/experiment/create', { workspaceName: 'vision-lab', projectName: 'kept' })) as {
        experimentKey: string;
      }
    ).experimentKey;
  });

  afterEach(() => kept.remove());

  const upload = (text: string): Promise<Response> =>
    lab.ask(
      `write/experiment/upload-asset?${query({ experimentKey: key, fileName: `${text}.txt` })}`,
      multipartBody([{ name: 'file', bytes: Buffer.from(text) }]),
    );
  const uploaded = async (text: string): Promise<string> =>
    ((await (await upload(text)).json()) as { assetId: string }).assetId;
  const asset = (assetId: string): Promise<Response> =>
    lab.ask(`experiment/asset/get-asset?${query({ experimentKey: key, assetId })}`);
  const files = async (): Promise<string[]> =>
    (await readdir(join(kept.folder, 'bytes', key))).map((name) => join(kept.folder, 'bytes', key, name));
  const refusal = async (response: Response): Promise<[number, string]> => [
    response.status,
    ((await response.json()) as { msg: string }).msg,
  ];

  it('has its bytes checked when they are served: any flipped bit is refused, the others are served', async () => {
    const texts = Array.from({ length: 20 }, (_, index) => `a text of its own ${index}`);
    const ids: string[] = [];
    for (const text of texts) {
      ids.push(await uploaded(text));
    }
    const untouched = await uploaded('untouched');
    for (const path of await files()) {
      const bytes = await readFile(path);
      if (bytes.toString() === 'untouched') {
        continue;
      }
      const position = Number(bytes.toString().split(' ').at(-1)) % bytes.length;
      bytes[position]! ^= 1 << (position % 8);
      await writeFile(path, bytes);
    }
    for (const id of ids) {
      assert.deepEqual(await refusal(await asset(id)), [
        400,
        'The bytes of this file have changed in the lab’s folder since they were uploaded, so they are not served.',
      ]);
    }
    assert.equal(await (await asset(untouched)).text(), 'untouched');
    assert.equal(lab.notices.length, 1);
    assert.match(
      lab.notices[0]!,
      /^A file that was uploaded to the lab has changed on the disk: .+\. Its asset is not shown; everything else is\.$/,
    );
  });

  it('says that bytes are gone, and serves the others', async () => {
    const [one, other] = [await uploaded('one'), await uploaded('other')];
    for (const path of await files()) {
      if ((await readFile(path, 'utf8')) === 'one') {
        await unlink(path);
      }
    }
    assert.deepEqual(await refusal(await asset(one)), [400, 'The bytes of this file are missing in the lab’s folder.']);
    assert.equal(await (await asset(other)).text(), 'other');
    assert.match(lab.notices.join(), /^A file that was uploaded to the lab is missing: /);
  });

  it('with a full disk says so, keeps what was acknowledged, leaves no parts, and goes on when there is room', async () => {
    await lab.post('write/experiment/tags', { experimentKey: key, addedTags: ['before'] });
    const restore = fillDisk();
    try {
      for (const refused of [
        await lab.ask('write/experiment/tags', {
          method: 'POST',
          body: JSON.stringify({ experimentKey: key, addedTags: ['refused'] }),
        }),
        await lab.ask('write/project/create', {
          method: 'POST',
          body: JSON.stringify({ workspaceName: 'vision-lab', projectName: 'refused' }),
        }),
        await upload('refused'),
      ]) {
        assert.deepEqual(await refusal(refused), [507, 'The lab’s folder cannot be used now: the disk is full.']);
      }
    } finally {
      restore();
    }
    await lab.post('write/experiment/tags', { experimentKey: key, addedTags: ['after'] });
    const id = await uploaded('after');
    assert.deepEqual(
      (await readdir(kept.folder, { recursive: true })).filter((name) => /probe|\.parts.+|\.new/.test(name)),
      [],
    );
    assert.equal((await files()).length, 1);
    await lab.close();
    lab = await kept.open();
    assert.deepEqual(lab.notices, []);
    assert.deepEqual(((await lab.read(`experiment/tags?experimentKey=${key}`)) as { tags: string[] }).tags, [
      'before',
      'after',
    ]);
    assert.equal(await (await asset(id)).text(), 'after');
    assert.equal(lab.store.projectNamed('vision-lab', 'refused'), undefined);
  });

  it('with a database that makes no sense and cannot be put aside is left as it is: the lab works in memory', async () => {
    await lab.close();
    const storage = await openStorage(kept.folder);
    const before = await readFile(kept.database);
    const restore = forbidRenaming();
    let again: OpenStorage;
    try {
      again = await storage.startAgain(new Error('a change of nothing'));
    } finally {
      restore();
    }
    assert.equal(again.isUnusable, true);
    assert.deepEqual(again.notices, [
      'The lab’s database is damaged (a change of nothing). The lab’s folder cannot be used now: another program uses a file in it. Until it can be used, the lab shows the recordings, and changes to it are lost when it closes.',
    ]);
    await again.close();
    assert.deepEqual(await readFile(kept.database), before);
    lab = await kept.open();
    assert.deepEqual(lab.notices, [], 'The folder is free, and all of it is there.');
    assert.ok(lab.store.experiment(key));
  });

  it('with a full disk when it opens is left as it is, and is whole the next time', async () => {
    await lab.close();
    const before = await readFile(kept.database);
    const restore = fillDisk();
    try {
      lab = await kept.open();
    } finally {
      restore();
    }
    assert.equal(lab.isUnusable, true);
    assert.match(
      lab.notices.join(),
      /^The lab’s folder cannot be used now: the disk is full\. Nothing in .+ was changed\. Until it can be used, the lab shows the recordings/,
    );
    assert.ok(lab.store.projects('vision-lab').length > 0);
    await lab.close();
    assert.deepEqual(await readFile(kept.database), before);
    lab = await kept.open();
    assert.deepEqual([lab.notices, lab.isUnusable, lab.store.experiment(key)?.key], [[], false, key]);
  });

  describe('with links in it', () => {
    let outside: string;

    beforeEach(async () => {
      outside = await mkdtemp(join(tmpdir(), 'outside-'));
      await uploaded('first');
    });

    afterEach(() => rm(outside, { recursive: true, force: true }));

    for (const name of ['bytes', 'bytes/KEY', 'bytes/.parts']) {
      it(`writes no upload through ${name}, and removes nothing there`, async () => {
        await writeFile(join(outside, 'mine'), 'mine');
        await mkdir(join(outside, key), { recursive: true });
        const path = join(kept.folder, name.replace('KEY', key));
        await rm(path, { recursive: true, force: true });
        await symlink(outside, path, 'junction');
        const [status, sentence] = await refusal(await upload('second'));
        assert.equal(status, 507);
        assert.match(
          sentence,
          /^The lab’s folder cannot be used now: “.+” in it is a link, and the lab writes nowhere but in its own folder\.$/,
        );
        await lab.read(`write/experiment/delete?experimentKey=${key}`);
        assert.deepEqual((await readdir(outside)).sort(), [key, 'mine'].sort());
      });
    }

    for (const ending of ['', '-wal', '-count']) {
      it(`does not open lab.sqlite${ending} when that is one`, async () => {
        await lab.close();
        const target = join(outside, 'target');
        await access(kept.database + ending).then(
          () => rename(kept.database + ending, target),
          () => writeFile(target, ''),
        );
        const before = await readFile(target);
        await symlink(target, kept.database + ending);
        lab = await kept.open();
        assert.match(lab.notices.join(), /“lab\.sqlite.*” in it is a link/);
        assert.equal(lab.isUnusable, true);
        assert.deepEqual(await readFile(target), before);
      });
    }

    it('may be one itself', async () => {
      await lab.close();
      const moved = join(outside, 'moved');
      await rename(kept.folder, moved);
      await symlink(moved, kept.folder, 'junction');
      lab = await kept.open();
      assert.deepEqual(lab.notices, []);
      assert.equal((await upload('second')).status, 200);
      await lab.close();
      await unlink(kept.folder);
      await rename(moved, kept.folder);
      lab = await kept.open();
    });
  });
});

/** From now on no file can get another name; gives what ends that. */
function forbidRenaming(): () => void {
  const { promises } = fs;
  const { rename: before } = promises;
  promises.rename = (): Promise<never> =>
    Promise.reject(Object.assign(new Error('EBUSY: resource busy or locked, rename'), { code: 'EBUSY' }));
  syncBuiltinESMExports();
  return () => {
    promises.rename = before;
    syncBuiltinESMExports();
  };
}

/** From now on this process finds no room on any disk; gives what makes room again. */
function fillDisk(): () => void {
  const { writeSync, promises } = fs;
  const { writeFile: write } = promises;
  const full = (): never => {
    throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
  };
  fs.writeSync = full;
  promises.writeFile = (): Promise<never> =>
    Promise.reject(Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' }));
  syncBuiltinESMExports();
  return () => {
    fs.writeSync = writeSync;
    promises.writeFile = write;
    syncBuiltinESMExports();
  };
}
