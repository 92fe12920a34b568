/**
 * What the product's own back end reads of the lab, in the very form in which the SDK's readings come, so that the two
 * compare.
 */
import { createHash } from 'node:crypto';
import { unzipSync } from 'fflate';
import { parseCometServer } from '../../src/trackers/comet/serverAddress';
import { connectComet, type CometBackend } from '../../src/trackers/comet/backend';
import { directNetwork } from '../../src/trackers/http/client';
import type { Asset, Experiment, MetricSeries, Project, Summary, SummaryPoint } from '../../src/shared/experiment';
import { parse } from 'valibot';
import { firstPredicateSchema } from '../../src/commands/projects/savedQueries';
import { wireSources } from '../../src/trackers/comet/translation/predicates';
import { assetsOf, experimentsOf } from '../support/lab/listAll';

/** As `comet/readings.py` makes them. */
export interface Readings {
  readonly projects: Readonly<Record<string, { readonly queries: Readonly<Record<string, unknown>> }>>;
  readonly models: Readonly<Record<string, unknown>>;
  readonly artifacts: Readonly<Record<string, unknown>>;
}

const signal = new AbortController().signal;

/** Reads what `asked` is about. */
export async function readByProduct(url: string, apiKey: string, asked: Readings): Promise<unknown> {
  const comet = connectComet({ server: parseCometServer(url), apiKey, network: directNetwork, log: () => undefined });
  try {
    const account = await comet.account(signal);
    const workspace = account.defaultWorkspace ?? '';
    return {
      account: { userName: account.userName, defaultWorkspaceName: account.defaultWorkspace },
      workspaces: (await comet.listWorkspaces(signal)).map(({ name }) => name).sort(),
      projectNames: (await comet.listProjects(workspace, signal)).map(({ name }) => name).sort(),
      projects: await byName(Object.keys(asked.projects), (place) =>
        readProject(comet, place, Object.keys(asked.projects[place]?.queries ?? {})),
      ),
      models: await byName(Object.keys(asked.models), (name) => readModel(comet, workspace, name)),
      artifacts: await byName(Object.keys(asked.artifacts), (name) => readArtifact(comet, workspace, name)),
    };
  } finally {
    await comet.close();
  }
}

async function byName<T>(names: readonly string[], read: (name: string) => Promise<T>): Promise<Record<string, T>> {
  const found: Record<string, T> = {};
  for (const name of names) {
    found[name] = await read(name);
  }
  return found;
}

/** `queries`: predicates as JSON. */
async function readProject(comet: CometBackend, place: string, queries: readonly string[]): Promise<unknown> {
  const [workspace = '', name = ''] = place.split('/');
  const project = (await comet.listProjects(workspace, signal)).find((one) => one.name === name);
  if (project === undefined) {
    return undefined;
  }
  const [active, archived] = await Promise.all(
    [false, true].map((which) => experimentsOf(comet, { project, archived: which }, signal)),
  );
  return {
    description: project.description,
    isPublic: project.isPublic,
    experimentCount: project.experimentCount,
    lastUpdated: project.lastUpdated,
    id: project.id,
    notes: await comet.notes.read(project, signal),
    shareLinks: (await comet.shareLinks.list(project, signal)).map(({ code }) => code),
    dashboards: await dashboardNames(comet, project),
    columns: (await comet.queries.columns({ project, archived: false }, signal))
      .map((column) => `${wireSources[column.source]} ${column.name}`)
      .sort(),
    queries: await byName(queries, async (predicate) =>
      (
        await comet.queries.run(
          { project, archived: false },
          [parse(firstPredicateSchema, JSON.parse(predicate))],
          signal,
        )
      ).sort(),
    ),
    experiments: Object.fromEntries(
      await Promise.all(
        [...(active ?? []), ...(archived ?? [])].map(
          async (one) => [one.key, await readExperiment(comet, one)] as const,
        ),
      ),
    ),
  };
}

