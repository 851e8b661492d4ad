import { ResolveConfigVariables, setDefaultValue } from 'mongodb-memory-server-core/lib/util/resolveConfig.js';

// It would warn on each start that the given program is not the version that it would have downloaded itself.
setDefaultValue(ResolveConfigVariables.SYSTEM_BINARY_VERSION_CHECK, 'false');

/** Tells mongodb-memory-server to run exactly this program, and to look for no other. */
export function givenBinary(path: string): { systemBinary: string; checkMD5: false } {
  return { systemBinary: path, checkMD5: false };
}
