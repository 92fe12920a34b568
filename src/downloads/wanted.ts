/**
 * Owns which files a download is of, and where each goes below the chosen folder. Asks the store; knows no vscode and
 * no disk.
 */
import * as l10n from '@vscode/l10n';
import { createHash } from 'node:crypto';
import type { ArtifactFile } from '../shared/artifact';
import type { Asset } from '../shared/experiment';
import { BackendError } from '../shared/problem';
import type { ArtifactVersionRef, ExperimentRef, ModelRef, RegistryVersionRef } from '../shared/reference';
import { distinctPaths, safeName } from '../shared/text/safeNames';
import type { Store } from '../store/store';
import type { Incoming, Known } from './saveFile';

/** What is asked of the store: the rest of what is there, to be kept on the disk. */
export interface Asked extends Known {
  readonly kept: true;
}

/** A file that is wanted, with its place below the download folder. */
export interface Wanted {
  readonly names: readonly string[];
  /** Safe in a file name. */
  readonly id: string;
  readonly size: number | null;
  readonly open: (known: Asked, signal: AbortSignal) => Promise<Incoming>;
}

/** Not kept by the tracker but at an address. */
export interface Remote {
  readonly name: string;
  readonly url: string;
}

export interface Order {
  readonly wanted: readonly Wanted[];
  readonly remote: readonly Remote[];
}

export const allOf = (orders: readonly Order[]): Order => ({
  wanted: orders.flatMap(({ wanted }) => wanted),
  remote: orders.flatMap(({ remote }) => remote),
});

const shortKey = 9;

/** Names are given to all, so that an asset gets the same one whether it comes alone or with the others. */
export async function assetsOf(
  store: Store,
  experiment: ExperimentRef,
  assetIds: readonly string[] | 'all',
): Promise<Order> {
  const assets = await store.details.assets(experiment);
  const folder = await folderName(store, experiment);
  const inOrder = assets.toSorted(
    (one, other) => (one.createdAt ?? 0) - (other.createdAt ?? 0) || (one.id < other.id ? -1 : 1),
  );
  const paths = distinctPaths(inOrder.map((asset) => ({ path: pathOf(asset), note: noteOf(asset) })));
  const chosen = inOrder
    .map((asset, index) => ({ asset, path: paths[index] ?? [] }))
    .filter(({ asset }) => assetIds === 'all' || assetIds.includes(asset.id));
  return {
    remote: chosen.flatMap(({ asset: { name, remoteUrl } }) => (remoteUrl === null ? [] : [{ name, url: remoteUrl }])),
    wanted: chosen
      .filter(({ asset }) => asset.remoteUrl === null)
      .map(({ asset, path }) => ({
        names: [folder, ...path],
        id: idOf(experiment.connection, experiment.key, asset.id, asset.name),
        size: asset.size,
        open: (asked, signal) => store.details.openAsset(experiment, asset, asked, signal),
      })),
  };
}

/** The zip of a model's files as `<model>.zip`. */
export async function modelOf(store: Store, { connection, key, model }: ModelRef): Promise<Order> {
  const experiment = { connection, key };
  return zip(
    [await folderName(store, experiment), `${safeName(model)}.zip`],
    idOf(connection, key, `model ${model}`),
    (asked, signal) => store.details.downloadModel({ ...experiment, model }, asked, signal),
  );
}

/** The zip of the version's files as `<model>-<version>.zip`. */
export function versionOf(store: Store, ref: RegistryVersionRef): Order {
  const { connection, workspace, registryModel, version } = ref;
  return zip(
    [safeName(registryModel), `${safeName(registryModel)}-${safeName(version)}.zip`],
    idOf(connection, workspace, `registry ${registryModel} ${version}`),
    (asked, signal) => store.registry.downloadVersion(ref, asked, signal),
  );
}

/** All files of the version, side by side. Rejects with `refused` while it is being written. */
export async function artifactOf(store: Store, ref: ArtifactVersionRef): Promise<Order> {
  const { connection, workspace, artifact, version } = ref;
  const { state } = await store.artifacts.versionNow(ref);
  const name = `“${artifact}” ${version}`;
  if (state === 'open') {
    throw new BackendError(
      'refused',
      l10n.t('Version {name} is still being written: nobody can read it before it is closed.', { name }),
      { advice: l10n.t('Refresh the workspace when the experiment that writes it is done.') },
    );
  }
  if (state === 'failed') {
    throw new BackendError('refused', l10n.t('Writing version {name} failed, so it cannot be read.', { name }), {
      advice: l10n.t('Choose another version.'),
    });
  }
  const files = await store.artifacts.files(ref);
  const folder = safeName(`${artifact}-${version}`);
  const inOrder = files.toSorted((one, other) => (one.assetId < other.assetId ? -1 : 1));
  const paths = distinctPaths(inOrder.map((file: ArtifactFile) => ({ path: file.name, note: '' })));
  return {
    remote: inOrder.flatMap((file) => (file.remoteUrl === null ? [] : [{ name: file.name, url: file.remoteUrl }])),
    wanted: inOrder.flatMap((file, index) =>
      file.remoteUrl !== null
        ? []
        : [
            {
              names: [folder, ...(paths[index] ?? [])],
              id: idOf(connection, workspace, `artifact ${artifact} ${version} ${file.assetId} ${file.name}`),
              size: file.size,
              open: (asked: Asked, signal: AbortSignal) => store.artifacts.openFile(ref, file, asked, signal),
            },
          ],
    ),
  };
}

const zip = (names: readonly string[], id: string, open: Wanted['open']): Order => ({
  remote: [],
  wanted: [{ names, id, size: null, open }],
});

async function folderName(store: Store, experiment: ExperimentRef): Promise<string> {
  const { name, key } = await store.experiments.get(experiment);
  return `${safeName(name)}-${safeName(key.slice(0, shortKey))}`;
}

/** The tracker's grouping keeps the models apart; in front of nothing else does it say anything. */
const pathOf = ({ folder, name }: Asset): string =>
  folder?.startsWith('models/') === true && !name.startsWith(`${folder}/`) ? `${folder}/${name}` : name;

/** Frameworks log one name again and again, step by step. */
const noteOf = ({ context, step }: Asset): string =>
  [context ?? '', step === null ? '' : l10n.t('step {step}', { step })].filter(Boolean).join(', ');

/** Whatever the tracker's ids are. */
const idOf = (...parts: readonly string[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 12);
