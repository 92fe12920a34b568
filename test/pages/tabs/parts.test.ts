/** Every part in its three states, and names that other people chose. */
import assert from 'node:assert/strict';
import { allSeries, curve, experiment, outputOf, pageState, summaryOf } from '../../support/fixtures/experimentFixture';
import { eventually } from '../../support/eventually';
import { shows } from '../../support/shows';
import { showTab, usePage } from '../../support/pages/usePage';
import type { ExperimentTab } from '../../../src/shared/verbs/experimentTabs';
import type { ExperimentPageState } from '../../../src/shared/protocol';
import { BackendError, failed, loading, ready } from '../../../src/shared/problem';

type LightPart = 'metrics' | 'parameters' | 'others' | 'git' | 'code' | 'assets' | 'models' | 'system';

const parts: readonly (readonly [LightPart, ExperimentTab, empty: unknown, sentence: RegExp])[] = [
  ['metrics', 'overview', [], /has logged no metrics yet/],
  ['metrics', 'charts', [], /has logged no metrics yet/],
  ['metrics', 'system', [], /No system metrics were logged/],
  ['others', 'overview', [], /Nothing else was logged/],
  ['git', 'overview', null, /No git state was logged/],
  ['models', 'overview', [], /No models were logged/],
  ['parameters', 'parameters', [], /has logged no parameters/],
  ['code', 'code', [], /No source code was logged/],
  ['assets', 'assets', [], /has logged no assets/],
];

