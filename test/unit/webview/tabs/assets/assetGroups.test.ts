/**
 * Assets of several experiments beside each other: what is shown at a step, and how their bytes are asked for and kept.
 */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Asset } from '../../../../../src/shared/experiment';
import { AssetBytes, AssetPool } from '../../../../../webview/tabs/assets/assetBytes';
import { foundAt, memberIndexAt, comparedRows } from '../../../../../webview/tabs/assets/assetGroups';
import type { ExperimentHost } from '../../../../../webview/elements/element';

const asset = (id: string, name: string, step: number | null, context: string | null = null): Asset => ({
  id,
  name,
  step,
  context,
  kind: 'image',
  type: 'image',
  size: 1,
  createdAt: null,
  folder: null,
  remoteUrl: null,
  tags: [],
  metadata: null,
});

describe('assets beside each other', () => {
  it('puts what experiments logged under one name and run context into one row, over the steps of all', () => {
    const rows = comparedRows(
      new Map([
        ['a', [asset('1', 'digits', 0), asset('2', 'digits', 100), asset('3', 'digits', 0, 'train')]],
        ['b', [asset('1', 'digits', 50), asset('9', 'digits', null)]],
        ['c', []],
      ]),
    );
    assert.deepEqual(
      rows.map(({ name, context, steps, groups }) => [name, context, steps, [...groups.keys()]]),
      [
        ['digits', null, [0, 50, 100, null], ['a', 'b']],
        ['digits', 'train', [0], ['a']],
      ],
    );
    const [row] = rows;
    const shown = (experiment: string, step: number | null) => {
      const found = foundAt(row!, experiment, step);
      return found.state === 'found' ? [...found.assets.map(({ id }) => id), found.step, found.exact] : found;
    };
    assert.deepEqual(shown('a', 50), ['1', 0, false]);
    assert.deepEqual(shown('a', 100), ['2', 100, true]);
    assert.deepEqual(shown('a', null), ['2', 100, false]);
    assert.deepEqual(shown('b', 0), ['9', null, false]);
    assert.deepEqual(shown('b', 60), ['1', 50, false]);
    assert.deepEqual(shown('b', null), ['9', null, true]);
    assert.deepEqual(shown('c', 0), { state: 'none' });
    assert.deepEqual(foundAt(comparedRows(new Map([['a', [asset('1', 'x', 7)]]]))[0]!, 'a', 3), {
      state: 'later',
      first: 7,
    });
  });

  it('never shows what was logged after the step, and always the newest before it', () => {
    const steps = fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(fc.array(steps, { minLength: 1, maxLength: 4 }), fc.integer({ min: 0, max: 40 }), (all, at) => {
        const [row] = comparedRows(
          new Map(
            all.map((some, index) => [String(index), some.map((step, place) => asset(String(place), 'x', step))]),
          ),
        );
        const step = row!.steps[memberIndexAt(row!, at)]!;
        all.forEach((some, index) => {
          const before = some.filter((one) => one <= step);
          const found = foundAt(row!, String(index), step);
          if (before.length === 0) {
            assert.equal(found.state, 'later');
          } else {
            assert.ok(
              found.state === 'found' &&
                found.step === Math.max(...before) &&
                found.assets.length === some.filter((one) => one === found.step).length,
            );
          }
        });
      }),
    );
  });

  it('asks for few at once over all experiments, once each, and lets the least lately used go', async () => {
    const megabyte = 1024 * 1024;
    const asked: string[] = [];
    let underway = 0;
    let most = 0;
    const host = {
      ask: async (
        _question: 'asset',
        { of, assetId }: { readonly of: { readonly key: string }; readonly assetId: string },
      ) => {
        asked.push(`${of.key}/${assetId}`);
        most = Math.max(most, (underway += 1));
        await new Promise((resolve) => setImmediate(resolve));
        underway -= 1;
        return new Uint8Array(10 * megabyte);
      },
    } as unknown as ExperimentHost;
    const pool = new AssetPool(host);
    const [one, other] = ['one', 'other'].map((key) => new AssetBytes(host, { connection: 'c', key }, pool)) as [
      AssetBytes,
      AssetBytes,
    ];
    await Promise.all(['1', '2', '3', '4', '5', '1'].flatMap((id) => [one.read(id), other.read(id)]));
    assert.equal(most, 4);
    assert.equal(new Set(asked).size, 10);
    assert.equal(asked.length, 10);
    // 96 MiB have room for nine of the ten.
    const [oldest = '', newest = ''] = [asked[0], asked.at(-1)];
    const again = (name: string) => (name.startsWith('one/') ? one : other).read(name.split('/')[1]!);
    await again(newest);
    assert.equal(asked.length, 10);
    await again(oldest);
    assert.deepEqual(asked.slice(10), [oldest]);
    const withdrawn = new AbortController();
    const busy = ['6', '7', '8', '9'].map((id) => one.read(id));
    const waiting = one.read('10', withdrawn.signal);
    withdrawn.abort(new Error('scrolled away'));
    await assert.rejects(waiting, /scrolled away/);
    await Promise.all(busy);
    assert.ok(!asked.includes('one/10'));
  });
});
