import type { Properties } from './template.ts';

/** Invokes functions by itself: an event source mapping or a schedule. */
export type Trigger = {
  /** Changes settings. @throws TemplateError */
  update(properties: Properties): void;
  stop(): Promise<void>;
};
