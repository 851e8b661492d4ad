/** Constant, so that a restarted server knows its people again, also on an empty database. */
const KEYS = Buffer.alloc(32, 'hearken-e2e').toString('base64');

/** All people of a test share one address: its limits are not what is tested. */
export const SERVER_ENVIRONMENT = {
  NODE_ENV: 'development',
  HOST: '127.0.0.1',
  HEARKEN_KEYS: KEYS,
  LOG_LEVEL: 'warn',
  ADDRESS_UNREGISTERED_MAX: '1000',
  ADDRESS_REGISTERED_MAX: '1000',
  ADDRESS_CONNECTS_PER_MINUTE: '100000',
};
