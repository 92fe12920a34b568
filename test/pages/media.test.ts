/** The Media tab: recorded figures, and pictures, sounds, videos and texts made to measure. */
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { eventually } from '../support/eventually';
import { blob, made, png, svgPicture, wav, type MadeAsset } from '../support/madeAssets';
import { recordedPage } from '../support/recordedPage';
import type { Theme } from '../support/stubHost';
import { showTab, usePage, type ExperimentStub } from '../support/usePage';
import { BackendError, ready } from '../../src/shared/problem';

const pictures = 'out/pictures';
const hostile = '<img src=x onerror="window.hacked=1">';

/** The page's state and answers for these assets. */
const withAssets = (all: readonly MadeAsset[]) => ({
  state: { assets: ready(all.map(({ asset }) => asset)) },
  answers: {
    asset: ({ assetId }: { readonly assetId: string }) => {
      const found = all.find(({ asset }) => asset.id === assetId);
      return found === undefined ? Promise.reject(new BackendError('unsupported', 'This asset is larger than the 64 MB that are shown here.', { advice: 'Download it instead.' })) : Promise.resolve(found.bytes);
    },
  },
});

const steps = [0, 500, 1000, 1500];
const series = (name: string, context: string | null = null): readonly MadeAsset[] =>
  steps.map((step) => made(`${name}-${step}`, name, 'image', blob(step), { step, context }));

const loaded = (host: ExperimentStub, scope = '.image-grid') => eventually(async () => {
  const states = await host.page.locator(`${scope} asset-picture`).evaluateAll((elements) => elements.map((element) => element.querySelector('img')?.complete === true && (element.querySelector('img')?.naturalWidth ?? 0) > 0));
  assert.ok(states.length > 0 && states.every(Boolean), JSON.stringify(states));
});

