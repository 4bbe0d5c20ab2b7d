import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Properties, Template } from '../../stack/template.ts';
import { readFixtures } from '../demo/fixtures.ts';
import type { Node, Topology } from '../page/types.ts';

const KINDS: Record<string, Node['kind']> = {
  'AWS::Lambda::Function': 'function',
  'AWS::SNS::Topic': 'topic',
  'AWS::SQS::Queue': 'queue',
  'AWS::DynamoDB::Table': 'table',
  'AWS::Events::Rule': 'schedule',
};

type Edge = Topology['edges'][number];
type Named = [logicalId: string, properties: Properties];

/** The service as a picture: what there is, and which way messages and calls go. @param prefix of functions' names. */
export function readTopology({ Resources }: Template, prefix: string): Pick<Topology, 'nodes' | 'edges'> {
  const all = Object.entries(Resources);
  const ofType = (type: string): Named[] =>
    all.filter(([, { Type }]) => Type === type).map(([id, { Properties = {} }]) => [id, Properties]);
  const names = new Map(
    all
      .filter(([, { Type }]) => Type in KINDS)
      .map(([id, resource]) => [id, nameOf(id, resource.Properties)]),
  );

  function nameOf(logicalId: string, { FunctionName, ScheduleExpression }: Properties = {}): string {
    if (typeof FunctionName === 'string') return FunctionName.slice(prefix.length);
    return typeof ScheduleExpression === 'string' ? ScheduleExpression : logicalId;
  }
  /** An edge for each pair of references to nodes. */
  const edge = (from: unknown, to: unknown): Edge[] =>
    namesIn(from).flatMap((one) => namesIn(to).map((other) => ({ from: one, to: other })));
  const namesIn = (value: unknown) => referencesIn(value).flatMap((id) => names.get(id) ?? []);
  const self = (logicalId: string) => ({ Ref: logicalId });

  const redrives = ofType('AWS::SQS::Queue').flatMap(([id, { RedrivePolicy }]) =>
    edge(self(id), RedrivePolicy),
  );
  const undelivered = ofType('AWS::SNS::Subscription').flatMap(([, { TopicArn, RedrivePolicy }]) =>
    edge(TopicArn, RedrivePolicy),
  );
  const dead = new Set([...redrives, ...undelivered].map(({ to }) => to));
  return {
    nodes: all.flatMap(([logicalId, { Type }]) => {
      const [id, kind] = [names.get(logicalId), KINDS[Type]];
      if (id === undefined || kind === undefined) return [];
      return [{ id, kind: dead.has(id) ? 'dead-letter queue' : kind }];
    }),
    edges: [
      ...ofType('AWS::SNS::Subscription').flatMap(([, { TopicArn, Endpoint }]) => edge(TopicArn, Endpoint)),
      ...ofType('AWS::Lambda::EventSourceMapping').flatMap(([, { EventSourceArn, FunctionName }]) =>
        edge(EventSourceArn, FunctionName),
      ),
      ...ofType('AWS::Events::Rule').flatMap(([id, { Targets }]) => edge(self(id), Targets)),
      ...ofType('AWS::Lambda::Function').flatMap(([id, { Environment }]) => edge(self(id), Environment)),
      ...redrives,
      ...undelivered,
    ],
  };
}

/** What can be sent: the fixtures of `npm start`, and events that are named after a function. */
export function readSendable(folder: string, functionNames: string[]): Topology['fixtures'] {
  const fixtures = readFixtures(folder).map(({ name, functionName, event }) => ({
    name,
    functionName,
    event,
  }));
  for (const functionName of functionNames) {
    const name = `${functionName}.json`;
    const text = readIfExists(join(folder, name));
    if (text !== undefined) fixtures.push({ name, functionName, event: JSON.parse(text) });
  }
  return fixtures;
}

/** The logical ids in a part of a template. */
function referencesIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const { Ref, 'Fn::GetAtt': attribute } = value as { Ref?: string; 'Fn::GetAtt'?: [string, string] };
  return [Ref ?? attribute?.[0] ?? Object.values(value).flatMap(referencesIn)].flat();
}

function readIfExists(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
