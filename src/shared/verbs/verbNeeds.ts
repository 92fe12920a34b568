/**
 * What a tracker must have for each verb. The palette leaves out what no connected tracker can do, and the flags of
 * workspaces, projects and assets in the tree are read from here. Pure.
 */
import { experimentVerbNeeds, type ExperimentVerb, type ExperimentVerbNeeds } from './experimentVerbs';
import type { Verb } from './verbs';

/** Of the verbs that are not about experiments; one that is missing is for every tracker. */
const resourceNeeds = {
  openAsset: 'files',
  downloadAsset: 'files',
  tagAssets: 'logging.tagAsset',
  deleteAssets: 'logging.deleteAsset',

  createWorkspace: 'projectEdits.createWorkspace',
  createProject: 'projectEdits.create',
  createExperiment: 'projectEdits.createExperiment',
  editProject: 'projectEdits.change',
  deleteProject: 'projectEdits.delete',
  editNotes: 'notes.write',
  addShareLink: 'shareLinks.add',
  copyShareLink: 'shareLinks',
  removeShareLink: 'shareLinks.remove',
  openPanelSource: 'panels',
  openDashboard: 'dashboards',
  newQuery: 'queries',
  editQuery: 'queries',
  renameQuery: 'queries',
  deleteQuery: 'queries',
  findBestExperiment: 'optimizers',

  editRegistryModel: 'registry.changeModel',
  deleteRegistryModel: 'registry.deleteModel',
  setStages: 'registry.addStage',
  commentVersion: 'registry.commentVersion',
  deleteVersion: 'registry.deleteVersion',
  downloadVersion: 'registry.downloadVersion',
  editWebhooks: 'registry.setWebhooks',
  downloadArtifact: 'artifacts',
} as const satisfies Partial<Readonly<Record<Exclude<Verb, ExperimentVerb>, string>>>;

type VerbNeeds = ExperimentVerbNeeds & typeof resourceNeeds;
/** What no back end can have does not compile where a back end is asked for it. */
export type Need = VerbNeeds[keyof VerbNeeds];

const verbNeeds: Readonly<VerbNeeds> = { ...experimentVerbNeeds, ...resourceNeeds };

/** Of each of the verbs what the tracker must have. */
export function needsOf<V extends keyof VerbNeeds>(among: readonly V[]): Readonly<Record<V, Need>> {
  const needs: Partial<Record<V, Need>> = {};
  for (const verb of among) {
    needs[verb] = verbNeeds[verb];
  }
  return needs as Record<V, Need>;
}

/** The verbs that none of the trackers can do. */
export const offeredByNone = (trackers: readonly ((need: Need) => boolean)[]): readonly Verb[] =>
  (Object.keys(verbNeeds) as (keyof VerbNeeds)[]).filter((verb) => !trackers.some((offers) => offers(verbNeeds[verb])));
