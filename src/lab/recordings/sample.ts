/**
 * What the sample lab shows beside its recorded experiments: registry models, artifacts, panels and dashboards, all
 * made of what the recordings hold. The same in every start, and below the journal: a user's changes come on top, and
 * what a user deletes stays deleted. Knows the recordings by their keys; other folders of recordings get none of it.
 */
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import type { ArtifactChange, ArtifactFileRef, LabArtifact, LabArtifactVersion } from '../state/artifacts';
import type { ModelName } from '../state/models';
import type { RegistryChange, RegistryModel, RegistryVersion } from '../state/registry';
import { noSeeds, type Seeds } from '../state/journaledStates';
import { made, sampleTemplates } from './sampleTemplates';
import { firstProjectId } from '../store';

/** Recorded experiments, by what they are here. */
const recorded = {
  narrow: '04187814f3cb9dda6a2af86195cbc6db',
  wide: 'b0487f23561ec9806701d3b465f96a89',
  augmented: 'f50acaa3d5ff93fc30ad2da55781387b',
  baseline: '3f74b398ca38307931dcdfe35ae47257',
  slowLogistic: '6ed22eda70a320723fa7bf184a912c8e',
  logistic: 'e56d5ea67db6882e4d877c934dab0751',
  regularized: '00c3ce9955b6bb243bf98199f4e3290b',
  fastLogistic: 'a1bea366210fc444678e3a3ee254f8fd',
  crashed: '87bc939656967a557c18227bdb96d78b',
} as const;

const narrowReader: ModelName = { experimentKey: recorded.narrow, modelName: 'digit-reader' };
const wideReader: ModelName = { experimentKey: recorded.wide, modelName: 'digit-reader' };

const file = (experimentKey: string, assetId: string, size: number): ArtifactFileRef => ({
  experimentKey,
  assetId,
  size,
});

/** The user who ran the experiments, as the recordings say. */
const owner = 'ada';
const day = 86_400_000;

/** `opened`: the moment that the recordings take for now, epoch milliseconds. */
export async function sampleSeeds(archives: string, opened: number): Promise<Seeds> {
  const isSample = await Promise.all(
    Object.values(recorded).map((key) =>
      access(join(archives, `${key}.zip`)).then(
        () => true,
        () => false,
      ),
    ),
  );
  return isSample.every(Boolean)
    ? { registry: registry(opened), artifacts: artifacts(opened), templates: sampleTemplates(opened - 20 * day) }
    : noSeeds;
}

function registry(opened: number): RegistryChange[] {
  const digits = (name: string, description: string, isPublic: boolean) => ({
    id: made('model', name),
    workspace: 'vision-lab',
    name,
    description,
    isPublic,
  });
  const reader = digits('digit-reader', 'Reads one handwritten digit of 8 × 8 grey pixels.', false);
  const edge = digits('digit-reader-edge', 'The small one, for machines without much memory.', true);
  return [
    registered(reader, null, narrowReader, '1.0.0', {
      comment: 'The first that was good enough.',
      stages: ['archived'],
      at: opened - 12 * day,
    }),
    registered(null, reader.id, wideReader, '1.1.0', {
      comment: 'Twice as wide, a third of the learning rate.',
      stages: ['staging'],
      at: opened - 5 * day,
    }),
    registered(null, reader.id, wideReader, '1.2.0', {
      comment: null,
      stages: ['production', 'champion'],
      at: opened - 2 * day,
    }),
    {
      kind: 'modelChanged',
      modelId: reader.id,
      at: opened - 2 * day,
      edit: {
        notes: [
          '# digit-reader',
          '',
          'Input: 64 numbers from 0 to 16, row by row. Output: ten probabilities.',
          '',
          '| version | hidden units | note |',
          '|---|---|---|',
          '| 1.0.0 | 64 | mixes up 3 and 8 |',
          '| 1.1.0 | 128 | better with 8 |',
          '',
          'Ask before you take the stage `production` away.',
          '',
        ].join('\n'),
      },
    },
    registered(edge, null, narrowReader, '1.0.0', {
      comment: 'As digit-reader 1.0.0.',
      stages: [],
      at: opened - 11 * day,
    }),
    registered(null, edge.id, narrowReader, '2.0.0', {
      comment: 'With labels beside the weights.',
      stages: ['staging'],
      at: opened - day,
    }),
  ];
}

