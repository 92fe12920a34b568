/**
 * What each method of Comet's client puts on the wire: method, path, query and body, to the letter. A real server takes
 * notes.
 */
import assert from 'node:assert/strict';
import { CometCalls } from '../../../../src/trackers/comet/client/calls';
import { cometClient, type CometClient } from '../../../../src/trackers/comet/client/client';
import type { Endpoint } from '../../../../src/trackers/comet/endpoints/endpoint';
import { endpoints } from '../../../../src/trackers/comet/endpoints/table';
import { connect, json, never as signal, serve, type TestServer } from '../http/httpServer';

const root = '/prefix/api/rest/v2/';
const moment = { context: 'train', step: 3, epoch: 1, timestamp: 9 };
const predicate = { source: 'metrics', field: 'loss', type: 'double', operator: 'less', value: 0.5 } as const;
const rule = { id: 'loss', field: 'loss', type: 'double', operator: 'less', value: 0.5 };
const remoteAsset = { assetId: 'a', fileName: 'f', link: 's3://b/f', type: 'asset' };
const webhook = {
  workspaceName: 'w',
  modelName: 'm',
  webhookUrls: [{ url: 'https://x', header: { Authorization: 'hush' } }],
};
const file = () => ({ content: new Blob(['bytes']), name: 'f.txt' });

/** Enough for any schema of an answer that the calls of this test get. */
const answer = {
  projectId: 'p',
  projectName: 'n',
  shareCode: 's',
  experimentKey: 'k',
  userName: 'u',
  workspaceNames: [],
  assetId: 'a',
  registryModelId: 'r',
  artifactVersionId: 'v',
  artifactId: 'i',
  requestId: 'q',
  code: {},
  msg: 'Saved',
  sdk_error_code: 0,
};

interface Call {
  readonly method: string;
  readonly call: (client: CometClient, calls: CometCalls) => Promise<unknown>;
  /** Below the REST root unless it begins with a slash; the query in any order. */
  readonly request: string;
  readonly body?: unknown;
  /** Parts of a form. */
  readonly form?: Readonly<Record<string, string>>;
}

