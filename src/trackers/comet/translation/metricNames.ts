/** What Comet says of a metric by its name alone. */

/** Its SDK logs the machine's metrics as `sys.…`, with the run context and a `_` in front where there was one. */
export const isOfMachine = (name: string): boolean => /(^|_)sys\./.test(name);