function registered(
  model: Pick<RegistryModel, 'id' | 'workspace' | 'name' | 'description' | 'isPublic'> | null,
  knownId: string | null,
  of: ModelName,
  version: string,
  { comment, stages, at }: Pick<RegistryVersion, 'comment' | 'stages'> & { readonly at: number },
): RegistryChange {
  const modelId = model?.id ?? knownId ?? '';
  return {
    kind: 'registered',
    modelId,
    model,
    userName: owner,
    at,
    version: { ...of, id: made('model version', modelId, version), version, comment, stages, status: 'None' },
  };
}

function artifacts(opened: number): ArtifactChange[] {
  const reports = artifact(
    'vision-lab',
    'digits-sweep',
    'digit-reports',
    'evaluation',
    recorded.narrow,
    'What the readers get wrong, and where.',
  );
  const weights = artifact(
    'tabular-team',
    'tumours',
    'tumour-weights',
    'dataset',
    recorded.slowLogistic,
    'Weights of the logistic models, a row a feature.',
  );
  return [
    ...version(reports, reports, '1.0.0', recorded.narrow, opened - 12 * day, {
      files: [
        file(recorded.narrow, 'd5b7a738591d4f15b032d7d28ad7384b', 1076),
        file(recorded.narrow, '9d97542fec6f458ca3ba29c17625a99b', 153),
        file(recorded.narrow, 'e92094c5ed354d44827168919403312a', 0),
      ],
      tags: ['64 units'],
      consumers: [recorded.wide, recorded.baseline],
      state: 'CLOSED',
    }),
    ...version(reports, null, '2.0.0', recorded.wide, opened - 5 * day, {
      files: [
        file(recorded.wide, '48d73023adcc44d7a7837e85e461caf3', 1065),
        file(recorded.wide, 'e3365f0154334f82920dc504841d72fc', 151),
      ],
      aliases: ['reviewed'],
      tags: ['128 units'],
      metadata: JSON.stringify({ reviewer: owner, digits: [3, 8] }),
      consumers: [recorded.augmented],
      state: 'CLOSED',
    }),
    ...version(reports, null, '3.0.0', recorded.augmented, opened - day, { state: 'ERROR' }),
    ...version(weights, weights, '1.0.0', recorded.slowLogistic, opened - 9 * day, {
      files: [file(recorded.slowLogistic, '1d4b3d608d1b45848c2eb9fce878ceb2', 794)],
      consumers: [recorded.logistic, recorded.regularized],
      state: 'CLOSED',
    }),
    ...version(weights, null, '2.0.0', recorded.logistic, opened - 8 * day, {
      files: [file(recorded.logistic, '6cd7e80dfe634207ad7c8936ac0c3a01', 792)],
      aliases: ['baseline'],
      note: 'Trained with the old scaling.',
      consumers: [recorded.fastLogistic, recorded.crashed],
      state: 'CLOSED',
    }),
    ...version(weights, null, '3.0.0', recorded.fastLogistic, opened - day, {
      files: [file(recorded.fastLogistic, 'f9f0d8eb5aaa48c38d8526141d106350', 793)],
      state: 'OPEN',
    }),
  ];
}

type SampleArtifact = Omit<LabArtifact, 'metadata' | 'tags' | 'versions'>;

const artifact = (
  workspace: string,
  project: string,
  name: string,
  type: string,
  experimentKey: string,
  description: string,
): SampleArtifact => ({
  id: made('artifact', name),
  workspace,
  projectId: firstProjectId(workspace, project),
  experimentKey,
  name,
  type,
  description,
  isPublic: false,
  emoji: null,
  owner,
});

/** `isNew`: the artifact itself, for its first version. */
function version(
  { id: artifactId }: SampleArtifact,
  isNew: SampleArtifact | null,
  number: string,
  experimentKey: string,
  added: number,
  {
    files = [],
    consumers = [],
    state,
    note = null,
    metadata = null,
    tags = [],
    aliases = [],
  }: Pick<LabArtifactVersion, 'state'> & Partial<LabArtifactVersion>,
): ArtifactChange[] {
  const versionId = made('artifact version', artifactId, number);
  return [
    {
      kind: 'opened',
      artifactId,
      artifact: isNew,
      version: { id: versionId, version: number, experimentKey, owner, added, note, metadata, tags, aliases },
    },
    ...files.map((one): ArtifactChange => ({ kind: 'attached', versionId, file: one })),
    { kind: 'state', versionId, state },
    ...consumers.map((key): ArtifactChange => ({ kind: 'consumed', versionId, experimentKey: key })),
  ];
}
