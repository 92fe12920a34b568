// What the SDK wrote must be what the lab serves: each committed archive, read the plain way, against the lab's
// answers.
import assert from 'node:assert/strict';
import { copyFile, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { startCometLab } from '../../../../src/lab/comet/server';
import { Clock, query, served, type ServedLab } from '../../../support/lab/labFixture';
import { readPlainArchive, type Payload, type PlainArchive } from '../../../support/lab/referenceArchive';

type Answer = Record<string, unknown>;

interface IndexEntry {
  readonly key: string;
  readonly workspace: string;
  readonly project: string;
  readonly startTime: number;
  readonly endTime: number;
  readonly archived: boolean;
  readonly live: { readonly speed: number } | null;
}

interface Index {
  readonly user: string;
  readonly defaultWorkspace: string;
  readonly recordedUntil: number;
  readonly projects: readonly {
    workspace: string;
    name: string;
    description: string;
    notes: string;
    isPublic: boolean;
  }[];
  readonly experiments: readonly IndexEntry[];
}

const folder = join(import.meta.dirname, '../../../../media/lab');
const index = JSON.parse(await readFile(join(folder, 'lab.json'), 'utf8')) as Index;

describe('lab recordings', () => {
  let lab: ServedLab;
  let opened: number;

  before(async () => {
    const clock = new Clock();
    opened = clock.now();
    lab = served(await startCometLab({ archives: folder, now: clock.now }), clock);
    // By now the live experiment has finished, so that all of it can be seen.
    const ends = index.experiments.map(
      ({ startTime, endTime, live }) => startTime + (endTime - startTime) / (live?.speed ?? 1),
    );
    clock.advance(Math.max(0, Math.max(...ends) - index.recordedUntil) + 1000);
  });

  after(() => lab.close());

  const list = async (
    path: string,
    key: string,
    wrapper: string,
    extra: Record<string, string> = {},
  ): Promise<Answer[]> =>
    ((await lab.read(`${path}?${query({ experimentKey: key, ...extra })}`)) as Record<string, Answer[]>)[wrapper]!;
  const one = async (path: string, key: string): Promise<Answer> =>
    (await lab.read(`experiment/${path}?experimentKey=${key}`)) as Answer;
  /** The type of assets follows from their names, and is asked about elsewhere. */
  const bytes = async (path: string, parameters: Record<string, string>): Promise<Uint8Array> => {
    const response = await lab.ask(`${path}?${query(parameters)}`);
    assert.equal(response.status, 200);
    if (!path.endsWith('/get-asset')) {
      assert.equal(response.headers.get('content-type'), 'application/octet-stream');
    }
    return new Uint8Array(await response.arrayBuffer());
  };
  const asText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
  const fullName = (context: unknown, name: unknown): string =>
    context ? `${asText(context)}_${asText(name)}` : asText(name);
  const last = <T>(pairs: [string, T][]): Record<string, T> => Object.fromEntries(pairs);
  const current = (answers: Answer[]): Record<string, unknown> =>
    last(answers.map(({ name, valueCurrent }) => [String(name), valueCurrent]));

  it('has an index that names every archive and nothing else', async () => {
    const files = (await readdir(folder)).filter((name) => name.endsWith('.zip'));
    assert.deepEqual(files.toSorted(), index.experiments.map(({ key }) => `${key}.zip`).toSorted());
    assert.equal(new Set(index.experiments.map(({ key }) => key)).size, index.experiments.length);
  });

  it('lists everything without opening an archive, and opens one again after it could not be read', async () => {
    const bare = await mkdtemp(join(tmpdir(), 'lab-'));
    const entry = index.experiments[0]!;
    await copyFile(join(folder, 'lab.json'), join(bare, 'lab.json'));
    const lines: string[] = [];
    const clock = new Clock();
    const without = served(
      await startCometLab({ archives: bare, now: clock.now, log: (line) => lines.push(line) }),
      clock,
    );
    try {
      const { experiments } = (await without.read(
        `experiments?${query({ workspaceName: entry.workspace, projectName: entry.project })}`,
      )) as { experiments: Answer[] };
      assert.ok(experiments.some(({ experimentKey }) => experimentKey === entry.key));
      await without.read(`experiment/metadata?experimentKey=${entry.key}`);
      const failed = await without.ask(`experiment/tags?experimentKey=${entry.key}`);
      assert.deepEqual(
        [failed.status, await failed.json()],
        [500, { msg: 'unexpected error', code: 500, data: null, sdk_error_code: 0 }],
      );
      assert.ok(
        lines.some((line) => line.startsWith('failed: ') && line.includes(`${entry.key}.zip`)),
        lines.join('\n'),
      );
      assert.ok(!lines.join('\n').includes(without.apiKey));
      await copyFile(join(folder, `${entry.key}.zip`), join(bare, `${entry.key}.zip`));
      await without.read(`experiment/tags?experimentKey=${entry.key}`);
    } finally {
      await without.close();
      await rm(bare, { recursive: true });
    }
  });

  it('refuses a folder without a sound index', async () => {
    const bare = await mkdtemp(join(tmpdir(), 'lab-'));
    await assert.rejects(startCometLab({ archives: bare }), { code: 'ENOENT' });
    await writeFile(join(bare, 'lab.json'), '{"user":"ada"}');
    await assert.rejects(startCometLab({ archives: bare }), { name: 'ValiError' });
    await rm(bare, { recursive: true });
  });

  it('holds what the sample lab promises, in three megabytes at most', async () => {
    const sizes = await Promise.all((await readdir(folder)).map(async (name) => (await stat(join(folder, name))).size));
    assert.ok(sizes.reduce((sum, size) => sum + size, 0) <= 3 * 1024 * 1024);
    assert.ok(new Set(index.experiments.map(({ workspace }) => workspace)).size >= 2);
    assert.ok(new Set(index.experiments.map(({ workspace, project }) => `${workspace}/${project}`)).size >= 4);
    assert.ok(index.experiments.length >= 30);
    assert.ok(index.experiments.some(({ archived }) => archived));
    const live = index.experiments.filter(({ live }) => live !== null);
    assert.equal(live.length, 1);
    assert.ok(
      (live[0]!.endTime - live[0]!.startTime) / live[0]!.live!.speed > 10 * 60_000,
      'the live run takes more than ten minutes',
    );
  });

  it('lists the account, its workspaces and projects as the index says', async () => {
    assert.deepEqual(await lab.read('account-details'), {
      userName: index.user,
      defaultWorkspaceName: index.defaultWorkspace,
    });
    const workspaces = [...new Set(index.projects.map(({ workspace }) => workspace))];
    assert.deepEqual(await lab.read('workspaces'), { workspaceNames: workspaces });
    for (const workspace of workspaces) {
      const { projects } = (await lab.read(`projects?${query({ workspaceName: workspace })}`)) as {
        projects: Answer[];
      };
      const expected = index.projects.filter((project) => project.workspace === workspace);
      assert.deepEqual(
        projects.map(({ projectName, projectDescription, public: isPublic, numberOfExperiments }) => [
          projectName,
          projectDescription,
          isPublic,
          numberOfExperiments,
        ]),
        expected.map(({ name, description, isPublic }) => [
          name,
          description,
          isPublic,
          index.experiments.filter(
            (experiment) => experiment.workspace === workspace && experiment.project === name && !experiment.archived,
          ).length,
        ]),
      );
      for (const [position, { notes }] of expected.entries()) {
        assert.deepEqual(await lab.read(`project/notes?projectId=${String(projects[position]!.projectId)}`), { notes });
        for (const archived of [true, false]) {
          const listed = (await lab.read(
            `experiments?${query({ projectId: String(projects[position]!.projectId), archived: String(archived) })}`,
          )) as { experiments: Answer[] };
          assert.deepEqual(
            listed.experiments.map(({ experimentKey }) => experimentKey),
            index.experiments
              .filter(
                (entry) =>
                  entry.workspace === workspace &&
                  entry.project === expected[position]!.name &&
                  entry.archived === archived,
              )
              .map(({ key }) => key),
          );
        }
      }
    }
  });

  for (const entry of index.experiments) {
    it(`serves ${entry.key} as it was recorded`, async () => {
      const archive = await readPlainArchive(join(folder, `${entry.key}.zip`));
      const speed = entry.live?.speed ?? 1;
      /** Recorded times move by what has passed since the recording; those of the live run also by its speed. */
      const moved = (time: unknown): number =>
        Math.round(opened - index.recordedUntil + entry.startTime + ((time as number) - entry.startTime) / speed);
      await sameMetadata(archive, entry, moved);
      await sameMetrics(archive, entry.key, moved);
      await sameWords(archive, entry.key);
      await sameOutput(archive, entry.key);
      await sameMachine(archive, entry.key);
      await sameGit(archive, entry.key);
      await sameAssets(archive, entry.key);
      await sameModels(archive, entry.key);
    });
  }

  async function sameMetadata(
    { options, of }: PlainArchive,
    entry: IndexEntry,
    moved: (time: unknown) => number,
  ): Promise<void> {
    const names = of('log_other').filter(({ key }) => key === 'Name');
    const metadata = await one('metadata', entry.key);
    assert.deepEqual(
      { ...metadata, projectId: '', userName: '' },
      {
        experimentKey: options.offline_id,
        experimentName: names.at(-1)!.value,
        optimizationId: null,
        userName: '',
        projectId: '',
        projectName: options.project_name,
        workspaceName: options.workspace,
        filePath: of('file_name').at(-1)!.file_name,
        fileName: String(of('file_name').at(-1)!.file_name).split('/').at(-1),
        throttle: false,
        startTimeMillis: moved(options.start_time),
        endTimeMillis: moved(options.stop_time),
        durationMillis: moved(options.stop_time) - moved(options.start_time),
        running: false,
        hasCrashed: options.customer_error_reported,
        archived: entry.archived,
      },
    );
    assert.equal(metadata.userName, of('system_details').at(-1)!.user);
    assert.deepEqual((await one('tags', entry.key)).tags, options.tags);
  }

  async function sameMetrics({ of }: PlainArchive, key: string, moved: (time: unknown) => number): Promise<void> {
    const expected = new Map<string, Answer[]>();
    for (const { context, metric, local_timestamp } of of('metric_msg')) {
      const { metricName, metricValue, step, epoch } = metric as Payload;
      const name = fullName(context, metricName);
      const rows = expected.get(name) ?? [];
      rows.push({
        metricName: name,
        metricValue: asText(metricValue),
        timestamp: moved(local_timestamp),
        step: step ?? null,
        epoch: epoch ?? null,
        runContext: context ?? null,
        offset: rows.length,
      });
      expected.set(name, rows);
    }
    const summaries = await list('experiment/metrics/summary', key, 'values');
    assert.deepEqual(summaries.map(({ name }) => String(name)).toSorted(), [...expected.keys()].toSorted());
    for (const { name, valueMin, valueMax, valueCurrent, stepCurrent, timestampCurrent } of summaries) {
      const rows = expected.get(String(name))!;
      const numbers = rows.map(({ metricValue }) => Number(metricValue)).filter((value) => !Number.isNaN(value));
      assert.deepEqual(
        [valueCurrent, stepCurrent, timestampCurrent],
        [rows.at(-1)!.metricValue, rows.at(-1)!.step, rows.at(-1)!.timestamp],
      );
      if (numbers.length > 0) {
        assert.deepEqual(
          [Number(valueMin), Number(valueMax)],
          [numbers.reduce((a, b) => Math.min(a, b)), numbers.reduce((a, b) => Math.max(a, b))],
        );
      }
    }
    const chart = (await lab.post('experiments/multi-metric-chart', {
      targetedExperiments: [key],
      metrics: [...expected.keys()],
      independentMetrics: true,
      fetchFull: true,
    })) as {
      experiments: Record<
        string,
        {
          metrics: { metricName: string; values: (number | string)[]; steps: unknown[] | null; timestamps: number[] }[];
        }
      >;
    };
    assert.equal(chart.experiments[key]!.metrics.length, expected.size);
    for (const [name, rows] of expected) {
      assert.ok(rows.length <= 15_000, `${name} has ${rows.length} values`);
      assert.deepEqual(await list('experiment/metrics/get-metric', key, 'metrics', { metricName: name }), rows, name);
      const series = chart.experiments[key]!.metrics.find(({ metricName }) => metricName === name)!;
      assert.deepEqual(
        series.values.map(String),
        rows.map(({ metricValue }) => String(Number(metricValue))),
        name,
      );
      assert.deepEqual(
        series.steps ?? rows.map(() => null),
        rows.map(({ step }) => step),
        name,
      );
      assert.deepEqual(
        series.timestamps,
        rows.map(({ timestamp }) => timestamp),
        name,
      );
    }
  }

  async function sameWords({ of }: PlainArchive, key: string): Promise<void> {
    const parameters = of('parameter_msg').map(({ context, param, params }) => {
      const { paramName, paramValue } = (param ?? params) as Payload;
      return [fullName(context, paramName), asText(paramValue)] as [string, string];
    });
    assert.deepEqual(current(await list('experiment/parameters', key, 'values')), last(parameters));
    const others = of('log_other').map((other) => [String(other.key), asText(other.value)] as [string, string]);
    assert.deepEqual(current(await list('experiment/log-other', key, 'values')), last(others));
    const { html } = await one('html', key);
    assert.equal(
      html,
      of('html').length === 0
        ? null
        : of('html')
            .map((part) => part.html)
            .join(''),
    );
    assert.equal((await one('graph', key)).graph, of('graph').at(-1)?.graph ?? null);
    assert.equal((await one('code', key)).code, null);
  }

  async function sameOutput({ of }: PlainArchive, key: string): Promise<void> {
    assert.equal(
      (await one('output', key)).output,
      of('standard_output')
        .map(({ output }) => output)
        .join(''),
    );
  }

  async function sameMachine({ of }: PlainArchive, key: string): Promise<void> {
    const details = await one('system-details', key);
    const recorded = of('system_details').at(-1)!;
    assert.deepEqual(
      { ...details, systemMetricNames: [] },
      {
        experimentKey: key,
        user: recorded.user,
        pythonVersion: recorded.python_version,
        pythonVersionVerbose: recorded.python_version_verbose,
        pid: recorded.pid,
        osType: recorded.os_type,
        os: recorded.os,
        osRelease: recorded.os_release,
        machine: recorded.machine,
        processor: recorded.processor,
        ip: recorded.ip,
        hostname: recorded.hostname,
        executable: recorded.python_exe,
        env: recorded.env ?? {},
        gpuStaticInfoList: of('gpu_static_info').at(-1)?.gpu_static_info ?? [],
        logAdditionalSystemInfoList: of('system_info').map(({ system_info }) => system_info),
        networkInterfaceIps: [],
        command: recorded.command,
        totalRam: null,
        maxTotalMemory: null,
        systemMetricNames: [],
        osPackages: of('os_packages').at(-1)?.os_packages ?? [],
        installedPackages: of('installed_packages').at(-1)?.installed_packages ?? [],
      },
    );
    const system = new Set(
      of('metric_msg')
        .map(({ context, metric }) => fullName(context, (metric as Payload).metricName))
        .filter((name) => name.includes('sys.')),
    );
    assert.deepEqual(new Set(details.systemMetricNames as string[]), system);
  }

  async function sameGit({ of, file }: PlainArchive, key: string): Promise<void> {
    const { user, root, branch, parent, origin } = (of('git_metadata').at(-1)?.git_metadata ?? {}) as Payload;
    assert.deepEqual(await one('git/metadata', key), {
      user: user ?? null,
      root: root ?? null,
      branch: branch ?? null,
      parent: parent ?? null,
      origin: origin ?? null,
    });
    const upload = of('file_upload').findLast(({ upload_type }) => upload_type === 'git-patch');
    if (upload === undefined) {
      assert.deepEqual(await one('git/patch', key), {
        msg: 'no patch for experiment',
        code: 200,
        data: null,
        sdk_error_code: 0,
      });
      return;
    }
    const patch = await bytes('experiment/git/patch', { experimentKey: key });
    assert.deepEqual(patch, file(String(upload.file_path)));
    assert.deepEqual(Object.keys(unzipSync(patch)), ['git_diff.patch']);
  }

  async function sameAssets({ of, file }: PlainArchive, key: string): Promise<void> {
    const answers = new Map(
      (await list('experiment/asset/list', key, 'assets', { type: 'all' })).map((asset) => [asset.assetId, asset]),
    );
    const uploads = [...of('file_upload'), ...of('remote_file')].filter(
      ({ upload_type }) => upload_type !== 'git-patch',
    );
    for (const upload of uploads) {
      const details = upload.additional_params as Payload;
      const assetId = String(details.assetId ?? details.imageId);
      const asset = answers.get(assetId)!;
      const type = details.type ?? (upload.upload_type === 'visualization' ? 'image' : upload.upload_type);
      const model = type === 'model-element' ? String(details.groupingName) : null;
      const name = details.fileName ?? details.figName;
      assert.deepEqual(
        [asset.type, asset.step, asset.runContext, asset.dir, JSON.parse(String(asset.metadata)), asset.image],
        [
          type,
          details.step ?? null,
          details.context ?? null,
          model === null ? (type === 'image' ? 'media' : 'assets') : `models/${model}`,
          upload.metadata,
          type === 'image',
        ],
      );
      if (name !== 'auto-generated-in-the-backend') {
        assert.equal(asset.fileName, name);
      }
      assert.deepEqual(await lab.read(`experiment/asset/details?${query({ experimentKey: key, assetId })}`), asset);
      if (upload.remote_uri !== undefined) {
        assert.deepEqual([asset.remote, asset.link, asset.fileSize], [true, upload.remote_uri, 0]);
      } else {
        const content = file(String(upload.file_path));
        assert.deepEqual([asset.remote, asset.fileSize], [false, content.length]);
        assert.deepEqual(await bytes('experiment/asset/get-asset', { experimentKey: key, assetId }), content, assetId);
      }
      answers.delete(assetId);
    }
    for (const asset of answers.values()) {
      assert.equal(asset.type, 'histogram_combined_3d', 'only combined histograms are added to what was logged');
      await sameHistogram(asset, key, uploads, file);
    }
    const names = new Set(
      uploads
        .filter(({ upload_type }) => upload_type === 'histogram3d')
        .map(({ additional_params }) => (additional_params as Payload).fileName),
    );
    assert.equal(answers.size, names.size);
  }

  async function sameHistogram(
    asset: Answer,
    key: string,
    uploads: Payload[],
    file: PlainArchive['file'],
  ): Promise<void> {
    const content = await bytes('experiment/asset/get-asset', { experimentKey: key, assetId: String(asset.assetId) });
    assert.equal(content.length, asset.fileSize);
    const members = uploads.filter(
      ({ upload_type, additional_params }) =>
        upload_type === 'histogram3d' &&
        (additional_params as Payload).fileName === asset.fileName &&
        ((additional_params as Payload).context ?? null) === asset.runContext,
    );
    const expected = members
      .map(({ additional_params, file_path }) => ({
        step: (additional_params as Payload).step ?? null,
        histogram: JSON.parse(new TextDecoder().decode(file(String(file_path)))) as unknown,
      }))
      .toSorted((a, b) => Number(a.step) - Number(b.step));
    assert.deepEqual(JSON.parse(new TextDecoder().decode(content)), { histograms: expected });
  }

  async function sameModels({ of, file }: PlainArchive, key: string): Promise<void> {
    const expected = new Map<string, Record<string, Uint8Array>>();
    for (const { additional_params, file_path, upload_type } of of('file_upload')) {
      if (upload_type === 'model-element') {
        const { groupingName, fileName } = additional_params as Payload;
        expected.set(String(groupingName), {
          ...expected.get(String(groupingName)),
          [String(fileName)]: file(String(file_path)),
        });
      }
    }
    const models = await list('experiment/model', key, 'models');
    assert.deepEqual(
      models.map(({ modelName }) => modelName),
      [...expected.keys()],
    );
    for (const [modelName, files] of expected) {
      assert.deepEqual(unzipSync(await bytes('experiment/model/download', { experimentKey: key, modelName })), files);
      const listed = await list('experiment/model/asset/list', key, 'assets', { modelName });
      assert.deepEqual(listed.map(({ fileName }) => String(fileName)).toSorted(), Object.keys(files).toSorted());
    }
  }
});
