/** What axe finds wrong on each tab, in a dark, a light and a high contrast theme: nothing serious. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import { eventually } from '../support/eventually';
import { embedding, made, wav } from '../support/madeAssets';
import { recordedPage } from '../support/recordedPage';
import { showTab, usePage, type ExperimentStub } from '../support/usePage';
import { experimentTabs } from '../../src/shared/protocol';

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/**
 * Colours that are not ours to choose: line numbers as the theme's editor has them, what a program printed in the theme's
 * terminal colours. Reports are other people's, in frames that no script may enter. Skeletons belong to the charts' own tests.
 */
const themesOwn = ['.line-number', '[class*=ansi-]', '.skeleton'];

async function violations(host: ExperimentStub): Promise<readonly string[]> {
  const results = await host.page.evaluate((excluded) => (window as unknown as { axe: { run(context: object): Promise<AxeResults> } }).axe.run({ exclude: ['iframe', ...excluded] }), themesOwn);
  return results.violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${(failureSummary ?? '').replace(/\s+/g, ' ').slice(0, 220)}`));
}

describe('accessibility', () => {
  const open = usePage();

  for (const theme of ['dark', 'light', 'highContrast', 'highContrastLight'] as const) {
    it(`has no serious violation on any tab in the theme ${theme}`, async () => {
      const recorded = await recordedPage('digits-sweep');
      const host = await open({ ...recorded, theme });
      await host.page.evaluate(await readFile(axe, 'utf8'));
      const found: string[] = [];
      for (const tab of experimentTabs) {
        const panel = await showTab(host, tab);
        await eventually(async () => assert.equal(await panel.locator('[aria-busy=true]').count(), 0));
        found.push(...(await violations(host)).map((violation) => `${tab}: ${violation}`));
        // Kinds within the tab.
        if (tab !== 'evaluation') continue;
        for (const radio of (await panel.locator('[role=radiogroup]').first().getByRole('radio').all()).slice(1)) {
          await radio.click();
          await eventually(async () => assert.equal(await panel.locator('[aria-busy=true]').count(), 0));
          found.push(...(await violations(host)).map((violation) => `${tab} ${violation}`));
        }
      }
      assert.deepEqual(found, []);
    });
  }

  it('has no serious violation in the full view, with sound, text and embeddings', async () => {
    const all = [...embedding(30, 4), made('s', 'speech', 'audio', wav(440)), made('t', 'sample', 'text', 'words', { metadata: '{"a":1}' })];
    const recorded = await recordedPage('digits-sweep');
    const host = await open(recorded);
    await host.page.evaluate(await readFile(axe, 'utf8'));
    const panel = await showTab(host, 'media');
    await panel.getByRole('button', { name: /^Enlarge/ }).first().click();
    await panel.locator('.viewer img').waitFor();
    assert.deepEqual(await violations(host), []);

    const other = await open({ state: { assets: { state: 'ready', value: all.map(({ asset }) => asset) } }, answers: { asset: ({ assetId }) => Promise.resolve(all.find(({ asset }) => asset.id === assetId)!.bytes) } });
    await other.page.evaluate(await readFile(axe, 'utf8'));
    const media = await showTab(other, 'media');
    await media.locator('audio').waitFor();
    assert.deepEqual(await violations(other), []);
    await media.getByRole('radio', { name: /Text/ }).click();
    await media.locator('pre').waitFor();
    assert.deepEqual(await violations(other), []);
    const evaluation = await showTab(other, 'evaluation');
    await evaluation.locator('.plot-legend').waitFor();
    assert.deepEqual(await violations(other), []);
  });
});
