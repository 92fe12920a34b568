// Queries that the user keeps, the words of their conditions, and what may be typed as a value.
import assert from 'node:assert/strict';
import { SavedQueries } from '../../../../src/commands/projects/savedQueries';
import {
  columnTypes,
  operators,
  type Column,
  type ColumnType,
  type Predicate,
} from '../../../../src/shared/queries/query';
import {
  operandCount,
  operatorsFor,
  operatorWord,
  predicateSentence,
  readValue,
  valueText,
} from '../../../../src/shared/queries/queryLabels';

class Memory {
  readonly values = new Map<string, unknown>();
  get(key: string): unknown {
    return this.values.get(key);
  }
  update(key: string, value: unknown): Promise<void> {
    this.values.set(key, JSON.parse(JSON.stringify(value)));
    return Promise.resolve();
  }
}

const project = { connection: 'c', workspace: 'w', projectId: 'p' };
const predicate: Predicate = {
  field: 'loss',
  source: 'metric',
  type: 'number',
  operator: 'between',
  value: [0.1, 0.5],
};
const query = (name: string): { name: string; archived: boolean; predicates: Predicate[] } => ({
  name,
  archived: false,
  predicates: [predicate],
});

describe('SavedQueries', () => {
  it('keeps queries project by project, for whoever reads the memory next', async () => {
    const memory = new Memory();
    const saved = new SavedQueries(memory, () => undefined);
    const [second, first] = [await saved.save(project, query('second')), await saved.save(project, query('first'))];
    const later = new SavedQueries(memory, () => undefined);
    assert.deepEqual(
      later.list(project).map(({ name }) => name),
      ['first', 'second'],
    );
    assert.deepEqual(later.get(first), { ...query('first'), id: first.queryId });
    assert.deepEqual(later.list({ ...project, projectId: 'q' }), []);
    assert.deepEqual(second, { ...project, queryId: second.queryId });
  });

  it('replaces, renames and deletes, and says of which project', async () => {
    const saved = new SavedQueries(new Memory(), () => undefined);
    const heard: unknown[] = [];
    saved.onDidChange((changed) => heard.push(changed));
    const ref = await saved.save(project, query('one'));
    await saved.save(project, { ...query('one'), archived: true, id: ref.queryId });
    await saved.rename(ref, 'other');
    assert.deepEqual(saved.list(project), [{ ...query('other'), archived: true, id: ref.queryId }]);
    await saved.delete(ref);
    assert.deepEqual(saved.list(project), []);
    assert.deepEqual(
      heard,
      Array.from({ length: 4 }, () => ({ connection: 'c', projectId: 'p' })),
    );
    assert.throws(() => saved.get(ref), { kind: 'notFound' });
  });

  it('takes no name twice, and loses nothing when many save at once', async () => {
    const saved = new SavedQueries(new Memory(), () => undefined);
    await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        saved.save({ ...project, projectId: `p${index % 3}` }, query(`query ${index}`)),
      ),
    );
    assert.equal([0, 1, 2].flatMap((index) => saved.list({ ...project, projectId: `p${index}` })).length, 20);
    await assert.rejects(saved.save({ ...project, projectId: 'p0' }, query('query 0')), {
      kind: 'refused',
      message: 'There is a query “query 0” already.',
    });
    await saved.save(project, query('after a refusal'));
    assert.equal(saved.list(project).length, 1);
  });

  it('leaves out what another version may have written', () => {
    const memory = new Memory();
    const good = { ...query('good'), id: '1' };
    memory.values.set('queries', {
      version: 2,
      projects: {
        'c/p': [good, { id: '2' }, { ...good, id: '3', predicates: [{ ...predicate, operator: 'resembles' }] }],
      },
    });
    const lines: string[] = [];
    const queries = new SavedQueries(memory, (line) => lines.push(line));
    for (let time = 0; time < 3; time += 1) {
      assert.deepEqual(queries.list(project), [good]);
    }
    assert.deepEqual(lines, ['A saved query of the project p cannot be read and is left out.'], 'said once');
    for (const broken of [null, 7, { version: 3, projects: {} }, { version: 2 }]) {
      memory.values.set('queries', broken);
      assert.deepEqual(new SavedQueries(memory, () => undefined).list(project), []);
    }
  });

  it('reads what version 1 kept, in words of one tracker, and keeps it in ours with the next change', async () => {
    const memory = new Memory();
    const first = (predicates: readonly unknown[], id = 'old'): unknown => ({
      id,
      name: `query ${id}`,
      archived: true,
      predicates,
    });
    memory.values.set('queries', {
      version: 1,
      projects: {
        'c/p': [
          first([
            { field: 'loss', source: 'metrics', type: 'double', operator: 'not_between', value: [0.1, 0.5] },
            { field: 'lr', source: 'params', type: 'string', operator: 'is_not_null', value: null },
            { field: 'note', source: 'log_other', type: 'string', operator: 'not_begins_with', value: 'a_b' },
            { field: 'good', source: 'tag', type: 'string', operator: 'equal', value: 'good' },
            {
              field: 'start',
              source: 'metadata',
              type: 'datetime',
              operator: 'between',
              value: ['2026-01-31 00:00:00', '2026-02-01 18:30:05'],
            },
            { field: 'duration', source: 'metadata', type: 'timenumber', operator: 'greater', value: 60 },
            { field: 'active', source: 'metadata', type: 'boolean', operator: 'equal', value: true },
            { field: 'host', source: 'env_details', type: 'string', operator: 'is_empty', value: null },
          ]),
          first(
            [{ field: 'start', source: 'metadata', type: 'datetime', operator: 'less', value: 'yesterday' }],
            'no time',
          ),
          first([{ field: 'x', source: 'params', type: 'double', operator: 'resembles', value: 1 }], 'no operator'),
        ],
      },
    });
    const lines: string[] = [];
    const queries = new SavedQueries(memory, (line) => lines.push(line));
    const expected = {
      id: 'old',
      name: 'query old',
      archived: true,
      predicates: [
        { field: 'loss', source: 'metric', type: 'number', operator: 'notBetween', value: [0.1, 0.5] },
        { field: 'lr', source: 'parameter', type: 'text', operator: 'isNotNull', value: null },
        { field: 'note', source: 'other', type: 'text', operator: 'notBeginsWith', value: 'a_b' },
        { field: 'good', source: 'tag', type: 'text', operator: 'equal', value: 'good' },
        {
          field: 'start',
          source: 'attribute',
          type: 'time',
          operator: 'between',
          value: [Date.UTC(2026, 0, 31), Date.UTC(2026, 1, 1, 18, 30, 5)],
        },
        { field: 'duration', source: 'attribute', type: 'duration', operator: 'greater', value: 60_000 },
        { field: 'active', source: 'attribute', type: 'boolean', operator: 'equal', value: true },
        { field: 'host', source: 'environment', type: 'text', operator: 'isEmpty', value: null },
      ],
    };
    assert.deepEqual(queries.list(project), [expected]);
    assert.deepEqual(lines, ['A saved query of the project p cannot be read and is left out.']);
    await queries.rename({ ...project, queryId: 'old' }, 'renamed');
    assert.deepEqual(memory.values.get('queries'), {
      version: 2,
      projects: { 'c/p': [{ ...expected, name: 'renamed' }] },
    });
    assert.deepEqual(new SavedQueries(memory, () => undefined).list(project), [{ ...expected, name: 'renamed' }]);
  });
});

