// What the SDK wrote is what `readArchive` gives: every recording is read a second time, plainly, and compared.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strToU8, unzipSync, zipSync } from 'fflate';
import { readArchive, type Archive } from '../../../../src/lab/recordings/archive';
import type { PlainArchive } from '../../../support/lab/referenceArchive';
import { recordings, type Recorded } from '../../../support/lab/recordings';

interface RawMetric {
  context?: string;
  local_timestamp: number;
  metric: { metricName: string; metricValue: unknown; step: number | null; epoch: number | null };
}
interface RawParameter {
  paramName: string;
  paramValue: unknown;
  step: number | null;
  source: string;
}
interface RawFile {
  file_path: string;
  upload_type: string;
  local_timestamp: number;
  metadata: unknown;
  additional_params: Record<string, string | number | boolean | null | undefined> | null;
}

const payloads = <T>(archive: PlainArchive, type: string): T[] => archive.of(type) as T[];
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

describe('archive', () => {
  let all: readonly Recorded[];

  before(async () => {
    all = await recordings();
  });

  /** Runs a comparison on every recording; a difference is reported with the experiment's name. */
  function everywhere(title: string, compare: (recorded: Recorded) => void | Promise<void>): void {
    it(title, async () => {
      assert.ok(all.length >= 30);
      for (const recorded of all) {
        try {
          await compare(recorded);
        } catch (error) {
          throw new Error(`${recorded.archive.workspace}/${recorded.archive.project}: ${recorded.archive.name}`, {
            cause: error,
          });
        }
      }
    });
  }

  everywhere('tells whose experiment it is, when it ran and how it ended', ({ archive, plain, entry }) => {
    assert.equal(archive.key, plain.options.offline_id);
    assert.equal(archive.workspace, plain.options.workspace);
    assert.equal(archive.project, plain.options.project_name);
    assert.equal(archive.startTime, plain.options.start_time);
    assert.equal(archive.endTime, plain.options.stop_time);
    assert.deepEqual(archive.tags, plain.options.tags);
    assert.equal(archive.crash, plain.options.customer_error_message);
    assert.deepEqual(
      { ...entry, archived: undefined, live: undefined },
      {
        key: archive.key,
        workspace: archive.workspace,
        project: archive.project,
        name: archive.name,
        startTime: archive.startTime,
        endTime: archive.endTime,
        crashed: archive.crash !== null,
        filePath: archive.filePath,
        user: archive.user,
        archived: undefined,
        live: undefined,
      },
    );
  });

  everywhere('gives every metric with its values, steps, epochs and times', ({ archive, plain }) => {
    assert.deepEqual(
      byName(
        archive.metrics,
        (metric) => [metric.context, metric.name],
        ({ value, step, epoch, time }) => [value, step, epoch, time],
      ),
      byName(
        payloads<RawMetric>(plain, 'metric_msg'),
        ({ context, metric }) => [context ?? null, metric.metricName],
        ({ metric, local_timestamp }) => [metric.metricValue, metric.step, metric.epoch, local_timestamp],
      ),
    );
  });

  everywhere('gives every parameter with its context, step and source', ({ archive, plain }) => {
    const written = payloads<{ context?: string; param?: RawParameter; params?: RawParameter }>(plain, 'parameter_msg');
    assert.deepEqual(
      archive.parameters.map(({ context, name, value, step, source }) => [context, name, value, step, source]),
      written.map(({ context, param, params }) => {
        const logged = (param ?? params)!;
        return [context ?? null, logged.paramName, logged.paramValue, logged.step, logged.source];
      }),
    );
  });

  everywhere('gives others, output, HTML and graph as they were logged', ({ archive, plain }) => {
    assert.deepEqual(
      archive.others.map(({ name, value }) => ({ key: name, value })),
      payloads<{ key: string; value: unknown }>(plain, 'log_other').map(({ key, value }) => ({ key, value })),
    );
    assert.deepEqual(
      archive.output.map(({ text, stderr, time }) => ({ output: text, stderr, local_timestamp: time })),
      payloads<{ output: string; stderr: boolean; local_timestamp: number }>(plain, 'standard_output').map(
        ({ output, stderr, local_timestamp }) => ({ output, stderr, local_timestamp }),
      ),
    );
    assert.equal(
      archive.html ?? '',
      payloads<{ html: string }>(plain, 'html')
        .map(({ html }) => html)
        .join(''),
    );
    assert.equal(archive.graph ?? undefined, payloads<{ graph: string }>(plain, 'graph').at(-1)?.graph);
  });

  everywhere('gives every asset with the bytes that were logged', async ({ archive, plain }) => {
    const local = payloads<RawFile>(plain, 'file_upload').filter(({ upload_type }) => upload_type !== 'git-patch');
    const expected = local.map((file) => {
      const logical = file.additional_params ?? {};
      return {
        id: logical.assetId ?? logical.imageId,
        name: logical.fileName ?? logical.figName,
        type: logical.type ?? (file.upload_type === 'visualization' ? 'image' : file.upload_type),
        step: logical.step ?? null,
        context: logical.context ?? null,
        extension: logical.extension ?? null,
        model: logical.groupingName ?? null,
        metadata: file.metadata,
        time: file.local_timestamp,
        size: plain.file(file.file_path).length,
        sha256: sha256(plain.file(file.file_path)),
      };
    });
    const given = [];
    for (const asset of archive.assets.filter(({ link }) => link === null)) {
      const { id, name, type, step, context, extension, model, metadata, time, size } = asset;
      given.push({
        id,
        name,
        type,
        step,
        context,
        extension,
        model,
        metadata: metadata === null ? null : (JSON.parse(metadata) as unknown),
        time,
        size,
        sha256: sha256(await asset.bytes()),
      });
    }
    assert.deepEqual(given, expected);
    assert.deepEqual(
      archive.assets.filter(({ link }) => link !== null).map(({ link, name }) => [link, name]),
      payloads<{ remote_uri: string; additional_params: { fileName: string } }>(plain, 'remote_file').map((remote) => [
        remote.remote_uri,
        remote.additional_params.fileName,
      ]),
    );
    assert.equal(new Set(archive.assets.map(({ id }) => id)).size, archive.assets.length);
  });

  everywhere('gives the git state and the patch', async ({ archive, plain }) => {
    const [written] = payloads<{ git_metadata: Record<string, unknown> }>(plain, 'git_metadata');
    const { user, root, branch, parent, origin } = written!.git_metadata;
    assert.deepEqual(archive.git, { user, root, branch, parent, origin });
    const patch = payloads<RawFile>(plain, 'file_upload').find(({ upload_type }) => upload_type === 'git-patch');
    if (patch === undefined) {
      assert.equal(archive.patch, null);
    } else {
      const bytes = await archive.patch!.bytes();
      assert.equal(sha256(bytes), sha256(plain.file(patch.file_path)));
      assert.deepEqual(Object.keys(unzipSync(bytes)), ['git_diff.patch']);
    }
  });

  everywhere('gives the machine, its packages and what was added to them', ({ archive, plain }) => {
    const [details] = payloads<Record<string, unknown>>(plain, 'system_details');
    const { os_type, os_release, python_exe, python_version, python_version_verbose, message_id, ...same } = details!;
    assert.equal(typeof message_id, 'number');
    assert.deepEqual(archive.machine, {
      ...same,
      osType: os_type,
      osRelease: os_release,
      executable: python_exe,
      pythonVersion: python_version,
      pythonVersionVerbose: python_version_verbose,
    });
    assert.deepEqual(
      archive.installedPackages,
      payloads<{ installed_packages: string[] }>(plain, 'installed_packages')[0]!.installed_packages,
    );
    assert.deepEqual(archive.osPackages, payloads<{ os_packages: string[] }>(plain, 'os_packages')[0]!.os_packages);
    assert.deepEqual(
      archive.systemInfo,
      payloads<{ system_info: unknown }>(plain, 'system_info').map(({ system_info }) => system_info),
    );
  });

  everywhere('understands every message', ({ archive, plain }) => {
    assert.deepEqual([...archive.unknownMessages], []);
    const single = [
      'file_name',
      'html',
      'graph',
      'git_metadata',
      'system_details',
      'installed_packages',
      'os_packages',
      'system_info',
    ];
    const listed =
      archive.metrics.length +
      archive.parameters.length +
      archive.others.length +
      archive.output.length +
      archive.assets.length +
      (archive.patch === null ? 0 : 1);
    assert.equal(listed + plain.messages.filter(({ type }) => single.includes(type)).length, plain.messages.length);
  });

  everywhere('keeps the order of logging, and no time is before the start', (recorded) => {
    for (const list of [
      recorded.archive.metrics,
      recorded.archive.parameters,
      recorded.archive.others,
      recorded.archive.output,
      recorded.archive.assets,
    ]) {
      const offsets = list.map(({ offset }) => offset);
      assert.deepEqual(
        offsets,
        offsets.toSorted((one, other) => one - other),
      );
      assert.ok(list.every(({ time }) => time >= recorded.archive.startTime && time <= recorded.archive.endTime));
    }
  });

  it('lets others work while it reads the longest run', async () => {
    let turns = 0;
    let reading = true;
    const work = (): void => {
      turns += 1;
      if (reading) {
        setImmediate(work);
      }
    };
    setImmediate(work);
    await readArchive(longest().path);
    reading = false;
    assert.ok(turns > 10, `${turns} turns`);
  });

  const longest = (): Archive =>
    all.map(({ archive }) => archive).reduce((one, other) => (other.metrics.length > one.metrics.length ? other : one));
});

