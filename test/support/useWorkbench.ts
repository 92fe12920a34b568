// Opens one window for a mocha suite, keeps a picture of it for every failed test, and closes it at the end.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { projectFolder } from './installation';
import { openWorkbench } from './workbench';
import type { Workbench, WorkbenchOptions } from './workbench';

const openDeadline = 240_000;

/** Call inside `describe`; the function it gives answers with the window, in hooks and tests. */
export function useWorkbench(options: WorkbenchOptions = {}): () => Workbench {
  let workbench: Workbench | undefined;
  before('opens VS Code', async function () {
    this.timeout(openDeadline);
    workbench = await openWorkbench(options);
  });
  afterEach('keeps a picture of a failure', async function () {
    const test = this.currentTest;
    if (test?.state !== 'failed' || workbench === undefined) return;
    const folder = join(projectFolder, 'out/screenshots');
    await mkdir(folder, { recursive: true });
    const path = join(folder, `${test.fullTitle().replace(/[^\w]+/g, '-').slice(0, 100)}.png`);
    await workbench.screenshot(path);
    console.log(`      picture: ${path}`);
  });
  after('closes VS Code', async () => {
    await workbench?.close();
  });
  return () => {
    if (workbench === undefined) throw new Error('The window opens in a hook: use it in hooks and tests only.');
    return workbench;
  };
}
