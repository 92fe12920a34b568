/** One browser for a file of page tests, one page a test; each page must end without errors and policy violations. */
import type { Browser } from 'playwright-core';
import type { ExperimentPageProtocol, ExperimentPageState, PushedPageState } from '../../src/shared/protocol';
import { launchBrowser } from './browser';
import { answers, pageState } from './experimentFixture';
import { StubHost, type StubHostOptions } from './stubHost';

type Options = Partial<Omit<StubHostOptions<ExperimentPageProtocol>, 'page' | 'state' | 'answers'>> & {
  readonly state?: Partial<PushedPageState>;
  readonly answers?: Partial<StubHostOptions<ExperimentPageProtocol>['answers']>;
};

export type ExperimentStub = StubHost<ExperimentPageProtocol>;

/**
 * Call it within a describe; what it gives opens the experiment page on the fixture, changed as the options say. A page is
 * closed after the test that opened it, or after all tests of the describe.
 */
export function usePage(lasts: 'test' | 'suite' = 'test'): (options?: Options) => Promise<ExperimentStub> {
  let browser: Browser;
  let opened: ExperimentStub[] = [];

  before(async () => {
    browser = await launchBrowser();
  });
  (lasts === 'test' ? afterEach : after)(async () => {
    const closing = opened;
    opened = [];
    await Promise.all(closing.map((host) => host.close()));
  });
  after(() => browser.close());

  return async ({ state, answers: changed, ...rest } = {}) => {
    const host = await StubHost.open<ExperimentPageProtocol>(browser, {
      ...rest, page: 'experiment', state: { ...pageState, ...state }, answers: { ...answers, ...changed },
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
