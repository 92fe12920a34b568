/**
 * Holds package.json against the code: both lists are derived, never kept by hand.
 * Run as a program it prints what disagrees and exits 1; `disagreements()` is what the tests call.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import * as v from 'valibot';

const root = join(fileURLToPath(import.meta.url), '..', '..', '..');

const when = v.optional(v.string());
const manifestSchema = v.object({
  icon: v.string(),
  activationEvents: v.array(v.string()),
  contributes: v.object({
    commands: v.array(
      v.object({ command: v.string(), title: v.string(), category: v.string(), icon: v.optional(v.string()) }),
    ),
    menus: v.record(
      v.string(),
      v.array(
        v.object({
          command: v.optional(v.string()),
          submenu: v.optional(v.string()),
          when,
          group: v.optional(v.string()),
        }),
      ),
    ),
    submenus: v.optional(v.array(v.object({ id: v.string(), label: v.string() })), []),
    jsonValidation: v.optional(v.array(v.object({ fileMatch: v.string(), url: v.string() })), []),
    views: v.record(v.string(), v.array(v.object({ id: v.string(), icon: v.string() }))),
    viewsContainers: v.record(v.string(), v.array(v.object({ id: v.string(), icon: v.string() }))),
    viewsWelcome: v.array(v.object({ view: v.string(), when, contents: v.string() })),
    configuration: v.object({
      properties: v.record(
        v.string(),
        v.object({ default: v.unknown(), markdownDeprecationMessage: v.optional(v.string()) }),
      ),
    }),
  }),
});
type Manifest = v.InferOutput<typeof manifestSchema>;

/** What the code says, read from its syntax tree. */
interface Code {
  readonly verbs: ReadonlySet<string>;
  readonly capabilities: ReadonlySet<string>;
  readonly contextKeys: ReadonlySet<string>;
  /** Names of properties that the tree writes: its flags among them. */
  readonly treeNames: ReadonlySet<string>;
  /** Every string and template piece of the source, by file. */
  readonly texts: ReadonlyMap<string, ReadonlySet<string>>;
}

export function readManifest(path = join(root, 'package.json')): Manifest {
  return v.parse(manifestSchema, JSON.parse(readFileSync(path, 'utf8')));
}

export function readCode(folder = join(root, 'src')): Code {
  const texts = new Map<string, Set<string>>();
  const contextKeys = new Set<string>();
  const treeNames = new Set<string>();
  let verbs = new Set<string>();
  let capabilities = new Set<string>();
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  )) {
    const file = name.replaceAll('\\', '/');
    const source = ts.createSourceFile(file, readFileSync(join(folder, name), 'utf8'), ts.ScriptTarget.Latest, true);
    const found = new Set<string>();
    const visit = (node: ts.Node): void => {
      if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node)) {
        found.add(node.text);
      }
      if (ts.isPropertyAssignment(node) && ts.isIdentifier(node.name) && file.startsWith('tree/')) {
        treeNames.add(node.name.text);
      }
      if (
        ts.isCallExpression(node) &&
        ts.isStringLiteralLike(node.arguments[0] ?? node) &&
        (node.arguments[0] as ts.StringLiteralLike).text === 'setContext'
      ) {
        const key = node.arguments[1];
        if (key !== undefined && ts.isStringLiteralLike(key)) {
          contextKeys.add(key.text);
        }
      }
      if (ts.isInterfaceDeclaration(node)) {
        const members = new Set(
          node.members.flatMap((member) =>
            member.name !== undefined && ts.isIdentifier(member.name) ? [member.name.text] : [],
          ),
        );
        if (node.name.text === 'Verbs') {
          verbs = members;
        }
        if (node.name.text === 'ExperimentCapabilities') {
          capabilities = members;
        }
      }
      ts.forEachChild(node, visit);
    };
    visit(source);
    texts.set(file, found);
  }
  return { verbs, capabilities, contextKeys, treeNames, texts };
}

