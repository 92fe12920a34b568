// Questions in order: what each is told, the ways back, answers that nobody was asked for, and what is forgotten.
import assert from 'node:assert/strict';
import { back, MultiStepInput, Preset, type Reply, type StepContext } from '../../../src/prompts/multiStep';

/** Answers in the order in which they are asked for; says what was asked. */
class Script {
  readonly heard: string[] = [];
  readonly #answers: Reply<string>[];

  constructor(...answers: readonly Reply<string>[]) {
    this.#answers = [...answers];
  }

  question(name: string): (soFar: object, turn: StepContext<string>) => Promise<Reply<string>> {
    return (soFar, { title, back: canGoBack, before }) => {
      this.heard.push(
        `${title}: ${name} after ${JSON.stringify(soFar)}${canGoBack ? ', back' : ''}${before === undefined ? '' : `, before ${before}`}`,
      );
      return Promise.resolve(this.#answers.shift());
    };
  }
}

const flowOf = (script: Script): MultiStepInput<{ readonly a: string; readonly b: string; readonly c: string }> =>
  MultiStepInput.of({}).ask('a', script.question('a')).ask('b', script.question('b')).ask('c', script.question('c'));

describe('MultiStepInput', () => {
  it('hands each question the answers before it, and comes to all of them', async () => {
    const script = new Script('1', '2', '3');
    assert.deepEqual(await flowOf(script).run('T'), { a: '1', b: '2', c: '3' });
    assert.deepEqual(script.heard, [
      'T: a after {}',
      'T: b after {"a":"1"}, back',
      'T: c after {"a":"1","b":"2"}, back',
    ]);
  });

  it('goes back to the question before, with its answer, and on with another', async () => {
    const script = new Script('1', '2', back, '2', '3');
    assert.deepEqual(await flowOf(script).run('T'), { a: '1', b: '2', c: '3' });
    assert.deepEqual(script.heard.slice(3), [
      'T: b after {"a":"1"}, back, before 2',
      'T: c after {"a":"1","b":"2"}, back',
    ]);
  });

  it('forgets what was answered below another answer', async () => {
    const script = new Script('1', '2', back, back, 'other', '2', '3');
    await flowOf(script).run('T');
    assert.deepEqual(script.heard.slice(4), [
      'T: a after {}, before 1',
      'T: b after {"a":"other"}, back',
      'T: c after {"a":"other","b":"2"}, back',
    ]);
  });

  it('leads back past what nobody was asked', async () => {
    const script = new Script('1', new Preset('lone'), back, 'other', new Preset('lone'), '3');
    assert.deepEqual(await flowOf(script).run('T'), { a: 'other', b: 'lone', c: '3' });
    const alone = new Script(new Preset('lone'), '2', '3');
    await flowOf(alone).run('T');
    assert.equal(alone.heard[1], 'T: b after {"a":"lone"}', 'there is nothing to go back to');
  });

  it('ends without an answer when the user turns away, at whichever question', async () => {
    assert.equal(await flowOf(new Script('1', undefined)).run('T'), undefined);
    assert.equal(await flowOf(new Script(back)).run('T'), undefined);
  });

  it('leads out of the first question as a part of others', async () => {
    const script = new Script(back);
    assert.equal(await flowOf(script).runWithin('T'), back);
    assert.deepEqual(script.heard, ['T: a after {}, back']);
    assert.equal(await flowOf(new Script(undefined)).runWithin('T'), undefined);
  });

  it('takes what is known beforehand, at the beginning and in the middle', async () => {
    assert.equal(MultiStepInput.of({ a: '1' }).with('b', '2').isSettled, true);
    const script = new Script('1', '3');
    const input = MultiStepInput.of({})
      .ask('a', script.question('a'))
      .with('b', 'known')
      .ask('c', script.question('c'));
    assert.equal(input.isSettled, false);
    assert.deepEqual(await input.run('T'), { a: '1', b: 'known', c: '3' });
  });
});
