/** The charts' engine alone in a real browser: its pixels beside those of the same lines drawn point by point. */
import assert from 'node:assert/strict';
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../../support/pages/browser';
import type { Comparison, Drawing, DrawnLine, Engine, Packed } from '../../support/pages/enginePage';
import { eventually } from '../../support/eventually';

/**
 * Strokes of several pixels and slivers of bands are smoothed otherwise here and there: of these one pixel in a
 * thousand may differ.
 */
function assertAlike({ drawn, missing, added }: Comparison, what: string, mayDiffer = 0): void {
  assert.ok(drawn > 50, `${what}: there is something to be compared`);
  assert.ok(
    missing <= drawn * mayDiffer && added <= drawn * mayDiffer,
    `${what}: of ${drawn} pixels ${missing} are missing, ${added} added`,
  );
}

const pack = (values: Iterable<number>): Packed => Buffer.from(Float64Array.from(values).buffer).toString('base64');
const seeded = (seed: number) => (): number => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647;
const steps = (length: number): number[] => Array.from({ length }, (_, index) => index);
/** Lines of which nothing is seen: with so many each is a hairline. */
const unseen: readonly DrawnLine[] = Array.from({ length: 8 }, (_, index) => ({
  x: pack([index]),
  y: pack([NaN]),
  color: '#000000',
}));

/** 9,000 points each: a dozen and more a pixel column. */
const shapes: Readonly<Record<string, (step: number, random: () => number) => number>> = {
  'a noisy fall': (step, random) => Math.exp(-step / 2000) + (random() - 0.5) * 0.2,
  'a line that never changes': () => 0.5,
  'a smooth fall': (step) => Math.exp(-step / 2000),
  'noise of less than a pixel': (_, random) => 0.5 + (random() - 0.5) * 0.004,
  'noise of about a pixel': (step, random) => 0.5 + Math.sin(step / 1500) * 0.3 + (random() - 0.5) * 0.012,
  'spikes of a single step': (step) => (step % 997 === 500 ? 1 : 0.2),
  'steps up and down': (step) => (Math.floor(step / 700) % 2 === 0 ? 0.2 : 0.8),
  breaks: (step, random) => (step % 400 > 330 || random() < 0.001 ? NaN : 0.5 + Math.sin(step / 300) * 0.3),
  'swings far out of sight': (step) => 0.5 + Math.sin(step / 40) * 30,
};

