/** Names of a sweep begin alike and differ at their ends, where there is no room for them: what of them is left out. */
import { html, type TemplateResult } from 'lit';

/** Fewer characters than this are not worth to be left out. */
const worthLeavingOut = 6;

/** How many characters of whole words all of them begin with; 0 where that is little, or would leave nothing of one. */
export function lengthAlike(titles: readonly string[]): number {
  const [first = ''] = titles;
  let alike = 0;
  while (alike < first.length && titles.every((title) => title[alike] === first[alike])) {
    alike += 1;
  }
  const words = /^.*[\s/_.:|,-]/su.exec(first.slice(0, alike))?.[0].length ?? 0;
  return titles.length < 2 || words < worthLeavingOut || titles.some((title) => title.length <= words) ? 0 : words;
}

/** The rest of a name behind an ellipsis; those who listen or copy are given all of it. */
export const shortened = (title: string, alike: number): TemplateResult | string =>
  alike === 0 ? title : html`<span class="left-out">${title.slice(0, alike)}</span>${title.slice(alike)}`;
