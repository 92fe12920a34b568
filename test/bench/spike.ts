/**
 * How soon a spike is seen that no sample holds: the built page in the bench's browser, its data asked from the lab
 * over HTTP by our own client. From the page's `ready` until the chart has drawn all 15,000 points, the highest among
 * them, and a pixel was read back. Beside it the same in a real window, from the command to the pixel.
 */
import { execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { parseCometServer } from '../../src/trackers/comet/serverAddress';
import { connectComet } from '../../src/trackers/comet/backend';
import { directNetwork } from '../../src/trackers/http/client';
import { ready } from '../../src/shared/problem';
import type { ConnectionInfo } from '../../src/shared/experiment';
import type { ExperimentPageProtocol } from '../../src/shared/protocol';
import type { Verb } from '../../src/shared/verbs/verbs';
import { launchBrowser } from '../support/pages/browser';
import { BuiltPage } from '../support/pages/builtPages';
import { answers, pageState } from '../support/fixtures/experimentFixture';
import { projectFolder } from '../support/installation';
import { StubHost } from '../support/pages/stubHost';
import { openWorkbench } from '../support/workbench/workbench';
import { median } from './figures';

const rounds = 7;

interface BenchLab {
  readonly url: string;
  readonly apiKey: string;
  readonly spiked: string;
}

export async function spikeFigures(): Promise<{ spikeVisibleMs: number; spikeInWindowMs: number }> {
  const child = fork(join(projectFolder, 'test/bench/labServer.ts'), {
    execArgv: ['--import', 'tsx'],
    cwd: projectFolder,
  });
  const browser = await launchBrowser();
  try {
    const [lab] = (await once(child, 'message')) as [BenchLab];
    const figures: number[] = [];
    // The first two warm the browser and the lab up.
    for (let round = -2; round < rounds; round += 1) {
      const figure = await spikeVisible(browser, lab);
      if (round >= 0) {
        figures.push(figure);
      }
    }
    return { spikeVisibleMs: median(figures), spikeInWindowMs: await spikeInWindow(lab) };
  } finally {
    await browser.close();
    child.disconnect();
  }
}

async function spikeVisible(browser: Browser, { url, apiKey, spiked }: BenchLab): Promise<number> {
  // Its own client each time: nothing is remembered of an earlier round.
  const comet = connectComet({ server: parseCometServer(url), apiKey, network: directNetwork, log: () => undefined });
  const { signal } = new AbortController();
  const host = await StubHost.open<ExperimentPageProtocol>(await BuiltPage.open(browser), {
    page: 'experiment',
    state: {
      ...pageState,
      front: { tab: 'charts', request: 1 },
      reference: { connection: 'c1', key: spiked },
      experiment: ready(await comet.getExperiment(spiked, signal)),
      metrics: ready(await comet.getMetricSummaries(spiked, signal)),
    },
    answers: {
      ...answers,
      series: ({ names, full }) => comet.getMetrics({ experimentKeys: [spiked], metrics: names, full }, signal),
    },
  });
  try {
    return await host.page.evaluate<number>(untilDrawn);
  } finally {
    await host.close();
  }
}

/** The extension as it ships, in the newest VS Code: opened again and again, each time with everything asked again. */
async function spikeInWindow({ url, apiKey, spiked }: BenchLab): Promise<number> {
  // Only for the far end of the bridge: what ships stays as it was built.
  execFileSync(process.execPath, ['esbuild.mjs', '--tests', '--to', 'out/bench'], {
    cwd: projectFolder,
    stdio: 'pipe',
  });
  const workbench = await openWorkbench({ environment: { COMET_API_KEY: apiKey, COMET_URL_OVERRIDE: url } });
  try {
    const run = <Result>(verb: Verb, ...given: unknown[]): Promise<Result> =>
      workbench.bridge.run(
        (vscode, id, parameters) => vscode.commands.executeCommand<Result>(id, ...parameters),
        `experimentExplorer.${verb}`,
        given,
      );
    const importing = run<ConnectionInfo>('importConnection');
    await workbench.pick(new URL(url).host);
    const { id: connection } = await importing;
    const figures: number[] = [];
    for (let round = -2; round < rounds; round += 1) {
      await run('refresh');
      const began = Date.now();
      await run('openExperiment', { connection, key: spiked }, undefined, 'charts');
      const drawn = Number(
        await workbench
          .webview()
          .locator('body')
          .evaluate(`${untilDrawn}.then(() => performance.timeOrigin + performance.now())`),
      );
      if (round >= 0) {
        figures.push(drawn - began);
      }
      await workbench.bridge.run((vscode) => vscode.commands.executeCommand('workbench.action.closeAllEditors'));
    }
    return median(figures);
  } finally {
    await workbench.close();
  }
}

/**
 * Plain text, as no compiler must touch what runs in the page. The spike is thirty times as high as all else: only its
 * line reaches the upper quarter.
 */
const untilDrawn = `new Promise((resolve, reject) => {
  const began = performance.getEntriesByName('ready')[0]?.startTime ?? 0;
  const isColoured = (data, at) => data[at + 3] > 90 && Math.max(data[at], data[at + 1], data[at + 2]) - Math.min(data[at], data[at + 1], data[at + 2]) > 30;
  const look = () => {
    const chart = document.querySelector('metric-chart');
    const canvas = chart?.querySelector('canvas');
    if (!canvas || !/The most that the tracker gives of a metric: 15,000 points/.test(chart.textContent)) {
      if (performance.now() - began > 20000) reject(new Error('The points did not come: ' + chart?.textContent));
      else requestAnimationFrame(look);
      return;
    }
    // Reading pixels back makes the browser paint what was drawn.
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, Math.floor(canvas.height / 4));
    const took = performance.now() - began;
    for (let at = 0; at < data.length; at += 4) if (isColoured(data, at)) return resolve(took);
    reject(new Error('The chart says that it has all points, and draws no spike.'));
  };
  look();
})`;
