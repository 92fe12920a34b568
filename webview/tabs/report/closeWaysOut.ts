/**
 * The first script of a frame in which scripts of a report run, as text. It closes what neither a sandbox nor a policy
 * closes: WebRTC, elements that make a browser look up or connect to a server when they are made, and frames, in which
 * all this would be found again. It uses nothing that a later script could replace: what it needs then it takes now,
 * and calls by `apply`.
 * @param styleNonce for the style sheets that plotting libraries make, which bear none
 */
export const closeWaysOut = (styleNonce: string): string => `{
const { apply } = Reflect, { parse } = JSON, { hasOwn } = Object, text = String;
const { toLowerCase, lastIndexOf, indexOf, slice } = String.prototype;
const lower = (value) => apply(toLowerCase, value, []);
const cut = (value, from, to) => apply(slice, value, [from, to]);
const find = (value, what, from) => apply(indexOf, value, [what, from]);
const replace = (on, name, value) => Object.defineProperty(on, name, { value, writable: false, configurable: false });

const reaching = ['link', 'meta', 'base', 'iframe', 'frame', 'object', 'embed', 'portal', 'fencedframe', 'applet'];
const reaches = (start) => { for (let i = 0; i < reaching.length; i += 1) if (find(start, reaching[i], 0) === 0) return true; return false; };
// Such an element becomes another one that does nothing.
const harmless = (name) => {
  const local = cut(name, apply(lastIndexOf, name, [':']) + 1);
  return reaches(lower(local)) ? 'x-' + local : name;
};
const harmlessHtml = (html) => {
  let made = '', done = 0;
  for (let at = find(html, '<', 0); at !== -1; at = find(html, '<', at + 1)) {
    const name = html[at + 1] === '/' ? at + 2 : at + 1;
    if (!reaches(lower(cut(html, name, name + 12)))) continue;
    made += cut(html, done, name) + 'x-';
    done = name;
  }
  return made + cut(html, done);
};
// XML has prefixes, and entities that become elements.
const isHarmlessXml = (xml) => {
  const small = lower(xml);
  if (find(small, '<!doctype', 0) !== -1 || find(small, '<!entity', 0) !== -1) return false;
  for (let i = 0; i < reaching.length; i += 1) if (find(small, ':' + reaching[i], 0) !== -1) return false;
  return true;
};
// Rules by which a browser fetches pages ahead.
const isSpeculation = (script) => {
  try {
    const rules = parse(script);
    return typeof rules === 'object' && rules !== null && (hasOwn(rules, 'prefetch') || hasOwn(rules, 'prerender') || hasOwn(rules, 'prerender_until_script'));
  } catch { return false; }
};

const { createElement, createElementNS } = Document.prototype, { insertAdjacentHTML } = Element.prototype;
const { createDocument } = DOMImplementation.prototype, { parseFromString } = DOMParser.prototype;
const { set: setNonce } = Object.getOwnPropertyDescriptor(HTMLElement.prototype, 'nonce');
const { get: bodyOf } = Object.getOwnPropertyDescriptor(Document.prototype, 'body');
const define = customElements.define.bind(customElements);
replace(Document.prototype, 'createElement', function (name) {
  const safe = harmless(text(name));
  const made = apply(createElement, this, [safe]);
  if (lower(safe) === 'style') apply(setNonce, made, [${JSON.stringify(styleNonce)}]);
  return made;
});
replace(Document.prototype, 'createElementNS', function (space, name) { return apply(createElementNS, this, [space, harmless(text(name))]); });
replace(DOMImplementation.prototype, 'createDocument', function (space, name, type = null) {
  return apply(createDocument, this, [space, name === null ? null : harmless(text(name)), type]);
});
replace(DOMParser.prototype, 'parseFromString', function (source, kind) {
  const [given, wanted] = [text(source), text(kind)];
  return apply(parseFromString, this, wanted === 'text/html' || isHarmlessXml(given) ? [given, wanted] : ['<nothing/>', 'text/xml']);
});
replace(CustomElementRegistry.prototype, 'define', (name, made) => define(name, made));
// Elements could be written in two pieces, neither of which is one: each piece is read by itself.
const write = function (piece) { apply(insertAdjacentHTML, apply(bodyOf, document, []), ['beforeend', text(piece)]); };
replace(Document.prototype, 'write', write);
replace(Document.prototype, 'writeln', write);
delete Document.prototype.execCommand;
for (const owner of [Element.prototype, ShadowRoot.prototype, Document, Document.prototype, Range.prototype]) {
  for (const name of Object.getOwnPropertyNames(owner)) {
    if (/HTML/.test(name) && !['innerHTML', 'outerHTML', 'insertAdjacentHTML', 'getHTML'].includes(name)) delete owner[name];
  }
}
for (const name of [...Object.getOwnPropertyNames(window).filter((name) => /RTC/.test(name)), 'RTCPeerConnection', 'WebTransport', 'WebSocketStream', 'XSLTProcessor', 'Worker', 'SharedWorker']) {
  replace(window, name, undefined);
}
trustedTypes.createPolicy('default', {
  createHTML: harmlessHtml,
  createScript: (script) => (isSpeculation(script) ? '' : script),
  createScriptURL: (address) => address,
});
}`;
