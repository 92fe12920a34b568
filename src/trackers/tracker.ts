/**
 * A tracker as a value: what the product knows of it before anybody is signed in. Accounts, servers and keys are
 * handled through this, and no tracker is named there; `trackers.ts` lists those that there are.
 */
import type { TrackerKind } from '../shared/experiment';
import type { ExperimentBackend } from './backend';
import type { HttpLimits } from './http/client';
import type { NetworkSettings } from './http/network';

export interface Tracker {
  /** Connections are remembered with it: it never changes. */
  readonly kind: TrackerKind;
  /** For the user. */
  readonly name: string;
  readonly signIn: SignInForm;
  /** Absent: this tracker's own tools leave no credentials on a machine. */
  readonly credentials?: CredentialSearch;
  /**
   * The address of a server as it is remembered and given to `connect`: `http://` or `https://`, host, port, path
   * prefix, without a slash at its end. The same for what it returned itself. Sends no request.
   * @throws BackendError (refused) with a sentence for the user
   */
  parseServer(text: string): string;
  /**
   * Asks nothing before its first method is called; imports its HTTP client only now.
   * @param server as `parseServer` returned it
   * @param secret what `SignInForm.destination` made of the answers
   */
  connect(server: string, secret: string, requests: RequestOptions): Promise<ConnectedBackend>;
}

/** How servers are asked. */
export interface RequestOptions {
  readonly network: NetworkSettings;
  readonly limits?: Partial<HttpLimits>;
  /** One line an attempt, without secrets. */
  readonly log: (line: string) => void;
}

/** The caller of `connect` closes it. */
export interface ConnectedBackend extends ExperimentBackend {
  /** Ends all that is under way, as cancelled. */
  close(): Promise<void>;
}

/** The answers to the fields of a form, by their names. Those that were not asked yet are absent. */
export type Answers = ReadonlyMap<string, string>;

/** Where a form leads. */
export interface Destination {
  /** As `Tracker.parseServer` returns it. */
  readonly server: string;
  readonly secret: string;
}

/** What is asked of somebody who signs in, as data: the fields one after another, and the secret at last. */
export interface SignInForm {
  /** What one needs for it: “With an API key for …”. */
  readonly summary: string;
  /** Asked in this order. The one called `server` is answered beforehand for who signs in again where they were. */
  readonly fields: readonly SignInField[];
  readonly secret: SecretField;
  /** Null while the answers name no server. */
  destination(answers: Answers): Destination | null;
}

export interface SignInField {
  readonly name: string;
  readonly prompt: string;
  readonly placeholder: string;
  /** What stands in the box at first. */
  readonly value?: string;
  /** Answers to choose from, with the box as the last choice. What was typed last is remembered and comes first. */
  readonly known?: KnownAnswers;
  /**
   * The answer as it is used and remembered. Returns what it once returned as it is.
   * @throws BackendError (refused) with a sentence for the user
   */
  read(text: string): string;
}

export interface KnownAnswers {
  readonly placeholder: string;
  /** `icon`: the name of a codicon. */
  readonly choices: readonly { readonly label: string; readonly icon: string; readonly value: string }[];
  readonly other: { readonly label: string; readonly icon: string; readonly description: string };
}

/** What a tracker calls its secret, within a sentence. */
export const secretName = ({ signIn }: Tracker): string => signIn.secret.placeholder;

/** A password box; its answer is never remembered with the others. Called `secret` among the answers. */
export interface SecretField {
  /** What it is called, with its article: “an API key”. */
  readonly placeholder: string;
  /** Where the user finds it. The answers hold what is typed so far. */
  prompt(answers: Answers): string;
  /** A button that opens the page where it is found. */
  readonly page?: { readonly label: string; address(answers: Answers): string };
  /** @throws BackendError (refused) with a sentence for the user */
  read(text: string): string;
}

/** Credentials that a tracker's own tools left on a machine. */
export interface CredentialSearch {
  /** “From A or B that you already have”. */
  readonly summary: string;
  /** Where one looks, to go on from “There are no … credentials”: “in A, in B or in C”. */
  readonly whereabouts: string;
  /** Files to read before `find`. */
  files(environment: Environment): readonly CredentialFile[];
  /** Pure: which secret goes to which server. */
  find(environment: Environment, files: readonly CredentialText[]): FoundCredentials;
}

export type Environment = Readonly<Record<string, string | undefined>>;

export interface CredentialFile {
  /** `user`: an absolute path, or one below the home folder that begins with `~/`. `folder`: in each trusted folder. */
  readonly owner: 'user' | 'folder';
  readonly path: string;
}

export interface CredentialText {
  /** For the user: where it lies. */
  readonly name: string;
  /** The user's own, or one that came with a folder, which may be anybody's. */
  readonly owner: CredentialFile['owner'];
  readonly text: string;
}

export interface FoundCredential extends Destination {
  /** For the user: where it was found. */
  readonly source: string;
  /** The workspace that the same place names. */
  readonly workspace: string | null;
}

export interface FoundCredentials {
  readonly credentials: readonly FoundCredential[];
  /** A sentence for each secret that cannot be used as it stands; holds none. */
  readonly complaints: readonly string[];
}
