/** The table of tabs: which of them a tracker can have. */
import assert from 'node:assert/strict';
import { experimentTabs, tabAmong, tabsOf, type TabNeed } from '../../../../src/shared/verbs/experimentTabs';

const having =
  (...groups: readonly TabNeed[]) =>
  (need: TabNeed): boolean =>
    groups.includes(need);

describe('tabs of the experiment page', () => {
  it('are all there for a tracker that has everything, in their order', () => {
    assert.deepEqual(
      tabsOf(() => true),
      experimentTabs,
    );
    assert.deepEqual(experimentTabs.slice(0, 2), ['overview', 'charts']);
  });

  it('are three for a tracker that has nothing but what all have', () => {
    assert.deepEqual(tabsOf(having()), ['overview', 'charts', 'parameters']);
  });

  it('follow what the tracker has', () => {
    assert.deepEqual(tabsOf(having('code', 'output')), ['overview', 'charts', 'parameters', 'code', 'output']);
    assert.deepEqual(tabsOf(having('git', 'graphs', 'system')), [
      'overview',
      'charts',
      'parameters',
      'patch',
      'graph',
      'system',
    ]);
  });

  it('need one of several groups where each gives them something to show', () => {
    assert.deepEqual(tabsOf(having('reports')), ['overview', 'charts', 'parameters', 'report']);
    assert.deepEqual(tabsOf(having('files')), [
      'overview',
      'charts',
      'media',
      'evaluation',
      'parameters',
      'report',
      'assets',
    ]);
    for (const group of ['notes', 'others'] as const) {
      assert.deepEqual(tabsOf(having(group)), ['overview', 'charts', 'parameters', 'notes']);
    }
  });

  it('fall back to the first where the wanted one is missing', () => {
    assert.equal(tabAmong(tabsOf(having('code')), 'code'), 'code');
    assert.equal(tabAmong(tabsOf(having()), 'code'), 'overview');
    assert.equal(tabAmong([], 'code'), 'overview');
  });
});
