/**
 * How soon the built page answers where there is much to do: ten thousand assets, an embedding that is turned, 100 MB
 * of output.
 */
import type { Browser, Page } from 'playwright-core';
import { ready } from '../../src/shared/problem';
import type { ExperimentTab } from '../../src/shared/verbs/experimentTabs';
import type { ExperimentPageProtocol } from '../../src/shared/protocol';
import { launchBrowser } from '../support/pages/browser';
import { BuiltPage } from '../support/pages/builtPages';
import { answers, pageState } from '../support/fixtures/experimentFixture';
import { embedding, generatedAsset, type GeneratedAsset } from '../support/fixtures/generatedAssets';
import { StubHost } from '../support/pages/stubHost';
import { median, percentile } from './figures';

const rounds = 9;

export async function pageFigures(): Promise<{
  assetsChangeMs: number;
  embeddingTurnMs: number;
  outputBlockMs: number;
}> {
  const browser = await launchBrowser();
  try {
    return {
      assetsChangeMs: await assetsChange(browser),
      embeddingTurnMs: await embeddingTurn(browser),
      outputBlockMs: await outputBlock(browser),
    };
  } finally {
    await browser.close();
  }
}

async function onTab<T>(
  browser: Browser,
  tab: ExperimentTab,
  assets: readonly GeneratedAsset[],
  output: string,
  measure: (page: Page) => Promise<T>,
): Promise<T> {
  const host = await StubHost.open<ExperimentPageProtocol>(await BuiltPage.open(browser), {
    page: 'experiment',
    state: { ...pageState, front: { tab, request: 1 }, assets: ready(assets.map(({ asset }) => asset)) },
    answers: {
      ...answers,
      asset: ({ assetId }) => {
        const found = assets.find(({ asset }) => asset.id === assetId);
        return found === undefined
          ? Promise.reject(new Error(`There is no asset ${assetId}.`))
          : Promise.resolve(found.bytes);
      },
      output: ({ from }) =>
        Promise.resolve({ from, text: output.slice(from, from + outputPart), total: output.length }),
    },
  });
  try {
    return await measure(host.page);
  } finally {
    await host.close();
  }
}

/**
 * Folding, sorting, searching and grouping ten thousand assets, from the change to the page's answer: the slowest of
 * the four.
 */
function assetsChange(browser: Browser): Promise<number> {
  const all = Array.from({ length: 10_000 }, (_, index) =>
    generatedAsset(`m${index}`, `run/${index % 40}/samples/picture-${index}.png`, 'image', '', {
      size: 1000 + index,
      step: index % 100,
      context: index % 2 === 0 ? 'train' : null,
    }),
  );
  return onTab(browser, 'assets', all, '', async (page) => {
    await page.locator('.asset-row').first().waitFor();
    const figures: number[] = [];
    for (const act of ['fold', 'sort', 'search', 'group']) {
      const taken = await page.evaluate<number[]>(`(async () => {
        const tab = document.querySelector('assets-tab');
        const change = {
          group: (changed) => (tab.arrangement = { ...tab.arrangement, grouping: changed ? 'step' : 'folder' }),
          sort: (changed) => (tab.sorting = changed ? { by: 'size', descending: true } : { by: 'name', descending: false }),
          search: (changed) => (tab.query = changed ? 'picture-77' : ''),
          fold: (changed) => (tab.folded = new Set(changed ? ['/run'] : [])),
        }.${act};
        const taken = [];
        for (let round = 0; round < ${rounds}; round += 1) {
          for (const changed of [false, true]) {
            const began = performance.now();
            change(changed);
            await tab.updateComplete;
            await tab.querySelector('asset-list').updateComplete;
            tab.getBoundingClientRect();
            if (changed) taken.push(performance.now() - began);
          }
          await new Promise(requestAnimationFrame);
        }
        change(false);
        return taken;
      })()`);
      figures.push(median(taken));
    }
    return Math.max(...figures);
  });
}

/** A turn of 5,000 points of 64 dimensions in 3-D: what a frame takes from the key to the picture. */
function embeddingTurn(browser: Browser): Promise<number> {
  return onTab(browser, 'evaluation', embedding(5000, 64), '', async (page) => {
    await page.getByRole('radio', { name: /Embeddings/ }).click();
    await page.getByRole('radio', { name: '3-D' }).click();
    await page.locator('.scatter.deep').focus();
    return median(
      await page.evaluate<number[]>(`(async () => {
      const area = document.querySelector('.scatter.deep');
      const taken = [];
      for (let frame = 0; frame < 60; frame += 1) {
        await new Promise((resolve) => {
          let began = 0;
          // What is asked for between two callbacks of one frame runs between them.
          requestAnimationFrame(() => (began = performance.now()));
          area.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowLeft' }));
          requestAnimationFrame(() => {
            taken.push(performance.now() - began);
            resolve();
          });
        });
      }
      return taken.slice(20);
    })()`),
    );
  });
}

/** Small, since what our own delivery takes is counted as the page's. */
const outputPart = 500_000;

/**
 * How long reading 100 MB of coloured output and searching it keeps the page from all else: 999 of a thousand turns of
 * other work come sooner.
 */
function outputBlock(browser: Browser): Promise<number> {
  const line = (index: number): string =>
    `\u001b[32mINFO\u001b[0m step ${index} loss 0.1234 accuracy 0.98 rate 1234/s\n`;
  const lines: string[] = [];
  for (let length = 0; length < 100e6; length += lines.at(-1)?.length ?? 0) {
    lines.push(line(lines.length));
  }
  return onTab(browser, 'output', [], lines.join(''), async (page) => {
    await page.evaluate(`(() => {
      const waits = window.waits = [];
      let before = performance.now();
      const turn = () => {
        const now = performance.now();
        waits.push(now - before);
        before = now;
        setTimeout(turn);
      };
      turn();
    })()`);
    await page
      .getByText(`${lines.length.toLocaleString('en-US')} lines`, { exact: true })
      .waitFor({ timeout: 180_000 });
    await page.getByRole('textbox', { name: 'Search output' }).fill(`step ${lines.length - 1} `);
    await page.getByText('1 of 1', { exact: true }).waitFor({ timeout: 180_000 });
    return percentile(await page.evaluate<number[]>('window.waits'), 0.999);
  });
}
