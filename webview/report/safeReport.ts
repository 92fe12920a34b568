/**
 * Other people's HTML made fit for a frame in which nothing runs and nothing is fetched. The frame's sandbox and its policies
 * forbid both already; what is taken out here would only leave holes in the picture. Knows no tab.
 */

/** Elements that need scripts or the network, or would lead the frame elsewhere. */
const unwanted = 'script, noscript, base, meta, link, iframe, frame, frameset, object, embed, applet, portal, template[shadowrootmode]';
const renamedStyle = 'data-renamed-style';
/** A specificity beyond that of the report's own rules, as the style attribute has. */
const above = ':is(#_#_#_, [data-inline-style="';

/** In a report without colours of its own, the theme's are used. */
export interface ReportLook {
  readonly ground: string;
  readonly text: string;
  readonly link: string;
  readonly font: string;
}

/**
 * A whole document for `srcdoc`. Style sheets within it bear the nonce that the page's policy, which the frame inherits, asks
 * for; style attributes, which no nonce allows, become rules of such a sheet.
 */
export function safeReport(source: string, nonce: string, look: ReportLook): string {
  const sheets: string[] = [];
  const rules: string[] = [];
  // Twice: HTML made for it becomes something else when it is written and read again.
  const once = clean(source, nonce, sheets, rules);
  const report = clean(once.documentElement.outerHTML, nonce, sheets, rules);
  const head = [ground(look, sheets.length > 0), ...sheets, rules.join('\n')].map((text) => {
    const sheet = report.createElement('style');
    sheet.setAttribute('nonce', nonce);
    sheet.textContent = text.replaceAll('</', '<\\/');
    return sheet;
  });
  const policy = report.createElement('meta');
  policy.setAttribute('http-equiv', 'Content-Security-Policy');
  policy.setAttribute('content', `default-src 'none'; style-src 'nonce-${nonce}'; img-src data:; font-src data:; media-src data:`);
  // Without it, links within the report would lead to the page around it.
  const base = report.createElement('base');
  base.setAttribute('href', 'about:srcdoc');
  report.head.prepend(policy, base, ...head);
  return `<!DOCTYPE html>${report.documentElement.outerHTML}`;
}

/** Reads HTML without what is unwanted, and takes its style sheets and style attributes out of it. */
function clean(source: string, nonce: string, sheets: string[], rules: string[]): Document {
  // Inert: nothing in such a document runs or loads. Only of styles would the page's policy complain: attributes get another name.
  const renamed = source.replace(/<[a-z][^>]*>/gi, (tag) =>
    tag.replace(/^<style(?=[\s/>])/i, `<style nonce="${nonce}"`).replace(/(\s)style(?=\s*=)/gi, `$1${renamedStyle}`));
  const report = new DOMParser().parseFromString(renamed, 'text/html');
  for (const element of report.querySelectorAll(unwanted)) element.remove();
  for (const element of report.querySelectorAll('style')) {
    sheets.push(element.textContent);
    element.remove();
  }
  const probe = document.createElement('p');
  for (const element of report.querySelectorAll('*')) {
    for (const { name } of [...element.attributes]) if (name.startsWith('on') || name === 'srcdoc' || name === 'ping' || name === 'nonce') element.removeAttribute(name);
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
  return report;
}

/** Links lead nowhere but within the report; forms send nothing; pictures come from within. */
function defuse(element: Element): void {
  for (const name of ['href', 'xlink:href', 'action', 'formaction', 'src', 'srcset', 'poster', 'background', 'data']) {
    const value = element.getAttribute(name);
    if (value === null || value.startsWith('#') || (name === 'src' && /^data:(image|audio|video)\//i.test(value))) continue;
    element.removeAttribute(name);
    if (name === 'href' && element.localName === 'a') element.setAttribute('title', value);
    if (name === 'src' && element.localName === 'img' && !element.hasAttribute('alt')) element.setAttribute('alt', 'Image that is not part of the report');
  }
}

/** A report that brings its own style sheets was made for a white page, as browsers have it. */
const ground = ({ ground: back, text, link, font }: ReportLook, styled: boolean): string => (styled
  ? 'html { background: #fff; color: #000; color-scheme: light; }'
  : `html { background: ${back}; color: ${text}; font: 13px/1.5 ${font}; } a { color: ${link}; } table { border-collapse: collapse; } th, td { padding: 2px 8px; text-align: start; }`);
