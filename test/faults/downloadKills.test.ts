/** Downloads killed at ten random moments: nothing is orphaned, all goes on, the bytes are equal. */
import { killDownloads } from '../support/network/killedDownloads';

describe('downloads that are killed again and again', () => {
  it('go on where they were, by the version that the server names', () => killDownloads(5, { etag: '"v1"' }));

  it('go on where they were, by the size alone', () => killDownloads(5, { etag: null }));
});
