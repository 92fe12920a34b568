// A VS Code window with the extension, driven through the screen; the bridge prepares what the screen cannot.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { FrameLocator, Locator, Page } from 'playwright-core';
import { openBridge } from './bridge/bridge';
import type { ExtensionApi } from '../../../src/extension';
import type { Bridge } from './bridge/bridge';
import { eventually, patience } from '../eventually';
import { projectFolder } from '../installation';
import { obtainVsCode } from '../vscode/launcher';
import { exactly } from './text';
import { Tree } from './tree';
import type { VsCodeVersion, VsCodeWindow, WindowOptions } from '../vscode/vscode';

export type Theme = 'dark' | 'light' | 'highContrast' | 'highContrastLight';

const themes = {
  dark: { name: 'Default Dark Modern', mark: 'vs-dark' },
  light: { name: 'Default Light Modern', mark: 'vs' },
  highContrast: { name: 'Default High Contrast', mark: 'hc-black' },
  highContrastLight: { name: 'Default High Contrast Light', mark: 'hc-light' },
} as const satisfies Record<Theme, { name: string; mark: string }>;

export interface WorkbenchOptions {
  readonly version?: VsCodeVersion;
  /** A packed extension in the place of the one under development. */
  readonly vsix?: string;
  /** The folder to open; a small Python project when not given. */
  readonly workspace?: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly environment?: Readonly<Record<string, string>>;
  readonly theme?: Theme;
  readonly size?: { readonly width: number; readonly height: number };
  readonly panelsApart?: boolean;
}

export const sampleWorkspace = join(projectFolder, 'test/support/workspace');

/** Opens a window and waits until its extension host is up. */
export async function openWorkbench(options: WorkbenchOptions = {}): Promise<Workbench> {
  const vscode = await obtainVsCode(options.version ?? 'newest');
  const bridge = await openBridge();
  try {
    const window = await vscode.openWindow(windowOptions(options, bridge));
    try {
      await bridge.ready();
      const workbench = new Workbench(window, bridge, options);
      // Not among the seeded settings: older versions forget a theme that was set before their first start.
      await workbench.setTheme(options.theme ?? 'dark');
      return workbench;
    } catch (error) {
      await window.close();
      throw error;
    }
  } catch (error) {
    await bridge.close();
    throw error;
  }
}

const windowOptions = (options: WorkbenchOptions, bridge: Bridge): WindowOptions => ({
  workspace: options.workspace ?? sampleWorkspace,
  extension: projectFolder,
  ...(options.vsix === undefined ? {} : { vsix: options.vsix }),
  bridge: bridge.extension,
  environment: { ...options.environment, ...bridge.environment },
  settings: {
    'diffEditor.useInlineViewWhenSpaceIsLimited': false,
    'workbench.tree.enableStickyScroll': false,
    ...options.settings,
  },
  ...(options.size ? { size: options.size } : {}),
  panelsApart: options.panelsApart ?? false,
});

export class Workbench {
  readonly page: Page;
  readonly bridge: Bridge;
  /** Settings and logs of this window. */
  readonly profile: string;
  private readonly window: VsCodeWindow;
  private readonly options: WorkbenchOptions;

  /** What an extension host of this VS Code may find in its environment of earlier suites. */
  private readonly inherited: Readonly<Record<string, string>>;

  constructor(window: VsCodeWindow, bridge: Bridge, options: WorkbenchOptions, inherited = options.environment ?? {}) {
    this.window = window;
    this.options = options;
    this.inherited = inherited;
    this.page = window.page;
    this.page.setDefaultTimeout(patience);
    this.profile = window.profile;
    this.bridge = bridge;
  }

  async close(): Promise<void> {
    await this.window.close();
    await this.bridge.close();
  }

  /** Whether a suite with these options may have this window after another suite. */
  suits(options: WorkbenchOptions): boolean {
    const { version = 'newest' } = options;
    return (
      version === (this.options.version ?? 'newest') &&
      (['workspace', 'vsix', 'panelsApart', 'settings', 'size'] as const).every(
        (one) => options[one] === this.options[one],
      )
    );
  }

