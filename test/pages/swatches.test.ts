/**
 * An experiment looks the same wherever it is named: in the list and the legends of charts, in Media, Evaluation and
 * Parameters, also when the theme changes.
 */
import assert from 'node:assert/strict';
import { comparedAssets } from '../support/fixtures/comparedAssets';
import { eventually } from '../support/eventually';
import { blob, generatedAsset, type GeneratedAsset } from '../support/fixtures/generatedAssets';
import { showTab, usePage } from '../support/pages/usePage';
import { ready } from '../../src/shared/problem';
import type { ExperimentTab } from '../../src/shared/verbs/experimentTabs';

const logged: readonly GeneratedAsset[] = [
  generatedAsset('p', 'predictions', 'image', blob(1), { step: 1 }),
  generatedAsset('c', 'roc', 'curve', JSON.stringify({ type: 'curve', name: 'roc', x: [0, 0.5, 1], y: [0, 0.8, 1] })),
];
/** Another run has its colour: this one is darker, and dashed. */
const title = 'digits-mlp seed=9';

describe('swatches of experiments', () => {
  const open = usePage();

  it('are of one colour, one size and with the same dashes everywhere', async () => {
    const given = comparedAssets(
      logged,
      Array.from({ length: 9 }, () => logged),
    );
    const compared = given.state.compared.map((one) => ({ ...one, others: ready([]) }));
    const host = await open({ ...given, state: { ...given.state, compared, others: ready([]) } });
    const look = async (tab: ExperimentTab, within: string) => {
      const panel = await showTab(host, tab);
      const swatch = panel.locator(within, { hasText: title }).first().locator('svg.swatch');
      await swatch.waitFor();
      return swatch.evaluate((drawing) => {
        const line = drawing.querySelector('line')!;
        const { width, height } = drawing.getBoundingClientRect();
        return {
          color: getComputedStyle(line).stroke,
          dashes: line.getAttribute('stroke-dasharray'),
          size: `${width} × ${height}`,
          box: drawing.getAttribute('viewBox'),
        };
      });
    };
    await (await showTab(host, 'charts')).locator('.legend-more').first().click();
    const everywhere = async () => [
      await look('charts', '.list-row'),
      await look('charts', '.legend-entry'),
      await look('media', '.tile figcaption'),
      await look('evaluation', '.plot-legend button'),
      await look('parameters', 'thead th'),
    ];
    const first = await eventually(async () => {
      const [first, ...others] = await everywhere();
      assert.deepEqual(first, { color: 'rgb(195, 128, 166)', dashes: '7 3', size: '22 × 10', box: '0 0 22 10' });
      for (const other of others) {
        assert.deepEqual(other, first);
      }
      return first;
    });
    await host.page.evaluate(() => document.body.classList.replace('vscode-dark', 'vscode-light'));
    await eventually(async () => assert.notEqual((await look('charts', '.list-row')).color, first.color));
    await eventually(async () => {
      const [light, ...othersThen] = await everywhere();
      for (const other of othersThen) {
        assert.deepEqual(other, light);
      }
    });
  });
});
