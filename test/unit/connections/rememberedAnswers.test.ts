// What was typed last into the fields of sign-in forms.
import assert from 'node:assert/strict';
import { RememberedAnswers } from '../../../src/connections/rememberedAnswers';

describe('remembered answers', () => {
  const memoryOf = (stored: Record<string, unknown>) => {
    const values = new Map(Object.entries(stored));
    return {
      values,
      get: (key: string): unknown => values.get(key),
      update: (key: string, value: unknown): Promise<void> => {
        if (value === undefined) {
          values.delete(key);
        } else {
          values.set(key, value);
        }
        return Promise.resolve();
      },
    };
  };

  it('are kept tracker by tracker and field by field', async () => {
    const memory = memoryOf({});
    const answers = new RememberedAnswers(memory, 'first');
    await answers.set('first', 'server', 'https://one.example');
    await answers.set('second', 'server', 'https://two.example');
    await answers.set('second', 'owner', 'ada');
    await answers.set('second', 'owner', 'grace');
    const again = new RememberedAnswers(memory, 'first');
    assert.equal(again.get('first', 'server'), 'https://one.example');
    assert.equal(again.get('second', 'server'), 'https://two.example');
    assert.equal(again.get('second', 'owner'), 'grace');
    assert.equal(again.get('first', 'owner'), null);
    await again.set('first', 'server', null);
    assert.equal(answers.get('first', 'server'), null);
    assert.equal(answers.get('second', 'server'), 'https://two.example');
  });

  it('take over the server that was remembered by itself, for the tracker that there was', async () => {
    const memory = memoryOf({ 'signIn.lastServer': 'https://one.example' });
    const answers = new RememberedAnswers(memory, 'first');
    assert.equal(answers.get('first', 'server'), 'https://one.example');
    assert.equal(answers.get('second', 'server'), null);
    await answers.set('second', 'server', 'https://two.example');
    assert.equal(answers.get('first', 'server'), 'https://one.example');
    assert.deepEqual([...memory.values.keys()], ['signIn.answers']);
  });

  it('are none where something else is remembered', () => {
    for (const stored of [7, null, { version: 2, answers: [] }, { version: 1, answers: [7] }]) {
      assert.equal(new RememberedAnswers(memoryOf({ 'signIn.answers': stored }), 'first').get('first', 'server'), null);
    }
    assert.equal(
      new RememberedAnswers(memoryOf({ 'signIn.lastServer': { a: 1 } }), 'first').get('first', 'server'),
      null,
    );
  });
});