  /**
   * For the next suite: nobody is signed in, nothing is open, all settings and what the extension remembers are as in a
   * new window.
   */
  async putInOrder(): Promise<void> {
    await this.bridge.run(async (vscode) => {
      globalThis.fakeClock?.uninstall();
      // One by one, as for several it would ask what to do with what is not saved.
      for (let { length } = vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs); length > 0; length -= 1) {
        await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
      }
      for (const command of [
        'workbench.action.closeQuickOpen',
        'workbench.action.closeAllEditors',
        'notifications.clearAll',
        'workbench.action.closePanel',
      ]) {
        await vscode.commands.executeCommand(command);
      }
      const extension = vscode.extensions.getExtension<ExtensionApi>('experiment-explorer.experiment-explorer')!;
      const { connections, memory } = await (await extension.activate()).forTests!();
      // Without a connection it would ask where the experiments are.
      if (connections.list().length > 0) {
        await vscode.commands.executeCommand('experimentExplorer.clearFind');
      }
      for (const { id } of connections.list()) {
        await connections.remove(id);
      }
      for (const key of memory.keys()) {
        await memory.update(key, undefined);
      }
      const { contributes } = extension.packageJSON as { contributes: { configuration: { properties: object } } };
      const settings = vscode.workspace.getConfiguration();
      for (const name of Object.keys(contributes.configuration.properties)) {
        if (settings.inspect(name)?.globalValue !== undefined) {
          await settings.update(name, undefined, vscode.ConfigurationTarget.Global);
        }
      }
    });
    await this.page.mouse.move(-1, -1);
  }

  /** The same window in the hands of another suite. */
  async handOver(options: WorkbenchOptions): Promise<Workbench> {
    const workbench = new Workbench(this.window, this.bridge, options, {
      ...this.inherited,
      ...this.options.environment,
    });
    await workbench.setEnvironment();
    await workbench.setTheme(options.theme ?? 'dark');
    return workbench;
  }

  /** Reloads the window and waits for its new extension host. */
  async reload(): Promise<void> {
    this.bridge.expectRestart();
    await this.command('Developer: Reload Window');
    await this.bridge.ready();
    await this.setEnvironment();
    await this.page.locator('.monaco-workbench .part.statusbar').waitFor();
  }

  private async setEnvironment(): Promise<void> {
    await this.bridge.run(
      (_, inherited, own) => {
        for (const name of inherited) {
          Reflect.deleteProperty(process.env, name);
        }
        Object.assign(process.env, own);
        return null;
      },
      Object.keys(this.inherited),
      { ...this.options.environment },
    );
  }

  /** Saves a picture of the window as PNG. */
  async screenshot(path: string): Promise<void> {
    await this.page.screenshot({ path, animations: 'disabled' });
  }

  async setTheme(theme: Theme): Promise<void> {
    await this.bridge.run(
      (vscode, name) =>
        vscode.workspace.getConfiguration('workbench').update('colorTheme', name, vscode.ConfigurationTarget.Global),
      themes[theme].name,
    );
    await this.page.locator(`.monaco-workbench.${themes[theme].mark}`).waitFor();
  }

  /** Shows a view container through its icon in the activity bar, or by command where a low window hides the icon. */
  async openViewContainer(title: string): Promise<void> {
    const bar = this.page.locator('.part.activitybar');
    const tab = bar.getByRole('tab', { name: title });
    await tab.or(bar.locator('.action-label[aria-label="Additional Views"]')).first().waitFor();
    if ((await tab.count()) === 0) {
      await this.command(`View: Show ${title}`);
      return;
    }
    await eventually(async () => {
      if ((await tab.getAttribute('aria-selected')) !== 'true') {
        await tab.click();
      }
      assert.equal(await tab.getAttribute('aria-selected'), 'true', `The view container "${title}" does not open.`);
    });
  }

  tree(viewTitle: string): Tree {
    return new Tree(this.page, viewTitle);
  }

  /** The quick pick or input box that is open. */
  get quickInput(): Locator {
    return this.page.locator('.quick-input-widget').filter({ visible: true });
  }

  /** Runs a command by its full title in the command palette, as `Category: Title`. */
  async command(title: string): Promise<void> {
    await eventually(async () => {
      await this.page.keyboard.press('F1');
      await this.quickInput.waitFor({ timeout: 2_000 });
      // A key that was heard late empties the box again.
      await this.filter(`>${title}`);
      await this.quickInputRow(title).waitFor({ timeout: 5_000 });
    });
    await this.pick(title);
  }

  /** Chooses one item of a quick pick by its label. */
  async pick(label: string | RegExp): Promise<void> {
    await this.quickInputRow(label).click();
  }

  /** Ticks an item of a quick pick that takes many, or takes its tick away. */
  async tick(label: string | RegExp, ticked = true): Promise<void> {
    const box = this.quickInputRow(label).getByRole('checkbox').first();
    await eventually(async () => {
      if ((await box.isChecked()) !== ticked) {
        await this.quickInputRow(label).click();
      }
      assert.equal(await box.isChecked(), ticked, `“${String(label)}” does not change its tick.`);
    });
  }

  /** Ticks these items of a quick pick, and no others, and accepts. */
  async pickMany(...labels: (string | RegExp)[]): Promise<void> {
    const rows = this.quickInput.locator('.monaco-list-row');
    await rows.first().waitFor();
    const ticked = rows.getByRole('checkbox', { checked: true });
    await eventually(async () => {
      if ((await ticked.count()) > 0) {
        await ticked.first().click();
      }
      assert.equal(await ticked.count(), 0, 'An item keeps its tick.');
    });
    for (const label of labels) {
      await this.tick(label);
    }
    await this.accept();
    await this.quickInput.waitFor({ state: 'hidden' });
  }

  /** Enter, in the quick pick or input box that is open: whatever else took the focus meanwhile does not hear it. */
  async accept(): Promise<void> {
    await this.quickInput.getByRole('textbox').press('Enter');
  }

  /** Narrows a quick pick. */
  async filter(text: string): Promise<void> {
    await this.quickInput.getByRole('textbox').fill(text);
  }

  /** Types into the input box and accepts. */
  async type(text: string): Promise<void> {
    await this.filter(text);
    await this.accept();
  }

  /**
   * Answers VS Code's own file dialog with a path; a folder ends in “/”. `neighbour` is the label of an entry in the
   * path's folder. The dialog reads folders while it is typed into, and an Enter in between walks into an entry or is
   * lost: so it is answered until it closes.
   */
  async answerFileDialog(path: string, neighbour: string): Promise<void> {
    const box = this.quickInput.getByRole('textbox');
    // It begins with the path of a folder; what was picked before it may still stand in its place.
    await eventually(async () => assert.match(await box.inputValue({ timeout: 2_000 }), /^\//));
    await eventually(async () => {
      if (await box.isVisible()) {
        const folder = path.slice(0, path.lastIndexOf('/') + 1);
        await box.fill(folder, { timeout: 2_000 });
        await this.quickInput.getByRole('option', { name: neighbour }).waitFor({ timeout: 2_000 });
        if (path !== folder) {
          await box.fill(path, { timeout: 2_000 });
        }
        await box.press('Enter', { timeout: 2_000 });
      }
      await this.quickInput.waitFor({ state: 'hidden', timeout: 2_000 });
    });
  }

  quickInputRow(label: string | RegExp): Locator {
    return this.quickInput
      .locator('.monaco-list-row')
      .filter({
        has: this.page.locator(
          '.quick-input-list-label .label-name, .quick-input-list-label .monaco-icon-name-container',
          { hasText: exactly(label) },
        ),
      })
      .first();
  }

  /** The content of a webview in view; name its position when there are several. */
  webview(position = 0): FrameLocator {
    return this.page
      .locator('iframe.webview.ready')
      .filter({ visible: true })
      .nth(position)
      .contentFrame()
      .frameLocator('#active-frame');
  }

  /** A notification that contains the text. */
  notification(text: string | RegExp): Locator {
    return this.page.locator('.notifications-toasts .notification-list-item').filter({ hasText: text });
  }

  async answerNotification(text: string | RegExp, button: string): Promise<void> {
    await this.notification(text).getByRole('button', { name: button }).click();
  }

  /** The modal dialog that is open. */
  get dialog(): Locator {
    return this.page.locator('.monaco-dialog-box');
  }

  async answerDialog(button: string): Promise<void> {
    await this.dialog.getByRole('button', { name: button }).click();
    await this.dialog.waitFor({ state: 'hidden' });
  }

  /** The label of the active editor's tab. */
  async activeTab(): Promise<string> {
    const tab = this.page.locator('.part.editor .editor-group-container.active .tab.active').first();
    return (await tab.locator('.monaco-icon-name-container, .monaco-icon-suffix-container').allTextContents()).join('');
  }

  /** The lines in view of the active text editor. */
  async editorText(): Promise<string> {
    return await linesOf(
      this.page.locator('.part.editor .editor-group-container.active .monaco-editor').filter({ visible: true }).first(),
    );
  }

  /** The lines in view of both sides of the active diff editor. */
  async diffText(): Promise<{ original: string; modified: string }> {
    const diff = this.page
      .locator('.part.editor .editor-group-container.active .monaco-diff-editor')
      .filter({ visible: true })
      .first();
    await diff.waitFor();
    return {
      original: await linesOf(diff.locator('.editor.original')),
      modified: await linesOf(diff.locator('.editor.modified')),
    };
  }
}

async function linesOf(editor: Locator): Promise<string> {
  await editor.locator('.view-lines').first().waitFor();
  const lines = await editor.locator('.view-line').evaluateAll((elements) =>
    elements
      .map((line) => ({ top: Number.parseFloat((line as HTMLElement).style.top), text: line.textContent }))
      .sort((a, b) => a.top - b.top)
      .map((line) => line.text),
  );
  return lines.join('\n').replaceAll('\u00a0', ' ').replaceAll('\u00b7', ' ');
}
