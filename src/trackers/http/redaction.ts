/**
 * Keeps secrets out of what people read: log lines and error sentences.
 * Knows nothing of requests; it is given texts, addresses and the secrets to look for.
 */

const mark = '•••';

/** Query parameters whose value is a credential with every server. */
const secretParameter =
  /^(?:api|rest|access|secret|private|subscription)?[-_]?key(?:[-_]?id)?$|api[-_]?key|token|secret|signature|^sig$|password|passphrase|credential|authori[sz]ation|^auth$|^code$|^share|session|jwt|^policy$|^x-amz-|^x-goog-/i;
/** A parameter as it stands in a text: its writer may have quoted an address, or half of one. */
const parameterInText = /(^|[?&;#\s"'(,])([\w.~%-]{1,100})=([^\s&;#"'<>),]+)/g;

/**
 * Header values that authenticate, split into the parts that would each give access
 * (`Token abc…` holds `abc…`, a smart key `abc…*eyJ…` holds `abc…`).
 */
export function secretsIn(headers: Readonly<Record<string, string>>): readonly string[] {
  const found = new Set<string>();
  for (const value of Object.values(headers)) {
    for (const part of [value, ...value.split(/[\s*]+/)]) {
      if (part.length >= 6) {
        found.add(part);
        found.add(encodeURIComponent(part));
      }
    }
  }
  return [...found].sort((a, b) => b.length - a.length);
}

/**
 * The text with each secret, the user names and passwords of any address in it, and the values of telling parameters,
 * blotted out.
 */
export function redact(text: string, secrets: readonly string[]): string {
  let shown = text
    .replace(/\b([a-z][a-z0-9+.-]*:\/\/)[^\s/?#@]*@/gi, `$1${mark}@`)
    .replace(parameterInText, (whole: string, before: string, name: string) =>
      secretParameter.test(name) ? `${before}${name}=${mark}` : whole,
    );
  for (const secret of secrets) {
    shown = shown.replaceAll(secret, mark);
  }
  return shown;
}

/** An address fit for a log line: no user name, no password, no value of a telling query parameter. */
export function shownAddress(url: URL): string {
  const parameters = [...url.searchParams].map(
    ([name, value]) => `${name}=${secretParameter.test(name) ? mark : value}`,
  );
  return `${url.origin}${url.pathname}${parameters.length > 0 ? `?${parameters.join('&')}` : ''}`;
}
