/** What axe finds seriously wrong on a page that a test has brought to where it wants it. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

const script = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** One line a violation of serious or critical impact: its rule, what breaks it, why. */
export async function seriousViolations(page: Page, excluded: readonly string[] = []): Promise<readonly string[]> {
  await page.evaluate(await readFile(script, 'utf8'));
  const results = await page.evaluate((exclude) => (window as unknown as { axe: { run(context: object): Promise<AxeResults> } }).axe.run({ exclude }), [...excluded]);
  return results.violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${(failureSummary ?? '').replace(/\s+/g, ' ').slice(0, 220)}`));
}
