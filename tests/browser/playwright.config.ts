import { existsSync } from 'node:fs';
import { defineConfig } from '@playwright/test';

const debian = '/usr/bin/chromium';

export default defineConfig({
  testDir: '.',
  testMatch: /.*\.spec\.tsx?$/,
  fullyParallel: true,
  workers: process.env['CI'] ? 2 : 2,
  timeout: 30_000,
  expect: { timeout: 7_000 },
  reporter: [['list']],
  outputDir: '../../.cache/browser-tests',
  globalSetup: './support/build.ts',
  use: {
    headless: true,
    locale: 'en-US',
    launchOptions: {
      executablePath: process.env['CHROMIUM'] ?? (existsSync(debian) ? debian : undefined),
      args: ['--no-sandbox'],
    },
    trace: 'retain-on-failure',
  },
});
