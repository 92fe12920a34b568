import { strict as assert } from 'node:assert';
import { experimentTabs } from '../../src/shared/verbs/experimentTabs';
import { eventually } from '../support/eventually';
import { pageState } from '../support/fixtures/experimentFixture';
import { showTab, usePage } from '../support/pages/usePage';

describe('a page in another language', () => {
  const open = usePage();
  /** What was logged stays as it is, and so do units of time. */
  const isLogged = (text: string, data: string): boolean =>
    /^\d+ (min|ms)( \d+ s)?$|^GPU \d$/.test(text) ||
    (text.match(/[A-Za-z]{3,}/g) ?? []).every((word) => data.includes(word));

  /** What is left of a text when all that was translated is taken out of it. */
  function remainder(text: string): string {
    const inner = text.replaceAll(/⟦[^⟦⟧]*⟧/g, ' ');
    return inner === text ? inner : remainder(inner);
  }

  for (const tab of experimentTabs) {
    it(`says nothing of its own in English: ${tab}`, async () => {
      const host = await open({ bracketed: true, answers: { asset: () => Promise.resolve(new Uint8Array()) } });
      const panel = await showTab(host, tab);
      await eventually(async () => {
        assert.equal(await panel.locator('[aria-busy=true], vscode-progress-ring').count(), 0);
        const texts = await host.page.evaluate(() => {
          const written: string[] = [],
            named: string[] = [];
          const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
          for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
            if (node instanceof Text && !/^(SCRIPT|STYLE)$/.test(node.parentElement?.tagName ?? '')) {
              written.push(node.data);
            }
            for (const name of node instanceof Element ? ['title', 'aria-label', 'placeholder', 'alt'] : []) {
              named.push((node as Element).getAttribute(name) ?? '');
            }
          }
          // One text, since a translated sentence goes on in other nodes where an element stands in it.
          return [written.join('\0'), ...named];
        });
        const data = JSON.stringify(pageState) + host.answered.join('');
        assert.ok(
          texts.some((text) => text.includes('⟦')),
          'nothing is translated',
        );
        const english = texts
          .flatMap((text) => remainder(text).split('\0'))
          .map((text) => text.trim())
          .filter((text) => /[A-Za-z]{3}/.test(text) && !isLogged(text, data));
        assert.deepEqual([...new Set(english)], []);
      });
    });
  }
});