const dashboardNames = async (comet: CometBackend, project: Project): Promise<string[]> =>
  (await comet.dashboards.list(project, signal)).map(({ name }) => name).sort();

async function readExperiment(comet: CometBackend, listed: Experiment): Promise<unknown> {
  const { key } = listed;
  const one = await comet.getExperiment(key, signal);
  const metricSummaries = await comet.getMetricSummaries(key, signal);
  const series = await comet.getMetrics(
    { experimentKeys: [key], metrics: metricSummaries.map(({ name }) => name), full: true },
    signal,
  );
  const code = (await comet.code.list(key, signal)).find(({ assetId }) => assetId === null);
  const git = await comet.git.state(key, signal);
  const system = await comet.system.details(key, signal);
  const { produced, used } = await comet.artifacts.ofExperiment(key, signal);
  const patch = await comet.git.patch(key, signal);
  return {
    name: one.name,
    workspace: one.workspace,
    project: one.projectName,
    state: one.state,
    archived: one.archived,
    startTime: one.startTime,
    endTime: one.endTime,
    duration: one.duration,
    user: one.user,
    filePath: one.filePath,
    tags: (await comet.tags.list(key, signal)).sort(),
    metrics: Object.fromEntries(series.map((metric) => [metric.name, rowsOf(metric)])),
    summaries: summariesOf(metricSummaries),
    parameters: summariesOf(await comet.getParameters(key, signal)),
    others: summariesOf(await comet.others.list(key, signal)),
    output: (await comet.output.read(key, signal)).toString(),
    html: await comet.reports.html(key, signal),
    graph: await comet.graphs.read(key, signal),
    code: code === undefined ? null : await comet.code.read(key, code, signal),
    patch: patch === null ? null : { 'git_diff.patch': digest(Buffer.from(patch)) },
    git: git === null ? [null, null, null, null, null] : [git.user, git.root, git.branch, git.commit, git.origin],
    assets: Object.fromEntries(
      await Promise.all(
        (await assetsOf(comet, key, signal)).map(
          async (asset) => [asset.id, await readAsset(comet, key, asset)] as const,
        ),
      ),
    ),
    models: (await comet.models.list(key, signal)).map(({ name }) => name).sort(),
    system: {
      hostname: system.hostname,
      ip: system.ip,
      user: system.user,
      pid: system.pid,
      command: system.command,
      pythonVersion: system.pythonVersion,
      executable: system.executable,
      installedPackages: system.installedPackages,
      osPackages: system.osPackages,
      environment: system.environment,
      totalMemory: system.totalMemory,
      additional: Object.fromEntries(system.additional.map((entry) => [entry.key, entry.value])),
      metrics: [...system.systemMetricNames].sort(),
    },
    produced: produced.map(({ artifactName, version }) => `${artifactName}:${version}`).sort(),
    used: used.map(({ artifactName, version }) => `${artifactName}:${version}`).sort(),
  };
}

function rowsOf({ values, steps, epochs, times }: MetricSeries): unknown[] {
  const cell = (column: Float64Array | null, at: number): number | null => {
    const value = column?.[at] ?? Number.NaN;
    return Number.isNaN(value) ? null : value;
  };
  return Array.from(values, (value, at) => [
    Number.isFinite(value) ? value : String(value),
    cell(steps, at),
    cell(epochs, at),
    cell(times, at),
  ]);
}

function summariesOf(summaries: readonly Summary[]): unknown {
  const point = (one: SummaryPoint | null) => (one === null ? null : [one.value, one.step, one.time]);
  return Object.fromEntries(
    summaries.map(({ name, current, minimum, maximum }) => [name, [point(current), point(minimum), point(maximum)]]),
  );
}

async function readAsset(comet: CometBackend, key: string, asset: Asset): Promise<unknown> {
  const { name, type, size, step, context, folder, createdAt, metadata, tags, remoteUrl } = asset;
  const bytes =
    remoteUrl === null ? digest(await bytesOf((await comet.files.open(key, asset, {}, signal)).body)) : null;
  return { name, type, size, step, context, folder, createdAt, metadata, tags, link: remoteUrl, bytes };
}

