// What travels over the bridge between a workbench test and the extension host.

/** Environment variables: where the host says hello when its bridge is up, and the key both ends must show. */
export const helloVariable = 'EXPERIMENTS_BRIDGE_HELLO';
export const keyVariable = 'EXPERIMENTS_BRIDGE_KEY';

export interface BridgeRequest {
  /** The source of a function `(vscode, ...args) => value`. */
  readonly source: string;
  readonly args: readonly unknown[];
}

export interface BridgeAnswer {
  readonly value?: unknown;
  /** The stack of what was thrown. */
  readonly error?: string;
}
