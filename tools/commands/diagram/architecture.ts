import type { Properties, Resource, Template } from '../../stack/template.ts';

type Shape = { kind: string; draw(name: string): string };

/** The shape of a resource, by its type. Other types are not in the diagram. */
const SHAPES: Record<string, Shape> = {
  'AWS::Events::Rule': { kind: 'schedule', draw: (name) => `([${name}])` },
  'AWS::Lambda::Function': { kind: 'lambda', draw: (name) => `[${name}]` },
  'AWS::SNS::Topic': { kind: 'topic', draw: (name) => `{{${name}}}` },
  'AWS::SQS::Queue': { kind: 'queue', draw: (name) => `[/${name}/]` },
  'AWS::DynamoDB::Table': { kind: 'table', draw: (name) => `[(${name})]` },
};

/** Readable on light and dark pages. */
const COLOURS = [
  'classDef lambda fill:#f9d9b8,stroke:#b5651d,color:#222',
  'classDef topic fill:#f6cfe0,stroke:#a8326e,color:#222',
  'classDef queue fill:#fff2b3,stroke:#a08a00,color:#222',
  'classDef table fill:#cfe0f8,stroke:#2a5ca8,color:#222',
  'classDef schedule fill:#e4e4e4,stroke:#666,color:#222',
];

/** The calls of an event source: the arrow from the queue shows them. */
const POLLING = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'];

type Arrow = { from: string; line: string; to: string };

/**
 * The service as a Mermaid flowchart: every function, topic, queue, schedule and table with its indexes that is
 * connected, and an arrow for each delivery and for each call that a role allows.
 */
export function drawArchitecture({ Resources }: Template): string {
  const all = Object.entries(Resources);
  const arrows = all.flatMap(([id, resource]) => arrowsOf(id, resource.Type, resource.Properties ?? {}));
  const met = new Set(arrows.flatMap(({ from, to }) => [from, to]));
  const tables = all.filter(([, { Type }]) => Type === 'AWS::DynamoDB::Table');
  const kept = new Set(tables.flatMap(([id, { Properties = {} }]) => [id, ...indexesOf(Properties)]));
  const boxes = all.flatMap(([id, resource]) => boxesOf(id, resource)).filter(({ node }) => met.has(node));

  // Calls of a table come last, so that no two arrows cross.
  const isTableCall = ({ from, to }: Arrow) => kept.has(to) && !kept.has(from);
  const inOrder = arrows.toSorted((a, b) => Number(isTableCall(a)) - Number(isTableCall(b)));
  const lines = [
    ...boxes.map(({ node, text }) => `${node}${text}`),
    ...inOrder.map(({ from, line, to }) => `${from} ${line} ${to}`),
    ...COLOURS,
  ];
  return ['flowchart TB', ...lines.map((line) => `  ${line}`)].join('\n');

  function arrowsOf(id: string, type: string, properties: Properties): Arrow[] {
    const { Targets, TopicArn, Endpoint, EventSourceArn, FunctionName, BatchSize, RedrivePolicy } =
      properties;
    switch (type) {
      case 'AWS::Events::Rule':
        return arrow([id], '-->', drawnIn(Targets));
      case 'AWS::Lambda::EventSourceMapping':
        return arrow(drawnIn(EventSourceArn), `-->|up to ${BatchSize}|`, drawnIn(FunctionName));
      case 'AWS::SNS::Subscription':
        return [
          ...arrow(drawnIn(TopicArn), properties.FilterPolicy ? '-->|filtered|' : '-->', drawnIn(Endpoint)),
          ...arrow(drawnIn(TopicArn), '-. undeliverable .->', drawnIn(RedrivePolicy)),
        ];
      case 'AWS::SQS::Queue':
        return arrow(
          [id],
          `-. ${Object(RedrivePolicy).maxReceiveCount} receives .->`,
          drawnIn(RedrivePolicy),
        );
      case 'AWS::DynamoDB::Table':
        return indexesOf(properties).map((index) => ({ from: id, line: '---', to: index }));
      case 'AWS::Lambda::Function':
        return grantsOf(properties).flatMap(({ action, resource }) => {
          const [, index] = /\/index\/(\w+)/.exec(JSON.stringify(resource)) ?? [];
          const targets = index === undefined ? drawnIn(resource) : [index];
          return arrow([id], `-->|${action.split(':')[1]}|`, targets);
        });
      default:
        return [];
    }
  }

  function arrow(from: string[], line: string, to: string[]): Arrow[] {
    return from.flatMap((start) => to.map((end) => ({ from: nodeOf(start), line, to: nodeOf(end) })));
  }

  /** A function has its own name, anything else its logical id. */
  function nodeOf(id: string): string {
    const name = Resources[id]?.Properties?.FunctionName;
    return typeof name === 'string' ? (name.split('-').at(-1) ?? id) : id;
  }

  function boxesOf(id: string, { Type, Properties = {} }: Resource) {
    const shape = SHAPES[Type];
    if (shape === undefined) return [];
    const box = (node: string, name: string) => ({ node, text: `${shape.draw(name)}:::${shape.kind}` });
    const { ScheduleExpression: rate } = Properties;
    const name = typeof rate === 'string' ? rate.replace(/^rate\((.*)\)$/, 'every $1') : nodeOf(id);
    return [box(nodeOf(id), name), ...indexesOf(Properties).map((index) => box(index, index))];
  }

  /** The resources with a shape that a value refers to in any way. */
  function drawnIn(value: unknown): string[] {
    const references = /"Ref":"(\w+)"|"Fn::GetAtt":\["(\w+)"|\$\{(\w+)(?:\.\w+)?\}/g;
    const ids = [...(JSON.stringify(value) ?? '').matchAll(references)].map((match) =>
      match.slice(1).join(''),
    );
    return [...new Set(ids)].filter((id) => SHAPES[Resources[id]?.Type ?? ''] !== undefined);
  }

  function grantsOf({ Role }: Properties): { action: string; resource: unknown }[] {
    const [id = ''] = /(?<="Fn::GetAtt":\[")\w+/.exec(JSON.stringify(Role)) ?? [];
    const policies = (Resources[id]?.Properties?.Policies ?? []) as Policy[];
    return policies
      .flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
      .filter(({ Effect }) => Effect === 'Allow')
      .flatMap(({ Action, Resource }) => [Action].flat().map((action) => ({ action, resource: Resource })))
      .filter(({ action }) => !POLLING.includes(action));
  }
}

type Statement = { Effect: string; Action: string | string[]; Resource: unknown };
type Policy = { PolicyDocument: { Statement: Statement[] } };

function indexesOf({ GlobalSecondaryIndexes = [] }: Properties): string[] {
  return (GlobalSecondaryIndexes as { IndexName: string }[]).map(({ IndexName }) => IndexName);
}

/** The lines around the diagram in README.md. */
const BEGIN = '<!-- The picture is made from the compiled template: npm run diagram -->';
const END = '<!-- End of the picture -->';

/** The document with the diagram between its marks. @throws if the marks are missing. */
export function withDiagram(document: string, diagram: string): string {
  const [before, after] = [document.indexOf(BEGIN), document.indexOf(END)];
  if (before < 0 || after < before) {
    throw new Error(
      `README.md has no place for the diagram. Put these two lines where it belongs:\n${BEGIN}\n${END}`,
    );
  }
  return `${document.slice(0, before)}${BEGIN}\n\n\`\`\`mermaid\n${diagram}\n\`\`\`\n\n${document.slice(after)}`;
}