const calls: readonly Call[] = [
  {
    method: 'account.version',
    call: (_, calls) => calls.call(endpoints.account.version, {}, signal),
    request: 'GET /prefix/api/isAlive/ver',
  },
  { method: 'account.accountDetails', call: (c) => c.account.accountDetails(signal), request: 'GET account-details' },
  { method: 'account.workspaces', call: (c) => c.account.workspaces(signal), request: 'GET workspaces' },
  {
    method: 'account.createWorkspace',
    call: (c) => c.account.createWorkspace({ name: 'w' }, signal),
    request: 'POST write/workspace/new',
    body: { name: 'w' },
  },
  {
    method: 'account.addWorkspaceMember',
    call: (_, calls) =>
      calls.change(
        endpoints.account.addWorkspaceMember,
        { userEmail: 'a@b', workspaceName: 'w', admin: false },
        signal,
      ),
    request: 'POST write/add-workspace-member',
    body: { userEmail: 'a@b', workspaceName: 'w', admin: false },
  },

  {
    method: 'projects.projects',
    call: (c) => c.projects.projects('w & w', signal),
    request: 'GET projects?workspaceName=w+%26+w',
  },
  {
    method: 'projects.projectsPage',
    call: (_, calls) =>
      calls.call(
        endpoints.projects.projectsPage,
        {
          workspaceName: 'w',
          offset: 5,
          count: 10,
          sort: 's',
          order: 'asc',
          owner: 'o',
          public: true,
          starterProject: false,
          search: 'x',
        },
        signal,
      ),
    request:
      'GET projects/page?workspaceName=w&offset=5&count=10&sort=s&order=asc&owner=o&public=true&starterProject=false&search=x',
  },
  {
    method: 'projects.projectMetadata',
    call: (c) => c.projects.projectMetadata({ projectId: 'p' }, signal),
    request: 'GET project?projectId=p',
  },
  {
    method: 'projects.projectMetadata',
    call: (c) => c.projects.projectMetadata({ workspaceName: 'w', projectName: 'n' }, signal),
    request: 'GET project?workspaceName=w&projectName=n',
  },
  {
    method: 'projects.projectColumns',
    call: (c) => c.projects.projectColumns({ projectId: 'p' }, true, signal),
    request: 'GET project/column-names?projectId=p&archived=true',
  },
  {
    method: 'projects.projectNotes',
    call: (c) => c.projects.projectNotes('p', signal),
    request: 'GET project/notes?projectId=p',
  },
  {
    method: 'projects.projectShareLinks',
    call: (c) => c.projects.projectShareLinks('p', signal),
    request: 'GET project/get-project-share-links?projectId=p',
  },
  {
    method: 'projects.projectQuery',
    call: (c) =>
      c.projects.projectQuery(
        { workspaceName: 'w', projectName: 'n' },
        [
          predicate,
          { source: 'tag', field: 'x', type: 'string', operator: 'equal', value: 'x' },
          { source: 'metrics', field: 'acc', type: 'double', operator: 'between', value: [0.1, 1] },
          { source: 'params', field: 'lr', type: 'string', operator: 'is_null', value: null },
        ],
        false,
        signal,
      ),
    request: 'POST project/query',
    body: {
      workspaceName: 'w',
      projectName: 'n',
      archived: false,
      predicates: [
        {
          source: 'metrics',
          query: {
            condition: 'AND',
            valid: true,
            rules: [rule, { id: 'acc', field: 'acc', type: 'double', operator: 'between', value: ['0.1', '1'] }],
          },
        },
        {
          source: 'tag',
          query: {
            condition: 'AND',
            valid: true,
            rules: [{ id: 'x', field: 'x', type: 'string', operator: 'equal', value: 'x' }],
          },
        },
        {
          source: 'params',
          query: {
            condition: 'AND',
            valid: true,
            rules: [{ id: 'lr', field: 'lr', type: 'string', operator: 'is_null', value: null }],
          },
        },
      ],
    },
  },
  {
    method: 'projects.createProject',
    call: (c) =>
      c.projects.createProject(
        { workspaceName: 'w', projectName: 'n', projectDescription: '', isPublic: false },
        signal,
      ),
    request: 'POST write/project/create',
    body: { workspaceName: 'w', projectName: 'n', projectDescription: '', isPublic: false },
  },
  {
    method: 'projects.deleteProject',
    call: (c) => c.projects.deleteProject({ workspaceName: 'w', projectName: 'n' }, true, signal),
    request: 'POST write/project/delete',
    body: { workspaceName: 'w', projectName: 'n', deleteAllExperiments: true },
  },
  {
    method: 'projects.updateProject',
    call: (c) => c.projects.updateProject({ projectId: 'p' }, { newProjectName: 'm', isPublic: true }, signal),
    request: 'POST write/project/update',
    body: { projectId: 'p', newProjectName: 'm', isPublic: true },
  },
  {
    method: 'projects.setProjectNotes',
    call: (c) => c.projects.setProjectNotes('p', '# x', signal),
    request: 'POST write/project/notes',
    body: { projectId: 'p', notes: '# x' },
  },
  {
    method: 'projects.addProjectShareLink',
    call: (c) => c.projects.addProjectShareLink('p', signal),
    request: 'GET write/project/add-share-link?projectId=p',
  },
  {
    method: 'projects.deleteProjectShareLink',
    call: (c) => c.projects.deleteProjectShareLink('p', 's', signal),
    request: 'GET write/project/delete-project-share-link?projectId=p&shareCode=s',
  },
  {
    method: 'projects.setProjectOwner',
    call: (_, calls) => calls.change(endpoints.projects.setProjectOwner, { projectId: 'p', userName: 'u' }, signal),
    request: 'POST write/project/update-owner',
    body: { projectId: 'p', userName: 'u' },
  },

  {
    method: 'experiments.experimentsByProjectName',
    call: (c) => c.experiments.experimentsByProjectName('w', 'n', false, signal),
    request: 'GET experiments?workspaceName=w&projectName=n&archived=false',
  },
  {
    method: 'experiments.experimentsByProjectId',
    call: (c) =>
      c.experiments.experimentsByProjectId('p', true, signal, {
        page: 1,
        size: 10,
        sortBy: 'startTime',
        sortOrder: 'asc',
      }),
    request: 'GET experiments?projectId=p&archived=true&page=1&size=10&sortBy=startTime&sortOrder=asc',
  },
  {
    method: 'experiments.experimentsSearch',
    call: (_, calls) =>
      calls.call(
        endpoints.experiments.experimentsSearch,
        {
          projectId: 'p',
          page: 2,
          limit: 10,
          deleted: false,
          viewId: null,
          ignorePinnedExperimentsFirst: true,
          pinnedOnly: null,
          multipleSort: null,
          chainsQueryRules: null,
          rulesTree: {
            condition: 'AND',
            valid: true,
            rules: [
              { ...rule, source: 'metrics' },
              { condition: 'OR', valid: true, rules: [{ ...rule, source: 'metrics' }] },
            ],
          },
        },
        signal,
      ),
    request: 'POST experiments/search',
    body: {
      projectId: 'p',
      viewId: null,
      limit: 10,
      page: 2,
      deleted: false,
      ignorePinnedExperimentsFirst: true,
      pinnedOnly: null,
      multipleSort: null,
      chainsQueryRules: null,
      rulesTree: {
        condition: 'AND',
        valid: true,
        rules: [
          { ...rule, source: 'metrics' },
          { condition: 'OR', valid: true, rules: [{ ...rule, source: 'metrics' }] },
        ],
      },
    },
  },
  {
    method: 'experiments.experimentMetadata',
    call: (c) => c.experiments.experimentMetadata('k', signal),
    request: 'GET experiment/metadata?experimentKey=k',
  },
  {
    method: 'experiments.experimentTags',
    call: (c) => c.experiments.experimentTags('k', signal),
    request: 'GET experiment/tags?experimentKey=k',
  },
  {
    method: 'experiments.experimentOutput',
    call: (c) => c.experiments.experimentOutput('k', signal),
    request: 'GET experiment/output?experimentKey=k',
  },
  {
    method: 'experiments.experimentHtml',
    call: (c) => c.experiments.experimentHtml('k', signal),
    request: 'GET experiment/html?experimentKey=k',
  },
  {
    method: 'experiments.experimentGraph',
    call: (c) => c.experiments.experimentGraph('k', signal),
    request: 'GET experiment/graph?experimentKey=k',
  },
  {
    method: 'experiments.experimentCloudDetails',
    call: (c) => c.experiments.experimentCloudDetails('k', signal),
    request: 'GET experiment/cloud-details?experimentKey=k',
  },
  {
    method: 'experiments.experimentSystemDetails',
    call: (c) => c.experiments.experimentSystemDetails('k', signal),
    request: 'GET experiment/system-details?experimentKey=k',
  },
  {
    method: 'experiments.experimentProcessing',
    call: (_, calls) => calls.call(endpoints.experiments.experimentProcessing, { experimentKey: 'k' }, signal),
    request: 'GET experiment/processing/status?experimentKey=k',
  },
  {
    method: 'experiments.experimentGitMetadata',
    call: (c) => c.experiments.experimentGitMetadata('k', signal),
    request: 'GET experiment/git/metadata?experimentKey=k',
  },
  {
    method: 'experiments.experimentGitPatch',
    call: (c) => c.experiments.experimentGitPatch('k', signal),
    request: 'GET experiment/git/patch?experimentKey=k',
  },
  {
    method: 'experiments.bestExperiment',
    call: (c) => c.experiments.bestExperiment({ optimizationId: 'o', metricName: 'loss', goal: 'MIN' }, signal),
    request: 'GET get-best-experiment?optimizationId=o&metricName=loss&goal=MIN',
  },

  {
    method: 'lifecycle.createExperiment',
    call: (c) => c.lifecycle.createExperiment({ workspaceName: 'w', projectName: 'n', experimentName: 'e' }, signal),
    request: 'POST write/experiment/create',
    body: { workspaceName: 'w', projectName: 'n', experimentName: 'e' },
  },
  {
    method: 'lifecycle.stopExperiment',
    call: (c) => c.lifecycle.stopExperiment('k', signal),
    request: 'GET write/experiment/stop?experimentKey=k',
  },
  {
    method: 'lifecycle.archiveExperiment',
    call: (c) => c.lifecycle.archiveExperiment('k', signal),
    request: 'GET write/experiment/archive?experimentKey=k',
  },
  {
    method: 'lifecycle.restoreExperiment',
    call: (c) => c.lifecycle.restoreExperiment('k', signal),
    request: 'GET write/experiment/restore?experimentKey=k',
  },
  {
    method: 'lifecycle.deleteExperiment',
    call: (c) => c.lifecycle.deleteExperiment('k', signal),
    request: 'GET write/experiment/delete?experimentKey=k',
  },
  {
    method: 'lifecycle.moveExperiments',
    call: (c) =>
      c.lifecycle.moveExperiments(
        { targetWorkspaceName: 'w', targetProjectName: 'n', experimentKeys: ['k'], symlink: true },
        signal,
      ),
    request: 'POST write/experiment/move',
    body: { targetWorkspaceName: 'w', targetProjectName: 'n', experimentKeys: ['k'], symlink: true },
  },
  {
    method: 'lifecycle.symlinkExperiment',
    call: (_, calls) =>
      calls.call(endpoints.lifecycle.symlinkExperiment, { experimentKey: 'k', projectName: 'n' }, signal),
    request: 'GET write/project/symlink?experimentKey=k&projectName=n',
  },
  {
    method: 'lifecycle.keepAlive',
    call: (_, calls) => calls.call(endpoints.lifecycle.keepAlive, { experimentKey: 'k' }, signal),
    request: 'GET write/experiment/set-status?experimentKey=k',
  },
  {
    method: 'lifecycle.setExperimentState',
    call: (_, calls) =>
      calls.change(
        endpoints.lifecycle.setExperimentState,
        { experimentKey: 'k', isAlive: false, hasCrashed: true, error: null },
        signal,
      ),
    request: 'POST write/experiment/update-status',
    body: { experimentKey: 'k', isAlive: false, hasCrashed: true, error: null },
  },
  {
    method: 'lifecycle.setExperimentTimes',
    call: (_, calls) =>
      calls.change(
        endpoints.lifecycle.setExperimentTimes,
        { experimentKey: 'k', startTimeMillis: 1, endTimeMillis: null },
        signal,
      ),
    request: 'POST write/experiment/set-start-end-time',
    body: { experimentKey: 'k', startTimeMillis: 1, endTimeMillis: null },
  },
  {
    method: 'lifecycle.markNotThrottled',
    call: (_, calls) => calls.change(endpoints.lifecycle.markNotThrottled, { experimentKey: 'k/k' }, signal),
    request: 'POST write/experiment/k%2Fk/mark-not-throttled',
    body: {},
  },

  {
    method: 'metrics.experimentMetricsForChart',
    call: (c) =>
      c.metrics.experimentMetricsForChart(
        { targetedExperiments: ['k'], metrics: ['loss'], params: ['lr'], independentMetrics: false, fetchFull: true },
        signal,
      ),
    request: 'POST experiments/multi-metric-chart',
    body: { targetedExperiments: ['k'], metrics: ['loss'], params: ['lr'], independentMetrics: false, fetchFull: true },
  },
  {
    method: 'metrics.experimentMetric',
    call: (c) => c.metrics.experimentMetric('k', 'a/b #%', signal),
    request: 'GET experiment/metrics/get-metric?experimentKey=k&metricName=a%2Fb+%23%25',
  },
  {
    method: 'metrics.experimentMetrics',
    call: (_, calls) => calls.call(endpoints.metrics.experimentMetrics, { experimentKey: 'k' }, signal),
    request: 'GET experiment/metrics/get-all?experimentKey=k',
  },
  {
    method: 'metrics.experimentMetricsSummary',
    call: (c) => c.metrics.experimentMetricsSummary('k', signal),
    request: 'GET experiment/metrics/summary?experimentKey=k',
  },
  {
    method: 'metrics.experimentParameters',
    call: (c) => c.metrics.experimentParameters('k', signal),
    request: 'GET experiment/parameters?experimentKey=k',
  },
  {
    method: 'metrics.experimentOther',
    call: (c) => c.metrics.experimentOther('k', signal),
    request: 'GET experiment/log-other?experimentKey=k',
  },

  {
    method: 'logging.logMetric',
    call: (c) => c.logging.logMetric('k', { metricName: 'loss', metricValue: 0.5, ...moment }, signal),
    request: 'POST write/experiment/metric',
    body: { experimentKey: 'k', metricName: 'loss', metricValue: 0.5, ...moment },
  },
  {
    method: 'logging.logMetric',
    call: (c) => c.logging.logMetric('k', { metricName: 'loss', metricValue: -Infinity }, signal),
    request: 'POST write/experiment/metric',
    body: { experimentKey: 'k', metricName: 'loss', metricValue: '-Infinity' },
  },
  {
    method: 'logging.deleteMetric',
    call: (_, calls) =>
      calls.change(endpoints.logging.deleteMetric, { experimentKey: 'k', metricName: 'loss' }, signal),
    request: 'POST write/experiment/metric/delete',
    body: { experimentKey: 'k', metricName: 'loss' },
  },
  {
    method: 'logging.logParameter',
    call: (c) => c.logging.logParameter('k', { parameterName: 'lr', parameterValue: true, step: 1 }, signal),
    request: 'POST write/experiment/parameter',
    body: { experimentKey: 'k', parameterName: 'lr', parameterValue: true, step: 1 },
  },
  {
    method: 'logging.deleteParameter',
    call: (_, calls) =>
      calls.change(endpoints.logging.deleteParameter, { experimentKey: 'k', parameterName: 'lr' }, signal),
    request: 'POST write/experiment/parameter/delete',
    body: { experimentKey: 'k', parameterName: 'lr' },
  },
  {
    method: 'logging.deleteParameters',
    call: (_, calls) =>
      calls.change(endpoints.logging.deleteParameters, [{ experimentKey: 'k', parameterName: 'lr' }], signal),
    request: 'POST write/experiments/parameters/delete',
    body: [{ experimentKey: 'k', parameterName: 'lr' }],
  },
  {
    method: 'logging.logOther',
    call: (c) => c.logging.logOther('k', 'Name', 'x', signal),
    request: 'POST write/experiment/log-other',
    body: { experimentKey: 'k', key: 'Name', value: 'x' },
  },
  {
    method: 'logging.addTags',
    call: (c) => c.logging.addTags('k', ['a'], signal),
    request: 'POST write/experiment/tags',
    body: { experimentKey: 'k', addedTags: ['a'] },
  },
  {
    method: 'logging.deleteTags',
    call: (c) => c.logging.deleteTags('k', ['a'], signal),
    request: 'POST write/experiment/tags/delete',
    body: { experimentKey: 'k', tags: ['a'] },
  },
  {
    method: 'logging.setHtml',
    call: (_, calls) =>
      calls.change(endpoints.logging.setHtml, { experimentKey: 'k', html: '<b>', override: true }, signal),
    request: 'POST write/experiment/html',
    body: { experimentKey: 'k', html: '<b>', override: true },
  },
  {
    method: 'logging.setGraph',
    call: (_, calls) => calls.change(endpoints.logging.setGraph, { experimentKey: 'k', graph: 'Net()' }, signal),
    request: 'POST write/experiment/graph',
    body: { experimentKey: 'k', graph: 'Net()' },
  },
  {
    method: 'logging.setCode',
    call: (_, calls) => calls.change(endpoints.logging.setCode, { experimentKey: 'k', code: 'x = 1' }, signal),
    request: 'POST write/experiment/code',
    body: { experimentKey: 'k', code: 'x = 1' },
  },
  {
    method: 'logging.logOutput',
    call: (_, calls) =>
      calls.change(
        endpoints.logging.logOutput,
        {
          experimentKey: 'k',
          context: 'train',
          runContext: 'train',
          outputLines: [{ output: 'x\n', stderr: true, localTimestamp: 5, offset: 0 }],
        },
        signal,
      ),
    request: 'POST write/experiment/output',
    body: {
      experimentKey: 'k',
      context: 'train',
      runContext: 'train',
      outputLines: [{ output: 'x\n', stderr: true, localTimestamp: 5, offset: 0 }],
    },
  },
  {
    method: 'logging.setSystemDetails',
    call: (_, calls) =>
      calls.change(endpoints.logging.setSystemDetails, { experimentKey: 'k', pid: 4, command: ['a'] }, signal),
    request: 'POST write/experiment/system-details',
    body: { experimentKey: 'k', pid: 4, command: ['a'] },
  },
  {
    method: 'logging.setDependencies',
    call: (_, calls) =>
      calls.change(
        endpoints.logging.setDependencies,
        { experimentKey: 'k', timestamp: 7, logDependencies: [{ name: 'torch', version: '2' }] },
        signal,
      ),
    request: 'PUT write/experiment/dependencies',
    body: { experimentKey: 'k', timestamp: 7, logDependencies: [{ name: 'torch', version: '2' }] },
  },
  {
    method: 'logging.setGitMetadata',
    call: (_, calls) =>
      calls.change(
        endpoints.logging.setGitMetadata,
        { experimentKey: 'k', user: 'u', root: 'r', branch: 'b', parent: 'c', origin: null },
        signal,
      ),
    request: 'POST write/experiment/git/metadata',
    body: { experimentKey: 'k', user: 'u', root: 'r', branch: 'b', parent: 'c', origin: null },
  },
  {
    method: 'logging.setCloudDetails',
    call: (_, calls) =>
      calls.change(
        endpoints.logging.setCloudDetails,
        { experimentKey: 'k', provider: 'aws', metadata: { a: 1 } },
        signal,
      ),
    request: 'POST write/experiment/cloud-details',
    body: { experimentKey: 'k', provider: 'aws', metadata: { a: 1 } },
  },
  {
    method: 'logging.setFilePath',
    call: (_, calls) => calls.change(endpoints.logging.setFilePath, { experimentKey: 'k', filePath: '/a.py' }, signal),
    request: 'POST write/experiment/file-path',
    body: { experimentKey: 'k', filePath: '/a.py' },
  },
  {
    method: 'logging.logGpuMetrics',
    call: (_, calls) =>
      calls.change(
        endpoints.logging.logGpuMetrics,
        {
          experimentKey: 'k',
          gpus: [{ gpuId: 0, freeMemory: 1, usedMemory: 2, totalMemory: 3, gpuUtilization: 4 }],
          ...moment,
        },
        signal,
      ),
    request: 'POST write/experiment/gpu-metrics',
    body: {
      experimentKey: 'k',
      gpus: [{ gpuId: 0, freeMemory: 1, usedMemory: 2, totalMemory: 3, gpuUtilization: 4 }],
      ...moment,
    },
  },
  {
    method: 'logging.logCpuMetrics',
    call: (_, calls) =>
      calls.change(endpoints.logging.logCpuMetrics, { experimentKey: 'k', cpuPercentUtilization: [12, 99] }, signal),
    request: 'POST write/experiment/cpu-metrics',
    body: { experimentKey: 'k', cpuPercentUtilization: [12, 99] },
  },
  {
    method: 'logging.logRamMetrics',
    call: (_, calls) =>
      calls.change(endpoints.logging.logRamMetrics, { experimentKey: 'k', totalRam: 2, usedRam: 1 }, signal),
    request: 'POST write/experiment/ram-metrics',
    body: { experimentKey: 'k', totalRam: 2, usedRam: 1 },
  },
  {
    method: 'logging.logLoadMetrics',
    call: (_, calls) =>
      calls.change(endpoints.logging.logLoadMetrics, { experimentKey: 'k', loadAverage: 0.7 }, signal),
    request: 'POST write/experiment/load-metrics',
    body: { experimentKey: 'k', loadAverage: 0.7 },
  },

  {
    method: 'assets.experimentAssets',
    call: (c) => c.assets.experimentAssets('k', 'all', signal),
    request: 'GET experiment/asset/list?experimentKey=k&type=all',
  },
  {
    method: 'assets.experimentAssetsByName',
    call: (_, calls) =>
      calls.call(endpoints.assets.experimentAssetsByName, { experimentKey: 'k', assetName: 'a/b' }, signal),
    request: 'GET experiment/asset/get-by-name?experimentKey=k&assetName=a%2Fb',
  },
  {
    method: 'assets.experimentAssetDetails',
    call: (_, calls) =>
      calls.call(endpoints.assets.experimentAssetDetails, { experimentKey: 'k', assetId: 'a' }, signal),
    request: 'GET experiment/asset/details?experimentKey=k&assetId=a',
  },
  {
    method: 'assets.experimentAsset',
    call: (c) => c.assets.experimentAsset('k', 'a', 'f', {}, signal).catch(() => null),
    request: 'GET experiment/asset/get-asset?experimentKey=k&assetId=a',
  },
  {
    method: 'assets.experimentAssetContent',
    call: (c) => c.assets.experimentAssetContent('k', 'a', 'f', signal).catch(() => null),
    request: 'GET experiment/asset/get-asset?experimentKey=k&assetId=a',
  },
  {
    method: 'assets.artifactAsset',
    call: (c) =>
      c.assets.artifactAsset({ artifactVersionId: 'v', experimentKey: 'k' }, 'a', 'f', {}, signal).catch(() => null),
    request: 'GET experiment/asset/get-asset?artifactVersionId=v&experimentKey=k&assetId=a',
  },
  {
    method: 'assets.downloadAsset',
    call: (_, calls) =>
      calls
        .open(endpoints.assets.downloadAsset, { experimentKey: 'k', assetId: 'a' }, false, { from: 0 }, signal)
        .catch(() => null),
    request: 'GET /prefix/api/asset/download?assetId=a&experimentKey=k',
  },
  {
    method: 'assets.downloadImage',
    call: (_, calls) =>
      calls.open(endpoints.assets.downloadImage, { imageId: 'i' }, false, {}, signal).catch(() => null),
    request: 'GET /prefix/api/image/download?imageId=i',
  },
  {
    method: 'assets.uploadAsset',
    call: (c) =>
      c.assets.uploadAsset(
        'k',
        {
          fileName: 'a/b.txt',
          type: 'asset',
          extension: 'txt',
          context: 'train',
          step: 1,
          epoch: 2,
          overwrite: true,
          groupingName: 'm',
          artifactVersionId: 'v',
        },
        file(),
        '{}',
        () => undefined,
        signal,
      ),
    request:
      'POST write/experiment/upload-asset?experimentKey=k&fileName=a%2Fb.txt&type=asset&extension=txt&context=train&step=1&epoch=2&overwrite=true&groupingName=m&artifactVersionId=v',
    form: { file: 'bytes', metadata: '{}' },
  },
  {
    method: 'assets.uploadAsset',
    call: (_, calls) =>
      calls.upload(
        endpoints.assets.uploadAsset,
        { experimentKey: 'k', fileName: 'f', isRemote: true },
        { parts: { link: 's3://b/f' } },
        signal,
      ),
    request: 'POST write/experiment/upload-asset?experimentKey=k&fileName=f&isRemote=true',
    form: { link: 's3://b/f' },
  },
  {
    method: 'assets.uploadRemoteAssets',
    call: (_, calls) =>
      calls.change(
        endpoints.assets.uploadRemoteAssets,
        { experimentKey: 'k', remoteArtifactAssetRequests: [remoteAsset] },
        signal,
      ),
    request: 'POST /prefix/clientlib/rest/v2/write/artifact/assets/remote/batch?experimentKey=k',
    body: { remoteArtifactAssetRequests: [remoteAsset] },
  },
  {
    method: 'assets.uploadTextSample',
    call: (_, calls) =>
      calls.upload(
        endpoints.assets.uploadTextSample,
        {
          experimentKey: 'k',
          fileName: 'auto-generated-in-the-backend',
          type: 'text-sample',
          context: 'train',
          step: 1,
        },
        { parts: { file: { content: new Blob(['words']), name: 'x' }, metadata: '{"a":1}' } },
        signal,
      ),
    request:
      'POST write/experiment/upload-asset?experimentKey=k&context=train&step=1&type=text-sample&fileName=auto-generated-in-the-backend',
    form: { file: 'words', metadata: '{"a":1}' },
  },
  {
    method: 'assets.startUpload',
    call: (_, calls) =>
      calls.call(
        endpoints.assets.startUpload,
        {
          experimentKey: 'k',
          fileName: 'f',
          startUploadParams: { cloudType: 'AWS', numOfFileParts: 2, preSignUrlTimeoutSec: 60 },
        },
        signal,
      ),
    request: 'POST write/experiment/upload-asset-start',
    body: {
      experimentKey: 'k',
      fileName: 'f',
      startUploadParams: { cloudType: 'AWS', numOfFileParts: 2, preSignUrlTimeoutSec: 60 },
    },
  },
  {
    method: 'assets.completeUpload',
    call: (_, calls) =>
      calls.change(
        endpoints.assets.completeUpload,
        { requestId: 'q', fileSize: 10, succeed: true, uploadedFileParts: [{ ETag: 'e', PartNumber: 1 }] },
        signal,
      ),
    request: 'POST write/experiment/upload-asset-complete',
    body: { requestId: 'q', fileSize: 10, succeed: true, uploadedFileParts: [{ ETag: 'e', PartNumber: 1 }] },
  },
  {
    method: 'assets.completeUpload',
    call: (_, calls) =>
      calls.change(endpoints.assets.completeUpload, { requestId: 'q', fileSize: 10, succeed: false }, signal),
    request: 'POST write/experiment/upload-asset-complete',
    body: { requestId: 'q', fileSize: 10, succeed: false },
  },
  {
    method: 'assets.uploadGitPatch',
    call: (_, calls) =>
      calls.upload(endpoints.assets.uploadGitPatch, { experimentKey: 'k' }, { parts: { file: file() } }, signal),
    request: 'POST write/experiment/git/patch?experimentKey=k',
    form: { file: 'bytes' },
  },
  {
    method: 'assets.deleteAsset',
    call: (c) => c.assets.deleteAsset('k', 'a', signal),
    request: 'GET write/experiment/asset/delete?experimentKey=k&assetId=a',
  },
  {
    method: 'assets.addAssetTags',
    call: (c) => c.assets.addAssetTags('k', 'a', ['t'], signal),
    request: 'POST write/experiment/asset/tags',
    body: { experimentKey: 'k', assetId: 'a', tags: ['t'] },
  },
  {
    method: 'assets.deleteAssetTags',
    call: (_, calls) =>
      calls.change(endpoints.assets.deleteAssetTags, { experimentKey: 'k', assetId: 'a', tags: ['t'] }, signal),
    request: 'POST write/experiment/asset/tags/delete',
    body: { experimentKey: 'k', assetId: 'a', tags: ['t'] },
  },

  {
    method: 'models.experimentModels',
    call: (c) => c.models.experimentModels('k', signal),
    request: 'GET experiment/model?experimentKey=k',
  },
  {
    method: 'models.experimentModelAssets',
    call: (_, calls) =>
      calls.call(endpoints.models.experimentModelAssets, { experimentKey: 'k', modelName: 'm' }, signal),
    request: 'GET experiment/model/asset/list?experimentKey=k&modelName=m',
  },
  {
    method: 'models.downloadModel',
    call: (c) => c.models.downloadModel('k', 'm', signal).catch(() => null),
    request: 'GET experiment/model/download?experimentKey=k&modelName=m',
  },
  {
    method: 'models.logRemoteModel',
    call: (_, calls) =>
      calls.change(
        endpoints.models.logRemoteModel,
        { experimentKey: 'k', modelName: 'm', remoteEntities: [remoteAsset] },
        signal,
      ),
    request: 'POST /prefix/clientlib/asset/log-remote-model',
    body: { experimentKey: 'k', modelName: 'm', remoteEntities: [remoteAsset] },
  },

  {
    method: 'registry.registryModels',
    call: (c) => c.registry.registryModels('w', signal),
    request: 'GET registry-model?workspaceName=w',
  },
  {
    method: 'registry.registryModelCount',
    call: (_, calls) => calls.call(endpoints.registry.registryModelCount, { workspaceName: 'w' }, signal),
    request: 'GET registry-model/count?workspaceName=w',
  },
  {
    method: 'registry.registryModelDetails',
    call: (c) => c.registry.registryModelDetails('w', 'm', signal),
    request: 'GET registry-model/details?workspaceName=w&modelName=m',
  },
  {
    method: 'registry.latestRegistryModelVersion',
    call: (_, calls) =>
      calls.call(
        endpoints.registry.latestRegistryModelVersion,
        { workspaceName: 'w', modelName: 'm', stage: 's', versionMajor: 1, versionMinor: 0 },
        signal,
      ),
    request: 'GET registry-model/latest_version?workspaceName=w&modelName=m&stage=s&versionMajor=1&versionMinor=0',
  },
  {
    method: 'registry.registryModelNotes',
    call: (c) => c.registry.registryModelNotes('w', 'm', signal),
    request: 'GET registry-model/notes?workspaceName=w&modelName=m',
  },
  {
    method: 'registry.downloadRegistryModel',
    call: (c) => c.registry.downloadRegistryModel('w', 'm', { version: '1.0.0' }, signal).catch(() => null),
    request: 'GET registry-model/item/download?workspaceName=w&modelName=m&version=1.0.0',
  },
  {
    method: 'registry.createRegistryModel',
    call: (c) =>
      c.registry.createRegistryModel(
        {
          experimentModelId: 'e',
          registryModelName: 'm',
          version: '1.0.0',
          comment: 'c',
          stages: ['s'],
          description: 'd',
          isPublic: false,
        },
        signal,
      ),
    request: 'POST write/registry-model',
    body: {
      experimentModelId: 'e',
      registryModelName: 'm',
      version: '1.0.0',
      comment: 'c',
      stages: ['s'],
      description: 'd',
      isPublic: false,
    },
  },
  {
    method: 'registry.createRegistryModelVersion',
    call: (c) => c.registry.createRegistryModelVersion({ experimentModelId: 'e', registryModelName: 'm' }, signal),
    request: 'POST write/registry-model/item',
    body: { experimentModelId: 'e', registryModelName: 'm' },
  },
  {
    method: 'registry.updateRegistryModelVersion',
    call: (c) => c.registry.updateRegistryModelVersion({ registryModelItemId: 'i', comment: 'c' }, signal),
    request: 'POST write/registry-model/item/update',
    body: { registryModelItemId: 'i', comment: 'c' },
  },
  {
    method: 'registry.deleteRegistryModelVersion',
    call: (c) => c.registry.deleteRegistryModelVersion('i', signal),
    request: 'GET write/registry-model/item/delete?modelItemId=i',
  },
  {
    method: 'registry.updateRegistryModel',
    call: (c) =>
      c.registry.updateRegistryModel({ registryModelId: 'r', registryModelName: 'm', isPublic: true }, signal),
    request: 'POST write/registry-model/update',
    body: { registryModelId: 'r', registryModelName: 'm', isPublic: true },
  },
  {
    method: 'registry.setRegistryModelNotes',
    call: (c) => c.registry.setRegistryModelNotes('w', 'm', 'n', signal),
    request: 'POST write/registry-model/notes',
    body: { workspaceName: 'w', registryModelName: 'm', notes: 'n' },
  },
  {
    method: 'registry.deleteRegistryModel',
    call: (c) => c.registry.deleteRegistryModel('w', 'm', signal),
    request: 'GET write/registry-model/delete?workspaceName=w&modelName=m',
  },
  {
    method: 'registry.addRegistryModelVersionStage',
    call: (c) => c.registry.addRegistryModelVersionStage('i', 's', signal),
    request: 'GET write/registry-model/item/stage?modelItemId=i&stage=s',
  },
  {
    method: 'registry.deleteRegistryModelVersionStage',
    call: (c) => c.registry.deleteRegistryModelVersionStage('i', 's', signal),
    request: 'GET write/registry-model/item/stage/delete?modelItemId=i&stage=s',
  },

  {
    method: 'artifacts.artifacts',
    call: (c) => c.artifacts.artifacts('w', signal, 'dataset'),
    request: 'GET artifacts/get-all?workspace=w&type=dataset',
  },
  {
    method: 'artifacts.artifactDetails',
    call: (c) => c.artifacts.artifactDetails({ workspace: 'w', artifactName: 'a b' }, signal),
    request: 'GET artifacts/get?workspace=w&artifactName=a%2520b',
  },
  {
    method: 'artifacts.artifactDetails',
    call: (c) => c.artifacts.artifactDetails({ artifactId: 'i' }, signal),
    request: 'GET artifacts/get?artifact_id=i',
  },
  {
    method: 'artifacts.artifactVersion',
    call: (c) => c.artifacts.artifactVersion({ workspace: 'w', artifactName: 'a b', version: '1.0.0' }, signal),
    request: 'GET artifacts/version?workspace=w&artifactName=a%2520b&version=1.0.0',
  },
  {
    method: 'artifacts.useArtifactVersion',
    call: (_, calls) =>
      calls.call(
        endpoints.artifacts.useArtifactVersion,
        { artifactId: 'i', versionOrAlias: 'Latest', consumerExperimentKey: 'k' },
        signal,
      ),
    request: 'GET artifacts/version?artifactId=i&versionOrAlias=Latest&consumerExperimentKey=k',
  },
  {
    method: 'artifacts.artifactFiles',
    call: (c) => c.artifacts.artifactFiles({ workspace: 'w', artifactName: 'a', alias: 'x' }, signal),
    request: 'GET artifacts/version/files?workspace=w&artifactName=a&alias=x',
  },
  {
    method: 'artifacts.downloadArtifactVersion',
    call: (_, calls) =>
      calls
        .open(endpoints.artifacts.downloadArtifactVersion, { versionId: 'v', experimentKey: 'k' }, false, {}, signal)
        .catch(() => null),
    request: 'GET artifacts/version/download?versionId=v&experimentKey=k',
  },
  {
    method: 'artifacts.experimentArtifacts',
    call: (c) => c.artifacts.experimentArtifacts('k', 'input', signal),
    request: 'GET get/artifacts?experimentKey=k&filter=input',
  },
  {
    method: 'artifacts.upsertArtifact',
    call: (_, calls) =>
      calls.call(
        endpoints.artifacts.upsertArtifact,
        {
          artifactName: 'a',
          artifactType: 't',
          experimentKey: 'k',
          version: '1.0.0',
          alias: ['x'],
          versionTags: ['y'],
          versionMetadata: '{}',
        },
        signal,
      ),
    request: 'POST write/artifacts/upsert',
    body: {
      artifactName: 'a',
      artifactType: 't',
      experimentKey: 'k',
      version: '1.0.0',
      alias: ['x'],
      versionTags: ['y'],
      versionMetadata: '{}',
    },
  },
  {
    method: 'artifacts.setArtifactState',
    call: (_, calls) =>
      calls.change(
        endpoints.artifacts.setArtifactState,
        { artifactVersionId: 'v', experimentKey: 'k', state: 'CLOSED' },
        signal,
      ),
    request: 'POST write/artifacts/state',
    body: { artifactVersionId: 'v', experimentKey: 'k', state: 'CLOSED' },
  },
  {
    method: 'artifacts.updateArtifact',
    call: (_, calls) => calls.change(endpoints.artifacts.updateArtifact, { artifactId: 'i', tags: ['t'] }, signal),
    request: 'POST write/artifacts/details',
    body: { artifactId: 'i', tags: ['t'] },
  },
  {
    method: 'artifacts.updateArtifactVersion',
    call: (_, calls) =>
      calls.change(
        endpoints.artifacts.updateArtifactVersion,
        { artifactVersionId: 'v', alias: ['x'], versionTags: [] },
        signal,
      ),
    request: 'POST write/artifacts/version/labels',
    body: { artifactVersionId: 'v', alias: ['x'], versionTags: [] },
  },

  {
    method: 'templates.panels',
    call: (c) => c.templates.panels('w', signal),
    request: 'GET code-panel/get-all?workspace=w',
  },
  {
    method: 'templates.panel',
    call: (c) => c.templates.panel({ templateId: 't' }, signal),
    request: 'GET code-panel/download?templateId=t',
  },
  {
    method: 'templates.panel',
    call: (c) => c.templates.panel({ instanceId: 'i' }, signal),
    request: 'GET code-panel/download?instanceId=i',
  },
  {
    method: 'templates.downloadPanel',
    call: (_, calls) =>
      calls.open(endpoints.templates.downloadPanel, { templateId: 't/t' }, false, {}, signal).catch(() => null),
    request: 'GET template/t%2Ft/download',
  },
  {
    method: 'templates.uploadPanel',
    call: (_, calls) =>
      calls.upload(
        endpoints.templates.uploadPanel,
        { teamName: 'w', templateId: 't' },
        { parts: { file: file() } },
        signal,
      ),
    request: 'POST write/template/upload?teamName=w&templateId=t',
    form: { file: 'bytes' },
  },
  {
    method: 'templates.dashboards',
    call: (c) => c.templates.dashboards('w', signal),
    request: 'GET dashboard-template/get-all?workspace=w',
  },
  {
    method: 'templates.dashboard',
    call: (c) => c.templates.dashboard('p', 't', signal),
    request: 'GET dashboard-template/download?projectId=p&templateId=t',
  },
  {
    method: 'templates.createDashboard',
    call: (_, calls) =>
      calls.call(
        endpoints.templates.createDashboard,
        { project_id: 'p', template_name: 'n', v3: { sections: [] } },
        signal,
      ),
    request: 'POST write/dashboard-template/create',
    body: { project_id: 'p', template_name: 'n', v3: { sections: [] } },
  },
  {
    method: 'templates.upsertDashboard',
    call: (_, calls) => calls.call(endpoints.templates.upsertDashboard, { project_id: 'p', template_id: 't' }, signal),
    request: 'POST dashboard-templates/project/upsert',
    body: { project_id: 'p', template_id: 't' },
  },
  {
    method: 'templates.views',
    call: (_, calls) =>
      calls.call(
        endpoints.templates.views,
        { projectId: 'p', experimentKey: 'k', includeWorkspaceViews: true },
        signal,
      ),
    request: 'GET views/get-all?projectId=p&experimentKey=k&includeWorkspaceViews=true',
  },
  {
    method: 'templates.chartTemplates',
    call: (_, calls) => calls.call(endpoints.templates.chartTemplates, { projectId: 'p' }, signal),
    request: 'GET views/chart-templates?projectId=p',
  },
  {
    method: 'templates.upsertView',
    call: (_, calls) => calls.change(endpoints.templates.upsertView, { projectId: 'p' }, signal),
    request: 'POST write/views/upsert',
    body: { projectId: 'p' },
  },
  {
    method: 'templates.upsertChartTemplate',
    call: (_, calls) => calls.change(endpoints.templates.upsertChartTemplate, { projectId: 'p' }, signal),
    request: 'POST write/chart-templates/upsert',
    body: { projectId: 'p' },
  },

  {
    method: 'stores.getStore',
    call: (c) => c.stores.getStore('p', 'i', signal),
    request: 'GET viz-instance/store/get?instanceId=i&projectId=p',
  },
  {
    method: 'stores.saveStore',
    call: (c) => c.stores.saveStore('p', 'i', '{}', signal),
    request: 'POST write/viz-instance/store/save',
    body: { instanceId: 'i', projectId: 'p', store: '{}' },
  },

  {
    method: 'webhooks.webhookConfig',
    call: (c) => c.webhooks.webhookConfig('w', undefined, signal),
    request: 'GET webhooks/config?workspaceName=w',
  },
  {
    method: 'webhooks.updateWebhookConfig',
    call: (_, calls) => calls.change(endpoints.webhooks.updateWebhookConfig, { webhookConfigs: [webhook] }, signal),
    request: 'POST write/webhooks/config',
    body: { webhookConfigs: [webhook] },
  },
  {
    method: 'webhooks.overrideWebhookConfig',
    call: (c) => c.webhooks.overrideWebhookConfig([webhook], signal),
    request: 'POST write/webhooks/config/override',
    body: { webhookConfigs: [webhook] },
  },

  {
    method: 'admin.chargebackReport',
    call: (_, calls) => calls.call(endpoints.admin.chargebackReport, { reportMonth: '2026-01' }, signal),
    request: 'GET /prefix/api/admin/chargeback/report?reportMonth=2026-01',
  },
  {
    method: 'admin.serviceAccounts',
    call: (_, calls) => calls.call(endpoints.admin.serviceAccounts, {}, signal),
    request: 'GET /prefix/api/admin/service-accounts',
  },
];

