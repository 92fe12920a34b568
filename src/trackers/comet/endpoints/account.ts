/** Comet's endpoints about the account, its workspaces and the server. */
import * as l10n from '@vscode/l10n';
import * as v from 'valibot';
import * as wire from '../wire/account';
import { flag, optional, read, text, write } from './endpoint';

export const account = {
  /** Whose key it is. */
  accountDetails: read(l10n.t('Account details'), 'account-details', {}, wire.AccountDetails),
  /** Names of those that the key can see; some servers wrap them in objects or send the bare list. */
  workspaces: read('Workspaces', 'workspaces', {}, wire.Workspaces),
  /** Beside the REST root; needs no key. */
  version: read(l10n.t('Version of the server'), '../../isAlive/ver', {}, wire.Version),
  /** In snake case. Which plans there are is not documented. */
  createWorkspace: write(
    l10n.t('Create a workspace'),
    'write/workspace/new',
    { name: text(), plan: optional(text()) },
    wire.NewWorkspace,
  ),
  /** Refused for who is a member already. */
  addWorkspaceMember: write(
    l10n.t('Add a member to a workspace'),
    'write/add-workspace-member',
    { userEmail: text(), workspaceName: text(), admin: flag() },
    'perhapsNothing',
  ),
};

/** For administrators, beside the REST root; other keys are refused. Their shapes are not documented. */
export const admin = {
  /** Of a month, `YYYY-MM`. */
  chargebackReport: read(
    l10n.t('Chargeback report'),
    '../../admin/chargeback/report',
    { reportMonth: text('2026-01') },
    v.unknown(),
  ),
  serviceAccounts: read(l10n.t('Service accounts'), '../../admin/service-accounts', {}, v.unknown()),
};
