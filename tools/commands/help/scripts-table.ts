/** The scripts that a document describes: the table rows that begin with an npm command in backticks. */
export function scriptsIn(document: string): { command: string; purpose: string }[] {
  return [...document.matchAll(/^\| `(npm [^`]+)` +\| (.+?) +\|$/gm)].map(
    ([, command = '', purpose = '']) => ({ command, purpose: purpose.replaceAll('`', '') }),
  );
}
