/**
 * Holds package.json against the code: both lists are derived, never kept by hand.
 * Run as a program it prints what disagrees and exits 1; `disagreements()` is what the tests call.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import * as v from 'valibot';

const root = join(fileURLToPath(import.meta.url), '../../../..');

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
  /** What each verb takes first: names of types. */
  readonly verbs: ReadonlyMap<string, readonly string[]>;
  /** The table of verbs on experiments: by verb, whether it applies to some experiments or trackers only. */
  readonly rows: ReadonlyMap<string, boolean>;
  /** The verbs that only some trackers can do. */
  readonly needing: ReadonlySet<string>;
  readonly contextKeys: ReadonlySet<string>;
  /**
   * Flags that the tree gives to nodes which are no experiments: in its tables of flags, and in calls of `contextOf`.
   */
  readonly treeFlags: ReadonlySet<string>;
  /** Every string and template piece of the source, by file. */
  readonly texts: ReadonlyMap<string, ReadonlySet<string>>;
}

/** With its sentences in English, as an editor shows it. */
export function readManifest(folder = root): Manifest {
  const sentences = v.parse(
    v.record(v.string(), v.string()),
    JSON.parse(readFileSync(join(folder, 'package.nls.json'), 'utf8')),
  );
  return v.parse(
    manifestSchema,
    JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'), (_, value: unknown) =>
      typeof value === 'string' ? (sentences[/^%(.+)%$/.exec(value)?.[1] ?? ''] ?? value) : value,
    ),
  );
}

export function readCode(folder = join(root, 'src')): Code {
  const texts = new Map<string, Set<string>>();
  const contextKeys = new Set<string>();
  const treeFlags = new Set<string>();
  const verbs = new Map<string, readonly string[]>();
  const rows = new Map<string, boolean>();
  const needing = new Set<string>();
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
      if (file.startsWith('tree/')) {
        for (const flag of flagsIn(node, source)) {
          treeFlags.add(flag);
        }
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
      if (ts.isInterfaceDeclaration(node) && node.name.text === 'Verbs') {
        for (const member of node.members.filter(ts.isPropertySignature)) {
          verbs.set(member.name.getText(source), targetsOf(member.type, source));
        }
      }
      if (file === tableFile && ts.isVariableDeclaration(node) && node.name.getText(source) === 'experimentVerbs') {
        for (const [verb, row] of propertiesOf(node.initializer, source)) {
          const columns = propertiesOf(row, source);
          rows.set(verb, columns.has('needs') || columns.has('when'));
          if (columns.has('needs')) {
            needing.add(verb);
          }
        }
      }
      if (ts.isVariableDeclaration(node) && node.name.getText(source) === 'resourceNeeds') {
        for (const verb of propertiesOf(node.initializer, source).keys()) {
          needing.add(verb);
        }
      }
      ts.forEachChild(node, visit);
    };
    visit(source);
    texts.set(file, found);
  }
  return { verbs, rows, needing, contextKeys, treeFlags, texts };
}

const tableFile = 'shared/verbs/experimentVerbs.ts';

/** The types of a verb's first parameter, by name. */
function targetsOf(type: ts.Node | undefined, source: ts.SourceFile): readonly string[] {
  if (type === undefined) {
    return [];
  }
  if (ts.isTupleTypeNode(type)) {
    const [first] = type.elements;
    return targetsOf(first !== undefined && ts.isNamedTupleMember(first) ? first.type : first, source);
  }
  if (ts.isRestTypeNode(type)) {
    return targetsOf(type.type, source);
  }
  const of = ts.isTypeReferenceNode(type) ? (type.typeArguments?.[0] ?? type) : type;
  return ts.isUnionTypeNode(of) ? of.types.map((one) => one.getText(source)) : [of.getText(source)];
}

/** Of an object literal, whatever is asserted about it. */
function propertiesOf(
  expression: ts.Expression | undefined,
  source: ts.SourceFile,
): ReadonlyMap<string, ts.Expression> {
  if (expression !== undefined && (ts.isSatisfiesExpression(expression) || ts.isAsExpression(expression))) {
    return propertiesOf(expression.expression, source);
  }
  const properties: readonly ts.ObjectLiteralElementLike[] =
    expression !== undefined && ts.isObjectLiteralExpression(expression) ? expression.properties : [];
  return new Map(
    properties.filter(ts.isPropertyAssignment).map((property) => [property.name.getText(source), property.initializer]),
  );
}

