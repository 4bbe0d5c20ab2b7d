import { type ParseArgsOptionDescriptor, parseArgs } from 'node:util';

/** The options of a command, as `parseArgs` takes them. */
export type Options = Record<string, ParseArgsOptionDescriptor>;

/** Options that every command for operators has. */
const COMMON_OPTIONS = {
  stage: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean' },
} as const;

/** What was given for each option: text, true, or nothing. */
type Values<Own extends Options> = {
  -readonly [Name in keyof Own]?: Own[Name]['type'] extends 'boolean' ? true : string;
};

/** Wrong usage: the message names every problem and says what to write instead. */
export class UsageError extends Error {}

export type Given<Own extends Options> = {
  values: Values<Own & typeof COMMON_OPTIONS>;
  positionals: string[];
  /** Every problem with the form of the command line, as sentences. */
  problems: string[];
};

/** Reads a command line. Each option is given once at most, as `--name value` or `--name=value`. */
export function readOptions<Own extends Options>(args: string[], own: Own): Given<Own> {
  const options: Options = { ...own, ...COMMON_OPTIONS };
  const { tokens } = parseArgs({ args, options, allowPositionals: true, strict: false, tokens: true });
  const values: Record<string, string | true> = {};
  const positionals: string[] = [];
  const problems: string[] = [];

  for (const token of tokens) {
    if (token.kind === 'positional') positionals.push(token.value);
    if (token.kind !== 'option') continue;
    const { name, rawName, value, inlineValue } = token;
    const type = Object.hasOwn(options, name) ? options[name]?.type : undefined;
    if (type === undefined) problems.push(`There is no option ${rawName}.`);
    else if (type === 'boolean' && value !== undefined) problems.push(`--${name} takes no value.`);
    else if (type === 'string' && isMissing(value, inlineValue)) problems.push(`--${name} needs a value.`);
    else if (name in values) problems.push(`--${name} is given twice.`);
    else values[name] = value ?? true;
  }
  if (values.stage !== undefined && !/^[A-Za-z][A-Za-z0-9-]*$/.test(String(values.stage))) {
    problems.push(`--stage takes the name of a stage, such as dev, not "${values.stage}".`);
  }
  return { values: values as Given<Own>['values'], positionals, problems };
}

/** What looks like an option is a value only after an equals sign. */
function isMissing(value: string | undefined, inlineValue: boolean | undefined): boolean {
  return value === undefined || value === '' || (inlineValue !== true && value.startsWith('-'));
}
