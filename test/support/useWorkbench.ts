// Gives a mocha suite a window in which nobody has done anything yet, and keeps a picture of it for every failed test.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { projectFolder } from './installation';
import { openWorkbench } from './workbench';
import type { Workbench, WorkbenchOptions } from './workbench';

const openDeadline = 240_000;

/** The window of a suite that ended well: the next one gets another of the same VS Code, since a start takes longer than most suites. */
let left: Workbench | null = null;

async function freshWorkbench(options: WorkbenchOptions): Promise<Workbench> {
  const before = left;
  left = null;
  const renewed = await before?.renew(options);
  if (renewed === null) await before?.close();
  return renewed ?? (await openWorkbench(options));
}

/** Call inside `describe`; the function it gives answers with the window, in hooks and tests. */
export function useWorkbench(options: WorkbenchOptions = {}): () => Workbench {
  let workbench: Workbench | undefined;
  let isSound = true;
  before('opens VS Code', async function () {
    this.timeout(openDeadline);
    workbench = await freshWorkbench(options);
  });
  afterEach('keeps a picture of a failure', async function () {
    const test = this.currentTest;
    if (test?.state !== 'failed' || workbench === undefined) return;
    isSound = false;
    const folder = join(projectFolder, 'out/screenshots');
    await mkdir(folder, { recursive: true });
    const path = join(folder, `${test.fullTitle().replace(/[^\w]+/g, '-').slice(0, 100)}.png`);
    await workbench.screenshot(path);
    console.log(`      picture: ${path}`);
  });
  after('leaves the window', async () => {
    if (workbench === undefined) return;
    if (isSound && (await workbench.leave())) left = workbench;
    else await workbench.close();
  });
  return () => {
    if (workbench === undefined) throw new Error('The window opens in a hook: use it in hooks and tests only.');
    return workbench;
  };
}
