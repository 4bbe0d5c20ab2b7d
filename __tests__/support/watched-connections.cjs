/**
 * Loaded into a command by NODE_OPTIONS. Writes each connection that it opens to the file CONNECTIONS, as `host:port`.
 * Connections to port 4566 go to EMULATOR_PORT instead; all others are refused.
 */
const { appendFileSync } = require('node:fs');
const { Socket } = require('node:net');

const { CONNECTIONS, EMULATOR_PORT } = process.env;
const { connect } = Socket.prototype;

Socket.prototype.connect = function watched(...given) {
  const [options] = Array.isArray(given[0]) ? given[0] : given;
  const { host, port, path } = options;
  if (path) return connect.apply(this, given);

  appendFileSync(CONNECTIONS, `${host}:${port}\n`);
  if (String(port) === '4566') return connect.call(this, { host: '127.0.0.1', port: EMULATOR_PORT });
  process.nextTick(() => this.destroy(Object.assign(new Error('Refused'), { code: 'ECONNREFUSED' })));
  return this;
};
