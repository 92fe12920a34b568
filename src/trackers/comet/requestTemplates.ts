/**
 * Comet's REST API as a list, for those who send requests by hand: what each is called and takes. Paths that documents
 * leave out are inferred.
 */
import { BackendError } from '../../shared/problem';
import type { FilledRequest, RawAnswer, RequestTemplate } from '../../shared/requests';
import { openFile, type Http } from '../http/client';
import type { Requests } from '../backend';

type Arguments = Readonly<Record<string, unknown>>;

const read = (title: string, path: string, args: Arguments = {}): RequestTemplate => ({
  title,
  method: 'GET',
  path,
  arguments: args,
  encoding: 'query',
  changes: false,
});
const ask = (title: string, path: string, args: Arguments): RequestTemplate => ({
  title,
  method: 'POST',
  path,
  arguments: args,
  encoding: 'body',
  changes: false,
});
const changeByGet = (title: string, path: string, args: Arguments): RequestTemplate => ({
  title,
  method: 'GET',
  path,
  arguments: args,
  encoding: 'query',
  changes: true,
});
const write = (title: string, path: string, args: Arguments, method: 'POST' | 'PUT' = 'POST'): RequestTemplate => ({
  title,
  method,
  path,
  arguments: args,
  encoding: 'body',
  changes: true,
});
const upload = (title: string, path: string, args: Arguments): RequestTemplate => ({
  title,
  method: 'POST',
  path,
  arguments: args,
  encoding: 'form',
  changes: true,
});

const experimentKey = '';
const project = { projectName: '', workspaceName: '' };
const registryModel = { workspaceName: '', modelName: '' };
const artifactVersion = { workspace: '', artifactName: '', versionOrAlias: 'Latest' };
const when = { context: null, step: null, epoch: null, timestamp: null };

