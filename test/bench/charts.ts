/**
 * Charts of many lines in a real browser, ours beside uPlot (the fastest plotting library for lines on a canvas).
 *
 * One page holds both, at the same size; ours is the product's own chart element with its legend and tooltip, uPlot
 * draws the very same arrays without a legend. They take turns within one run, and each ratio is the median of nine
 * such turns, ours over theirs. The clock stops once a pixel was read back from the canvas, which makes the browser
 * paint what was drawn. Arrays are new in every round: nothing that was derived from them is there before. Ratios of
 * one run can be compared between machines, milliseconds cannot.
 */
import { build } from 'esbuild';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../support/pages/browser';
import { projectFolder } from '../support/installation';
import type { ChartsBench } from './charts.page';
import { median, percentile } from './figures';

const rounds = 9;
const hoverMoves = 120;
const liveExperiments = 20;

export interface ChartFigures extends Record<string, number> {
  /** 50 lines of 15,000 points, from arrays in hand to pixels. */
  chartFirstPaintRatio: number;
  chartFirstPaintMs: number;
  /** One turn of the wheel. */
  chartZoomRatio: number;
  chartZoomMs: number;
  /** The same with the exact picture that follows once the wheel rests. */
  chartZoomExactRatio: number;
  /** The longest that the exact picture keeps the page from all else. */
  chartExactTurnMs: number;
  /** A turn among others without a rest. */
  chartZoomInOneGoRatio: number;
  /** A move of the pointer over the 50 lines with crosshair, dots and tooltip laid out, 95 in 100. */
  chartHoverMs: number;
  /** One of the 50 lines is pointed out. */
  chartHighlightMs: number;
  /** One of 50 lines of 500 points in six charts at once. */
  chartsHighlightMs: number;
  /** A line of 15,000 points is smoothed otherwise, until it is drawn. */
  chartSmoothMs: number;
  /** New arrays of 20 lines of 15,000 points in one chart, until they are drawn. */
  liveTickMs: number;
  /**
   * What the page holds with the chart of 50 lines open: objects, arrays and what the browser adds for the document.
   */
  chartPageMiB: number;
  /** First paint and zoom on a screen of two pixels to a point. */
  chartFirstPaintDenseRatio: number;
  chartZoomDenseRatio: number;
}

export async function chartFigures(): Promise<ChartFigures> {
  const [script, styles] = await bundles();
  const browser = await launchBrowser();
  try {
    return {
      ...(await onAPage(browser, 1, script, styles, async (run) => {
        const painted = await turns(rounds, (round) => run('firstPaint', round));
        const zoomed = (await run('zoomAtRest', 11)).slice(2);
        const burst = (await turns(3, () => run('zoomInOneGo', rounds))).flat();
        return {
          chartFirstPaintRatio: median(painted.map(({ ours, theirs }) => ours / theirs)),
          chartFirstPaintMs: median(painted.map(({ ours }) => ours)),
          chartZoomRatio: median(zoomed.map(({ ours, theirs }) => ours / theirs)),
          chartZoomMs: median(zoomed.map(({ ours }) => ours)),
          chartZoomExactRatio: median(zoomed.map(({ oursExactly, theirs }) => oursExactly / theirs)),
          chartZoomInOneGoRatio: median(burst.map(({ ours, theirs }) => ours / theirs)),
          chartExactTurnMs: median(zoomed.map(({ longestTurn }) => longestTurn)),
          chartHoverMs: percentile(await run('hover', hoverMoves), 0.95),
          chartHighlightMs: median((await run('highlight', 11)).slice(2)),
          chartsHighlightMs: median((await run('highlightAll', 6, 11)).slice(2)),
          chartSmoothMs: median((await run('smooth', 11)).slice(2)),
          liveTickMs: median((await run('liveTicks', liveExperiments, 11)).slice(2)),
        };
      })),
      ...(await onAPage(browser, 2, script, styles, async (run) => {
        const painted = await turns(rounds, (round) => run('firstPaint', round));
        const zoomed = (await run('zoomAtRest', 11)).slice(2);
        return {
          chartFirstPaintDenseRatio: median(painted.map(({ ours, theirs }) => ours / theirs)),
          chartZoomDenseRatio: median(zoomed.map(({ ours, theirs }) => ours / theirs)),
        };
      })),
      chartPageMiB: await onAPage(browser, 1, script, styles, async (run, page) => {
        await run('hold');
        return memoryOf(page);
      }),
    };
  } finally {
    await browser.close();
  }
}

/** The figures of several rounds, after two that warm the browser up. */
async function turns<T>(count: number, once: (round: number) => Promise<T>): Promise<readonly T[]> {
  const taken: T[] = [];
  for (let round = -2; round < count; round += 1) {
    const figure = await once(round);
    if (round >= 0) {
      taken.push(figure);
    }
  }
  return taken;
}

type Run = <Name extends keyof ChartsBench>(
  name: Name,
  ...numbers: Parameters<ChartsBench[Name]>
) => ReturnType<ChartsBench[Name]>;

async function onAPage<T>(
  browser: Browser,
  deviceScaleFactor: number,
  script: string,
  styles: string,
  measure: (run: Run, page: Page) => Promise<T>,
): Promise<T> {
  // uPlot asks the browser for a locale, and some have a broken one.
  const context = await browser.newContext({
    viewport: { width: 1200, height: 900 },
    deviceScaleFactor,
    locale: 'en-US',
  });
  try {
    const page = await context.newPage();
    const failures: string[] = [];
    page.on('pageerror', (error) => failures.push(String(error)));
    await page.setContent(
      '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Bench</title></head><body class="vscode-dark"></body></html>',
    );
    await page.addStyleTag({ content: styles });
    await page.addScriptTag({ content: script });
    if (failures.length > 0) {
      throw new Error(failures.join('\n'));
    }
    const figures = await measure(
      (name, ...numbers) => page.evaluate(`bench.${name}(${numbers.join()})`) as ReturnType<ChartsBench[typeof name]>,
      page,
    );
    if (failures.length > 0) {
      throw new Error(failures.join('\n'));
    }
    return figures;
  } finally {
    await context.close();
  }
}

/** The page's script with the bench, and its styles in a dark theme; neither is written to `dist`. */
async function bundles(): Promise<readonly [script: string, styles: string]> {
  const options = {
    bundle: true,
    minify: true,
    write: false,
    logLevel: 'warning',
    absWorkingDir: projectFolder,
  } as const;
  const [script, styles] = await Promise.all([
    build({
      ...options,
      entryPoints: ['test/bench/charts.page.ts'],
      platform: 'browser',
      format: 'iife',
      target: 'es2022',
      tsconfig: 'webview/tsconfig.json',
    }),
    build({ ...options, entryPoints: ['webview/page.css'] }),
  ]);
  const theme = await readFile(join(projectFolder, 'test/support/pages/themes/dark.css'), 'utf8');
  return [script.outputFiles[0]!.text, `${theme}\n${styles.outputFiles[0]!.text}`];
}

/**
 * Used bytes of the page's own heap after garbage was collected: objects, what array buffers hold, what the document
 * takes. In MiB.
 */
async function memoryOf(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.enable');
  await session.send('HeapProfiler.collectGarbage');
  const usage: Record<string, number> = { ...(await session.send('Runtime.getHeapUsage')) };
  return (
    ((usage['usedSize'] ?? 0) + (usage['embedderHeapUsedSize'] ?? 0) + (usage['backingStorageSize'] ?? 0)) / 1024 ** 2
  );
}
