/** Owns the verbs on the model registry and on artifacts: what they change, and what a delete takes away. */
import * as l10n from '@vscode/l10n';
import { MultiStepInput } from '../prompts/multiStep';
import { showDone, showInformation } from '../prompts/messages';
import { titleOf } from '../shared/verbs/experimentVerbs';
import { formatBytes, formatCount } from '../shared/format';
import type { ConnectionRef, RegistryModelRef, RegistryVersionRef } from '../shared/reference';
import { registryName, type RegistryVersion } from '../shared/registry';
import { shortName } from '../shared/text/summary';
import type { Handlers } from '../shared/verbs/verbs';
import type { Store } from '../store/store';
import { pickMany, askText } from '../prompts/inputBox';
import { listVersions, registration, stageChoices, typedStage } from './registryQuestions';
import { registryNameCheck } from './validators';
import { confirm } from './confirm';
import { askChange } from './form';
import type { ResourcePickers } from './resourcePickers';
import { distinct, isArtifactVersion, sameKindSelection, type Targets } from './targets';
import type { Downloads } from '../downloads/downloads';

export interface RegistryDependencies {
  readonly store: Store;
  readonly pickers: ResourcePickers;
  readonly targets: Targets;
  /** Shows it in the tree. */
  readonly reveal: (ref: ConnectionRef | RegistryVersionRef) => Promise<void>;
}

type Verbs =
  'registerModel' | 'editRegistryModel' | 'deleteRegistryModel' | 'setStages' | 'commentVersion' | 'deleteVersion';