export const cometRequests: readonly RequestTemplate[] = [
  read('Account details', 'account-details'),
  read('Workspaces', 'workspaces'),
  read('Projects', 'projects', { workspaceName: '' }),
  read('Page of projects', 'projects/page', { workspaceName: '', offset: 0, count: 20, search: '' }),
  read('Project', 'project', { projectId: '' }),
  read('Columns of a project', 'project/column-names', { projectId: '', archived: false }),
  read('Notes of a project', 'project/notes', { projectId: '' }),
  read('Share links of a project', 'project/get-project-share-links', { projectId: '' }),
  ask('Query of a project', 'project/query', { ...project, predicates: [], archived: false }),
  read('Experiments of a project', 'experiments', { projectId: '', archived: false }),
  ask('Search for experiments', 'experiments/search', {
    projectId: '',
    rulesTree: { condition: 'AND', rules: [], valid: true },
    limit: 100,
    page: 1,
    deleted: false,
  }),
  read('Metadata of an experiment', 'experiment/metadata', { experimentKey }),
  ask('Chart of several metrics', 'experiments/multi-metric-chart', {
    targetedExperiments: [],
    metrics: [],
    params: [],
    independentMetrics: true,
    fetchFull: false,
  }),
  read('Git metadata', 'experiment/git/metadata', { experimentKey }),
  read('Git patch', 'experiment/git/patch', { experimentKey }),
  read('HTML', 'experiment/html', { experimentKey }),
  read('Code', 'experiment/code', { experimentKey }),
  read('Output', 'experiment/output', { experimentKey }),
  read('Graph', 'experiment/graph', { experimentKey }),
  read('Cloud details', 'experiment/cloud-details', { experimentKey }),
  read('Tags', 'experiment/tags', { experimentKey }),
  read('System details', 'experiment/system-details', { experimentKey }),
  read('Whether uploads are still processed', 'experiment/processing/status', { experimentKey }),
  read('Parameters', 'experiment/parameters', { experimentKey }),
  read('Summary of metrics', 'experiment/metrics/summary', { experimentKey }),
  read('Others', 'experiment/log-other', { experimentKey }),
  read('Values of a metric', 'experiment/metrics/get-metric', { experimentKey, metricName: '' }),
  read('Values of all metrics', 'experiment/metrics/get-all', { experimentKey }),
  read('Assets', 'experiment/asset/list', { experimentKey, type: 'all' }),
  read('Assets of a name', 'experiment/asset/get-by-name', { experimentKey, assetName: '' }),
  read('Details of an asset', 'experiment/asset/details', { experimentKey, assetId: '' }),
  read('Bytes of an asset', 'experiment/asset/get-asset', { experimentKey, assetId: '' }),
  read('Models of an experiment', 'experiment/model', { experimentKey }),
  read('Assets of a model', 'experiment/model/asset/list', { experimentKey, modelName: '' }),
  read('Zip of a model', 'experiment/model/download', { experimentKey, modelName: '' }),
  read('Best experiment of an optimizer', 'get-best-experiment', { optimizationId: '', metricName: '', goal: 'MIN' }),
  read('Artifact lineage of an experiment', 'get/artifacts', { experimentKey }),
  read('Registry models', 'registry-model', { workspaceName: '' }),
  read('Number of registry models', 'registry-model/count', { workspaceName: '' }),
  read('Registry model', 'registry-model/details', registryModel),
  read('Latest version of a registry model', 'registry-model/latest_version', registryModel),
  read('Notes of a registry model', 'registry-model/notes', registryModel),
  read('Zip of a registry model version', 'registry-model/item/download', { ...registryModel, version: '1.0.0' }),
  read('Webhooks', 'webhooks/config', { workspaceName: '' }),
  read('Artifacts', 'artifacts/get-all', { workspace: '' }),
  read('Artifact', 'artifacts/get', { workspace: '', artifactName: '' }),
  read('Artifact version', 'artifacts/version', artifactVersion),
  read('Files of an artifact version', 'artifacts/version/files', {
    workspace: '',
    artifactName: '',
    version: '1.0.0',
  }),
  read('Artifact version as a file', 'artifacts/version/download', artifactVersion),
  read('Store of a panel', 'viz-instance/store/get', { instanceId: '', projectId: '' }),
  read('Panels', 'code-panel/get-all', { workspace: '' }),
  read('Panel', 'code-panel/download', { templateId: '' }),
  read('Zip of a panel', 'template/{templateId}/download', { templateId: '' }),
  read('Dashboards', 'dashboard-template/get-all', { workspace: '' }),
  read('Dashboard', 'dashboard-template/download', { projectId: '', templateId: '' }),
  read('Views of a project', 'views/get-all', { projectId: '' }),
  read('Chart templates', 'views/chart-templates'),
  read('Version of the server', '../../isAlive/ver'),
  read('Chargeback report', '../../admin/chargeback/report', { reportMonth: '2026-01' }),
  read('Service accounts', '../../admin/service-accounts'),

  write('Create a workspace', 'write/workspace/new', { name: '' }),
  write('Add a member to a workspace', 'write/add-workspace-member', {
    userEmail: '',
    workspaceName: '',
    admin: false,
  }),
  write('Create an experiment', 'write/experiment/create', { ...project, experimentName: '' }),
  changeByGet('Stop an experiment', 'write/experiment/stop', { experimentKey }),
  changeByGet('Archive an experiment', 'write/experiment/archive', { experimentKey }),
  changeByGet('Restore an experiment', 'write/experiment/restore', { experimentKey }),
  changeByGet('Delete an experiment', 'write/experiment/delete', { experimentKey }),
  write('Move or link experiments', 'write/experiment/move', {
    targetWorkspaceName: '',
    targetProjectName: '',
    experimentKeys: [],
    symlink: false,
  }),
  changeByGet('Link an experiment', 'write/project/symlink', { experimentKey, projectName: '' }),
  write('Create a project', 'write/project/create', { ...project, projectDescription: '', isPublic: false }),
  write('Delete a project', 'write/project/delete', { ...project, deleteAllExperiments: false }),
  write('Update a project', 'write/project/update', { projectId: '', newProjectName: '' }),
  write('Set the notes of a project', 'write/project/notes', { projectId: '', notes: '' }),
  write('Set the owner of a project', 'write/project/update-owner', { projectId: '', userName: '' }),
  changeByGet('Add a share link', 'write/project/add-share-link', { projectId: '' }),
  changeByGet('Delete a share link', 'write/project/delete-project-share-link', { projectId: '', shareCode: '' }),
  changeByGet('Keep an experiment alive', 'write/experiment/set-status', { experimentKey }),
  write('Set the state of an experiment', 'write/experiment/update-status', {
    experimentKey,
    isAlive: false,
    hasCrashed: false,
  }),
  write('Set start and end of an experiment', 'write/experiment/set-start-end-time', {
    experimentKey,
    startTimeMillis: null,
    endTimeMillis: null,
  }),
  write('Mark as not throttled', 'write/experiment/{experimentKey}/mark-not-throttled', { experimentKey }),
  write('Log a metric', 'write/experiment/metric', { experimentKey, metricName: '', metricValue: 0, ...when }),
  write('Delete a metric', 'write/experiment/metric/delete', { experimentKey, metricName: '' }),
  write('Log a parameter', 'write/experiment/parameter', { experimentKey, parameterName: '', parameterValue: '' }),
  write('Delete a parameter', 'write/experiment/parameter/delete', { experimentKey, parameterName: '' }),
  write('Log an other', 'write/experiment/log-other', { experimentKey, key: '', value: '' }),
  write('Add tags', 'write/experiment/tags', { experimentKey, addedTags: [] }),
  write('Remove tags', 'write/experiment/tags/delete', { experimentKey, tags: [] }),
  write('Set the HTML', 'write/experiment/html', { experimentKey, html: '', override: true }),
  write('Set the graph', 'write/experiment/graph', { experimentKey, graph: '' }),
  write('Set the code', 'write/experiment/code', { experimentKey, code: '' }),
  write('Log output', 'write/experiment/output', {
    experimentKey,
    outputLines: [{ output: '', stderr: false, offset: 0 }],
  }),
  write('Set system details', 'write/experiment/system-details', { experimentKey }),
  write(
    'Set dependencies',
    'write/experiment/dependencies',
    { experimentKey, timestamp: 0, logDependencies: [] },
    'PUT',
  ),
  write('Set git metadata', 'write/experiment/git/metadata', {
    experimentKey,
    user: '',
    root: '',
    branch: '',
    parent: '',
    origin: '',
  }),
  upload('Upload a git patch', 'write/experiment/git/patch', { experimentKey }),
  upload('Upload an asset', 'write/experiment/upload-asset', {
    experimentKey,
    fileName: '',
    type: 'asset',
    overwrite: false,
  }),
  upload('Upload a text sample', 'write/experiment/upload-asset', {
    experimentKey,
    fileName: 'auto-generated-in-the-backend',
    type: 'text-sample',
  }),
  write('Begin the upload of a large asset', 'write/experiment/upload-asset-start', {
    startUploadParams: { cloudType: 'AWS', numOfFileParts: 1, preSignUrlTimeoutSec: 3600 },
    experimentKey,
    fileName: '',
  }),
  write('End the upload of a large asset', 'write/experiment/upload-asset-complete', {
    requestId: '',
    fileSize: 0,
    succeed: false,
  }),
  write(
    'Add remote assets of an artifact version',
    '../../../clientlib/rest/v2/write/artifact/assets/remote/batch?experimentKey={experimentKey}',
    { experimentKey, remoteArtifactAssetRequests: [] },
  ),
  write('Log a remote model', '../../../clientlib/asset/log-remote-model', {
    experimentKey,
    modelName: '',
    remoteEntities: [],
  }),
  changeByGet('Delete an asset', 'write/experiment/asset/delete', { experimentKey, assetId: '' }),
  write('Tag an asset', 'write/experiment/asset/tags', { experimentKey, assetId: '', tags: [] }),
  write('Remove tags of an asset', 'write/experiment/asset/tags/delete', { experimentKey, assetId: '', tags: [] }),
  write('Set cloud details', 'write/experiment/cloud-details', { experimentKey, provider: 'aws', metadata: {} }),
  write('Set the file path', 'write/experiment/file-path', { experimentKey, filePath: '' }),
  write('Log GPU metrics', 'write/experiment/gpu-metrics', {
    experimentKey,
    gpus: [{ gpuId: 0, freeMemory: 0, usedMemory: 0, totalMemory: 0, gpuUtilization: 0 }],
    ...when,
  }),
  write('Log RAM metrics', 'write/experiment/ram-metrics', { experimentKey, totalRam: 0, usedRam: 0, ...when }),
  write('Log CPU metrics', 'write/experiment/cpu-metrics', { experimentKey, cpuPercentUtilization: [0], ...when }),
  write('Log load metrics', 'write/experiment/load-metrics', { experimentKey, loadAverage: 0, ...when }),
  write('Create a registry model', 'write/registry-model', {
    experimentModelId: '',
    registryModelName: '',
    isPublic: false,
  }),
  write('Add a version of a registry model', 'write/registry-model/item', {
    experimentModelId: '',
    registryModelName: '',
  }),
  write('Update a registry model version', 'write/registry-model/item/update', {
    registryModelItemId: '',
    comment: '',
  }),
  changeByGet('Delete a registry model version', 'write/registry-model/item/delete', { modelItemId: '' }),
  write('Update a registry model', 'write/registry-model/update', { registryModelId: '', description: '' }),
  write('Set the notes of a registry model', 'write/registry-model/notes', {
    workspaceName: '',
    registryModelName: '',
    notes: '',
  }),
  changeByGet('Delete a registry model', 'write/registry-model/delete', registryModel),
  changeByGet('Add a stage', 'write/registry-model/item/stage', { modelItemId: '', stage: '' }),
  changeByGet('Remove a stage', 'write/registry-model/item/stage/delete', { modelItemId: '', stage: '' }),
  write('Create an artifact version', 'write/artifacts/upsert', {
    artifactName: '',
    artifactType: 'dataset',
    experimentKey,
  }),
  write('Set the state of an artifact version', 'write/artifacts/state', {
    artifactVersionId: '',
    experimentKey,
    state: 'CLOSED',
  }),
  write('Update an artifact', 'write/artifacts/details', { artifactId: '', tags: [] }),
  write('Label an artifact version', 'write/artifacts/version/labels', {
    artifactVersionId: '',
    alias: [],
    versionTags: [],
  }),
  write('Save the store of a panel', 'write/viz-instance/store/save', { instanceId: '', projectId: '', store: '' }),
  upload('Upload a panel', 'write/template/upload', { teamName: '' }),
  write('Create a dashboard', 'write/dashboard-template/create', { project_id: '', template_name: '' }),
  write('Change a dashboard', 'dashboard-templates/project/upsert', {
    project_id: '',
    template_id: '',
    template_name: '',
  }),
  write('Change a view', 'write/views/upsert', {}),
  write('Change a chart template', 'write/chart-templates/upsert', {}),
  write('Update webhooks', 'write/webhooks/config', { webhookConfigs: [] }),
  write('Override webhooks', 'write/webhooks/config/override', { webhookConfigs: [] }),
];

