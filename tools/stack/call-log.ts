import type { ApiRequest, Service } from './gateway.ts';

/**
 * How often a caller made a call of one kind on one resource, and how often its SDK tried one again. The action is
 * named as IAM names it.
 */
export type RecordedCall = {
  caller: string;
  action: string;
  resource: string;
  calls: number;
  retries: number;
};

export type CallLog = {
  /** The same service, with every call written down. */
  recorded(name: string, service: Service): Service;
  list(): RecordedCall[];
};

/** Who called what: to compare with what the roles grant, and to count what an order costs. */
export function createCallLog(): CallLog {
  const counts = new Map<string, RecordedCall>();

  return {
    recorded: (name, service) => (request) => {
      const { action, resource } = describeCall(name, request);
      const key = `${request.accessKeyId} ${action} ${resource}`;
      const none = { caller: request.accessKeyId, action, resource, calls: 0, retries: 0 };
      const { calls, retries } = counts.get(key) ?? none;
      counts.set(key, {
        ...none,
        ...(isRetry(request) ? { calls, retries: retries + 1 } : { calls: calls + 1, retries }),
      });
      return service(request);
    },
    list: () => [...counts.values()],
  };
}

/**
 * The action of a call, as IAM names it, and what it is done on: a table or an index of it, a topic, a queue, by its
 * name.
 */
export function describeCall(service: string, request: ApiRequest): { action: string; resource: string } {
  const { operation, resource } = read(request);
  // A call for many, such as PublishBatch, needs the permission for one.
  return { action: `${service}:${operation.replace(/Batch$/, '')}`, resource };
}

/** Every attempt of an SDK says which one it is: `attempt=2; max=3`. */
function isRetry({ headers }: ApiRequest): boolean {
  return /attempt=(?!1\b)/.test(headers['amz-sdk-request'] ?? '');
}

function read({ headers, body }: ApiRequest): { operation: string; resource: string } {
  const target = headers['x-amz-target'];
  if (target === undefined) {
    const form = new URLSearchParams(body.toString());
    const resource = form.get('TopicArn')?.split(':').at(-1) ?? '';
    return { operation: form.get('Action') ?? '', resource };
  }
  const { TableName, IndexName, QueueUrl } = JSON.parse(body.toString());
  const table = IndexName === undefined ? TableName : `${TableName}/index/${IndexName}`;
  return { operation: target.split('.').at(-1) ?? '', resource: table ?? QueueUrl?.split('/').at(-1) ?? '' };
}
