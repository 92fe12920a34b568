/**
 * Owns the writing to experiments: parameters, metrics, others, and the assets that are there. Uploads are
 * `uploads.ts`.
 */
import * as l10n from '@vscode/l10n';
import type { Log } from '../../platform/log';
import { back, MultiStepInput, type Reply } from '../../prompts/multiStep';
import { showDone } from '../../prompts/messages';
import { titleOf } from '../../shared/verbs/experimentVerbs';
import { formatBytes, formatCount, formatNumber } from '../../shared/format';
import { BackendError } from '../../shared/problem';
import type { AssetRef, ExperimentRef } from '../../shared/reference';
import { listNames, shortName, type Outcome } from '../../shared/text/summary';
import type { Handlers } from '../../shared/verbs/verbs';
import type { Store } from '../../store/store';
import { pickMany, pickOrType, askText } from '../../prompts/inputBox';
import { doToEach, type Operation } from '../batch';
import { nameCheck, numberCheck, stepCheck, valueCheck } from '../validators';
import { confirm } from '../confirm';
import type { ResourcePickers } from '../resourcePickers';
import { checkTags, typedTag } from './tags';
import { sameKindSelection, assetOf, distinct, experimentOf, isAsset, isExperiment, type Targets } from '../targets';

export interface LoggingDependencies {
  readonly store: Store;
  readonly log: Log;
  readonly pickers: ResourcePickers;
  readonly targets: Targets;
}

type Verbs = 'logParameter' | 'logMetric' | 'logOther' | 'tagAssets' | 'deleteAssets';

/** A name and what is logged under it now. */
interface Known {
  readonly name: string;
  readonly value: string | null;
}

/** All resolve to what came of it, or to undefined when the user cancelled. */
export function loggingHandlers({ store, log, pickers, targets }: LoggingDependencies): Pick<Handlers, Verbs> {
  /** A name and a value, which is logged as soon as it is typed: a refusal is told where it was. */
  const logValue = async (
    target: ExperimentRef | undefined,
    verb: 'logParameter' | 'logOther',
  ): Promise<Known | undefined> => {
    const ref = await targets.one(verb, target);
    if (ref === undefined) {
      return undefined;
    }
    const isParameter = verb === 'logParameter';
    const known = (isParameter ? store.details.parameters(ref) : store.details.others(ref)).then((summaries) =>
      summaries.map(({ name, current }): Known => ({ name, value: current?.value ?? null })),
    );
    const use = isParameter ? store.logging.parameter.bind(store.logging) : store.logging.other.bind(store.logging);
    const logged = await askName(MultiStepInput.of({}), isParameter ? 'A parameter' : l10n.t('An entry'), known)
      .ask('value', async ({ name }, { title, back: hasBack }) => {
        const now = (await known.catch(() => [])).find((one) => one.name === name)?.value ?? null;
        return askText({
          title,
          back: hasBack,
          value: now ?? '',
          prompt:
            now === null
              ? l10n.t('The value of “{name}”', { name: shortName(name) })
              : l10n.t('The new value of “{name}”, instead of {now}', { name: shortName(name), now: shortName(now) }),
          check: valueCheck,
          use: (value) => use(ref, name, value),
        });
      })
      .run(titleOf(verb));
    if (logged === undefined) {
      return undefined;
    }
    showDone(l10n.t('Logged {name} = {value}', { name: shortName(logged.name), value: shortName(logged.value) }));
    return logged;
  };

  return {
    logParameter: (target) => logValue(target, 'logParameter'),
    logOther: (target) => logValue(target, 'logOther'),

    async logMetric(
      target,
    ): Promise<{ readonly name: string; readonly value: number; readonly step: number | null } | undefined> {
      const ref = await targets.one('logMetric', target);
      if (ref === undefined) {
        return undefined;
      }
      const known = store.details
        .metrics(ref)
        .then((summaries) => summaries.map(({ name, current }): Known => ({ name, value: current?.value ?? null })));
      const logged = await askName(MultiStepInput.of({}), 'A metric', known)
        .ask('value', ({ name }, { title, back: hasBack, before }) =>
          askText({
            title,
            back: hasBack,
            value: before,
            prompt: l10n.t('The value of “{name}”: a number', { name: shortName(name) }),
            check: numberCheck,
          }),
        )
        .ask('step', ({ name, value }, { title, back: hasBack }) =>
          askText({
            title,
            back: hasBack,
            prompt: l10n.t('The step of {name} = {value}; may be left empty', { name: shortName(name), value }),
            check: stepCheck,
            use: (step) => store.logging.metric(ref, { name, value: Number(value), step: stepOf(step), epoch: null }),
          }),
        )
        .run(titleOf('logMetric'));
      if (logged === undefined) {
        return undefined;
      }
      const { name, value, step } = logged;
      showDone(
        step === ''
          ? l10n.t('Logged {name} = {value}', { name: shortName(name), value: formatNumber(value) })
          : l10n.t('Logged {name} = {value} at step {step}', {
              name: shortName(name),
              value: formatNumber(value),
              step,
            }),
      );
      return { name, value: Number(value), step: stepOf(step) };
    },

    async tagAssets(target, selection, given): Promise<Outcome<AssetRef> | undefined> {
      const assets = await chosenAssets(
        { store, pickers, targets },
        target,
        selection,
        l10n.t('Tag Assets'),
        l10n.t('Tick the assets to tag'),
      );
      if (assets.length === 0) {
        return undefined;
      }
      const tags = checkTags(given ?? (await askAssetTags(store, assets)) ?? []);
      if (tags.length === 0) {
        return undefined;
      }
      const known = await byId(store, assets);
      return doToEach(log, assets, {
        ...onAssets(known),
        doing: l10n.t('Tagging assets'),
        did: (what) => l10n.t('Tagged {what}.', { what }),
        run: (asset) => store.logging.tagAsset(asset, tags),
      });
    },

    async deleteAssets(target, selection, confirmation): Promise<Outcome<AssetRef> | undefined> {
      const assets = await chosenAssets(
        { store, pickers, targets },
        target,
        selection,
        l10n.t('Delete Assets'),
        l10n.t('Tick the assets to delete'),
      );
      if (assets.length === 0) {
        return undefined;
      }
      const known = await byId(store, assets);
      if (confirmation?.confirmed !== true) {
        const names = assets.map((asset) => nameIn(known, asset));
        const size = assets.reduce((sum, asset) => sum + (known.get(idOf(asset))?.size ?? 0), 0);
        const [question, detail] =
          assets.length === 1
            ? [
                l10n.t('Delete the asset {name}?', { name: listNames(names) }),
                l10n.t('It is lost for good ({size}).', { size: formatBytes(size) }),
              ]
            : [
                l10n.t('Delete {assets}?', { assets: formatCount(assets.length, 'asset') }),
                l10n.t('{names} are lost for good ({size}).', { names: listNames(names, 5), size: formatBytes(size) }),
              ];
        if (!(await confirm(question, detail, l10n.t('Delete')))) {
          return undefined;
        }
      }
      return doToEach(log, assets, {
        ...onAssets(known),
        doing: l10n.t('Deleting assets'),
        did: (what) => l10n.t('Deleted {what}.', { what }),
        run: (asset) => store.logging.deleteAsset(asset),
      });
    },
  };
}