async function readModel(comet: CometBackend, workspace: string, name: string): Promise<unknown> {
  const model = await comet.registry.getModel(workspace, name, signal);
  return {
    id: model.id,
    description: model.description,
    isPublic: model.isPublic,
    user: model.user,
    createdAt: model.createdAt,
    lastUpdated: model.lastUpdated,
    notes: await comet.registry.getNotes(workspace, name, signal),
    versions: await Promise.all(
      model.versions.map(
        async ({ id, version, comment, stages, experimentKey, experimentModel, createdAt, user, assets }) => ({
          id,
          version,
          comment,
          stages,
          experiment: experimentKey,
          model: experimentModel,
          createdAt,
          user,
          assets: assets.map((asset) => [asset.name, asset.size]).sort(),
          zip: Object.fromEntries(
            Object.entries(
              unzipSync(
                await bytesOf((await comet.registry.downloadVersion(workspace, name, version, {}, signal)).body),
              ),
            ).map(([entry, bytes]) => [entry, digest(bytes)]),
          ),
        }),
      ),
    ),
  };
}

async function readArtifact(comet: CometBackend, workspace: string, name: string): Promise<unknown> {
  const { artifacts } = comet;
  const { id, type, description, isPublic, tags, versions } = await artifacts.getArtifact(workspace, name, signal);
  const read = await Promise.all(versions.map(({ version }) => artifacts.getVersion(workspace, name, version, signal)));
  const closed = await Promise.all(
    read
      .filter(({ state }) => state === 'closed')
      .map(async (one) => {
        const files = await artifacts.listFiles(workspace, name, one.version, signal);
        return [
          one.version,
          {
            aliases: [...one.aliases].sort(),
            tags: [...one.tags].sort(),
            size: one.size,
            producedBy: one.producedBy,
            metadata: said(one.metadata),
            files: Object.fromEntries(
              await Promise.all(
                files.map(
                  async (file) =>
                    [
                      file.name,
                      {
                        id: file.assetId,
                        size: file.size,
                        metadata: said(file.metadata),
                        link: file.remoteUrl,
                        bytes:
                          file.remoteUrl === null
                            ? digest(await bytesOf((await artifacts.openFile(one, file, {}, signal)).body))
                            : null,
                      },
                    ] as const,
                ),
              ),
            ),
          },
        ] as const;
      }),
  );
  return {
    id,
    type,
    description,
    isPublic,
    tags,
    versions: versions.map(({ version }) => version).sort(),
    closed: Object.fromEntries(closed),
  };
}

const said = (json: string | null): unknown => (json === null ? {} : JSON.parse(json));

async function bytesOf(body: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const part of body) {
    parts.push(part);
  }
  return Buffer.concat(parts);
}

const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

export interface Agreement {
  readonly compared: number;
  readonly differences: readonly string[];
}

/** Every single value of the two, by its path. */
export function compareReadings(bySdk: unknown, byProduct: unknown): Agreement {
  let compared = 0;
  const differences: string[] = [];
  const compare = (path: string, left: unknown, right: unknown): void => {
    if (isObject(left) && isObject(right)) {
      for (const name of new Set([...Object.keys(left), ...Object.keys(right)])) {
        compare(`${path}/${name}`, left[name], right[name]);
      }
      return;
    }
    compared += 1;
    if (!Object.is(left, right)) {
      differences.push(`${path}: the SDK reads ${brief(left)}, the product ${brief(right)}`);
    }
  };
  compare('', bySdk, JSON.parse(JSON.stringify(byProduct)));
  return { compared, differences };
}

/**
 * Lists too: their places are their names. An empty one is the same as another one, and different from anything else.
 */
const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

const brief = (value: unknown): string => (value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 200));
