import type { Locator } from 'playwright-core';

/** How many charts in view have nothing to show yet: those out of view stay so until they are scrolled to. */
export const skeletonsInView = (within: Locator): Promise<number> =>
  within.evaluate(
    (element) =>
      [...element.querySelectorAll('.skeleton')].filter((skeleton) => {
        const { top, bottom, height } = skeleton.getBoundingClientRect();
        return height > 0 && top < window.innerHeight && bottom > 0;
      }).length,
  );