for (const density of [1, 2]) {
  describe(`engine of charts at ${density} device pixel${density === 1 ? '' : 's'} to a point`, () => {
    let browser: Browser, page: Page;
    const call = <Name extends keyof Engine>(
      name: Name,
      ...given: Parameters<Engine[Name]>
    ): Promise<ReturnType<Engine[Name]>> =>
      page.evaluate(
        ([what, values]) =>
          (window as unknown as { engine: Record<string, (...each: readonly unknown[]) => unknown> }).engine[what]!(
            ...values,
          ),
        [name, given] as const,
      ) as Promise<ReturnType<Engine[Name]>>;

    before(async () => {
      const { outputFiles } = await build({
        entryPoints: ['test/support/pages/enginePage.ts'],
        bundle: true,
        write: false,
        format: 'iife',
        target: 'es2022',
        tsconfig: 'webview/tsconfig.json',
        logLevel: 'warning',
      });
      browser = await launchBrowser();
      const context = await browser.newContext({
        deviceScaleFactor: density,
        viewport: { width: 800, height: 400 },
        locale: 'en-US',
      });
      page = await context.newPage();
      await page.setContent('<!DOCTYPE html><html lang="en"><head><title>Engine</title></head><body></body></html>');
      await page.addScriptTag({ content: outputFiles[0]!.text });
    });
    after(() => browser.close());

    const drawn = (shape: string, rest: Partial<DrawnLine> = {}): DrawnLine => {
      const random = seeded(shape.length + 7);
      return {
        x: pack(steps(9000)),
        y: pack(steps(9000).map((step) => shapes[shape]!(step, random))),
        color: '#ff0000',
        ...rest,
      };
    };

    for (const shape of Object.keys(shapes)) {
      it(`draws ${shape} as all its points would, alone and as a hairline of many`, async () => {
        const line = drawn(shape);
        for (const xRange of [
          [0, 8999],
          [1000, 5200.5],
          [4210.3, 4950.7],
          [-3000, 20_000],
        ] as const) {
          for (const [lines, width] of [
            [[line], 1.5],
            [[...unseen, line], 1 / density],
          ] as const) {
            await call('draw', { lines, xRange, yRange: [0, 1.3] }, true);
            assertAlike(
              await call('compare', width),
              `${shape} from ${xRange[0]} to ${xRange[1]}, ${lines.length} lines`,
              width > 1 ? 0.001 : 0,
            );
          }
        }
      });
    }

    it('draws a crowd of points as darkly as all of them would', async () => {
      for (const noise of [1.5, 3, 5]) {
        const random = seeded(5);
        const count = 20_000;
        const heights = steps(count).map(
          (step) => 0.65 + Math.sin((step / count) * 6) * 0.4 + (random() - 0.5) * (noise / density) * (1.3 / 270),
        );
        await call(
          'draw',
          {
            lines: [...unseen, { x: pack(steps(count)), y: pack(heights), color: '#ff0000' }],
            xRange: [0, count - 1],
            yRange: [0, 1.3],
          },
          true,
        );
        const { ink } = await call('compare', 1 / density);
        assert.ok(ink > 0.91 && ink < 1.09, `noise of ${noise} device pixels: ${ink}`);
      }
    });

    it('fills bands as all their points would, broken where they are', async () => {
      const random = seeded(3);
      const x = steps(9000);
      const low = x.map((step) =>
        step > 3000 && step < 3600 ? NaN : 0.3 + Math.sin(step / 900) * 0.2 - random() * 0.05,
      );
      const high = low.map((value, step) => (step % 2111 === 2000 ? 1.2 : value + 0.1 + random() * 0.2));
      high[7000] = NaN;
      for (const xRange of [
        [0, 8999],
        [2500, 5000],
        [6900.5, 7100],
      ] as const) {
        await call(
          'draw',
          { bands: [{ x: pack(x), low: pack(low), high: pack(high), color: '#ff0000' }], xRange, yRange: [-0.1, 1.3] },
          true,
        );
        assertAlike(await call('compare', 1), `band from ${xRange[0]} to ${xRange[1]}`, 0.001);
      }
      await call(
        'draw',
        {
          bands: [
            {
              x: pack([0, 1, 2, 3, 4]),
              low: pack([NaN, 0.2, NaN, NaN, 0.1]),
              high: pack([1, 0.9, 0.9, NaN, 0.9]),
              color: '#ff0000',
            },
          ],
          xRange: [0, 4],
          yRange: [0, 1],
        },
        true,
      );
      assert.ok((await call('colorAt', 1, 0.5))[3]! > 100, 'one place alone is seen');
      assert.equal((await call('colorAt', 2, 0.5))[3], 0);
    });

    it('paints bands behind lines', async () => {
      await call(
        'draw',
        {
          bands: [{ x: pack([0, 10]), low: pack([0.2, 0.2]), high: pack([0.8, 0.8]), color: '#00ff00' }],
          lines: [{ x: pack([0, 10]), y: pack([0.5, 0.5]), color: '#ff0000' }],
          xRange: [0, 10],
          yRange: [0, 1],
        },
        true,
      );
      const [red, green] = await call('colorAt', 5, 0.5);
      assert.ok(red! > 150 && green! < 120, `${red} ${green}`);
      assert.deepEqual(await call('colorAt', 5, 0.7), [0, 255, 0, 255]);
    });

    it('lets what is dimmed step back, still to be seen, and paints what is pointed at over it and wider', async () => {
      const flat = (y: number, color: string, dimmed: boolean): DrawnLine => ({
        x: pack([0, 10]),
        y: pack([y, y]),
        color,
        dimmed,
      });
      const cross: DrawnLine = { x: pack([0, 10]), y: pack([0.3, 0.7]), color: '#0000ff', dimmed: true };
      const many = (dimmed: boolean): Drawing => ({
        lines: [
          flat(0.5, '#ff0000', false),
          ...Array.from({ length: 9 }, (_, index) => flat(0.9 - index / 100, '#00ff00', dimmed)),
          { ...cross, dimmed },
        ],
        xRange: [0, 10],
        yRange: [0, 1],
      });
      const strength = (): Promise<readonly number[]> => call('columnAt', 2.5);
      const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
      const lower = (values: readonly number[]): readonly number[] =>
        values.slice(Math.floor(values.length * 0.45), Math.floor(values.length * 0.55));
      const upper = (values: readonly number[]): readonly number[] => values.slice(0, Math.floor(values.length * 0.25));
      await call('draw', many(false), true);
      const before = await strength();
      await call('draw', many(true));
      const after = await strength();
      assert.ok(sum(upper(after)) < sum(upper(before)) * 0.4, 'others step back');
      assert.ok(sum(upper(after)) > sum(upper(before)) * 0.1, 'but are there');
      assert.ok(sum(lower(after)) > sum(lower(before)) * 1.2, 'the one is wider than a hairline');
      const [red, , blue] = await call('colorAt', 5, 0.5);
      assert.ok(red! > 150 && blue! < 100, `what is pointed at is above: ${red} ${blue}`);
      await call('draw', many(false));
      assert.deepEqual(await strength(), before);
    });

    it('dashes lines of few points and flat ones of many, but never hides a spike in a gap', async () => {
      const share = async (): Promise<number> => {
        const row = await call('rowAt', 0.5);
        return row.filter((opacity) => opacity > 60).length / row.length;
      };
      for (const lines of [[], unseen]) {
        for (const length of [2, 20, 9000]) {
          const line: DrawnLine = {
            x: pack(steps(length).map((step) => (step / (length - 1)) * 8999)),
            y: pack(steps(length).map(() => 0.5)),
            color: '#ff0000',
          };
          await call('draw', { lines: [...lines, line], xRange: [0, 8999], yRange: [0, 1] }, true);
          assert.ok((await share()) > 0.99, `${length} points, solid`);
          await call('draw', { lines: [...lines, { ...line, dash: [6, 6] }], xRange: [0, 8999], yRange: [0, 1] });
          const dashed = await share();
          assert.ok(dashed > 0.4 && dashed < 0.68, `${length} points, ${lines.length} others, dashed: ${dashed}`);
        }
        const spikes: DrawnLine = { ...drawn('spikes of a single step'), dash: [2, 12] };
        await call('draw', { lines: [...lines, spikes], xRange: [0, 8999], yRange: [0, 1.3] }, true);
        const row = await call('rowAt', 0.8);
        const seen = new Set(
          row.flatMap((opacity, column) =>
            opacity > 60 ? [Math.round(((column / row.length) * 8999 - 500) / 997)] : [],
          ),
        );
        assert.deepEqual(
          [...seen].sort((one, other) => one - other),
          [0, 1, 2, 3, 4, 5, 6, 7, 8],
        );
      }
    });

    if (density === 1) {
      it('zooms and moves many points at once by what it has, and draws them exactly once it rests', async () => {
        const made = (unlike: number) =>
          Array.from({ length: 10 }, (_, index): DrawnLine => {
            const random = seeded(index + 5);
            return {
              x: pack(steps(15_000)),
              y: pack(
                steps(15_000).map(
                  (step) => index / 12 + (step === 7321 + index ? 0.5 : random() * 0.1) + (step === 0 ? unlike : 0),
                ),
              ),
              color: '#ff0000',
            };
          });
        const lines = made(0);
        const views: readonly Drawing['xRange'][] = [
          [3000, 12_000],
          [4500, 10_500],
          [5500, 11_500],
          [4000, 12_000],
          [6500, 8000],
        ];
        const exact = new Map<string, string>();
        for (const xRange of views) {
          await call('draw', { lines, xRange, yRange: [0, 1.4] }, true);
          exact.set(String(xRange), await call('image'));
        }
        // New lines, so that nothing of them is known.
        const fresh = made(1e-9);
        await call('draw', { lines: fresh, xRange: [0, 14_999], yRange: [0, 1.4] }, true);
        let rough = 0;
        for (const xRange of views) {
          // Both in one turn of the page: a rest comes later.
          const [image, spikes] = await page.evaluate(
            ([drawing]) => {
              const { engine } = window as unknown as { engine: Engine };
              engine.draw(drawing);
              return [engine.image(), engine.drawnAbove()] as const;
            },
            [{ lines: fresh, xRange, yRange: [0, 1.4] }] as const,
          );
          if (image !== exact.get(String(xRange))) {
            rough += 1;
          }
          assert.ok(spikes > 20, 'spikes are seen all the while');
          await eventually(async () => assert.equal(await call('image'), exact.get(String(xRange))));
        }
        assert.ok(rough >= 2, `${rough} of ${views.length} pictures were rough ones`);
      });
    }

    it('draws few points exactly at once', async () => {
      const line = drawn('a noisy fall');
      await call('draw', { lines: [line], xRange: [2000, 4000], yRange: [0, 1.3] }, true);
      const exact = await call('image');
      await call('draw', { lines: [line], xRange: [0, 8999], yRange: [0, 1.3] }, true);
      const image = await page.evaluate(
        ([drawing]) => {
          const { engine } = window as unknown as { engine: Engine };
          engine.draw(drawing);
          return engine.image();
        },
        [{ lines: [line], xRange: [2000, 4000], yRange: [0, 1.3] } satisfies Drawing] as const,
      );
      assert.equal(image, exact);
    });
  });
}
