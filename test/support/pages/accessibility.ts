/** What axe finds seriously wrong on a page that a test has brought to where it wants it. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AxeResults, RunOptions } from 'axe-core';
import type { Page } from 'playwright-core';

const script = readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Looked {
  /** The part of the page that is looked at; all of it when left out. */
  readonly within?: string;
  readonly excluded?: readonly string[];
  /** Only what another theme may change; all rules when left out. */
  readonly colorsOnly?: boolean;
}

/** The rules whose answer depends on colours. */
const colorRules = ['color-contrast', 'link-in-text-block'];

/** One line a violation of serious or critical impact: its rule, what breaks it, why. */
export async function seriousViolations(
  page: Page,
  { within = 'html', excluded = [], colorsOnly = false }: Looked = {},
): Promise<readonly string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) {
    await page.evaluate(await script);
  }
  const found = await page.evaluate(
    async ({ include, exclude, rules }) => {
      const { axe } = window as unknown as { axe: { run(context: object, options: RunOptions): Promise<AxeResults> } };
      const { violations } = await axe.run(
        { include: [include], exclude },
        { resultTypes: ['violations'], ...(rules === null ? {} : { runOnly: rules }) },
      );
      return violations.map(({ id, impact, nodes }) => ({
        id,
        impact,
        nodes: nodes.map(({ target, failureSummary = '' }) => ({ target: target.join(' '), failureSummary })),
      }));
    },
    { include: within, exclude: [...excluded], rules: colorsOnly ? colorRules : null },
  );
  return found
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(
        ({ target, failureSummary }) => `${id}: ${target}: ${failureSummary.replace(/\s+/g, ' ').slice(0, 220)}`,
      ),
    );
}
