// What is remembered of connections: the form of today, the one before it, and what neither of them is.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { SavedConnections, type SavedServer } from '../../../src/connections/savedConnections';
import { labs } from '../../../src/lab/labs';
import { trackers } from '../../../src/trackers/trackers';

/** JSON, as the editor stores it. */
class Memory {
  readonly #texts = new Map<string, string>();

  constructor(remembered?: unknown) {
    if (remembered !== undefined) {
      void this.update('connections', remembered);
    }
  }

  get(key: string): unknown {
    const text = this.#texts.get(key);
    return text === undefined ? undefined : JSON.parse(text);
  }

  update(key: string, value: unknown): Promise<void> {
    this.#texts.set(key, JSON.stringify(value));
    return Promise.resolve();
  }
}

describe('saved connections', () => {
  let lines: string[] = [];
  beforeEach(() => (lines = []));
  const saved = (memory: Memory): SavedConnections =>
    new SavedConnections({ memory, trackers, labs, log: (line) => lines.push(line) });

  const ada: SavedServer = {
    kind: 'server',
    id: 'one',
    tracker: 'comet',
    server: 'https://comet.example.org/team',
    userName: 'ada',
  };
  const grace: SavedServer = { ...ada, id: 'two', userName: 'grace' };
  const lab = { kind: 'lab', id: 'lab' } as const;
  const former = ({ server, ...rest }: SavedServer): unknown => ({
    ...rest,
    server: { webRoot: server, restRoot: `${server}/api/rest/v2` },
  });

  it('are none at first', () => {
    assert.deepEqual(saved(new Memory()).list(), []);
    assert.deepEqual(lines, []);
  });

  it('come back in their order, under a version', async () => {
    const memory = new Memory();
    for (const connection of [ada, lab, grace]) {
      await saved(memory).put(connection);
    }
    await saved(memory).put({ ...ada, userName: 'ada l.' });
    assert.deepEqual(saved(memory).list(), [{ ...ada, userName: 'ada l.' }, lab, grace]);
    assert.deepEqual(memory.get('connections'), {
      version: 2,
      connections: [{ ...ada, userName: 'ada l.' }, lab, grace],
    });
    await saved(memory).remove('lab');
    assert.deepEqual(saved(memory).list(), [{ ...ada, userName: 'ada l.' }, grace]);
    assert.deepEqual(lines, []);
  });

  it('of the form before are all there, and the next change writes them in the new one', async () => {
    const memory = new Memory([former(ada), lab]);
    assert.deepEqual(saved(memory).list(), [ada, lab]);
    await saved(memory).put(grace);
    assert.deepEqual(memory.get('connections'), { version: 2, connections: [ada, lab, grace] });
    assert.deepEqual(saved(memory).list(), [ada, lab, grace]);
    assert.deepEqual(lines, []);
  });

  it('that cannot be read are left out with one line of the log, and the others stay', () => {
    const unknown = [
      null,
      'x',
      { ...ada, tracker: 'no-such-tracker' },
      { ...ada, server: 'ftp://comet.example.org' },
      { ...ada, server: 'https://COMET.example.org/' },
      { ...ada, server: 'https://user:password@comet.example.org' },
      former(ada),
      { ...ada, id: '../x' },
      { ...ada, id: '__proto__'.repeat(50) },
      { kind: 'lab', id: 'other' },
    ];
    const connections = saved(new Memory({ version: 2, connections: [...unknown, grace] }));
    assert.deepEqual(connections.list(), [grace]);
    assert.deepEqual(connections.list(), [grace]);
    assert.deepEqual(lines, ['10 remembered connections cannot be read and are left out. Sign in there again.']);
  });

  it('that cannot be read are still there after a change, for the version that can read them', async () => {
    const newer = { ...ada, id: 'newer', tracker: 'no-such-tracker' };
    const memory = new Memory({ version: 2, connections: [newer, ada] });
    await saved(memory).put(grace);
    await saved(memory).remove('one');
    assert.deepEqual(saved(memory).list(), [grace]);
    assert.deepEqual(memory.get('connections'), { version: 2, connections: [grace, newer] });
  });

  it('of another version are left out, and moved before a change takes their place', async () => {
    const newer = { version: 3, connections: [ada] };
    const memory = new Memory(newer);
    assert.deepEqual(saved(memory).list(), []);
    assert.equal(lines.length, 1);
    await saved(memory).put(grace);
    assert.deepEqual(saved(memory).list(), [grace]);
    assert.deepEqual(memory.get('connections.unreadable'), newer);
  });

  it('are whatever can be read of whatever is there', () => {
    const entry = fc.oneof(
      fc.constant(ada),
      fc.constant(former(grace)),
      fc.constant(lab),
      fc.jsonValue({ maxDepth: 2 }),
      fc.record(
        {
          kind: fc.constantFrom('server', 'lab'),
          id: fc.string(),
          server: fc.constantFrom('https://a.example', 'ftp://a.example', 'javascript:1', ''),
        },
        { requiredKeys: [] },
      ),
    );
    const remembered = fc.oneof(
      fc.array(entry),
      fc.record({ version: fc.constantFrom(1, 2, 3), connections: fc.oneof(fc.array(entry), entry) }),
      entry,
    );
    fc.assert(
      fc.property(remembered, (value) => {
        for (const connection of saved(new Memory(value ?? null)).list()) {
          assert.ok(
            [ada, grace, lab].some((known) => known.id === connection.id),
            JSON.stringify(connection),
          );
        }
      }),
      { numRuns: 100 },
    );
  });
});
