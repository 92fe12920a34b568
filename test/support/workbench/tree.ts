// A tree view on the screen: its rows, found by their labels, and what a user does to them.
import assert from 'node:assert/strict';
import type { Locator, Page } from 'playwright-core';
import { eventually } from '../eventually';
import { exactly } from './text';

export class Tree {
  readonly root: Locator;
  private readonly page: Page;

  /** @param name the view's title. */
  constructor(page: Page, name: string) {
    this.page = page;
    this.root = page.locator('.tree-explorer-viewlet-tree-view').getByRole('tree', { name });
  }

  /** The rows that the screen shows now. VS Code draws only those in view. */
  get rows(): Locator {
    return this.root.locator('.monaco-list-row');
  }

  /** The labels in view, from top to bottom. */
  async labels(): Promise<string[]> {
    const rows = await this.rows.evaluateAll((elements) =>
      elements.map((row) => ({
        index: Number(row.getAttribute('data-index')),
        label: row.querySelector('.monaco-icon-name-container')?.textContent ?? '',
      })),
    );
    return rows.sort((a, b) => a.index - b.index).map((row) => row.label);
  }

  /** The row with that label (text or pattern), scrolled into view; waits until it is there. */
  async row(label: string | RegExp): Promise<TreeRow> {
    const locator = this.rows
      .filter({ has: this.page.locator('.monaco-icon-name-container', { hasText: exactly(label) }) })
      .first();
    const row = new TreeRow(this.page, locator, () => this.reveal(locator, String(label)));
    await this.reveal(locator, String(label));
    return row;
  }

  /** Expands the rows one inside the other; gives the last of them. */
  async expand(...path: [string | RegExp, ...(string | RegExp)[]]): Promise<TreeRow> {
    let row = await this.row(path[0]);
    await row.expand();
    for (const label of path.slice(1)) {
      row = await this.row(label);
      await row.expand();
    }
    return row;
  }

  /**
   * Turns the wheel until the whole row is in view: VS Code draws no more than that, and a scroll of its DOM would
   * confuse it.
   */
  private async reveal(row: Locator, label: string): Promise<void> {
    await eventually(async () => {
      const tree = (await this.root.count()) > 0 ? await this.root.boundingBox() : null;
      assert.ok(tree, `The tree is not in sight, and so not its row "${label}".`);
      const box = (await row.count()) > 0 ? await row.boundingBox() : null;
      if (box === null) {
        await this.scrollOn(tree);
        assert.fail(`No row "${label}" in the tree, which shows: ${(await this.labels()).join(' | ')}`);
      }
      const below = box.y + box.height - (tree.y + tree.height);
      const above = tree.y - box.y;
      if (below <= 1 && above <= 1) {
        return;
      }
      await this.turnWheel(tree, below > 1 ? below : -above);
      assert.fail(`The row "${label}" does not come into sight.`);
    });
  }

  /** One screenful further, from the end back to the start. */
  private async scrollOn(tree: Box): Promise<void> {
    const lastShown = async (): Promise<number> =>
      Math.max(
        -1,
        ...(await this.rows.evaluateAll((rows) => rows.map((row) => Number(row.getAttribute('data-index'))))),
      );
    const before = await lastShown();
    await this.turnWheel(tree, tree.height);
    if ((await lastShown()) === before) {
      await this.turnWheel(tree, -1_000_000);
    }
  }

  private async turnWheel(tree: Box, distance: number): Promise<void> {
    await this.page.mouse.move(tree.x + 20, tree.y + 10);
    await this.page.mouse.wheel(0, distance);
    await this.page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
  }
}

type Box = NonNullable<Awaited<ReturnType<Locator['boundingBox']>>>;

export class TreeRow {
  private readonly page: Page;
  /** The row itself, for what is not offered here. */
  readonly locator: Locator;

  /** Scrolls the row back into view. */
  readonly reveal: () => Promise<void>;

  constructor(page: Page, locator: Locator, reveal: () => Promise<void>) {
    this.page = page;
    this.locator = locator;
    this.reveal = reveal;
  }

  /** The text after the label, or nothing. */
  async description(): Promise<string> {
    return (await this.locator.locator('.label-description').allTextContents()).join('');
  }

  /** Opens the row and waits until its children are loaded. */
  async expand(): Promise<void> {
    await this.reveal();
    await eventually(async () => {
      if ((await this.locator.getAttribute('aria-expanded')) !== 'true') {
        await this.locator.locator('.monaco-tl-twistie').click();
      }
      assert.equal(await this.locator.getAttribute('aria-expanded'), 'true', 'The row does not expand.');
    });
    await this.locator.locator('.codicon-tree-item-loading').waitFor({ state: 'detached' });
  }

  /** Until it is this row that the click has selected: while lists arrive, rows move under the mouse. */
  async click(): Promise<void> {
    await this.reveal();
    await eventually(async () => {
      await this.label.click();
      assert.ok(await this.isSelected(), 'The click went to another row.');
    });
  }

  /** Selects the row beside those that are. */
  async clickBeside(): Promise<void> {
    await this.reveal();
    await eventually(async () => {
      if (!(await this.isSelected())) {
        await this.label.click({ modifiers: ['ControlOrMeta'] });
      }
      assert.ok(await this.isSelected(), 'The click went to another row.');
    });
  }

  private get label(): Locator {
    return this.locator.locator('.monaco-icon-label').first();
  }

  /** A row that a click took away was hit. */
  private async isSelected(): Promise<boolean> {
    return (await this.locator.getAttribute('aria-selected', { timeout: 1_000 }).catch(() => 'true')) === 'true';
  }

  /** Clicks one of the icons that appear on the row under the mouse. */
  async inlineAction(title: string): Promise<void> {
    await this.reveal();
    await this.locator.hover();
    await this.locator
      .locator('.actions .action-label')
      .and(this.page.getByRole('button', { name: title }))
      .first()
      .click();
  }

  /** What the row's context menu offers; it is closed again. */
  async menuItems(): Promise<string[]> {
    const menu = await this.openMenu();
    const items = await menu
      .getByRole('menuitem')
      .evaluateAll((all) => all.map((item) => item.getAttribute('aria-label') ?? item.textContent));
    await eventually(async () => {
      await this.page.keyboard.press('Escape');
      await menu.waitFor({ state: 'hidden', timeout: 2_000 });
    });
    return items;
  }

  private async openMenu(): Promise<Locator> {
    await this.reveal();
    const menu = this.page.locator('.monaco-menu-container, .context-view').getByRole('menu').first();
    await eventually(async () => {
      await this.label.click({ button: 'right' });
      await menu.waitFor({ timeout: 5_000 });
    });
    return menu;
  }

  /** Picks from the row's context menu by the items' whole labels, through submenus when several are named. */
  async contextMenu(...items: [string, ...string[]]): Promise<void> {
    const menu = await this.openMenu();
    const entry = (item: string): Locator => this.page.getByRole('menuitem', { name: item, exact: true }).last();
    await eventually(async () => {
      // A menu ignores the mouse for a moment after it opened.
      for (const item of items) {
        if (await menu.isVisible()) {
          await entry(item).click({ timeout: 5_000 });
        }
      }
      await menu.waitFor({ state: 'hidden', timeout: 2_000 });
    });
  }
}
