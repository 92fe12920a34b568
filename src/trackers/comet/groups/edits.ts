/** What can be done to experiments, and what is known of their tags, with Comet. */
import * as l10n from '@vscode/l10n';
import type { Project } from '../../../shared/experiment';
import { BackendError } from '../../../shared/problem';
import type { ExperimentEdits, Tags } from '../../backend';
import type { CometClient } from '../client/client';
import { nameOf } from './project';

/** Beyond this, asking once a tag costs more than asking each visible experiment. */
const mostTagQueries = 100;

/** Tags of a listing come from Comet's column names and one query a tag, not from one call an experiment. */
export const cometTags = (client: CometClient): Tags => ({
  list: (key, signal) => client.experiments.experimentTags(key, signal),
  ofListing: async ({ project, archived }, signal) => {
    const tags = await tagColumns(client, project, archived, signal);
    if (tags.length > mostTagQueries) {
      throw new BackendError('unsupported', l10n.t('This project has too many tags to ask for them one by one.'));
    }
    const tagsByKey = new Map<string, string[]>();
    await Promise.all(
      tags.map(async (tag) => {
        const predicate = { source: 'tag', field: tag, type: 'string', operator: 'equal', value: tag } as const;
        const { experimentKeys } = await client.projects.projectQuery(nameOf(project), [predicate], archived, signal);
        for (const key of experimentKeys) {
          const known = tagsByKey.get(key);
          if (known === undefined) {
            tagsByKey.set(key, [tag]);
          } else {
            known.push(tag);
          }
        }
      }),
    );
    const order = new Map(tags.map((tag, index) => [tag, index]));
    for (const known of tagsByKey.values()) {
      known.sort((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0));
    }
    return tagsByKey;
  },
  inUse: (project, signal) => tagColumns(client, project, false, signal),
});

async function tagColumns(
  client: CometClient,
  project: Project,
  archived: boolean,
  signal: AbortSignal,
): Promise<string[]> {
  const columns = await client.projects.projectColumns(nameOf(project), archived, signal);
  return [...new Set(columns.filter((column) => column.source === 'tag').map((column) => column.name))];
}

export const cometEdits = (client: CometClient): ExperimentEdits => {
  const send = async (
    experimentKeys: readonly string[],
    target: Project,
    symlink: boolean,
    signal: AbortSignal,
  ): Promise<void> => {
    if (experimentKeys.length > 0) {
      const move = { targetWorkspaceName: target.workspace, targetProjectName: target.name, experimentKeys, symlink };
      await client.lifecycle.moveExperiments(move, signal);
    }
  };
  return {
    addTags: (key, tags, signal) => client.logging.addTags(key, tags, signal),
    removeTags: (key, tags, signal) => client.logging.deleteTags(key, tags, signal),
    rename: (key, name, signal) => client.logging.logOther(key, 'Name', name, signal),
    archive: (key, signal) => client.lifecycle.archiveExperiment(key, signal),
    restore: (key, signal) => client.lifecycle.restoreExperiment(key, signal),
    stop: (key, signal) => client.lifecycle.stopExperiment(key, signal),
    delete: (key, signal) => client.lifecycle.deleteExperiment(key, signal),
    move: (keys, target, signal) => send(keys, target, false, signal),
    link: (keys, target, signal) => send(keys, target, true, signal),
  };
};
