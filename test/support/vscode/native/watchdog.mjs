// Stands in for VS Code's native watchdog where no compiler is at hand: ends the extension host when its parent is
// gone.
import { setInterval } from 'node:timers';

export function start(parentId) {
  setInterval(() => {
    try {
      process.kill(parentId, 0);
    } catch {
      process.exit(87);
    }
  }, 3000).unref();
}
