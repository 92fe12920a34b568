/** How tabs are arranged, read from what an earlier page remembered. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  firstAssets,
  firstCharts,
  firstTables,
  memoryVersion,
  readArrangement,
  type ChartArrangement,
} from '../../../webview/arrangement';

const asRemembered = (charts: unknown): object =>
  JSON.parse(JSON.stringify({ version: memoryVersion, tab: 'charts', charts })) as object;
/** What is read, and what is said of what was dropped. */
function read(memory: unknown) {
  const dropped: string[] = [];
  const arrangement = readArrangement(memory, (sentence) => dropped.push(sentence));
  return { ...arrangement, dropped };
}
const full: ChartArrangement = {
  ...firstCharts,
  axis: 'wall',
  axisMetric: 'loss',
  repeats: { middle: 'median', spread: 'confidence', by: 'width' },
  hidden: ['a'],
  hiddenIn: { loss: ['b'] },
  paletteIndexes: { a: 3 },
  grouping: { by: 'pattern', pattern: '^(.)' },
  yRanges: { loss: { from: null, to: 2 } },
  listFolded: true,
};

describe('memory of an arrangement', () => {
  it('gives back what it was given', () => {
    const tables = { rows: 'changed', baseline: 'c1/a' };
    const assets = { grouping: 'step', of: 'c1/b' };
    assert.deepEqual(read({ ...asRemembered(full), tables, assets }), {
      tab: 'charts',
      charts: full,
      tables,
      assets,
      dropped: [],
    });
  });

  it('is never anything but an arrangement', () => {
    fc.assert(
      fc.property(
        fc.record(Object.fromEntries(Object.keys(firstCharts).map((key) => [key, fc.anything()])), {
          requiredKeys: [],
        }),
        (charts) => {
          const { charts: arrangement } = read({ charts });
          assert.deepEqual(Object.keys(arrangement).sort(), Object.keys(firstCharts).sort());
          assert.deepEqual(read({ version: memoryVersion, charts: arrangement }).charts, arrangement);
          assert.ok(arrangement.smoothing >= 0 && arrangement.smoothing < 1);
        },
      ),
      { numRuns: 200 },
    );
    for (const nothing of [undefined, null, 7, 'text', []]) {
      assert.deepEqual(read(nothing).charts, firstCharts);
      assert.deepEqual(read({ charts: nothing, tables: nothing, assets: nothing }).charts, firstCharts);
    }
  });

  it('is read when version 1 wrote it, which had other names for some parts and no version', () => {
    const { paletteIndexes, yRanges, ...others } = full;
    const first = { tab: 'charts', charts: { ...others, places: paletteIndexes, heights: yRanges } };
    const { charts, tables, assets, dropped } = read(first);
    assert.deepEqual(
      { charts, tables, assets, dropped },
      { charts: full, tables: firstTables, assets: firstAssets, dropped: [] },
    );
    // A later version may mean something else by these names.
    assert.deepEqual(read({ ...first, version: memoryVersion }).charts, { ...full, paletteIndexes: {}, yRanges: {} });
  });

  it('says what it drops, part by part, and keeps the rest', () => {
    const { tab, charts, tables, assets, dropped } = read({
      version: memoryVersion,
      tab: 'sideways',
      charts: { ...full, axis: 'sideways', smoothing: 1, hidden: 'all', later: 1 },
      tables: 'all',
      assets: { grouping: '__proto__', of: null },
    });
    assert.equal(tab, 'overview');
    assert.deepEqual(charts, { ...full, axis: 'step', smoothing: 0, hidden: [] });
    assert.deepEqual([tables, assets], [firstTables, firstAssets]);
    assert.deepEqual(
      dropped.map((sentence) => /“(.*)”/.exec(sentence)?.[1]),
      ['memory.tab', 'charts.axis', 'charts.smoothing', 'charts.hidden', 'tables', 'assets.grouping'],
    );
  });

  it('keeps metrics of any name', () => {
    const named = JSON.parse('{"__proto__": ["a"], "constructor": ["b"], "": []}') as Record<string, string[]>;
    const { charts, dropped } = read(asRemembered({ ...full, hiddenIn: named }));
    assert.deepEqual(Object.entries(charts.hiddenIn), Object.entries(named));
    assert.deepEqual(dropped, []);
  });

  it('drops what is beyond its bounds', () => {
    assert.deepEqual(read(asRemembered({ ...full, axisMetric: 'x'.repeat(10_001) })).charts.axisMetric, null);
    assert.deepEqual(read({ charts: { folded: new Array(100_001).fill('') } }).charts.folded, []);
  });
});