describe('archive that is not as it should be', () => {
  const options = {
    offline_id: 'a'.repeat(32),
    workspace: 'lab',
    project_name: 'tests',
    start_time: 1000,
    stop_time: 2000,
    tags: [],
  };
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'archive-'));
  });

  after(() => rm(folder, { recursive: true }));

  async function reading(bytes: Uint8Array): Promise<Archive> {
    const path = join(folder, 'run.zip');
    await writeFile(path, bytes);
    return readArchive(path);
  }

  const zipped = (messages: string, more: Record<string, Uint8Array> = {}, head: unknown = options): Uint8Array =>
    zipSync({ 'experiment.json': strToU8(JSON.stringify(head)), 'messages.json': strToU8(messages), ...more });

  const line = (type: string, payload: unknown): string => `${JSON.stringify({ type, payload })}\n`;

  it('is refused with a sentence that names it, wherever it is cut', async () => {
    const whole = await readFile((await recordings())[0]!.archive.path);
    for (const part of [0, 1, 21, 22, 100, whole.length >> 1, whole.length - 23, whole.length - 1]) {
      await assert.rejects(
        reading(whole.subarray(0, part)),
        /^Error: The archive run\.zip cannot be read: .+\.$/,
        `${part} bytes`,
      );
    }
  });

  it('is refused when it is no zip file', async () => {
    for (const bytes of [
      strToU8('<html>Sign in</html>'),
      new Uint8Array(100_000),
      strToU8('PK\x03\x04 and nothing more, but long enough to look like something'),
    ]) {
      await assert.rejects(reading(bytes), /^Error: The archive run\.zip cannot be read: it is not a whole zip file/);
    }
  });

  it('is refused when damaged inside', async () => {
    const whole = zipped(line('html', { html: '0123456789'.repeat(50) }));
    const damaged = whole.slice();
    const at = Buffer.from(damaged).indexOf('messages.json') + 'messages.json'.length;
    damaged.fill(0xff, at, at + 20);
    await assert.rejects(
      reading(damaged),
      /^Error: The archive run\.zip cannot be read: its entry messages\.json is damaged\.$/,
    );
  });

  it('is refused when a part is missing or wrong, and says where', async () => {
    await assert.rejects(reading(zipSync({ 'messages.json': strToU8('') })), /it has no entry experiment\.json/);
    await assert.rejects(
      reading(zipSync({ 'experiment.json': strToU8(JSON.stringify(options)) })),
      /it has no entry messages\.json/,
    );
    await assert.rejects(reading(zipped('', {}, { ...options, offline_id: '../../etc' })), /offline_id: /);
    await assert.rejects(reading(zipped('', {}, { ...options, start_time: 'yesterday' })), /start_time: /);
    await assert.rejects(reading(zipped(`${line('html', { html: 'a' })}{"type":`)), /line 2 of messages\.json: /);
    await assert.rejects(
      reading(zipped(line('metric_msg', { metric: { metricName: 1 } }))),
      /line 1 of messages\.json: metric\.metricName: /,
    );
    const upload = {
      file_path: 'gone',
      upload_type: 'asset',
      additional_params: { fileName: 'a' },
      local_timestamp: 1,
    };
    await assert.rejects(
      reading(zipped(line('file_upload', upload))),
      /line 1 of messages\.json: it has no entry gone/,
    );
  });

  it('keeps what it does not understand in count, and reads on', async () => {
    const archive = await reading(
      zipped(line('hologram', { depth: 3 }) + line('hologram', {}) + line('smell', {}) + line('html', { html: 'x' })),
    );
    assert.deepEqual(
      [...archive.unknownMessages],
      [
        ['hologram', 2],
        ['smell', 1],
      ],
    );
    assert.equal(archive.html, 'x');
  });

  it('may hold what is rare: bare NaN, lists, replaced HTML, models elsewhere, clouds, cards, dependencies', async () => {
    const archive = await reading(
      zipped(
        [
          '{"payload":{"file_path":"f","upload_type":"asset","local_timestamp":1500,"metadata":{"score":NaN,"note":"NaN \\"Infinity\\"","low":-Infinity},"additional_params":{"assetId":"1","fileName":"f"}},"type":"file_upload"}\n',
          line('parameter_msg', { params: { paramName: 'layers', paramValue: [1, 'two'], step: null } }),
          line('html', { html: 'a' }),
          line('htmlOverride', { htmlOverride: 'b' }),
          line('html', { html: 'c' }),
          line('remote_model', {
            model_name: 'm',
            remote_assets: [{ assetId: '2', fileName: 'w', remoteUrl: 's3://bucket/w' }],
          }),
          line('cloud_details', { provider: 'AWS', cloud_metadata: { region: 'x' } }),
          line('gpu_static_info', { gpu_static_info: [{ gpuIndex: 0, name: 'card' }] }),
          line('log_dependency', { name: 'pip', version: 3 }),
          line('register_model', { model_name: 'm', registry_name: 'r', version: '1.0.0' }),
          line('system_details', { command: 'train.py' }),
        ].join(''),
        { f: strToU8('file') },
      ),
    );
    assert.deepEqual(archive.assets[0]?.metadata, '{"score":NaN,"note":"NaN \\"Infinity\\"","low":-Infinity}');
    assert.equal(Buffer.from(await archive.assets[0].bytes()).toString(), 'file');
    assert.deepEqual(
      archive.parameters.map(({ name, value, time }) => [name, value, time]),
      [['layers', '[1,"two"]', 1500]],
    );
    assert.equal(archive.html, 'bc');
    assert.deepEqual(
      archive.assets.slice(1).map(({ id, model, folder: group, link, size }) => ({ id, model, group, link, size })),
      [{ id: '2', model: 'm', group: 'models/m', link: 's3://bucket/w', size: 0 }],
    );
    assert.equal((await archive.assets[1]!.bytes()).length, 0);
    assert.deepEqual(archive.cloud, { provider: 'AWS', metadata: '{"region":"x"}' });
    assert.deepEqual(archive.graphicsCards, [{ gpuIndex: 0, name: 'card' }]);
    assert.deepEqual(archive.dependencies, [{ name: 'pip', version: '3' }]);
    assert.deepEqual(archive.registeredModels, [{ name: 'm', registryName: 'r', version: '1.0.0' }]);
    assert.deepEqual(archive.machine?.command, ['train.py']);
    assert.equal(archive.crash, null);
  });
});

function byName<T>(
  list: readonly T[],
  name: (item: T) => unknown[],
  row: (item: T) => unknown[],
): Map<string, unknown[]> {
  const rows = new Map<string, unknown[]>();
  for (const item of list) {
    const key = JSON.stringify(name(item));
    const known = rows.get(key);
    if (known === undefined) {
      rows.set(key, [row(item)]);
    } else {
      known.push(row(item));
    }
  }
  return rows;
}
