import { relative } from 'node:path';
import { PROJECT } from '../service/project.ts';

/**
 * The frames of a stack trace that are in `src/`, or the first three if none is, such as
 * `at parseOrder (src/orders/order.ts:110:9)`.
 */
export function ownFrames(stack: string): string[] {
  const frames = stack.split('\n').filter((line) => /^ +at /.test(line));
  const own = frames.filter((frame) => frame.includes(`${PROJECT}/src/`));
  return (own.length === 0 ? frames.slice(0, 3) : own).map((frame) => inProject(frame.trim()));
}

/** A frame with the path of its file in the project. */
function inProject(frame: string): string {
  return frame.replace(/(?<=[ (])(?:file:\/\/)?(\/[^\s():]+)/, (_, path) => relative(PROJECT, path));
}
