/** Each tab of a recorded experiment: axe finds nothing serious in it, nor in its colours in the other themes. */
import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { eventually } from '../support/eventually';
import { seriousViolations } from '../support/pages/accessibility';
import { shows } from '../support/shows';
import { savePageScreenshot } from '../support/pages/pageScreenshot';
import { embedding, generatedAsset, wav } from '../support/fixtures/generatedAssets';
import { recordedPage } from '../support/fixtures/recordedPage';
import { showTab, usePage, type ExperimentStub } from '../support/pages/usePage';
import { experimentTabs } from '../../src/shared/verbs/experimentTabs';

/**
 * Colours that are not ours to choose: line numbers as the theme's editor has them, what a program printed in the
 * theme's terminal colours. Reports are other people's, in frames that no script may enter. Skeletons belong to the
 * charts' own tests.
 */
const excluded = ['iframe', '.line-number', '[class*=ansi-]', '.skeleton'];

const loaded = (panel: Locator) => shows(() => panel.locator('[aria-busy=true]').count(), 0);

describe('accessibility', () => {
  let recorded: Awaited<ReturnType<typeof recordedPage>>;

  before(async () => {
    recorded = await recordedPage('digits-sweep');
  });

  for (const theme of ['dark', 'light', 'highContrast', 'highContrastLight'] as const) {
    describe(`in the theme ${theme}`, () => {
      const open = usePage('suite');
      // The same elements in other colours.
      const colorsOnly = theme !== 'dark';
      let host: ExperimentStub;

      before(async () => {
        host = await open({ ...recorded, theme });
      });

      it('has no serious violation around the tabs', async () => {
        await showTab(host, 'overview');
        assert.deepEqual(await seriousViolations(host.page, { excluded: ['[role=tabpanel]'], colorsOnly }), []);
      });

      for (const tab of experimentTabs) {
        it(`has no serious violation on the tab ${tab}`, async () => {
          const panel = await showTab(host, tab);
          const look = async (): Promise<void> => {
            await loaded(panel);
            assert.deepEqual(await seriousViolations(host.page, { within: `#panel-${tab}`, excluded, colorsOnly }), []);
          };
          await look();
          await savePageScreenshot(host.page, `tab-${tab}-${theme}`);
          if (tab !== 'evaluation') {
            return;
          }
          const kinds = await eventually(async () => {
            const kinds = await panel.locator('[role=radiogroup]').first().getByRole('radio').all();
            assert.ok(kinds.length > 2);
            return kinds;
          });
          for (const kind of kinds.slice(1)) {
            await kind.click();
            await look();
          }
        });
      }
    });
  }

  describe('of what is not recorded', () => {
    const open = usePage();

    it('has no serious violation in the full view of an image', async () => {
      const host = await open(recorded);
      const panel = await showTab(host, 'media');
      await panel
        .getByRole('button', { name: /^Enlarge/ })
        .first()
        .click();
      await panel.locator('.viewer img').waitFor();
      assert.deepEqual(await seriousViolations(host.page), []);
    });

    it('has no serious violation with sound, text and embeddings', async () => {
      const all = [
        ...embedding(30, 4),
        generatedAsset('s', 'speech', 'audio', wav(440)),
        generatedAsset('t', 'sample', 'text', 'words', { metadata: '{"a":1}' }),
      ];
      const host = await open({
        state: { assets: { state: 'ready', value: all.map(({ asset }) => asset) } },
        answers: { asset: ({ assetId }) => Promise.resolve(all.find(({ asset }) => asset.id === assetId)!.bytes) },
      });
      const media = await showTab(host, 'media');
      await media.locator('audio').waitFor();
      assert.deepEqual(await seriousViolations(host.page), []);
      await media.getByRole('radio', { name: /Text/ }).click();
      await media.locator('pre').waitFor();
      assert.deepEqual(await seriousViolations(host.page), []);
      const evaluation = await showTab(host, 'evaluation');
      await evaluation.locator('.plot-legend').waitFor();
      assert.deepEqual(await seriousViolations(host.page), []);
    });
  });
});
