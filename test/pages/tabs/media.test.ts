/** The Media tab: recorded figures, and pictures, sounds, videos and texts made to measure. */
import assert from 'node:assert/strict';
import { comparedAssets } from '../../support/fixtures/comparedAssets';
import { eventually } from '../../support/eventually';
import { shows } from '../../support/shows';
import { savePageScreenshot } from '../../support/pages/pageScreenshot';
import {
  blob,
  generatedAsset,
  png,
  svgPicture,
  wav,
  type GeneratedAsset,
} from '../../support/fixtures/generatedAssets';
import { seriousViolations } from '../../support/pages/accessibility';
import { recordedPage } from '../../support/fixtures/recordedPage';
import type { Theme } from '../../support/pages/builtPages';
import { showTab, usePage, type ExperimentStub } from '../../support/pages/usePage';
import { BackendError, failed, loading, ready } from '../../../src/shared/problem';

const hostile = '<img src=x onerror="window.hacked=1">';

/** The page's state and answers for these assets. */
const withAssets = (all: readonly GeneratedAsset[]) => ({
  state: { assets: ready(all.map(({ asset }) => asset)) },
  answers: {
    asset: ({ assetId }: { readonly assetId: string }) => {
      const found = all.find(({ asset }) => asset.id === assetId);
      return found === undefined
        ? Promise.reject(
            new BackendError('unsupported', 'This asset is larger than the 64 MB that are shown here.', {
              advice: 'Download it instead.',
            }),
          )
        : Promise.resolve(found.bytes);
    },
  },
});

const steps = [0, 500, 1000, 1500];
const series = (name: string, context: string | null = null): readonly GeneratedAsset[] =>
  steps.map((step) => generatedAsset(`${name}-${step}`, name, 'image', blob(step), { step, context }));

const loaded = (host: ExperimentStub, scope = '.image-grid') =>
  eventually(async () => {
    const states = await host.page
      .locator(`${scope} asset-picture`)
      .evaluateAll((elements) =>
        elements.map(
          (element) =>
            element.querySelector('img')?.complete === true && (element.querySelector('img')?.naturalWidth ?? 0) > 0,
        ),
      );
    assert.ok(states.length > 0 && states.every(Boolean), JSON.stringify(states));
  });

