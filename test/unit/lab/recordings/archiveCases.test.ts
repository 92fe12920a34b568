// The lab's content: enough of everything that users meet, small enough to ship, and nothing of the machine that
// recorded it.
import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { homedir, hostname, userInfo } from 'node:os';
import { join } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import type { Archive, RecordedMetric } from '../../../../src/lab/recordings/archive';
import {
  listedRecordings,
  recordedFiles,
  recordings,
  recordingsFolder,
  type Recorded,
} from '../../../support/lab/recordings';

describe('recordings', () => {
  let all: readonly Recorded[];
  let archives: readonly Archive[];

  before(async () => {
    all = await recordings();
    archives = all.map(({ archive }) => archive);
  });

  const named = (name: string): Archive => archives.find((archive) => archive.name === name)!;
  const metric = (archive: Archive, name: string, context: string | null = null): RecordedMetric[] =>
    archive.metrics.filter((point) => point.name === name && point.context === context);
  /** Values of the parameters that a user chose; the SDK logs some on its own, such as the current step. */
  const chosen = (archive: Archive): Map<string, unknown> =>
    new Map(
      archive.parameters.filter(({ source }) => source !== 'auto-logged').map(({ name, value }) => [name, value]),
    );
  const project = (name: string): Archive[] => archives.filter((archive) => archive.project === name);
  const everything = ({ path }: Archive): string =>
    Object.entries(unzipSync(readFileSync(path)))
      .map(([name, content]) => `${name}\n${Buffer.from(content).toString('latin1')}`)
      .join('\n');

  it('are listed completely, and take 3 MB at most', () => {
    const { experiments, projects, defaultWorkspace } = listedRecordings();
    assert.deepEqual(recordedFiles(), experiments.map(({ key }) => `${key}.zip`).sort());
    const bytes = ['lab.json', ...recordedFiles()].reduce(
      (sum, name) => sum + statSync(join(recordingsFolder, name)).size,
      0,
    );
    assert.ok(bytes <= 3_000_000, `${bytes} bytes`);
    assert.ok(experiments.length >= 30, `${experiments.length} experiments`);
    assert.ok(projects.length >= 4);
    assert.ok(new Set(projects.map(({ workspace }) => workspace)).size >= 2);
    assert.ok(projects.some(({ workspace }) => workspace === defaultWorkspace));
    assert.deepEqual(
      new Set(experiments.map(({ workspace, project: name }) => `${workspace}/${name}`)),
      new Set(projects.map(({ workspace, name }) => `${workspace}/${name}`)),
    );
  });

  it('have a sweep over two parameters with metrics of training and validation', () => {
    const sweep = project('digits-sweep').filter(({ tags, crash }) => tags.includes('sweep') && crash === null);
    assert.equal(
      new Set(
        sweep.map((archive) => JSON.stringify([chosen(archive).get('hidden'), chosen(archive).get('learning_rate')])),
      ).size,
      12,
    );
    for (const archive of sweep) {
      assert.deepEqual(new Set(metric(archive, 'loss', 'train').map(({ epoch }) => epoch)).size, 25);
      assert.equal(metric(archive, 'accuracy', 'validate').length, 25);
      assert.ok(Number(metric(archive, 'accuracy', 'validate').at(-1)!.value) > 0.8, 'it learns');
    }
  });

  it('have repeats that differ by their seed only', () => {
    const repeats = project('digits-seeds').map((archive) => {
      const settings = chosen(archive);
      const seed = settings.get('seed');
      settings.delete('seed');
      return {
        name: archive.name,
        seed,
        settings: JSON.stringify([...settings]),
        last: metric(archive, 'loss', 'validate').at(-1)!.value,
      };
    });
    assert.equal(new Set(repeats.map(({ name }) => name)).size, 1);
    assert.equal(new Set(repeats.map(({ settings }) => settings)).size, 1);
    assert.deepEqual(repeats.map(({ seed }) => seed).sort(), ['0', '1', '2', '3', '4', '5']);
    assert.equal(new Set(repeats.map(({ last }) => last)).size, repeats.length);
  });

  it('have a run of 15,000 steps whose spikes last one step', () => {
    const values = metric(named('15,000 steps'), 'loss').map(({ value }) => Number(value));
    assert.equal(values.length, 15_000);
    const spikes = values.flatMap((value, index) => (value > 5 ? [index] : []));
    assert.ok(spikes.length >= 5);
    for (const at of spikes) {
      assert.ok(values[at - 1]! < 2 && values[at + 1]! < 2, `around step ${at + 1}`);
    }
  });

  it('have values that are no finite number, and steps without a value', () => {
    const exploded = named('polynomial of degree 3, rate 0.3');
    const kinds = new Set(
      metric(exploded, 'loss', 'train').map(({ value }) => (Number.isFinite(Number(value)) ? 'number' : value)),
    );
    assert.deepEqual(kinds, new Set(['number', 'Infinity', 'NaN']));
    const steps = metric(exploded, 'loss', 'validate').map(({ step }) => step!);
    assert.ok(steps.some((step, index) => index > 0 && step - steps[index - 1]! > 20));
  });

  it('have crashed runs that end with their traceback', () => {
    const crashed = archives.filter(({ crash }) => crash !== null);
    assert.ok(crashed.length >= 2);
    for (const { crash, output } of crashed) {
      const errors = output
        .filter(({ stderr }) => stderr)
        .map(({ text }) => text)
        .join('');
      const [, reason] = /\('(.+)'\)$/.exec(crash!)!;
      assert.match(errors, /Traceback \(most recent call last\):\n {2}File "\/home\/ada\//);
      assert.ok(errors.includes(`ValueError: ${reason}`));
    }
  });

  it('have archived runs in several projects, and one that is live', () => {
    const archived = all.filter(({ entry }) => entry.archived);
    assert.ok(new Set(archived.map(({ entry }) => entry.project)).size >= 3);
    const live = all.filter(({ entry }) => entry.live !== null);
    assert.equal(live.length, 1);
    const { recordedUntil } = listedRecordings();
    const { archive } = live[0]!;
    assert.ok(
      archive.startTime < recordedUntil && archive.endTime - recordedUntil > 10 * 60_000,
      'ten minutes are to come',
    );
    assert.ok(all.every((other) => other === live[0] || other.archive.endTime < recordedUntil));
    const output = archive.output.map(({ text }) => text).join('');
    assert.ok(output.includes('\r\u001b[36mepoch'), 'a progress bar');
    assert.ok(output.includes('\u001b[32m✔\u001b[0m epoch 150'), 'colours');
    const times = metric(archive, 'loss', 'train').map(({ time }) => time);
    assert.ok(
      Math.max(...times.slice(1).map((time, index) => time - times[index]!)) < 20_000,
      'it never rests for long',
    );
  });

  it('have code of several files, and a patch that modifies, adds, deletes, renames and touches a binary file', async () => {
    const archive = named('mlp-256 augmented');
    const code = archive.assets.filter(({ type }) => type === 'source_code').map(({ name }) => name);
    for (const file of [
      '/home/ada/vision/train.py',
      'digits/augment.py',
      'digits/data.py',
      'digits/figures.py',
      'digits/model.py',
    ]) {
      assert.ok(code.includes(file), file);
    }
    assert.match(archive.git!.branch!, /^refs\/heads\/main$/);
    assert.match(archive.git!.parent!, /^[0-9a-f]{40}$/);
    const patch = strFromU8(unzipSync(await archive.patch!.bytes())['git_diff.patch']!);
    assert.match(patch, /^diff --git a\/train\.py b\/train\.py\nindex /m);
    assert.match(patch, /^diff --git a\/digits\/augment\.py b\/digits\/augment\.py\nnew file mode 100644\n/m);
    assert.match(patch, /^diff --git a\/configs\/legacy\.json b\/configs\/legacy\.json\ndeleted file mode 100644\n/m);
    // The SDK has no word for a rename: it writes the same content as deleted here and new there.
    const [, from] =
      /^diff --git a\/digits\/plots\.py .+\ndeleted file mode 100644\nindex ([0-9a-f]+)\.\.0000000\n/m.exec(patch)!;
    const [, to] = /^diff --git a\/digits\/figures\.py .+\nnew file mode 100644\nindex 0000000\.\.([0-9a-f]+)\n/m.exec(
      patch,
    )!;
    assert.equal(from, to);
    assert.match(patch, /^Binary files a\/assets\/logo\.png and b\/assets\/logo\.png differ$/m);
    assert.ok(
      archives.some((other) => other.patch === null),
      'others have nothing uncommitted',
    );
  });

  it('have packages and system metrics', () => {
    for (const archive of archives) {
      assert.ok(archive.installedPackages.some((name) => name.startsWith('scikit-learn==')));
      assert.ok(archive.osPackages.length > 0);
      for (const name of ['sys.cpu.percent.avg', 'sys.ram.used', 'sys.load.avg']) {
        assert.ok(metric(archive, name).length > 0, name);
      }
    }
    assert.ok(metric(named('mlp-256 augmented'), 'sys.cpu.percent.avg').length > 30);
  });

  it('have every kind of asset', async () => {
    const assets = archives.flatMap((archive) => archive.assets);
    const types = new Set(assets.map(({ type }) => type));
    for (const type of [
      'asset',
      'source_code',
      'image',
      'confusion-matrix',
      'histogram3d',
      'curve',
      'text-sample',
      'model-element',
    ]) {
      assert.ok(types.has(type), type);
    }
    const best = named('mlp-128 lr=0.003').assets;
    const bytes = async (name: string): Promise<Buffer> =>
      Buffer.from(await best.find((asset) => asset.name === name)!.bytes());
    assert.equal((await bytes('figures/mistakes')).subarray(1, 4).toString(), 'PNG');
    assert.match((await bytes('figures/learning curves')).toString(), /<svg /);
    assert.equal(
      (JSON.parse((await bytes('confusion-matrix.json')).toString()) as { matrix: number[][] }).matrix.length,
      10,
    );
    const curve = JSON.parse((await bytes('roc/digit 3')).toString()) as { x: number[]; y: number[] };
    assert.ok(curve.x.length > 2 && curve.x.length === curve.y.length);
    const histogram = JSON.parse((await bytes('layer1/weights')).toString()) as {
      version: number;
      index_values: number[][];
    };
    assert.ok(histogram.version === 2 && histogram.index_values.length > 10);
    assert.deepEqual(
      best
        .filter(({ model }) => model === 'digit-reader')
        .map(({ name }) => name)
        .sort(),
      ['labels.txt', 'model.json', 'weights.npz'],
    );
    assert.deepEqual(
      best.filter(({ link }) => link !== null).map(({ link }) => link),
      ['https://data.example.org/digits/optdigits.tes'],
    );
    assert.ok(archives.some(({ html }) => html?.includes('<script>')));
    assert.ok(archives.some(({ graph }) => graph !== null));
    assert.ok(archives.some(({ parameters }) => parameters.some(({ context }) => context === 'validate')));
    assert.ok(archives.some(({ systemInfo }) => systemInfo.length > 0));
  });

  it('have names that are hard to show', () => {
    const hard = named('wine 🍷/forest/🌲🌲');
    const rightToLeft = /[\u0590-\u06ff]/;
    const kinds: Record<string, readonly string[]> = {
      experiments: archives.map(({ name }) => name!),
      metrics: hard.metrics.map(({ name }) => name),
      parameters: hard.parameters.map(({ name }) => name),
      tags: hard.tags,
      assets: hard.assets.map(({ name }) => name),
    };
    for (const [kind, names] of Object.entries(kinds)) {
      assert.ok(
        names.some((name) => /\p{Extended_Pictographic}/u.test(name)),
        `${kind}: emoji`,
      );
      assert.ok(
        names.some((name) => name.includes('/')),
        `${kind}: slash`,
      );
      assert.ok(
        names.some((name) => /<[bi]>/.test(name)),
        `${kind}: markup`,
      );
      assert.ok(
        names.some((name) => rightToLeft.test(name)),
        `${kind}: right to left`,
      );
    }
    for (const kind of ['experiments', 'tags', 'assets']) {
      assert.ok(
        kinds[kind]!.some((name) => name.length === 300),
        `${kind}: 300 characters`,
      );
    }
    // The SDK itself cuts the names of metrics.
    assert.ok(kinds.metrics!.some((name) => name.length === 100));
    for (const name of ['../outside.txt', 'CON.txt', '<b>bold</b>.txt']) {
      assert.ok(kinds.assets!.includes(name), name);
    }
    assert.equal(kinds.assets!.filter((name) => name === 'twice.txt').length, 2);
  });

  it('say nothing of the machine that recorded them', () => {
    const secrets = [hostname(), homedir(), userInfo().username].filter((word) => word.length > 5);
    const known = /(^|\.)(example\.org|w3\.org|matplotlib\.org|purl\.org|creativecommons\.org|comet\.com)$/;
    for (const recorded of all) {
      const text = everything(recorded.archive);
      for (const secret of secrets) {
        assert.ok(!text.includes(secret), `${recorded.archive.name}: ${secret}`);
      }
      assert.doesNotMatch(
        text,
        /\/(?:root|tmp|work|Users|opt|mnt|builds)\/|\/usr\/(?:local|lib)|site-packages\/pip|index-url|api[_-]?key|BEGIN [A-Z ]*PRIVATE KEY/i,
      );
      for (const [, user] of text.matchAll(/\/home\/([^/\s"]+)/g)) {
        assert.equal(user, 'ada');
      }
      for (const [, host] of text.matchAll(/https?:\/\/([\w.-]+)/g)) {
        assert.match(host!, known);
      }
      const { machine } = recorded.archive;
      assert.deepEqual(
        [machine?.hostname, machine?.user, machine?.ip, machine?.env],
        ['analytical-engine', 'ada', '192.0.2.17', null],
      );
    }
  });
});
