/**
 * Other people's HTML made fit for a frame in which nothing is fetched and nothing runs but what the reader allowed.
 * The frame's sandbox and its policies forbid both already; what is taken out here would only leave holes in the
 * picture. Knows no tab.
 */

import * as l10n from '@vscode/l10n';
import { closeWaysOut } from './closeWaysOut';

/** Elements that need the network, or would lead the frame elsewhere. */
const unwanted =
  'noscript, base, meta, link, iframe, frame, frameset, object, embed, applet, portal, template[shadowrootmode]';
const renamedStyle = 'data-renamed-style';
/** A specificity beyond that of the report's own rules, as the style attribute has. */
const above = ':is(#_#_#_, [data-inline-style="';

/** HTML that still changes then is no page: its words are shown. */
const mostRounds = 8;

/** In a report without colours of its own, the theme's are used. */
export interface ReportLook {
  readonly ground: string;
  readonly text: string;
  readonly link: string;
  readonly font: string;
}

/** What the policy of the page, which the frame inherits, asks of style sheets and scripts. */
export interface ReportRights {
  readonly styleNonce: string;
  /** Null: nothing runs. */
  readonly scriptNonce: string | null;
}

export interface SafeReport {
  /** A whole document for `srcdoc`. */
  readonly page: string;
  /** It holds scripts that could run, whether or not they may. */
  readonly hasScripts: boolean;
}

/** Style sheets bear the nonce; style attributes, which no nonce allows, become rules of such a sheet. */
export function safeReport(source: string, rights: ReportRights, look: ReportLook): SafeReport {
  const sheets: string[] = [];
  const rules: string[] = [];
  // HTML made for it becomes something else when it is written and read again: until it no longer does.
  const { report: first, hasScripts } = clean(source, rights, sheets, rules);
  let report = first;
  let written = report.documentElement.outerHTML;
  for (let round = 1; ; round += 1) {
    report = clean(written, rights, sheets, rules).report;
    const again = report.documentElement.outerHTML;
    if (again === written) {
      break;
    }
    if (round === mostRounds) {
      report = textAlone(report);
      break;
    }
    written = again;
  }
  const head = [ground(look, sheets.length > 0), ...sheets, rules.join('\n')].map((text) => {
    const sheet = report.createElement('style');
    sheet.setAttribute('nonce', rights.styleNonce);
    sheet.textContent = text.replaceAll('</', '<\\/');
    return sheet;
  });
  const policy = report.createElement('meta');
  policy.setAttribute('http-equiv', 'Content-Security-Policy');
  policy.setAttribute(
    'content',
    `default-src 'none'; ${codeSources(rights)}; img-src data:; font-src data:; media-src data:`,
  );
  const prefetch = report.createElement('meta');
  prefetch.setAttribute('http-equiv', 'x-dns-prefetch-control');
  prefetch.setAttribute('content', 'off');
  // Without it, links within the report would lead to the page around it.
  const base = report.createElement('base');
  base.setAttribute('href', 'about:srcdoc');
  report.head.prepend(
    policy,
    prefetch,
    base,
    ...(rights.scriptNonce === null ? [] : [firstScript(report, rights.scriptNonce, closeWaysOut(rights.styleNonce))]),
    ...head,
  );
  return { page: `<!DOCTYPE html>${report.documentElement.outerHTML}`, hasScripts };
}

/**
 * A script can read the nonce of the page's policy, and with a nonce alone it could fetch more from anywhere: this
 * second policy knows no address and no nonce, and what runs must please both. No browser we know obeys `webrtc` yet,
 * although it is in the standard: until then `closeWaysOut` takes WebRTC away.
 */
const codeSources = ({ styleNonce, scriptNonce }: ReportRights): string =>
  scriptNonce === null
    ? `style-src 'nonce-${styleNonce}'`
    : `style-src 'unsafe-inline'; script-src 'unsafe-inline'; webrtc 'block'; require-trusted-types-for 'script'; trusted-types default`;

function firstScript(report: Document, nonce: string, text: string): HTMLScriptElement {
  const script = report.createElement('script');
  script.setAttribute('nonce', nonce);
  script.textContent = text;
  return script;
}

function textAlone(report: Document): Document {
  const words = document.implementation.createHTMLDocument();
  words.body.append(report.body.textContent);
  return words;
}