describe('parts of the experiment page', () => {
  const open = usePage();

  for (const [part, tab, empty, sentence] of parts) {
    it(`draws ${part} on ${tab} while they load, when they failed and when there are none`, async () => {
      const set = (value: unknown): Partial<ExperimentPageState> => ({ [part]: value });
      const host = await open({ state: { ...set(loading), front: { tab, request: 0 } } });
      const panel = host.page.locator(`#panel-${tab}`);
      await panel.locator('[role=status][aria-busy=true]').first().waitFor();
      await host.push(set(failed(new BackendError('rateLimited', 'Too many requests.', { advice: 'Wait a minute.' }))));
      const alert = panel.getByRole('alert');
      await alert.first().waitFor();
      await shows(() => alert.first().innerText(), /Could not load .*Too many requests\.\s+Wait a minute\./);
      await shows(() => alert.locator('vscode-button', { hasText: 'Sign in' }).count(), 0);
      await alert.locator('vscode-button', { hasText: 'Retry' }).first().click();
      await host.command('refresh');
      await host.push(set(ready(empty)));
      await shows(async () => (await panel.locator('.part-empty').allTextContents()).join('\n'), sentence);
      await shows(() => alert.count(), 0);
    });
  }

  for (const [question, tab, none, sentence] of [
    ['patch', 'patch', null, /No patch was logged/],
    ['output', 'output', { from: 0, text: '', total: 0 }, /No output was logged/],
  ] as const) {
    it(`draws the ${question} while it is asked, when it is refused and when there is none`, async () => {
      let answer: () => Promise<typeof none> = () =>
        Promise.reject(new BackendError('timedOut', 'The server took too long.', { advice: 'Try again.' }));
      let release = (): void => undefined;
      const gate = new Promise<void>((resolve) => (release = resolve));
      const host = await open({
        state: { front: { tab, request: 0 } },
        answers: { [question]: () => gate.then(() => answer()) },
      });
      const panel = host.page.locator(`#panel-${tab}`);
      await panel.locator('[aria-busy=true]').waitFor();
      release();
      await panel.getByRole('alert').waitFor();
      await shows(() => panel.getByRole('alert').innerText(), /The server took too long\.\s+Try again\./);
      answer = () => Promise.resolve(none);
      await panel.locator('vscode-button', { hasText: 'Retry' }).click();
      await shows(() => panel.locator('.part-empty').innerText(), sentence);
      await shows(() => host.asked.filter((asked) => asked.question === question).length, 2);
    });
  }

  it('keeps still while it loads for those who want no motion', async () => {
    const host = await open({ answers: { code: () => new Promise(() => undefined) } });
    const panel = await showTab(host, 'code');
    await panel.getByText('Loading src/train.py…').waitFor();
    await shows(
      () =>
        host.page.evaluate(
          () =>
            [...document.querySelectorAll('vscode-progress-ring')]
              .flatMap((ring) => [...ring.shadowRoot!.querySelectorAll('*')])
              .flatMap((element) => element.getAnimations()).length,
        ),
      0,
    );
  });

  it('asks a heavy question only when its tab comes to the front, and once', async () => {
    const host = await open();
    await host.rests();
    await shows(() => host.asked, []);
    await showTab(host, 'patch');
    await showTab(host, 'overview');
    await showTab(host, 'patch');
    await host.page.locator('#panel-patch line-list').waitFor();
    await shows(() => host.asked, [{ question: 'patch', argument: null }]);
  });

  it('shows other people’s names as text, and keeps its shape', async () => {
    const hostile = '<img src=x onerror="window.hacked=1"><b>bold</b>';
    const long = 'x'.repeat(300);
    const rightToLeft = 'ניסוי <b>מספר</b> 7 🚀';
    const names = [hostile, long, rightToLeft, `${hostile}/loss`, 'a/b\\c"\'`${7*7}'];
    const series = names.map((name) => curve(name, { points: 40 }));
    const point = (value: string) => ({ value, step: null, time: null });
    const summaries = names.map((name) => ({
      name,
      context: null,
      ofMachine: false,
      current: point(hostile),
      minimum: null,
      maximum: null,
    }));
    const host = await open({
      size: { width: 420, height: 700 },
      state: {
        experiment: ready({
          ...experiment,
          name: `${hostile} ${long}`,
          workspace: hostile,
          projectName: long,
          user: hostile,
          filePath: `${hostile}.py`,
        }),
        connectionLabel: hostile,
        tags: ready(names),
        metrics: ready(series.map((one) => summaryOf(one, null))),
        parameters: ready(summaries),
        others: ready(summaries),
        git: ready({ branch: hostile, commit: hostile, origin: long, root: hostile, user: hostile }),
        code: ready(names.map((path) => ({ path, assetId: path, size: 1 }))),
        models: ready([{ name: hostile, registered: [{ name: hostile, version: hostile }] }]),
        assets: ready(
          names.map((name) => ({
            id: name,
            name,
            kind: 'file' as const,
            type: hostile,
            size: 1,
            step: null,
            context: hostile,
            createdAt: null,
            folder: hostile,
            remoteUrl: hostile,
            tags: [],
            metadata: null,
          })),
        ),
        system: ready({
          user: hostile,
          hostname: long,
          ip: null,
          operatingSystem: hostile,
          machine: null,
          processor: null,
          pythonVersion: null,
          executable: hostile,
          pid: null,
          command: [hostile, long],
          totalMemory: null,
          graphicsCards: [],
          installedPackages: [`${hostile}==1`],
          osPackages: [],
          environment: { [hostile]: hostile },
          additional: [{ key: hostile, value: hostile }],
          systemMetricNames: [],
        }),
      },
      answers: {
        series: ({ names: asked }) => Promise.resolve(series.filter(({ name }) => asked.includes(name))),
        code: () => Promise.resolve(hostile),
        patch: () => Promise.resolve(`diff --git a/${hostile} b/${hostile}\n@@ -1 +1 @@\n-${hostile}\n+${hostile}`),
        output: outputOf(hostile),
      },
    });
    for (const tab of ['overview', 'charts', 'parameters', 'code', 'patch', 'output', 'assets', 'system'] as const) {
      const panel = await showTab(host, tab);
      await eventually(async () => assert.ok((await panel.innerText()).includes('<img src=x'), tab));
      await eventually(async () => {
        const wide = await host.page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
        assert.equal(wide, false, `${tab} is wider than the window`);
      });
    }
    await shows(() => host.page.locator('img, b').count(), 0);
    await shows(() => host.page.evaluate(() => 'hacked' in window), false);
    await shows(() => host.page.locator('h1').getAttribute('dir'), 'auto');
  });

  it('keeps what it shows when a newer state cannot be had, and says so', async () => {
    let broken = false;
    const host = await open({
      state: { front: { tab: 'output', request: 0 } },
      answers: {
        output: () =>
          broken
            ? Promise.reject(new BackendError('unreachable', 'The server is away.'))
            : outputOf('epoch 1\n')({ from: 0 }),
      },
    });
    const panel = host.page.locator('#panel-output');
    await panel.getByText('epoch 1').waitFor();
    broken = true;
    await host.push({ revision: 2 });
    await panel.getByText('Not up to date. The server is away.').waitFor();
    await shows(() => panel.getByText('epoch 1').count(), 1);
    broken = false;
    await panel.getByRole('button', { name: 'Retry' }).click();
    await panel.getByText('Not up to date').waitFor({ state: 'detached' });
  });

  it('counts what is there on the tabs', async () => {
    const host = await open();
    const modelMetrics = allSeries.filter(([{ name }]) => !name.startsWith('sys.')).length;
    const count = (tab: ExperimentTab) => host.page.locator(`#tab-${tab} .count`).textContent();
    await shows(() => count('charts'), String(modelMetrics));
    await shows(
      () => count('parameters'),
      String(pageState.parameters?.state === 'ready' ? pageState.parameters.value.length : 0),
    );
    await shows(() => host.page.locator('#tab-output .count').count(), 0);
  });
});