describe('the words of conditions', () => {
  const column = (type: ColumnType, source: Column['source'] = 'parameter'): Column => ({
    name: 'x',
    source,
    ofMachine: false,
    type,
    attribute: null,
  });

  it('offers every operator for some type, none twice, and says each in its own words', () => {
    assert.deepEqual(
      operators.filter((operator) => !columnTypes.some((type) => operatorsFor(column(type)).includes(operator))),
      [],
    );
    for (const type of columnTypes) {
      const words = operatorsFor(column(type)).map((operator) => operatorWord(operator, column(type)));
      assert.equal(new Set(words).size, words.length, type);
    }
    assert.deepEqual(operatorsFor(column('text', 'tag')), ['equal', 'notEqual']);
    assert.deepEqual(
      [
        operandCount('between', column('number')),
        operandCount('less', column('number')),
        operandCount('isNull', column('number')),
        operandCount('equal', column('text', 'tag')),
      ],
      [2, 1, 0, 0],
    );
  });

  it('says what a condition asks for', () => {
    assert.equal(predicateSentence(predicate), 'loss is between 0.1 and 0.5');
    assert.equal(predicateSentence({ ...predicate, operator: 'less', value: 0.5 }), 'loss < 0.5');
    assert.equal(
      predicateSentence({ field: 'good', source: 'tag', type: 'text', operator: 'notEqual', value: 'good' }),
      '#good is not set',
    );
    assert.equal(
      predicateSentence({ field: 'optimizer', source: 'parameter', type: 'text', operator: 'beginsWith', value: 'ad' }),
      'optimizer begins with “ad”',
    );
    assert.equal(
      predicateSentence({
        field: 'duration',
        source: 'attribute',
        type: 'duration',
        operator: 'greater',
        value: 60_000,
      }),
      'duration > 60 s',
    );
    assert.equal(
      predicateSentence({
        field: 'start',
        source: 'attribute',
        type: 'time',
        operator: 'less',
        value: Date.UTC(2026, 0, 31),
      }),
      'start is before 2026-01-31 00:00:00',
    );
    assert.equal(
      predicateSentence({ field: 'runActive', source: 'attribute', type: 'boolean', operator: 'equal', value: true }),
      'runActive is true',
    );
    assert.equal(predicateSentence({ ...predicate, operator: 'isNull', value: null }), 'loss was not logged');
  });

  it('reads values as the column has them, and says what is wrong with the others', () => {
    assert.deepEqual(readValue(' 1e-3 ', 'number'), { value: 0.001 });
    assert.deepEqual(readValue(' text ', 'text'), { value: 'text' });
    assert.deepEqual(readValue('2026-01-31', 'time'), { value: Date.UTC(2026, 0, 31) });
    assert.deepEqual(readValue('2026-01-31 18:30', 'time'), { value: Date.UTC(2026, 0, 31, 18, 30) });
    assert.deepEqual(readValue('2026-01-31T18:30:05', 'time'), { value: Date.UTC(2026, 0, 31, 18, 30, 5) });
    assert.deepEqual(readValue('1.5', 'duration'), { value: 1500 });
    for (const [text, type] of [
      ['1.5', 'duration'],
      ['-2', 'number'],
      ['2026-01-31 18:30:05', 'time'],
      ['ada', 'text'],
    ] as const) {
      const read = readValue(text, type);
      assert.equal('value' in read && valueText(read.value, type), text);
    }
    for (const text of ['', 'x', '0x10', 'Infinity', '1,5']) {
      assert.ok('complaint' in readValue(text, 'number'), text);
    }
    for (const text of ['', 'now', '2026-1-1', '31.01.2026', '2026-01-31 7', '2026-13-01']) {
      assert.ok('complaint' in readValue(text, 'time'), text);
    }
    assert.deepEqual(readValue('2026-02-30', 'time'), { complaint: 'There is no 2026-02-30.' });
    assert.deepEqual(readValue('2026-02-28 24:00', 'time'), { complaint: 'There is no 2026-02-28 24:00.' });
  });
});
