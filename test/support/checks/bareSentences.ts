/**
 * Finds what a user reads and no translator is asked for: sentences and labels in `src/` and `webview/` that do not
 * pass through `l10n.t`, and calls of it that do not say their sentence where a reader of the source finds it, or say a
 * piece of one. Run as a program it prints where they are and exits 1; with `--export <file>` it writes all sentences of the product for
 * translators, in the format of VS Code.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { isAbsolute, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const projectFolder = join(import.meta.dirname, '../../..');

/** Whose texts are read by programs, by people who write programs, or nowhere. */
export const notForUsers: readonly RegExp[] = [
  // What a tracker's server says, in its own words, and what its users logged.
  /^src\/lab\/(comet|polyaxon|state|recordings\/(sample|live|recordedContent))/,
  /^src\/lab\/(store|limits|schemas|faultInjection|generatedName|labExperiment|content\w*)\.ts$/,
  // For people who write extensions against ours.
  /^src\/api\//,
  // The tests' way in.
  /^src\/buildHooks/,
];

/** Where a capitalised word is a label, wherever it stands; elsewhere it may be a word of a protocol. */
const views = /^(webview|src\/(commands|connections|diffs|documents|downloads|panels|prompts|shared|tree))\//;

/** Words of other languages, and names of keys and of layers, that programs compare. */
const wordsOfPrograms = new Set(['True', 'False', 'Infinity', 'Arrow', 'Dropout', 'Content', 'Basic', 'Bearer']);

/** Properties whose text a user reads even when it is a single word. */
const labels = new Set(
  'title placeHolder prompt message advice label description detail tooltip openLabel saveLabel placeholder empty'.split(
    ' ',
  ),
);

/** Attributes of elements that a user reads, or hears from a screen reader. */
const readAttribute =
  /^\.?(title|aria-label|placeholder|alt|aria-description|label|aria-roledescription|aria-valuetext)$/;

/** Functions whose texts are for programs or for the log. */
const forPrograms =
  /(^|\.)(idOf|formatCount|log|line|error|warn|test|match|matchAll|replace|replaceAll|split|join|startsWith|endsWith|includes|indexOf|executeCommand|get|getOwn|set|has|literal|picklist|querySelector|querySelectorAll|closest|matches|addEventListener|createElement|define|getContext|exec|run|all|prepare|unexpected|invariant)$/;

export interface Bare {
  /** The words as they stand in the source. */
  readonly text: string;
  /** `path:line`. */
  readonly at: string;
  readonly because:
    | 'is not translated'
    | 'is not written where it is translated'
    | 'is a piece of a sentence'
    | 'has a number for a name'
    | 'is used nowhere';
}

