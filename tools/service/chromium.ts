import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const PLACES = [
  ...['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'].map(
    (name) => `/usr/bin/${name}`,
  ),
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:/Program Files/Google/Chrome/Application/chrome.exe',
];

/** @throws if there is no Chromium; the message says how to get one. */
export function findChromium(
  places = [process.env.CHROME_PATH, ...PLACES, chromium.executablePath()],
): string {
  const found = places.find((place) => place && existsSync(place));
  if (found !== undefined) return found;
  throw new Error(
    'This needs Chromium or Chrome. Install one ("apt-get install chromium", or "npx playwright-core install chromium"), or set CHROME_PATH to its executable.',
  );
}

/** Starts Chromium without a window. @throws if there is none. */
export function launchChromium(): Promise<Browser> {
  const isRoot = process.getuid?.() === 0;
  return chromium.launch({ executablePath: findChromium(), chromiumSandbox: !isRoot });
}
