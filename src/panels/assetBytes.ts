/** An asset's bytes for a page to draw: looked up by id, within a limit. Knows no page. */
import { formatBytes } from '../shared/format';
import { BackendError } from '../shared/problem';
import type { ExperimentRef } from '../shared/reference';
import { shownAddress } from '../shared/summary';
import type { Store } from '../store';

/** Beyond this a page would hold too much at once; a file on disk has no such limit. */
export const largestShown = 64 * 1024 * 1024;

/**
 * All bytes of one of the experiment's assets, in a buffer of their own, as only such travel to pages.
 * Rejects with `notFound` for an id that the experiment does not have, with `unsupported` for what is larger than
 * `largestShown` or is kept elsewhere.
 */
export async function readAsset(store: Store, ref: ExperimentRef, assetId: string): Promise<Uint8Array<ArrayBuffer>> {
  const asset = (await store.assets(ref)).find(({ id }) => id === assetId);
  if (asset === undefined) throw new BackendError('notFound', 'The experiment has no such asset.', { advice: 'Refresh the experiment: it may have been deleted.' });
  if (asset.remoteUrl !== null) {
    throw new BackendError('unsupported', 'The tracker keeps only a reference to this asset.', { advice: `Get it from where it is stored: ${shownAddress(asset.remoteUrl)}` });
  }
  const tooLarge = (): BackendError =>
    new BackendError('unsupported', `This asset is larger than the ${formatBytes(largestShown)} that are shown here.`, { advice: 'Download it instead.' });
  if ((asset.size ?? 0) > largestShown) throw tooLarge();

  const abort = new AbortController();
  try {
    const { body } = await store.openAsset(ref, asset, {}, abort.signal);
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of body) {
      size += chunk.length;
      if (size > largestShown) throw tooLarge();
      chunks.push(chunk);
    }
    const whole = new Uint8Array(size);
    let offset = 0;
    for (const chunk of chunks) {
      whole.set(chunk, offset);
      offset += chunk.length;
    }
    return whole;
  } finally {
    abort.abort();
  }
}
