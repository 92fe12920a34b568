/** Reads JSON as Python writes it: `NaN` and `Infinity` may stand bare; they become text. */

/** Throws a SyntaxError for anything else that is not JSON. */
export function parsePythonJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!/NaN|Infinity/.test(text)) {
      throw error;
    }
    return JSON.parse(
      text.replace(/"(?:[^"\\]|\\.)*"|-?Infinity|NaN/g, (token) => (token.startsWith('"') ? token : `"${token}"`)),
    );
  }
}