/** One of the names that are known, or another. */
function askName<T extends object>(
  input: MultiStepInput<T>,
  what: string,
  known: Promise<readonly Known[]>,
): MultiStepInput<T & { readonly name: string }> {
  return input.ask('name', (_, { title, back: hasBack, before }): Promise<Reply<string>> =>
    pickOrType({
      title,
      back: hasBack,
      value: before,
      placeholder: l10n.t('Under which name? Choose one that is there, or type a new one'),
      suggestions: known.then((all) =>
        all.map(({ name, value }) => ({
          label: name,
          description: value === null ? '' : formatNumber(shortName(value)),
        })),
      ),
      check: nameCheck(what),
      typedLabel: (text) => l10n.t('New name “{text}”', { text }),
    }),
  );
}

const stepOf = (text: string): number | null => (text === '' ? null : Number(text));

/** Empty when the user cancelled. */
async function chosenAssets(
  { store, pickers, targets }: Omit<LoggingDependencies, 'log'>,
  target: unknown,
  selection: readonly AssetRef[] | undefined,
  title: string,
  placeholder: string,
): Promise<readonly AssetRef[]> {
  const given = distinct(sameKindSelection(isAsset(target) ? target : undefined, selection).filter(isAsset)).map(
    assetOf,
  );
  if (given.length > 0) {
    return given;
  }
  const experiment = await targets.experiment(isExperiment(target) ? target : undefined, title);
  if (experiment === undefined) {
    return [];
  }
  if ((await store.details.assets(experiment)).length === 0) {
    throw new BackendError('notFound', l10n.t('No assets were logged with this experiment.'));
  }
  const chosen = await pickMany({ title, placeholder, choices: pickers.assetChoices(experiment) });
  return chosen === undefined || chosen === back ? [] : chosen;
}

async function askAssetTags(store: Store, assets: readonly AssetRef[]): Promise<readonly string[] | undefined> {
  const known = await byId(store, assets);
  const experiments = distinct(assets.map(experimentOf));
  const all = (await Promise.all(experiments.map((ref) => store.details.assets(ref)))).flat();
  const onAll = (tag: string): boolean => assets.every((asset) => known.get(idOf(asset))?.tags.includes(tag) === true);
  const inUse = [...new Set(all.flatMap(({ tags }) => tags))].sort((one, other) => one.localeCompare(other));
  const chosen = await pickMany({
    title: assets.length === 1 ? l10n.t('Tag Asset') : l10n.t('Tag {count} Assets', { count: assets.length }),
    placeholder: l10n.t('Choose tags, or type a new one and press Enter'),
    choices: Promise.resolve(
      inUse.map((tag) => ({ label: tag, value: tag, ...(onAll(tag) ? { description: l10n.t('already set') } : {}) })),
    ),
    typed: typedTag,
  });
  return chosen === undefined || chosen === back ? undefined : chosen.filter((tag) => !onAll(tag));
}

type KnownAssets = ReadonlyMap<string, Awaited<ReturnType<Store['details']['assets']>>[number]>;

async function byId(store: Store, assets: readonly AssetRef[]): Promise<KnownAssets> {
  const lists = await Promise.all(
    distinct(assets.map(experimentOf)).map(async (ref) =>
      (await store.details.assets(ref)).map((asset) => [idOf({ ...ref, assetId: asset.id }), asset] as const),
    ),
  );
  return new Map(lists.flat());
}

const idOf = ({ connection, key, assetId }: AssetRef): string => `${connection}/${key}/${assetId}`;
const nameIn = (known: KnownAssets, asset: AssetRef): string => known.get(idOf(asset))?.name ?? asset.assetId;
const onAssets = (known: KnownAssets): Pick<Operation<AssetRef>, 'noun' | 'nameOf'> => ({
  noun: 'asset',
  nameOf: (asset) => nameIn(known, asset),
});
