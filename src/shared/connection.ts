/** A connection as views show it: an account at a tracker's server, or the local lab. Holds no secret. */
import type { TrackerKind } from './experiment';

export interface ConnectionInfo {
  /** Never holds a `/`; `lab` is the local lab. What a `ConnectionRef` calls `connection`. */
  readonly id: string;
  /** Whose account it is. */
  readonly label: string;
  readonly tracker: TrackerKind;
  readonly kind: 'server' | 'lab';
  /** The server's name to show beside the label: host, port and path prefix. */
  readonly server: string;
}