export class CometRequests implements Requests {
  readonly templates = cometRequests;
  readonly #http: Http;

  constructor(http: Http) {
    this.#http = http;
  }

  async send({ template, arguments: given, file }: FilledRequest, signal: AbortSignal): Promise<RawAnswer> {
    const rest = { ...given };
    const path = template.path.replace(/\{(\w+)\}/g, (_, name: string) => {
      const value = rest[name];
      Reflect.deleteProperty(rest, name);
      return encodeURIComponent(scalar(name, value));
    });
    const call = {
      method: template.method,
      kind: template.changes ? 'change' : 'read',
      path,
      answer: 'text',
      signal,
    } as const;
    if (template.encoding === 'body') {
      return this.#http.bytes({ ...call, body: rest });
    }
    const query = Object.fromEntries(
      Object.entries(rest)
        .filter(([, value]) => value !== null)
        .map(([name, value]) => [name, scalar(name, value)]),
    );
    if (template.encoding === 'query') {
      return this.#http.bytes({ ...call, query });
    }
    if (file === null) {
      throw new BackendError('refused', 'This request wants a file.');
    }
    return this.#http.bytes({ ...call, query, form: { parts: { file: await openFile(file) } } });
  }
}

function scalar(name: string, value: unknown): string {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    return String(value);
  }
  throw new BackendError(
    'refused',
    `“${name}” travels in the address, so it can only be a text, a number or true and false.`,
  );
}