/** `experiment/code` answers a text where panels answer an object: it has an answer of its own. */
const ownAnswers: readonly (Call & { readonly answer: unknown })[] = [
  {
    method: 'experiments.experimentCode',
    call: (c) => c.experiments.experimentCode('k', signal),
    request: 'GET experiment/code?experimentKey=k',
    answer: { code: 'x' },
  },
];

/** Changes by GET, as the reference lists them, and those that the official SDK makes so. */
const changing = /^GET (?:write\/|artifacts\/version\?.*consumer)/;

const isRead = ({ request }: Call): boolean =>
  request.startsWith('GET ') ? !changing.test(request) : /^POST (?:project\/query|experiments\/)/.test(request);

describe('the requests of the Comet client', () => {
  let server: TestServer;
  let status = 200;
  let body: unknown = answer;
  /** Sent as it is, instead of all else. */
  let raw: string | null = null;
  before(async () => {
    // Of panels the answer has an object under the name that a message has its status under.
    server = await serve((request, response) => {
      if (raw !== null) {
        response.writeHead(200, { 'content-type': 'application/json' }).end(raw);
        return;
      }
      const isPanel = request.url?.includes('code-panel/') === true;
      json(
        response,
        status !== 200 ? {} : isPanel || body !== answer ? body : { ...answer, code: 200, templateId: 't' },
        status,
      );
    });
  });
  after(() => server.close());
  beforeEach(() => {
    server.asked.length = 0;
    status = 200;
    body = answer;
    raw = null;
  });
  const client = (): CometClient => cometClient(connect(`${server.origin}${root}`).http);
  const make = ({ call }: Call): Promise<unknown> => {
    const { http } = connect(`${server.origin}${root}`);
    return call(cometClient(http), new CometCalls(http, 'question'));
  };

  const check = async (one: Call): Promise<void> => {
    await make(one);
    assert.equal(server.asked.length, 1);
    const { method, url, body: sent, headers } = server.asked[0]!;
    const { pathname, searchParams } = new URL(url, server.origin);
    const [verb = '', address = ''] = one.request.split(' ');
    const expected = new URL(address.startsWith('/') ? address : `${root}${address}`, server.origin);
    assert.deepEqual([method, pathname], [verb, expected.pathname]);
    assert.deepEqual([...searchParams].sort(), [...expected.searchParams].sort());
    if (one.form === undefined) {
      assert.deepEqual(sent === '' ? undefined : JSON.parse(sent), one.body);
      return;
    }
    const form = await new Response(sent, { headers: { 'content-type': headers['content-type']! } }).formData();
    const parts = await Promise.all(
      [...form].map(async ([name, part]) => [name, typeof part === 'string' ? part : await part.text()]),
    );
    assert.deepEqual(Object.fromEntries(parts), one.form);
  };

  for (const one of calls) {
    it(`${one.method}: ${one.request}`, () => check(one));
  }
  for (const one of ownAnswers) {
    it(`${one.method}: ${one.request}`, () => {
      body = one.answer;
      return check(one);
    });
  }

  it('are made again after a failure when they read, and never when they change', async () => {
    const wrong: string[] = [];
    for (const one of calls) {
      status = 503;
      server.asked.length = 0;
      await make(one).catch(() => null);
      if (server.asked.length > 1 !== isRead(one)) {
        wrong.push(`${one.method} was asked ${server.asked.length} times`);
      }
    }
    assert.deepEqual(wrong, []);
  });

  it('are believed, when they change something, on no answer that is not the tracker’s own', async () => {
    // What Comet says to some changes is not documented: an object may be its own, and where clients read none, nothing
    // may be.
    const strange = {
      garbage: '\u0000\u0001 no',
      'half a message': '{"msg":"Saved","co',
      'a sign-in page': '<!doctype html><title>Sign in</title>',
      'an object that says nothing': '{}',
      'a list': '[]',
      'a list of messages': '[{"msg":"Saved","code":200}]',
      'a number': '7',
      nothing: 'null',
      'a word': '"OK, sign in"',
      'a line': 'Please sign in.',
    };
    const wrong: string[] = [];
    for (const [what, said] of Object.entries(strange)) {
      raw = said;
      for (const one of calls.filter((call) => !isRead(call))) {
        server.asked.length = 0;
        const failure = await make(one).then(
          () => null,
          (error: unknown) => error as Error,
        );
        if (failure === null || !failure.message.startsWith('It is not known whether the change was done: ')) {
          wrong.push(`${one.method}, ${what}: ${failure?.message ?? 'believed'}`);
        }
        if (server.asked.length !== 1) {
          wrong.push(`${one.method}, ${what}: asked ${server.asked.length} times`);
        }
      }
    }
    assert.deepEqual(wrong, []);
  });

  const rows = new Map<string, Endpoint>(
    Object.entries(endpoints).flatMap(([group, members]) =>
      Object.entries<Endpoint>(members).map(([name, row]) => [`${group}.${name}`, row] as const),
    ),
  );

  it('are all tested here, methods and endpoints', () => {
    const tested = new Set([...calls, ...ownAnswers].map(({ method }) => method));
    const methods = Object.entries(client()).flatMap(([group, members]) =>
      Object.keys(members).map((name) => `${group}.${name}`),
    );
    const missing = new Set([...methods, ...rows.keys()].filter((name) => !tested.has(name)));
    // No request, and a row that two methods call.
    missing.delete('experiments.experimentURL');
    missing.delete('experiments.experiments');
    assert.deepEqual([...missing], []);
  });

  it('are changes in the table when they change something, and reads when they read', () => {
    const wrong = [...calls, ...ownAnswers].filter((one) => rows.get(one.method)?.changes === isRead(one));
    assert.deepEqual(
      wrong.map(({ method }) => method),
      [],
    );
  });

  it('are not needed for the address of an experiment', () => {
    assert.equal(
      client().experiments.experimentURL('k&k'),
      `${server.origin}/prefix/api/experiment/redirect?experimentKey=k%26k`,
    );
    assert.equal(server.asked.length, 0);
  });
});
