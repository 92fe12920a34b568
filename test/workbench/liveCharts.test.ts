// A chart of something that runs, in a real window: it grows while a reader has zoomed in, points at it and has pinned
// a value.
import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import type { ExtensionApi } from '../../src/extension';
import { useCommandWindow } from '../support/workbench/commandWindow';
import { eventually } from '../support/eventually';
import { shows } from '../support/shows';
import { logMore } from '../support/lab/loggedRuns';

const first = 60;
const accuracy = (step: number): number => 1 - Math.exp(-step / 40);
const values = (from: number, to: number): number[] =>
  Array.from({ length: to - from }, (_, index) => accuracy(from + index));

describe('the charts of a live run', () => {
  const { workbench, lab, ref, run } = useCommandWindow([
    { key: 'live', name: 'a live run', running: true, metrics: { accuracy: values(0, first) } },
  ]);
  const panel = () => workbench().webview();
  const charts = (): Locator => panel().locator('#panel-charts');
  const chart = (): Locator => charts().locator('[data-metric="accuracy"]');
  const plot = (): Locator => chart().locator('.plot');
  const tooltip = (): Locator => chart().locator('.chart-tooltip:not([hidden])');
  const pin = (): Locator => chart().locator('.chart-pin:not([hidden])');

  const numberIn = async (text: Promise<string | null>, pattern: RegExp): Promise<number> => {
    const found = pattern.exec((await text) ?? '')?.[1];
    assert.ok(found, `nothing like ${pattern} in “${(await text) ?? ''}”`);
    return Number(found.replaceAll(',', ''));
  };
  const points = (): Promise<number> => numberIn(plot().getAttribute('aria-label'), /([\d,]+) points/);
  const lastValue = (): Promise<number> => numberIn(chart().locator('.last-value').textContent(), /([\d.]+)/);
  const zoom = async (): Promise<string> => charts().locator('.zoom-note [role=status]').innerText();
  const stepIn = (element: Locator): Promise<number> => numberIn(element.innerText(), /Step ([\d,]+)/);
  /** In pixels of the window, at a share of the plot's width. */
  async function pointAt(share: number): Promise<void> {
    const box = await eventually(async () => {
      const box = await plot().boundingBox();
      assert.ok(box, 'the plot is not in sight');
      return box;
    });
    await workbench().page.mouse.move(box.x + box.width * share, box.y + box.height / 2, { steps: 3 });
  }

  before('opens the charts', async () => {
    await workbench().bridge.run((vscode) =>
      vscode.workspace
        .getConfiguration('experimentExplorer')
        .update('refreshInterval', 0.3, vscode.ConfigurationTarget.Global),
    );
    await run('openExperiment', ref('live'), undefined, 'charts');
    await chart().locator('canvas').waitFor();
    await shows(() => points(), first);
  });

  it('grow while zoomed in, and zoom, hover and pin stay', async () => {
    await plot().focus();
    await pointAt(0.5);
    await workbench().page.mouse.wheel(0, -300);
    await charts().getByText('Zoomed in').waitFor();
    await pointAt(0.4);
    await workbench().page.mouse.down();
    await workbench().page.mouse.up();
    await pin().waitFor();
    await pointAt(0.7);
    await tooltip().waitFor();
    const before = {
      zoom: await zoom(),
      pinned: await stepIn(pin()),
      pointed: await stepIn(tooltip()),
      points: await points(),
      last: await lastValue(),
    };
    assert.ok(before.pointed > before.pinned, JSON.stringify(before));

    for (let length = first; length < first + 30; length += 10) {
      await logMore(lab(), 'live', 'accuracy', values(length, length + 10));
      await shows(() => points(), length + 10);
      const now = { zoom: await zoom(), pinned: await stepIn(pin()), pointed: await stepIn(tooltip()) };
      assert.deepEqual(now, { zoom: before.zoom, pinned: before.pinned, pointed: before.pointed });
    }
    await eventually(async () => assert.ok((await lastValue()) > before.last));
    await shows(() => chart().locator('.crosshair:not([hidden])').count(), 1);
    await chart().getByRole('button', { name: 'Unpin accuracy' }).click();
    await plot().press('0');
    await charts().getByText('Zoomed in').waitFor({ state: 'detached' });
    await chart().getByRole('button', { name: 'Table of accuracy' }).click();
    await chart()
      .getByRole('row')
      .filter({ hasText: String(first + 29) })
      .first()
      .waitFor();
    await chart().getByRole('button', { name: 'Chart of accuracy' }).click();
  });

  it('stand still while paused, and catch up afterwards', async () => {
    const length = await points();
    await panel()
      .locator('updated-ago')
      .getByText(/^updated /)
      .waitFor();
    await panel().getByRole('button', { name: 'Pause live updates' }).click();
    await panel().getByRole('button', { name: 'Resume live updates' }).waitFor();
    await logMore(lab(), 'live', 'accuracy', values(length, length + 5));
    // Somebody else keeps asking: the panel could hear of what is new, and must not.
    const asked = await workbench().bridge.run(async (vscode, target) => {
      const { forTests } = vscode.extensions.getExtension('experiment-explorer.experiment-explorer')!
        .exports as ExtensionApi;
      const { store } = await forTests!();
      const watch = store.polling.watch(target);
      let rounds = 0;
      await new Promise<void>((resolve) => {
        const subscription = store.onDidChange((change) => {
          if (change.kind !== 'experiment' || change.key !== target.key) {
            return;
          }
          rounds += 1;
          if (rounds < 3) {
            return;
          }
          subscription.dispose();
          resolve();
        });
      });
      watch.dispose();
      return rounds;
    }, ref('live'));
    assert.equal(asked, 3);
    await shows(() => points(), length);
    await panel().getByRole('button', { name: 'Resume live updates' }).click();
    await shows(() => points(), length + 5);
  });

  it('end with the run: nothing is asked any more', async () => {
    lab().store.experiment('live')!.stop();
    await panel().locator('.state-finished').waitFor();
    await panel()
      .locator('.updated')
      .getByText(/Updated \d\d:/)
      .waitFor();
    await shows(() => panel().getByRole('button', { name: 'Pause live updates' }).count(), 0);
  });
});
