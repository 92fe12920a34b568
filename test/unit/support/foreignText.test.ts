/**
 * The lint rule that keeps other people's texts from where the editor makes links of them: what it finds, and what it
 * lets be.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { ESLint, Linter, type Rule } from 'eslint';

interface Configuration {
  readonly plugins: { readonly ours: { readonly rules: Record<string, Rule.RuleModule> } };
  readonly rules: Readonly<Record<string, readonly unknown[]>>;
}
const configurationOf = async (file: string): Promise<Configuration> =>
  (await new ESLint().calculateConfigForFile(file)) as Configuration;

describe('the lint rule about foreign texts', () => {
  let plugins: Configuration['plugins'];
  const complaints = (code: string): string[] =>
    new Linter()
      .verify(code, [
        {
          languageOptions: { ecmaVersion: 2024, sourceType: 'module' },
          plugins: { ours: plugins.ours },
          rules: { 'ours/foreign-text': 'error' },
        },
      ])
      .map(({ message }) => message);
  before(async () => {
    ({ plugins } = await configurationOf('src/tree/tree.ts'));
  });

  const wrong = [
    'window.showErrorMessage(name);',
    'void vscode.window.showInformationMessage("fixed");',
    'window.withProgress({ title: name }, task);',
    'window.setStatusBarMessage(name);',
    'window.showInputBox({ prompt: name });',
    'window.showQuickPick(names);',
    'window.createStatusBarItem();',
    'commands.executeCommand("vscode.diff", a, b, title);',
    'commands.executeCommand("vscode.changes", title, []);',
    'box.title = name;',
    'box.prompt = `Type “${name}”`;',
    'picker.items = rows;',
    'box.validationMessage = error.message;',
    'box.placeholder = isKnown ? "x" : name;',
    'item.tooltip = name ?? "none";',
    'this.#view.message = name.trim();',
    'new MarkdownString(name);',
    'new TreeItem(name);',
    'throw FileSystemError.Unavailable(message);',
    'window.createWebviewPanel("x", name, 1);',
    'window.showSaveDialog({ title: `Save ${name}` });',
    'let title = "x"; box.title = title;',
    'const title = question.title; box.title = title;',
    'function f(title) { box.title = title; }',
    'box.title = l10n.t("Rename {name}", { name });',
    'box.title = l10n.t("Rename {0}", name);',
  ];
  for (const code of wrong) {
    it(`finds ${code}`, () => assert.equal(complaints(code).length, 1, complaints(code).join()));
  }

  const right = [
    'showError(name);',
    'box.title = "Sign In";',
    'box.title = oneLine(name);',
    'box.prompt = oneLine(`Type “${name}”`, 900);',
    'picker.items = shownRows(rows);',
    'box.validationMessage = undefined;',
    'box.validationMessage = complaint === null ? undefined : oneLine(complaint);',
    'const title = "Upload"; window.showOpenDialog({ title });',
    'item.tooltip = await tooltipOf(node);',
    'const sentence = oneLine(message); throw FileSystemError.Unavailable(sentence);',
    'window.createWebviewPanel("x", oneLine(name), 1);',
    'answers.title(name);',
    'box.title = l10n.t("Rename");',
    'box.title = l10n.t("Rename {name}", { name: oneLine(name) });',
    'const name = shortName(text); box.title = l10n.t("Rename {name}", { name });',
  ];
  for (const code of right) {
    it(`lets ${code} be`, () => assert.deepEqual(complaints(code), []));
  }

  it('holds for every room that talks to the editor', async () => {
    const files = [
      'src/tree/tree.ts',
      'src/prompts/quickPick.ts',
      'src/commands/batch.ts',
      'src/panels/panel.ts',
      'src/documents/documents.ts',
      'src/downloads/downloads.ts',
      'src/extension.ts',
    ];
    for (const file of files) {
      assert.match(readFileSync(file, 'utf8'), /from 'vscode'/, file);
      assert.equal((await configurationOf(file)).rules['ours/foreign-text']?.[0], 2, file);
    }
  });
});