/** Two words with a space between, at least: what is not a name, markup, a function of CSS, a header or a query. */
export function isSentence(text: string): boolean {
  return (
    /([A-Za-z“][a-z’]+”?[,;:]?|^[XY]) [A-Za-z0-9“({]/.test(text) &&
    !/^(SELECT|INSERT|CREATE|DELETE|PRAGMA|BEGIN|UPDATE|DROP|ALTER)\b/.test(text) &&
    // Code, functions and fonts of CSS, types of files, names of files, markup, headers, policies, lists of elements.
    !/=>|;$|^\s*\{\n|^[a-z-]+\(|^[a-z-]+( [a-z-]+)* \{|^[a-z]+\/[a-z]+|<\/?[a-z]+[ >]|\r|<\?|="/.test(text) &&
    !/(\d|Xx)px\b|sans-serif|-src |\.(md|json|html)$|^[a-z]+(, [a-z]+){2,}/.test(text)
  );
}

/** Of a template with values in it; null of any other expression. */
export function textOf(node: ts.Node): string | null {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) {
    return node.text;
  }
  return ts.isTemplateExpression(node)
    ? node.head.text + node.templateSpans.map(({ literal }, index) => `{${index}}${literal.text}`).join('')
    : null;
}

/** Whether a user may read this text: it is a sentence or a label, and stands where texts for users stand. */
export function isForUsers(node: ts.Node): boolean {
  const text = textOf(node);
  if (text === null || isTranslated(node)) {
    return false;
  }
  const words = text.replaceAll(/\{\d+\}/g, 'Xx');
  const saysSomething = /[a-z]{2}/.test(text.replaceAll(/\{\d+\}/g, ''));
  const reads =
    (/^[A-Z“][a-z]/.test(text) && isValueOfLabel(node)) || isWord(node, text) || (isSentence(words) && saysSomething);
  return reads && !isForPrograms(node);
}

/** A capitalised word that a view shows by itself: a heading, a button. */
function isWord(node: ts.Node, text: string): boolean {
  const { fileName } = node.getSourceFile();
  const isOfPython = text === 'None' && ts.isArrayLiteralExpression(node.parent);
  return (
    /^[A-Z][a-z]+(-[a-z]+)*(…|\.|:)?$/.test(text) &&
    views.test(relativeTo(fileName)) &&
    !wordsOfPrograms.has(text) &&
    !isOfPython
  );
}

const relativeTo = (fileName: string): string =>
  isAbsolute(fileName) ? relative(projectFolder, fileName).replaceAll('\\', '/') : fileName;

const isValueOfLabel = (node: ts.Node): boolean =>
  ts.isPropertyAssignment(node.parent) &&
  node.parent.initializer === node &&
  ts.isIdentifier(node.parent.name) &&
  labels.has(node.parent.name.text);

export const isTranslation = (node: ts.Node): node is ts.CallExpression =>
  ts.isCallExpression(node) && node.expression.getText() === 'l10n.t';

/** Whether it is the value of `.style=` in a template of Lit: CSS. */
function isStyle(node: ts.Node): boolean {
  if (!ts.isTemplateSpan(node)) {
    return false;
  }
  const { head, templateSpans } = node.parent;
  const before = templateSpans[templateSpans.indexOf(node) - 1]?.literal ?? head;
  return before.text.endsWith('.style=');
}

/**
 * What only makes sense glued to something else, which no translator can put into another order: it begins with what
 * ends a word or a sentence, ends with a comma or a blank, or has no word of its own.
 */
export const isPiece = (sentence: string): boolean =>
  /^[\s,;:.!?)\]}]|[\s,]$/.test(sentence) || !/\p{L}{2}/u.test(sentence.replaceAll(/\{\w+\}/g, ''));

const isTranslated = (node: ts.Node): boolean => isTranslation(node.parent) && node.parent.arguments[0] === node;

/** Whether it is or makes something that is only compared. */
const isOfKey = (node: ts.Node | undefined): boolean =>
  node !== undefined && ts.isVariableDeclaration(node) && /^((id|key)Of|id|key)$/.test(node.name.getText());

function isForPrograms(node: ts.Node): boolean {
  let isArgument = false;
  for (let child = node, parent = node.parent; ; child = parent, parent = parent.parent) {
    isArgument ||= ts.isCallExpression(parent) && parent.expression !== child;
    if (
      ts.isImportDeclaration(parent) ||
      ts.isExportDeclaration(parent) ||
      ts.isTypeNode(parent) ||
      ts.isCaseClause(parent) ||
      isStyle(parent) ||
      (ts.isTaggedTemplateExpression(parent) && (child === node || !isLit(parent))) ||
      (ts.isPropertyAssignment(parent) &&
        (parent.name === child || /^(id|key|className)$/.test(parent.name.getText()))) ||
      (!isArgument && isOfKey(parent)) ||
      (ts.isElementAccessExpression(parent) && parent.argumentExpression === child) ||
      (ts.isBinaryExpression(parent) && /^([!=]==?|in)$/.test(parent.operatorToken.getText())) ||
      (ts.isCallExpression(parent) && parent.expression !== child && forPrograms.test(parent.expression.getText())) ||
      (ts.isNewExpression(parent) &&
        /^(Error|TypeError|RangeError|RegExp|URL|Map|Set|Intl\..*)$/.test(parent.expression.getText()))
    ) {
      return true;
    }
    if (isLit(parent) || ts.isStatement(parent) || ts.isFunctionLike(parent) || ts.isSourceFile(parent)) {
      return !isArgument && isOfKey(parent.parent);
    }
  }
}

/** What a template of Lit says in one place: between two tags, or in one attribute. */
export interface Run {
  readonly attribute: string | null;
  readonly pieces: readonly (ts.Expression | { readonly start: number; readonly end: number })[];
}

/** The runs of a template in their order; expressions elsewhere in its tags are in `others`. */
export function runsOf(template: ts.TemplateLiteral): {
  readonly runs: readonly Run[];
  readonly others: readonly ts.Expression[];
} {
  const source = template.getSourceFile().text;
  const runs: Run[] = [];
  const others: ts.Expression[] = [];
  let where = 'text' as 'text' | 'tag' | 'value' | 'bareValue' | 'comment';
  let pieces: Run['pieces'][number][] = [];
  let attribute = '';
  let quote = '';
  const end = (name: string | null): void => {
    if (pieces.length > 0) {
      runs.push({ attribute: name, pieces });
    }
    pieces = [];
  };
  const chunk = (from: number, to: number): void => {
    let start = from;
    const push = (at: number): void => {
      if (at > start) {
        pieces.push({ start, end: at });
      }
    };
    for (let at = from; at < to; at += 1) {
      const character = source[at] ?? '';
      if (where === 'text') {
        if (character === '<' && /[a-zA-Z/!$]/.test(source[at + 1] ?? '$')) {
          push(at);
          end(null);
          where = source.startsWith('<!--', at) ? 'comment' : 'tag';
          attribute = '';
        }
      } else if (where === 'comment') {
        if (source.startsWith('-->', at)) {
          where = 'text';
          start = at + 3;
          at += 2;
        }
      } else if (where === 'value') {
        if (character === quote) {
          push(at);
          end(attribute);
          where = 'tag';
          attribute = '';
        }
      } else if (character === '>') {
        where = 'text';
        start = at + 1;
      } else if (where === 'bareValue' || /\s/.test(character)) {
        where = /\s/.test(character) ? 'tag' : 'bareValue';
        attribute = '';
      } else if (character === '=' && /["']/.test(source[at + 1] ?? '')) {
        quote = source[at + 1] ?? '';
        at += 1;
        start = at + 1;
        where = 'value';
      } else if (character !== '=') {
        attribute += character;
      }
    }
    if (where === 'text' || where === 'value') {
      push(to);
    }
  };
  if (ts.isNoSubstitutionTemplateLiteral(template)) {
    chunk(template.getStart() + 1, template.end - 1);
  } else {
    chunk(template.head.getStart() + 1, template.head.end - 2);
    for (const { expression, literal } of template.templateSpans) {
      if (where === 'text' || where === 'value') {
        pieces.push(expression);
      } else {
        others.push(expression);
        attribute = '';
      }
      chunk(literal.getStart() + 1, literal.end - (literal.kind === ts.SyntaxKind.TemplateTail ? 1 : 2));
    }
  }
  end(null);
  return { runs, others };
}

/** Whether a user reads words in this run that stand in the template itself. */
export function saysWords(run: Run, source: string): boolean {
  const words = run.pieces
    .map((piece) => ('kind' in piece ? ' ' : source.slice(piece.start, piece.end)))
    .join('')
    .replaceAll(/&\w+;/g, ' ');
  return /[A-Za-z]{2}/.test(words) && (run.attribute === null || readAttribute.test(run.attribute));
}

export const isLit = (node: ts.Node): node is ts.TaggedTemplateExpression =>
  ts.isTaggedTemplateExpression(node) && /^(html|svg)$/.test(node.tag.getText());

/** Every sentence of a source that is or should be translated. */
function sentencesIn(
  path: string,
  text: string,
): { readonly bare: readonly Bare[]; readonly translated: readonly string[] } {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const bare: Bare[] = [];
  const translated: string[] = [];
  const report = (position: number, words: string, because: Bare['because'] = 'is not translated'): void => {
    const { line } = source.getLineAndCharacterOfPosition(position);
    bare.push({ text: words.trim().replaceAll(/\s+/g, ' '), at: `${path}:${line + 1}`, because });
  };
  const visit = (node: ts.Node): void => {
    if (isLit(node)) {
      const { runs } = runsOf(node.template);
      for (const run of runs) {
        if (saysWords(run, text)) {
          const [first] = run.pieces;
          const words = run.pieces
            .map((piece) => ('kind' in piece ? `{${piece.getText()}}` : text.slice(piece.start, piece.end)))
            .join('');
          report(first === undefined ? node.getStart() : 'kind' in first ? first.getStart() : first.start, words);
        }
      }
    } else if (isTranslation(node)) {
      const [sentence] = node.arguments;
      if (sentence !== undefined && (ts.isStringLiteral(sentence) || ts.isNoSubstitutionTemplateLiteral(sentence))) {
        translated.push(sentence.text);
        if (isPiece(sentence.text)) {
          report(node.getStart(), sentence.text, 'is a piece of a sentence');
        } else if (/\{\d+\}/.test(sentence.text)) {
          report(node.getStart(), sentence.text, 'has a number for a name');
        }
      } else {
        report(node.getStart(), node.getText(), 'is not written where it is translated');
      }
    } else if (isForUsers(node)) {
      report(node.getStart(), textOf(node) ?? '');
      return;
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return { bare, translated };
}

/** All of the product, or of another folder with `src/` and `webview/`. */
export function allSentences(folder = projectFolder): {
  readonly bare: readonly Bare[];
  readonly translated: readonly string[];
} {
  const sources = ['src', 'webview']
    .flatMap((name) =>
      readdirSync(join(folder, name), { recursive: true, encoding: 'utf8' }).map(
        (path) => `${name}/${path.replaceAll('\\', '/')}`,
      ),
    )
    .filter((path) => path.endsWith('.ts') && !notForUsers.some((pattern) => pattern.test(path)))
    .map((path) => sentencesIn(path, readFileSync(join(folder, path), 'utf8')));
  return {
    bare: sources.flatMap(({ bare }) => bare),
    translated: [...new Set(sources.flatMap(({ translated }) => translated))].sort(),
  };
}

/** Properties of the manifest that the editor shows. */
const shownByEditor =
  /^(displayName|description|title|shortTitle|contextualTitle|category|name|label|contents|(markdown)?([dD]eprecationMessage|[dD]escription|[eE]numDescriptions))$/;

/** Words of the manifest that are not in `package.nls.json`, and what stands there for nothing. */
export function manifestSentences(manifest: object, sentences: object): readonly Bare[] {
  const bare: Bare[] = [];
  const used = new Set<string>();
  const visit = (value: unknown, path: string, property: string): void => {
    if (typeof value === 'object' && value !== null) {
      for (const [key, member] of Object.entries(value)) {
        visit(member, `${path}.${key}`, Array.isArray(value) ? property : key);
      }
    } else if (typeof value === 'string' && value !== '' && shownByEditor.test(property)) {
      const key = /^%(.+)%$/.exec(value)?.[1];
      if (key === undefined || !Object.hasOwn(sentences, key)) {
        bare.push({ text: value, at: `package.json${path}`, because: 'is not translated' });
      }
      used.add(key ?? '');
    }
  };
  const { displayName, description, contributes } = { displayName: '', description: '', contributes: {}, ...manifest };
  const { commands, viewsContainers, views, viewsWelcome, submenus, configuration } = {
    commands: [],
    viewsContainers: {},
    views: {},
    viewsWelcome: [],
    submenus: [],
    configuration: {},
    ...contributes,
  };
  visit({ displayName, description, commands, viewsContainers, views, viewsWelcome, submenus, configuration }, '', '');
  for (const key of Object.keys(sentences)) {
    if (!used.has(key)) {
      bare.push({ text: key, at: 'package.nls.json', because: 'is used nowhere' });
    }
  }
  return bare;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { bare: inSource, translated } = allSentences();
  const [manifest, sentences] = ['package.json', 'package.nls.json'].map(
    (name) => JSON.parse(readFileSync(join(projectFolder, name), 'utf8')) as object,
  );
  const bare = [...inSource, ...manifestSentences(manifest ?? {}, sentences ?? {})];
  for (const { text, at, because } of bare) {
    console.error(`${at}: “${text}” ${because}.`);
  }
  const [, , option, file] = process.argv;
  if (option === '--export' && file !== undefined) {
    writeFileSync(file, `${JSON.stringify(Object.fromEntries(translated.map((text) => [text, text])), null, 2)}\n`);
  }
  console.log(`${translated.length} sentences are translated, ${bare.length} are not.`);
  process.exitCode = bare.length === 0 ? 0 : 1;
}
