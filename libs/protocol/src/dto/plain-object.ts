/**
 * Whether a value is what JSON calls an object: no array, no null, no bytes, no date. Judged by its tag and not by its
 * prototype, so that it holds for instances of DTO classes and across realms.
 */
export function isPlainObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && Object.prototype.toString.call(value) === '[object Object]';
}
