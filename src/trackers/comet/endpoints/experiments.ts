/**
 * Comet's endpoints about experiments, their life included; metrics, files and what is logged have tables of their own.
 */
import * as l10n from '@vscode/l10n';
import * as v from 'valibot';
import { Beat } from '../wire/account';
import * as wire from '../wire/experiments';
import { Link } from '../wire/projects';
import {
  ask,
  changeByGet,
  choice,
  flag,
  list,
  notByHand,
  number,
  object,
  optional,
  orNull,
  read,
  readBytes,
  readOne,
  text,
  write,
} from './endpoint';
import { projectById } from './projects';

const experimentKey = text();
const ofOne = { experimentKey };
const asWritten = { numbers: 'asWritten' } as const;

export const experiments = {
  /**
   * In one go or a page: pages count from 1 and need a size. Rows are narrowed by who reads them; there may be 25,000.
   */
  experiments: read(
    l10n.t('Experiments of a project'),
    'experiments',
    {
      ...projectById,
      archived: flag(),
      page: optional(number()),
      size: optional(number()),
      sortBy: optional(choice('startTime', 'endTime')),
      sortOrder: optional(choice('asc', 'desc')),
    },
    wire.Experiments,
    { size: 'list' },
  ),
  /** Keys of a page, counted from 1. Newer servers alone; others answer 404. */
  experimentsSearch: ask(
    l10n.t('Search for experiments'),
    'experiments/search',
    {
      projectId: text(),
      rulesTree: object({ condition: 'AND', rules: [] as object[], valid: true }),
      limit: number(100),
      page: number(1),
      deleted: flag(),
      viewId: optional(orNull(text())),
      ignorePinnedExperimentsFirst: optional(flag()),
      pinnedOnly: optional(orNull(flag())),
      multipleSort: optional(orNull(list())),
      chainsQueryRules: optional(orNull(list())),
    },
    wire.FoundExperiments,
    { size: 'list' },
  ),
  /** The row is narrowed by who reads it. */
  experimentMetadata: readOne(l10n.t('Metadata of an experiment'), 'experiment/metadata', ofOne, v.unknown()),
  experimentGitMetadata: readOne(l10n.t('Git metadata'), 'experiment/git/metadata', ofOne, wire.GitMetadata),
  /** What was uploaded, mostly a zip. */
  experimentGitPatch: readBytes(l10n.t('Git patch'), 'experiment/git/patch', ofOne),
  /** What the run logged as its report. */
  experimentHtml: readOne('HTML', 'experiment/html', ofOne, wire.Html, { size: 'text' }),
  /** The code of older runs, as one text; newer ones keep assets. */
  experimentCode: readOne('Code', 'experiment/code', ofOne, wire.Code, { size: 'text' }),
  /** Both streams in one text. */
  experimentOutput: readOne('Output', 'experiment/output', ofOne, wire.Output, { size: 'text', longTexts: 'inPieces' }),
  /** JSON, or whatever text the framework prints for a model. */
  experimentGraph: readOne('Graph', 'experiment/graph', ofOne, wire.Graph, { size: 'text' }),
  experimentCloudDetails: readOne(
    l10n.t('Cloud details'),
    'experiment/cloud-details',
    ofOne,
    wire.CloudDetails,
    asWritten,
  ),
  /** In no promised order. */
  experimentTags: readOne('Tags', 'experiment/tags', ofOne, wire.Tags),
  experimentSystemDetails: readOne(
    l10n.t('System details'),
    'experiment/system-details',
    ofOne,
    wire.SystemDetails,
    asWritten,
  ),
  /** Newer servers alone. */
  experimentProcessing: readOne(
    l10n.t('Whether uploads are still processed'),
    'experiment/processing/status',
    ofOne,
    wire.Processing,
  ),
  /** The best so far. How `goal` is spelled is only known from a placeholder. */
  bestExperiment: read(
    l10n.t('Best experiment of an optimizer'),
    'get-best-experiment',
    { optimizationId: text(), metricName: text(), goal: choice('MIN', 'MAX') },
    wire.BestExperiment,
  ),
  /** Beside the REST root: it leads a browser to the page of an experiment. */
  experimentURL: notByHand(readBytes(l10n.t('Page of an experiment'), '../../experiment/redirect', ofOne)),
};

export const lifecycle = {
  /** A project that is not there seems to be made on the way; so is a name. */
  createExperiment: write(
    l10n.t('Create an experiment'),
    'write/experiment/create',
    {
      projectName: text(),
      workspaceName: text(),
      experimentName: optional(text(), ''),
      disableHeartBeat: optional(flag()),
      type: optional(text()),
    },
    wire.NewExperiment,
  ),
  /** The run ends some time later. */
  stopExperiment: changeByGet(l10n.t('Stop an experiment'), 'write/experiment/stop', ofOne),
  archiveExperiment: changeByGet(l10n.t('Archive an experiment'), 'write/experiment/archive', ofOne),
  restoreExperiment: changeByGet(l10n.t('Restore an experiment'), 'write/experiment/restore', ofOne),
  /** For good. */
  deleteExperiment: changeByGet(l10n.t('Delete an experiment'), 'write/experiment/delete', ofOne),
  /** To a project of any workspace; with `symlink` they show there and stay where they are. */
  moveExperiments: write(
    l10n.t('Move or link experiments'),
    'write/experiment/move',
    { targetWorkspaceName: text(), targetProjectName: text(), experimentKeys: list<string>(), symlink: flag() },
    'object',
  ),
  /** Into a project of the experiment's own workspace: its address there. */
  symlinkExperiment: changeByGet(
    l10n.t('Link an experiment'),
    'write/project/symlink',
    { experimentKey, projectName: text() },
    Link,
  ),
  /** Says that the run is alive, and hears how soon to say so again (ms). */
  keepAlive: changeByGet(l10n.t('Keep an experiment alive'), 'write/experiment/set-status', ofOne, Beat),
  setExperimentState: write(
    l10n.t('Set the state of an experiment'),
    'write/experiment/update-status',
    { experimentKey, isAlive: flag(), hasCrashed: flag(), error: optional(orNull(text())) },
    'object',
  ),
  /** Epoch ms. Of one alone the other is made up, a second away. */
  setExperimentTimes: write(l10n.t('Set start and end of an experiment'), 'write/experiment/set-start-end-time', {
    experimentKey,
    startTimeMillis: optional(orNull(number()), null),
    endTimeMillis: optional(orNull(number()), null),
  }),
  /** Takes off the mark of a run that lost data. Newer servers alone. */
  markNotThrottled: write(
    l10n.t('Mark as not throttled'),
    'write/experiment/{experimentKey}/mark-not-throttled',
    ofOne,
    'perhapsNothing',
  ),
};
