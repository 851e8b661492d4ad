/** Whether `error` is one of Node's errors with this code. By its shape: under Jest it may come from another realm. */
export function hasCode(error: unknown, code: string): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === code;
}
