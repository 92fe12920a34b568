/** Requests as they are: what those who know a tracker's REST API can send by hand. Plain JSON-safe data. */

export interface RequestTemplate {
  /** What it does, in a few words. */
  readonly title: string;
  readonly method: 'GET' | 'POST' | 'PUT';
  /** Below the REST root; `{name}` stands for an argument. */
  readonly path: string;
  /** Argument names with an example or an empty value of the right type. */
  readonly arguments: Readonly<Record<string, unknown>>;
  /** How the arguments travel. A form takes its file beside them, which travel in the query then. */
  readonly encoding: 'query' | 'body' | 'form';
  /** It changes what the tracker keeps, whatever its method. */
  readonly changes: boolean;
}

export interface FilledRequest {
  readonly template: RequestTemplate;
  readonly arguments: Readonly<Record<string, unknown>>;
  /** Absolute path, for a form. */
  readonly file: string | null;
}

export interface RawAnswer {
  readonly contentType: string | null;
  readonly bytes: Uint8Array;
}
