/** A download that is killed goes on where it was; ten of them are in the faults. */
import { killDownloads } from '../../support/network/killedDownloads';

describe('downloads that are killed', () => {
  it('go on where they were, by the version that the server names', () => killDownloads(1, { etag: '"v1"' }));
});
