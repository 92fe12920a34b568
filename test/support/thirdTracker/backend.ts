/** The back end of “Ledger”: the required core and nothing else. */
import { array, nullable, number, object, record, safeParse, string, tuple } from 'valibot';
import type { GenericSchema, InferOutput } from 'valibot';
import type { Experiment, ExperimentState, Summary } from '../../../src/shared/experiment';
import { BackendError } from '../../../src/shared/problem';
import { Http } from '../../../src/trackers/http/client';
import type { ConnectedBackend, RequestOptions } from '../../../src/trackers/tracker';

const boardSchema = object({ no: number(), title: string(), team: string() });
const trialSchema = object({
  no: number(),
  title: string(),
  phase: string(),
  began: nullable(string()),
  ended: nullable(string()),
  who: string(),
  board: boardSchema,
  labels: array(string()),
  settings: record(string(), string()),
  last: record(string(), object({ value: number(), round: number() })),
});
const pageSchema = object({ trials: array(trialSchema), next: nullable(number()) });
/** All metrics of a trial: round, value and time of each point. */
const curvesSchema = record(string(), array(tuple([number(), number(), string()])));

const requestsPerMinute = 30;

/** The ledger's own life cycle, in our states. */
const states: ReadonlyMap<string, ExperimentState> = new Map([
  ['planned', 'queued'],
  ['growing', 'running'],
  ['harvested', 'finished'],
  ['withered', 'crashed'],
  ['abandoned', 'stopped'],
]);

export function connectLedger(server: string, secret: string, requests: RequestOptions): ConnectedBackend {
  const http = new Http({
    ...requests,
    baseUrl: server,
    authentication: () => ({ 'x-ledger-token': secret }),
    limits: { ...requests.limits, requestsPerMinute },
  });
  const ask = async <T>(schema: GenericSchema<unknown, T>, path: string, signal: AbortSignal): Promise<T> => {
    const { success, output } = safeParse(schema, await http.json({ method: 'GET', kind: 'read', path, signal }));
    if (!success) {
      throw new BackendError('unexpected', 'The ledger answered with something else than was asked for.');
    }
    return output;
  };
  const trial = (key: string, signal: AbortSignal) => ask(trialSchema, trialPath(key), signal);
  return {
    tracker: 'ledger',
    limits: {
      seriesPerRequest: { sampled: 1000, full: 1000 },
      allMetricsInOneAnswer: true,
      requestsPerMinute,
    },
    close: () => http.close(),
    account: async (signal) => ({
      userName: (await ask(object({ who: string() }), '/me', signal)).who,
      defaultWorkspace: null,
    }),
    listWorkspaces: async (signal) =>
      (await ask(object({ teams: array(string()) }), '/teams', signal)).teams.map((name) => ({ name })),
    async listProjects(workspace, signal) {
      const path = `/teams/${encodeURIComponent(workspace)}/boards`;
      const { boards } = await ask(object({ boards: array(boardSchema) }), path, signal);
      const unknown = { description: null, experimentCount: null, lastUpdated: null, isPublic: null };
      return boards.map(({ no, title, team }) => ({ ...unknown, id: String(no), workspace: team, name: title }));
    },
    async *experiments({ project, archived }, signal) {
      // Nothing is ever archived in a ledger.
      for (let after: number | null = archived ? null : 0; after !== null;) {
        const path = `/boards/${encodeURIComponent(project.id)}/trials?after=${after}`;
        const page: InferOutput<typeof pageSchema> = await ask(pageSchema, path, signal);
        yield page.trials.map(toExperiment);
        after = page.next;
      }
    },
    getExperiment: async (key, signal) => toExperiment(await trial(key, signal)),
    getMetricSummaries: async (key, signal) =>
      Object.entries((await trial(key, signal)).last).map(([name, { value, round }]) =>
        summary(name, String(value), round),
      ),
    getParameters: async (key, signal) =>
      Object.entries((await trial(key, signal)).settings).map(([name, value]) => summary(name, value, null)),
    async getMetrics({ experimentKeys }, signal) {
      const all = experimentKeys.map(async (experimentKey) => {
        const curves = await ask(curvesSchema, `${trialPath(experimentKey)}/curves`, signal);
        return Object.entries(curves).map(([name, points]) => ({
          experimentKey,
          name,
          values: Float64Array.from(points, ([, value]) => value),
          steps: Float64Array.from(points, ([round]) => round),
          epochs: null,
          times: Float64Array.from(points, ([, , at]) => Date.parse(at)),
          sampled: false,
        }));
      });
      return (await Promise.all(all)).flat();
    },
    experimentUrl: ({ key }) => `${server}/pages${trialPath(key)}`,
    projectUrl: ({ id }) => `${server}/pages/boards/${encodeURIComponent(id)}`,
  };
}

const trialPath = (key: string): string => `/trials/${encodeURIComponent(key)}`;

function toExperiment({ no, phase, began, ended, board, ...row }: InferOutput<typeof trialSchema>): Experiment {
  return {
    key: String(no),
    name: row.title,
    workspace: board.team,
    projectId: String(board.no),
    projectName: board.title,
    state: states.get(phase) ?? 'unknown',
    status: phase,
    archived: false,
    startTime: began === null ? null : Date.parse(began),
    endTime: ended === null ? null : Date.parse(ended),
    duration: began === null || ended === null ? null : Date.parse(ended) - Date.parse(began),
    user: row.who,
    filePath: null,
    incomplete: false,
    bookmarked: null,
    group: null,
    original: null,
    tags: row.labels,
    lastMetrics: Object.fromEntries(Object.entries(row.last).map(([name, { value }]) => [name, value])),
    parameters: row.settings,
  };
}

const summary = (name: string, value: string, step: number | null): Summary => ({
  name,
  context: null,
  ofMachine: false,
  current: { value, step, time: null },
  minimum: null,
  maximum: null,
});
