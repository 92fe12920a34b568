/** For host tests: answers what the extension asks in real pickers and boxes, as a user at the keyboard would. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually } from '../eventually';

type Shown = vscode.QuickPick<vscode.QuickPickItem> | vscode.InputBox;

export class ShownInputs implements vscode.Disposable {
  readonly #window: object = vscode.window;
  readonly #originals = (['createQuickPick', 'createInputBox'] as const).map((name) => {
    const create = Reflect.get(this.#window, name) as () => Shown;
    return { name, create };
  });
  /** What was made and not yet answered; the last one is in front. */
  #shown: Shown | null = null;

  /** Sees what is made from now on. */
  constructor() {
    for (const { name, create } of this.#originals) {
      this.#replace(name, () => {
        const made = create();
        this.#shown = made;
        return made;
      });
    }
  }

  /** Chooses the row of a list. Resolves to all labels that it had. */
  async choose(label: string): Promise<readonly string[]> {
    const [picker, item] = await eventually(() => {
      const shown = this.#shown;
      assert.ok(shown !== null && 'items' in shown, 'There is no list.');
      const found = shown.items.find((candidate) => seen(candidate.label) === label);
      assert.ok(found, `There is no “${label}” among: ${shown.items.map((one) => seen(one.label)).join(' | ')}`);
      return [shown, found] as const;
    });
    // What the window has as its active row is told by the window.
    await eventually(() => assert.ok(picker.activeItems.length > 0, 'The list is not shown yet.'));
    if (picker.activeItems[0] !== item) {
      const told = new Promise<void>((resolve) => {
        const subscription = picker.onDidChangeActive(([active]) => {
          if (active === item) {
            subscription.dispose();
            resolve();
          }
        });
      });
      picker.activeItems = [item];
      await told;
    }
    const labels = picker.items.map((one) => seen(one.label));
    await this.#accept(picker);
    return labels;
  }

  /** The box that is in front now. */
  box(title: string): Promise<vscode.InputBox> {
    return eventually(() => {
      const shown = this.#shown;
      assert.ok(shown !== null && !('items' in shown), 'There is no box.');
      assert.equal(seen(shown.title ?? ''), title);
      return shown;
    });
  }

  /** Types into a box and accepts it. */
  async type(box: vscode.InputBox, text: string): Promise<void> {
    box.value = text;
    await this.#accept(box);
  }

  dispose(): void {
    for (const { name, create } of this.#originals) {
      this.#replace(name, create);
    }
  }

  /** The key of a user; before the window shows the input it goes nowhere. */
  async #accept(input: Shown): Promise<void> {
    let isAccepted = false;
    const subscription = input.onDidAccept(() => {
      isAccepted = true;
    });
    await eventually(async () => {
      await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      assert.ok(isAccepted, 'The input was not accepted.');
    });
    subscription.dispose();
  }

  #replace(name: string, value: unknown): void {
    assert.ok(Reflect.defineProperty(this.#window, name, { value, configurable: true, writable: true }), name);
  }
}

/** As it is read: what keeps the editor from making links of it is not seen. */
export const seen = (text: string): string => text.replaceAll('\u2060', '');
