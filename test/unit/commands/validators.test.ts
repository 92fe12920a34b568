// What is said about names, versions and numbers while they are typed.
import assert from 'node:assert/strict';
import {
  isLower,
  nameCheck,
  nextVersion,
  numberCheck,
  registryNameCheck,
  stageCheck,
  stepCheck,
  versionCheck,
} from '../../../src/commands/validators';

describe('checks of what is typed', () => {
  it('takes names that are neither empty nor taken', () => {
    const check = nameCheck('A project', ['digits']);
    assert.deepEqual(['', 'digits', 'a\nb', 'Digits'].map(check), [
      'A project needs a name.',
      'There is a project “digits” already.',
      'A name cannot hold a line break.',
      null,
    ]);
  });

  it('compares names of registry models as the registry writes them', () => {
    const check = registryNameCheck(['small-net']);
    assert.deepEqual(['Small  Net!', '???', 'large'].map(check), [
      'There is a registry model “small-net” already.',
      'The name of a registry model needs a letter or a digit.',
      null,
    ]);
  });

  it('takes versions as the library of semantic versions writes them', () => {
    const check = versionCheck('net', ['1.0.0']);
    for (const text of ['', '1', '1.0', 'v1.0.0', '1.0.0.0', '01.0.0', ' 1.0.0', '1.0.0+build']) {
      assert.match(check(text) ?? '', /is not a version/, text);
    }
    assert.equal(check('1.0.0'), 'Version 1.0.0 of “net” is there already.');
    for (const text of ['1.0.1', '0.1.0', '2.0.0-beta.1']) {
      assert.equal(check(text), null, text);
    }
  });

  it('suggests a version after the highest, whatever the order', () => {
    assert.equal(nextVersion([]), '1.0.0');
    assert.equal(nextVersion(['1.9.0', '1.10.0', 'odd']), '1.11.0');
    assert.deepEqual([isLower('1.0.0', ['1.0.1']), isLower('2.0.0', ['1.0.1', 'odd'])], [true, false]);
  });

  it('takes numbers for metrics, whole ones for steps, words for stages', () => {
    assert.deepEqual(['1', '-1.5e3', '.5'].map(numberCheck), [null, null, null]);
    for (const text of ['', 'x', '0x1', 'NaN', '1 2']) {
      assert.notEqual(numberCheck(text), null, text);
    }
    assert.deepEqual(['', '0', '12'].map(stepCheck), [null, null, null]);
    for (const text of ['-1', '1.5', 'x', '99999999999999999999']) {
      assert.notEqual(stepCheck(text), null, text);
    }
    assert.deepEqual([stageCheck('Production'), stageCheck('')], [null, 'A stage needs a name.']);
  });
});
