/** The schemes of our file systems. A file of their own, since they are registered before anything else is loaded. */

/** What experiments logged, to read. */
export const documentScheme = 'experiment';
/** What is saved back to the tracker. */
export const editableScheme = 'experiment-edit';
