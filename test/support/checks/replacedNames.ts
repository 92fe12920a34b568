/**
 * Finds names that this code base has replaced by plainer ones: as file names, declarations, parameters and members,
 * read from the syntax tree. Run as a program it prints where they are and exits 1; `replacedNames()` is what the test
 * calls.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const projectFolder = join(import.meta.dirname, '../../..');

export interface Replaced {
  /** The former names of one thing, and the name that it has now. */
  readonly names: readonly string[];
  readonly by: string;
  /** Where the word is the former name of something; everywhere if not said. Elsewhere it may be the right one. */
  readonly in?: RegExp;
  /** Whether it is the former name of a file, too or only. */
  readonly file?: 'too' | 'only';
}

const inCharts =
  /^(webview\/tabs\/charts|src\/shared\/series|test\/(unit\/webview\/tabs\/charts|unit\/shared\/series|pages\/charts))/;

const replaced: readonly Replaced[] = [
  { names: ['pace', 'Pace'], by: 'eventLoop, TimeSlice', file: 'too' },
  { names: ['due', 'rest'], by: 'expired, yield', in: /^src\/platform\/eventLoop/ },
  { names: ['flow', 'Flow', 'Turn', 'Unasked'], by: 'multiStep, MultiStepInput, StepContext, Preset', file: 'too' },
  { names: ['places', 'Places', 'below'], by: 'resourcePickers', in: /^src\/commands\//, file: 'too' },
  { names: ['alike', 'InFront'], by: 'sameKindSelection, ActiveExperiment', in: /^src\/commands\// },
  { names: ['checks'], by: 'validators', in: /^src\/commands\//, file: 'too' },
  { names: ['sight', 'Sight'], by: 'visibleRows, visibility, zoomPan', file: 'too' },
  { names: ['levels', 'adopt', 'turn'], by: 'nodeIdentity, reconcile, requestId', in: /^src\/tree\//, file: 'too' },
  { names: ['words', 'queryWords'], by: 'labels, queryLabels', in: /^src\/(tree\/|shared\/[^/]*$)/, file: 'only' },
  { names: ['wish', 'Wish', 'wishes'], by: 'ListOptions, or what it is', file: 'too' },
  { names: ['sources', 'Sources'], by: 'context, TreeContext', in: /^src\/tree\//, file: 'too' },
  { names: ['choices', 'picks', 'drop'], by: 'preferences, prompts, dragAndDrop', in: /^src\/tree\//, file: 'only' },
  { names: ['hear', 'see'], by: 'onChange, setVisibility', in: /^src\/panels\// },
  { names: ['shownExperiment'], by: 'experimentModel', in: /^src\//, file: 'only' },
  { names: ['heldLists', 'HeldLists'], by: 'listVersions, listFetcher', file: 'too' },
  { names: ['wholeBytes'], by: 'readAllBytes', file: 'too' },
  { names: ['parts', 'seriesQuestions'], by: 'experimentDetails, seriesBatcher', in: /^src\/store\//, file: 'too' },
  {
    names: ['Room', 'ProjectRoom', 'RegistryRoom', 'room', 'rooms', 'Rooms'],
    by: 'a store, a journaled state, a stream',
    file: 'too',
  },
  {
    names: ['keep', 'Keep', 'forgetfulKeep'],
    by: 'storage, LabStorage, memoryStorage',
    in: /^src\/lab\//,
    file: 'too',
  },
  { names: ['misbehaviour', 'Misbehaviour'], by: 'fault, faultInjection', file: 'too' },
  { names: ['record'], by: 'content', in: /^src\/lab\//, file: 'only' },
  { names: ['travel', 'Travel'], by: 'network, encoding', file: 'too' },
  { names: ['endlessExpression', 'mayTakeForEver'], by: 'regExpSafety, mayBacktrackCatastrophically', file: 'too' },
  { names: ['across', 'up'], by: 'xRange, yRange, or x and y', in: inCharts },
  { names: ['placeAt', 'levelAt'], by: 'xAt, yAt' },
  { names: ['mean', 'meant'], by: 'setHovered, hoveredId', in: /^webview\/tabs\/charts\// },
  { names: ['wanders'], by: 'xIsUnsorted' },
  { names: ['hairColumns'], by: 'hairline', file: 'too' },
  { names: ['way', 'covered'], by: 'connector', in: /^webview\/tabs\/charts\/engine\// },
  { names: ['wholeBar'], by: 'fullViewBar', file: 'too' },
  { names: ['whole'], by: 'maximized', in: /^webview\/tabs\/charts\/(chart|gallery)\// },
  { names: ['cloud'], by: 'embeddingPoints', in: /^webview\/tabs\/evaluation\//, file: 'only' },
  { names: ['places', 'pointing'], by: 'nearestPoint, crosshair', in: /^webview\/tabs\/charts\//, file: 'only' },
  { names: ['picture'], by: 'lineLayer', in: /^webview\/tabs\/charts\/engine\//, file: 'only' },
  {
    names: ['keepLast', 'ownEntry', 'sharedBeginning', 'sameData'],
    by: 'memoizeLast, getOwn, commonPrefix, deepEqual',
    file: 'too',
  },
  { names: ['standing', 'beat'], by: 'status, heartbeat' },
  { names: ['typing', 'askSuggested', 'askMany'], by: 'inputBox, pickOrType, pickMany', file: 'too' },
  {
    names: ['ask', 'askAmong', 'askUnlessAlone'],
    by: 'pick, pickAmong, pickUnlessOnly',
    in: /^src\/prompts\/quickPick/,
  },
  { names: ['pick'], by: 'quickPick', in: /^src\//, file: 'only' },
  { names: ['bulk', 'deed', 'Deed', 'deeds', 'fates'], by: 'batch, Operation, results', file: 'too' },
  { names: ['long'], by: 'cancellableFrom', in: /^src\/commands\// },
  { names: ['say'], by: 'flashStatus', in: /^src\/commands\// },
  { names: ['report'], by: 'failures', in: /^src\/[^/]*$/, file: 'only' },
  { names: ['wayTo', 'Place'], by: 'pathTo, TreeTarget', in: /^src\/tree\// },
  { names: ['way'], by: 'nodePath', in: /^src\/tree\//, file: 'too' },
  { names: ['laterAnswers'], by: 'lateUpdates', file: 'too' },
  { names: ['Look'], by: 'RowOptions, or style', file: 'too' },
  { names: ['row'], by: 'treeItem', in: /^src\/tree\//, file: 'only' },
  {
    names: ['facts', 'links', 'parts', 'pages'],
    by: 'keyValues, experimentLink, experiment, paging',
    in: /^src\/tree\//,
    file: 'only',
  },
];

interface Found {
  readonly name: string;
  readonly by: string;
  /** `path:line`, or the path of a file that has the name. */
  readonly at: string;
}

/** @throws Error when an entry is about files that are not there: they have moved, and the entry must follow. */
export function replacedNames(folder = projectFolder, list = replaced): Found[] {
  const found: Found[] = [];
  const files = ['src', 'webview', 'test'].flatMap((name) => sourcesBelow(folder, name));
  for (const { names, in: pattern } of list) {
    if (pattern !== undefined && !files.some((file) => pattern.test(file))) {
      throw new Error(`No file matches ${String(pattern)}, where “${names.join('”, “')}” would be looked for.`);
    }
  }
  const applies = (name: string, file: string, kinds: readonly Replaced['file'][]): Replaced | undefined =>
    list.find(
      (entry) =>
        entry.names.includes(name) && kinds.includes(entry.file) && (entry.in === undefined || entry.in.test(file)),
    );
  for (const file of files) {
    const fileName = basename(file).replace(/(\.(test|page|host))?\.ts$/, '');
    const ofFile = applies(fileName, file, ['too', 'only']);
    if (ofFile !== undefined) {
      found.push({ name: fileName, by: ofFile.by, at: file });
    }
    const source = ts.createSourceFile(file, readFileSync(join(folder, file), 'utf8'), ts.ScriptTarget.Latest, true);
    const visit = (node: ts.Node): void => {
      const declared = declaredName(node);
      const entry = declared === null ? undefined : applies(declared.text.replace('#', ''), file, ['too', undefined]);
      if (declared !== null && entry !== undefined) {
        const { line } = source.getLineAndCharacterOfPosition(declared.getStart());
        found.push({ name: declared.text, by: entry.by, at: `${file}:${line + 1}` });
      }
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  return found;
}

/** What a node gives a name to; null where it only uses one, or takes it over from somebody else's object. */
function declaredName(node: ts.Node): ts.Identifier | ts.PrivateIdentifier | null {
  const isDeclaration =
    ts.isVariableDeclaration(node) ||
    ts.isParameter(node) ||
    ts.isBindingElement(node) ||
    ts.isFunctionLike(node) ||
    ts.isClassLike(node) ||
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node) ||
    ts.isPropertyDeclaration(node) ||
    ts.isPropertySignature(node) ||
    ts.isPropertyAssignment(node);
  const name = isDeclaration ? node.name : undefined;
  return name !== undefined && (ts.isIdentifier(name) || ts.isPrivateIdentifier(name)) ? name : null;
}

const sourcesBelow = (root: string, folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`);

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const found = replacedNames();
  for (const { name, by, at } of found) {
    console.error(`${at}: “${name}” was replaced by ${by}.`);
  }
  console.log(`${found.length} names that were replaced are still there.`);
  process.exitCode = found.length === 0 ? 0 : 1;
}
