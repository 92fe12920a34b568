/**
 * What stands below a workspace's artifacts: versions, their files, who made and who used them. Knows the store and
 * nodes, no vscode.
 */
import * as l10n from '@vscode/l10n';
import { settlesAtOnce, sortInTurns, TimeSlice } from '../../platform/eventLoop';
import type { ArtifactVersion, ArtifactVersionDetails, ExperimentArtifacts } from '../../shared/artifact';
import type { Experiment } from '../../shared/experiment';
import { formatBytes, formatCount, formatNumber, formatTime } from '../../shared/format';
import type { ArtifactRef, ArtifactVersionRef, ExperimentRef, WorkspaceRef } from '../../shared/reference';
import type { Store } from '../../store/store';
import { byName, comparison } from '../listings/arrange';
import { distinctIds, factNodes, orNotice, rows } from './keyValues';
import { experimentLink } from './experimentLink';
import {
  childId,
  experimentNodes,
  noticeNode,
  type ArtifactListNode,
  type ArtifactNode,
  type ArtifactVersionNode,
  type Node,
  type NoticeNode,
  type UsedByNode,
} from '../nodes';
import type { TreeContext } from '../context';

/** Rejects with a BackendError. */
export async function artifactListChildren(parent: ArtifactListNode, store: Store): Promise<Node[]> {
  const { connection, workspace } = parent;
  const artifacts = await store.artifacts.artifacts(parent);
  return orNotice(
    parent,
    artifacts
      .toSorted((one, other) => byName(one.name, other.name))
      .map((about): ArtifactNode => ({
        kind: 'artifact',
        id: childId(parent, 'artifact', about.name),
        parent,
        connection,
        workspace,
        artifact: about.name,
        about,
      })),
    l10n.t('No artifacts yet.'),
  );
}

/** Each version's state is a question of its own: of older versions it is asked when they are opened. */
export const versionsAskedForState = 20;

/** The states come with a later drawing unless they are known. */
export async function artifactChildren(parent: ArtifactNode, store: Store): Promise<Node[]> {
  const { connection, workspace, artifact } = parent;
  const { versions } = await store.artifacts.artifact(parent);
  const nodes = await Promise.all(
    versions.map(async (about, index): Promise<ArtifactVersionNode> => {
      const ref = { connection, workspace, artifact, version: about.version };
      const details = index < versionsAskedForState ? await atOnce(store.artifacts.version(ref)) : null;
      return {
        kind: 'artifactVersion',
        id: childId(parent, 'artifactVersion', about.version),
        parent,
        ...ref,
        about,
        details,
        role: null,
      };
    }),
  );
  return orNotice(parent, nodes, l10n.t('No versions yet.'));
}

const atOnce = async <T>(promise: Promise<T>): Promise<T | null> =>
  (await settlesAtOnce(promise)) ? promise.catch(() => null) : null;

export async function artifactVersionChildren(parent: ArtifactVersionNode, store: Store): Promise<Node[]> {
  const ref = versionRef(parent);
  const details = await store.artifacts.version(ref);
  const producer =
    details.producedBy === null ? [] : await experimentLink(parent, details.producedBy, 'producedBy', store);
  return [
    ...contentOf(parent, details),
    ...producer,
    { kind: 'usedBy', id: childId(parent, 'usedBy', ''), parent, ...ref },
    ...factNodes(parent, versionRows(details), 'info'),
  ];
}

/** The files, or why they cannot be read. */
function contentOf(parent: ArtifactVersionNode, { state }: ArtifactVersionDetails): Node[] {
  switch (state) {
    case 'open':
      return [
        noticeNode(parent, l10n.t('Still open: its files can be read once the run that writes them has closed it.')),
      ];
    case 'failed':
      return [
        noticeNode(parent, l10n.t('Failed: the run that wrote it could not finish, so its files cannot be read.')),
      ];
    case 'closed':
    case 'unknown':
      return [
        {
          kind: 'versionFiles',
          id: childId(parent, 'versionFiles', ''),
          parent,
          of: versionRef(parent),
          path: [],
          label: l10n.t('Files'),
          count: null,
        },
      ];
  }
}

const versionRows = ({
  size,
  createdAt,
  user,
  tags,
  note,
  metadata,
}: ArtifactVersionDetails): ReturnType<typeof rows> =>
  rows({
    Size: [size === null ? null : formatBytes(size), 'database'],
    Created: [
      createdAt === null
        ? null
        : user === null
          ? formatTime(createdAt)
          : l10n.t('{time} by {user}', { time: formatTime(createdAt), user }),
      'calendar',
    ],
    Tags: [tags.join(', '), 'tag'],
    Note: [note, 'note'],
    Metadata: [metadata === '{}' ? null : metadata, 'json'],
  });

