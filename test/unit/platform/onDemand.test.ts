/** Parts that are loaded when they are first asked for. */
import assert from 'node:assert/strict';
import { OnDemand } from '../../../src/platform/onDemand';
import { BackendError } from '../../../src/shared/problem';

describe('a part on demand', () => {
  const causes: unknown[] = [];
  const log = (cause: unknown): void => void causes.push(cause);
  beforeEach(() => causes.splice(0));

  class Part {
    disposals = 0;
    dispose(): void {
      this.disposals += 1;
    }
  }

  it('is made once, when it is first asked for, for all who ask', async () => {
    let times = 0;
    const part = new OnDemand(() => {
      times += 1;
      return Promise.resolve(new Part());
    }, log);
    assert.deepEqual([times, part.made], [0, null]);
    const [one, other] = await Promise.all([part.get(), part.get()]);
    assert.equal(one, other);
    assert.equal(await part.get(), one);
    assert.deepEqual([times, part.made], [1, one]);
  });

  it('says what to do when it cannot be loaded, logs why, and is tried again by the next who ask', async () => {
    const cause = new Error('Cannot find module ./tree-OLD.cjs');
    let isThere = false;
    const part = new OnDemand(() => (isThere ? Promise.resolve('here') : Promise.reject(cause)), log);
    await assert.rejects(part.get(), (error) => {
      assert.ok(error instanceof BackendError);
      assert.equal(error.kind, 'unexpected');
      assert.match(`${error.message} ${error.advice}`, /could not be loaded.*Reload the window/);
      return true;
    });
    assert.deepEqual([causes, part.made], [[cause], null]);
    isThere = true;
    assert.equal(await part.get(), 'here');
  });

  it('is told once about a part that it needs itself', async () => {
    const needed = new OnDemand<string>(() => Promise.reject(new Error('gone')), log);
    const part = new OnDemand(() => needed.get(), log);
    await assert.rejects(part.get(), BackendError);
    assert.equal(causes.length, 1);
  });

  it('is disposed of with its owner: at once, as soon as it is there, or not at all', async () => {
    const made = new OnDemand(() => Promise.resolve(new Part()), log);
    const part = await made.get();
    made.dispose();
    assert.equal(part.disposals, 1);

    const late = new OnDemand(() => Promise.resolve(new Part()), log);
    const coming = late.get();
    late.dispose();
    assert.equal((await coming).disposals, 1);

    let times = 0;
    const never = new OnDemand(() => {
      times += 1;
      return Promise.resolve(new Part());
    }, log);
    never.dispose();
    assert.equal(times, 0);
  });
});
