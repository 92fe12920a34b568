/** What is read from logged assets for drawing: histograms with the SDK's own bins, tables, curves, names. */
import assert from 'node:assert/strict';
import { areaUnder, readCurve, valueAt } from '../../../../../webview/tabs/evaluation/curves/curve';
import { project, readVectors } from '../../../../../webview/tabs/evaluation/embedding/embedding';
import { edgesOf, quantile, readHistograms, rebin } from '../../../../../webview/tabs/evaluation/histogram/histogram';
import { readTable } from '../../../../../webview/tabs/evaluation/table/loggedTable';
import { readModelGraph } from '../../../../../webview/tabs/graph/modelGraph';
import type { Asset } from '../../../../../src/shared/experiment';
import { excerptOf, formatOf, metadataOf, previewKindOf } from '../../../../../webview/tabs/assets/assetContent';
import { parseJson } from '../../../../../webview/tabs/assets/json';
import { foldersOf } from '../../../../../webview/tabs/parameters/nestedNames';
import { dataGrid } from '../../../../support/fixtures/generatedAssets';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('histograms', () => {
  // As comet_ml 3.58 writes `Histogram().add([0.5, -0.25, 0, 3, 3])`.
  const logged =
    '{"version":2,"index_values":[[498,1],[775,1],[1058,1],[1077,2]],"values":null,"offset":0,"start":1e-12,"stop":1e20,"step":1.1}';

  it('have the edges that the SDK has', () => {
    const edges = edgesOf(1e-12, 1e20, 1.1, 0)!;
    assert.equal(edges.length, 1551);
    assert.equal(edges[0], -Infinity);
    assert.equal(edges[775], 0);
    assert.deepEqual(
      [edges[1], edges[400], edges[1000]],
      [-9.920775621859783e19, -3025.9674299473713, 0.001870516206860921],
    );
    assert.equal(edgesOf(1e-12, 1e20, 1.0000000001, 0), null);
    assert.equal(edgesOf(0, 1, 1.1, 0), null);
  });

  it('put each value into the bin that holds it, and keep every count when the bins change', () => {
    const [histogram] = readHistograms(logged, 7);
    assert.ok(histogram);
    assert.deepEqual([histogram.step, histogram.count], [7, 5]);
    for (const value of [0.5, -0.25, 3]) {
      assert.ok(
        histogram.bins.some(({ from, to }) => from <= value && value <= to),
        String(value),
      );
    }
    const row = rebin(histogram, -1, 4, 50);
    assert.ok(Math.abs(row.reduce((sum, count) => sum + count, 0) - 5) < 1e-9);
    assert.ok(Math.abs(quantile(histogram, 0.9) - 3) < 0.3);
  });

  it('come combined, in the order of their steps, and refuse what they are not', () => {
    const both = readHistograms(
      `{"histograms":[{"step":20,"histogram":${logged}},{"step":3,"histogram":${logged}},{"step":4}]}`,
      null,
    );
    assert.deepEqual(
      both.map(({ step }) => step),
      [3, 20],
    );
    for (const text of [
      '',
      '[]',
      '{"a":1}',
      '{"histograms":[]}',
      '{"start":1e-300,"stop":1e300,"step":1.0001,"index_values":[[0,1]]}',
    ]) {
      assert.throws(() => readHistograms(text, null), /no histogram/);
    }
  });
});

