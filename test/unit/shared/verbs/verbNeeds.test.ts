/** What a tracker must have for each verb, and what the palette leaves out. */
import assert from 'node:assert/strict';
import { needsOf, offeredByNone, type Need } from '../../../../src/shared/verbs/verbNeeds';

const having =
  (...needs: readonly Need[]) =>
  (need: Need): boolean =>
    needs.includes(need);

describe('what verbs need of a tracker', () => {
  it('is told of verbs on experiments and of all others', () => {
    assert.deepEqual(needsOf(['archive', 'createProject', 'downloadArtifact']), {
      archive: 'edits.archive',
      createProject: 'projectEdits.create',
      downloadArtifact: 'artifacts',
    });
  });

  it('leaves out of the palette what none of the trackers can do', () => {
    const lacked = offeredByNone([having('edits.archive'), having('edits.archive', 'edits.stop', 'queries')]);
    for (const verb of ['archive', 'stop', 'newQuery', 'deleteQuery'] as const) {
      assert.ok(!lacked.includes(verb), verb);
    }
    for (const verb of ['restore', 'createProject', 'registerModel', 'setStages', 'downloadArtifact'] as const) {
      assert.ok(lacked.includes(verb), verb);
    }
  });

  it('is nothing for what every tracker can do', () => {
    const lacked = offeredByNone([having()]);
    for (const verb of ['openExperiment', 'copyLink', 'openParameters', 'find', 'signOut', 'refresh'] as const) {
      assert.ok(!lacked.includes(verb), verb);
    }
    assert.deepEqual(offeredByNone([() => true]), []);
  });
});