/** More questions than that are more than a click should cost. */
const experimentsAskedForUse = 200;

export async function usedByChildren(
  parent: UsedByNode,
  { store, listings }: Pick<TreeContext, 'store' | 'listings'>,
): Promise<Node[]> {
  const ref = versionRef(parent);
  const [{ producedBy, id }, known] = await Promise.all([
    store.artifacts.version(ref),
    Promise.all(
      listings
        .loaded((listing) => listing.connection === ref.connection && listing.workspace === ref.workspace)
        .map((listing) => store.experiments.list(listing)),
    ),
  ]);
  const neighbours =
    producedBy === null ? [] : await neighboursOf({ connection: ref.connection, key: producedBy }, ref, store);
  const candidates = [
    ...new Map([...known.flat(), ...neighbours].map((experiment) => [experiment.key, experiment])).values(),
  ];
  const newest = await sortInTurns(
    candidates,
    comparison({ sort: 'newest', metricValueOf: () => undefined }),
    new TimeSlice(),
  );
  const asked = newest.slice(0, experimentsAskedForUse);
  const answers = await Promise.allSettled(
    asked.map(({ key }) => store.artifacts.ofExperiment({ connection: ref.connection, key })),
  );
  const refusals = answers.filter((answer) => answer.status === 'rejected');
  if (refusals.length > 0 && refusals.length === answers.length) {
    throw refusals[0]?.reason;
  }
  const users = asked.filter((_, index) => {
    const answer = answers[index];
    return answer?.status === 'fulfilled' && uses(answer.value, ref, id);
  });
  return [
    ...experimentNodes(parent, users, 'usedBy'),
    searched(parent, { found: users.length, asked: asked.length, all: candidates.length, silent: refusals.length }),
  ];
}

/** The experiments of the producer's project; none when it cannot be looked at. */
async function neighboursOf(
  producer: ExperimentRef,
  { connection, workspace }: WorkspaceRef,
  store: Store,
): Promise<readonly Experiment[]> {
  try {
    const { projectId, workspace: own } = await store.experiments.get(producer);
    return own === workspace ? await store.experiments.list({ connection, workspace, projectId, archived: false }) : [];
  } catch {
    return [];
  }
}

const uses = ({ used }: ExperimentArtifacts, { artifact, version }: ArtifactVersionRef, id: string | null): boolean =>
  used.some((one) =>
    id !== null && one.id !== null ? one.id === id : one.artifactName === artifact && one.version === version,
  );

/** The tracker does not tell who used a version, so this says how far we looked. */
function searched(
  parent: Node,
  { found, asked, all, silent }: { found: number; asked: number; all: number; silent: number },
): NoticeNode {
  if (asked === 0) {
    return noticeNode(parent, l10n.t('No experiments to look at. Open the projects that may use it, then refresh.'));
  }
  return noticeNode(
    parent,
    [
      found === 0 ? l10n.t('None found.') : '',
      asked === all
        ? l10n.t('Looked at all {experiments} of the open projects and its own.', {
            experiments: formatCount(all, 'experiment'),
          })
        : l10n.t('Looked at the newest {asked} of {experiments}.', {
            asked: formatNumber(asked),
            experiments: formatCount(all, 'experiment'),
          }),
      silent === 0 ? '' : l10n.t('{silent} did not answer.', { silent: formatNumber(silent) }),
    ]
      .filter((sentence) => sentence !== '')
      .join(' '),
  );
}

/** What an experiment wrote, then what it read. */
export async function experimentArtifactNodes(parent: Node & ExperimentRef, store: Store): Promise<Node[]> {
  const { connection } = parent;
  const [{ produced, used }, { workspace }] = await Promise.all([
    store.artifacts.ofExperiment(parent),
    store.experiments.get(parent),
  ]);
  const nodes = (versions: readonly ArtifactVersion[], role: 'output' | 'input'): Node[] => {
    const ids = distinctIds(
      parent,
      'artifactVersion',
      versions.map(({ artifactName, version }) => `${role}/${artifactName}/${version}`),
    );
    return versions.map((about, index): ArtifactVersionNode => ({
      kind: 'artifactVersion',
      id: ids[index] ?? '',
      parent,
      connection,
      workspace,
      artifact: about.artifactName,
      version: about.version,
      about,
      details: null,
      role,
    }));
  };
  return orNotice(
    parent,
    [...nodes(produced, 'output'), ...nodes(used, 'input')],
    l10n.t('No artifacts were logged or used.'),
  );
}

const versionRef = ({
  connection,
  workspace,
  artifact,
  version,
}: ArtifactVersionRef & ArtifactRef): ArtifactVersionRef => ({ connection, workspace, artifact, version });
