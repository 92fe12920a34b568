/**
 * The rule `repeated-reads`: what a page shows comes a moment after what brought it about, and on a busy machine later.
 * A test that looks once is wrong now and then, so an assertion on it must be repeated until it holds: with `shows`, or
 * within `eventually`.
 */

/** Methods of a locator, a page or a frame that answer at once with what is there now. */
const reads =
  /^(all|allTextContents|allInnerTexts|textContent|innerText|innerHTML|count|getAttribute|isVisible|isHidden|isChecked|isEnabled|isDisabled|isEditable|inputValue|evaluate|evaluateAll|boundingBox|ariaSnapshot)$/;
/** What the stub of a host has heard of its page so far. */
const heard = /^(asked|commands|memory)$/;
const repeaters = /^(shows|eventually)$/;
/** They wait by themselves for what they give, or do something that must be done once. */
const waits = /^(command|run|readFile|readdir|stat|seriousViolations)$/;

const nameOf = (callee) => (callee.type === 'MemberExpression' ? callee.property.name : callee.name);
const isFunction = (node) => /Function/.test(node?.type ?? '');

export const repeatedReads = {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      once: 'This looks at the page once, and may look too early: use shows(() => …, expected) or eventually(…).',
      remembered:
        '“{{name}}” was read once, and maybe too early: read it within shows(() => …, expected) or eventually(…).',
    },
  },
  create(context) {
    const { sourceCode } = context;
    const known = new Map();

    const childrenOf = (node) =>
      sourceCode.visitorKeys[node.type].flatMap((key) => node[key] ?? []).filter((child) => child !== null);

    function definitionOf(identifier) {
      for (let scope = sourceCode.getScope(identifier); scope !== null; scope = scope.upper) {
        const variable = scope.set.get(identifier.name);
        if (variable !== undefined) {
          return variable.defs[0];
        }
      }
      return undefined;
    }

    /** Whether something in it is waited for: then it gives what has come. */
    const repeats = (node) =>
      (node.type === 'CallExpression' && repeaters.test(nameOf(node.callee) ?? '')) || childrenOf(node).some(repeats);

    /** Whether a call of the function reads the page without repeating. */
    function functionReads(identifier) {
      const node = definitionOf(identifier)?.node;
      const body = isFunction(node) ? node.body : isFunction(node?.init) ? node.init.body : null;
      if (body === null || body === undefined) {
        return false;
      }
      if (!known.has(body)) {
        known.set(body, false);
        known.set(body, !repeats(body) && findRead(body, false) !== null);
      }
      return known.get(body);
    }

    /**
     * The first read within the node, or null.
     * @param isAsserted whether the node is asserted: then what is awaited counts whatever it is, and so do constants
     *   that were read before
     */
    function findRead(node, isAsserted) {
      if (node.type === 'CallExpression') {
        const name = nameOf(node.callee);
        if (repeaters.test(name ?? '')) {
          return null;
        }
        if (
          node.callee.type === 'MemberExpression'
            ? reads.test(name ?? '')
            : name !== undefined && functionReads(node.callee)
        ) {
          return { node, messageId: 'once' };
        }
      }
      if (isAsserted && node.type === 'AwaitExpression' && node.argument.type === 'CallExpression') {
        const name = nameOf(node.argument.callee) ?? '';
        if (!waits.test(name) && !repeaters.test(name)) {
          return { node, messageId: 'once' };
        }
      }
      if (node.type === 'MemberExpression' && node.object.type === 'Identifier' && heard.test(node.property.name)) {
        return { node, messageId: 'once' };
      }
      if (isAsserted && node.type === 'Identifier') {
        const definition = definitionOf(node);
        const value = definition?.node.type === 'VariableDeclarator' ? definition.node.init : null;
        if (
          definition?.parent?.kind === 'const' &&
          value?.type === 'AwaitExpression' &&
          findRead(value, false) !== null
        ) {
          return { node, messageId: 'remembered', data: { name: node.name } };
        }
      }
      for (const child of childrenOf(node)) {
        const found = findRead(child, isAsserted);
        if (found !== null) {
          return found;
        }
      }
      return null;
    }

    const isRepeated = (node) =>
      sourceCode
        .getAncestors(node)
        .some((ancestor) => ancestor.type === 'CallExpression' && repeaters.test(nameOf(ancestor.callee) ?? ''));

    return {
      CallExpression(node) {
        const { callee } = node;
        const asserts =
          callee.name === 'assert' ||
          (callee.type === 'MemberExpression' &&
            callee.object.name === 'assert' &&
            !/^(rejects|doesNotReject)$/.test(callee.property.name));
        if (!asserts || isRepeated(node)) {
          return;
        }
        for (const argument of node.arguments) {
          const found = findRead(argument, true);
          if (found !== null) {
            context.report(found);
          }
        }
      },
    };
  },
};
