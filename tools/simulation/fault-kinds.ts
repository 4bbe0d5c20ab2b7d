/**
 * Every kind of fault, and how often one strikes where it can, before the weather of a schedule makes it more or
 * less. Where it can strike: each attempt of a call, each receive of a message, each invocation, each sweep due.
 */
export const FAULT_RATES = {
  'put fails before it is applied': 0.04,
  'update fails before it is applied': 0.04,
  'publish fails before it is applied': 0.06,
  'publish batch fails before it is applied': 0.06,
  'query fails': 0.01,
  'put is applied, its answer lost': 0.04,
  'update is applied, its answer lost': 0.06,
  'publish is applied, its answer lost': 0.06,
  'publish batch is applied, its answer lost': 0.06,
  'condition fails, that answer lost': 0.05,
  'call is applied after its client gave up': 0.01,
  'call is throttled': 0.03,
  'crash before a call': 0.015,
  'crash after a call': 0.015,
  'partial publish batch': 0.1,
  'topic delivers twice': 0.05,
  'topic cannot deliver': 0.02,
  'duplicate delivery': 0.05,
  reordering: 0.1,
  'visibility expires in mid batch': 0.1,
  'late delete is ignored': 0.5,
  'batch answer lost': 0.05,
  'stale index read': 0.2,
  // It is among what is sent: workload/ says how often.
  'poison message': 0,
  'overlapping sweeps': 0.1,
  'schedule delivered twice': 0.1,
  'clock skew': 0.2,
} as const;

export type FaultKind = keyof typeof FAULT_RATES;

export const FAULT_KINDS = Object.keys(FAULT_RATES) as FaultKind[];
