import { exec } from 'node:child_process';

type Lock = {
  packages: Record<string, { version?: string; license?: string; dev?: boolean; devOptional?: boolean }>;
};

/** A package that can be in a bundle: one that the `dependencies` in package.json bring in. */
export type Shipped = { name: string; version: string; licence: string };

/** Licences that require no more than attribution. */
const PERMISSIVE = new Set(['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT', 'MIT-0']);

export function shippedIn(lock: Lock): Shipped[] {
  return Object.entries(lock.packages)
    .filter(([path, { dev, devOptional }]) => path !== '' && !dev && !devOptional)
    .map(([path, { version = '', license: licence = 'unknown' }]) => ({
      name: path.replace(/^.*node_modules\//, ''),
      version,
      licence,
    }));
}

export function notPermissive(shipped: readonly Shipped[]): Shipped[] {
  return shipped.filter(({ licence }) => !PERMISSIVE.has(licence));
}

/** The result of `npm audit` for what is shipped; `unanswered` if the registry offers no audits. */
export type Audit = { vulnerabilities: number } | { unanswered: string };

export function auditShipped(): Promise<Audit> {
  return new Promise((resolve) => {
    exec('npm audit --omit=dev --json', (_exit, stdout) => resolve(readAudit(stdout)));
  });
}

export function readAudit(output: string): Audit {
  try {
    const { metadata, statusCode, message = 'no reason given' } = JSON.parse(output);
    if (metadata === undefined) return { unanswered: statusCode ? `HTTP ${statusCode}` : message };
    return { vulnerabilities: metadata.vulnerabilities.total };
  } catch {
    return { unanswered: output.trim() || 'npm printed nothing' };
  }
}
