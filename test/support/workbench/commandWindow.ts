// A window signed in to a lab with runs made to measure, for suites that answer the questions of commands on the
// screen.
import type { Locator } from 'playwright-core';
import type { Lab } from '../../../src/lab/comet/server';
import type { ConnectionInfo } from '../../../src/shared/experiment';
import type { ExperimentRef, ProjectRef, WorkspaceRef } from '../../../src/shared/reference';
import type { Verb } from '../../../src/shared/verbs/verbs';
import { eventually } from '../eventually';
import { serveRuns, type LoggedRun } from '../lab/loggedRuns';
import { useWorkbench } from './useWorkbench';
import type { Workbench, WorkbenchOptions } from './workbench';

export const workspace = 'ada';

export interface CommandWindow {
  readonly workbench: () => Workbench;
  readonly lab: () => Lab;
  readonly ref: (key: string) => ExperimentRef;
  readonly workspace: () => WorkspaceRef;
  /** Of the lab's workspace, by name. */
  readonly project: (name: string) => ProjectRef;
  /** The command as anybody calls it; resolves when the user is done. */
  readonly run: <T>(verb: Verb, ...parameters: unknown[]) => Promise<T>;
  /**
   * In the list of notifications: toasts that follow each other faster than a person could cause them are held back.
   */
  readonly notification: (text: string | RegExp) => Promise<Locator>;
  /** What the box complains about. */
  readonly complaint: (text: string | RegExp) => Promise<void>;
  /** Waits for the box whose title, prompt or placeholder has the text. */
  readonly asked: (text: string | RegExp) => Promise<void>;
  /**
   * Runs the command from the palette until it asks so: a page that has just opened takes the focus when it is there,
   * and the box goes with it.
   */
  readonly askedFromPalette: (title: string, text: string | RegExp) => Promise<void>;
  /** Closes the box without an answer. */
  readonly turnAway: () => Promise<void>;
  /** Types into the box that asks so: the next one may look alike, and takes a moment to come. */
  readonly answer: (question: string | RegExp, text: string) => Promise<void>;
}

/** Call inside `describe`. */
export function useCommandWindow(
  runs: readonly LoggedRun[],
  options: Pick<WorkbenchOptions, 'panelsApart' | 'version'> = {},
): CommandWindow {
  let lab: Lab | undefined;
  let connection = '';
  const environment: Record<string, string> = {};
  const theLab = (): Lab => {
    if (lab === undefined) {
      throw new Error('The lab opens in a hook: use it in hooks and tests only.');
    }
    return lab;
  };
  before('serves the runs', async () => {
    lab = await serveRuns(runs);
    environment.COMET_API_KEY = lab.apiKey;
    environment.COMET_URL_OVERRIDE = lab.url;
  });
  const workbench = useWorkbench({ ...options, environment });
  const run = async <T>(verb: Verb, ...parameters: unknown[]): Promise<T> =>
    workbench().bridge.run(
      (vscode, id, given) => vscode.commands.executeCommand<T>(id, ...given),
      `experimentExplorer.${verb}`,
      parameters,
    );
  before('signs in', async () => {
    const importing = run<ConnectionInfo>('importConnection');
    await workbench().pick(new URL(theLab().url).host);
    connection = (await importing).id;
  });
  after('closes the lab', async () => {
    await lab?.close();
  });
  afterEach('puts the window in order', async () => {
    theLab().faults.stop();
    await workbench().bridge.run((vscode) => vscode.commands.executeCommand('workbench.action.closeQuickOpen'));
    await workbench().bridge.run((vscode) => vscode.commands.executeCommand('notifications.clearAll'));
  });
  const question = (text: string | RegExp): Locator =>
    workbench().quickInput.filter({ hasText: text }).or(workbench().quickInput.getByPlaceholder(text)).first();
  const asked = (text: string | RegExp): Promise<void> => question(text).waitFor();
  return {
    workbench,
    lab: theLab,
    run,
    ref: (key) => ({ connection, key }),
    workspace: () => ({ connection, workspace }),
    project(name) {
      const project = theLab().store.projectNamed(workspace, name);
      if (project === undefined) {
        throw new Error(`The lab has no project “${name}”.`);
      }
      return { connection, workspace, projectId: project.id };
    },
    async notification(text) {
      await workbench().bridge.run((vscode) => vscode.commands.executeCommand('notifications.showList'));
      return workbench().page.locator('.notifications-center .notification-list-item').filter({ hasText: text });
    },
    complaint: (text) => workbench().quickInput.locator('.quick-input-message').filter({ hasText: text }).waitFor(),
    asked,
    askedFromPalette: (title, text) =>
      eventually(async () => {
        await workbench().command(title);
        await question(text).waitFor({ timeout: 10_000 });
      }),
    // Escape is also how one closes the list of notifications, which then comes first.
    turnAway: () =>
      eventually(async () => {
        await workbench().page.keyboard.press('Escape');
        await workbench().quickInput.waitFor({ state: 'hidden', timeout: 1_000 });
      }),
    async answer(asks, text) {
      await asked(asks);
      await workbench().type(text);
    },
  };
}