/** A sentence for each disagreement; none when manifest and code say the same. */
export function disagreements(manifest: Manifest, code: Code, readme: string): string[] {
  const found: string[] = [];
  const report = (bad: boolean, sentence: string): void => {
    if (bad) {
      found.push(sentence);
    }
  };
  const { contributes } = manifest;
  const allTexts = new Set([...code.texts.values()].flatMap((texts) => [...texts]));
  const treeTexts = [...code.texts]
    .filter(([file]) => file === 'tree.ts' || file.startsWith('tree/'))
    .flatMap(([, texts]) => [...texts]);

  const declared = new Set(contributes.commands.map(({ command }) => command));
  for (const verb of code.verbs) {
    report(!declared.has(`experimentExplorer.${verb}`), `The verb “${verb}” is not a command of the manifest.`);
  }
  for (const command of declared) {
    report(
      !code.verbs.has(command.replace(/^experimentExplorer\./, '')),
      `The command “${command}” has no verb, so nobody handles it.`,
    );
  }

  for (const [menu, items] of Object.entries(contributes.menus)) {
    for (const { command, submenu } of items) {
      report(
        command !== undefined && !declared.has(command),
        `The menu “${menu}” names the unknown command “${command}”.`,
      );
      report(
        submenu !== undefined && !contributes.submenus.some(({ id }) => id === submenu),
        `The menu “${menu}” names the unknown submenu “${submenu}”.`,
      );
      report(
        (command === undefined) === (submenu === undefined),
        `An entry of the menu “${menu}” must name either a command or a submenu.`,
      );
    }
  }
  for (const { id } of contributes.submenus) {
    report((contributes.menus[id] ?? []).length === 0, `The submenu “${id}” is empty.`);
  }
  for (const match of contributes.viewsWelcome.flatMap(({ contents }) => [
    ...contents.matchAll(/\(command:([\w.]+)\)/g),
  ])) {
    report(!declared.has(match[1] ?? ''), `The welcome view names the unknown command “${match[1] ?? ''}”.`);
  }

  const conditions = [...Object.values(contributes.menus).flat(), ...contributes.viewsWelcome].flatMap(
    (item) => item.when ?? [],
  );
  const used = new Set(
    conditions.flatMap((condition) =>
      [...condition.matchAll(/(?<!view == )\bexperimentExplorer\.\w+/g)].map(([key]) => key),
    ),
  );
  for (const key of used) {
    report(!code.contextKeys.has(key), `The condition key “${key}” is never set by the code.`);
  }
  for (const key of code.contextKeys) {
    report(!used.has(key), `The code sets the context key “${key}” that no condition reads.`);
  }
  for (const condition of conditions) {
    for (const [, kinds = '', flag = ''] of condition.matchAll(
      /viewItem =~ \/\^\(?([\w|]+)\)?\\b(?:\.\*\\\+(\w+)\\b)?\//g,
    )) {
      for (const kind of kinds.split('|')) {
        report(
          !treeTexts.some((text) => text === kind || text.startsWith(`${kind}+`)),
          `No tree node has the kind “${kind}” that a menu waits for.`,
        );
      }
      report(
        flag !== '' &&
          !code.capabilities.has(flag) &&
          !code.treeNames.has(flag) &&
          !treeTexts.some((text) => text.split('+').includes(flag)),
        `No tree node has the flag “${flag}” that a menu waits for.`,
      );
    }
    report(
      condition.includes('viewItem') && !/viewItem =~ \/\^\(?[\w|]+\)?\\b(\.\*\\\+\w+\\b)?\//.test(condition),
      `The condition “${condition}” reads viewItem in a form that this check does not know.`,
    );
  }

  const views = new Set(
    Object.values(contributes.views)
      .flat()
      .map(({ id }) => id),
  );
  for (const view of views) {
    report(!allTexts.has(view), `The view “${view}” is never created by the code.`);
  }
  for (const condition of conditions) {
    for (const [, view = ''] of condition.matchAll(/\bview == ([\w.]+)/g)) {
      report(!views.has(view), `A condition names the unknown view “${view}”.`);
    }
  }
  for (const event of manifest.activationEvents) {
    const [kind = '', name = ''] = event.split(':');
    // What has a former name is registered under it as well.
    const known =
      kind === 'onCommand'
        ? name.startsWith('experiments.') && code.verbs.has(name.replace('experiments.', ''))
        : ['onFileSystem', 'onWebviewPanel'].includes(kind) &&
          (allTexts.has(name) || allTexts.has(name.replace(/^experiments\./, 'experimentExplorer.')));
    report(!known, `The activation event “${event}” waits for something that the code never registers.`);
  }

  const settingsTexts = new Set([...(code.texts.get('settings.ts') ?? [])]);
  const properties = Object.entries(contributes.configuration.properties);
  const settings = properties.flatMap(([name, { markdownDeprecationMessage }]) =>
    markdownDeprecationMessage === undefined ? [name] : [],
  );
  for (const [name, { markdownDeprecationMessage: message }] of properties) {
    report(
      message !== undefined && !settings.some((setting) => message.includes(`#${setting}#`)),
      `The deprecated setting “${name}” does not say which one took its place.`,
    );
  }
  for (const setting of settings) {
    report(
      !settingsTexts.has(setting) && !settingsTexts.has(setting.replace(/^experimentExplorer\./, '')),
      `The setting “${setting}” is never read by src/settings.ts.`,
    );
    report(!readme.includes(`\`${setting}\``), `The README's table of settings lacks “${setting}”.`);
  }
  for (const text of settingsTexts) {
    report(
      /^experimentExplorer\.\w/.test(text) &&
        !settings.includes(text) &&
        !settings.some((setting) => setting.startsWith(`${text}.`)),
      `src/settings.ts reads “${text}”, which the manifest does not declare.`,
    );
  }

  const pictures = [
    manifest.icon,
    ...Object.values(contributes.viewsContainers)
      .flat()
      .map(({ icon }) => icon),
    ...Object.values(contributes.views)
      .flat()
      .map(({ icon }) => icon),
  ];
  for (const { url } of contributes.jsonValidation) {
    report(!existsSync(join(root, url)), `The schema “${url}” does not exist.`);
  }
  for (const picture of pictures) {
    report(!existsSync(join(root, picture)), `The picture “${picture}” does not exist.`);
  }
  return [...new Set(found)];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const found = disagreements(readManifest(), readCode(), readFileSync(join(root, 'README.md'), 'utf8'));
  for (const sentence of found) {
    console.error(sentence);
  }
  console.log(
    found.length === 0 ? 'Manifest and code agree.' : `${found.length} disagreements between manifest and code.`,
  );
  process.exitCode = found.length === 0 ? 0 : 1;
}
