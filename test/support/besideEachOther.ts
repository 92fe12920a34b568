/** The page's state and answers when the assets of other experiments are laid beside its own. */
import type { Asset } from '../../src/shared/experiment';
import { BackendError, ready, type Loadable } from '../../src/shared/problem';
import { experimentId, type ExperimentRef } from '../../src/shared/reference';
import { comparedExperiments, pageState } from './experimentFixture';
import type { MadeAsset } from './madeAssets';

type Others = readonly MadeAsset[] | Loadable<readonly Asset[]> | null;

/** Own assets and those of experiments beside it, each with its bytes; a state instead of assets is shown as it is. */
export const besideEachOther = (own: readonly MadeAsset[], others: readonly Others[]) => {
  const listed = (of: Others): of is readonly MadeAsset[] => Array.isArray(of);
  const compared = comparedExperiments(others.length).map((one, index) => {
    const of = others[index] ?? null;
    return { ...one, assets: listed(of) ? ready(of.map(({ asset }) => asset)) : of };
  });
  const bytes = new Map<string, Uint8Array<ArrayBuffer>>();
  const keep = (of: ExperimentRef, all: readonly MadeAsset[]): void =>
    all.forEach((one) => bytes.set(`${experimentId(of)} ${one.asset.id}`, one.bytes));
  keep(pageState.reference, own);
  compared.forEach(({ reference }, index) => {
    const of = others[index] ?? null;
    if (listed(of)) {
      keep(reference, of);
    }
  });
  return {
    state: { assets: ready(own.map(({ asset }) => asset)), compared },
    answers: {
      asset: ({ of, assetId }: { readonly of: ExperimentRef; readonly assetId: string }) => {
        const found = bytes.get(`${experimentId(of)} ${assetId}`);
        return found === undefined
          ? Promise.reject(new BackendError('notFound', 'There is no such asset.'))
          : Promise.resolve(found);
      },
    },
  };
};
