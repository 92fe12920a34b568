/** Report panels in a real extension host: one a report, what runs in them and how it ends. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { ReportRef } from '../../../src/shared/reference';
import type { Node } from '../../../src/tree/nodes';
import { eventually } from '../../support/eventually';
import { signInToRuns, type SignedInLab } from '../../support/host/signedInLab';

describe('report panels', () => {
  let product: SignedInLab;
  const html = '<h1>Report</h1><script>document.title = "ran"</script>';
  before(async () => {
    product = await signInToRuns([
      {
        key: 'with',
        name: 'with report',
        html,
        assets: [
          { id: 'profile', name: 'profile.html', bytes: '<h1>Profile</h1>' },
          { id: 'frame', name: 'frame.HTM', type: 'dataframe-profile', bytes: '<h1>Frame</h1>', folder: 'dataframes' },
          { id: 'table', name: 'table.html', type: 'dataframe', bytes: '<table></table>' },
          { id: 'far', name: 'far.html', link: 's3://bucket/far.html' },
          { id: 'page', name: 'page.html.txt', bytes: 'no page' },
        ],
      },
      { key: 'without', name: 'without report' },
    ]);
  });
  afterEach(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));
  after(() => product.close());

  const report = (assetId: string | null = null): ReportRef => ({ ...product.ref('with'), assetId });
  const tabs = () =>
    vscode.window.tabGroups.all
      .flatMap((group) => group.tabs)
      .filter(
        ({ input }) => input instanceof vscode.TabInputWebview && /experimentExplorer\.report\d?$/.test(input.viewType),
      );
  const labels = () => tabs().map(({ label }) => label);
  const contentOf = (ref: ReportRef) => {
    const content = product.parts.reports.contentOf(ref);
    assert.ok(content, 'no panel of the report is open');
    return content;
  };
  /** With its page, which has asked for it. */
  const openPage = async (ref: ReportRef): Promise<ReturnType<typeof contentOf>> => {
    await product.run('openHtml', ref.assetId === null ? product.ref(ref.key) : ref);
    const content = contentOf(ref);
    const { report: answer } = content.answers;
    await new Promise<void>((resolve) =>
      Object.assign(content.answers, {
        report: (argument: null) => {
          resolve();
          return answer(argument);
        },
      }),
    );
    return content;
  };
  const running = (ref: ReportRef): boolean => product.parts.reports.contentOf(ref)?.state().runsScripts === true;

  it('opens once a report: what was logged as one, and files among the assets', async () => {
    await product.run('openHtml', product.ref('with'));
    await product.run('openHtml', { ...product.ref('with'), assetId: 'profile' });
    await Promise.all([product.run('openHtml', product.ref('with')), product.run('openHtml', product.ref('with'))]);
    await eventually(() => assert.deepEqual(labels().sort(), ['profile.html · with report', 'with report report']));
    assert.equal(await contentOf(report()).answers.report(null), html);
    const bytes = await contentOf(report('profile')).answers.report(null);
    assert.ok(bytes instanceof Uint8Array);
    assert.equal(new TextDecoder().decode(bytes), '<h1>Profile</h1>');
  });

  it('is offered by the rows of those files in the tree that are reports and that the tracker keeps', async () => {
    const { tree } = product.parts;
    const rows = new Map<string, Node>();
    const walk = async (node?: Node): Promise<void> => {
      for (const child of await tree.getChildren(node)) {
        if (child.kind === 'asset') {
          rows.set(child.asset.id, child);
        } else if (child.kind !== 'experiment' || child.key === 'with') {
          await walk(child);
        }
      }
    };
    await walk();
    const offering = await Promise.all(
      [...rows].map(async ([id, node]) => ({
        id,
        offers: /^asset\b.*\+report\b/.test((await tree.getTreeItem(node)).contextValue ?? ''),
      })),
    );
    assert.deepEqual(
      offering
        .filter(({ offers }) => offers)
        .map(({ id }) => id)
        .sort(),
      ['frame', 'profile'],
    );
    assert.deepEqual([...rows.keys()].sort(), ['far', 'frame', 'page', 'profile', 'table']);
    await product.run('openHtml', rows.get('frame'));
    await eventually(() => assert.deepEqual(labels(), ['frame.HTM · with report']));
  });

  it('opens none where none was logged, or where there is no such file', async () => {
    assert.equal(await product.run('openHtml', product.ref('without')), undefined);
    assert.equal(await product.run('openHtml', { ...product.ref('with'), assetId: 'gone' }), undefined);
    assert.deepEqual([tabs().length, product.parts.reports.shown], [0, []]);
  });

  it('runs scripts when the page asks for it, until they are stopped from outside, in a panel of the same place', async () => {
    const before = await openPage(report());
    before.commands.runScripts(null);
    assert.equal(before.state().runsScripts, true);
    await product.run('stopReportScripts');
    const after = contentOf(report());
    assert.notEqual(after, before);
    assert.equal(after.state().runsScripts, false);
    await eventually(() => assert.deepEqual(labels(), ['with report report']));
    // Nothing runs: nothing is thrown away.
    await product.run('stopReportScripts');
    assert.equal(contentOf(report()), after);
  });

  it('stops the scripts of the report in front, and leaves the other ones', async () => {
    const first = await openPage(report());
    await vscode.commands.executeCommand('workbench.action.newGroupRight');
    const second = await openPage(report('profile'));
    first.commands.runScripts(null);
    second.commands.runScripts(null);
    await eventually(() =>
      assert.equal(vscode.window.tabGroups.activeTabGroup.activeTab?.label, 'profile.html · with report'),
    );
    await product.run('stopReportScripts');
    assert.deepEqual([running(report()), running(report('profile'))], [true, false]);
    await product.run('stopReportScripts');
    assert.deepEqual([running(report()), running(report('profile'))], [false, false]);
  });

  it('asks again when the experiment has changed, and opens the source', async () => {
    await product.run('openHtml', product.ref('with'));
    const { revision } = contentOf(report()).state();
    const content = await product.held('with').content();
    content.html = '<p>later</p>';
    contentOf(report()).commands.refresh(null);
    await eventually(() => assert.ok(contentOf(report()).state().revision > revision));
    await eventually(async () => assert.equal(await contentOf(report()).answers.report(null), '<p>later</p>'));
    contentOf(report()).commands.openSource(null);
    await eventually(() => assert.equal(vscode.window.activeTextEditor?.document.getText(), '<p>later</p>'));
  });
});