describe('media', () => {
  const open = usePage();
  before(() => void mkdirSync(pictures, { recursive: true }));

  it('counts what is there on its tab, and says when there is nothing', async () => {
    const host = await open({ state: { assets: ready([]) } });
    assert.equal(await host.page.locator('#tab-media .count').count(), 0);
    const panel = await showTab(host, 'media');
    await eventually(async () => assert.match(await panel.innerText(), /has logged no images, sounds, videos or text samples/));
    await host.push({ assets: ready([...series('a'), made('t', 'text', 'text', 'hello')].map(({ asset }) => asset)) });
    await eventually(async () => assert.equal(await host.page.locator('#tab-media .count').textContent(), '5'));
  });

  for (const theme of ['dark', 'light', 'highContrast', 'highContrastLight'] satisfies Theme[]) {
    it(`shows the recorded figures in the theme ${theme}`, async () => {
      const recorded = await recordedPage('digits-sweep');
      const host = await open({ ...recorded, theme });
      const panel = await showTab(host, 'media');
      await loaded(host);
      assert.deepEqual((await panel.locator('.tile-name bdi').allTextContents()).sort(), ['figures/learning curves', 'figures/mistakes']);
      await host.page.screenshot({ path: `${pictures}/media-${theme}-recorded.png` });
      await panel.getByRole('button', { name: 'Enlarge figures/mistakes' }).click();
      await loaded(host, '.viewer');
      await host.page.screenshot({ path: `${pictures}/media-${theme}-viewer.png` });
    });
  }

  it('has one slider for the images of a name, and moves all to a step together', async () => {
    const host = await open(withAssets([...series('predictions/a'), ...series('predictions/b'), ...series('predictions/a', 'validate')]));
    const panel = await showTab(host, 'media');
    await loaded(host);
    assert.equal(await panel.locator('.tile').count(), 3);
    const words = () => panel.locator('.tile .step-words').allTextContents();
    assert.deepEqual(await words(), ['step 1500', 'step 1500', 'step 1500']);
    const slider = panel.locator('.tile input[type=range]').first();
    await slider.focus();
    await host.page.keyboard.press('Home');
    await eventually(async () => assert.deepEqual(await words(), ['step 0', 'step 0', 'step 0']));
    await panel.locator('vscode-checkbox').click();
    await slider.focus();
    await host.page.keyboard.press('ArrowRight');
    await eventually(async () => assert.deepEqual(await words(), ['step 500', 'step 0', 'step 0']));
    // Asked once an image, however often it is looked at.
    await host.page.keyboard.press('ArrowLeft');
    await host.page.keyboard.press('ArrowRight');
    await loaded(host);
    const ids = host.asked.filter(({ question }) => question === 'asset').map(({ argument }) => (argument as { assetId: string }).assetId);
    assert.equal(new Set(ids).size, ids.length);
    await host.page.screenshot({ path: `${pictures}/media-steps.png` });
  });

  it('asks only for images that come into sight', async () => {
    const many = Array.from({ length: 150 }, (_, index) => made(`m${index}`, `sample ${index}`, 'image', blob(index * 10)));
    const host = await open(withAssets(many));
    const panel = await showTab(host, 'media');
    await panel.locator('img').first().waitFor();
    await host.page.waitForFunction(() => document.querySelectorAll('.image-grid [aria-busy=true]').length === 0);
    const first = host.asked.filter(({ question }) => question === 'asset').length;
    assert.ok(first > 8 && first < 80, `${first} asked`);
    await panel.evaluate((element) => element.scrollTo(0, element.scrollHeight));
    await panel.getByAltText('sample 149').waitFor();
    await panel.locator('vscode-text-field input').fill('sample 77');
    await eventually(async () => assert.equal(await panel.locator('.tile').count(), 1));
  });

  it('shows an image large, zooms with squares for pixels, and turns by keyboard', async () => {
    const host = await open(withAssets([...series('a'), made('b', 'b', 'image', png(300, 200, (x) => [x % 256, 90, 120]))]));
    const panel = await showTab(host, 'media');
    await loaded(host);
    await panel.getByRole('button', { name: 'Enlarge a' }).click();
    const viewer = panel.locator('dialog');
    const image = viewer.locator('img');
    await loaded(host, '.viewer');
    const width = () => image.evaluate((element) => element.getBoundingClientRect().width);
    // 28 pixels, eight times as wide, each a square.
    await eventually(async () => assert.equal(await width(), 224));
    assert.equal(await image.evaluate((element) => getComputedStyle(element).imageRendering), 'pixelated');
    await host.page.keyboard.press('1');
    await eventually(async () => assert.equal(await width(), 28));
    assert.equal(await image.evaluate((element) => getComputedStyle(element).imageRendering), 'auto');
    await host.page.keyboard.press('+');
    await eventually(async () => assert.equal(await width(), 35));
    const left = () => image.evaluate((element) => element.getBoundingClientRect().left);
    const before = await left();
    await host.page.keyboard.press('Shift+ArrowRight');
    await eventually(async () => assert.equal(await left(), before - 40));
    await viewer.locator('.viewer-stage').hover();
    await host.page.mouse.wheel(0, -400);
    await eventually(async () => assert.ok(await width() > 70));
    await host.page.screenshot({ path: `${pictures}/media-zoomed.png` });
    await host.page.keyboard.press('ArrowDown');
    await eventually(async () => assert.equal(await viewer.locator('.step-words').textContent(), 'step 1000'));
    await host.page.keyboard.press('ArrowRight');
    await eventually(async () => assert.equal(await image.getAttribute('alt'), 'b'));
    await host.page.keyboard.press('ArrowRight');
    await eventually(async () => assert.equal(await image.getAttribute('alt'), 'a'));
    await host.page.keyboard.press('Escape');
    await eventually(async () => assert.equal(await viewer.evaluate((element: HTMLDialogElement) => element.open), false));
  });

  it('runs nothing of an SVG, and says why a picture cannot be shown', async () => {
    const remote = made('r', 'remote.png', 'image', '', { remoteUrl: 's3://user:secret@bucket/remote.png?sig=1', size: null });
    const large = made('absent', 'large.png', 'image', '', { size: 1e9 }).asset;
    const given = withAssets([made('s', hostile, 'image', svgPicture), made('x', 'broken.png', 'image', 'no picture'), remote]);
    const host = await open({ ...given, state: { assets: ready([...given.state.assets.state === 'ready' ? given.state.assets.value : [], large]) } });
    const panel = await showTab(host, 'media');
    await panel.locator('img').first().waitFor();
    await eventually(async () => {
      const text = await panel.innerText();
      for (const words of ['This is no image that can be shown here.', 'larger than the 64 MB', 'Download it instead.', 'Kept at s3://bucket/remote.png', hostile]) assert.ok(text.includes(words), `${words} in ${text}`);
    });
    assert.equal(await panel.locator('img').first().evaluate((element: HTMLImageElement) => element.naturalWidth), 120);
    assert.equal(await host.page.evaluate(() => 'hacked' in window), false);
    assert.ok(!host.asked.some(({ argument }) => (argument as { assetId?: string }).assetId === 'r'), 'a remote asset is never asked for');
  });

  it('plays sounds and videos, and says when they cannot be played', async () => {
    const host = await open(withAssets([
      made('s0', 'speech', 'audio', wav(440), { step: 1 }), made('s1', 'speech', 'audio', wav(660), { step: 2 }),
      made('big', 'concert.wav', 'audio', wav(220), { size: 30_000_000 }), made('v', 'clip.mp4', 'video', 'no video'),
    ]));
    const panel = await showTab(host, 'media');
    await eventually(async () => assert.equal(await panel.locator('audio').first().evaluate((element: HTMLAudioElement) => element.duration), 0.5));
    await panel.getByRole('button', { name: /^Load concert\.wav, / }).click();
    await eventually(async () => assert.equal(await panel.locator('audio').count(), 2));
    await host.page.screenshot({ path: `${pictures}/media-audio.png` });
    await panel.getByRole('radio', { name: /Video/ }).click();
    await eventually(async () => assert.match(await panel.innerText(), /This video cannot be played here/));
  });

  it('shows the recorded text samples and finds words in them', async () => {
    const recorded = await recordedPage('wine');
    const host = await open(recorded);
    const panel = await showTab(host, 'media');
    await panel.locator('pre', { hasText: 'the forest is least sure' }).first().waitFor();
    const count = await panel.locator('.text-sample').count();
    assert.ok(count >= 4);
    await host.page.screenshot({ path: `${pictures}/media-texts.png` });
    await panel.locator('vscode-text-field input').fill('10 trees');
    await eventually(async () => assert.equal(await panel.locator('.text-sample').count(), 1));
    assert.match(await panel.locator('.chip').first().innerText(), /^truth: class_/);
  });

  it('shows hostile text as text', async () => {
    const host = await open(withAssets([made('t', hostile, 'text', `${hostile}\n${'long '.repeat(2000)}`, { metadata: JSON.stringify({ [hostile]: hostile }) })]));
    const panel = await showTab(host, 'media');
    await panel.locator('pre').waitFor();
    assert.equal(await panel.locator('img').count(), 0);
    await panel.getByRole('button', { name: /Show all/ }).click();
    await eventually(async () => assert.ok((await panel.locator('pre').innerText()).length > 9000));
    assert.equal(await host.page.evaluate(() => 'hacked' in window), false);
  });
});
