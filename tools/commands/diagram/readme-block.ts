/** Begins and ends the picture in README.md. What is between them is written by `npm run diagram`. */
const BEGIN = '<!-- The picture is made from the compiled template: npm run diagram -->';
const END = '<!-- End of the picture -->';

/** The document with this picture between its marks. @throws where the marks are not there. */
export function withDiagram(document: string, diagram: string): string {
  const [before, after] = [document.indexOf(BEGIN), document.indexOf(END)];
  if (before < 0 || after < before) {
    throw new Error(
      `README.md has no place for the picture. Put these two lines where it belongs:\n${BEGIN}\n${END}`,
    );
  }
  return `${document.slice(0, before)}${BEGIN}\n\n\`\`\`mermaid\n${diagram}\n\`\`\`\n\n${document.slice(after)}`;
}
