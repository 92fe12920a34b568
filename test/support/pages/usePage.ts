/**
 * One browser for all page tests of a process, a page of its own for each while it runs; each must end without errors
 * and policy violations.
 */
import type { ExperimentPageProtocol, ExperimentPageState, PushedPageState } from '../../../src/shared/protocol';
import { launchBrowser } from './browser';
import { BuiltPages } from './builtPages';
import { answers, pageState } from '../fixtures/experimentFixture';
import { StubHost, type StubHostOptions } from './stubHost';

type Options = Partial<Omit<StubHostOptions<ExperimentPageProtocol>, 'page' | 'state' | 'answers'>> & {
  readonly state?: Partial<PushedPageState>;
  readonly answers?: Partial<StubHostOptions<ExperimentPageProtocol>['answers']>;
};

export type ExperimentStub = StubHost<ExperimentPageProtocol>;

let pagesOfProcess: Promise<BuiltPages> | undefined;
/** Its browser ends with the process. */
const builtPages = (): Promise<BuiltPages> =>
  (pagesOfProcess ??= launchBrowser().then((browser) => new BuiltPages(browser)));

/**
 * Call it within a describe; what it gives opens the experiment page on the fixture, changed as the options say. A page
 * is closed after the test that opened it, or after all tests of the describe.
 */
export function usePage(lasts: 'test' | 'suite' = 'test'): (options?: Options) => Promise<ExperimentStub> {
  let opened: ExperimentStub[] = [];
  let mayBeUsedAgain = true;

  afterEach(function () {
    mayBeUsedAgain &&= this.currentTest?.state !== 'failed';
  });
  (lasts === 'test' ? afterEach : after)(async () => {
    const closing = opened;
    opened = [];
    const pages = mayBeUsedAgain ? await builtPages() : undefined;
    mayBeUsedAgain = true;
    await Promise.all(closing.map((host) => host.close(pages)));
  });

  return async ({ state, answers: changed, ...rest } = {}) => {
    const pages = await builtPages();
    const host = await StubHost.open<ExperimentPageProtocol>(await pages.take(), {
      ...rest,
      page: 'experiment',
      state: { ...pageState, ...state },
      answers: { ...answers, ...changed },
    });
    opened.push(host);
    return host;
  };
}

/** Brings a tab to the front and gives its panel. */
export async function showTab(host: ExperimentStub, tab: ExperimentPageState['front']['tab']) {
  await host.page.locator(`#tab-${tab}`).click();
  const panel = host.page.locator(`#panel-${tab}`);
  await panel.waitFor();
  return panel;
}
