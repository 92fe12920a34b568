/**
 * The rule `foreign-text`: what the editor might make links or pictures of reaches it only through the functions that
 * take them out (`shared/text/plainText.ts`, `messages.ts`). A text that is written in the code needs none of them.
 */

/** These the editor offers; `src/prompts/messages.ts` alone calls them. */
const ofMessages =
  /^(show(Information|Warning|Error)Message|withProgress|withScmProgress|setStatusBarMessage|createStatusBarItem|showQuickPick|showInputBox|showWorkspaceFolderPick)$/;
const diffCommands = /^vscode\.(diff|changes)$/;
/** Of boxes, lists, views, rows and panels. */
const shownProperties =
  /^(title|prompt|placeholder|placeHolder|validationMessage|tooltip|message|items|label|detail|text)$/;
/** Functions whose argument of that number is shown. */
const shownArguments = {
  createWebviewPanel: 1,
  FileNotFound: 0,
  FileExists: 0,
  NoPermissions: 0,
  Unavailable: 0,
  FileNotADirectory: 0,
  FileIsADirectory: 0,
};
const shownInNew = { TreeItem: 0, MarkdownString: 0, FileSystemError: 0, Hover: 0, CodeLens: 1, InlayHint: 1 };
/** Functions with options that are shown. */
const withShownOptions = /^(showOpenDialog|showSaveDialog)$/;
/** They give what can be shown. */
const makers = new Set(['oneLine', 'severalLines', 'shortName', 'shownRows', 'experimentTooltip', 'tooltipOf']);

/** @param scope where names are looked up: a constant that was made fit to be seen stays so */
function isSafe(node, scope) {
  const both = (one, other) => isSafe(one, scope) && isSafe(other, scope);
  switch (node?.type) {
    case undefined:
      return true;
    case 'Literal':
      return true;
    case 'Identifier':
      return node.name === 'undefined' || isSafeConstant(node.name, scope);
    case 'TemplateLiteral':
      return node.expressions.every((expression) => isSafe(expression, scope));
    case 'ConditionalExpression':
      return both(node.consequent, node.alternate);
    case 'LogicalExpression':
      return both(node.left, node.right);
    case 'AwaitExpression':
      return isSafe(node.argument, scope);
    case 'CallExpression':
      // A sentence in the user's language, with the values that it is given.
      return isTranslation(node) ? node.arguments.every((value) => isSafe(value, scope)) : makers.has(node.callee.name);
    case 'ObjectExpression':
      return node.properties.every(({ value }) => isSafe(value, scope));
    default:
      return false;
  }
}

const isTranslation = ({ callee }) =>
  callee.type === 'MemberExpression' && callee.object.name === 'l10n' && callee.property.name === 't';

function isSafeConstant(name, scope) {
  for (let level = scope; level !== null; level = level.upper) {
    const variable = level.set.get(name);
    if (variable === undefined) {
      continue;
    }
    const [definition] = variable.defs;
    const { node, parent } = definition ?? {};
    return parent?.kind === 'const' && node.id.type === 'Identifier' && node.init !== null && isSafe(node.init, level);
  }
  return false;
}

export const foreignText = {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      elsewhere:
        '“{{name}}” is called by src/prompts/messages.ts alone: it takes links and pictures out of other people’s texts.',
      raw: 'The editor may make links or pictures of this text: pass it through oneLine, severalLines or shownRows.',
    },
  },
  create(context) {
    const check = (node) => {
      if (!isSafe(node, node === undefined ? null : context.sourceCode.getScope(node))) {
        context.report({ node, messageId: 'raw' });
      }
    };
    const listen = (node) => {
      const name = node.callee.property?.name;
      if (name === undefined) {
        return;
      }
      if (ofMessages.test(name)) {
        context.report({ node, messageId: 'elsewhere', data: { name } });
      }
      const [first] = node.arguments;
      if (name === 'executeCommand' && diffCommands.test(first?.value)) {
        context.report({ node, messageId: 'elsewhere', data: { name: first.value } });
      }
      if (Object.hasOwn(shownArguments, name)) {
        check(node.arguments[shownArguments[name]]);
      }
      for (const property of withShownOptions.test(name) ? (first?.properties ?? []) : []) {
        if (/^(title|openLabel|saveLabel)$/.test(property.key?.name)) {
          check(property.value);
        }
      }
    };
    return {
      CallExpression: listen,
      NewExpression(node) {
        if (Object.hasOwn(shownInNew, node.callee.name ?? '')) {
          check(node.arguments[shownInNew[node.callee.name]]);
        }
      },
      AssignmentExpression(node) {
        if (node.left.type === 'MemberExpression' && shownProperties.test(node.left.property.name)) {
          check(node.right);
        }
      },
    };
  },
};