describe('what an asset holds', () => {
  const asset = (name: string, metadata: string | null = null): Asset =>
    ({
      id: 'a',
      name,
      kind: 'file',
      type: 'asset',
      size: null,
      step: null,
      context: null,
      folder: null,
      createdAt: null,
      metadata,
      remoteUrl: null,
      tags: [],
    }) as unknown as Asset;
  const excerpt = (name: string, content: Uint8Array): unknown => {
    const found = excerptOf(asset(name), Uint8Array.from(content));
    return found.shown === 'text' ? found.text : found.shown === 'table' ? found.table : found.because;
  };
  const utf16 = (text: string, isLittle: boolean): Uint8Array =>
    Uint8Array.from(
      Array.from(`\ufeff${text}`).flatMap((letter) => {
        const [low, high] = [letter.charCodeAt(0) & 0xff, letter.charCodeAt(0) >> 8];
        return isLittle ? [low, high] : [high, low];
      }),
    );

  it('is shown whatever its ending is called, and told only where the ending is known', () => {
    for (const ending of [
      'constructor',
      '__proto__',
      'toString',
      'hasOwnProperty',
      'valueOf',
      '__defineGetter__'.slice(0, 12),
    ]) {
      assert.equal(previewKindOf(asset(`notes.${ending}`)), 'text', ending);
      assert.equal(formatOf(asset(`notes.${ending}`)), 'A binary file');
      assert.equal(excerpt(`notes.${ending}`, bytes('plain words')), 'plain words');
    }
    assert.equal(formatOf(asset('weights.NPZ')), 'NumPy arrays (.npz)');
  });

  it('is read in the encoding that its mark names, as a text, a table or JSON', () => {
    for (const isLittle of [true, false]) {
      assert.equal(excerpt('note.txt', utf16('hellö', isLittle)), 'hellö');
      assert.deepEqual(excerpt('excel.csv', utf16('name,value\r\nalpha,1\r\n', isLittle)), {
        columns: ['name', 'value'],
        rows: [['alpha', '1']],
      });
      assert.equal(excerpt('a.json', utf16('{"a":1.0}', isLittle)), '{\n  "a": 1.0\n}');
    }
    assert.equal(excerpt('bom.txt', bytes('\ufeffwords')), 'words');
    assert.equal(
      excerpt('raw.data', Uint8Array.from([0xff, 0xfe, 0x41, 0, 0, 0, 0x42, 0])),
      'A binary file cannot be shown here.',
    );
    assert.equal(excerpt('raw.data', Uint8Array.from([1, 0, 2])), 'A binary file cannot be shown here.');
  });

  it('is JSON with every number, word and key as it was', () => {
    const logged =
      '{"run_id": 12345678901234567890, "rows": 9007199254740993, "best_loss": NaN, "worst": -Infinity, "scale": 1e400, "lr": 1.0, "10": "ten", "2": "two", "seed": 1, "seed": 2}';
    for (const name of ['summary.json', 'summary', 'summary.txt']) {
      assert.equal(
        excerpt(name, bytes(logged)),
        logged.replace('{', '{\n  ').replaceAll(', ', ',\n  ').replace('}', '\n}'),
      );
    }
    assert.equal(excerpt('a.json', bytes('{"a": [1, }')), '{"a": [1, }');
    assert.deepEqual(
      metadataOf(
        asset('a', '{"id": 12345678901234567890, "__proto__": 1.0, "note": "x", "list": [1.0, NaN], "id": 2}'),
      ),
      [
        ['id', '12345678901234567890'],
        ['__proto__', '1.0'],
        ['note', 'x'],
        ['list', '[1.0,NaN]'],
        ['id', '2'],
      ],
    );
    assert.deepEqual(metadataOf(asset('a', '[1.0]')), [['Metadata', '[1.0]']]);
  });

  it('is a graph whose values are what was logged', () => {
    const graph = readModelGraph(
      '{"seed": 12345678901234567890, "10": 1.0, "2": NaN, "seed": 1e400, "constructor": {"type": "x", "sizes": [1.0, 2]}}',
    );
    assert.deepEqual(
      graph.roots?.map(({ name, detail }) => [name, detail]),
      [
        ['seed', '12345678901234567890'],
        ['10', '1.0'],
        ['2', 'NaN'],
        ['seed', '1e400'],
        ['constructor', 'x'],
      ],
    );
    assert.deepEqual(
      graph.roots[4]?.children().map(({ name, detail }) => [name, detail]),
      [
        ['type', 'x'],
        ['sizes', '[1.0,2]'],
      ],
    );
    assert.match(graph.text, /^\{\n {2}"seed": 12345678901234567890,\n {2}"10": 1\.0,/);
    assert.equal(readModelGraph(`${'['.repeat(100_000)}1`).roots, null);
  });
});

describe('tables', () => {
  it('are read from CSV with quotes, from TSV, and with or without a heading', () => {
    assert.deepEqual(readTable(bytes('\uFEFFa,b\r\n"x, ""y""",1\n"two\nlines",\n'), 't.csv'), {
      columns: ['a', 'b'],
      rows: [
        ['x, "y"', '1'],
        ['two\nlines', ''],
      ],
    });
    assert.deepEqual(readTable(bytes('a,b\r\n\r\n1,"2"\n3,4\n5,"6\n7'), 't.csv').rows, [
      ['1', '2'],
      ['3', '4'],
      ['5', '6\n7'],
    ]);
    assert.deepEqual(readTable(bytes('1\t2\n3\t4'), 't.tsv'), {
      columns: ['Column 1', 'Column 2'],
      rows: [
        ['1', '2'],
        ['3', '4'],
      ],
    });
    assert.deepEqual(readTable(bytes('a;b\n1;2;3\n'), 't.csv'), {
      columns: ['a', 'b', 'Column 3'],
      rows: [['1', '2', '3']],
    });
  });

  it('are read from every shape that pandas writes', () => {
    const expected = {
      columns: ['a', 'b'],
      rows: [
        ['1', 'x'],
        ['', 'y'],
      ],
    };
    for (const json of [
      '{"a":{"0":1,"1":null},"b":{"0":"x","1":"y"}}',
      '[{"a":1,"b":"x"},{"a":null,"b":"y"}]',
      '{"columns":["a","b"],"index":[0,1],"data":[[1,"x"],[null,"y"]]}',
      '{"schema":{"fields":[]},"data":[{"a":1,"b":"x"},{"a":null,"b":"y"}]}',
      '{"a":[1,null],"b":["x","y"]}',
    ]) {
      assert.deepEqual(readTable(bytes(json), 't.json'), expected, json);
    }
    assert.deepEqual(readTable(bytes('[[1,2],[3]]'), 't.json').rows, [
      ['1', '2'],
      ['3', ''],
    ]);
    for (const text of ['', '{"a":1}', '{', '{}']) {
      assert.throws(() => readTable(bytes(text), 't.json'), /no table/);
    }
  });

  it('are read from a data grid with its pictures', () => {
    assert.deepEqual(readTable(dataGrid(['p', 'n'], [[{ assetId: 'i' }, 2]]), 'g'), {
      columns: ['p', 'n'],
      rows: [[{ assetId: 'i' }, '2']],
    });
    assert.throws(() => readTable(bytes('PK no zip'), 'g'), /no data grid/);
  });
});

describe('curves and embeddings', () => {
  it('know the area and the value between points, also from right to left', () => {
    const curve = readCurve('{"x":[1,0.5,0],"y":[1,1,0],"name":"c"}', '');
    assert.equal(areaUnder(curve), 0.75);
    assert.equal(valueAt(curve, 0.25), 0.5);
    assert.equal(valueAt(curve, 2), null);
    assert.equal(areaUnder(readCurve('{"x":[0,1,0],"y":[1,1,0]}', '')), null);
  });

  it('find the directions of the greatest variance', async () => {
    const rows = Array.from({ length: 200 }, (_, index) => [
      Math.cos(index) * 10,
      Math.sin(index * 1.7) * 3,
      1,
      Math.sin(index * 9.1) * 0.1,
    ]);
    const {
      positions: places,
      explained,
      unit,
    } = await project(readVectors(rows.map((row) => row.join('\t')).join('\n')));
    const scale = Math.abs(
      (places[0]! * unit) / (rows[0]![0]! - rows.reduce((sum, row) => sum + row[0]!, 0) / rows.length),
    );
    assert.ok(Math.abs(scale - 1) < 0.02, String(scale));
    assert.ok(
      explained[0] > 0.85 &&
        explained[1] > 0.05 &&
        explained[0] + explained[1] > 0.99 &&
        explained[0] + explained[1] <= 1.000001,
      String(explained),
    );
    assert.ok(explained[2] > 0 && explained[2] < 0.01, String(explained));
    // The three directions are at right angles: so are the coordinates of all points along them.
    const along = (one: number, other: number): number =>
      rows.reduce((sum, _, row) => sum + places[row * 3 + one]! * places[row * 3 + other]!, 0);
    for (const [one, other] of [
      [0, 1],
      [0, 2],
      [1, 2],
    ] as const) {
      assert.ok(
        Math.abs(along(one, other)) < 0.03 * Math.sqrt(along(one, one) * along(other, other)),
        `${one} ${other}`,
      );
    }
  });

  it('stay flat where there are two dimensions, and know which line a vector stood in', async () => {
    const vectors = readVectors('1\t2\n3\tbroken\n5\t7\n2\t2\n');
    assert.deepEqual([vectors.count, [...vectors.origins]], [3, [0, 2, 3]]);
    const { positions: places, explained } = await project(vectors);
    assert.deepEqual([places[2], places[5], places[8], explained[2]], [0, 0, 0, 0]);
  });
});

describe('graphs and names', () => {
  it('read JSON within JSON, deep JSON and Python’s NaN', () => {
    assert.equal(
      readModelGraph(
        JSON.stringify('{"class_name":"Sequential","config":[{"class_name":"Dense","config":{"units":3}}]}'),
      ).roots?.[0]?.children()[0]?.detail,
      '3',
    );
    assert.equal(readModelGraph('plain words').roots, null);
    assert.deepEqual(parseJson('{"a": NaN, "b": "NaN and -Infinity", "c": -Infinity}'), {
      a: NaN,
      b: 'NaN and -Infinity',
      c: -Infinity,
    });
  });

  it('fold names by what they share, numbers and lone ones not', () => {
    assert.deepEqual(
      [...foldersOf(['a/b/c', 'a/b/d', 'a/e', 'x.y', '1.5', '1.6', '/q', '/r'])],
      [
        ['a/b/c', 'a / b'],
        ['a/b/d', 'a / b'],
        ['a/e', 'a'],
        ['x.y', ''],
        ['1.5', ''],
        ['1.6', ''],
        ['/q', ''],
        ['/r', ''],
      ],
    );
  });
});