/** All resolve to what came of it, or to undefined when the user cancelled. */
export function registryHandlers({ store, pickers, targets, reveal }: RegistryDependencies): Pick<Handlers, Verbs> {
  return {
    async registerModel(target): Promise<RegistryVersionRef | undefined> {
      const experiment = await targets.one('registerModel', target);
      if (experiment === undefined) {
        return undefined;
      }
      const { workspace } = await store.experiments.get(experiment);
      const wanted = await registration(store, pickers.model(MultiStepInput.of(experiment), target), {
        connection: experiment.connection,
        workspace,
      }).run(titleOf('registerModel'));
      if (wanted === undefined) {
        return undefined;
      }
      const { key, model, registered, version, comment, stages } = wanted;
      const ref = { connection: experiment.connection, workspace, registryModel: registered.name, version };
      await store.registry.register(ref, {
        experimentKey: key,
        model,
        registryName: registered.name,
        version,
        comment: comment === '' ? null : comment,
        stages,
      });
      void showInformation(
        l10n.t('Registered “{model}” as version {version} of “{name}”.', {
          model: shortName(model),
          version,
          name: shortName(registered.name),
        }),
      );
      await reveal(ref);
      return ref;
    },

    async editRegistryModel(target): Promise<object | undefined> {
      const ref = await pickers.registryModel(target).run('Edit Registry Model');
      if (ref === undefined) {
        return undefined;
      }
      const [model, all] = await Promise.all([store.registry.model(ref), store.registry.models(ref)]);
      const taken = all.map(({ name }) => name).filter((name) => name !== model.name);
      return askChange(
        l10n.t('Edit “{name}”', { name: shortName(model.name) }),
        model,
        registryNameCheck(taken),
        ({ name, ...change }) =>
          store.registry.changeModel(ref, name === undefined ? change : { ...change, name: registryName(name) }),
      );
    },

    async deleteRegistryModel(target): Promise<RegistryModelRef | undefined> {
      const ref = await pickers.registryModel(target).run('Delete Registry Model');
      if (ref === undefined) {
        return undefined;
      }
      const { name, versions } = await store.registry.model(ref);
      const lost =
        versions.length === 0
          ? l10n.t('It has no versions. What the experiments logged stays.')
          : l10n.t(
              'Lost for good: {count} ({versions}), with stages, comments and notes. What the experiments logged stays.',
              { count: formatCount(versions.length, 'version'), versions: listVersions(versions) },
            );
      if (
        !(await confirm(
          l10n.t('Delete the registry model “{name}”?', { name: shortName(name) }),
          lost,
          l10n.t('Delete'),
        ))
      ) {
        return undefined;
      }
      await store.registry.deleteModel(ref);
      showDone(l10n.t('Deleted the registry model “{name}”', { name: shortName(name) }));
      return { connection: ref.connection, workspace: ref.workspace, registryModel: ref.registryModel };
    },

    async setStages(target): Promise<readonly string[] | undefined> {
      const ref = await pickers.registryVersion(target).run('Set Stages');
      if (ref === undefined) {
        return undefined;
      }
      const { stages: current } = await store.registry.version(ref);
      const chosen = await pickMany({
        title: l10n.t('Stages of {registryModel} {version}', {
          registryModel: shortName(ref.registryModel),
          version: ref.version,
        }),
        placeholder: l10n.t('Tick the stages it is in, or type a new one and press Enter'),
        choices: stageChoices(store, ref, current),
        typed: typedStage,
        takesNone: true,
      });
      if (chosen === undefined || typeof chosen === 'symbol') {
        return undefined;
      }
      const [added, removed] = [
        chosen.filter((stage) => !current.includes(stage)),
        current.filter((stage) => !chosen.includes(stage)),
      ];
      for (const stage of added) {
        await store.registry.addStage(ref, stage);
      }
      for (const stage of removed) {
        await store.registry.removeStage(ref, stage);
      }
      if (added.length + removed.length > 0) {
        showDone(
          chosen.length === 0
            ? l10n.t('{model} {version} is in no stage', { model: shortName(ref.registryModel), version: ref.version })
            : l10n.t('{model} {version} is in {stages}', {
                model: shortName(ref.registryModel),
                version: ref.version,
                stages: chosen.join(', '),
              }),
        );
      }
      return chosen;
    },

    async commentVersion(target): Promise<string | undefined> {
      const ref = await pickers.registryVersion(target).run('Comment Version');
      if (ref === undefined) {
        return undefined;
      }
      const { comment } = await store.registry.version(ref);
      const answer = await askText({
        title: l10n.t('Comment on {registryModel} {version}', {
          registryModel: shortName(ref.registryModel),
          version: ref.version,
        }),
        prompt: l10n.t('What is to be known about this version'),
        value: comment ?? '',
        check: (text) => (text === '' && comment === null ? l10n.t('A comment needs some words.') : null),
        use: async (text) => {
          if (text !== (comment ?? '')) {
            await store.registry.comment(ref, text);
          }
        },
      });
      return typeof answer === 'symbol' ? undefined : answer;
    },

    async deleteVersion(target): Promise<RegistryVersionRef | undefined> {
      const ref = await pickers.registryVersion(target).run('Delete Version');
      if (ref === undefined) {
        return undefined;
      }
      const version = await store.registry.version(ref);
      if (
        !(await confirm(
          l10n.t('Delete version {version} of “{registryModel}”?', {
            version: ref.version,
            registryModel: shortName(ref.registryModel),
          }),
          lostWith(version),
          l10n.t('Delete'),
        ))
      ) {
        return undefined;
      }
      await store.registry.deleteVersion(ref);
      showDone(
        l10n.t('Deleted version {version} of “{registryModel}”', {
          version: ref.version,
          registryModel: shortName(ref.registryModel),
        }),
      );
      return {
        connection: ref.connection,
        workspace: ref.workspace,
        registryModel: ref.registryModel,
        version: ref.version,
      };
    },
  };
}

function lostWith({ stages, comment, assets }: RegistryVersion): string {
  const size = assets.reduce((sum, asset) => sum + (asset.size ?? 0), 0);
  return [
    l10n.t('The registry loses {files} ({size}) for good.', {
      files: formatCount(assets.length, 'file'),
      size: formatBytes(size),
    }),
    stages.length === 0
      ? ''
      : stages.length === 1
        ? l10n.t('It leaves the stage {stage}.', { stage: stages.join() })
        : l10n.t('It leaves the stages {stages}.', { stages: stages.join(', ') }),
    comment === null || comment === '' ? '' : l10n.t('Its comment is lost.'),
    l10n.t('What the experiment logged stays.'),
  ]
    .filter((sentence) => sentence !== '')
    .join(' ');
}

export function artifactHandlers({
  pickers,
  downloads,
}: {
  readonly pickers: ResourcePickers;
  readonly downloads: Downloads;
}): Pick<Handlers, 'downloadArtifact'> {
  return {
    async downloadArtifact(target, selection, options) {
      const chosen = distinct(sameKindSelection(target, selection).filter(isArtifactVersion));
      if (chosen.length > 0) {
        return downloads.artifacts(
          chosen.map(({ connection, workspace, artifact, version }) => ({ connection, workspace, artifact, version })),
          options,
        );
      }
      const ref = await pickers.artifactVersion(target).run('Download Artifact');
      return ref === undefined ? undefined : downloads.artifacts([ref], options);
    },
  };
}
