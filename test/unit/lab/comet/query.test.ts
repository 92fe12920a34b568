// Queries over the experiments of a project: every operator, every source, nesting, and what can be queried at all.
import assert from 'node:assert/strict';
import { addLogged, addPoint } from '../../../../src/lab/content';
import { addSyntheticExperiment, syntheticKey } from '../../../support/lab/syntheticLab';
import { serveEmptyLab, type ServedLab } from '../../../support/lab/labFixture';

interface Rule {
  field: string;
  operator: string;
  value?: unknown;
  type?: string;
  source?: string;
}

describe('lab query', () => {
  let lab: ServedLab;

  beforeEach(async () => {
    lab = await serveEmptyLab();
    const project = lab.store.addProject('ada', 'sweep');
    const start = lab.clock.now();
    // Experiment n has accuracy n / 10, learning rate 10^-n, and takes n minutes; number 4 has logged nothing.
    for (const index of [1, 2, 3, 4]) {
      const startTime = start + index * 3_600_000;
      addSyntheticExperiment(
        lab.store,
        project,
        {
          key: syntheticKey(index),
          name: `run ${index}`,
          startTime,
          endTime: startTime + index * 60_000,
          userName: index === 1 ? 'ada' : 'bob',
          filePath: `src/train_${index}.py`,
          archived: false,
        },
        (content) => {
          if (index === 4) {
            return;
          }
          addPoint(content.metrics, 'accuracy', null, { value: '0.99', step: 0, epoch: null, time: startTime });
          addPoint(content.metrics, 'accuracy', null, {
            value: String(index / 10),
            step: 1,
            epoch: null,
            time: startTime,
          });
          const entry = (value: string) => ({ value, step: null, time: startTime, context: null });
          addLogged(content.parameters, 'lr', entry(String(10 ** -index)));
          addLogged(content.parameters, 'optimizer', entry(['adam', 'sgd', 'adamw'][index - 1]!));
          addLogged(content.parameters, 'nesterov', entry(index === 2 ? 'true' : 'false'));
          addLogged(content.others, 'note', entry(index === 3 ? '' : `note ${index}`));
          content.tags.add(index % 2 === 1 ? 'odd' : 'even');
          content.tags.add('all');
          content.machine = {
            ...content.machine,
            os: 'Linux-6',
            hostname: `host-${index}`,
            command: ['python', `train_${index}.py`],
          };
        },
      );
    }
  });

  afterEach(() => lab.close());

  async function ask(predicates: unknown, archived = false): Promise<number[]> {
    const answer = (await lab.post('project/query', {
      workspaceName: 'ada',
      projectName: 'sweep',
      predicates,
      archived,
    })) as { experimentKeys: string[]; experimentsInProject: number };
    assert.equal(answer.experimentsInProject, archived ? 0 : 4);
    return answer.experimentKeys.map((key) => Number.parseInt(key, 16));
  }

  const predicate = (source: string, ...rules: Rule[]) => ({
    source,
    query: { condition: 'AND', rules: rules.map((rule) => ({ id: rule.field, input: 'text', ...rule })), valid: true },
  });

  const cases: [string, string, Rule, number[]][] = [
    ['equal', 'metrics', { field: 'accuracy', operator: 'equal', value: 0.2, type: 'double' }, [2]],
    ['not_equal', 'metrics', { field: 'accuracy', operator: 'not_equal', value: 0.2, type: 'double' }, [1, 3, 4]],
    ['less', 'metrics', { field: 'accuracy', operator: 'less', value: 0.2, type: 'double' }, [1]],
    [
      'less_or_equal',
      'metrics',
      { field: 'accuracy', operator: 'less_or_equal', value: '0.2', type: 'double' },
      [1, 2],
    ],
    ['greater', 'metrics', { field: 'accuracy', operator: 'greater', value: 0.2, type: 'double' }, [3]],
    [
      'greater_or_equal',
      'metrics',
      { field: 'accuracy', operator: 'greater_or_equal', value: 0.2, type: 'double' },
      [2, 3],
    ],
    ['between', 'params', { field: 'lr', operator: 'between', value: ['0.005', '0.2'], type: 'double' }, [1, 2]],
    [
      'not_between',
      'params',
      { field: 'lr', operator: 'not_between', value: ['0.005', '0.2'], type: 'double' },
      [3, 4],
    ],
    ['contains', 'params', { field: 'optimizer', operator: 'contains', value: 'dam', type: 'string' }, [1, 3]],
    ['not_contains', 'params', { field: 'optimizer', operator: 'not_contains', value: 'dam', type: 'string' }, [2, 4]],
    ['begins_with', 'params', { field: 'optimizer', operator: 'begins_with', value: 'a', type: 'string' }, [1, 3]],
    [
      'not_begins_with',
      'params',
      { field: 'optimizer', operator: 'not_begins_with', value: 'a', type: 'string' },
      [2, 4],
    ],
    ['ends_with', 'params', { field: 'optimizer', operator: 'ends_with', value: 'd', type: 'string' }, [2]],
    [
      'not_ends_with',
      'params',
      { field: 'optimizer', operator: 'not_ends_with', value: 'd', type: 'string' },
      [1, 3, 4],
    ],
    ['is_null', 'params', { field: 'optimizer', operator: 'is_null', value: null }, [4]],
    ['is_not_null', 'params', { field: 'optimizer', operator: 'is_not_null' }, [1, 2, 3]],
    ['is_empty', 'log_other', { field: 'note', operator: 'is_empty', value: null }, [3, 4]],
    ['is_not_empty', 'log_other', { field: 'note', operator: 'is_not_empty' }, [1, 2]],
    ['truth as text', 'params', { field: 'nesterov', operator: 'equal', value: 'true', type: 'boolean' }, [2]],
    ['truth as a number', 'params', { field: 'nesterov', operator: 'equal', value: 1, type: 'boolean' }, [2]],
    ['the name', 'log_other', { field: 'Name', operator: 'equal', value: 'run 3', type: 'string' }, [3]],
    ['a tag', 'tag', { field: 'odd', operator: 'equal', value: 'odd', type: 'string' }, [1, 3]],
    ['no such tag', 'tag', { field: 'odd', operator: 'not_equal', value: 'odd', type: 'string' }, [2, 4]],
    ['a part of a tag', 'tag', { field: 'x', operator: 'contains', value: 'ev', type: 'string' }, [2]],
    [
      'duration in seconds',
      'metadata',
      { field: 'duration', operator: 'greater', value: 150, type: 'timenumber' },
      [3, 4],
    ],
    [
      'a moment',
      'metadata',
      { field: 'start_server_timestamp', operator: 'less', value: '2026-01-15 14:30:00', type: 'datetime' },
      [1, 2],
    ],
    ['a user', 'metadata', { field: 'user_name', operator: 'equal', value: 'ada', type: 'string' }, [1]],
    ['a file', 'metadata', { field: 'file_name', operator: 'begins_with', value: 'train_3', type: 'string' }, [3]],
    ['who is running', 'metadata', { field: 'runActive', operator: 'equal', value: 0, type: 'boolean' }, [1, 2, 3, 4]],
    ['a host', 'env_details', { field: 'hostname', operator: 'ends_with', value: '-2', type: 'string' }, [2]],
    ['a command', 'env_details', { field: 'command', operator: 'contains', value: 'train_1', type: 'string' }, [1]],
    ['a column that is not', 'metrics', { field: 'constructor', operator: 'greater', value: 0 }, []],
    ['a source that is not', 'toString', { field: 'x', operator: 'is_not_null' }, []],
  ];

  for (const [title, source, rule, expected] of cases) {
    it(`finds by ${title}`, async () => {
      assert.deepEqual(await ask([predicate(source, rule)]), expected);
    });
  }

  it('joins predicates and rules by AND, and returns all for none', async () => {
    assert.deepEqual(await ask([]), [1, 2, 3, 4]);
    assert.deepEqual(
      await ask([
        predicate('tag', { field: 'odd', operator: 'equal', value: 'odd' }),
        predicate(
          'metrics',
          { field: 'accuracy', operator: 'greater', value: 0.05 },
          { field: 'accuracy', operator: 'less', value: 0.25 },
        ),
      ]),
      [1],
    );
  });

  it('follows nested trees whose rules name their own source', async () => {
    const tree = {
      source: 'nested',
      query: {
        condition: 'OR',
        rules: [
          { id: 'lr', field: 'lr', operator: 'less', value: 0.005, type: 'double', source: 'params' },
          {
            condition: 'AND',
            valid: true,
            rules: [
              { id: 'odd', field: 'odd', operator: 'not_equal', value: 'odd', source: 'tag' },
              { id: 'os', field: 'os', operator: 'begins_with', value: 'Linux', source: 'env_details' },
            ],
          },
        ],
        valid: true,
      },
      negated: true,
    };
    assert.deepEqual(await ask([tree]), [2, 3]);
  });

  it('never mixes archived and active experiments', async () => {
    assert.deepEqual(await ask([], true), []);
  });

  it('refuses an operator that it does not know', async () => {
    const response = await lab.ask('project/query', {
      method: 'POST',
      body: JSON.stringify({
        workspaceName: 'ada',
        projectName: 'sweep',
        predicates: [predicate('metrics', { field: 'a', operator: 'resembles', value: 1 })],
      }),
    });
    assert.equal(response.status, 400);
  });

  it('searches page by page', async () => {
    const project = lab.store.projectNamed('ada', 'sweep')!;
    const search = async (page: number): Promise<string[]> =>
      (
        (await lab.post('experiments/search', {
          projectId: project.id,
          viewId: null,
          limit: 2,
          page,
          deleted: false,
          rulesTree: {
            condition: 'AND',
            rules: [{ id: 'all', field: 'all', type: 'string', operator: 'equal', value: 'all', source: 'tag' }],
            valid: true,
          },
        })) as { experiments: { experimentKey: string }[] }
      ).experiments.map(({ experimentKey }) => experimentKey);
    assert.deepEqual(await search(1), [syntheticKey(1), syntheticKey(2)]);
    assert.deepEqual(await search(2), [syntheticKey(3)]);
    assert.deepEqual(await search(3), []);
  });

  it('names the columns of every source with their types', async () => {
    const { columns } = (await lab.read('project/column-names?workspaceName=ada&projectName=sweep')) as {
      columns: { name: string; id: string; type: string; source: string }[];
    };
    const byId = new Map(columns.map((column) => [column.id, column]));
    assert.equal(byId.size, columns.length);
    for (const [id, type] of [
      ['accuracy--metrics', 'double'],
      ['lr--params', 'double'],
      ['optimizer--params', 'string'],
      ['nesterov--params', 'boolean'],
      ['Name--log_other', 'string'],
      ['odd--tag', 'string'],
      ['duration--metadata', 'timenumber'],
      ['start_server_timestamp--metadata', 'datetime'],
      ['runActive--metadata', 'boolean'],
      ['os--env_details', 'string'],
    ] as const) {
      assert.equal(byId.get(id)?.type, type, id);
    }
  });
});
