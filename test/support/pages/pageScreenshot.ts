/**
 * Pictures of pages for people to look at: `npm test -- pages --pictures` keeps them in out/pictures. No test reads
 * them, so they are not made otherwise.
 */
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { projectFolder } from '../installation';
import { picturesVariable } from '../runner/suite';

/** @param name without an ending */
export async function savePageScreenshot(page: Page, name: string): Promise<void> {
  if (process.env[picturesVariable] !== undefined) {
    await page.screenshot({ path: join(projectFolder, 'out/pictures', `${name}.png`) });
  }
}
