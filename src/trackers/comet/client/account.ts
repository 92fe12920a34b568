/** Endpoints of Comet about the account and its workspaces. */
import type { CometCalls } from '../endpoint';
import * as wire from '../wire/account';

export class AccountCalls {
  readonly #calls: CometCalls;

  constructor(calls: CometCalls) {
    this.#calls = calls;
  }

  /** GET /api/isAlive/ver, beside the REST root: `{version}` of the server; needs no key. */
  async version(signal: AbortSignal): Promise<string | null> {
    return (await this.#calls.get(wire.Version, '../../isAlive/ver', {}, signal)).version;
  }

  /** GET account-details: `{userName, defaultWorkspaceName}`, whose key it is. */
  accountDetails(signal: AbortSignal): Promise<wire.AccountDetails> {
    return this.#calls.get(wire.AccountDetails, 'account-details', {}, signal);
  }

  /** GET workspaces: names of those that the key can see; some servers wrap them in objects or send the bare list. */
  workspaces(signal: AbortSignal): Promise<string[]> {
    return this.#calls.get(wire.Workspaces, 'workspaces', {}, signal);
  }

  /**
   * POST write/workspace/new: `{workspace_id, workspace_name}`, in snake case. Which plans there are is not documented.
   */
  createWorkspace(
    workspace: { readonly name: string; readonly plan?: string },
    signal: AbortSignal,
  ): Promise<wire.NewWorkspace> {
    return this.#calls.make(wire.NewWorkspace, 'write/workspace/new', workspace, signal);
  }

  /** POST write/add-workspace-member: by mail address; refused for who is a member already. */
  addWorkspaceMember(
    member: { readonly userEmail: string; readonly workspaceName: string; readonly admin: boolean },
    signal: AbortSignal,
  ): Promise<void> {
    return this.#calls.write('write/add-workspace-member', member, signal);
  }
}
