/** The cache of promises: sharing, forgetting failures, eviction. */
import assert from 'node:assert/strict';
import { PromiseCache } from '../../../src/store/promiseCache';

describe('PromiseCache', () => {
  it('asks once for those who ask at the same time', async () => {
    const cache = new PromiseCache(10);
    let calls = 0;
    const load = (): Promise<number> => Promise.resolve(++calls);
    assert.deepEqual(await Promise.all([cache.get('a', load), cache.get('a', load)]), [1, 1]);
    assert.equal(await cache.get('a', load), 1);
    assert.equal(calls, 1);
  });

  it('forgets a failure, so that the next one asks again', async () => {
    const cache = new PromiseCache(10);
    await assert.rejects(
      cache.get('a', () => Promise.reject(new Error('no'))),
      /no/,
    );
    assert.equal(await cache.get('a', () => Promise.resolve(2)), 2);
  });

  it('does not let an old failure remove what replaced it', async () => {
    const cache = new PromiseCache(10);
    let fail: (error: Error) => void = () => undefined;
    const first = cache.get('a', () => new Promise<number>((_, reject) => (fail = reject)));
    cache.set('a', 7);
    fail(new Error('late'));
    await assert.rejects(first, /late/);
    assert.equal(await cache.get('a', () => Promise.resolve(0)), 7);
  });

  it('drops the least recently used beyond its capacity', async () => {
    const cache = new PromiseCache(2);
    const value = (text: string) => (): Promise<string> => Promise.resolve(text);
    await cache.get('a', value('a'));
    await cache.get('b', value('b'));
    await cache.get('a', value('other'));
    await cache.get('c', value('c'));
    assert.deepEqual([cache.has('a'), cache.has('b'), cache.has('c')], [true, false, true]);
  });

  it('updates what has arrived and leaves alone what was replaced meanwhile', async () => {
    const cache = new PromiseCache(10);
    await cache.get('n', () => Promise.resolve(1));
    await cache.update<number>('n', (value) => value + 1);
    await cache.update<number>('unknown', () => 99);
    assert.equal(await cache.get('n', () => Promise.resolve(0)), 2);
    assert.equal(cache.has('unknown'), false);

    const updating = cache.update<number>('n', () => 5);
    cache.set('n', 10);
    await updating;
    assert.equal(await cache.get('n', () => Promise.resolve(0)), 10);
  });

  it('evicts by prefix and by predicate', async () => {
    const cache = new PromiseCache(10);
    for (const key of ['x/1', 'x/2', 'y/1']) {
      await cache.get(key, () => Promise.resolve(key));
    }
    cache.evict('x/');
    assert.deepEqual(
      ['x/1', 'x/2', 'y/1'].map((key) => cache.has(key)),
      [false, false, true],
    );
    cache.evictWhere((key) => key.endsWith('1'));
    assert.equal(cache.has('y/1'), false);
  });
});