describe('media', () => {
  const open = usePage();

  it('counts what is there on its tab, and says when there is nothing', async () => {
    const host = await open({ state: { assets: ready([]) } });
    await host.rests();
    await shows(() => host.page.locator('#tab-media .count').count(), 0);
    const panel = await showTab(host, 'media');
    await shows(() => panel.innerText(), /has logged no images, sounds, videos or text samples/);
    await host.push({
      assets: ready([...series('a'), generatedAsset('t', 'text', 'text', 'hello')].map(({ asset }) => asset)),
    });
    await shows(() => host.page.locator('#tab-media .count').textContent(), '5');
  });

  for (const theme of ['dark', 'light', 'highContrast', 'highContrastLight'] satisfies Theme[]) {
    it(`shows the recorded figures in the theme ${theme}`, async () => {
      const recorded = await recordedPage('digits-sweep');
      const host = await open({ ...recorded, theme });
      const panel = await showTab(host, 'media');
      await loaded(host);
      await shows(
        async () => (await panel.locator('.tile-name bdi').allTextContents()).sort(),
        ['figures/learning curves', 'figures/mistakes'],
      );
      await savePageScreenshot(host.page, `media-${theme}-recorded`);
      await panel.getByRole('button', { name: 'Enlarge figures/mistakes' }).click();
      await loaded(host, '.viewer');
      await savePageScreenshot(host.page, `media-${theme}-viewer`);
    });
  }

  it('has one slider for the images of a name, and moves all to a step together', async () => {
    const host = await open(
      withAssets([...series('predictions/a'), ...series('predictions/b'), ...series('predictions/a', 'validate')]),
    );
    const panel = await showTab(host, 'media');
    await loaded(host);
    await shows(() => panel.locator('.tile').count(), 3);
    const words = () => panel.locator('.tile .step-words').allTextContents();
    await shows(() => words(), ['step 1500', 'step 1500', 'step 1500']);
    const slider = panel.locator('.tile input[type=range]').first();
    await slider.focus();
    await host.page.keyboard.press('Home');
    await shows(() => words(), ['step 0', 'step 0', 'step 0']);
    await panel.locator('vscode-checkbox').click();
    await slider.focus();
    await host.page.keyboard.press('ArrowRight');
    await shows(() => words(), ['step 500', 'step 0', 'step 0']);
    // Asked once an image, however often it is looked at.
    await host.page.keyboard.press('ArrowLeft');
    await host.page.keyboard.press('ArrowRight');
    await loaded(host);
    const ids = host.asked
      .filter(({ question }) => question === 'asset')
      .map(({ argument }) => (argument as { assetId: string }).assetId);
    assert.equal(new Set(ids).size, ids.length);
    await savePageScreenshot(host.page, 'media-steps');
  });

  it('asks only for images that come into sight', async () => {
    const many = Array.from({ length: 150 }, (_, index) =>
      generatedAsset(`m${index}`, `sample ${index}`, 'image', blob(index * 10)),
    );
    const host = await open(withAssets(many));
    const panel = await showTab(host, 'media');
    await panel.locator('img').first().waitFor();
    await host.page.waitForFunction(() => document.querySelectorAll('.image-grid [aria-busy=true]').length === 0);
    const first = host.asked.filter(({ question }) => question === 'asset').length;
    assert.ok(first > 8 && first < 80, `${first} asked`);
    await panel.evaluate((element) => element.scrollTo(0, element.scrollHeight));
    await panel.getByAltText('sample 149').waitFor();
    await panel.locator('vscode-text-field input').fill('sample 77');
    await shows(() => panel.locator('.tile').count(), 1);
  });

  it('shows an image large, zooms with squares for pixels, and turns by keyboard', async () => {
    const host = await open(
      withAssets([
        ...series('a'),
        generatedAsset(
          'b',
          'b',
          'image',
          png(300, 200, (x) => [x % 256, 90, 120]),
        ),
      ]),
    );
    const panel = await showTab(host, 'media');
    await loaded(host);
    await panel.getByRole('button', { name: 'Enlarge a' }).click();
    const viewer = panel.locator('dialog');
    const image = viewer.locator('img');
    await loaded(host, '.viewer');
    const width = () => image.evaluate((element) => element.getBoundingClientRect().width);
    // 28 pixels, eight times as wide, each a square.
    await shows(() => width(), 224);
    await shows(() => image.evaluate((element) => getComputedStyle(element).imageRendering), 'pixelated');
    await host.page.keyboard.press('1');
    await shows(() => width(), 28);
    await shows(() => image.evaluate((element) => getComputedStyle(element).imageRendering), 'auto');
    await host.page.keyboard.press('+');
    await shows(() => width(), 35);
    const left = () => image.evaluate((element) => element.getBoundingClientRect().left);
    const before = await left();
    await host.page.keyboard.press('Shift+ArrowRight');
    await shows(() => left(), before - 40);
    await viewer.locator('.viewer-stage').hover();
    await host.page.mouse.wheel(0, -400);
    await eventually(async () => assert.ok((await width()) > 70));
    await savePageScreenshot(host.page, 'media-zoomed');
    await host.page.keyboard.press('ArrowDown');
    await shows(() => viewer.locator('.step-words').textContent(), 'step 1000');
    await host.page.keyboard.press('ArrowRight');
    await shows(() => image.getAttribute('alt'), 'b');
    await host.page.keyboard.press('ArrowRight');
    await shows(() => image.getAttribute('alt'), 'a');
    await host.page.keyboard.press('Escape');
    await shows(() => viewer.evaluate((element: HTMLDialogElement) => element.open), false);
  });

  it('runs nothing of an SVG, and says why a picture cannot be shown', async () => {
    const remote = generatedAsset('r', 'remote.png', 'image', '', {
      remoteUrl: 's3://user:secret@bucket/remote.png?sig=1',
      size: null,
    });
    const large = generatedAsset('absent', 'large.png', 'image', '', { size: 1e9 }).asset;
    const given = withAssets([
      generatedAsset('s', hostile, 'image', svgPicture),
      generatedAsset('x', 'broken.png', 'image', 'no picture'),
      remote,
    ]);
    const host = await open({
      ...given,
      state: { assets: ready([...(given.state.assets.state === 'ready' ? given.state.assets.value : []), large]) },
    });
    const panel = await showTab(host, 'media');
    await panel.locator('img').first().waitFor();
    await eventually(async () => {
      const text = await panel.innerText();
      for (const words of [
        'This is no image that can be shown here.',
        'larger than the 64 MB',
        'Download it instead.',
        'Kept at s3://bucket/remote.png',
        hostile,
      ]) {
        assert.ok(text.includes(words), `${words} in ${text}`);
      }
    });
    await shows(
      () =>
        panel
          .locator('img')
          .first()
          .evaluate((element: HTMLImageElement) => element.naturalWidth),
      120,
    );
    await shows(() => host.page.evaluate(() => 'hacked' in window), false);
    await eventually(() =>
      assert.ok(
        !host.asked.some(({ argument }) => (argument as { assetId?: string }).assetId === 'r'),
        'a remote asset is never asked for',
      ),
    );
  });

  it('plays sounds and videos, and says when they cannot be played', async () => {
    const host = await open(
      withAssets([
        generatedAsset('s0', 'speech', 'audio', wav(440), { step: 1 }),
        generatedAsset('s1', 'speech', 'audio', wav(660), { step: 2 }),
        generatedAsset('big', 'concert.wav', 'audio', wav(220), { size: 30_000_000 }),
        generatedAsset('v', 'clip.mp4', 'video', 'no video'),
      ]),
    );
    const panel = await showTab(host, 'media');
    await shows(
      () =>
        panel
          .locator('audio')
          .first()
          .evaluate((element: HTMLAudioElement) => element.duration),
      0.5,
    );
    await panel.getByRole('button', { name: /^Load concert\.wav, / }).click();
    await shows(() => panel.locator('audio').count(), 2);
    await savePageScreenshot(host.page, 'media-audio');
    await panel.getByRole('radio', { name: /Video/ }).click();
    await shows(() => panel.innerText(), /This video cannot be played here/);
  });

  it('draws many sounds a portion at a time, and finds them by name', async () => {
    const host = await open(
      withAssets(
        Array.from({ length: 150 }, (_, index) =>
          generatedAsset(`s${index}`, `take ${index}`, 'audio', wav(200 + index)),
        ),
      ),
    );
    const panel = await showTab(host, 'media');
    await shows(() => panel.locator('asset-player').count(), 60);
    await panel.getByText('90 sounds more').getByRole('button', { name: 'Show more' }).click();
    await shows(() => panel.locator('asset-player').count(), 120);
    await panel.getByRole('textbox', { name: 'Search by name' }).fill('take 149');
    await panel.locator('audio[aria-label="take 149"]').waitFor();
    await shows(() => panel.locator('asset-player').count(), 1);
  });

  it('shows the recorded text samples and finds words in them', async () => {
    const recorded = await recordedPage('wine');
    const host = await open(recorded);
    const panel = await showTab(host, 'media');
    await panel.locator('pre', { hasText: 'the forest is least sure' }).first().waitFor();
    await eventually(async () => {
      const count = await panel.locator('.text-sample').count();
      assert.ok(count >= 4);
    });
    await savePageScreenshot(host.page, 'media-texts');
    await panel.locator('vscode-text-field input').fill('10 trees');
    await shows(() => panel.locator('.text-sample').count(), 1);
    await shows(() => panel.locator('.chip').first().innerText(), /^truth: class_/);
  });

  it('shows hostile text as text', async () => {
    const host = await open(
      withAssets([
        generatedAsset('t', hostile, 'text', `${hostile}\n${'long '.repeat(2000)}`, {
          metadata: JSON.stringify({ [hostile]: hostile }),
        }),
      ]),
    );
    const panel = await showTab(host, 'media');
    await panel.locator('pre').waitFor();
    await shows(() => panel.locator('img').count(), 0);
    await panel.getByRole('button', { name: /Show all/ }).click();
    await eventually(async () => assert.ok((await panel.locator('pre').innerText()).length > 9000));
    await shows(() => host.page.evaluate(() => 'hacked' in window), false);
  });

  /** Pictures of one name: a plain colour each, so that a pixel tells whose it is. */
  const plain = (name: string, at: readonly number[], red: number, size = 28): readonly GeneratedAsset[] =>
    at.map((step) =>
      generatedAsset(
        `${name}-${step}`,
        name,
        'image',
        png(size, size, (x, y) => [red, x < size / 2 ? 40 : 200, y < size / 2 ? step % 256 : 120]),
        { step },
      ),
    );

  it('lays images of a name side by side, the nearest step of each before the one asked for', async () => {
    const host = await open(
      comparedAssets(plain('digits', [0, 100, 200], 10), [
        plain('digits', [0, 150], 90),
        plain('digits', [150], 170),
        [],
        failed(new BackendError('unreachable', 'The server is away.')),
        loading,
      ]),
    );
    const panel = await showTab(host, 'media');
    const cells = async () =>
      (await panel.locator('.beside .tile').allInnerTexts()).map((text) => text.replace(/\s+/g, ' ').trim());
    await shows(
      () => cells(),
      [
        'digits-mlp lr=0.003 wide',
        'digits-mlp seed=1 of step 150',
        'digits-mlp seed=2 of step 150',
        'Not logged digits-mlp seed=3',
        'Its assets could not be loaded digits-mlp seed=4',
        'Loading its assets… digits-mlp seed=5',
      ],
    );
    await shows(
      () => panel.locator('.missing-assets').innerText(),
      /seed=4\s+The server is away\.[^]*seed=5\s+Loading its assets/,
    );
    const slider = panel.locator('.beside-head input[type=range]');
    await shows(() => slider.getAttribute('max'), '3');
    await slider.focus();
    await host.page.keyboard.press('ArrowLeft');
    await host.page.keyboard.press('ArrowLeft');
    await shows(
      async () => (await cells()).slice(0, 3),
      ['digits-mlp lr=0.003 wide', 'digits-mlp seed=1 of step 0', 'Not logged before step 150 digits-mlp seed=2'],
    );
    await host.page.keyboard.press('Home');
    await shows(async () => (await cells()).slice(0, 2), ['digits-mlp lr=0.003 wide', 'digits-mlp seed=1']);
    // The same names of assets, each from its own experiment.
    const red = (index: number) =>
      panel
        .locator('.beside img')
        .nth(index)
        .evaluate((image: HTMLImageElement) => {
          const context = document.createElement('canvas').getContext('2d')!;
          context.drawImage(image, 0, 0);
          return context.getImageData(3, 3, 1, 1).data[0];
        });
    await shows(async () => [await red(0), await red(1)], [10, 90]);
    await panel.getByRole('radio', { name: 'This experiment' }).click();
    await shows(() => panel.locator('.image-grid .tile').count(), 1);
  });

  for (const theme of ['dark', 'light', 'highContrast', 'highContrastLight'] satisfies Theme[]) {
    // The same elements in other colours.
    const colorsOnly = theme !== 'dark';
    it(`shows experiments side by side without a serious violation in the theme ${theme}`, async () => {
      const host = await open({
        ...comparedAssets(series('predictions'), [
          series('predictions'),
          [generatedAsset('o', 'predictions', 'image', blob(700), { step: 700 })],
          [],
        ]),
        theme,
      });
      const panel = await showTab(host, 'media');
      await loaded(host, '.beside');
      await savePageScreenshot(host.page, `media-${theme}-beside`);
      assert.deepEqual(await seriousViolations(host.page, { colorsOnly }), []);
      await panel.getByRole('button', { name: 'Enlarge predictions of digits-mlp seed=1' }).click();
      await loaded(host, '.viewer');
      await savePageScreenshot(host.page, `media-${theme}-beside-viewer`);
      assert.deepEqual(await seriousViolations(host.page, { colorsOnly }), []);
    });
  }

  it('zooms into the same part of the pictures of all experiments, and turns to the next by keyboard', async () => {
    const host = await open(
      comparedAssets(
        [...plain('digits', [0, 100], 10), ...plain('other', [0], 10)],
        [plain('digits', [0, 100], 90, 56), plain('digits', [0], 170)],
      ),
    );
    const panel = await showTab(host, 'media');
    await loaded(host, '.beside');
    await panel.getByRole('button', { name: /^Enlarge digits of digits-mlp lr/ }).click();
    const viewer = panel.locator('dialog');
    await loaded(host, '.viewer');
    const boxes = () =>
      viewer.locator('.viewer-stage').evaluateAll((stages) =>
        stages.map((stage) => {
          const [outer, inner] = [stage.getBoundingClientRect(), stage.querySelector('img')!.getBoundingClientRect()];
          return [inner.left - outer.left, inner.top - outer.top, inner.width].map(
            (value) => Math.round(value * 10) / 10,
          );
        }),
      );
    await viewer
      .locator('.viewer-stage')
      .nth(1)
      .hover({ position: { x: 60, y: 60 } });
    await host.page.mouse.wheel(0, -600);
    await eventually(async () => {
      const [one, two, three] = await boxes();
      assert.ok(one![2]! > 300, String(one));
      assert.deepEqual([two, three], [one, one]);
    });
    await shows(
      () =>
        viewer.locator('img').evaluateAll((images) => images.map((image) => getComputedStyle(image).imageRendering)),
      ['pixelated', 'pixelated', 'pixelated'],
    );
    await host.page.mouse.down();
    await host.page.mouse.move(500, 300, { steps: 3 });
    await host.page.mouse.up();
    await shows(async () => new Set((await boxes()).map(String)).size, 1);
    const leading = () => viewer.locator('[aria-current=true] .experiment-name').innerText();
    await shows(() => leading(), /wide/);
    await viewer.locator('.viewer-panes').focus();
    await host.page.keyboard.press('ArrowRight');
    await shows(() => leading(), /seed=1/);
    // Of the one that leads, whoever logged it.
    const of = { connection: 'c1', key: '1'.padStart(32, '0') };
    await viewer.getByRole('button', { name: /^Open digits/ }).click();
    assert.deepEqual(await host.command('assetVerb'), { verb: 'openAsset', of, assetId: 'digits-100' });
    await viewer.getByRole('button', { name: /^Open experiment digits-mlp seed=1/ }).click();
    assert.deepEqual(await host.command('openCompared'), { of });
    await viewer.locator('.viewer-panes').focus();
    await host.page.keyboard.press('ArrowDown');
    await shows(() => viewer.locator('.viewer-bar .step-words').innerText(), 'step 0');
    await host.page.keyboard.press('ArrowUp');
    await shows(() => viewer.locator('.viewer-pane').nth(2).innerText(), /of step 0/);
    await savePageScreenshot(host.page, 'media-beside-zoomed');

    await viewer.getByRole('radio', { name: 'Difference' }).click();
    await host.page.keyboard.press('0');
    await loaded(host, '.viewer');
    await shows(
      () =>
        viewer
          .locator('.difference img')
          .evaluateAll((images) => images.map((image) => image.getBoundingClientRect().width)),
      [448, 448],
    );
    // 90 from 10 is 80 of red; the rest is alike.
    const middle = (await viewer.locator('.difference').boundingBox())!;
    const shot = await host.page.screenshot({
      clip: { x: middle.x + middle.width / 2, y: middle.y + middle.height / 2, width: 1, height: 1 },
    });
    await eventually(async () => {
      const pixel = await host.page.evaluate(
        async (data) => {
          const image = new Image();
          image.src = data;
          await image.decode();
          const context = document.createElement('canvas').getContext('2d')!;
          context.drawImage(image, 0, 0);
          return [...context.getImageData(0, 0, 1, 1).data];
        },
        `data:image/png;base64,${shot.toString('base64')}`,
      );
      assert.deepEqual(pixel, [80, 0, 0, 255]);
    });
    await savePageScreenshot(host.page, 'media-difference');
    await viewer.getByRole('radio', { name: 'One' }).click();
    await viewer.locator('.viewer-panes').focus();
    await host.page.keyboard.press('PageDown');
    await shows(() => viewer.getAttribute('aria-label'), 'Image other');
    await shows(() => viewer.locator('.viewer-pane').innerText(), /Not logged/);
    await host.page.keyboard.press('ArrowLeft');
    await shows(() => viewer.locator('img').getAttribute('alt'), 'other');
  });

  it('lays sounds and text samples side by side, hostile names as text', async () => {
    const text = (id: string, words: string, step: number) =>
      generatedAsset(id, `text-sample-${id}.txt`, 'text', words, { step });
    const given = comparedAssets(
      [text('1', 'own words', 10), generatedAsset('s', 'speech', 'audio', wav(440), { step: 1 })],
      [
        [
          text('4', `${hostile} first`, 5),
          text('5', 'second of the step', 5),
          generatedAsset('s', 'speech', 'audio', wav(330), { step: 1 }),
        ],
      ],
    );
    const compared = given.state.compared.map((one) =>
      one.experiment.state === 'ready'
        ? { ...one, experiment: ready({ ...one.experiment.value, name: hostile }) }
        : one,
    );
    const host = await open({ ...given, state: { ...given.state, compared } });
    const panel = await showTab(host, 'media');
    await shows(() => panel.locator('audio').count(), 2);
    const download = async (name: RegExp, at: number) => {
      const count = host.commands.filter(({ command }) => command === 'assetVerb').length;
      await panel.getByRole('button', { name }).nth(at).click();
      return eventually(() => {
        const found = host.commands.filter(({ command }) => command === 'assetVerb')[count];
        assert.ok(found, 'Nothing is downloaded.');
        return found.argument;
      });
    };
    const downloaded = await download(/^Download speech/, 1);
    assert.deepEqual(downloaded, {
      verb: 'downloadAsset',
      of: compared[0]?.reference,
      assetId: 's',
    });
    await panel.getByRole('radio', { name: /Text/ }).click();
    await shows(
      () => panel.locator('asset-text pre').allInnerTexts(),
      ['own words', `${hostile} first`, 'second of the step'],
    );
    await savePageScreenshot(host.page, 'media-beside-texts');
    await eventually(async () => assert.ok((await panel.innerText()).includes(hostile)));
    await shows(() => panel.locator('img').count(), 0);
    await shows(() => host.page.evaluate(() => 'hacked' in window), false);
  });
});
