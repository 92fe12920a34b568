// Gives a mocha suite a window that is in order, and keeps a picture of it for every failed test.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { projectFolder } from '../installation';
import { openWorkbench } from './workbench';
import type { Workbench, WorkbenchOptions } from './workbench';

const openDeadline = 240_000;
/** A window works even when nobody looks: milliseconds until it is closed when no suite wants it. */
const idleTime = 30_000;

/** The window of a suite that ended well: a start, or only a reload, takes longer than most suites. */
let left: Workbench | null = null;
let closing: NodeJS.Timeout | undefined;

async function take(options: WorkbenchOptions): Promise<Workbench> {
  clearTimeout(closing);
  if (left?.suits(options) !== true) {
    return openWorkbench(options);
  }
  const before = left;
  left = null;
  return before.handOver(options);
}

/** Windows of the usual kind wait for the next suite. */
async function giveBack(workbench: Workbench): Promise<void> {
  if (left === null && workbench.suits({})) {
    // Where that fails, nobody knows what would be left of the suite.
    await workbench.putInOrder().then(
      () => (left = workbench),
      () => workbench.close(),
    );
  } else {
    await workbench.close();
  }
  closing = setTimeout(() => {
    const idle = left;
    left = null;
    void idle?.close();
  }, idleTime);
}

export interface WindowUse {
  /** Whether it leaves what `putInOrder` does not know of: then nobody else gets its window. */
  readonly leavesTraces?: boolean;
}

/** Call inside `describe`; the function it gives answers with the window, in hooks and tests. */
export function useWorkbench(
  options: WorkbenchOptions = {},
  { leavesTraces = false }: WindowUse = {},
): () => Workbench {
  let workbench: Workbench | undefined;
  let isSound = !leavesTraces;
  before('opens VS Code', async function () {
    this.timeout(openDeadline);
    workbench = await take(options);
  });
  afterEach('keeps a picture of a failure', async function () {
    const test = this.currentTest;
    if (test?.state !== 'failed' || workbench === undefined) {
      return;
    }
    isSound = false;
    const folder = join(projectFolder, 'out/screenshots');
    await mkdir(folder, { recursive: true });
    const path = join(
      folder,
      `${test
        .fullTitle()
        .replace(/[^\w]+/g, '-')
        .slice(0, 100)}.png`,
    );
    await workbench.screenshot(path);
    console.log(`      picture: ${path}`);
  });
  after('leaves the window', async () => {
    if (workbench === undefined) {
      return;
    }
    if (isSound) {
      await giveBack(workbench);
    } else {
      await workbench.close();
    }
  });
  return () => {
    if (workbench === undefined) {
      throw new Error('The window opens in a hook: use it in hooks and tests only.');
    }
    return workbench;
  };
}
