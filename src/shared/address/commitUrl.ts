/**
 * A git origin as logged -> the web page of a commit, and the origin fit to be shown. Owns what is known of git sites.
 * Origins are other people's input and may hold passwords and tokens: neither function lets one through.
 */
import { getOwn } from '../base/objects';

/** Where a repository lives: `host` with its port where it is the web's own, `path` decoded and without `.git`. */
interface Repository {
  readonly host: string;
  readonly path: readonly string[];
}

/** From seven digits on, as git shortens, up to SHA-256. */
const hexadecimal = /^[0-9a-f]{7,64}$/i;
const hostName = /^(?:[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?\.)+[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/i;
const withScheme = /^(?:git\+)?([a-z]+):\/\/(?:[^/\\]*@)?([^/:@]+)(?::(\d+))?\/+([^?#]+)/i;
/** `git@host:owner/repository.git`, as ssh writes it. */
const likeScp = /^(?:[^@/:]+@)?([^/:@]+):(?!\/\/)([^?#]+)/;

/** Doors for firewalls that let only 443 through, and names that lead elsewhere. */
const sameSite: Readonly<Record<string, string>> = {
  'ssh.github.com': 'github.com',
  'www.github.com': 'github.com',
  'altssh.gitlab.com': 'gitlab.com',
  'altssh.bitbucket.org': 'bitbucket.org',
  'hf.co': 'huggingface.co',
};

/**
 * The https address of a commit's page, never with a user or a token.
 * Null for what is no commit, for an origin that no site on the web has, and for sites whose pages are unknown.
 */
export function commitAddress(origin: string, commit: string): string | null {
  const hash = commit.trim().toLowerCase();
  const repository = toRepository(origin.trim());
  if (repository === null || !hexadecimal.test(hash)) {
    return null;
  }
  const path = commitPath(repository, hash);
  return path === null
    ? null
    : `https://${path.host}/${path.path.map((segment) => (segment === '+' ? segment : encodeURIComponent(segment))).join('/')}`;
}

/** The origin without password, token or query; the user's name stays where ssh needs one. */
export function shownOrigin(origin: string): string {
  const [plain = ''] = origin.trim().split(/[?#]/);
  const parts = /^([a-z+]+:\/\/)(.*)$/i.exec(plain);
  if (parts === null) {
    return plain;
  }
  const [, scheme = '', rest = ''] = parts;
  const at = rest.lastIndexOf('@');
  if (at < 0) {
    return plain;
  }
  const user = /^(?:git\+)?ssh:/i.test(scheme) ? /^[^:/@]+/.exec(rest)?.[0] : undefined;
  return `${scheme}${user === undefined ? '' : `${user}@`}${rest.slice(at + 1)}`;
}

function toRepository(origin: string): Repository | null {
  const address = withScheme.exec(origin);
  if (address !== null) {
    const [, scheme = '', host = '', port, path = ''] = address;
    switch (scheme.toLowerCase()) {
      case 'https':
        return repositoryAt(host, port === '443' ? undefined : port, path);
      // The page is only ever opened by https, and another port's https is anyone's guess.
      case 'http':
        return port === undefined || port === '80' ? repositoryAt(host, undefined, path) : null;
      case 'ssh':
        return repositoryAt(host, undefined, port === '7999' ? `scm/${path}` : path);
      case 'git':
        return repositoryAt(host, undefined, path);
      default:
        return null;
    }
  }
  const short = origin.includes('://') ? null : likeScp.exec(origin);
  return short === null ? null : repositoryAt(short[1] ?? '', undefined, short[2] ?? '');
}

function repositoryAt(host: string, port: string | undefined, path: string): Repository | null {
  if (!hostName.test(host)) {
    return null;
  }
  const name = host.toLowerCase();
  const segments = path
    .replace(/\/+$/, '')
    .replace(/\.git$/i, '')
    .split('/')
    .filter((segment) => segment !== '')
    .map(decoded);
  const isPlain = segments.every(
    (segment) => segment !== null && !/[@:\\/\p{Cc}]/u.test(segment) && segment !== '.' && segment !== '..',
  );
  if (!isPlain || segments.length === 0) {
    return null;
  }
  const site = getOwn(sameSite, name) ?? name;
  return { host: port === undefined ? site : `${site}:${port}`, path: segments.filter((segment) => segment !== null) };
}

function decoded(segment: string): string | null {
  try {
    return decodeURIComponent(segment);
  } catch {
    return null;
  }
}

function commitPath({ host, path }: Repository, commit: string): Repository | null {
  const azure = azureRepository({ host, path });
  if (azure !== null) {
    return { host: azure.host, path: [...azure.path, 'commit', commit] };
  }
  if (host === 'bitbucket.org') {
    return path.length === 2 ? { host, path: [...path, 'commits', commit] } : null;
  }
  if (path.includes('scm') || /(^|\.)(bitbucket|stash)\./.test(host)) {
    return bitbucketServerPath({ host, path }, commit);
  }
  if (host.endsWith('.googlesource.com')) {
    return { host, path: [...path, '+', commit] };
  }
  if (path.length < 2) {
    return null;
  }
  // Only GitLab has groups in groups; elsewhere a repository lies two deep, and these two speak alike.
  if (/(^|\.)gitlab\./.test(host)) {
    return { host, path: [...path, '-', 'commit', commit] };
  }
  const isOneOfTwo = path.length === 2 || (host === 'huggingface.co' && path.length === 3);
  return { host, path: isOneOfTwo ? [...path, 'commit', commit] : [...path, '-', 'commit', commit] };
}

/** `org/project/_git/repository`; ssh says `v3/org/project/repository`, and the old name has `org` in its host. */
function azureRepository({ host, path }: Repository): Repository | null {
  const [version, organization = '', project = '', name = ''] = path;
  if (host === 'ssh.dev.azure.com' || host === 'vs-ssh.visualstudio.com') {
    if (version !== 'v3' || path.length !== 4) {
      return null;
    }
    return { host: 'dev.azure.com', path: [organization, project, '_git', name] };
  }
  const mark = path.lastIndexOf('_git');
  return mark >= 0 && mark === path.length - 2 ? { host, path } : null;
}

/** `scm/PROJECT/name`, perhaps below a prefix; `~ada` is a person's. */
function bitbucketServerPath({ host, path }: Repository, commit: string): Repository | null {
  const mark = path.indexOf('scm');
  const prefix = mark < 0 ? [] : path.slice(0, mark);
  const [project, name, ...more] = path.slice(mark + 1);
  if (project === undefined || name === undefined || more.length > 0) {
    return null;
  }
  const owner = project.startsWith('~') ? ['users', project.slice(1)] : ['projects', project];
  return { host, path: [...prefix, ...owner, 'repos', name, 'commits', commit] };
}
