/** The table of verbs on experiments: what applies when, what menus wait for, what a page is told. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ExperimentState } from '../../../../src/shared/experiment';
import {
  applicable,
  dependsOnState,
  flagsOf,
  headerRow,
  isConditional,
  isExperimentVerb,
  isHeaderVerb,
  pageVerbs,
  refusal,
  titleOf,
  type VerbNeed,
} from '../../../../src/shared/verbs/experimentVerbs';

const states: readonly ExperimentState[] = ['running', 'finished', 'crashed', 'stopped', 'queued', 'unknown'];
const all = (): boolean => true;
const none = (): boolean => false;
const finished = { archived: false, state: 'finished' } as const;

describe('verbs on experiments', () => {
  it('apply where the tracker can and the experiment is so', () => {
    assert.deepEqual(applicable(pageVerbs, all, finished), [
      'addTags',
      'rename',
      'archive',
      'copyLink',
      'openInBrowser',
      'copyKey',
      'compareCode',
      'downloadAllAssets',
      'downloadModel',
      'delete',
      'openPatch',
      'openOutput',
      'openParameters',
    ]);
    assert.deepEqual(applicable(['stop', 'archive', 'restore'], all, { archived: true, state: 'running' }), [
      'stop',
      'restore',
    ]);
  });

  it('are few for a tracker that has nothing but what all have', () => {
    assert.deepEqual(applicable(pageVerbs, none, finished), ['copyLink', 'openInBrowser', 'copyKey', 'openParameters']);
    assert.deepEqual(flagsOf(none, finished), []);
  });

  it('follow one member of a group, and not the group', () => {
    const offers = (need: VerbNeed): boolean => need === 'edits.archive' || need === 'git.patch';
    assert.deepEqual(flagsOf(offers, finished), ['archive', 'openPatch']);
  });

  it('say why they do not apply, the tracker before the experiment', () => {
    const archived = { ...finished, archived: true };
    assert.equal(refusal('archive', all, finished), null);
    assert.deepEqual(refusal('archive', all, archived), {
      kind: 'refused',
      sentence: 'The experiment is in the archive already.',
      sentenceOfAll: 'All of these experiments are in the archive already.',
    });
    assert.equal(refusal('restore', all, finished)?.sentence, 'The experiment is not in the archive.');
    assert.equal(refusal('stop', all, finished)?.sentenceOfAll, 'None of these experiments is running.');
    assert.deepEqual(refusal('archive', none, archived), {
      kind: 'unsupported',
      sentence: 'This tracker cannot archive experiments.',
      sentenceOfAll: 'This tracker cannot archive experiments.',
    });
    assert.equal(refusal('openOutput', none, finished)?.sentence, 'This tracker keeps no output.');
  });

  it('are told apart from those on other things', () => {
    assert.ok(isExperimentVerb('archive') && isExperimentVerb('sendRequest'));
    assert.ok(!isExperimentVerb('signOut') && !isExperimentVerb('refresh') && !isExperimentVerb('openAsset'));
    assert.ok(dependsOnState('stop') && !dependsOnState('rename') && isConditional('rename'));
    assert.ok(!isConditional('copyKey'));
    assert.equal(titleOf('restore'), 'Restore from Archive');
  });

  it('have buttons and a menu on the page, in the order of the table', () => {
    const shown = pageVerbs.filter(isHeaderVerb).map((verb) => [verb, headerRow(verb).at] as const);
    assert.deepEqual(shown, [
      ['stop', 'button'],
      ['addTags', 'button'],
      ['rename', 'button'],
      ['archive', 'button'],
      ['restore', 'button'],
      ['copyLink', 'button'],
      ['openInBrowser', 'button'],
      ['copyKey', 'menu'],
      ['compareCode', 'menu'],
      ['downloadAllAssets', 'menu'],
      ['downloadModel', 'menu'],
      ['delete', 'menu'],
    ]);
  });

  it('are flagged exactly where they are not refused, whatever the tracker and the experiment', () => {
    fc.assert(
      fc.property(
        fc.func(fc.boolean()),
        fc.record({ archived: fc.boolean(), state: fc.constantFrom(...states) }),
        (offers, experiment) => {
          const flags = flagsOf(offers, experiment);
          const shown = applicable(pageVerbs, offers, experiment);
          assert.deepEqual(
            shown.filter(isConditional),
            pageVerbs.filter((verb) => flags.includes(verb)),
          );
          assert.deepEqual(
            shown,
            pageVerbs.filter((verb) => refusal(verb, offers, experiment) === null),
          );
          assert.ok(pageVerbs.filter((verb) => !isConditional(verb)).every((verb) => shown.includes(verb)));
          assert.ok(!flags.includes('archive') || !flags.includes('restore'));
        },
      ),
      { numRuns: 300 },
    );
  });
});
