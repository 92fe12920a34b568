/** What is told and what is matched: summaries, parameters as text, logged files for a file on disk. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { agreement, baseName, matchCode } from '../../../../src/shared/text/codeMatch';
import type { Summary } from '../../../../src/shared/experiment';
import { parametersText } from '../../../../src/shared/text/parametersText';
import { BackendError, toProblem } from '../../../../src/shared/problem';
import { listNames, outcomeSentence, shortName, shownAddress } from '../../../../src/shared/text/summary';

const parameter = (name: string, value: string | null): Summary => ({
  name,
  context: null,
  ofMachine: false,
  minimum: null,
  maximum: null,
  current: value === null ? null : { value, step: null, time: null },
});

describe('parametersText', () => {
  it('is JSON, by name, with numbers as they were logged', () => {
    const text = parametersText([
      parameter('lr', '1e-3'),
      parameter('batch', '0.10'),
      parameter('Adam', 'true'),
      parameter('note', 'say "hi"\n'),
      parameter('gone', null),
      parameter('version', '1.2.3'),
      parameter('id', '007'),
    ]);
    assert.equal(
      text,
      '{\n  "Adam": true,\n  "batch": 0.10,\n  "gone": null,\n  "id": "007",\n  "lr": 1e-3,\n  "note": "say \\"hi\\"\\n",\n  "version": "1.2.3"\n}\n',
    );
    assert.deepEqual(JSON.parse(text), {
      Adam: true,
      batch: 0.1,
      gone: null,
      id: '007',
      lr: 0.001,
      note: 'say "hi"\n',
      version: '1.2.3',
    });
    assert.equal(parametersText([]), '{}\n');
  });

  it('is JSON whatever was logged, and the same in whatever order', () => {
    const anyParameters = fc.uniqueArray(
      fc.tuple(
        fc.string({ unit: 'binary' }),
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.double().map(String),
          fc.constantFrom('NaN', 'Infinity', 'null', '-0', '1.', '.5', '0x1', '1e999', ' 1'),
        ),
      ),
      { selector: ([name]) => name },
    );
    fc.assert(
      fc.property(anyParameters, (pairs) => {
        const parameters = pairs.map(([name, value]) => parameter(name, value));
        const text = parametersText(parameters);
        assert.equal(new Set(Object.keys(JSON.parse(text) as object)).size, parameters.length);
        assert.equal(parametersText(parameters.toReversed()), text);
      }),
      { numRuns: 500 },
    );
  });
});

describe('matchCode', () => {
  const files = ['train.py', 'src/train.py', 'src/models/train.py', 'src/data.py'].map((path) => ({ path }));
  const matches = (path: string): string[] => matchCode(files, path).map((file) => file.path);

  it('takes the longest agreement from the end', () => {
    assert.deepEqual(matches('/home/me/project/src/models/train.py'), ['src/models/train.py']);
    assert.deepEqual(matches('C:\\project\\src\\train.py'), ['src/train.py']);
    assert.deepEqual(matches('/project/src/data.py'), ['src/data.py']);
  });

  it('gives all that agree equally', () => {
    assert.deepEqual(matches('/elsewhere/train.py'), ['train.py', 'src/train.py', 'src/models/train.py']);
  });

  it('gives nothing when not even the name is the same', () => {
    assert.deepEqual(matches('/project/src/train.pyc'), []);
    assert.deepEqual(matches(''), []);
    assert.deepEqual(matchCode([], 'train.py'), []);
  });

  it('knows names and agreements', () => {
    assert.equal(baseName('a\\b/c.py'), 'c.py');
    assert.equal(baseName(''), '');
    assert.equal(agreement('./src/train.py', 'src/train.py'), 2);
  });
});

describe('outcomeSentence', () => {
  const archived = (what: string): string => `Archived ${what}.`;

  const failure = (
    name: string,
    message: string,
  ): { on: string; name: string; problem: ReturnType<typeof toProblem> } => ({
    on: name,
    name,
    problem: toProblem(new BackendError('refused', message)),
  });

  it('counts what was done and what failed, with a reason', () => {
    assert.equal(outcomeSentence(archived, { done: ['a'], failed: [], cancelled: false }), 'Archived 1 experiment.');
    assert.equal(
      outcomeSentence(archived, { done: ['a', 'b'], failed: [], cancelled: true }),
      'Archived 2 experiments. The others were cancelled.',
    );
    assert.equal(
      outcomeSentence(archived, {
        done: Array.from({ length: 12 }),
        failed: [failure('x', 'The server refused it.'), failure('y', 'The server refused it.')],
        cancelled: false,
      }),
      'Archived 12 experiments. 2 failed: The server refused it.',
    );
    assert.equal(
      outcomeSentence((what) => `Tagged ${what}.`, {
        done: [],
        failed: [failure('x', 'One.'), failure('y', 'Two.')],
        cancelled: false,
      }),
      'Tagged 0 experiments. 2 failed for 2 reasons, the first: One.',
    );
  });

  it('names some, shortly and on one line', () => {
    assert.equal(listNames(['a', 'b']), '“a”, “b”');
    assert.equal(listNames(['a', 'b', 'c', 'd', 'e']), '“a”, “b”, “c” and 2 more');
    assert.equal(shortName(` a\n b${'x'.repeat(100)}`), `a b${'x'.repeat(56)}…`);
  });

  it('shows addresses without what may be a key', () => {
    assert.equal(shownAddress('s3://bucket/data/train.csv'), 's3://bucket/data/train.csv');
    assert.equal(shownAddress('https://me:secret@host/x?X-Amz-Signature=abc#y'), 'https://host/x');
  });
});
