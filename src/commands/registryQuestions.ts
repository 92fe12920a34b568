/** Owns what is asked for the model registry: all that a registration needs, stages to tick, versions in a sentence. */
import * as l10n from '@vscode/l10n';
import { askText, pickMany, pickOrType } from '../prompts/inputBox';
import type { MultiStepInput } from '../prompts/multiStep';
import type { Choice } from '../prompts/quickPick';
import type { ModelRef, RegistryModelRef, WorkspaceRef } from '../shared/reference';
import { registryName, type RegistryVersion } from '../shared/registry';
import type { Store } from '../store/store';
import { anything, isLower, nextVersion, registryNameCheck, stageCheck, versionCheck } from './validators';

interface Registered {
  readonly name: string;
  /** Of the model of that name; none when it is yet to be made. */
  readonly versions: readonly RegistryVersion[];
}

/** What a registration needs beside the model. */
export function registration(
  store: Store,
  model: MultiStepInput<ModelRef>,
  workspace: WorkspaceRef,
): MultiStepInput<
  ModelRef & {
    readonly registered: Registered;
    readonly version: string;
    readonly comment: string;
    readonly stages: readonly string[];
  }
> {
  return model
    .ask<'registered', Registered>('registered', async (soFar, { title, back, before }) => {
      const models = await store.registry.models(workspace);
      const suggested = registryName(soFar.model);
      const answer = await pickOrType({
        title,
        back,
        placeholder: l10n.t('Under which name? Choose a model of the registry to add a version, or type a new name'),
        value: before?.name,
        // The model's own name first: nothing has to be typed when it is the right one.
        suggestions: Promise.resolve([
          ...(suggested === '' || models.some(({ name }) => name === suggested)
            ? []
            : [{ label: suggested, description: l10n.t('a new registry model, called as the model') }]),
          ...models
            .toSorted((one, other) => Number(other.name === suggested) - Number(one.name === suggested))
            .map(({ name, latestVersion }) => ({
              label: name,
              description:
                latestVersion === null ? '' : l10n.t('a new version after {latestVersion}', { latestVersion }),
            })),
        ]),
        check: registryNameCheck(),
        typedLabel: (text) =>
          newLabel(
            registryName(text),
            models.some(({ name }) => name === registryName(text)),
          ),
      });
      if (answer === undefined || typeof answer === 'symbol') {
        return answer;
      }
      const name = registryName(answer);
      const isKnown = models.some((one) => one.name === name);
      return {
        name,
        versions: isKnown ? (await store.registry.model({ ...workspace, registryModel: name })).versions : [],
      };
    })
    .ask('version', ({ registered }, { title, back, before }) => {
      const taken = registered.versions.map(({ version }) => version);
      return askText({
        title,
        back,
        prompt:
          taken.length === 0
            ? l10n.t('The first version of “{name}”', { name: registered.name })
            : l10n.t('The new version of “{name}”. Its versions so far: {versions}', {
                name: registered.name,
                versions: listVersions(registered.versions),
              }),
        value: before ?? nextVersion(taken),
        check: versionCheck(registered.name, taken),
      });
    })
    .ask('comment', ({ registered, version }, { title, back, before }) => {
      const remark = isLower(
        version,
        registered.versions.map((one) => one.version),
      )
        ? l10n.t('There is a higher version.')
        : '';
      return askText({
        title,
        back,
        value: before,
        prompt:
          `${l10n.t('What is to be known about version {version}; may be left empty.', { version })} ${remark}`.trimEnd(),
        check: anything,
      });
    })
    .ask<'stages', readonly string[]>('stages', ({ registered }, { title, back }) =>
      pickMany({
        title,
        back,
        placeholder: l10n.t('Which stages is it in? Tick some, type a new one, or press Enter for none'),
        choices: stageChoices(store, { ...workspace, registryModel: registered.name }, []),
        typed: typedStage,
        takesNone: true,
      }),
    );
}

const newLabel = (name: string, isKnown: boolean): string =>
  isKnown ? l10n.t('New version of “{name}”', { name }) : l10n.t('New registry model “{name}”', { name });

export const typedStage = {
  check: stageCheck,
  valueOf: (stage: string): string => stage,
  hint: (stage: string): string => l10n.t('Enter adds the new stage “{stage}”', { stage }),
};

/** So many models are looked at for the stages in use. */
const modelsAsked = 6;

/** Those of the model first, then those of some others of the workspace. */
export async function stageChoices(
  store: Store,
  ref: RegistryModelRef,
  current: readonly string[],
): Promise<readonly Choice<string>[]> {
  const models = await store.registry.models(ref);
  const names = [
    ref.registryModel,
    ...models
      .map(({ name }) => name)
      .filter((name) => name !== ref.registryModel)
      .slice(0, modelsAsked),
  ];
  const known = await Promise.allSettled(
    names
      .filter((name) => models.some((model) => model.name === name))
      .map((registryModel) => store.registry.model({ ...ref, registryModel })),
  );
  const inUse = known
    .flatMap((answer) => (answer.status === 'fulfilled' ? answer.value.versions : []))
    .flatMap(({ stages }) => stages);
  return [...new Set([...current, ...inUse])].map((stage) => ({
    label: stage,
    value: stage,
    picked: current.includes(stage),
  }));
}

const mostListed = 5;

export function listVersions(all: readonly RegistryVersion[]): string {
  const versions = all
    .slice(0, mostListed)
    .map(({ version }) => version)
    .join(', ');
  return all.length > mostListed
    ? l10n.t('{names} and {count} more', { names: versions, count: all.length - mostListed })
    : versions;
}