/** Names in a table of flags, and in what a node's context is made of. */
function flagsIn(node: ts.Node, source: ts.SourceFile): readonly string[] {
  const table =
    ts.isVariableDeclaration(node) && /Flags$/.test(node.name.getText(source))
      ? node.initializer
      : ts.isCallExpression(node) && node.expression.getText(source) === 'contextOf'
        ? node.arguments[1]
        : undefined;
  const flags: string[] = [];
  const collect = (inner: ts.Node): void => {
    if (ts.isPropertyAssignment(inner)) {
      flags.push(inner.name.getText(source));
    } else if (ts.isStringLiteral(inner) && ts.isArrayLiteralExpression(inner.parent)) {
      flags.push(inner.text);
    }
    ts.forEachChild(inner, collect);
  };
  if (table !== undefined) {
    collect(table);
  }
  return flags;
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
  for (const [verb, targets] of code.verbs) {
    report(
      targets.includes('ExperimentRef') && !code.rows.has(verb),
      `The verb “${verb}” takes an experiment and has no row in the table of src/${tableFile}.`,
    );
    report(!declared.has(`experimentExplorer.${verb}`), `The verb “${verb}” is not a command of the manifest.`);
  }
  for (const command of declared) {
    report(
      !code.verbs.has(command.replace(/^experimentExplorer\./, '')),
      `The command “${command}” has no verb, so nobody handles it.`,
    );
  }

  for (const verb of code.rows.keys()) {
    report(
      code.verbs.get(verb)?.includes('ExperimentRef') !== true,
      `The table of src/${tableFile} has a row for “${verb}”, which is no verb that takes an experiment.`,
    );
  }

  for (const { command = '', when: condition = '' } of contributes.menus.commandPalette ?? []) {
    const verb = command.replace(/^experimentExplorer\./, '');
    const left = /!\(experimentExplorer\.offeredByNone =~ \/\\b(\w+)\\b\/\)/.exec(condition)?.[1] ?? null;
    report(
      condition !== 'false' && code.needing.has(verb) && left !== verb,
      `The palette offers “${verb}” where no tracker can do it: it must wait for “experimentExplorer.offeredByNone”.`,
    );
    report(
      left !== null && !(left === verb && code.needing.has(verb)),
      `The palette leaves out “${verb}” where no tracker can do “${left ?? ''}”, which it does not need.`,
    );
  }

  for (const [menu, items] of Object.entries(contributes.menus)) {
    for (const { command, submenu, when: condition = '' } of items) {
      const verb = command?.replace(/^experimentExplorer\./, '');
      for (const { kinds, flags } of verb === undefined ? [] : nodesOf(condition)) {
        if (!kinds.includes('experiment') || verb === undefined || code.verbs.get(verb)?.includes('unknown') === true) {
          continue;
        }
        const isConditional = code.rows.get(verb);
        report(
          isConditional === undefined,
          `The menu “${menu}” offers “${verb}” on experiments, and it has no row in the table of src/${tableFile}.`,
        );
        report(
          isConditional === true && flags.join() !== verb,
          `The menu “${menu}” offers “${verb}” on experiments that it does not apply to: it must wait for “+${verb}”.`,
        );
        report(
          isConditional === false && flags.length > 0,
          `The menu “${menu}” waits for “+${flags.join('|')}”, although “${verb}” applies to all experiments.`,
        );
      }
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
    for (const { kinds, flags } of nodesOf(condition)) {
      for (const kind of kinds) {
        report(
          !treeTexts.some((text) => text === kind || text.startsWith(`${kind}+`)),
          `No tree node has the kind “${kind}” that a menu waits for.`,
        );
      }
      for (const flag of flags) {
        report(
          code.rows.get(flag) !== true && !code.treeFlags.has(flag),
          `No tree node has the flag “${flag}” that a menu waits for.`,
        );
      }
    }
    report(
      condition.includes('viewItem') && nodesOf(condition).length === 0,
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

  const settingsTexts = new Set([...(code.texts.get('platform/settings.ts') ?? [])]);
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
      `The setting “${setting}” is never read by src/platform/settings.ts.`,
    );
    report(!readme.includes(`\`${setting}\``), `The README's table of settings lacks “${setting}”.`);
  }
  for (const text of settingsTexts) {
    report(
      /^experimentExplorer\.\w/.test(text) &&
        !settings.includes(text) &&
        !settings.some((setting) => setting.startsWith(`${text}.`)),
      `src/platform/settings.ts reads “${text}”, which the manifest does not declare.`,
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

/** The nodes that a condition waits for: their kinds, and the flags of which they need one. */
function nodesOf(
  condition: string,
): readonly { readonly kinds: readonly string[]; readonly flags: readonly string[] }[] {
  return [...condition.matchAll(/viewItem =~ \/\^\(?([\w|]+)\)?\\b(?:\.\*\\\+\(?([\w|]+)\)?\\b)?\//g)].map(
    ([, kinds = '', flags = '']) => ({
      kinds: kinds.split('|'),
      flags: flags.split('|').filter((flag) => flag !== ''),
    }),
  );
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
