// Stands in for VS Code's native log sink where no compiler is at hand: the same log files, written by Node itself.
import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

const levels = ['trace', 'debug', 'info', 'warn', 'error', 'critical'];

class Logger {
  #file;
  #threshold = levels.indexOf('info');
  #formatted = true;

  constructor(file) {
    this.#file = file;
    mkdirSync(dirname(file), { recursive: true });
    for (const [rank, level] of levels.entries()) {
      this[level] = (message) => this.#write(rank, message);
    }
  }

  #write(rank, message) {
    if (rank < this.#threshold) {
      return;
    }
    const now = new Date();
    const local = new Date(now.getTime() - now.getTimezoneOffset() * 60_000)
      .toISOString()
      .slice(0, -1)
      .replace('T', ' ');
    try {
      appendFileSync(this.#file, this.#formatted ? `${local} [${levels[rank]}] ${message}\n` : message);
    } catch {
      // The profile was removed while VS Code was still shutting down: there is nobody left to read the log.
    }
  }

  getLevel() {
    return this.#threshold;
  }

  setLevel(rank) {
    this.#threshold = rank;
  }

  setPattern() {
    this.#formatted = true;
  }

  clearFormatters() {
    this.#formatted = false;
  }

  flush() {}

  drop() {}
}

export const version = 0;
export function setLevel() {}
export function setFlushOn() {}
export async function createRotatingLogger(_name, file) {
  return new Logger(file);
}
export const createAsyncRotatingLogger = createRotatingLogger;
