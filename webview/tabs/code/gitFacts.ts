/** What was logged of the git state when the run began, in one band above the patch. Knows no patch's lines. */
import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import { commitAddress, shownOrigin } from '../../../src/shared/address/commitUrl';
import type { GitState } from '../../../src/shared/experiment';
import type { ExperimentHost } from '../../elements/element';
import { copyButton, actionButton } from '../../elements/parts';

/** @param changes what had not been committed, in words; null while that is not known */
export function gitFacts(git: GitState, changes: unknown, host: ExperimentHost): TemplateResult {
  return html`
    <div class="git-facts">
      <dl>
        ${named(l10n.t('Branch'), shownBranch(git), { host })}
        ${git.commit === null ? nothing : html`<div><dt>${l10n.t('Commit')}</dt><dd><code title=${git.commit}>${git.commit.slice(0, 10)}</code>${copyButton(host, git.commit, 'commit')}</dd></div>`}
        ${named(l10n.t('Origin'), git.origin === null ? null : shownOrigin(git.origin), { host })}
        ${named(l10n.t('User'), git.user, {})}
        ${named(l10n.t('Folder'), git.root, { host })}
        ${changes === null ? nothing : html`<div><dt>${l10n.t('Changes')}</dt><dd>${changes}</dd></div>`}
      </dl>
      ${openCommitButton(git, host)}
    </div>`;
}

export const shownBranch = ({ branch }: GitState): string | null => branch?.replace(/^refs\/heads\//, '') ?? null;

/** Nothing where the commit has no page that is known. */
export function openCommitButton({ origin, commit }: GitState, host: ExperimentHost): TemplateResult | typeof nothing {
  const address = origin === null || commit === null ? null : commitAddress(origin, commit);
  return address === null
    ? nothing
    : actionButton('browser', l10n.t('Open commit on {host}', { host: new URL(address).host }), () =>
        host.do('openCommit', null),
      );
}

function named(name: string, value: string | null, { host }: { readonly host?: ExperimentHost }): unknown {
  if (value === null || value === '') {
    return nothing;
  }
  return html`<div><dt>${name}</dt><dd><bdi title=${value}>${value}</bdi>${host === undefined ? nothing : copyButton(host, value, name.toLowerCase())}</dd></div>`;
}
