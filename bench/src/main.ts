/** Placeholder until the bench is written. */
console.log('bench: nothing to measure yet');
