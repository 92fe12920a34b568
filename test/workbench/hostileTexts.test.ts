// Hostile names and messages in what every command shows: no link, no picture, nothing runs. Walks over all verbs; one
// that is new must be added here.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startCometLab, type Lab } from '../../src/lab/comet/server';
import type { ConnectionInfo } from '../../src/shared/experiment';
import type { Verb } from '../../src/shared/verbs/verbs';
import { eventually } from '../support/eventually';
import { readCode } from '../support/checks/manifest';
import { listedRecordings, recordingsFolder } from '../support/lab/recordings';
import { useWorkbench } from '../support/workbench/useWorkbench';

const hostile =
  '[Open](command:hostile.ran?%5B1%5D) [b](https://evil.example) [c](file:///etc) $(trash) \u202egnp.exe\u0000\n[d](COMMAND:hostile.ran "t")';
/** What every surface shows of it, with nothing in between where a link would begin. */
const shownOfIt = /\[Open\]\u2060\(command:hostile/;

/** Fields that are shown and that nobody is asked for by. */
const shownFields = new Set([
  'experimentName',
  'projectName',
  'description',
  'projectDescription',
  'comment',
  'owner',
  'userName',
  'fileName',
  'tags',
  'aliases',
  'stages',
  'templateName',
  'dashboardName',
  'panelName',
  'name',
  'modelName',
  'code',
  'allowedStatus',
]);

function poisoned(value: unknown, field = ''): unknown {
  if (typeof value === 'string') {
    return shownFields.has(field) ? `${value} ${hostile}` : value;
  }
  if (Array.isArray(value)) {
    return value.map((one) => poisoned(one, field));
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, poisoned(one, key)]));
}

interface Seen {
  readonly surface: string;
  readonly text: string;
  readonly links: readonly string[];
  readonly pictures: readonly string[];
}

/** What is known of a walk over all verbs. */
interface Expected {
  /** How many questions are seen of each verb at least; none where it is not named. */
  readonly asks: Partial<Readonly<Record<Verb, number>>>;
  /** Verbs whose list has no row even when it is whole: one types. */
  readonly emptyLists: readonly Verb[];
}

/** Where all is answered. Of a file dialog, only that it opens. */
const asksOfNames: Expected['asks'] = {
  signIn: 2,
  importConnection: 1,
  signOut: 1,
  find: 1,
  editFind: 1,
  sortBy: 1,
  groupBy: 1,
  chooseMetric: 1,
  addTags: 1,
  removeTags: 1,
  rename: 1,
  delete: 1,
  openCode: 1,
  openAsset: 1,
  compareCode: 1,
  downloadAllAssets: 1,
  createWorkspace: 1,
  createProject: 1,
  createExperiment: 1,
  editProject: 2,
  deleteProject: 1,
  moveExperiments: 2,
  linkExperiments: 2,
  removeShareLink: 1,
  openPanelSource: 1,
  openDashboard: 1,
  newQuery: 3,
  editQuery: 1,
  renameQuery: 1,
  deleteQuery: 1,
  findBestExperiment: 1,
  registerModel: 2,
  editRegistryModel: 1,
  deleteVersion: 2,
  logParameter: 2,
  logMetric: 2,
  logOther: 2,
  uploadAssets: 1,
  tagAssets: 1,
  deleteAssets: 1,
  sendRequest: 2,
};
/** Where everything is refused. */
const asksOfRefusals: Expected['asks'] = {
  signIn: 2,
  importConnection: 1,
  signOut: 1,
  find: 1,
  editFind: 1,
  sortBy: 1,
  groupBy: 1,
  chooseMetric: 1,
  addTags: 1,
  createExperiment: 1,
  copyShareLink: 1,
  removeShareLink: 1,
  openPanelSource: 1,
  openDashboard: 1,
  editQuery: 1,
  renameQuery: 1,
  deleteQuery: 1,
  editRegistryModel: 1,
  deleteVersion: 1,
  logParameter: 1,
  logMetric: 1,
  logOther: 1,
  uploadAssets: 1,
  sendRequest: 2,
};

interface Walked {
  readonly seen: readonly Seen[];
  /** Different ones: what is said about an answer is no other question. */
  readonly questions: number;
}