/** Reads HTML without what is unwanted, and takes its style sheets and style attributes out of it. */
function clean(
  source: string,
  { styleNonce, scriptNonce }: ReportRights,
  sheets: string[],
  rules: string[],
): { readonly report: Document; readonly hasScripts: boolean } {
  // Inert: nothing in such a document runs or loads. Only of styles would the page's policy complain: attributes get
  // another name.
  const rename = (html: string): string =>
    html.replace(/<[a-z][^<>]*>/gi, (tag) =>
      tag
        .replace(/^<style(?=[\s/>])/i, `<style nonce="${styleNonce}"`)
        .replace(/(\s)style(?=\s*=)/gi, `$1${renamedStyle}`),
    );
  const report = new DOMParser().parseFromString(
    scriptNonce === null ? rename(source) : outsideScripts(source, rename),
    'text/html',
  );
  const roots = rootsWithout(unwanted, report);
  const all = (selector: string): Element[] => roots.flatMap((root) => [...root.querySelectorAll(selector)]);
  for (const element of all('style')) {
    sheets.push(element.textContent);
    element.remove();
  }
  const scripts = all('script').filter((script) => {
    // SVG has scripts, too, of another kind.
    const isOwn =
      script instanceof HTMLScriptElement &&
      !script.hasAttribute('src') &&
      !/^\s*(speculationrules|importmap)\s*$/i.test(script.type);
    if (!isOwn || scriptNonce === null) {
      script.remove();
    }
    return isOwn;
  });
  const probe = document.createElement('p');
  for (const element of all('*')) {
    for (const { name } of [...element.attributes]) {
      if (
        name.startsWith('on') ||
        name === 'srcdoc' ||
        name === 'ping' ||
        name === 'attributionsrc' ||
        name === 'nonce'
      ) {
        element.removeAttribute(name);
      }
    }
    const style = element.getAttribute(renamedStyle) ?? element.getAttribute('style');
    if (style !== null) {
      // Read and written again, so that no text can leave its rule.
      probe.style.cssText = style;
      if (probe.style.length > 0) {
        element.setAttribute('data-inline-style', String(rules.length));
        rules.push(`${above}${rules.length}"]) { ${probe.style.cssText} }`);
      }
      element.removeAttribute('style');
      element.removeAttribute(renamedStyle);
    }
    defuse(element);
  }
  if (scriptNonce !== null) {
    for (const script of scripts) {
      script.setAttribute('nonce', scriptNonce);
    }
  }
  return { report, hasScripts: scripts.length > 0 };
}

/**
 * What is looked through by itself: what lies in a template is no part of what lies around it, until a script copies
 * it.
 */
function rootsWithout(selector: string, root: Document | DocumentFragment): readonly (Document | DocumentFragment)[] {
  for (const element of root.querySelectorAll(selector)) {
    element.remove();
  }
  return [root, ...[...root.querySelectorAll('template')].flatMap(({ content }) => rootsWithout(selector, content))];
}

/** What looks like a tag in a script is none. */
function outsideScripts(source: string, change: (html: string) => string): string {
  const opening = /<script(?=[\s/>])/gi;
  const closing = /<\/script/gi;
  let changed = '';
  let done = 0;
  for (let match = opening.exec(source); match !== null; match = opening.exec(source)) {
    closing.lastIndex = match.index;
    const end = closing.exec(source)?.index ?? source.length;
    changed += change(source.slice(done, match.index)) + source.slice(match.index, end);
    opening.lastIndex = done = end;
  }
  return changed + change(source.slice(done));
}

/** Links lead nowhere but within the report; forms send nothing; pictures come from within. */
function defuse(element: Element): void {
  for (const name of ['href', 'xlink:href', 'action', 'formaction', 'src', 'srcset', 'poster', 'background', 'data']) {
    const value = element.getAttribute(name);
    if (
      value === null ||
      value.startsWith('#') ||
      ((name === 'src' || element.localName === 'image') && /^data:(image|audio|video)\//i.test(value))
    ) {
      continue;
    }
    element.removeAttribute(name);
    if (name === 'href' && element.localName === 'a') {
      element.setAttribute('title', value);
    }
    if (name === 'src' && element.localName === 'img' && !element.hasAttribute('alt')) {
      element.setAttribute('alt', l10n.t('Image that is not part of the report'));
    }
  }
}

/** A report that brings its own style sheets was made for a white page, as browsers have it. */
const ground = ({ ground: back, text, link, font }: ReportLook, styled: boolean): string =>
  styled
    ? 'html { background: #fff; color: #000; color-scheme: light; }'
    : `html { background: ${back}; color: ${text}; font: 13px/1.5 ${font}; } a { color: ${link}; } table { border-collapse: collapse; } th, td { padding: 2px 8px; text-align: start; }`;
