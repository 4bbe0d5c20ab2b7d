/**
 * Preloaded into a command (NODE_OPTIONS): writes every connection that it opens, as `host:port`, to the file
 * CONNECTIONS. If EMULATOR_PORT is set, connections to port 4566 go there; all others are refused.
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
  if (String(port) === '4566' && EMULATOR_PORT)
    return connect.call(this, { host: '127.0.0.1', port: EMULATOR_PORT });
  process.nextTick(() => this.destroy(Object.assign(new Error('Refused'), { code: 'ECONNREFUSED' })));
  return this;
};