describe('hostile texts', () => {
  const environment: Record<string, string> = {};
  let lab: Lab;
  let connection = '';
  let folder = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hostile-'));
    lab = await startCometLab({ archives: recordingsFolder });
    environment.COMET_API_KEY = lab.apiKey;
    environment.COMET_URL_OVERRIDE = lab.url;
  });
  const workbench = useWorkbench({ environment }, { leavesTraces: true });
  const start = (verb: Verb, ...given: unknown[]): Promise<unknown> =>
    workbench().bridge.run(
      (vscode, id, parameters) => vscode.commands.executeCommand(id, ...parameters).then(() => null),
      `experimentExplorer.${verb}`,
      given,
    );
  before('signs in, and lets a command wait to be run by a link', async () => {
    const importing = workbench().bridge.run((vscode) =>
      vscode.commands.executeCommand<ConnectionInfo>('experimentExplorer.importConnection'),
    );
    await workbench().pick(new URL(lab.url).host);
    connection = (await importing).id;
    await workbench().bridge.run(
      (vscode, path) =>
        vscode.workspace
          .getConfiguration('experimentExplorer')
          .update('downloads.folder', path, vscode.ConfigurationTarget.Global),
      folder,
    );
    await workbench().bridge.run((vscode) => {
      Object.assign(globalThis, { hostileRuns: 0 });
      vscode.commands.registerCommand('hostile.ran', () =>
        Object.assign(globalThis, { hostileRuns: (globalThis as { hostileRuns?: number }).hostileRuns! + 1 }),
      );
      return null;
    });
  });
  after(async () => {
    await lab.close();
    await rm(folder, { recursive: true });
  });

  /** What is on the screen of ours; every link in it is clicked. */
  const look = (): Promise<Seen[]> =>
    workbench().page.evaluate(() => {
      const surfaces = {
        'quick input': '.quick-input-widget',
        notification: '.notification-list-item',
        dialog: '.monaco-dialog-box',
        'status bar': '.part.statusbar .statusbar-item',
        message: '.tree-explorer-viewlet-tree-view .message',
      };
      return Object.entries(surfaces).flatMap(([surface, selector]) =>
        [...document.querySelectorAll<HTMLElement>(selector)]
          .filter((element) => element.offsetParent !== null || element.getClientRects().length > 0)
          .map((element) => {
            const links = [...element.querySelectorAll<HTMLElement>('a')].filter(
              (link) =>
                !link.classList.contains('label-name') &&
                !link.classList.contains('action-label') &&
                !link.classList.contains('monaco-button') &&
                !link.classList.contains('statusbar-item-label'),
            );
            const seen = {
              surface,
              text: element.innerText,
              links: links.map((link) => link.outerHTML),
              pictures: [...element.querySelectorAll('.codicon-trash')]
                .filter((picture) => !picture.classList.contains('action-label'))
                .map((picture) => picture.outerHTML),
            };
            for (const link of links) {
              link.click();
            }
            return seen;
          }),
      );
    });
  /**
   * What is asked on the screen: '' for nothing, null for a question that is not whole yet or checks its answer. The
   * first line is what it is known by; what stands behind a colon in its title comes later than the question.
   * @param mayBeEmpty whether a list without a row is whole
   */
  const question = (mayBeEmpty = true): Promise<string | null> =>
    workbench().page.evaluate((mayBeEmpty) => {
      const [dialog, box, list] = ['.monaco-dialog-box', '.quick-input-widget', '.quick-input-list'].map((selector) =>
        [...document.querySelectorAll(selector)].find((element) => element.getClientRects().length > 0),
      );
      if (dialog !== undefined) {
        return `dialog\n${dialog.textContent}`;
      }
      if (box === undefined) {
        return '';
      }
      const isLoading = !mayBeEmpty && list !== undefined && list.querySelector('.monaco-list-row') === null;
      if (isLoading || box.querySelector('input:disabled:not([type=checkbox])') !== null) {
        return null;
      }
      const title = box.querySelector('.quick-input-title')?.textContent.split(':')[0] ?? '';
      const rest = [...box.children].filter((element) => !element.matches('.quick-input-titlebar'));
      return `${title} ${box.querySelector('input')?.placeholder ?? ''}\n${rest.map((element) => element.textContent).join('|')}`;
    }, mayBeEmpty);
  /** When it resolves, each side has heard what the other had to say when it was called, and what that led to. */
  const heard = (): Promise<null> =>
    workbench().bridge.run(async (vscode) => {
      for (let time = 0; time < 2; time += 1) {
        // Through the window and back, behind all that the window has said before.
        await vscode.commands.executeCommand('setContext', 'hostileTexts.heard', time);
        // What is told to an open question is gathered until the next turn.
        await new Promise((resolve) => setTimeout(resolve, 0));
      }
      return null;
    });

  const { key } = listedRecordings().experiments.find(({ name }) => name === 'mlp-64 lr=0.01')!;
  const targets = async (): Promise<
    Record<
      'connection' | 'workspace' | 'project' | 'experiment' | 'asset' | 'code' | 'model' | 'version' | 'artifact',
      object
    >
  > => {
    const experiment = lab.store.experiment(key)!;
    const { project } = experiment;
    const content = await experiment.content();
    const ref = { connection, key };
    const place = { connection, workspace: project.workspace };
    const [asset] = [...content.assets.values()];
    return {
      connection: { connection },
      workspace: place,
      project: { ...place, projectId: project.id },
      experiment: ref,
      asset: { ...ref, assetId: asset!.id },
      code: { ...ref, path: hostile },
      model: { ...ref, model: hostile },
      version: { ...place, registryModel: hostile, version: hostile },
      artifact: { ...place, artifact: hostile, version: hostile },
    };
  };
  type Target = keyof Awaited<ReturnType<typeof targets>> | null;
  /** What each verb is about; a verb that is missing does not compile. */
  const walks: Readonly<Record<Verb, Target>> = {
    signIn: null,
    importConnection: null,
    exploreLab: null,
    signOut: 'connection',
    showLog: null,
    refresh: null,
    loadMore: null,
    find: null,
    editFind: null,
    clearFind: null,
    sortBy: null,
    groupBy: null,
    chooseMetric: 'project',
    showArchived: null,
    hideArchived: null,
    openExperiment: 'experiment',
    addToChart: null,
    copyKey: 'experiment',
    copyLink: 'experiment',
    openInBrowser: null,
    addTags: 'experiment',
    removeTags: 'experiment',
    rename: 'experiment',
    archive: null,
    restore: null,
    stop: 'experiment',
    delete: 'experiment',
    openCode: 'experiment',
    openPatch: 'experiment',
    openOutput: 'experiment',
    openParameters: 'experiment',
    openAsset: 'experiment',
    compareCodeWithActiveFile: 'experiment',
    compareCode: 'experiment',
    downloadAsset: 'asset',
    downloadAllAssets: 'experiment',
    downloadModel: 'experiment',
    createWorkspace: 'connection',
    createProject: 'workspace',
    createExperiment: 'project',
    editProject: 'project',
    deleteProject: 'project',
    editNotes: 'project',
    moveExperiments: 'experiment',
    linkExperiments: 'experiment',
    addShareLink: 'project',
    copyShareLink: 'project',
    removeShareLink: 'project',
    openPanelSource: 'workspace',
    openDashboard: 'project',
    newQuery: 'project',
    editQuery: 'project',
    renameQuery: 'project',
    deleteQuery: 'project',
    findBestExperiment: 'project',
    registerModel: 'experiment',
    editRegistryModel: 'workspace',
    deleteRegistryModel: 'version',
    setStages: 'version',
    commentVersion: 'version',
    deleteVersion: 'workspace',
    downloadVersion: 'version',
    editWebhooks: 'workspace',
    downloadArtifact: 'artifact',
    logParameter: 'experiment',
    logMetric: 'experiment',
    logOther: 'experiment',
    uploadAssets: 'experiment',
    tagAssets: 'asset',
    deleteAssets: 'asset',
    openHtml: 'experiment',
    stopReportScripts: null,
    openGraph: 'experiment',
    sendRequest: 'connection',
  };

  /** Goes as far as Enter leads, cancels what is left, and says what was seen and how often it was asked on the way. */
  async function walk(verb: Verb, given: readonly unknown[], mayBeEmpty: boolean): Promise<Walked> {
    const { page } = workbench();
    const seen: Seen[] = [];
    let isOver = false;
    const hasEnded = (): boolean => isOver;
    void start(verb, ...given)
      .catch(() => null)
      .finally(() => (isOver = true));
    const mostQuestions = 3;
    const questions = new Set<string>();
    let before = '';
    for (let asked = 1; ; asked += 1) {
      // Until the next question is whole or the command has ended; or Enter was heard and has led nowhere.
      const now = await eventually(async () => {
        if (hasEnded()) {
          return '';
        }
        await heard();
        const now = await question(mayBeEmpty);
        assert.ok(hasEnded() || (now !== '' && now !== null), `${verb} neither asks nor ends`);
        return now ?? '';
      });
      seen.push(...(await look()));
      if (now === '' || now === before) {
        break;
      }
      before = now;
      questions.add(now.split('\n')[0]!);
      if ((await page.locator('.monaco-dialog-box').count()) > 0 || asked === mostQuestions) {
        break;
      }
      await page
        .locator('.quick-input-widget')
        .getByRole('textbox')
        .first()
        .press('Enter', { timeout: 10_000 })
        .catch(() => null);
    }
    await eventually(async () => {
      if ((await question()) !== '') {
        await page.keyboard.press('Escape');
        await heard();
      }
      assert.ok(hasEnded() && (await question()) === '', `${verb} does not end`);
    });
    seen.push(...(await look()));
    return { seen, questions: questions.size };
  }

  async function walkAll({ asks, emptyLists }: Expected): Promise<Map<Verb, Walked>> {
    const known = await targets();
    const all = new Map<Verb, Walked>();
    for (const verb of Object.keys(walks) as Verb[]) {
      if (verb === 'exploreLab' || verb === 'openInBrowser') {
        continue;
      }
      const target = walks[verb];
      const walked = await walk(verb, target === null ? [] : [known[target]], emptyLists.includes(verb));
      all.set(verb, walked);
    }
    for (const [verb, { questions }] of all) {
      assert.ok(questions >= (asks[verb] ?? 0), `${verb}: ${questions} questions were seen`);
    }
    // Toasts that follow each other fast are held back: in the list, all are seen.
    await workbench().bridge.run((vscode) => vscode.commands.executeCommand('notifications.showList'));
    all.set('showLog', { questions: 0, seen: [...(all.get('showLog')?.seen ?? []), ...(await look())] });
    await workbench().bridge.run((vscode) => vscode.commands.executeCommand('notifications.clearAll'));
    return all;
  }

  function assertHarmless(all: ReadonlyMap<Verb, Walked>): readonly Seen[] {
    for (const [verb, { seen }] of all) {
      for (const { surface, text, links, pictures } of seen) {
        assert.deepEqual([links, pictures], [[], []], `${verb}: ${surface} “${text}”`);
        assert.doesNotMatch(text, /\]\((command|https?|file):/i, `${verb}: ${surface}`);
        assert.doesNotMatch(text, /[\u202a-\u202e\u2066-\u2069]/u, `${verb}: ${surface}`);
      }
    }
    return [...all.values()].flatMap(({ seen }) => seen).filter(({ text }) => shownOfIt.test(text));
  }
  const assertNothingRan = async (): Promise<void> =>
    assert.deepEqual(
      await workbench().bridge.run((vscode) => [
        (globalThis as { hostileRuns?: number }).hostileRuns,
        vscode.window.terminals.length,
      ]),
      [0, 0],
    );

  it('are walked for every verb there is', () => {
    assert.deepEqual(Object.keys(walks).sort(), [...readCode().verbs.keys()].sort());
  });

  it('in names make no link and no picture, and nothing runs', async () => {
    lab.faults.always(/\/api\//, {
      kind: 'rewrite',
      change: (body) => {
        try {
          return JSON.stringify(poisoned(JSON.parse(body)));
        } catch {
          return body;
        }
      },
    });
    const found = assertHarmless(await walkAll({ asks: asksOfNames, emptyLists: ['findBestExperiment', 'tagAssets'] }));
    for (const surface of ['quick input', 'notification', 'dialog']) {
      assert.ok(
        found.some((seen) => seen.surface === surface),
        `no hostile text in any ${surface}: the test sees nothing`,
      );
    }
    await assertNothingRan();
  });

  it('in what a server says make no link and no picture, and nothing runs', async () => {
    lab.faults.stop();
    lab.faults.always(/\/api\//, {
      kind: 'status',
      status: 400,
      body: JSON.stringify({ code: 400, msg: hostile, sdk_error_code: 0, data: null }),
    });
    await start('refresh');
    const found = assertHarmless(
      await walkAll({ asks: asksOfRefusals, emptyLists: ['addTags', 'logParameter', 'logMetric', 'logOther'] }),
    );
    assert.ok(new Set(found.map(({ surface }) => surface)).has('notification'));
    await assertNothingRan();
  });
});
