/** The looks: pictures in every theme for people to look at, and what a machine can tell of them. */
import assert from 'node:assert/strict';
import { contrast } from '../support/pages/contrast';
import { eventually } from '../support/eventually';
import { shows } from '../support/shows';
import { skeletonsInView } from '../support/pages/skeletons';
import { savePageScreenshot } from '../support/pages/pageScreenshot';
import type { Theme } from '../support/pages/builtPages';
import { showTab, usePage } from '../support/pages/usePage';
import { experimentTabs } from '../../src/shared/verbs/experimentTabs';

describe('looks', () => {
  const open = usePage();

  for (const theme of ['dark', 'light', 'highContrast', 'highContrastLight'] satisfies Theme[]) {
    it(`can be read in the theme ${theme}`, async () => {
      const host = await open({ theme });
      for (const tab of experimentTabs) {
        const panel = await showTab(host, tab);
        await shows(() => panel.locator('[aria-busy=true]').count(), 0);
        await shows(() => skeletonsInView(panel), 0);
        await savePageScreenshot(host.page, `experiment-${theme}-${tab}`);
      }
      await showTab(host, 'overview');
      await eventually(async () => {
        const colors = await host.page.evaluate(() => ({
          ground: getComputedStyle(document.body).backgroundColor,
          texts: Object.fromEntries(
            ['h1', '.whereabouts', '.state', '.fact dt', '.fact dd', 'td.name', '[role=tab][aria-selected=false]'].map(
              (selector) => [selector, getComputedStyle(document.querySelector(selector)!).color],
            ),
          ),
          lines: Array.from({ length: 16 }, (_, place) => {
            const probe = document.body.appendChild(document.createElement('i'));
            probe.style.color = `var(--series-${place + 1})`;
            const color = getComputedStyle(probe).color;
            probe.remove();
            return color;
          }),
        }));
        // Half-transparent text is judged in the pictures.
        for (const [selector, color] of Object.entries(colors.texts)) {
          if (/^rgb\(/.test(color)) {
            assert.ok(contrast(color, colors.ground) >= 3.9, `${selector}: ${color} on ${colors.ground}`);
          }
        }
        for (const color of colors.lines) {
          assert.ok(contrast(color, colors.ground) >= 3, `${color} on ${colors.ground}`);
        }
        assert.equal(new Set(colors.lines).size, 16);
        // Runs whose colours fall together differ in lightness, which any colour vision sees.
        colors.lines
          .slice(8)
          .forEach((color, place) =>
            assert.ok(contrast(color, colors.lines[place]!) >= 1.4, `${color} beside ${colors.lines[place]}`),
          );
      });
    });
  }

  it('draws its charts anew when the theme changes', async () => {
    const host = await open({ theme: 'dark' });
    const panel = await showTab(host, 'charts');
    const image = () =>
      panel
        .locator('canvas')
        .first()
        .evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL());
    await panel.locator('canvas').first().waitFor();
    const dark = await image();
    await host.setTheme('light');
    await eventually(async () => assert.notEqual(await image(), dark));
    await host.setTheme('dark');
    await shows(() => image(), dark);
  });

  it('is usable at 300 pixels', async () => {
    const host = await open({ size: { width: 300, height: 700 } });
    for (const tab of experimentTabs) {
      const panel = await showTab(host, tab);
      await shows(() => panel.locator('[aria-busy=true]').count(), 0);
      await shows(() => host.page.evaluate(() => document.documentElement.scrollWidth), 300, tab);
      await eventually(async () => {
        const visible = await host.page.locator(`#tab-${tab}`).evaluate((element) => {
          const { left, right } = element.getBoundingClientRect();
          return left >= 0 && right <= window.innerWidth;
        });
        assert.ok(visible, `the tab ${tab} is in sight`);
      });
      await savePageScreenshot(host.page, `experiment-narrow-${tab}`);
    }
  });

  it('gives every control a name', async () => {
    const host = await open();
    for (const tab of experimentTabs) {
      const panel = await showTab(host, tab);
      await shows(() => panel.locator('[aria-busy=true]').count(), 0);
      await eventually(async () => {
        const nameless = await host.page
          .locator('button:visible, vscode-button:visible, input:visible, [tabindex="0"]:visible')
          .evaluateAll((elements) =>
            elements
              .filter((element) => element.getRootNode() === document)
              .filter((element) => ((element.getAttribute('aria-label') ?? '') + element.textContent).trim() === '')
              .map((element) => element.outerHTML.slice(0, 120)),
          );
        assert.deepEqual(nameless, [], tab);
      });
    }
  });
});
